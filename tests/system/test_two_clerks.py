"""Two clerks at once: who comes second to the last place hears so, and nobody is turned away from a free one."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.errors import Refusal
from tests.system.place import ROOT, Caller, Place, until
from tests.system.world import World, dossier_data

ROUNDS = 6


class Team:
    """A unit with two clerks, each with a connection and a nominee of their own."""

    def __init__(self, place: Place, world: World) -> None:
        self.place = place
        self._world = world
        self.unit, self.people = world.unit(people=2)
        self._clerks = [
            Caller(place.amqp_uri, place.token("clerk", self.unit, name=f"clerk:{number}")) for number in (1, 2)
        ]

    def race(self, places: int) -> tuple[UUID, Counter[str]]:
        """Both hand in a dossier at the same moment; what each of them heard."""
        allocation = self._world.places(self.unit, places)
        together = threading.Barrier(2)
        heard: list[str] = []

        def hand_in(clerk: Caller, person: UUID) -> None:
            dossier = dossier_data(allocation, person)
            together.wait()
            try:
                clerk.ask("nomination", "submit", dossier)
                heard.append("in")
            except Refusal as refusal:
                heard.append(f"{refusal.kind} {refusal.code}")

        threads = [threading.Thread(target=hand_in, args=pair) for pair in zip(self._clerks, self.people, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return allocation, Counter(heard)

    def left(self, allocation: UUID) -> int:
        """How many places are free."""
        found = self.place.call("nomination", "get_allocation", {"allocation_id": str(allocation)}, role="auditor")
        return int(found["left"])

    def go(self) -> None:
        """Everybody goes home."""
        for clerk in self._clerks:
            clerk.close()


@pytest.fixture(scope="module")
def team(place: Place, world: World) -> Iterator[Team]:
    """Two clerks of one unit."""
    team = Team(place, world)
    yield team
    team.go()


@pytest.fixture(scope="module")
def second_worker(place: Place, team: Team, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A second process that serves nomination beside the first; its ops port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = dict(
        re.fullmatch(r"export (\w+)=(.*)", line).groups()  # type: ignore[union-attr]
        for line in place.run("env").stdout.splitlines()
    )
    settings |= {"VINHDANH_KEYS": str(place.folder / "keys"), "VINHDANH_OPS_PORT": str(port)}
    log = Path(tmp_path_factory.mktemp("second")) / "nomination.log"
    with log.open("w") as output:
        worker = subprocess.Popen(
            [sys.executable, "-m", "services", "serve", "nomination"],
            cwd=ROOT,
            env=place.environment(**settings),
            stdout=output,
            stderr=output,
        )
    try:
        until(lambda: _readyz(port), "the second worker is ready")
        yield port
    finally:
        worker.terminate()
        assert worker.wait(60) == 0, log.read_text()


def _readyz(port: int) -> bool:
    return "200 OK" in _get(port, "/readyz")


def _get(port: int, path: str) -> str:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while more := connection.recv(65536):
                answer += more
            return answer.decode()
    except OSError:
        return ""


def test_one_place_and_two_clerks(team: Team) -> None:
    for _ in range(ROUNDS):
        allocation, heard = team.race(places=1)

        assert heard == {"in": 1, "Conflict quota-exhausted": 1}
        assert team.left(allocation) == 0


def test_two_places_and_two_clerks(team: Team) -> None:
    for _ in range(ROUNDS):
        allocation, heard = team.race(places=2)

        assert heard == {"in": 2}
        assert team.left(allocation) == 0


def test_two_processes_share_the_work_and_agree(team: Team, second_worker: int) -> None:
    before = _submitted(team.place, second_worker)

    for _ in range(ROUNDS):
        allocation, heard = team.race(places=1)
        assert heard == {"in": 1, "Conflict quota-exhausted": 1}
        assert team.left(allocation) == 0
        allocation, heard = team.race(places=2)
        assert heard == {"in": 2}
        assert team.left(allocation) == 0

    after = _submitted(team.place, second_worker)
    served = [now - then for now, then in zip(after, before, strict=True)]
    assert sum(served) == 4 * ROUNDS
    assert all(served), "both processes had some of the requests"


def test_two_processes_publish_each_event_once_and_in_order(team: Team, second_worker: int) -> None:
    lengths = team.place.wait_quiet()

    statuses = team.place.statuses()
    assert statuses["nomination"]["published"] == lengths["nomination"]
    assert not [lag for status in statuses.values() for lag in status["followers"] if lag["failures"]]


def _submitted(place: Place, second_worker: int) -> tuple[int, int]:
    """How many dossiers each of the two processes was handed."""
    count = re.compile(r'vinhdanh_rpc_seconds_count\{method="submit",service="nomination"\} (\S+)')
    pages: list[Any] = [place.ops("nomination", "/metrics")[1], _get(second_worker, "/metrics")]
    first, second = (sum(int(float(one)) for one in count.findall(page)) for page in pages)
    return first, second


def test_the_second_process_ended_in_order(place: Place) -> None:
    assert os.environ.get("VINHDANH_OPS_PORT") is None
    assert place.readiness()["nomination"] == 200
