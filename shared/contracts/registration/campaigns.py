"""Campaigns (phong trào thi đua) and the legal texts that they rest on."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.contracts.base import BOARD_ROLES, Command, Contract, Done, Role, promise
from shared.contracts.registration.kinds import (
    CampaignKind,
    CampaignLevel,
    CampaignState,
    EvidenceKind,
    ObligationKind,
    PhaseAction,
    PhaseSight,
    RecipientKind,
    RegistrationState,
    ReviewKind,
    Settlement,
    StaffKind,
    UnitKind,
)
from shared.contracts.registration.units import INSIDE
from shared.messages import Json, Message, Request, many, new_id, number, text

# -- the parts of a plan --------------------------------------------------------------------------------


class LegalBasis(Request):
    """A text that a campaign rests on; ``text_id`` where it is one of the register of legal texts."""

    number: str = text(at_most=60)
    title: str = text(at_most=300)
    issuer: str = text(at_most=120)
    issued_on: date | None = None
    text_id: UUID | None = None


class RoundPlan(Request):
    """A round (đợt thi đua) of a campaign, both days included."""

    round_id: UUID = new_id()
    name: str = text(at_most=120)
    starts_on: date
    ends_on: date
    occasions: tuple[str, ...] = many(at_most=20, item=text(at_most=300), default=())


class Phase(Request):
    """Dates, both included, and what may be done and seen in them."""

    name: str = text(at_most=120)
    starts_on: date
    ends_on: date
    may_do: tuple[PhaseAction, ...] = many(at_most=10, default=())
    may_see: tuple[PhaseSight, ...] = many(at_most=10, default=())


class Criterion(Request):
    """A criterion that can be checked: what is measured, by what evidence; ``weight`` in hundredths of the whole."""

    criterion_id: UUID = new_id()
    wording: str = text(at_most=500)
    measure: str = text(at_most=200)
    evidence: EvidenceKind
    weight: int = number(at_least=0, at_most=10_000)


class ContentItem(Request):
    """A content (nội dung thi đua) and whose it is; ``upstream_id`` the higher campaign that it carries out."""

    item_id: UUID = new_id()
    wording: str = text(at_most=2000)
    owner_id: UUID | None = None
    upstream_id: UUID | None = None


class Slice(Request):
    """One year of a campaign of several years, and the review that the year ends with."""

    year: int = number(at_least=1945, at_most=2200)
    wording: str = text(at_least=0, at_most=500, default="")
    review: ReviewKind = ReviewKind.NONE


class Review(Request):
    """When and with what a campaign is reviewed: "cùng với sơ kết công tác tư pháp" (Kế hoạch 2022, V.1)."""

    kind: ReviewKind
    on: date | None = None
    together_with: str = text(at_least=0, at_most=300, default="")


class BudgetLine(Request):
    """An amount in đồng and where it comes from (Kế hoạch 2022, IV.5)."""

    wording: str = text(at_most=300)
    amount: int = number(at_most=2**53 - 1)
    source: str = text(at_most=300)


class RecipientGroup(Request):
    """A line of "Nơi nhận": resolved to bodies when something is sent, not before.

    A body has a ``mailbox``; ``units`` are those of a ``unit_kind``; ``cluster_heads`` those of a cluster.
    """

    kind: RecipientKind
    name: str = text(at_most=300)
    mailbox: str = text(at_least=0, at_most=120, default="")
    unit_kind: UnitKind | None = None
    cluster_id: UUID | None = None


class DueDate(Request):
    """Until when each reporting unit owes something, that day included."""

    kind: ObligationKind
    due_on: date


class PlanCommand(Command):
    """What a plan says; ``plan_text`` is the plan itself, kept as it is.

    ``parent_id`` is the campaign that this one answers (hưởng ứng), ``upstream_ids`` others of higher levels.
    ``anniversary`` is the day that a peak campaign celebrates. ``priority_percent`` is the least share of places
    for small collectives and front-line staff (Kế hoạch 2022, I.2.c).
    """

    title: str = text(at_most=400)
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
    document_type: str = text(at_most=60, default="Kế hoạch")
    upstream_ids: tuple[UUID, ...] = many(at_most=50, default=())
    audience: tuple[StaffKind, ...] = many(at_most=5, default=())
    objectives: tuple[str, ...] = many(at_most=50, item=text(at_most=1000), default=())
    criteria: tuple[Criterion, ...] = many(at_most=100, default=())
    content: tuple[ContentItem, ...] = many(at_most=100, default=())
    phases: tuple[Phase, ...] = many(at_most=30, default=())
    slices: tuple[Slice, ...] = many(at_most=20, default=())
    reviews: tuple[Review, ...] = many(at_most=20, default=())
    budget: tuple[BudgetLine, ...] = many(at_most=50, default=())
    recipient_groups: tuple[RecipientGroup, ...] = many(at_most=50, default=())
    anniversary: date | None = None
    priority_percent: int = number(at_most=100, default=0)


# -- requests that change -------------------------------------------------------------------------------


class DraftCampaign(PlanCommand):
    """A campaign as its plan describes it; a unit's own (level ``unit``) names the unit, a cluster's the cluster."""

    campaign_id: UUID = new_id()
    level: CampaignLevel
    unit_id: UUID | None = None
    cluster_id: UUID | None = None


class ReviseCampaign(PlanCommand):
    """The draft again, whole."""

    campaign_id: UUID


class SubmitCampaign(Command):
    """To the director, for approval (trình ký)."""

    campaign_id: UUID


class ReturnCampaign(Command):
    campaign_id: UUID
    reason: str = text(at_most=500)


class ApproveCampaign(Command):
    campaign_id: UUID


class NumberCampaign(Command):
    """The records office gives the plan its number and date."""

    campaign_id: UUID
    number: str = text(at_most=60)
    dated: date


class LaunchCampaign(Command):
    """``no_criteria_reason`` is needed for a plan without criteria that can be checked, and is put on record."""

    campaign_id: UUID
    no_criteria_reason: str = text(at_least=0, at_most=500, default="")


class AmendCampaign(PlanCommand):
    """A launched campaign's plan again, whole, and why it changes; the versions before it stay readable.

    The reason is printed and published with the plan: it is not sealed.
    """

    campaign_id: UUID
    reason: str = text(at_most=500)


class CancelCampaign(Command):
    """The reason is published for a campaign that was launched, and sealed for one that was not."""

    campaign_id: UUID
    reason: str = text(at_most=500)


class CloseCampaign(Command):
    """After its last day; ``conclusion`` names the final report, or why there is none."""

    campaign_id: UUID
    conclusion: str = text(at_most=500)


class CloneCampaign(Command):
    """Last year's campaign as the draft of another year: days move by the difference of the years.

    29/2 becomes 28/2; what the plan cites, its units and recipients stay; its number, date and text do not.
    """

    campaign_id: UUID = new_id()
    source_id: UUID
    year: int = number(at_least=1945, at_most=2200)
    title: str = text(at_most=400)


class SettleDifference(Command):
    """Accept one difference that the clone showed, or put another legal basis in its place."""

    campaign_id: UUID
    key: str = text(at_most=120)
    settlement: Settlement
    replacement: LegalBasis | None = None


class RegisterLegalText(Command):
    """A legal text and the days on which it is in force, both included."""

    text_id: UUID = new_id()
    number: str = text(at_most=60)
    title: str = text(at_most=300)
    issuer: str = text(at_most=120)
    issued_on: date | None = None
    in_force_from: date
    in_force_until: date | None = None
    source: str = text(at_least=0, at_most=300, default="")
    verified: bool = False


class EndLegalText(Command):
    """Its last day in force, and the text that takes its place."""

    text_id: UUID
    last_day: date
    replaced_by: UUID | None = None


# -- questions and answers ------------------------------------------------------------------------------


class PlanDefect(Message):
    """Something wrong in the plan's text: what, where, the words as they stand, and what to do."""

    code: str
    line: int
    raw: str
    message: str
    suggestion: str | None = None


