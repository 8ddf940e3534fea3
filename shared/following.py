"""Following a log: apply events and move the position in one transaction, or do neither.

Duplicates, disorder, loss, a crash, a late start and a rebuild are all the same few lines. An event that
cannot be applied stops its follower there, and an operator replays it, or skips it with a reason.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from threading import Lock
from typing import Any, Protocol

import structlog

from shared.contracts.base import Contract, Envelope, EventPage, EventsAfter, Lag
from shared.database import Database, Sql, Transient
from shared.errors import Conflict
from shared.eventlog import EventLog
from shared.messages import Message
from shared.sealing import Open

TRIES = 5  # of one event, before its follower stops there
PAGE = 500  # events a transaction

log = structlog.get_logger(__name__)


class Source(Protocol):
    """A log that can be read on in: another service over RPC."""

    def events_after(self, request: EventsAfter) -> EventPage:
        """The events that follow a position."""


class Unpublished(Message):
    """A private event: only its envelope is known."""


Project = Callable[[Any, Envelope, Sql], None]
ProjectOwn = Callable[[Any, Sql, Open], None]


class Follower:
    """Applies another service's events to this service's tables."""

    def __init__(self, database: Database, source: type[Contract], project: Project) -> None:
        self._database = database
        self._stream = source.name
        self._events = {event.__name__: event for event in source.events}
        self._project = project

    def receive(self, data: Iterable[Any], source: Source) -> None:
        """Take events off the queue; fetch the ones before them if any were missed."""
        if not self._take([Envelope.load(one) for one in data]):
            self.catch_up(source)

    def catch_up(self, source: Source) -> int:
        """Read on from this service's own position to the end of the source's log; how many were read."""
        read = 0
        while (at := position(self._database, self._stream)) is not None:
            page = source.events_after(EventsAfter(position=at, limit=PAGE))
            if not page.events:
                break
            if page.events[-1].position <= at:
                raise ValueError(f"{self._stream} gave a page that does not advance")
            if not self._take(page.events):
                break
            read += len(page.events)
        return read

    def _take(self, page: Iterable[Envelope]) -> bool:
        return take(self._database, self._stream, [(one.previous, one.position, one) for one in page], self._apply)

    def _apply(self, envelope: Envelope, sql: Sql) -> None:
        kind = self._events.get(envelope.name)
        if kind and envelope.data is not None:
            self._project(kind.load(envelope.data, envelope.version), envelope, sql)
        else:
            self._project(Unpublished(), envelope, sql)


class OwnFollower:
    """Applies a service's own recorded events to its own tables."""

    STREAM = "own"

    def __init__(self, database: Database, source: EventLog, project: ProjectOwn) -> None:
        self._database = database
        self._log = source
        self._project = project
        self._turn = Lock()

    def catch_up(self) -> int:
        """Read on to the end of the log, one in a process at a time; how many events were read."""
        with self._turn:
            return self._read_on()

    def _read_on(self) -> int:
        read = 0
        while (at := position(self._database, self.STREAM)) is not None:
            page = self._log.recorded_events(at, PAGE)
            previous = [at, *(number for number, _ in page)]
            items = [(before, number, recorded) for before, (number, recorded) in zip(previous, page, strict=False)]
            open_sealed = self._log.sealer.opener(recorded for _, recorded in page)
            if not page or not take(self._database, self.STREAM, items, partial(self._apply, open_sealed)):
                break
            read += len(page)
        return read

    def _apply(self, open_sealed: Open, recorded: Any, sql: Sql) -> None:
        self._project(recorded, sql, open_sealed)


Item = tuple[int, int, Any]  # the position before it, its own, and the event


def take(database: Database, stream: str, items: Sequence[Item], apply: Callable[[Any, Sql], None]) -> bool:
    """Apply events and move past them in one transaction; ``False`` if some are missing before them, or one fails.

    Where one of many cannot be applied, they are tried one by one, so that those before it are kept.
    """
    try:
        return _together(database, stream, items, apply)
    except Transient:
        raise
    except Exception as error:
        if len(items) > 1:
            return all(take(database, stream, [item], apply) for item in items)
        with database.transaction() as sql:
            note_failure(sql, stream, items[0][1], error)
        return False


