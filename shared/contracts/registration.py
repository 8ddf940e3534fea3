"""Registration (đăng ký thi đua): campaigns, units, people, targets; and whom to believe."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.contracts.base import (
    BOARD_ROLES,
    READING_ROLES,
    UNIT_ROLES,
    Command,
    Done,
    LogContract,
    Role,
    StatusContract,
    promise,
)
from shared.messages import Message, Request, many, new_id, number, text


class CampaignLevel(StrEnum):
    """Who launched a campaign (phong trào thi đua)."""

    PRIME_MINISTER = "prime_minister"  # Thủ tướng Chính phủ
    MINISTRY = "ministry"  # Bộ Tư pháp
    PROVINCE = "province"  # tỉnh
    CLUSTER = "cluster"  # Khối thi đua
    DEPARTMENT = "department"  # Sở
    UNIT = "unit"  # đơn vị


class CampaignKind(StrEnum):
    """How a campaign is organised."""

    REGULAR = "regular"  # thường xuyên
    BY_ROUND = "by_round"  # theo đợt
    THEMATIC = "thematic"  # theo chuyên đề
    PEAK = "peak"  # cao điểm
    INTERNAL = "internal"  # nội bộ đơn vị


class UnitKind(StrEnum):
    """What a unit is; it decides which pools and which authority its people belong to."""

    DEPARTMENT = "department"  # Sở
    ROOM = "room"  # phòng thuộc Sở
    SERVICE_UNIT = "service_unit"  # đơn vị sự nghiệp thuộc Sở
    DISTRICT = "district"  # huyện, thành phố
    DISTRICT_OFFICE = "district_office"  # Phòng Tư pháp, thuộc UBND huyện


class PositionClass(StrEnum):
    """The class of a position, as the statistics of the award sector have it."""

    DEPARTMENT_LEADER = "department_leader"  # lãnh đạo Sở
    UNIT_LEADER = "unit_leader"  # lãnh đạo cấp phòng
    STAFF = "staff"  # người trực tiếp công tác, lao động


class SubjectKind(StrEnum):
    """Who can be honoured."""

    INDIVIDUAL = "individual"  # cá nhân
    COLLECTIVE = "collective"  # tập thể


class ObligationKind(StrEnum):
    """What a unit owes in a campaign."""

    REGISTRATION = "registration"  # đăng ký thi đua
    INTERIM_REPORT = "interim_report"  # báo cáo sơ kết
    FINAL_REPORT = "final_report"  # báo cáo tổng kết


class RegistrationState(StrEnum):
    """Where a unit's registration stands."""

    NOT_SENT = "not_sent"  # chưa gửi
    WAITING = "waiting"  # chờ duyệt
    RETURNED = "returned"  # trả lại
    CONFIRMED = "confirmed"  # đã xác nhận


# -- requests that change -----------------------------------------------------------------------------


class RegisterUnit(Command):
    unit_id: UUID = new_id()
    code: str = text(at_most=30)
    name: str = text(at_most=200)
    kind: UnitKind
    parent_id: UUID | None = None
    mailbox: str = text(at_least=0, at_most=120, default="")
    external_code: str = text(at_least=0, at_most=60, default="")


class RegisterPerson(Command):
    person_id: UUID = new_id()
    name: str = text(at_most=100)
    position: str = text(at_most=120)
    position_class: PositionClass
    unit_id: UUID
    email: str = text(at_most=120)
    external_code: str = text(at_least=0, at_most=60, default="")
    identity_number: str = text(at_least=0, at_most=20, default="")


class AppointSignatory(Command):
    """Somebody may sign, in a capacity (``KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC``), between two days."""

    signatory_id: UUID = new_id()
    person_id: UUID
    capacity: str = text(at_most=120)
    valid_from: date
    valid_until: date | None = None


class LegalBasis(Request):
    """A text that a campaign rests on."""

    number: str = text(at_most=60)
    title: str = text(at_most=300)
    issuer: str = text(at_most=120)
    issued_on: date | None = None


class RoundPlan(Request):
    """A round (đợt thi đua) of a campaign, both days included."""

    round_id: UUID = new_id()
    name: str = text(at_most=120)
    starts_on: date
    ends_on: date
    occasions: tuple[str, ...] = many(at_most=20, item=text(at_most=300), default=())


class DueDate(Request):
    """Until when each reporting unit owes something, that day included."""

    kind: ObligationKind
    due_on: date


