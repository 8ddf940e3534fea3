"""Last year's campaign as the draft of another year, and what has to be settled before it goes on."""

from calendar import isleap
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.application.campaigns import PARTS
from services.registration.domain import plans
from services.registration.domain.campaigns import Campaign
from shared.contracts.registration.campaigns import (
    CampaignCloned,
    CloneCampaign,
    ContentItem,
    Difference,
    DueDate,
    LegalBasis,
    Phase,
    Review,
    ReviseCampaign,
    SettleDifference,
    Slice,
)
from shared.contracts.registration.kinds import CampaignLevel, ObligationKind, ReviewKind, Settlement
from shared.errors import Conflict, Invalid, NotFound
from tests.unit.registration.department import OFFICE, Department, criterion, round_of
from tests.unit.registration.test_legal_texts import NEW, OLD, cited, ends, registers
from tests.unit.telling import ask, names, refused

RULES = Difference(key="rules", kind="rules", was=f"2022 ({'a' * 64})", now=f"2024 ({'b' * 64})")


def clones(department: Department, source: UUID, year: int = 2023, **more: Any) -> CampaignCloned:
    fields = {"campaign_id": uuid4(), "title": f"Phong trào thi đua ngành Tư pháp năm {year}"} | more
    return department.log.clone_campaign(ask(CloneCampaign, source_id=source, year=year, **fields), OFFICE)


def settles(
    department: Department, campaign: UUID, key: str, replacement: LegalBasis | None = None, **more: Any
) -> None:
    fields = {"settlement": Settlement.REPLACE if replacement else Settlement.ACCEPT} | more
    command = ask(SettleDifference, campaign_id=campaign, key=key, replacement=replacement, **fields)
    department.log.settle_difference(command, OFFICE)


def plan_of(department: Department, campaign: UUID) -> dict[str, Any]:
    return department.log.load(Campaign, campaign).plan


@pytest.fixture
def source(department: Department) -> UUID:
    """A campaign of 2022 that cites a law which another one replaces in 2024."""
    text = registers(department)
    source = department.launched(
        department.registers_unit(),
        legal_bases=(cited(),),
        phases=(Phase(name="Đăng ký", starts_on=date(2022, 1, 20), ends_on=date(2022, 2, 28)),),
        reviews=(Review(kind=ReviewKind.FINAL, on=date(2023, 1, 10)), Review(kind=ReviewKind.INTERIM)),
        slices=(Slice(year=2022),),
        anniversary=date(2022, 4, 1),
        plan_text="KẾ HOẠCH năm 2022",
    )
    ends(department, text, date(2023, 12, 31), registers(department, NEW, in_force_from=date(2024, 1, 1)))
    return source


def test_every_day_moves_and_number_and_text_stay_behind(department: Department, source: UUID) -> None:
    before = department.log.length
    cloned = clones(department, source)
    old, new = plan_of(department, source), plan_of(department, cloned.id)

    assert (cloned.differences, names(department.log, before)) == ((), ["campaign.Drafted"])
    assert (new["title"], new["year_from"], new["year_to"]) == ("Phong trào thi đua ngành Tư pháp năm 2023", 2023, 2023)
    assert [(one["starts_on"], one["ends_on"]) for one in new["rounds"]] == [(date(2023, 1, 1), date(2023, 6, 30))]
    assert [(one["starts_on"], one["ends_on"]) for one in new["phases"]] == [(date(2023, 1, 20), date(2023, 2, 28))]
    assert [one["on"] for one in new["reviews"]] == [date(2024, 1, 10), None]
    assert [one["year"] for one in new["slices"]] == [2023]
    assert [one["due_on"] for one in new["due"]] == [date(2023, 2, 15)]
    assert (new["anniversary"], new["plan_text"]) == (date(2023, 4, 1), "")
    assert department.log.load(Campaign, cloned.id).number == ""
    kept = ("theme", "legal_bases", "reporting_units", "recipients", "launched_by", "kind")
    assert {name: new[name] for name in kept} == {name: old[name] for name in kept}


