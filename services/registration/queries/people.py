"""Registration's tables to answers about people and collectives, without what is sealed."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from services.registration.domain.collectives import members
from services.registration.domain.facts import Plain
from services.registration.queries import searching
from services.registration.queries.facts import history_of, stood_on
from services.registration.queries.places import Places
from shared.contracts.base import UNIT_ROLES
from shared.contracts.registration.kinds import PositionClass, StaffKind
from shared.contracts.registration.people import (
    FindPerson,
    ListPeople,
    PeopleFound,
    PeopleList,
    PersonFound,
    PersonHistory,
    PersonView,
    RegisterCount,
    RegisterCounts,
    SearchPeople,
)
from shared.contracts.registration.units import FactList
from shared.database import Sql
from shared.errors import Invalid, NotFound
from shared.principals import Principal

PAGE = 100  # people whose facts are read together in a search
# The names as they are today: of one person, that of the latest effective day which was not retracted.
TODAY = (
    "retracted_on IS NULL AND NOT EXISTS (SELECT FROM person_identity AS later"
    " WHERE later.person_id = one.person_id AND later.retracted_on IS NULL"
    " AND (later.effective_on, later.version) > (one.effective_on, one.version))"
)


def person_by(request: FindPerson, external_digest: str, sql: Sql) -> PersonView:
    """A person by id or by the digest of the other system's code."""
    if (request.person_id is None) == (not external_digest):
        raise Invalid("invalid-request", fields={"person_id": ["cần đúng một mã: mã định danh hoặc mã hệ thống khác"]})
    row = sql.execute(
        "SELECT person_id FROM person_identity"
        " WHERE person_id = %s OR (external_digest = NULLIF(%s, '') AND retracted_on IS NULL)",
        [request.person_id, external_digest],
    ).fetchone()
    states = stood_on([row.person_id], request.on, request.known_on, sql) if row else {}
    if row is None or "since" not in states.get(row.person_id, {}):
        raise NotFound("unknown")
    state = states[row.person_id]
    return _view(row.person_id, state, Places.of_people([state], request.on, request.known_on, sql))


def list_people(request: ListPeople, who: Principal, sql: Sql) -> PeopleList:
    """The people of a unit or collective on a day, by given name."""
    on, known_on = request.on, request.known_on
    places = Places.gone_into(request.unit_id, on, known_on, sql)
    if request.unit_id in places.units:
        unit_id = request.unit_id
        entered = present(stood_on(ever_in(places.origins({unit_id}), sql), on, known_on, sql))
        here = {id: state for id, state in entered.items() if places.of_person(state) == unit_id}
    else:
        collective = stood_on([request.unit_id], on, known_on, sql).get(request.unit_id, {})
        if "small" not in collective:
            raise NotFound("unknown", id=request.unit_id)
        here = present(stood_on([] if collective["ended_on"] else members(collective), on, known_on, sql))
        places = Places.of_people([collective, *here.values()], on, known_on, sql)
        unit_id = places.of_person(collective)
    if who.role in UNIT_ROLES and who.unit != unit_id:
        raise NotFound("unknown", id=request.unit_id)
    return PeopleList(people=tuple(_view(id, here[id], places) for id in _by_given_name(here, sql)))


def search_people(request: SearchPeople, who: Principal, sql: Sql) -> PeopleFound:
    """People who are with us today, by words of the names that they have today."""
    unit_id = request.unit_id
    if who.role in UNIT_ROLES:
        if unit_id not in (None, who.unit):
            raise NotFound("unknown", id=unit_id)
        unit_id = who.unit
    wanted = searching.wanted(request.words)
    if wanted is None:
        return PeopleFound(people=())
    within = ever_in(Places.gone_into(unit_id, None, None, sql).origins({unit_id}), sql) if unit_id else None
    found: list[PersonFound] = []
    start = 0
    while len(found) < request.limit and (page := _named(wanted, within, start, sql)):
        states = present(stood_on([row.person_id for row in page], None, None, sql))
        places = Places.of_people(states.values(), None, None, sql)
        found += [
            _found(row, states[row.person_id], places)
            for row in page
            if row.person_id in states and unit_id in (None, places.of_person(states[row.person_id]))
        ]
        start += PAGE
    return PeopleFound(people=tuple(found[: request.limit]))


