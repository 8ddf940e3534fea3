"""Nomination (bình xét, khen thưởng): places, dossiers, council, petitions and decisions."""

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
    Paper,
    Role,
    StatusContract,
    promise,
)
from shared.contracts.registration.kinds import SubjectKind
from shared.messages import Json, Message, Request, many, new_id, number, text


class Route(StrEnum):
    """Who decides about an award: the route that its dossiers take."""

    DEPARTMENT = "department"  # Giám đốc Sở
    MINISTRY = "ministry"  # Bộ trưởng Bộ Tư pháp
    PROVINCE = "province"  # Chủ tịch UBND tỉnh
    DISTRICT = "district"  # Chủ tịch UBND huyện


class Appraisal(StrEnum):
    """What the standing office found (kết quả thẩm định)."""

    ELIGIBLE = "eligible"  # đủ điều kiện
    INELIGIBLE = "ineligible"  # không đủ điều kiện


class Outcome(StrEnum):
    """What became of one line of a decision."""

    GRANTED = "granted"  # khen thưởng
    REFUSED = "refused"  # không khen thưởng


class DossierState(StrEnum):
    """Where a dossier stands."""

    SUBMITTED = "submitted"  # đã trình
    RETURNED = "returned"  # yêu cầu bổ sung
    ACCEPTED = "accepted"  # đã tiếp nhận
    ELIGIBLE = "eligible"  # chờ họp Hội đồng
    INELIGIBLE = "ineligible"  # không đủ điều kiện
    PASSED = "passed"  # Hội đồng thông qua
    NOT_PASSED = "not_passed"  # Hội đồng không thông qua
    FORWARDED = "forwarded"  # đã trình cấp trên
    GRANTED = "granted"  # được khen thưởng
    REFUSED = "refused"  # không được khen thưởng
    NOT_GRANTED = "not_granted"  # cấp trên không khen thưởng
    WITHDRAWN = "withdrawn"  # đã rút


class SeatKind(StrEnum):
    """A seat on the council (Hội đồng Thi đua - Khen thưởng)."""

    CHAIR = "chair"  # Chủ tịch
    DEPUTY_CHAIR = "deputy_chair"  # Phó Chủ tịch
    STANDING_MEMBER = "standing_member"  # Ủy viên thường trực
    MEMBER = "member"  # Ủy viên
    SECRETARY = "secretary"  # Thư ký, không biểu quyết


# -- requests that change -----------------------------------------------------------------------------


class AdoptRules(Command):
    """Use a rule pack that comes with the program, by its name."""

    pack: str = text(at_most=30)


class GrantPlaces(Command):
    """How many may be proposed for an award, as the authority granted it (số lượng được phân bổ)."""

    grant_id: UUID = new_id()
    campaign_id: UUID
    award: str = text(at_most=30)
    subject_kind: SubjectKind
    places: int = number(at_least=1, at_most=100_000)


class AllocatePlaces(Command):
    """A unit's share of what was granted."""

    allocation_id: UUID = new_id()
    grant_id: UUID
    unit_id: UUID
    places: int = number(at_least=1, at_most=10_000)


class UnitMinutes(Request):
    """What the unit's own meeting found about its nominee (biên bản bình xét): counts, never names."""

    held_on: date
    members: int = number(at_least=1, at_most=1000)
    present: int = number(at_least=1, at_most=1000)
    in_favour: int = number(at_most=1000)


class SubmitNomination(Command):
    nomination_id: UUID = new_id()
    allocation_id: UUID
    subject_id: UUID
    round_id: UUID | None = None
    minutes: UnitMinutes
    achievements: str = text(at_most=20_000, lines=True)


class ReturnNomination(Command):
    """Send a dossier back once, with all that is missing."""

    nomination_id: UUID
    missing: tuple[str, ...] = many(at_least=1, at_most=50, item=text(at_most=300))
    complete_by: date


