"""Messages at the border: strict once, the same after a round trip, and old ones are brought up to date."""

import dataclasses
import unicodedata
from datetime import UTC, date, datetime
from enum import StrEnum
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, get_args, get_origin
from uuid import UUID, uuid1, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalogue import SERVICES
from shared import contracts
from shared.clock import VIETNAM
from shared.errors import Invalid
from shared.messages import Message, Request, fields_of, hints_of, many, new_id, number, text


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Part(Request):
    count: int = number(at_least=1, at_most=9)


class Sample(Request):
    """A request with a field of every kind."""

    id: UUID = new_id()
    other_id: UUID | None = None
    name: str = text(at_most=10)
    note: str = text(at_least=0, at_most=20, lines=True, default="")
    count: int = number(at_least=0, at_most=10)
    urgent: bool = False
    due_on: date | None = None
    colour: Colour = Colour.RED
    parts: tuple[Part, ...] = many(at_least=0, at_most=2, default=())
    words: tuple[str, ...] = many(at_most=3, item=text(at_most=5), default=())


class Happened(Message, version=2):
    """A published event in its second version."""

    thing_id: UUID
    outcome: Colour
    signed_on: date
    said: str
    at: datetime | None = None

    @staticmethod
    def upcast_v1_v2(data: dict[str, Any]) -> dict[str, Any]:
        """Version 1 said ``approved`` and gave a time."""
        return {**data, "outcome": "red" if data["approved"] else "blue", "signed_on": data["decided_at"][:10]}


def sample(**more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "name": "Hà", "count": 5, **more}


def faults(kind: type[Message], data: Any) -> Any:
    with pytest.raises(Invalid, match="invalid-request") as caught:
        kind.load(data)
    return caught.value.details["fields"]


@pytest.mark.parametrize("count", [5.9, 5.0, "5", True, None, -1, 11, [5], {}])
def test_a_whole_number_is_a_whole_number(count: Any) -> None:
    assert list(faults(Sample, sample(count=count))) == ["count"]


@pytest.mark.parametrize("urgent", ["yes", "true", 1, 0, "", None])
def test_true_is_true(urgent: Any) -> None:
    assert list(faults(Sample, sample(urgent=urgent))) == ["urgent"]


@pytest.mark.parametrize("name", ["Hà\x00", "Hà\ud800", "Hà\n", "Hà\x1b[2J", "Hà\x7f", "", "   ", "x" * 11, 5, None])
def test_text_is_clean_and_within_its_limit(name: Any) -> None:
    assert list(faults(Sample, sample(name=name))) == ["name"]


def test_text_may_have_lines_where_it_says_so_and_still_no_control_character() -> None:
    assert Sample.load(sample(note="một\n\thai")).note == "một\n\thai"
    assert list(faults(Sample, sample(note="một\rhai"))) == ["note"]


def test_the_lines_of_a_text_end_in_one_way() -> None:
    assert Sample.load(sample(note="một\r\nhai")).note == "một\nhai"


def test_text_is_composed_and_trimmed_before_it_is_counted() -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị")

    assert len(decomposed) > 10
    assert Sample.load(sample(name=f"  {decomposed} ")).name == "Nguyễn Thị"


@pytest.mark.parametrize(
    "id", [str(uuid1()), str(UUID(int=0)), uuid4().hex, "{" + str(uuid4()) + "}", str(uuid4())[:-1] + "g", 7, None]
)
def test_a_new_id_is_a_random_uuid_in_its_one_spelling(id: Any) -> None:
    assert list(faults(Sample, sample(id=id))) == ["id"]


def test_an_id_that_others_chose_may_have_any_version() -> None:
    known = uuid1()

    assert Sample.load(sample(other_id=str(known))).other_id == known


@pytest.mark.parametrize(
    "day", ["2022-02-29", "2022-13-01", "2022-2-9", "20220209", "09/02/2022", "2022-02-09T00:00:00", 20220209]
)
def test_a_date_exists_and_is_written_in_one_way(day: Any) -> None:
    assert list(faults(Sample, sample(due_on=day))) == ["due_on"]


@pytest.mark.parametrize(
    "moment", ["2022-02-09T08:00:00", "2022-02-09 08:00:00Z", "2022-02-30T08:00:00Z", "2022-02-09"]
)
def test_a_moment_has_its_offset(moment: str) -> None:
    data = {"thing_id": str(uuid4()), "outcome": "red", "signed_on": "2022-02-09", "said": "", "at": moment}

    assert list(faults(Happened, data)) == ["at"]


@pytest.mark.parametrize("colour", ["green", "RED", 1, None, ["red"], {}])
def test_a_choice_is_one_of_its_values(colour: Any) -> None:
    assert list(faults(Sample, sample(colour=colour))) == ["colour"]


@pytest.mark.parametrize("parts", [{}, "x", [{"count": 1}] * 3, [{"count": 0}], [{"count": 1, "more": 1}], [5], None])
def test_a_list_is_as_long_as_it_may_be_and_its_parts_are_as_strict(parts: Any) -> None:
    assert list(faults(Sample, sample(parts=parts))) == ["parts"]


def test_the_texts_of_a_list_have_a_limit_of_their_own() -> None:
    assert faults(Sample, sample(words=["năm", "dài quá"])) == {"words": {1: ["dài quá 5 ký tự"]}}


