"""How many calls a second: a plain echo, and a dossier that is submitted and committed."""

import itertools
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.season import UnitOfSeason, submissions
from benchmarks.stage import ROOT, until_followed
from services.commands import place
from shared.contracts.base import Role
from shared.messages import Json
from shared.settings import Settings
from shared.wire.calling import RpcClient, rpc_client

CLIENTS = (4, 8, 12)  # how many at once are tried; the fewest that saturate the echo are taken
ENOUGH = 0.95  # of the best rate
ROUNDS = 3
TRIAL, WARM, MEASURED = 1.5, 1.0, 3.0  # seconds
ANSWERS_WITHIN = 20.0  # seconds, for the echo to start
PREPARED = 250  # submissions a second and client, more than there can be

Call = tuple[str | None, Json]  # token and request


@dataclass(frozen=True)
class Task:
    """What one client does: calls one after the other, from a moment on, for a while."""

    amqp_uri: str
    service: str
    method: str
    calls: list[Call]
    begin: float
    warm: float
    seconds: float


@dataclass(frozen=True)
class Rates:
    """Calls a second, as medians of several rounds, and the median of the rounds' ratios."""

    clients: int
    echo: float
    submit: float
    ratio: float


_client: RpcClient | None = None


def work(task: Task) -> tuple[int, int]:
    """A client's task, in its own process: how many answers came in time, and how many calls were made."""
    global _client  # noqa: PLW0603 - one connection a process
    _client = _client or RpcClient(task.amqp_uri)
    counted = 0
    counting, end = task.begin + task.warm, task.begin + task.warm + task.seconds
    time.sleep(max(0.0, task.begin - time.time()))
    calls = task.calls if task.service != "echo" else itertools.cycle(task.calls)
    for made, (token, data) in enumerate(calls, start=1):
        _client.call(task.service, task.method, data, token)
        now = time.time()
        counted += counting <= now < end
        if now >= end:
            return counted, made
    raise AssertionError("more calls were made than were prepared")


class Clients:
    """Client processes, each with its own connection and units."""

    def __init__(self, pool: ProcessPoolExecutor, settings: Settings, units: list[UnitOfSeason], many: int) -> None:
        self.many = many
        self._pool = pool
        self._uri = settings.amqp_uri
        self._example: Call = (None, next(submissions(units[0])))
        self._left = [list(self._calls(settings, units[number::many])) for number in range(many)]

    def _calls(self, settings: Settings, units: list[UnitOfSeason]) -> Iterator[Call]:
        for unit in units:
            token = place.sandbox_token(settings, Role.CLERK, f"clerk:{unit.id}", unit.id)
            yield from ((token, data) for data in submissions(unit))

    def echo(self, warm: float, seconds: float) -> float:
        """Echoes a second, of a body like a dossier's."""
        return self._rate("echo", "echo", [[self._example]] * self.many, warm, seconds)[0]

    def submit(self, warm: float, seconds: float) -> float:
        """Dossiers a second."""
        most = int((warm + seconds) * PREPARED)
        rate, made = self._rate("nomination", "submit", [calls[:most] for calls in self._left], warm, seconds)
        for calls, done in zip(self._left, made, strict=True):
            del calls[:done]
        return rate

    def _rate(
        self, service: str, method: str, calls: list[list[Call]], warm: float, seconds: float
    ) -> tuple[float, list[int]]:
        begin = time.time() + 0.3
        tasks = [Task(self._uri, service, method, one, begin, warm, seconds) for one in calls]
        done = list(self._pool.map(work, tasks))
        return sum(counted for counted, _ in done) / seconds, [made for _, made in done]


def measure(settings: Settings, units: list[UnitOfSeason]) -> Rates:
    """Echo and submit in turn, several rounds, with as many clients as saturate the echo."""
    with _echo(settings), _pool(max(CLIENTS)) as pool:
        for _ in range(2):  # every process opens its connection
            Clients(pool, settings, units, max(CLIENTS)).echo(0.5, 0.5)
        tried = {many: Clients(pool, settings, units, many).echo(0.3, TRIAL) for many in CLIENTS}
        many = next(many for many, rate in tried.items() if rate >= ENOUGH * max(tried.values()))
        clients = Clients(pool, settings, units, many)
        clients.submit(0.0, 1.0)
        rounds = []
        for _ in range(ROUNDS):
            until_followed(settings)
            rounds.append((clients.echo(WARM, MEASURED), clients.submit(WARM, MEASURED)))
    return Rates(
        clients=many,
        echo=statistics.median(echo for echo, _ in rounds),
        submit=statistics.median(submit for _, submit in rounds),
        ratio=statistics.median(submit / echo for echo, submit in rounds),
    )


@contextmanager
def _pool(many: int) -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(many, multiprocessing.get_context("spawn")) as pool:
        yield pool


@contextmanager
def _echo(settings: Settings) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.echo", settings.amqp_uri], cwd=ROOT, env=os.environ)
    try:
        _wait_for_echo(settings)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for_echo(settings: Settings) -> None:
    until = time.monotonic() + ANSWERS_WITHIN
    while True:
        try:
            with rpc_client(settings.amqp_uri) as client:
                client.call("echo", "echo", {}, None)
            return
        except TimeoutError:  # its queue is not there yet
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
