"""The register of people (cá nhân) and of collectives within units: where they are, and what was recorded of them."""

from datetime import date
from uuid import UUID

from shared.contracts.base import BOARD_ROLES, READING_ROLES, UNIT_ROLES, Command, Contract, Done, Role, promise
from shared.contracts.registration.kinds import (
    Classification,
    DisciplineForm,
    EvaluationKind,
    Gender,
    LeaveKind,
    PositionClass,
    StaffKind,
)
from shared.contracts.registration.units import FactList
from shared.messages import Json, Message, Request, many, new_id, number, text

FILE = 11_000_000  # characters of base64: a workbook of 8 MB

# -- requests that change: each counts from ``effective_on`` --------------------------------------------


class RegisterPerson(Command):
    """``birth`` is a year, a month or a day (``1980``, ``1980-05``, ``1980-05-03``): lists often know the year only.

    ``front_line``: works directly with citizens or cases (người trực tiếp lao động, chuyên môn, nghiệp vụ).
    """

    person_id: UUID = new_id()
    name: str = text(at_most=100)
    position: str = text(at_most=120)
    position_class: PositionClass
    unit_id: UUID
    email: str = text(at_least=0, at_most=120, default="")
    external_code: str = text(at_least=0, at_most=60, default="")
    identity_number: str = text(at_least=0, at_most=20, default="")
    birth: str = text(at_least=0, at_most=10, default="")
    gender: Gender | None = None
    staff_kind: StaffKind | None = None
    front_line: bool = False
    recruited_on: date | None = None


class DescribePerson(Command):
    """Name, birth, address, numbers, as they are now known; what is empty is empty.

    A day of recruitment that is not given stays as it was entered.
    """

    person_id: UUID
    name: str = text(at_most=100)
    email: str = text(at_least=0, at_most=120, default="")
    external_code: str = text(at_least=0, at_most=60, default="")
    identity_number: str = text(at_least=0, at_most=20, default="")
    birth: str = text(at_least=0, at_most=10, default="")
    gender: Gender | None = None
    recruited_on: date | None = None


class ChangePosition(Command):
    person_id: UUID
    position: str = text(at_most=120)
    position_class: PositionClass
    staff_kind: StaffKind | None = None
    front_line: bool = False


class TransferPerson(Command):
    """From that day on in another unit (điều động, luân chuyển)."""

    person_id: UUID
    unit_id: UUID


class RecordDeparture(Command):
    """From that day on no longer with us; the reason is sealed."""

    person_id: UUID
    reason: str = text(at_most=300)


class RecordReturn(Command):
    """Back from that day on, in some unit."""

    person_id: UUID
    unit_id: UUID


class RetractPersonFact(Command):
    """What was entered under this version never was so; it stays in the log, and counts no more."""

    person_id: UUID
    version: int = number(at_least=2)
    reason: str = text(at_most=500)


class RecordClassification(Command):
    """The annual classification; rests on a ``basis`` or a ``paper``, like all that follow."""

    person_id: UUID
    year: int = number(at_least=1945, at_most=2200)
    classification: Classification


class RecordDiscipline(Command):
    """A measure and the days on which it counts, both included; without a last day until further notice."""

    person_id: UUID
    form: DisciplineForm
    from_on: date
    until_on: date | None = None


class FlagCase(Command):
    """Somebody is under examination, verification, investigation, or a complaint about him is open."""

    case_id: UUID = new_id()
    person_id: UUID
    matter: str = text(at_most=300)


class ClearCase(Command):
    """The case is over; ``conclusion`` as its document says."""

    case_id: UUID
    person_id: UUID
    conclusion: str = text(at_most=300)


class RecordLeave(Command):
    """An absence, both days included, and how many working days it took."""

    person_id: UUID
    kind: LeaveKind
    from_on: date
    until_on: date
    working_days: int = number(at_least=1, at_most=1000)


class DiscloseContacts(Command):
    """Names and addresses of some people, for one purpose; that they were handed out is recorded."""

    disclosure_id: UUID = new_id()
    person_ids: tuple[UUID, ...] = many(at_least=1, at_most=200)
    purpose: str = text(at_most=60)


