"""Writes a list of people as a workbook that can be filled in, sent back and read again."""

import io
import re
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from services.registration.spreadsheet.cells import CLASSES, GENDERS, KINDS
from services.registration.spreadsheet.people import PersonRow
from services.registration.spreadsheet.workbook import TURN

SHEET = "Danh sách"
STAMP = datetime(1980, 1, 1, tzinfo=UTC)  # equal rows make equal bytes
TEXT = "@"  # the format of all cells, so that Excel keeps zeros and days as they are typed

COLUMNS: tuple[tuple[str, int, Callable[[PersonRow], str]], ...] = (  # header, width in characters, text
    ("Mã cán bộ", 14, lambda person: person.external_code),
    ("Họ và tên", 28, lambda person: person.name),
    ("Ngày sinh", 13, lambda person: _vietnamese(person.birth)),
    ("Giới tính", 10, lambda person: GENDERS[person.gender] if person.gender else ""),
    ("Chức vụ", 28, lambda person: person.position),
    ("Nhóm chức vụ", 26, lambda person: CLASSES[person.position_class]),
    (
        "Loại (công chức/viên chức/người lao động)",
        20,
        lambda person: KINDS[person.staff_kind] if person.staff_kind else "",
    ),
    ("Trực tiếp", 10, lambda person: "x" if person.front_line else ""),
    ("Đơn vị công tác", 32, lambda person: person.unit),
    ("Ngày tuyển dụng", 16, lambda person: _vietnamese(person.recruited_on)),
    ("Thư điện tử", 28, lambda person: person.email),
    ("Số CCCD", 16, lambda person: person.identity_number),
)

FONT = "Times New Roman"
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def write_people(rows: Iterable[PersonRow]) -> bytes:
    """A workbook that reads back to equal rows, apart from sheet and row; equal rows give equal bytes."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = STAMP
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    for column, (_, width, _) in enumerate(COLUMNS, start=1):
        whole = sheet.column_dimensions[get_column_letter(column)]
        whole.width, whole.number_format, whole.font = width, TEXT, Font(FONT, 12)
    heading, cell = WriteOnlyCell(sheet), WriteOnlyCell(sheet)
    heading.font, cell.font = Font(FONT, 12, bold=True), Font(FONT, 12)
    heading.number_format = cell.number_format = TEXT
    heading.alignment = Alignment("center", "center", wrap_text=True)
    sheet.append(_filled(heading, [header for header, *_ in COLUMNS]))
    for place, person in enumerate(rows):
        if place % TURN == 0:
            time.sleep(0)  # in a service that gives other requests their turn
        sheet.append(_filled(cell, [text(person) for *_, text in COLUMNS]))
    return _packed(book)


def _filled(cell: Cell, texts: list[str]) -> Iterator[Cell | None]:
    """One styled cell for each text in turn, whatever the text looks like: it is written before the next is asked."""
    for text in texts:
        cell.value = NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
        cell.data_type = "s"
        yield cell if text else None


def _packed(book: Workbook) -> bytes:
    """The bytes without the time of writing; openpyxl's own ``save`` puts it into the properties and the zip."""
    saved, packed = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(saved, "w")).save()
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(packed, "w") as package:
        for name in parts.namelist():
            package.writestr(zipfile.ZipInfo(name), parts.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _vietnamese(day: str | date | None) -> str:
    """A day, a month or a year as Vietnamese lists write it."""
    return "/".join(reversed(str(day or "").split("-")))
