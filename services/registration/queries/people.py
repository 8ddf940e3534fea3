"""Registration's tables to answers about people and collectives."""

from typing import Any

from shared.contracts.registration.kinds import PositionClass
from shared.contracts.registration.people import PersonView, RegisterCount, RegisterCounts
from shared.database import Sql
from shared.errors import Invalid, NotFound
from shared.principals import Principal


def person_by(sql: Sql, person_id: Any, external_digest: str) -> PersonView:
    """A person by id or by the digest of the other system's code."""
    if person_id is None and not external_digest:
        raise Invalid("invalid-request", fields={"person_id": ["cần mã định danh hoặc mã của hệ thống khác"]})
    row = sql.execute(
        "SELECT person.*, unit.code FROM person JOIN unit ON unit.id = unit_id"
        " WHERE person.id = %s OR external_digest = NULLIF(%s, '')",
        [person_id, external_digest],
    ).fetchone()
    if row is None:
        raise NotFound("unknown")
    return PersonView(
        person_id=row.id,
        unit_id=row.unit_id,
        unit_code=row.code,
        position_class=PositionClass(row.position_class),
    )


def count_register(request: RegisterCount, who: Principal, sql: Sql) -> RegisterCounts:
    """How many units, people, campaigns and registrations there are."""
    row = sql.execute(
        "SELECT (SELECT count(*) FROM unit) AS units, (SELECT count(*) FROM person) AS people,"
        " (SELECT count(*) FROM campaign) AS campaigns, (SELECT count(*) FROM registration) AS registrations"
    ).fetchone()
    assert row is not None
    return RegisterCounts(units=row.units, people=row.people, campaigns=row.campaigns, registrations=row.registrations)
