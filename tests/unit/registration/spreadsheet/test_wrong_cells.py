"""Cells that cannot be used: each named by sheet, row and column, with a sentence that says what to do."""

from datetime import date
from typing import Any

import pytest

from services.registration.spreadsheet import CellError, read_people
from services.registration.spreadsheet.cells import MESSAGES
from tests.unit.registration.spreadsheet.workbooks import changed, workbook

TODAY = date(2022, 7, 5)
GOOD: dict[str, Any] = {
    "STT": 1,
    "Mã CB": "CB01",
    "Họ và tên": "Nguyễn Thị Hà",
    "Ngày sinh": "03/5/1980",
    "Giới tính": "Nữ",
    "Chức vụ": "Chuyên viên",
    "Nhóm chức vụ": "",
    "Loại": "Công chức",
    "Trực tiếp": "x",
    "Đơn vị": "Văn phòng Sở",
    "Ngày tuyển dụng": "01/02/2010",
    "Email": "ha@stp.example",
    "CCCD": "037180001234",
}


def list_of(*people: dict[str, Any]) -> bytes:
    """A workbook with good people, each but for what is said here."""
    numbered = [{"STT": place, "Mã CB": f"CB{place:02}", "CCCD": f"03718000{place:04}"} for place in range(1, 9)]
    return workbook(
        [tuple(GOOD), *(tuple((GOOD | other | one).values()) for one, other in zip(people, numbered, strict=False))]
    )


WRONG = [
    ("Họ và tên", None, "missing"),
    ("Họ và tên", "12", "not-a-name"),
    ("Họ và tên", "Hà " * 40, "too-long"),
    ("Họ và tên", "Nguyễn \u202eHà", "control-character"),
    ("Mã CB", "#N/A", "excel-error"),
    ("Mã CB", "9" * 61, "too-long"),
    ("Ngày sinh", "30/2/1980", "impossible-date"),
    ("Ngày sinh", "05/13/1980", "impossible-date"),
    ("Ngày sinh", "00/00/1980", "impossible-date"),
    ("Ngày sinh", "05/7/82", "ambiguous-date"),
    ("Ngày sinh", 82, "ambiguous-date"),
    ("Ngày sinh", "khoảng 1980", "unreadable-date"),
    ("Ngày sinh", 5071982, "unreadable-date"),
    ("Ngày sinh", "06/7/2022", "birth-in-future"),
    ("Ngày sinh", "8/2022", "birth-in-future"),
    ("Ngày sinh", 2023, "birth-in-future"),
    ("Ngày sinh", "31/12/1899", "birth-before-1900"),
    ("Giới tính", "không rõ", "unknown-value"),
    ("Chức vụ", "a" * 121, "too-long"),
    ("Nhóm chức vụ", "nhóm 3", "unknown-value"),
    ("Loại", "cộng tác viên", "unknown-value"),
    ("Trực tiếp", "một phần", "unknown-value"),
    ("Đơn vị", "a" * 201, "too-long"),
    ("Ngày tuyển dụng", "2/5/1980", "recruited-before-birth"),
    ("Ngày tuyển dụng", 2010, "incomplete-date"),
    ("Ngày tuyển dụng", "5/2010", "incomplete-date"),
    ("Ngày tuyển dụng", "31/4/2010", "impossible-date"),
    ("Ngày tuyển dụng", "1/1/1899", "recruited-before-1900"),
    ("Email", "ha.stp.example", "not-an-email"),
    ("Email", "ha@stp.example; lan@stp.example", "not-an-email"),
    ("CCCD", "37180001234", "bad-identity-number"),
    ("CCCD", 371800, "bad-identity-number"),
]


@pytest.mark.parametrize(("header", "value", "code"), WRONG)
def test_a_wrong_cell_is_named_and_its_row_left_out(header: str, value: Any, code: str) -> None:
    read = read_people(list_of({header: value}, {}), today=TODAY)

    (error,) = read.errors
    column = "ABCDEFGHIJKLM"[list(GOOD).index(header)]
    assert (error.sheet, error.row, error.column, error.header, error.code) == ("Trang 1", 2, column, header, code)
    assert "đề nghị" in error.message
    assert [row.row for row in read.rows] == [3]


