"""Facts in two times: whatever is entered in whatever order, each day and each state of knowledge has one answer."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.facts import ALWAYS, Facts
from services.registration.domain.units import Unit
from tests.unit.registration.histories import FIRST, History, Step, histories, played

days = st.integers(-10, 40).map(lambda days: FIRST + timedelta(days=days))


def facts_of(history: History) -> list[Facts]:
    return [history.department.log.load(Unit, unit).facts for unit in history.units]


@given(histories, days, st.one_of(days, st.just(ALWAYS)))
def test_facts_say_what_the_papers_say(steps: list[Step], on: date, known_on: date) -> None:
    history = played(steps)

    for unit, facts in zip(history.units, facts_of(history), strict=True):
        stood = facts.on(on, known_on)
        told = {name: stood.get(value) for name, value in (("name", "name"), ("code", "code"), ("parent", "parent_id"))}
        assert told == {name: history.said(unit, name, on, known_on) for name in told}
        assert stood.get("ended_on") == history.ended_on(unit, on, known_on)


@given(histories, histories, days)
def test_what_was_known_on_a_day_never_changes(before: list[Step], after: list[Step], on: date) -> None:
    history = played(before)
    known_on = history.today
    told = [facts.on(on, known_on) for facts in facts_of(history)]

    history.department.today.day += timedelta(days=1)
    for step in after:
        history.tries(step)

    assert [facts.on(on, known_on) for facts in facts_of(history)][: len(told)] == told
    assert all(facts.on(on, known_on) == {} for facts in facts_of(history)[len(told) :])


@given(histories, days)
def test_no_unit_is_ever_under_itself(steps: list[Step], on: date) -> None:
    history = played(steps)

    for unit in history.units:
        above, parent = [unit], history.parent(unit, on, ALWAYS)
        while parent is not None:
            assert parent not in above
            above.append(parent)
            parent = history.parent(parent, on, ALWAYS)


@given(histories)
def test_what_is_traced_forward_is_traced_back(steps: list[Step]) -> None:
    history = played(steps)
    today = history.today
    alive = [unit for unit in history.units if history.lives(unit, today, ALWAYS)]

    for unit in alive:
        since = min(one.effective_on for one in history.papers if one.unit == unit)
        day = since - timedelta(days=1)
        assert all(unit in history.trace(one, today, ALWAYS) for one in history.trace(unit, day, ALWAYS))
    for unit in history.units:
        left = [
            one.effective_on for one in history.known(ALWAYS) if one.unit == unit and {"end", "parts"} & {*one.said}
        ]
        day = min(left, default=today) - timedelta(days=1)
        if history.lives(unit, day, ALWAYS):
            became: Any = history.trace(unit, today, ALWAYS)
            assert all(unit in history.trace(one, day, ALWAYS) for one in became)
