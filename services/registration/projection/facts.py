"""What was entered about units, people and collectives onto the table of facts."""

from datetime import date
from typing import Any

from psycopg.types.json import Jsonb

from services.registration.domain.facts import fact_of
from shared.database import Sql


def enter(recorded: Any, sql: Sql) -> None:
    """Keep what an event enters, with who entered it and on what ground; what is sealed is kept elsewhere."""
    fact = fact_of(recorded)
    sql.execute(
        "INSERT INTO fact VALUES (%s, %s, %s, %s, %s, %s, NULL, %s, %s, %s)",
        [
            recorded.originator_id,
            fact.version,
            type(recorded).__name__,
            Jsonb({name: _plain(value) for name, value in fact.values.items() if not isinstance(value, dict)}),
            fact.effective_on,
            fact.recorded_on,
            recorded.by,
            recorded.on_behalf_of,
            recorded.basis,
        ],
    )


def retract(subject_id: Any, version: int, on: date, sql: Sql) -> None:
    """What was entered under a version is known to be wrong from a day on."""
    sql.execute("UPDATE fact SET retracted_on = %s WHERE subject_id = %s AND version = %s", [on, subject_id, version])


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
