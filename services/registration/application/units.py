"""The use cases of units."""

from services.registration.application.base import Base
from services.registration.domain.units import Unit
from shared.contracts.base import Done
from shared.contracts.registration.units import RegisterUnit
from shared.principals import Principal


class Units(Base):
    """What can be done with units."""

    def register_unit(self, command: RegisterUnit, who: Principal) -> Done:
        """Enter a unit; its code is taken once."""
        did = self.did(who, command)
        if command.parent_id:
            self.load(Unit, command.parent_id)
        unit = Unit.register(
            self.new(command.unit_id),
            command.code,
            command.name,
            command.kind,
            command.parent_id,
            command.mailbox,
            command.external_code,
            did,
        )
        codes = [self.claim("unit", command.code, unit.id, did)]
        if command.external_code:
            codes.append(self.claim("unit-external", command.external_code, unit.id, did))
        return self.record(unit, *codes, did=did, answer=Done(id=unit.id))
