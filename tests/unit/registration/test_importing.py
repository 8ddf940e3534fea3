"""A list of people against the register: who is meant by a row, and what a row would change."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from services.registration.importing import Comparison, Digests, Known, Register, Report, folded
from services.registration.spreadsheet import PeopleSheet, PersonRow
from shared.contracts.registration.kinds import PositionClass

ROOM, OTHER = UUID(int=1), UUID(int=2)
TODAY = date(2022, 1, 20)
NAMES = ("Lê Anh", "Trần Văn Đức", "Nguyễn Thị Hà")


def row(name: str = "Lê Anh", **more: Any) -> PersonRow:
    """One line of a list."""
    usual: dict[str, Any] = dict.fromkeys(
        ("sheet", "external_code", "birth", "position", "email", "identity_number"), ""
    )
    usual |= dict.fromkeys(("gender", "staff_kind", "recruited_on"))
    usual |= {"name": name, "row": 2, "unit": "HCTP", "position_class": PositionClass.STAFF, "front_line": True}
    return PersonRow(**usual | more)


def known(at: int, unit_id: UUID = ROOM, departed_on: str | None = None, **more: Any) -> Known:
    """Somebody of the register."""
    return Known(uuid5(ROOM, str(at)), 1, unit_id, departed_on, row(**more))


def digests(one: PersonRow) -> Digests:
    """What a row is matched by, without a key."""
    named = f"{one.name.lower()}|{one.birth}" if one.birth else ""
    return Digests(one.external_code, one.identity_number, named)


def report(rows: list[PersonRow], *people: Known, unit_id: UUID | None = None) -> Report:
    """What importing the rows would do to a register of these people."""
    named: dict[str, set[UUID]] = {}
    lowered: dict[str, set[UUID]] = {}
    for one in people:
        lowered.setdefault(one.row.name.lower(), set()).add(one.id)
        if key := digests(one.row).named:
            named.setdefault(key, set()).add(one.id)
    register = Register(
        units={"HCTP": [ROOM], folded("Phòng Hành chính tư pháp"): [ROOM], "TTRA": [OTHER]},
        people={one.id: one for one in people},
        external={one.row.external_code: one.id for one in people if one.row.external_code},
        identity={one.row.identity_number: one.id for one in people if one.row.identity_number},
        named=named,
        lowered=lowered,
        taken=frozenset({"NHAM"}),
    )
    sheet = PeopleSheet(rows=tuple(rows), errors=(), columns=(), total=len(rows))
    return Comparison(sheet, [digests(one) for one in rows], register, unit_id).report("5ca4" * 16, TODAY)


def told(found: Report) -> tuple[int, list[tuple[str, ...]], int, list[str]]:
    """Added, changed fields, unchanged, codes of errors."""
    changed = [one.fields for one in found.changed]
    return len(found.added), changed, len(found.unchanged), [one.code for one in found.errors]


def test_a_unit_is_named_by_its_code_or_by_its_name_without_marks() -> None:
    names = ("HCTP", "phong hanh chinh TU PHAP", "Phòng Hành chính tư pháp")
    found = report([row(f"Lê Anh {at}", unit=name) for at, name in enumerate(names)])

    assert [one.unit_id for one in found.added] == [ROOM] * 3
    assert told(report([row(unit="Phòng Hành chính")])) == (0, [], 0, ["unknown-unit"])


def test_the_name_alone_means_somebody_of_the_unit_only() -> None:
    person = known(1)

    assert told(report([row()], person)) == (0, [], 1, [])
    assert told(report([row(unit="TTRA")], person)) == (1, [], 0, [])
    assert told(report([row()], person, known(2))) == (0, [], 0, ["ambiguous-person"])
    assert told(report([row()], known(1, departed_on="2021-05-01"))) == (1, [], 0, [])
    assert told(report([row(birth="1980")], person)) == (0, [("birth",)], 0, [])
    assert told(report([row(birth="1980")], known(1, birth="1981"))) == (1, [], 0, [])
    assert told(report([row(external_code="A")], known(1, external_code="B"))) == (1, [], 0, [])


def test_a_code_means_its_person_whatever_else_is_said() -> None:
    person = known(1, external_code="CB-1", identity_number="037")

    moved = row("Lê Ánh", external_code="CB-1", unit="TTRA", birth="1980")
    assert told(report([moved], person)) == (0, [("name", "birth", "unit")], 0, [])
    assert told(report([row(identity_number="037", external_code="CB-2")], person)) == (0, [("external_code",)], 0, [])
    assert told(report([row(external_code="NHAM")], person)) == (0, [], 0, ["code-taken"])


def test_whoever_is_meant_surely_is_not_meant_by_a_name() -> None:
    people = known(1, birth="1980"), known(2)

    assert told(report([row(), row(birth="1980")], *people)) == (0, [], 2, [])
    assert told(report([row(), row()], known(1))) == (0, [], 1, ["repeated-person"])
    assert told(report([row(), row(birth="1980")])) == (1, [], 0, ["repeated-person"])
    assert told(report([row(birth="1981"), row(birth="1980")])) == (2, [], 0, [])


def test_what_a_list_does_not_say_stays() -> None:
    leader = known(
        1, position="Trưởng phòng", position_class=PositionClass.UNIT_LEADER, front_line=False, birth="1980-05-03"
    )

    assert told(report([row(birth="1980")], leader)) == (0, [], 1, [])
    promoted = report([row(position="Phó Trưởng phòng", position_class=PositionClass.UNIT_LEADER)], leader)
    assert told(promoted) == (0, [("position", "front_line")], 0, [])


lines = st.builds(
    row,
    name=st.sampled_from(NAMES),
    unit=st.sampled_from(("HCTP", "TTRA", "")),
    birth=st.sampled_from(("", "1980", "1980-05", "1980-05-03", "1981")),
    external_code=st.sampled_from(("", "", "CB-1", "CB-2")),
    identity_number=st.sampled_from(("", "", "037", "038")),
    email=st.sampled_from(("", "anh@stp.example")),
)


@given(st.lists(lines, max_size=8).map(lambda rows: [replace(one, row=at) for at, one in enumerate(rows, 2)]))
def test_every_row_is_accounted_for_and_imported_rows_change_nothing_again(rows: list[PersonRow]) -> None:
    first = report(rows, unit_id=ROOM)
    assert len(first.added) + len(first.errors) == len(rows)
    entered = [
        Known(uuid5(ROOM, str(one.row.row)), 1, one.unit_id, None, replace(one.row, unit="")) for one in first.added
    ]
    accepted = [one.row for one in first.added]

    again = report(accepted, *entered, unit_id=ROOM)

    assert told(again) == (0, [], len(accepted), [])
    assert again.digest() == report(accepted, *entered, unit_id=ROOM).digest()
    if accepted:
        assert again.digest() != first.digest()
