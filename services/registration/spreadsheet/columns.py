"""Finds the header of a list, wherever it stands, and what each column means."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from openpyxl.utils import get_column_letter

from services.registration.spreadsheet.words import clean, fold
from services.registration.spreadsheet.workbook import MAX_COLUMNS, Sheet

MAX_HEIGHT = 4  # rows of a header
MAX_HEADER = 200  # characters of a cell that may be a header


class Field(StrEnum):
    """What a column can mean."""

    ORDINAL = "ordinal"
    EXTERNAL_CODE = "external_code"
    NAME = "name"
    FAMILY_NAME = "family_name"  # họ và tên đệm, written in a column of its own
    GIVEN_NAME = "given_name"
    BIRTH = "birth"
    GENDER = "gender"
    MALE = "male"  # ticked, or with the birth of a man
    FEMALE = "female"
    POSITION = "position"
    POSITION_CLASS = "position_class"
    STAFF_KIND = "staff_kind"
    FRONT_LINE = "front_line"
    UNIT = "unit"
    RECRUITED_ON = "recruited_on"
    EMAIL = "email"
    IDENTITY_NUMBER = "identity_number"


NAMING = (Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME)

WHO = (
    r"(?: (?:cua|cac|can bo|cong chuc|vien chuc|nguoi lao dong|nhan vien|lao dong|cb|cc|vc|nv|nld|cbcc|cbvc|ccvc|cbccvc"
    r"|cbcnv|cbnv|cbccvcnld|ccvcnld|va|ca nhan))*"
)
BIRTHS = r"(?:ngay )?(?:thang )?(?:nam )?sinh"
CARD = (
    r"(?:the )?(?:cccd|cmnd|cmtnd|cmt|can cuoc(?: cong dan)?|chung minh(?: thu)?(?: nhan dan)?|dinh danh(?: ca nhan)?"
    r"|ho chieu)"
)

# What clerks call the columns, folded; where two columns mean the same, the one named earlier here goes first.
NAMES: dict[Field, tuple[str, ...]] = {
    Field.ORDINAL: (r"stt|tt|so tt|so thu tu|thu tu|no",),
    Field.EXTERNAL_CODE: (
        rf"(?:ma|ma so|so hieu)(?: (?:can bo|cong chuc|vien chuc|cb|cc|vc|nv|cbcc|cbvc|cbccvc|nhan vien|cbnv)){WHO}",
        r"ma|ma so|so hieu|ma dinh danh can bo|external code",
    ),
    Field.NAME: (
        rf"ho (?:va |chu dem va |dem va )?ten(?: day du| khai sinh)?{WHO}(?: (?:duoc|dang ky|de nghi)\b.*)?",
        r"ten (?:can bo|cong chuc|vien chuc|nhan vien|ca nhan|cbccvc|cbcc)" + WHO,
    ),
    Field.FAMILY_NAME: (r"ho|ho (?:va |ten |va ten |chu )?(?:dem|lot)|ho va chu (?:dem|lot)|ten dem|chu dem|dem",),
    Field.GIVEN_NAME: (r"ten",),
    Field.FEMALE: (r"(?:gioi tinh |gioi |ngay (?:thang )?(?:nam )?sinh |nam sinh )?nu",),
    Field.MALE: (r"(?:gioi tinh |gioi |ngay (?:thang )?(?:nam )?sinh |nam sinh )?nam",),
    Field.BIRTH: (rf"{BIRTHS}{WHO}|sinh (?:ngay|nam)|ntns|ns",),
    Field.GENDER: (r"gioi tinh(?: nam nu)?|gioi|phai|nam nu|gt",),
    Field.POSITION: (
        r"chuc vu(?: (?:chuc danh|cong tac|chinh quyen|hien nay|hien tai|dang giu|dam nhiem|lanh dao|quan ly))*",
        r"chuc danh(?: (?:chuc vu|cong tac|cong viec|hien nay))*|chuc vu (?:va )?(?:don vi|noi) cong tac",
        r"vi tri viec lam|vi tri cong tac|vi tri|chuc danh nghe nghiep|cong viec(?: dam nhan| dang lam)?|nhiem vu",
    ),
    Field.POSITION_CLASS: (
        r"(?:nhom|loai|phan loai|cap)(?: cua)? (?:chuc vu|chuc danh|vi tri|lanh dao|quan ly)(?: lanh dao)?",
    ),
    Field.STAFF_KIND: (
        rf"loai(?: hinh)?(?: lao dong| nhan su| bien che| hop dong)?{WHO}",
        r"cong chuc vien chuc(?: nguoi lao dong| nld)?|(?:cc|cbcc) (?:vc|vc nld)|doi tuong|dien|dien bien che|bien che",
    ),
    Field.FRONT_LINE: (r"(?:nguoi |la nguoi )?(?:lao dong )?truc tiep\b.*|front line",),
    Field.UNIT: (
        r"ma (?:don vi|phong|phong ban)(?: cong tac)?",
        r"(?:ten )?(?:phong|phong ban|co quan|bo phan)?(?: va)? ?don vi(?: truc thuoc| thuoc so)?"
        r"(?: cong tac| lam viec| hien nay)*",
        r"(?:ten )?(?:don vi )?(?:phong|phong ban|phong chuyen mon|phong don vi|phong ban don vi|phong trung tam"
        r"|phong bo phan|bo phan|to|khoa phong|khoa)(?: cong tac)?|noi (?:cong tac|lam viec)|co quan(?: cong tac)?",
    ),
    Field.RECRUITED_ON: (
        r"(?:ngay|thoi gian|thoi diem|nam)?(?: thang)?(?: nam)? ?(?:duoc )?tuyen dung(?: chinh thuc)?",
        r"ngay (?:thang )?(?:nam )?(?:vao (?:nganh|co quan|lam|lam viec|don vi|bien che)"
        r"|bat dau(?: lam viec| cong tac)?|nhan viec|ve (?:so|don vi))",
    ),
    Field.EMAIL: (
        r"(?:dia chi )?(?:e ?mail|thu dien tu|hop thu(?: dien tu)?|thu cong vu|gmail)(?: cong vu| ca nhan)?",
    ),
    Field.IDENTITY_NUMBER: (rf"(?:so |ma so |ma )?{CARD}(?: (?:(?:so|va|hoac) )?{CARD})*",),
}
MEANINGS = [
    (meaning, rank, re.compile(pattern)) for meaning, patterns in NAMES.items() for rank, pattern in enumerate(patterns)
]
IN_BRACKETS = re.compile(r"\([^)]*\)?|\[[^\]]*\]?")
YEAR = re.compile("năm", re.IGNORECASE)  # folded it would be the word for a man
MAY_NAME = re.compile(r"\W*[ht]", re.IGNORECASE)
SAYS_NAME = re.compile(r"\W*(?:họ|ho|tên|ten|chữ|chu|đệm|dem)\b", re.IGNORECASE)  # and not the family name Hồ


@dataclass(frozen=True)
class Column:
    """A column as it was understood; ``field`` is empty if it is ignored."""

    field: str
    sheet: str
    letter: str
    header: str


@dataclass
class Header:
    """Where a header stands and which columns, best first, hold each field."""

    last_row: int
    labels: dict[int, str]
    columns: dict[Field, list[int]] = field(default_factory=dict)
    naming: list[int] = field(default_factory=list)  # the columns that make up the name, in order
    meant: frozenset[int] = frozenset()  # the columns that say something about somebody

    def described(self, sheet: Sheet) -> Iterator[Column]:
        """The columns from left to right."""
        meant = {column: meaning for meaning, columns in self.columns.items() for column in columns}
        for column, label in sorted(self.labels.items()):
            yield Column(meant.get(column, ""), sheet.name, get_column_letter(column), label)


def may_be_header(cells: Mapping[int, object]) -> bool:
    """A quick look: only a row with "Họ …" or "Tên …" can begin a header."""
    return any(isinstance(value, str) and MAY_NAME.match(value) and _names(value) for value in cells.values())


def find_header(sheet: Sheet, index: int) -> Header | None:
    """The header that begins in the row at this index: it names people and says at least one thing more."""
    first = sheet.rows[index][0]
    height = max((merge.last_row - first + 1 for merge in sheet.merges.get(first, ())), default=1)
    height = max(1, min(height, MAX_HEIGHT))
    if index + 1 < len(sheet.rows) and height == 1 and _continues(sheet, index):
        height = 2
    header = _understood(_stacks(sheet, index, first + height - 1), first + height - 1)
    others = set(header.columns) - {Field.ORDINAL, *NAMING}
    return header if header.naming and others else None


def _names(text: str) -> bool:
    meant = _meaning(text)
    return meant is not None and meant[0] in NAMING


@lru_cache(maxsize=2048)
def _meaning(text: str) -> tuple[Field, int] | None:
    """The field and the rank of a header's text."""
    if len(text) > MAX_HEADER:
        return None
    for part in (IN_BRACKETS.sub(" ", text), text):
        folded = re.sub(r"(?: \d+)+$", "", fold(clean(part)))
        for meaning, rank, pattern in MEANINGS:
            if pattern.fullmatch(folded):
                return (meaning, rank) if _is_meant(meaning, clean(text)) else None
    return None


