"""Following whom to believe: registration's events about issuer keys and accounts, kept by every service."""

from typing import Any

from shared.contracts.base import Envelope
from shared.contracts.registration.access import AccountOpened, AccountRevoked, IssuerTrusted, IssuerWithdrawn
from shared.database import Sql
from shared.following import Project


def believing(project: Project) -> Project:
    """A projection that also keeps the tables ``issuer_key`` and ``account``."""

    def both(event: Any, envelope: Envelope, sql: Sql) -> None:
        believe(event, sql)
        project(event, envelope, sql)

    return both


def believe(event: Any, sql: Sql) -> None:
    """Keep whom to believe; said again, it stays as it is. Other events change nothing."""
    match event:
        case IssuerTrusted():
            sql.execute(
                "INSERT INTO issuer_key (kid, public_key, roles) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [event.kid, event.public_key, list(event.roles)],
            )
        case IssuerWithdrawn():
            sql.execute("UPDATE issuer_key SET withdrawn = true WHERE kid = %s", [event.kid])
        case AccountOpened():
            sql.execute(
                "INSERT INTO account (name, role, until) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [event.name, event.role, event.until],
            )
        case AccountRevoked():
            sql.execute("UPDATE account SET revoked = true WHERE name = %s", [event.name])