class DiscloseEvaluations(Command):
    """What was recorded of some people up to a day, for one purpose; that it was handed out is recorded."""

    disclosure_id: UUID = new_id()
    person_ids: tuple[UUID, ...] = many(at_least=1, at_most=200)
    purpose: str = text(at_most=60)
    known_on: date | None = None


class FormCollective(Command):
    """A collective within a unit (tổ, nhóm), with its members from that day on."""

    collective_id: UUID = new_id()
    unit_id: UUID
    name: str = text(at_most=200)
    small: bool = True
    member_ids: tuple[UUID, ...] = many(at_least=1, at_most=500)


class ChangeMembers(Command):
    collective_id: UUID
    joined: tuple[UUID, ...] = many(at_most=500, default=())
    left: tuple[UUID, ...] = many(at_most=500, default=())


class DissolveCollective(Command):
    collective_id: UUID


class ImportPeople(Command):
    """Enter what ``check_people`` showed: the same file (base64), and the digest of the report that was confirmed."""

    file: str = text(at_most=FILE)
    report_digest: str = text(at_least=64, at_most=64)
    unit_id: UUID | None = None


class ExportPeople(Command):
    """The people of a unit and all under it, or all people, on a day, as a workbook that can be imported again."""

    disclosure_id: UUID = new_id()
    unit_id: UUID | None = None
    on: date | None = None
    purpose: str = text(at_most=60)


# -- questions and answers ------------------------------------------------------------------------------


class Contact(Message):
    person_id: UUID
    name: str
    position: str
    email: str


class ContactsDisclosed(Message):
    id: UUID
    replayed: bool = False
    contacts: tuple[Contact, ...] = ()


class Evaluation(Message):
    """One record: ``value`` is a Classification, a DisciplineForm, a LeaveKind, or a case's matter or conclusion.

    ``stream_version`` is the recorded event of the person that says so. ``until_on`` of a case is the day of its end.
    """

    person_id: UUID
    stream_version: int
    kind: EvaluationKind
    value: str
    year: int | None
    from_on: date | None
    until_on: date | None
    working_days: int | None
    document: str
    recorded_on: date


class EvaluationsDisclosed(Message):
    id: UUID
    replayed: bool = False
    evaluations: tuple[Evaluation, ...] = ()


class FindPerson(Request):
    """A person by exactly one of id or the other system's code; ``on`` a day, as ``known_on`` a day."""

    person_id: UUID | None = None
    external_code: str = text(at_least=0, at_most=60, default="")
    on: date | None = None
    known_on: date | None = None


class PersonView(Message):
    """A person without personal data: that is asked for with a purpose.

    ``unit_id`` follows mergers; ``departed_on`` is the first day on which somebody is no longer with us.
    """

    person_id: UUID
    unit_id: UUID
    unit_code: str
    position_class: PositionClass
    staff_kind: StaffKind | None = None
    front_line: bool = False
    recruited_on: date | None = None
    departed_on: date | None = None


class ListPeople(Request):
    """The people of a unit on a day, as was known on a day; of a collective, its members."""

    unit_id: UUID
    on: date | None = None
    known_on: date | None = None


class PeopleList(Message):
    people: tuple[PersonView, ...]


class SearchPeople(Request):
    """Words of a name in any order, with or without diacritics, whole or begun."""

    words: str = text(at_most=100)
    unit_id: UUID | None = None
    limit: int = number(at_least=1, at_most=100, default=20)


class PersonFound(Message):
    person_id: UUID
    name: str
    unit_id: UUID
    unit_code: str
    unit_name: str
    position_class: PositionClass


class PeopleFound(Message):
    """Best first; among equals by given name."""

    people: tuple[PersonFound, ...]


class PersonHistory(Request):
    person_id: UUID


class CheckPeople(Request):
    """What would importing this file (base64) do; ``unit_id`` is the unit of rows that name none.

    Somebody is found by code, by identity number, by name with birth, or by name within the unit. A cell that is
    empty says nothing: what the register has stays.
    """

    file: str = text(at_most=FILE)
    unit_id: UUID | None = None


class RowError(Message):
    """A cell that is wrong: where, and a Vietnamese sentence that says what to do."""

    sheet: str
    row: int
    column: str
    header: str
    code: str
    message: str


