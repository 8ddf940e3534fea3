"""Reads lists of people from a workbook as clerks have them: every row right, or wrong with its reason."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from openpyxl.utils import column_index_from_string, get_column_letter

from services.registration.spreadsheet import cells
from services.registration.spreadsheet.columns import Column, Field
from services.registration.spreadsheet.lists import Line, Lists
from services.registration.spreadsheet.package import MAX_PEOPLE, check, refusing_damage
from services.registration.spreadsheet.people import CellError, PeopleSheet, PersonRow
from services.registration.spreadsheet.words import class_of, fold, mark
from services.registration.spreadsheet.workbook import TURN, Value, read_sheets
from shared.contracts.registration.kinds import Gender, PositionClass
from shared.errors import Invalid

Said = TypeVar("Said")

VIETNAM = timedelta(hours=7)


def read_people(data: bytes, *, today: date | None = None) -> PeopleSheet:
    """Read every list of people in a workbook; Invalid ``file-…`` if the file is refused as a whole.

    ``today`` is the day after which nobody can have been born; without it, the day in Vietnam.
    """
    with refusing_damage():
        check(data)
        sheets = list(read_sheets(data))
    reading = _Reading(today or (datetime.now(UTC) + VIETNAM).date())
    columns: list[Column] = []
    for sheet in sheets:
        lists = Lists(sheet)
        for line in lists:
            reading.read(line)
        columns += dict.fromkeys(column for header in lists.headers for column in header.described(sheet))
    if not columns:
        raise Invalid("file-no-header", needed="Họ và tên; Ngày sinh hoặc Chức vụ hoặc Đơn vị hoặc Mã cán bộ")
    order = {sheet.name: place for place, sheet in enumerate(sheets)}
    errors = sorted(
        reading.errors, key=lambda error: (order[error.sheet], error.row, column_index_from_string(error.column))
    )
    return PeopleSheet(tuple(reading.rows), tuple(errors), tuple(columns), reading.total)


@dataclass
class _Reading:
    """What was read so far."""

    today: date
    rows: list[PersonRow] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    total: int = 0
    known: dict[tuple[str, ...], Line] = field(default_factory=dict)  # who was seen, and where first

    def read(self, line: Line) -> None:
        """Add one line, to the rows if nothing is wrong with it, else to the errors; Invalid: file-too-many-rows."""
        self.total += any(column in line.values for column in line.header.naming)
        if self.total > MAX_PEOPLE:
            raise Invalid("file-too-many-rows", limit=MAX_PEOPLE)
        if line.row % TURN == 0:
            time.sleep(0)  # in a service that gives other requests their turn
        reader = _LineReader(line, self.today)
        person = reader.person()
        reader.errors += self._duplicates(person, line)
        if reader.errors:
            self.errors += reader.errors
        else:
            self.rows.append(person)

    def _duplicates(self, person: PersonRow, line: Line) -> Iterator[CellError]:
        """Where the file has the same person before, by code and number or, without both, by name, birth and unit."""
        keys: list[tuple[Field, str, tuple[str, ...]]] = []
        if person.external_code:
            keys.append((Field.EXTERNAL_CODE, "mã cán bộ", ("code", person.external_code.casefold())))
        if person.identity_number:
            keys.append((Field.IDENTITY_NUMBER, "số căn cước", ("identity", person.identity_number)))
        if not keys and person.name:
            who = (person.name.casefold(), person.birth, fold(person.unit))
            keys.append((Field.NAME, "họ tên, ngày sinh và đơn vị", ("person", *who)))
        for meaning, what, key in keys:
            first = self.known.setdefault(key, line)
            if first is not line:
                where = f"dòng {first.row}"
                if first.sheet is not line.sheet:
                    where += f" của trang “{first.sheet.name}”"
                column = next(iter(line.header.columns.get(meaning, line.header.naming)))
                yield _error(line, column, cells.Wrong("duplicate-in-file", what=what, where=where))


@dataclass
class _LineReader:
    """Reads the fields of one line and collects what is wrong with them."""

    line: Line
    today: date
    errors: list[CellError] = field(default_factory=list)

    def person(self) -> PersonRow:
        """The person as far as the line can be read; believe it only if there are no errors."""
        gender, birth = self._gender_and_birth()
        unit = self._read(Field.UNIT, cells.text(200)) or self.line.unit
        position = self._read(Field.POSITION, cells.text(120)) or ""
        position_class = self._read(Field.POSITION_CLASS, cells.position_class) or class_of(position, unit)
        return PersonRow(
            sheet=self.line.sheet.name,
            row=self.line.row,
            external_code=self._read(Field.EXTERNAL_CODE, cells.text(60)) or "",
            name=self._name(),
            birth=birth,
            gender=gender,
            position=position,
            position_class=position_class,
            staff_kind=self._read(Field.STAFF_KIND, cells.staff_kind) or self.line.staff_kind,
            front_line=self._front_line(position_class),
            unit=unit,
            recruited_on=self._recruited_on(birth),
            email=self._read(Field.EMAIL, cells.email) or "",
            identity_number=self._read(Field.IDENTITY_NUMBER, cells.identity_number) or "",
        )

    def _read(self, meaning: Field, read: Callable[[Value], Said]) -> Said | None:
        """The first column of this meaning that has a value; nothing if none has or it is wrong."""
        for column in self.line.header.columns.get(meaning, ()):
            if column in self.line.values:
                return self._cell(column, read)
        return None

    def _cell(self, column: int, read: Callable[[Value], Said]) -> Said | None:
        try:
            return read(self.line.values[column])
        except cells.Wrong as wrong:
            self.errors.append(_error(self.line, column, wrong))
            return None

    def _name(self) -> str:
        naming = [column for column in self.line.header.naming if column in self.line.values]
        written = " ".join(cells.shown(self.line.values[column]) for column in naming)
        column = naming[0] if naming else self.line.header.naming[0]
        try:
            if not written:
                raise cells.Wrong("missing")
            return cells.person_name(written)
        except cells.Wrong as wrong:
            self.errors.append(_error(self.line, column, wrong))
            return ""

    def _gender_and_birth(self) -> tuple[Gender | None, str]:
        """Columns "Nam" and "Nữ" hold a tick or the birth itself."""
        gender = self._read(Field.GENDER, cells.gender)
        birth = self._read(Field.BIRTH, self._birth) or ""
        said = [
            (column, implied)
            for meaning, implied in ((Field.MALE, Gender.MALE), (Field.FEMALE, Gender.FEMALE))
            for column in self.line.header.columns.get(meaning, ())
            if column in self.line.values and mark(cells.shown(self.line.values[column])) is not False
        ]
        if len(said) > 1:
            self.errors.append(_error(self.line, said[1][0], cells.Wrong("two-genders")))
        elif said:
            column, gender = said[0]
            if not mark(cells.shown(self.line.values[column])):
                birth = self._cell(column, self._birth) or ""
        return gender, birth

    def _birth(self, value: Value) -> str:
        return cells.birth(value, self.line.sheet.epoch, self.today)

    def _front_line(self, position_class: PositionClass) -> bool:
        if Field.FRONT_LINE in self.line.header.columns:
            return self._read(Field.FRONT_LINE, cells.mark) or False
        return position_class is PositionClass.STAFF

    def _recruited_on(self, birth: str) -> date | None:
        def read(value: Value) -> date:
            recruited = cells.day(value, self.line.sheet.epoch)
            if recruited.isoformat()[: len(birth)] < birth:
                raise cells.Wrong("recruited-before-birth", value=cells.shown(recruited))
            return recruited

        return self._read(Field.RECRUITED_ON, read)


def _error(line: Line, column: int, wrong: cells.Wrong) -> CellError:
    header = line.header.labels.get(column, "")
    return CellError(line.sheet.name, line.row, get_column_letter(column), header, wrong.code, wrong.message)
