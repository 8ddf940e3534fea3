"""The places in which the tests happen: one to break things in, and one in which the year 2022 was played."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.system.place import Place
from tests.system.tap import Tap
from tests.system.world import World

Open = Callable[..., Place]


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Brings up places and ends them all; what one has unpacked, the next need not."""
    places: list[Place] = []

    def open_place(name: str, mode: str = "sandbox") -> Place:
        folder = Path(tmp_path_factory.mktemp(name))
        for unpacked in [one.folder / "rabbitmq-debs" for one in places[:1]]:
            if unpacked.exists():
                (folder / "rabbitmq-debs").symlink_to(unpacked)
        place = Place(folder, mode)
        places.append(place)
        place.run("up")
        return place

    yield open_place
    for place in reversed(places):
        place.remove()


@pytest.fixture(scope="session")
def place(opened: Open) -> Place:
    """A running sandbox to meddle with."""
    return opened("place")


@pytest.fixture(scope="session")
def world(place: Place) -> Iterator[World]:
    """Units, people and places in the sandbox to meddle with."""
    with place.caller("office") as office:
        yield World(place, office)


@dataclass(frozen=True)
class Season:
    """The year as it was played: where, how it ended, and all that was published meanwhile."""

    place: Place
    demo: subprocess.CompletedProcess[str]
    tap: Tap


@pytest.fixture(scope="session")
def season(opened: Open) -> Season:
    """A place in which the year was played, with a tap on the broker from before its beginning."""
    place = opened("season")
    tap = Tap.on(place)
    return Season(place, place.run("demo", expect=None), tap)
