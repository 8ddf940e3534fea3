"""The year 2022, played through the running services, and read back: it is what its data says, also a second time."""

import json
import re
import shlex
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.demo.verify import verify
from deploy.demo.year import Year, derived_id
from services.catalogue import SERVICES
from shared.contracts.base import Role
from tests.system.conftest import Season
from tests.system.place import WITH_LOG, Place, refusal_of
from tests.system.world import World, dossier_data

NOTICE = "DỮ LIỆU MINH HỌA - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"


def lengths(place: Place) -> dict[str, int]:
    """How many events each log holds."""
    return {name: place.sql(f"SELECT count(*) FROM {name}.{name}_events")[0][0] for name in WITH_LOG}


def page(place: Place, path: str) -> tuple[int, dict[str, str], str]:
    """What the portal answers: status, headers but the date, and page."""
    try:
        with urllib.request.urlopen(place.portal_url + path, timeout=20) as answer:
            return _page(answer)
    except urllib.error.HTTPError as error:
        with error:
            return _page(error)


def _page(answer: Any) -> tuple[int, dict[str, str], str]:
    headers = {name: value for name, value in answer.headers.items() if name != "Date"}
    return answer.status, headers, answer.read().decode()


def without_ids(shown: tuple[int, dict[str, str], str]) -> tuple[int, dict[str, str], str]:
    """An answer without the id that was asked for."""
    status, headers, body = shown
    return status, headers, re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…", body)


def test_the_year_ends_as_its_data_says(season: Season) -> None:
    assert (season.demo.returncode, season.demo.stderr) == (0, "")
    assert "Khớp với dữ liệu" in season.demo.stdout


def test_everything_is_read_to_its_end(season: Season) -> None:
    status = season.place.run_json("status", "--json")

    assert {one["behind"] for one in status["followers"]} == {0}
    assert not any(one["parked"] for one in status["followers"])
    assert (status["silent"], status["dead_letters"], status["mode"]) == ([], 0, "sandbox")
    assert {one["service"] for one in status["followers"]} == set(SERVICES)
    assert all(one["alive"] for one in status["processes"])
    assert status["clock"] >= "2023-02-15"


def test_nothing_had_to_be_started_twice(season: Season) -> None:
    assert {name: child.restarts for name, child in season.place.children().items() if child.restarts} == {}


def test_a_second_run_changes_nothing(season: Season) -> None:
    before, letters = lengths(season.place), len(list(season.place.folder.glob("mail/*.txt")))

    again = season.place.run("demo")

    assert "Khớp với dữ liệu" in again.stdout
    assert lengths(season.place) == before
    assert len(list(season.place.folder.glob("mail/*.txt"))) == letters


def test_a_shell_can_use_the_addresses(season: Season) -> None:
    lines = season.place.run("env").stdout.splitlines()

    named = dict(line.removeprefix("export ").split("=", 1) for line in lines)
    assert all(
        line == f"export {name}={shlex.quote(shlex.split(value)[0])}"
        for line, (name, value) in zip(lines, named.items(), strict=True)
    )
    assert {name.removeprefix("VINHDANH_").lower(): shlex.split(value)[0] for name, value in named.items()} == {
        name: value for name, value in season.place.stack.addresses().items() if name != "mail_folder"
    }


def test_up_with_these_addresses_keeps_the_private_servers(season: Season) -> None:
    lines = season.place.run("env").stdout.splitlines()
    named = dict(line.removeprefix("export ").split("=", 1) for line in lines)
    addresses = {name: shlex.split(value)[0] for name, value in named.items()}
    before = season.place.children(), season.place.stack.addresses()

    season.place.run("up", **addresses)

    assert (season.place.children(), season.place.stack.addresses()) == before


def test_letters_can_be_read_and_say_that_nothing_is_real(season: Season) -> None:
    letters = [path.read_text() for path in season.place.folder.glob("mail/*.txt")]
    sent = season.place.call("notification", "count_letters", {}, role="reader")

    assert len(letters) == sum(one["count"] for one in sent["counts"])
    assert {one["state"] for one in sent["counts"]} == {"sent"}
    for letter in letters:
        heading, _, body = letter.partition("\n\n")
        subject = next(line for line in heading.splitlines() if line.startswith("Tiêu đề: "))
        assert subject.startswith(f"Tiêu đề: {NOTICE} - ")
        assert "Kính gửi: " in body
        assert NOTICE in body
        assert heading.count(".invalid") >= 2, "nobody real writes or is written to"


