"""Units (đơn vị): what they are, since when, and what became of them."""

from uuid import UUID

from shared.contracts.registration.kinds import UnitKind
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as


@recorded_as("unit")
class Unit(Aggregate):
    """A unit (đơn vị): whoever registers, nominates and is honoured as a collective."""

    class Registered(Recorded, Aggregate.Created):
        code: str
        name: str
        kind: str
        parent_id: UUID | None
        mailbox: str
        external_code: str

    @event(Registered)
    def __init__(self, id: UUID, code: str, kind: str) -> None:
        self._id = id
        self.code = code
        self.kind = UnitKind(kind)

    @classmethod
    def register(
        cls,
        id: UUID,
        code: str,
        name: str,
        kind: UnitKind,
        parent_id: UUID | None,
        mailbox: str,
        external_code: str,
        did: Did,
    ) -> "Unit":
        """Enter a unit."""
        return cls._create(
            cls.Registered,
            id=id,
            code=code,
            name=name,
            kind=kind.value,
            parent_id=parent_id,
            mailbox=mailbox,
            external_code=external_code,
            **did,
        )
