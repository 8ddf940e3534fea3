"""What importing a list of people would do: each row against the register, decided without writing anything."""

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.registration.spreadsheet import CellError, PeopleSheet, PersonRow
from shared.clock import shown
from shared.contracts.registration.people import PeopleChecked, RowChange, RowError
from shared.vietnamese import words

TURN = 200  # rows after which others get their turn: the service's workers yield only where something waits
IDENTITY = ("name", "birth", "gender", "email", "external_code", "identity_number")
POSITION = ("position", "position_class", "staff_kind", "front_line")
DERIVED = ("position_class", "front_line")  # what a list that has no column for it says by the position's words
MESSAGES = {
    "unknown-unit": "Không có đơn vị nào đang hoạt động có mã hoặc tên này; hãy sửa theo mã trong sổ.",
    "no-unit": "Dòng này không nêu đơn vị; hãy ghi mã hoặc tên đơn vị.",
    "ambiguous-unit": "Có nhiều đơn vị trùng tên này; hãy ghi mã đơn vị.",
    "other-unit": "Đơn vị chỉ nhập người của đơn vị mình; người từ nơi khác đến do Văn phòng Sở nhập.",
    "ambiguous-person": "Có nhiều người trong sổ có thể là người này; hãy thêm mã cán bộ hoặc số định danh.",
    "number-of-another": "Mã cán bộ và số định danh ở dòng này là của hai người khác nhau trong sổ.",
    "code-taken": "Mã này đã dùng cho dữ liệu được rút lại hoặc đã xóa và không dùng lại được; hãy để trống.",
    "repeated-person": "Dòng {row} của trang {sheet} đã nêu người này; nếu là người khác, hãy thêm ngày sinh hoặc mã.",
    "departed": "Người này đã thôi công tác từ ngày {departed_on}; hãy ghi nhận việc quay lại trước.",
    "recruited-later": "Ngày tuyển dụng ở sau ngày hôm nay.",
}


@dataclass(frozen=True)
class Digests:
    """What a row is matched by; empty for what it does not say."""

    external: str
    identity: str
    named: str


@dataclass(frozen=True)
class Known:
    """A person of the register as he is today, as a list would have him, and the number of the last fact."""

    id: UUID
    version: int
    unit_id: UUID
    departed_on: str | None
    row: PersonRow


@dataclass(frozen=True)
class Register:
    """What the register knows that a list needs: units by code and by folded name, and people who may be meant."""

    units: Mapping[str, list[UUID]]
    people: Mapping[UUID, Known]
    external: Mapping[str, UUID]
    identity: Mapping[str, UUID]
    named: Mapping[str, set[UUID]]
    lowered: Mapping[str, set[UUID]]
    taken: frozenset[str]  # digests of codes of nobody: they were retracted, or their person was erased


@dataclass(frozen=True)
class Added:
    """A row of somebody new."""

    row: PersonRow
    unit_id: UUID


@dataclass(frozen=True)
class Changed:
    """A row of somebody known, with all values as they will be, and which of them are different."""

    row: PersonRow
    unit_id: UUID
    known: Known
    fields: tuple[str, ...]


