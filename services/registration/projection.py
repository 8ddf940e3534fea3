"""Registration's recorded events, and the awards that nomination knows, onto registration's tables."""

import json
from functools import singledispatch
from typing import Any

from services.registration.domain.access import Account, Issuer
from services.registration.domain.campaigns import Campaign
from services.registration.domain.register import Person, Unit
from services.registration.domain.registrations import Registration
from services.registration.publishing import account_opened, account_revoked, issuer_trusted, issuer_withdrawn
from shared.contracts.base import Envelope
from shared.contracts.nomination import RulePackAdopted
from shared.database import Sql
from shared.sealing import Sealed
from shared.trust import believe


def _nothing_sealed(sealed: Sealed) -> None:
    """Keys and accounts have no sealed part."""


def project(event: Any, envelope: Envelope, sql: Sql) -> None:
    """Followed from nomination: which awards there are."""
    if isinstance(event, RulePackAdopted):
        for award in event.awards:
            for kind in award.subject_kinds:
                sql.execute("INSERT INTO award VALUES (%s, %s) ON CONFLICT DO NOTHING", [award.code, kind])


@singledispatch
def project_own(recorded: Any, sql: Sql) -> None:
    """Events that no answer needs change nothing."""


@project_own.register
def unit_registered(recorded: Unit.Registered, sql: Sql) -> None:
    sql.execute(
        "INSERT INTO unit VALUES (%s, %s, %s, %s, %s, %s)",
        [
            recorded.originator_id,
            recorded.code,
            recorded.name,
            recorded.kind,
            recorded.parent_id,
            recorded.external_code,
        ],
    )


@project_own.register
def person_registered(recorded: Person.Registered, sql: Sql) -> None:
    sql.execute(
        "INSERT INTO person VALUES (%s, %s, %s, %s)",
        [recorded.originator_id, recorded.unit_id, recorded.position_class, recorded.external_digest],
    )


@project_own.register
def campaign_drafted(recorded: Campaign.Drafted, sql: Sql) -> None:
    sql.execute(
        "INSERT INTO campaign (id, title, level, kind, year_from, year_to, state, defects, reporting_units)"
        " VALUES (%s, %s, %s, %s, %s, %s, 'draft', %s::jsonb, %s)",
        [
            recorded.originator_id,
            recorded.title,
            recorded.level,
            recorded.kind,
            recorded.year_from,
            recorded.year_to,
            json.dumps(recorded.defects),
            recorded.reporting_units,
        ],
    )


@project_own.register
def campaign_numbered(recorded: Campaign.Numbered, sql: Sql) -> None:
    sql.execute("UPDATE campaign SET number = %s WHERE id = %s", [recorded.number, recorded.originator_id])


@project_own.register
def campaign_launched(recorded: Campaign.Launched, sql: Sql) -> None:
    sql.execute("UPDATE campaign SET state = 'launched' WHERE id = %s", [recorded.originator_id])


@project_own.register
def registration_submitted(recorded: Registration.Submitted, sql: Sql) -> None:
    sql.execute(
        "INSERT INTO registration (id, campaign_id, unit_id, state, late, targets)"
        " VALUES (%s, %s, %s, 'waiting', %s, %s)",
        [
            recorded.originator_id,
            recorded.campaign_id,
            recorded.unit_id,
            recorded.late,
            len(recorded.targets),
        ],
    )


@project_own.register
def registration_returned(recorded: Registration.Returned, sql: Sql) -> None:
    sql.execute(
        "UPDATE registration SET state = 'returned', was_returned = true WHERE id = %s", [recorded.originator_id]
    )


@project_own.register
def registration_resubmitted(recorded: Registration.Resubmitted, sql: Sql) -> None:
    sql.execute(
        "UPDATE registration SET state = 'waiting', targets = %s WHERE id = %s",
        [len(recorded.targets), recorded.originator_id],
    )


@project_own.register
def registration_confirmed(recorded: Registration.Confirmed, sql: Sql) -> None:
    sql.execute("UPDATE registration SET state = 'confirmed' WHERE id = %s", [recorded.originator_id])


@project_own.register
def _issuer_trusted(recorded: Issuer.Trusted, sql: Sql) -> None:
    believe(issuer_trusted(recorded, _nothing_sealed), sql)


@project_own.register
def _issuer_withdrawn(recorded: Issuer.Withdrawn, sql: Sql) -> None:
    believe(issuer_withdrawn(recorded, _nothing_sealed), sql)


@project_own.register
def _account_opened(recorded: Account.Opened, sql: Sql) -> None:
    believe(account_opened(recorded, _nothing_sealed), sql)


@project_own.register
def _account_revoked(recorded: Account.Revoked, sql: Sql) -> None:
    believe(account_revoked(recorded, _nothing_sealed), sql)
