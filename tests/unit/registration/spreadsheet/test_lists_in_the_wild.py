"""Lists as clerks send them: however a sheet is laid out, the same people are read."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from services.registration.spreadsheet import PersonRow, read_people
from shared.contracts.registration.kinds import Gender, PositionClass, StaffKind
from tests.unit.registration.spreadsheet.workbooks import HEADER, changed, fill, packed, parts, workbook

Fill = Callable[[Worksheet], None]

HA = PersonRow(
    sheet="",
    row=0,
    external_code="CB01",
    name="Nguyễn Thị Hà",
    birth="1980-05-03",
    gender=Gender.FEMALE,
    position="Chuyên viên",
    position_class=PositionClass.STAFF,
    staff_kind=None,
    front_line=True,
    unit="Văn phòng Sở",
    recruited_on=None,
    email="",
    identity_number="",
)
DUC = replace(
    HA,
    external_code="CB02",
    name="Đinh Văn Đức",
    birth="1975",
    gender=Gender.MALE,
    position="Trưởng phòng",
    position_class=PositionClass.UNIT_LEADER,
    front_line=False,
    unit="Phòng Bổ trợ tư pháp",
)
BOTH = [HA, DUC]

ROW_HA = (1, "CB01", "Nguyễn Thị Hà", "03/5/1980", "Nữ", "Chuyên viên", "Văn phòng Sở")
ROW_DUC = (2, "CB02", "Đinh Văn Đức", 1975, "Nam", "Trưởng phòng", "Phòng Bổ trợ tư pháp")
SIMPLE = [HEADER, ROW_HA, ROW_DUC]
WITHOUT_UNIT = [row[:6] for row in SIMPLE]


def merged(rows: list[tuple[Any, ...]], *areas: str, row: int = 1, column: int = 1) -> Fill:
    def fill_sheet(sheet: Worksheet) -> None:
        fill(sheet, rows, row, column)
        for area in areas:
            sheet.merge_cells(area)

    return fill_sheet


def titled(sheet: Worksheet) -> None:
    sheet["B2"], sheet["F2"] = "UBND TỈNH NINH BÌNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    sheet["B3"], sheet["F3"] = "SỞ TƯ PHÁP", "Độc lập - Tự do - Hạnh phúc"
    sheet["C5"] = "DANH SÁCH CÁN BỘ, CÔNG CHỨC NĂM 2022"
    for area in ("B2:D2", "F2:I2", "C5:I5"):
        sheet.merge_cells(area)
    fill(sheet, SIMPLE, row=8, column=3)
    sheet["C12"] = "Tổng cộng: 02 người"
    sheet["G14"] = "Ninh Bình, ngày 05 tháng 7 năm 2022"
    sheet["D15"], sheet["G15"] = "Người lập biểu", "GIÁM ĐỐC"
    sheet["D16"], sheet["G16"] = "(Ký, ghi rõ họ tên)", "(Ký tên, đóng dấu)"
    sheet["D20"], sheet["G20"] = "Phạm Thu Trang", "Lê Quang Minh"


def folded(form: str) -> list[tuple[Any, ...]]:
    return [
        tuple(unicodedata.normalize(form, f" {cell}\u00a0\u200b ") if isinstance(cell, str) else cell for cell in row)  # type: ignore[arg-type]
        for row in SIMPLE
    ]


GROUPED = [
    HEADER[:6],
    ("I. Văn phòng Sở",),
    ROW_HA[:6],
    ("II. Phòng Bổ trợ tư pháp",),
    ROW_DUC[:6],
]

LAYOUTS: dict[str, Fill | list[tuple[Any, ...]]] = {
    "from the first cell on": SIMPLE,
    "under the national motto, with a footer": titled,
    "some rows down and columns to the right": merged(SIMPLE, row=12, column=4),
    "blank rows between": [HEADER, (), (), ROW_HA, (), ROW_DUC],
    "columns in another order": [tuple(reversed(row)) for row in SIMPLE],
    "names in capitals": [HEADER, (*ROW_HA[:2], "NGUYỄN THỊ HÀ", *ROW_HA[3:]), ROW_DUC],
    "decomposed letters, hard spaces, invisible characters": folded("NFD"),
    "a row that numbers the columns": [HEADER, *[tuple(f"({n})" for n in range(1, 8))], ROW_HA, ROW_DUC],
    "letters number the columns": [HEADER, ("A", "B", "C", 1, 2, 3, 4), ROW_HA, ROW_DUC],
    "other words in the header": [
        (
            "TT",
            "Số hiệu CBCC",
            "HỌ VÀ TÊN CBCCVC",
            "Ngày, tháng,\nnăm sinh",
            "Nam/Nữ",
            "Chức vụ/Chức danh",
            "Phòng, đơn vị",
        ),
        ROW_HA,
        ROW_DUC,
    ],
    "a header without diacritics": [
        ("stt", "ma cb", "ho ten", "nam sinh", "gioi tinh", "chuc danh", "noi cong tac"),
        ROW_HA,
        ROW_DUC,
    ],
    "dates as real days": [HEADER, (*ROW_HA[:3], date(1980, 5, 3), *ROW_HA[4:]), ROW_DUC],
    "dates with a time": [HEADER, (*ROW_HA[:3], datetime(1980, 5, 3, 7, 30), *ROW_HA[4:]), ROW_DUC],  # noqa: DTZ001
    "dates as Excel counts them": [HEADER, (*ROW_HA[:3], 29344, *ROW_HA[4:]), ROW_DUC],
    "family and given names apart": [
        (*HEADER[:2], "Họ đệm", "Tên", *HEADER[3:]),
        (*ROW_HA[:2], "Nguyễn Thị", "Hà", *ROW_HA[3:]),
        (*ROW_DUC[:2], "Đinh Văn", "Đức", *ROW_DUC[3:]),
    ],
    "one name header over two columns": merged(
        [
            (*HEADER[:3], None, *HEADER[3:]),
            (*ROW_HA[:2], "Nguyễn Thị", "Hà", *ROW_HA[3:]),
            (*ROW_DUC[:2], "Đinh Văn", "Đức", *ROW_DUC[3:]),
        ],
        "C1:D1",
    ),
    "two rows of header, the name over family and given name": [
        (*HEADER[:3], None, *HEADER[3:]),
        (None, None, "Họ và tên đệm", "Tên"),
        (*ROW_HA[:2], "Nguyễn Thị", "Hà", *ROW_HA[3:]),
        (*ROW_DUC[:2], "Đinh Văn", "Đức", *ROW_DUC[3:]),
    ],
    "births of men and women in two columns": merged(
        [
            (*HEADER[:3], "Ngày, tháng, năm sinh", None, *HEADER[5:]),
            (None, None, None, "Nam", "Nữ"),
            (*ROW_HA[:3], None, "03/5/1980", *ROW_HA[5:]),
            (*ROW_DUC[:3], 1975, None, *ROW_DUC[5:]),
        ],
        *("D1:E1", "A1:A2", "B1:B2", "C1:C2", "F1:F2", "G1:G2"),
    ),
    "a tick under the gender": merged(
        [
            (*HEADER[:4], "Giới tính", None, *HEADER[5:]),
            (None, None, None, None, "Nam", "Nữ"),
            (*ROW_HA[:4], None, "x", *ROW_HA[5:]),
            (*ROW_DUC[:4], "X", None, *ROW_DUC[5:]),
        ],
        *("E1:F1", "A1:A2", "B1:B2", "C1:C2", "D1:D2", "G1:G2", "H1:H2"),
    ),
    "units as group lines": GROUPED,
    "units as merged group lines": merged(
        [HEADER[:6], ("Văn phòng Sở",), ROW_HA[:6], ("Phòng Bổ trợ tư pháp",), ROW_DUC[:6]], "A2:F2", "A4:F4"
    ),
    "units as group lines with a Roman number": [
        HEADER[:6],
        ("I", None, "Văn phòng Sở", None, None, 1),
        ROW_HA[:6],
        ("Cộng:", None, None, 1),
        ("II", None, "Phòng Bổ trợ tư pháp"),
        ROW_DUC[:6],
    ],
    "the unit's line has another ordinal": [
        HEADER[:6],
        (1, None, "Văn phòng Sở"),
        ROW_HA[:6],
        (2, None, "Phòng Bổ trợ tư pháp"),
        ROW_DUC[:6],
    ],
    "the header again on the next page": [HEADER, ROW_HA, (), ("Trang 2",), HEADER, ROW_DUC],
    "columns that are not ours": [
        (*HEADER, "Mã số thuế", "Ghi chú"),
        (*ROW_HA, "8012345678", "đi học"),
        (*ROW_DUC, "8012345679"),
    ],
    "a group above some of the headers": merged(
        [
            ("STT", "Thông tin cá nhân", None, None, None, "Công tác"),
            (None, *HEADER[1:]),
            ("=ROW()-2", *ROW_HA[1:]),
            ("=ROW()-2", *ROW_DUC[1:]),
        ],
        *("A1:A2", "B1:E1", "F1:G1"),
    ),
    "ordinals are computed": [HEADER, ("=ROW()-1", *ROW_HA[1:]), ("=A2+1", *ROW_DUC[1:])],
}


def people(data: bytes) -> list[PersonRow]:
    """The people of a workbook without where they stand; there must be no errors."""
    read = read_people(data)
    assert read.errors == ()
    assert read.total == len(read.rows)
    return [replace(row, sheet="", row=0) for row in read.rows]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_the_same_people_are_read_from_every_layout(layout: Fill | list[tuple[Any, ...]]) -> None:
    assert people(workbook(layout)) == BOTH


def test_one_merged_unit_stands_for_its_people() -> None:
    rows = [HEADER, ROW_HA, (*ROW_DUC[:6], None), (3, "CB03", "Vũ Thị Mơ", 1990, "Nữ", "Văn thư", "Thanh tra")]

    read = people(workbook(merged(rows, "G2:G3")))

    assert [row.unit for row in read] == ["Văn phòng Sở", "Văn phòng Sở", "Thanh tra"]


def test_every_visible_sheet_with_people_is_read() -> None:
    def hidden(sheet: Worksheet) -> None:
        fill(sheet, [HEADER, (9, "CB09", "Người Đã Nghỉ", 1960)])
        sheet.sheet_state = "hidden"

    read = read_people(workbook([("Hướng dẫn",), ("Ghi vào trang sau",)], SIMPLE[:2], hidden, [HEADER, ROW_DUC]))

    assert [(row.sheet, row.row, row.name) for row in read.rows] == [
        ("Trang 2", 2, "Nguyễn Thị Hà"),
        ("Trang 4", 2, "Đinh Văn Đức"),
    ]


def test_hidden_rows_are_read() -> None:
    def with_hidden_row(sheet: Worksheet) -> None:
        fill(sheet, SIMPLE)
        sheet.row_dimensions[2].hidden = True

    assert people(workbook(with_hidden_row)) == BOTH


def test_a_row_is_where_excel_shows_it() -> None:
    read = read_people(workbook(merged(SIMPLE, row=11, column=2)))

    assert [row.row for row in read.rows] == [12, 13]


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    data = workbook([HEADER, (*ROW_HA[:3], 29344 - 1462, *ROW_HA[4:]), ROW_DUC])

    data = changed(data, workbook=("<workbookPr />", '<workbookPr date1904="1"/>'))

    assert people(data) == BOTH


def test_texts_that_cells_share_are_read_without_phonetic_hints() -> None:
    contents = parts(workbook(SIMPLE))
    sheet = contents["xl/worksheets/sheet1.xml"].decode()
    old = '<c r="C2" t="inlineStr"><is><t>Nguyễn Thị Hà</t></is></c>'
    assert old in sheet
    contents["xl/worksheets/sheet1.xml"] = sheet.replace(old, '<c r="C2" t="s"><v>1</v></c>').encode()
    contents["xl/sharedStrings.xml"] = (
        '<x:sst xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:si><x:t>khác</x:t></x:si>'
        "<x:si><x:r><x:t>Nguyễn </x:t></x:r><x:r><x:t>Thị Hà</x:t></x:r>"
        '<x:rPh sb="0" eb="1"><x:t>hint</x:t></x:rPh></x:si></x:sst>'
    ).encode()
    contents["[Content_Types].xml"] = contents["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )

    assert people(packed(contents)) == BOTH


def test_parts_that_say_nothing_about_people_may_be_missing() -> None:
    contents = parts(workbook(SIMPLE))

    for name in ("xl/styles.xml", "xl/theme/theme1.xml", "docProps/core.xml", "docProps/app.xml"):
        del contents[name]

    assert people(packed(contents)) == BOTH


def test_extensions_and_rules_of_newer_editions_are_passed_over() -> None:
    extension = '<extLst><ext uri="{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}"/></extLst>'

    assert people(changed(workbook(SIMPLE), sheet1=("</worksheet>", f"{extension}</worksheet>"))) == BOTH


def test_a_computed_group_is_what_it_showed_last() -> None:
    group = '<row r="2"><c r="A2" t="str"><f>Units!B7</f><v>Văn phòng Sở</v></c></row>'
    data = workbook([HEADER[:6], (), ROW_HA[:6]])

    assert people(changed(data, sheet1=('<row r="3">', f'{group}<row r="3">'))) == [HA]


def test_every_field_is_read() -> None:
    kinds = ("Loại (công chức/viên chức/người lao động)", "Nhóm chức vụ", "Trực tiếp")
    header = (*HEADER, *kinds, "Ngày vào ngành", "E-mail", "Số CMND/CCCD")
    row = (*ROW_HA, "Viên chức", "Lãnh đạo cấp phòng", None, "ngày 05 tháng 7 năm 2010", "ha@stp.example", 37180001234)

    (person,) = people(workbook([header, row]))

    assert person == replace(
        HA,
        staff_kind=StaffKind.PUBLIC_EMPLOYEE,
        position_class=PositionClass.UNIT_LEADER,
        front_line=False,
        recruited_on=date(2010, 7, 5),
        email="ha@stp.example",
        identity_number="037180001234",
    )


def test_a_group_can_say_who_its_people_are() -> None:
    rows = [HEADER, ("A. Công chức",), ROW_HA, ("B. Người lao động hợp đồng",), ROW_DUC]

    assert [row.staff_kind for row in people(workbook(rows))] == [StaffKind.OFFICIAL, StaffKind.WORKER]


def test_what_was_understood_and_what_was_ignored() -> None:
    read = read_people(workbook(merged([(*HEADER[:4], "Ghi chú"), (1, "CB01", "Nguyễn Thị Hà", 1980)], column=2)))

    assert [(column.field, column.letter, column.header) for column in read.columns] == [
        ("ordinal", "B", "STT"),
        ("external_code", "C", "Mã CB"),
        ("name", "D", "Họ và tên"),
        ("birth", "E", "Ngày sinh"),
        ("", "F", "Ghi chú"),
    ]


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        ("05/7/1982", "1982-07-05"),
        ("5-7-1982", "1982-07-05"),
        ("05.07.1982", "1982-07-05"),
        ("05 7 1982", "1982-07-05"),
        ("ngày 05 tháng 7 năm 1982", "1982-07-05"),
        ("1982-07-05", "1982-07-05"),
        ("1982-07-05T00:00:00", "1982-07-05"),
        ("7/1982", "1982-07"),
        ("tháng 7 năm 1982", "1982-07"),
        ("1982", "1982"),
        (1982, "1982"),
        (date(1982, 7, 5), "1982-07-05"),
        (date(1905, 6, 4), "1982"),
    ],
    ids=str,
)
def test_births_as_they_are_written(written: Any, birth: str) -> None:
    (person,) = people(workbook([HEADER, (1, "CB01", "Nguyễn Thị Hà", written)]))

    assert person.birth == birth


@pytest.mark.parametrize(
    ("position", "unit", "position_class"),
    [
        ("Giám đốc", "", PositionClass.DEPARTMENT_LEADER),
        ("Phó Giám đốc Sở", "Ban Giám đốc", PositionClass.DEPARTMENT_LEADER),
        ("Q. Giám đốc", "Lãnh đạo Sở", PositionClass.DEPARTMENT_LEADER),
        ("Giám đốc", "Trung tâm Trợ giúp pháp lý", PositionClass.UNIT_LEADER),
        ("Phó Giám đốc Trung tâm", "", PositionClass.UNIT_LEADER),
        ("Phó Trưởng phòng", "", PositionClass.UNIT_LEADER),
        ("Bí thư chi bộ, Chánh Văn phòng", "", PositionClass.UNIT_LEADER),
        ("Chuyên viên, phụ trách phòng", "", PositionClass.UNIT_LEADER),
        ("Nhân viên Văn phòng", "", PositionClass.STAFF),
        ("Lái xe Giám đốc", "", PositionClass.STAFF),
        ("", "", PositionClass.STAFF),
    ],
)
def test_the_class_follows_from_the_position(position: str, unit: str, position_class: PositionClass) -> None:
    (person,) = people(workbook([HEADER, (1, "CB01", "Nguyễn Thị Hà", 1980, "Nữ", position, unit)]))

    assert (person.position_class, person.front_line) == (position_class, position_class is PositionClass.STAFF)


@pytest.mark.parametrize(
    ("written", "identity_number"),
    [
        ("037180001234", "037180001234"),
        ("037 180 001 234", "037180001234"),
        ("'037180001234", "037180001234"),
        (37180001234, "037180001234"),
        (1180001234, "001180001234"),
        ("164123456", "164123456"),
        (12345678, "012345678"),
    ],
)
def test_identity_numbers_get_their_zeros_back(written: Any, identity_number: str) -> None:
    (person,) = people(workbook([("Họ tên", "CCCD"), ("Nguyễn Thị Hà", written)]))

    assert person.identity_number == identity_number


def test_a_number_that_is_no_day_stays_a_number_however_it_is_formatted() -> None:
    def as_day(sheet: Worksheet) -> None:
        fill(sheet, [("Họ tên", "CCCD"), ("Nguyễn Thị Hà", 37180001234)])
        sheet["B2"].number_format = "dd/mm/yyyy"

    assert [row.identity_number for row in people(workbook(as_day))] == ["037180001234"]


def test_a_code_is_read_with_the_zeros_that_its_format_shows() -> None:
    def padded(sheet: Worksheet) -> None:
        fill(sheet, [("Mã CB", "Họ tên"), (17, "Nguyễn Thị Hà")])
        sheet["A2"].number_format = "000000"

    assert [row.external_code for row in people(workbook(padded))] == ["000017"]
