"""Who may do what: by a token that somebody trusted signed, never by what a request says of itself."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.catalogue import SERVICES
from shared.contracts.base import COMMON_SENTENCES, Role
from shared.errors import Refusal
from shared.messages import Json
from shared.principals import AUDIENCE, Issuer
from tests.system.conftest import Open
from tests.system.place import Caller, Place, refusal_of, until
from tests.system.world import World, dossier_data, unit_data

NOBODY = ("Forbidden", "not-authenticated")
EXPIRED = ("Forbidden", "token-expired")
WRONG_ROLE = ("Forbidden", "role-not-allowed")


def heard(place: Place, token: str | None, service: str = "registration", method: str = "count_register") -> object:
    """What the holder of a token hears: a refusal's kind and code, or that it was answered."""
    asking = Caller(place.amqp_uri, token)
    try:
        asking.ask(service, method, {"year": 2022} if method == "count_awards" else {})
    except Refusal as refusal:
        return refusal.kind, refusal.code
    finally:
        asking.close()
    return "answered"


def signed(key: Ed25519PrivateKey, kid: str, **changed: object) -> str:
    """A token as somebody signs it."""
    now = int(time.time())
    claims = {"sub": "office:test", "role": "office", "aud": AUDIENCE, "iat": now, "exp": now + 600, **changed}
    return jwt.encode({name: value for name, value in claims.items() if value}, key, "EdDSA", headers={"kid": kid})


@pytest.fixture
def sandbox_key(place: Place) -> Ed25519PrivateKey:
    """The key that issues for anybody in the sandbox."""
    return Issuer.from_file(place.folder / "keys" / "sandbox.pem")._key


# -- a sandbox ----------------------------------------------------------------------------------------


def test_without_a_token_nobody_gets_in(place: Place) -> None:
    assert heard(place, None) == NOBODY
    assert heard(place, "") == NOBODY
    assert heard(place, "office") == NOBODY
    assert heard(place, "x" * 5000) == NOBODY


def test_a_good_token_gets_in(place: Place, sandbox_key: Ed25519PrivateKey) -> None:
    assert heard(place, place.token("office")) == "answered"
    assert heard(place, signed(sandbox_key, "sandbox")) == "answered"


def test_an_expired_token_says_so(place: Place, sandbox_key: Ed25519PrivateKey) -> None:
    assert heard(place, signed(sandbox_key, "sandbox", exp=int(time.time()) - 1)) == EXPIRED


def test_a_forged_token_is_nobodys(place: Place, sandbox_key: Ed25519PrivateKey) -> None:
    good = signed(sandbox_key, "sandbox")
    header, claims, signature = good.split(".")
    unsigned = jwt.encode({"sub": "office:test", "role": "office", "aud": AUDIENCE}, "", "none")
    shared = jwt.encode(
        {"sub": "office:test", "role": "office", "aud": AUDIENCE, "exp": int(time.time()) + 600},
        "a secret that is long enough for its use here",
        "HS256",
        headers={"kid": "sandbox"},
    )
    forged = {
        "by another key": signed(Ed25519PrivateKey.generate(), "sandbox"),
        "by an unknown issuer": signed(sandbox_key, "issuer-9"),
        "by a service's name": signed(sandbox_key, "registration"),
        "without an end": signed(sandbox_key, "sandbox", exp=None),
        "without a role": signed(sandbox_key, "sandbox", role=None),
        "without a name": signed(sandbox_key, "sandbox", sub=None),
        "for somebody else": signed(sandbox_key, "sandbox", aud="another system"),
        "in an unknown role": signed(sandbox_key, "sandbox", role="minister"),
        "as a service": signed(sandbox_key, "sandbox", role="service", sub="nomination"),
        "as the operator": signed(sandbox_key, "sandbox", role="operator"),
        "for a unit that is none": signed(sandbox_key, "sandbox", unit="STP"),
        "with another signature": f"{header}.{claims}.{signature[::-1]}",
        "without a signature": f"{header}.{claims}.",
        "unsigned": unsigned,
        "with a shared secret": shared,
    }

    assert {how: heard(place, token) for how, token in forged.items()} == dict.fromkeys(forged, NOBODY)


