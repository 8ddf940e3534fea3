"""Hearing other services' events, and loops that go on whatever happens.

A loop here never ends by an exception: it logs, backs off and goes on, and the ops port knows its last success.
"""

import time
from typing import Any

import eventlet
import structlog
from eventlet.event import Event
from eventlet.queue import Empty, LightQueue
from kombu import Queue
from nameko.extensions import Entrypoint

from shared.contracts.base import Contract, Envelope
from shared.database import Transient
from shared.errors import Invalid
from shared.following import place_of
from shared.outbox import events_exchange
from shared.wire.guard import SAFE_QUEUE, Consumer, park
from shared.wire.parts import parts_of

log = structlog.get_logger(__name__)

AT_ONCE = 500  # messages that a follower takes together
BACK_OFF = 5.0  # seconds, at most


class _Loop(Entrypoint):  # type: ignore[misc]
    """An entrypoint that calls its method again and again, one worker at a time."""

    def __init__(self, **more: Any) -> None:
        self.failures = 0
        self.succeeded_at = time.monotonic()
        self._stopping = False
        self._thread: Any = None
        super().__init__(**more)

    def start(self) -> None:
        """Begin."""
        self._thread = self.container.spawn_managed_thread(self._run, identifier=self.method_name)

    def stop(self) -> None:
        """End after the running call."""
        self._stopping = True
        self._thread.wait()

    def kill(self) -> None:
        """End now."""
        self._stopping = True
        if self._thread:
            self._thread.kill()

    def _run(self) -> None:
        while not self._stopping and not self._connected():
            eventlet.sleep(0.05)  # a call before the consumer is there would never hear its answer
        while not self._stopping:
            try:
                self._turn()
            except Exception as error:
                self._failed(error)

    def _connected(self) -> bool:
        return all(one.connected for one in self.container.extensions if isinstance(one, Consumer))

    def _turn(self) -> None:
        raise AssertionError("each loop says what a turn is")

    def _call(self, *args: Any) -> None:
        done = Event()

        def handle_result(worker_ctx: Any, result: Any = None, exc_info: Any = None) -> Any:
            done.send(exc_info)
            return result, exc_info

        self.container.spawn_worker(self, args, {}, handle_result=handle_result)
        if exc_info := done.wait():
            raise exc_info[1]
        self.failures = 0
        self.succeeded_at = time.monotonic()

    def _failed(self, error: Exception) -> None:
        self.failures += 1
        level = log.warning if isinstance(error, (*Transient, OSError, TimeoutError)) else log.error
        level("loop-failed", loop=self.method_name, error=type(error).__name__, place=place_of(error))
        eventlet.sleep(min(0.2 * 2**self.failures, BACK_OFF))


class Every(_Loop):
    """Calls its method at intervals, first at once."""

    def __init__(self, *, seconds: float, **more: Any) -> None:
        self.seconds = seconds
        super().__init__(**more)

    def _turn(self) -> None:
        self._call()
        until = time.monotonic() + self.seconds
        while not self._stopping and time.monotonic() < until:
            eventlet.sleep(min(0.2, self.seconds))


class WokenByLog(_Loop):
    """Calls its method when this service's log has grown, by LISTEN, and at least every so often."""

    def __init__(self, *, at_least_every: float = 1.0, **more: Any) -> None:
        self.at_least_every = at_least_every
        self._listening: Any = None
        super().__init__(**more)

    def _turn(self) -> None:
        if self._listening is None:
            parts = parts_of(self.container)
            self._listening = parts.database.connect()
            self._listening.execute(f'LISTEN "{parts.service}_events"')
        self._call()
        for _ in self._listening.notifies(timeout=self.at_least_every, stop_after=1):
            break

    def _failed(self, error: Exception) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        super()._failed(error)


class Follow(_Loop):
    """Takes another service's events off this service's own queue, in order, many at a time.

    Progress is a position in a table, never the acknowledgement: a batch that fails is acknowledged too,
    and read again over RPC.
    """

    consumer = Consumer()
    prefetch = AT_ONCE

    def __init__(self, contract: type[Contract], **more: Any) -> None:
        self.contract = contract
        self.queue: Any = None
        self._taken: LightQueue = LightQueue()
        super().__init__(**more)

    def setup(self) -> None:
        """Declare the queue: one per follower and source, one consumer at a time."""
        self.queue = Queue(
            f"{self.container.service_name}.follows.{self.contract.name}",
            exchange=events_exchange(self.contract.name),
            routing_key="#",
            durable=True,
            queue_arguments={**SAFE_QUEUE, "x-single-active-consumer": True},
        )
        self.consumer.register_provider(self)

    def stop(self) -> None:
        """Stop consuming, then end."""
        self.consumer.unregister_provider(self)
        super().stop()

    def take(self, body: Any, message: Any) -> None:
        """A message came; it is handled in its turn."""
        if message.properties.get("content_type") != "application/json" or not isinstance(body, dict):
            park(message, "no event")
        else:
            self._taken.put((body, message))

    def _turn(self) -> None:
        try:
            batch = [self._taken.get(timeout=0.5)]
        except Empty:
            return
        while len(batch) < AT_ONCE and self._taken.qsize():
            batch.append(self._taken.get_nowait())
        try:
            self._call([body for body, _ in batch])
        except Invalid:
            batch = self._events(batch)
            self._call([body for body, _ in batch])
        finally:
            for _, message in batch:
                self.consumer.ack_message(message)

    def _events(self, batch: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
        """What of a batch is an event; the rest is parked."""
        events = []
        for body, message in batch:
            try:
                Envelope.load(body)
            except Invalid:
                park(message, "no event")
            else:
                events.append((body, message))
        return events


every = Every.decorator
woken_by_log = WokenByLog.decorator
follow = Follow.decorator
