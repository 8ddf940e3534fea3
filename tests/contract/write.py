"""Writes the golden file of an event that has none yet: ``python -m tests.contract.write``.

A golden file is a sample that stays for ever: ``golden/DecisionIssued.v1.json`` as others received it,
``golden/nomination.Submitted.v1.json`` as the log has it. What is there is never written again: a new version
of an event gets a file beside the old one. A new event has to happen in ``story.py`` first.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.contract.events import published_events, recorded_events
from tests.contract.story import logs

GOLDEN = Path(__file__).parent / "golden"


def wanted() -> list[str]:
    """The golden files that there must be: one for every event in its version of today."""
    published = [f"{one.__name__}.v{one.edition}" for one in published_events()]
    return [*published, *(f"{one.TOPIC}.v{getattr(one, 'class_version', 1)}" for one in recorded_events())]


def samples() -> dict[str, Any]:
    """A sample of every event that happens in the story, by the name of its golden file."""

    found: dict[str, Any] = {}
    for log in logs():
        for one in log.public_events(0, 10_000).events:
            if one.data is not None:
                found.setdefault(f"{one.name}.v{one.version}", one.data)
        for stored in log.recorder.select_notifications(0, 10_000, inclusive_of_start=False):
            state = json.loads(stored.state)
            found.setdefault(f"{stored.topic}.v{state.get('class_version', 1)}", state)
    return found


def write(say: Callable[[str], None] = print) -> None:
    """Write the files that are missing."""
    missing = [name for name in wanted() if not (GOLDEN / f"{name}.json").exists()]
    found = samples() if missing else {}
    for name in missing:
        if name in found:
            text = json.dumps(found[name], ensure_ascii=False, indent=2, sort_keys=True)
            (GOLDEN / f"{name}.json").write_text(f"{text}\n")
            say(f"written: {name}.json")
        else:
            say(f"NOT written: {name} does not happen in tests/contract/story.py")


if __name__ == "__main__":
    write()
