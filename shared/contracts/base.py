"""What every contract is made of: roles, promises, commands, and how events are read."""

import inspect
from abc import ABC
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, get_type_hints
from uuid import UUID

from shared.clock import shown
from shared.messages import Json, Message, Request, many, new_id, number, text


class Role(StrEnum):
    """Who may ask for something. One principal has one role."""

    CLERK = "clerk"  # chuyên viên của đơn vị
    HEAD = "head"  # trưởng đơn vị
    OFFICE = "office"  # Văn phòng Sở, cơ quan Thường trực Hội đồng
    SECRETARY = "secretary"  # thư ký Hội đồng
    CHAIR = "chair"  # chủ tịch Hội đồng
    MEMBER = "member"  # thành viên Hội đồng
    DIRECTOR = "director"  # người có thẩm quyền ký
    RECORDS = "records"  # văn thư
    AUDITOR = "auditor"  # Ban Thi đua - Khen thưởng, thanh tra
    READER = "reader"  # hệ thống khác, chỉ đọc
    PORTAL = "portal"  # cổng công khai, thay cho công dân
    OPERATOR = "operator"  # quản trị vận hành: không có phiếu, không có quyền quyết định
    SERVICE = "service"  # một dịch vụ của hệ thống


UNIT_ROLES = (Role.CLERK, Role.HEAD)
BOARD_ROLES = (Role.OFFICE, Role.SECRETARY)
READING_ROLES = (Role.READER, Role.AUDITOR, Role.SERVICE)


class Paper(Request):
    """The scanned paper that a request rests on: its title and the SHA-256 of the file, in hex."""

    title: str = text(at_most=200)
    sha256: str = text(at_least=64, at_most=64)


class Command(Request):
    """A request that changes something. Sent again with the same ``request_id``, it is answered again, not done again.

    ``on_behalf_of`` names the unit for which it is entered, kept apart from the actor; ``basis`` the ground
    (a document's number, an article), ``paper`` the scan; ``effective_on`` the day from which it counts,
    where that is not the day of recording.
    """

    request_id: UUID = new_id()
    on_behalf_of: UUID | None = None
    basis: str = text(at_least=0, at_most=300, default="")
    paper: Paper | None = None
    effective_on: date | None = None


class Done(Message):
    """A command was carried out, now or (``replayed``) when it came the first time."""

    id: UUID
    replayed: bool = False


class EventsAfter(Request):
    """The published events that follow a position; 0 is before the first."""

    position: int = number(at_most=2**53 - 1)
    limit: int = number(at_least=1, at_most=1000, default=500)


class Envelope(Message):
    """One recorded event as others see it; ``data`` is absent when the event is private.

    ``previous`` is the position of the event before it: a follower that is not there has missed something.
    """

    position: int
    previous: int
    name: str
    stream: UUID
    stream_version: int
    by: str
    recorded_at: datetime
    version: int = 1
    data: dict[str, Any] | None = None


class EventPage(Message):
    """Events in the log's order, and the position up to which the log is now known."""

    events: tuple[Envelope, ...]
    upto: int


class StatusQuery(Request):
    """How a service is doing."""


class Lag(Message):
    """How far a follower is: its position in the source's log, whether it stopped there, and since how many tries."""

    stream: str
    position: int
    failures: int
    parked: bool


class Status(Message):
    """A service's log length, what it published, and where its followers are."""

    service: str
    mode: str
    clock: datetime
    log_position: int
    published: int
    followers: tuple[Lag, ...]


