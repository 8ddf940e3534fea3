"""The public form of a recorded event: none, unless one is registered here."""

from functools import singledispatch
from typing import Any

from shared.messages import Message
from shared.sealing import Open


@singledispatch
def public_event(recorded: Any, open_sealed: Open) -> Message | None:
    """Events travel as a header only unless a function below gives them a public form."""
    return None