@pytest.mark.parametrize("value", ["05/7/2022", "7/2022", 2022, "01/01/1900", 1900])
def test_births_on_the_edge_are_believed(value: Any) -> None:
    assert read_people(list_of({"Ngày sinh": value, "Ngày tuyển dụng": None}), today=TODAY).errors == ()


def test_who_is_recruited_in_the_year_of_birth_is_not_refused_for_it() -> None:
    assert read_people(list_of({"Ngày sinh": 1980, "Ngày tuyển dụng": "01/01/1980"}), today=TODAY).errors == ()


def test_the_sentence_says_what_is_wrong_and_what_to_do() -> None:
    (error,) = read_people(list_of({"Ngày sinh": "30/2/2022"}), today=TODAY).errors

    assert error == CellError(
        "Trang 1",
        2,
        "D",
        "Ngày sinh",
        "impossible-date",
        "ngày 30/2/2022 không tồn tại; đề nghị kiểm tra ngày, tháng và ghi theo thứ tự ngày/tháng/năm.",
    )


def test_a_wrong_number_or_address_is_not_repeated() -> None:
    errors = read_people(list_of({"CCCD": "0371800099", "Email": "ha.stp"}), today=TODAY).errors

    assert [error.code for error in errors] == ["not-an-email", "bad-identity-number"]
    assert not any("0371800099" in error.message or "ha.stp" in error.message for error in errors)


def test_every_sentence_asks_for_something() -> None:
    assert all("đề nghị" in message for message in MESSAGES.values())


def test_all_that_is_wrong_is_told_at_once_in_order() -> None:
    read = read_people(
        list_of({"CCCD": "12", "Ngày sinh": "31/4/1980"}, {}, {"Giới tính": "?a", "Họ và tên": None}), today=TODAY
    )

    assert [(error.row, error.column) for error in read.errors] == [(2, "D"), (2, "M"), (4, "C"), (4, "E")]
    assert (read.total, len(read.rows)) == (2, 1)


@pytest.mark.parametrize(
    ("header", "value", "column"),
    [("Mã CB", "cb01", "B"), ("CCCD", "037180000001", "M")],
    ids=["the same code", "the same number"],
)
def test_somebody_who_stands_twice_is_named_with_the_first_row(header: str, value: str, column: str) -> None:
    read = read_people(list_of({}, {}, {header: value}), today=TODAY)

    (error,) = read.errors
    assert (error.row, error.column, error.code) == (4, column, "duplicate-in-file")
    assert "trùng với dòng 2" in error.message
    assert [row.row for row in read.rows] == [2, 3]


def test_without_numbers_name_birth_and_unit_tell_people_apart() -> None:
    header = ("Họ tên", "Năm sinh", "Đơn vị")
    rows = [("Nguyễn Thị Hà", 1980, "Thanh tra"), ("Nguyễn Thị Hà", 1981, "Thanh tra"), ("Nguyễn Thị Hà", 1980, "VP")]

    assert read_people(workbook([header, *rows])).errors == ()
    (error,) = read_people(workbook([header, *rows, ("NGUYỄN THỊ HÀ", "1980", "THANH TRA")])).errors
    assert (error.row, error.column, error.code) == (5, "A", "duplicate-in-file")


def test_the_first_of_two_may_stand_on_another_sheet_or_be_wrong_itself() -> None:
    header = ("Mã CB", "Họ tên", "Năm sinh")

    read = read_people(workbook([header, ("CB01", "Nguyễn Thị Hà", "80")], [header, ("CB01", "Nguyễn Thị Hà", 1980)]))

    assert [(error.sheet, error.code) for error in read.errors] == [
        ("Trang 1", "ambiguous-date"),
        ("Trang 2", "duplicate-in-file"),
    ]
    assert "dòng 2 của trang “Trang 1”" in read.errors[1].message


def test_a_birth_under_both_genders_is_asked_about() -> None:
    read = read_people(workbook([("Họ tên", "Nam", "Nữ"), ("Nguyễn Thị Hà", 1980, 1980)]))

    assert [(error.column, error.code) for error in read.errors] == [("C", "two-genders")]


def test_a_control_character_that_excel_has_escaped_is_found() -> None:
    data = changed(list_of({}), sheet1=("Nguyễn Thị Hà", "Nguyễn_x0007_ Hà"))

    assert [error.code for error in read_people(data, today=TODAY).errors] == ["control-character"]
