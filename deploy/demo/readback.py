"""Reads the season back as plain clients do, and compares every answer with the data."""

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import Any
from uuid import UUID

from deploy.demo.calls import READER, Calls
from deploy.demo.cast import Cast
from deploy.demo.findings import Findings
from deploy.demo.year import Year, derived_id
from shared.contracts.nomination import (
    CountNominations,
    DossierState,
    NominationApi,
    NominationQuery,
    NominationsOf,
    NominationView,
)
from shared.contracts.notification import NotificationApi, RemindersOf
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.campaigns import CampaignQuery, CampaignsOfYear
from shared.contracts.registration.kinds import ObligationKind, RegistrationState
from shared.contracts.registration.people import RegisterCount
from shared.contracts.registration.registrations import RegistrationsOf
from shared.contracts.reporting import (
    ReportingApi,
    ReportKind,
    ReportsOf,
)
from shared.errors import NotFound

PAGE = 100  # dossiers


class Reading:
    """Clients that read, where to compare, and ``summary``: what was read, for people."""

    def __init__(self, year: Year, calls: Calls, findings: Findings, summary: list[tuple[str, str]]) -> None:
        self.year = year
        self.calls = calls
        self.findings = findings
        self.summary = summary
        self.expect = year.data.expect
        self.registration = calls.by(READER, RegistrationApi)
        self.nomination = calls.by(READER, NominationApi)
        self.reporting = calls.by(READER, ReportingApi)
        self.notification = calls.by(READER, NotificationApi)

    def check(self, checks: dict[str, Callable[[], None]]) -> None:
        """Compare everything; a check that gets no answer does not keep the others from being made."""
        for what, check in checks.items():
            self.findings.trying(what, check)


