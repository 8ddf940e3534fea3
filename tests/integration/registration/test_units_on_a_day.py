"""Units asked for as the clerk and the inspector do: by any code, on a day, as was known on a day."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from services.registration import queries
from services.registration.projection import project_own
from shared.contracts.registration.kinds import UnitKind
from shared.contracts.registration.units import (
    FindUnit,
    ListUnits,
    SearchUnits,
    TraceUnit,
    UnitHistory,
    UnitView,
)
from shared.errors import Conflict, Invalid, NotFound
from shared.following import OwnFollower
from shared.migration import rebuild
from tests.integration.registration.world import FOLDER, Register, Second
from tests.unit.telling import refused

START, MARCH, JUNE, JULY = date(2021, 1, 1), date(2022, 3, 1), date(2022, 6, 1), date(2025, 7, 1)


def find(register: Register, unit: UUID, on: date | None = None, known_on: date | None = None) -> UnitView:
    return register.asks(queries.find_unit, FindUnit(unit_id=unit, on=on, known_on=known_on))


def listed(
    register: Register, on: date | None = None, known_on: date | None = None, parent: UUID | None = None
) -> list[str]:
    request = ListUnits(on=on, known_on=known_on, parent_id=parent)
    return [one.code for one in register.asks(queries.list_units, request).units]


def traced(register: Register, unit: UUID, on: date, known_on: date | None = None) -> list[str]:
    request = TraceUnit(unit_id=unit, on=on, known_on=known_on)
    return [one.code for one in register.asks(queries.trace_unit, request).units]


def found(register: Register, words: str, limit: int = 20) -> list[str]:
    return [one.code for one in register.asks(queries.search_units, SearchUnits(words=words, limit=limit)).units]


# -- one unit -----------------------------------------------------------------------------------------


def test_a_unit_is_found_by_every_code_it_had(register: Register) -> None:
    top = register.registers_unit("STP", name="Sở Tư pháp", kind=UnitKind.DEPARTMENT, effective_on=START)
    unit = register.registers_unit("HCTP", parent_id=top, external_code="H42.12", small=True, effective_on=START)
    register.today.day = JUNE
    register.renames_unit(unit, "Phòng Hành chính và Bổ trợ tư pháp", "HCBTTP", effective_on=MARCH)
    now = UnitView(
        unit_id=unit,
        code="HCBTTP",
        name="Phòng Hành chính và Bổ trợ tư pháp",
        kind=UnitKind.ROOM,
        parent_id=top,
        external_code="H42.12",
        small=True,
        since=START,
    )

    keys = ({"unit_id": unit}, {"code": "HCBTTP"}, {"code": "HCTP"}, {"external_code": "H42.12"})
    assert [register.asks(queries.find_unit, FindUnit(**key)) for key in keys] == [now] * 4
    assert register.asks(queries.find_unit, FindUnit(code="HCBTTP", on=START)).code == "HCTP"
    with pytest.raises(NotFound):  # a code that nobody had heard of by then
        register.asks(queries.find_unit, FindUnit(code="HCBTTP", known_on=date(2022, 5, 31)))
    for nothing in (FindUnit(unit_id=uuid4()), FindUnit(code="TTRA"), FindUnit(unit_id=unit, on=date(2020, 12, 31))):
        with pytest.raises(NotFound):
            register.asks(queries.find_unit, nothing)
    for unclear in (FindUnit(), FindUnit(unit_id=unit, code="HCTP")):
        with pytest.raises(Invalid):
            register.asks(queries.find_unit, unclear)


def test_a_unit_that_ended_is_shown_with_its_end(register: Register) -> None:
    unit, into = register.registers_unit("A"), register.registers_unit("B")
    person = register.registers_person(unit)
    register.appoints_head(unit, person)
    register.today.day = MARCH
    register.merges_units(unit, into=into)

    view = find(register, unit)

    assert (view.head_id, view.ended_on, view.successors) == (person, MARCH, (into,))
    assert find(register, unit, date(2022, 2, 28)).ended_on is None


def test_a_wrong_name_was_known_until_it_was_taken_back(register: Register) -> None:
    unit = register.registers_unit(name="Phòng Tư pháp")
    register.today.day = date(2022, 1, 24)
    register.renames_unit(unit, "Phòng Tư pháp và Hộ tịch", effective_on=date(2022, 1, 21))
    register.today.day = date(2022, 1, 26)
    register.retracts_unit_fact(unit, 2)

    known = {day: find(register, unit, date(2022, 1, 21), date(2022, 1, day)).name for day in (23, 24, 25, 26)}

    wrong = "Phòng Tư pháp và Hộ tịch"
    assert known == {23: "Phòng Tư pháp", 24: wrong, 25: wrong, 26: "Phòng Tư pháp"}
    assert find(register, unit).name == "Phòng Tư pháp"
    assert found(register, "hộ tịch") == []


def test_the_history_of_a_unit_says_who_entered_what_on_what_ground(register: Register) -> None:
    unit = register.registers_unit(name="Phòng Tư pháp", small=True)
    register.today.day = MARCH
    register.renames_unit(
        unit, "Phòng Tư pháp và Hộ tịch", basis="Quyết định 12/QĐ-UBND", effective_on=date(2022, 2, 1)
    )
    register.today.day = JUNE
    register.retracts_unit_fact(unit, 2)

    first, second = register.asks(queries.unit_history, UnitHistory(unit_id=unit)).facts

    assert (first.version, first.name, first.values["small"], first.retracted_on) == (1, "Registered", "true", None)
    assert (second.name, second.values) == ("Renamed", {"name": "Phòng Tư pháp và Hộ tịch"})
    assert (second.effective_on, second.recorded_on, second.retracted_on) == (date(2022, 2, 1), MARCH, JUNE)
    assert (second.by, second.basis) == ("van-phong", "Quyết định 12/QĐ-UBND")
    with pytest.raises(NotFound):
        register.asks(queries.unit_history, UnitHistory(unit_id=uuid4()))


# -- all units ----------------------------------------------------------------------------------------


def test_the_units_of_a_day_come_in_the_order_of_their_codes(register: Register) -> None:
    top = register.registers_unit("STP", effective_on=START)
    for code in ("STP.VP", "STP.TTRA", "STP.HCTP"):
        register.registers_unit(code, parent_id=top, effective_on=START)
    register.today.day = JUNE
    gone = register.asks(queries.find_unit, FindUnit(code="STP.TTRA")).unit_id
    register.dissolves_unit(gone, effective_on=MARCH)

    assert listed(register) == ["STP", "STP.HCTP", "STP.VP"]
    assert listed(register, date(2022, 2, 28)) == ["STP", "STP.HCTP", "STP.TTRA", "STP.VP"]
    assert listed(register, known_on=date(2022, 5, 31)) == ["STP", "STP.HCTP", "STP.TTRA", "STP.VP"]
    assert listed(register, date(2020, 12, 31)) == []
    assert listed(register, parent=top) == ["STP.HCTP", "STP.VP"]
    pages = [register.asks(queries.list_units, ListUnits(limit=2, after_code=one)).units for one in ("", "STP.HCTP")]
    assert [[one.code for one in page] for page in pages] == [["STP", "STP.HCTP"], ["STP.VP"]]


def test_what_was_under_a_unit_goes_on_under_its_successor(register: Register) -> None:
    top, other = register.registers_unit("STP"), register.registers_unit("SNV")
    middle = register.registers_unit("HCTP", parent_id=top)
    below = register.registers_unit("HCTP.1", parent_id=middle)
    register.today.day = MARCH
    register.dissolves_unit(middle)
    register.today.day = JUNE
    register.merges_units(top, into=other)

    days = (date(2022, 2, 28), date(2022, 5, 31), JUNE)
    assert [find(register, below, day).parent_id for day in days] == [middle, top, other]
    assert listed(register, parent=other) == ["HCTP.1"]


# -- which unit was this ------------------------------------------------------------------------------


def test_the_reorganisation_of_2025_is_followed_both_ways(register: Register) -> None:
    """Two departments become one; the rooms of either go on under it."""
    old = [register.registers_unit(code, kind=UnitKind.DEPARTMENT) for code in ("STP.NB", "STP.HN")]
    room = register.registers_unit("STP.NB.VP", parent_id=old[0])
    register.today.day = date(2025, 7, 3)
    new = register.registers_unit("STP", name="Sở Tư pháp Ninh Bình", kind=UnitKind.DEPARTMENT, effective_on=JULY)
    register.merges_units(*old, into=new, effective_on=JULY)

    june = date(2025, 6, 30)
    assert traced(register, new, june) == ["STP.HN", "STP.NB"]
    assert traced(register, old[0], JULY) == ["STP"]
    assert traced(register, old[0], june) == ["STP.NB"]
    assert traced(register, new, date(2022, 1, 19)) == []
    assert traced(register, old[0], JULY, known_on=date(2025, 7, 2)) == ["STP.NB"]
    assert find(register, room, JULY).parent_id == new
    with pytest.raises(NotFound):
        traced(register, new, JULY, known_on=date(2025, 7, 2))


def test_a_unit_that_was_split_is_traced_to_its_parts(register: Register) -> None:
    unit, part, first, second = (register.registers_unit(code) for code in "APXY")
    register.today.day = MARCH
    register.splits_unit(unit, part, continues=True)
    register.today.day = JUNE
    register.splits_unit(unit, first, second, continues=False)
    register.dissolves_unit(part)

    assert traced(register, unit, date(2022, 2, 28)) == ["A"]
    assert traced(register, unit, date(2022, 5, 31)) == ["A", "P"]
    assert traced(register, unit, JUNE) == ["X", "Y"]
    assert traced(register, first, date(2022, 5, 31)) == ["A", "X"]


# -- search -------------------------------------------------------------------------------------------


def test_units_are_found_by_words_with_or_without_marks(register: Register) -> None:
    for code, name in (
        ("STP", "Sở Tư pháp"),
        ("STP.VP", "Văn phòng Sở"),
        ("PTP.YK", "Phòng Tư pháp huyện Yên Khánh"),
        ("PTP.YM", "Phòng Tư pháp huyện Yên Mô"),
    ):
        register.registers_unit(code, name=name)

    assert found(register, "so tu phap") == ["STP"]
    assert found(register, "pháp tư") == ["PTP.YK", "PTP.YM", "STP"]
    assert found(register, "yen mo") == found(register, "ptp.ym") == found(register, "mô PTP") == ["PTP.YM"]
    assert found(register, "TƯ PHÁP HUY") == ["PTP.YK", "PTP.YM"]
    assert found(register, "stp.vp") == ["STP.VP"]
    assert found(register, "thuế") == []
    assert found(register, "phòng", limit=1) == ["PTP.YK"]


def test_the_name_that_is_typed_comes_first(register: Register) -> None:
    for code, name in (("A", "Phòng Hà"), ("B", "Phòng Hạ"), ("C", "Đỗ"), ("D", "Do"), ("E", "Doan"), ("F", "Hạ Long")):
        register.registers_unit(code, name=name)

    assert found(register, "Hạ") == ["B", "F", "A"]
    assert found(register, "hà") == ["A", "B", "F"]
    assert found(register, "Do") == ["D", "C", "E"]
    assert found(register, "đỗ") == ["C", "D", "E"]
    assert found(register, "do") == ["D", "C", "E"]
    assert found(register, "phòng hạ") == ["B", "A"]


def test_an_earlier_name_is_found_and_so_is_a_unit_that_ended(register: Register) -> None:
    unit = register.registers_unit("HCTP", name="Phòng Hành chính tư pháp")
    register.renames_unit(unit, "Phòng Hành chính và Bổ trợ tư pháp", "HCBTTP")
    register.dissolves_unit(unit)

    (view,) = register.asks(queries.search_units, SearchUnits(words="hctp")).units

    assert (view.code, view.name, view.ended_on) == (
        "HCBTTP",
        "Phòng Hành chính và Bổ trợ tư pháp",
        date(2022, 1, 20),
    )


@pytest.mark.parametrize(
    "words", ["…", "'", "':*", "a' | 'b", "!", "& |", "\\", "'); DROP TABLE unit; --", "%d", "%(x)s", "_", "Ω", "()"]
)
def test_whatever_is_typed_does_no_harm(words: str, register: Register) -> None:
    register.registers_unit("STP", name="Sở Tư pháp")

    assert found(register, words) == []
    assert listed(register) == ["STP"]


# -- the tables ---------------------------------------------------------------------------------------


def test_a_rebuild_finds_the_same(register: Register) -> None:
    top, unit, into = (register.registers_unit(code) for code in "ABC")
    register.moves_unit(unit, top)
    register.describes_unit(unit, mailbox="hctp@stp.example", small=True)
    register.renames_unit(unit, "Phòng Tư pháp", "B2")
    register.retracts_unit_fact(unit, 3)
    register.splits_unit(unit, top, continues=True)
    register.merges_units(unit, into=into)
    tables = ("unit", "unit_code", "unit_name", "unit_step", "fact")
    before = {table: register.rows(table) for table in tables}

    rebuild(register.database, FOLDER)
    OwnFollower(register.database, register.log, project_own).catch_up()

    assert {table: register.rows(table) for table in tables} == before
    assert [len(rows) for rows in before.values()] == [3, 4, 4, 2, 8]


def test_two_clerks_at_once_do_not_put_two_units_under_each_other(register: Register, second: Second) -> None:
    first, other = register.registers_unit("A"), register.registers_unit("B")

    second.loses(
        lambda: second.moves_unit(first, other),
        meanwhile=lambda: register.moves_unit(other, first),
    )

    with refused(register.log, Conflict, "unit-under-itself"):
        second.moves_unit(first, other)
    assert find(register, other).parent_id == first
    assert find(register, first).parent_id is None