class DraftCampaign(Command):
    """A campaign as its plan describes it; ``plan_text`` is the plan itself, kept as it is."""

    campaign_id: UUID = new_id()
    title: str = text(at_most=400)
    level: CampaignLevel
    kind: CampaignKind
    year_from: int = number(at_least=1945, at_most=2200)
    year_to: int = number(at_least=1945, at_most=2200)
    theme: str = text(at_least=0, at_most=400, default="")
    launched_by: str = text(at_most=200)
    parent_id: UUID | None = None
    legal_bases: tuple[LegalBasis, ...] = many(at_most=50, default=())
    rounds: tuple[RoundPlan, ...] = many(at_most=12, default=())
    due: tuple[DueDate, ...] = many(at_most=10, default=())
    reporting_units: tuple[UUID, ...] = many(at_most=500, default=())
    recipients: tuple[str, ...] = many(at_most=50, item=text(at_most=300), default=())
    plan_text: str = text(at_least=0, at_most=200_000, lines=True, default="")


class NumberCampaign(Command):
    """The records office gives the plan its number and date."""

    campaign_id: UUID
    number: str = text(at_most=60)
    dated: date


class LaunchCampaign(Command):
    campaign_id: UUID


class Target(Request):
    """Who shall reach which award: a person, or a unit as a collective."""

    subject_id: UUID
    subject_kind: SubjectKind
    award: str = text(at_most=30)


class SubmitRegistration(Command):
    registration_id: UUID = new_id()
    campaign_id: UUID
    unit_id: UUID
    targets: tuple[Target, ...] = many(at_least=1, at_most=1000)
    late_reason: str = text(at_least=0, at_most=500, default="")


class ReturnRegistration(Command):
    registration_id: UUID
    reason: str = text(at_most=500)


class ResubmitRegistration(Command):
    registration_id: UUID
    targets: tuple[Target, ...] = many(at_least=1, at_most=1000)


class ConfirmRegistration(Command):
    registration_id: UUID


class DiscloseContacts(Command):
    """Names and addresses of some people, for one purpose; that they were handed out is recorded."""

    disclosure_id: UUID = new_id()
    person_ids: tuple[UUID, ...] = many(at_least=1, at_most=200)
    purpose: str = text(at_most=60)


class TrustIssuer(Command):
    """Believe tokens signed by this key, for these roles."""

    kid: str = text(at_most=60)
    public_key: str = text(at_most=1000, lines=True)
    roles: tuple[Role, ...] = many(at_least=1, at_most=20)


class WithdrawIssuer(Command):
    kid: str = text(at_most=60)


class OpenAccount(Command):
    """An account of another system or a person, with one role, until a day that is included."""

    name: str = text(at_most=60)
    role: Role
    until: date


class RevokeAccount(Command):
    name: str = text(at_most=60)


# -- questions and answers ----------------------------------------------------------------------------


class PlanDefect(Message):
    """Something wrong in the plan's text: what, where, the words as they stand, and what to do."""

    code: str
    line: int
    raw: str
    message: str
    suggestion: str | None = None


class CampaignDrafted(Message):
    """The draft is kept; ``defects`` is what the reader found in the plan's text."""

    id: UUID
    replayed: bool = False
    defects: tuple[PlanDefect, ...] = ()


class Contact(Message):
    person_id: UUID
    name: str
    position: str
    email: str


class ContactsDisclosed(Message):
    id: UUID
    replayed: bool = False
    contacts: tuple[Contact, ...] = ()


class FindUnit(Request):
    """A unit by exactly one of its id, its code, or the other system's code."""

    unit_id: UUID | None = None
    code: str = text(at_least=0, at_most=30, default="")
    external_code: str = text(at_least=0, at_most=60, default="")


class FindPerson(Request):
    """A person by exactly one of id or the other system's code."""

    person_id: UUID | None = None
    external_code: str = text(at_least=0, at_most=60, default="")


class UnitView(Message):
    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    parent_id: UUID | None
    external_code: str


class PersonView(Message):
    """A person without personal data: that is asked for with a purpose."""

    person_id: UUID
    unit_id: UUID
    unit_code: str
    position_class: PositionClass


class CampaignQuery(Request):
    campaign_id: UUID


class CampaignView(Message):
    campaign_id: UUID
    title: str
    level: CampaignLevel
    kind: CampaignKind
    year_from: int
    year_to: int
    state: str
    number: str
    defects: tuple[PlanDefect, ...]


class CampaignsOfYear(Request):
    year: int = number(at_least=1945, at_most=2200)


class CampaignList(Message):
    campaigns: tuple[CampaignView, ...]


class RegistrationsOf(Request):
    campaign_id: UUID


class UnitRegistration(Message):
    unit_id: UUID
    unit_code: str
    state: RegistrationState
    late: bool
    was_returned: bool
    targets: int


class RegistrationRollUp(Message):
    """Where each reporting unit stands."""

    units: tuple[UnitRegistration, ...]


class RegistrationQuery(Request):
    registration_id: UUID


class TargetView(Message):
    subject_id: UUID
    subject_kind: SubjectKind
    award: str


