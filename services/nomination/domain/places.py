"""Places: what an authority granted, each unit's share of it, and who holds which place."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.contracts.registration.kinds import SubjectKind
from shared.errors import Conflict
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as

Plain = dict[str, Any]


@recorded_as("rules")
class Rules(Aggregate):
    """A rule pack in use, with the digest of its file."""

    class Adopted(Recorded, Aggregate.Created):
        class_version = 2
        pack: str
        valid_from: date
        valid_until: date | None
        digest: str
        awards: list[Plain]
        criteria_required: bool

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Nothing was said of criteria."""
            state["criteria_required"] = False

    @event(Adopted)
    def __init__(self, id: UUID, pack: str, digest: str) -> None:
        self._id = id
        self.pack = pack
        self.digest = digest

    @classmethod
    def adopt(
        cls,
        id: UUID,
        pack: str,
        valid_from: date,
        valid_until: date | None,
        digest: str,
        awards: list[Plain],
        criteria_required: bool,
        did: Did,
    ) -> "Rules":
        """Take a pack into use."""
        return cls._create(
            cls.Adopted,
            id=id,
            pack=pack,
            valid_from=valid_from,
            valid_until=valid_until,
            digest=digest,
            awards=awards,
            criteria_required=criteria_required,
            **did,
        )


@recorded_as("grant")
class Grant(Aggregate):
    """How many may be proposed for an award in a campaign (số lượng được giao)."""

    class Granted(Recorded, Aggregate.Created):
        campaign_id: UUID
        award: str
        subject_kind: str
        places: int

    class Allocated(Recorded, Aggregate.Event):
        allocation_id: UUID
        unit_id: UUID
        places: int

    @event(Granted)
    def __init__(self, id: UUID, campaign_id: UUID, award: str, subject_kind: str, places: int) -> None:
        self._id = id
        self.campaign_id = campaign_id
        self.award = award
        self.subject_kind = SubjectKind(subject_kind)
        self.places = places
        self.allocated = 0

    @classmethod
    def grant(
        cls, id: UUID, campaign_id: UUID, award: str, subject_kind: SubjectKind, places: int, did: Did
    ) -> "Grant":
        """Record what an authority granted."""
        return cls._create(
            cls.Granted,
            id=id,
            campaign_id=campaign_id,
            award=award,
            subject_kind=subject_kind.value,
            places=places,
            **did,
        )

    def allocate(self, allocation_id: UUID, unit_id: UUID, places: int, did: Did) -> None:
        """Give a unit its share; the shares together never exceed the grant."""
        if self.allocated + places > self.places:
            raise Conflict("grant-exhausted", left=self.places - self.allocated, places=self.places, wanted=places)
        self.trigger_event(self.Allocated, allocation_id=allocation_id, unit_id=unit_id, places=places, **did)

    @event(Allocated)
    def _allocated(self, places: int) -> None:
        self.allocated += places


@recorded_as("allocation")
class Allocation(Aggregate):
    """A unit's share of a grant: its places, and which dossier holds each."""

    class Opened(Recorded, Aggregate.Created):
        grant_id: UUID
        campaign_id: UUID
        unit_id: UUID
        award: str
        subject_kind: str
        places: int

    class Reserved(Recorded, Aggregate.Event):
        nomination_id: UUID
        subject_id: UUID

    class Released(Recorded, Aggregate.Event):
        nomination_id: UUID

    @event(Opened)
    def __init__(self, id: UUID, campaign_id: UUID, unit_id: UUID, award: str, subject_kind: str, places: int) -> None:
        self._id = id
        self.campaign_id = campaign_id
        self.unit_id = unit_id
        self.award = award
        self.subject_kind = SubjectKind(subject_kind)
        self.places = places
        self.holders: dict[UUID, UUID] = {}

    @classmethod
    def open(cls, id: UUID, grant: Grant, unit_id: UUID, places: int, did: Did) -> "Allocation":
        """Open a unit's share of a grant."""
        return cls._create(
            cls.Opened,
            id=id,
            grant_id=grant.id,
            campaign_id=grant.campaign_id,
            unit_id=unit_id,
            award=grant.award,
            subject_kind=grant.subject_kind.value,
            places=places,
            **did,
        )

    @property
    def left(self) -> int:
        """Places that nobody holds."""
        return self.places - len(self.holders)

    def reserve(self, nomination_id: UUID, subject_id: UUID, did: Did) -> None:
        """Take a place for a dossier; nobody holds two for the same award."""
        if subject_id in self.holders.values():
            raise Conflict("already-nominated")
        if self.left < 1:
            raise Conflict("quota-exhausted", taken=len(self.holders), places=self.places)
        self.trigger_event(self.Reserved, nomination_id=nomination_id, subject_id=subject_id, **did)

    @event(Reserved)
    def _reserved(self, nomination_id: UUID, subject_id: UUID) -> None:
        self.holders[nomination_id] = subject_id

    def release(self, nomination_id: UUID, did: Did) -> None:
        """Free a dossier's place."""
        if nomination_id in self.holders:
            self.trigger_event(self.Released, nomination_id=nomination_id, **did)

    @event(Released)
    def _released(self, nomination_id: UUID) -> None:
        del self.holders[nomination_id]
