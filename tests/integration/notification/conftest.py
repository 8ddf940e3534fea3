"""A real PostgreSQL with notification's tables, and a real mail server, for each test."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from shared.database import Database, wait_for
from shared.migration import migrate
from tests.integration.notification.world import SERVICE_FOLDER, MailServer

SERVERS = "/usr/lib/postgresql"


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A given PostgreSQL, or a private one that ends with the tests."""
    if given := os.environ.get("VINHDANH_TEST_DATABASE_URL"):
        yield given
        return
    binaries = max(Path(SERVERS).glob("*/bin"), key=lambda found: int(found.parent.name))
    folder = Path(tempfile.mkdtemp(prefix="vinhdanh-test-", dir="/var/tmp"))
    owner: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses root
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        owner = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    data, port = folder / "data", free_port()
    subprocess.run(
        [*owner, binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"],
        cwd="/",
        check=True,
        stdout=subprocess.DEVNULL,
    )
    settings = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*owner, binaries / "postgres", "-D", data, "-p", str(port), *settings], cwd="/", stdout=log, stderr=log
        )
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    try:
        wait_for(url, 30)
        yield url
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder)


@pytest.fixture
def database(server_url: str) -> Iterator[Database]:
    """A database of its own, as the service finds it."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    url = f"{server_url.rpartition('/')[0]}/{name}"
    migrate(url, "notification", SERVICE_FOLDER)
    database = Database(url, "notification")
    yield database
    database.close()
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A mail server that keeps what it takes."""
    server = MailServer(free_port())
    server.start()
    yield server
    server.stop()