class Proceedings(Reading):
    """The register, what units handed in, and what became of each dossier."""

    def __init__(self, year: Year, calls: Calls, findings: Findings, summary: list[tuple[str, str]]) -> None:
        super().__init__(year, calls, findings, summary)
        self._dossiers = calls.by(Cast(year).auditor, NominationApi)
        self._campaign_id = derived_id("campaign", year.department.key)

    def check_all(self) -> None:
        """Compare all of it."""
        self.check(
            {
                "Danh bạ": self._register,
                "Phong trào": self._campaigns,
                "Đăng ký thi đua": self._registrations,
                "Báo cáo": self._reports,
                "Nhắc hạn": self._reminders,
                "Hồ sơ": self._nominations,
            }
        )

    # -- the register, duties -------------------------------------------------------------------------

    def _register(self) -> None:
        counts = self.registration.count_register(RegisterCount())
        expect = self.expect
        self.findings.equal(
            "Danh bạ",
            (expect.units, expect.people, expect.campaigns, expect.registrations.confirmed),
            (counts.units, counts.people, counts.campaigns, counts.registrations),
        )
        self.summary += [("Đơn vị", str(counts.units)), ("Cá nhân", str(counts.people))]

    def _campaigns(self) -> None:
        listed = self.registration.list_campaigns(CampaignsOfYear(year=self.year.data.meta.year)).campaigns
        self.findings.equal(
            "Phong trào trong năm",
            {derived_id("campaign", key): (one.title, one.number or "") for key, one in self.year.campaigns.items()},
            {one.campaign_id: (one.title, one.number) for one in listed if one.state == "launched"},
        )
        own = self.registration.get_campaign(CampaignQuery(campaign_id=self._campaign_id))
        found = [one.code for one in own.defects]
        self.findings.equal("Lỗi tìm thấy trong bản in kế hoạch", self.expect.plan_defects, found)
        self.summary += [
            ("Phong trào", str(len(listed))),
            ("Lỗi tìm thấy trong bản in kế hoạch", str(len(found))),
        ]

    def _registrations(self) -> None:
        units = self.registration.roll_up(RegistrationsOf(campaign_id=self._campaign_id)).units
        due_on = self.year.due_on(ObligationKind.REGISTRATION)
        self.findings.equal(
            "Tổng hợp đăng ký",
            {
                row.unit: (
                    RegistrationState.CONFIRMED,
                    row.submitted_on > due_on,
                    len((row.returned or row).targets),
                    bool(row.returned),
                )
                for row in self.year.data.registrations
            },
            {one.unit_code: (one.state, one.late, one.targets, one.was_returned) for one in units},
        )
        late, returned = sum(one.late for one in units), sum(one.was_returned for one in units)
        confirmed = sum(one.state is RegistrationState.CONFIRMED for one in units)
        targets = sum(one.targets for one in units)
        text = f"{confirmed} đã xác nhận ({returned} từng bị trả lại, {late} nộp muộn), {targets} chỉ tiêu"
        self.summary.append(("Đăng ký thi đua", text))

    def _reports(self) -> None:
        titles = {ReportKind.INTERIM: "Báo cáo sơ kết", ReportKind.FINAL: "Báo cáo tổng kết"}
        for kind, title in titles.items():
            owed = ObligationKind(kind.value)
            due_on = self.year.due_on(owed)
            days = {unit: self.year.handed_in(owed, unit).date() for unit in self.year.reporting}
            found = self.reporting.list_reports(ReportsOf(campaign_id=self._campaign_id, kind=kind)).reports
            self.findings.equal(
                title,
                {derived_id("unit", unit): (due_on, day, day > due_on) for unit, day in days.items()},
                {one.unit_id: (one.due_on, one.submitted_on, one.late) for one in found},
            )
            late = sum(one.late for one in found)
            handed_in = sum(one.submitted_on is not None for one in found)
            self.summary.append((title, f"{handed_in - late} đúng hạn, {late} muộn"))

    def _reminders(self) -> None:
        found = self.notification.list_reminders(RemindersOf(campaign_id=self._campaign_id)).reminders
        self.findings.equal(
            "Nhắc hạn",
            Counter((one.day, one.kind.value, derived_id("unit", one.unit)) for one in self.year.reminded()),
            Counter((one.sent_for, one.kind, one.unit_id) for one in found),
        )
        days = {(one.sent_for, one.kind) for one in found}
        self.summary.append(("Nhắc hạn", f"{len(days)} lần, {len(found)} thư"))

    # -- dossiers -------------------------------------------------------------------------------------

    @cached_property
    def winner(self) -> str:
        """The contender whose dossier exists."""
        contenders = [row.key for row in self.year.data.race.contenders]
        let_in = [key for key in contenders if self._exists(derived_id("nomination", key))]
        self.findings.equal("Hồ sơ được nhận cho chỗ cuối cùng", self.year.data.race.places_left, len(let_in))
        return str(let_in[0] if let_in else contenders[0])

    def _exists(self, nomination_id: UUID) -> bool:
        try:
            self._dossiers.get(NominationQuery(nomination_id=nomination_id))
        except NotFound:
            return False
        return True

    def _nominations(self) -> None:
        rows = self.year.nominations(self.winner)
        found = {one.nomination_id: one for one in self._all_nominations()}
        self.findings.equal(
            "Từng hồ sơ",
            {derived_id("nomination", key): _dossier(row, self.year) for key, row in rows.items()},
            {id: _found(one) for id, one in found.items()},
        )
        counted = self.nomination.count_nominations(CountNominations(year=self.year.data.meta.year))
        by_state = {one.state: one.count for one in counted.by_state}
        outcomes = {DossierState(state): count for state, count in vars(self.expect.outcomes).items()}
        self.findings.equal("Hồ sơ theo kết quả", outcomes, by_state)
        self.findings.equal(
            "Phiên họp, tờ trình, quyết định",
            (self.expect.sessions, self.expect.petitions, self.expect.decisions.total),
            (counted.sessions, counted.petitions, counted.decisions),
        )
        self.summary.append(("Hồ sơ đề nghị", str(sum(by_state.values()))))
        self.summary += [(f"  {OUTCOMES[state]}", str(count)) for state, count in by_state.items()]
        self.summary += [
            ("Phiên họp Hội đồng", str(counted.sessions)),
            ("Tờ trình", str(counted.petitions)),
            ("Quyết định", str(counted.decisions)),
        ]

    def _all_nominations(self) -> list[NominationView]:
        found: list[NominationView] = []
        while page := self._dossiers.list_nominations(
            NominationsOf(after=found[-1].nomination_id if found else None, limit=PAGE)
        ).nominations:
            found += page
        return found


OUTCOMES = {
    DossierState.SUBMITTED: "đã trình",
    DossierState.RETURNED: "yêu cầu bổ sung",
    DossierState.ACCEPTED: "đã tiếp nhận",
    DossierState.ELIGIBLE: "chờ họp Hội đồng",
    DossierState.INELIGIBLE: "không đủ điều kiện",
    DossierState.PASSED: "Hội đồng thông qua",
    DossierState.NOT_PASSED: "Hội đồng không thông qua",
    DossierState.FORWARDED: "đã trình cấp trên",
    DossierState.GRANTED: "được khen thưởng",
    DossierState.REFUSED: "không được khen thưởng",
    DossierState.NOT_GRANTED: "cấp trên không khen thưởng",
    DossierState.WITHDRAWN: "đã rút",
}


def _dossier(row: Any, year: Year) -> tuple[Any, ...]:
    subject_id, kind = year.subject(row.nominee)
    reason = row.withdrawal.reason if row.withdrawal else row.reason or ""
    if row.expected == "not_passed":
        reason = ""  # the council's result is a number and gives no reason
    missing = tuple(row.returned.missing) if row.returned else ()
    unit_id, campaign_id = derived_id("unit", row.unit), derived_id("campaign", row.campaign)
    return unit_id, campaign_id, subject_id, kind, row.award, DossierState(row.expected), reason, missing


def _found(one: NominationView) -> tuple[Any, ...]:
    return (
        one.unit_id,
        one.campaign_id,
        one.subject_id,
        one.subject_kind,
        one.award,
        one.state,
        one.reason,
        one.missing,
    )