def test_parts_have_ids_of_their_own_that_follow_from_the_request(department: Department, source: UUID) -> None:
    first, second = clones(department, source), clones(department, source)
    parts = (("rounds", "round_id"), ("criteria", "criterion_id"), ("content", "item_id"))
    ids = [
        plan_of(department, campaign)[part][0][id] for campaign in (source, first.id, second.id) for part, id in parts
    ]

    assert len(set(ids)) == 9
    assert {one.version for one in ids} == {4}  # so that the plan can be sent again
    again = plans.another_year(plan_of(department, source), 2023, "Phong trào năm 2023", first.id)
    assert again["rounds"] == plan_of(department, first.id)["rounds"]


def test_what_differs_between_the_years_is_listed(department: Department, source: UUID) -> None:
    department.today.day = date(2024, 1, 5)
    cloned = clones(department, source, 2024)

    basis = Difference(key=f"basis:{OLD}", kind="legal_basis", was=OLD, now=NEW)
    assert cloned.differences == (basis, RULES)


def test_a_basis_that_nothing_replaces_says_when_it_ended(department: Department) -> None:
    text = registers(department, "01/KH-KNC")
    source = department.drafts(level=CampaignLevel.PROVINCE, legal_bases=(cited("01/KH-KNC"),))
    ends(department, text, date(2022, 1, 5))

    assert [one.now for one in clones(department, source).differences] == ["hết hiệu lực từ ngày 06/1/2022"]


def test_each_difference_is_settled_before_the_draft_goes_on(department: Department, source: UUID) -> None:
    department.today.day = date(2024, 1, 5)
    campaign = clones(department, source, 2024).id
    with refused(department.log, Conflict, "differences-open", count=2):
        department.hands_in(campaign)
    with refused(department.log, Conflict, "no-such-difference", key="basis:nothing"):
        settles(department, campaign, "basis:nothing")
    with refused(department.log, Invalid, "replacement-missing"):
        settles(department, campaign, f"basis:{OLD}", settlement=Settlement.REPLACE)
    with refused(department.log, Invalid, "replacement-missing"):
        settles(department, campaign, "rules", cited(NEW))

    settles(department, campaign, f"basis:{OLD}", cited(NEW))
    with refused(department.log, Conflict, "no-such-difference"):
        settles(department, campaign, f"basis:{OLD}")
    settles(department, campaign, "rules")
    department.hands_in(campaign)

    assert [one["number"] for one in plan_of(department, campaign)["legal_bases"]] == [NEW]
    assert [one.by for one in department.log.public_events(0, 100).events if one.name == "campaign.Settled"] == [
        OFFICE.id
    ] * 2
    with refused(department.log, Conflict, "wrong-campaign-state"):
        settles(department, campaign, "rules")


def test_a_difference_in_what_is_cited_no_more_is_none(department: Department, source: UUID) -> None:
    department.today.day = date(2024, 1, 5)
    campaign = clones(department, source, 2024).id
    plan = department.campaign(
        year_from=2024,
        year_to=2024,
        rounds=(round_of(date(2024, 1, 1), date(2024, 6, 30)),),
        due=(DueDate(kind=ObligationKind.REGISTRATION, due_on=date(2024, 2, 15)),),
        reporting_units=tuple(plan_of(department, source)["reporting_units"]),
    )
    command = ask(ReviseCampaign, **{name: getattr(plan, name) for name in PARTS}, campaign_id=campaign)
    department.log.revise_campaign(command, OFFICE)

    with refused(department.log, Conflict, "differences-open", count=1):
        department.hands_in(campaign)
    settles(department, campaign, "rules")
    department.hands_in(campaign)


def test_what_needs_no_approval_is_settled_before_it_is_launched(department: Department) -> None:
    source = department.drafts(level=CampaignLevel.MINISTRY)
    cloned = clones(department, source, 2024)

    assert cloned.differences == (RULES,)
    with refused(department.log, Conflict, "differences-open", count=1):
        department.launches(cloned.id, OFFICE)
    settles(department, cloned.id, "rules")
    department.launches(cloned.id, OFFICE)


def test_only_what_there_is_is_cloned_once(department: Department, source: UUID) -> None:
    with refused(department.log, NotFound, "unknown"):
        clones(department, uuid4())
    with refused(department.log, Conflict, "id-taken"):
        clones(department, source, campaign_id=source)