class CompleteNomination(Command):
    nomination_id: UUID
    achievements: str = text(at_most=20_000, lines=True)


class AcceptNomination(Command):
    nomination_id: UUID


class AppraiseNomination(Command):
    nomination_id: UUID
    appraisal: Appraisal
    reason: str = text(at_least=0, at_most=1000, lines=True, default="")


class WithdrawNomination(Command):
    nomination_id: UUID
    reason: str = text(at_most=500)


class Seat(Request):
    person_id: UUID
    kind: SeatKind


class EstablishCouncil(Command):
    """The council, by the decision that set it up."""

    council_id: UUID = new_id()
    name: str = text(at_most=200)
    decision_number: str = text(at_most=60)
    decided_on: date
    seats: tuple[Seat, ...] = many(at_least=3, at_most=50)


class ConveneSession(Command):
    """Call the council together; the dossiers are frozen by their digests."""

    session_id: UUID = new_id()
    council_id: UUID
    held_on: date
    place: str = text(at_most=200)
    agenda: tuple[UUID, ...] = many(at_least=1, at_most=2000)


class RecordAttendance(Command):
    session_id: UUID
    present: tuple[UUID, ...] = many(at_least=1, at_most=50)


class LineCount(Request):
    """The show of hands on one line: counts only."""

    nomination_id: UUID
    in_favour: int = number(at_most=50)
    against: int = number(at_most=50)
    blank: int = number(at_most=50)


class EnterCounts(Command):
    session_id: UUID
    lines: tuple[LineCount, ...] = many(at_least=1, at_most=2000)


class ConfirmCounts(Command):
    """A second person confirms the counts as entered, by their digest."""

    session_id: UUID
    digest: str = text(at_least=64, at_most=64)


class DecidedLine(Request):
    """One line of a decision; a refusal needs its reason."""

    nomination_id: UUID
    outcome: Outcome
    reason: str = text(at_least=0, at_most=1000, default="")


class DraftDecision(Command):
    """A decision (quyết định khen thưởng) as a document: grounds, articles, who shall sign, lines."""

    decision_id: UUID = new_id()
    title: str = text(at_most=300)
    bases: tuple[str, ...] = many(at_least=1, at_most=30, item=text(at_most=500))
    articles: tuple[str, ...] = many(at_least=1, at_most=20, item=text(at_most=2000))
    signatory_id: UUID
    lines: tuple[DecidedLine, ...] = many(at_least=1, at_most=2000)


class SignDecision(Command):
    decision_id: UUID


class IssueDecision(Command):
    """The records office gives a signed decision its number and date."""

    decision_id: UUID
    number: str = text(at_most=60)
    issued_on: date


class PublishDecision(Command):
    decision_id: UUID
    published_on: date


class DraftPetition(Command):
    """A petition upward (tờ trình) for awards of another authority."""

    petition_id: UUID = new_id()
    title: str = text(at_most=300)
    route: Route
    addressee: str = text(at_most=200)
    bases: tuple[str, ...] = many(at_least=1, at_most=30, item=text(at_most=500))
    signatory_id: UUID
    nominations: tuple[UUID, ...] = many(at_least=1, at_most=2000)


class SignPetition(Command):
    petition_id: UUID


class SendPetition(Command):
    petition_id: UUID
    number: str = text(at_most=60)
    sent_on: date


class RecordAnswer(Command):
    """The higher authority's decision on a petition, as its document has it."""

    petition_id: UUID
    decision_id: UUID = new_id()
    authority: str = text(at_most=200)
    title: str = text(at_most=300)
    number: str = text(at_most=60)
    signed_on: date
    signatory: str = text(at_most=100)
    capacity: str = text(at_most=120)
    document: Paper
    lines: tuple[DecidedLine, ...] = many(at_least=1, at_most=2000)


# -- questions and answers ----------------------------------------------------------------------------


class PlaceTaken(Message):
    """The dossier is in and holds a place; ``left`` of ``places`` remain to the unit."""

    id: UUID
    replayed: bool = False
    places: int
    left: int


