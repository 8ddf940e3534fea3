"""The contract as data, from which another team integrates: complete, plain, and the same as the code."""

import json
from typing import Any

import pytest

from services.catalogue import SERVICES
from services.contract import as_data, as_text
from shared.contracts.base import COMMON_SENTENCES, Contract
from shared.messages import fields_of

CONTRACTS: list[type[Contract]] = [entry.contract for entry in SERVICES.values()]
DATA: dict[str, Any] = as_data(CONTRACTS)
SIMPLE = {
    "text",
    "whole number",
    "true or false",
    "UUID",
    "date (YYYY-MM-DD)",
    "moment (ISO 8601 with offset)",
    "object",
    "nothing",
}


def test_the_catalogue_is_plain_json() -> None:
    assert json.loads(json.dumps(DATA, ensure_ascii=False)) == DATA


def test_every_service_is_in_it_with_its_refusals() -> None:
    assert DATA["common_refusals"] == COMMON_SENTENCES
    assert {name: one["refusals"] for name, one in DATA["services"].items()} == {
        one.name: one.sentences for one in CONTRACTS
    }
    assert sorted(DATA["services"]) == ["nomination", "notification", "registration", "reporting"]


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.name)
def test_every_method_is_in_it_as_promised(contract: type[Contract]) -> None:
    said = DATA["services"][contract.name]["methods"]

    assert {name: (one["changes"], one["roles"], one["refuses"], one["about"]) for name, one in said.items()} == {
        one.name: (one.changes, sorted(one.roles), sorted(one.refuses), one.about) for one in contract.promises()
    }
    for one in contract.promises():
        assert names(said[one.name]["request"]) == [field.name for field in fields_of(one.request)]
        assert names(said[one.name]["answer"]) == [field.name for field in fields_of(one.answer)]


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.name)
def test_every_event_is_in_it_with_its_version_and_fields(contract: type[Contract]) -> None:
    said = DATA["services"][contract.name]["events"]

    assert {name: (one["version"], names(one["fields"])) for name, one in said.items()} == {
        event.__name__: (event.edition, [field.name for field in fields_of(event)]) for event in contract.events
    }


def names(fields: dict[str, Any]) -> list[str]:
    return list(fields)


def every_field(fields: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for field in fields.values() for one in (field, *every_field(field.get("fields", {})))]


def test_every_field_says_its_type_in_words_or_shows_its_parts() -> None:
    messages = [
        fields
        for service in DATA["services"].values()
        for fields in (
            *(method[part] for method in service["methods"].values() for part in ("request", "answer")),
            *(event["fields"] for event in service["events"].values()),
        )
    ]
    said = {
        word
        for fields in messages
        for field in every_field(fields)
        if "fields" not in field and not field["type"].removeprefix("list of ").startswith("one of ")
        for word in field["type"].removeprefix("list of ").split(" or ")
    } - {"true", "false"}

    assert said <= SIMPLE | {"true or false"}


def test_limits_and_defaults_are_told() -> None:
    request = DATA["services"]["nomination"]["methods"]["issue_decision"]["request"]

    assert request["number"] == {
        "type": "text",
        "required": True,
        "limits": {"at_least": 1, "at_most": 60, "lines": False},
    }
    assert request["request_id"] == {"type": "UUID", "required": True, "limits": {"version": 4}}
    assert request["effective_on"] == {"type": "date (YYYY-MM-DD) or nothing", "required": False}
    assert request["paper"]["fields"]["sha256"]["limits"] == {"at_least": 64, "at_most": 64, "lines": False}


def test_the_text_for_people_names_every_method_and_event() -> None:
    text = as_text(CONTRACTS)

    wanted = [f"{one.name}.{promise.name}  (" for one in CONTRACTS for promise in one.promises()]
    wanted += [f"event {event.__name__} (version {event.edition})" for one in CONTRACTS for event in one.events]
    assert [one for one in wanted if one not in text] == []
