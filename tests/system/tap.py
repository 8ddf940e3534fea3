"""A tap on the broker: a queue that gets a copy of everything that the services publish."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kombu import Connection, Queue

from shared.messages import Json
from shared.outbox import events_exchange
from shared.wire.guard import DEAD_LETTERS
from tests.system.place import WITH_LOG, Place


@dataclass(frozen=True)
class Tapped:
    """A message as it went over the broker."""

    routing_key: str
    properties: str
    body: str

    @property
    def event(self) -> Json:
        """The event in it."""
        read: Json = json.loads(self.body)
        return read


class Tap:
    """All that went through the broker's event exchanges since the tap was opened."""

    NAME = "tap"

    def __init__(self, place: Place) -> None:
        self._place = place

    @classmethod
    def on(cls, place: Place) -> "Tap":
        """Open a tap."""
        with Connection(place.amqp_uri) as connection, connection.channel() as channel:
            for service in WITH_LOG:
                Queue(cls.NAME, exchange=events_exchange(service), routing_key="#", durable=True).bind(
                    channel
                ).declare()
        return cls(place)

    @cached_property
    def messages(self) -> list[Tapped]:
        """What came, in order."""
        return drained(self._place, self.NAME)


def drained(place: Place, queue: str = DEAD_LETTERS, *, keep: bool = False) -> list[Tapped]:
    """All messages of a queue; kept ones go back to it."""
    found = []
    with Connection(place.amqp_uri) as connection, connection.channel() as channel:
        while message := channel.basic_get(queue, no_ack=not keep):
            found.append(_tapped(message))
    return found


def waiting(place: Place, queue: str) -> int:
    """How many messages of a queue nobody has taken."""
    with Connection(place.amqp_uri) as connection, connection.channel() as channel:
        return int(channel.queue_declare(queue, passive=True).message_count)


def _tapped(message: Any) -> Tapped:
    body = message.body if isinstance(message.body, str) else bytes(message.body).decode(errors="replace")
    return Tapped(str(message.delivery_info["routing_key"]), json.dumps(message.properties, default=str), body)
