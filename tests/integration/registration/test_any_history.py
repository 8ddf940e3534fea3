"""Whatever happened to units, in whatever order it was learned: the tables say what the papers say."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.registration import queries
from services.registration.projection import project_own
from shared.contracts.registration.units import FindUnit, ListUnits, TraceUnit, UnitView
from shared.database import Sql
from shared.errors import NotFound
from shared.following import OwnFollower, lags
from shared.migration import rebuild
from tests.integration.registration.world import ASKING, FOLDER, Register
from tests.unit.registration.histories import FIRST, History, Step, histories, played

days = st.integers(-20, 60).map(lambda days: FIRST + timedelta(days=days))
asked = st.lists(st.tuples(days, days), min_size=1, max_size=3)


def follow(register: Register, history: History) -> None:
    """The tables of a history, in the database of another department."""
    rebuild(register.database, FOLDER)
    OwnFollower(register.database, history.department.log, project_own).catch_up()
    assert [one.failures for one in lags(register.database)] == [0]


def told(history: History, unit: UUID, on: date, known_on: date) -> dict[str, object]:
    into = history.said(unit, "end", on, known_on) if history.ended_on(unit, on, known_on) else ()
    return {
        "code": history.said(unit, "code", on, known_on),
        "name": history.said(unit, "name", on, known_on),
        "small": history.said(unit, "small", on, known_on),
        "parent_id": history.parent(unit, on, known_on),
        "ended_on": history.ended_on(unit, on, known_on),
        "successors": tuple(into),
    }


def answered(unit: UUID, on: date | None, known_on: date | None, sql: Sql) -> UnitView | None:
    try:
        return queries.find_unit(FindUnit(unit_id=unit, on=on, known_on=known_on), ASKING, sql)
    except NotFound:
        return None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=histories, asked=asked)
def test_the_tables_say_what_the_papers_say(
    register: Register, steps: list[Step], asked: list[tuple[date, date]]
) -> None:
    history = played(steps)
    follow(register, history)
    days = [*asked, (history.today, history.today)]

    with register.database.transaction() as sql:
        for on, known_on in days:
            there = [one for one in history.units if history.said(one, "since", on, known_on)]
            alive = [one for one in there if history.lives(one, on, known_on)]
            for unit in history.units:
                view = answered(unit, on, known_on, sql)
                assert (view is not None) == (unit in there)
                if view is not None:
                    expected = told(history, unit, on, known_on)
                    assert {name: getattr(view, name) for name in expected} == expected
            views = queries.list_units(ListUnits(on=on, known_on=known_on), ASKING, sql).units
            assert {one.unit_id for one in views} == {*alive}
            assert [one.code for one in views] == sorted(one.code for one in views)
            for unit in history.units:
                if any(one.unit == unit for one in history.known(known_on)):
                    trace = queries.trace_unit(TraceUnit(unit_id=unit, on=on, known_on=known_on), ASKING, sql)
                    assert {one.unit_id for one in trace.units} == history.trace(unit, on, known_on)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=histories)
def test_today_is_asked_for_without_a_day(register: Register, steps: list[Step]) -> None:
    history = played(steps)
    follow(register, history)
    today = history.today

    with register.database.transaction() as sql:
        rows = {row.id: row for row in sql.execute("SELECT * FROM unit").fetchall()}
        for unit in history.units:
            view = answered(unit, None, None, sql)
            assert view == answered(unit, today, today, sql)
            assert view is not None
            kept = ("code", "name", "external_code", "small", "head_id", "since", "ended_on")
            assert [getattr(rows[unit], name) for name in kept] == [getattr(view, name) for name in kept]
            assert tuple(rows[unit].successors) == view.successors
            assert rows[unit].parent_id == history.said(unit, "parent", today, today)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=histories, after=histories, on=days)
def test_what_is_recorded_later_changes_no_answer_as_known_before(
    register: Register, before: list[Step], after: list[Step], on: date
) -> None:
    history = played(before)
    known_on = history.today
    follow(register, history)
    with register.database.transaction() as sql:
        answers = [answered(unit, on, known_on, sql) for unit in history.units]
        listed = queries.list_units(ListUnits(on=on, known_on=known_on), ASKING, sql)

    history.department.today.day += timedelta(days=1)
    for step in after:
        history.tries(step)
    OwnFollower(register.database, history.department.log, project_own).catch_up()

    with register.database.transaction() as sql:
        assert [answered(unit, on, known_on, sql) for unit in history.units][: len(answers)] == answers
        assert queries.list_units(ListUnits(on=on, known_on=known_on), ASKING, sql) == listed
