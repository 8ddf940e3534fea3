"""Emulation clusters (cụm, khối, khu vực thi đua) and signatories (người ký)."""

from datetime import date
from uuid import UUID

from shared.contracts.base import BOARD_ROLES, Command, Contract, Done, promise
from shared.contracts.registration.kinds import SigningForm
from shared.contracts.registration.units import INSIDE
from shared.messages import Json, Message, Request, many, new_id, number, text

# -- requests that change -------------------------------------------------------------------------------


class FormCluster(Command):
    """A cluster of bodies that compete with each other: Khối thi đua Nội chính, Khu vực thi đua ĐBBB."""

    cluster_id: UUID = new_id()
    name: str = text(at_most=200)


class AdmitMember(Command):
    """A body is a member from that day on; ``unit_id`` where it is one of the register."""

    cluster_id: UUID
    member_id: UUID = new_id()
    name: str = text(at_most=200)
    mailbox: str = text(at_least=0, at_most=120, default="")
    unit_id: UUID | None = None


class EndMembership(Command):
    cluster_id: UUID
    member_id: UUID


class ElectHeads(Command):
    """Who heads the cluster in a year, and who deputises: Trưởng khối, Phó khối; both are members."""

    cluster_id: UUID
    year: int = number(at_least=1945, at_most=2200)
    head_id: UUID
    deputy_ids: tuple[UUID, ...] = many(at_most=10, default=())


class ClusterScore(Request):
    """What a member reached in a year: ``score`` in hundredths of a point, ``votes`` in favour."""

    member_id: UUID
    score: int = number(at_most=10_000_000)
    votes: int = number(at_most=1000)
    rank: int = number(at_least=1, at_most=1000)


class RecordClusterResult(Command):
    """How the members of a cluster came out in a year, as its minutes say: scores, votes and ranks."""

    cluster_id: UUID
    year: int = number(at_least=1945, at_most=2200)
    lines: tuple[ClusterScore, ...] = many(at_least=1, at_most=200)


class AppointSignatory(Command):
    """Somebody may sign, in a capacity (``KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC``), between two days, both included.

    ``delegated_by`` is the signatory in whose place he signs; a delegation lies within the delegator's own days.
    """

    signatory_id: UUID = new_id()
    person_id: UUID
    capacity: str = text(at_most=120)
    valid_from: date
    valid_until: date | None = None
    form: SigningForm = SigningForm.HEAD
    delegated_by: UUID | None = None


class EndSignatory(Command):
    """The last day on which somebody may sign; delegations that rest on him end with it."""

    signatory_id: UUID
    last_day: date
    reason: str = text(at_most=300)


# -- questions and answers ------------------------------------------------------------------------------


class ClusterQuery(Request):
    """A cluster as it is on a day, with the heads of that day's year."""

    cluster_id: UUID
    on: date | None = None


class ClusterMember(Message):
    """``until`` is the last day of the membership."""

    member_id: UUID
    name: str
    mailbox: str
    unit_id: UUID | None
    since: date
    until: date | None


class ClusterRank(Message):
    member_id: UUID
    score: int
    votes: int
    rank: int


class ClusterView(Message):
    """``plans`` are the campaigns that the cluster launched for that year."""

    cluster_id: UUID
    name: str
    year: int
    members: tuple[ClusterMember, ...]
    head_id: UUID | None
    deputy_ids: tuple[UUID, ...]
    result: tuple[ClusterRank, ...]
    plans: tuple[UUID, ...]


class ListClusters(Request):
    """All clusters as they are on a day."""

    on: date | None = None


class ClusterList(Message):
    clusters: tuple[ClusterView, ...]


class ListSignatories(Request):
    """Who may sign on a day."""

    on: date | None = None


class SignatoryView(Message):
    signatory_id: UUID
    person_id: UUID
    capacity: str
    form: SigningForm
    valid_from: date
    valid_until: date | None
    delegated_by: UUID | None
    basis: str


class SignatoryList(Message):
    signatories: tuple[SignatoryView, ...]


