"""People (cá nhân), whose data are sealed, and what was handed out of them."""

from uuid import UUID

from shared.contracts.registration.kinds import PositionClass
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as
from shared.sealing import Sealed


@recorded_as("person")
class Person(Aggregate):
    """A person (cá nhân). Name, position, address and numbers are sealed; codes are matched by keyed digests."""

    class Registered(Recorded, Aggregate.Created):
        unit_id: UUID
        position_class: str
        identity: Sealed
        external_digest: str
        identity_digest: str

    @event(Registered)
    def __init__(self, id: UUID, unit_id: UUID, position_class: str, identity: Sealed) -> None:
        self._id = id
        self.unit_id = unit_id
        self.position_class = PositionClass(position_class)
        self.identity = identity

    @classmethod
    def register(
        cls,
        id: UUID,
        unit_id: UUID,
        position_class: PositionClass,
        identity: Sealed,
        external_digest: str,
        identity_digest: str,
        did: Did,
    ) -> "Person":
        """Enter a person."""
        return cls._create(
            cls.Registered,
            id=id,
            unit_id=unit_id,
            position_class=position_class.value,
            identity=identity,
            external_digest=external_digest,
            identity_digest=identity_digest,
            **did,
        )


@recorded_as("disclosure")
class Disclosure(Aggregate):
    """Names and addresses were handed out: of whom, to whom, what for."""

    class Made(Recorded, Aggregate.Created):
        person_ids: list[str]
        purpose: str

    @event(Made)
    def __init__(self, id: UUID) -> None:
        self._id = id

    @classmethod
    def make(cls, id: UUID, person_ids: list[str], purpose: str, did: Did) -> "Disclosure":
        """Record a disclosure."""
        return cls._create(cls.Made, id=id, person_ids=person_ids, purpose=purpose, **did)
