"""PostgreSQL as one service sees it: its own schema, transactions, and locks that only one process holds.

What is original lies in the schema ``<service>``, what a rebuild may drop in ``<service>_read``.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg.rows import namedtuple_row
from psycopg_pool import ConnectionPool

Sql = psycopg.Cursor[Any]
Transient = (psycopg.OperationalError, psycopg.InterfaceError)


class Database:
    """A service's pool of connections; its statements see its own two schemas only."""

    def __init__(self, url: str, service: str) -> None:
        self.url = url
        self.service = service
        self._pool: ConnectionPool[psycopg.Connection[Any]] = ConnectionPool(
            url, kwargs=self._options(), min_size=1, max_size=8, open=True, timeout=10, num_workers=1
        )

    def _options(self) -> dict[str, Any]:
        return {
            "autocommit": True,
            "row_factory": namedtuple_row,
            "options": f"-c search_path={self.service},{self.service}_read",
            "connect_timeout": 5,
        }

    @contextmanager
    def reading(self) -> Iterator[Sql]:
        """One statement that only reads: no transaction around it, one round trip."""
        with self._pool.connection() as connection, connection.cursor() as sql:
            yield sql

    @contextmanager
    def transaction(self, *, pipelined: bool = False) -> Iterator[Sql]:
        """One transaction: all of it, or nothing. Pipelined, statements do not wait for each other's results."""
        with (
            self._pool.connection() as connection,
            connection.pipeline() if pipelined else nullcontext(),
            connection.transaction(),
            connection.cursor() as sql,
        ):
            yield sql

    def connect(self) -> psycopg.Connection[Any]:
        """A connection outside the pool, in autocommit: for listening and for locks that last."""
        return psycopg.connect(self.url, **self._options())

    def close(self) -> None:
        """Give the connections back."""
        self._pool.close()


class Alone:
    """Something that only one process does at a time, by a lock that dies with its connection."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._name = f"{database.service}.{name}"
        self._connection: psycopg.Connection[Any] | None = None

    @contextmanager
    def sql(self) -> Iterator[Sql | None]:
        """The lock's own connection, or ``None`` while another process holds the lock."""
        try:
            connection = self._locked()
            if connection is None:
                yield None
                return
            with connection.cursor() as sql:
                yield sql
        except Transient:
            self.release()
            raise

    def _locked(self) -> psycopg.Connection[Any] | None:
        if self._connection and not self._connection.closed:
            return self._connection
        connection = self._database.connect()
        row = connection.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(current_database() || %s, 0)) AS got", [self._name]
        ).fetchone()
        if row and row.got:
            self._connection = connection
            return connection
        connection.close()
        return None

    def release(self) -> None:
        """Let another process take over."""
        if self._connection:
            self._connection.close()
            self._connection = None


def eventsourcing_env(url: str, service: str) -> dict[str, str]:
    """The settings of the eventsourcing library for a service's log in this database."""
    parts = urlsplit(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": unquote(parts.path.lstrip("/")),
        "POSTGRES_HOST": parts.hostname or "127.0.0.1",
        "POSTGRES_PORT": str(parts.port or 5432),
        "POSTGRES_USER": unquote(parts.username or ""),
        "POSTGRES_PASSWORD": unquote(parts.password or ""),
        "POSTGRES_SCHEMA": service,
        "POSTGRES_POOL_SIZE": "1",
        "POSTGRES_MAX_OVERFLOW": "7",
        "CREATE_TABLE": "no",
        "AGGREGATE_CACHE_MAXSIZE": "1000",
    }


def sandbox_now(database: Database) -> datetime:
    """The sandbox's moment, the same row for every service."""
    with database.reading() as sql:
        row = sql.execute("SELECT instant FROM clock.clock").fetchone()
    assert row is not None
    moment: datetime = row.instant
    return moment
