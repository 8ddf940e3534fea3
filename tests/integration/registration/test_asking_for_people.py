"""People asked for from registration's tables: where they were, who they are by name, and what was entered."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from services.registration import queries
from shared.contracts.registration.kinds import PositionClass, StaffKind
from shared.contracts.registration.people import (
    FindPerson,
    ListPeople,
    PersonHistory,
    PersonView,
    RegisterCount,
    RegisterCounts,
    SearchPeople,
)
from shared.errors import Invalid, NotFound
from shared.migration import rebuild
from shared.principals import Principal
from tests.integration.registration.world import ASKING, FOLDER, Register
from tests.unit.registration.department import NAME, clerk

SINCE = {"effective_on": date(2020, 1, 1)}
MARCH, MAY, JULY = date(2021, 3, 1), date(2021, 5, 1), date(2021, 7, 1)


@pytest.fixture
def rooms(register: Register) -> tuple[UUID, UUID]:
    """Two rooms, there since 2020."""
    return register.registers_unit(**SINCE), register.registers_unit("TTRA", name="Thanh tra", **SINCE)


def found(register: Register, code: str = "", **asked: object) -> PersonView:
    """A person, asked for as the service does."""
    request = FindPerson(external_code=code, **asked)  # type: ignore[arg-type]
    digest = register.log.sealer.match("external", code) if code else ""
    return register.asks(lambda request, who, sql: queries.person_by(request, digest, sql), request)


def listed(register: Register, unit: UUID, who: Principal = ASKING, **more: date) -> list[UUID]:
    """Who is in a unit or collective."""
    answer = register.asks(queries.list_people, ListPeople(unit_id=unit, **more), who)
    return [one.person_id for one in answer.people]


def named(
    register: Register, words: str, who: Principal = ASKING, unit: UUID | None = None, limit: int = 20
) -> list[str]:
    """The names that a search finds."""
    answer = register.asks(queries.search_people, SearchPeople(words=words, unit_id=unit, limit=limit), who)
    return [one.name for one in answer.people]


def test_a_person_is_found_as_of_a_day_and_as_was_known(register: Register, rooms: tuple[UUID, UUID]) -> None:
    first, second = rooms
    person = register.registers_person(
        first, external_code="CB-17", staff_kind=StaffKind.OFFICIAL, recruited_on=date(2010, 9, 1), effective_on=MARCH
    )
    register.transfers(person, second, effective_on=JULY)
    register.today.day = date(2022, 2, 1)
    register.changes_position(person, effective_on=MAY)
    register.lets_go(person)

    at_first = PersonView(
        person_id=person,
        unit_id=first,
        unit_code="HCTP",
        position_class=PositionClass.STAFF,
        staff_kind=StaffKind.OFFICIAL,
        recruited_on=date(2010, 9, 1),
    )
    assert found(register, "CB-17", on=MARCH) == at_first
    assert found(register, person_id=person, on=MAY, known_on=date(2022, 1, 31)) == at_first
    assert found(register, person_id=person, on=MAY).position_class is PositionClass.UNIT_LEADER
    assert found(register, person_id=person) == PersonView(
        person_id=person,
        unit_id=second,
        unit_code="TTRA",
        position_class=PositionClass.UNIT_LEADER,
        recruited_on=date(2010, 9, 1),
        departed_on=date(2022, 2, 1),
    )
    for nobody in ({"on": date(2021, 2, 28)}, {"known_on": date(2022, 1, 19)}):
        with pytest.raises(NotFound):
            found(register, person_id=person, **nobody)
    for wrong in ({}, {"person_id": person, "code": "CB-17"}):
        with pytest.raises(Invalid):
            found(register, **wrong)
    with pytest.raises(NotFound):
        found(register, "CB-18")


def test_a_code_that_was_said_wrongly_finds_nobody(register: Register, rooms: tuple[UUID, UUID]) -> None:
    person = register.registers_person(rooms[0], external_code="CB-17")
    register.describes_person(person, external_code="CB-71")

    assert found(register, "CB-71").person_id == found(register, "CB-17").person_id == person
    register.retracts_person_fact(person, 2)
    with pytest.raises(NotFound):
        found(register, "CB-71")


def test_a_unit_has_its_people_of_the_day_by_given_name(register: Register, rooms: tuple[UUID, UUID]) -> None:
    first, second = rooms
    names = ("Nguyễn Văn Đức", "Trần Thị An", "Lê Anh", "Phạm Thị Ánh")
    duc, an, anh, anh_sac = (register.registers_person(first, name=name, **SINCE) for name in names)
    register.transfers(an, second, effective_on=MAY)
    register.lets_go(anh, effective_on=JULY)
    register.merges_units(second, into=first, effective_on=date(2021, 9, 1))

    assert listed(register, first, on=MARCH) == [an, anh, anh_sac, duc]
    assert listed(register, first, on=MAY) == [anh, anh_sac, duc]
    assert listed(register, second, on=MAY) == [an]
    assert listed(register, first, on=JULY) == [anh_sac, duc]
    assert listed(register, first) == [an, anh_sac, duc]
    assert listed(register, second) == []
    assert found(register, person_id=an).unit_id == first
    assert found(register, person_id=an, on=MAY).unit_id == second


def test_a_units_account_sees_its_own_people(register: Register, rooms: tuple[UUID, UUID]) -> None:
    first, second = rooms
    ha = register.registers_person(first, **SINCE)
    register.registers_person(second, name="Nguyễn Thị Hạnh", **SINCE)
    group = register.forms(second, register.registers_person(second, name="Lê Lan", **SINCE))

    assert listed(register, first, clerk(first)) == [ha]
    for other in (second, group, uuid4()):
        with pytest.raises(NotFound):
            listed(register, other, clerk(first))
    assert named(register, "nguyen", clerk(first)) == [NAME]
    assert named(register, "nguyen", clerk(first), first) == [NAME]
    with pytest.raises(NotFound):
        named(register, "nguyen", clerk(first), second)


def test_a_collective_has_its_members_of_the_day(register: Register, rooms: tuple[UUID, UUID]) -> None:
    first, _ = rooms
    ha = register.registers_person(first, **SINCE)
    lan = register.registers_person(first, name="Lê Lan", **SINCE)
    group = register.forms(first, ha, effective_on=MARCH)
    register.changes_members(group, joined=(lan,), effective_on=JULY)
    register.changes_members(group, left=(ha,), effective_on=MAY)

    days = (MARCH, MAY, JULY)
    assert [listed(register, group, on=day) for day in days] == [[ha], [], [lan]]
    assert listed(register, group, clerk(first)) == [lan]
    with pytest.raises(NotFound):
        listed(register, group, on=date(2021, 2, 28))
    register.dissolves_collective(group)
    assert listed(register, group) == []


def test_people_are_found_by_words_of_their_names(register: Register, rooms: tuple[UUID, UUID]) -> None:
    first, second = rooms
    for name in ("Nguyễn Thị Hà", "Nguyễn Thị Hạ", "Nguyễn Hà Thị", "Nguyễn Thị Hạnh", "Hà Thị Nguyệt"):
        register.registers_person(first, name=name)
    elsewhere = register.registers_person(second, name="Nguyễn Thị Hà My")
    gone = register.registers_person(first, name="Nguyễn Thị Hà Vân")
    register.lets_go(gone)

    assert named(register, "Nguyễn Thị Hà")[0] == "Nguyễn Thị Hà"
    assert named(register, "nguyen thi hạ")[0] == "Nguyễn Thị Hạ"
    assert set(named(register, "thi ngu ha")) == {
        "Nguyễn Thị Hà",
        "Nguyễn Thị Hạ",
        "Nguyễn Hà Thị",
        "Nguyễn Thị Hạnh",
        "Nguyễn Thị Hà My",
        "Hà Thị Nguyệt",
    }
    assert named(register, "nguyen", unit=second) == ["Nguyễn Thị Hà My"]
    assert len(named(register, "nguyen", limit=2)) == 2
    assert named(register, "…") == []
    register.describes_person(elsewhere, name="Nguyễn Trà My")
    assert named(register, "ha my") == []
    assert named(register, "tra my") == ["Nguyễn Trà My"]
    register.retracts_person_fact(elsewhere, 2)
    assert (named(register, "tra my"), named(register, "ha my")) == ([], ["Nguyễn Thị Hà My"])


def test_whoever_was_erased_is_not_found_after_a_rebuild(register: Register, rooms: tuple[UUID, UUID]) -> None:
    person = register.registers_person(rooms[0])
    assert named(register, "ha") == [NAME]

    register.log.sealer.keys.delete(person)
    rebuild(register.database, FOLDER)

    assert named(register, "ha") == []
    assert register.rows("person_name") == []
    assert listed(register, rooms[0]) == [person]


def test_a_rebuild_finds_the_same(register: Register, rooms: tuple[UUID, UUID]) -> None:
    person = register.registers_person(rooms[0], effective_on=MARCH)
    register.describes_person(person, name="Nguyễn Thị Hà Giang")
    register.changes_position(person)
    register.retracts_person_fact(person, 2)
    register.dissolves_collective(register.forms(rooms[0], person, effective_on=MAY))
    tables = ("fact", "person_identity", "person_position", "person_name")
    before = {table: register.rows(table) for table in tables}

    rebuild(register.database, FOLDER)

    assert {table: register.rows(table) for table in tables} == before
    assert {table: len(rows) for table, rows in before.items()} == {
        "fact": 7,
        "person_identity": 2,
        "person_position": 2,
        "person_name": 2,
    }


def test_the_history_of_a_person_is_without_what_is_sealed(register: Register, rooms: tuple[UUID, UUID]) -> None:
    first, second = rooms
    person = register.registers_person(first, effective_on=MARCH)
    register.transfers(person, second, basis="Quyết định 7/QĐ-STP")
    register.disciplines(person, "warning")  # type: ignore[arg-type]
    register.lets_go(person, "Nghỉ hưu")
    register.retracts_person_fact(person, 4)

    facts = register.asks(queries.person_history, PersonHistory(person_id=person)).facts

    assert [(one.version, one.name, one.basis, one.retracted_on) for one in facts] == [
        (1, "Registered", "", None),
        (2, "Transferred", "Quyết định 7/QĐ-STP", None),
        (4, "Departed", "", date(2022, 1, 20)),
    ]
    assert [one.values for one in facts] == [
        {
            "unit_id": str(first),
            "position_class": "staff",
            "staff_kind": "",
            "front_line": "false",
            "recruited_on": "",
            "since": "2021-03-01",
            "departed_on": "",
        },
        {"unit_id": str(second)},
        {"departed_on": "2022-01-20"},
    ]
    for nobody in (first, uuid4()):
        with pytest.raises(NotFound):
            register.asks(queries.person_history, PersonHistory(person_id=nobody))


def test_the_register_is_counted(register: Register, rooms: tuple[UUID, UUID]) -> None:
    register.lets_go(register.registers_person(rooms[0]))
    register.registers_person(rooms[1])

    counted = register.asks(queries.count_register, RegisterCount())

    assert counted == RegisterCounts(units=2, people=2, campaigns=0, registrations=0)


def test_no_table_but_that_of_names_holds_anything_personal(register: Register, rooms: tuple[UUID, UUID]) -> None:
    register.registers_person(rooms[0], birth="1980-05-03", external_code="CB-17", identity_number="037012345678")
    register.catches_up()

    with register.database.transaction() as sql:
        tables = [
            row.name
            for row in sql.execute(
                "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'registration_read'"
            ).fetchall()
        ]
    secrets = (NAME, "1980", "CB-17", "037012345678", "hộ tịch", "ha@stp")
    held = {table for table in tables if any(one in str(register.rows(table)) for one in secrets)}
    assert held == {"person_name"}
