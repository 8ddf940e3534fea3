"""Who asks: a token of a trusted key, for a role that key may give, of an account that is open; else nobody."""

import base64
import json
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from shared import principals
from shared.contracts.base import Role
from shared.errors import Forbidden
from shared.principals import AUDIENCE, Account, Issuer, IssuerKey, Principal, Principals


class FakeTrust:
    """Whom a service would believe by what it followed."""

    def __init__(self) -> None:
        self.issuers: dict[str, IssuerKey] = {}
        self.accounts: dict[str, Account] = {}

    def issuer(self, kid: str) -> IssuerKey | None:
        return self.issuers.get(kid)

    def account(self, name: str) -> Account | None:
        return self.accounts.get(name)

    def believes(self, issuer: Issuer, *roles: Role) -> None:
        self.issuers[issuer.kid] = IssuerKey(issuer.public_key, frozenset(role.value for role in roles))

    def knows(self, name: str, role: Role, until: date = date(2999, 1, 1), revoked: bool = False) -> None:
        self.accounts[name] = Account(role.value, until, revoked)


KEY = Ed25519PrivateKey.generate()
ISSUER = Issuer("cong-noi-bo", KEY)
OPERATOR_KEY = Issuer("quan-tri", Ed25519PrivateKey.generate())
SERVICE_KEY = Issuer("nomination", Ed25519PrivateKey.generate())


@pytest.fixture
def trust() -> FakeTrust:
    trust = FakeTrust()
    trust.believes(ISSUER, Role.CLERK, Role.HEAD)
    trust.believes(OPERATOR_KEY, Role.OPERATOR)
    trust.believes(SERVICE_KEY, Role.SERVICE)
    return trust


@pytest.fixture
def sandbox(trust: FakeTrust) -> Principals:
    return Principals(trust, sandbox=True)


@pytest.fixture
def production(trust: FakeTrust) -> Principals:
    return Principals(trust, sandbox=False)


def claims(**more: Any) -> dict[str, Any]:
    now = int(time.time())
    return {"sub": "ha", "role": "clerk", "aud": AUDIENCE, "iat": now, "exp": now + 60} | more


def signed(said: dict[str, Any], key: Any = KEY, kid: str = "cong-noi-bo", algorithm: str = "EdDSA") -> str:
    return jwt.encode(said, key, algorithm=algorithm, headers={"kid": kid})


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in claims().items() if key != name}


def unsigned(said: dict[str, Any]) -> str:
    parts = ({"alg": "none", "typ": "JWT", "kid": "cong-noi-bo"}, said)
    return ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in parts) + "."


def nobody(principals: Principals, token: Any, code: str = "not-authenticated", *allowed: Role) -> None:
    with pytest.raises(Forbidden) as caught:
        principals.verified(token, allowed or tuple(Role))
    assert caught.value.code == code


def test_a_token_says_who_asks_for_which_unit(sandbox: Principals) -> None:
    unit, person = uuid4(), uuid4()
    token = ISSUER.token("ha", Role.CLERK, seconds=60, unit=unit, person=person)

    assert sandbox.verified(token, [Role.CLERK]) == Principal("ha", Role.CLERK, unit, person)
    assert sandbox.verified(token, [Role.CLERK]) == Principal("ha", Role.CLERK, unit, person)


@pytest.mark.parametrize("token", [None, "", 5, b"bytes", "garbage", "a.b.c", "…", "x" * 5000, {"role": "director"}])
def test_no_token_or_garbage_is_nobody(sandbox: Principals, token: Any) -> None:
    nobody(sandbox, token)


