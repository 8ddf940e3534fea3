"""Whatever is sent to a queue is refused or parked; no process dies of it, and nothing of it is shown."""

import contextlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from amqp import Message
from kombu import Connection

from services.catalogue import SERVICES
from shared.messages import Json
from tests.system.place import Place, until
from tests.system.tap import drained
from tests.system.world import World, person_data, unit_data

MARK = "BÍ MẬT 4711"  # in every message here: it must never be shown
PARKED = "parked"


def asked(data: Any) -> bytes:
    """The body of a well-formed request."""
    return json.dumps({"args": [data], "kwargs": {}}).encode()


def unit(**changed: Any) -> bytes:
    """A request to register a unit, with something wrong."""
    return asked({"request_id": str(uuid4()), **unit_data(uuid4(), name=MARK), **changed})


def without(*names: str) -> bytes:
    """A request to register a unit with something missing."""
    data = {"request_id": str(uuid4()), **unit_data(uuid4(), name=MARK)}
    return asked({name: value for name, value in data.items() if name not in names})


@dataclass(frozen=True)
class Poison:
    """A message, and what becomes of it: a refusal's code, or that it is parked."""

    name: str
    becomes: str
    body: bytes
    changed: Json = field(default_factory=dict)
    to: str = "registration.register_unit"
    exchange: str = "nameko-rpc"
    headers: Json = field(default_factory=dict)


WRONG = "Invalid invalid-request"
FOLLOWER = {"exchange": "", "to": "reporting.follows.nomination"}

POISONS = [
    # what is no JSON at all
    Poison("broken JSON", PARKED, b'{"args": [{"name": "' + MARK.encode()),
    Poison("no bytes", WRONG, b""),
    Poison("no UTF-8", PARKED, b'{"args": [{"name": "\xff\xfe"}], "kwargs": {}}'),
    Poison("pickle", PARKED, b"\x80\x04N.", {"content_type": "application/x-python-serialize"}),
    Poison("YAML", PARKED, b"args: [1]", {"content_type": "application/x-yaml"}),
    Poison("text", PARKED, MARK.encode(), {"content_type": "text/plain"}),
    Poison("bytes", PARKED, MARK.encode(), {"content_type": "application/octet-stream"}),
    Poison("an unknown type", PARKED, MARK.encode(), {"content_type": "application/x-nothing"}),
    Poison("an unknown compression", PARKED, unit(), headers={"compression": "x-nothing"}),
    Poison("broken compression", PARKED, b"nothing", headers={"compression": "application/x-gzip"}),
    Poison("a bottomless list", PARKED, b"[" * 200_000),
    Poison("a number of 5000 digits", PARKED, b'{"args": [' + b"9" * 5000 + b'], "kwargs": {}}'),
    # what cannot be answered
    Poison("no reply address", PARKED, unit(), {"reply_to": None}),
    Poison("no content type", PARKED, unit(), {"content_type": None}),
    Poison("no properties", PARKED, unit(), {"reply_to": None, "content_type": None, "content_encoding": None}),
    # what is JSON and no request
    Poison("a list", WRONG, b"[1, 2]"),
    Poison("a number", WRONG, b"7"),
    Poison("null", WRONG, b"null"),
    Poison("an empty object", WRONG, b"{}"),
    Poison("no args", WRONG, b'{"kwargs": {}}'),
    Poison("two args", WRONG, b'{"args": [{}, {}], "kwargs": {}}'),
    Poison("args no list", WRONG, b'{"args": {}, "kwargs": {}}'),
    Poison("some kwargs", WRONG, b'{"args": [{}], "kwargs": {"who": "me"}}'),
    Poison("an unknown method", "NotFound unknown-method", unit(), to="registration.drop_everything"),
    Poison("a method of Python", "NotFound unknown-method", unit(), to="registration.__init__"),
    Poison("a loop's method", "NotFound unknown-method", unit(), to="registration.publish_events"),
    # what is a request and wrong
    Poison("a request that is a list", WRONG, asked([1])),
    Poison("a request that is null", WRONG, asked(None)),
    Poison("a field missing", WRONG, without("name")),
    Poison("the request's id missing", WRONG, without("request_id")),
    Poison("an unknown field", WRONG, unit(by=MARK)),
    Poison("a number for a text", WRONG, unit(name=4711)),
    Poison("a text for an id", WRONG, unit(unit_id=MARK)),
    Poison("an id of another version", WRONG, unit(unit_id="6ba7b810-9dad-11d1-80b4-00c04fd430c8")),
    Poison("an unknown kind", WRONG, unit(kind=MARK)),
    Poison("a day that is none", WRONG, unit(effective_on="2022-02-30")),
    Poison("a day out of this world", WRONG, unit(effective_on="99999-01-01")),
    Poison("an overlong text", WRONG, unit(name=MARK * 100_000)),
    Poison("an empty text", WRONG, unit(name="")),
    Poison("a NUL", WRONG, unit(name=f"{MARK}\x00")),
    Poison("half a character", WRONG, unit(name="\ud800")),
    Poison("an escape sequence", WRONG, unit(name="\x1b[2J")),
    Poison("null for a text", WRONG, unit(name=None)),
    Poison("true for a number", WRONG, asked({"position": True}), to="registration.events_after"),
    Poison("a huge number", WRONG, asked({"position": 10**400}), to="registration.events_after"),
    Poison("a broken number", WRONG, asked({"position": 1.5}), to="registration.events_after"),
    Poison("a number below", WRONG, asked({"position": -1}), to="registration.events_after"),
    Poison("infinity", WRONG, b'{"args": [{"position": Infinity}], "kwargs": {}}', to="registration.events_after"),
    # what says something odd about itself
    Poison("a token that is an object", "Forbidden not-authenticated", unit(), headers={"nameko.auth_token": {"a": 1}}),
    Poison("a token that is text", "Forbidden not-authenticated", unit(), headers={"nameko.auth_token": MARK}),
    Poison("no token", "Forbidden not-authenticated", unit(), headers={"nameko.auth_token": None}),
    Poison("a call stack that is a number", WRONG, unit(name=""), headers={"nameko.call_id_stack": 7}),
    Poison("a call stack that is text", WRONG, unit(name=""), headers={"nameko.call_id_stack": MARK}),
    Poison("a call stack of numbers", WRONG, unit(name=""), headers={"nameko.call_id_stack": [7]}),
    Poison("a call stack without its prefix", WRONG, unit(name=""), headers={"call_id_stack": 7}),
    # what lands on a follower's queue
    Poison("broken JSON to a follower", PARKED, b'{"position": ', **FOLLOWER),
    Poison("a list to a follower", PARKED, b"[1]", **FOLLOWER),
    Poison("text to a follower", PARKED, MARK.encode(), {"content_type": "text/plain"}, **FOLLOWER),
    Poison("no envelope to a follower", PARKED, json.dumps({"name": MARK}).encode(), **FOLLOWER),
    Poison("half an envelope to a follower", PARKED, b'{"position": "7", "previous": 6}', **FOLLOWER),
]


