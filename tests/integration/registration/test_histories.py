"""Whatever is entered about people, in whatever order: the register answers as a plain list of entries would."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.registration import queries
from services.registration.domain.people import Person
from shared.contracts.registration.kinds import PositionClass
from shared.contracts.registration.people import FindPerson, ListPeople
from shared.errors import Conflict, NotFound
from tests.integration.registration.world import Register

FIRST = date(2021, 1, 4)
CLASSES = tuple(PositionClass)
KINDS = ("transfer", "position", "depart", "return", "retract", "merge", "wait", "wait")
days = st.integers(0, 25).map(lambda count: FIRST + timedelta(days=count))
steps = st.tuples(st.sampled_from(KINDS), st.integers(0, 1), st.integers(0, 3), days, st.integers(0, 4))


@dataclass
class Entry:
    """One attribute said of somebody or, as ``into``, of a unit."""

    of: UUID
    name: str
    value: Any
    effective_on: date
    recorded_on: date
    version: int
    retracted_on: date | None = None


@dataclass
class Model:
    """Everything entered, in order; each question looks through all of it."""

    entries: list[Entry] = field(default_factory=list)

    def says(self, of: UUID, name: str, on: date, known_on: date) -> Any:
        """The value of the latest effective day, of one day what was entered last."""
        known = [
            (one.effective_on, at, one.value)
            for at, one in enumerate(self.entries)
            if (one.of, one.name) == (of, name)
            and one.effective_on <= on
            and one.recorded_on <= known_on
            and not (one.retracted_on and one.retracted_on <= known_on)
        ]
        return max(known, key=lambda one: one[:2])[2] if known else None

    def unit(self, unit: UUID, on: date, known_on: date) -> UUID:
        """The unit that goes on with it."""
        into = self.says(unit, "into", on, known_on)
        return self.unit(into, on, known_on) if into else unit

    def where(self, person: UUID, on: date, known_on: date) -> tuple[UUID, str, date | None] | None:
        """Unit, class of position, and since when no longer with us."""
        if not self.says(person, "since", on, known_on):
            return None
        unit = self.unit(self.says(person, "unit", on, known_on), on, known_on)
        position = self.says(person, "class", on, known_on)
        return unit, position, self.says(person, "departed", on, known_on)


class History:
    """A register and its model, told the same."""

    def __init__(self, register: Register, code: str, first: tuple[date, date]) -> None:
        self.register = register
        register.today.day = FIRST
        self.model = Model()
        self.units = [register.registers_unit(f"{code}{at}", effective_on=FIRST) for at in range(4)]
        register.today.day = FIRST + timedelta(days=25)
        self.people = [register.registers_person(self.units[0], effective_on=day) for day in first]
        for person, day in zip(self.people, first, strict=True):
            self._enter(person, day, since=day, unit=self.units[0], departed=None, **{"class": "staff"})

    def tell(self, kind: str, who: int, which: int, day: date, wait: int) -> None:
        """One step; the model says beforehand whether it is refused."""
        register, person, unit = self.register, self.people[who], self.units[which]
        today = register.today.day
        found = self.model.where(person, day, today)
        on = {"effective_on": day}
        if kind == "wait":
            register.today.day += timedelta(days=wait)
        elif kind == "merge":
            with suppress(Conflict):  # which units may be merged is told elsewhere
                register.merges_units(unit, into=self.units[(which + 1) % 4], **on)
                self._enter(unit, day, into=self.units[(which + 1) % 4])
        elif kind == "retract":
            mine = [one for one in self.model.entries if one.of == person and one.version == which + 2]
            if mine and not mine[0].retracted_on:
                register.retracts_person_fact(person, which + 2)
                for one in mine:
                    one.retracted_on = today
        elif kind == "return":
            self._try(found is None or not found[2], lambda: register.takes_back(person, unit, **on))
            if found and found[2]:
                self._enter(person, day, unit=self.model.unit(unit, day, today), departed=None)
        else:
            absent = found is None or bool(found[2])
            to = self.model.unit(unit, day, today)
            if kind == "transfer":
                absent = absent or found[0] == to  # type: ignore[index]
                self._try(absent, lambda: register.transfers(person, unit, **on))
                said: dict[str, Any] = {"unit": to}
            elif kind == "position":
                position = CLASSES[which % 3]
                self._try(absent, lambda: register.changes_position(person, position_class=position, **on))
                said = {"class": position.value}
            else:
                self._try(absent, lambda: register.lets_go(person, **on))
                said = {"departed": day}
            if not absent:
                self._enter(person, day, **said)

    def _try(self, refused: bool, step: Any) -> None:
        if refused:
            with pytest.raises(Conflict):
                step()
        else:
            step()

    def _enter(self, of: UUID, day: date, **said: Any) -> None:
        versions = [one.version for one in self.model.entries if one.of == of]
        stream = self.register.log.repository.get(of)
        assert stream.version > max(versions, default=0)
        recorded_on = self.register.today.day
        self.model.entries += [Entry(of, name, value, day, recorded_on, stream.version) for name, value in said.items()]

    def answers(self, on: date, known_on: date) -> list[Any]:
        """What the tables say of everybody, and of every unit."""
        found: list[Any] = []
        for person in self.people:
            request = FindPerson(person_id=person, on=on, known_on=known_on)
            try:
                view = self.register.asks(lambda request, who, sql: queries.person_by(request, "", sql), request)
                found.append((view.unit_id, view.position_class.value, view.departed_on))
            except NotFound:
                found.append(None)
        return [*found, *(self._listed(unit, on, known_on) for unit in self.units)]

    def _listed(self, unit: UUID, on: date, known_on: date) -> set[UUID]:
        request = ListPeople(unit_id=unit, on=on, known_on=known_on)
        with suppress(NotFound):  # before the unit was known
            return {one.person_id for one in self.register.asks(queries.list_people, request).people}
        return set()

    def expected(self, on: date, known_on: date) -> list[Any]:
        """What the model says of the same."""
        found = [self.model.where(person, on, known_on) for person in self.people]
        here = {person: one[0] for person, one in zip(self.people, found, strict=True) if one and not one[2]}
        return [*found, *({person for person, unit in here.items() if unit == one} for one in self.units)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.tuples(days, days),
    told=st.lists(steps, max_size=14),
    asked=st.lists(st.tuples(days, st.integers(0, 40).map(lambda count: FIRST + timedelta(days=count))), max_size=5),
)
def test_every_history_is_answered_as_a_plain_list_would(
    register: Register, first: tuple[date, date], told: list[Any], asked: list[Any]
) -> None:
    history = History(register, f"U{register.log.length}.", first)
    seen: dict[tuple[date, date], list[Any]] = {}
    for step in told:
        before = register.today.day
        history.tell(*step)
        if register.today.day > before:  # the day is over: what was known on it never changes
            seen |= {(day, before): history.answers(day, before) for day, _ in asked}

    for on, known_on in asked:
        assert history.answers(on, known_on) == history.expected(on, known_on)
    for (on, known_on), answered in seen.items():
        assert history.answers(on, known_on) == answered == history.expected(on, known_on)
    for person in history.people:
        for on, _ in asked:
            state = register.log.load(Person, person).at(on)
            expected = history.model.where(person, on, date.max)
            assert (state is None) == (expected is None or bool(expected[2]))