FORGED: dict[str, Callable[[], str]] = {
    "by another key under a trusted name": lambda: signed(claims(), Ed25519PrivateKey.generate()),
    "by a key that nobody trusts": lambda: signed(claims(), kid="ai-do"),
    "without a signature": lambda: unsigned(claims()),
    "with the public key as a shared secret": lambda: signed(claims(), "0" * 64, algorithm="HS256"),
    "without a key's name": lambda: jwt.encode(claims(), KEY, algorithm="EdDSA"),
    "for another audience": lambda: signed(claims(aud="another")),
    "without an audience": lambda: signed(without("aud")),
    "without an end": lambda: signed(without("exp")),
    "without a name": lambda: signed(without("sub")),
    "without a role": lambda: signed(without("role")),
    "with a role that does not exist": lambda: signed(claims(role="king")),
    "with two roles": lambda: signed(claims(role=["clerk", "head"])),
    "with a unit that is no id": lambda: signed(claims(unit="van-phong")),
    "with a unit that is a number": lambda: signed(claims(unit=5)),
    "from the future": lambda: signed(claims(iat=int(time.time()) + 3600)),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_token_is_nobody(sandbox: Principals, forged: Callable[[], str]) -> None:
    nobody(sandbox, forged())


def test_an_altered_token_is_nobody(sandbox: Principals) -> None:
    head, _, signature = signed(claims()).split(".")
    said = base64.urlsafe_b64encode(json.dumps(claims(role="head")).encode()).rstrip(b"=").decode()

    nobody(sandbox, f"{head}.{said}.{signature}")


def test_a_token_ends(sandbox: Principals) -> None:
    nobody(sandbox, ISSUER.token("ha", Role.CLERK, seconds=-1), "token-expired")


def test_a_token_that_was_good_ends_at_its_second(sandbox: Principals, monkeypatch: pytest.MonkeyPatch) -> None:
    token = ISSUER.token("ha", Role.CLERK, seconds=60)
    sandbox.verified(token, [Role.CLERK])
    later = time.time() + 61
    monkeypatch.setattr(principals, "CACHED_FOR", 3600.0)
    monkeypatch.setattr(principals.time, "time", lambda: later)

    nobody(sandbox, token, "token-expired")


def test_a_role_may_only_do_what_is_promised_to_it(sandbox: Principals) -> None:
    token = ISSUER.token("ha", Role.CLERK, seconds=60)

    nobody(sandbox, token, "role-not-allowed", Role.OFFICE, Role.DIRECTOR)


def test_a_key_gives_only_its_own_roles(sandbox: Principals) -> None:
    nobody(sandbox, ISSUER.token("ha", Role.DIRECTOR, seconds=60))
    nobody(sandbox, OPERATOR_KEY.token("ha", Role.CLERK, seconds=60))


def test_a_service_asks_under_its_own_name_only(sandbox: Principals) -> None:
    own = SERVICE_KEY.token("nomination", Role.SERVICE, seconds=60)

    assert sandbox.verified(own, [Role.SERVICE]).id == "nomination"
    nobody(sandbox, SERVICE_KEY.token("registration", Role.SERVICE, seconds=60))


def test_a_withdrawn_key_is_believed_no_longer(
    sandbox: Principals, trust: FakeTrust, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = ISSUER.token("ha", Role.CLERK, seconds=60)
    sandbox.verified(token, [Role.CLERK])
    monkeypatch.setattr(principals, "CACHED_FOR", -1.0)  # as if that time had passed

    del trust.issuers[ISSUER.kid]

    nobody(sandbox, token)


def test_a_key_that_is_no_key_is_believed_by_nobody(sandbox: Principals, trust: FakeTrust) -> None:
    trust.issuers["cong-noi-bo"] = IssuerKey("not a PEM", frozenset({"clerk"}))

    nobody(sandbox, ISSUER.token("ha", Role.CLERK, seconds=60))


def test_a_trusted_key_of_another_kind_is_believed_by_nobody(sandbox: Principals, trust: FakeTrust) -> None:
    pem = (
        generate_private_key(65537, 2048)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    trust.issuers["cong-noi-bo"] = IssuerKey(pem.decode(), frozenset({"clerk"}))

    nobody(sandbox, ISSUER.token("ha", Role.CLERK, seconds=60))


# -- production: the name is an open account ----------------------------------------------------------


def test_in_production_an_open_account_may_ask(production: Principals, trust: FakeTrust) -> None:
    trust.knows("ha", Role.CLERK)

    assert production.verified(ISSUER.token("ha", Role.CLERK, seconds=60), [Role.CLERK]) == Principal("ha", Role.CLERK)


def test_in_production_a_name_without_an_account_is_nobody(production: Principals) -> None:
    nobody(production, ISSUER.token("ha", Role.CLERK, seconds=60))


def test_in_production_an_account_has_one_role(production: Principals, trust: FakeTrust) -> None:
    trust.knows("ha", Role.CLERK)

    nobody(production, ISSUER.token("ha", Role.HEAD, seconds=60))


def test_in_production_a_revoked_account_is_closed(production: Principals, trust: FakeTrust) -> None:
    trust.knows("ha", Role.CLERK, revoked=True)

    nobody(production, ISSUER.token("ha", Role.CLERK, seconds=60), "token-expired")


@pytest.mark.parametrize(("days", "open_"), [(-2, False), (2, True)])
def test_in_production_an_account_ends_after_its_last_day(
    production: Principals, trust: FakeTrust, days: int, open_: bool
) -> None:
    trust.knows("ha", Role.CLERK, until=date.fromisoformat(time.strftime("%Y-%m-%d")) + timedelta(days=days))
    token = ISSUER.token("ha", Role.CLERK, seconds=60)

    if open_:
        assert production.verified(token, [Role.CLERK]).id == "ha"
    else:
        nobody(production, token, "token-expired")


def test_in_production_services_and_the_operators_own_key_need_no_account(production: Principals) -> None:
    operator = OPERATOR_KEY.token("quan-tri", Role.OPERATOR, seconds=60)
    service = SERVICE_KEY.token("nomination", Role.SERVICE, seconds=60)

    assert production.verified(operator, [Role.OPERATOR]).role is Role.OPERATOR
    assert production.verified(service, [Role.SERVICE]).role is Role.SERVICE


def test_a_key_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "van-phong.pem"
    made = Issuer.create(path)

    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (Issuer.from_file(path).kid, Issuer.from_file(path).public_key) == ("van-phong", made.public_key)
