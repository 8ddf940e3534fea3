"""What the recorded events of registrations look like to others."""

from services.registration.domain.registrations import Registration
from services.registration.publishing.public import public_event
from shared.contracts.registration.registrations import (
    RegistrationConfirmed,
    RegistrationReturned,
    RegistrationSubmitted,
)
from shared.sealing import Open


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
def registration_confirmed(recorded: Registration.Confirmed, open_sealed: Open) -> RegistrationConfirmed:
    return RegistrationConfirmed(
        registration_id=recorded.originator_id, campaign_id=recorded.campaign_id, unit_id=recorded.unit_id
    )
