"""Recorded events of people and collectives onto registration's tables."""

from services.registration.domain.people import Person
from services.registration.projection.own import project_own
from shared.database import Sql
from shared.sealing import Open


@project_own.register
def person_registered(recorded: Person.Registered, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO person VALUES (%s, %s, %s, %s)",
        [recorded.originator_id, recorded.unit_id, recorded.position_class, recorded.external_digest],
    )
