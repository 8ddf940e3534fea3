"""Registration's tables to lists of people: who may be meant by a row, and who stands in a list; still sealed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.registration.domain.facts import ALWAYS, Plain, stood
from services.registration.importing import Digests, folded
from services.registration.queries.facts import facts_of, stood_on
from services.registration.queries.people import TODAY, ever_in, present
from services.registration.queries.places import Places
from shared.database import Sql
from shared.errors import NotFound

KNOWN = (
    "effective_on <= %(on)s AND recorded_on <= %(known_on)s AND (retracted_on IS NULL OR retracted_on > %(known_on)s)"
)


@dataclass(frozen=True)
class Listed:
    """A person as the tables have him; ``identity`` and ``position`` are sealed."""

    id: UUID
    version: int
    unit_id: UUID
    state: Plain
    identity: Plain
    position: Plain
    sorted: bytes = b""


@dataclass(frozen=True)
class Candidates:
    """Who may be meant by the rows of a list, by what they are matched by."""

    people: list[Listed]
    units: dict[str, list[UUID]]
    external: dict[str, UUID]
    identity: dict[str, UUID]
    named: dict[str, set[UUID]]
    lowered: dict[str, set[UUID]]
    mistaken: frozenset[str]


def candidates(digests: list[Digests], names: list[str], sql: Sql) -> Candidates:
    """Everybody whom a row may mean, and the units that there are.

    By name alone a row that has a code can mean only somebody who has none: two codes are two people.
    """
    rows = list(zip(names, digests, strict=True))
    found = Candidates([], defaultdict(list), {}, {}, defaultdict(set), defaultdict(set), frozenset())
    places = Places.all(None, None, sql)
    for unit in places.living(places.units):
        found.units[unit.code].append(unit.unit_id)
        if (name := folded(unit.name)) != folded(""):
            found.units[name].append(unit.unit_id)
    mistaken: set[str] = set()
    for row in _by_digest(digests, sql):
        if row.retracted_on:
            mistaken |= {row.external_digest, row.identity_digest}
            continue
        found.external[row.external_digest] = row.person_id
        found.identity[row.identity_digest] = row.person_id
        found.named[row.named_digest].add(row.person_id)
    for row in sql.execute(
        "SELECT person_id, lowered FROM person_name JOIN person_identity AS one USING (person_id, version)"
        f" WHERE (lowered = ANY(%s) OR lowered = ANY(%s) AND external_digest = '') AND {TODAY}",
        [sorted({name.lower() for name, one in rows if bool(one.external) is coded}) for coded in (False, True)],
    ).fetchall():
        found.lowered[row.lowered].add(row.person_id)
    for nothing in (found.external, found.identity, found.named):
        nothing.pop("", None)
    ids = {*found.external.values(), *found.identity.values()}
    ids = ids.union(*found.named.values(), *found.lowered.values())
    facts = facts_of(ids, sql)
    states = {id: stood(entered) for id, entered in facts.items()}
    versions = {id: max(one.version for one in entered) for id, entered in facts.items()}
    people = _listed(states, versions, places, ALWAYS, sql)
    known = mistaken - {""} - found.external.keys() - found.identity.keys()
    return Candidates(people, found.units, found.external, found.identity, found.named, found.lowered, frozenset(known))


def listed_in(unit_id: UUID | None, on: date | None, sql: Sql) -> tuple[list[Listed], Places]:
    """The people of a unit and all under it, or all people, by unit code and given name; and the units."""
    places = Places.all(on, None, sql)
    if unit_id is not None and unit_id not in places.units:
        raise NotFound("unknown", id=unit_id)
    wanted = set(places.units) if unit_id is None else places.under(unit_id)
    states = present(stood_on(ever_in(places.origins(wanted), sql), on, None, sql))
    states = {id: state for id, state in states.items() if places.of_person(state) in wanted}
    people = _listed(states, dict.fromkeys(states, 0), places, on or ALWAYS, sql)
    return sorted(people, key=lambda one: (places.code(one.unit_id), one.sorted, one.id)), places


def _by_digest(digests: list[Digests], sql: Sql) -> list[Any]:
    return sql.execute(
        "SELECT person_id, external_digest, identity_digest, named_digest, retracted_on FROM person_identity"
        " WHERE external_digest = ANY(%s) OR identity_digest = ANY(%s) OR named_digest = ANY(%s)",
        [
            [one.external for one in digests if one.external],
            [one.identity for one in digests if one.identity],
            [one.named for one in digests if one.named],
        ],
    ).fetchall()


def _listed(states: dict[UUID, Plain], versions: dict[UUID, int], places: Places, on: date, sql: Sql) -> list[Listed]:
    asked = {"people": list(states), "on": on, "known_on": ALWAYS}
    identities = sql.execute(
        "SELECT DISTINCT ON (person_id) person_id, sealed, sorted"
        " FROM person_identity LEFT JOIN person_name USING (person_id, version)"
        f" WHERE person_id = ANY(%(people)s) AND {KNOWN} ORDER BY person_id, effective_on DESC, version DESC",
        asked,
    ).fetchall()
    positions = sql.execute(
        "SELECT DISTINCT ON (person_id) person_id, sealed FROM person_position"
        f" WHERE person_id = ANY(%(people)s) AND {KNOWN} ORDER BY person_id, effective_on DESC, version DESC",
        asked,
    ).fetchall()
    position_of = {row.person_id: row.sealed for row in positions}
    return [
        Listed(
            row.person_id,
            versions[row.person_id],
            places.of_person(states[row.person_id]),
            states[row.person_id],
            row.sealed,
            position_of[row.person_id],
            bytes(row.sorted or b""),
        )
        for row in identities
    ]
