"""What the recorded events of units look like to others."""

from services.registration.domain.units import Unit
from services.registration.publishing.public import public_event
from shared.contracts.registration.kinds import UnitKind
from shared.contracts.registration.units import UnitRegistered
from shared.sealing import Open


@public_event.register
def unit_registered(recorded: Unit.Registered, open_sealed: Open) -> UnitRegistered:
    return UnitRegistered(
        unit_id=recorded.originator_id,
        code=recorded.code,
        name=recorded.name,
        kind=UnitKind(recorded.kind),
        parent_id=recorded.parent_id,
        mailbox=recorded.mailbox,
        external_code=recorded.external_code,
    )
