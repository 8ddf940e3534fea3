"""Reads decisions and awards back as the public and other systems do; and the letters about them."""

import urllib.error
import urllib.request
from collections import Counter
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from deploy.demo.calls import Calls
from deploy.demo.expected import Issued, Line, decisions_of, letters_of
from deploy.demo.findings import Findings
from deploy.demo.readback import Reading
from deploy.demo.year import Year, derived_id
from shared.contracts.notification import CountLetters
from shared.contracts.reporting import (
    AwardHistory,
    AwardQuery,
    CountAwards,
    DecisionQuery,
    DecisionsOfYear,
    DecisionView,
)
from shared.errors import NotFound

DAY = timedelta(1)
PAGE_WITHIN = 10  # seconds
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the portal is on this machine


class Honours(Reading):
    """Decisions, awards, letters and the portal; ``winner`` is the contender that the race let in."""

    def __init__(
        self, year: Year, calls: Calls, findings: Findings, summary: list[tuple[str, str]], winner: str
    ) -> None:
        super().__init__(year, calls, findings, summary)
        self._winner = winner
        self._expected = decisions_of(year, winner)

    def check_all(self, portal_url: str, mail_folder: Path) -> None:
        """Compare all of it."""
        self.check(
            {
                "Quyết định": self._decisions,
                "Khen thưởng": self._awards,
                "Các bước của từng khen thưởng": self._steps,
                "Hồ sơ không được khen thưởng": self._undecided,
                "Lịch sử khen thưởng": self._histories,
                "Thư": partial(self._letters, mail_folder),
                "Cổng công khai": partial(self._portal, portal_url),
            }
        )

    # -- decisions and awards -------------------------------------------------------------------------

    def _decisions(self) -> None:
        for one in self._expected:
            by_number = DecisionQuery(number=one.number, year=one.issued_on.year)
            by_id = DecisionQuery(decision_id=one.id)
            for query in (by_number, by_id):
                found = self.reporting.get_decision(query)
                self.findings.equal(f"Quyết định {one.number}", _document(one), _document(found))
                self.findings.equal(
                    f"Các dòng của {one.number}", set(one.lines), {_line_found(line) for line in found.lines}
                )
                self.findings.equal(f"Số dòng của {one.number}", len(one.lines), len(found.lines))
        for year in {one.issued_on.year for one in self._expected}:
            listed = self.reporting.list_decisions(DecisionsOfYear(year=year)).decisions
            numbers = {one.number for one in self._expected if one.issued_on.year == year}
            self.findings.equal(f"Quyết định năm {year}", numbers, {one.number for one in listed})

    def _awards(self) -> None:
        total: Counter[str] = Counter()
        for year in sorted({one.issued_on.year for one in self._expected}):
            of_year = [one for one in self._expected if one.issued_on.year == year]
            for known_on in (None, *sorted({one.known_since - DAY for one in of_year})):
                known = [one for one in of_year if known_on is None or one.known_since <= known_on]
                found = self.reporting.count_awards(CountAwards(year=year, known_on=known_on)).counts
                self.findings.equal(
                    f"Khen thưởng năm {year}, biết đến {known_on or 'nay'}",
                    Counter((line.award, line.subject_kind) for one in known for line in one.lines),
                    Counter({(one.award, one.subject_kind): one.count for one in found}),
                )
                if known_on is None:
                    for one in found:
                        total[one.award] += one.count
        self.findings.equal("Khen thưởng theo hình thức", vars(self.expect.awards), dict(total))
        self.summary.append(("Khen thưởng", ", ".join(f"{award} {count}" for award, count in sorted(total.items()))))

    def _steps(self) -> None:
        """Each issued award tells the days on which its dossier passed each step, and no more."""
        appraisal, session = self.year.data.appraisal, self.year.data.session
        lines = [(one, line) for one in self._expected for line in one.lines]
        found = self.calls.together(
            partial(self.reporting.get_award, AwardQuery(award_id=line.award_id)) for _, line in lines
        )
        for (one, line), award in zip(lines, found, strict=True):
            days = {
                "received": appraisal.accepted_on,
                "appraised": appraisal.concluded_on,
                "passed": session.held_on,
                "decided": one.signed_on,
                "published": one.published_on,
            }
            self.findings.equal(
                f"Các bước của {line.award} - {line.name}",
                (one.number, line.name, {step: day for step, day in days.items() if day}),
                (award.decision_number, award.name, {step.step: step.on for step in award.steps}),
            )

    def _undecided(self) -> None:
        """A dossier that got nothing is as unknown to readers as one that never was."""
        for key in self._without_award():
            try:
                self.reporting.get_award(AwardQuery(award_id=derived_id("nomination", key)))
            except NotFound as refusal:
                answer = refusal.code
            else:
                answer = "trả lời như một khen thưởng"
            self.findings.equal(f"Hồ sơ {key} đối với người đọc", "unknown", answer)

    def _without_award(self) -> list[str]:
        lost = [row.key for row in self.year.data.race.contenders if row.key != self._winner]
        return [key for key, row in self.year.nominations(self._winner).items() if row.expected != "granted"] + lost

    def _histories(self) -> None:
        """What somebody holds, in effect on one day and known on another; told by id and by the other code."""
        for one in (decision for decision in self._expected if decision.external):
            for line in one.lines:
                everything = _history(self._expected, line.subject_id, date.max, date.max)
                self._history(line, everything, None, None)
                for as_of, known_on in (
                    (one.signed_on, one.known_since - DAY),
                    (one.signed_on, one.known_since),
                    (one.signed_on - DAY, one.known_since),
                ):
                    held = _history(self._expected, line.subject_id, as_of, known_on)
                    self._history(line, held, as_of, known_on)

    def _history(self, line: Line, expected: Counter[Any], as_of: date | None, known_on: date | None) -> None:
        key = next(k for k in (*self.year.people, *self.year.units) if self.year.subject(k)[0] == line.subject_id)
        code = (self.year.people.get(key) or self.year.units[key]).external_code
        for query in (
            AwardHistory(subject_id=line.subject_id, as_of=as_of, known_on=known_on),
            AwardHistory(external_code=code, as_of=as_of, known_on=known_on),
        ):
            found = self.reporting.award_history(query)
            self.findings.equal(
                f"Lịch sử của {line.name} (hiệu lực {as_of}, biết đến {known_on})",
                expected,
                Counter((one.award, one.decision_number, one.effective_on, one.known_since) for one in found.awards),
            )

    # -- letters and the portal -----------------------------------------------------------------------

    def _letters(self, mail_folder: Path) -> None:
        counts = self.notification.count_letters(CountLetters()).counts
        self.findings.equal(
            "Thư đã gửi",
            {(template, "sent"): count for template, count in letters_of(self.year, self._winner).items()},
            {(one.template, one.state): one.count for one in counts},
        )
        sent = sum(one.count for one in counts if one.state == "sent")
        files = len(list(mail_folder.glob("*.txt")))
        self.findings.that("Mỗi thư đã gửi nằm trong hộp thư minh họa", files >= sent, f"{files} tệp cho {sent} thư")
        self.summary.append(("Thư đã gửi", str(sent)))

    def _portal(self, portal_url: str) -> None:
        pages = {"/": "", "/quyet-dinh": "", **{f"/quyet-dinh/{one.id}": one.number for one in self._expected}}
        for path, words in pages.items():
            status, body = self._page(portal_url + path)
            self.findings.equal(f"Trang {path}", (200, True), (status, words in body))
        draft = next(row for row in self.year.data.nominations if row.withdrawal).withdrawal.document
        hidden = [f"/quyet-dinh/{derived_id('decision', draft.key)}"]
        hidden += [f"/khen-thuong/{derived_id('nomination', key)}" for key in self._without_award()]
        for path in hidden:
            self.findings.equal(f"Trang {path}", 404, self._page(portal_url + path)[0])

    def _page(self, url: str) -> tuple[int, str]:
        try:
            with DIRECTLY.open(url, timeout=PAGE_WITHIN) as answer:
                return int(answer.status), str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return error.code, ""


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
