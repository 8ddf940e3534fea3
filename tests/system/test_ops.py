"""Operating it: what probes say when a server is away, followers that stop at an event, and the sandbox's clock."""

import json
import re
import time
from uuid import UUID, uuid4

import pytest

from services.catalogue import SERVICES
from shared.errors import Refusal
from shared.messages import Json
from shared.principals import Issuer
from tests.system.place import Place, until
from tests.system.world import unit_data

ALL_WELL = dict.fromkeys(SERVICES, 200)
NONE_READY = dict.fromkeys(SERVICES, 503)
AWAY = 20  # seconds without a broker


def alive(place: Place) -> dict[str, int]:
    """The status of each service's ``/livez``."""
    return {name: place.ops(name, "/livez")[0] for name in SERVICES}


def workers(place: Place) -> dict[str, int | None]:
    """The processes that serve."""
    return {name: child.pid for name, child in place.children().items() if name in SERVICES}


def measured(place: Place, service: str, name: str) -> float:
    """A measure of a service."""
    page = place.ops(service, "/metrics")[1]
    found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
    assert found, f"{service} measures {name}"
    return float(found[1])


def register(place: Place, unit: UUID | None = None) -> UUID:
    """Enter a unit."""
    id = unit or uuid4()
    place.call("registration", "register_unit", unit_data(id))
    return id


# -- probes -------------------------------------------------------------------------------------------


def test_probes_of_a_healthy_worker(place: Place) -> None:
    place.wait_ready()

    for name in SERVICES:
        status, said = place.ops(name, "/readyz")
        assert (status, json.loads(said)) == (200, {f"{name} broker": True, f"{name} database": True})
        status, said = place.ops(name, "/livez")
        assert (status, json.loads(said)) == (200, {"alive": True})
        assert place.ops(name, "/anything")[0] == 404


def test_measures_of_a_healthy_worker(place: Place) -> None:
    register(place)
    lengths = place.wait_quiet()

    for name in ("registration", "nomination", "reporting"):
        assert measured(place, name, f'vinhdanh_log_position{{service="{name}"}}') == lengths[name]
        assert measured(place, name, f'vinhdanh_outbox_lag_events{{service="{name}"}}') == 0
        labels = f'{{service="notification",stream="{name}"}}'
        assert measured(place, "notification", f"vinhdanh_follower_position{labels}") == lengths[name]
        assert measured(place, "notification", f"vinhdanh_follower_parked{labels}") == 0


def test_refusals_are_counted_by_code(place: Place) -> None:
    labels = '{code="role-not-allowed",method="appoint_signatory",service="registration"}'
    refused = []
    for _ in range(2):
        with pytest.raises(Refusal):
            place.call("registration", "appoint_signatory", {}, role="portal")
        refused.append(measured(place, "registration", f"vinhdanh_rpc_refusals_total{labels}"))

    assert refused[1] == refused[0] + 1


# -- outages ------------------------------------------------------------------------------------------


def test_a_broker_that_is_away_for_a_while_costs_no_event(place: Place) -> None:
    """Meanwhile something is recorded, which needs the database only; everybody hears of it afterwards."""
    place.wait_quiet()
    before, kid = workers(place), f"issuer-{uuid4().hex[:6]}"
    began = time.monotonic()
    with place.away("rabbitmq"):
        until(lambda: place.readiness() == NONE_READY, "nobody is ready without a broker")
        said = json.loads(place.ops("nomination", "/readyz")[1])
        assert said == {"nomination broker": False, "nomination database": True}
        Issuer.create(place.folder / "keys" / f"{kid}.pem")
        assert f"recorded: key {kid}" in place.run("migrate").stdout
        while time.monotonic() - began < AWAY:
            assert alive(place) == ALL_WELL
            assert place.readiness() == NONE_READY
            time.sleep(0.5)

    place.wait_ready()
    place.wait_quiet()
    assert workers(place) == before, "no worker had to be started again"
    for name in SERVICES:
        assert place.sql(f"SELECT withdrawn FROM {name}.issuer_key WHERE kid = %s", kid) == [(False,)]


def test_a_database_that_is_away_for_a_while(place: Place) -> None:
    place.wait_quiet()
    before = workers(place)
    with place.away("postgres"):
        until(lambda: place.readiness() == NONE_READY, "nobody is ready without a database")
        said = json.loads(place.ops("reporting", "/readyz")[1])
        assert said in ({"reporting broker": True, "reporting database": False}, {"answered in time": False})
        for _ in range(10):
            assert alive(place) == ALL_WELL
            time.sleep(0.5)

    place.wait_ready()
    assert workers(place) == before, "no worker had to be started again"
    register(place)
    place.wait_quiet()


