"""The table of facts read in two times: how things stood on a day, as was known on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from services.registration.domain.facts import ALWAYS, Fact, Plain, stood
from shared.contracts.registration.units import FactList, FactView
from shared.database import Sql


def facts_of(subjects: Iterable[UUID], sql: Sql) -> dict[UUID, list[Fact]]:
    """Everything that was entered about some subjects."""
    rows = sql.execute(
        'SELECT subject_id, version, "values", effective_on, recorded_on, retracted_on FROM fact'
        " WHERE subject_id = ANY(%s)",
        [list(subjects)],
    ).fetchall()
    found: dict[UUID, list[Fact]] = defaultdict(list)
    for row in rows:
        found[row.subject_id].append(Fact(row.version, row.values, row.effective_on, row.recorded_on, row.retracted_on))
    return found


def stood_on(subjects: Iterable[UUID], on: date | None, known_on: date | None, sql: Sql) -> dict[UUID, Plain]:
    """How each subject stood; those of whom nothing counted on that day are left out.

    Values are as JSON has them: ids and days are text.
    """
    facts = facts_of(subjects, sql)
    states = {id: stood(entered, on or ALWAYS, known_on or ALWAYS) for id, entered in facts.items()}
    return {id: state for id, state in states.items() if state}


def history_of(subject_id: UUID, sql: Sql) -> FactList:
    """Everything that was entered about a subject, in the order in which it was entered."""
    rows = sql.execute("SELECT * FROM fact WHERE subject_id = %s ORDER BY version", [subject_id]).fetchall()
    return FactList(facts=tuple(_fact(row) for row in rows))


def _fact(row: Any) -> FactView:
    return FactView(
        version=row.version,
        name=row.name,
        values={name: _shown(value) for name, value in row.values.items()},
        effective_on=row.effective_on,
        recorded_on=row.recorded_on,
        by=row.entered_by,
        on_behalf_of=row.on_behalf_of,
        basis=row.basis,
        retracted_on=row.retracted_on,
    )


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
