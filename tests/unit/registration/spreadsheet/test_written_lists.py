"""Lists that we write: they read back as they were, look right elsewhere, and equal people make equal bytes."""

import io
import re
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from services.registration.spreadsheet import PersonRow, read_people, write_people
from shared.contracts.registration.kinds import Gender, PositionClass, StaffKind
from tests.unit.registration.spreadsheet.workbooks import parts

TODAY = date(2022, 7, 5)
HA = PersonRow(
    sheet="Danh sách",
    row=2,
    external_code="007",
    name="Nguyễn Thị Hà",
    birth="1980-05-03",
    gender=Gender.FEMALE,
    position="Trưởng phòng <Hành chính> & Bổ trợ",
    position_class=PositionClass.UNIT_LEADER,
    staff_kind=StaffKind.OFFICIAL,
    front_line=False,
    unit="=HCTP",
    recruited_on=date(2010, 2, 1),
    email="ha@stp.example",
    identity_number="037180001234",
)

SYLLABLES = st.builds(
    str.__add__,
    st.sampled_from("b c ch d đ g gh h kh l m n ng ngh nh ph qu r s t th tr v x".split()),
    st.sampled_from(
        "a à ài anh ánh ăn ặng ân ấn e ẻo ẽ ê ền i ì ĩnh iên iếu o ỏ õn ô ốt ơ ớp u ũng uyễn ư ững ương y ỹ".split()
    ),
)
FAMILIES = st.sampled_from("Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đoàn Đinh".split())
NAMES = st.builds(
    lambda family, given: " ".join([family, *(one.capitalize() for one in given)]),
    FAMILIES,
    st.lists(SYLLABLES, min_size=1, max_size=4),
)
LINES = st.lists(SYLLABLES, max_size=8).map(" ".join)
DAYS = st.dates(date(1900, 1, 1), TODAY)
BIRTHS = st.one_of(
    st.just(""), st.builds(lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from([4, 7, 10]))
)
DIGITS = "0123456789"
PEOPLE = st.builds(
    PersonRow,
    sheet=st.just(""),
    row=st.just(0),
    external_code=st.text("ABC_x-/.0123456789", max_size=20),
    name=NAMES,
    birth=BIRTHS,
    gender=st.sampled_from([None, *Gender]),
    position=LINES,
    position_class=st.sampled_from(PositionClass),
    staff_kind=st.sampled_from([None, *StaffKind]),
    front_line=st.booleans(),
    unit=st.one_of(LINES, st.sampled_from(["=1+1", "+A1", "@x", "_x0041_", "R&D <1>", "Phòng “Một cửa”"])),
    recruited_on=st.one_of(st.none(), DAYS),
    email=st.sampled_from(["", "a@b.vn", "nguyen.van-a@stp.ninhbinh.gov.vn"]),
    identity_number=st.one_of(
        st.just(""), st.text(DIGITS, min_size=9, max_size=9), st.text(DIGITS, min_size=12, max_size=12)
    ),
).filter(lambda person: not person.recruited_on or person.recruited_on.isoformat()[: len(person.birth)] >= person.birth)


def key(person: PersonRow) -> str:
    return person.external_code.casefold() or person.name


LISTS = st.lists(PEOPLE, max_size=6, unique_by=(key, lambda person: person.identity_number or person.name))


@settings(deadline=None)
@given(LISTS)
def test_what_is_written_reads_back(people: list[PersonRow]) -> None:
    read = read_people(write_people(people), today=TODAY)

    assert read.errors == ()
    assert read.total == len(people)
    assert [replace(row, sheet="", row=0) for row in read.rows] == people


@settings(deadline=None)
@given(LISTS)
def test_decomposed_letters_read_back_composed(people: list[PersonRow]) -> None:
    decomposed = [replace(person, name=unicodedata.normalize("NFD", person.name)) for person in people]

    assert [row.name for row in read_people(write_people(decomposed), today=TODAY).rows] == [row.name for row in people]


@settings(deadline=None)
@given(LISTS)
def test_the_same_people_make_the_same_bytes(people: list[PersonRow]) -> None:
    assert write_people(people) == write_people(list(people))


def test_nothing_tells_when_a_list_was_written() -> None:
    data = write_people([HA])

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(re.findall(rb"\d{4}-\d\d-\d\dT", parts(data)["docProps/core.xml"])) == {b"1980-01-01T"}


def test_characters_that_no_workbook_may_have_are_escaped() -> None:
    (person,) = read_people(write_people([replace(HA, position="Chuyên\x0bviên")])).rows

    assert person.position == "Chuyên viên"


def test_where_somebody_stands_is_read_and_not_written() -> None:
    assert read_people(write_people([replace(HA, sheet="Trang 9", row=99)])).rows == (HA,)


def test_another_program_sees_texts_only() -> None:
    (sheet,) = load_workbook(io.BytesIO(write_people([HA]))).worksheets

    header, ha = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert dict(zip(header, ha, strict=True)) == {
        "Mã cán bộ": "007",
        "Họ và tên": "Nguyễn Thị Hà",
        "Ngày sinh": "03/05/1980",
        "Giới tính": "Nữ",
        "Chức vụ": "Trưởng phòng <Hành chính> & Bổ trợ",
        "Nhóm chức vụ": "Lãnh đạo cấp phòng",
        "Loại (công chức/viên chức/người lao động)": "Công chức",
        "Trực tiếp": None,
        "Đơn vị công tác": "=HCTP",
        "Ngày tuyển dụng": "01/02/2010",
        "Thư điện tử": "ha@stp.example",
        "Số CCCD": "037180001234",
    }
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row if cell.value} == {"@"}
    assert sheet.freeze_panes == "A2"
    assert {column.number_format for column in sheet.column_dimensions.values()} == {"@"}  # of rows still to come
    assert sheet.column_dimensions["B"].width == 28


def test_somebody_whose_name_looks_like_a_header_is_somebody() -> None:
    assert [row.name for row in read_people(write_people([replace(HA, name="Hồ Tên")])).rows] == ["Hồ Tên"]


def test_an_empty_list_is_a_form_to_fill_in() -> None:
    form = write_people([])

    read = read_people(form)
    assert (read.rows, read.errors, read.total) == ((), (), 0)
    assert all(column.field for column in read.columns)
    assert not re.search(rb"<f[ >/]", parts(form)["xl/worksheets/sheet1.xml"])