class RowChange(Message):
    """What an existing person's row would change: the names of the fields."""

    sheet: str
    row: int
    person_id: UUID
    fields: tuple[str, ...]


class PeopleChecked(Message):
    """Nothing was written. ``digest`` confirms exactly this report; rows with errors are left out of an import."""

    digest: str
    total: int
    added: int
    changed: int
    unchanged: int
    errors: tuple[RowError, ...]
    changes: tuple[RowChange, ...]


class PeopleImported(Message):
    id: UUID
    replayed: bool = False
    added: int = 0
    changed: int = 0
    unchanged: int = 0


class PeopleExported(Message):
    """``file`` is a workbook in base64; a repeated request gets none: it asks anew."""

    id: UUID
    replayed: bool = False
    rows: int = 0
    file: str = ""


class RegisterCount(Request):
    """How much the register holds."""


class RegisterCounts(Message):
    units: int
    people: int
    campaigns: int
    registrations: int


# -- published events -----------------------------------------------------------------------------------


class PersonRegistered(Message, version=2):
    """One of the two events that carry names in clear; beside the name only what rules ask of everybody.

    ``external_digest`` is the other system's code under a key of registration's own: equal for equal codes.
    """

    person_id: UUID
    unit_id: UUID
    position_class: PositionClass
    name: str
    external_digest: str
    staff_kind: StaffKind | None = None
    front_line: bool = False
    recruited_on: date | None = None
    effective_on: date | None = None

    @staticmethod
    def upcast_v1_v2(data: Json) -> Json:
        """What version 1 did not say has a default."""
        return data


class PersonDescribed(Message):
    """Who the person is was said anew, under seal; ``recruited_on`` counts where it is given."""

    person_id: UUID
    recruited_on: date | None
    effective_on: date


class PersonTransferred(Message):
    person_id: UUID
    unit_id: UUID
    effective_on: date


class PositionChanged(Message):
    person_id: UUID
    position_class: PositionClass
    staff_kind: StaffKind | None
    front_line: bool
    effective_on: date


class PersonDeparted(Message):
    person_id: UUID
    effective_on: date


class PersonReturned(Message):
    person_id: UUID
    unit_id: UUID
    effective_on: date


class PersonCorrected(Message):
    """Something that was entered is known to be wrong; this is where the person is today without it."""

    person_id: UUID
    unit_id: UUID
    position_class: PositionClass
    staff_kind: StaffKind | None
    front_line: bool
    recruited_on: date | None
    departed_on: date | None


class CollectiveFormed(Message):
    collective_id: UUID
    unit_id: UUID
    name: str
    small: bool
    member_ids: tuple[UUID, ...]
    effective_on: date


class MembersChanged(Message):
    collective_id: UUID
    joined: tuple[UUID, ...]
    left: tuple[UUID, ...]
    effective_on: date


class CollectiveDissolved(Message):
    collective_id: UUID
    effective_on: date


EVENTS = (
    PersonRegistered,
    PersonDescribed,
    PersonTransferred,
    PositionChanged,
    PersonDeparted,
    PersonReturned,
    PersonCorrected,
    CollectiveFormed,
    MembersChanged,
    CollectiveDissolved,
)

