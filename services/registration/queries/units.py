"""Registration's tables to answers about units."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from services.registration.domain.facts import ALWAYS, Plain
from services.registration.queries import searching
from services.registration.queries.facts import history_of, stood_on
from shared.contracts.registration.kinds import UnitKind
from shared.contracts.registration.units import (
    FactList,
    FindUnit,
    ListUnits,
    SearchUnits,
    TraceUnit,
    UnitHistory,
    UnitList,
    UnitTrace,
    UnitView,
)
from shared.database import Sql
from shared.errors import Invalid, NotFound
from shared.principals import Principal


def find_unit(request: FindUnit, who: Principal, sql: Sql) -> UnitView:
    """A unit as it stood; by a code that it ever had. One that has ended is shown with its end."""
    if sum(1 for key in (request.unit_id, request.code, request.external_code) if key) != 1:
        raise Invalid("invalid-request", fields={"unit_id": ["cần đúng một trong: mã định danh, mã, mã hệ thống khác"]})
    row = sql.execute(
        "SELECT id FROM unit WHERE id = %s OR external_code = NULLIF(%s, '')"
        " OR id = (SELECT unit_id FROM unit_code WHERE code = %s AND recorded_on <= %s)",
        [request.unit_id, request.external_code, request.code, request.known_on or ALWAYS],
    ).fetchone()
    register = Register([row.id] if row else [], request.on, request.known_on, sql)
    if row is None or row.id not in register.units:
        raise NotFound("unknown")
    return register.view(row.id)


def list_units(request: ListUnits, who: Principal, sql: Sql) -> UnitList:
    """The units that there were on a day; under another one, those that were directly under it."""
    rows = sql.execute("SELECT id FROM unit").fetchall()
    register = Register([row.id for row in rows], request.on, request.known_on, sql)
    views = [
        view
        for view in register.living(row.id for row in rows)
        if view.code > request.after_code and request.parent_id in (None, view.parent_id)
    ]
    return UnitList(units=tuple(views[: request.limit]))


def trace_unit(request: TraceUnit, who: Principal, sql: Sql) -> UnitTrace:
    """The units of a day that became the unit since, those that the unit had become by then, and the unit itself.

    A part that left a unit takes nothing along of what came into that unit later; an end takes everything along.
    """
    known_on = request.known_on or ALWAYS
    if not stood_on([request.unit_id], None, known_on, sql):
        raise NotFound("unknown")
    rows = sql.execute(
        "WITH RECURSIVE step AS (SELECT * FROM unit_step WHERE recorded_on <= %(known_on)s"
        "  AND (retracted_on IS NULL OR retracted_on > %(known_on)s)),"
        " after AS (SELECT %(unit_id)s::uuid AS id, '-infinity'::date AS came_on UNION"
        "  SELECT to_id, GREATEST(came_on, effective_on) FROM step JOIN after ON from_id = id"
        "  WHERE GREATEST(came_on, effective_on) <= %(on)s AND (ends OR effective_on >= came_on)),"
        " before AS (SELECT %(unit_id)s::uuid AS id, 'infinity'::date AS left_on, 'infinity'::date AS until_on UNION"
        "  SELECT from_id, effective_on, CASE WHEN ends THEN until_on ELSE effective_on END"
        "  FROM step JOIN before ON to_id = id WHERE effective_on <= until_on)"
        " SELECT id FROM after UNION SELECT id FROM before WHERE left_on > %(on)s",
        {"unit_id": request.unit_id, "on": request.on, "known_on": known_on},
    ).fetchall()
    ids = [row.id for row in rows]
    return UnitTrace(units=tuple(Register(ids, request.on, request.known_on, sql).living(ids)))


def search_units(request: SearchUnits, who: Principal, sql: Sql) -> UnitList:
    """Units as they are today, by words of a name that they have or had and of the code that came with it."""
    wanted = searching.wanted(request.words)
    if wanted is None:
        return UnitList(units=())
    rows = sql.execute(
        f"SELECT unit.id FROM unit_name JOIN unit ON unit.id = unit_id WHERE {searching.FOUND} GROUP BY unit.id"
        f" ORDER BY max(ARRAY[{searching.TYPED}, {searching.WHOLE}]) DESC, unit.code LIMIT %(limit)s",
        {**wanted, "limit": request.limit},
    ).fetchall()
    register = Register([row.id for row in rows], None, None, sql)
    return UnitList(units=tuple(register.view(row.id) for row in rows))


def unit_history(request: UnitHistory, who: Principal, sql: Sql) -> FactList:
    """Everything that was entered about a unit."""
    if sql.execute("SELECT FROM unit WHERE id = %s", [request.unit_id]).fetchone() is None:
        raise NotFound("unknown")
    return history_of(request.unit_id, sql)


class Register:
    """Some units as they stood on a day, as was known on a day, and all that is above them."""

    def __init__(self, ids: Iterable[UUID], on: date | None, known_on: date | None, sql: Sql) -> None:
        self.units: dict[UUID, Plain] = {}
        asked: set[UUID] = set()
        todo = set(ids)
        while todo:
            asked |= todo
            found = stood_on(todo, on, known_on, sql)
            self.units |= found
            todo = {above for state in found.values() if (above := _above(state))} - asked

    def view(self, id: UUID) -> UnitView:
        """A unit that had begun by that day."""
        state = self.units[id]
        return UnitView(
            unit_id=id,
            code=state["code"],
            name=state["name"],
            kind=UnitKind(state["kind"]),
            parent_id=self._parent(state),
            external_code=state["external_code"],
            small=state["small"],
            head_id=_id(state.get("head_id")),
            since=date.fromisoformat(state["since"]),
            ended_on=date.fromisoformat(state["ended_on"]) if "ended_on" in state else None,
            successors=tuple(UUID(one) for one in state.get("successors", [])),
        )

    def living(self, ids: Iterable[UUID]) -> list[UnitView]:
        """Those of some units that had begun and not ended by that day, in the order of their codes."""
        views = [self.view(id) for id in ids if id in self.units and "ended_on" not in self.units[id]]
        return sorted(views, key=lambda view: view.code)

    def _parent(self, state: Plain) -> UUID | None:
        """What a unit is under; where that has ended, what goes on with it, or what it was under itself."""
        parent = _id(state["parent_id"])
        passed: set[UUID] = set()
        while "ended_on" not in state and parent and parent not in passed and "ended_on" in self.units[parent]:
            passed.add(parent)
            parent = _above(self.units[parent])
        return parent


def _above(state: Plain) -> UUID | None:
    successors = state.get("successors", [])
    return _id(successors[0] if len(successors) == 1 else state["parent_id"])


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
