"""The demonstration's ids, its calendar, and what it expects to be recorded, without any service."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, cast
from uuid import UUID

import pytest

from deploy.demo.calls import Calls, lagging
from deploy.demo.cast import Cast
from deploy.demo.expected import decisions_of, events_of, letters_of, log_defects
from deploy.demo.findings import Findings
from deploy.demo.screen import Screen
from deploy.demo.season import steps_of
from deploy.demo.year import Year, derived_id
from shared.contracts.base import Envelope, Lag, Role, Status
from shared.contracts.registration.kinds import ObligationKind, SubjectKind

YEAR = Year.read()
WINNERS = [row.key for row in YEAR.data.race.contenders]


class Recorded:
    """Callers who note what they would ask."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.carried_out = self.replayed = 0

    def by(self, who: Any, contract: Any) -> Any:
        asked = self.asked

        class Asking:
            def __getattr__(self, name: str) -> Callable[[Any], None]:
                return lambda request: asked.append((contract, name, request, who))

        return Asking()

    def together(self, asks: Any) -> list[Any]:
        return [ask() for ask in asks]

    def until_followed(self) -> None:
        """Nobody follows here."""


def asked_by(step_begins: str) -> list[Any]:
    calls = Recorded()
    for step in steps_of(YEAR, cast(Calls, calls), Screen()):
        if step.about.startswith(step_begins):
            step.play()
    return calls.asked


# --- ids and the calendar


def test_an_id_is_the_same_at_every_run_and_looks_random() -> None:
    assert derived_id("unit", "STP.VP") == derived_id("unit", "STP.VP") == UUID("6c34d256-3b3d-4b02-b51b-c39ef3483e58")
    assert derived_id("unit", "STP.VP").version == 4


def test_things_of_another_kind_or_key_have_another_id() -> None:
    keys = [("unit", code) for code in YEAR.units] + [("person", key) for key in YEAR.people]
    keys += [("registration", code) for code in YEAR.reporting] + [("register-unit", code) for code in YEAR.units]

    assert len({derived_id(*key) for key in keys}) == len(keys)


def test_the_year_is_played_in_calendar_order() -> None:
    steps = steps_of(YEAR, cast(Calls, Recorded()), Screen())

    assert all(earlier.at <= later.at for earlier, later in pairwise(steps))
    assert (steps[0].at.date(), steps[-1].at.date()) == (date(2022, 1, 3), date(2023, 2, 15))


def test_reminders_are_written_before_anybody_hands_in_on_that_day() -> None:
    steps = steps_of(YEAR, cast(Calls, Recorded()), Screen())
    first = {step.at.date(): step for step in reversed(steps)}
    mornings = {one.day for one in YEAR.reminded()}

    assert len(mornings) == 23
    assert all(first[day].about.startswith("Nhắc") for day in mornings)


def test_the_rule_of_reminders_gives_those_that_the_data_lists() -> None:
    listed = [
        (datetime.fromisoformat(row.at).date(), unit)
        for row in YEAR.data.interim_reports.reminders
        for unit in row.recipients
    ]
    interim = [one for one in YEAR.reminded() if one.kind is ObligationKind.INTERIM_REPORT]

    assert sorted((one.day, one.unit) for one in interim) == sorted(listed)


def test_a_returned_registration_is_owed_again_until_it_is_back() -> None:
    reminded = {one.day for one in YEAR.reminded() if (one.kind, one.unit) == ("registration", "STP.TTRA")}

    assert reminded == {date(2022, 2, 13), date(2022, 2, 21)}


# --- what is asked


def test_a_unit_without_an_account_is_entered_by_the_office_from_paper() -> None:
    requests = {request.unit_id: (request, who) for _, _, request, who in asked_by("Đăng ký thi đua")}

    own, by_clerk = requests[derived_id("unit", "STP.VP")]
    other, by_office = requests[derived_id("unit", "PTP.NB")]
    assert (by_clerk.name, by_clerk.role, own.on_behalf_of, own.paper) == ("clerk:STP.VP", Role.CLERK, None, None)
    assert (by_office.name, other.on_behalf_of) == ("office:STP.VP", derived_id("unit", "PTP.NB"))
    assert len(other.paper.sha256) == 64


def test_every_request_has_an_id_of_its_own() -> None:
    calls = Recorded()
    eager = ("Nhập", "Ghi", "Đăng ký", "Trả lại", "Xác nhận", "Nộp", "Phân bổ", "Bổ sung", "Ban hành", "Công bố", "Gửi")
    for step in steps_of(YEAR, cast(Calls, calls), Screen()):
        if step.about.startswith(eager) and not step.about.endswith("số phiếu"):
            step.play()
    ids = [request.request_id for _, _, request, _ in calls.asked]

    assert len(ids) == len(set(ids)) > 250
    assert all(id.version == 4 for id in ids)


def test_a_signatory_signs_as_a_person_in_his_capacity() -> None:
    deputy = Cast(YEAR).signs("deputy")

    assert (deputy.role, deputy.person_id) == (Role.DIRECTOR, derived_id("person", "pgd-nguyet"))
    assert YEAR.capacity("deputy") == "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC"
    assert YEAR.capacity("director") == "GIÁM ĐỐC"


# --- what is expected


