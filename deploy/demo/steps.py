"""The year as steps: what happens at which moment, and what each part of the year has at hand for it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

from deploy.demo.calls import Calls, Who
from deploy.demo.cast import Cast
from deploy.demo.screen import Screen
from deploy.demo.year import Year, derived_id
from shared.contracts.base import Contract

Ask = Callable[[], Any]
C = TypeVar("C", bound=Contract)
R = TypeVar("R")


@dataclass(frozen=True)
class Step:
    """What happens at one moment of the year; steps of the same moment come in the order of their making."""

    at: datetime
    about: str
    play: Callable[[], object]


@dataclass
class Stage:
    """What all parts share; ``winner`` is the contender that the race for the last place let in."""

    year: Year
    calls: Calls
    cast: Cast
    screen: Screen
    winner: str = ""


class Part(ABC):
    """A part of the year."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.year = stage.year
        self.calls = stage.calls
        self.cast = stage.cast
        self.screen = stage.screen

    @abstractmethod
    def steps(self) -> Iterator[Step]:
        """What happens, in any order of the moments."""

    def step(self, when: datetime, about: str, asks: Iterable[Ask]) -> Step:
        """A step of several requests, which go out together."""
        several = list(asks)
        return Step(when, about, lambda: self.calls.together(several))

    def by(self, who: Who, contract: type[C]) -> C:
        """A service as somebody sees it."""
        return self.calls.by(who, contract)

    def dossier(self, key: str) -> UUID:
        """The id of a dossier; of the winner's, where the file does not say whose."""
        return derived_id("nomination", self.year.resolved(key, self.stage.winner))


def by_moment(rows: Iterable[R], moment: Callable[[R], datetime]) -> Iterator[tuple[datetime, list[R]]]:
    """Rows that happen at the same moment, in order of time."""
    for when, together in groupby(sorted(rows, key=moment), key=moment):
        yield when, list(together)
