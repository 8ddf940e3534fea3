"""Registration's tables to answers about units."""

from shared.contracts.registration.kinds import UnitKind
from shared.contracts.registration.units import FindUnit, UnitView
from shared.database import Sql
from shared.errors import NotFound
from shared.principals import Principal


def find_unit(request: FindUnit, who: Principal, sql: Sql) -> UnitView:
    """A unit by its id, its code, or the other system's code."""
    row = sql.execute(
        "SELECT * FROM unit WHERE id = %s OR code = NULLIF(%s, '') OR external_code = NULLIF(%s, '')",
        [request.unit_id, request.code, request.external_code],
    ).fetchone()
    if row is None:
        raise NotFound("unknown")
    return UnitView(
        unit_id=row.id,
        code=row.code,
        name=row.name,
        kind=UnitKind(row.kind),
        parent_id=row.parent_id,
        external_code=row.external_code,
    )
