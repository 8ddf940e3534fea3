"""How the tests of deciders tell a story: a day set by hand, commands, refusals, and what was published."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from shared.clock import VIETNAM
from shared.contracts.base import Command
from shared.errors import Refusal
from shared.eventlog import EventLog

C = TypeVar("C", bound=Command)


def ask(kind: type[C], /, **fields: Any) -> C:
    """A command with a request id of its own."""
    return kind(**{"request_id": uuid4(), **fields})


class Today:
    """A clock that is set by hand; it is nine in the morning."""

    def __init__(self, day: date) -> None:
        self.day = day

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=VIETNAM)


@contextmanager
def refused(log: EventLog, kind: type[Refusal], code: str, **details: Any) -> Iterator[None]:
    """Whatever is told inside is refused with exactly that, and nothing was recorded."""
    before = log.length
    with pytest.raises(Refusal) as caught:
        yield
    said = caught.value
    assert (type(said), said.code) == (kind, code)
    assert {name: said.details.get(name) for name in details} == details
    assert log.length == before


def published(log: Any) -> list[tuple[str, Any]]:
    """The log as others see it: names, and the data of what is public."""
    return [(one.name, one.data) for one in log.public_events(0, 10_000).events]


def names(log: Any, after: int = 0) -> list[str]:
    """The names of what others see after a position."""
    return [one.name for one in log.public_events(after, 10_000).events]


def saves(log: Any, after: int) -> list[str]:
    """The recorded names after a position, in order."""
    return [one.topic for one in log.recorder.select_notifications(after, 10_000, inclusive_of_start=False)]


def stored(log: Any) -> str:
    """Every byte that the log keeps, as text."""
    return "\n".join(one.state.decode() for one in log.recorder.select_notifications(0, 10_000))
