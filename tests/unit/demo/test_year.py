"""The demonstration year agrees with itself and with the plan that it comes from."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.demo.year import Year
from services.registration.plan import read_plan
from shared.contracts.registration.kinds import ObligationKind

DEMO = Path(__file__).parents[3] / "deploy/demo"
TEXT = (DEMO / "nam-2022.yml").read_text(encoding="utf-8")
PLAN = (DEMO / "ke-hoach-2022.txt").read_text(encoding="utf-8")
YEAR: dict[str, Any] = yaml.safe_load(TEXT)

AWARDS = {"LDTT", "CSTDCS", "GK_SO", "BK_BTP", "BK_CTUBND"}
EITHER = "either"  # whichever contender of the race was let in


def by(key: str, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The rows by a key that no two of them share."""
    assert len({row[key] for row in rows}) == len(rows), f"{key} is not unique"
    return {row[key]: row for row in rows}


CAMPAIGNS = by("key", YEAR["campaigns"])
UNITS = by("code", YEAR["units"])
PEOPLE = by("key", YEAR["people"])
GRANTS = by("key", YEAR["grants"])
DEPARTMENT = CAMPAIGNS["stp-2022"]
REPORTING = [code for code, unit in UNITS.items() if unit["reports"]]
SEATS = by("person", YEAR["council"]["seats"])
REGISTRATIONS = by("unit", YEAR["registrations"])
REPORTS = by("unit", YEAR["interim_reports"]["reports"])
FINAL_REPORTS = by("unit", YEAR["final_reports"]["reports"])
RACE = YEAR["race"]
WINNER = {**RACE["contenders"][0], "key": EITHER, "expected": RACE["expected"]}
NOMINATIONS = by("key", [*YEAR["nominations"], WINNER])
ATTEMPTS = [*YEAR["nominations"], *RACE["contenders"]]
LINES = by("nomination", YEAR["session"]["lines"])
OWN_LINES = by("nomination", [line for decision in YEAR["decisions"] for line in decision["lines"]])
OUTER_LINES = by("nomination", [line for sent in YEAR["petitions"] for line in sent["answer"]["lines"]])


def unit_of(subject: str) -> str:
    return str(PEOPLE[subject]["unit"] if subject in PEOPLE else UNITS[subject]["code"])


