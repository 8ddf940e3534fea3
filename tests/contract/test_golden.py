"""What was published or recorded once can be read for ever."""

import json
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from shared.eventlog import EventLog, name_of
from shared.messages import Message
from tests.contract.events import published_events, recorded_events
from tests.contract.write import GOLDEN, samples, wanted

FILES = sorted(path.name.removesuffix(".json") for path in GOLDEN.glob("*.json"))
PUBLISHED: dict[str, type[Message]] = {event.__name__: event for event in published_events()}
RECORDED: dict[str, Any] = {event.TOPIC: event for event in recorded_events()}
HOW = "run `python -m tests.contract.write`, read what it wrote, and keep it"


def parts(name: str) -> tuple[str, int]:
    event, _, version = name.rpartition(".v")
    return event, int(version)


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text())


@pytest.fixture(scope="module")
def log() -> EventLog:
    return EventLog()


@pytest.mark.parametrize("name", wanted())
def test_every_event_has_its_golden_file(name: str) -> None:
    assert name in FILES, HOW


@pytest.mark.parametrize("name", FILES)
def test_a_golden_file_is_of_an_event_that_there_is(name: str) -> None:
    event, version = parts(name)
    known = PUBLISHED.get(event) or RECORDED.get(event)

    assert known is not None, "an event stays for ever: what was published or recorded has to be read"
    assert 1 <= version <= (known.edition if event in PUBLISHED else getattr(known, "class_version", 1))


@pytest.mark.parametrize("name", [one for one in FILES if parts(one)[0] in PUBLISHED])
def test_a_published_event_still_loads(name: str) -> None:
    event, version = parts(name)
    kind, data = PUBLISHED[event], golden(name)

    loaded = kind.load(data, version)

    assert kind.load(loaded.dump()) == loaded
    if version == kind.edition:
        assert loaded.dump() == data


@pytest.mark.parametrize("name", [one for one in FILES if parts(one)[0] in RECORDED])
def test_a_recorded_event_still_loads(name: str, log: EventLog) -> None:
    event, version = parts(name)
    state = golden(name)

    recorded: Any = log.mapper.to_domain_event(StoredEvent(uuid4(), 1, event, json.dumps(state).encode()))
    again = log.mapper.to_stored_event(recorded)

    assert (name_of(recorded), type(recorded)) == (event, RECORDED[event])
    assert {field for field in RECORDED[event].__dataclass_fields__ if not hasattr(recorded, field)} == set()
    if version == getattr(RECORDED[event], "class_version", 1):
        assert json.loads(again.state) == state


def test_what_happens_today_has_the_shape_of_the_golden_files() -> None:
    """A field added, renamed or dropped without a new version shows here."""
    today = samples()

    assert sorted(today) == sorted(wanted())
    assert {name: sorted(golden(name)) for name in today} == {name: sorted(data) for name, data in today.items()}


def test_no_golden_file_names_anybody() -> None:
    """Names stand in clear in two published events only."""
    told = {name for name in FILES if "Nguyễn" in (GOLDEN / f"{name}.json").read_text()}

    assert told == {"PersonRegistered.v1", "PersonRegistered.v2", "DecisionIssued.v1"}