@pytest.mark.parametrize("data", [None, [], "x", 5])
def test_a_request_is_an_object(data: Any) -> None:
    assert faults(Sample, data) == {"_schema": ["phải là một đối tượng"]}


def test_every_wrong_field_is_named_at_once() -> None:
    assert faults(Sample, {"count": "5", "name": "Hà"}) == {
        "id": ["thiếu trường bắt buộc"],
        "count": ["phải là số nguyên"],
    }


def test_a_request_refuses_what_it_does_not_know_and_an_event_ignores_it() -> None:
    event = {"thing_id": str(uuid4()), "outcome": "red", "signed_on": "2022-02-09", "said": "", "later": 1}

    assert faults(Sample, sample(later=1)) == {"later": ["trường không có trong hợp đồng"]}
    assert Happened.load(event).dump() == {**{key: event[key] for key in list(event)[:4]}, "at": None}


def test_the_texts_of_an_event_were_checked_when_it_was_recorded() -> None:
    long = "x" * 100_000
    event = {"thing_id": str(uuid4()), "outcome": "red", "signed_on": "2022-02-09", "said": long}

    assert Happened.load(event).said == long


def test_an_old_event_is_brought_up_to_date() -> None:
    thing = uuid4()
    old = {"thing_id": str(thing), "approved": True, "decided_at": "2022-11-18T08:00:00+07:00", "said": ""}

    assert Happened.load(old, version=1) == Happened(
        thing_id=thing, outcome=Colour.RED, signed_on=date(2022, 11, 18), said=""
    )
    assert faults(Happened, old) == {"outcome": ["thiếu trường bắt buộc"], "signed_on": ["thiếu trường bắt buộc"]}


def test_a_message_is_never_changed() -> None:
    message = Part(count=1)

    with pytest.raises(dataclasses.FrozenInstanceError):
        message.count = 2  # type: ignore[misc]


def test_a_message_carries_plain_values_only() -> None:
    with pytest.raises(TypeError, match="cannot carry float"):
        Part(count=1.5).dump()  # type: ignore[arg-type]


# -- the round trip of every message that there is ----------------------------------------------------


def texts(rule: dict[str, Any]) -> st.SearchStrategy[str]:
    least, most = rule.get("at_least", 1), min(rule.get("at_most", 200), 80)
    characters = st.characters(exclude_categories=("Cc", "Cs"))
    clean = st.text(characters, max_size=most).map(lambda one: unicodedata.normalize("NFC", one).strip())
    return clean.filter(lambda one: len(one) <= most).map(lambda one: one.ljust(least, "a"))


def values(hint: Any, rule: Any, request: bool) -> st.SearchStrategy[Any]:
    """Any value that a field of this annotation and rule takes."""
    if type(None) in get_args(hint):
        (inner,) = (one for one in get_args(hint) if one is not type(None))
        return st.none() | values(inner, rule, request)
    if get_origin(hint) is tuple:
        item = values(get_args(hint)[0], rule.get("item", {}), request)
        least = rule.get("at_least", 0)
        return st.lists(item, min_size=least, max_size=max(least, 2)).map(tuple)
    if get_origin(hint) is dict:
        return st.dictionaries(st.text(max_size=5), st.integers(0, 9), max_size=2)
    if issubclass(hint, Message):
        return messages(hint)
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    if hint is int:
        return st.integers(rule.get("at_least", -(2**53) + 1), rule.get("at_most", 2**53 - 1))
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: texts(rule if request else {"at_least": 0, **rule}),
        UUID: st.uuids(version=4),
        bool: st.booleans(),
        date: st.dates(),
        datetime: st.datetimes(datetime(1990, 1, 1), timezones=st.sampled_from([UTC, VIETNAM])),  # noqa: DTZ001
    }
    return plain[hint]


def messages(kind: type[Message]) -> st.SearchStrategy[Message]:
    hints = hints_of(kind)
    request = issubclass(kind, Request)
    return st.builds(kind, **{one.name: values(hints[one.name], one.metadata, request) for one in fields_of(kind)})


EVERY = sorted(
    {
        one
        for module in walk_packages(contracts.__path__, "shared.contracts.")
        for one in vars(import_module(module.name)).values()
        if isinstance(one, type) and issubclass(one, Message) and one is not Message
    },
    key=lambda one: (one.__module__, one.__name__),
)


def test_every_promise_is_among_the_messages_that_make_the_round_trip() -> None:
    promised = {
        kind for entry in SERVICES.values() for one in entry.contract.promises() for kind in (one.request, one.answer)
    }

    assert promised - set(EVERY) == set()


@given(st.one_of(*(messages(kind) for kind in EVERY)))
def test_what_was_dumped_loads_as_it_was(message: Message) -> None:
    assert type(message).load(message.dump()) == message
    assert type(message).load(message.dump()).dump() == message.dump()


@given(st.text(max_size=30))
def test_whatever_text_is_taken_is_clean_for_ever(anything: str) -> None:
    try:
        taken = Sample.load(sample(note=anything)).note
    except Invalid:
        return
    assert taken == unicodedata.normalize("NFC", taken)
    assert Sample.load(sample(note=taken)).note == taken
    assert {unicodedata.category(mark) for mark in taken.replace("\n", "").replace("\t", "")}.isdisjoint({"Cc", "Cs"})
