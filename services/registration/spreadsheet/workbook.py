"""The worksheets of a workbook as plain values: text, numbers and days, row by row, with the merged cells."""

import io
import re
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import Stylesheet
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._reader import VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_STYLE
from openpyxl.xml.functions import fromstring

from services.registration.spreadsheet.package import MAX_PEOPLE
from shared.errors import Invalid

MAX_ROWS = MAX_PEOPLE + 2_000  # rows with any value, of all sheets: people, titles, groups and footers
MAX_COLUMNS = 256  # further columns are not read
MAX_MERGES = 100_000
MAX_TEXT = 32_767  # characters of a cell; Excel keeps no more
TURN = 200  # rows after which others get their turn

UNSPOKEN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')  # what a number format shows or does besides the value
DAY = -1  # how a style shows a number
LAST_SERIAL = 2_957_003  # the last day that both epochs can count
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Formula(str):
    """A cell that computes its text."""

    __slots__ = ()


Value = str | int | float | date  # Formula is a str


@dataclass(frozen=True)
class Merge:
    """A merged area, by its first column and its last row and column, all from 1."""

    column: int
    last_row: int
    last_column: int


@dataclass
class Sheet:
    """A worksheet: its rows that have a value, and the merged areas by their first row."""

    name: str
    epoch: date  # day 0 of Excel's serial numbers
    rows: list[tuple[int, dict[int, Value]]] = field(default_factory=list)
    merges: dict[int, list[Merge]] = field(default_factory=dict)


def read_sheets(data: bytes) -> Iterator[Sheet]:
    """The visible worksheets, in their order, of a package that was checked; Invalid: file-damaged, file-too-many-rows.

    openpyxl's reader is asked only for what lists need: ``load_workbook`` would also read properties, charts and print
    areas, and fail on odd ones; reading only, it would keep merged cells to itself and translate every formula.
    """
    with _quiet():
        reader = ExcelReader(io.BytesIO(data), read_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        tree: Any = fromstring(reader.archive.read(ARC_STYLE)) if ARC_STYLE in reader.valid_files else None
        formats = {} if tree is None else _formats(Stylesheet.from_tree(tree))
        sheets = [(sheet, part) for sheet, part in reader.parser.find_sheets() if sheet.state == "visible"]
    left = MAX_ROWS
    for sheet, part in sheets:
        if part.Type.endswith("/worksheet"):
            with reader.archive.open(part.target) as source:
                yield (read := _read(source, sheet.name, reader, formats, left))
            left -= len(read.rows)


@contextmanager
def _quiet() -> Iterator[None]:
    """Nobody needs openpyxl's warnings; inside nobody else may get a turn, whose warnings would be lost too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class _Parser(WorkSheetParser):
    def parse_formula(self, element: Element) -> Formula:
        """What the cell showed last: how it is computed matters to nobody and may take long to tell."""
        return Formula((element.findtext(VALUE_TAG) or "")[:MAX_TEXT])


def _read(source: Any, name: str, reader: ExcelReader, formats: dict[int, int], at_most: int) -> Sheet:
    epoch = reader.wb.epoch
    sheet = Sheet(name, epoch.date())
    parser = _Parser(source, reader.shared_strings)  # which gets no formats: a number that is no day stays a number
    rows = ((row, _values(cells, formats, epoch)) for row, cells in parser.parse())
    while batch := _next(rows):
        sheet.rows += [(row, values) for row, values in batch if values]
        if len(sheet.rows) > at_most:
            raise Invalid("file-too-many-rows", limit=MAX_PEOPLE)
        time.sleep(0)  # in a service that gives other requests their turn
    if any(below <= above for (above, _), (below, _) in zip(sheet.rows, sheet.rows[1:], strict=False)):
        raise Invalid("file-damaged")
    merged = parser.merged_cells.mergeCell if parser.merged_cells else []
    if len(merged) > MAX_MERGES:
        raise Invalid("file-damaged")
    for area in merged:
        sheet.merges.setdefault(area.min_row, []).append(Merge(area.min_col, area.max_row, area.max_col))
    return sheet


def _next(rows: Iterator[tuple[int, dict[int, Value]]]) -> list[tuple[int, dict[int, Value]]]:
    with _quiet():
        return list(islice(rows, TURN))


def _formats(styles: Any) -> dict[int, int]:
    """How the styles show a number: as a day, or with zeros before it to so many digits."""
    shown = [UNSPOKEN.sub("", code) for code in styles.number_formats]
    padded = {
        BUILTIN_FORMATS_MAX_SIZE + place: min(len(code), 20) for place, code in enumerate(shown) if {*code} == {"0"}
    }
    digits = {place: padded.get(style.numFmtId, 0) for place, style in enumerate(styles.cell_styles)}
    return digits | dict.fromkeys(styles.date_formats, DAY)


def _values(cells: list[dict[str, Any]], formats: dict[int, int], epoch: datetime) -> dict[int, Value]:
    values = {cell["column"]: _value(cell["value"], formats.get(cell["style_id"], 0), epoch) for cell in cells}
    return {column: value for column, value in values.items() if value is not None and column <= MAX_COLUMNS}


def _value(read: Any, shown: int, epoch: datetime) -> Value | None:
    """The value of a cell; nothing for a blank."""
    if isinstance(read, bool):
        return str(int(read))
    if shown == DAY and isinstance(read, int | float) and 1 <= read <= LAST_SERIAL:
        read = from_excel(read, epoch)
    if isinstance(read, datetime):
        return read.date()
    if isinstance(read, int | float):
        amount = int(read)
        padded = f"{amount:0{shown}d}" if shown > 0 else amount
        return padded if amount == read else read
    if read is None or isinstance(read, Formula | date):
        return read
    text = str(read)[:MAX_TEXT]
    if "_x" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text if text.strip() else None
