"""What was entered about a unit or a person, in two times: the day from which it counts, and the day it was known.

Nothing entered is changed. Of what was known on a day, and counts on a day, the later effective day says how
things stood; of one effective day, what was entered later. What is retracted counts no more for whoever knows so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shared.eventlog import Aggregate, Recorded

Plain = dict[str, Any]
OF_EVERY_EVENT = frozenset({*Recorded.__dataclass_fields__, *Aggregate.Created.__dataclass_fields__})
ALWAYS = date.max  # nothing counts from a later day than that of its recording, so this asks for today


@dataclass(frozen=True)
class Fact:
    """One thing entered: ``values`` from ``effective_on`` on, known from ``recorded_on`` to before ``retracted_on``."""

    version: int
    values: Plain
    effective_on: date
    recorded_on: date
    retracted_on: date | None = None

    def counts(self, on: date, known_on: date) -> bool:
        """Whether it says something about a day to whoever knows what was known on a day."""
        known = self.recorded_on <= known_on and (self.retracted_on is None or self.retracted_on > known_on)
        return known and self.effective_on <= on


def stood(facts: Iterable[Fact], on: date = ALWAYS, known_on: date = ALWAYS) -> Plain:
    """How things stood on a day, as was known on a day, both included; empty before the first fact."""
    found: Plain = {}
    for fact in sorted(
        (one for one in facts if one.counts(on, known_on)), key=lambda one: (one.effective_on, one.version)
    ):
        found |= fact.values
    return found


@dataclass
class Facts:
    """What was entered about one subject, in the order in which it was entered."""

    entered: list[Fact] = field(default_factory=list)

    def enter(self, event: Any) -> None:
        """Enter what an event says."""
        self.entered.append(fact_of(event))

    def on(self, day: date = ALWAYS, known_on: date = ALWAYS) -> Plain:
        """How things stood."""
        return stood(self.entered, day, known_on)

    def retract(self, version: int, on: date) -> None:
        """What was entered under a version is known to be wrong from a day on."""
        self.entered = [replace(one, retracted_on=on) if one.version == version else one for one in self.entered]

    def without(self, version: int) -> "Facts":
        """What there would be if something had never been entered."""
        return Facts([one for one in self.entered if one.version != version])

    def stands(self, version: int) -> bool:
        """Whether something was entered under that version and not retracted."""
        return any(one.version == version and one.retracted_on is None for one in self.entered)


def fact_of(event: Any) -> Fact:
    """What an event that enters something says, as a fact."""
    return Fact(event.originator_version, event.says(), event.effective_on, event.recorded_at.date())


class Says:
    """What an event enters into the facts of its aggregate: its own fields, or what it makes of them."""

    def says(self) -> Plain:
        """The values that count from the event's effective day on."""
        return {name: value for name, value in vars(self).items() if name not in OF_EVERY_EVENT}

    def apply(self, aggregate: Any) -> None:
        """Enter it; of an event that creates its aggregate too."""
        aggregate.facts.enter(self)


class Enters(Says, Recorded, Aggregate.Event):
    """An event that enters a fact about its aggregate, which has ``facts``; nothing else follows from it."""