@dataclass
class Report:
    """What an import would do, row by row."""

    file_sha256: str
    unit_id: UUID | None
    total: int
    added: list[Added] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: list[Known] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    def digest(self) -> str:
        """Confirms this report: another file, or other people in the register, give another one."""
        said = {
            "file": self.file_sha256,
            "unit": str(self.unit_id),
            "added": [[one.row.sheet, one.row.row, str(one.unit_id)] for one in self.added],
            "changed": [
                [one.row.sheet, one.row.row, str(one.known.id), one.known.version, one.fields] for one in self.changed
            ],
            "unchanged": [[str(one.id), one.version] for one in self.unchanged],
            "errors": [[one.sheet, one.row, one.column, one.code] for one in self.errors],
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def answer(self) -> PeopleChecked:
        """As it is shown."""
        return PeopleChecked(
            digest=self.digest(),
            total=self.total,
            added=len(self.added),
            changed=len(self.changed),
            unchanged=len(self.unchanged),
            errors=tuple(RowError(**vars(one)) for one in self.errors),
            changes=tuple(
                RowChange(sheet=one.row.sheet, row=one.row.row, person_id=one.known.id, fields=one.fields)
                for one in self.changed
            ),
        )


class Comparison:
    """Compares a list with the register: by code, by number, by name with birth, by name within the unit."""

    def __init__(
        self,
        sheet: PeopleSheet,
        digests: list[Digests],
        register: Register,
        unit_id: UUID | None,
        only: UUID | None = None,
    ) -> None:
        self._sheet = sheet
        self._digests = digests
        self._register = register
        self._unit_id = unit_id
        self._within = only  # the unit whose people the list may name
        self._headers = {(one.sheet, one.field): one for one in sheet.columns}
        self._taken: dict[UUID, PersonRow] = {}
        self._new: dict[tuple[str, str | UUID], list[PersonRow]] = defaultdict(list)

    def report(self, file_sha256: str, today: date) -> Report:
        """What each row would do; rows with errors are left out."""
        report = Report(file_sha256, self._unit_id, self._sheet.total, errors=list(self._sheet.errors))
        units: dict[int, UUID | None] = {}
        found: dict[int, UUID | None] = {}
        for at, row in enumerate(self._sheet.rows):
            try:
                units[at] = self._unit_of(row)
                found[at] = self._by_codes(row, self._digests[at])
                self._check_own(units[at], found[at])
                if row.recruited_on and row.recruited_on > today:
                    raise _Wrong("recruited-later", "recruited_on")
            except _Wrong as wrong:
                report.errors.append(self._error(row, wrong))
                found.pop(at, None)
            if at % TURN == 0:
                time.sleep(0)
        # who is known by code or by name and birth is not meant by another row that has the name only
        sure = {one for one in found.values() if one}
        for at in found:
            row = self._sheet.rows[at]
            try:
                person = found[at] or self._by_name(row, units[at], sure)
                if person:
                    self._meant(row, self._register.people[person], units[at], report)
                else:
                    self._somebody_new(row, self._digests[at], units[at], report)
            except _Wrong as wrong:
                report.errors.append(self._error(row, wrong))
            if at % TURN == 0:
                time.sleep(0)
        order = {sheet: at for at, sheet in enumerate(dict.fromkeys(one.sheet for one in self._sheet.columns))}
        report.errors.sort(key=lambda one: (order.get(one.sheet, 0), one.row, len(one.column), one.column))
        return report

    def _unit_of(self, row: PersonRow) -> UUID | None:
        if not row.unit:
            return self._unit_id
        found = self._register.units.get(row.unit) or self._register.units.get(folded(row.unit), [])
        if len(found) != 1:
            raise _Wrong("ambiguous-unit" if found else "unknown-unit", "unit")
        return found[0]

    def _check_own(self, unit_id: UUID | None, person: UUID | None) -> None:
        if self._within and unit_id != self._within:
            raise _Wrong("other-unit", "unit")
        if self._within and person and self._register.people[person].unit_id != self._within:
            raise _Wrong("other-unit", "name")

    def _by_codes(self, row: PersonRow, digests: Digests) -> UUID | None:
        register = self._register
        for name, digest in (("external_code", digests.external), ("identity_number", digests.identity)):
            if digest in register.taken:
                raise _Wrong("code-taken", name)
        by_code, by_number = register.external.get(digests.external), register.identity.get(digests.identity)
        if by_code and by_number and by_code != by_number:
            raise _Wrong("number-of-another", "identity_number")
        if by_code or by_number:
            return by_code or by_number
        return self._only(row, register.named.get(digests.named, set()))

    def _by_name(self, row: PersonRow, unit_id: UUID | None, sure: set[UUID]) -> UUID | None:
        people = self._register.people
        same = self._register.lowered.get(row.name.lower(), set()) - sure
        return self._only(row, {one for one in same if people[one].unit_id == unit_id and not people[one].departed_on})

    def _only(self, row: PersonRow, candidates: Iterable[UUID]) -> UUID | None:
        found = [one for one in candidates if _may_be(row, self._register.people[one].row)]
        if len(found) > 1:
            raise _Wrong("ambiguous-person", "name")
        return found[0] if found else None

    def _somebody_new(self, row: PersonRow, digests: Digests, unit_id: UUID | None, report: Report) -> None:
        if unit_id is None:
            raise _Wrong("no-unit", "unit")
        numbers: list[tuple[str, str | UUID]] = [("code", digests.external), ("number", digests.identity)]
        names: list[tuple[str, str | UUID]] = [("named", digests.named), (row.name.lower(), unit_id)]
        same = [one for key in numbers for one in self._new[key]]
        if alike := same + [one for key in names for one in self._new[key] if _may_be(row, one)]:
            raise _Wrong("repeated-person", "name", sheet=alike[0].sheet, row=alike[0].row)
        for key in (*numbers, *names):
            if key[1]:
                self._new[key].append(row)
        report.added.append(Added(row, unit_id))

    def _meant(self, row: PersonRow, known: Known, unit_id: UUID | None, report: Report) -> None:
        if known.id in self._taken:
            other = self._taken[known.id]
            raise _Wrong("repeated-person", "name", sheet=other.sheet, row=other.row)
        if known.departed_on:
            raise _Wrong("departed", "name", departed_on=shown(date.fromisoformat(known.departed_on)))
        self._taken[known.id] = row
        after = self._after(row, known.row)
        fields = [
            name for name in (*IDENTITY, *POSITION, "recruited_on") if getattr(after, name) != getattr(known.row, name)
        ]
        unit_id = unit_id or known.unit_id
        if unit_id != known.unit_id:
            fields.append("unit")
        if fields:
            report.changed.append(Changed(after, unit_id, known, tuple(fields)))
        else:
            report.unchanged.append(known)

    def _after(self, row: PersonRow, before: PersonRow) -> PersonRow:
        """The values as they will be: what the row leaves empty stays, and a year does not replace a day."""
        kept = {name for name in (*IDENTITY, *POSITION, "recruited_on") if getattr(row, name) in ("", None)}
        if before.birth.startswith(row.birth):
            kept.add("birth")
        if row.position in ("", before.position):
            kept |= {name for name in DERIVED if (row.sheet, name) not in self._headers}
        return replace(row, **{name: getattr(before, name) for name in kept})

    def _error(self, row: PersonRow, wrong: "_Wrong") -> CellError:
        column = self._headers.get((row.sheet, wrong.field))
        letter, header = (column.letter, column.header) if column else ("", "")
        return CellError(row.sheet, row.row, letter, header, wrong.code, MESSAGES[wrong.code].format(**wrong.facts))


class _Wrong(Exception):
    """A row that cannot be imported, and which of its cells says so."""

    def __init__(self, code: str, field: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts


def folded(text: str) -> str:
    """A name without marks and in small letters, under a key that no code has."""
    return "=" + " ".join(words(text))


def _may_be(one: PersonRow, other: PersonRow) -> bool:
    """Whether two could be one person: nothing that both say is different, where a year holds all its days."""
    shorter, longer = sorted((one.birth, other.birth), key=len)
    numbers = ((one.external_code, other.external_code), (one.identity_number, other.identity_number))
    return longer.startswith(shorter) and all("" in pair or pair[0] == pair[1] for pair in numbers)
