"""Bringing a database up to the code: schemas, numbered migrations of what is original, and read tables.

What a rebuild may drop lies in a schema of its own, so that it can be dropped whole. A log is born here,
sandbox or production, in its first event; from then on the other mode is refused.
"""

import hashlib
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from shared.database import Alone, Database, Sql
from shared.eventlog import EventLog
from shared.outbox import Outbox

SHARED_STATE = Path(__file__).parent / "state"
LOCK = 0x76696E68  # one migration at a time in a database


class Outdated(Exception):
    """The database is older than the code; the sentence says what to do."""


def _files(service_folder: Path) -> list[tuple[str, Path]]:
    shared = [(f"shared/{path.name}", path) for path in sorted(SHARED_STATE.glob("0*.sql"))]
    own = [(path.name, path) for path in sorted((service_folder / "state").glob("0*.sql"))]
    return shared + own


def _read_sql(service_folder: Path) -> str:
    own = service_folder / "schema.sql"
    return own.read_text() if own.exists() else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def migrate(url: str, service: str, folder: Path, mode: str) -> list[str]:
    """Apply what is missing for one service, under a lock; what was applied."""
    applied: list[str] = []
    with psycopg.connect(url) as connection, connection.cursor(row_factory=namedtuple_row) as opened:
        sql: Sql = opened
        sql.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        sql.execute(f"CREATE SCHEMA IF NOT EXISTS {service}")
        sql.execute(f"SET LOCAL search_path = {service}, {service}_read")
        sql.execute(
            "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, digest text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
        )
        done = {row.name: row.digest for row in sql.execute("SELECT name, digest FROM migration")}
        for name, path in _files(folder):
            if name not in done:
                sql.execute(path.read_text())
                sql.execute("INSERT INTO migration VALUES (%s, %s)", [name, _digest(path.read_text())])
                applied.append(f"{service}: {name}")
        sql.execute("INSERT INTO birth (mode) VALUES (%s) ON CONFLICT DO NOTHING", [mode])
        if done.get("read") != _digest(_read_sql(folder)):
            recreate_read_tables(sql, service, folder)
            applied.append(f"{service}: read tables")
    return applied


def recreate_read_tables(sql: Any, service: str, folder: Path) -> None:
    """Drop what can be rebuilt and start reading every followed log from its beginning."""
    text = _read_sql(folder)
    sql.execute(f"DROP SCHEMA IF EXISTS {service}_read CASCADE")
    sql.execute(f"CREATE SCHEMA {service}_read")
    sql.execute(f"SET LOCAL search_path = {service}_read, {service}")
    sql.execute(text)
    sql.execute(f"SET LOCAL search_path = {service}, {service}_read")
    sql.execute(
        "UPDATE position SET position = 0, failures = 0, failed_with = NULL, parked = false WHERE stream <> %s",
        [Outbox.STREAM],
    )
    sql.execute(
        "INSERT INTO migration VALUES ('read', %s) ON CONFLICT (name) DO UPDATE SET digest = EXCLUDED.digest",
        [_digest(text)],
    )


def migrate_log(url: str, service: str, log: EventLog) -> None:
    """Create a log's table, which can only be appended to; rows keep the database's own time besides."""
    recorder: Any = log.recorder
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(connection, f"{service}.{service}_events"):
            recorder.create_table()
            connection.execute(_APPEND_ONLY.format(service=service))
        connection.execute(_RECORD.format(service=service))
        recorder.datastore.register_type_adapters()


def born_as(url: str, service: str) -> str | None:
    """What a service's data were born as: by its log's first event, or where it has none, by what migration kept."""
    with psycopg.connect(url) as connection:
        if _exists(connection, f"{service}.{service}_events"):
            found = connection.execute(
                f"SELECT convert_from(state, 'UTF8')::jsonb ->> 'mode' FROM {service}.{service}_events"
                " ORDER BY notification_id LIMIT 1"
            ).fetchone()
        elif _exists(connection, f"{service}.birth"):
            found = connection.execute(f"SELECT mode FROM {service}.birth").fetchone()
        else:
            found = None
    return str(found[0]) if found else None


