"""Reads the year back as plain clients do, and compares every answer with the data."""

import urllib.error
import urllib.request
from collections import Counter
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from deploy.demo.calls import READER, Calls
from deploy.demo.cast import Cast
from deploy.demo.expected import Issued, Line, decisions_of, letters_of
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
from shared.contracts.notification import CountLetters, NotificationApi, RemindersOf
from shared.contracts.registration import (
    CampaignQuery,
    CampaignsOfYear,
    ObligationKind,
    RegisterCount,
    RegistrationApi,
    RegistrationsOf,
    RegistrationState,
)
from shared.contracts.reporting import (
    AwardHistory,
    AwardQuery,
    CountAwards,
    DecisionQuery,
    DecisionsOfYear,
    DecisionView,
    ReportingApi,
    ReportKind,
    ReportsOf,
)
from shared.errors import NotFound

DAY = timedelta(1)
PAGE_WITHIN = 10  # seconds
PAGE = 100  # dossiers


class ReadBack:
    """The answers that the services give about the year; ``summary`` is what they say, for people."""

    def __init__(self, year: Year, calls: Calls, findings: Findings, portal_url: str, mail_folder: Path) -> None:
        self._year = year
        self._calls = calls
        self._findings = findings
        self._portal_url = portal_url.rstrip("/")
        self._mail_folder = mail_folder
        self._registration = calls.by(READER, RegistrationApi)
        self._nomination = calls.by(READER, NominationApi)
        self._reporting = calls.by(READER, ReportingApi)
        self._notification = calls.by(READER, NotificationApi)
        self._dossiers = calls.by(Cast(year).auditor, NominationApi)
        self._campaign_id = derived_id("campaign", year.department.key)
        self._expect = year.data.expect
        self.summary: list[tuple[str, str]] = []

    def check(self) -> None:
        """Compare everything; a check that gets no answer does not keep the others from being made."""
        checks = {
            "Danh bạ": self._register,
            "Phong trào": self._campaigns,
            "Đăng ký thi đua": self._registrations,
            "Báo cáo": self._reports,
            "Nhắc hạn": self._reminders,
            "Hồ sơ": self._nominations,
        }
        for what, check in checks.items():
            self._findings.trying(what, check)
        winner = self._winner()
        for what, told in {
            "Quyết định": self._decisions,
            "Khen thưởng": self._awards,
            "Lịch sử khen thưởng": self._histories,
            "Thư": self._letters,
            "Cổng công khai": self._portal,
        }.items():
            self._findings.trying(what, partial(told, winner))

    # -- the register, duties -------------------------------------------------------------------------

    def _register(self) -> None:
        counts = self._registration.count_register(RegisterCount())
        expect = self._expect
        self._findings.equal(
            "Danh bạ",
            (expect.units, expect.people, expect.campaigns, expect.registrations.confirmed),
            (counts.units, counts.people, counts.campaigns, counts.registrations),
        )
        self.summary += [("Đơn vị", str(counts.units)), ("Cá nhân", str(counts.people))]

    def _campaigns(self) -> None:
        listed = self._registration.list_campaigns(CampaignsOfYear(year=self._year.data.meta.year)).campaigns
        self._findings.equal(
            "Phong trào trong năm",
            {derived_id("campaign", key): (one.title, one.number or "") for key, one in self._year.campaigns.items()},
            {one.campaign_id: (one.title, one.number) for one in listed if one.state == "launched"},
        )
        own = self._registration.get_campaign(CampaignQuery(campaign_id=self._campaign_id))
        found = [one.code for one in own.defects]
        self._findings.equal("Lỗi tìm thấy trong bản in kế hoạch", self._expect.plan_defects, found)
        self.summary += [
            ("Phong trào", str(len(listed))),
            ("Lỗi tìm thấy trong bản in kế hoạch", str(len(found))),
        ]

    def _registrations(self) -> None:
        units = self._registration.roll_up(RegistrationsOf(campaign_id=self._campaign_id)).units
        due_on = self._year.due_on(ObligationKind.REGISTRATION)
        self._findings.equal(
            "Tổng hợp đăng ký",
            {
                row.unit: (
                    RegistrationState.CONFIRMED,
                    row.submitted_on > due_on,
                    len((row.returned or row).targets),
                    row.returned.reason if row.returned else "",
                )
                for row in self._year.data.registrations
            },
            {one.unit_code: (one.state, one.late, one.targets, one.returned_reason) for one in units},
        )
        late, returned = sum(one.late for one in units), sum(bool(one.returned_reason) for one in units)
        confirmed = sum(one.state is RegistrationState.CONFIRMED for one in units)
        targets = sum(one.targets for one in units)
        text = f"{confirmed} đã xác nhận ({returned} từng bị trả lại, {late} nộp muộn), {targets} chỉ tiêu"
        self.summary.append(("Đăng ký thi đua", text))

    def _reports(self) -> None:
        titles = {ReportKind.INTERIM: "Báo cáo sơ kết", ReportKind.FINAL: "Báo cáo tổng kết"}
        for kind, title in titles.items():
            owed = ObligationKind(kind.value)
            due_on = self._year.due_on(owed)
            days = {unit: self._year.handed_in(owed, unit).date() for unit in self._year.reporting}
            found = self._reporting.list_reports(ReportsOf(campaign_id=self._campaign_id, kind=kind)).reports
            self._findings.equal(
                title,
                {derived_id("unit", unit): (due_on, day, day > due_on) for unit, day in days.items()},
                {one.unit_id: (one.due_on, one.submitted_on, one.late) for one in found},
            )
            late = sum(one.late for one in found)
            handed_in = sum(one.submitted_on is not None for one in found)
            self.summary.append((title, f"{handed_in - late} đúng hạn, {late} muộn"))

    def _reminders(self) -> None:
        found = self._notification.list_reminders(RemindersOf(campaign_id=self._campaign_id)).reminders
        self._findings.equal(
            "Nhắc hạn",
            Counter((one.day, one.kind.value, derived_id("unit", one.unit)) for one in self._year.reminded()),
            Counter((one.sent_for, one.kind, one.unit_id) for one in found),
        )
        days = {(one.sent_for, one.kind) for one in found}
        self.summary.append(("Nhắc hạn", f"{len(days)} lần, {len(found)} thư"))

    # -- dossiers -------------------------------------------------------------------------------------

    def _winner(self) -> str:
        """The contender whose dossier exists."""
        contenders = [row.key for row in self._year.data.race.contenders]
        let_in = [key for key in contenders if self._exists(derived_id("nomination", key))]
        self._findings.equal("Hồ sơ được nhận cho chỗ cuối cùng", self._year.data.race.places_left, len(let_in))
        return str(let_in[0] if let_in else contenders[0])

    def _exists(self, nomination_id: UUID) -> bool:
        try:
            self._dossiers.get(NominationQuery(nomination_id=nomination_id))
        except NotFound:
            return False
        return True

    def _nominations(self) -> None:
        rows = self._year.nominations(self._winner())
        found = {one.nomination_id: one for one in self._all_nominations()}
        self._findings.equal(
            "Từng hồ sơ",
            {derived_id("nomination", key): _dossier(row, self._year) for key, row in rows.items()},
            {id: _found(one) for id, one in found.items()},
        )
        counted = self._nomination.count_nominations(CountNominations(year=self._year.data.meta.year))
        by_state = {one.state: one.count for one in counted.by_state}
        outcomes = {DossierState(state): count for state, count in vars(self._expect.outcomes).items()}
        self._findings.equal("Hồ sơ theo kết quả", outcomes, by_state)
        self._findings.equal(
            "Phiên họp, tờ trình, quyết định",
            (self._expect.sessions, self._expect.petitions, self._expect.decisions.total),
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

    # -- decisions and awards -------------------------------------------------------------------------

    def _decisions(self, winner: str) -> None:
        expected = decisions_of(self._year, winner)
        for one in expected:
            by_number = DecisionQuery(number=one.number, year=one.issued_on.year)
            by_id = DecisionQuery(decision_id=one.id)
            for query in (by_number, by_id):
                found = self._reporting.get_decision(query)
                self._findings.equal(f"Quyết định {one.number}", _document(one), _document(found))
                self._findings.equal(
                    f"Các dòng của {one.number}", set(one.lines), {_line_found(line) for line in found.lines}
                )
                self._findings.equal(f"Số dòng của {one.number}", len(one.lines), len(found.lines))
        for year in {one.issued_on.year for one in expected}:
            listed = self._reporting.list_decisions(DecisionsOfYear(year=year)).decisions
            numbers = {one.number for one in expected if one.issued_on.year == year}
            self._findings.equal(f"Quyết định năm {year}", numbers, {one.number for one in listed})

    def _awards(self, winner: str) -> None:
        expected = decisions_of(self._year, winner)
        total: Counter[str] = Counter()
        for year in sorted({one.issued_on.year for one in expected}):
            of_year = [one for one in expected if one.issued_on.year == year]
            for known_on in (None, *sorted({one.known_since - DAY for one in of_year})):
                known = [one for one in of_year if known_on is None or one.known_since <= known_on]
                found = self._reporting.count_awards(CountAwards(year=year, known_on=known_on)).counts
                self._findings.equal(
                    f"Khen thưởng năm {year}, biết đến {known_on or 'nay'}",
                    Counter((line.award, line.subject_kind) for one in known for line in one.lines),
                    Counter({(one.award, one.subject_kind): one.count for one in found}),
                )
                if known_on is None:
                    total.update({one.award: 0 for one in found})
                    for one in found:
                        total[one.award] += one.count
        self._findings.equal("Khen thưởng theo hình thức", vars(self._expect.awards), dict(total))
        self.summary.append(("Khen thưởng", ", ".join(f"{award} {count}" for award, count in sorted(total.items()))))
        self._steps(expected)
        self._undecided(winner)

    def _steps(self, expected: list[Issued]) -> None:
        """Each issued award tells the days on which its dossier passed each step, and no more."""
        appraisal, session = self._year.data.appraisal, self._year.data.session
        lines = [(one, line) for one in expected for line in one.lines]
        found = self._calls.together(
            partial(self._reporting.get_award, AwardQuery(award_id=line.award_id)) for _, line in lines
        )
        for (one, line), award in zip(lines, found, strict=True):
            days = {
                "received": appraisal.accepted_on,
                "appraised": appraisal.concluded_on,
                "passed": session.held_on,
                "decided": one.signed_on,
                "published": one.published_on,
            }
            self._findings.equal(
                f"Các bước của {line.award} - {line.name}",
                (one.number, line.name, {step: day for step, day in days.items() if day}),
                (award.decision_number, award.name, {step.step: step.on for step in award.steps}),
            )

    def _undecided(self, winner: str) -> None:
        """A dossier that got nothing is as unknown to readers as one that never was."""
        for key in self._without_award(winner):
            try:
                self._reporting.get_award(AwardQuery(award_id=derived_id("nomination", key)))
            except NotFound as refusal:
                answer = refusal.code
            else:
                answer = "trả lời như một khen thưởng"
            self._findings.equal(f"Hồ sơ {key} đối với người đọc", "unknown", answer)

    def _without_award(self, winner: str) -> list[str]:
        lost = [row.key for row in self._year.data.race.contenders if row.key != winner]
        return [key for key, row in self._year.nominations(winner).items() if row.expected != "granted"] + lost

    def _histories(self, winner: str) -> None:
        """What somebody holds, in effect on one day and known on another; told by id and by the other code."""
        expected = decisions_of(self._year, winner)
        for one in (decision for decision in expected if decision.external):
            for line in one.lines:
                everything = _history(expected, line.subject_id, date.max, date.max)
                self._history(line, everything, None, None)
                for as_of, known_on in (
                    (one.signed_on, one.known_since - DAY),
                    (one.signed_on, one.known_since),
                    (one.signed_on - DAY, one.known_since),
                ):
                    held = _history(expected, line.subject_id, as_of, known_on)
                    self._history(line, held, as_of, known_on)

    def _history(self, line: Line, expected: Counter[Any], as_of: date | None, known_on: date | None) -> None:
        key = next(k for k in (*self._year.people, *self._year.units) if self._year.subject(k)[0] == line.subject_id)
        code = (self._year.people.get(key) or self._year.units[key]).external_code
        for query in (
            AwardHistory(subject_id=line.subject_id, as_of=as_of, known_on=known_on),
            AwardHistory(external_code=code, as_of=as_of, known_on=known_on),
        ):
            found = self._reporting.award_history(query)
            self._findings.equal(
                f"Lịch sử của {line.name} (hiệu lực {as_of}, biết đến {known_on})",
                expected,
                Counter((one.award, one.decision_number, one.effective_on, one.known_since) for one in found.awards),
            )

    # -- letters and the portal -----------------------------------------------------------------------

    def _letters(self, winner: str) -> None:
        counts = self._notification.count_letters(CountLetters()).counts
        self._findings.equal(
            "Thư đã gửi",
            {(template, "sent"): count for template, count in letters_of(self._year, winner).items()},
            {(one.template, one.state): one.count for one in counts},
        )
        sent = sum(one.count for one in counts if one.state == "sent")
        files = len(list(self._mail_folder.glob("*.txt")))
        self._findings.that("Mỗi thư đã gửi nằm trong hộp thư minh họa", files >= sent, f"{files} tệp cho {sent} thư")
        self.summary.append(("Thư đã gửi", str(sent)))

    def _portal(self, winner: str) -> None:
        expected = decisions_of(self._year, winner)
        pages = {"/": "", "/quyet-dinh": "", **{f"/quyet-dinh/{one.id}": one.number for one in expected}}
        for path, words in pages.items():
            status, body = self._page(path)
            self._findings.equal(f"Trang {path}", (200, True), (status, words in body))
        draft = next(row for row in self._year.data.nominations if row.withdrawal).withdrawal.document
        hidden = [f"/quyet-dinh/{derived_id('decision', draft.key)}"]
        hidden += [f"/khen-thuong/{derived_id('nomination', key)}" for key in self._without_award(winner)]
        for path in hidden:
            self._findings.equal(f"Trang {path}", 404, self._page(path)[0])

    def _page(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self._portal_url + path, timeout=PAGE_WITHIN) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""


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


def _document(one: Issued | DecisionView) -> dict[str, Any]:
    """A decision without its lines."""
    names = ("authority", "title", "number", "signed_on", "issued_on", "published_on", "signatory", "capacity")
    return {name: getattr(one, name) for name in (*names, "external", "bases", "articles")}


def _line_found(one: Any) -> Line:
    return Line(one.award_id, one.award, one.subject_id, one.subject_kind, one.name, one.position, one.unit_name)


def _history(expected: list[Issued], subject_id: UUID, as_of: date, known_on: date) -> Counter[Any]:
    """The awards of somebody: the department's own count from their issue, the others from their signing."""
    return Counter(
        (line.award, one.number, one.issued_on, one.known_since)
        for one in expected
        for line in one.lines
        if line.subject_id == subject_id and one.issued_on <= as_of and one.known_since <= known_on
    )
