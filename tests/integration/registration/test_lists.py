"""Lists of people into the register and out of it, as the service does it."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from services.registration import queries
from services.registration.importing import Report
from services.registration.lists import PeopleLists
from services.registration.projection import project_own
from services.registration.spreadsheet import PersonRow, read_people, write_people
from shared.contracts.registration.kinds import Gender, PositionClass, StaffKind
from shared.contracts.registration.people import (
    CheckPeople,
    ExportPeople,
    FindPerson,
    ImportPeople,
    PeopleChecked,
    PeopleExported,
    PeopleImported,
)
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.following import OwnFollower
from shared.principals import Principal
from tests.integration.registration.world import ASKING, Register
from tests.unit.registration.department import clerk
from tests.unit.telling import ask, refused, saves

SINCE = {"effective_on": date(2020, 1, 1)}


def row(name: str, **more: Any) -> PersonRow:
    """One line of a list."""
    usual = PersonRow(
        sheet="",
        row=0,
        external_code="",
        name=name,
        birth="",
        gender=None,
        position="Chuyên viên",
        position_class=PositionClass.STAFF,
        staff_kind=StaffKind.OFFICIAL,
        front_line=True,
        unit="HCTP",
        recruited_on=None,
        email="",
        identity_number="",
    )
    return replace(usual, **more)


STAFF = (
    row(
        "Nguyễn Thị Hà", external_code="CB-01", birth="1980-05-03", gender=Gender.FEMALE, identity_number="037080000001"
    ),
    row("Trần Văn Đức", birth="1975", unit="Thanh tra", email="duc@stp.example", recruited_on=date(2001, 9, 1)),
    row("Lê Anh", position="Trưởng phòng", position_class=PositionClass.UNIT_LEADER, front_line=False),
)


def packed(*rows: PersonRow) -> str:
    """A workbook as it is sent."""
    return base64.b64encode(write_people(rows)).decode()


class Lists(PeopleLists):
    """The lists of a register, with the steps of a clerk."""

    def __init__(self, register: Register) -> None:
        super().__init__(
            register.log, OwnFollower(register.database, register.log, project_own).catch_up, register.database
        )

    def checks(self, *rows: PersonRow, unit: UUID | None = None, who: Principal = ASKING) -> PeopleChecked:
        return self.check(CheckPeople(file=packed(*rows), unit_id=unit), who)

    def enters(
        self, *rows: PersonRow, unit: UUID | None = None, who: Principal = ASKING, **more: Any
    ) -> PeopleImported:
        digest = self.checks(*rows, unit=unit, who=who).digest
        command = ask(ImportPeople, **{"file": packed(*rows), "report_digest": digest, "unit_id": unit} | more)
        return self.enter(command, who)

    def exports(self, unit: UUID | None = None, **more: Any) -> PeopleExported:
        command = ask(ExportPeople, disclosure_id=uuid4(), unit_id=unit, purpose="Rà soát danh sách", **more)
        return self.hand_out(command, ASKING)


@pytest.fixture
def rooms(register: Register) -> tuple[UUID, UUID]:
    """Two rooms, there since 2020."""
    return register.registers_unit(**SINCE), register.registers_unit("TTRA", name="Thanh tra", **SINCE)


@pytest.fixture
def lists(register: Register, rooms: tuple[UUID, UUID]) -> Lists:
    """The lists of the two rooms."""
    return Lists(register)


def counts(answer: PeopleChecked | PeopleImported) -> tuple[int, int, int]:
    return answer.added, answer.changed, answer.unchanged


def errors(checked: PeopleChecked) -> list[tuple[int, str, str]]:
    return [(one.row, one.header, one.code) for one in checked.errors]


def test_a_list_is_checked_then_entered_then_changes_nothing(register: Register, lists: Lists) -> None:
    checked = lists.checks(*STAFF)
    assert (counts(checked), checked.total, checked.errors, checked.changes) == ((3, 0, 0), 3, (), ())
    before = register.log.length
    assert counts(lists.checks(*STAFF)) == (3, 0, 0)
    assert register.log.length == before  # nothing is written by a check

    assert counts(lists.enters(*STAFF)) == (3, 0, 0)

    assert sorted(saves(register.log, before)) == [
        "claim.Made",
        "claim.Made",
        "people_import.Imported",
        "people_import.Opened",
        "person.Registered",
        "person.Registered",
        "person.Registered",
    ]
    before = register.log.length
    assert counts(lists.enters(*STAFF)) == (0, 0, 3)
    assert register.log.length == before


def test_what_is_exported_imports_to_the_same(register: Register, lists: Lists, rooms: tuple[UUID, UUID]) -> None:
    lists.enters(*STAFF)
    first = lists.exports()

    assert first.rows == 3
    read = read_people(base64.b64decode(first.file))
    assert [(one.unit, one.name) for one in read.rows] == [
        ("HCTP", "Lê Anh"),
        ("HCTP", "Nguyễn Thị Hà"),
        ("TTRA", "Trần Văn Đức"),
    ]
    assert counts(lists.enters(*read.rows)) == (0, 0, 3)
    assert lists.exports().file == first.file
    recorded: Any = register.log.recorded_events(register.log.length - 1, 1)[0][1]
    assert (recorded.what, recorded.purpose, len(recorded.person_ids)) == ("list", "Rà soát danh sách", 3)


@pytest.fixture
def another(servers: dict[str, str]) -> Iterator[Register]:
    """Another register, of which nothing is recorded yet."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(servers["database_url"], autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    register = Register(f"{servers['database_url'].rpartition('/')[0]}/{name}")
    yield register
    register.close()


