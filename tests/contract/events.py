"""Every event that there is: recorded ones from the aggregates, published ones from the contracts."""

import importlib
from typing import Any

from services.catalogue import SERVICES
from shared.eventlog import Aggregate
from shared.messages import Message

BASES = ("Created", "Event")  # every aggregate has these of the library


def published_events() -> list[type[Message]]:
    """The events of all contracts."""
    return [event for entry in SERVICES.values() for event in entry.contract.events]


def recorded_events() -> list[type[Any]]:
    """The recorded events of the services and of the log itself."""
    for entry in SERVICES.values():
        if entry.has_log:
            importlib.import_module(f"services.{entry.name}.application")
    found: list[type[Any]] = []
    todo: list[type[Any]] = list(Aggregate.__subclasses__())
    while todo:
        aggregate = todo.pop()
        todo += aggregate.__subclasses__()
        if aggregate.__module__.startswith(("services.", "shared.")):
            found += [
                one
                for name, one in vars(aggregate).items()
                if isinstance(one, type) and issubclass(one, Aggregate.Event | Aggregate.Created) and name not in BASES
            ]
    return sorted(found, key=lambda one: f"{one.__module__}.{one.__qualname__}")
