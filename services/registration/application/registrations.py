"""The use cases of registrations: handed in, returned, withdrawn, confirmed, locked, amended, carried out."""

from datetime import date
from uuid import UUID

from services.registration.application.handing_in import AFTER_LOCK, HandingIn, Warnings, name_of
from services.registration.domain.campaigns import Campaign
from services.registration.domain.registrations import Registration
from services.registration.domain.rolls import Roll
from services.registration.domain.unit_plans import UnitPlan
from services.registration.domain.units import Unit
from shared.contracts.base import Done
from shared.contracts.registration.kinds import (
    ObligationKind,
    PhaseAction,
)
from shared.contracts.registration.registrations import (
    AmendRegistration,
    ConfirmRegistration,
    LockRegistrations,
    RegistrationsLockedAnswer,
    RegistrationTaken,
    ReportProgress,
    ResubmitRegistration,
    ReturnRegistration,
    SubmitRegistration,
    SubmitUnitPlan,
    WithdrawRegistration,
)
from shared.errors import Conflict
from shared.principals import Principal
from shared.sealing import Sealed


class Registrations(HandingIn):
    """What can be done with registrations."""

    def submit_unit_plan(self, command: SubmitUnitPlan, who: Principal) -> Done:
        """Hand in a unit's own plan, once in a campaign."""
        self._own_unit(who, command.unit_id, command)
        did = self.did(who, command)
        self._reporting(self._running(command.campaign_id), command.unit_id)
        if self.unit_plan_in(command.campaign_id, command.unit_id):
            raise Conflict("plan-already-there")
        plan = UnitPlan.submit(
            self.new(command.plan_id),
            command.campaign_id,
            command.unit_id,
            command.title,
            command.number,
            command.dated,
            did,
        )
        claim = self.claim("unit-plan", name_of(command.campaign_id, command.unit_id), plan.id, did)
        return self.record(plan, claim, did=did, answer=Done(id=plan.id))

    def submit_registration(
        self, command: SubmitRegistration, who: Principal, warnings: Warnings = None
    ) -> RegistrationTaken:
        """Hand in a unit's targets; one registration a unit and campaign."""
        self._own_unit(who, command.unit_id, command)
        did = self.did(who, command)
        campaign = self._running(command.campaign_id)
        self._reporting(campaign, command.unit_id)
        self.load(Unit, command.unit_id).check_lives(did.effective_on)
        if self.registration_in(campaign.id, command.unit_id):
            raise Conflict("already-registered")
        _check_phase(campaign, PhaseAction.REGISTER, did.recorded_at.date())
        roll = self.find(Roll, Roll.id_of(campaign.id))
        late = _check_last_day(campaign, roll, did.recorded_at.date(), command.late_reason)
        registration = Registration.submit(
            self.new(command.registration_id),
            campaign.id,
            command.unit_id,
            self._handed_in(campaign, command.unit_id, command.targets, command.commitments, warnings, did),
            late,
            self._sealed(command.registration_id, "late_reason", command.late_reason if late else ""),
            roll is not None,
            did,
        )
        name = name_of(campaign.id, command.unit_id) + (AFTER_LOCK if roll else "")
        claim = self.claim("registration", name, registration.id, did)
        return self.record(registration, claim, did=did, answer=_taken(registration, warnings))

    def return_registration(self, command: ReturnRegistration, who: Principal) -> Done:
        """Send a registration back with a reason."""
        did = self.did(who, command)
        registration = self.load(Registration, command.registration_id)
        registration.send_back(self._sealed(registration.id, "reason", command.reason), did)
        return self.record(registration, did=did, answer=Done(id=registration.id))

    def resubmit_registration(
        self, command: ResubmitRegistration, who: Principal, warnings: Warnings = None
    ) -> RegistrationTaken:
        """Hand a returned or withdrawn registration in again."""
        registration = self.load(Registration, command.registration_id)
        self._own_unit(who, registration.unit_id, command)
        did = self.did(who, command)
        campaign = self._running(registration.campaign_id)
        registration.resubmit(
            self._handed_in(campaign, registration.unit_id, command.targets, command.commitments, warnings, did), did
        )
        return self.record(registration, did=did, answer=_taken(registration, warnings))

    def withdraw_registration(self, command: WithdrawRegistration, who: Principal) -> Done:
        """Take a registration back before the lists are locked."""
        registration = self.load(Registration, command.registration_id)
        self._own_unit(who, registration.unit_id, command)
        did = self.did(who, command)
        registration.withdraw(self._sealed(registration.id, "withdrawal_reason", command.reason), did)
        return self.record(registration, did=did, answer=Done(id=registration.id))

    def confirm_registration(self, command: ConfirmRegistration, who: Principal) -> Done:
        """Accept a unit's targets."""
        did = self.did(who, command)
        registration = self.load(Registration, command.registration_id)
        registration.confirm(did)
        return self.record(registration, did=did, answer=Done(id=registration.id))

    def lock_registrations(self, command: LockRegistrations, who: Principal) -> RegistrationsLockedAnswer:
        """Lock the lists of all reporting units in one commit, with those units that sent nothing."""
        did = self.did(who, command)
        campaign = self._running(command.campaign_id)
        if self.find(Roll, Roll.id_of(campaign.id)):
            raise Conflict("already-locked")
        due_on = campaign.due_on(ObligationKind.REGISTRATION)
        if due_on and did.recorded_at.date() <= due_on:
            raise Conflict("deadline-not-passed", due_on=due_on)
        found = {unit: self.registration_in(campaign.id, unit) for unit in campaign.reporting_units}
        roll = Roll.lock(campaign.id, found, did)
        for registration in found.values():
            if registration:
                registration.lock(did)
        # whoever registers at this moment wants the same name: one of the two finds it taken and begins anew
        taken = [
            self.claim("registration", name_of(campaign.id, unit), roll.id, did)
            for unit, registration in found.items()
            if registration is None
        ]
        return self.record(
            roll,
            *filter(None, found.values()),
            *taken,
            did=did,
            answer=RegistrationsLockedAnswer(
                id=roll.id, digest=roll.digest, confirmed=roll.confirmed, missing=tuple(roll.missing)
            ),
        )

    def amend_registration(
        self, command: AmendRegistration, who: Principal, warnings: Warnings = None
    ) -> RegistrationTaken:
        """Change a registration after the lists were locked."""
        registration = self.load(Registration, command.registration_id)
        self._own_unit(who, registration.unit_id, command)
        did = self.did(who, command)
        campaign = self._running(registration.campaign_id)
        _check_phase(campaign, PhaseAction.AMEND, did.recorded_at.date())
        registration.amend(
            self._handed_in(campaign, registration.unit_id, command.targets, command.commitments, warnings, did),
            self.sealer.seal(
                registration.id, "registration", {"amendment": command.kind, "amendment_reason": command.reason}
            ),
            did,
        )
        return self.record(registration, did=did, answer=_taken(registration, warnings))

    def report_progress(self, command: ReportProgress, who: Principal) -> Done:
        """Say how much of a commitment is done."""
        registration = self.load(Registration, command.registration_id)
        self._own_unit(who, registration.unit_id, command)
        did = self.did(who, command)
        self._running(registration.campaign_id)
        registration.report_progress(command.commitment_id, command.done, command.achieved_on, did)
        return self.record(registration, did=did, answer=Done(id=registration.id))

    def _sealed(self, registration_id: UUID, name: str, value: str) -> Sealed:
        return self.sealer.seal(registration_id, "registration", {name: value})


def _check_phase(campaign: Campaign, action: PhaseAction, today: date) -> None:
    phases = [one for one in campaign.plan["phases"] if action in one["may_do"]]
    if phases and not any(one["starts_on"] <= today <= one["ends_on"] for one in phases):
        raise Conflict("phase-closed")


def _check_last_day(campaign: Campaign, roll: Roll | None, today: date, late_reason: str) -> bool:
    """Whether a first registration is late: after the last day, or after the lists were locked."""
    due_on = campaign.due_on(ObligationKind.REGISTRATION)
    late = roll is not None or (due_on is not None and today > due_on)
    if late and not late_reason:
        raise Conflict("deadline-passed", due_on=due_on or (roll and roll.locked_on))
    return late


def _taken(registration: Registration, warnings: Warnings) -> RegistrationTaken:
    return RegistrationTaken(
        id=registration.id, late=registration.late, assessed=warnings is not None, warnings=warnings or ()
    )
