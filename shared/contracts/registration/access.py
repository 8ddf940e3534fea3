"""Whom to believe: issuer keys and accounts."""

from datetime import date

from shared.contracts.base import Command, Contract, Done, Role, promise
from shared.messages import Message, many, text

# -- requests that change -------------------------------------------------------------------------------


class TrustIssuer(Command):
    """Believe tokens signed by this key, for these roles."""

    kid: str = text(at_most=60)
    public_key: str = text(at_most=1000, lines=True)
    roles: tuple[Role, ...] = many(at_least=1, at_most=20)


class WithdrawIssuer(Command):
    kid: str = text(at_most=60)


class OpenAccount(Command):
    """An account of another system or a person, with one role, until a day that is included."""

    name: str = text(at_most=60)
    role: Role
    until: date


class RevokeAccount(Command):
    name: str = text(at_most=60)


# -- published events -----------------------------------------------------------------------------------


class IssuerTrusted(Message):
    kid: str
    public_key: str
    roles: tuple[str, ...]


class IssuerWithdrawn(Message):
    kid: str


class AccountOpened(Message):
    name: str
    role: str
    until: date


class AccountRevoked(Message):
    name: str


EVENTS = (IssuerTrusted, IssuerWithdrawn, AccountOpened, AccountRevoked)

SENTENCES = {"already-revoked": "Tài khoản hoặc khóa này đã bị thu hồi."}


class AccessPromises(Contract):
    """What registration promises about keys and accounts."""

    @promise(Role.OPERATOR, refuses=("name-taken", "effective-later"))
    def trust_issuer(self, request: TrustIssuer) -> Done:
        """Believe tokens signed by a key."""

    @promise(Role.OPERATOR, refuses=("already-revoked", "effective-later"))
    def withdraw_issuer(self, request: WithdrawIssuer) -> Done:
        """Believe a key no longer."""

    @promise(Role.OPERATOR, refuses=("name-taken", "effective-later"))
    def open_account(self, request: OpenAccount) -> Done:
        """Open an account with one role."""

    @promise(Role.OPERATOR, refuses=("already-revoked", "effective-later"))
    def revoke_account(self, request: RevokeAccount) -> Done:
        """Close an account at once."""