def other_mode(born: str | None, asked: str) -> Outdated:
    """The refusal to start data in another mode than they were born in."""
    return Outdated(
        f"This database was born {born or 'without a mode'}, for ever; it is not started as {asked}. "
        f"Set VINHDANH_MODE={born or 'sandbox'}."
    )


def _exists(connection: psycopg.Connection[Any], table: str) -> bool:
    found = connection.execute("SELECT to_regclass(%s)", [table]).fetchone()
    return found is not None and found[0] is not None


_RECORD = """
CREATE OR REPLACE FUNCTION {service}.record(
    ids uuid[], versions bigint[], topics text[], states bytea[], request_id uuid, request_digest bytea, answer jsonb
) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
BEGIN
    IF request_id IS NOT NULL THEN
        INSERT INTO {service}.request (id, digest, answer) VALUES (request_id, request_digest, answer);
    END IF;
    LOCK TABLE {service}.{service}_events IN EXCLUSIVE MODE;
    NOTIFY {service}_events;
    RETURN QUERY INSERT INTO {service}.{service}_events (originator_id, originator_version, topic, state)
        SELECT one.id, one.version, one.topic, one.state
        FROM unnest(ids, versions, topics, states) WITH ORDINALITY AS one (id, version, topic, state, place)
        ORDER BY one.place RETURNING notification_id;
END $$;
"""

_APPEND_ONLY = """
ALTER TABLE {service}.{service}_events ADD COLUMN stored_at timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE FUNCTION {service}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {service}.{service}_events
    FOR EACH ROW EXECUTE FUNCTION {service}.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON {service}.{service}_events
    FOR EACH STATEMENT EXECUTE FUNCTION {service}.refuse_change();
"""


def create_clock(url: str, instant: str) -> None:
    """The sandbox's clock: one row, which every service reads and nothing sets back."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        connection.execute("CREATE SCHEMA IF NOT EXISTS clock")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS clock.clock"
            " (one boolean PRIMARY KEY DEFAULT true CHECK (one), instant timestamptz NOT NULL)"
        )
        connection.execute(
            "INSERT INTO clock.clock (instant) VALUES (%s::timestamptz) ON CONFLICT DO NOTHING", [instant]
        )


def advance_clock(url: str, instant: str) -> bool:
    """Move the sandbox's clock forward; ``False`` where that would set it back."""
    with psycopg.connect(url) as connection:
        moved = connection.execute(
            "UPDATE clock.clock SET instant = %s::timestamptz WHERE instant <= %s::timestamptz", [instant, instant]
        )
        return moved.rowcount == 1


def check(database: Database, folder: Path) -> None:
    """Refuse to start on an older schema.

    :raises Outdated: with the sentence for the operator.
    """
    try:
        with database.transaction() as sql:
            done = {row.name: row.digest for row in sql.execute("SELECT name, digest FROM migration").fetchall()}
    except psycopg.errors.UndefinedTable:
        done = {}
    missing = [name for name, _ in _files(folder) if name not in done]
    if missing or done.get("read") != _digest(_read_sql(folder)):
        raise Outdated(
            f"The database of {database.service} is older than this code; run 'vinhdanh migrate' first. "
            f"(Cơ sở dữ liệu cũ hơn chương trình; hãy chạy 'vinhdanh migrate' trước.)"
        )


def rebuild(database: Database, folder: Path) -> None:
    """Empty the read tables of a service; its running workers fill them again from the logs."""
    alone = Alone(database, "rebuild")
    with alone.sql() as lock:
        if lock is None:
            raise Outdated("another rebuild is running")
        with database.transaction() as sql:
            recreate_read_tables(sql, database.service, folder)
    alone.release()
