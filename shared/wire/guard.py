"""Taking messages off queues without dying of them: what cannot be read or answered is parked, not requeued.

nameko 2.14 loses undecodable messages and dies of a request without a reply address; here both go to the
queue ``dead-letters``, where they expire. Queues are quorum queues with a delivery limit, declared by their
consumers because a given broker may allow no policy.
"""

import contextlib
from functools import partial
from typing import Any

import structlog
from kombu import Exchange, Queue
from nameko.messaging import QueueConsumer
from nameko.rpc import ReplyListener, RpcConsumer

from shared.errors import Invalid, NotFound

log = structlog.get_logger(__name__)

TOKEN, CALL_STACK = "nameko.auth_token", "nameko.call_id_stack"  # headers of a request
DEAD_LETTERS = "dead-letters"
DEAD_LETTERS_KEPT = 7 * 24 * 3600 * 1000  # milliseconds

SAFE_QUEUE: dict[str, Any] = {
    "x-queue-type": "quorum",
    "x-delivery-limit": 5,
    "x-dead-letter-exchange": DEAD_LETTERS,
}

dead_letters = Queue(
    DEAD_LETTERS,
    exchange=Exchange(DEAD_LETTERS, type="fanout", durable=True),
    durable=True,
    queue_arguments={"x-queue-type": "quorum", "x-message-ttl": DEAD_LETTERS_KEPT},
)


class Consumer(QueueConsumer):  # type: ignore[misc]
    """nameko's consumer, which parks what it cannot decode and tells whether it is connected."""

    connected = False

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        """Set up the consumers after any (re)connection; the place for dead letters comes first."""
        dead_letters.bind(channel).declare()
        self._consumers = {}
        for provider in self._providers:
            consumer = consumer_cls(
                queues=[provider.queue],
                callbacks=[partial(self.handle_message, provider)],
                accept=self.accept,
                on_decode_error=self.on_decode_error,
            )
            consumer.qos(prefetch_count=getattr(provider, "prefetch", self.prefetch_count))
            self._consumers[provider] = consumer
        return self._consumers.values()

    def handle_message(self, provider: Any, body: Any, message: Any) -> None:
        """Hand a message to its provider; a follower takes it at once, in order."""
        if hasattr(provider, "take"):
            provider.take(body, message)
        else:
            super().handle_message(provider, body, message)

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        """Park what is no JSON; its body never reaches the log."""
        park(message, type(exc).__name__)

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **more: Any) -> None:
        """The broker is there."""
        self.connected = True
        super().on_consume_ready(connection, channel, consumers, **more)

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        """The broker is not there; kombu tries again."""
        self.connected = False
        log.warning("broker-away", error=type(exc).__name__, retry_in=interval)

    def on_connection_revived(self) -> None:
        """The connection was lost and came back; consumers are set up next."""
        self.connected = False

    def on_consume_end(self, connection: Any, channel: Any) -> None:
        """No longer consuming."""
        self.connected = False


def park(message: Any, why: str) -> None:
    """Put a message among the dead letters."""
    log.warning("message-parked", queue=message.delivery_info.get("routing_key", "")[:100], why=why)
    with contextlib.suppress(OSError):  # then the broker takes it back, and the delivery limit parks it
        message.reject(requeue=False)


class SafeRpcConsumer(RpcConsumer):  # type: ignore[misc]
    """nameko's RPC consumer, which survives whatever is sent to it."""

    queue: Any
    queue_consumer = Consumer()

    def setup(self) -> None:
        """Declare the service's request queue."""
        super().setup()
        usual: Any = self.queue
        self.queue = Queue(
            usual.name,
            exchange=usual.exchange,
            routing_key=usual.routing_key,
            durable=True,
            queue_arguments=SAFE_QUEUE,
        )

    def handle_message(self, body: Any, message: Any) -> None:
        """Park what cannot be answered, refuse what is malformed, hand on the rest."""
        properties = message.properties
        if not properties.get("reply_to") or properties.get("content_type") != "application/json":
            park(message, "no reply address or content type")
            return
        if not _well_formed(body):
            self._refuse(message, Invalid("invalid-request", fields={"_body": ["phải có args và kwargs"]}))
            return
        method = message.delivery_info["routing_key"].split(".", 1)[-1]
        if method not in {provider.method_name for provider in self._providers}:
            self._refuse(message, NotFound("unknown-method", method=method[:100]))
            return
        message.headers = _understood(message.headers)
        super().handle_message(body, message)

    def _refuse(self, message: Any, refusal: Any) -> None:
        refusal.message = self.container.service_cls.contract.sentence(refusal.code, refusal.details)
        self.handle_result(message, None, (type(refusal), refusal, None))


def _well_formed(body: Any) -> bool:
    return (
        isinstance(body, dict)
        and isinstance(body.get("args"), list)
        and body.get("kwargs") == {}
        and len(body["args"]) == 1
    )


def _understood(headers: dict[str, Any]) -> dict[str, Any]:
    """The headers that mean something here; nameko dies of a call stack that is none, and hands the others on."""
    stack = headers.get(CALL_STACK)
    known = {name: value for name, value in headers.items() if name == TOKEN}
    if isinstance(stack, list) and all(isinstance(one, str) for one in stack):
        known[CALL_STACK] = stack
    return known


class SafeReplyListener(ReplyListener):  # type: ignore[misc]
    """Hears the answers to this service's own calls on the same consumer."""

    queue_consumer = Consumer()