class Attendance(Message):
    id: UUID
    replayed: bool = False
    present: int
    members: int
    quorate: bool


class CountsEntered(Message):
    """The digest that a second person confirms."""

    id: UUID
    replayed: bool = False
    digest: str


class LineResult(Message):
    nomination_id: UUID
    voters: int
    needed: int
    in_favour: int
    passed: bool


class SessionClosed(Message):
    id: UUID
    replayed: bool = False
    lines: tuple[LineResult, ...] = ()


class NominationQuery(Request):
    nomination_id: UUID


class NominationView(Message):
    nomination_id: UUID
    unit_id: UUID
    campaign_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    award: str
    state: DossierState
    reason: str
    missing: tuple[str, ...]
    digest: str


class NominationsOf(Request):
    """Dossiers of a campaign, of one's own unit only for a unit's people; page by ``after``."""

    campaign_id: UUID | None = None
    state: DossierState | None = None
    after: UUID | None = None
    limit: int = number(at_least=1, at_most=500, default=100)


class NominationList(Message):
    nominations: tuple[NominationView, ...]


class AllocationQuery(Request):
    allocation_id: UUID


class AllocationView(Message):
    allocation_id: UUID
    unit_id: UUID
    award: str
    subject_kind: SubjectKind
    places: int
    left: int


class CountNominations(Request):
    year: int = number(at_least=1945, at_most=2200)


class StateCount(Message):
    state: DossierState
    count: int


class NominationCounts(Message):
    by_state: tuple[StateCount, ...]
    sessions: int
    petitions: int
    decisions: int


class DecisionDraftQuery(Request):
    decision_id: UUID


class DecisionDraft(Message):
    """A decision before and after signing: what was voted on and what is signed have equal digests."""

    decision_id: UUID
    state: str
    signatory_id: UUID | None
    lines: int
    voted_digest: str
    signed_digest: str
    number: str


class AssessedTarget(Request):
    """Who wants to reach which award."""

    subject_id: UUID
    subject_kind: SubjectKind
    award: str = text(at_most=30)


class AssessTargets(Request):
    """The targets of one unit for a year; those that stand together count for each other."""

    year: int = number(at_least=1945, at_most=2200)
    targets: tuple[AssessedTarget, ...] = many(at_least=1, at_most=1000)


class TargetFinding(Message):
    """A target that can hardly be met, as a Vietnamese sentence; it forbids nothing.

    Codes: ``years-missing`` (awards of earlier years that are not known here), ``not-registered-with`` (the award
    that is needed in the same year is no target).
    """

    subject_id: UUID
    award: str
    code: str
    message: str


class TargetsAssessed(Message):
    """``findings`` in the order of the targets; ``rules`` is the pack that they follow from."""

    findings: tuple[TargetFinding, ...]
    rules: str = ""


class NoticeQuery(Request):
    """Whom a private event concerns: asked by notification when it writes the letter."""

    stream: UUID
    stream_version: int


class Notice(Message):
    """The facts of a letter, without names: units and people by id."""

    template: str
    unit_id: UUID | None
    person_ids: tuple[UUID, ...]
    award: str
    facts: tuple[str, ...]


# -- published events ---------------------------------------------------------------------------------


class AwardDefined(Message):
    """An award of a rule pack: its code, its name, who can get it, and whether it is a title or a commendation."""

    code: str
    name: str
    kind: str
    subject_kinds: tuple[SubjectKind, ...]


class RulePackAdopted(Message, version=2):
    """A dated set of rules is in use; ``digest`` is the SHA-256 of its file.

    ``criteria_required``: no campaign is launched without criteria that can be checked.
    """

    pack: str
    valid_from: date
    valid_until: date | None
    digest: str
    awards: tuple[AwardDefined, ...]
    criteria_required: bool = False

    @staticmethod
    def upcast_v1_v2(data: Json) -> Json:
        """Nothing was said of criteria."""
        return data


