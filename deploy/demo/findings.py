"""What was compared, and where it differs."""

from collections.abc import Callable, Mapping
from typing import Any

from deploy.demo.calls import Unsettled
from deploy.demo.screen import Screen
from shared.errors import Refusal

LONGEST = 300  # characters of a value that is shown


class Findings:
    """Collects every difference between what was expected and what was read back."""

    def __init__(self) -> None:
        self.compared = 0
        self.differences: list[tuple[str, str, str]] = []

    def equal(self, what: str, expected: Any, found: Any) -> None:
        """Compare; of two mappings or sets only what differs is kept."""
        self.compared += 1
        if expected == found:
            return
        if isinstance(expected, Mapping) and isinstance(found, Mapping):
            keys = [key for key in {**expected, **found} if expected.get(key) != found.get(key)]
            expected = {_shown(key): expected.get(key) for key in keys}
            found = {_shown(key): found.get(key) for key in keys}
        elif isinstance(expected, set) and isinstance(found, set):
            expected, found = expected - found, found - expected
        self.differences.append((what, _shown(expected), _shown(found)))

    def that(self, what: str, is_so: bool, found: object = "không đúng") -> None:
        """Something that must be so."""
        self.equal(what, "đúng", "đúng" if is_so else found)

    def trying(self, what: str, check: Callable[[], None]) -> None:
        """A check that may itself be refused or get no answer: that is a difference, too."""
        try:
            check()
        except (Refusal, TimeoutError, OSError, Unsettled, LookupError) as error:
            self.equal(what, "đọc được", f"{type(error).__name__}: {error}")

    def show(self, screen: Screen) -> None:
        """Print every difference."""
        for what, expected, found in self.differences:
            screen.say(f"KHÁC  {what}\n      phải là: {expected}\n      đọc được: {found}")


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