def test_the_export_of_one_register_fills_another(lists: Lists, another: Register) -> None:
    lists.enters(*STAFF)
    exported = lists.exports()
    another.registers_unit(**SINCE)
    another.registers_unit("TTRA", name="Thanh tra", **SINCE)

    rows = read_people(base64.b64decode(exported.file)).rows
    assert counts(Lists(another).enters(*rows)) == (3, 0, 0)

    assert Lists(another).exports().file == exported.file


def test_a_list_changes_what_it_says_and_nothing_else(
    register: Register, lists: Lists, rooms: tuple[UUID, UUID]
) -> None:
    lists.enters(*STAFF)
    register.today.day = date(2022, 3, 1)
    _, duc, anh = STAFF
    said = (
        row("Nguyễn Thị Hà", external_code="CB-01", unit="TTRA", email="ha@stp.example", staff_kind=None),
        replace(duc, birth="1975-08-20", position="Chánh Thanh tra", position_class=PositionClass.UNIT_LEADER),
        replace(anh, external_code="CB-03", recruited_on=date(2015, 4, 1)),
        row("Phạm Mai"),
    )

    checked = lists.checks(*said)
    assert counts(checked) == (1, 3, 0)
    assert [one.fields for one in checked.changes] == [
        ("email", "unit"),
        ("birth", "position", "position_class"),
        ("external_code", "recruited_on"),
    ]
    before = register.log.length
    assert counts(lists.enters(*said)) == (1, 3, 0)

    assert sorted(saves(register.log, before)) == [
        "claim.Made",
        "people_import.Imported",
        "person.Described",
        "person.Described",
        "person.Described",
        "person.PositionChanged",
        "person.Registered",
        "person.Transferred",
    ]
    assert counts(lists.enters(*said)) == (0, 0, 4)
    assert counts(lists.checks(replace(said[1], birth="1975", position="", unit=""))) == (0, 0, 1)
    assert [(one.unit, one.name, one.position, one.birth) for one in exported(lists)] == [
        ("HCTP", "Lê Anh", "Trưởng phòng", ""),
        ("HCTP", "Phạm Mai", "Chuyên viên", ""),
        ("TTRA", "Trần Văn Đức", "Chánh Thanh tra", "1975-08-20"),
        ("TTRA", "Nguyễn Thị Hà", "Chuyên viên", "1980-05-03"),
    ]
    assert [(one.unit, one.name) for one in exported(lists, rooms[1], on=date(2022, 2, 28))] == [
        ("TTRA", "Trần Văn Đức")
    ]
    assert [one.position for one in exported(lists, rooms[1], on=date(2022, 2, 28))] == ["Chuyên viên"]


