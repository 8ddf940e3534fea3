"""Files that are refused as a whole, before anybody's data are taken from them."""

import io
import random
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registration.spreadsheet import PeopleSheet, package, read_people
from shared.errors import Invalid
from tests.unit.registration.spreadsheet.workbooks import HEADER, changed, packed, parts, workbook

LIST = workbook([HEADER, (1, "CB01", "Nguyễn Thị Hà", "03/5/1980", "Nữ", "Chuyên viên", "Văn phòng Sở")])
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def refusal(data: bytes) -> Invalid:
    with pytest.raises(Invalid) as caught:
        read_people(data)
    return caught.value


def with_part(name: str, content: bytes) -> bytes:
    return packed(parts(LIST) | {name: content})


def without_part(name: str) -> bytes:
    return packed({part: content for part, content in parts(LIST).items() if part != name})


def bomb() -> bytes:
    return with_part("xl/media/image1.bmp", bytes(30 * 2**20))


def lying_bomb() -> bytes:
    """Declares a small size for a part that unpacks to a large one."""
    data = with_part(SHEET, parts(LIST)[SHEET] + b" " * 2**20)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        real = archive.getinfo(SHEET).file_size
    return data.replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def with_rows(rows: str) -> bytes:
    """The list with more rows, as they are written in a file."""
    return with_part(SHEET, parts(LIST)[SHEET].replace(b"</sheetData>", rows.encode() + b"</sheetData>"))


def with_styles(count: int) -> bytes:
    styles = parts(LIST)["xl/styles.xml"]
    return with_part("xl/styles.xml", styles.replace(b"</cellXfs>", b"<xf/>" * count + b"</cellXfs>"))


def many_cells() -> bytes:
    """Blank cells, which pack very well, with a picture, which does not."""
    cells = parts(with_rows(f"<row>{'<c/>' * 3_000_001}</row>"))
    return packed(cells | {"xl/media/image1.png": random.Random(1).randbytes(2**17)})


def packed_otherwise() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in parts(LIST).items():
            archive.writestr(name, content)
    return data.getvalue()