FILE_SENTENCES = {
    "file-not-base64": "Tệp gửi lên không đúng định dạng base64; hãy gửi lại.",
    "file-empty": "Tệp không có nội dung; đề nghị chọn lại tệp.",
    "file-too-large": "Tệp lớn hơn {limit_mb} MB; đề nghị bỏ hình ảnh, các trang không cần và lưu lại.",
    "file-unpacks-too-large": "Tệp có quá nhiều thành phần, hoặc khi mở ra quá lớn (giới hạn {limit_mb} MB); "
    "đề nghị chép danh sách sang tệp mới.",
    "file-not-xlsx": "Tệp không phải là bảng tính Excel (.xlsx); "
    "đề nghị mở bằng Excel và lưu lại dạng “Excel Workbook (*.xlsx)”.",
    "file-old-excel": "Tệp dạng Excel cũ (.xls); đề nghị mở bằng Excel và lưu lại dạng “Excel Workbook (*.xlsx)”.",
    "file-encrypted": "Tệp có mật khẩu nên không đọc được; đề nghị bỏ mật khẩu và lưu lại.",
    "file-damaged": "Tệp bị hỏng nên không đọc được; đề nghị mở bằng Excel, lưu thành tệp mới và gửi lại.",
    "file-has-dtd": "Tệp có nội dung không an toàn (khai báo DTD); đề nghị mở bằng Excel và lưu thành tệp mới.",
    "file-has-macros": "Tệp có macro; đề nghị lưu lại dạng “Excel Workbook (*.xlsx)”, không kèm macro.",
    "file-has-external-links": "Tệp liên kết tới tệp khác; "
    "đề nghị ngắt liên kết (Data, Edit Links, Break Link) và lưu lại.",
    "file-has-formulas": "Trang “{sheet}” có công thức ở ô {cells}; đề nghị dán lại dưới dạng giá trị (Paste Values).",
    "file-legacy-font": "Ô {cell} của trang “{sheet}” dùng phông chữ TCVN3 hoặc VNI; "
    "đề nghị chuyển cả tệp sang Unicode rồi gửi lại.",
    "file-no-header": "Không tìm thấy dòng tiêu đề của danh sách; đề nghị có các cột: {needed}.",
    "file-too-many-rows": "Tệp có quá nhiều dòng; mỗi tệp được tối đa {limit} người; đề nghị chia thành nhiều tệp.",
}

SENTENCES = {
    "bad-birth": "Ngày sinh phải là năm, tháng và năm, hoặc ngày đầy đủ, không ở tương lai.",
    "recruited-later": "Ngày tuyển dụng {recruited_on} ở sau ngày có hiệu lực {effective_on}.",
    "same-unit": "Người này đã ở đơn vị đó trong ngày ấy.",
    "departed": "Người này không còn công tác từ ngày {departed_on}.",
    "not-departed": "Người này đang công tác trong ngày ấy.",
    "not-yet-here": "Người này mới có trong sổ từ ngày {since}.",
    "document-required": "Phải nêu văn bản làm căn cứ hoặc kèm bản chụp văn bản.",
    "inverted-dates": "Ngày kết thúc ở trước ngày bắt đầu.",
    "case-closed": "Vụ việc này đã kết thúc.",
    "member-elsewhere": "Người {person_id} không thuộc đơn vị của tập thể trong ngày đó.",
    "not-a-member": "Người {person_id} không phải là thành viên trong ngày đó, hoặc đã là thành viên.",
    "collective-ended": "Tập thể này đã giải thể từ ngày {ended_on}.",
    "collective-not-yet": "Tập thể này mới có từ ngày {since}.",
    "report-outdated": "Dữ liệu đã khác so với lúc kiểm tra; hãy kiểm tra lại tệp rồi xác nhận.",
    **FILE_SENTENCES,
}


