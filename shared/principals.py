"""Who asks: a signed token becomes a principal, or the request is refused before anything is read.

Tokens are JWT signed with EdDSA (RFC 8037), by an issuer key that registration's log trusts. In production
the name in it must be an account that is open; in a sandbox the sandbox's key issues for anybody.
Tokens live by the machine's time, not by business time.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contracts.base import Role
from shared.database import Database
from shared.errors import Forbidden

AUDIENCE = "vinhdanh"
CACHED_FOR = 2.0  # seconds: a revocation takes effect at the latest that long after it was followed


@dataclass(frozen=True)
class Principal:
    """Who asks: a stable id, one role, and the unit and person it speaks for."""

    id: str
    role: Role
    unit: UUID | None = None
    person: UUID | None = None


@dataclass(frozen=True)
class IssuerKey:
    """A key whose tokens are believed, and the roles that it may give."""

    public_key: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Account:
    """An account of another system or of a person in production: its role and its last day."""

    role: str
    until: Any
    revoked: bool


class Trust(Protocol):
    """Whom a service believes."""

    def issuer(self, kid: str) -> IssuerKey | None:
        """The issuer key of that id, unless it was withdrawn."""

    def account(self, name: str) -> Account | None:
        """The account of that name."""


class DatabaseTrust:
    """Whom to believe, as followed from registration."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def issuer(self, kid: str) -> IssuerKey | None:
        """The issuer key of that id, unless it was withdrawn."""
        with self._database.reading() as sql:
            row = sql.execute(
                "SELECT public_key, roles FROM issuer_key WHERE kid = %s AND NOT withdrawn", [kid]
            ).fetchone()
        return IssuerKey(row.public_key, frozenset(row.roles)) if row else None

    def account(self, name: str) -> Account | None:
        """The account of that name."""
        with self._database.reading() as sql:
            row = sql.execute("SELECT role, until, revoked FROM account WHERE name = %s", [name]).fetchone()
        return Account(row.role, row.until, row.revoked) if row else None


class Principals:
    """Turns tokens into principals."""

    def __init__(self, trust: Trust, *, sandbox: bool) -> None:
        self._trust = trust
        self._sandbox = sandbox
        self._known: dict[str, tuple[Principal, float, float]] = {}

    def verified(self, token: Any, allowed: Iterable[Role]) -> Principal:
        """The principal of a token.

        :raises Forbidden: ``not-authenticated``, ``token-expired`` or ``role-not-allowed``.
        """
        if not isinstance(token, str) or len(token) > 4096:
            raise Forbidden("not-authenticated")
        now = time.time()
        who, checked, expires = self._known.get(token, (None, 0.0, 0.0))
        if who is None or now - checked > CACHED_FOR:
            who, expires = self._check(token)
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[token] = who, now, expires
        if expires <= now:
            raise Forbidden("token-expired")
        if who.role not in allowed:
            raise Forbidden("role-not-allowed", role=who.role.value)
        return who

    def _check(self, token: str) -> tuple[Principal, float]:
        try:
            kid = str(jwt.get_unverified_header(token).get("kid"))
            key = self._trust.issuer(kid)
            if key is None:
                raise Forbidden("not-authenticated")
            claims = jwt.decode(
                token,
                serialization.load_pem_public_key(key.public_key.encode()),  # type: ignore[arg-type]
                algorithms=["EdDSA"],
                audience=AUDIENCE,
                options={"require": ["exp", "sub", "role"]},
            )
            who = Principal(
                id=str(claims["sub"])[:100],
                role=Role(claims["role"]),
                unit=UUID(claims["unit"]) if claims.get("unit") else None,
                person=UUID(claims["person"]) if claims.get("person") else None,
            )
        except jwt.ExpiredSignatureError:
            raise Forbidden("token-expired") from None
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
            raise Forbidden("not-authenticated") from None
        if who.role.value not in key.roles or (who.role is Role.SERVICE and who.id != kid):
            raise Forbidden("not-authenticated")
        if not self._sandbox and who.role is not Role.SERVICE and key.roles != {Role.OPERATOR.value}:
            self._check_account(who)
        return who, float(claims["exp"])

    def _check_account(self, who: Principal) -> None:
        account = self._trust.account(who.id)
        if account is None or account.role != who.role.value:
            raise Forbidden("not-authenticated")
        if account.revoked or time.strftime("%Y-%m-%d") > account.until.isoformat():
            raise Forbidden("token-expired")


class Issuer:
    """Holds a private key and signs tokens with it."""

    def __init__(self, kid: str, key: Ed25519PrivateKey) -> None:
        self.kid = kid
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> "Issuer":
        """The issuer whose private key lies in a PEM file; its id is the file's name."""
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(key, Ed25519PrivateKey)
        return cls(path.stem, key)

    @classmethod
    def create(cls, path: Path) -> "Issuer":
        """A new key, kept in a file that only its owner reads."""
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(pem)
        return cls(path.stem, key)

    @property
    def public_key(self) -> str:
        """The public half, as PEM."""
        return (
            self._key.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )

    def token(self, who: str, role: Role, *, seconds: int, unit: UUID | None = None, person: UUID | None = None) -> str:
        """A token for a principal, good for some seconds of the machine's time."""
        now = int(time.time())
        claims = {"sub": who, "role": role.value, "aud": AUDIENCE, "iat": now, "exp": now + seconds}
        if unit:
            claims["unit"] = str(unit)
        if person:
            claims["person"] = str(person)
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": self.kid})
