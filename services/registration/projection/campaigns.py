"""Recorded events of campaigns and legal texts onto registration's tables."""

import json

from services.registration.domain.campaigns import Campaign
from services.registration.projection.own import project_own
from shared.database import Sql
from shared.sealing import Open


@project_own.register
def campaign_drafted(recorded: Campaign.Drafted, sql: Sql, open_sealed: Open) -> None:
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
def campaign_numbered(recorded: Campaign.Numbered, sql: Sql, open_sealed: Open) -> None:
    sql.execute("UPDATE campaign SET number = %s WHERE id = %s", [recorded.number, recorded.originator_id])


@project_own.register
def campaign_launched(recorded: Campaign.Launched, sql: Sql, open_sealed: Open) -> None:
    sql.execute("UPDATE campaign SET state = 'launched' WHERE id = %s", [recorded.originator_id])
