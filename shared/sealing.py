"""Personal fields at rest: sealed under a key of the person and the purpose, committed to by salted digests.

A sealed value is plain data: ``{"key", "box", "sd"}``. ``sd`` holds RFC 9901 digests of the disclosures
``[salt, name, value]``, ``box`` the disclosures under AES-256-GCM. Deleting the key is erasure: the digests
stay, and can never be opened. Equal secrets (an identity number, another system's code) are matched by a
keyed HMAC, so that nobody can guess them from the database.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.database import Database

Sealed = dict[str, Any]
Open = Callable[[Sealed], dict[str, str] | None]


MakeKey = Callable[[], tuple[UUID, bytes]]


class Keys(Protocol):
    """Where the wrapped keys are kept."""

    def wrapped(self, keys: Iterable[UUID]) -> dict[UUID, bytes]:
        """Those of the keys that were not deleted."""

    def of(self, subjects: Iterable[UUID], purpose: str, make: MakeKey) -> dict[UUID, tuple[UUID, bytes]]:
        """The key of each subject for a purpose, made when it is first needed."""

    def delete(self, subject: UUID) -> int:
        """Delete the keys of a subject, of every purpose; how many there were."""


class MemoryKeys:
    """Keys for rules that are tried without a database."""

    def __init__(self) -> None:
        self._kept: dict[tuple[UUID, str], tuple[UUID, bytes]] = {}

    def wrapped(self, keys: Iterable[UUID]) -> dict[UUID, bytes]:
        """Those of the keys that were not deleted."""
        wanted = set(keys)
        return {id: wrapped for id, wrapped in self._kept.values() if id in wanted}

    def of(self, subjects: Iterable[UUID], purpose: str, make: MakeKey) -> dict[UUID, tuple[UUID, bytes]]:
        """The key of each subject for a purpose, made when it is first needed."""
        return {one: self._kept.setdefault((one, purpose), make()) for one in subjects}

    def delete(self, subject: UUID) -> int:
        """Delete the keys of a subject."""
        gone = [one for one in self._kept if one[0] == subject]
        for one in gone:
            del self._kept[one]
        return len(gone)


class DatabaseKeys:
    """Keys in the service's own table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def wrapped(self, keys: Iterable[UUID]) -> dict[UUID, bytes]:
        """Those of the keys that were not deleted."""
        with self._database.reading() as sql:
            rows = sql.execute("SELECT id, wrapped FROM sealing_key WHERE id = ANY(%s)", [list(keys)]).fetchall()
        return {row.id: bytes(row.wrapped) for row in rows}

    def of(self, subjects: Iterable[UUID], purpose: str, make: MakeKey) -> dict[UUID, tuple[UUID, bytes]]:
        """The key of each subject for a purpose, made when it is first needed; of two at once, the first counts."""
        wanted = list(subjects)
        made = [make() for _ in wanted]
        asked = [purpose, [id for id, _ in made], wanted, [wrapped for _, wrapped in made], wanted, purpose]
        found: dict[UUID, tuple[UUID, bytes]] = {}
        while len(found) < len(wanted):  # a key that another process is just committing is seen the next time
            with self._database.reading() as sql:
                rows = sql.execute(
                    "WITH made AS (INSERT INTO sealing_key (id, subject, purpose, wrapped)"
                    " SELECT one.id, one.subject, %s, one.wrapped"
                    " FROM unnest(%s::uuid[], %s::uuid[], %s::bytea[]) AS one (id, subject, wrapped)"
                    " ON CONFLICT (subject, purpose) DO NOTHING RETURNING subject, id, wrapped)"
                    " SELECT subject, id, wrapped FROM made UNION ALL"
                    " SELECT subject, id, wrapped FROM sealing_key WHERE subject = ANY(%s) AND purpose = %s",
                    asked,
                ).fetchall()
            found |= {row.subject: (row.id, bytes(row.wrapped)) for row in rows}
        return found

    def delete(self, subject: UUID) -> int:
        """Delete the keys of a subject."""
        with self._database.transaction() as sql:
            return sql.execute("DELETE FROM sealing_key WHERE subject = %s", [subject]).rowcount


