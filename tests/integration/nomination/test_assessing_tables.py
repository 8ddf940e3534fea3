"""What was granted in earlier years counts for the targets of this one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

import services.nomination
from services.nomination.projection import project_own
from services.nomination.queries import assess_targets
from shared.contracts.nomination import AssessedTarget, AssessTargets, TargetsAssessed
from shared.contracts.registration.kinds import SubjectKind
from shared.database import Database
from shared.following import OwnFollower
from shared.migration import migrate
from tests.unit.nomination.season import CAMPAIGN, MINUTES, OFFICE, STAFF, THEMATIC, Season

HA, DUC = STAFF[:2]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    migrate(database_url, "nomination", Path(services.nomination.__file__).parent, "sandbox")
    database = Database(database_url, "nomination")
    yield database
    database.close()


def assessed(database: Database, *targets: tuple[UUID, str]) -> TargetsAssessed:
    request = AssessTargets(
        year=2023,
        targets=tuple(
            AssessedTarget(subject_id=subject, subject_kind=SubjectKind.INDIVIDUAL, award=award)
            for subject, award in targets
        ),
    )
    with database.transaction() as sql:
        return assess_targets(request, OFFICE, sql)


def test_what_was_granted_is_known_and_what_was_refused_is_not(database: Database) -> None:
    season = Season()
    for year, campaign in ((2021, CAMPAIGN), (2022, THEMATIC)):
        season.today.day = date(year, 11, 1)
        minutes = replace(MINUTES, held_on=date(year, 10, 20))
        share = season.share(award="CSTDCS", campaign_id=campaign)
        granted, refused = season.passed(share, HA, DUC, minutes=minutes)
        season.issues(season.signed(granted, refused, refused=[refused]), f"{year}/QĐ-STP")
    OwnFollower(database, season.log, project_own).catch_up()

    found = assessed(database, (HA, "CSTD_TINH"), (HA, "CSTDCS"), (HA, "LDTT"), (DUC, "CSTD_TINH"))

    assert found.rules == "2022"
    assert [(one.subject_id, one.code) for one in found.findings] == [
        (DUC, "years-missing"),
        (DUC, "not-registered-with"),
    ]
    assert "của các năm 2021, 2022 trong hệ thống" in found.findings[0].message


def test_what_another_authority_granted_is_known_too(database: Database) -> None:
    season = Season()
    season.today.day = date(2022, 11, 1)
    dossiers = season.passed(season.share(award="CSTD_TINH"), HA, DUC)
    season.answers(season.sent(*dossiers), dossiers[:1], dossiers[1:])
    OwnFollower(database, season.log, project_own).catch_up()

    with database.transaction() as sql:
        held = sql.execute("SELECT subject_id, award, year FROM dossier WHERE state = 'granted'").fetchall()
    assert [tuple(one) for one in held] == [(HA, "CSTD_TINH", 2022)]