def _together(database: Database, stream: str, items: Sequence[Item], apply: Callable[[Any, Sql], None]) -> bool:
    with database.transaction(pipelined=True) as sql:
        at = lock_position(sql, stream)
        if at is None:
            return True
        for previous, number, event in items:
            if number <= at:
                continue  # seen before
            if previous > at:
                break
            apply(event, sql)
            at = number
        move_position(sql, stream, at)
    return not items or at >= items[-1][1]


def position(database: Database, stream: str) -> int | None:
    """How far a stream was read; ``None`` where its follower is parked."""
    with database.reading() as sql:
        row = sql.execute("SELECT position, parked FROM position WHERE stream = %s", [stream]).fetchone()
    if row is None:
        return 0
    return None if row.parked else int(row.position)


def lock_position(sql: Sql, stream: str) -> int | None:
    """The position, locked until the transaction ends; ``None`` where the follower is parked."""
    sql.execute("INSERT INTO position (stream) VALUES (%s) ON CONFLICT DO NOTHING", [stream])
    row = sql.execute("SELECT position, parked FROM position WHERE stream = %s FOR UPDATE", [stream]).fetchone()
    assert row is not None
    return None if row.parked else int(row.position)


def move_position(sql: Sql, stream: str, to: int) -> None:
    """Move on; what failed before is behind us."""
    sql.execute(
        "UPDATE position SET position = %s, failures = 0, failed_with = NULL WHERE stream = %s AND position < %s",
        [to, stream, to],
    )


def note_failure(sql: Sql, stream: str, at: int, error: Exception) -> None:
    """Count a failure of the event at this position; after some tries its follower stops there."""
    row = sql.execute(
        "UPDATE position SET failures = failures + 1, failed_at = %s, failed_with = %s, parked = failures + 1 >= %s"
        " WHERE stream = %s RETURNING failures, parked",
        [at, type(error).__name__, TRIES, stream],
    ).fetchone()
    assert row is not None
    log.error(
        "event-not-applied",
        stream=stream,
        position=at,
        error=type(error).__name__,
        place=place_of(error),
        failures=row.failures,
        parked=row.parked,
    )


def place_of(error: BaseException) -> str:
    """Where an error was raised: file and line, never its text, which may hold data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""


def lags(database: Database) -> tuple[Lag, ...]:
    """Where the followers of a service are."""
    with database.reading() as sql:
        rows = sql.execute("SELECT stream, position, failures, parked FROM position ORDER BY stream").fetchall()
    return tuple(
        Lag(stream=row.stream, position=row.position, failures=row.failures, parked=row.parked) for row in rows
    )


def replay(database: Database, stream: str) -> None:
    """Let a parked follower try its event again."""
    with database.transaction() as sql:
        if not sql.execute(
            "UPDATE position SET parked = false, failures = 0 WHERE stream = %s AND parked", [stream]
        ).rowcount:
            raise Conflict("not-parked", stream=stream)


def skip(database: Database, stream: str, who: str, reason: str) -> None:
    """Let a parked follower pass over the event at which it stopped, with a reason that is kept."""
    with database.transaction() as sql:
        row = sql.execute("SELECT failed_at, parked FROM position WHERE stream = %s FOR UPDATE", [stream]).fetchone()
        if row is None or not row.parked:
            raise Conflict("not-parked", stream=stream)
        sql.execute(
            "INSERT INTO skipped (stream, position, skipped_by, reason) VALUES (%s, %s, %s, %s)",
            [stream, row.failed_at, who, reason],
        )
        sql.execute(
            "UPDATE position SET position = failed_at, parked = false, failures = 0, failed_with = NULL"
            " WHERE stream = %s",
            [stream],
        )