class PlacesAllocated(Message):
    allocation_id: UUID
    campaign_id: UUID
    unit_id: UUID
    award: str
    subject_kind: SubjectKind
    places: int


class IssuedLine(Message):
    """One award as its decision prints it, and the days on which its dossier passed each step."""

    line: int
    award_id: UUID
    award: str
    campaign_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    name: str
    position: str
    unit_id: UUID
    unit_name: str
    received_on: date
    appraised_on: date
    passed_on: date
    decided_on: date


class DecisionIssued(Message):
    """One of the two events that carry names in clear: a decision with what it grants, nothing that it refuses."""

    decision_id: UUID
    authority: str
    title: str
    number: str
    signed_on: date
    issued_on: date
    signatory: str
    capacity: str
    bases: tuple[str, ...]
    articles: tuple[str, ...]
    external: bool
    lines: tuple[IssuedLine, ...]


class DecisionPublished(Message):
    decision_id: UUID
    published_on: date


class NominationApi(LogContract, StatusContract):
    """Nomination's promises."""

    name = "nomination"
    events = (RulePackAdopted, PlacesAllocated, DecisionIssued, DecisionPublished)
    sentences = {
        "id-taken": "Mã định danh {id} đã được dùng.",
        "name-taken": "Số {name} đã được dùng.",
        "effective-later": "Ngày hiệu lực {effective_on} ở sau ngày hôm nay ({today}).",
        "not-your-unit": "Người gọi không thuộc đơn vị này và không nhập thay cho đơn vị.",
        "unknown-award": "Không có danh hiệu hoặc hình thức khen thưởng {award} cho đối tượng này.",
        "unknown-campaign": "Phong trào này chưa phát động hoặc không có trong hệ thống.",
        "campaign-not-suitable": "{rule}",
        "outside-pool": "{rule}",
        "grant-exhausted": "Chỉ còn {left} trong tổng số {places} được giao; không thể phân bổ {wanted}.",
        "quota-exhausted": "Hết số lượng phân bổ ({taken}/{places}).",
        "subject-elsewhere": "Đối tượng không thuộc đơn vị được phân bổ.",
        "already-nominated": "Đối tượng đã được đề nghị danh hiệu hoặc hình thức này trong phong trào.",
        "minutes-wrong": "Biên bản bình xét không khớp: số có mặt, số đồng ý không được vượt tổng số.",
        "minutes-later": "Ngày họp bình xét ở sau ngày nộp.",
        "round-missing": "Hình thức này phải gắn với một đợt thi đua của phong trào.",
        "wrong-state": "Hồ sơ hoặc văn bản đang ở trạng thái {state}, không thể làm việc này.",
        "returned-before": "Hồ sơ chỉ được trả lại một lần, với tất cả những gì còn thiếu.",
        "reason-missing": "Phải nêu lý do.",
        "seats-wrong": "Hội đồng cần đúng một Chủ tịch, và mỗi người chỉ giữ một vị trí.",
        "not-a-member": "Có người không phải thành viên Hội đồng.",
        "not-on-agenda": "Hồ sơ {nomination_id} không đủ điều kiện ra Hội đồng hoặc không có trong chương trình.",
        "no-quorum": "Có mặt {present}/{members}: không đủ số thành viên theo quy định.",
        "counts-wrong": "Số phiếu của hồ sơ {nomination_id} không khớp: cần tổng bằng {voters} người được biểu quyết.",
        "counts-missing": "Còn hồ sơ trong chương trình họp chưa có kết quả biểu quyết.",
        "same-person": "Người xác nhận phải là thành viên Hội đồng khác với người nhập.",
        "digest-differs": "Nội dung đã thay đổi so với bản đã biểu quyết hoặc đã nhập.",
        "not-competent": "Giám đốc Sở không có thẩm quyền: {award} của đối tượng này do {decider} quyết định.",
        "not-the-signatory": "Người gọi không phải người được ghi ký văn bản này, hoặc hết hạn được ký.",
        "own-line": "Không ai ký khen thưởng cho chính mình.",
        "already-decided": "Hồ sơ {nomination_id} đã có trong một văn bản đã ký.",
        "not-for-route": "Hồ sơ {nomination_id} không thuộc thẩm quyền của cơ quan được trình.",
        "lines-differ": "Danh sách không khớp với tờ trình.",
        "names-missing": "Chưa có đủ họ tên để in trong văn bản; có người đã xóa dữ liệu cá nhân.",
        "lines-twice": "Một hồ sơ có hai dòng trong văn bản.",
        "session-not-yet": "Phiên họp ngày {held_on} chưa diễn ra.",
        "date-order": "Ngày của văn bản không đúng thứ tự.",
    }

    @promise(Role.OPERATOR, refuses=("name-taken", "effective-later"))
    def adopt_rules(self, request: AdoptRules) -> Done:
        """Take a rule pack into use."""

    @promise(
        *BOARD_ROLES,
        refuses=(
            "id-taken",
            "name-taken",
            "effective-later",
            "unknown-award",
            "unknown-campaign",
            "campaign-not-suitable",
        ),
    )
    def grant_places(self, request: GrantPlaces) -> Done:
        """Record how many places an authority granted for an award."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "effective-later", "grant-exhausted", "outside-pool", "name-taken"))
    def allocate_places(self, request: AllocatePlaces) -> Done:
        """Give a unit its share of a grant."""

    @promise(
        *UNIT_ROLES,
        Role.OFFICE,
        refuses=(
            "id-taken",
            "effective-later",
            "not-your-unit",
            "quota-exhausted",
            "subject-elsewhere",
            "already-nominated",
            "minutes-wrong",
            "minutes-later",
            "round-missing",
        ),
    )
    def submit(self, request: SubmitNomination) -> PlaceTaken:
        """Hand in a dossier; the commit that records it takes a place of the unit's allocation."""

    @promise(Role.OFFICE, refuses=("wrong-state", "returned-before", "effective-later"))
    def return_for_completion(self, request: ReturnNomination) -> Done:
        """Send a dossier back once, with all that is missing."""

    @promise(*UNIT_ROLES, Role.OFFICE, refuses=("wrong-state", "not-your-unit", "effective-later"))
    def complete(self, request: CompleteNomination) -> Done:
        """Hand a returned dossier in again."""

    @promise(Role.OFFICE, refuses=("wrong-state", "effective-later"))
    def accept(self, request: AcceptNomination) -> Done:
        """Take a complete dossier in."""

    @promise(Role.OFFICE, refuses=("wrong-state", "reason-missing", "effective-later"))
    def appraise(self, request: AppraiseNomination) -> Done:
        """Conclude the appraisal; an ineligible dossier gives its place back."""

    @promise(*UNIT_ROLES, Role.OFFICE, refuses=("wrong-state", "not-your-unit", "effective-later"))
    def withdraw(self, request: WithdrawNomination) -> Done:
        """Withdraw a dossier; its place is free again."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "effective-later", "seats-wrong"))
    def establish_council(self, request: EstablishCouncil) -> Done:
        """Record the council and its seats."""

    @promise(Role.SECRETARY, refuses=("id-taken", "effective-later", "not-on-agenda", "wrong-state"))
    def convene_session(self, request: ConveneSession) -> Done:
        """Call the council together on frozen dossiers."""

    @promise(Role.SECRETARY, refuses=("wrong-state", "not-a-member", "session-not-yet", "effective-later"))
    def record_attendance(self, request: RecordAttendance) -> Attendance:
        """Record who is present; tells whether there is a quorum."""

    @promise(
        Role.SECRETARY,
        refuses=(
            "wrong-state",
            "no-quorum",
            "counts-wrong",
            "counts-missing",
            "not-on-agenda",
            "session-not-yet",
            "effective-later",
        ),
    )
    def enter_counts(self, request: EnterCounts) -> CountsEntered:
        """Enter the show of hands, counts only."""

    @promise(
        Role.CHAIR,
        Role.MEMBER,
        refuses=("wrong-state", "same-person", "digest-differs", "effective-later"),
    )
    def confirm_counts(self, request: ConfirmCounts) -> SessionClosed:
        """A second person confirms the counts; each line passes or does not."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "wrong-state", "reason-missing", "lines-twice", "effective-later"))
    def draft_decision(self, request: DraftDecision) -> Done:
        """Draft a decision of the department."""

    @promise(
        Role.DIRECTOR,
        refuses=(
            "wrong-state",
            "not-the-signatory",
            "not-competent",
            "own-line",
            "already-decided",
            "digest-differs",
            "names-missing",
            "date-order",
            "effective-later",
        ),
    )
    def sign_decision(self, request: SignDecision) -> Done:
        """Sign: the decision and all its lines in one commit; nothing is public before it is issued."""

    @promise(Role.RECORDS, refuses=("wrong-state", "name-taken", "date-order", "effective-later"))
    def issue_decision(self, request: IssueDecision) -> Done:
        """Give a signed decision its number and date."""

    @promise(Role.RECORDS, refuses=("wrong-state", "date-order", "effective-later"))
    def publish_decision(self, request: PublishDecision) -> Done:
        """Record that a decision was made public."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "wrong-state", "not-for-route", "lines-twice", "effective-later"))
    def draft_petition(self, request: DraftPetition) -> Done:
        """Draft a petition to a higher authority."""

    @promise(
        Role.DIRECTOR,
        refuses=(
            "wrong-state",
            "not-the-signatory",
            "own-line",
            "already-decided",
            "digest-differs",
            "names-missing",
            "date-order",
            "effective-later",
        ),
    )
    def sign_petition(self, request: SignPetition) -> Done:
        """Sign a petition; its dossiers are on their way upward."""

    @promise(Role.RECORDS, refuses=("wrong-state", "name-taken", "date-order", "effective-later"))
    def send_petition(self, request: SendPetition) -> Done:
        """Number a signed petition and send it."""

    @promise(
        Role.OFFICE,
        refuses=(
            "id-taken",
            "wrong-state",
            "name-taken",
            "lines-differ",
            "reason-missing",
            "date-order",
            "effective-later",
        ),
    )
    def record_answer(self, request: RecordAnswer) -> Done:
        """Record the higher authority's decision on a petition, line by line."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.CHAIR, Role.DIRECTOR, Role.AUDITOR, Role.SERVICE)
    def get(self, request: NominationQuery) -> NominationView:
        """A dossier; another unit's answers as unknown."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.CHAIR, Role.DIRECTOR, Role.AUDITOR)
    def list_nominations(self, request: NominationsOf) -> NominationList:
        """Dossiers, of one's own unit only for a unit's people."""

    @promise(*UNIT_ROLES, *BOARD_ROLES, Role.AUDITOR)
    def get_allocation(self, request: AllocationQuery) -> AllocationView:
        """A unit's share and what is left of it."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, *READING_ROLES)
    def count_nominations(self, request: CountNominations) -> NominationCounts:
        """How many dossiers of a year stand where; sessions, petitions and decisions."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, Role.RECORDS, Role.AUDITOR)
    def get_decision_draft(self, request: DecisionDraftQuery) -> DecisionDraft:
        """A decision's state and digests, before and after signing."""

    @promise(Role.SERVICE, *UNIT_ROLES, *BOARD_ROLES)
    def assess_targets(self, request: AssessTargets) -> TargetsAssessed:
        """Which targets can hardly be met, by the rules and the awards that were granted before."""

    @promise(Role.SERVICE)
    def notice_of(self, request: NoticeQuery) -> Notice:
        """Whom a private event concerns, for the letter about it."""
