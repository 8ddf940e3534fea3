"""Whom to believe: issuer keys and accounts; opened, withdrawn and revoked, never edited."""

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.errors import Conflict
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as


@recorded_as("issuer")
class Issuer(Aggregate):
    """A public key whose tokens are believed, for some roles."""

    class Trusted(Recorded, Aggregate.Created):
        kid: str
        public_key: str
        roles: list[str]

    class Withdrawn(Recorded, Aggregate.Event):
        kid: str

    @event(Trusted)
    def __init__(self, id: UUID, kid: str) -> None:
        self._id = id
        self.kid = kid
        self.withdrawn = False

    @classmethod
    def trust(cls, kid: str, public_key: str, roles: list[str], did: Did) -> "Issuer":
        """Believe a key."""
        return cls._create(cls.Trusted, id=cls.id_of(kid), kid=kid, public_key=public_key, roles=roles, **did)

    def withdraw(self, did: Did) -> None:
        """Believe it no longer."""
        if self.withdrawn:
            raise Conflict("already-revoked")
        self.trigger_event(self.Withdrawn, kid=self.kid, **did)

    @event(Withdrawn)
    def _withdrawn(self) -> None:
        self.withdrawn = True

    @staticmethod
    def id_of(kid: str) -> UUID:
        """The stream of a key."""
        return uuid5(NAMESPACE_URL, f"vinhdanh:issuer:{kid}")


@recorded_as("account")
class Account(Aggregate):
    """An account with one role, until a day that is included."""

    class Opened(Recorded, Aggregate.Created):
        name: str
        account_role: str
        until: date

    class Revoked(Recorded, Aggregate.Event):
        name: str

    @event(Opened)
    def __init__(self, id: UUID, name: str) -> None:
        self._id = id
        self.name = name
        self.revoked = False

    @classmethod
    def open(cls, name: str, role: str, until: date, did: Did) -> "Account":
        """Open an account."""
        return cls._create(cls.Opened, id=cls.id_of(name), name=name, account_role=role, until=until, **did)

    def revoke(self, did: Did) -> None:
        """Close it at once."""
        if self.revoked:
            raise Conflict("already-revoked")
        self.trigger_event(self.Revoked, name=self.name, **did)

    @event(Revoked)
    def _revoked(self) -> None:
        self.revoked = True

    @staticmethod
    def id_of(name: str) -> UUID:
        """The stream of an account."""
        return uuid5(NAMESPACE_URL, f"vinhdanh:account:{name}")
