"""A unit's registration (đăng ký thi đua): targets and commitments, handed in, returned, confirmed, locked, amended."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from shared.contracts.registration.kinds import RegistrationState
from shared.errors import Conflict, Invalid
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as
from shared.sealing import Sealed

Plain = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """What a unit hands in, always whole.

    ``warnings`` is what nomination's rules said of the targets, nothing if they could not be asked (``assessed``).
    ``unit_plan`` is the SHA-256 of the unit's own plan, empty while there is none. ``leaders`` and ``front_line``
    count the individual targets of people who lead, and who work directly with citizens or cases, on that day.
    """

    targets: list[Plain]
    commitments: list[Plain]
    warnings: list[Plain]
    assessed: bool
    unit_plan: str
    leaders: int
    front_line: int


def _nothing_but_targets(state: Plain) -> None:
    state.update(commitments=[], warnings=[], assessed=False, unit_plan="", leaders=0, front_line=0)


@recorded_as("registration")
class Registration(Aggregate):
    """What a unit sets out to reach and to do in a campaign."""

    class Submitted(HandedIn, Recorded, Aggregate.Created):
        """``after_lock``: the unit sent nothing before the lists were locked."""

        campaign_id: UUID
        unit_id: UUID
        late: bool
        late_reason: Sealed
        after_lock: bool

        class_version = 2

        @staticmethod
        def upcast_v1_v2(state: Plain) -> None:
            """Version 1 had targets only, and lists were never locked."""
            _nothing_but_targets(state)
            state["after_lock"] = False

    class Returned(Recorded, Aggregate.Event):
        campaign_id: UUID
        unit_id: UUID
        reason: Sealed

    class Resubmitted(HandedIn, Recorded, Aggregate.Event):
        campaign_id: UUID
        unit_id: UUID
        late: bool
        added: list[Plain]
        removed: list[Plain]

        class_version = 2

        @staticmethod
        def upcast_v1_v2(state: Plain) -> None:
            """Version 1 had targets only."""
            _nothing_but_targets(state)

    class Withdrawn(Recorded, Aggregate.Event):
        campaign_id: UUID
        unit_id: UUID
        reason: Sealed

    class Confirmed(Recorded, Aggregate.Event):
        campaign_id: UUID
        unit_id: UUID

    class Locked(Recorded, Aggregate.Event):
        """The campaign's lists were locked with this registration as it was."""

        campaign_id: UUID
        unit_id: UUID

    class Amended(HandedIn, Recorded, Aggregate.Event):
        """``reason`` seals also its kind: in a small unit a leave names the person."""

        campaign_id: UUID
        unit_id: UUID
        added: list[Plain]
        removed: list[Plain]
        reason: Sealed

    class ProgressReported(Recorded, Aggregate.Event):
        commitment_id: UUID
        done: int
        achieved_on: date | None

    @event(Submitted)
    def __init__(
        self,
        id: UUID,
        campaign_id: UUID,
        unit_id: UUID,
        targets: list[Plain],
        commitments: list[Plain],
        warnings: list[Plain],
        on_behalf_of: str,
        late: bool,
        late_reason: Sealed,
        after_lock: bool,
    ) -> None:
        self._id = id
        self.campaign_id = campaign_id
        self.unit_id = unit_id
        self.late = late
        self.locked = after_lock
        self.reasons: dict[str, Sealed] = {"late_reason": late_reason}
        self.progress: dict[UUID, Plain] = {}
        self._hold(targets, commitments, warnings, on_behalf_of, added=[], removed=[])

    @classmethod
    def submit(
        cls,
        id: UUID,
        campaign_id: UUID,
        unit_id: UUID,
        handed_in: HandedIn,
        late: bool,
        late_reason: Sealed,
        after_lock: bool,
        did: Did,
    ) -> "Registration":
        """Hand in for the first time."""
        return cls._create(
            cls.Submitted,
            id=id,
            campaign_id=campaign_id,
            unit_id=unit_id,
            late=late,
            late_reason=late_reason,
            after_lock=after_lock,
            **vars(handed_in),
            **did,
        )

    def send_back(self, reason: Sealed, did: Did) -> None:
        """Return with a reason."""
        self._must_be(RegistrationState.WAITING)
        self.trigger_event(self.Returned, campaign_id=self.campaign_id, unit_id=self.unit_id, reason=reason, **did)

    @event(Returned)
    def _returned(self, reason: Sealed) -> None:
        self.state = RegistrationState.RETURNED
        self.reasons["reason"] = reason
        self.added: list[Plain] = []
        self.removed: list[Plain] = []

    def resubmit(self, handed_in: HandedIn, did: Did) -> None:
        """Hand in again what was returned or withdrawn; the difference to that is recorded with it."""
        self._must_be_open()
        self._must_be(RegistrationState.RETURNED, RegistrationState.WITHDRAWN)
        self.trigger_event(
            self.Resubmitted,
            campaign_id=self.campaign_id,
            unit_id=self.unit_id,
            late=self.late,
            **self._difference(handed_in.targets),
            **vars(handed_in),
            **did,
        )

    @event(Resubmitted)
    def _resubmitted(
        self,
        targets: list[Plain],
        commitments: list[Plain],
        warnings: list[Plain],
        on_behalf_of: str,
        added: list[Plain],
        removed: list[Plain],
    ) -> None:
        self._hold(targets, commitments, warnings, on_behalf_of, added, removed)

    def withdraw(self, reason: Sealed, did: Did) -> None:
        """Take it back, as long as the lists are not locked."""
        self._must_be_open()
        self._must_be(RegistrationState.WAITING, RegistrationState.RETURNED, RegistrationState.CONFIRMED)
        self.trigger_event(self.Withdrawn, campaign_id=self.campaign_id, unit_id=self.unit_id, reason=reason, **did)

    @event(Withdrawn)
    def _withdrawn(self, reason: Sealed) -> None:
        self.state = RegistrationState.WITHDRAWN
        self.reasons["withdrawal_reason"] = reason

    def confirm(self, did: Did) -> None:
        """Accept the targets."""
        self._must_be(RegistrationState.WAITING)
        self.trigger_event(self.Confirmed, campaign_id=self.campaign_id, unit_id=self.unit_id, **did)

    @event(Confirmed)
    def _confirmed(self) -> None:
        self.state = RegistrationState.CONFIRMED

    def lock(self, did: Did) -> None:
        """Take part in the locking of the campaign's lists, so that whatever happens at the same moment collides."""
        self.trigger_event(self.Locked, campaign_id=self.campaign_id, unit_id=self.unit_id, **did)

    @event(Locked)
    def _locked(self) -> None:
        self.locked = True

    def amend(self, handed_in: HandedIn, reason: Sealed, did: Did) -> None:
        """Change what the locked lists have; the office confirms it again."""
        if not self.locked:
            raise Conflict("not-locked")
        self._must_be(RegistrationState.CONFIRMED, RegistrationState.RETURNED, RegistrationState.WITHDRAWN)
        self.trigger_event(
            self.Amended,
            campaign_id=self.campaign_id,
            unit_id=self.unit_id,
            reason=reason,
            **self._difference(handed_in.targets),
            **vars(handed_in),
            **did,
        )

    @event(Amended)
    def _amended(
        self,
        targets: list[Plain],
        commitments: list[Plain],
        warnings: list[Plain],
        on_behalf_of: str,
        added: list[Plain],
        removed: list[Plain],
        reason: Sealed,
    ) -> None:
        self.reasons["amendment_reason"] = reason
        self._hold(targets, commitments, warnings, on_behalf_of, added, removed)

    def report_progress(self, commitment_id: UUID, done: int, achieved_on: date | None, did: Did) -> None:
        """Say how much of a commitment is done, and since when all of it."""
        self._must_be(RegistrationState.CONFIRMED)
        planned = next((one["planned"] for one in self.commitments if one["commitment_id"] == str(commitment_id)), None)
        if planned is None:
            raise Invalid("unknown-commitment", commitment_id=commitment_id)
        today = did.recorded_at.date()
        if achieved_on and achieved_on > today:
            raise Invalid("effective-later", effective_on=achieved_on, today=today)
        if achieved_on and done < planned:
            raise Invalid("not-achieved", done=done, planned=planned)
        self.trigger_event(
            self.ProgressReported, commitment_id=commitment_id, done=done, achieved_on=achieved_on, **did
        )

    @event(ProgressReported)
    def _progress_reported(self, commitment_id: UUID, done: int, achieved_on: date | None) -> None:
        self.progress[commitment_id] = {"done": done, "achieved_on": achieved_on}

    def _hold(
        self,
        targets: list[Plain],
        commitments: list[Plain],
        warnings: list[Plain],
        on_behalf_of: str,
        added: list[Plain],
        removed: list[Plain],
    ) -> None:
        self.state = RegistrationState.WAITING
        self.targets = targets
        self.commitments = commitments
        self.warnings = warnings
        self.entered_for = UUID(on_behalf_of) if on_behalf_of else None
        self.added = added
        self.removed = removed

    def _difference(self, targets: list[Plain]) -> dict[str, list[Plain]]:
        return {
            "added": [one for one in targets if one not in self.targets],
            "removed": [one for one in self.targets if one not in targets],
        }

    def _must_be(self, *states: RegistrationState) -> None:
        if self.state not in states:
            raise Conflict("wrong-state", state=self.state.value)

    def _must_be_open(self) -> None:
        if self.locked:
            raise Conflict("locked")
