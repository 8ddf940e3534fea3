"""Registrations (đăng ký thi đua): a unit's plan, targets and commitments, from the first draft to the locked lists."""

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
from shared.contracts.registration.kinds import AmendmentKind, RegistrationState, SubjectKind
from shared.messages import Message, Request, many, new_id, number, text

# -- requests that change -------------------------------------------------------------------------------


class Target(Request):
    """Who shall reach which award: a person, or as a collective the unit or a collective within it."""

    subject_id: UUID
    subject_kind: SubjectKind
    award: str = text(at_most=30)


class Commitment(Request):
    """What the unit sets out to do: so much (``planned``) of a ``measure``, until a day.

    ``item_id`` is the content of the campaign that it carries out; without one it is the unit's own.
    ``assigned_by`` is the document that gives the task (Kế hoạch 2022, II.2.3 "Hai là").
    """

    commitment_id: UUID = new_id()
    wording: str = text(at_most=500)
    measure: str = text(at_most=100)
    planned: int = number(at_least=1, at_most=2**31 - 1)
    due_on: date | None = None
    item_id: UUID | None = None
    assigned_by: str = text(at_least=0, at_most=300, default="")


class SubmitUnitPlan(Command):
    """The unit's own plan for carrying out the campaign (Kế hoạch 2022, V.2.b); the scan is the ``paper``."""

    plan_id: UUID = new_id()
    campaign_id: UUID
    unit_id: UUID
    title: str = text(at_most=300)
    number: str = text(at_least=0, at_most=60, default="")
    dated: date | None = None


class SubmitRegistration(Command):
    registration_id: UUID = new_id()
    campaign_id: UUID
    unit_id: UUID
    targets: tuple[Target, ...] = many(at_least=1, at_most=1000)
    late_reason: str = text(at_least=0, at_most=500, default="")
    commitments: tuple[Commitment, ...] = many(at_most=200, default=())


class ReturnRegistration(Command):
    registration_id: UUID
    reason: str = text(at_most=500)


class ResubmitRegistration(Command):
    registration_id: UUID
    targets: tuple[Target, ...] = many(at_least=1, at_most=1000)
    commitments: tuple[Commitment, ...] = many(at_most=200, default=())


class WithdrawRegistration(Command):
    registration_id: UUID
    reason: str = text(at_most=500)


class ConfirmRegistration(Command):
    registration_id: UUID


class LockRegistrations(Command):
    """Close a campaign's lists (chốt danh sách) after the last day of registration."""

    campaign_id: UUID


class AmendRegistration(Command):
    """A registration's targets and commitments again, whole, after the lists were locked; the office confirms it."""

    registration_id: UUID
    targets: tuple[Target, ...] = many(at_least=1, at_most=1000)
    commitments: tuple[Commitment, ...] = many(at_most=200, default=())
    kind: AmendmentKind
    reason: str = text(at_most=500)


class ReportProgress(Command):
    """How much of a commitment is done; ``achieved_on`` once all of it is."""

    registration_id: UUID
    commitment_id: UUID
    done: int = number(at_most=2**31 - 1)
    achieved_on: date | None = None


# -- questions and answers ------------------------------------------------------------------------------


class TargetWarning(Message):
    """A target that can hardly be met, as nomination's rules say it; it forbids nothing."""

    subject_id: UUID
    award: str
    code: str
    message: str


class RegistrationTaken(Message):
    """``assessed`` is false where nomination could not be asked; then there are no warnings."""

    id: UUID
    replayed: bool = False
    late: bool = False
    assessed: bool = False
    warnings: tuple[TargetWarning, ...] = ()


class RegistrationsLockedAnswer(Message):
    """``digest`` is the SHA-256 of the lists as RFC 8785 writes them: ``locked_lists`` gives them to check."""

    id: UUID
    replayed: bool = False
    digest: str = ""
    confirmed: int = 0
    missing: tuple[UUID, ...] = ()


class RegistrationsOf(Request):
    campaign_id: UUID


class UnitRegistration(Message):
    """``leaders`` and ``front_line`` count individual targets; ``on_paper``: entered by somebody else for the unit."""

    unit_id: UUID
    unit_code: str
    state: RegistrationState
    late: bool
    was_returned: bool
    targets: int
    registration_id: UUID | None = None
    unit_plan: bool = False
    locked: bool = False
    amended: bool = False
    on_paper: bool = False
    leaders: int = 0
    front_line: int = 0


class RegistrationRollUp(Message):
    """Where each reporting unit stands, and the sums; ``digest`` once the lists are locked."""

    units: tuple[UnitRegistration, ...]
    not_sent: int = 0
    waiting: int = 0
    returned: int = 0
    confirmed: int = 0
    withdrawn: int = 0
    late: int = 0
    on_paper: int = 0
    digest: str = ""


class RegistrationQuery(Request):
    registration_id: UUID


