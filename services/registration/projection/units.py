"""Recorded events of units onto registration's tables."""

from services.registration.domain.units import Unit
from services.registration.projection.own import project_own
from shared.database import Sql
from shared.sealing import Open


@project_own.register
def unit_registered(recorded: Unit.Registered, sql: Sql, open_sealed: Open) -> None:
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
