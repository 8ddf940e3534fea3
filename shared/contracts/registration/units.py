"""The register of units (đơn vị): what they are, since when, and what became of them."""

from datetime import date
from uuid import UUID

from shared.contracts.base import (
    BOARD_ROLES,
    READING_ROLES,
    UNIT_ROLES,
    Command,
    Contract,
    Done,
    Role,
    promise,
)
from shared.contracts.registration.kinds import UnitKind
from shared.messages import Json, Message, Request, many, new_id, number, text

INSIDE = (*UNIT_ROLES, *BOARD_ROLES, Role.DIRECTOR, Role.RECORDS, Role.OPERATOR, *READING_ROLES)

# -- requests that change: each counts from ``effective_on`` --------------------------------------------


class RegisterUnit(Command):
    """``small`` is a small collective (tập thể nhỏ), which the plan wants honoured (Kế hoạch 2022, I.2.c)."""

    unit_id: UUID = new_id()
    code: str = text(at_most=30)
    name: str = text(at_most=200)
    kind: UnitKind
    parent_id: UUID | None = None
    mailbox: str = text(at_least=0, at_most=120, default="")
    external_code: str = text(at_least=0, at_most=60, default="")
    small: bool = False


class RenameUnit(Command):
    """A new name and, where ``code`` is given, a new code; old codes stay taken, by this unit."""

    unit_id: UUID
    name: str = text(at_most=200)
    code: str = text(at_least=0, at_most=30, default="")


class MoveUnit(Command):
    """The unit is from now on under another one (chuyển về trực thuộc)."""

    unit_id: UUID
    parent_id: UUID


class DescribeUnit(Command):
    """Where its letters go, and whether it is a small collective."""

    unit_id: UUID
    mailbox: str = text(at_least=0, at_most=120, default="")
    small: bool = False


class MergeUnits(Command):
    """Units end and go on in another (sáp nhập, hợp nhất), which is registered before; their people are its people."""

    unit_ids: tuple[UUID, ...] = many(at_least=1, at_most=50)
    into_id: UUID


class SplitUnit(Command):
    """Parts become units of their own (tách), or the unit ends in them (chia) where it does not continue."""

    unit_id: UUID
    into_ids: tuple[UUID, ...] = many(at_least=1, at_most=50)
    continues: bool


class DissolveUnit(Command):
    """The unit ends and nobody goes on with it (giải thể)."""

    unit_id: UUID


class AppointHead(Command):
    """Who heads the unit: Trưởng phòng, Thủ trưởng đơn vị, Trưởng phòng Tư pháp (Kế hoạch 2022, V.2.b)."""

    unit_id: UUID
    person_id: UUID


class RetractUnitFact(Command):
    """What was entered under this version never was so; it stays in the log, and counts no more."""

    unit_id: UUID
    version: int = number(at_least=2)
    reason: str = text(at_most=500)


# -- questions and answers ------------------------------------------------------------------------------


class FindUnit(Request):
    """A unit by exactly one of its id, its code, or the other system's code.

    ``on`` a day, as was ``known_on`` a day, both included; without them today as known today.
    """

    unit_id: UUID | None = None
    code: str = text(at_least=0, at_most=30, default="")
    external_code: str = text(at_least=0, at_most=60, default="")
    on: date | None = None
    known_on: date | None = None


class UnitView(Message):
    """``ended_on`` is the first day on which it is no more; ``successors`` go on with it."""

    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    parent_id: UUID | None
    external_code: str
    small: bool = False
    head_id: UUID | None = None
    since: date | None = None
    ended_on: date | None = None
    successors: tuple[UUID, ...] = ()


class ListUnits(Request):
    """The units that there are on a day, as was known on a day; those after a code, in the order of codes."""

    on: date | None = None
    known_on: date | None = None
    parent_id: UUID | None = None
    after_code: str = text(at_least=0, at_most=30, default="")
    limit: int = number(at_least=1, at_most=500, default=200)


class UnitList(Message):
    units: tuple[UnitView, ...]


class TraceUnit(Request):
    """Which unit was this on that day: back through what it came from, or on through what became of it."""

    unit_id: UUID
    on: date
    known_on: date | None = None


class UnitTrace(Message):
    """The units that held its place on the day; several after a split or before a merger, none before the first."""

    units: tuple[UnitView, ...]


class SearchUnits(Request):
    """Words in any order, with or without diacritics, whole or begun; earlier names are found too."""

    words: str = text(at_most=200)
    limit: int = number(at_least=1, at_most=100, default=20)


class FactView(Message):
    """One thing that was entered: what, since when it counts, when and by whom it was entered, on what ground.

    ``version`` names it for a retraction; ``retracted_on`` is the day from which it is known to be wrong.
    """

    version: int
    name: str
    values: dict[str, str]
    effective_on: date
    recorded_on: date
    by: str
    on_behalf_of: str
    basis: str
    retracted_on: date | None


class UnitHistory(Request):
    unit_id: UUID


class FactList(Message):
    """In the order in which they were entered."""

    facts: tuple[FactView, ...]


# -- published events -----------------------------------------------------------------------------------


