"""The contract of all services as data and as text, read from the code, so that another team can integrate from it."""

import dataclasses
import inspect
import types
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from shared.contracts.base import COMMON_SENTENCES, Contract, Promise
from shared.messages import Json, Message, fields_of, hints_of

WORDS = {
    "str": "text",
    "int": "whole number",
    "bool": "true or false",
    "UUID": "UUID",
    "date": "date (YYYY-MM-DD)",
    "datetime": "moment (ISO 8601 with offset)",
    "dict": "object",
}


def as_data(contracts: list[type[Contract]]) -> Json:
    """Methods, fields, refusals and events of every contract."""
    return {"common_refusals": COMMON_SENTENCES, "services": {one.name: _contract(one) for one in contracts}}


def _contract(contract: type[Contract]) -> Json:
    return {
        "about": inspect.getdoc(contract),
        "refusals": contract.sentences,
        "methods": {one.name: _method(one) for one in contract.promises()},
        "events": {
            event.__name__: {"version": event.edition, "about": _about(event), "fields": _fields(event)}
            for event in contract.events
        },
    }


def _method(promise: Promise) -> Json:
    return {
        "about": promise.about,
        "changes": promise.changes,
        "roles": sorted(role.value for role in promise.roles),
        "refuses": sorted(promise.refuses),
        "request": _fields(promise.request),
        "answer": _fields(promise.answer),
    }


def _about(message: type[Message]) -> str:
    own = vars(message).get("__doc__") or ""
    return "" if own.startswith(f"{message.__name__}(") else inspect.cleandoc(own)


def _fields(message: type[Message]) -> Json:
    hints = hints_of(message)
    return {field.name: _field(field, hints[field.name]) for field in fields_of(message)}


def _field(field: dataclasses.Field[Any], hint: Any) -> Json:
    shown: Json = {"type": _type(hint), "required": field.default is dataclasses.MISSING}
    limits = {key: value for key, value in field.metadata.items() if key != "item"}
    if limits:
        shown["limits"] = limits
    if parts := _parts(hint):
        shown["fields"] = _fields(parts)
    return shown


def _type(hint: Any) -> str:
    if get_origin(hint) in (Union, types.UnionType):
        return " or ".join("nothing" if one is type(None) else _type(one) for one in get_args(hint))
    if get_origin(hint) is tuple:
        return f"list of {_type(get_args(hint)[0])}"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "one of " + ", ".join(hint)
    name = getattr(get_origin(hint) or hint, "__name__", str(hint))
    return WORDS.get(name, name)


def _parts(hint: Any) -> type[Message] | None:
    for one in (hint, *get_args(hint)):
        if isinstance(one, type) and issubclass(one, Message):
            return one
    return None


def as_text(contracts: list[type[Contract]]) -> str:
    """The same, to be read."""
    lines: list[str] = []
    for name, contract in as_data(contracts)["services"].items():
        lines += [f"# {name}", ""]
        for method, said in contract["methods"].items():
            kind = "changes" if said["changes"] else "asks"
            lines += [f"{name}.{method}  ({kind}; {', '.join(said['roles'])})", f"    {said['about']}"]
            lines += ["    request:", *_lines(said["request"], 8), "    answer:", *_lines(said["answer"], 8)]
            lines += [f"    refuses: {', '.join(said['refuses'])}", ""]
        for event, said in contract["events"].items():
            lines += [f"event {event} (version {said['version']})", *_lines(said["fields"], 4), ""]
    return "\n".join(lines)


def _lines(fields: Json, indent: int) -> list[str]:
    lines = []
    for name, field in fields.items():
        lines.append(f"{' ' * indent}{name}: {field['type']}{'' if field['required'] else ' (optional)'}")
        lines += _lines(field.get("fields", {}), indent + 4)
    return lines
