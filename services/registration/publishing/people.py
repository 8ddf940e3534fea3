"""What the recorded events of people and collectives look like to others."""

from services.registration.domain.people import Person
from services.registration.publishing.public import public_event
from shared.contracts.registration.kinds import PositionClass
from shared.contracts.registration.people import PersonRegistered
from shared.sealing import Open

ERASED = "(đã xóa dữ liệu cá nhân)"


@public_event.register
def person_registered(recorded: Person.Registered, open_sealed: Open) -> PersonRegistered:
    known = open_sealed(recorded.identity)
    return PersonRegistered(
        person_id=recorded.originator_id,
        unit_id=recorded.unit_id,
        position_class=PositionClass(recorded.position_class),
        name=known["name"] if known else ERASED,
        external_digest=recorded.external_digest,
    )