def test_every_method_is_for_its_roles_only(place: Place) -> None:
    """Each role asks for each method; only what its contract promises gets past the border."""
    passed, promised = set(), set()
    for role in (Role.READER, Role.CLERK, Role.PORTAL, Role.MEMBER):
        with place.caller(role.value) as asking:
            for service, entry in SERVICES.items():
                for promise in entry.contract.promises():
                    if role in promise.roles:
                        promised.add((role, service, promise.name))
                    try:
                        asking.ask(service, promise.name, {"nothing": "of the kind"})
                    except Refusal as refusal:
                        if refusal.code != "role-not-allowed":
                            assert refusal.code == "invalid-request"
                            passed.add((role, service, promise.name))

    assert passed == promised


def test_the_operator_decides_nothing(place: Place) -> None:
    for method in ("submit", "sign_decision", "confirm_counts", "issue_decision"):
        assert heard(place, place.token("operator"), "nomination", method) == WRONG_ROLE


def test_another_units_dossier_is_out_of_reach(place: Place, world: World) -> None:
    (mine, (person,)), (other, _) = world.unit(people=1), world.unit()
    allocation, dossier = world.places(mine, 1), uuid4()
    request = dossier_data(allocation, person, dossier)

    def refused(method: str, data: Json, unit: UUID | None = other, role: str = "clerk") -> tuple[str, str]:
        refusal = refusal_of(lambda: place.call("nomination", method, data, role=role, unit=unit))
        return refusal.kind, refusal.code

    assert refused("submit", request) == ("Forbidden", "not-your-unit")
    assert refused("submit", request, unit=None) == ("Forbidden", "not-your-unit")
    assert refused("submit", request, unit=mine, role="office") == ("Forbidden", "not-your-unit")
    place.call("nomination", "submit", request, role="clerk", unit=mine)
    place.wait_quiet()
    assert refused("withdraw", {"nomination_id": str(dossier), "reason": "Rút."}) == ("Forbidden", "not-your-unit")
    for unknown in (dossier, uuid4()):
        assert refused("get", {"nomination_id": str(unknown)}) == ("NotFound", "unknown")
    assert refused("get_allocation", {"allocation_id": str(allocation)}) == ("NotFound", "unknown")
    assert place.call("nomination", "list_nominations", {}, role="clerk", unit=other) == {"nominations": []}
    listed = place.call("nomination", "list_nominations", {}, role="head", unit=mine)["nominations"]
    assert [one["nomination_id"] for one in listed] == [str(dossier)]


def test_who_and_when_come_from_the_border(place: Place) -> None:
    unit = uuid4()
    for field, value in {
        "by": "somebody else",
        "role": "director",
        "recorded_at": "1999-01-01T00:00:00+07:00",
        "who": "me",
        "token": "x",
    }.items():
        with pytest.raises(Refusal) as refused:
            place.call("registration", "register_unit", {**unit_data(unit), field: value})
        assert refused.value.code == "invalid-request"
        assert list(refused.value.details["fields"]) == [field]
    with place.caller("secretary", name="secretary:border") as asking:
        asking.ask("registration", "register_unit", unit_data(unit))

    (event,) = [one for one in place.events("registration") if one["stream"] == str(unit)]
    assert (event["state"]["by"], event["state"]["role"]) == ("secretary:border", "secretary")
    clock = place.run("clock").stdout.strip()
    assert event["state"]["recorded_at"] == clock


def test_a_request_is_answered_again_to_the_same_actor_only(place: Place) -> None:
    request = {"request_id": str(uuid4()), **unit_data(uuid4())}

    first = place.call("registration", "register_unit", request)
    again = place.call("registration", "register_unit", request)

    assert (first["replayed"], again) == (False, {**first, "replayed": True})
    other_actor = refusal_of(lambda: place.call("registration", "register_unit", request, role="secretary"))
    other_content = refusal_of(lambda: place.call("registration", "register_unit", {**request, "name": "Khác"}))
    assert (other_actor.code, other_content.code) == ("request-reused", "request-reused")


def test_a_refusal_on_the_command_line(place: Place) -> None:
    done = place.run(
        "call", "nomination.accept", json.dumps({"nomination_id": str(uuid4())}), "--as", "clerk", expect=3
    )

    said = json.loads(done.stdout)
    assert said == {
        "kind": "Forbidden",
        "code": "role-not-allowed",
        "message": COMMON_SENTENCES["role-not-allowed"],
        "details": {"role": "clerk"},
    }
    assert done.stderr == ""


