"""How fast reporting is filled again from the logs, and how late it is when somebody commits one event."""

import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg

from benchmarks.stage import ROOT, database, length, positions, until_followed
from services.commands import place
from shared.contracts.base import EventPage, Role
from shared.following import PAGE
from shared.settings import Settings
from shared.wire.calling import RpcClient, rpc_client

REBUILDS = 3
REBUILT_WITHIN = 60.0  # seconds
LOGS = ("registration", "nomination")
COMMITS, WARM_UP = 200, 10


@dataclass(frozen=True)
class Rebuilt:
    """One rebuild: how many events, and the seconds from the emptied tables to the full ones."""

    events: int
    seconds: float
    idle: float  # of these, before the first page was applied


def rebuild(settings: Settings) -> Rebuilt:
    """Rebuild reporting several times through the command line; the median one."""
    until_followed(settings)
    found = sorted((_rebuilt(settings) for _ in range(REBUILDS)), key=lambda one: one.seconds)
    return found[len(found) // 2]


def _rebuilt(settings: Settings) -> Rebuilt:
    with database(settings) as connection:
        lengths = {log: length(connection, log) for log in LOGS}
        command = subprocess.Popen(
            [sys.executable, "-m", "services", "rebuild", "reporting"], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        try:
            emptied = _when(connection, lambda at: at == dict.fromkeys(LOGS, 0))
            began = _when(connection, lambda at: any(at.values()))
            full = _when(connection, lambda at: at == lengths)
            if command.wait(REBUILT_WITHIN):
                raise RuntimeError("vinhdanh rebuild reporting failed")
        finally:
            command.kill()
            command.wait()
    return Rebuilt(sum(lengths.values()), full - emptied, began - emptied)


def _when(connection: psycopg.Connection[Any], so: Any) -> float:
    until = time.monotonic() + REBUILT_WITHIN
    while (now := time.monotonic()) < until:
        at = positions(connection, "reporting")
        if so({log: at.get(log, 0) for log in LOGS}):
            return now
        time.sleep(0.005)
    raise TimeoutError("reporting was not rebuilt")


@dataclass(frozen=True)
class Pages:
    """Reading a log over RPC, page by page: the source's part, and the reader's before anything is applied."""

    events: int
    asked: float  # seconds from each request to its answer
    loaded: float  # seconds to read the answers as messages


def pages(settings: Settings, log: str) -> Pages:
    """Read a log as a follower does."""
    token = place.sandbox_token(settings, Role.READER)
    events, at, asked, loaded = 0, 0, 0.0, 0.0
    with rpc_client(settings.amqp_uri) as client:
        while True:
            began = time.monotonic()
            answer = client.call(log, "events_after", {"position": at, "limit": PAGE}, token)
            answered = time.monotonic()
            page = EventPage.load(answer)
            loaded += time.monotonic() - answered
            asked += answered - began
            if not page.events:
                return Pages(events, asked, loaded)
            events += len(page.events)
            at = page.upto


@dataclass(frozen=True)
class Delays:
    """Seconds from the recording of an event, just before its commit, to the row in reporting's table."""

    many: int
    median: float
    ninety_ninth: float


def delays(settings: Settings) -> Delays:
    """Register units one at a time, and watch reporting's table for each."""
    until_followed(settings)
    token = place.sandbox_token(settings, Role.OFFICE)
    with (
        rpc_client(settings.amqp_uri) as client,
        database(settings) as watching,
        ThreadPoolExecutor(1) as watcher,
    ):
        found = [_delay(client, token, watching, watcher) for _ in range(WARM_UP + COMMITS)][WARM_UP:]
    return Delays(COMMITS, statistics.median(found), statistics.quantiles(found, n=100)[98])


def _delay(client: RpcClient, token: str, watching: psycopg.Connection[Any], watcher: ThreadPoolExecutor) -> float:
    id = uuid4()
    there = watcher.submit(_seen, watching, id)
    unit = {"unit_id": str(id), "code": f"TRE.{id.hex[:12]}", "name": "Phòng thử", "kind": "room", "mailbox": ""}
    client.call("registration", "register_unit", {"request_id": str(uuid4()), **unit}, token)
    return there.result()


def _seen(watching: psycopg.Connection[Any], id: UUID) -> float:
    """Both moments are the database's: no clocks are compared."""
    until = time.monotonic() + REBUILT_WITHIN
    while time.monotonic() < until:
        row = watching.execute(
            "SELECT extract(epoch FROM clock_timestamp() - recorded.stored_at) AS delay"
            " FROM reporting_read.unit JOIN registration.registration_events AS recorded"
            " ON recorded.originator_id = unit.id WHERE unit.id = %s",
            [id],
        ).fetchone()
        if row:
            return float(row.delay)
        time.sleep(0.0005)
    raise TimeoutError("reporting never heard of the unit")