class Sealer:
    """Seals and opens personal fields, and matches secrets without knowing them."""

    def __init__(self, master: bytes, keys: Keys) -> None:
        self._master = AESGCM(master)
        self._hmac_key = hmac.digest(master, b"vinhdanh/match", "sha256")
        self.keys = keys

    def seal(self, subject: UUID, purpose: str, fields: dict[str, str]) -> Sealed:
        """Seal fields under the subject's key for that purpose, which is made when it is first needed."""
        return self.seal_each(purpose, {subject: fields})[subject]

    def seal_each(self, purpose: str, fields: Mapping[UUID, dict[str, str]]) -> dict[UUID, Sealed]:
        """Seal the fields of many subjects; their keys are fetched together."""
        keys = self.keys.of(fields, purpose, self._new_key)
        return {subject: self._sealed(*keys[subject], said) for subject, said in fields.items()}

    def _sealed(self, key_id: UUID, wrapped: bytes, fields: dict[str, str]) -> Sealed:
        disclosures = [_disclosure(name, value) for name, value in sorted(fields.items())]
        nonce = os.urandom(12)
        box = AESGCM(self._unwrap(key_id, wrapped)).encrypt(nonce, json.dumps(disclosures).encode(), key_id.bytes)
        return {
            "key": str(key_id),
            "box": base64.b64encode(nonce + box).decode(),
            "sd": sorted(_b64url(hashlib.sha256(one.encode()).digest()) for one in disclosures),
        }

    def open(self, sealed: Sealed) -> dict[str, str] | None:
        """The fields in clear; ``None`` when their key was deleted."""
        return self.open_each([sealed])[0]

    def open_each(self, sealed: Sequence[Sealed]) -> list[dict[str, str] | None]:
        """The fields of each in clear, in order; their keys are fetched together."""
        keys = self.keys.wrapped(UUID(one["key"]) for one in sealed)
        return [self._opened(one, keys.get(UUID(one["key"]))) for one in sealed]

    def opener(self, recorded: Iterable[object]) -> Open:
        """Opens what is sealed in some events; their keys are fetched together, and forgotten with the opener."""
        keys = [UUID(sealed["key"]) for one in recorded for sealed in _sealed_in(list(vars(one).values()))]
        fetched = self.keys.wrapped(keys) if keys else {}
        return lambda sealed: self._opened(sealed, fetched.get(UUID(sealed["key"])))

    def _opened(self, sealed: Sealed, wrapped: bytes | None) -> dict[str, str] | None:
        if wrapped is None:
            return None
        key_id = UUID(sealed["key"])
        raw = base64.b64decode(sealed["box"])
        try:
            opened = AESGCM(self._unwrap(key_id, wrapped)).decrypt(raw[:12], raw[12:], key_id.bytes)
        except InvalidTag:
            raise ValueError(f"what is sealed under key {key_id} was altered") from None
        read = (json.loads(base64.urlsafe_b64decode(one + "==")) for one in json.loads(opened))
        return {name: value for _, name, value in read}

    def match(self, purpose: str, secret: str) -> str:
        """The same text for the same secret, useless to whoever lacks the master key."""
        return hmac.digest(self._hmac_key, f"{purpose}\x00{secret}".encode(), "sha256").hex()

    def _new_key(self) -> tuple[UUID, bytes]:
        id, key, nonce = uuid4(), AESGCM.generate_key(256), os.urandom(12)
        return id, nonce + self._master.encrypt(nonce, key, id.bytes)

    def _unwrap(self, key_id: UUID, wrapped: bytes) -> bytes:
        return self._master.decrypt(wrapped[:12], wrapped[12:], key_id.bytes)


def _sealed_in(values: Iterable[Any]) -> Iterator[Sealed]:
    for value in values:
        if isinstance(value, dict):
            if value.keys() == {"key", "box", "sd"}:
                yield value
            else:
                yield from _sealed_in(value.values())
        elif isinstance(value, list):
            yield from _sealed_in(value)


def _disclosure(name: str, value: str) -> str:
    salt = _b64url(secrets.token_bytes(16))
    return _b64url(json.dumps([salt, name, value], ensure_ascii=False).encode())


def _b64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