def test_the_data_says_how_many_events_of_which_name_are_recorded() -> None:
    events, expect = events_of(YEAR), YEAR.data.expect
    registration, nomination, reporting = events["registration"], events["nomination"], events["reporting"]

    assert (registration["UnitRegistered"], registration["PersonRegistered"]) == (expect.units, expect.people)
    assert registration["CampaignLaunched"] == expect.campaigns
    assert registration["RegistrationSubmitted"] == expect.registrations.confirmed + expect.registrations.returned_once
    assert registration["claim.Made"] == 26 + 26 + 62 + 62 + 1 + 17 + 17 + 8 + 1  # plans of units, legal texts
    assert nomination["nomination.Submitted"] == expect.nominations.submitted == 47
    assert nomination["nomination.Judged"] == expect.agenda == 46
    assert nomination["nomination.Granted"] == sum(vars(expect.awards).values()) == 42
    assert nomination["nomination.Refused"] == expect.outcomes.refused + expect.outcomes.not_granted
    assert nomination["allocation.Released"] == 47 - 42
    assert nomination["DecisionIssued"] == expect.decisions.total
    assert nomination["decision.Drafted"] == expect.decisions.own + 1  # the one that nobody here may sign
    assert nomination["claim.Made"] == 8 + 35 + 3 + 2 + 2
    assert reporting == {"log.Opened": 1, "ReportSubmitted": 34, "claim.Made": 34}


@pytest.mark.parametrize("winner", WINNERS)
def test_decisions_grant_what_the_year_expects_whoever_wins_the_race(winner: str) -> None:
    decisions = decisions_of(YEAR, winner)
    awards = Counter(line.award for one in decisions for line in one.lines)

    assert awards == vars(YEAR.data.expect.awards)
    assert [one.number for one in decisions if one.external] == ["88/QĐ-BTP", "35/QĐ-UBND"]
    assert [one.capacity for one in decisions if one.number == "103/QĐ-STP"] == ["KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC"]
    assert derived_id("nomination", winner) in {line.award_id for one in decisions for line in one.lines}


def test_a_collective_is_printed_without_a_position() -> None:
    lines = [line for one in decisions_of(YEAR, WINNERS[0]) for line in one.lines]

    assert all(bool(line.position) == (line.subject_kind is SubjectKind.INDIVIDUAL) for line in lines)


def test_every_unit_and_everybody_honoured_gets_a_letter() -> None:
    letters = letters_of(YEAR, WINNERS[0])

    assert (letters["campaign_launched"], letters["reminder"], letters["session_convened"]) == (17, 116, 9)
    assert letters["award_granted"] == 34
    assert letters["nomination_passed"] + letters["nomination_not_passed"] == 46


# --- reading a log back


def log(*streams: str) -> list[Envelope]:
    """A log whose events belong to these streams, in this order."""
    versions: Counter[str] = Counter()
    envelopes = []
    for position, stream in enumerate(streams, start=1):
        versions[stream] += 1
        envelopes.append(
            Envelope(
                position=2 * position,  # positions may have holes
                previous=2 * (position - 1),
                name="nomination.Accepted",
                stream=derived_id("stream", stream),
                stream_version=versions[stream],
                by="office:STP.VP",
                recorded_at=datetime(2022, 1, 3, tzinfo=UTC),
            )
        )
    return envelopes


def test_a_whole_log_has_no_defect() -> None:
    assert log_defects(log("a", "b", "a", "c", "b")) == []


@pytest.mark.parametrize("dropped", range(4))
def test_a_missing_event_is_found(dropped: int) -> None:
    envelopes = log("a", "b", "a", "c", "b")
    del envelopes[dropped]

    assert log_defects(envelopes)


def test_an_event_that_is_missing_without_a_trace_is_missing_from_its_stream() -> None:
    first, _, third, *_ = log("a", "a", "a")
    relinked = replace(third, previous=first.position)

    assert log_defects([first, relinked]) == ["nomination.Accepted ở vị trí 6: thiếu sự kiện trước nó trong cùng dòng"]


def test_a_repeated_event_is_found() -> None:
    first, second = log("a", "b")

    assert log_defects([first, first, second])


def status(service: str, length: int, published: int, **followers: int) -> Status:
    lags = tuple(Lag(stream=name, position=position, failures=0, parked=False) for name, position in followers.items())
    now = datetime(2022, 1, 3, tzinfo=UTC)
    return Status(service=service, mode="sandbox", clock=now, log_position=length, published=published, followers=lags)


def test_services_are_quiet_when_all_is_published_and_followed() -> None:
    quiet = {
        "registration": status("registration", 9, 9, own=9, outbox=9, nomination=4),
        "nomination": status("nomination", 4, 4, own=4, outbox=4, registration=9),
    }

    assert lagging(quiet) == ""
    assert "registration: đã phát 8/9" in lagging({**quiet, "registration": status("registration", 9, 8)})
    assert "nomination đọc registration: 7/9" in lagging(
        {**quiet, "nomination": status("nomination", 4, 4, registration=7)}
    )


def test_only_what_differs_is_kept() -> None:
    findings = Findings()
    findings.equal("số lượng", {"a": 1, "b": 2}, {"a": 1, "b": 3})
    findings.equal("tên", {"x"}, {"x"})

    assert findings.compared == 2
    assert findings.differences == [("số lượng", "{'b': 2}", "{'b': 3}")]