# -- days ---------------------------------------------------------------------------------------------

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@given(DAYS, st.integers(-50, 50))
def test_a_day_of_another_year_is_the_same_day(day: date, by: int) -> None:
    moved = plans.moved(day, by)

    assert (moved.year, moved.month) == (day.year + by, day.month)
    assert moved.day == day.day or ((day.month, day.day, moved.day) == (2, 29, 28) and not isleap(moved.year))


def year_of_rounds(year: int, cuts: list[int]) -> list[dict[str, Any]]:
    """Rounds that fill a year, cut on some of its days, each of two days or more."""
    first = date(year, 1, 1)
    length = 366 if isleap(year) else 365
    starts = [0, *(one for one in sorted(set(cuts)) if 2 <= one <= length - 2)]
    starts = [one for number, one in enumerate(starts) if not number or one - starts[number - 1] >= 2]
    ends = [*(one - 1 for one in starts[1:]), length - 1]
    return [
        {
            "round_id": uuid4(),
            "name": f"Đợt {number}",
            "starts_on": first + timedelta(start),
            "ends_on": first + timedelta(end),
            "occasions": [],
        }
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]


PLANS = st.builds(
    lambda year, cuts: plans.EMPTY | {"year_from": year, "year_to": year, "rounds": year_of_rounds(year, cuts)},
    st.sampled_from([2020, 2022, 2023, 2024]),
    st.lists(st.integers(1, 365) | st.sampled_from([57, 58, 59, 60, 61]), max_size=8),
)


@given(PLANS, st.integers(2000, 2100))
def test_the_rounds_of_another_year_are_inside_and_apart_like_the_first(plan: dict[str, Any], year: int) -> None:
    plans.check(plan)
    cloned = plans.another_year(plan, year, "Phong trào", UUID(int=1))

    plans.check(cloned)
    assert len(cloned["rounds"]) == len(plan["rounds"])


SPANS = st.tuples(st.dates(date(2021, 12, 1), date(2023, 1, 31)), st.integers(-2, 200))


@given(st.lists(SPANS, max_size=4))
def test_rounds_are_taken_exactly_when_they_are_inside_and_apart(spans: list[tuple[date, int]]) -> None:
    days = [[start + timedelta(one) for one in range(length + 1)] for start, length in spans]
    rounds = [
        {"round_id": number, "name": "Đợt", "starts_on": start, "ends_on": start + timedelta(length), "occasions": []}
        for number, (start, length) in enumerate(spans)
    ]
    together = [day for one in days for day in one]
    fits = all(days) and len(set(together)) == len(together) and {day.year for day in together} <= {2022}

    try:
        plans.check(plans.EMPTY | {"year_from": 2022, "year_to": 2022, "rounds": rounds})
        taken = True
    except Invalid:
        taken = False

    assert taken == fits


@given(PLANS, st.lists(st.tuples(DAYS, st.integers(-3, 400)), min_size=1, max_size=4))
def test_a_round_that_overlaps_or_lies_outside_is_never_taken(
    plan: dict[str, Any], more: list[tuple[date, int]]
) -> None:
    """The rounds fill the year, so that there is room for none."""
    added = [
        {"name": "Thêm", "starts_on": start, "ends_on": start + timedelta(days), "occasions": []}
        for start, days in more
    ]
    with pytest.raises(Invalid) as caught:
        plans.check(plan | {"rounds": [*plan["rounds"], *added]})

    assert caught.value.code in ("round-outside", "rounds-overlap")


def test_a_cloned_leap_day_is_there_every_year() -> None:
    plan = plans.EMPTY | {
        "year_from": 2024,
        "year_to": 2024,
        "rounds": [round_of(date(2024, 1, 1), date(2024, 2, 29)).dump()],
        "content": [ContentItem(item_id=uuid4(), wording="Hộ tịch").dump()],
        "criteria": [criterion().dump()],
    }
    plan["rounds"][0] |= {"starts_on": date(2024, 1, 1), "ends_on": date(2024, 2, 29)}

    assert plans.another_year(plan, 2025, "Phong trào", UUID(int=1))["rounds"][0]["ends_on"] == date(2025, 2, 28)
