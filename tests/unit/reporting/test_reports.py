"""Handing in a report: what is owed, once, in time or marked late, and unreadable without its key."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.reporting.application import ReportingLog
from services.reporting.domain import Report
from shared.clock import VIETNAM, ReadClock
from shared.contracts.base import Role
from shared.contracts.reporting import ReportKind, SubmitReport
from shared.errors import Conflict, Forbidden
from shared.eventlog import Tools
from shared.principals import Principal

CAMPAIGN, OFFICE, INSPECTORATE = uuid4(), uuid4(), uuid4()
LAST_DAY = date(2022, 7, 7)


class Owed:
    """Two units owe an interim report by the same day."""

    def due_on(self, campaign_id: UUID, unit_id: UUID, kind: ReportKind) -> date | None:
        owed = campaign_id == CAMPAIGN and unit_id in (OFFICE, INSPECTORATE) and kind is ReportKind.INTERIM
        return LAST_DAY if owed else None


class Today:
    """A clock that is set by hand."""

    day = date(2022, 7, 1)

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=VIETNAM)


@pytest.fixture
def today() -> Today:
    return Today()


@pytest.fixture
def log(today: Today) -> ReportingLog:
    return ReportingLog(tools=Tools(clock=ReadClock(today.now)), obligations=Owed())


CLERK = Principal(id="thanh-tra", role=Role.CLERK, unit=INSPECTORATE)
STANDING_OFFICE = Principal(id="van-phong", role=Role.OFFICE, unit=OFFICE)


def report(**more: Any) -> SubmitReport:
    values: dict[str, Any] = {
        "request_id": uuid4(),
        "report_id": uuid4(),
        "campaign_id": CAMPAIGN,
        "unit_id": INSPECTORATE,
        "kind": ReportKind.INTERIM,
        "content": "Thanh tra Sở đã hoàn thành 6/6 cuộc thanh tra; bà Nguyễn Thị Hà đạt kết quả nổi bật.",
    }
    return SubmitReport(**{**values, **more})


def published(log: ReportingLog) -> list[tuple[str, Any]]:
    return [(one.name, one.data) for one in log.public_events(0, 100).events]


def test_a_report_is_published_without_its_content(log: ReportingLog) -> None:
    command = report()

    answer = log.submit_report(command, CLERK)

    assert answer.id == command.report_id
    assert published(log) == [
        (
            "ReportSubmitted",
            {
                "report_id": str(command.report_id),
                "campaign_id": str(CAMPAIGN),
                "unit_id": str(INSPECTORATE),
                "kind": "interim_report",
                "submitted_on": "2022-07-01",
                "late": False,
            },
        ),
        ("claim.Made", None),
    ]


@pytest.mark.parametrize(("day", "late"), [(LAST_DAY, False), (date(2022, 7, 8), True)])
def test_the_day_on_which_it_is_due_is_still_in_time(log: ReportingLog, today: Today, day: date, late: bool) -> None:
    today.day = day
    command = report()

    log.submit_report(command, CLERK)

    assert log.load(Report, command.report_id).late is late


def test_a_unit_cannot_make_its_report_look_earlier(log: ReportingLog, today: Today) -> None:
    today.day = date(2022, 7, 20)
    command = report(effective_on=LAST_DAY)

    log.submit_report(command, CLERK)

    assert log.load(Report, command.report_id).submitted_on == date(2022, 7, 20)


def test_the_office_enters_a_paper_report_with_the_day_on_which_it_came_in(log: ReportingLog, today: Today) -> None:
    today.day = date(2022, 7, 20)
    command = report(on_behalf_of=INSPECTORATE, basis="Công văn số 15/TTra", effective_on=LAST_DAY)

    log.submit_report(command, STANDING_OFFICE)

    kept = log.load(Report, command.report_id)
    assert (kept.submitted_on, kept.late) == (LAST_DAY, False)


@pytest.mark.parametrize(
    ("who", "other"),
    [
        (CLERK, {"unit_id": OFFICE}),
        (CLERK, {"unit_id": OFFICE, "on_behalf_of": OFFICE}),
        (STANDING_OFFICE, {}),
        (STANDING_OFFICE, {"on_behalf_of": OFFICE}),
    ],
)
def test_nobody_reports_for_another_unit(log: ReportingLog, who: Principal, other: dict[str, Any]) -> None:
    with pytest.raises(Forbidden, match="not-your-unit"):
        log.submit_report(report(**other), who)

    assert published(log) == []


@pytest.mark.parametrize("other", [{"kind": ReportKind.FINAL}, {"campaign_id": uuid4()}])
def test_what_is_not_owed_is_not_taken(log: ReportingLog, other: dict[str, Any]) -> None:
    with pytest.raises(Conflict, match="not-owed"):
        log.submit_report(report(**other), CLERK)


def test_a_report_is_handed_in_once(log: ReportingLog) -> None:
    log.submit_report(report(), CLERK)

    with pytest.raises(Conflict, match="already-submitted"):
        log.submit_report(report(on_behalf_of=INSPECTORATE), STANDING_OFFICE)


def test_each_unit_has_a_report_of_its_own(log: ReportingLog) -> None:
    log.submit_report(report(), CLERK)
    log.submit_report(report(unit_id=OFFICE, on_behalf_of=OFFICE), STANDING_OFFICE)

    assert [name for name, _ in published(log)] == ["ReportSubmitted", "claim.Made"] * 2


def test_an_id_is_used_once(log: ReportingLog) -> None:
    command = report()
    log.submit_report(command, CLERK)

    with pytest.raises(Conflict, match="id-taken"):
        log.submit_report(report(unit_id=OFFICE, on_behalf_of=OFFICE, report_id=command.report_id), STANDING_OFFICE)


def test_the_content_is_sealed_and_goes_with_its_key(log: ReportingLog) -> None:
    command = report()
    log.submit_report(command, CLERK)
    kept = log.load(Report, command.report_id)

    assert "Nguyễn Thị Hà" not in str(log.recorded_events(0, 10))
    assert log.sealer.open(kept.content) == {"content": command.content}

    log.sealer.keys.delete(command.report_id)

    assert log.sealer.open(kept.content) is None
