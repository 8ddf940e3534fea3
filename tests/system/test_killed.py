"""Whatever is killed while people work, it comes back by itself, and nothing is lost or done twice."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.catalogue import SERVICES
from shared.messages import Json
from tests.system.place import Caller, Place, behind, until
from tests.system.world import World, dossier_data, unit_data

VICTIMS = (*SERVICES, "rabbitmq", "postgres")
PAUSE = 0.05  # seconds between two requests of one clerk


class Clerk(threading.Thread):
    """Somebody who sends request after request, each until it is acknowledged."""

    def __init__(self, place: Place, **who: Any) -> None:
        super().__init__(daemon=True)
        self._caller = Caller(place.amqp_uri, place.token(**who))
        self._stopped = threading.Event()
        self.acknowledged: list[Json] = []
        self.failed: list[BaseException] = []

    def run(self) -> None:
        """Work until told to stop."""
        while not self._stopped.wait(PAUSE) and not self.failed:
            try:
                self.work()
            except BaseException as error:
                self.failed.append(error)
        self._caller.close()

    def stop(self) -> None:
        """Finish the request at hand, and go."""
        self._stopped.set()

    def work(self) -> None:
        """What a clerk does once."""
        raise AssertionError("each kind of clerk says what")

    def send(self, service: str, method: str, data: Json) -> None:
        """Send a request until it is acknowledged."""
        request = {"request_id": str(uuid4()), **data}
        self._caller.insist(service, method, request)
        self.acknowledged.append({"method": method, **request})


class Registrar(Clerk):
    """Enters unit after unit."""

    def work(self) -> None:
        """Enter a unit."""
        self.send("registration", "register_unit", unit_data(uuid4()))


class Nominator(Clerk):
    """Hands dossiers in and withdraws them again, so that there is always a place."""

    def __init__(self, place: Place, unit: UUID, allocation: UUID, subject: UUID) -> None:
        super().__init__(place, role="clerk", unit=unit)
        self._allocation = allocation
        self._subject = subject

    def work(self) -> None:
        """Hand a dossier in, and withdraw it."""
        dossier = dossier_data(self._allocation, self._subject)
        self.send("nomination", "submit", dossier)
        self.send("nomination", "withdraw", {"nomination_id": dossier["nomination_id"], "reason": "Rút để thử."})


class Office:
    """All the clerks at work."""

    def __init__(self, clerks: list[Clerk]) -> None:
        self.clerks = clerks

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let everybody work for a while."""
        for clerk in self.clerks:
            clerk.start()
        yield
        for clerk in self.clerks:
            clerk.stop()
        for clerk in self.clerks:
            clerk.join(120)
        assert not any(clerk.is_alive() for clerk in self.clerks)

    def goes_on(self) -> None:
        """Wait until everybody got a few more requests acknowledged."""
        before = [len(clerk.acknowledged) for clerk in self.clerks]

        def is_so() -> bool:
            assert not self.failures, self.failures
            return all(len(clerk.acknowledged) >= had + 4 for clerk, had in zip(self.clerks, before, strict=True))

        until(is_so, "requests are acknowledged again", patience=120)

    @property
    def failures(self) -> list[BaseException]:
        """What a clerk was refused, though nothing was wrong with it."""
        return [error for clerk in self.clerks for error in clerk.failed]

    def acknowledged(self, method: str) -> list[Json]:
        """The acknowledged requests of one kind."""
        return [request for clerk in self.clerks for request in clerk.acknowledged if request["method"] == method]


@pytest.fixture(scope="module")
def storm(place: Place, world: World) -> Office:
    """A working day on which every process is killed once, without warning."""
    unit, people = world.unit(people=2)
    allocation = world.places(unit, 2)
    nominators = [Nominator(place, unit, allocation, person) for person in people]
    office = Office([Registrar(place, role="office"), Registrar(place, role="secretary"), *nominators])
    with office.at_work():
        for victim in VICTIMS:
            office.goes_on()
            place.back(victim, place.kill(victim))
            office.goes_on()
    place.wait_quiet()
    return office


def test_everything_killed_was_started_again(place: Place, storm: Office) -> None:
    children = place.children()

    assert {name: children[name].restarts >= 1 for name in VICTIMS} == dict.fromkeys(VICTIMS, True)
    assert all(child.alive for child in children.values())


def test_nobody_was_refused(storm: Office) -> None:
    assert storm.failures == []


def test_every_acknowledged_request_is_recorded_exactly_once(place: Place, storm: Office) -> None:
    registered = Counter(one["stream"] for one in place.events("registration") if one["name"] == "unit.Registered")
    recorded = place.events("nomination")
    reserved = _counted(recorded, "allocation.Reserved")
    released = _counted(recorded, "allocation.Released")
    submitted = Counter(one["stream"] for one in recorded if one["name"] == "nomination.Submitted")
    withdrawn = Counter(one["stream"] for one in recorded if one["name"] == "nomination.Withdrawn")

    for request in storm.acknowledged("register_unit"):
        assert registered[request["unit_id"]] == 1
    for request in storm.acknowledged("submit"):
        assert (submitted[request["nomination_id"]], reserved[request["nomination_id"]]) == (1, 1)
    for request in storm.acknowledged("withdraw"):
        assert (withdrawn[request["nomination_id"]], released[request["nomination_id"]]) == (1, 1)


def _counted(events: list[Json], name: str) -> Counter[str]:
    return Counter(str(UUID(one["state"]["nomination_id"])) for one in events if one["name"] == name)


def test_each_request_is_remembered_with_its_answer(place: Place, storm: Office) -> None:
    for service, methods in {"registration": ["register_unit"], "nomination": ["submit", "withdraw"]}.items():
        remembered = {str(id) for (id,) in place.sql(f"SELECT id FROM {service}.request")}
        acknowledged = {one["request_id"] for method in methods for one in storm.acknowledged(method)}
        assert acknowledged - remembered == set()


def test_a_log_has_no_gap_within_a_stream(place: Place, storm: Office) -> None:
    for service in ("registration", "nomination", "reporting"):
        versions: Counter[str] = Counter()
        for event in place.events(service):
            versions[event["stream"]] += 1
            assert event["stream_version"] == versions[event["stream"]]


def test_every_follower_has_read_everything(place: Place, storm: Office) -> None:
    assert behind(place.statuses()) == []
    assert place.run_json("parked", "--json")["followers"] == []


def test_the_places_are_all_free_again(place: Place, storm: Office) -> None:
    allocation = storm.acknowledged("submit")[0]["allocation_id"]

    found = place.call("nomination", "get_allocation", {"allocation_id": allocation}, role="auditor")

    assert (found["places"], found["left"]) == (2, 2)


@pytest.mark.parametrize("service", list(SERVICES))
def test_the_read_tables_equal_a_rebuild_from_the_logs(place: Place, storm: Office, service: str) -> None:
    """And no letter is written a second time, whatever is read a second time."""
    place.wait_quiet()
    before, letters = place.dump(f"{service}_read"), _letters(place)

    place.run("rebuild", service)

    assert place.dump(f"{service}_read") == before
    assert _letters(place) == letters
    assert sum(map(len, before.values())) > 0


def _letters(place: Place) -> list[tuple[str, int, str]]:
    until(lambda: not place.sql("SELECT 1 FROM notification.notice WHERE NOT resolved"), "every notice has its letter")
    return sorted(place.sql("SELECT source, position, recipient FROM notification.letter"))