class RegistrationView(Message):
    """A unit's registration; ``reason`` is why it was returned last."""

    registration_id: UUID
    campaign_id: UUID
    unit_id: UUID
    state: RegistrationState
    late: bool
    reason: str
    targets: tuple[TargetView, ...]


class RegisterCount(Request):
    """How much the register holds."""


class RegisterCounts(Message):
    units: int
    people: int
    campaigns: int
    registrations: int


# -- published events ---------------------------------------------------------------------------------


class UnitRegistered(Message):
    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    parent_id: UUID | None
    mailbox: str
    external_code: str


class PersonRegistered(Message):
    """One of the two events that carry names in clear; nothing else of the person is in it.

    ``external_digest`` is the other system's code under a key of registration's own: equal for equal codes.
    """

    person_id: UUID
    unit_id: UUID
    position_class: PositionClass
    name: str
    external_digest: str


class SignatoryAppointed(Message):
    signatory_id: UUID
    person_id: UUID
    capacity: str
    valid_from: date
    valid_until: date | None


class RoundView(Message):
    round_id: UUID
    name: str
    starts_on: date
    ends_on: date
    occasions: tuple[str, ...]


class Obligation(Message):
    """What a unit owes, until when (that day included)."""

    unit_id: UUID
    kind: ObligationKind
    due_on: date


class LegalBasisView(Message):
    number: str
    title: str
    issuer: str
    issued_on: date | None


class CampaignLaunched(Message):
    campaign_id: UUID
    title: str
    level: CampaignLevel
    kind: CampaignKind
    year_from: int
    year_to: int
    theme: str
    launched_by: str
    number: str
    dated: date | None
    launched_on: date
    parent_id: UUID | None
    legal_bases: tuple[LegalBasisView, ...]
    rounds: tuple[RoundView, ...]
    obligations: tuple[Obligation, ...]
    recipients: tuple[str, ...]


class RegistrationSubmitted(Message):
    registration_id: UUID
    campaign_id: UUID
    unit_id: UUID
    late: bool


class RegistrationReturned(Message):
    registration_id: UUID
    campaign_id: UUID
    unit_id: UUID


class RegistrationConfirmed(Message):
    registration_id: UUID
    campaign_id: UUID
    unit_id: UUID


class IssuerTrusted(Message):
    kid: str
    public_key: str
    roles: tuple[str, ...]


class IssuerWithdrawn(Message):
    kid: str


class AccountOpened(Message):
    name: str
    role: str
    until: date


class AccountRevoked(Message):
    name: str


# -- the contract -------------------------------------------------------------------------------------


