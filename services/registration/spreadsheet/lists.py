"""Walks down a sheet and tells the lines that are about somebody from titles, groups, sums and signatures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from services.registration.spreadsheet import cells, words
from services.registration.spreadsheet.columns import Field, Header, find_header, may_be_header
from services.registration.spreadsheet.workbook import Formula, Sheet, Value
from shared.contracts.registration.kinds import StaffKind
from shared.errors import Invalid

MAX_FORMULAS = 5  # cells that a refusal names
MAX_GROUP = 200  # characters; a longer line is a note

# Fields that one merged cell may say for several people.
SHARED = (
    Field.UNIT,
    Field.POSITION,
    Field.POSITION_CLASS,
    Field.STAFF_KIND,
    Field.FRONT_LINE,
    Field.RECRUITED_ON,
    Field.GENDER,
)

SUM = re.compile(r"(?:tong|cong|tong cong|tong so|cong lai)(?: (?:so|cong))*(?: (?:\d+|nguoi|can bo|cong chuc).*)?")
CLOSING = re.compile(
    r"(?:nguoi|can bo|bo phan) (?:lap|ky|ghi|tong hop)\b.*|lap bieu.*|ky ten.*|ky ghi ro.*|ky va ghi.*|noi nhan.*"
    r"|ghi chu.*|(?:danh sach|bieu)(?: nay)? (?:co|gom|an dinh|tren)\b.*|xac nhan\b.*|(?:tm|kt|tl|tuq)\b.*"
    r"|(?:.*\b)?ngay\b.*\bthang\b.*\bnam\b.*"
)
SIGNING = re.compile(
    r"(?:q |quyen |pho )*(?:giam doc|chu tich|thu truong\b.*|truong phong|chanh van phong|ke toan truong|hieu truong)"
)
NUMBERED = re.compile(r"\s*(?:[IVXLC]+|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.)/:–-]+\s*(?=\w)")
ROMAN_OR_LETTER = re.compile(r"[IVXLC]+|[A-ZĐa-zđ]")
UNIT_WORDS = re.compile(
    r"(?:phòng|ban|sở|trung tâm|văn phòng|thanh tra|chi cục|đơn vị|khối|tổ|bộ phận|huyện|thành phố|thị xã|phường|xã"
    r"|ubnd|ủy ban|uỷ ban|lãnh đạo|công ty|chi nhánh|trường|đội|hạt|nhóm|các)\b",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")
COLUMN_NUMBER = re.compile(r"\W*(?:\d{1,2}|[A-Za-z])\W*(?:=.*)?")


@dataclass
class Line:
    """A row that is about somebody, with what stands above it."""

    sheet: Sheet
    row: int
    header: Header
    values: dict[int, Value]
    unit: str  # of the group to which the row belongs, "" if none
    staff_kind: StaffKind | None


class Lists:
    """The lists on one sheet, each under its header; iterating gives the lines that are about somebody."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.headers: list[Header] = []
        self.unit = ""
        self.staff_kind: StaffKind | None = None
        self.closed = False  # under the signatures; only a full row is somebody there
        self._merged: dict[int, tuple[int, Value]] = {}
        self._formulas: list[str] = []

    def __iter__(self) -> Iterator[Line]:
        for index, (row, cells_) in enumerate(self.sheet.rows):
            self._refuse_legacy_text(row, cells_)
            if self.headers and row <= self.headers[-1].last_row:
                continue
            if may_be_header(cells_) and (found := find_header(self.sheet, index)):
                self.headers.append(found)
                self.unit, self.staff_kind, self.closed, self._merged = "", None, False, {}
            elif self.headers and (line := self._line(row, cells_, self.headers[-1])):
                yield line
        if self._formulas:
            self._refuse_formulas()

    def _line(self, row: int, own: dict[int, Value], header: Header) -> Line | None:
        ordinals = header.columns.get(Field.ORDINAL, [])
        filled = [column for column in sorted(own) if column not in ordinals]
        if len(filled) <= 3 or self.closed:
            if self._is_no_person(own, filled, header):
                return None
            if self._is_group(row, own, filled, header):
                self._note_formulas(row, own, ordinals)
                self._begin_group(max((cells.shown(value) for value in own.values()), key=len))
                return None
        if not filled or self._is_sum(own[filled[0]]) or self._is_numbering(own, header):
            return None
        self._note_formulas(row, own, ordinals)
        values = self._with_merged(row, own, header)
        if header.meant.isdisjoint(filled):
            return None  # a scribble beside the table
        return Line(self.sheet, row, header, values, self.unit, self.staff_kind)

    def _is_no_person(self, own: dict[int, Value], filled: list[int], header: Header) -> bool:
        """A sum, a signature or what stands below the signatures."""
        texts = [cells.shown(own[column]) for column in sorted(own)]
        first = words.fold(next(filter(_is_wordy, texts), "")[:MAX_GROUP])
        named = any(column in own for column in header.naming)
        signing = SIGNING.fullmatch(first) and len(filled) < 3 and len(filled) == len(own)
        if signing or (CLOSING.fullmatch(first) and (len(filled) < 3 or not named)):
            self.closed = True
        elif len(filled) >= 3 and named:
            self.closed = False
        return self.closed or self._is_sum(first)

    def _is_group(self, row: int, own: dict[int, Value], filled: list[int], header: Header) -> bool:
        """A unit's line: one text alone in the row, or with numbers only, that is no name."""
        wordy = [column for column in sorted(own) if _is_wordy(cells.shown(own[column]))]
        if len(wordy) != 1:
            return False
        (column,) = wordy
        text = cells.shown(own[column])
        ordinal = next((cells.shown(own[other]) for other in sorted(own) if other < column), "").strip(" .)")
        spans = any(
            merge.column == column < merge.last_column
            and (column not in header.naming or merge.last_column > max(header.naming))
            for merge in self.sheet.merges.get(row, ())
        )
        before_or_in_name = column <= max(header.naming)
        if ROMAN_OR_LETTER.fullmatch(ordinal) or UNIT_WORDS.match(text):
            return spans or before_or_in_name
        if len(filled) > 1 or (filled and filled != wordy):
            return False
        return (
            spans
            or NUMBERED.match(text) is not None
            or (column < min(header.naming) and not ordinal)
            or words.staff_kind(text) is not None
        )

    def _begin_group(self, text: str) -> None:
        text = words.UNREADABLE.sub("", text)[: 2 * MAX_GROUP]
        title = IN_BRACKETS.sub("", NUMBERED.sub("", text, count=1)).strip(" :;.-–")
        kind = words.staff_kind(title)
        if kind:
            self.staff_kind = kind
        elif len(title) <= MAX_GROUP:
            self.unit = title

    def _is_sum(self, value: Value) -> bool:
        return isinstance(value, str) and value.strip()[:1] in "TtCc" and bool(SUM.fullmatch(words.fold(value)))

    def _is_numbering(self, own: dict[int, Value], header: Header) -> bool:
        """The row under a header that numbers the columns: (1), (2), (3) or A, B, 1, 2."""
        if len(cells.LETTERS.findall(" ".join(str(own.get(column, "")) for column in header.naming))) > 1:
            return False
        return len(own) > 1 and all(COLUMN_NUMBER.fullmatch(cells.shown(value)) for value in own.values())

    def _with_merged(self, row: int, own: dict[int, Value], header: Header) -> dict[int, Value]:
        """The row's values and those of the merged cells that reach down to it."""
        if row in self.sheet.merges:
            shared = {column for meaning in SHARED for column in header.columns.get(meaning, ())}
            for merge in self.sheet.merges[row]:
                if merge.column in shared and merge.column in own and merge.last_row > row:
                    self._merged[merge.column] = (merge.last_row, own[merge.column])
        if not self._merged:
            return own
        self._merged = {column: merged for column, merged in self._merged.items() if merged[0] >= row}
        return {column: value for column, (_, value) in self._merged.items()} | own

    def _note_formulas(self, row: int, own: dict[int, Value], ordinals: list[int]) -> None:
        """Only the ordinal may be computed: nothing reads it."""
        for column, value in own.items():
            if type(value) is Formula and column not in ordinals:
                self._formulas.append(f"{get_column_letter(column)}{row}")
                if len(self._formulas) == MAX_FORMULAS:
                    self._refuse_formulas()

    def _refuse_formulas(self) -> None:
        raise Invalid("file-has-formulas", sheet=self.sheet.name, cells=", ".join(self._formulas))

    def _refuse_legacy_text(self, row: int, own: dict[int, Value]) -> None:
        for column, value in own.items():
            if isinstance(value, str) and words.is_legacy(value):
                raise Invalid("file-legacy-font", sheet=self.sheet.name, cell=f"{get_column_letter(column)}{row}")


def _is_wordy(text: str) -> bool:
    """Whether a text has words, and not only a number of whatever kind."""
    return len(cells.LETTERS.findall(text)) > 1 and not ROMAN_OR_LETTER.fullmatch(text.strip(" .)"))
