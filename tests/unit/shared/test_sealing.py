"""Personal fields at rest: readable with their key, gone with it, and never guessed from the digests."""

import base64
import hashlib
import json
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sealing import MemoryKeys, Sealer

MASTER = bytes(range(32))
FIELDS = {"name": "Nguyễn Thị Hà", "position": "Chuyên viên"}


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(MASTER, MemoryKeys())


@pytest.fixture
def person() -> UUID:
    return uuid4()


def test_what_is_sealed_can_be_read_with_the_key_and_not_without_it(sealer: Sealer, person: UUID) -> None:
    sealed = sealer.seal(person, "identity", FIELDS)

    assert sealer.open(sealed) == FIELDS
    assert sorted(sealed) == ["box", "key", "sd"]
    assert [one for one in FIELDS.values() if one in json.dumps(sealed, ensure_ascii=False)] == []
    assert [one for one in FIELDS.values() if one.encode() in base64.b64decode(sealed["box"])] == []


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=200), max_size=6))
def test_any_fields_come_back_as_they_were(fields: dict[str, str]) -> None:
    sealer = Sealer(MASTER, MemoryKeys())

    assert sealer.open(sealer.seal(uuid4(), "dossier", fields)) == fields


def test_deleting_the_key_is_erasure_for_every_purpose(sealer: Sealer, person: UUID) -> None:
    identity = sealer.seal(person, "identity", FIELDS)
    dossier = sealer.seal(person, "dossier", {"achievements": "…"})
    neighbour = sealer.seal(uuid4(), "identity", FIELDS)

    assert sealer.keys.delete(person) == 2

    assert (sealer.open(identity), sealer.open(dossier), sealer.open(neighbour)) == (None, None, FIELDS)
    assert sealer.keys.delete(person) == 0


def test_what_is_sealed_after_an_erasure_does_not_bring_back_what_was_erased(sealer: Sealer, person: UUID) -> None:
    before = sealer.seal(person, "identity", FIELDS)
    sealer.keys.delete(person)

    after = sealer.seal(person, "identity", FIELDS)

    assert (sealer.open(before), sealer.open(after)) == (None, FIELDS)


def test_one_key_for_a_person_and_purpose_and_another_for_another_purpose(sealer: Sealer, person: UUID) -> None:
    first, second = sealer.seal(person, "identity", FIELDS), sealer.seal(person, "identity", FIELDS)
    other = sealer.seal(person, "award-record", FIELDS)

    assert first["key"] == second["key"]
    assert first["key"] != other["key"]


@pytest.mark.parametrize("at", [0, 11, 12, 40, -1])
def test_an_altered_box_is_noticed(sealer: Sealer, person: UUID, at: int) -> None:
    sealed = sealer.seal(person, "identity", FIELDS)
    raw = bytearray(base64.b64decode(sealed["box"]))
    raw[at] ^= 1

    with pytest.raises(ValueError, match="was altered"):
        sealer.open({**sealed, "box": base64.b64encode(raw).decode()})


def test_a_box_does_not_open_under_the_key_of_somebody_else(sealer: Sealer, person: UUID) -> None:
    mine, yours = sealer.seal(person, "identity", FIELDS), sealer.seal(uuid4(), "identity", FIELDS)

    with pytest.raises(ValueError, match="was altered"):
        sealer.open({**mine, "key": yours["key"]})


def test_the_same_fields_have_other_digests_each_time(sealer: Sealer, person: UUID) -> None:
    first, second = sealer.seal(person, "identity", FIELDS), sealer.seal(person, "identity", FIELDS)

    assert [len(one["sd"]) for one in (first, second)] == [2, 2]
    assert set(first["sd"]).isdisjoint(second["sd"])


def test_the_digests_do_not_tell_which_field_is_which(sealer: Sealer, person: UUID) -> None:
    sealed = sealer.seal(person, "identity", FIELDS)
    guessed = {
        base64.urlsafe_b64encode(hashlib.sha256(guess.encode()).digest()).rstrip(b"=").decode()
        for guess in (*FIELDS.values(), *map(json.dumps, FIELDS.items()))
    }

    assert guessed.isdisjoint(sealed["sd"])
    assert sealed["sd"] == sorted(sealed["sd"])


def test_without_the_master_key_the_kept_keys_are_useless(person: UUID) -> None:
    keys = MemoryKeys()
    sealed = Sealer(MASTER, keys).seal(person, "identity", FIELDS)

    with pytest.raises(ValueError, match="was altered"):
        Sealer(bytes(32), keys).open(sealed)


def test_equal_secrets_match_under_one_master_key_and_purpose_only(sealer: Sealer) -> None:
    number = "037012345678"
    found = sealer.match("identity", number)

    assert found == sealer.match("identity", number)
    assert len({found, sealer.match("external", number), sealer.match("identity", "037012345679")}) == 3
    assert found != Sealer(bytes(32), MemoryKeys()).match("identity", number)
    assert found != hashlib.sha256(number.encode()).hexdigest()


def test_many_are_sealed_and_opened_together_each_under_a_key_of_its_own(sealer: Sealer) -> None:
    people = {uuid4(): {"name": f"Người {number}"} for number in range(3)}

    sealed = sealer.seal_each("identity", people)
    gone = next(iter(people))
    sealer.keys.delete(gone)

    assert len({one["key"] for one in sealed.values()}) == 3
    assert sealer.open_each([sealed[id] for id in people]) == [None, *[people[id] for id in people if id != gone]]