# -- published events -----------------------------------------------------------------------------------


class ClusterFormed(Message):
    cluster_id: UUID
    name: str
    effective_on: date


class MemberAdmitted(Message):
    cluster_id: UUID
    member_id: UUID
    name: str
    unit_id: UUID | None
    effective_on: date


class MembershipEnded(Message):
    cluster_id: UUID
    member_id: UUID
    effective_on: date


class HeadsElected(Message):
    cluster_id: UUID
    year: int
    head_id: UUID
    deputy_ids: tuple[UUID, ...]


class ClusterResultRecorded(Message):
    cluster_id: UUID
    year: int
    lines: tuple[ClusterRank, ...]


class SignatoryAppointed(Message, version=2):
    signatory_id: UUID
    person_id: UUID
    capacity: str
    valid_from: date
    valid_until: date | None
    form: SigningForm = SigningForm.HEAD
    delegated_by: UUID | None = None

    @staticmethod
    def upcast_v1_v2(data: Json) -> Json:
        """Everybody signed in his own place."""
        return data


class SignatoryEnded(Message):
    signatory_id: UUID
    last_day: date


EVENTS = (
    ClusterFormed,
    MemberAdmitted,
    MembershipEnded,
    HeadsElected,
    ClusterResultRecorded,
    SignatoryAppointed,
    SignatoryEnded,
)

SENTENCES = {
    "not-in-cluster": "Cơ quan {member_id} không phải là thành viên của khối trong thời gian đó.",
    "already-in-cluster": "Cơ quan này đã là thành viên của khối.",
    "ranks-not-whole": "Thứ hạng phải của đúng các thành viên, mỗi thành viên một dòng.",
    "already-recorded": "Kết quả năm {year} của khối đã được ghi.",
    "outside-delegation": "Thời gian ủy quyền nằm ngoài thời gian người ủy quyền được ký.",
    "delegated-twice": "Người được ủy quyền không được ủy quyền lại.",
    "delegation-missing": "Ký thay, ký thừa lệnh hoặc thừa ủy quyền phải nêu người ủy quyền.",
    "signatory-ended": "Quyền ký này đã kết thúc từ trước ngày đó.",
}


class ClusterPromises(Contract):
    """What registration promises about clusters and signatories."""

    @promise(*BOARD_ROLES, refuses=("id-taken", "effective-later"))
    def form_cluster(self, request: FormCluster) -> Done:
        """Form a cluster of bodies."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "already-in-cluster", "id-taken"))
    def admit_member(self, request: AdmitMember) -> Done:
        """Admit a body to a cluster."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "not-in-cluster"))
    def end_membership(self, request: EndMembership) -> Done:
        """A body is no longer a member of a cluster."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "not-in-cluster"))
    def elect_heads(self, request: ElectHeads) -> Done:
        """Say who heads a cluster in a year, and who deputises."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "ranks-not-whole", "already-recorded", "document-required"))
    def record_cluster_result(self, request: RecordClusterResult) -> Done:
        """Record how a cluster's members came out in a year, with its minutes."""

    @promise(
        *BOARD_ROLES,
        refuses=(
            "id-taken",
            "effective-later",
            "inverted-dates",
            "outside-delegation",
            "delegated-twice",
            "delegation-missing",
        ),
    )
    def appoint_signatory(self, request: AppointSignatory) -> Done:
        """Say who may sign, in which capacity and in whose place, from when to when."""

    @promise(*BOARD_ROLES, refuses=("effective-later", "signatory-ended", "inverted-dates"))
    def end_signatory(self, request: EndSignatory) -> Done:
        """Say until when somebody may sign."""

    @promise(*INSIDE)
    def get_cluster(self, request: ClusterQuery) -> ClusterView:
        """A cluster on a day: members, heads of the year, result, plans."""

    @promise(*INSIDE)
    def list_clusters(self, request: ListClusters) -> ClusterList:
        """All clusters on a day."""

    @promise(*INSIDE)
    def list_signatories(self, request: ListSignatories) -> SignatoryList:
        """Who may sign on a day."""
