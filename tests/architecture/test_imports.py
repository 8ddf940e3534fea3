"""Who may import whom, read from the code without running it."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix() for folder in ("shared", "services") for path in (ROOT / folder).rglob("*.py")
)
SERVICES = sorted(path.parent.name for path in (ROOT / "services").glob("*/service.py"))

DECIDES = ("shared.errors", "shared.eventlog", "shared.calendar", "shared.money", "shared.sealing")  # sealed facts
ASKS = ("shared.contracts.*", "shared.database", "shared.errors", "shared.principals", "shared.vietnamese")
# Module by module what of ours it may import; {own} is the service that it belongs to. The first match counts.
MAY_IMPORT: list[tuple[str, tuple[str, ...]]] = [
    ("shared/__init__.py", ()),
    ("shared/errors.py", ()),
    ("shared/clock.py", ()),
    ("shared/messages.py", ("shared.errors",)),
    ("shared/contracts/*", ("shared.clock", "shared.errors", "shared.messages", "shared.contracts.*")),
    # whom to believe is followed like anything else: a promise of every service, so it is shared
    ("shared/trust.py", ("shared.contracts.*", "shared.database", "shared.following")),
    ("shared/*", ("shared.*",)),
    ("services/*/rules/*", (*DECIDES, "shared.contracts.*")),
    ("services/*/domain*", (*DECIDES, "services.{own}.domain.*", "services.{own}.rules", "shared.contracts.*")),
    (
        "services/*/application*",
        (
            "services.{own}.*",
            "shared.contracts.*",
            *DECIDES,
            "shared.messages",
            "shared.principals",
            "shared.clock",
        ),
    ),
    (
        "services/*/publishing*",
        (
            "services.{own}.domain*",
            "services.{own}.publishing*",
            "shared.contracts.*",
            "shared.messages",
            "shared.sealing",
        ),
    ),
    ("services/*/projection*", ("services.{own}.*", *ASKS, "shared.sealing", "shared.trust", "shared.following")),
    ("services/*/queries*", ("services.{own}.*", *ASKS)),
    (
        "services/*/service.py",
        (
            "services.{own}",
            "services.{own}.*",
            "shared.contracts.*",
            "shared.following",
            "shared.outbox",
            "shared.principals",
            "shared.trust",
            "shared.wire",
        ),
    ),
    (
        "services/*/pages.py",
        (
            "services.{own}",
            "services.{own}.*",
            "shared.contracts.*",
            "shared.vietnamese",
            "shared.web.*",
            "shared.wire",
        ),
    ),
    ("services/commands/*", ("*",)),
    ("services/__main__.py", ("*",)),
    ("services/catalogue.py", ("shared.contracts.*",)),
    ("services/contract.py", ("shared.contracts.*", "shared.messages")),
    ("services/founding.py", ("*",)),
    # what a service has beside these: plans, notices, letters, names; never the wire
    (
        "services/*/*.py",
        ("services.{own}.*", *ASKS, "shared.clock", "shared.messages", "shared.settings", "shared.sealing"),
    ),
    ("services/__init__.py", ()),
]
FRAMEWORK = ("nameko", "kombu", "eventlet", "amqp")
FRAMEWORK_IN = ("shared/wire/*", "shared/web/*", "shared/outbox.py", "shared/green.py")
ALSO = {("services/commands/tending.py", "kombu")}  # counts the dead letters
LIBRARIES = ("eventsourcing", "psycopg", "psycopg_pool", "marshmallow")


def imports(file: str) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse((ROOT / file).read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            module = str(node.module)
            known = module.replace(".", "/")
            for name in node.names:
                is_module = (ROOT / known / f"{name.name}.py").exists() or (ROOT / known / name.name).is_dir()
                yield f"{module}.{name.name}" if is_module else module


def ours(file: str) -> set[str]:
    return {one for one in imports(file) if one.split(".")[0] in ("shared", "services", "deploy", "tests")}


def others(file: str) -> set[str]:
    return {one.split(".")[0] for one in imports(file)} - {"shared", "services", "deploy", "tests"}


def allowed(file: str) -> tuple[str, ...]:
    own = file.split("/")[1]
    patterns = next(may for pattern, may in MAY_IMPORT if fnmatch(file, pattern))
    return tuple(one.replace("{own}", own) for one in patterns)


@pytest.mark.parametrize("file", FILES)
def test_a_module_imports_of_ours_what_it_may(file: str) -> None:
    may = allowed(file)

    assert [one for one in sorted(ours(file)) if not any(fnmatch(one, pattern) for pattern in may)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_services_meet_in_contracts_only(service: str) -> None:
    files = [file for file in FILES if file.startswith(f"services/{service}/")]
    neighbours = tuple(f"services.{one}" for one in SERVICES if one != service)

    assert files != []
    assert [(file, one) for file in files for one in ours(file) if one.startswith(neighbours)] == []


def test_what_is_shared_knows_no_service_and_no_place_where_it_runs() -> None:
    files = [file for file in FILES if file.startswith("shared/")]

    assert [(file, one) for file in files for one in ours(file) if not one.startswith("shared")] == []


@pytest.mark.parametrize("service", SERVICES)
def test_rules_know_of_their_own_contract_and_of_whom_it_is_about(service: str) -> None:
    """A domain takes names of kinds from contracts, never a message."""
    domain = [file for file in FILES if file.startswith((f"services/{service}/domain", f"services/{service}/rules"))]
    contracts = {one for file in domain for one in ours(file) if one.startswith("shared.contracts")}

    assert contracts <= {f"shared.contracts.{service}", "shared.contracts.registration.kinds"}


def test_rules_take_only_choices_from_contracts() -> None:
    taken = set()
    for file in FILES:
        if fnmatch(file, "services/*/domain*") or fnmatch(file, "services/*/rules/*"):
            for node in ast.walk(ast.parse((ROOT / file).read_text())):
                if isinstance(node, ast.ImportFrom) and str(node.module).startswith("shared.contracts."):
                    taken |= {(str(node.module), name.name) for name in node.names}
    choices = set()
    for module, name in taken:
        tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text())
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name == name:
                choices |= {(module, name) for base in node.bases if ast.unparse(base) == "StrEnum"}

    assert taken - choices == set()


@pytest.mark.parametrize("file", FILES)
def test_the_framework_is_at_the_edge(file: str) -> None:
    found = {(file, one) for one in others(file) & set(FRAMEWORK)} - ALSO

    assert any(fnmatch(file, place) for place in FRAMEWORK_IN) or found == set()


def test_messages_and_contracts_know_no_database_and_no_log() -> None:
    files = [file for file in FILES if fnmatch(file, "shared/contracts/*")]
    found = {one for file in files for one in others(file)}

    assert found.isdisjoint({*LIBRARIES, *FRAMEWORK})
    assert others("shared/messages.py").isdisjoint({"eventsourcing", "psycopg", *FRAMEWORK})


@pytest.mark.parametrize(
    ("library", "places"),
    [
        ("eventsourcing", ("shared/eventlog.py", "shared/wire/serving.py", "shared/migration.py")),
        ("marshmallow", ("shared/messages.py",)),
        ("jwt", ("shared/principals.py",)),
        ("cryptography", ("shared/sealing.py", "shared/principals.py")),
    ],
)
def test_a_library_is_known_in_few_places(library: str, places: tuple[str, ...]) -> None:
    assert {file for file in FILES if library in others(file)} <= set(places)
