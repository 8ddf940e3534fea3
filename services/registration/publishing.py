"""What registration's recorded events look like to others."""

from functools import singledispatch
from typing import Any

from services.registration.domain.access import Account, Issuer
from services.registration.domain.campaigns import Campaign
from services.registration.domain.register import Person, Signatory, Unit
from services.registration.domain.registrations import Registration
from shared.contracts.registration import (
    AccountOpened,
    AccountRevoked,
    CampaignKind,
    CampaignLaunched,
    CampaignLevel,
    IssuerTrusted,
    IssuerWithdrawn,
    LegalBasisView,
    Obligation,
    ObligationKind,
    PersonRegistered,
    PositionClass,
    RegistrationConfirmed,
    RegistrationReturned,
    RegistrationSubmitted,
    RoundView,
    SignatoryAppointed,
    UnitKind,
    UnitRegistered,
)
from shared.messages import Message
from shared.sealing import Open

ERASED = "(đã xóa dữ liệu cá nhân)"


@singledispatch
def public_event(recorded: Any, open_sealed: Open) -> Message | None:
    """Events travel as a header only unless a function below gives them a public form."""
    return None


@public_event.register
def unit_registered(recorded: Unit.Registered, open_sealed: Open) -> UnitRegistered:
    return UnitRegistered(
        unit_id=recorded.originator_id,
        code=recorded.code,
        name=recorded.name,
        kind=UnitKind(recorded.kind),
        parent_id=recorded.parent_id,
        mailbox=recorded.mailbox,
        external_code=recorded.external_code,
    )


@public_event.register
def person_registered(recorded: Person.Registered, open_sealed: Open) -> PersonRegistered:
    known = open_sealed(recorded.identity)
    return PersonRegistered(
        person_id=recorded.originator_id,
        unit_id=recorded.unit_id,
        position_class=PositionClass(recorded.position_class),
        name=known["name"] if known else ERASED,
        external_digest=recorded.external_digest,
    )


@public_event.register
def signatory_appointed(recorded: Signatory.Appointed, open_sealed: Open) -> SignatoryAppointed:
    return SignatoryAppointed(
        signatory_id=recorded.originator_id,
        person_id=recorded.person_id,
        capacity=recorded.capacity,
        valid_from=recorded.valid_from,
        valid_until=recorded.valid_until,
    )


@public_event.register
def campaign_launched(recorded: Campaign.Launched, open_sealed: Open) -> CampaignLaunched:
    plan = recorded.plan
    return CampaignLaunched(
        campaign_id=recorded.originator_id,
        title=plan["title"],
        level=CampaignLevel(plan["level"]),
        kind=CampaignKind(plan["kind"]),
        year_from=plan["year_from"],
        year_to=plan["year_to"],
        theme=plan["theme"],
        launched_by=plan["launched_by"],
        number=plan["number"],
        dated=plan["dated"],
        launched_on=recorded.launched_on,
        parent_id=plan["parent_id"],
        legal_bases=tuple(LegalBasisView(**one) for one in plan["legal_bases"]),
        rounds=tuple(RoundView(**{**one, "occasions": tuple(one["occasions"])}) for one in plan["rounds"]),
        obligations=tuple(
            Obligation(unit_id=one["unit_id"], kind=ObligationKind(one["kind"]), due_on=one["due_on"])
            for one in recorded.obligations
        ),
        recipients=tuple(plan["recipients"]),
    )


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


@public_event.register
def issuer_trusted(recorded: Issuer.Trusted, open_sealed: Open) -> IssuerTrusted:
    return IssuerTrusted(kid=recorded.kid, public_key=recorded.public_key, roles=tuple(recorded.roles))


@public_event.register
def issuer_withdrawn(recorded: Issuer.Withdrawn, open_sealed: Open) -> IssuerWithdrawn:
    return IssuerWithdrawn(kid=recorded.kid)


@public_event.register
def account_opened(recorded: Account.Opened, open_sealed: Open) -> AccountOpened:
    return AccountOpened(name=recorded.name, role=recorded.account_role, until=recorded.until)


@public_event.register
def account_revoked(recorded: Account.Revoked, open_sealed: Open) -> AccountRevoked:
    return AccountRevoked(name=recorded.name)