def _named(wanted: dict[str, Any], within: list[UUID] | None, start: int, sql: Sql) -> list[Any]:
    """A page of people, also departed ones, whose names of today are meant by some words; the best first."""
    return sql.execute(
        "SELECT person_id, name FROM person_name JOIN person_identity AS one USING (person_id, version)"
        f" WHERE {searching.FOUND} AND {TODAY} AND (%(within)s::uuid[] IS NULL OR person_id = ANY(%(within)s))"
        f" ORDER BY {searching.RANK}, sorted, person_id LIMIT {PAGE} OFFSET %(start)s",
        {**wanted, "within": within, "start": start},
    ).fetchall()


def person_history(request: PersonHistory, who: Principal, sql: Sql) -> FactList:
    """Everything that was entered about a person but for what is sealed."""
    if sql.execute("SELECT FROM person_identity WHERE person_id = %s", [request.person_id]).fetchone() is None:
        raise NotFound("unknown", id=request.person_id)
    return history_of(request.person_id, sql)


def count_register(request: RegisterCount, who: Principal, sql: Sql) -> RegisterCounts:
    """How many units, people, campaigns and registrations there are, also those that ended or departed."""
    row = sql.execute(
        "SELECT (SELECT count(*) FROM unit) AS units,"
        " (SELECT count(*) FROM person_identity WHERE version = 1) AS people,"
        " (SELECT count(*) FROM campaign) AS campaigns, (SELECT count(*) FROM registration) AS registrations"
    ).fetchone()
    assert row is not None
    return RegisterCounts(units=row.units, people=row.people, campaigns=row.campaigns, registrations=row.registrations)


def ever_in(unit_ids: Iterable[UUID], sql: Sql) -> list[UUID]:
    """Everybody who was ever entered in one of some units."""
    rows = sql.execute(
        "SELECT DISTINCT subject_id FROM fact"
        " WHERE \"values\" ? 'unit_id' AND \"values\" ->> 'unit_id' = ANY(%s)"
        " AND subject_id IN (SELECT person_id FROM person_identity)",
        [[str(one) for one in unit_ids]],
    ).fetchall()
    return [row.subject_id for row in rows]


def present(states: dict[UUID, Plain]) -> dict[UUID, Plain]:
    """Of people who stood so, those who had come and had not departed."""
    return {id: state for id, state in states.items() if "since" in state and not state["departed_on"]}


def _by_given_name(people: dict[UUID, Plain], sql: Sql) -> list[UUID]:
    rows = sql.execute(
        "SELECT person_id, sorted FROM person_name JOIN person_identity AS one USING (person_id, version)"
        f" WHERE person_id = ANY(%s) AND {TODAY}",
        [list(people)],
    ).fetchall()
    keys = {row.person_id: bytes(row.sorted) for row in rows}
    return sorted(people, key=lambda id: (keys.get(id, b""), id))


def _view(person_id: UUID, state: Plain, places: Places) -> PersonView:
    unit_id = places.of_person(state)
    return PersonView(
        person_id=person_id,
        unit_id=unit_id,
        unit_code=places.code(unit_id),
        position_class=PositionClass(state["position_class"]),
        staff_kind=StaffKind(state["staff_kind"]) if state["staff_kind"] else None,
        front_line=state["front_line"],
        recruited_on=_day(state["recruited_on"]),
        departed_on=_day(state["departed_on"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _found(row: Any, state: Plain, places: Places) -> PersonFound:
    unit_id = places.of_person(state)
    return PersonFound(
        person_id=row.person_id,
        name=row.name,
        unit_id=unit_id,
        unit_code=places.code(unit_id),
        unit_name=str(places.units.get(unit_id, {}).get("name", "")),
        position_class=PositionClass(state["position_class"]),
    )
