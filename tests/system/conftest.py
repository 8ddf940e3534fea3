"""The places in which the tests happen: one to break things in, and one in which the year 2022 was played."""

import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.system.place import Place
from tests.system.tap import Tap
from tests.system.world import World

HERE = Path(__file__).parent
Open = Callable[..., Place]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort and mark the tests.

    README's snippet enters something into the year: it comes after those who compare the year with its data.
    The broker is killed under nameko's pool of connections, whose sockets are then found open whenever they are
    cleaned up: in any later test.
    """
    items.sort(key=lambda item: item.path.name == "test_readme.py")
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))


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
    with ThreadPoolExecutor() as together:
        list(together.map(Place.remove, places))


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


@pytest.fixture(scope="session", autouse=True)
def playing(request: pytest.FixtureRequest, opened: Open) -> Iterator["Future[Season] | None"]:
    """The year begins with the first test, if any test wants it, and is played beside the others."""
    if not any("season" in item.fixturenames for item in request.session.items if isinstance(item, pytest.Function)):
        yield None
        return
    place = opened("season")
    tap = Tap.on(place)
    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(lambda: Season(place, place.run("demo", expect=None), tap))


@pytest.fixture(scope="session")
def season(playing: "Future[Season]") -> Season:
    """A place in which the year was played, with a tap on the broker from before its beginning."""
    return playing.result()
