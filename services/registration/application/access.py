"""The use cases of issuer keys and accounts."""

from services.registration.application.base import Base
from services.registration.domain.access import Account, Issuer
from shared.contracts.base import Done
from shared.contracts.registration.access import OpenAccount, RevokeAccount, TrustIssuer, WithdrawIssuer
from shared.errors import Conflict
from shared.principals import Principal


class Access(Base):
    """What can be done with issuer keys and accounts."""

    def trust_issuer(self, command: TrustIssuer, who: Principal) -> Done:
        """Believe tokens signed by a key."""
        did = self.did(who, command)
        if self.find(Issuer, Issuer.id_of(command.kid)):
            raise Conflict("name-taken", name=command.kid)
        issuer = Issuer.trust(command.kid, command.public_key, [role.value for role in command.roles], did)
        return self.record(issuer, did=did, answer=Done(id=issuer.id))

    def withdraw_issuer(self, command: WithdrawIssuer, who: Principal) -> Done:
        """Believe a key no longer."""
        did = self.did(who, command)
        issuer = self.load(Issuer, Issuer.id_of(command.kid))
        issuer.withdraw(did)
        return self.record(issuer, did=did, answer=Done(id=issuer.id))

    def open_account(self, command: OpenAccount, who: Principal) -> Done:
        """Open an account."""
        did = self.did(who, command)
        if self.find(Account, Account.id_of(command.name)):
            raise Conflict("name-taken", name=command.name)
        account = Account.open(command.name, command.role.value, command.until, did)
        return self.record(account, did=did, answer=Done(id=account.id))

    def revoke_account(self, command: RevokeAccount, who: Principal) -> Done:
        """Close an account at once."""
        did = self.did(who, command)
        account = self.load(Account, Account.id_of(command.name))
        account.revoke(did)
        return self.record(account, did=did, answer=Done(id=account.id))
