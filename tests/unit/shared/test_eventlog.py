"""The log of a decider: names of our own, kinds kept apart, names taken once, and what others see of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.utils import resolve_topic

from shared.clock import ReadClock
from shared.contracts.base import Command, Done, Envelope, Paper, Role
from shared.errors import Conflict, Invalid, NotFound
from shared.eventlog import Aggregate, Claim, EventLog, Log, Recorded, Tools, event, name_of, recorded_as
from shared.messages import Message
from shared.principals import Principal
from shared.sealing import MemoryKeys, Sealer


@recorded_as("test.lamp")
class Lamp(Aggregate):
    """Something that is hung up, and lit."""

    class Hung(Recorded, Aggregate.Created):
        place: str

    class Lit(Recorded, Aggregate.Event):
        on: date

    @event(Hung)
    def __init__(self, id: UUID, place: str) -> None:
        self._id = id
        self.place = place
        self.lit_on: date | None = None

    @classmethod
    def hang(cls, id: UUID, place: str, did: Any) -> "Lamp":
        return cls._create(cls.Hung, id=id, place=place, **did)

    def light(self, did: Any) -> None:
        self.trigger_event(self.Lit, on=did["effective_on"], **did)

    @event(Lit)
    def _lit(self, on: date) -> None:
        self.lit_on = on


class HangLamp(Command):
    lamp_id: UUID
    place: str


class LampHung(Message, version=3):
    lamp_id: UUID
    place: str


class LampLog(EventLog):
    """Hanging is public, lighting is not."""

    name = "lamps"

    def hang(self, command: HangLamp, who: Principal) -> Done:
        did = self.did(who, command)
        lamp = Lamp.hang(self.new(command.lamp_id), command.place, did)
        place = self.claim("place", command.place, lamp.id, did)
        return self.record(lamp, place, did=did, answer=Done(id=lamp.id))

    def light(self, command: HangLamp, who: Principal) -> Done:
        did = self.did(who, command)
        lamp = self.load(Lamp, command.lamp_id)
        lamp.light(did)
        lamp.light(did)
        return self.record(lamp, did=did, answer=Done(id=lamp.id))

    def public(self, recorded: Any, open_sealed: Any) -> Message | None:
        if isinstance(recorded, Lamp.Hung):
            return LampHung(lamp_id=recorded.originator_id, place=recorded.place)
        return None


WHO = Principal("van-phong", Role.OFFICE)
LATE_EVENING = datetime(2022, 6, 30, 17, 30, tzinfo=UTC)  # it is already the first of July in Vietnam


@pytest.fixture
def log() -> Iterator[LampLog]:
    with LampLog(tools=Tools(ReadClock(lambda: LATE_EVENING), Sealer(bytes(32), MemoryKeys()))) as log:
        yield log


def hanging(place: str = "sảnh", **more: Any) -> HangLamp:
    return HangLamp(**{"request_id": uuid4(), "lamp_id": uuid4(), "place": place} | more)


def test_recorded_names_are_ours_and_code_may_move(log: LampLog) -> None:
    command = hanging()
    log.hang(command, WHO)
    log.light(command, WHO)

    recorded = [one for _, one in log.recorded_events(0, 10)]

    assert [name_of(one) for one in recorded] == ["test.lamp.Hung", "claim.Made", "test.lamp.Lit", "test.lamp.Lit"]
    assert [resolve_topic(name_of(one)) for one in recorded] == [type(one) for one in recorded]
    assert [one.topic for one in log.recorder.select_notifications(1, 10)] == [name_of(one) for one in recorded]
    assert "LampLog" not in "".join(one.state.decode() for one in log.recorder.select_notifications(1, 10))


def test_every_event_says_who_did_it_for_whom_on_what_ground_and_when(log: LampLog) -> None:
    unit, paper = uuid4(), Paper(title="Công văn 15", sha256="ab" * 32)
    log.hang(hanging(on_behalf_of=unit, basis="Điều 5", paper=paper, effective_on=date(2022, 6, 1)), WHO)

    _, hung = log.recorded_events(0, 1)[0]

    assert (hung.by, hung.role, hung.on_behalf_of, hung.basis) == ("van-phong", "office", str(unit), "Điều 5")
    assert hung.paper == {"title": "Công văn 15", "sha256": "ab" * 32}
    assert (hung.effective_on, hung.recorded_at) == (date(2022, 6, 1), LATE_EVENING)


def test_each_event_has_a_salt_of_its_own_even_within_one_request(log: LampLog) -> None:
    command = hanging()
    log.hang(command, WHO)
    log.light(command, WHO)

    salts = [one.salt for _, one in log.recorded_events(0, 10)]

    assert len(set(salts)) == 4
    assert {len(bytes.fromhex(one)) for one in salts} == {16}


def test_what_counts_from_today_is_vietnams_today(log: LampLog) -> None:
    command = hanging()
    log.hang(command, WHO)
    log.light(hanging(lamp_id=command.lamp_id, effective_on=date(2022, 7, 1)), WHO)

    assert log.load(Lamp, command.lamp_id).lit_on == date(2022, 7, 1)


def test_nothing_counts_from_tomorrow(log: LampLog) -> None:
    with pytest.raises(Invalid) as caught:
        log.hang(hanging(effective_on=date(2022, 7, 2)), WHO)

    assert caught.value.code == "effective-later"
    assert caught.value.details == {"effective_on": date(2022, 7, 2), "today": date(2022, 7, 1)}
    assert log.length == 0


def test_an_id_of_another_kind_is_unknown(log: LampLog) -> None:
    command = hanging()
    log.hang(command, WHO)

    for kind, id in ((Claim, command.lamp_id), (Lamp, Claim.id_of("place", "sảnh")), (Lamp, uuid4())):
        with pytest.raises(NotFound) as caught:
            log.load(kind, id)
        assert (caught.value.code, caught.value.details) == ("unknown", {"id": id})
        assert log.find(kind, id) is None


def test_an_id_is_used_once_for_whatever_kind(log: LampLog) -> None:
    command = hanging()
    log.hang(command, WHO)

    for id in (command.lamp_id, Claim.id_of("place", "sảnh")):
        with pytest.raises(Conflict, match="id-taken"):
            log.hang(hanging("hành lang", lamp_id=id), WHO)


def test_a_name_is_taken_once_and_belongs_to_one_kind(log: LampLog) -> None:
    command = hanging()
    log.hang(command, WHO)

    with pytest.raises(Conflict, match="name-taken"):
        log.hang(hanging(), WHO)

    assert log.length == 2
    assert log.load(Claim, Claim.id_of("place", "sảnh")).owner == command.lamp_id
    assert Claim.id_of("place", "sảnh") != Claim.id_of("unit", "sảnh")


def test_a_log_is_born_once_as_what_it_is(log: LampLog) -> None:
    did = log.did(WHO, hanging())
    log.save(Log.born("lamps", "production", did))

    assert log.load(Log, Log.id_of("lamps")).mode == "production"
    assert [name for name, _ in headers(log)] == ["log.Opened"]


def headers(log: LampLog, after: int = 0, limit: int = 10) -> list[tuple[str, Any]]:
    return [(one.name, one.data) for one in log.public_events(after, limit).events]


def test_others_see_every_event_a_private_one_as_a_header_only(log: LampLog) -> None:
    command = hanging()
    log.hang(command, WHO)
    log.light(command, WHO)

    page = log.public_events(0, 10)

    assert page.events[0] == Envelope(
        position=1,
        previous=0,
        name="LampHung",
        stream=command.lamp_id,
        stream_version=1,
        by="van-phong",
        recorded_at=LATE_EVENING,
        version=3,
        data={"lamp_id": str(command.lamp_id), "place": "sảnh"},
    )
    assert page.events[2] == Envelope(
        position=3,
        previous=2,
        name="test.lamp.Lit",
        stream=command.lamp_id,
        stream_version=2,
        by="van-phong",
        recorded_at=LATE_EVENING,
    )
    assert page.upto == 4


def test_pages_join_without_a_gap(log: LampLog) -> None:
    for place in ("sảnh", "hành lang", "cầu thang"):
        log.hang(hanging(place), WHO)

    read: list[Envelope] = []
    at = 0
    while (page := log.public_events(at, 2)).events:
        assert page.upto > at
        read += page.events
        at = page.upto

    assert read == list(log.public_events(0, 100).events)
    assert [one.previous for one in read] == [0] + [one.position for one in read[:-1]]
    assert (log.public_events(at, 2).upto, log.length) == (at, at)


def test_an_empty_log_has_no_position(log: LampLog) -> None:
    assert (log.length, log.public_events(0, 10).events, log.public_events(0, 10).upto) == (0, (), 0)


def test_a_repeat_is_told_by_type_content_and_actor(log: LampLog) -> None:
    command = hanging()
    other = Principal("nguoi-khac", Role.OFFICE)

    assert log.digest(command, WHO) == log.digest(HangLamp.load(command.dump()), WHO)
    assert len({log.digest(command, WHO), log.digest(command, other), log.digest(hanging(), WHO)}) == 3


def test_the_digest_of_a_request_tells_nothing_without_the_master_key(log: LampLog) -> None:
    other = LampLog(tools=Tools(sealer=Sealer(bytes(range(32)), MemoryKeys())))
    command = hanging()

    assert log.digest(command, WHO) != other.digest(command, WHO)


def test_a_name_is_taken_once(log: LampLog) -> None:
    log.hang(hanging("sảnh"), WHO)

    with pytest.raises(Conflict) as caught:
        log.hang(hanging("sảnh"), WHO)

    assert (caught.value.code, caught.value.details) == ("name-taken", {"kind": "place", "name": "sảnh"})
