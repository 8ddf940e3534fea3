"""The outbox: what is recorded gets published in order, at least once, by one process at a time."""

import contextlib
import json
from typing import Any

from amqp import Message as AmqpMessage
from kombu import Connection, Exchange

from shared.contracts.base import EventPage
from shared.database import Alone, Database
from shared.eventlog import EventLog

PAGE = 500
CONFIRM_WITHIN = 30  # seconds, for one page; afterwards the page is published again


class NotConfirmed(Exception):
    """The broker did not take a page in time, or refused a message of it."""


def events_exchange(service: str) -> Exchange:
    """The topic exchange on which a service publishes its events, under their names."""
    return Exchange(f"{service}.events", type="topic", durable=True)


class ConfirmedPublisher:
    """Publishes pages of messages with pipelined confirms: returns when the broker has taken every one."""

    def __init__(self, uri: str, exchange: Exchange) -> None:
        self._uri = uri
        self._exchange = exchange
        self._connection: Connection | None = None
        self._channel: Any = None
        self._sent = 0
        self._unconfirmed: set[int] = set()
        self._refused = False

    def publish(self, messages: list[tuple[str, bytes]]) -> None:
        """Publish (routing key, JSON) pairs in order."""
        try:
            channel = self._open()
            for routing_key, body in messages:
                self._sent += 1
                self._unconfirmed.add(self._sent)
                channel.basic_publish(
                    AmqpMessage(body, content_type="application/json", content_encoding="utf-8", delivery_mode=2),
                    exchange=self._exchange.name,
                    routing_key=routing_key,
                )
            while self._unconfirmed:
                self._connection.drain_events(timeout=CONFIRM_WITHIN)  # type: ignore[union-attr]
            if self._refused:
                raise NotConfirmed("the broker refused a message")
        except TimeoutError:
            self.close()
            raise NotConfirmed("the broker did not confirm in time") from None
        except BaseException:
            self.close()
            raise

    def _open(self) -> Any:
        if self._channel is None:
            self._connection = Connection(self._uri, connect_timeout=5, heartbeat=0)
            self._connection.connect()
            self._channel = self._connection.channel()
            self._exchange.bind(self._channel).declare()
            self._channel.confirm_select()
            self._channel.events["basic_ack"].add(self._on_ack)
            self._channel.events["basic_nack"].add(self._on_nack)
            self._sent, self._unconfirmed, self._refused = 0, set(), False
        return self._channel

    def _on_ack(self, tag: int, multiple: bool) -> None:
        if multiple:
            self._unconfirmed = {one for one in self._unconfirmed if one > tag}
        else:
            self._unconfirmed.discard(tag)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        self._refused = True
        self._on_ack(tag, multiple)

    def close(self) -> None:
        """Forget the connection; the next page opens a new one."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection:
            with contextlib.suppress(OSError):  # it was dead already
                connection.release()


class Outbox:
    """Publishes a log from where it was left, while it alone holds the lock."""

    STREAM = "outbox"

    def __init__(self, database: Database, log: EventLog, uri: str) -> None:
        self._alone = Alone(database, self.STREAM)
        self._log = log
        self._publisher = ConfirmedPublisher(uri, events_exchange(database.service))

    def publish(self) -> int:
        """Send what is recorded and not yet sent; how many events."""
        sent = 0
        with self._alone.sql() as sql:
            if sql is None:
                return 0
            sql.execute("INSERT INTO position (stream) VALUES (%s) ON CONFLICT DO NOTHING", [self.STREAM])
            row = sql.execute("SELECT position FROM position WHERE stream = %s", [self.STREAM]).fetchone()
            assert row is not None
            at = int(row.position)
            while (page := self._log.public_events(at, PAGE)).events:
                self._publisher.publish(messages(page))
                at = page.upto
                sql.execute(
                    "UPDATE position SET position = %s WHERE stream = %s AND position < %s", [at, self.STREAM, at]
                )
                sent += len(page.events)
        return sent

    def close(self) -> None:
        """Let go of the lock and the broker."""
        self._alone.release()
        self._publisher.close()


def messages(page: EventPage) -> list[tuple[str, bytes]]:
    """A page of events as routing keys and JSON."""
    return [(envelope.name, json.dumps(envelope.dump(), ensure_ascii=False).encode()) for envelope in page.events]
