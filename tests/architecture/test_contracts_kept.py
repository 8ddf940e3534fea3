"""Contracts are kept: each promise has its use case, query or answer, and no refusal is without a sentence."""

import ast
import importlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from pkgutil import walk_packages
from string import Formatter
from typing import Any, get_type_hints

import pytest

from services.catalogue import SERVICES, Entry
from shared import contracts
from shared.contracts.base import COMMON_CODES, COMMON_SENTENCES, Command, Contract, Done, Promise
from shared.eventlog import EventLog, Recorded
from shared.messages import Message, Request, fields_of
from tests.contract.events import recorded_events

ROOT = Path(__file__).parents[2]
KINDS = ("Conflict", "Invalid", "Forbidden", "NotFound")
ENTRIES = list(SERVICES.values())
PROMISES = [(entry, one) for entry in ENTRIES for one in entry.contract.promises()]
CODES_OF_THE_LOG = frozenset({"id-taken", "name-taken", "effective-later"})  # raised by shared.eventlog
EDGE = [ROOT / "shared" / "wire" / "serving.py"]


def name_of(value: Any) -> str:
    return f"{value[0].name}.{value[1].name}" if isinstance(value, tuple) else str(getattr(value, "name", value))


def log_of(entry: Entry) -> type[EventLog]:
    module = importlib.import_module(f"services.{entry.name}.application")
    found: type[EventLog] = getattr(module, f"{entry.name.capitalize()}Log")
    return found


def methods(*files: Path) -> dict[str, ast.FunctionDef]:
    """The methods of all classes of some files."""
    return {
        method.name: method
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef)
    }


def kept_by(entry: Entry, promise: Promise) -> tuple[str, Any, Any]:
    """What keeps a promise: a method of the service, a use case of its log, or a query; its request and answer."""
    if own := methods(entry.folder / "service.py", *EDGE).get(f"answer_{promise.name}"):
        request = next(one.annotation for one in own.args.args if one.arg == "request")
        assert request is not None
        assert own.returns is not None
        return "answer", ast.unparse(request), ast.unparse(own.returns)
    if promise.changes:
        hints = get_type_hints(getattr(log_of(entry), promise.name))
        assert list(hints) == ["command", "who", "return"]
        return "use case", hints["command"].__name__, hints["return"].__name__
    query = getattr(importlib.import_module(f"services.{entry.name}.queries"), promise.name)
    hints = get_type_hints(query)
    assert list(hints) == ["request", "who", "sql", "return"]
    return "query", hints["request"].__name__, hints["return"].__name__


@pytest.mark.parametrize("promised", PROMISES, ids=name_of)
def test_a_promise_is_kept_with_its_own_request_and_answer(promised: tuple[Entry, Promise]) -> None:
    entry, promise = promised
    _, request, answer = kept_by(entry, promise)

    assert (request, answer) == (promise.request.__name__, promise.answer.__name__)


@pytest.mark.parametrize("promised", PROMISES, ids=name_of)
def test_a_promise_says_what_it_is_for_and_for_whom(promised: tuple[Entry, Promise]) -> None:
    _, promise = promised

    assert promise.about.endswith(".")
    assert promise.roles != frozenset()
    assert issubclass(promise.request, Request)
    assert issubclass(promise.answer, Message) and not issubclass(promise.answer, Request)


@pytest.mark.parametrize("promised", [one for one in PROMISES if one[1].changes], ids=name_of)
def test_a_command_is_answered_with_an_id_and_whether_it_was_a_repeat(promised: tuple[Entry, Promise]) -> None:
    answered = [(one.name, one.default) for one in fields_of(promised[1].answer)][:2]

    assert answered == [(one.name, one.default) for one in fields_of(Done)]


@pytest.mark.parametrize("promised", [one for one in PROMISES if one[1].changes], ids=name_of)
def test_every_command_may_be_refused_for_its_day(promised: tuple[Entry, Promise]) -> None:
    assert "effective-later" in promised[1].refuses


@pytest.mark.parametrize("entry", [one for one in ENTRIES if one.has_log], ids=name_of)
def test_a_use_case_is_promised(entry: Entry) -> None:
    """A public method of a log that takes a command is one that can be asked for."""
    promised = {one.name for one in entry.contract.promises()}
    use_cases = {
        name
        for name, method in vars(log_of(entry)).items()
        if callable(method) and not name.startswith("_") and _takes_a_command(method)
    }

    assert use_cases - promised == set()


