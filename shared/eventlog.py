"""The event log of a decider: what was decided, by whom, on what basis; append-only, and its own outbox."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import Aggregate as LibraryAggregate
from eventsourcing.domain import event as event
from eventsourcing.persistence import (
    InfrastructureFactory,
    InterfaceError,
    JSONTranscoder,
    OperationalError,
    StoredEvent,
    Transcoding,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresFactory
from eventsourcing.utils import Environment, register_topic, retry

from shared.clock import Clock, MachineClock
from shared.contracts.base import Command, Envelope, EventPage
from shared.errors import Conflict, Invalid, NotFound
from shared.messages import Message
from shared.principals import Principal
from shared.sealing import MemoryKeys, Open, Sealer


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What every recorded event says, for ever, beside its own facts.

    ``by`` and ``role``: who did it. ``on_behalf_of``: the unit for which it was entered. ``basis`` and
    ``paper``: the ground, and the scan it rests on. ``effective_on``: the day from which it counts.
    ``recorded_at``: business time of recording. ``salt``: 16 random bytes, so that the row's hash tells nothing.
    """

    by: str
    role: str
    on_behalf_of: str
    basis: str
    paper: dict[str, str] | None
    effective_on: date
    recorded_at: datetime
    salt: str


@dataclass(frozen=True)
class Did(Mapping[str, Any]):
    """The circumstances of a decision, to be spread into its events; each event gets a salt of its own."""

    by: str
    role: str
    recorded_at: datetime
    effective_on: date
    on_behalf_of: str = ""
    basis: str = ""
    paper: dict[str, str] | None = None
    request: "RequestRow | None" = None

    _names: ClassVar[tuple[str, ...]] = (
        "by",
        "role",
        "on_behalf_of",
        "basis",
        "paper",
        "effective_on",
        "recorded_at",
        "salt",
    )

    def __getitem__(self, name: str) -> Any:
        if name == "salt":
            return secrets.token_hex(16)
        if name not in self._names:
            raise KeyError(name)
        return getattr(self, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True)
class RequestRow:
    """What is remembered of a command in the commit that carries it out."""

    id: UUID
    digest: bytes


class Aggregate(LibraryAggregate):
    """Decides in public methods, applies in private ``@event`` methods.

    ``self.trigger_event(self.Something, …, **did)`` records; the library calls the method decorated with
    ``@event(Something)`` to apply it, now and at every replay.
    """


A = TypeVar("A", bound=Aggregate)


def recorded_as(name: str) -> Callable[[type[A]], type[A]]:
    """Give an aggregate and its events names of our own (``nomination.Submitted``), so that code may move."""

    def named(aggregate: type[A]) -> type[A]:
        for inner in vars(aggregate).values():
            if isinstance(inner, type) and issubclass(inner, LibraryAggregate.Event | LibraryAggregate.Created):
                _register(inner, f"{name}.{inner.__name__}")
        _register(aggregate, name)
        return aggregate

    return named


def _register(cls: Any, topic: str) -> None:
    cls.TOPIC = topic
    register_topic(topic, cls)


def name_of(recorded: object) -> str:
    """The recorded name of an event: ``nomination.Submitted``."""
    return str(type(recorded).TOPIC)  # type: ignore[attr-defined]


@recorded_as("log")
class Log(Aggregate):
    """The log itself: born sandbox or production in its first event, for ever."""

    class Opened(Recorded, Aggregate.Created):
        service: str
        mode: str

    @event(Opened)
    def __init__(self, id: UUID, service: str, mode: str) -> None:
        self._id = id
        self.mode = mode

    @classmethod
    def born(cls, service: str, mode: str, did: Did) -> "Log":
        """The first thing that a log records."""
        return cls._create(cls.Opened, id=cls.id_of(service), service=service, mode=mode, **did)

    @staticmethod
    def id_of(service: str) -> UUID:
        """The stream of a service's log about itself."""
        return uuid5(NAMESPACE_URL, f"vinhdanh:log:{service}")


@recorded_as("claim")
class Claim(Aggregate):
    """A name that can be taken once: a unit's code, a decision's number."""

    class Made(Recorded, Aggregate.Created):
        kind: str
        owner: UUID

    @event(Made)
    def __init__(self, id: UUID, kind: str, owner: UUID) -> None:
        self._id = id
        self.owner = owner

    @classmethod
    def on(cls, kind: str, name: str, owner: UUID, did: Did) -> "Claim":
        """Take a name for its owner."""
        return cls._create(cls.Made, id=cls.id_of(kind, name), kind=kind, owner=owner, **did)

    @staticmethod
    def id_of(kind: str, name: str) -> UUID:
        """The stream of a name: the same for everybody who wants it."""
        return uuid5(NAMESPACE_URL, f"vinhdanh:claim:{kind}:{name}")


class _DayAsText(Transcoding):
    type = date
    name = "day"

    def encode(self, obj: date) -> str:
        return obj.isoformat()

    def decode(self, data: str) -> date:
        return date.fromisoformat(data)


