"""Recorded events of people and collectives onto registration's tables."""

from typing import Any

from psycopg.types.json import Jsonb

from services.registration.domain.collectives import Collective
from services.registration.domain.people import Person
from services.registration.projection.facts import enter, retract
from services.registration.projection.own import project_own
from services.registration.queries.searching import words_of
from shared.database import Sql
from shared.sealing import Open, Sealed
from shared.vietnamese import by_given_name


@project_own.register
def person_registered(recorded: Person.Registered, sql: Sql, open_sealed: Open) -> None:
    enter(recorded, sql)
    _identify(recorded, sql, open_sealed)
    _position(recorded, recorded.identity, sql)


@project_own.register
def person_described(recorded: Person.Described, sql: Sql, open_sealed: Open) -> None:
    enter(recorded, sql)
    _identify(recorded, sql, open_sealed)


@project_own.register
def position_changed(recorded: Person.PositionChanged, sql: Sql, open_sealed: Open) -> None:
    enter(recorded, sql)
    _position(recorded, recorded.position, sql)


@project_own.register(Person.Transferred)
@project_own.register(Person.Departed)
@project_own.register(Person.Returned)
@project_own.register(Collective.Formed)
@project_own.register(Collective.MembersChanged)
@project_own.register(Collective.Dissolved)
def entered(recorded: Any, sql: Sql, open_sealed: Open) -> None:
    enter(recorded, sql)


@project_own.register
def person_corrected(recorded: Person.Retracted, sql: Sql, open_sealed: Open) -> None:
    on = recorded.recorded_at.date()
    retract(recorded.originator_id, recorded.version, on, sql)
    wrong = [on, recorded.originator_id, recorded.version]
    sql.execute("UPDATE person_identity SET retracted_on = %s WHERE person_id = %s AND version = %s", wrong)
    sql.execute("UPDATE person_position SET retracted_on = %s WHERE person_id = %s AND version = %s", wrong)


def _identify(recorded: Person.Registered | Person.Described, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO person_identity VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            *_key(recorded),
            Jsonb(recorded.identity),
            recorded.external_digest,
            recorded.identity_digest,
            recorded.named_digest,
            *_days(recorded),
        ],
    )
    if known := open_sealed(recorded.identity):
        name = known["name"]
        sql.execute(
            "INSERT INTO person_name VALUES (%s, %s, %s, %s, %s, array_to_tsvector(%s))",
            [*_key(recorded), name, name.lower(), _sorted(name), words_of(name)],
        )


def _position(recorded: Any, sealed: Sealed, sql: Sql) -> None:
    sql.execute(
        "INSERT INTO person_position VALUES (%s, %s, %s, %s, %s)", [*_key(recorded), Jsonb(sealed), *_days(recorded)]
    )


def _key(recorded: Any) -> list[Any]:
    return [recorded.originator_id, recorded.originator_version]


def _days(recorded: Any) -> list[Any]:
    return [recorded.effective_on, recorded.recorded_at.date()]


def _sorted(name: str) -> bytes:
    """The key of Vietnamese lists as bytes that compare alike: a part that is the beginning of another goes first."""
    return b"\0".join(bytes(mark + 2 for mark in part) for key in by_given_name(name) for part in key)
