"""Founding a deployment: schemas, keys, and the first events of its logs. Safe to repeat; never goes round a log."""

import secrets
from typing import Any
from uuid import uuid4

from services.catalogue import SERVICES, Entry
from services.nomination.rules import CURRENT
from shared.contracts.base import Role
from shared.contracts.nomination import AdoptRules
from shared.contracts.registration.access import TrustIssuer
from shared.errors import Conflict
from shared.eventlog import Did, Log
from shared.migration import born_as, create_clock, migrate, migrate_log, other_mode
from shared.principals import Issuer, Principal
from shared.settings import Settings
from shared.wire.parts import Parts

SANDBOX_BEGINS = "2022-01-03T08:00:00+07:00"  # the first working day of the first season
FOUNDER = Principal("vinhdanh migrate", Role.OPERATOR)
EVERYBODY = tuple(role for role in Role if role not in (Role.SERVICE, Role.OPERATOR))


def found(settings: Settings) -> list[str]:
    """Bring a database up to the code and see that it is born; what was done."""
    for name in SERVICES:
        born = born_as(settings.database_url, name)
        if born and born != settings.mode:
            raise other_mode(born, settings.mode)
    done: list[str] = []
    create_keys(settings)
    if settings.mode == "sandbox":
        create_clock(settings.database_url, SANDBOX_BEGINS)
    for entry in SERVICES.values():
        done += migrate(settings.database_url, entry.name, entry.folder, settings.mode)
    for entry in SERVICES.values():
        if entry.has_log:
            done += _birth(settings, entry)
    return done


def create_keys(settings: Settings) -> None:
    """Make the keys that are missing; an existing one is never replaced."""
    folder = settings.keys_folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    master = folder / "master.key"
    if not master.exists():
        master.touch(mode=0o600)
        master.write_text(secrets.token_hex(32) + "\n")
    for name in (*SERVICES, "operator", "sandbox" if settings.mode == "sandbox" else "issuer-1"):
        if not (folder / f"{name}.pem").exists():
            Issuer.create(folder / f"{name}.pem")


def _birth(settings: Settings, entry: Entry) -> list[str]:
    parts = Parts(settings, entry.name)
    log = entry.module().log_of(parts)
    migrate_log(settings.database_url, entry.name, log)
    done = []
    if log.find(Log, Log.id_of(entry.name)) is None:
        now = parts.clock.now()
        log.save(
            Log.born(
                entry.name,
                settings.mode,
                Did(by=FOUNDER.id, role=FOUNDER.role.value, recorded_at=now, effective_on=now.date()),
            )
        )
        done.append(f"{entry.name}: born {settings.mode}")
    if entry.name == "registration":
        done += _trust(settings, log)
    if entry.name == "nomination":
        done += _once(lambda: log.adopt_rules(AdoptRules(request_id=uuid4(), pack=CURRENT), FOUNDER), "rules")
    parts.database.close()
    log.close()
    return done


def _trust(settings: Settings, log: Any) -> list[str]:
    done = []
    for path in sorted(settings.keys_folder.glob("*.pem")):
        if path.stem == "sandbox" and settings.mode != "sandbox":
            continue
        issuer = Issuer.from_file(path)
        roles: tuple[Role, ...] = EVERYBODY
        if issuer.kid in SERVICES:
            roles = (Role.SERVICE,)
        elif issuer.kid == "operator":
            roles = (Role.OPERATOR,)
        command = TrustIssuer(request_id=uuid4(), kid=issuer.kid, public_key=issuer.public_key, roles=roles)
        done += _once(lambda command=command: log.trust_issuer(command, FOUNDER), f"key {issuer.kid}")
    return done


def _once(record: Any, what: str) -> list[str]:
    try:
        record()
    except Conflict:
        return []  # it was done before
    return [f"recorded: {what}"]
