"""A small year, played in memory, in which every event there is happens: the samples of the golden files."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from services.registration.importing import Added, Report
from services.registration.spreadsheet import PersonRow
from services.reporting.application import ReportingLog
from shared.contracts.base import Role
from shared.contracts.nomination import Appraisal
from shared.contracts.registration.access import OpenAccount, RevokeAccount, TrustIssuer, WithdrawIssuer
from shared.contracts.registration.campaigns import (
    CancelCampaign,
    CloneCampaign,
    CloseCampaign,
    EndLegalText,
    LegalBasis,
    RegisterLegalText,
    ReturnCampaign,
    SettleDifference,
)
from shared.contracts.registration.clusters import (
    AdmitMember,
    ClusterScore,
    ElectHeads,
    EndMembership,
    EndSignatory,
    FormCluster,
    RecordClusterResult,
)
from shared.contracts.registration.kinds import (
    CampaignLevel,
    Classification,
    PositionClass,
    Settlement,
    SigningForm,
)
from shared.contracts.registration.people import DiscloseContacts, ImportPeople
from shared.contracts.reporting import ReportKind, SubmitReport
from shared.eventlog import EventLog, Log
from shared.principals import Principal
from tests.unit.nomination.season import DIRECTOR_SIGNS, ROUND, STAFF, Season
from tests.unit.registration.department import (
    DIRECTOR,
    LAST_DAY,
    NAME,
    NOTIFICATION,
    OFFICE,
    OPERATOR,
    POSITION,
    Department,
    collective,
    commitment,
)
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
    units_change(department, unit, person)
    people_change(department, unit)
    campaign = department.launched(unit)
    unit_registers(department, campaign, unit)
    campaigns_change(department, unit)
    cluster_competes(department, unit)
    director = department.appoints(person)
    department.appoints(person, form=SigningForm.FOR_HEAD, delegated_by=director)
    log.end_signatory(ask(EndSignatory, signatory_id=director, last_day=LAST_DAY, reason="Nghỉ hưu"), OFFICE)
    asked = ask(DiscloseContacts, disclosure_id=uuid4(), person_ids=(person,), purpose="letter")
    log.disclose_contacts(asked, NOTIFICATION)
    log.trust_issuer(ask(TrustIssuer, kid="cong", public_key="PEM", roles=(Role.CLERK,)), OPERATOR)
    log.withdraw_issuer(ask(WithdrawIssuer, kid="cong"), OPERATOR)
    log.open_account(ask(OpenAccount, name="he-thong-tinh", role=Role.READER, until=date(2022, 12, 31)), OPERATOR)
    log.revoke_account(ask(RevokeAccount, name="he-thong-tinh"), OPERATOR)
    return log


def units_change(department: Department, unit: UUID, person: UUID) -> None:
    top, room, part = (department.registers_unit(code) for code in ("STP", "TTRA", "CC1"))
    department.moves_unit(unit, top)
    department.appoints_head(unit, person)
    department.describes_unit(room, mailbox="ttra@stp.example", small=True)
    department.renames_unit(room, "Thanh tra Sở", "THANHTRA")
    department.retracts_unit_fact(room, 3)
    department.splits_unit(room, part, continues=True)
    department.merges_units(room, into=part)
    department.dissolves_unit(part)


def people_change(department: Department, unit: UUID) -> None:
    log = department.log
    other = department.registers_unit("VP")
    person = department.registers_person(unit)
    department.describes_person(person, birth="1980", recruited_on=date(2005, 9, 1))
    department.changes_position(person)
    department.classifies(person, Classification.EXCELLENT)
    group = department.forms(unit, person)
    department.changes_members(group, left=(person,))
    department.dissolves_collective(group)
    department.transfers(person, other)
    department.lets_go(person)
    department.takes_back(person, other)
    department.retracts_person_fact(person, 6)
    row = PersonRow(
        **dict.fromkeys(("sheet", "external_code", "birth", "unit", "email", "identity_number"), ""),
        **dict.fromkeys(("gender", "staff_kind", "recruited_on")),
        row=2,
        name=NAME,
        position=POSITION,
        position_class=PositionClass.STAFF,
        front_line=True,
    )
    report = Report("5ca4" * 16, unit, total=1, added=[Added(row, unit)])
    log.import_people(ask(ImportPeople, file="…", report_digest=report.digest()), report, None, OFFICE)


def campaigns_change(department: Department, unit: UUID) -> None:
    log = department.log
    text = {"title": "Luật Thi đua, khen thưởng", "issuer": "Quốc hội", "in_force_from": date(2004, 7, 1)}
    old = log.register_legal_text(ask(RegisterLegalText, text_id=uuid4(), number="15/2003/QH11", **text), OFFICE).id
    new = log.register_legal_text(ask(RegisterLegalText, text_id=uuid4(), number="06/2022/QH15", **text), OFFICE).id
    basis = LegalBasis(number="15/2003/QH11", title="Luật Thi đua, khen thưởng", issuer="Quốc hội", text_id=old)
    plan = department.campaign(reporting_units=(unit,), legal_bases=(basis,))
    campaign = log.draft_campaign(plan, OFFICE).id
    department.revises_plan(plan, theme="Vượt khó")
    department.hands_in(campaign)
    log.return_campaign(ask(ReturnCampaign, campaign_id=campaign, reason="Thiếu nội dung"), DIRECTOR)
    department.hands_in(campaign)
    department.approves(campaign)
    department.numbers(campaign, "04/KH-STP")
    department.launches(campaign)
    department.amends_plan(plan, theme="Vượt khó, sáng tạo")
    log.cancel_campaign(ask(CancelCampaign, campaign_id=campaign, reason="Gộp vào phong trào của tỉnh"), DIRECTOR)
    log.end_legal_text(ask(EndLegalText, text_id=old, last_day=date(2022, 1, 31), replaced_by=new), OFFICE)
    cloned = ask(CloneCampaign, campaign_id=uuid4(), source_id=campaign, year=2023, title="Phong trào năm 2023")
    (difference,) = log.clone_campaign(cloned, OFFICE).differences
    settled = {"campaign_id": cloned.campaign_id, "key": difference.key, "settlement": Settlement.ACCEPT}
    log.settle_difference(ask(SettleDifference, **settled), OFFICE)
    log.cancel_campaign(ask(CancelCampaign, campaign_id=cloned.campaign_id, reason="Soạn nhầm"), DIRECTOR)
    over = {"level": CampaignLevel.PROVINCE, "year_from": 2021, "year_to": 2021, "rounds": (), "due": ()}
    received = department.drafts(**over)
    department.launches(received)
    log.close_campaign(ask(CloseCampaign, campaign_id=received, conclusion="Báo cáo số 12/BC-STP"), DIRECTOR)


def cluster_competes(department: Department, unit: UUID) -> None:
    log, member = department.log, uuid4()
    cluster = log.form_cluster(ask(FormCluster, cluster_id=uuid4(), name="Khối thi đua Nội chính"), OFFICE).id
    joined = {"cluster_id": cluster, "member_id": member, "effective_on": date(2021, 1, 1)}
    log.admit_member(ask(AdmitMember, name="Sở Tư pháp", unit_id=unit, **joined), OFFICE)
    log.elect_heads(ask(ElectHeads, cluster_id=cluster, year=2021, head_id=member), OFFICE)
    line = ClusterScore(member_id=member, score=9_500, votes=9, rank=1)
    result = ask(RecordClusterResult, cluster_id=cluster, year=2021, lines=(line,), basis="Biên bản họp khối")
    log.record_cluster_result(result, OFFICE)
    log.end_membership(ask(EndMembership, cluster_id=cluster, member_id=member), OFFICE)


def unit_registers(department: Department, campaign: UUID, unit: UUID) -> None:
    department.plans(campaign, unit)
    task = commitment(200, due_on=date(2022, 6, 30))
    registration = department.submits(campaign, unit, collective(unit), commitments=(task,))
    department.returns(registration)
    department.resubmits(registration, collective(unit), commitments=(task,))
    department.withdraws(registration)
    department.resubmits(registration, collective(unit), commitments=(task,))
    department.confirms(registration)
    department.today.day = LAST_DAY + timedelta(1)
    department.locks(campaign)
    department.reports(registration, task.commitment_id, 150)
    department.amends(registration, collective(unit), commitments=(task,))
    department.confirms(registration)


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
