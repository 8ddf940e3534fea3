"""Real servers for every test that crosses a border: one private PostgreSQL and RabbitMQ for the whole run."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from deploy.local.stack import Stack


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses of private servers that end with the tests."""
    stack = Stack(Path(tmp_path_factory.mktemp("servers")))
    stack.servers_up()
    yield stack.addresses()
    stack.down()


@pytest.fixture
def database_url(servers: dict[str, str]) -> Iterator[str]:
    """An empty database of its own."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(servers["database_url"], autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    yield f"{servers['database_url'].rpartition('/')[0]}/{name}"
    with psycopg.connect(servers["database_url"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
