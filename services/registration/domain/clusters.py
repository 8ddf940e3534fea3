"""Signatories (người ký) and emulation clusters."""

from datetime import date
from uuid import UUID

from shared.errors import Conflict
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as


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