class CampaignWarning(Message):
    """What the standing office should know of a campaign, as a Vietnamese sentence; it forbids nothing.

    Codes: ``no-criteria``, ``weights-not-whole``, ``basis-expired``, ``basis-unknown``.
    """

    code: str
    about: str
    message: str


class CampaignDrafted(Message):
    """The draft is kept; ``defects`` is what the reader found in the plan's text."""

    id: UUID
    replayed: bool = False
    defects: tuple[PlanDefect, ...] = ()
    warnings: tuple[CampaignWarning, ...] = ()


class CampaignLaunchedAnswer(Message):
    id: UUID
    replayed: bool = False
    warnings: tuple[CampaignWarning, ...] = ()


class CampaignAmendedAnswer(Message):
    """``affected`` are the units whose due dates, rounds or obligations are others now."""

    id: UUID
    replayed: bool = False
    affected: tuple[UUID, ...] = ()
    warnings: tuple[CampaignWarning, ...] = ()


class Difference(Message):
    """What is other than in the source's year, of a legal basis or of the rules; ``settled`` once somebody said so."""

    key: str
    kind: str
    was: str
    now: str
    settled: bool = False


class CampaignCloned(Message):
    id: UUID
    replayed: bool = False
    differences: tuple[Difference, ...] = ()


