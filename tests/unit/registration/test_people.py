"""People over the years: where they are since when, what is said of them, and what is taken back."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from services.registration.domain.people import Person
from shared.contracts.registration.kinds import Gender, PositionClass, StaffKind
from shared.contracts.registration.people import Contact, DiscloseContacts
from shared.errors import Conflict, Invalid, NotFound
from tests.unit.registration.department import EMAIL, IDENTITY, NAME, NOTIFICATION, POSITION, Department
from tests.unit.telling import ask, names, published, refused, stored

MARCH, MAY, JULY = date(2021, 3, 1), date(2021, 5, 1), date(2021, 7, 1)


@pytest.fixture
def rooms(department: Department) -> tuple[UUID, UUID]:
    """Two rooms, there since 2020."""
    since = {"effective_on": date(2020, 1, 1)}
    return department.registers_unit(**since), department.registers_unit("TTRA", name="Thanh tra", **since)


@pytest.fixture
def person(department: Department, rooms: tuple[UUID, UUID]) -> UUID:
    """Somebody of the first room since March 2021."""
    return department.registers_person(rooms[0], effective_on=MARCH)


def on(department: Department, person: UUID, day: date) -> tuple[Any, ...] | None:
    """Unit and class of position on a day, as is known now; nothing where the person is not with us."""
    state = department.log.load(Person, person).at(day)
    return (state["unit_id"], state["position_class"]) if state else None


def test_a_person_is_where_the_last_day_before_says(
    department: Department, rooms: tuple[UUID, UUID], person: UUID
) -> None:
    first, second = rooms
    department.transfers(person, second, effective_on=JULY)
    department.changes_position(person, effective_on=MAY)  # entered later, for an earlier day

    assert [on(department, person, day) for day in (date(2021, 2, 28), MARCH, MAY, JULY)] == [
        None,
        (first, "staff"),
        (first, "unit_leader"),
        (second, "unit_leader"),
    ]
    assert published(department.log)[-2:] == [
        ("PersonTransferred", {"person_id": str(person), "unit_id": str(second), "effective_on": "2021-07-01"}),
        (
            "PositionChanged",
            {
                "person_id": str(person),
                "position_class": "unit_leader",
                "staff_kind": None,
                "front_line": False,
                "effective_on": "2021-05-01",
            },
        ),
    ]


def test_somebody_leaves_and_is_back(department: Department, rooms: tuple[UUID, UUID], person: UUID) -> None:
    first, second = rooms
    department.lets_go(person, effective_on=MAY)

    with refused(department.log, Conflict, "departed", departed_on=MAY):
        department.transfers(person, second, effective_on=JULY)
    with refused(department.log, Conflict, "departed", departed_on=MAY):
        department.changes_position(person, effective_on=MAY)
    with refused(department.log, Conflict, "departed"):
        department.lets_go(person, effective_on=JULY)
    with refused(department.log, Conflict, "not-departed"):
        department.takes_back(person, first, effective_on=date(2021, 4, 30))
    department.takes_back(person, second, effective_on=JULY)
    with refused(department.log, Conflict, "not-departed"):
        department.takes_back(person, second)

    days = (date(2021, 4, 30), MAY, JULY)
    assert [on(department, person, day) for day in days] == [(first, "staff"), None, (second, "staff")]
    assert published(department.log)[-2:] == [
        ("PersonDeparted", {"person_id": str(person), "effective_on": "2021-05-01"}),
        ("PersonReturned", {"person_id": str(person), "unit_id": str(second), "effective_on": "2021-07-01"}),
    ]


def test_nothing_happens_to_somebody_before_the_first_day(
    department: Department, rooms: tuple[UUID, UUID], person: UUID
) -> None:
    for step in (
        lambda: department.transfers(person, rooms[1], effective_on=date(2021, 2, 1)),
        lambda: department.changes_position(person, effective_on=date(2021, 2, 1)),
        lambda: department.lets_go(person, effective_on=date(2021, 2, 1)),
        lambda: department.takes_back(person, rooms[1], effective_on=date(2021, 2, 1)),
    ):
        with refused(department.log, Conflict, "not-yet-here", since=MARCH):
            step()


def test_a_unit_has_people_while_it_is_there(department: Department, rooms: tuple[UUID, UUID], person: UUID) -> None:
    first, _ = rooms
    ended = department.registers_unit("CU", effective_on=date(2020, 1, 1))
    department.dissolves_unit(ended, effective_on=MAY)

    with refused(department.log, Conflict, "unit-ended", unit_id=ended, ended_on=MAY):
        department.transfers(person, ended, effective_on=MAY)
    with refused(department.log, Conflict, "unit-not-yet", unit_id=ended):
        department.registers_person(ended, effective_on=date(2019, 12, 31))
    with refused(department.log, Conflict, "same-unit"):
        department.transfers(person, first)
    with refused(department.log, NotFound, "unknown"):
        department.transfers(person, uuid4())
    department.transfers(person, ended, effective_on=date(2021, 4, 1))
    department.lets_go(person, effective_on=date(2021, 4, 2))
    with refused(department.log, Conflict, "unit-ended"):
        department.takes_back(person, ended)


def test_after_a_merger_people_are_of_the_unit_that_goes_on(
    department: Department, rooms: tuple[UUID, UUID], person: UUID
) -> None:
    first, second = rooms
    department.merges_units(first, into=second, effective_on=JULY)

    with refused(department.log, Conflict, "same-unit", unit_id=second):
        department.transfers(person, second)
    new = department.registers_person(first)  # under the old name, to the one that goes on
    assert department.log.load(Person, new).unit_id == second


def test_days_of_birth_and_recruitment_are_possible(department: Department, rooms: tuple[UUID, UUID]) -> None:
    unit = rooms[0]
    for birth in ("80", "1980-13", "1980-02-30", "2022-01-21", "2023", "3/5/1980", "1980-5-3"):
        with refused(department.log, Invalid, "bad-birth"):
            department.registers_person(unit, birth=birth)
    with refused(department.log, Invalid, "recruited-later", recruited_on=date(2022, 1, 21)):
        department.registers_person(unit, recruited_on=date(2022, 1, 21))
    for birth in ("1980", "1980-05", "1980-05-03", "2022-01-20", ""):
        person = department.registers_person(unit, birth=birth, recruited_on=date(2022, 1, 20))
    with refused(department.log, Invalid, "bad-birth"):
        department.describes_person(person, birth="1980-00")
    with refused(department.log, Invalid, "recruited-later"):
        department.describes_person(person, recruited_on=date(2022, 1, 20), effective_on=date(2022, 1, 19))


def test_who_somebody_is_may_be_said_anew(department: Department, rooms: tuple[UUID, UUID], person: UUID) -> None:
    department.describes_person(
        person, name="Nguyễn Thị Hà Giang", birth="1980-05-03", gender=Gender.FEMALE, external_code="CB-17"
    )
    department.changes_position(person, staff_kind=StaffKind.OFFICIAL, front_line=True)
    department.describes_person(person, name="Nguyễn Hà Giang", email="giang@stp.example", external_code="CB-17")

    asked = ask(DiscloseContacts, disclosure_id=uuid4(), person_ids=(person,), purpose="letter")
    assert department.log.disclose_contacts(asked, NOTIFICATION).contacts == (
        Contact(person_id=person, name="Nguyễn Hà Giang", position="Phó Trưởng phòng", email="giang@stp.example"),
    )
    assert names(department.log)[-7:] == [
        "claim.Made",
        "PersonRegistered",
        "PersonDescribed",
        "claim.Made",
        "PositionChanged",
        "PersonDescribed",
        "disclosure.Made",
    ]


def test_a_code_is_of_one_person_also_when_it_is_said_later(
    department: Department, rooms: tuple[UUID, UUID], person: UUID
) -> None:
    department.registers_person(rooms[0], external_code="CB-17", identity_number=IDENTITY)

    for code in ({"external_code": "CB-17"}, {"identity_number": IDENTITY}):
        with refused(department.log, Conflict, "name-taken"):
            department.describes_person(person, **code)
    department.describes_person(person, external_code="CB-18")
    department.describes_person(person, external_code="CB-19")
    with refused(department.log, Conflict, "name-taken"):
        department.registers_person(rooms[0], external_code="CB-18")  # an earlier code stays taken
    department.describes_person(person, external_code="CB-18")  # and is the person's own


def test_what_was_wrong_is_taken_back_and_stays_in_the_log(
    department: Department, rooms: tuple[UUID, UUID], person: UUID
) -> None:
    _, second = rooms
    department.transfers(person, second, effective_on=MAY)
    department.lets_go(person, effective_on=JULY)
    department.today.day = date(2022, 2, 1)

    department.retracts_person_fact(person, 3)

    known = department.log.load(Person, person).facts
    assert known.on(JULY)["departed_on"] is None
    assert known.on(JULY, known_on=date(2022, 1, 31))["departed_on"] == JULY
    assert published(department.log)[-1] == (
        "PersonCorrected",
        {
            "person_id": str(person),
            "unit_id": str(second),
            "position_class": "staff",
            "staff_kind": None,
            "front_line": False,
            "recruited_on": None,
            "departed_on": None,
        },
    )
    for version in (3, 4, 99):  # taken back before; a retraction itself; nothing
        with refused(department.log, Conflict, "not-a-fact", version=version):
            department.retracts_person_fact(person, version)


def test_a_correction_says_the_unit_that_goes_on_today(
    department: Department, rooms: tuple[UUID, UUID], person: UUID
) -> None:
    first, second = rooms
    third = department.registers_unit("VP", effective_on=date(2020, 1, 1))
    department.transfers(person, second, effective_on=MAY)
    department.merges_units(first, into=third, effective_on=JULY)

    department.retracts_person_fact(person, 2)

    assert published(department.log)[-1][1]["unit_id"] == str(third)


def test_a_person_entered_before_the_register_knew_more_is_read(
    department: Department, rooms: tuple[UUID, UUID]
) -> None:
    person = uuid4()
    sealed = department.log.sealer.seal(
        person,
        "identity",
        {"name": NAME, "position": POSITION, "email": EMAIL, "external_code": "", "identity_number": ""},
    )
    department.registers_person(rooms[0], person_id=person)
    (row,) = department.log.recorder.select_events(person)
    state = department.log.mapper.transcoder.decode(row.state)
    for added in ("staff_kind", "front_line", "recruited_on", "named_digest", "class_version"):
        state.pop(added)
    first = StoredEvent(person, 1, row.topic, department.log.mapper.transcoder.encode(state | {"identity": sealed}))

    read: Any = department.log.mapper.to_domain_event(first).mutate(None)

    assert read.at(date(2022, 1, 20)) == {
        "unit_id": rooms[0],
        "position_class": "staff",
        "staff_kind": None,
        "front_line": False,
        "recruited_on": None,
        "since": date(2022, 1, 20),
        "departed_on": None,
        "identity": sealed,
        "position": sealed,
    }
    assert read.position_class is PositionClass.STAFF


def test_nothing_personal_is_recorded_or_published_in_clear(department: Department, rooms: tuple[UUID, UUID]) -> None:
    said = {"birth": "1980-05-03", "email": EMAIL, "external_code": "CB-17", "identity_number": IDENTITY}
    person = department.registers_person(rooms[0], gender=Gender.FEMALE, effective_on=MARCH, **said)
    department.describes_person(person, name="Nguyễn Thị Hà Giang", gender=Gender.FEMALE, **said)
    department.changes_position(person, "Phó Trưởng phòng phụ trách")
    department.transfers(person, rooms[1])
    department.lets_go(person, "Nghỉ hưu trước tuổi")
    department.takes_back(person, rooms[0])
    department.retracts_person_fact(person, 5, "Quyết định đã bị hủy", basis="Kết luận số 77/KL-STP")

    secrets = (NAME, "Hà Giang", POSITION, "phụ trách", "1980", "female", EMAIL, "CB-17", IDENTITY)
    secrets += ("Nghỉ hưu", "Quyết định đã", "77/KL-STP")
    assert [one for one in secrets if one in stored(department.log)] == []
    public = str([data for name, data in published(department.log) if name != "PersonRegistered"])
    assert [one for one in secrets if one in public] == []
