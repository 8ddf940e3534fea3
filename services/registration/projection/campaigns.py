"""Recorded events of campaigns and legal texts onto registration's tables."""

import json
from typing import Any

from services.registration.domain.campaigns import Campaign
from services.registration.domain.legal import LegalText
from services.registration.projection.own import project_own
from shared.database import Sql
from shared.sealing import Open

FIRST = 1  # the version of the plan that is launched


@project_own.register
def campaign_drafted(recorded: Campaign.Drafted, sql: Sql, open_sealed: Open) -> None:
    plan = recorded.plan
    sql.execute(
        "INSERT INTO campaign (id, title, level, unit_id, cluster_id, kind, year_from, year_to, state, defects,"
        " warnings, differences, reporting_units)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'draft', %s::jsonb, %s::jsonb, %s::jsonb, %s)",
        [
            recorded.originator_id,
            plan["title"],
            recorded.level,
            recorded.unit_id,
            recorded.cluster_id,
            plan["kind"],
            plan["year_from"],
            plan["year_to"],
            json.dumps(recorded.defects),
            json.dumps(recorded.warnings),
            json.dumps(recorded.differences),
            plan["reporting_units"],
        ],
    )
    sql.execute("INSERT INTO campaign_plan VALUES (%s, %s, %s::jsonb)", [recorded.originator_id, FIRST, _json(plan)])


@project_own.register
def campaign_revised(recorded: Campaign.Revised, sql: Sql, open_sealed: Open) -> None:
    _says(recorded, sql)
    sql.execute(
        "UPDATE campaign SET defects = %s::jsonb, differences = %s::jsonb WHERE id = %s",
        [json.dumps(recorded.defects), json.dumps(recorded.differences), recorded.originator_id],
    )
    sql.execute(
        "UPDATE campaign_plan SET plan = %s::jsonb WHERE campaign_id = %s AND version = %s",
        [_json(recorded.plan), recorded.originator_id, FIRST],
    )


@project_own.register
def difference_settled(recorded: Campaign.Settled, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "UPDATE campaign SET differences = %s::jsonb, warnings = %s::jsonb WHERE id = %s",
        [json.dumps(recorded.differences), json.dumps(recorded.warnings), recorded.originator_id],
    )
    sql.execute(
        "UPDATE campaign_plan SET plan = jsonb_set(plan, '{legal_bases}', %s::jsonb)"
        " WHERE campaign_id = %s AND version = %s",
        [_json(recorded.legal_bases), recorded.originator_id, FIRST],
    )


@project_own.register
def campaign_submitted(recorded: Campaign.Submitted, sql: Sql, open_sealed: Open) -> None:
    _stands("submitted", recorded, sql)


@project_own.register
def campaign_returned(recorded: Campaign.Returned, sql: Sql, open_sealed: Open) -> None:
    _stands("draft", recorded, sql)


@project_own.register
def campaign_approved(recorded: Campaign.Approved, sql: Sql, open_sealed: Open) -> None:
    _stands("approved", recorded, sql)


@project_own.register
def campaign_numbered(recorded: Campaign.Numbered, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "UPDATE campaign SET number = %s, dated = %s WHERE id = %s",
        [recorded.number, recorded.dated, recorded.originator_id],
    )


@project_own.register
def campaign_launched(recorded: Campaign.Launched, sql: Sql, open_sealed: Open) -> None:
    reason = recorded.no_criteria_reason
    sql.execute(
        "UPDATE campaign SET state = 'launched', launched_on = %s, warnings = %s::jsonb, no_criteria_reason = %s::jsonb"
        " WHERE id = %s",
        [
            recorded.launched_on,
            json.dumps(recorded.warnings),
            json.dumps(reason) if reason else None,
            recorded.originator_id,
        ],
    )


@project_own.register
def campaign_amended(recorded: Campaign.Amended, sql: Sql, open_sealed: Open) -> None:
    _says(recorded, sql)
    sql.execute(
        "INSERT INTO campaign_plan SELECT id, versions + 1, %s::jsonb, %s, %s FROM campaign WHERE id = %s",
        [_json(recorded.plan), recorded.reason, recorded.changed, recorded.originator_id],
    )
    sql.execute("UPDATE campaign SET versions = versions + 1 WHERE id = %s", [recorded.originator_id])


@project_own.register(Campaign.Cancelled)
@project_own.register(Campaign.Dropped)
def campaign_cancelled(recorded: Any, sql: Sql, open_sealed: Open) -> None:
    _stands("cancelled", recorded, sql)


@project_own.register
def campaign_closed(recorded: Campaign.Closed, sql: Sql, open_sealed: Open) -> None:
    _stands("closed", recorded, sql)


@project_own.register
def legal_text_registered(recorded: LegalText.Registered, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO legal_text VALUES (%s, %s, %s, %s, %s, %s, %s, NULL, %s, %s)",
        [
            recorded.originator_id,
            recorded.number,
            recorded.title,
            recorded.issuer,
            recorded.issued_on,
            recorded.in_force_from,
            recorded.in_force_until,
            recorded.source,
            recorded.verified,
        ],
    )


@project_own.register
def legal_text_ended(recorded: LegalText.Ended, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "UPDATE legal_text SET in_force_until = %s, replaced_by = %s WHERE id = %s",
        [recorded.last_day, recorded.replaced_by, recorded.originator_id],
    )


def _says(recorded: Campaign.Revised | Campaign.Amended, sql: Sql) -> None:
    """What a plan says now, where lists are read from."""
    plan = recorded.plan
    sql.execute(
        "UPDATE campaign SET title = %s, kind = %s, year_from = %s, year_to = %s, reporting_units = %s,"
        " warnings = %s::jsonb WHERE id = %s",
        [
            plan["title"],
            plan["kind"],
            plan["year_from"],
            plan["year_to"],
            plan["reporting_units"],
            json.dumps(recorded.warnings),
            recorded.originator_id,
        ],
    )


def _stands(state: str, recorded: Any, sql: Sql) -> None:
    sql.execute("UPDATE campaign SET state = %s WHERE id = %s", [state, recorded.originator_id])


def _json(value: Any) -> str:
    return json.dumps(value, default=str)
