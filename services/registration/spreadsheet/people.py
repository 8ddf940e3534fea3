"""What a list of people says, and what is wrong with it."""

from dataclasses import dataclass
from datetime import date

from services.registration.spreadsheet.columns import Column
from shared.contracts.registration.kinds import Gender, PositionClass, StaffKind


@dataclass(frozen=True)
class PersonRow:
    """One person as a list has it; empty text or None where the list says nothing."""

    sheet: str
    row: int  # as Excel shows it, from 1
    external_code: str  # mã cán bộ, số hiệu công chức
    name: str
    birth: str  # "", a year, a month or a day: "1980", "1980-05", "1980-05-03"
    gender: Gender | None
    position: str
    position_class: PositionClass  # from a column of its own, else from the position's words
    staff_kind: StaffKind | None
    front_line: bool  # from a column of its own, else everybody of class STAFF
    unit: str  # code or name as written
    recruited_on: date | None
    email: str
    identity_number: str  # 9 or 12 digits


@dataclass(frozen=True)
class CellError:
    """Why a row cannot be used: which cell is wrong, and what to do about it."""

    sheet: str
    row: int
    column: str  # its letters
    header: str  # as the file has it
    code: str
    message: str  # names no personal value but the wrong one


@dataclass(frozen=True)
class PeopleSheet:
    """All lists of a workbook."""

    rows: tuple[PersonRow, ...]  # without any error
    errors: tuple[CellError, ...]  # by sheet, row and column
    columns: tuple[Column, ...]  # what was understood; ignored headers have no field
    total: int  # rows that name somebody, right or wrong