class UnitRegistered(Message, version=2):
    """Version 1 did not say whether it is a small collective, nor since when it is there."""

    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    parent_id: UUID | None
    mailbox: str
    external_code: str
    small: bool = False
    effective_on: date | None = None

    @staticmethod
    def upcast_v1_v2(data: Json) -> Json:
        """What was not said has its default."""
        return data


class UnitRenamed(Message):
    """``code`` is the unit's from that day on, new or kept."""

    unit_id: UUID
    code: str
    name: str
    effective_on: date


class UnitMoved(Message):
    unit_id: UUID
    parent_id: UUID
    effective_on: date


class UnitDescribed(Message):
    unit_id: UUID
    mailbox: str
    small: bool
    effective_on: date


class UnitMerged(Message):
    """The unit is no more from that day on; ``into_id`` goes on with it and its people."""

    unit_id: UUID
    into_id: UUID
    effective_on: date


class UnitSplit(Message):
    unit_id: UUID
    into_ids: tuple[UUID, ...]
    continues: bool
    effective_on: date


class UnitDissolved(Message):
    unit_id: UUID
    effective_on: date


class HeadAppointed(Message):
    unit_id: UUID
    person_id: UUID
    effective_on: date


class UnitCorrected(Message):
    """Something that was entered is known to be wrong; this is what the unit is today without it."""

    unit_id: UUID
    code: str
    name: str
    parent_id: UUID | None
    mailbox: str
    small: bool
    head_id: UUID | None
    ended_on: date | None
    successors: tuple[UUID, ...]


EVENTS = (
    UnitRegistered,
    UnitRenamed,
    UnitMoved,
    UnitDescribed,
    UnitMerged,
    UnitSplit,
    UnitDissolved,
    HeadAppointed,
    UnitCorrected,
)

SENTENCES = {
    "unit-under-itself": "Đơn vị không thể trực thuộc chính nó hoặc một đơn vị cấp dưới của nó.",
    "unit-ended": "Đơn vị {unit_id} đã kết thúc hoạt động từ ngày {ended_on}.",
    "unit-goes-on": "Đơn vị {unit_id} có dữ liệu có hiệu lực từ ngày {effective_on}; hãy rút lại dữ liệu đó trước.",
    "unit-not-yet": "Đơn vị {unit_id} mới có từ ngày {since}.",
    "into-itself": "Đơn vị không thể sáp nhập vào, hoặc tách thành, chính nó.",
    "head-elsewhere": "Người đứng đầu phải là người của đơn vị trong ngày đó.",
    "not-a-fact": "Không có dữ liệu số {version} để rút lại, hoặc đã rút lại rồi.",
}

ENDING = ("effective-later", "unit-ended", "unit-not-yet", "unit-goes-on")


class UnitPromises(Contract):
    """What registration promises about units."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "name-taken", "effective-later", "unit-ended", "unit-not-yet"))
    def register_unit(self, request: RegisterUnit) -> Done:
        """Enter a unit into the register."""

    @promise(*BOARD_ROLES, refuses=("name-taken", "effective-later", "unit-ended", "unit-not-yet"))
    def rename_unit(self, request: RenameUnit) -> Done:
        """Give a unit a new name, or a new name and code."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "unit-ended", "unit-not-yet", "unit-under-itself"))
    def move_unit(self, request: MoveUnit) -> Done:
        """Put a unit under another one."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "unit-ended", "unit-not-yet"))
    def describe_unit(self, request: DescribeUnit) -> Done:
        """Say where a unit's letters go, and whether it is a small collective."""

    @promise(*BOARD_ROLES, refuses=(*ENDING, "into-itself", "unit-under-itself"))
    def merge_units(self, request: MergeUnits) -> Done:
        """End units in another one."""

    @promise(*BOARD_ROLES, refuses=(*ENDING, "into-itself", "unit-under-itself"))
    def split_unit(self, request: SplitUnit) -> Done:
        """Make parts of a unit units of their own."""

    @promise(*BOARD_ROLES, refuses=ENDING)
    def dissolve_unit(self, request: DissolveUnit) -> Done:
        """End a unit that nobody goes on with."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "unit-ended", "unit-not-yet", "head-elsewhere"))
    def appoint_head(self, request: AppointHead) -> Done:
        """Say who heads a unit."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "not-a-fact", "unit-under-itself"))
    def retract_unit_fact(self, request: RetractUnitFact) -> Done:
        """Take back what was entered wrongly about a unit; the log keeps it."""

    @promise(*INSIDE)
    def find_unit(self, request: FindUnit) -> UnitView:
        """A unit by its id, its code, or the other system's code; on a day, as known on a day."""

    @promise(*INSIDE)
    def list_units(self, request: ListUnits) -> UnitList:
        """The units on a day, as known on a day."""

    @promise(*INSIDE)
    def trace_unit(self, request: TraceUnit) -> UnitTrace:
        """Which units held a unit's place on a day."""

    @promise(*INSIDE)
    def search_units(self, request: SearchUnits) -> UnitList:
        """Units by words of their names or codes; the one that is typed exactly comes first."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, Role.AUDITOR)
    def unit_history(self, request: UnitHistory) -> FactList:
        """Everything that was entered about a unit, in order."""
