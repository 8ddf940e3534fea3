"""The use cases of clusters and signatories."""

from services.registration.application.base import Base
from services.registration.domain.clusters import Signatory
from services.registration.domain.people import Person
from shared.contracts.base import Done
from shared.contracts.registration.clusters import AppointSignatory
from shared.principals import Principal


class Clusters(Base):
    """What can be done with clusters and signatories."""

    def appoint_signatory(self, command: AppointSignatory, who: Principal) -> Done:
        """Say who may sign, in which capacity."""
        did = self.did(who, command)
        self.load(Person, command.person_id)
        signatory = Signatory.appoint(
            self.new(command.signatory_id),
            command.person_id,
            command.capacity,
            command.valid_from,
            command.valid_until,
            did,
        )
        return self.record(signatory, did=did, answer=Done(id=signatory.id))
