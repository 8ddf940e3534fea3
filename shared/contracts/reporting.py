"""Reporting (báo cáo, tra cứu): reports that units hand in, and what the public and other systems may read."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.contracts.base import (
    BOARD_ROLES,
    READING_ROLES,
    UNIT_ROLES,
    Command,
    Done,
    LogContract,
    Role,
    StatusContract,
    promise,
)
from shared.contracts.registration.kinds import SubjectKind
from shared.messages import Message, Request, new_id, number, text


class ReportKind(StrEnum):
    """What a report is about."""

    INTERIM = "interim_report"  # sơ kết
    FINAL = "final_report"  # tổng kết


class SubmitReport(Command):
    report_id: UUID = new_id()
    campaign_id: UUID
    unit_id: UUID
    kind: ReportKind
    content: str = text(at_most=100_000, lines=True)


class CountAwards(Request):
    """Awards by decisions issued in a year, as known on a day (today if none is named)."""

    year: int = number(at_least=1945, at_most=2200)
    known_on: date | None = None


class AwardCount(Message):
    award: str
    subject_kind: SubjectKind
    count: int


class AwardCounts(Message):
    counts: tuple[AwardCount, ...]
    total: int


class AwardHistory(Request):
    """A subject's awards, by id or by the other system's code: in effect on ``as_of``, as known on ``known_on``."""

    subject_id: UUID | None = None
    external_code: str = text(at_least=0, at_most=60, default="")
    as_of: date | None = None
    known_on: date | None = None


class AwardView(Message):
    award_id: UUID
    award: str
    decision_id: UUID
    decision_number: str
    authority: str
    effective_on: date
    known_since: date
    campaign_id: UUID


class AwardsOfSubject(Message):
    subject_id: UUID
    awards: tuple[AwardView, ...]


class DecisionQuery(Request):
    """An issued decision by id, or by its number and year."""

    decision_id: UUID | None = None
    year: int = number(at_least=1945, at_most=2200, default=1945)
    number: str = text(at_least=0, at_most=60, default="")  # below: it hides the function ``number``


class DecisionLineView(Message):
    line: int
    award_id: UUID
    award: str
    subject_id: UUID
    subject_kind: SubjectKind
    name: str
    position: str
    unit_name: str


class DecisionView(Message):
    decision_id: UUID
    authority: str
    title: str
    number: str
    signed_on: date
    issued_on: date
    published_on: date | None
    signatory: str
    capacity: str
    external: bool
    bases: tuple[str, ...]
    articles: tuple[str, ...]
    lines: tuple[DecisionLineView, ...]


class DecisionsOfYear(Request):
    year: int = number(at_least=1945, at_most=2200)


class DecisionSummary(Message):
    decision_id: UUID
    authority: str
    title: str
    number: str
    issued_on: date
    published_on: date | None
    lines: int


class DecisionList(Message):
    decisions: tuple[DecisionSummary, ...]


class AwardQuery(Request):
    award_id: UUID


class AwardStep(Message):
    """One public step of an issued award: received, appraised, passed, decided, published."""

    step: str
    on: date


class PublicAward(Message):
    award_id: UUID
    award: str
    name: str
    position: str
    unit_name: str
    decision_id: UUID
    decision_number: str
    steps: tuple[AwardStep, ...]


class ReportsOf(Request):
    campaign_id: UUID
    kind: ReportKind


class UnitReport(Message):
    unit_id: UUID
    due_on: date
    submitted_on: date | None
    late: bool


class ReportList(Message):
    reports: tuple[UnitReport, ...]


class ReportSubmitted(Message):
    report_id: UUID
    campaign_id: UUID
    unit_id: UUID
    kind: ReportKind
    submitted_on: date
    late: bool


class ReportingApi(LogContract, StatusContract):
    """Reporting's promises."""

    name = "reporting"
    events = (ReportSubmitted,)
    sentences = {
        "id-taken": "Mã định danh {id} đã được dùng.",
        "effective-later": "Ngày hiệu lực {effective_on} ở sau ngày hôm nay ({today}).",
        "not-your-unit": "Người gọi không thuộc đơn vị này và không nhập thay cho đơn vị.",
        "not-owed": "Đơn vị không phải nộp báo cáo này.",
        "already-submitted": "Đơn vị đã nộp báo cáo này.",
    }

    @promise(
        *UNIT_ROLES,
        Role.OFFICE,
        refuses=("id-taken", "effective-later", "not-your-unit", "not-owed", "already-submitted"),
    )
    def submit_report(self, request: SubmitReport) -> Done:
        """Hand in a unit's interim or final report; a late one is marked."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, *READING_ROLES)
    def count_awards(self, request: CountAwards) -> AwardCounts:
        """Awards of a year by kind, as known on a day."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, *READING_ROLES)
    def award_history(self, request: AwardHistory) -> AwardsOfSubject:
        """A subject's awards as of a day, as known on a day."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, Role.RECORDS, Role.PORTAL, *READING_ROLES)
    def get_decision(self, request: DecisionQuery) -> DecisionView:
        """An issued decision with its lines."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, Role.RECORDS, Role.PORTAL, *READING_ROLES)
    def list_decisions(self, request: DecisionsOfYear) -> DecisionList:
        """The decisions issued in a year."""

    @promise(*BOARD_ROLES, Role.PORTAL, *READING_ROLES)
    def get_award(self, request: AwardQuery) -> PublicAward:
        """An issued award and its public steps; any other dossier answers as unknown."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, *READING_ROLES)
    def list_reports(self, request: ReportsOf) -> ReportList:
        """Which units owe a report, and who handed it in when."""
