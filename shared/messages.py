"""Messages: frozen dataclasses whose strict marshmallow schema is derived from their annotations.

A request refuses what it does not know; an event ignores it, so that a newer publisher does not
break an older follower. Text is NFC, has no control characters and never exceeds its limit.
"""

import dataclasses
import re
import types
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal, Self, Union, dataclass_transform, get_args, get_origin, get_type_hints
from uuid import UUID

import marshmallow as ma

from shared.errors import Invalid

type_of_none = type(None)
Json = dict[str, Any]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # surrogates too: no text column takes them
_CONTROL_OR_BREAK = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_REQUIRED = "thiếu trường bắt buộc"
_NULL = "không được để trống"


def text(*, at_most: int, at_least: int = 1, lines: bool = False, default: Any = dataclasses.MISSING) -> Any:
    """A text field: its limits in characters, and whether it may have several lines."""
    rule = {"at_least": at_least, "at_most": at_most, "lines": lines}
    return dataclasses.field(metadata=rule, **_default(default))


def number(*, at_least: int = 0, at_most: int = 2**31 - 1, default: Any = dataclasses.MISSING) -> Any:
    """A whole number and its bounds, both included."""
    return dataclasses.field(metadata={"at_least": at_least, "at_most": at_most}, **_default(default))


def new_id() -> Any:
    """An id chosen by the caller: a random UUID (version 4)."""
    return dataclasses.field(metadata={"version": 4})


def many(*, at_most: int, at_least: int = 0, item: Any = None, default: Any = dataclasses.MISSING) -> Any:
    """A list and the bounds of its length; ``item`` is the rule (``text(…)``) of each of its texts."""
    rule = {"at_least": at_least, "at_most": at_most, "item": item.metadata if item else {}}
    return dataclasses.field(metadata=rule, **_default(default))


def _default(value: Any) -> dict[str, Any]:
    return {} if value is dataclasses.MISSING else {"default": value}


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(text, number, new_id, many))
class Message:
    """What travels between services: plain, typed, immutable."""

    edition: ClassVar[int] = 1
    extra: ClassVar[Literal["exclude", "raise"]] = ma.EXCLUDE

    def __init_subclass__(cls, version: int = 1, **more: Any) -> None:
        super().__init_subclass__(**more)
        dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        cls.edition = version

    @classmethod
    def load(cls, data: Any, version: int | None = None) -> Self:
        """Read a message; an older version is brought up to date first.

        :raises Invalid: ``invalid-request`` with a Vietnamese sentence for each wrong field.
        """
        for old in range(version or cls.edition, cls.edition):
            data = getattr(cls, f"upcast_v{old}_v{old + 1}")(data)
        try:
            return cls(**_schema(cls).load(data))
        except ma.ValidationError as error:
            raise Invalid("invalid-request", fields=error.messages) from None

    def dump(self) -> Json:
        """The message as JSON-ready values."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}  # type: ignore[attr-defined]

    def said(self) -> Json:
        """What was said beyond the defaults; a field that is added later does not change it."""
        return {one.name: _said(getattr(self, one.name)) for one in fields_of(type(self)) if self._says(one)}

    def _says(self, field: dataclasses.Field[Any]) -> bool:
        return bool(getattr(self, field.name) != field.default)


def _said(value: Any) -> Any:
    if isinstance(value, Message):
        return value.said()
    if isinstance(value, list | tuple):
        return [_said(one) for one in value]
    return _plain(value)


class Request(Message):
    """What one asks a service for."""

    extra = ma.RAISE


def fields_of(message: type[Message]) -> list[dataclasses.Field[Any]]:
    """The declared fields of a message, in order."""
    return list(dataclasses.fields(message))  # type: ignore[arg-type]


def hints_of(message: type[Message]) -> dict[str, Any]:
    """The resolved annotations of a message's fields."""
    if message not in _HINTS:
        _HINTS[message] = get_type_hints(message)
    return _HINTS[message]


_HINTS: dict[type[Message], dict[str, Any]] = {}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Message):
        return value.dump()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    raise TypeError(f"a message cannot carry {type(value).__name__}")


# -- the schema of a message ------------------------------------------------------------------------


class _Text(ma.fields.Field[str]):
    def __init__(self, rule: Mapping[str, Any], **more: Any) -> None:
        super().__init__(**more)
        self.at_least = rule.get("at_least", 1)
        self.at_most = rule.get("at_most", 200)
        self.lines = rule.get("lines", False)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        if not isinstance(value, str):
            raise ma.ValidationError("phải là một chuỗi ký tự")
        if self.lines:
            value = value.replace("\r\n", "\n")
        if (_CONTROL if self.lines else _CONTROL_OR_BREAK).search(value):
            raise ma.ValidationError("có ký tự điều khiển không được phép")
        text: str = unicodedata.normalize("NFC", value)
        if not self.lines:
            text = text.strip()
        if len(text.strip()) < self.at_least:
            raise ma.ValidationError(_NULL)
        if len(text) > self.at_most:
            raise ma.ValidationError(f"dài quá {self.at_most} ký tự")
        return text


