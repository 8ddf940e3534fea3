"""Signatories (người ký): who may sign, in which form, in whose place, from when to when."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.contracts.registration.kinds import SigningForm
from shared.errors import Conflict, Invalid
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as
from shared.sealing import Sealed

IN_ANOTHERS_PLACE = (SigningForm.FOR_HEAD, SigningForm.BY_ORDER, SigningForm.BY_MANDATE)


@recorded_as("signatory")
class Signatory(Aggregate):
    """Somebody who may sign, in a capacity, between two days (both included)."""

    class Appointed(Recorded, Aggregate.Created):
        class_version = 2
        person_id: UUID
        capacity: str
        valid_from: date
        valid_until: date | None
        form: str
        delegated_by: UUID | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Everybody signed in his own place."""
            state |= {"form": SigningForm.HEAD.value, "delegated_by": None}

    class Delegated(Recorded, Aggregate.Event):
        """Somebody else may sign in this one's place."""

        signatory_id: UUID

    class Ended(Recorded, Aggregate.Event):
        last_day: date
        reason: Sealed | None

    @event(Appointed)
    def __init__(
        self,
        id: UUID,
        person_id: UUID,
        valid_from: date,
        valid_until: date | None,
        delegated_by: UUID | None,
    ) -> None:
        self._id = id
        self.person_id = person_id
        self.valid_from = valid_from
        self.valid_until = valid_until
        self.delegated_by = delegated_by
        self.delegations: list[UUID] = []

    @classmethod
    def appoint(
        cls,
        id: UUID,
        *,
        person_id: UUID,
        capacity: str,
        valid_from: date,
        valid_until: date | None,
        form: SigningForm,
        delegator: "Signatory | None",
        did: Did,
    ) -> "Signatory":
        """Say who may sign; in whose place, where the form says that it is somebody's."""
        if valid_until and valid_until < valid_from:
            raise Conflict("inverted-dates")
        if form in IN_ANOTHERS_PLACE and delegator is None:
            raise Invalid("delegation-missing")
        appointed = cls._create(
            cls.Appointed,
            id=id,
            person_id=person_id,
            capacity=capacity,
            valid_from=valid_from,
            valid_until=valid_until,
            form=form.value,
            delegated_by=delegator and delegator.id,
            **did,
        )
        if delegator:
            delegator._delegate(appointed, did)
        return appointed

    def _delegate(self, to: "Signatory", did: Did) -> None:
        if self.delegated_by:
            raise Conflict("delegated-twice")
        until = to.valid_until or date.max
        if to.valid_from < self.valid_from or until > (self.valid_until or date.max):
            raise Conflict("outside-delegation")
        self.trigger_event(self.Delegated, signatory_id=to.id, **did)

    @event(Delegated)
    def _delegated(self, signatory_id: UUID) -> None:
        self.delegations.append(signatory_id)

    def end(self, last_day: date, reason: Sealed, did: Did) -> None:
        """The last day on which he may sign; it is never made later than it was."""
        if last_day < self.valid_from:
            raise Conflict("inverted-dates")
        if self.valid_until and self.valid_until < last_day:
            raise Conflict("signatory-ended")
        self.trigger_event(self.Ended, last_day=last_day, reason=reason, **did)

    def end_with_delegator(self, last_day: date, did: Did) -> bool:
        """Nobody signs in the place of somebody who may not; whether that changed anything."""
        if self.valid_until and self.valid_until <= last_day:
            return False
        self.trigger_event(self.Ended, last_day=last_day, reason=None, **did)
        return True

    @event(Ended)
    def _ended(self, last_day: date) -> None:
        self.valid_until = last_day