def exported(lists: Lists, unit: UUID | None = None, **more: Any) -> tuple[PersonRow, ...]:
    return read_people(base64.b64decode(lists.exports(unit, **more).file)).rows


def test_people_are_told_apart_by_what_is_known_of_them(register: Register, lists: Lists) -> None:
    lists.enters(*STAFF, row("Lê Anh", birth="1990", unit="TTRA"))

    assert counts(lists.checks(row("Lê Anh", birth="1990"))) == (0, 1, 0)  # moved: name and birth are the same
    assert counts(lists.checks(row("Lê Anh", birth="1991", unit="TTRA"))) == (1, 0, 0)  # another birth
    assert counts(lists.checks(row("Trần Văn Đức", unit="TTRA", birth="1975"))) == (0, 0, 1)
    assert counts(lists.checks(row("Trần Văn Đức"))) == (1, 0, 0)  # the name alone is of another unit
    assert counts(lists.checks(row("Lê Anh", birth="1990", external_code="CB-9"), row("Lê Anh"))) == (0, 2, 0)


def test_each_wrong_row_is_named_and_left_out(register: Register, lists: Lists) -> None:
    register.registers_unit("P1", name="Phòng Một cửa", **SINCE)
    second = register.registers_unit("P2", name="Phòng Một Cửa", **SINCE)
    lists.enters(*STAFF, row("Phạm Mai", unit="P1", birth="1980"))
    register.registers_person(second, name="Phạm Mai", birth="1980")
    register.lets_go(person_of(register, "CB-01"), effective_on=date(2022, 1, 20))

    checked = lists.checks(
        row("Đỗ Lan", unit="Phòng không có"),
        row("Đỗ Lan", unit=""),
        row("Đỗ Lan", unit="phong mot cua"),
        row("Phạm Mai", birth="1980", unit="HCTP"),
        row("Nguyễn Thị Hà", external_code="CB-01"),
        row("Đỗ Lan", recruited_on=date(2022, 1, 21)),
        row("Đỗ Nam", unit="P1"),
    )

    assert counts(checked) == (1, 0, 0)
    assert [code for _, _, code in errors(checked)] == [
        "unknown-unit",
        "no-unit",
        "ambiguous-unit",
        "ambiguous-person",
        "departed",
        "recruited-later",
    ]
    assert [(one.row, one.column, one.header) for one in checked.errors[:2]] == [
        (2, "I", "Đơn vị công tác"),
        (3, "I", "Đơn vị công tác"),
    ]
    assert [one.message for one in checked.errors if one.code == "departed"] == [
        "Người này đã thôi công tác từ ngày 20/01/2022; hãy ghi nhận việc quay lại trước."
    ]


def person_of(register: Register, code: str) -> UUID:
    digest = register.log.sealer.match("external", code)
    request = FindPerson(external_code=code)
    return register.asks(lambda request, who, sql: queries.person_by(request, digest, sql), request).person_id


def test_numbers_of_two_people_are_not_mixed(register: Register, lists: Lists, rooms: tuple[UUID, UUID]) -> None:
    lists.enters(*STAFF, row("Phạm Mai", external_code="CB-02"))

    checked = lists.checks(row("Phạm Mai", external_code="CB-02", identity_number="037080000001"))
    assert errors(checked) == [(2, "Số CCCD", "number-of-another")]
    checked = lists.checks(
        row("Nguyễn Thị Hà", external_code="CB-01"), row("Nguyễn Thị Hà", identity_number="037080000001")
    )
    assert errors(checked) == [(3, "Họ và tên", "repeated-person")]

    wrong = register.registers_person(rooms[0], name="Đỗ Lan")
    register.describes_person(wrong, name="Đỗ Lan", external_code="CB-05")
    register.retracts_person_fact(wrong, 2)
    assert [one.code for one in lists.checks(row("Hồ Sen", external_code="CB-05")).errors] == ["code-taken"]


