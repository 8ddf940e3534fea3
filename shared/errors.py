"""How a service says no: four words, each with a code and a Vietnamese sentence."""

import json
from typing import Any, ClassVar


class Refusal(Exception):
    """A request that was understood and is not carried out; nothing has changed.

    ``code`` is for programs, ``message`` (a Vietnamese sentence of the contract) for people,
    ``details`` holds the plain values that explain it.
    """

    kind: ClassVar[str] = "Refusal"

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
        self.message = ""

    def __str__(self) -> str:
        """The refusal as JSON: what a plain client receives as the value of its RemoteError."""
        return json.dumps(
            {"kind": self.kind, "code": self.code, "message": self.message, "details": self.details},
            ensure_ascii=False,
            default=str,
        )


class Invalid(Refusal):
    """The request itself is wrong: a field is missing, impossible or contradicts another."""

    kind = "Invalid"


class Forbidden(Refusal):
    """Whoever asks may not do this."""

    kind = "Forbidden"


class NotFound(Refusal):
    """There is no such thing, or none that the asker may know of."""

    kind = "NotFound"


class Conflict(Refusal):
    """The thing is in a state that does not allow this."""

    kind = "Conflict"


class Fault(Refusal):
    """Something broke on our side; the caller learns an id, the log knows the rest."""

    kind = "Fault"


KINDS: dict[str, type[Refusal]] = {kind.kind: kind for kind in (Invalid, Forbidden, NotFound, Conflict, Fault)}


def refusal_from(value: str) -> Refusal | None:
    """Read a refusal back from its JSON; ``None`` if the text is something else."""
    try:
        said = json.loads(value)
        refusal = KINDS[said["kind"]](said["code"], **said["details"])
        refusal.message = said["message"]
    except (ValueError, KeyError, TypeError):
        return None
    return refusal
