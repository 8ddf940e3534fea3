"""A private stack for one run, in a temporary folder on disk, and nothing left of it afterwards."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from deploy.local.memory import annex
from services.commands import place
from shared.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
FOLLOWED_WITHIN = 240.0  # seconds
SETTLED_WITHIN = 10.0  # seconds, for letters: measuring goes on without the last of them
PLACES = Path("/var/tmp")  # a disk: /tmp may be memory, where a commit costs nothing


@contextmanager
def servers() -> Iterator[Settings]:
    """PostgreSQL, RabbitMQ and a mail server of this run's own; its services come up by ``services_up``."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it
    folder = Path(tempfile.mkdtemp(prefix="vinhdanh-bench-", dir=PLACES))
    unpacked = place.state_folder() / "rabbitmq-debs"
    if unpacked.exists():
        (folder / unpacked.name).symlink_to(unpacked)
    for name in [name for name in os.environ if name.startswith("VINHDANH_")]:
        del os.environ[name]
    os.environ["VINHDANH_STATE"] = str(folder)
    try:
        place.stack().servers_up()
        yield place.settings()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # nothing is left behind, even by an impatient hand
        place.stack().down()
        shutil.rmtree(annex(folder), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """Run one of our modules in a process of its own: ``services up``, ``benchmarks.publishing``."""
    module, *arguments = words
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@contextmanager
def database(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A connection that sees every service's tables."""
    with psycopg.connect(settings.database_url, autocommit=True, row_factory=namedtuple_row) as connection:
        yield connection


def length(connection: psycopg.Connection[Any], log: str) -> int:
    """The position of the last event of a log."""
    row = connection.execute(
        f"SELECT coalesce(max(notification_id), 0) AS n FROM {log}.{log}_events".encode()
    ).fetchone()
    assert row is not None
    return int(row.n)


def positions(connection: psycopg.Connection[Any], service: str) -> dict[str, int]:
    """How far a service has read each log."""
    rows = connection.execute(f"SELECT stream, position FROM {service}.position".encode()).fetchall()
    return {row.stream: int(row.position) for row in rows}


def until_followed(settings: Settings) -> None:
    """Wait until every log is published and followed, and (not for long) until letters are written and sent."""
    began = time.monotonic()
    with database(settings) as connection:
        while _behind(connection):
            if time.monotonic() - began > FOLLOWED_WITHIN:
                raise TimeoutError("the services do not catch up with each other")
            time.sleep(0.1)
        until = time.monotonic() + SETTLED_WITHIN
        while _letters(connection) and time.monotonic() < until:
            time.sleep(0.1)


def _behind(connection: psycopg.Connection[Any]) -> bool:
    lengths = {log: length(connection, log) for log in ("registration", "nomination", "reporting")}
    for service, followed in {
        "registration": ("outbox", "own", "nomination"),
        "nomination": ("outbox", "own", "registration"),
        "reporting": ("outbox", "own", "registration", "nomination"),
        "notification": ("registration", "nomination", "reporting"),
    }.items():
        at = positions(connection, service)
        for stream in followed:
            if at.get(stream, 0) < lengths[service if stream in ("outbox", "own") else stream]:
                return True
    return False


def _letters(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM notification.notice WHERE NOT resolved)"
        " OR EXISTS (SELECT FROM notification.letter WHERE state = 'queued') AS waiting"
    ).fetchone()
    assert row is not None
    return bool(row.waiting)