class CampaignQuery(Request):
    campaign_id: UUID


class CampaignView(Message):
    campaign_id: UUID
    title: str
    level: CampaignLevel
    kind: CampaignKind
    year_from: int
    year_to: int
    state: CampaignState
    number: str
    defects: tuple[PlanDefect, ...]
    warnings: tuple[CampaignWarning, ...] = ()
    differences: tuple[Difference, ...] = ()


class CampaignsOfYear(Request):
    year: int = number(at_least=1945, at_most=2200)


class CampaignList(Message):
    campaigns: tuple[CampaignView, ...]


class PlanQuery(Request):
    """A campaign's plan; ``version`` 0 is the newest, 1 the first."""

    campaign_id: UUID
    version: int = number(at_most=1000, default=0)


class OpenPhase(Message):
    """A round or phase, and where it stands on the asker's day: ``upcoming``, ``open`` or ``past``."""

    name: str
    starts_on: date
    ends_on: date
    stands: str


class PlanView(Message):
    """All that a plan says, as a plain object with the fields of PlanCommand; its versions and why each came."""

    campaign_id: UUID
    level: CampaignLevel
    unit_id: UUID | None
    cluster_id: UUID | None
    version: int
    versions: int
    reason: str
    changed: tuple[str, ...]
    dated: date | None
    plan: dict[str, Any]
    rounds: tuple[OpenPhase, ...]
    phases: tuple[OpenPhase, ...]


class OpenRegistrations(Request):
    """Campaigns in which a unit can register on a day."""

    on: date | None = None
    unit_id: UUID | None = None


class OpenRegistration(Message):
    campaign_id: UUID
    title: str
    due_on: date | None
    overdue: bool
    units: int
    state: RegistrationState | None


class OpenRegistrationList(Message):
    """``state`` is that of the unit that was asked about."""

    campaigns: tuple[OpenRegistration, ...]


class StandingList(Request):
    """What the standing office has to look after."""


class StandingItem(Message):
    campaign_id: UUID
    title: str
    code: str
    message: str
    reason: str


class StandingItems(Message):
    """Plans without criteria and why, expired legal bases, defects of plans, differences not yet settled."""

    items: tuple[StandingItem, ...]


class RecipientsOf(Request):
    """To whom something about a campaign goes on a day."""

    campaign_id: UUID
    on: date | None = None


class RecipientBody(Message):
    """A body that a line of "Nơi nhận" names on that day; without a mailbox it is sent on paper."""

    group: str
    kind: RecipientKind
    name: str
    mailbox: str
    unit_id: UUID | None