class RegistrationApi(LogContract, StatusContract):
    """Registration's promises."""

    name = "registration"
    events = (
        UnitRegistered,
        PersonRegistered,
        SignatoryAppointed,
        CampaignLaunched,
        RegistrationSubmitted,
        RegistrationReturned,
        RegistrationConfirmed,
        IssuerTrusted,
        IssuerWithdrawn,
        AccountOpened,
        AccountRevoked,
    )
    sentences = {
        "id-taken": "Mã định danh {id} đã được dùng.",
        "name-taken": "{name} đã được dùng.",
        "effective-later": "Ngày hiệu lực {effective_on} ở sau ngày hôm nay ({today}).",
        "not-your-unit": "Người gọi không thuộc đơn vị này và không nhập thay cho đơn vị.",
        "years-inverted": "Năm bắt đầu ở sau năm kết thúc.",
        "round-outside": "Đợt {name} nằm ngoài thời gian của phong trào hoặc kết thúc trước khi bắt đầu.",
        "rounds-overlap": "Hai đợt thi đua chồng lên nhau: {name}.",
        "number-missing": "Kế hoạch chưa có số và ngày; văn thư phải cấp trước khi phát động.",
        "already-launched": "Phong trào này đã phát động.",
        "not-launched": "Phong trào này chưa phát động.",
        "not-competent": "Người gọi không có thẩm quyền phát động phong trào cấp này.",
        "deadline-passed": "Đã quá hạn đăng ký {due_on}; hãy nêu lý do nộp muộn.",
        "already-registered": "Đơn vị đã gửi đăng ký cho phong trào này.",
        "not-reporting": "Đơn vị không thuộc diện đăng ký của phong trào này.",
        "subject-elsewhere": "Đối tượng {subject_id} không thuộc đơn vị đăng ký.",
        "unknown-award": "Không có danh hiệu hoặc hình thức khen thưởng {award} cho đối tượng này.",
        "wrong-state": "Bản đăng ký đang ở trạng thái {state}, không thể làm việc này.",
        "already-revoked": "Tài khoản hoặc khóa này đã bị thu hồi.",
        "inverted-dates": "Ngày kết thúc ở trước ngày bắt đầu.",
    }

    @promise(*BOARD_ROLES, refuses=("id-taken", "name-taken", "effective-later"))
    def register_unit(self, request: RegisterUnit) -> Done:
        """Enter a unit into the register."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "name-taken", "effective-later"))
    def register_person(self, request: RegisterPerson) -> Done:
        """Enter a person; name, position, address and numbers are sealed."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "effective-later", "inverted-dates"))
    def appoint_signatory(self, request: AppointSignatory) -> Done:
        """Say who may sign, in which capacity, from when to when."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "effective-later", "years-inverted", "round-outside", "rounds-overlap"))
    def draft_campaign(self, request: DraftCampaign) -> CampaignDrafted:
        """Draft a campaign; defects of the plan's text are found and listed."""

    @promise(Role.RECORDS, refuses=("name-taken", "already-launched", "effective-later"))
    def number_campaign(self, request: NumberCampaign) -> Done:
        """Give the plan its number and date."""

    @promise(
        Role.DIRECTOR,
        Role.OFFICE,
        refuses=("number-missing", "already-launched", "not-competent", "effective-later"),
    )
    def launch_campaign(self, request: LaunchCampaign) -> Done:
        """Launch a campaign: from now on units owe what it asks for."""

    @promise(
        *UNIT_ROLES,
        Role.OFFICE,
        refuses=(
            "id-taken",
            "effective-later",
            "not-your-unit",
            "not-launched",
            "deadline-passed",
            "already-registered",
            "not-reporting",
            "subject-elsewhere",
            "unknown-award",
        ),
    )
    def submit_registration(self, request: SubmitRegistration) -> Done:
        """Hand in a unit's targets."""

    @promise(Role.OFFICE, refuses=("wrong-state", "effective-later"))
    def return_registration(self, request: ReturnRegistration) -> Done:
        """Send a registration back with a reason."""

    @promise(
        *UNIT_ROLES,
        Role.OFFICE,
        refuses=("wrong-state", "effective-later", "not-your-unit", "subject-elsewhere", "unknown-award"),
    )
    def resubmit_registration(self, request: ResubmitRegistration) -> Done:
        """Hand in a returned registration again."""

    @promise(Role.OFFICE, refuses=("wrong-state", "effective-later"))
    def confirm_registration(self, request: ConfirmRegistration) -> Done:
        """Accept a unit's targets."""

    @promise(Role.SERVICE, refuses=("id-taken", "effective-later"))
    def disclose_contacts(self, request: DiscloseContacts) -> ContactsDisclosed:
        """Names and addresses for letters; each disclosure is recorded."""

    @promise(Role.OPERATOR, refuses=("name-taken", "effective-later"))
    def trust_issuer(self, request: TrustIssuer) -> Done:
        """Believe tokens signed by a key."""

    @promise(Role.OPERATOR, refuses=("already-revoked", "effective-later"))
    def withdraw_issuer(self, request: WithdrawIssuer) -> Done:
        """Believe a key no longer."""

    @promise(Role.OPERATOR, refuses=("name-taken", "effective-later"))
    def open_account(self, request: OpenAccount) -> Done:
        """Open an account with one role."""

    @promise(Role.OPERATOR, refuses=("already-revoked", "effective-later"))
    def revoke_account(self, request: RevokeAccount) -> Done:
        """Close an account at once."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.DIRECTOR, Role.RECORDS, Role.OPERATOR, *READING_ROLES)
    def find_unit(self, request: FindUnit) -> UnitView:
        """A unit by its id, its code, or the other system's code."""

    @promise(*BOARD_ROLES, Role.OPERATOR, *READING_ROLES)
    def find_person(self, request: FindPerson) -> PersonView:
        """A person by id or the other system's code, without personal data."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.DIRECTOR, Role.RECORDS, Role.OPERATOR, *READING_ROLES)
    def get_campaign(self, request: CampaignQuery) -> CampaignView:
        """A campaign with the defects found in its plan."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.DIRECTOR, Role.RECORDS, Role.OPERATOR, *READING_ROLES)
    def list_campaigns(self, request: CampaignsOfYear) -> CampaignList:
        """The campaigns that run in a year."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.DIRECTOR, Role.AUDITOR)
    def get_registration(self, request: RegistrationQuery) -> RegistrationView:
        """A unit's targets and why they came back; another unit's answer as unknown."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, *READING_ROLES)
    def roll_up(self, request: RegistrationsOf) -> RegistrationRollUp:
        """Where each reporting unit stands with its registration."""

    @promise(*BOARD_ROLES, Role.OPERATOR, *READING_ROLES)
    def count_register(self, request: RegisterCount) -> RegisterCounts:
        """How many units, people, campaigns and registrations there are."""
