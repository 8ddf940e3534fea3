"""What the recorded events of registrations, unit plans and rolls look like to others."""

from services.registration.domain.registrations import Registration
from services.registration.domain.rolls import Roll
from services.registration.domain.unit_plans import UnitPlan
from services.registration.publishing.public import public_event
from shared.contracts.registration.registrations import (
    RegistrationAmended,
    RegistrationConfirmed,
    RegistrationReturned,
    RegistrationsLocked,
    RegistrationSubmitted,
    RegistrationWithdrawn,
    UnitPlanSubmitted,
)
from shared.sealing import Open


@public_event.register
def unit_plan_submitted(recorded: UnitPlan.Submitted, open_sealed: Open) -> UnitPlanSubmitted:
    return UnitPlanSubmitted(plan_id=recorded.originator_id, campaign_id=recorded.campaign_id, unit_id=recorded.unit_id)


@public_event.register
def registration_submitted(recorded: Registration.Submitted, open_sealed: Open) -> RegistrationSubmitted:
    return RegistrationSubmitted(
        registration_id=recorded.originator_id,
        campaign_id=recorded.campaign_id,
        unit_id=recorded.unit_id,
        late=recorded.late,
    )


@public_event.register
def registration_resubmitted(recorded: Registration.Resubmitted, open_sealed: Open) -> RegistrationSubmitted:
    return RegistrationSubmitted(
        registration_id=recorded.originator_id,
        campaign_id=recorded.campaign_id,
        unit_id=recorded.unit_id,
        late=recorded.late,
    )


@public_event.register
def registration_returned(recorded: Registration.Returned, open_sealed: Open) -> RegistrationReturned:
    return RegistrationReturned(
        registration_id=recorded.originator_id,
        campaign_id=recorded.campaign_id,
        unit_id=recorded.unit_id,
    )


@public_event.register
def registration_withdrawn(recorded: Registration.Withdrawn, open_sealed: Open) -> RegistrationWithdrawn:
    return RegistrationWithdrawn(
        registration_id=recorded.originator_id, campaign_id=recorded.campaign_id, unit_id=recorded.unit_id
    )


@public_event.register
def registration_confirmed(recorded: Registration.Confirmed, open_sealed: Open) -> RegistrationConfirmed:
    return RegistrationConfirmed(
        registration_id=recorded.originator_id, campaign_id=recorded.campaign_id, unit_id=recorded.unit_id
    )


@public_event.register
def registration_amended(recorded: Registration.Amended, open_sealed: Open) -> RegistrationAmended:
    return RegistrationAmended(
        registration_id=recorded.originator_id,
        campaign_id=recorded.campaign_id,
        unit_id=recorded.unit_id,
    )


@public_event.register
def registrations_locked(recorded: Roll.Locked, open_sealed: Open) -> RegistrationsLocked:
    return RegistrationsLocked(
        campaign_id=recorded.campaign_id,
        locked_on=recorded.recorded_at.date(),
        digest=recorded.digest,
        confirmed=recorded.confirmed,
        missing=tuple(recorded.missing),
    )