class PeoplePromises(Contract):
    """What registration promises about people and collectives."""

    @promise(
        *BOARD_ROLES,
        refuses=(
            "id-taken",
            "name-taken",
            "effective-later",
            "unit-ended",
            "unit-not-yet",
            "bad-birth",
            "recruited-later",
        ),
    )
    def register_person(self, request: RegisterPerson) -> Done:
        """Enter a person; name, position, address and numbers are sealed."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "name-taken", "bad-birth", "recruited-later"))
    def describe_person(self, request: DescribePerson) -> Done:
        """Say what a person's name, birth, address and numbers are."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "departed", "not-yet-here"))
    def change_position(self, request: ChangePosition) -> Done:
        """Give a person another position."""

    @promise(
        *BOARD_ROLES,
        refuses=("effective-later", "unit-ended", "unit-not-yet", "same-unit", "departed", "not-yet-here"),
    )
    def transfer_person(self, request: TransferPerson) -> Done:
        """Move a person to another unit."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "departed", "not-yet-here"))
    def record_departure(self, request: RecordDeparture) -> Done:
        """Somebody is no longer with us."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "unit-ended", "unit-not-yet", "not-departed", "not-yet-here"))
    def record_return(self, request: RecordReturn) -> Done:
        """Somebody is back."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "not-a-fact"))
    def retract_person_fact(self, request: RetractPersonFact) -> Done:
        """Take back what was entered wrongly about a person; the log keeps it."""

    @promise(Role.OFFICE, refuses=("effective-later", "document-required"))
    def record_classification(self, request: RecordClassification) -> Done:
        """Record an annual classification, sealed, with its document."""

    @promise(Role.OFFICE, refuses=("effective-later", "document-required", "inverted-dates"))
    def record_discipline(self, request: RecordDiscipline) -> Done:
        """Record a disciplinary measure, sealed, with its document."""

    @promise(Role.OFFICE, refuses=("effective-later", "document-required", "id-taken"))
    def flag_case(self, request: FlagCase) -> Done:
        """Record that a case about somebody is open, sealed, with its document."""

    @promise(Role.OFFICE, refuses=("effective-later", "document-required", "case-closed"))
    def clear_case(self, request: ClearCase) -> Done:
        """Record that a case is over, sealed, with its document."""

    @promise(Role.OFFICE, refuses=("effective-later", "document-required", "inverted-dates"))
    def record_leave(self, request: RecordLeave) -> Done:
        """Record an absence, sealed, with its document."""

    @promise(Role.SERVICE, refuses=("id-taken", "effective-later"))
    def disclose_contacts(self, request: DiscloseContacts) -> ContactsDisclosed:
        """Names and addresses for letters; each disclosure is recorded."""

    @promise(Role.SERVICE, Role.OFFICE, Role.AUDITOR, refuses=("id-taken", "effective-later"))
    def disclose_evaluations(self, request: DiscloseEvaluations) -> EvaluationsDisclosed:
        """Classifications, discipline, open cases and absences of some people; each disclosure is recorded."""

    @promise(
        *BOARD_ROLES,
        refuses=("id-taken", "effective-later", "unit-ended", "unit-not-yet", "member-elsewhere"),
    )
    def form_collective(self, request: FormCollective) -> Done:
        """Form a collective within a unit."""

    @promise(
        *BOARD_ROLES,
        refuses=("effective-later", "collective-ended", "collective-not-yet", "member-elsewhere", "not-a-member"),
    )
    def change_members(self, request: ChangeMembers) -> Done:
        """Say who joined and who left a collective."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "collective-ended", "collective-not-yet"))
    def dissolve_collective(self, request: DissolveCollective) -> Done:
        """End a collective."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, refuses=("not-your-unit", *FILE_SENTENCES))
    def check_people(self, request: CheckPeople) -> PeopleChecked:
        """What importing a workbook of people would do, with errors by row and column; nothing is written."""

    @promise(
        *UNIT_ROLES,
        *BOARD_ROLES,
        refuses=(
            "not-your-unit",
            "effective-later",
            "name-taken",
            "report-outdated",
            "unit-ended",
            "unit-not-yet",
            "recruited-later",
            "same-unit",
            "departed",
            "not-yet-here",
            *FILE_SENTENCES,
        ),
    )
    def import_people(self, request: ImportPeople) -> PeopleImported:
        """Enter the people of a workbook as its checked report said, all in one commit."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "effective-later"))
    def export_people(self, request: ExportPeople) -> PeopleExported:
        """People as a workbook; that they were handed out is recorded."""

    @promise(*BOARD_ROLES, Role.OPERATOR, *READING_ROLES)
    def find_person(self, request: FindPerson) -> PersonView:
        """A person by id or the other system's code, without personal data; on a day, as known on a day."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.DIRECTOR, *READING_ROLES)
    def list_people(self, request: ListPeople) -> PeopleList:
        """The people of a unit or collective on a day, as known on a day; a unit's account sees its own."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.DIRECTOR, Role.AUDITOR)
    def search_people(self, request: SearchPeople) -> PeopleFound:
        """People by words of their names; the one that is typed exactly comes first; a unit's account finds its own."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, Role.AUDITOR)
    def person_history(self, request: PersonHistory) -> FactList:
        """Everything that was entered about a person, in order, without what is sealed."""

    @promise(*BOARD_ROLES, Role.OPERATOR, *READING_ROLES)
    def count_register(self, request: RegisterCount) -> RegisterCounts:
        """How many units, people, campaigns and registrations there are."""
