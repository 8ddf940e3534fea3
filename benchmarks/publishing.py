"""How fast a log is published, beside raw pipelined confirms of equal bodies.

Runs in a process of its own, made cooperative as the services' are, before any service is up: the queues that
take the messages are its own, one for each follower that there would be.
"""

import shared.green  # noqa: F401, I001 - before anything else is imported

import json
import statistics
import time
from typing import Any

from kombu import Connection, Queue

from services.catalogue import SERVICES
from services.commands import place
from shared.outbox import PAGE, ConfirmedPublisher, Outbox, events_exchange, messages
from shared.settings import Settings
from shared.wire.guard import SAFE_QUEUE
from shared.wire.parts import Parts

ROUNDS = 3
AT_MOST = 8.0  # seconds a log: a slow one gets fewer rounds
FOLLOWERS = 2


def main() -> None:
    """Print what was measured of each log, as JSON."""
    settings = place.settings()
    print(json.dumps({name: measure(settings, name) for name in ("registration", "nomination")}))


def measure(settings: Settings, service: str) -> dict[str, float]:
    """Events a second from the log and raw, as medians."""
    parts = Parts(settings, service)
    log = SERVICES[service].module().log_of(parts)
    outbox = Outbox(parts.database, log, settings.amqp_uri)
    raw = ConfirmedPublisher(settings.amqp_uri, events_exchange(service))
    bodies = _bodies(log)
    logged, plain = [], []
    with Connection(settings.amqp_uri) as connection:
        queues = [_queue(service, number, connection) for number in range(FOLLOWERS)]
        raw.publish(bodies[:PAGE])
        began = time.monotonic()
        for _ in range(ROUNDS):
            for queue in queues:
                queue.purge()
            plain.append(_rate(len(bodies), lambda: _publish(raw, bodies)))
            for queue in queues:
                queue.purge()
            with parts.database.transaction() as sql:
                sql.execute("DELETE FROM position WHERE stream = %s", [Outbox.STREAM])
            logged.append(_rate(len(bodies), outbox.publish))
            if time.monotonic() - began > AT_MOST:
                break
        for queue in queues:
            queue.delete()
    for opened in (outbox, raw, log, parts.database):
        opened.close()
    return {"events": len(bodies), "logged": statistics.median(logged), "raw": statistics.median(plain)}


def _bodies(log: Any) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    at = 0
    while (page := log.public_events(at, PAGE)).events:
        found += messages(page)
        at = page.upto
    return found


def _publish(raw: ConfirmedPublisher, bodies: list[tuple[str, bytes]]) -> None:
    for at in range(0, len(bodies), PAGE):
        raw.publish(bodies[at : at + PAGE])


def _queue(service: str, number: int, connection: Any) -> Any:
    queue = Queue(
        f"bench.{number}.follows.{service}",
        exchange=events_exchange(service),
        routing_key="#",
        durable=True,
        queue_arguments={name: value for name, value in SAFE_QUEUE.items() if name != "x-dead-letter-exchange"},
    )(connection.channel())
    queue.declare()
    return queue


def _rate(many: int, publish: Any) -> float:
    began = time.monotonic()
    publish()
    return many / (time.monotonic() - began)


if __name__ == "__main__":
    main()
