"""What the recorded events of clusters and signatories look like to others."""

from services.registration.domain.clusters import Signatory
from services.registration.publishing.public import public_event
from shared.contracts.registration.clusters import SignatoryAppointed
from shared.sealing import Open


@public_event.register
def signatory_appointed(recorded: Signatory.Appointed, open_sealed: Open) -> SignatoryAppointed:
    return SignatoryAppointed(
        signatory_id=recorded.originator_id,
        person_id=recorded.person_id,
        capacity=recorded.capacity,
        valid_from=recorded.valid_from,
        valid_until=recorded.valid_until,
    )
