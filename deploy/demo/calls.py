"""Asking the services as another system would: with a token, over a few connections, repeating what got no answer."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar, cast
from uuid import UUID

from shared.contracts.base import Contract, Role, Status, StatusContract, StatusQuery
from shared.contracts.nomination import NominationApi
from shared.contracts.notification import NotificationApi
from shared.contracts.registration import RegistrationApi
from shared.contracts.reporting import ReportingApi
from shared.errors import Conflict
from shared.messages import Message, Request
from shared.wire import RpcClient

SERVICES: tuple[type[StatusContract], ...] = (RegistrationApi, NominationApi, ReportingApi, NotificationApi)
AT_ONCE = 3  # connections
TRIES = 5
PATIENCE = 60.0  # seconds, for services to follow each other
PAUSE = 0.1  # seconds between two looks

C = TypeVar("C", bound=Contract)
T = TypeVar("T")


class Issue(Protocol):
    """Gives a token for somebody."""

    def __call__(self, role: Role, unit_id: UUID | None = None, person_id: UUID | None = None, *, name: str) -> str:
        """The token of the principal of that name."""


@dataclass(frozen=True)
class Who:
    """A caller: one name, one role, and the unit and person that it speaks for."""

    role: Role
    name: str
    unit_id: UUID | None = None
    person_id: UUID | None = None


OPERATOR = Who(Role.OPERATOR, "operator:demo")
READER = Who(Role.READER, "reader:demo")


class Unsettled(Exception):
    """Something did not come about in time; the text says what."""


class Calls:
    """The connections and tokens of everybody who asks; how often they asked, and how often it was a repeat."""

    def __init__(self, amqp_uri: str, issue: Issue) -> None:
        self._amqp_uri = amqp_uri
        self._issue = issue
        self._tokens: dict[Who, str] = {}
        self._mine = threading.local()
        self._opened: list[RpcClient] = []
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._counting = threading.Lock()
        self.carried_out = 0
        self.replayed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()
        for client in self._opened:
            client.close()

    def by(self, who: Who, contract: type[C]) -> C:
        """A service as somebody sees it: its methods are calls."""
        return cast(C, _Asking(self, who, contract))

    def together(self, asks: Iterable[Callable[[], T]]) -> list[T]:
        """Several calls at once; their answers in the order of the calls."""
        return list(self._pool.map(lambda ask: ask(), asks))

    def ask(self, contract: type[Contract], method: str, request: Request, who: Who) -> Message:
        """Ask; the same request again if no answer came or somebody else was faster.

        :raises Refusal: what the service refuses with.
        """
        promise = contract.promised(method)
        for tried in range(1, TRIES + 1):
            try:
                answer = promise.answer.load(self._client.call(contract.name, method, request.dump(), self._token(who)))
            except TimeoutError:
                self._mine.client = None
                if tried == TRIES:
                    raise
            except Conflict as refusal:
                if refusal.code != "changed-meanwhile" or tried == TRIES:
                    raise
            else:
                if promise.changes:
                    self._count(answer)
                return answer
        raise AssertionError("answered or raised")

    def _count(self, answer: Any) -> None:
        with self._counting:
            self.replayed += answer.replayed
            self.carried_out += not answer.replayed

    @property
    def _client(self) -> RpcClient:
        client: RpcClient | None = getattr(self._mine, "client", None)
        if client is None:
            client = self._mine.client = RpcClient(self._amqp_uri)
            self._opened.append(client)
        return client

    def _token(self, who: Who) -> str:
        if who not in self._tokens:
            self._tokens[who] = self._issue(who.role, unit_id=who.unit_id, person_id=who.person_id, name=who.name)
        return self._tokens[who]

    # -- waiting --------------------------------------------------------------------------------------

    def statuses(self) -> dict[str, Status]:
        """How every service is doing."""
        return {one.name: self.by(OPERATOR, one).status(StatusQuery()) for one in SERVICES}

    def until_followed(self, also: Callable[[], str] = lambda: "") -> None:
        """Wait until every log is published, every service has read what it follows, and nothing else is missing."""
        seen: list[dict[str, int]] = [{}]

        def behind() -> str:
            statuses = self.statuses()
            late = lagging(statuses) or also()
            lengths = {name: status.log_position for name, status in statuses.items()}
            still = lengths == seen[0]
            seen[0] = lengths
            return late or ("" if still else "các nhật ký còn đang dài ra")

        until(behind)


class _Asking:
    def __init__(self, calls: Calls, who: Who, contract: type[Contract]) -> None:
        self._calls = calls
        self._who = who
        self._contract = contract

    def __getattr__(self, name: str) -> Callable[[Request], Message]:
        return lambda request: self._calls.ask(self._contract, name, request, self._who)


def lagging(statuses: dict[str, Status]) -> str:
    """What is not yet published or not yet followed; empty when all is.

    A stream is named after the service whose log it is; a service's ``own`` and ``outbox`` read its own log.
    """
    late = []
    for name, status in statuses.items():
        if status.published < status.log_position:
            late.append(f"{name}: đã phát {status.published}/{status.log_position}")
        for lag in status.followers:
            source = name if lag.stream in ("own", "outbox") else lag.stream
            if source not in statuses or lag.parked or lag.position != statuses[source].log_position:
                length = statuses[source].log_position if source in statuses else "?"
                late.append(f"{name} đọc {lag.stream}: {lag.position}/{length}" + " (dừng)" * lag.parked)
    return "; ".join(late)


def until(missing: Callable[[], str], patience: float = PATIENCE) -> None:
    """Wait until nothing is missing any more.

    :raises Unsettled: with what is still missing when patience ends.
    """
    deadline = time.monotonic() + patience
    while found := missing():
        if time.monotonic() > deadline:
            raise Unsettled(f"sau {patience:.0f} giây vẫn chưa xong: {found}")
        time.sleep(PAUSE)
