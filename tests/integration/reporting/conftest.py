"""A real PostgreSQL with reporting's tables, for each test."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from shared.database import Database, wait_for
from shared.migration import migrate
from tests.integration.reporting.world import FOLDER, followers, nomination_log, registration_log


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A given PostgreSQL, or a private one that ends with the tests."""
    if given := os.environ.get("VINHDANH_TEST_DATABASE_URL"):
        yield given
        return
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name))
    folder = Path(tempfile.mkdtemp(prefix="reporting-test-", dir="/var/tmp"))
    as_owner: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    subprocess.run(
        [*as_owner, binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"],
        cwd="/",
        check=True,
        capture_output=True,
    )
    settings = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]
    process = subprocess.Popen(
        [*as_owner, binaries / "postgres", "-D", folder / "data", "-p", str(port), *settings],
        cwd="/",
        stderr=subprocess.DEVNULL,
    )
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    try:
        wait_for(url, 30)
        yield url
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder)


@pytest.fixture
def database(server: str) -> Iterator[Database]:
    """An empty database with reporting's schemas."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    migrate(url, "reporting", FOLDER)
    made = Database(url, "reporting")
    yield made
    made.close()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.fixture
def year(database: Database) -> Database:
    """The database with the whole year followed."""
    for follower, log in zip(followers(database), (registration_log(), nomination_log()), strict=True):
        follower.catch_up(log)
    return database