class Recipients(Message):
    """``unresolved``: lines that name nobody on that day, such as a cluster whose heads are not yet elected."""

    bodies: tuple[RecipientBody, ...]
    unresolved: tuple[str, ...] = ()


class LegalTexts(Request):
    """The register of legal texts, and what is in force on a day."""

    on: date | None = None


class LegalTextView(Message):
    text_id: UUID
    number: str
    title: str
    issuer: str
    issued_on: date | None
    in_force_from: date
    in_force_until: date | None
    replaced_by: UUID | None
    source: str
    verified: bool
    in_force: bool


class LegalTextList(Message):
    texts: tuple[LegalTextView, ...]


# -- published events -----------------------------------------------------------------------------------


class RoundView(Message):
    round_id: UUID
    name: str
    starts_on: date
    ends_on: date
    occasions: tuple[str, ...]


class PhaseView(Message):
    name: str
    starts_on: date
    ends_on: date
    may_do: tuple[PhaseAction, ...]
    may_see: tuple[PhaseSight, ...]


class CriterionView(Message):
    criterion_id: UUID
    wording: str
    measure: str
    evidence: EvidenceKind
    weight: int


class ContentView(Message):
    item_id: UUID
    wording: str
    owner_id: UUID | None
    upstream_id: UUID | None


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
    text_id: UUID | None = None


class CampaignLaunched(Message, version=2):
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
    phases: tuple[PhaseView, ...] = ()
    criteria: tuple[CriterionView, ...] = ()
    content: tuple[ContentView, ...] = ()
    upstream_ids: tuple[UUID, ...] = ()
    priority_percent: int = 0
    unit_id: UUID | None = None
    cluster_id: UUID | None = None

    @staticmethod
    def upcast_v1_v2(data: Json) -> Json:
        """What a plan says since then has defaults."""
        return data


class CampaignAmended(Message):
    """The whole plan as it is now; ``changed`` names the parts that are others than before."""

    campaign_id: UUID
    title: str
    kind: CampaignKind
    year_from: int
    year_to: int
    theme: str
    launched_by: str
    amended_on: date
    reason: str
    changed: tuple[str, ...]
    parent_id: UUID | None
    legal_bases: tuple[LegalBasisView, ...]
    rounds: tuple[RoundView, ...]
    obligations: tuple[Obligation, ...]
    recipients: tuple[str, ...]
    phases: tuple[PhaseView, ...]
    criteria: tuple[CriterionView, ...]
    content: tuple[ContentView, ...]
    upstream_ids: tuple[UUID, ...]
    priority_percent: int


class CampaignCancelled(Message):
    campaign_id: UUID
    cancelled_on: date
    reason: str


class CampaignClosed(Message):
    campaign_id: UUID
    closed_on: date


class LegalTextRegistered(Message):
    text_id: UUID
    number: str
    title: str
    issuer: str
    issued_on: date | None
    in_force_from: date
    in_force_until: date | None


class LegalTextEnded(Message):
    text_id: UUID
    last_day: date
    replaced_by: UUID | None


EVENTS = (
    CampaignLaunched,
    CampaignAmended,
    CampaignCancelled,
    CampaignClosed,
    LegalTextRegistered,
    LegalTextEnded,
)