class Sender:
    """Puts anything on any queue, and hears the answers."""

    def __init__(self, place: Place) -> None:
        self._token = place.token("office")
        self._reader = place.token("reader")
        self._connection = Connection(place.amqp_uri)
        self._channel = self._connection.channel()
        self._channel.confirm_select()
        self._mine = f"poison-{uuid4()}"
        self._channel.queue_declare(self._mine, exclusive=True)
        self._channel.queue_bind(self._mine, "nameko-rpc", self._mine)

    def send(self, poison: Poison) -> None:
        """Send a message, with everything right that is not meant to be wrong."""
        properties = {
            "content_type": "application/json",
            "content_encoding": "utf-8",
            "reply_to": self._mine,
            "correlation_id": poison.name,
            **poison.changed,
        }
        token = self._reader if poison.to.endswith("events_after") else self._token
        headers = {"nameko.auth_token": token, **poison.headers}
        message = Message(
            poison.body,
            application_headers={name: value for name, value in headers.items() if value is not None},
            **{name: value for name, value in properties.items() if value is not None},
        )
        self._channel.basic_publish(message, exchange=poison.exchange, routing_key=poison.to)

    def heard(self) -> dict[str, str]:
        """The answers that have come by now."""
        answers = {}
        while message := self._channel.basic_get(self._mine, no_ack=True):
            said = json.loads(message.body)
            answers[message.properties["correlation_id"]] = _outcome(said)
        return answers

    def close(self) -> None:
        """Hang up."""
        self._connection.release()


