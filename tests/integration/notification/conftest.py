"""Notification's tables in a real database, and a real mail server, for each test."""

import socket
from collections.abc import Iterator

import pytest

from shared.database import Database
from shared.migration import migrate
from tests.integration.notification.world import SERVICE_FOLDER, MailServer


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database of its own, as the service finds it."""
    migrate(database_url, "notification", SERVICE_FOLDER, "sandbox")
    database = Database(database_url, "notification")
    yield database
    database.close()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A mail server that keeps what it takes."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    server = MailServer(port)
    server.start()
    yield server
    server.stop()