SENTENCES = {
    "years-inverted": "Năm bắt đầu ở sau năm kết thúc.",
    "round-outside": "Đợt {name} nằm ngoài thời gian của phong trào hoặc kết thúc trước khi bắt đầu.",
    "rounds-overlap": "Hai đợt thi đua chồng lên nhau: {name}.",
    "phase-outside": "Giai đoạn {name} nằm ngoài thời gian của phong trào hoặc kết thúc trước khi bắt đầu.",
    "slice-outside": "Năm {year} nằm ngoài thời gian của phong trào hoặc được nêu hai lần.",
    "due-outside": "Hạn {due_on} nằm ngoài thời gian của phong trào.",
    "wrong-parent": "Phong trào cấp trên phải là của cấp cao hơn hoặc cùng cấp, và không phải chính phong trào này.",
    "level-needs-owner": "Phong trào của đơn vị phải nêu đơn vị, của khối phải nêu khối thi đua.",
    "review-outside": "Ngày sơ kết, tổng kết {on} ở trước phong trào hoặc sau khi phong trào kết thúc quá một năm.",
    "recipient-not-whole": "Nơi nhận {name} thiếu địa chỉ, loại đơn vị hoặc khối thi đua.",
    "named-twice": "Kế hoạch nêu hai lần: {what}.",
    "plan-incomplete": "Kế hoạch còn thiếu: {missing}.",
    "number-missing": "Kế hoạch chưa có số và ngày; văn thư phải cấp trước khi phát động.",
    "not-approved": "Kế hoạch chưa được duyệt; Giám đốc phải duyệt trước khi cấp số.",
    "criteria-missing": "Kế hoạch không có tiêu chí kiểm tra được; hãy bổ sung tiêu chí hoặc nêu lý do phát động.",
    "criteria-required": "Bộ quy định hiện hành không cho phát động phong trào không có tiêu chí.",
    "already-launched": "Phong trào này đã phát động.",
    "wrong-campaign-state": "Phong trào đang ở trạng thái {state}, không thể làm việc này.",
    "not-competent": "Người gọi không có thẩm quyền với phong trào cấp này.",
    "nothing-changed": "Bản điều chỉnh không khác kế hoạch hiện hành.",
    "not-over": "Phong trào còn đến ngày {ends_on}, chưa thể đóng.",
    "differences-open": "Còn {count} điểm khác năm trước chưa được chấp nhận hoặc thay thế.",
    "no-such-difference": "Không có điểm khác {key} cần xử lý.",
    "replacement-missing": "Phải nêu văn bản thay thế; điểm khác về bộ quy định chỉ có thể chấp nhận.",
    "text-ended": "Văn bản này đã có ngày hết hiệu lực.",
}


# How whatever carries a plan may be refused.
PLAN_CODES = (
    "years-inverted",
    "round-outside",
    "rounds-overlap",
    "phase-outside",
    "slice-outside",
    "due-outside",
    "review-outside",
    "wrong-parent",
    "recipient-not-whole",
    "named-twice",
    "not-competent",
    "unit-ended",
    "unit-not-yet",
)