def test_only_what_was_checked_is_entered(register: Register, lists: Lists, rooms: tuple[UUID, UUID]) -> None:
    digest = lists.checks(*STAFF).digest

    with refused(register.log, Conflict, "report-outdated"):
        lists.enters(*STAFF[:2], report_digest=digest)  # another file
    with refused(register.log, Conflict, "report-outdated"):
        lists.enters(*STAFF, report_digest="0" * 64)
    register.registers_person(rooms[0], name="Lê Anh")
    with refused(register.log, Conflict, "report-outdated"):
        lists.enters(*STAFF, report_digest=digest)  # another register
    with refused(register.log, Invalid, "effective-later"):
        lists.enters(*STAFF, effective_on=date(2022, 1, 21))
    with refused(register.log, Conflict, "unit-not-yet"):
        lists.enters(*STAFF, effective_on=date(2019, 12, 31))
    with pytest.raises(Invalid) as caught:
        lists.check(CheckPeople(file="không phải base64"), ASKING)
    assert caught.value.code == "file-not-base64"
    with pytest.raises(Invalid) as caught:
        lists.check(CheckPeople(file=base64.b64encode(b"x").decode()), ASKING)
    assert caught.value.code == "file-not-xlsx"


def test_two_imports_at_once_do_not_enter_anybody_twice(register: Register, lists: Lists) -> None:
    digest = lists.checks(*STAFF).digest
    first, second = (ask(ImportPeople, file=packed(*STAFF), report_digest=digest) for _ in range(2))

    class Overtaken(Lists):
        """Another import is faster, between this one's comparison and its commit."""

        def _report(self, file: str, unit_id: UUID | None) -> Report:
            report = super()._report(file, unit_id)
            lists.enter(first, ASKING)
            return report

    for slower in (Overtaken(register), lists):
        with pytest.raises(Conflict) as caught:
            slower.enter(second, ASKING)
        assert caught.value.code == "report-outdated"
    assert len(exported(lists)) == 3


def test_rows_without_a_unit_are_of_the_one_that_is_named(
    register: Register, lists: Lists, rooms: tuple[UUID, UUID]
) -> None:
    rows = [replace(one, unit="") for one in STAFF]

    assert counts(lists.enters(*rows, unit=rooms[1])) == (3, 0, 0)
    assert [one.unit for one in exported(lists)] == ["TTRA"] * 3


def test_a_unit_brings_in_its_own_people_only(register: Register, lists: Lists, rooms: tuple[UUID, UUID]) -> None:
    own, other = rooms
    lists.enters(row("Trần Văn Đức", external_code="CB-07", unit="Thanh tra"), **SINCE)
    mine = row("Lê Anh", unit="")
    theirs = (row("Mai Thị Sen", unit="Thanh tra"), row("Trần Văn Đức", external_code="CB-07", unit=""))

    checked = lists.checks(mine, *theirs, who=clerk(own))
    done = lists.enters(mine, *theirs, who=clerk(own))

    assert [(one.row, one.code) for one in checked.errors] == [(3, "other-unit"), (4, "other-unit")]
    assert (checked.added, done.added) == (1, 1)
    with refused(register.log, Forbidden, "not-your-unit"):
        lists.checks(mine, unit=other, who=clerk(own))


def test_a_list_of_a_unit_has_all_under_it(register: Register, lists: Lists, rooms: tuple[UUID, UUID]) -> None:
    top = register.registers_unit("STP", name="Sở Tư pháp", **SINCE)
    register.moves_unit(rooms[1], top)
    lists.enters(*STAFF, row("Vũ Giang", unit="STP"))

    assert [(one.unit, one.name) for one in exported(lists, top)] == [("STP", "Vũ Giang"), ("TTRA", "Trần Văn Đức")]
    assert [one.name for one in exported(lists, rooms[0])] == ["Lê Anh", "Nguyễn Thị Hà"]
    with pytest.raises(NotFound):
        lists.exports(uuid4())


def test_whoever_was_erased_is_meant_by_no_row_and_stands_in_no_list(register: Register, lists: Lists) -> None:
    lists.enters(*STAFF)
    register.log.sealer.keys.delete(person_of(register, "CB-01"))

    checked = lists.checks(*STAFF, row("Nguyễn Thị Hà", birth="1980-05-03"), row("Nguyễn Thị Hà", unit="TTRA"))

    assert errors(checked) == [(2, "Mã cán bộ", "code-taken")]
    assert counts(checked) == (2, 0, 2)
    assert [one.name for one in exported(lists)] == ["Lê Anh", "Trần Văn Đức"]