def test_nobody_on_the_command_line(place: Place) -> None:
    done = place.run("call", "registration.count_register", expect=3)

    assert json.loads(done.stdout)["code"] == "not-authenticated"


def test_an_unknown_method_on_the_command_line(place: Place) -> None:
    done = place.run("call", "registration.demolish", "--as", "office", expect=3)

    assert json.loads(done.stdout)["code"] == "unknown-method"


# -- production ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def production(opened: Open) -> Place:
    """A place that was born for production."""
    return opened("production", mode="production")


@pytest.fixture(scope="module")
def hr(production: Place) -> str:
    """The token of another system, which may read."""
    return production.run("account", "add", "hr", "--role", "reader", "--until", "2099-12-31").stdout.strip()


def test_production_has_no_sandbox_key(production: Place) -> None:
    assert {path.name for path in (production.folder / "keys").glob("*.pem")} == {
        *(f"{name}.pem" for name in SERVICES),
        "operator.pem",
        "issuer-1.pem",
    }
    assert production.run_json("status", "--json")["mode"] == "production"


def test_production_issues_no_token_for_anybody(production: Place, place: Place) -> None:
    refused = production.run("token", "--as", "director", expect=1)

    assert "vinhdanh account add" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""
    assert heard(production, place.token("reader")) == NOBODY
    made_here = Issuer.from_file(production.folder / "keys" / "issuer-1.pem")
    assert heard(production, made_here.token("nobody", Role.READER, seconds=60)) == NOBODY


def test_productions_clock_is_nobodys_to_set(production: Place) -> None:
    refused = production.run("clock", "2031-01-01T08:00", expect=1)

    assert "Traceback" not in refused.stderr
    assert {status["clock"][:4] for status in production.statuses().values()} == {time.strftime("%Y")}


def test_an_account_may_do_what_its_role_may(production: Place, hr: str) -> None:
    def asks() -> object:
        return heard(production, hr, "reporting", "count_awards")

    until(lambda: asks() == "answered", "every service has heard of the account")
    assert heard(production, hr, "registration", "register_unit") == WRONG_ROLE
    assert heard(production, hr, "nomination", "submit") == WRONG_ROLE
    assert heard(production, hr, "registration", "open_account") == WRONG_ROLE
    done = production.run("call", "reporting.count_awards", '{"year": 2022}', VINHDANH_TOKEN=hr)
    assert json.loads(done.stdout) == {"counts": [], "total": 0}


def test_an_account_cannot_take_another_role(production: Place, hr: str) -> None:
    issuer = Issuer.from_file(production.folder / "keys" / "issuer-1.pem")

    assert heard(production, issuer.token("hr", Role.DIRECTOR, seconds=60)) == NOBODY
    assert heard(production, issuer.token("hr", Role.OPERATOR, seconds=60)) == NOBODY
    assert heard(production, issuer.token("hr", Role.READER, seconds=60)) == "answered"


def test_an_account_ends_on_its_last_day(production: Place) -> None:
    token = production.run("account", "add", "old", "--role", "reader", "--until", "2020-12-31").stdout.strip()

    assert heard(production, token) == EXPIRED
    issuer = Issuer.from_file(production.folder / "keys" / "issuer-1.pem")
    until(
        lambda: heard(production, issuer.token("old", Role.READER, seconds=600)) == EXPIRED,
        "a longer token is no longer account",
    )


def test_an_account_is_closed_at_once(production: Place) -> None:
    token = production.run("account", "add", "press", "--role", "reader", "--until", "2099-12-31").stdout.strip()
    for service, method in (("registration", "count_register"), ("reporting", "count_awards")):
        until(lambda one=(service, method): heard(production, token, *one) == "answered", "the account is open")

    production.run("account", "revoke", "press")

    for service, method in (("registration", "count_register"), ("reporting", "count_awards")):
        until(lambda one=(service, method): heard(production, token, *one) == EXPIRED, "closed", patience=15)
    again = refusal_of(lambda: production.call("registration", "revoke_account", {"name": "press"}, role="operator"))
    assert (again.kind, again.code) == ("Conflict", "already-revoked")
    taken = production.run("account", "add", "press", "--role", "reader", "--until", "2099-12-31", expect=1)
    assert taken.stdout == ""


