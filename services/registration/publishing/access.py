"""What the recorded events of issuer keys and accounts look like to others."""

from services.registration.domain.access import Account, Issuer
from services.registration.publishing.public import public_event
from shared.contracts.registration.access import AccountOpened, AccountRevoked, IssuerTrusted, IssuerWithdrawn
from shared.sealing import Open


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
