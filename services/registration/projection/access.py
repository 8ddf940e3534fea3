"""Recorded events of issuer keys and accounts onto registration's tables."""

from services.registration.domain.access import Account, Issuer
from services.registration.projection.own import project_own
from services.registration.publishing.access import account_opened, account_revoked, issuer_trusted, issuer_withdrawn
from shared.database import Sql
from shared.sealing import Open
from shared.trust import believe


@project_own.register
def _issuer_trusted(recorded: Issuer.Trusted, sql: Sql, open_sealed: Open) -> None:
    believe(issuer_trusted(recorded, open_sealed), sql)


@project_own.register
def _issuer_withdrawn(recorded: Issuer.Withdrawn, sql: Sql, open_sealed: Open) -> None:
    believe(issuer_withdrawn(recorded, open_sealed), sql)


@project_own.register
def _account_opened(recorded: Account.Opened, sql: Sql, open_sealed: Open) -> None:
    believe(account_opened(recorded, open_sealed), sql)


@project_own.register
def _account_revoked(recorded: Account.Revoked, sql: Sql, open_sealed: Open) -> None:
    believe(account_revoked(recorded, open_sealed), sql)
