"""Services on the wire: the only place, beside the outbox and the web server, that knows nameko and kombu.

``parts`` builds what a service needs; ``guard`` takes messages off queues and parks what cannot be read;
``serving`` is the border of every request; ``calling`` asks other services; ``following`` hears their events
and keeps loops going; ``running`` is the process.
"""

from shared.wire.calling import RpcClient, client
from shared.wire.following import every, follow, woken_by_log
from shared.wire.parts import Parts, provide
from shared.wire.serving import Publisher, Service, serves

__all__ = [
    "Parts",
    "Publisher",
    "RpcClient",
    "Service",
    "client",
    "every",
    "follow",
    "provide",
    "serves",
    "woken_by_log",
]