COMMON_SENTENCES: dict[str, str] = {
    "invalid-request": "Yêu cầu có trường sai hoặc thiếu; xem danh sách kèm theo.",
    "not-authenticated": "Yêu cầu không kèm thẻ truy cập hợp lệ.",
    "token-expired": "Thẻ truy cập đã hết hạn hoặc đã bị thu hồi.",
    "role-not-allowed": "Vai trò của người gọi không được dùng thao tác này.",
    "request-reused": "Mã yêu cầu này đã dùng cho một nội dung khác.",
    "changed-meanwhile": "Dữ liệu vừa thay đổi bởi người khác; hãy tải lại rồi thử lại.",
    "unknown": "Không có dữ liệu này, hoặc người gọi không được biết.",
    "unknown-method": "Dịch vụ không có thao tác này.",
    "fault": "Hệ thống gặp lỗi. Hãy báo mã lỗi cho quản trị viên.",
}
COMMON_CODES = frozenset(COMMON_SENTENCES)


@dataclass(frozen=True)
class Promise:
    """One method of a contract: who may call it, with what, and how it may refuse."""

    service: str
    name: str
    roles: frozenset[Role]
    refuses: frozenset[str]
    request: type[Request]
    answer: type[Message]
    about: str

    @property
    def changes(self) -> bool:
        """Whether the request is a command."""
        return issubclass(self.request, Command)


Method = TypeVar("Method", bound=Callable[..., Any])


def promise(*roles: Role, refuses: tuple[str, ...] = ()) -> Callable[[Method], Method]:
    """Declare a contract's method: the roles that may call it and the codes it may refuse with."""

    def declared(method: Method) -> Method:
        method.allowed = frozenset(roles)  # type: ignore[attr-defined]
        method.refuses = frozenset(refuses)  # type: ignore[attr-defined]
        return method

    return declared


class Contract(ABC):
    """A service's whole promise."""

    name: ClassVar[str]
    events: ClassVar[tuple[type[Message], ...]] = ()
    sentences: ClassVar[dict[str, str]] = {}

    @classmethod
    def promises(cls) -> Iterator[Promise]:
        """The methods of this contract in the order of their declaration."""
        for owner in reversed(cls.__mro__):
            for name, method in vars(owner).items():
                if hasattr(method, "allowed"):
                    yield _promise(cls, name, method)

    @classmethod
    def promised(cls, name: str) -> Promise:
        """The promise of that name."""
        return _promise(cls, name, inspect.getattr_static(cls, name))

    @classmethod
    def sentence(cls, code: str, details: Json) -> str:
        """The Vietnamese sentence of a refusal."""
        template = cls.sentences.get(code) or COMMON_SENTENCES.get(code, code)
        return template.format_map(_Shown(details))


class _Shown(dict[str, Any]):
    """Details as a sentence shows them: days as Vietnamese documents print them."""

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        return shown(value) if isinstance(value, date) else value

    def __missing__(self, key: str) -> str:
        return "…"


def _promise(contract: type[Contract], name: str, method: Any) -> Promise:
    hints = get_type_hints(method)
    return Promise(
        service=contract.name,
        name=name,
        roles=method.allowed,
        refuses=method.refuses | COMMON_CODES,
        request=hints["request"],
        answer=hints["return"],
        about=inspect.cleandoc(method.__doc__ or "").splitlines()[0],
    )


class LogContract(Contract):
    """A service with a log of its own promises to let others read on in it."""

    @promise(*READING_ROLES)
    def events_after(self, request: EventsAfter) -> EventPage:
        """The published events that follow a position, private ones as headers."""
        raise AssertionError("answered by shared.outbox")


class StatusContract(Contract):
    """Every service tells how it is doing."""

    @promise(Role.OPERATOR, Role.SERVICE)
    def status(self, request: StatusQuery) -> Status:
        """The service's mode, clock, log and followers."""
        raise AssertionError("answered by shared.wire")


__all__ = [
    "BOARD_ROLES",
    "COMMON_CODES",
    "READING_ROLES",
    "UNIT_ROLES",
    "Command",
    "Contract",
    "Done",
    "Envelope",
    "EventPage",
    "EventsAfter",
    "Lag",
    "LogContract",
    "Paper",
    "Promise",
    "Role",
    "Status",
    "StatusContract",
    "StatusQuery",
    "many",
    "promise",
]
