"""The register: units, people and signatories."""

from datetime import date
from uuid import UUID

from shared.contracts.registration import PositionClass, UnitKind
from shared.errors import Conflict
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as
from shared.sealing import Sealed


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


@recorded_as("signatory")
class Signatory(Aggregate):
    """Somebody who may sign, in a capacity, between two days (both included)."""

    class Appointed(Recorded, Aggregate.Created):
        person_id: UUID
        capacity: str
        valid_from: date
        valid_until: date | None

    @event(Appointed)
    def __init__(self, id: UUID, person_id: UUID) -> None:
        self._id = id
        self.person_id = person_id

    @classmethod
    def appoint(
        cls, id: UUID, person_id: UUID, capacity: str, valid_from: date, valid_until: date | None, did: Did
    ) -> "Signatory":
        """Say who may sign."""
        if valid_until and valid_until < valid_from:
            raise Conflict("inverted-dates")
        return cls._create(
            cls.Appointed,
            id=id,
            person_id=person_id,
            capacity=capacity,
            valid_from=valid_from,
            valid_until=valid_until,
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
