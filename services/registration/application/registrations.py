"""The use cases of registrations."""

from typing import Any
from uuid import UUID

from services.registration.application.base import Base
from services.registration.domain.campaigns import Campaign
from services.registration.domain.people import Person
from services.registration.domain.registrations import Registration
from shared.contracts.base import Done
from shared.contracts.registration.kinds import ObligationKind, SubjectKind
from shared.contracts.registration.registrations import (
    ConfirmRegistration,
    ResubmitRegistration,
    ReturnRegistration,
    SubmitRegistration,
    Target,
)
from shared.errors import Conflict, Invalid
from shared.principals import Principal
from shared.sealing import Sealed


class Registrations(Base):
    """What can be done with registrations."""

    def submit_registration(self, command: SubmitRegistration, who: Principal) -> Done:
        """Hand in a unit's targets; one registration a unit and campaign."""
        self._own_unit(who, command.unit_id, command)
        did = self.did(who, command)
        campaign = self.load(Campaign, command.campaign_id)
        if not campaign.launched:
            raise Conflict("not-launched")
        if command.unit_id not in campaign.reporting_units:
            raise Conflict("not-reporting")
        due_on = campaign.due_on(ObligationKind.REGISTRATION)
        late = due_on is not None and did.recorded_at.date() > due_on
        if late and not command.late_reason:
            raise Conflict("deadline-passed", due_on=due_on)
        name = f"{command.campaign_id}:{command.unit_id}"
        try:
            claim = self.claim("registration", name, command.registration_id, did)
        except Conflict:
            raise Conflict("already-registered") from None
        registration = Registration.submit(
            self.new(command.registration_id),
            command.campaign_id,
            command.unit_id,
            self._targets(command.unit_id, command.targets),
            late,
            self._sealed(command.registration_id, "late_reason", command.late_reason if late else ""),
            did,
        )
        return self.record(registration, claim, did=did, answer=Done(id=registration.id))

    def return_registration(self, command: ReturnRegistration, who: Principal) -> Done:
        """Send a registration back with a reason."""
        did = self.did(who, command)
        registration = self.load(Registration, command.registration_id)
        registration.send_back(self._sealed(registration.id, "reason", command.reason), did)
        return self.record(registration, did=did, answer=Done(id=registration.id))

    def resubmit_registration(self, command: ResubmitRegistration, who: Principal) -> Done:
        """Hand a returned registration in again."""
        registration = self.load(Registration, command.registration_id)
        self._own_unit(who, registration.unit_id, command)
        did = self.did(who, command)
        registration.resubmit(self._targets(registration.unit_id, command.targets), did)
        return self.record(registration, did=did, answer=Done(id=registration.id))

    def confirm_registration(self, command: ConfirmRegistration, who: Principal) -> Done:
        """Accept a unit's targets."""
        did = self.did(who, command)
        registration = self.load(Registration, command.registration_id)
        registration.confirm(did)
        return self.record(registration, did=did, answer=Done(id=registration.id))

    def _sealed(self, registration_id: UUID, name: str, value: str) -> Sealed:
        return self.sealer.seal(registration_id, "registration", {name: value})

    def _targets(self, unit_id: UUID, targets: tuple[Target, ...]) -> list[dict[str, Any]]:
        for target in targets:
            if target.subject_kind is SubjectKind.COLLECTIVE:
                elsewhere = target.subject_id != unit_id
            else:
                elsewhere = self.load(Person, target.subject_id).unit_id != unit_id
            if elsewhere:
                raise Invalid("subject-elsewhere", subject_id=target.subject_id)
            if self.catalogue and not self.catalogue.has(target.award, target.subject_kind):
                raise Invalid("unknown-award", award=target.award)
        return [target.dump() for target in targets]
