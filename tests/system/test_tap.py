"""Who was put into the year is found where the law wants a name, and nowhere else: whatever one taps or reads."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
import yaml

from services.catalogue import SERVICES
from shared.messages import Json
from tests.system.conftest import Season
from tests.system.place import ROOT, WITH_LOG, Place
from tests.system.tap import Tapped, waiting

TOKEN = re.compile(r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.")  # a JWT
PRINTED = {"reporting_read.award", "reporting_read.decision"}  # the tables of issued decisions
SEARCHED = "registration_read.person_name"  # by name, for clerks
NAMES = ("name",)
ADDRESSES = ("email", "external_code", "identity_number")


class Secrets:
    """What must not be found, in every form in which it may be written."""

    def __init__(self) -> None:
        data = yaml.safe_load((ROOT / "deploy" / "demo" / "nam-2022.yml").read_text(encoding="utf-8"))
        self.people: list[Json] = data["people"]
        self.signatories: list[str] = [one["signatory"] for one in data["external_authorities"]]
        self.names = [one["name"] for one in self.people] + self.signatories
        self.addresses = [one[field] for one in self.people for field in ADDRESSES]

    @cached_property
    def _written(self) -> dict[str, str]:
        """Each form of a secret, and the secret."""
        forms = {}
        for secret in (*self.names, *self.addresses):
            for text in (secret, unicodedata.normalize("NFD", secret), secret.upper(), secret.lower(), _bare(secret)):
                forms[text] = secret
                forms[json.dumps(text)[1:-1]] = secret
                forms["\\\\x" + text.encode().hex()] = secret
        return forms

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._written, key=len, reverse=True)
        return re.compile(r"(?<![0-9A-Za-z.])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![0-9A-Za-z])")

    def found_in(self, text: str) -> set[str]:
        """The secrets that a text tells."""
        return {self._written[one] for one in self._pattern.findall(text)}


def _bare(text: str) -> str:
    """Without marks, as a search writes it."""
    marks = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(mark for mark in marks if not unicodedata.combining(mark)).lower()


@dataclass(frozen=True)
class Searched:
    """A season that is searched, and what for."""

    place: Place
    secrets: Secrets
    tapped: list[Tapped]

    def events(self, *names: str) -> list[Tapped]:
        """The tapped events of some names, or all."""
        return [one for one in self.tapped if one.event["name"] in names or not names]

    def tables(self) -> Iterator[tuple[str, str]]:
        """Every table of every schema, with all its rows as one text."""
        schemas = self.place.sql(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'"
        )
        for schema, table in schemas:
            rows = self.place.sql(f'SELECT * FROM {schema}."{table}"')
            yield f"{schema}.{table}", "\n".join(_text(value) for row in rows for value in row)


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


@pytest.fixture(scope="module")
def searched(season: Season) -> Searched:
    """The season, when all is quiet."""
    assert season.demo.returncode == 0
    season.place.wait_quiet()
    return Searched(season.place, Secrets(), season.tap.messages)


def told(secrets: Secrets, texts: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Where which secrets are told."""
    found = ((where, secrets.found_in(text)) for where, text in texts)
    return {where: secret for where, secret in found if secret}


def test_a_search_finds_what_is_there(searched: Searched) -> None:
    person = searched.secrets.people[0]
    forms = [
        person["name"],
        _bare(person["name"]),
        json.dumps(person["name"]),
        unicodedata.normalize("NFD", person["name"]),
    ]

    for text in forms:
        assert searched.secrets.found_in(f'{{"x": "{text}"}}') == {person["name"]}
    for field in ADDRESSES:
        assert searched.secrets.found_in(f"<{person[field]}>") == {person[field]}
    assert searched.secrets.found_in("0.3000000000010001 2022-01-03T08:00:00.000000000001") == set()
    assert TOKEN.search(searched.place.token("reader") or "")


def test_the_tap_heard_every_event(searched: Searched) -> None:
    recorded = Counter({name: len(searched.place.events(name)) for name in WITH_LOG})
    heard = Counter(one.event["position"] for one in searched.tapped)

    born = sum(recorded.values()) - len(searched.tapped)
    assert 0 < born < 20, "only what a place is born with came before the tap"
    assert max(heard.values()) <= len(WITH_LOG)


def test_the_register_publishes_a_name_and_nothing_else_of_a_person(searched: Searched) -> None:
    registered = searched.events("PersonRegistered")

    assert {one.event["data"]["name"] for one in registered} == {one["name"] for one in searched.secrets.people}
    for one in registered:
        assert searched.secrets.found_in(one.body) == {one.event["data"]["name"]}
        assert set(one.event["data"]) == {
            "person_id",
            "unit_id",
            "position_class",
            "staff_kind",
            "front_line",
            "recruited_on",
            "effective_on",
            "name",
            "external_digest",
        }