# -- followers that stop ------------------------------------------------------------------------------


def parked(place: Place) -> list[Json]:
    """The followers that stopped, as the program tells."""
    found: list[Json] = place.run_json("parked", "--json")["followers"]
    return found


def wait_parked(place: Place) -> None:
    """Wait until reporting stops reading registration; more events make it try more often."""

    def has_stopped() -> bool:
        register(place)
        return bool(place.sql("SELECT 1 FROM reporting.position WHERE stream = 'registration' AND parked"))

    until(has_stopped, "the follower gives up")


def test_a_follower_stops_at_an_event_that_it_cannot_apply_until_somebody_repairs_it(place: Place) -> None:
    at = place.wait_quiet()["registration"]
    place.sql("ALTER TABLE reporting_read.unit RENAME TO unit_mislaid")
    unit = register(place)
    wait_parked(place)

    (stopped,) = parked(place)
    assert stopped["failed_at"] > stopped["position"] >= at
    assert (stopped["service"], stopped["stream"], stopped["failed_with"]) == (
        "reporting",
        "registration",
        "UndefinedTable",
    )
    assert "reporting registration: dừng tại" in place.run("parked").stdout
    labels = '{service="reporting",stream="registration"}'
    assert measured(place, "reporting", f"vinhdanh_follower_parked{labels}") == 1
    (shown,) = [one for one in place.run_json("status", "--json")["followers"] if one["parked"]]
    assert (shown["service"], shown["stream"]) == ("reporting", "registration")
    assert shown["behind"] > 0
    assert place.readiness() == ALL_WELL, "what it knows, it still answers"
    assert place.call("reporting", "count_awards", {"year": 2022}, role="reader") == {"counts": [], "total": 0}

    place.sql("ALTER TABLE reporting_read.unit_mislaid RENAME TO unit")
    place.run("parked", "replay", "reporting", "registration")

    place.wait_quiet()
    assert parked(place) == []
    assert place.sql("SELECT count(*) FROM reporting_read.unit WHERE id = %s", unit) == [(1,)]
    assert place.sql("SELECT count(*) FROM reporting_read.unit") == place.sql(
        "SELECT count(*) FROM registration_read.unit"
    )


def test_an_event_is_passed_over_with_a_reason_that_is_kept(place: Place) -> None:
    place.wait_quiet()
    unit, reason = uuid4(), "Dòng trùng do nhập tay; đã đối chiếu."
    place.sql("INSERT INTO reporting_read.unit (id, code, external_code) VALUES (%s, 'trùng', '')", unit)
    register(place, unit)
    wait_parked(place)
    (stopped,) = parked(place)
    assert stopped["failed_with"] == "UniqueViolation"
    place.run("parked", "skip", "reporting", "registration", expect=2)
    (still,) = parked(place)
    assert still == stopped, "without a reason nothing is passed over"

    place.run("parked", "skip", "reporting", "registration", "--reason", reason)

    place.wait_quiet()
    assert parked(place) == []
    assert place.sql("SELECT skipped_by, reason FROM reporting.skipped WHERE position = %s", stopped["failed_at"]) == [
        ("operator", reason)
    ]
    assert place.sql("SELECT code FROM reporting_read.unit WHERE id = %s", unit) == [("trùng",)]
    place.run("rebuild", "reporting")
    assert place.sql("SELECT code FROM reporting_read.unit WHERE id = %s", unit) == [(unit.hex[:20],)]


def test_what_has_not_stopped_cannot_be_replayed_or_skipped(place: Place) -> None:
    for words in (("replay",), ("skip", "--reason", "thử")):
        refused = place.run("parked", words[0], "notification", "registration", *words[1:], expect=1)
        assert "not-parked" in refused.stderr
        assert "Traceback" not in refused.stderr


# -- the clock ----------------------------------------------------------------------------------------


def test_the_sandboxs_clock_goes_forward_for_everybody_and_never_back(place: Place) -> None:
    assert place.run("clock", "2022-02-01T08:00").stdout.strip() == "2022-02-01T08:00:00+07:00"

    refused = place.run("clock", "2022-01-31T23:59", expect=1)

    assert "Đồng hồ không bao giờ quay lại." in refused.stderr
    assert place.run("clock", "sometime", expect=1).stdout == ""
    assert {status["clock"] for status in place.statuses().values()} == {"2022-02-01T08:00:00+07:00"}
    unit = register(place)
    (event,) = [one for one in place.events("registration") if one["stream"] == str(unit)]
    assert event["state"]["recorded_at"] == "2022-02-01T08:00:00+07:00"
