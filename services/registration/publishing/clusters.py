"""What the recorded events of clusters and signatories look like to others."""

from services.registration.domain.clusters import Cluster
from services.registration.domain.signatories import Signatory
from services.registration.publishing.public import public_event
from shared.contracts.registration.clusters import (
    ClusterFormed,
    ClusterRank,
    ClusterResultRecorded,
    HeadsElected,
    MemberAdmitted,
    MembershipEnded,
    SignatoryAppointed,
    SignatoryEnded,
)
from shared.contracts.registration.kinds import SigningForm
from shared.sealing import Open


@public_event.register
def cluster_formed(recorded: Cluster.Formed, open_sealed: Open) -> ClusterFormed:
    return ClusterFormed(cluster_id=recorded.originator_id, name=recorded.name, effective_on=recorded.effective_on)


@public_event.register
def member_admitted(recorded: Cluster.MemberAdmitted, open_sealed: Open) -> MemberAdmitted:
    return MemberAdmitted(
        cluster_id=recorded.originator_id,
        member_id=recorded.member_id,
        name=recorded.name,
        unit_id=recorded.unit_id,
        effective_on=recorded.effective_on,
    )


@public_event.register
def membership_ended(recorded: Cluster.MembershipEnded, open_sealed: Open) -> MembershipEnded:
    return MembershipEnded(
        cluster_id=recorded.originator_id, member_id=recorded.member_id, effective_on=recorded.effective_on
    )


@public_event.register
def heads_elected(recorded: Cluster.HeadsElected, open_sealed: Open) -> HeadsElected:
    return HeadsElected(
        cluster_id=recorded.originator_id,
        year=recorded.year,
        head_id=recorded.head_id,
        deputy_ids=tuple(recorded.deputy_ids),
    )


@public_event.register
def result_recorded(recorded: Cluster.ResultRecorded, open_sealed: Open) -> ClusterResultRecorded:
    return ClusterResultRecorded(
        cluster_id=recorded.originator_id,
        year=recorded.year,
        lines=tuple(ClusterRank(**one) for one in recorded.lines),
    )


@public_event.register
def signatory_appointed(recorded: Signatory.Appointed, open_sealed: Open) -> SignatoryAppointed:
    return SignatoryAppointed(
        signatory_id=recorded.originator_id,
        person_id=recorded.person_id,
        capacity=recorded.capacity,
        valid_from=recorded.valid_from,
        valid_until=recorded.valid_until,
        form=SigningForm(recorded.form),
        delegated_by=recorded.delegated_by,
    )


@public_event.register
def signatory_ended(recorded: Signatory.Ended, open_sealed: Open) -> SignatoryEnded:
    return SignatoryEnded(signatory_id=recorded.originator_id, last_day=recorded.last_day)
