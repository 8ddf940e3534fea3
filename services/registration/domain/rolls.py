"""The roll of a campaign: the lists of all its units as they were when they were locked (chốt danh sách)."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import rfc8785

from services.registration.domain.registrations import Registration
from shared.contracts.registration.kinds import RegistrationState
from shared.errors import Conflict
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as

Plain = dict[str, Any]


def digest_of(units: list[Plain]) -> str:
    """The SHA-256 of lists as RFC 8785 writes them, in hex."""
    return hashlib.sha256(rfc8785.dumps(units)).hexdigest()


@recorded_as("roll")
class Roll(Aggregate):
    """The lists of one campaign, locked once."""

    class Locked(Recorded, Aggregate.Created):
        """``missing`` are the units that had sent nothing."""

        campaign_id: UUID
        units: list[Plain]
        digest: str
        confirmed: int
        missing: list[UUID]

    @event(Locked)
    def __init__(
        self,
        id: UUID,
        campaign_id: UUID,
        units: list[Plain],
        digest: str,
        confirmed: int,
        missing: list[UUID],
        recorded_at: datetime,
    ) -> None:
        self._id = id
        self.campaign_id = campaign_id
        self.units = units
        self.digest = digest
        self.confirmed = confirmed
        self.missing = missing
        self.locked_on = recorded_at.date()

    @classmethod
    def lock(cls, campaign_id: UUID, registrations: dict[UUID, Registration | None], did: Did) -> "Roll":
        """Lock the lists: every reporting unit with its registration, or none; nothing may wait to be decided."""
        waiting = [one for one in registrations.values() if one and one.state is RegistrationState.WAITING]
        if waiting:
            raise Conflict("undecided", count=len(waiting))
        units = [_as_it_is(unit, registrations[unit]) for unit in sorted(registrations, key=str)]
        return cls._create(
            cls.Locked,
            id=cls.id_of(campaign_id),
            campaign_id=campaign_id,
            units=units,
            digest=digest_of(units),
            confirmed=sum(one["state"] == RegistrationState.CONFIRMED.value for one in units),
            missing=sorted((unit for unit, one in registrations.items() if one is None), key=str),
            **did,
        )

    @staticmethod
    def id_of(campaign_id: UUID) -> UUID:
        """The stream of a campaign's roll: the same for everybody who would lock it."""
        return uuid5(NAMESPACE_URL, f"vinhdanh:roll:{campaign_id}")


def _as_it_is(unit_id: UUID, registration: Registration | None) -> Plain:
    return {
        "unit_id": str(unit_id),
        "registration_id": str(registration.id) if registration else None,
        "state": (registration.state if registration else RegistrationState.NOT_SENT).value,
        "version": registration.version if registration else 0,
        "targets": sorted(registration.targets, key=lambda one: (one["subject_id"], one["award"]))
        if registration
        else [],
    }