def _takes_a_command(method: Any) -> bool:
    hint = get_type_hints(method).get("command")
    return isinstance(hint, type) and issubclass(hint, Command)


# -- refusals -----------------------------------------------------------------------------------------


def raised_in(entry: Entry) -> Iterator[tuple[str, str]]:
    """Every code that a service's code refuses with, and where."""
    for file in sorted(entry.folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                code = node.args[0]
                assert isinstance(code, ast.Constant), f"{file.name}:{node.lineno}: a code is written out"
                yield str(code.value), f"{file.relative_to(ROOT)}:{node.lineno}"


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_every_code_that_is_raised_has_a_sentence(entry: Entry) -> None:
    known = COMMON_CODES | entry.contract.sentences.keys()

    assert [where for code, where in raised_in(entry) if code not in known] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_every_code_that_is_raised_is_promised_somewhere(entry: Entry) -> None:
    promised = frozenset().union(*(one.refuses for one in entry.contract.promises()))

    assert [where for code, where in raised_in(entry) if code not in promised] == []


@pytest.mark.parametrize("promised", PROMISES, ids=name_of)
def test_every_code_that_is_promised_has_a_sentence(promised: tuple[Entry, Promise]) -> None:
    entry, promise = promised

    assert promise.refuses - COMMON_CODES - entry.contract.sentences.keys() == set()


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_every_code_that_is_promised_is_raised(entry: Entry) -> None:
    promised = frozenset().union(*(one.refuses for one in entry.contract.promises())) - COMMON_CODES

    assert promised - {code for code, _ in raised_in(entry)} - CODES_OF_THE_LOG == set()


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_no_sentence_is_left_over_and_none_hides_a_common_one(entry: Entry) -> None:
    promised = frozenset().union(*(one.refuses for one in entry.contract.promises()))

    assert entry.contract.sentences.keys() - promised == set()
    assert entry.contract.sentences.keys() & COMMON_CODES == set()


@pytest.mark.parametrize("contract", [one.contract for one in ENTRIES], ids=name_of)
def test_a_sentence_is_shown_whatever_details_there_are(contract: type[Contract]) -> None:
    for code, sentence in {**COMMON_SENTENCES, **contract.sentences}.items():
        wanted = {name for _, name, _, _ in Formatter().parse(sentence) if name}

        assert contract.sentence(code, dict.fromkeys(wanted, 7)).count("{") == 0
        assert contract.sentence(code, {}).count("…") >= len(wanted)
        assert code == code.lower().replace("_", "-").replace(" ", "-")


# -- events and names ---------------------------------------------------------------------------------


RECORDED = recorded_events()


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda one: one.__qualname__)
def test_every_recorded_event_says_who_did_it_and_on_what_ground(recorded: type[Any]) -> None:
    assert issubclass(recorded, Recorded)
    assert recorded.__dataclass_fields__.keys() >= Recorded.__dataclass_fields__.keys()
    assert Recorded.__dataclass_fields__.keys().isdisjoint(vars(recorded).get("__annotations__", {}))


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda one: one.__qualname__)
def test_every_recorded_event_has_a_name_of_our_own(recorded: type[Any]) -> None:
    aggregate, _, event = recorded.TOPIC.rpartition(".")

    assert event == recorded.__name__
    assert aggregate == aggregate.lower()
    assert "services" not in aggregate


def repeated(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def test_every_recorded_name_is_of_one_event() -> None:
    assert repeated([one.TOPIC for one in RECORDED]) == []


def test_every_message_has_a_name_of_its_own() -> None:
    modules = [importlib.import_module(one.name) for one in walk_packages(contracts.__path__, "shared.contracts.")]
    found = [
        name
        for module in modules
        for name, one in vars(module).items()
        if isinstance(one, type) and issubclass(one, Message) and one.__module__ == module.__name__
    ]

    assert repeated(found) == []


def test_every_event_and_every_command_is_of_one_contract() -> None:
    assert repeated([event.__name__ for entry in ENTRIES for event in entry.contract.events]) == []
    assert repeated([one.request.__name__ for _, one in PROMISES if one.changes]) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_every_published_event_is_declared(entry: Entry) -> None:
    """What a service's publishing module returns is what its contract lists."""
    returned = {
        ast.unparse(node.returns)
        for path in [*entry.folder.glob("publishing.py"), *entry.folder.glob("publishing/*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.decorator_list and node.returns
    } - {"Message | None"}

    assert returned == {event.__name__ for event in entry.contract.events}
