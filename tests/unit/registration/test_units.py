"""Units through the years: renamed, moved, merged, split, dissolved; and what was entered wrongly."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from services.registration.domain.units import Unit
from shared.contracts.registration.kinds import UnitKind
from shared.contracts.registration.people import RecordDeparture, TransferPerson
from shared.contracts.registration.units import DissolveUnit
from shared.errors import Conflict, NotFound
from tests.unit.registration.department import OFFICE, Department
from tests.unit.telling import ask, names, published, refused, stored

NEW_YEAR, TET_EVE, TET = date(2022, 1, 1), date(2022, 1, 31), date(2022, 2, 1)
MARCH, JULY = date(2022, 3, 1), date(2025, 7, 1)


def name_on(department: Department, unit: UUID, day: date, known_on: date = date.max) -> str | None:
    return department.log.load(Unit, unit).facts.on(day, known_on).get("name")


# -- names, places, letters ---------------------------------------------------------------------------


def test_a_unit_has_the_name_of_the_day(department: Department) -> None:
    unit = department.registers_unit(name="Phòng Hành chính tư pháp", effective_on=NEW_YEAR)
    department.today.day = date(2022, 6, 1)
    department.renames_unit(unit, "Phòng Hành chính và Bổ trợ tư pháp", "HCBTTP", effective_on=MARCH)

    assert name_on(department, unit, date(2021, 12, 31)) is None
    assert name_on(department, unit, date(2022, 2, 28)) == "Phòng Hành chính tư pháp"
    assert name_on(department, unit, MARCH) == "Phòng Hành chính và Bổ trợ tư pháp"
    assert name_on(department, unit, MARCH, known_on=date(2022, 5, 31)) == "Phòng Hành chính tư pháp"


def test_a_code_once_used_stays_taken(department: Department) -> None:
    unit = department.registers_unit("HCTP")
    department.renames_unit(unit, "Phòng Hành chính và Bổ trợ tư pháp", "HCBTTP")
    department.dissolves_unit(unit)

    for code in ("HCTP", "HCBTTP"):
        with refused(department.log, Conflict, "name-taken", name=code):
            department.registers_unit(code)
    other = department.registers_unit("TTRA")
    with refused(department.log, Conflict, "name-taken", name="HCTP"):
        department.renames_unit(other, "Thanh tra Sở", "HCTP")


def test_a_unit_may_go_back_to_a_code_that_it_had(department: Department) -> None:
    unit = department.registers_unit("HCTP")
    department.renames_unit(unit, "Phòng Hành chính và Bổ trợ tư pháp", "HCBTTP")
    department.retracts_unit_fact(unit, 2)
    department.renames_unit(unit, "Phòng Tư pháp", "HCTP")
    department.renames_unit(unit, "Phòng Hành chính và Bổ trợ tư pháp", "HCBTTP")

    assert department.log.load(Unit, unit).facts.on()["code"] == "HCBTTP"


def test_a_rename_without_a_code_keeps_the_code_that_is_learned_later(department: Department) -> None:
    unit = department.registers_unit("HCTP", effective_on=NEW_YEAR)
    department.today.day = date(2022, 6, 1)
    department.renames_unit(unit, "Phòng Hành chính và Bổ trợ tư pháp", effective_on=MARCH)
    assert published(department.log)[-1][1]["code"] == "HCTP"
    department.renames_unit(unit, "Phòng Hành chính tư pháp", "HCTP2", effective_on=TET)

    then = department.log.load(Unit, unit).facts.on(MARCH)

    assert (then["name"], then["code"]) == ("Phòng Hành chính và Bổ trợ tư pháp", "HCTP2")


def test_what_happens_to_units_is_published_with_its_day(department: Department) -> None:
    office, room, part, rest = (department.registers_unit(code) for code in ("STP", "HCTP", "CC1", "LTTP"))
    before = department.log.length
    department.renames_unit(room, "Phòng Hành chính và Bổ trợ tư pháp", "HCBTTP")
    department.moves_unit(room, office)
    department.describes_unit(room, mailbox="hcbttp@stp.example", small=True)
    department.splits_unit(room, part, continues=True)
    department.merges_units(room, part, into=rest)
    department.dissolves_unit(rest)

    day = "2022-01-20"
    assert [one for one in published(department.log)[before:] if one[1]] == [
        (
            "UnitRenamed",
            {
                "unit_id": str(room),
                "code": "HCBTTP",
                "name": "Phòng Hành chính và Bổ trợ tư pháp",
                "effective_on": day,
            },
        ),
        ("UnitMoved", {"unit_id": str(room), "parent_id": str(office), "effective_on": day}),
        (
            "UnitDescribed",
            {"unit_id": str(room), "mailbox": "hcbttp@stp.example", "small": True, "effective_on": day},
        ),
        ("UnitSplit", {"unit_id": str(room), "into_ids": [str(part)], "continues": True, "effective_on": day}),
        ("UnitMerged", {"unit_id": str(room), "into_id": str(rest), "effective_on": day}),
        ("UnitMerged", {"unit_id": str(part), "into_id": str(rest), "effective_on": day}),
        ("UnitDissolved", {"unit_id": str(rest), "effective_on": day}),
    ]


# -- on which days ------------------------------------------------------------------------------------


def test_nothing_happens_to_a_unit_before_it_is_there_or_after_its_end(department: Department) -> None:
    unit, other = department.registers_unit(effective_on=NEW_YEAR), department.registers_unit("STP")
    department.today.day = date(2022, 6, 1)
    department.dissolves_unit(unit, effective_on=MARCH)

    with refused(department.log, Conflict, "unit-not-yet", unit_id=unit, since=NEW_YEAR):
        department.renames_unit(unit, "Phòng Tư pháp", effective_on=date(2021, 12, 31))
    with refused(department.log, Conflict, "unit-ended", unit_id=unit, ended_on=MARCH):
        department.moves_unit(unit, other, effective_on=MARCH)
    with refused(department.log, Conflict, "unit-ended", unit_id=unit):
        department.registers_unit("TTRA", parent_id=unit)
    with refused(department.log, Conflict, "unit-not-yet", unit_id=other):
        department.registers_unit("TTRA", parent_id=other, effective_on=NEW_YEAR)
    with refused(department.log, Conflict, "unit-ended", unit_id=unit):
        department.merges_units(other, into=unit)
    department.describes_unit(unit, small=True, effective_on=date(2022, 2, 28))  # learned late


def test_a_unit_ends_once_and_after_all_that_happened_to_it(department: Department) -> None:
    unit = department.registers_unit(effective_on=NEW_YEAR)
    department.today.day = date(2022, 6, 1)
    department.renames_unit(unit, "Phòng Tư pháp", effective_on=MARCH)

    with refused(department.log, Conflict, "unit-goes-on", unit_id=unit, effective_on=MARCH):
        department.dissolves_unit(unit, effective_on=TET)
    department.dissolves_unit(unit, effective_on=MARCH)
    with refused(department.log, Conflict, "unit-ended", ended_on=MARCH):
        department.dissolves_unit(unit, effective_on=TET)


@pytest.mark.parametrize("step", ["renames_unit", "moves_unit", "merges_units", "dissolves_unit"])
def test_a_unit_that_nobody_entered_is_not_known(step: str, department: Department) -> None:
    unit = department.registers_unit()
    steps = {
        "renames_unit": lambda: department.renames_unit(uuid4(), "Phòng Tư pháp"),
        "moves_unit": lambda: department.moves_unit(unit, uuid4()),
        "merges_units": lambda: department.merges_units(unit, into=uuid4()),
        "dissolves_unit": lambda: department.dissolves_unit(uuid4()),
    }

    with refused(department.log, NotFound, "unknown"):
        steps[step]()


# -- never under itself -------------------------------------------------------------------------------


def test_a_unit_is_never_under_itself(department: Department) -> None:
    top = department.registers_unit("STP", kind=UnitKind.DEPARTMENT)
    middle = department.registers_unit("HCTP", parent_id=top)
    below = department.registers_unit("HCTP.1", parent_id=middle)

    for parent in (top, middle, below):
        with refused(department.log, Conflict, "unit-under-itself"):
            department.moves_unit(top, parent)


def test_what_is_learned_late_puts_no_unit_under_itself_later(department: Department) -> None:
    first, second = (department.registers_unit(code, effective_on=NEW_YEAR) for code in ("A", "B"))
    third = department.registers_unit("C", effective_on=NEW_YEAR)
    department.today.day = date(2022, 6, 1)
    department.moves_unit(first, second, effective_on=MARCH)

    with refused(department.log, Conflict, "unit-under-itself"):
        department.moves_unit(second, first, effective_on=TET)
    department.moves_unit(first, third, effective_on=date(2022, 4, 1))
    with refused(department.log, Conflict, "unit-under-itself"):  # still in March
        department.moves_unit(second, first, effective_on=TET)
    department.moves_unit(second, first, effective_on=date(2022, 4, 1))


def test_a_unit_goes_on_in_none_that_is_under_it(department: Department) -> None:
    top = department.registers_unit("STP")
    middle = department.registers_unit("HCTP", parent_id=top)
    below = department.registers_unit("HCTP.1", parent_id=middle)

    with refused(department.log, Conflict, "unit-under-itself"):
        department.merges_units(top, into=below)
    with refused(department.log, Conflict, "unit-under-itself"):
        department.splits_unit(top, below, continues=False)
    department.splits_unit(top, below, continues=True)
    department.merges_units(below, into=top)


def test_two_units_do_not_end_in_each_other(department: Department) -> None:
    first, second = (department.registers_unit(code, effective_on=NEW_YEAR) for code in ("A", "B"))
    department.today.day = date(2022, 6, 1)
    department.merges_units(first, into=second, effective_on=MARCH)

    with refused(department.log, Conflict, "unit-under-itself"):
        department.merges_units(second, into=first, effective_on=TET)


def test_a_retraction_puts_no_unit_under_itself(department: Department) -> None:
    first = department.registers_unit("A")
    second = department.registers_unit("B", parent_id=first)
    third = department.registers_unit("C")
    department.moves_unit(second, third)
    department.moves_unit(first, second)

    with refused(department.log, Conflict, "unit-under-itself"):
        department.retracts_unit_fact(second, 2)
    department.moves_unit(first, third)
    department.today.day = date(2022, 2, 1)
    department.retracts_unit_fact(first, 2)
    department.retracts_unit_fact(second, 2)


# -- mergers and splits -------------------------------------------------------------------------------


def test_two_departments_become_one(department: Department) -> None:
    """The reorganisation of 01/7/2025: what was said of either goes on with the new one."""
    department.today.day = date(2025, 6, 20)
    old = [department.registers_unit(code, kind=UnitKind.DEPARTMENT) for code in ("STP.NB", "STP.HN")]
    department.today.day = date(2025, 7, 3)
    new = department.registers_unit("STP", name="Sở Tư pháp Ninh Bình", kind=UnitKind.DEPARTMENT, effective_on=JULY)
    room = department.registers_unit("STP.VP", parent_id=new, effective_on=JULY)
    department.merges_units(*old, into=new, effective_on=JULY)
    department.moves_unit(room, new, effective_on=JULY)

    assert [department.log.unit_on(one, JULY) for one in (*old, new)] == [new, new, new]
    assert [department.log.unit_on(one, date(2025, 6, 30)) for one in old] == old
    with refused(department.log, Conflict, "unit-not-yet", unit_id=new, since=JULY):
        department.log.unit_on(new, date(2025, 6, 30))


def test_a_unit_goes_on_with_another_only_where_there_is_a_single_one(department: Department) -> None:
    divided, dissolved, first, second = (department.registers_unit(code) for code in "ABCD")
    department.splits_unit(divided, first, second, continues=False)
    department.dissolves_unit(dissolved)
    department.merges_units(first, into=second)

    for unit in (divided, dissolved):
        with refused(department.log, Conflict, "unit-ended", unit_id=unit):
            department.log.unit_on(unit, department.today.day)
    assert department.log.unit_on(first, department.today.day) == second


def test_units_that_were_merged_into_each_other_at_once_have_both_ended(department: Department) -> None:
    first, second = (department.log.load(Unit, department.registers_unit(code)) for code in "AB")
    did = department.log.did(OFFICE, ask(DissolveUnit, unit_id=first.id))
    first.merge(second.id, did)
    second.merge(first.id, did)
    department.log.save(first, second)

    with refused(department.log, Conflict, "unit-ended"):
        department.log.unit_on(first.id, department.today.day)


def test_units_are_merged_together_or_not_at_all(department: Department) -> None:
    first, second, ended = (department.registers_unit(code) for code in "ABC")
    department.dissolves_unit(ended)

    with refused(department.log, Conflict, "unit-ended", unit_id=ended):
        department.merges_units(first, ended, into=second)
    with refused(department.log, Conflict, "into-itself"):
        department.merges_units(first, second, into=second)
    with refused(department.log, Conflict, "into-itself"):
        department.splits_unit(first, second, first, continues=True)
    before = department.log.length
    department.merges_units(first, first, into=second)
    assert names(department.log, before) == ["UnitMerged", "structure.Begun"]


# -- who heads a unit ---------------------------------------------------------------------------------


def test_a_unit_is_headed_by_one_of_its_people(department: Department) -> None:
    unit, other = department.registers_unit(), department.registers_unit("TTRA")
    person = department.registers_person(unit)
    department.appoints_head(unit, person)

    assert published(department.log)[-1] == (
        "HeadAppointed",
        {"unit_id": str(unit), "person_id": str(person), "effective_on": "2022-01-20"},
    )
    with refused(department.log, Conflict, "head-elsewhere"):
        department.appoints_head(other, person)
    with refused(department.log, NotFound, "unknown"):
        department.appoints_head(unit, uuid4())


def test_the_person_is_of_the_unit_on_that_day(department: Department) -> None:
    department.today.day = date(2022, 6, 1)
    unit = department.registers_unit(effective_on=NEW_YEAR)
    other = department.registers_unit("TTRA", effective_on=NEW_YEAR)
    person = department.registers_person(unit, effective_on=TET_EVE)
    department.log.transfer_person(ask(TransferPerson, person_id=person, unit_id=other, effective_on=MARCH), OFFICE)

    for day in (NEW_YEAR, MARCH):  # not yet with us, and no longer there
        with refused(department.log, Conflict, "head-elsewhere"):
            department.appoints_head(unit, person, effective_on=day)
    department.appoints_head(unit, person, effective_on=TET)
    department.log.record_departure(ask(RecordDeparture, person_id=person, reason="Nghỉ hưu"), OFFICE)
    with refused(department.log, Conflict, "head-elsewhere"):
        department.appoints_head(other, person)


def test_the_people_of_a_merged_unit_are_people_of_the_other(department: Department) -> None:
    unit, into = department.registers_unit(), department.registers_unit("HCBTTP")
    gone = department.registers_unit("TTRA")
    person, lost = department.registers_person(unit), department.registers_person(gone)
    department.merges_units(unit, into=into)
    department.dissolves_unit(gone)

    department.appoints_head(into, person)
    with refused(department.log, Conflict, "head-elsewhere"):
        department.appoints_head(into, lost)


# -- what was entered wrongly -------------------------------------------------------------------------


def test_a_wrong_name_is_taken_back_and_the_log_keeps_both(department: Department) -> None:
    unit = department.registers_unit(name="Phòng Tư pháp")
    department.today.day = date(2022, 1, 24)
    department.renames_unit(unit, "Phòng Tư pháp và Hộ tịch", "TPHT", effective_on=date(2022, 1, 21))
    department.today.day = date(2022, 1, 26)
    department.retracts_unit_fact(unit, 2, "Anh Nguyễn Văn An nhập nhầm")

    day = date(2022, 1, 25)
    assert name_on(department, unit, day) == "Phòng Tư pháp"
    assert name_on(department, unit, day, known_on=date(2022, 1, 25)) == "Phòng Tư pháp và Hộ tịch"
    assert name_on(department, unit, day, known_on=date(2022, 1, 23)) == "Phòng Tư pháp"
    assert [name for name in names(department.log) if name.startswith("Unit")] == [
        "UnitRegistered",
        "UnitRenamed",
        "UnitCorrected",
    ]
    assert dict(published(department.log))["UnitCorrected"] == {
        "unit_id": str(unit),
        "code": "HCTP",
        "name": "Phòng Tư pháp",
        "parent_id": None,
        "mailbox": "",
        "small": False,
        "head_id": None,
        "ended_on": None,
        "successors": [],
    }
    assert "Nguyễn Văn An" not in stored(department.log)
    recorded = department.log.recorded_events(department.log.length - 2, 1)[0][1]
    assert department.log.sealer.open(recorded.reason) == {"reason": "Anh Nguyễn Văn An nhập nhầm"}


def test_only_what_stands_is_taken_back(department: Department) -> None:
    unit = department.registers_unit()
    department.renames_unit(unit, "Phòng Tư pháp")
    department.retracts_unit_fact(unit, 2)

    for version in (2, 3, 4):  # already taken back, a retraction itself, nothing
        with refused(department.log, Conflict, "not-a-fact", version=version):
            department.retracts_unit_fact(unit, version)


def test_a_merger_that_never_was_lets_the_unit_go_on(department: Department) -> None:
    unit, into = department.registers_unit(), department.registers_unit("TTRA")
    department.merges_units(unit, into=into)
    department.retracts_unit_fact(unit, 2)

    assert department.log.unit_on(unit, department.today.day) == unit
    department.renames_unit(unit, "Phòng Tư pháp")


def test_a_unit_of_the_first_days_is_no_small_collective() -> None:
    state = {"code": "HCTP"}

    Unit.Registered.upcast_v1_v2(state)

    assert state == {"code": "HCTP", "small": False}
