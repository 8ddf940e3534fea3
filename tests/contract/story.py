"""A small year, played in memory, in which every event there is happens: the samples of the golden files."""

from datetime import date
from uuid import UUID, uuid4

from services.reporting.application import ReportingLog
from shared.contracts.base import Role
from shared.contracts.nomination import Appraisal
from shared.contracts.registration.access import OpenAccount, RevokeAccount, TrustIssuer, WithdrawIssuer
from shared.contracts.registration.people import DiscloseContacts
from shared.contracts.registration.registrations import ConfirmRegistration, ResubmitRegistration, ReturnRegistration
from shared.contracts.reporting import ReportKind, SubmitReport
from shared.eventlog import EventLog, Log
from shared.principals import Principal
from tests.unit.nomination.season import DIRECTOR_SIGNS, ROUND, STAFF, Season
from tests.unit.registration.department import NOTIFICATION, OFFICE, OPERATOR, Department, clerk, collective
from tests.unit.telling import ask


class Owed:
    """A unit that owes every report."""

    def due_on(self, campaign_id: UUID, unit_id: UUID, kind: ReportKind) -> date | None:
        return date(2999, 1, 1)


def logs() -> list[EventLog]:
    """The logs of the deciders after the year."""
    return [registration(), nomination(), reporting()]


def registration() -> EventLog:
    department = Department()
    log = department.log
    log.save(
        Log.born(
            "registration", "sandbox", log.did(OPERATOR, ask(OpenAccount, name="", role=Role.READER, until=date.max))
        )
    )
    unit = department.registers_unit(external_code="H42.12")
    person = department.registers_person(unit, external_code="CB-17", identity_number="037012345678")
    department.appoints(person, valid_until=date(2025, 12, 31))
    campaign = department.launched(unit)
    done = department.submits(campaign, unit, collective(unit))
    log.return_registration(ask(ReturnRegistration, registration_id=done, reason="Thiếu chỉ tiêu"), OFFICE)
    again = ask(ResubmitRegistration, registration_id=done, targets=(collective(unit),))
    log.resubmit_registration(again, clerk(unit))
    log.confirm_registration(ask(ConfirmRegistration, registration_id=done), OFFICE)
    asked = ask(DiscloseContacts, disclosure_id=uuid4(), person_ids=(person,), purpose="letter")
    log.disclose_contacts(asked, NOTIFICATION)
    log.trust_issuer(ask(TrustIssuer, kid="cong", public_key="PEM", roles=(Role.CLERK,)), OPERATOR)
    log.withdraw_issuer(ask(WithdrawIssuer, kid="cong"), OPERATOR)
    log.open_account(ask(OpenAccount, name="he-thong-tinh", role=Role.READER, until=date(2022, 12, 31)), OPERATOR)
    log.revoke_account(ask(RevokeAccount, name="he-thong-tinh"), OPERATOR)
    return log


def nomination() -> EventLog:
    season = Season()
    season.adopts_rules()
    share = season.share()
    completed = season.submits(share, STAFF[4])
    season.returns(completed)
    season.completes(completed)
    season.accepts(completed)
    season.appraises(completed, Appraisal.INELIGIBLE, "Thời gian công tác chưa đủ")
    season.withdraws(season.submits(share, STAFF[5]))
    granted, not_granted = season.passed(share, STAFF[0], STAFF[1])
    decision = season.signed(granted, not_granted, refused=[not_granted], signatory_id=DIRECTOR_SIGNS)
    season.issues(decision)
    season.publishes(decision)
    higher = season.passed(season.share(award="BK_CTUBND"), STAFF[0], STAFF[1], round_id=ROUND)
    season.answers(season.sent(*higher), higher[:1], higher[1:])
    return season.log


def reporting() -> EventLog:
    log = ReportingLog(obligations=Owed())
    unit = uuid4()
    report = ask(
        SubmitReport, report_id=uuid4(), campaign_id=uuid4(), unit_id=unit, kind=ReportKind.INTERIM, content="Sơ kết."
    )
    log.submit_report(report, Principal("thanh-tra", Role.CLERK, unit))
    return log