def targets(registration: dict[str, Any]) -> set[tuple[str, str]]:
    last: dict[str, Any] = registration.get("returned", registration)
    return {(target["subject"], target["award"]) for target in last["targets"]}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (str(key), *strings(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


# --- the file


def test_the_text_is_nfc_and_its_lines_fit() -> None:
    assert unicodedata.is_normalized("NFC", TEXT)
    assert max(map(len, TEXT.splitlines())) <= 110


def test_it_says_that_it_is_invented_and_where_the_rest_comes_from() -> None:
    assert "đặt ra" in YEAR["invented"]
    assert YEAR["meta"]["notice"] == "DỮ LIỆU MINH HỌA - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
    assert set(YEAR["sources"]) == set(YEAR) - {"invented", "sources"}


def test_every_mail_address_is_undeliverable() -> None:
    addresses = [text for text in strings(YEAR) if "@" in text]

    assert len(addresses) >= len(UNITS) + len(PEOPLE)
    assert all(re.fullmatch(r"[a-z0-9.-]+@[a-z0-9.-]+\.invalid", address) for address in addresses)


def test_keys_are_short_ascii_and_mean_one_thing() -> None:
    keys = [*CAMPAIGNS, *UNITS, *PEOPLE, *GRANTS, *NOMINATIONS, *(attempt["key"] for attempt in ATTEMPTS)]
    keys += [row["key"] for block in ("decisions", "petitions") for row in YEAR[block]]

    assert all(re.fullmatch(r"[A-Za-z0-9.-]{2,20}", key) for key in keys)
    assert len({attempt["key"] for attempt in ATTEMPTS}) == len(ATTEMPTS)
    assert not set(UNITS) & set(PEOPLE)


# --- campaigns and the plan


def test_campaigns_are_named_as_the_plan_prints_them() -> None:
    printed = PLAN.replace("*", "").casefold()

    assert all(campaign["title"].casefold() in printed for campaign in CAMPAIGNS.values())


def test_campaigns_have_a_known_level_kind_and_parent() -> None:
    levels = {"prime_minister", "ministry", "province", "cluster", "department"}
    kinds = {"regular", "by_round", "thematic", "peak", "internal"}
    for campaign in CAMPAIGNS.values():
        assert campaign["level"] in levels
        assert campaign["kind"] in kinds
        assert campaign["years"]["from"] <= YEAR["meta"]["year"] <= campaign["years"]["to"]
        assert campaign["parent"] is None or campaign["parent"] in CAMPAIGNS


def test_cited_instruments_are_those_of_the_plan_with_its_dates() -> None:
    printed = {basis.number: basis.issued_on for basis in read_plan(PLAN).legal_bases}
    cited = [basis for campaign in CAMPAIGNS.values() for basis in campaign["legal_bases"]]

    assert {basis["number"]: basis["issued_on"] for basis in cited}.items() <= printed.items()


def test_the_departments_campaign_is_the_corrected_plan() -> None:
    plan = read_plan(PLAN.replace("30/2/2022", "03/2/2022"))

    assert DEPARTMENT["theme"] == plan.theme
    assert [
        (part["name"], part["starts"], part["ends"], tuple(part["occasions"])) for part in DEPARTMENT["rounds"]
    ] == [(part.name, part.starts, part.ends, part.occasions) for part in plan.rounds]
    assert DEPARTMENT["deadlines"]["interim_report"]["due"] == plan.interim_report_due
    assert tuple(group["raw"] for group in DEPARTMENT["recipients"]) == plan.recipients


def test_the_plan_reaches_every_reporting_unit() -> None:
    kinds = {kind for group in DEPARTMENT["recipients"] for kind in group.get("unit_kinds", [])}

    assert sorted(code for code, unit in UNITS.items() if unit["kind"] in kinds) == sorted(REPORTING)
    assert sum(criterion["weight"] for criterion in DEPARTMENT["criteria"]) == 100


# --- units and people


def test_units_form_a_tree_in_which_district_offices_belong_to_districts() -> None:
    kinds = {"department", "room", "service_unit", "district", "district_office"}
    for unit in UNITS.values():
        assert unit["kind"] in kinds
        assert unit["parent"] is None or unit["parent"] in UNITS
        if unit["kind"] == "district_office":
            assert UNITS[unit["parent"]]["kind"] == "district"
    assert {UNITS[code]["kind"] for code in REPORTING} == {"room", "service_unit", "district_office"}
    assert by("external_code", YEAR["units"]) and by("mailbox", YEAR["units"]) and by("name", YEAR["units"])


def test_people_belong_to_reporting_units_each_with_a_head() -> None:
    classes = {"department_leader", "unit_leader", "staff"}
    for column in ("name", "email", "external_code", "identity_number"):
        by(column, YEAR["people"])
    for person in PEOPLE.values():
        assert person["unit"] in REPORTING
        assert person["position_class"] in classes
        assert re.fullmatch(r"0{9}\d{3}", person["identity_number"])
    heads = {person["unit"] for person in PEOPLE.values() if person["position_class"] == "unit_leader"}
    assert heads == set(REPORTING)


def test_the_council_has_nine_seats_and_a_secretary_without_a_vote() -> None:
    seats = Counter(seat["seat"] for seat in SEATS.values())

    assert seats == {"chair": 1, "deputy_chair": 2, "standing_member": 1, "member": 5}
    assert set(SEATS) <= set(PEOPLE)
    assert YEAR["council"]["secretary"]["person"] in set(PEOPLE) - set(SEATS)
    assert not YEAR["council"]["secretary"]["voting"]


def test_signatories_are_leaders_of_the_department() -> None:
    for signatory in YEAR["signatories"]:
        assert PEOPLE[signatory["person"]]["position_class"] == "department_leader"
        assert signatory["valid_from"] < DEPARTMENT["issued_on"] < signatory["valid_until"]


def test_nobody_outside_has_the_name_of_somebody_inside() -> None:
    outside = {authority["signatory"] for authority in YEAR["external_authorities"]}

    assert len(outside) == 2
    assert not outside & {person["name"] for person in PEOPLE.values()}


# --- registrations and interim reports


def test_every_reporting_unit_registers_targets_of_its_own() -> None:
    assert set(REGISTRATIONS) == set(REPORTING)
    for code, registration in REGISTRATIONS.items():
        assert targets(registration)
        for subject, award in targets(registration):
            assert unit_of(subject) == code
            assert award in AWARDS


def test_one_registration_is_late_and_one_comes_back_changed() -> None:
    due = DEPARTMENT["deadlines"]["registration"]["due"]
    late = [row for row in REGISTRATIONS.values() if row["submitted_on"] > due]
    (returned,) = [row for row in REGISTRATIONS.values() if "returned" in row]

    assert [bool(row["late_reason"]) for row in late] == [True]
    assert sum("late_reason" in row for row in REGISTRATIONS.values()) == 1
    assert returned["targets"] != returned["returned"]["targets"]
    assert in_order(
        returned["submitted_on"],
        returned["returned"]["date"],
        returned["returned"]["resubmitted_on"],
        returned["confirmed_on"],
    )


def test_interim_reports_are_on_time_but_one() -> None:
    assert set(REPORTS) == set(REPORTING)
    late = [code for code, report in REPORTS.items() if handed_in(code).date() > YEAR["interim_reports"]["due"]]

    assert late == [code for code, report in REPORTS.items() if "late_reason" in report]
    assert late == ["STP.DGTS"]
    assert handed_in("STP.DGTS").date() == date(2022, 7, 4)


def test_reminders_go_to_the_units_that_still_owe() -> None:
    due = datetime.fromisoformat("2022-06-30T07:00:00+07:00")
    last = max(map(handed_in, REPORTING))
    mornings = [due - timedelta(days) for days in (15, 7, 3, 0)]
    while mornings[-1] + timedelta(1) < last:
        mornings.append(mornings[-1] + timedelta(1))

    expected = [(at.isoformat(), [code for code in REPORTING if handed_in(code) > at]) for at in mornings]

    assert [(row["at"], row["recipients"]) for row in YEAR["interim_reports"]["reminders"]] == expected
    sizes = [len(recipients) for _, recipients in expected]
    assert len(set(sizes[:4])) == 4


def test_final_reports_are_all_on_time() -> None:
    days = [datetime.fromisoformat(report["submitted_at"]).date() for report in FINAL_REPORTS.values()]

    assert set(FINAL_REPORTS) == set(REPORTING)
    assert max(days) <= YEAR["final_reports"]["due"] == DEPARTMENT["deadlines"]["final_report"]["due"]


def handed_in(code: str) -> datetime:
    return datetime.fromisoformat(REPORTS[code]["submitted_at"])


# --- grants, allocations, nominations


def test_allocations_stay_within_the_grant_and_its_pool() -> None:
    assert set(YEAR["allocations"]) == set(GRANTS)
    for key, places in YEAR["allocations"].items():
        assert set(places) <= set(GRANTS[key]["pool"]) <= set(REPORTING)
        assert all(number > 0 for number in places.values())
        assert sum(places.values()) <= GRANTS[key]["number"]


def test_grants_follow_the_routes_of_the_plan() -> None:
    for grant in GRANTS.values():
        campaign = CAMPAIGNS[grant["campaign"]]
        if grant["award"] == "BK_BTP":
            assert (campaign["level"], campaign["kind"]) == ("ministry", "thematic")
            assert all(code.startswith("STP.") for code in grant["pool"])
        if grant["award"] == "BK_CTUBND":
            assert grant["round"] in {part["key"] for part in campaign["rounds"]}


def test_nominations_stay_within_their_units_allocation() -> None:
    taken = Counter((row["grant"], row["unit"]) for row in NOMINATIONS.values())

    for (grant, unit), number in taken.items():
        assert number <= YEAR["allocations"][grant][unit], (grant, unit)


def test_the_race_is_for_the_last_place_of_an_exhausted_allocation() -> None:
    key = (RACE["grant"], RACE["unit"])
    before = Counter((row["grant"], row["unit"]) for row in YEAR["nominations"])[key]

    assert RACE["places_left"] == 1 == YEAR["allocations"][RACE["grant"]][RACE["unit"]] - before
    assert RACE["winner"] == EITHER
    assert {(row["grant"], row["unit"]) for row in RACE["contenders"]} == {key}
    assert len({row["nominee"] for row in RACE["contenders"]}) == 2


@pytest.mark.parametrize("row", ATTEMPTS, ids=lambda row: row["key"])
def test_a_nomination_matches_its_unit_and_grant(row: dict[str, Any]) -> None:
    grant, minutes = GRANTS[row["grant"]], row["minutes"]
    members = sum(person["unit"] == row["unit"] for person in PEOPLE.values())

    assert unit_of(row["nominee"]) == row["unit"]
    assert (row["award"], row["campaign"], row["round"]) == (
        grant["award"],
        grant["campaign"],
        grant["round"],
    )
    assert ("individual" if row["nominee"] in PEOPLE else "collective") == grant["subject"]
    assert minutes["total"] == members
    assert members * 2 <= minutes["present"] * 3 and minutes["in_favour"] <= minutes["present"] <= members
    assert in_order(minutes["held_on"], row["submitted_on"], YEAR["appraisal"]["concluded_on"])
    assert row["achievements"]


def test_nobody_is_nominated_twice_for_one_award() -> None:
    assert max(Counter((row["nominee"], row["award"]) for row in ATTEMPTS).values()) == 1


def test_titles_were_registered_and_a_higher_title_stands_on_the_lower() -> None:
    registered = set().union(*map(targets, REGISTRATIONS.values()))
    titles = {(row["nominee"], row["award"]) for row in ATTEMPTS if row["award"] in {"LDTT", "CSTDCS"}}

    assert titles <= registered
    assert {(nominee, "LDTT") for nominee, award in titles if award == "CSTDCS"} <= titles


def test_outcomes_that_the_year_must_show_exactly_once() -> None:
    outcomes = Counter(row["expected"] for row in NOMINATIONS.values())

    assert set(outcomes) == {"granted", "refused", "not_passed", "ineligible", "withdrawn", "not_granted"}
    assert all(outcomes[outcome] == 1 for outcome in set(outcomes) - {"granted"})
    for row in NOMINATIONS.values():
        reason = row["withdrawal"]["reason"] if "withdrawal" in row else row.get("reason")
        assert bool(reason) == (row["expected"] != "granted"), row["key"]


def test_one_nomination_is_returned_completed_and_granted() -> None:
    (row,) = [row for row in NOMINATIONS.values() if "returned" in row]

    assert row["expected"] == "granted"
    assert row["returned"]["missing"]
    assert in_order(row["submitted_on"], row["returned"]["date"], row["returned"]["resubmitted_on"])
    assert row["returned"]["resubmitted_on"] <= YEAR["appraisal"]["concluded_on"]


def test_the_withdrawn_title_is_for_another_body_to_decide() -> None:
    (row,) = [row for row in NOMINATIONS.values() if row["expected"] == "withdrawn"]

    assert row["award"] == "LDTT"
    assert UNITS[row["unit"]]["kind"] == "district_office"
    assert row["withdrawal"]["refusal"] == "not-competent"
    assert all(
        UNITS[other["unit"]]["kind"] != "district_office"
        for other in NOMINATIONS.values()
        if other["award"] in {"LDTT", "CSTDCS"} and other["key"] != row["key"]
    )


def test_a_cstdcs_needs_an_initiative_recognised_before_the_council() -> None:
    for row in NOMINATIONS.values():
        if row["award"] == "CSTDCS":
            initiative = row["initiative"]
            assert (initiative is None) == (row["expected"] == "ineligible")
            assert initiative is None or initiative["recognised_on"] < YEAR["session"]["held_on"]


def test_cstdcs_are_at_most_fifteen_in_a_hundred_of_ldtt() -> None:
    (decision,) = [row for row in YEAR["decisions"] if row["key"] == "qd-danh-hieu"]
    awards = Counter(NOMINATIONS[line["nomination"]]["award"] for line in decision["lines"])

    assert awards["CSTDCS"] * 100 <= awards["LDTT"] * 15


# --- the session


def test_the_session_is_quorate_and_hears_every_eligible_nomination() -> None:
    session = YEAR["session"]
    absent = [row["person"] for row in session["absent"]]
    eligible = [key for key, row in NOMINATIONS.items() if row["expected"] != "ineligible"]

    assert sorted([*session["present"], *absent]) == sorted(SEATS)
    assert len(session["present"]) * session["quorum"]["denominator"] >= len(SEATS) * session["quorum"]["numerator"]
    assert session["agenda"] == eligible == list(LINES)
    assert [row["key"] for row in NOMINATIONS.values() if row["expected"] == "ineligible"] == YEAR["appraisal"][
        "ineligible"
    ]


@pytest.mark.parametrize("line", LINES.values(), ids=lambda line: line["nomination"])
def test_votes_add_up_and_give_the_expected_result(line: dict[str, Any]) -> None:
    session, nomination = YEAR["session"], NOMINATIONS[line["nomination"]]
    recused = [nomination["nominee"]] if nomination["nominee"] in SEATS else []

    assert line["recused"] == recused
    assert line["total"] == len(SEATS) - len(recused)
    assert line["voters"] == len(set(session["present"]) - set(recused))
    assert line["in_favour"] + line["against"] + line["blank"] == line["voters"]
    assert line["passed"] == (line["in_favour"] * 100 >= session["threshold_percent"] * line["total"])
    assert line["passed"] == (nomination["expected"] != "not_passed")


# --- decisions and petitions


def test_every_passed_nomination_is_decided_once_inside_or_outside() -> None:
    own = {"granted", "refused"}
    forwarded = {"BK_BTP", "BK_CTUBND"}
    passed = [NOMINATIONS[key] for key, line in LINES.items() if line["passed"]]

    assert {row["key"] for row in passed if row["award"] in forwarded} == set(OUTER_LINES)
    assert {row["key"] for row in passed if row["award"] not in forwarded and row["expected"] in own} == set(OWN_LINES)
    for key, line in {**OWN_LINES, **OUTER_LINES}.items():
        assert line["outcome"] == NOMINATIONS[key]["expected"]
        assert line.get("reason") == NOMINATIONS[key].get("reason")


def test_nobody_signs_a_line_about_himself() -> None:
    signatories = by("key", YEAR["signatories"])
    for decision in YEAR["decisions"]:
        signer = signatories[decision["signatory"]]["person"]
        assert signer not in {NOMINATIONS[line["nomination"]]["nominee"] for line in decision["lines"]}

    (by_deputy,) = [row for row in YEAR["decisions"] if row["signatory"] == "deputy"]
    (line,) = by_deputy["lines"]
    assert NOMINATIONS[line["nomination"]]["nominee"] == signatories["director"]["person"]


def test_decisions_cite_the_law_of_the_year() -> None:
    for document in [*YEAR["decisions"], *YEAR["petitions"]]:
        bases = " ".join(document["legal_bases"])
        assert all(known in bases for known in ("26 tháng 11 năm 2003", "91/2017/NĐ-CP", "12/2019/TT-BNV"))
        assert not any(later in bases for later in ("2022/QH15", "98/2023", "152/2025"))
        assert DEPARTMENT["number"] in bases
        assert YEAR["session"]["minutes_number"] in bases
    by("number", [*YEAR["decisions"], *YEAR["petitions"]])


def test_petitions_go_to_the_authority_that_answers_them() -> None:
    authorities = by("key", YEAR["external_authorities"])
    for petition in YEAR["petitions"]:
        rows = [row for row in NOMINATIONS.values() if row["award"] == petition["award"]]
        assert petition["lines"] == [row["key"] for row in rows]
        assert petition["lines"] == [line["nomination"] for line in petition["answer"]["lines"]]
        assert petition["answer"]["signatory"] == authorities[petition["to"]]["signatory"]
        assert {GRANTS[row["grant"]]["route"] for row in rows} == {authorities[petition["to"]]["level"]}


# --- the calendar


def in_order(*days: date) -> bool:
    return all(earlier <= later for earlier, later in pairwise(days))


def test_the_year_runs_in_calendar_order() -> None:
    session, deadlines = YEAR["session"], DEPARTMENT["deadlines"]
    assert in_order(
        DEPARTMENT["issued_on"],
        YEAR["council"]["established_on"],
        min(row["submitted_on"] for row in REGISTRATIONS.values()),
        deadlines["registration"]["due"],
        max(row["confirmed_on"] for row in REGISTRATIONS.values()),
        min(map(handed_in, REPORTING)).date(),
        deadlines["interim_report"]["due"],
        max(map(handed_in, REPORTING)).date(),
        min(row["minutes"]["held_on"] for row in ATTEMPTS),
        max(row["submitted_on"] for row in ATTEMPTS),
        YEAR["appraisal"]["concluded_on"],
        session["convened_on"],
        session["held_on"],
        session["minutes_signed_on"],
    )
    for registration in REGISTRATIONS.values():
        assert in_order(registration["submitted_on"], registration["confirmed_on"])
    for row in YEAR["decisions"]:
        assert in_order(session["minutes_signed_on"], row["signed_on"], row["issued_on"], row["published_on"])
    for row in YEAR["petitions"]:
        answer = row["answer"]
        assert in_order(session["minutes_signed_on"], row["signed_on"], row["sent_on"], answer["decided_on"])
        assert in_order(date(2023, 1, 1), answer["decided_on"], answer["received_on"], date(2023, 2, 28))
    withdrawal = NOMINATIONS["ldtt-thao"]["withdrawal"]
    assert in_order(session["held_on"], withdrawal["signing_attempted_on"], withdrawal["withdrawn_on"])
    places, appraisal = YEAR["places"], YEAR["appraisal"]
    first, last = min(row["submitted_on"] for row in ATTEMPTS), max(row["submitted_on"] for row in ATTEMPTS)
    assert in_order(YEAR["meta"]["starts_on"], DEPARTMENT["issued_on"])
    assert in_order(deadlines["interim_report"]["due"], places["granted_on"], places["allocated_on"], first)
    assert in_order(last, appraisal["accepted_on"], appraisal["concluded_on"])
    assert in_order(date(2022, 12, 13), appraisal["accepted_on"])  # after the one that came back


# --- the totals


def test_the_totals_are_what_the_lists_say() -> None:
    due = DEPARTMENT["deadlines"]["registration"]["due"]
    late = sum("late_reason" in report for report in REPORTS.values())
    reminded = Year.read().reminded()
    granted = [row for row in NOMINATIONS.values() if row["expected"] == "granted"]

    assert YEAR["expect"] == {
        "campaigns": len(CAMPAIGNS),
        "plan_defects": [defect.code for defect in read_plan(PLAN).defects],
        "units": len(UNITS),
        "reporting_units": len(REPORTING),
        "people": len(PEOPLE),
        "registrations": {
            "confirmed": len(REGISTRATIONS),
            "returned_once": sum("returned" in row for row in REGISTRATIONS.values()),
            "late": sum(row["submitted_on"] > due for row in REGISTRATIONS.values()),
            "targets": sum(len(targets(row)) for row in REGISTRATIONS.values()),
        },
        "interim_reports": {"on_time": len(REPORTS) - late, "late": late},
        "final_reports": {"on_time": len(FINAL_REPORTS), "late": 0},
        "reminders": {
            kind.value: {
                "sent": len({one.day for one in reminded if one.kind is kind}),
                "letters": sum(one.kind is kind for one in reminded),
            }
            for kind in ObligationKind
            if kind.value in CAMPAIGNS["stp-2022"]["deadlines"]
        },
        "nominations": {
            "submitted": len(NOMINATIONS),
            "returned_once": sum("returned" in row for row in NOMINATIONS.values()),
            "refused_for_quota": len(RACE["contenders"]) - RACE["places_left"],
        },
        "outcomes": Counter(row["expected"] for row in NOMINATIONS.values()),
        "awards": Counter(row["award"] for row in granted),
        "sessions": 1,
        "agenda": len(LINES),
        "petitions": len(YEAR["petitions"]),
        "decisions": {
            "own": len(YEAR["decisions"]),
            "external": len(YEAR["petitions"]),
            "total": len(YEAR["decisions"]) + len(YEAR["petitions"]),
        },
    }
