"""The use cases of clusters and signatories."""

from services.registration.application.base import Base
from services.registration.domain.clusters import Cluster
from services.registration.domain.people import Person
from services.registration.domain.signatories import Signatory
from services.registration.domain.units import Unit
from shared.contracts.base import Done
from shared.contracts.registration.clusters import (
    AdmitMember,
    AppointSignatory,
    ElectHeads,
    EndMembership,
    EndSignatory,
    FormCluster,
    RecordClusterResult,
)
from shared.principals import Principal


class Clusters(Base):
    """What can be done with clusters and signatories."""

    def form_cluster(self, command: FormCluster, who: Principal) -> Done:
        """Form a cluster."""
        did = self.did(who, command)
        cluster = Cluster.form(self.new(command.cluster_id), command.name, did)
        return self.record(cluster, did=did, answer=Done(id=cluster.id))

    def admit_member(self, command: AdmitMember, who: Principal) -> Done:
        """Admit a body; a unit of the register is one that there is."""
        did = self.did(who, command)
        cluster = self.load(Cluster, command.cluster_id)
        if command.unit_id:
            self.load(Unit, command.unit_id)
        cluster.admit(command.member_id, command.name, command.mailbox, command.unit_id, did)
        return self.record(cluster, did=did, answer=Done(id=cluster.id))

    def end_membership(self, command: EndMembership, who: Principal) -> Done:
        """A body is a member no longer."""
        did = self.did(who, command)
        cluster = self.load(Cluster, command.cluster_id)
        cluster.end_membership(command.member_id, did)
        return self.record(cluster, did=did, answer=Done(id=cluster.id))

    def elect_heads(self, command: ElectHeads, who: Principal) -> Done:
        """Say who heads a cluster in a year; said again, the later counts."""
        did = self.did(who, command)
        cluster = self.load(Cluster, command.cluster_id)
        cluster.elect(command.year, command.head_id, list(command.deputy_ids), did)
        return self.record(cluster, did=did, answer=Done(id=cluster.id))

    def record_cluster_result(self, command: RecordClusterResult, who: Principal) -> Done:
        """Record how a cluster came out in a year."""
        did = self.did(who, command)
        cluster = self.load(Cluster, command.cluster_id)
        lines = [
            {"member_id": one.member_id, "score": one.score, "votes": one.votes, "rank": one.rank}
            for one in sorted(command.lines, key=lambda one: (one.rank, str(one.member_id)))
        ]
        cluster.record_result(command.year, lines, did)
        return self.record(cluster, did=did, answer=Done(id=cluster.id))

    def appoint_signatory(self, command: AppointSignatory, who: Principal) -> Done:
        """Say who may sign; whoever delegates to him keeps it in mind."""
        did = self.did(who, command)
        self.load(Person, command.person_id)
        delegator = self.load(Signatory, command.delegated_by) if command.delegated_by else None
        signatory = Signatory.appoint(
            self.new(command.signatory_id),
            person_id=command.person_id,
            capacity=command.capacity,
            valid_from=command.valid_from,
            valid_until=command.valid_until,
            form=command.form,
            delegator=delegator,
            did=did,
        )
        return self.record(signatory, *([delegator] if delegator else ()), did=did, answer=Done(id=signatory.id))

    def end_signatory(self, command: EndSignatory, who: Principal) -> Done:
        """Say until when somebody may sign; whoever signs in his place ends with him, in the same commit."""
        did = self.did(who, command)
        signatory = self.load(Signatory, command.signatory_id)
        reason = self.sealer.seal(signatory.id, "signatory", {"reason": command.reason})
        signatory.end(command.last_day, reason, did)
        resting = [self.load(Signatory, one) for one in signatory.delegations]
        ended = [one for one in resting if one.end_with_delegator(command.last_day, did)]
        return self.record(signatory, *ended, did=did, answer=Done(id=signatory.id))
