"""Random histories of units, and a second opinion: what a slow reader of all papers would say of any day."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st

from shared.errors import Refusal
from tests.unit.registration.department import Department

FIRST = date(2022, 1, 10)
NEVER = date.min
WHAT = ("register", "rename", "describe", "move", "move", "merge", "merge", "split", "divide", "dissolve", "retract")


@dataclass(frozen=True)
class Step:
    """Something that a clerk tries: what, on which units (by number), how long after the step before, how late."""

    what: str
    unit: int
    others: tuple[int, ...]
    waits: int
    late: int


numbers = st.integers(0, 7)
steps = st.builds(
    Step,
    what=st.sampled_from(WHAT),
    unit=numbers,
    others=st.lists(numbers, min_size=1, max_size=2).map(tuple),
    waits=st.integers(0, 3),
    late=st.sampled_from((0, 0, 1, 4, 12)),
)
histories = st.lists(steps, min_size=5, max_size=30)


@dataclass(frozen=True)
class Paper:
    """What was entered: of which unit, what it says, from when it counts, when it was known and until when."""

    unit: UUID
    version: int
    said: dict[str, Any]
    effective_on: date
    recorded_on: date
    retracted_on: date | None = None


@dataclass
class History:
    """A department in which steps are tried, and the papers of those that were not refused."""

    department: Department = field(default_factory=Department)
    units: list[UUID] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.department.today.day = FIRST
        for _ in range(4):
            self.tries(Step("register", 0, (0,), 0, 15))

    @property
    def today(self) -> date:
        """The department's day."""
        return self.department.today.day

    def tries(self, step: Step) -> None:
        """Try a step; a refusal leaves no paper."""
        self.department.today.day += timedelta(days=step.waits)
        day = self.today - timedelta(days=step.late)
        unit = uuid4() if step.what == "register" else self.units[step.unit % len(self.units)]
        others = [self.units[(step.unit + 1 + one) % len(self.units)] for one in step.others if self.units]
        try:
            said = getattr(self, f"_{step.what}")(unit, others, effective_on=day)
        except Refusal:
            return
        if step.what == "register":
            self.units.append(unit)
        if said is not None:
            version = 1 + max((one.version for one in self.papers if one.unit == unit), default=0)
            self.papers.append(Paper(unit, version, said, day, self.today))

    def _register(self, unit: UUID, others: list[UUID], **when: date) -> dict[str, Any]:
        code, parent = f"U{len(self.units)}", others[0] if others and len(others) > 1 else None
        self.department.registers_unit(code, unit_id=unit, name=f"Phòng số {code}", parent_id=parent, **when)
        return {"name": f"Phòng số {code}", "code": code, "parent": parent, "small": False, "since": True}

    def _rename(self, unit: UUID, others: list[UUID], **when: date) -> dict[str, Any]:
        number = len(self.papers)
        said = {"name": f"Tên thứ {number}"} | ({"code": f"C{number}"} if len(others) > 1 else {})
        self.department.renames_unit(unit, said["name"], said.get("code", ""), **when)
        return said

    def _describe(self, unit: UUID, others: list[UUID], **when: date) -> dict[str, Any]:
        self.department.describes_unit(unit, small=len(others) > 1, **when)
        return {"small": len(others) > 1}

    def _move(self, unit: UUID, others: list[UUID], **when: date) -> dict[str, Any]:
        self.department.moves_unit(unit, others[0], **when)
        return {"parent": others[0]}

    def _merge(self, unit: UUID, others: list[UUID], **when: date) -> dict[str, Any]:
        self.department.merges_units(unit, into=others[0], **when)
        return {"end": [others[0]]}

    def _split(self, unit: UUID, others: list[UUID], **when: date) -> dict[str, Any]:
        self.department.splits_unit(unit, *others, continues=True, **when)
        return {"parts": others}

    def _divide(self, unit: UUID, others: list[UUID], **when: date) -> dict[str, Any]:
        self.department.splits_unit(unit, *others, continues=False, **when)
        return {"end": list(dict.fromkeys(others))}

    def _dissolve(self, unit: UUID, others: list[UUID], **when: date) -> dict[str, Any]:
        self.department.dissolves_unit(unit, **when)
        return {"end": []}

    def _retract(self, unit: UUID, others: list[UUID], **when: date) -> None:
        """The last thing entered of the unit that still stands; a retraction is a version too."""
        standing = [one for one in self.papers if one.unit == unit and one.retracted_on is None and one.version > 1]
        if standing:
            wrong = max(standing, key=lambda one: one.version)
            self.department.retracts_unit_fact(unit, wrong.version)
            self.papers = [replace(one, retracted_on=self.today) if one == wrong else one for one in self.papers]
            version = 1 + max(one.version for one in self.papers if one.unit == unit)
            self.papers.append(Paper(unit, version, {}, date.max, date.max))  # takes a number, says nothing

    # -- what the papers say ------------------------------------------------------------------------------

    def known(self, known_on: date) -> list[Paper]:
        """The papers that somebody had on a day."""
        return [
            one
            for one in self.papers
            if one.recorded_on <= known_on and not (one.retracted_on is not None and one.retracted_on <= known_on)
        ]

    def said(self, unit: UUID, what: str, on: date, known_on: date) -> Any:
        """What the paper says that counts last of those that say anything about it."""
        told = [one for one in self.known(known_on) if one.unit == unit and what in one.said and one.effective_on <= on]
        return max(told, key=lambda one: (one.effective_on, one.version)).said[what] if told else None

    def ended_on(self, unit: UUID, on: date, known_on: date) -> date | None:
        """The day of its end, if that had come."""
        ends = [one for one in self.known(known_on) if one.unit == unit and "end" in one.said]
        assert len(ends) <= 1
        return ends[0].effective_on if ends and ends[0].effective_on <= on else None

    def lives(self, unit: UUID, on: date, known_on: date) -> bool:
        """Whether it was there."""
        begun = self.said(unit, "since", on, known_on) is not None
        return begun and self.ended_on(unit, on, known_on) is None

    def parent(self, unit: UUID, on: date, known_on: date) -> UUID | None:
        """What a unit that was there was under; of an ended one, the last."""
        parent: UUID | None = self.said(unit, "parent", on, known_on)
        if self.lives(unit, on, known_on):
            while parent is not None and not self.lives(parent, on, known_on):
                into = self.said(parent, "end", on, known_on)
                parent = into[0] if len(into) == 1 else self.said(parent, "parent", on, known_on)
        return parent

    def journeys(self, unit: UUID, leaving_after: date, known_on: date) -> Iterator[tuple[UUID, date]]:
        """Where one gets from a unit by following ends and parts through time, and when."""
        todo, seen = [(unit, NEVER)], set()
        while todo:
            at, came = todo.pop()
            for one in self.known(known_on):
                leaves = max(came, one.effective_on) if "end" in one.said else one.effective_on
                if one.unit == at and leaves >= came and (at != unit or came != NEVER or leaves > leaving_after):
                    for next in (*one.said.get("end", ()), *one.said.get("parts", ())):
                        if (next, leaves) not in seen:
                            seen.add((next, leaves))
                            todo.append((next, leaves))
                            yield next, leaves

    def trace(self, unit: UUID, on: date, known_on: date) -> set[UUID]:
        """The units of that day that came to be the unit, or that it had come to be."""
        became = {id for id, came in self.journeys(unit, NEVER, known_on) if came <= on}
        was = {one for one in self.units if any(id == unit for id, _ in self.journeys(one, on, known_on))}
        return {one for one in {unit} | became | was if self.lives(one, on, known_on)}


def played(steps: list[Step]) -> History:
    """A history in which these steps were tried."""
    history = History()
    for step in steps:
        history.tries(step)
    return history