class TargetView(Message):
    subject_id: UUID
    subject_kind: SubjectKind
    award: str


class CommitmentView(Message):
    """``percent`` is what is done of what was planned, rounded down; over 100 is over-fulfilled.

    ``early``: achieved before its day (về đích sớm; Kế hoạch 2022, I.1.c).
    """

    commitment_id: UUID
    wording: str
    measure: str
    planned: int
    due_on: date | None
    item_id: UUID | None
    assigned_by: str
    done: int
    percent: int
    achieved_on: date | None
    early: bool


class UnitPlanView(Message):
    plan_id: UUID
    title: str
    number: str
    dated: date | None
    sha256: str
    submitted_on: date


class RegistrationView(Message):
    """A unit's registration; ``reason`` is why it was returned last, ``added`` and ``removed`` what came since then.

    ``entered_for``: the unit, where somebody else entered it from the unit's paper. ``version`` counts all steps.
    """

    registration_id: UUID
    campaign_id: UUID
    unit_id: UUID
    state: RegistrationState
    late: bool
    reason: str
    targets: tuple[TargetView, ...]
    added: tuple[TargetView, ...] = ()
    removed: tuple[TargetView, ...] = ()
    commitments: tuple[CommitmentView, ...] = ()
    warnings: tuple[TargetWarning, ...] = ()
    unit_plan: UnitPlanView | None = None
    locked: bool = False
    amendment: AmendmentKind | None = None
    entered_for: UUID | None = None
    version: int = 1
    late_reason: str = ""
    withdrawal_reason: str = ""
    amendment_reason: str = ""


class RegistrationOfUnit(Request):
    """A unit's registration in a campaign."""

    campaign_id: UUID
    unit_id: UUID


class LockedListsOf(Request):
    campaign_id: UUID


class LockedTarget(Message):
    subject_id: UUID
    subject_kind: SubjectKind
    award: str


class LockedUnit(Message):
    """One unit as the lists had it when they were locked."""

    unit_id: UUID
    registration_id: UUID | None
    state: RegistrationState
    version: int
    targets: tuple[LockedTarget, ...]


class LockedLists(Message):
    """Whoever writes ``units`` as RFC 8785 and hashes it gets ``digest``."""

    campaign_id: UUID
    locked_on: date
    digest: str
    units: tuple[LockedUnit, ...]


# -- published events -----------------------------------------------------------------------------------


class UnitPlanSubmitted(Message):
    plan_id: UUID
    campaign_id: UUID
    unit_id: UUID


class RegistrationSubmitted(Message):
    registration_id: UUID
    campaign_id: UUID
    unit_id: UUID
    late: bool


class RegistrationReturned(Message):
    registration_id: UUID
    campaign_id: UUID
    unit_id: UUID


class RegistrationWithdrawn(Message):
    registration_id: UUID
    campaign_id: UUID
    unit_id: UUID


class RegistrationConfirmed(Message):
    registration_id: UUID
    campaign_id: UUID
    unit_id: UUID


class RegistrationAmended(Message):
    """After the lists were locked; the office has to confirm it again."""

    registration_id: UUID
    campaign_id: UUID
    unit_id: UUID


class RegistrationsLocked(Message):
    """A campaign's lists are closed; how many of its units were confirmed, and the digest of the lists."""

    campaign_id: UUID
    locked_on: date
    digest: str
    confirmed: int
    missing: tuple[UUID, ...]


EVENTS = (
    UnitPlanSubmitted,
    RegistrationSubmitted,
    RegistrationReturned,
    RegistrationWithdrawn,
    RegistrationConfirmed,
    RegistrationAmended,
    RegistrationsLocked,
)

SENTENCES = {
    "not-your-unit": "Người gọi không thuộc đơn vị này và không nhập thay cho đơn vị.",
    "not-launched": "Phong trào này chưa phát động.",
    "campaign-over": "Phong trào này đã đóng hoặc đã hủy.",
    "phase-closed": "Hiện không ở giai đoạn được làm việc này của phong trào.",
    "deadline-passed": "Đã quá hạn đăng ký {due_on}; hãy nêu lý do nộp muộn.",
    "already-registered": "Đơn vị đã gửi đăng ký cho phong trào này.",
    "plan-already-there": "Đơn vị đã gửi kế hoạch cho phong trào này.",
    "not-reporting": "Đơn vị không thuộc diện đăng ký của phong trào này.",
    "subject-elsewhere": "Đối tượng {subject_id} không thuộc đơn vị đăng ký.",
    "subject-twice": "Đối tượng {subject_id} được nêu hai lần với cùng một danh hiệu hoặc hình thức khen thưởng.",
    "outside-audience": "Đối tượng {subject_id} không thuộc diện của phong trào.",
    "unknown-award": "Không có danh hiệu hoặc hình thức khen thưởng {award} cho đối tượng này.",
    "unknown-content": "Nội dung {item_id} không có trong kế hoạch của phong trào.",
    "wrong-state": "Bản đăng ký đang ở trạng thái {state}, không thể làm việc này.",
    "deadline-not-passed": "Hạn đăng ký {due_on} chưa qua, chưa thể chốt danh sách.",
    "undecided": "Còn {count} bản đăng ký chờ duyệt; hãy xác nhận hoặc trả lại trước khi chốt.",
    "already-locked": "Danh sách đăng ký của phong trào này đã chốt.",
    "not-locked": "Danh sách chưa chốt; hãy đề nghị trả lại bản đăng ký để sửa.",
    "locked": "Danh sách đã chốt; chỉ có thể điều chỉnh kèm lý do.",
    "unknown-commitment": "Không có cam kết {commitment_id} trong bản đăng ký này.",
    "not-achieved": "Mới thực hiện {done} trên {planned}; chưa thể ghi ngày hoàn thành.",
}