def test_every_page_says_that_nothing_is_real(season: Season) -> None:
    for path in ("/", "/quyet-dinh", "/gioi-thieu"):
        status, _, body = page(season.place, path)
        assert (status, NOTICE.lower() in body.lower()) == (200, True)


def test_whoever_got_nothing_is_as_unknown_as_anybody(season: Season) -> None:
    year = Year.read()
    without = [row for row in year.data.nominations if row.expected != "granted"]
    assert {row.expected for row in without} == {"refused", "not_passed", "ineligible", "withdrawn", "not_granted"}
    unknown = uuid4()
    shown = without_ids(page(season.place, f"/khen-thuong/{unknown}"))
    told = _told(season.place, unknown)

    assert (shown[0], told[:2]) == (404, ("NotFound", "unknown"))
    for row in without:
        dossier = derived_id("nomination", row.key)
        assert without_ids(page(season.place, f"/khen-thuong/{dossier}")) == shown
        assert _told(season.place, dossier) == told
        assert season.place.call("nomination", "get", {"nomination_id": str(dossier)}, role="auditor")


def test_an_undecided_dossier_is_as_unknown_as_any(place: Place, world: World) -> None:
    unit, (person,) = world.unit(people=1)
    dossier = uuid4()
    place.call("nomination", "submit", dossier_data(world.places(unit, 1), person, dossier), role="clerk", unit=unit)
    place.wait_quiet()

    unknown = uuid4()
    assert without_ids(page(place, f"/khen-thuong/{dossier}")) == without_ids(page(place, f"/khen-thuong/{unknown}"))
    assert page(place, f"/khen-thuong/{dossier}")[0] == 404
    assert _told(place, dossier) == _told(place, unknown)


def _told(place: Place, award: UUID) -> tuple[str, str, str]:
    refusal = refusal_of(lambda: place.call("reporting", "get_award", {"award_id": str(award)}, role="portal"))
    return refusal.kind, refusal.code, refusal.message.replace(str(award), "…")


def verified(place: Place) -> int:
    """What the comparison of the year with its data ends with."""

    def issue(role: Role, unit_id: UUID | None = None, person_id: UUID | None = None, name: str = "") -> str:
        return place.token(role.value, unit_id, person_id, name) or ""

    return verify(place.amqp_uri, issue, place.portal_url, place.folder / "mail")


@contextmanager
def one_event_less(place: Place, service: str, name: str) -> Iterator[None]:
    """Somebody with all rights takes one event out of a log, and puts it back."""
    log, quiet = f"{service}.{service}_events", "SET session_replication_role = replica;"
    (position,) = place.sql(f"SELECT max(notification_id) FROM {log} WHERE topic = %s", name)[0]
    place.sql(f"CREATE TABLE taken AS SELECT * FROM {log} WHERE notification_id = {int(position)}")
    place.sql(f"{quiet} DELETE FROM {log} WHERE notification_id = {int(position)}")
    yield
    place.sql(f"{quiet} INSERT INTO {log} SELECT * FROM taken; DROP TABLE taken")


def test_a_log_cannot_be_changed_with_the_rights_of_a_service(season: Season) -> None:
    for service in WITH_LOG:
        for change in (
            f"DELETE FROM {service}.{service}_events",
            f"TRUNCATE {service}.{service}_events",
            f"UPDATE {service}.{service}_events SET topic = 'x'",
        ):
            with pytest.raises(Exception, match="append-only"):
                season.place.sql(change)


@pytest.mark.parametrize(
    ("service", "name"),
    [("registration", "person.Registered"), ("nomination", "nomination.Accepted"), ("reporting", "report.Submitted")],
)
def test_one_event_less_is_found_out(season: Season, service: str, name: str) -> None:
    with one_event_less(season.place, service, name):
        assert verified(season.place) != 0

    assert verified(season.place) == 0


def test_the_program_itself_ends_with_a_failure_when_an_event_is_missing(season: Season) -> None:
    with one_event_less(season.place, "nomination", "nomination.Granted"):
        done = season.place.run("demo", expect=None)

    assert done.returncode != 0
    assert "KHÔNG KHỚP" in done.stdout


def test_events_are_told_as_data(season: Season) -> None:
    told = [json.loads(line) for line in season.place.run("events", "--json").stdout.splitlines()]

    assert len(told) == sum(lengths(season.place).values())
    circumstances = {"by", "role", "on_behalf_of", "basis", "paper", "effective_on", "recorded_at", "salt"}
    assert all(circumstances <= set(one["state"]) for one in told)
    salts = [one["state"]["salt"] for one in told]
    assert len(set(salts)) == len(salts)