def test_keys_are_changed_one_after_the_other(production: Place, hr: str) -> None:
    def opened(name: str, *words: str) -> str:
        done = production.run("account", "add", name, "--role", "reader", "--until", "2099-12-31", *words)
        return done.stdout.strip()

    def good(token: str) -> bool:
        return heard(production, token, "reporting", "count_awards") == "answered"

    production.run("key", "add", "issuer-2")
    by_second, by_first = opened("second"), opened("third", "--key", "issuer-1")
    assert jwt.get_unverified_header(by_second)["kid"] == "issuer-2", "the newest key signs"
    assert jwt.get_unverified_header(by_first)["kid"] == "issuer-1"
    until(lambda: all(map(good, (hr, by_first, by_second))), "both keys are good")

    production.run("key", "withdraw", "issuer-1")

    until(lambda: not good(hr) and not good(by_first), "the first key is good no longer", patience=15)
    assert heard(production, hr, "reporting", "count_awards") == NOBODY
    assert good(by_second)
    assert production.run("key", "add", "sandbox", expect=1).stdout == ""


def test_accounts_and_keys_are_events(production: Place, hr: str) -> None:
    told = [json.loads(line) for line in production.run("events", "registration", "--json").stdout.splitlines()]

    issuers = [one for one in told if one["name"].startswith("issuer.")]
    accounts = [(one["name"], one["state"].get("name")) for one in told if one["name"].startswith("account.")]
    assert {one["state"]["by"] for one in issuers} == {"vinhdanh migrate", "operator"}
    assert [one["state"].get("kid") for one in issuers if one["name"] == "issuer.Trusted"][-1] == "issuer-2"
    assert [one["name"] for one in issuers][-1] == "issuer.Withdrawn"
    opened = [name for what, name in accounts if what == "account.Opened"]
    assert set(opened) == {"hr", "old", "press", "second", "third"}
    assert [what for what, _ in accounts].count("account.Revoked") == 1
    assert "eyJ" not in json.dumps(told)
    assert "PRIVATE" not in json.dumps(told)


def test_private_keys_are_for_their_owner_only(production: Place) -> None:
    keys = production.folder / "keys"

    assert {path.name: oct(path.stat().st_mode & 0o777) for path in keys.iterdir()} == dict.fromkeys(
        (path.name for path in keys.iterdir()), "0o600"
    )
    assert keys.stat().st_mode & 0o077 == 0


@pytest.fixture
def as_sandbox(production: Place) -> Iterator[Place]:
    """The production place, as somebody calls it who forgot to say so."""
    yield Place(production.folder, mode="sandbox")


def kept(place: Place) -> tuple[set[str], list[str], list[str]]:
    """What a refused start may not change: the keys, the schemas, and what is recorded."""
    schemas = sorted(name for (name,) in place.sql("SELECT nspname::text FROM pg_namespace"))
    recorded = [one["name"] for name in ("registration", "nomination", "reporting") for one in place.events(name)]
    return {path.name for path in Path(place.folder / "keys").iterdir()}, schemas, recorded


def test_a_production_database_is_never_started_as_a_sandbox(production: Place, as_sandbox: Place) -> None:
    before = kept(production)

    refused = as_sandbox.run("up", expect=1)

    assert "born production" in refused.stderr
    assert "VINHDANH_MODE=production" in refused.stderr
    assert "Traceback" not in refused.stderr
    production.run("up")
    assert kept(production) == before


@pytest.mark.parametrize("service", ["nomination", "notification"])
def test_no_worker_serves_a_production_database_as_a_sandbox(
    production: Place, as_sandbox: Place, service: str
) -> None:
    addresses = production.stack.addresses()

    refused = as_sandbox.run(
        "serve",
        service,
        expect=1,
        patience=30,
        VINHDANH_DATABASE_URL=addresses["database_url"],
        VINHDANH_AMQP_URI=addresses["amqp_uri"],
        VINHDANH_KEYS=str(production.folder / "keys"),
    )

    assert "born production" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_sandbox_database_is_never_started_as_production(place: Place) -> None:
    before = kept(place)

    refused = Place(place.folder, mode="production").run("migrate", expect=1)

    assert "born sandbox" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert kept(place) == before
