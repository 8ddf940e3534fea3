"""Recorded events of units onto registration's tables."""

from typing import Any
from uuid import UUID

from services.registration.domain.units import Unit
from services.registration.projection.facts import enter, retract
from services.registration.projection.own import project_own
from services.registration.queries.searching import words_of
from shared.database import Sql
from shared.sealing import Open


@project_own.register
def unit_registered(recorded: Unit.Registered, sql: Sql, open_sealed: Open) -> None:
    enter(recorded, sql)
    sql.execute(
        "INSERT INTO unit (id, code, name, kind, external_code, mailbox, small, since)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            recorded.originator_id,
            recorded.code,
            recorded.name,
            recorded.kind,
            recorded.external_code,
            recorded.mailbox,
            recorded.small,
            recorded.effective_on,
        ],
    )
    _stands(recorded.originator_id, sql)
    _called(recorded, sql)


@project_own.register
def unit_renamed(recorded: Unit.Renamed, sql: Sql, open_sealed: Open) -> None:
    unit_changed(recorded, sql, open_sealed)
    _called(recorded, sql)


@project_own.register(Unit.Moved)
@project_own.register(Unit.Described)
@project_own.register(Unit.HeadAppointed)
@project_own.register(Unit.Merged)
@project_own.register(Unit.Split)
@project_own.register(Unit.Dissolved)
def unit_changed(recorded: Any, sql: Sql, open_sealed: Open) -> None:
    enter(recorded, sql)
    _stands(recorded.originator_id, sql)


@project_own.register
def unit_corrected(recorded: Unit.Retracted, sql: Sql, open_sealed: Open) -> None:
    retract(recorded.originator_id, recorded.version, recorded.recorded_at.date(), sql)
    _stands(recorded.originator_id, sql)
    sql.execute("DELETE FROM unit_name WHERE unit_id = %s AND version = %s", [recorded.originator_id, recorded.version])


def _stands(unit_id: UUID, sql: Sql) -> None:
    """The unit as all that was entered and not retracted says: of each value, the last one by effective day."""
    sql.execute(
        "UPDATE unit SET code = now ->> 'code', name = now ->> 'name', parent_id = (now ->> 'parent_id')::uuid,"
        " mailbox = now ->> 'mailbox', small = (now -> 'small')::boolean, head_id = (now ->> 'head_id')::uuid,"
        " ended_on = (now ->> 'ended_on')::date, successors = ARRAY("
        "  SELECT jsonb_array_elements_text(COALESCE(now -> 'successors', '[]'))::uuid)"
        " FROM (SELECT jsonb_object_agg(said.key, said.value ORDER BY effective_on, version) AS now"
        '  FROM fact, jsonb_each("values") AS said WHERE subject_id = %s AND retracted_on IS NULL) AS stood'
        " WHERE id = %s",
        [unit_id, unit_id],
    )


def _called(recorded: Unit.Registered | Unit.Renamed, sql: Sql) -> None:
    """A name and a code by which the unit is found from now on."""
    sql.execute(
        "INSERT INTO unit_name VALUES (%s, %s, array_to_tsvector(%s))",
        [recorded.originator_id, recorded.originator_version, words_of(recorded.name, recorded.code)],
    )
    sql.execute(
        "INSERT INTO unit_code VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [recorded.code, recorded.originator_id, recorded.recorded_at.date()],
    )