class _Recorder(PostgresApplicationRecorder):
    """Writes events, and the row of the request that they carry out, by one statement and in one commit.

    The statement is our own function, which takes the table lock that the library's own leaves out: without it
    positions can commit out of order, and a reader loses events.
    """

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Commit; the positions of the events."""
        request: RequestRow | None = kwargs.get("request")
        with self.datastore.get_connection() as connection, connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {self.datastore.schema}.record("
                "%s::uuid[], %s::bigint[], %s::text[], %s::bytea[], %s::uuid, %s::bytea, %s::jsonb) AS position",
                [
                    [one.originator_id for one in stored_events],
                    [one.originator_version for one in stored_events],
                    [one.topic for one in stored_events],
                    [one.state for one in stored_events],
                    request and request.id,
                    request and request.digest,
                    kwargs.get("answer"),
                ],
                prepare=True,
            )
            return [row["position"] for row in cursor.fetchall()]


class _Factory(PostgresFactory):
    application_recorder_class = _Recorder


T = TypeVar("T", bound=Message)


@dataclass
class Tools:
    """What a log needs from outside to decide: the time, and seals."""

    clock: Clock = field(default_factory=MachineClock)
    sealer: Sealer = field(default_factory=lambda: Sealer(bytes(32), MemoryKeys()))


class EventLog(Application[UUID]):
    """A decider's log. Without an environment its events are kept in memory: enough to try rules."""

    log_section_size = 1000

    def __init__(self, env: Mapping[str, str] | None = None, tools: Tools | None = None) -> None:
        tools = tools or Tools()
        self.clock = tools.clock
        self.sealer = tools.sealer
        super().__init__(dict(env or {}))

    def construct_factory(self, env: Environment) -> Any:
        """The library's PostgreSQL, with our recorder."""
        if "postgres" in env.get("PERSISTENCE_MODULE", ""):
            return _Factory(env)
        return InfrastructureFactory.construct(env)

    def register_transcodings(self, transcoder: JSONTranscoder) -> None:
        """Dates are recorded as plain text."""
        super().register_transcodings(transcoder)
        transcoder.register(_DayAsText())

    def did(self, who: Principal, command: Command) -> Did:
        """The circumstances of a command: the actor from the token, the time from the clock."""
        now = self.clock.now()
        effective_on = command.effective_on or now.date()
        if effective_on > now.date():
            raise Invalid("effective-later", effective_on=effective_on, today=now.date())
        return Did(
            by=who.id,
            role=who.role.value,
            recorded_at=now,
            effective_on=effective_on,
            on_behalf_of=str(command.on_behalf_of or ""),
            basis=command.basis,
            paper=command.paper.dump() if command.paper else None,
            request=RequestRow(command.request_id, self.digest(command, who)),
        )

    def digest(self, command: Command, who: Principal) -> bytes:
        """What a repeated request is compared by: its type, content and actor, keyed."""
        said = json.dumps(command.said(), sort_keys=True, ensure_ascii=False)
        content = f"{type(command).__name__}\x00{who.id}\x00{said}"
        return bytes.fromhex(self.sealer.match("request", content))

    def load(self, kind: type[A], id: UUID) -> A:
        """The aggregate of that kind and id; ``NotFound`` also when the id is of another kind."""
        found = self.find(kind, id)
        if found is None:
            raise NotFound("unknown", id=id)
        return found

    def find(self, kind: type[A], id: UUID) -> A | None:
        """The aggregate of that kind and id, if there is one."""
        try:
            found: Any = self.repository.get(id)
        except AggregateNotFoundError:
            return None
        return found if isinstance(found, kind) else None

    def new(self, id: UUID) -> UUID:
        """The id, if nothing has it yet."""
        if id in self.repository:
            raise Conflict("id-taken", id=id)
        return id

    def claim(self, kind: str, name: str, owner: UUID, did: Did) -> Claim:
        """Take a name, or refuse with ``name-taken``."""
        if self.find(Claim, Claim.id_of(kind, name)):
            raise Conflict("name-taken", kind=kind, name=name)
        return Claim.on(kind, name, owner, did)

    def record(self, *aggregates: Aggregate, did: Did, answer: T) -> T:
        """Commit what the aggregates decided, with the request's row; the answer, for the caller."""
        self.save(*aggregates, request=did.request, answer=json.dumps(answer.dump()))
        return answer

    def public(self, recorded: Any, open_sealed: Open) -> Message | None:
        """The published form of a recorded event; ``None`` keeps it private, a header only."""
        return None

    def public_events(self, after: int, limit: int) -> EventPage:
        """The log from a position on, as others see it."""
        notifications = self.recorder.select_notifications(after, limit, inclusive_of_start=False)
        page: list[Any] = [self.mapper.to_domain_event(one) for one in notifications]
        open_sealed = self.sealer.opener(page)
        envelopes: list[Envelope] = []
        previous = after
        for notification, recorded in zip(notifications, page, strict=True):
            public = self.public(recorded, open_sealed)
            envelopes.append(
                Envelope(
                    position=notification.id,
                    previous=previous,
                    name=type(public).__name__ if public else name_of(recorded),
                    stream=recorded.originator_id,
                    stream_version=recorded.originator_version,
                    by=recorded.by,
                    recorded_at=recorded.recorded_at,
                    version=public.edition if public else 1,
                    data=public.dump() if public else None,
                )
            )
            previous = notification.id
        return EventPage(events=tuple(envelopes), upto=previous)

    def recorded_events(self, after: int, limit: int) -> list[tuple[int, Any]]:
        """The log from a position on, as recorded: for this service's own tables."""
        notifications = self.recorder.select_notifications(after, limit, inclusive_of_start=False)
        return [(one.id, self.mapper.to_domain_event(one)) for one in notifications]

    @property
    def length(self) -> int:
        """The position of the last event; 0 for an empty log."""
        return self.recorder.max_notification_id() or 0
