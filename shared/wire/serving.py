"""The border of a service: token, message, repeat, use case, answer or refusal; once for all services."""

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any, ClassVar, TypeVar, cast
from uuid import uuid4

import eventlet
import structlog
from eventsourcing.persistence import IntegrityError, InterfaceError, OperationalError
from nameko.extensions import DependencyProvider
from nameko.rpc import Rpc
from psycopg.errors import UniqueViolation

from shared.contracts.base import (
    Command,
    Contract,
    EventPage,
    EventsAfter,
    Promise,
    Status,
    StatusContract,
    StatusQuery,
)
from shared.database import Transient
from shared.errors import Conflict, Fault, Refusal
from shared.eventlog import EventLog
from shared.following import OwnFollower, lags, place_of, position
from shared.messages import Json, Message
from shared.outbox import Outbox
from shared.principals import Principal
from shared.web.metrics import RPC_REFUSALS, RPC_SECONDS
from shared.wire.calling import TOKEN_KEY
from shared.wire.following import woken_by_log
from shared.wire.guard import SafeRpcConsumer
from shared.wire.parts import provide

log = structlog.get_logger(__name__)

TRIES = 5
LOST_RACE = (IntegrityError, UniqueViolation)
AWAY = (OperationalError, InterfaceError, *Transient)


class _Serve(Rpc):  # type: ignore[misc]
    rpc_consumer = SafeRpcConsumer()


class _Token(DependencyProvider):  # type: ignore[misc]
    def get_dependency(self, worker_ctx: Any) -> Any:
        return worker_ctx.data.pop(TOKEN_KEY, None)  # never handed on to the services that this one asks


class Service(StatusContract):
    """What every service has: its parts, the caller's token, and a status."""

    name: ClassVar[str]
    contract: ClassVar[type[Contract]]
    parts = provide(lambda parts: parts)
    token = _Token()
    log: EventLog | None = None

    def answer_status(self, request: StatusQuery, who: Principal) -> Status:
        """The service's mode, clock, log and followers."""
        database = self.parts.database
        return Status(
            service=self.name,
            mode=self.parts.settings.mode,
            clock=self.parts.clock.now(),
            log_position=self.log.length if self.log else 0,
            published=position(database, Outbox.STREAM) or 0,
            followers=lags(database),
        )


S = TypeVar("S", bound=type[Service])


def serves(contract: type[Contract], queries: ModuleType | None = None) -> Callable[[S], S]:
    """Put a contract on the wire: each promise becomes an RPC method.

    A command goes to the use case of that name in the service's log, a question to the function of that name
    in ``queries`` (request, principal, sql); what the service answers by itself is its method ``answer_<name>``.
    """

    def on_the_wire(service: S) -> S:
        service.contract = contract
        for promise in contract.promises():
            setattr(service, promise.name, _entrypoint(contract, promise, _handler(service, promise, queries)))
        return service

    return on_the_wire


Handler = Callable[[Any, Any, Principal], Message]


def _handler(service: type[Service], promise: Promise, queries: ModuleType | None) -> Handler:
    if own := getattr(service, f"answer_{promise.name}", None):
        return cast(Handler, own)
    if promise.changes:
        return lambda self, request, who: getattr(self.log, promise.name)(request, who)
    ask = getattr(queries, promise.name)

    def answer(self: Any, request: Any, who: Principal) -> Message:
        with self.parts.database.transaction() as sql:
            found: Message = ask(request, who, sql)
            return found

    return answer


def _entrypoint(contract: type[Contract], promise: Promise, handler: Handler) -> Any:
    def entrypoint(self: Any, data: Any) -> Json:
        started = time.monotonic()
        try:
            return _border(self, promise, handler, data)
        except Refusal as refusal:
            refusal.message = contract.sentence(refusal.code, refusal.details)
            RPC_REFUSALS.labels(promise.service, promise.name, refusal.code).inc()
            if refusal.code not in promise.refuses:
                log.error("refusal-not-declared", method=promise.name, code=refusal.code)
            else:
                log.info("refused", method=promise.name, kind=refusal.kind, code=refusal.code)
            raise
        except Exception as error:
            raise _fault(contract, promise, error) from None
        finally:
            RPC_SECONDS.labels(promise.service, promise.name).observe(time.monotonic() - started)

    entrypoint.__name__ = promise.name
    return _Serve.decorator(entrypoint, expected_exceptions=Refusal)


def _border(self: Any, promise: Promise, handler: Handler, data: Any) -> Json:
    who = self.parts.principals.verified(self.token, promise.roles)
    request = promise.request.load(data)
    for tried in range(TRIES):
        try:
            if isinstance(request, Command) and (answer := _answered(self, request, who)):
                return answer
            return handler(self, request, who).dump()
        except LOST_RACE:
            eventlet.sleep(0.01 * tried)
        except AWAY:
            if tried == TRIES - 1:
                raise
            eventlet.sleep(0.2 * 2**tried)
    raise Conflict("changed-meanwhile")


def _answered(self: Any, command: Command, who: Principal) -> Json | None:
    answer: Json | None = self.parts.requests.answered(command.request_id, lambda: self.log.digest(command, who))
    return answer


def _fault(contract: type[Contract], promise: Promise, error: Exception) -> Fault:

    fault = Fault("fault", id=str(uuid4()))
    fault.message = contract.sentence("fault", fault.details)
    RPC_REFUSALS.labels(promise.service, promise.name, "fault").inc()
    log.error("fault", id=fault.details["id"], method=promise.name, error=type(error).__name__, place=place_of(error))
    return fault


class Publisher(Service):
    """Mix into a service that has a log: it is published, and projected onto the service's own tables."""

    log: EventLog
    outbox: Outbox
    own: OwnFollower

    def answer_events_after(self, request: EventsAfter, who: Principal) -> EventPage:
        """The published events that follow a position, private ones as headers."""
        return self.log.public_events(request.position, request.limit)

    @woken_by_log(at_least_every=1)
    def publish_events(self) -> None:
        """Send what is recorded and not yet sent, in order, at least once."""
        self.outbox.publish()

    @woken_by_log(at_least_every=1)
    def project_own(self) -> None:
        """Bring this service's own tables up to its log."""
        self.own.catch_up()
