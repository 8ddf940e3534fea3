"""A unit's registration (đăng ký thi đua): its targets, handed in, returned, confirmed."""

from typing import Any
from uuid import UUID

from shared.contracts.registration.kinds import RegistrationState
from shared.errors import Conflict
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as
from shared.sealing import Sealed

Plain = dict[str, Any]


@recorded_as("registration")
class Registration(Aggregate):
    """What a unit sets out to reach in a campaign."""

    class Submitted(Recorded, Aggregate.Created):
        campaign_id: UUID
        unit_id: UUID
        targets: list[Plain]
        late: bool
        late_reason: Sealed

    class Returned(Recorded, Aggregate.Event):
        campaign_id: UUID
        unit_id: UUID
        reason: Sealed

    class Resubmitted(Recorded, Aggregate.Event):
        campaign_id: UUID
        unit_id: UUID
        late: bool
        targets: list[Plain]
        added: list[Plain]
        removed: list[Plain]

    class Confirmed(Recorded, Aggregate.Event):
        campaign_id: UUID
        unit_id: UUID

    @event(Submitted)
    def __init__(self, id: UUID, campaign_id: UUID, unit_id: UUID, targets: list[Plain], late: bool) -> None:
        self._id = id
        self.campaign_id = campaign_id
        self.unit_id = unit_id
        self.targets = targets
        self.late = late
        self.reason: Sealed | None = None
        self.state = RegistrationState.WAITING

    @classmethod
    def submit(
        cls, id: UUID, campaign_id: UUID, unit_id: UUID, targets: list[Plain], late: bool, late_reason: Sealed, did: Did
    ) -> "Registration":
        """Hand in targets."""
        return cls._create(
            cls.Submitted,
            id=id,
            campaign_id=campaign_id,
            unit_id=unit_id,
            targets=targets,
            late=late,
            late_reason=late_reason,
            **did,
        )

    def send_back(self, reason: Sealed, did: Did) -> None:
        """Return with a reason."""
        self._must_be(RegistrationState.WAITING)
        self.trigger_event(self.Returned, campaign_id=self.campaign_id, unit_id=self.unit_id, reason=reason, **did)

    @event(Returned)
    def _returned(self, reason: Sealed) -> None:
        self.state = RegistrationState.RETURNED
        self.reason = reason

    def resubmit(self, targets: list[Plain], did: Did) -> None:
        """Hand in again; the difference to the returned version is recorded with it."""
        self._must_be(RegistrationState.RETURNED)
        self.trigger_event(
            self.Resubmitted,
            campaign_id=self.campaign_id,
            unit_id=self.unit_id,
            late=self.late,
            targets=targets,
            added=[one for one in targets if one not in self.targets],
            removed=[one for one in self.targets if one not in targets],
            **did,
        )

    @event(Resubmitted)
    def _resubmitted(self, targets: list[Plain]) -> None:
        self.targets = targets
        self.state = RegistrationState.WAITING

    def confirm(self, did: Did) -> None:
        """Accept the targets."""
        self._must_be(RegistrationState.WAITING)
        self.trigger_event(self.Confirmed, campaign_id=self.campaign_id, unit_id=self.unit_id, **did)

    @event(Confirmed)
    def _confirmed(self) -> None:
        self.state = RegistrationState.CONFIRMED

    def _must_be(self, state: RegistrationState) -> None:
        if self.state is not state:
            raise Conflict("wrong-state", state=self.state.value)
