"""Whatever the queue does to events, the tables end up the same."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from services.reporting import queries
from services.reporting.application import ReportingLog
from services.reporting.projection import project_own
from shared.clock import VIETNAM, ReadClock
from shared.contracts.base import Role
from shared.contracts.reporting import ReportKind, ReportsOf, SubmitReport, UnitReport
from shared.database import Database
from shared.eventlog import Tools
from shared.following import OwnFollower, lags
from shared.migration import rebuild
from shared.principals import Principal
from tests.integration.reporting.world import (
    FOLDER,
    READER,
    followers,
    id_of,
    nomination_log,
    registration_log,
    through,
)

TABLES = (
    *("unit", "person", "campaign", "legal_basis", "round", "obligation", "award_name", "decision", "award"),
    *("report", "issuer_key"),
)


def rows(database: Database) -> dict[str, list[str]]:
    with database.transaction() as sql:
        return {table: sorted(str(row) for row in sql.execute(f"SELECT * FROM {table}").fetchall()) for table in TABLES}


def follow(database: Database, queue: str) -> None:
    for follower, log in zip(followers(database), (registration_log(), nomination_log()), strict=True):
        for batch in through(queue, log.envelopes):
            follower.receive(batch, log)
        follower.catch_up(log)


@pytest.mark.parametrize("queue", ["in order", "twice", "shuffled", "half lost", "at once"])
def test_the_queue_makes_no_difference(queue: str, database: Database) -> None:
    follow(database, queue)
    followed = rows(database)

    rebuild(database, FOLDER)
    for follower, log in zip(followers(database), (registration_log(), nomination_log()), strict=True):
        follower.catch_up(log)

    assert rows(database) == followed
    assert {table: len(found) for table, found in followed.items()} == {
        "unit": 4,
        "person": 4,
        "campaign": 3,
        "legal_basis": 1,
        "round": 2,
        "obligation": 6,
        "award_name": 3,
        "decision": 2,
        "award": 6,
        "report": 0,
        "issuer_key": 1,
    }
    assert [lag.failures for lag in lags(database)] == [0, 0]


def test_no_name_of_the_register_is_kept(year: Database) -> None:
    with year.transaction() as sql:
        columns = sql.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'reporting_read' AND table_name = 'person'"
        ).fetchall()

    assert {row.column_name for row in columns} == {"id"}


def test_reports_that_were_handed_in_stand_beside_those_that_are_owed(year: Database) -> None:
    clock = ReadClock(lambda: datetime(2022, 7, 9, 9, tzinfo=VIETNAM))
    log = ReportingLog(tools=Tools(clock=clock), obligations=queries.FollowedObligations(year))
    log.submit_report(
        SubmitReport(
            request_id=uuid4(),
            report_id=uuid4(),
            campaign_id=id_of("stp-2022"),
            unit_id=id_of("STP.TTRA"),
            kind=ReportKind.INTERIM,
            content="Báo cáo sơ kết 6 tháng đầu năm 2022.",
        ),
        Principal(id="thanh-tra", role=Role.CLERK, unit=id_of("STP.TTRA")),
    )
    own = OwnFollower(year, log, project_own)

    assert (own.catch_up(), own.catch_up()) == (2, 0)

    with year.transaction() as sql:
        listed = queries.list_reports(ReportsOf(campaign_id=id_of("stp-2022"), kind=ReportKind.INTERIM), READER, sql)
    due = date(2022, 7, 7)
    assert listed.reports == (
        UnitReport(unit_id=id_of("PTP.YK"), due_on=due, submitted_on=None, late=False),
        UnitReport(unit_id=id_of("STP.PBGDPL"), due_on=due, submitted_on=None, late=False),
        UnitReport(unit_id=id_of("STP.TTRA"), due_on=due, submitted_on=date(2022, 7, 9), late=True),
    )
