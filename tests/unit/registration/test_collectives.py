"""Collectives within a unit: who is a member on which day."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from services.registration.domain.collectives import Collective
from shared.errors import Conflict, NotFound
from tests.unit.registration.department import Department
from tests.unit.telling import published, refused

SINCE = {"effective_on": date(2021, 1, 4)}
MARCH, MAY, JULY = date(2021, 3, 1), date(2021, 5, 1), date(2021, 7, 1)


@pytest.fixture
def unit(department: Department) -> UUID:
    """A room, there since January 2021."""
    return department.registers_unit(**SINCE)


def members(department: Department, collective: UUID, day: date) -> set[UUID]:
    return set(department.log.load(Collective, collective).members_on(day))


def test_members_join_and_leave_on_a_day(department: Department, unit: UUID) -> None:
    ha, lan, mai = (department.registers_person(unit, **SINCE) for _ in range(3))
    group = department.forms(unit, ha, lan, effective_on=MARCH)

    department.changes_members(group, joined=(mai,), left=(lan,), effective_on=JULY)
    department.changes_members(group, left=(ha,), effective_on=MAY)  # entered later, for an earlier day

    assert [members(department, group, day) for day in (date(2021, 2, 28), MARCH, MAY, JULY)] == [
        set(),
        {ha, lan},
        {lan},
        {mai},
    ]
    assert published(department.log)[-3:] == [
        (
            "CollectiveFormed",
            {
                "collective_id": str(group),
                "unit_id": str(unit),
                "name": "Tổ hộ tịch",
                "small": True,
                "member_ids": [str(ha), str(lan)],
                "effective_on": "2021-03-01",
            },
        ),
        (
            "MembersChanged",
            {
                "collective_id": str(group),
                "joined": [str(mai)],
                "left": [str(lan)],
                "effective_on": "2021-07-01",
            },
        ),
        (
            "MembersChanged",
            {"collective_id": str(group), "joined": [], "left": [str(ha)], "effective_on": "2021-05-01"},
        ),
    ]


def test_members_are_of_the_unit_on_that_day(department: Department, unit: UUID) -> None:
    other = department.registers_unit("TTRA", **SINCE)
    ha, lan = department.registers_person(unit, **SINCE), department.registers_person(other, **SINCE)

    with refused(department.log, Conflict, "member-elsewhere", person_id=lan):
        department.forms(unit, ha, lan)
    group = department.forms(unit, ha, effective_on=MARCH)
    with refused(department.log, Conflict, "member-elsewhere", person_id=lan):
        department.changes_members(group, joined=(lan,))
    department.transfers(lan, unit, effective_on=MAY)
    with refused(department.log, Conflict, "member-elsewhere", person_id=lan):
        department.changes_members(group, joined=(lan,), effective_on=date(2021, 4, 30))
    department.changes_members(group, joined=(lan,), effective_on=MAY)
    with refused(department.log, NotFound, "unknown"):
        department.changes_members(group, joined=(uuid4(),))
    department.lets_go(ha, effective_on=JULY)
    with refused(department.log, Conflict, "member-elsewhere", person_id=ha):
        department.forms(unit, ha, effective_on=JULY)


def test_who_joins_is_no_member_and_who_leaves_is_one(department: Department, unit: UUID) -> None:
    ha, lan = (department.registers_person(unit, **SINCE) for _ in range(2))
    group = department.forms(unit, ha, effective_on=MARCH)

    for wrong in ({"joined": (ha,)}, {"left": (lan,)}, {"joined": (lan,), "left": (lan,)}):
        with refused(department.log, Conflict, "not-a-member"):
            department.changes_members(group, **wrong)


def test_a_collective_has_its_days(department: Department, unit: UUID) -> None:
    ha, lan = (department.registers_person(unit, **SINCE) for _ in range(2))
    group = department.forms(unit, ha, effective_on=MARCH)

    for step in (department.changes_members, department.dissolves_collective):
        with refused(department.log, Conflict, "collective-not-yet", since=MARCH):
            step(group, effective_on=date(2021, 2, 28))
    department.dissolves_collective(group, effective_on=JULY)
    for step in (department.changes_members, department.dissolves_collective):
        with refused(department.log, Conflict, "collective-ended", ended_on=JULY):
            step(group)
    department.changes_members(group, joined=(lan,), effective_on=MAY)

    assert [members(department, group, day) for day in (MAY, JULY)] == [{ha, lan}, set()]
    assert ("CollectiveDissolved", {"collective_id": str(group), "effective_on": "2021-07-01"}) in published(
        department.log
    )


def test_a_collective_goes_on_with_its_unit(department: Department, unit: UUID) -> None:
    other = department.registers_unit("TTRA", **SINCE)
    ha, lan = department.registers_person(unit, **SINCE), department.registers_person(other, **SINCE)
    group = department.forms(unit, ha, effective_on=MARCH)

    department.merges_units(unit, into=other, effective_on=MAY)

    with refused(department.log, Conflict, "member-elsewhere", person_id=lan):
        department.changes_members(group, joined=(lan,), effective_on=date(2021, 4, 30))
    department.changes_members(group, joined=(lan,), effective_on=MAY)
    with refused(department.log, Conflict, "unit-not-yet"):
        department.forms(other, lan, effective_on=date(2021, 1, 3))
    with refused(department.log, Conflict, "id-taken"):
        department.forms(other, lan, collective_id=group)
