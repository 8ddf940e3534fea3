"""What nomination knows of units and people, as registration tells it: newest days win, whatever comes late."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid5

import pytest

import services.nomination
from services.nomination.projection import project
from services.nomination.queries import RegisterTables
from shared.clock import VIETNAM
from shared.contracts.base import Envelope, EventPage, EventsAfter
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.clusters import SignatoryAppointed, SignatoryEnded
from shared.contracts.registration.kinds import PositionClass, UnitKind
from shared.contracts.registration.people import PersonRegistered, PersonTransferred
from shared.contracts.registration.units import UnitMerged, UnitRegistered, UnitRenamed
from shared.database import Database
from shared.following import Follower
from shared.messages import Message
from shared.migration import migrate


def id_of(name: str) -> UUID:
    return uuid5(UUID(int=0), name)


class Registration:
    """Registration's log as it is read on."""

    def __init__(self, *events: Message) -> None:
        self.envelopes = [
            Envelope(
                position=place,
                previous=place - 1,
                name=type(event).__name__,
                stream=id_of(str(place)),
                stream_version=1,
                by="van-phong",
                recorded_at=datetime(2022, 3, 1, 8, tzinfo=VIETNAM),
                version=event.edition,
                data=event.dump(),
            )
            for place, event in enumerate(events, start=1)
        ]

    def events_after(self, request: EventsAfter) -> EventPage:
        found = tuple(one for one in self.envelopes if one.position > request.position)
        return EventPage(events=found, upto=len(self.envelopes))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    migrate(database_url, "nomination", Path(services.nomination.__file__).parent, "sandbox")
    database = Database(database_url, "nomination")
    yield database
    database.close()


def known(database: Database, *events: Message) -> RegisterTables:
    Follower(database, RegistrationApi, project).catch_up(Registration(*events))
    return RegisterTables(database)


def unit(name: str) -> UnitRegistered:
    return UnitRegistered(
        unit_id=id_of(name),
        code=name,
        name=name,
        kind=UnitKind.ROOM,
        parent_id=None,
        mailbox="",
        external_code="",
        effective_on=date(2020, 1, 1),
    )


def person(name: str, of: str) -> PersonRegistered:
    return PersonRegistered(
        person_id=id_of(name),
        unit_id=id_of(of),
        position_class=PositionClass.STAFF,
        name=name,
        external_digest="",
        effective_on=date(2020, 1, 1),
    )


def moved(name: str, to: str, on: date) -> PersonTransferred:
    return PersonTransferred(person_id=id_of(name), unit_id=id_of(to), effective_on=on)


def test_somebody_is_of_the_unit_of_the_latest_day_even_if_an_earlier_move_is_heard_of_later(
    database: Database,
) -> None:
    register = known(
        database,
        *map(unit, ("A", "B", "C")),
        person("Hà", "A"),
        moved("Hà", "C", date(2022, 3, 1)),
        moved("Hà", "B", date(2021, 3, 1)),
    )

    assert register.unit_of(id_of("Hà")) == id_of("C")


def test_the_people_of_a_merged_unit_are_of_the_one_that_goes_on(database: Database) -> None:
    register = known(
        database,
        *map(unit, ("A", "B", "C")),
        person("Hà", "A"),
        UnitMerged(unit_id=id_of("A"), into_id=id_of("B"), effective_on=date(2022, 1, 1)),
        UnitMerged(unit_id=id_of("B"), into_id=id_of("C"), effective_on=date(2022, 2, 1)),
        person("Đức", "B"),
    )

    assert [register.unit_of(id_of(name)) for name in ("Hà", "Đức")] == [id_of("C"), id_of("C")]


def test_a_unit_has_its_newest_name(database: Database) -> None:
    register = known(
        database,
        unit("A"),
        UnitRenamed(unit_id=id_of("A"), code="A", name="Phòng mới", effective_on=date(2022, 3, 1)),
        UnitRenamed(unit_id=id_of("A"), code="A", name="Phòng giữa", effective_on=date(2021, 3, 1)),
    )

    assert register.unit(id_of("A")).name == "Phòng mới"


def test_a_signatory_signs_until_his_last_day(database: Database) -> None:
    register = known(
        database,
        SignatoryAppointed(
            signatory_id=id_of("ký"),
            person_id=id_of("Hà"),
            capacity="GIÁM ĐỐC",
            valid_from=date(2021, 1, 1),
            valid_until=None,
        ),
        SignatoryEnded(signatory_id=id_of("ký"), last_day=date(2022, 5, 31)),
    )

    assert register.signatory(id_of("ký")).valid_until == date(2022, 5, 31)