def scrambled(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(byte ^ 0x55 for byte in data[middle : middle + 200]) + data[middle + 200 :]


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("file-empty", lambda: b""),
    "a text": ("file-not-xlsx", lambda: "STT;Họ và tên;Ngày sinh\n1;Nguyễn Thị Hà;1980".encode()),
    "a web page that calls itself .xls": (
        "file-not-xlsx",
        lambda: b"<html><table><tr><td>STT</td></tr></table></html>",
    ),
    "an old Excel file": ("file-old-excel", lambda: OLE + "Workbook".encode("utf-16-le")),
    "a file with a password": ("file-encrypted", lambda: OLE + "EncryptedPackage".encode("utf-16-le")),
    "some other archive": ("file-not-xlsx", lambda: packed({"a.txt": b"a"})),
    "a text document": (
        "file-not-xlsx",
        lambda: packed({"[Content_Types].xml": b"wordprocessingml", "word/document.xml": b"<w/>"}),
    ),
    "no workbook inside": (
        "file-damaged",
        lambda: without_part("xl/workbook.xml").replace(b"PK\x05\x06", b"PK\x05\x07"),
    ),
    "the workbook is missing": ("file-not-xlsx", lambda: without_part("xl/workbook.xml")),
    "a sheet is missing": ("file-damaged", lambda: without_part(SHEET)),
    "half a file": ("file-damaged", lambda: LIST[: len(LIST) // 2]),
    "scrambled": ("file-damaged", lambda: scrambled(LIST)),
    "broken XML": ("file-damaged", lambda: with_part(SHEET, b"<worksheet><sheetData><row>")),
    "macros": ("file-has-macros", lambda: with_part("xl/vbaProject.bin", b"macro")),
    "a workbook for macros": (
        "file-has-macros",
        lambda: changed(
            LIST,
            Content=(
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            ),
        ),
    ),
    "links to another workbook": (
        "file-has-external-links",
        lambda: with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
    ),
    "a zip bomb": ("file-unpacks-too-large", bomb),
    "a zip bomb that lies about its size": ("file-damaged", lying_bomb),
    "thousands of parts": (
        "file-unpacks-too-large",
        lambda: packed(parts(LIST) | {f"xl/media/{n}.png": b"" for n in range(2_001)}),
    ),
    "entities": (
        "file-has-dtd",
        lambda: with_part(SHEET, LAUGHS.encode() + b"<worksheet>&b;</worksheet>"),
    ),
    "entities in another encoding": (
        "file-has-dtd",
        lambda: with_part(SHEET, (LAUGHS + "<worksheet>&b;</worksheet>").encode("utf-16")),
    ),
    "entities where two readings meet": (
        "file-has-dtd",
        lambda: with_part("xl/theme/theme1.xml", b" " * (package.CHUNK - 4) + LAUGHS.encode()),
    ),
    "the strict edition of the format": (
        "file-not-xlsx",
        lambda: changed(
            LIST,
            xl=(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
        ),
    ),
    "a compression that Excel does not know": ("file-damaged", packed_otherwise),
    "more styles than anybody has": ("file-unpacks-too-large", lambda: with_styles(500_001)),
    "more cells than anybody fills": ("file-too-many-rows", many_cells),
    "rows that go up again": ("file-damaged", lambda: with_rows('<row r="9"><c><v>1</v></c></row>' * 2)),
    "a text that nobody shares": ("file-damaged", lambda: with_rows('<row><c t="s"><v>7</v></c></row>')),
    "too large": ("file-too-large", lambda: bytes(package.MAX_FILE + 1)),
    "no header": ("file-no-header", lambda: workbook([("Nguyễn Thị Hà", 1980), ("Đinh Văn Đức", 1975)])),
    "nothing but names": ("file-no-header", lambda: workbook([("STT", "Họ và tên"), (1, "Nguyễn Thị Hà")])),
    "an empty sheet": ("file-no-header", lambda: workbook([])),
    "letters of a TCVN3 font": ("file-legacy-font", lambda: workbook([HEADER, (1, "CB01", "NguyÔn ThÞ Hµ", 1980)])),
    "letters of a VNI font": ("file-legacy-font", lambda: workbook([HEADER, (1, "CB01", "Nguyeãn Thò Haø", 1980)])),
    "a header of a TCVN3 font": ("file-legacy-font", lambda: workbook([("Hä vµ tªn", "N¨m sinh"), ("TrÇn An", 1980)])),
}


@pytest.mark.parametrize(("code", "make"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_is_refused_as_a_whole(code: str, make: Callable[[], bytes]) -> None:
    assert refusal(make()).code == code


def test_the_first_formulas_are_named() -> None:
    rows = [HEADER, *((row, f"=A{row}", "Nguyễn Thị Hà", "=DATE(1980,5,3)") for row in range(2, 12))]

    refused = refusal(workbook(rows))

    assert refused.code == "file-has-formulas"
    assert refused.details == {"sheet": "Trang 1", "cells": "B2, D2, B3, D3, B4"}


def test_a_formula_anywhere_in_somebodys_row_is_refused() -> None:
    refused = refusal(workbook([HEADER, (1, "CB01", "Nguyễn Thị Hà", *[None] * 6, '=HYPERLINK("http://x.example")')]))

    assert refused.details == {"sheet": "Trang 1", "cells": "J2"}


def test_a_formula_outside_the_list_does_no_harm() -> None:
    rows = [("=TODAY()",), HEADER, (1, "CB01", "Nguyễn Thị Hà", 1980), ("Tổng cộng", None, "=COUNTA(C3:C3)")]

    assert read_people(workbook(rows)).total == 1


def test_the_place_of_the_first_legacy_text_is_named() -> None:
    refused = refusal(workbook([HEADER, (1, "CB01", "Nguyễn Thị Hà"), (2, "CB02", "§inh V¨n §øc")]))

    assert refused.details == {"sheet": "Trang 1", "cell": "C3"}


@pytest.mark.parametrize("name", ["Nguyễn VănÂn", "Y Blaê", "François Müller", "Lê Hoà", "Hoàng Thuý Ngà"])
def test_unusual_unicode_is_no_legacy_text(name: str) -> None:
    assert [row.name for row in read_people(workbook([HEADER, (1, "CB01", name, 1980)])).rows] == [name]


@pytest.mark.parametrize("people", [20_000, 20_001, 200_000])
def test_twenty_thousand_people_at_most(people: int) -> None:
    start, end = parts(workbook([("Mã CB", "Họ và tên")]))[SHEET].split(b"</sheetData>")
    row = '<row><c t="inlineStr"><is><t>{}</t></is></c><c t="inlineStr"><is><t>Nguyễn Thị Hà</t></is></c></row>'
    rows = "".join(row.format(place) for place in range(people)).encode()
    data = with_part(SHEET, start + rows + b"</sheetData>" + end)

    if people > 20_000:
        refused = refusal(data)
        assert (refused.code, refused.details) == ("file-too-many-rows", {"limit": 20_000})
    else:
        assert len(read_people(data).rows) == people


def reads_or_refuses(data: bytes) -> None:
    """Whatever the bytes are, the answer is a list or a refusal."""
    try:
        assert isinstance(read_people(data), PeopleSheet)
    except Invalid as refused:
        assert refused.code.startswith("file-")


@settings(deadline=None)
@given(st.binary(max_size=2_000), st.sampled_from([b"", b"PK\x03\x04", OLE, b"<?xml"]))
def test_arbitrary_bytes_are_refused(data: bytes, start: bytes) -> None:
    reads_or_refuses(start + data)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(LIST) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_workbook_with_changed_bytes_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(LIST)
    for place, byte in changes:
        data[place] = byte

    reads_or_refuses(bytes(data))


PARTS = parts(LIST)
READ = [name for name in PARTS if name.endswith((".rels", "Types].xml", "workbook.xml", "styles.xml", "sheet1.xml"))]
SNIPPETS = [
    b"",
    b'"',
    b"<c/>",
    b"<v>99999999999999999999</v>",
    b"<v>nan</v>",
    b"-1",
    b"1e400",
    b'<mergeCell ref="A1:XFD1048576"/>',
    b'<row r="0"/>',
    b't="s"',
    b't="d"',
    b's="3"',
    b"_x0000_",
    b"&#xD7FF;",
    b"ZZZZ",
    b"<f>1</f>",
    b'<f t="shared" si="0"/>',
    b't="b"',
    b'<mergeCells><mergeCell ref="A:B"/></mergeCells>',
    b'<extLst><ext uri="x"/></extLst>',
    b"<dataValidations><dataValidation/></dataValidations>",
    b"<xf/>",
]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(READ),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(SNIPPETS)), min_size=1, max_size=6),
)
def test_a_workbook_with_changed_parts_is_read_or_refused(name: str, changes: list[tuple[float, int, bytes]]) -> None:
    content = PARTS[name]
    for place, removed, added in changes:
        at = int(place * len(content))
        content = content[:at] + added + content[at + removed :]

    reads_or_refuses(packed(PARTS | {name: content}))


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30),
    st.sampled_from(["Nam", "x", "Phòng A", "I. Thanh tra", "Cộng", "30/2/2022", "Họ và tên", "Đơn vị", "#N/A", "II"]),
)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=9), max_size=8))
def test_whatever_stands_under_a_header_is_read_or_refused(rows: list[list[object]]) -> None:
    reads_or_refuses(workbook([(*HEADER, "Ngày tuyển dụng", "Email"), *rows]))