# How whatever hands in targets and commitments may be refused.
TARGET_CODES = (
    "effective-later",
    "not-your-unit",
    "campaign-over",
    "subject-elsewhere",
    "subject-twice",
    "outside-audience",
    "unknown-award",
    "unknown-content",
    "id-taken",
    "departed",
)


class RegistrationPromises(Contract):
    """What registration promises about registrations."""

    @promise(
        *UNIT_ROLES,
        Role.OFFICE,
        refuses=(
            "id-taken",
            "effective-later",
            "not-your-unit",
            "not-launched",
            "campaign-over",
            "not-reporting",
            "plan-already-there",
            "document-required",
        ),
    )
    def submit_unit_plan(self, request: SubmitUnitPlan) -> Done:
        """Hand in a unit's own plan for a campaign."""

    @promise(
        *UNIT_ROLES,
        Role.OFFICE,
        refuses=(
            "not-launched",
            "phase-closed",
            "deadline-passed",
            "already-registered",
            "not-reporting",
            "unit-ended",
            "unit-not-yet",
            *TARGET_CODES,
        ),
    )
    def submit_registration(self, request: SubmitRegistration) -> RegistrationTaken:
        """Hand in a unit's targets; what can hardly be met comes back as warnings."""

    @promise(Role.OFFICE, refuses=("wrong-state", "effective-later"))
    def return_registration(self, request: ReturnRegistration) -> Done:
        """Send a registration back with a reason."""

    @promise(
        *UNIT_ROLES,
        Role.OFFICE,
        refuses=(
            "wrong-state",
            "locked",
            *TARGET_CODES,
        ),
    )
    def resubmit_registration(self, request: ResubmitRegistration) -> RegistrationTaken:
        """Hand in a returned or withdrawn registration again."""

    @promise(*UNIT_ROLES, Role.OFFICE, refuses=("wrong-state", "effective-later", "not-your-unit", "locked"))
    def withdraw_registration(self, request: WithdrawRegistration) -> Done:
        """Take a registration back before the lists are locked."""

    @promise(Role.OFFICE, refuses=("wrong-state", "effective-later"))
    def confirm_registration(self, request: ConfirmRegistration) -> Done:
        """Accept a unit's targets."""

    @promise(
        Role.OFFICE,
        refuses=(
            "effective-later",
            "not-launched",
            "campaign-over",
            "deadline-not-passed",
            "undecided",
            "already-locked",
        ),
    )
    def lock_registrations(self, request: LockRegistrations) -> RegistrationsLockedAnswer:
        """Close a campaign's lists and record their digest."""

    @promise(
        *UNIT_ROLES,
        Role.OFFICE,
        refuses=(
            "wrong-state",
            "phase-closed",
            "not-locked",
            *TARGET_CODES,
        ),
    )
    def amend_registration(self, request: AmendRegistration) -> RegistrationTaken:
        """Change a registration after the lists were locked, with a reason."""

    @promise(
        *UNIT_ROLES,
        Role.OFFICE,
        refuses=(
            "wrong-state",
            "effective-later",
            "not-your-unit",
            "unknown-commitment",
            "not-achieved",
            "campaign-over",
        ),
    )
    def report_progress(self, request: ReportProgress) -> Done:
        """Say how much of a commitment is done."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.DIRECTOR, Role.AUDITOR)
    def get_registration(self, request: RegistrationQuery) -> RegistrationView:
        """A unit's targets and why they came back; another unit's answer as unknown."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.DIRECTOR, Role.AUDITOR)
    def registration_of(self, request: RegistrationOfUnit) -> RegistrationView:
        """The registration of a unit in a campaign; another unit's answer as unknown."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.DIRECTOR, *READING_ROLES)
    def roll_up(self, request: RegistrationsOf) -> RegistrationRollUp:
        """Where each reporting unit stands; a unit's account sees its own line, all in a phase that shows them."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, Role.AUDITOR, Role.SERVICE)
    def locked_lists(self, request: LockedListsOf) -> LockedLists:
        """A campaign's lists as they were locked, to check their digest."""
