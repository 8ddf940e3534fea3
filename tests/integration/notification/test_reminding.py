"""Who is reminded: the units that still owe, once a day, on today's day only."""

from datetime import date, datetime
from uuid import UUID

import pytest

from services.notification.queries import count_letters, list_reminders
from services.notification.reminders import is_time, remind
from shared.clock import VIETNAM
from shared.contracts.base import Role
from shared.contracts.notification import CountLetters, RemindersOf
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.kinds import ObligationKind
from shared.contracts.registration.registrations import (
    RegistrationReturned,
    RegistrationSubmitted,
    RegistrationWithdrawn,
    UnitPlanSubmitted,
)
from shared.contracts.reporting import ReportingApi
from shared.database import Database
from shared.messages import Message
from shared.migration import rebuild
from shared.principals import Principal
from tests.integration.notification.world import (
    CAMPAIGN,
    DUE,
    ROOMS,
    SERVICE_FOLDER,
    World,
    amended,
    id_of,
    launched,
    report_of,
    units,
)

OFFICE = Principal("office", Role.OFFICE)


def begun(database: Database, *kinds: ObligationKind) -> World:
    """The campaign is launched; each room owes something by 30/6."""
    world = World(database)
    world.happens(RegistrationApi, *units(*ROOMS), launched(*kinds))
    return world


def reminders(database: Database) -> list[tuple[UUID, str, date, date]]:
    """What the contract says of reminders."""
    with database.transaction() as sql:
        found = list_reminders(RemindersOf(campaign_id=CAMPAIGN), OFFICE, sql).reminders
    return [(one.unit_id, one.kind, one.sent_for, one.due_on) for one in found]


def reminded_through(database: Database) -> date | None:
    """The last day whose reminders are written."""
    with database.transaction() as sql:
        return count_letters(CountLetters(), OFFICE, sql).reminded_through


def test_only_units_that_owe_are_reminded_until_they_hand_in(database: Database) -> None:
    world = begun(database, ObligationKind.INTERIM_REPORT)
    counts = [remind(database, date(2022, 6, 15))]
    world.happens(ReportingApi, report_of(ROOMS[0]))
    counts.append(remind(database, date(2022, 6, 23)))
    world.happens(ReportingApi, report_of(ROOMS[1]))
    counts += [remind(database, date(2022, 6, 27)), remind(database, DUE), remind(database, date(2022, 7, 1))]
    world.happens(ReportingApi, report_of(ROOMS[2]))
    counts.append(remind(database, date(2022, 7, 2)))

    assert counts == [3, 2, 1, 1, 1, 0]
    assert reminders(database)[-1] == (id_of(ROOMS[2]), "interim_report", date(2022, 7, 1), DUE)


def test_a_day_is_reminded_once_and_a_day_without_reminders_is_known_too(database: Database) -> None:
    begun(database, ObligationKind.INTERIM_REPORT)

    assert [remind(database, DUE), remind(database, DUE), remind(database, date(2022, 12, 1))] == [3, 0, 3]
    assert remind(database, date(2023, 1, 1)) == 0
    assert reminded_through(database) == date(2023, 1, 1)


def test_days_that_the_clock_jumps_over_are_not_made_up(database: Database) -> None:
    begun(database, ObligationKind.INTERIM_REPORT)

    remind(database, date(2022, 6, 1))
    remind(database, date(2022, 6, 24))

    assert reminders(database) == []


def test_reminders_wait_for_the_morning(database: Database) -> None:
    begun(database, ObligationKind.INTERIM_REPORT)
    hours = [is_time(database, datetime(2022, 6, 15, hour, tzinfo=VIETNAM)) for hour in (0, 6, 7, 23)]
    remind(database, date(2022, 6, 15))
    hours.append(is_time(database, datetime(2022, 6, 15, 8, tzinfo=VIETNAM)))

    assert hours == [False, False, True, True, False]


def test_a_report_that_is_heard_of_before_its_campaign_counts(database: Database) -> None:
    world = World(database)
    world.happens(ReportingApi, *map(report_of, ROOMS))
    world.happens(RegistrationApi, *units(*ROOMS), launched(ObligationKind.INTERIM_REPORT))

    assert remind(database, DUE) == 0


@pytest.mark.parametrize("taken_back", [RegistrationReturned, RegistrationWithdrawn])
def test_a_registration_that_went_back_is_owed_again(database: Database, taken_back: type[Message]) -> None:
    world = begun(database, ObligationKind.REGISTRATION)
    sent = [
        {"registration_id": id_of(f"registration of {room}"), "campaign_id": CAMPAIGN, "unit_id": id_of(room)}
        for room in ROOMS
    ]
    world.happens(RegistrationApi, *(RegistrationSubmitted(**one, late=False) for one in sent))
    world.happens(RegistrationApi, taken_back(**sent[1]))

    remind(database, DUE)

    assert reminders(database) == [(id_of(ROOMS[1]), "registration", DUE, DUE)]


def test_a_unit_whose_own_plan_is_in_owes_it_no_longer(database: Database) -> None:
    world = begun(database, ObligationKind.UNIT_PLAN)

    world.happens(
        RegistrationApi,
        *(UnitPlanSubmitted(plan_id=id_of("plan"), campaign_id=CAMPAIGN, unit_id=id_of(room)) for room in ROOMS[1:]),
    )
    remind(database, DUE)

    assert reminders(database) == [(id_of(ROOMS[0]), "unit_plan", DUE, DUE)]


def test_an_amended_campaign_is_reminded_of_by_its_new_day(database: Database) -> None:
    world = begun(database, ObligationKind.INTERIM_REPORT)

    world.happens(RegistrationApi, amended(ObligationKind.INTERIM_REPORT, due_on=date(2022, 7, 10)))

    assert (remind(database, DUE), remind(database, date(2022, 7, 10))) == (0, 3)


def test_nobody_is_reminded_while_a_follower_is_stuck(database: Database) -> None:
    begun(database, ObligationKind.INTERIM_REPORT)
    with database.transaction() as sql:
        sql.execute("INSERT INTO position (stream, parked) VALUES ('reporting', true)")

    assert (remind(database, DUE), reminded_through(database)) == (0, None)


def test_a_rebuild_reminds_nobody_again(database: Database) -> None:
    world = begun(database, ObligationKind.INTERIM_REPORT)
    remind(database, DUE)
    before = reminders(database)

    rebuild(database, SERVICE_FOLDER)
    world.hear()

    assert (remind(database, DUE), reminders(database)) == (0, before)