def _outcome(said: Json) -> str:
    if said["error"] is None:
        return f"answered with {said['result']}"
    refusal = json.loads(said["error"]["value"])
    assert set(refusal) == {"kind", "code", "message", "details"}
    assert refusal["message"], "a refusal has a sentence"
    return f"{refusal['kind']} {refusal['code']}"


@dataclass(frozen=True)
class Outcomes:
    """What became of all the poison, and how things were before and after it."""

    became: dict[str, str]
    parked: int
    restarts: dict[str, int]
    restarts_after: dict[str, int]


@pytest.fixture(scope="module")
def sender(place: Place) -> Iterator[Sender]:
    """Somebody who may write to the broker."""
    sender = Sender(place)
    yield sender
    sender.close()


@pytest.fixture(scope="module")
def outcomes(place: Place, world: World, sender: Sender) -> Outcomes:
    """All the poison was sent, and all of it was dealt with."""
    place.wait_quiet()
    restarts, dead = _restarts(place), place.dead_letters()
    became: dict[str, str] = {}
    for poison in POISONS:
        sender.send(poison)

    def is_dealt_with() -> bool:
        became.update(sender.heard())
        return len(became) + place.dead_letters() - dead >= len(POISONS)

    with contextlib.suppress(AssertionError):  # which one it is not, is told below
        until(is_dealt_with, "every message is answered or parked", patience=30)
    for message in drained(place, keep=True)[dead:]:
        became.setdefault(json.loads(message.properties)["correlation_id"], PARKED)
    place.wait_ready()
    return Outcomes(became, place.dead_letters() - dead, restarts, _restarts(place))


def _restarts(place: Place) -> dict[str, int]:
    return {name: child.restarts for name, child in place.children().items()}


def test_each_message_is_refused_or_parked(outcomes: Outcomes) -> None:
    assert outcomes.became == {poison.name: poison.becomes for poison in POISONS}


def test_none_is_lost(outcomes: Outcomes) -> None:
    refused = sum(became != PARKED for became in outcomes.became.values())

    assert refused + outcomes.parked == len(POISONS)


def test_no_process_died_of_it(outcomes: Outcomes) -> None:
    assert outcomes.restarts_after == outcomes.restarts


def test_everything_else_still_works(place: Place, world: World, outcomes: Outcomes) -> None:
    unit_id, (person,) = world.unit(people=1)

    allocation = world.places(unit_id, 1)

    lengths = place.wait_quiet()
    assert lengths["nomination"] > 0
    assert place.call("nomination", "get_allocation", {"allocation_id": str(allocation)})["left"] == 1
    assert place.call("registration", "find_person", {"person_id": str(person)})["unit_id"] == str(unit_id)
    assert set(place.readiness().values()) == {200}
    assert {name: place.ops(name, "/livez")[0] for name in SERVICES} == dict.fromkeys(SERVICES, 200)


def test_what_is_parked_is_counted_and_never_shown(place: Place, outcomes: Outcomes) -> None:
    told = place.run_json("parked", "--json")
    shown = place.run("parked").stdout

    assert told == {"followers": [], "dead_letters": place.dead_letters()}
    assert str(told["dead_letters"]) in shown
    assert MARK not in shown
    assert outcomes.parked > 0


def test_nothing_of_it_is_in_a_log(place: Place, outcomes: Outcomes) -> None:
    escaped = json.dumps(MARK)[1:-1]

    assert [name for name, text in place.logs().items() if MARK in text or escaped in text] == []


def test_composed_and_decomposed_letters_are_one_name(place: Place, world: World) -> None:
    name = "Phòng Bổ trợ tư pháp"
    decomposed = unicodedata.normalize("NFD", name)
    assert decomposed != name
    id = uuid4()

    place.call("registration", "register_unit", unit_data(id, name=f"  {decomposed} "))

    (event,) = [one for one in place.events("registration") if one["stream"] == str(id)]
    assert event["state"]["name"] == name


def test_an_overlong_name_of_a_person_is_not_repeated_in_the_refusal(place: Place, world: World) -> None:
    unit_id, _ = world.unit()

    done = place.run(
        "call",
        "registration.register_person",
        json.dumps(person_data(uuid4(), unit_id, name=MARK * 50)),
        "--as",
        "office",
        expect=3,
    )

    assert json.loads(done.stdout)["code"] == "invalid-request"
    assert MARK not in done.stdout + done.stderr