def _is_meant(meaning: Field, text: str) -> bool:
    """Whether a text means this with its diacritics too."""
    if meaning in NAMING:
        return SAYS_NAME.match(text) is not None
    return meaning is not Field.MALE or not YEAR.match(text)


def _continues(sheet: Sheet, index: int) -> bool:
    """Whether the next row says more about this row's headers, and nothing else."""
    (row, _), (next_row, below) = sheet.rows[index], sheet.rows[index + 1]
    if next_row != row + 1:
        return False
    return all(isinstance(value, str) and _meaning(value) for value in below.values())


def _stacks(sheet: Sheet, index: int, last_row: int) -> dict[int, list[str]]:
    """The texts above each column, from top to bottom, with merged cells spread over their area."""
    stacks: dict[int, list[str]] = {}
    first = sheet.rows[index][0]
    for row, cells in sheet.rows[max(0, index - MAX_HEIGHT) : index + MAX_HEIGHT]:
        if row > last_row:
            break
        spread = dict(cells) if row >= first else {}
        for merge in sheet.merges.get(row, ()):
            if merge.column in cells and (row >= first or first <= merge.last_row):
                last_column = min(merge.last_column, MAX_COLUMNS)
                spread |= dict.fromkeys(range(merge.column, last_column + 1), cells[merge.column])
        for column, value in spread.items():
            stacks.setdefault(column, []).append(clean(str(value))[:MAX_HEADER])
    return stacks


def _understood(stacks: dict[int, list[str]], last_row: int) -> Header:
    header = Header(last_row, {column: " – ".join(stack) for column, stack in stacks.items()})
    ranks: dict[int, int] = {}
    for column, stack in sorted(stacks.items()):
        meant = _meaning(stack[-1]) or _meaning(" ".join(stack))
        if meant:
            header.columns.setdefault(meant[0], []).append(column)
            ranks[column] = meant[1]
    for columns in header.columns.values():
        columns.sort(key=lambda column: (ranks[column], column))
    names = header.columns.get(Field.NAME, [])
    header.naming = [column for column in names if stacks[column] == stacks[names[0]]]
    if not names and Field.FAMILY_NAME in header.columns and Field.GIVEN_NAME in header.columns:
        header.naming = sorted(header.columns[Field.FAMILY_NAME] + header.columns[Field.GIVEN_NAME])
    ordinals = header.columns.get(Field.ORDINAL, [])
    header.meant = frozenset(column for column in ranks if column not in ordinals)
    return header