class CampaignPromises(Contract):
    """What registration promises about campaigns and legal texts."""

    @promise(
        *BOARD_ROLES,
        Role.HEAD,
        refuses=(
            "id-taken",
            "effective-later",
            "level-needs-owner",
            *PLAN_CODES,
        ),
    )
    def draft_campaign(self, request: DraftCampaign) -> CampaignDrafted:
        """Draft a campaign; defects of the plan's text are found and listed. A head drafts those of his own unit."""

    @promise(
        *BOARD_ROLES,
        Role.HEAD,
        refuses=(
            "effective-later",
            "wrong-campaign-state",
            *PLAN_CODES,
        ),
    )
    def revise_campaign(self, request: ReviseCampaign) -> CampaignDrafted:
        """Write a draft anew."""

    @promise(
        *BOARD_ROLES,
        Role.HEAD,
        refuses=(
            "effective-later",
            "wrong-campaign-state",
            "plan-incomplete",
            "differences-open",
            "not-competent",
            "unit-ended",
            "unit-not-yet",
        ),
    )
    def submit_campaign(self, request: SubmitCampaign) -> Done:
        """Hand a complete draft to whoever approves it."""

    @promise(Role.DIRECTOR, Role.HEAD, refuses=("effective-later", "wrong-campaign-state", "not-competent"))
    def return_campaign(self, request: ReturnCampaign) -> Done:
        """Send a draft back with a reason."""

    @promise(Role.DIRECTOR, Role.HEAD, refuses=("effective-later", "wrong-campaign-state", "not-competent"))
    def approve_campaign(self, request: ApproveCampaign) -> Done:
        """Approve a plan: the director the department's, a head his unit's."""

    @promise(
        Role.RECORDS,
        refuses=("name-taken", "already-launched", "effective-later", "not-approved", "wrong-campaign-state"),
    )
    def number_campaign(self, request: NumberCampaign) -> Done:
        """Give an approved plan its number and date."""

    @promise(
        Role.DIRECTOR,
        Role.OFFICE,
        Role.HEAD,
        refuses=(
            "number-missing",
            "not-approved",
            "already-launched",
            "not-competent",
            "effective-later",
            "wrong-campaign-state",
            "criteria-missing",
            "criteria-required",
            "differences-open",
        ),
    )
    def launch_campaign(self, request: LaunchCampaign) -> CampaignLaunchedAnswer:
        """Launch a campaign: from now on units owe what it asks for."""

    @promise(
        Role.DIRECTOR,
        Role.OFFICE,
        Role.HEAD,
        refuses=(
            "effective-later",
            "wrong-campaign-state",
            "nothing-changed",
            *PLAN_CODES,
        ),
    )
    def amend_campaign(self, request: AmendCampaign) -> CampaignAmendedAnswer:
        """Change a launched campaign, with a reason; who is affected."""

    @promise(Role.DIRECTOR, Role.HEAD, refuses=("effective-later", "wrong-campaign-state", "not-competent"))
    def cancel_campaign(self, request: CancelCampaign) -> Done:
        """Cancel a campaign, with a reason: nothing is owed any more."""

    @promise(Role.DIRECTOR, Role.HEAD, refuses=("effective-later", "wrong-campaign-state", "not-competent", "not-over"))
    def close_campaign(self, request: CloseCampaign) -> Done:
        """Close a campaign that is over."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "effective-later"))
    def clone_campaign(self, request: CloneCampaign) -> CampaignCloned:
        """Draft a campaign from an earlier one; what differs in rules and legal bases has to be settled."""

    @promise(
        *BOARD_ROLES,
        refuses=("effective-later", "wrong-campaign-state", "no-such-difference", "replacement-missing"),
    )
    def settle_difference(self, request: SettleDifference) -> Done:
        """Accept or replace one difference of a cloned campaign."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "name-taken", "effective-later", "inverted-dates"))
    def register_legal_text(self, request: RegisterLegalText) -> Done:
        """Enter a legal text and the days on which it is in force."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "text-ended", "inverted-dates"))
    def end_legal_text(self, request: EndLegalText) -> Done:
        """Say until when a legal text is in force, and what takes its place."""

    @promise(*INSIDE)
    def get_campaign(self, request: CampaignQuery) -> CampaignView:
        """A campaign with the defects found in its plan, warnings, and differences to settle."""

    @promise(*INSIDE)
    def list_campaigns(self, request: CampaignsOfYear) -> CampaignList:
        """The campaigns that run in a year."""

    @promise(*INSIDE)
    def get_plan(self, request: PlanQuery) -> PlanView:
        """All that a campaign's plan says, in its newest or an earlier version."""

    @promise(*INSIDE)
    def open_registrations(self, request: OpenRegistrations) -> OpenRegistrationList:
        """Campaigns in which units can register on a day."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, Role.AUDITOR)
    def standing_list(self, request: StandingList) -> StandingItems:
        """What the standing office has to look after in campaigns."""

    @promise(*BOARD_ROLES, Role.DIRECTOR, Role.RECORDS, Role.SERVICE, Role.AUDITOR)
    def resolve_recipients(self, request: RecipientsOf) -> Recipients:
        """The bodies that a campaign's "Nơi nhận" names on a day."""

    @promise(*INSIDE)
    def list_legal_texts(self, request: LegalTexts) -> LegalTextList:
        """The register of legal texts, and what is in force on a day."""