class _Whole(ma.fields.Field[int]):
    def __init__(self, rule: Mapping[str, Any], **more: Any) -> None:
        super().__init__(**more)
        self.at_least = rule.get("at_least", -(2**53) + 1)
        self.at_most = rule.get("at_most", 2**53 - 1)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ma.ValidationError("phải là số nguyên")
        if not self.at_least <= value <= self.at_most:
            raise ma.ValidationError(f"phải từ {self.at_least} đến {self.at_most}")
        return value


class _Truth(ma.fields.Field[bool]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> bool:
        if not isinstance(value, bool):
            raise ma.ValidationError("phải là true hoặc false")
        return value


class _Id(ma.fields.Field[UUID]):
    def __init__(self, rule: Mapping[str, Any], **more: Any) -> None:
        super().__init__(**more)
        self.only = rule.get("version")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> UUID:
        if not isinstance(value, str) or len(value) != 36:
            raise ma.ValidationError("phải là mã UUID")
        try:
            read = UUID(value)
        except ValueError:
            raise ma.ValidationError("phải là mã UUID") from None
        if self.only and read.version != self.only:
            raise ma.ValidationError("phải là UUID phiên bản 4")
        return read


class _Day(ma.fields.Field[date]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> date:
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise ma.ValidationError("phải là ngày dạng NNNN-TT-NN")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ma.ValidationError(f"ngày {value} không tồn tại") from None


class _Moment(ma.fields.Field[datetime]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> datetime:
        if not isinstance(value, str) or not _INSTANT.fullmatch(value):
            raise ma.ValidationError("phải là thời điểm ISO 8601 có múi giờ")
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise ma.ValidationError(f"thời điểm {value} không tồn tại") from None


class _Choice(ma.fields.Field[StrEnum]):
    def __init__(self, choices: type[StrEnum], **more: Any) -> None:
        super().__init__(**more)
        self.choices = choices

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> StrEnum:
        try:
            return self.choices(value)
        except ValueError:
            raise ma.ValidationError("phải là một trong: " + ", ".join(self.choices)) from None


class _Many(ma.fields.List[Any]):
    def __init__(self, inner: ma.fields.Field[Any], rule: Mapping[str, Any], **more: Any) -> None:
        super().__init__(inner, **more)
        self.at_least = rule.get("at_least", 0)
        self.at_most = rule.get("at_most", 10_000)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        if not isinstance(value, list):
            raise ma.ValidationError("phải là một danh sách")
        if not self.at_least <= len(value) <= self.at_most:
            raise ma.ValidationError(f"phải có từ {self.at_least} đến {self.at_most} phần tử")
        return tuple(super()._deserialize(value, attr, data, **more))


class _Open(ma.fields.Field[Any]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        if not isinstance(value, dict):
            raise ma.ValidationError("phải là một đối tượng")
        return value


# What others publish or answer was checked when it was recorded: its texts have no limit of their own.
_UNLIMITED = {"at_least": 0, "at_most": 10**7, "lines": True}


def _field(hint: Any, rule: Mapping[str, Any], limited: bool, **more: Any) -> ma.fields.Field[Any]:
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (one for one in get_args(hint) if one is not type_of_none)
        more["allow_none"] = True
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return _Many(_field(inner, rule.get("item", {}), limited), rule, **more)
    if get_origin(hint) is dict:
        return _Open(**more)
    if issubclass(hint, Message):
        return _Part(hint, **more)
    if issubclass(hint, StrEnum):
        return _Choice(hint, **more)
    if hint is str:
        return _Text(rule if limited else {**_UNLIMITED, **rule}, **more)
    if hint in (int, UUID):
        makers: dict[type, Callable[..., ma.fields.Field[Any]]] = {int: _Whole, UUID: _Id}
        return makers[hint](rule, **more)
    plain: dict[type, Callable[..., ma.fields.Field[Any]]] = {bool: _Truth, date: _Day, datetime: _Moment}
    return plain[hint](**more)


class _Part(ma.fields.Nested):
    """A message within a message."""

    def __init__(self, message: type[Message], **more: Any) -> None:
        super().__init__(lambda: _schema(message), **more)
        self.message = message

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Message:  # type: ignore[override]
        return self.message(**super()._deserialize(value, attr, data, **more))


_SCHEMAS: dict[type[Message], ma.Schema] = {}


def _schema(message: type[Message]) -> ma.Schema:
    if message not in _SCHEMAS:
        _SCHEMAS[message] = _derived(message)
    return _SCHEMAS[message]


def _derived(message: type[Message]) -> ma.Schema:
    hints = hints_of(message)
    made: dict[str, Any] = {}
    for field in fields_of(message):
        required = field.default is dataclasses.MISSING
        made[field.name] = _field(
            hints[field.name],
            field.metadata,
            issubclass(message, Request),
            required=required,
            load_default=ma.missing if required else field.default,
            error_messages={"required": _REQUIRED, "null": _NULL},
        )
    schema = ma.Schema.from_dict(made, name=message.__name__)(unknown=message.extra)
    schema.error_messages = {
        **schema.error_messages,
        "unknown": "trường không có trong hợp đồng",
        "type": "phải là một đối tượng",
    }
    return schema