def test_a_decision_publishes_whom_it_honours_and_who_signed(searched: Searched) -> None:
    issued = searched.events("DecisionIssued")
    people = {one["name"] for one in searched.secrets.people}

    assert len(issued) == 5
    for one in issued:
        data = one.event["data"]
        printed = {line["name"] for line in data["lines"] if line["subject_kind"] == "individual"}
        assert searched.secrets.found_in(one.body) == printed | {data["signatory"]}
        assert printed <= people


def test_no_other_event_tells_anything_of_a_person(searched: Searched) -> None:
    named = {"PersonRegistered", "DecisionIssued"}
    others = [(one.event["name"], one.body) for one in searched.tapped if one.event["name"] not in named]

    assert len(others) > 400
    assert told(searched.secrets, others) == {}


def test_no_routing_key_and_no_header_tells_anything(searched: Searched) -> None:
    around = [(one.routing_key, f"{one.routing_key} {one.properties}") for one in searched.tapped]

    assert told(searched.secrets, around) == {}
    assert not [where for where, text in around if TOKEN.search(text)]


def test_what_is_recorded_is_sealed(searched: Searched) -> None:
    rows = [
        (f"{service} {position} {topic}", f"{topic} {bytes(state).decode()}")
        for service in WITH_LOG
        for position, topic, state in searched.place.sql(
            f"SELECT notification_id, topic, state FROM {service}.{service}_events"
        )
    ]

    assert len(rows) > 800
    assert told(searched.secrets, rows) == {}
    assert not [where for where, text in rows if TOKEN.search(text)]


def test_no_table_but_those_of_issued_decisions_and_of_the_registers_search_tells_anything(searched: Searched) -> None:
    tables = dict(searched.tables())

    found = told(searched.secrets, tables.items())
    assert set(found) == {*PRINTED, SEARCHED}
    assert found[SEARCHED] == {one["name"] for one in searched.secrets.people}
    assert {"registration.request", "nomination.position", "notification.letter", "clock.clock"} <= set(tables)
    assert not [table for table, text in tables.items() if TOKEN.search(text)]


def test_the_tables_of_issued_decisions_hold_what_was_issued(searched: Searched) -> None:
    tables = dict(searched.tables())
    lines = [line for one in searched.events("DecisionIssued") for line in one.event["data"]["lines"]]
    signed = {one.event["data"]["signatory"] for one in searched.events("DecisionIssued")}
    honoured = {line["name"] for line in lines if line["subject_kind"] == "individual"}

    assert searched.secrets.found_in(tables["reporting_read.award"]) == honoured
    assert searched.secrets.found_in(tables["reporting_read.decision"]) == signed
    not_honoured = {one["name"] for one in searched.secrets.people} - honoured - signed
    assert not_honoured, "some got nothing, and stand nowhere"


def test_letters_know_whom_they_are_for(searched: Searched) -> None:
    found = told(searched.secrets, ((one.name, one.read_text()) for one in searched.place.folder.glob("mail/*.txt")))

    named = set.union(*found.values())
    assert named & set(searched.secrets.names)
    hidden = {one[field] for one in searched.secrets.people for field in ("external_code", "identity_number")}
    assert named & hidden == set()


def test_no_log_line_tells_anything(searched: Searched) -> None:
    logs = searched.place.logs()

    assert {f"{name}.log" for name in (*SERVICES, "rabbitmq", "postgres", "mail", "supervisor")} <= set(logs)
    assert all(logs[f"{name}.log"] for name in SERVICES)
    assert told(searched.secrets, logs.items()) == {}
    assert not [name for name, text in logs.items() if TOKEN.search(text)]


def test_no_measure_tells_anything(searched: Searched) -> None:
    pages = {name: searched.place.ops(name, "/metrics")[1] for name in SERVICES}

    assert all("vinhdanh_follower_position" in page for page in pages.values())
    assert told(searched.secrets, pages.items()) == {}
    assert not [name for name, text in pages.items() if TOKEN.search(text)]


def test_nothing_was_parked_and_nothing_waits_on_a_queue(searched: Searched) -> None:
    follows = [
        f"{follower}.follows.{source}"
        for follower, source in [
            ("registration", "nomination"),
            ("nomination", "registration"),
            ("reporting", "registration"),
            ("reporting", "nomination"),
            ("notification", "registration"),
            ("notification", "nomination"),
            ("notification", "reporting"),
        ]
    ]

    assert {queue: waiting(searched.place, queue) for queue in ("dead-letters", *follows)} == dict.fromkeys(
        ("dead-letters", *follows), 0
    )


def test_what_the_program_prints_tells_nothing(searched: Searched, season: Season) -> None:
    printed = {
        "demo": season.demo.stdout + season.demo.stderr,
        "events": searched.place.run("events").stdout,
        "status": searched.place.run("status").stdout,
        "parked": searched.place.run("parked").stdout,
    }

    assert told(searched.secrets, printed.items()) == {}
