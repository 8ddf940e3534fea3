"""A campaign: drafted from its plan, numbered by the records office, launched by whoever may."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from services.registration.domain.campaigns import Campaign
from shared.contracts.registration.campaigns import DueDate, LaunchCampaign, LegalBasis
from shared.contracts.registration.kinds import CampaignKind, CampaignLevel, ObligationKind
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from tests.unit.registration.department import DIRECTOR, LAST_DAY, OFFICE, RECORDS, Department, round_of
from tests.unit.telling import ask, names, published, refused, saves

FIRST_HALF = round_of(date(2022, 1, 1), date(2022, 6, 30), "Đợt 1")
SECOND_HALF = round_of(date(2022, 7, 1), date(2022, 12, 31), "Đợt 2")


def test_a_draft_is_private_and_lists_what_is_wrong_with_its_text(department: Department) -> None:
    text = "KẾ HOẠCH\nphát động phong trào thi đua năm 2022\nSố:      /KH-STP"
    answer = department.log.draft_campaign(department.campaign(plan_text=text), OFFICE)

    assert {"number-blank", "theme-missing", "rounds-missing"} <= {one.code for one in answer.defects}
    assert published(department.log) == [("campaign.Drafted", None)]
    assert department.log.draft_campaign(department.campaign(), OFFICE).defects == ()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"year_from": 2023}, "years-inverted"),
        ({"rounds": (round_of(date(2021, 12, 31), date(2022, 6, 30)),)}, "round-outside"),
        ({"rounds": (round_of(date(2022, 7, 1), date(2023, 1, 1)),)}, "round-outside"),
        ({"rounds": (round_of(date(2022, 6, 30), date(2022, 6, 29)),)}, "round-outside"),
        ({"rounds": (SECOND_HALF, round_of(date(2022, 1, 1), date(2022, 7, 1)))}, "rounds-overlap"),
        ({"rounds": (FIRST_HALF, FIRST_HALF)}, "rounds-overlap"),
    ],
)
def test_rounds_lie_inside_the_years_and_apart(department: Department, fields: dict[str, Any], code: str) -> None:
    with refused(department.log, Invalid, code):
        department.drafts(**fields)


def test_rounds_may_touch_and_come_in_any_order(department: Department) -> None:
    campaign = department.drafts(rounds=(SECOND_HALF, FIRST_HALF))

    plan = department.log.load(Campaign, campaign).plan
    assert [one["name"] for one in plan["rounds"]] == ["Đợt 2", "Đợt 1"]


def test_a_draft_names_what_is_known_and_its_id_is_used_once(department: Department) -> None:
    campaign = department.drafts()

    with refused(department.log, Conflict, "id-taken", id=campaign):
        department.drafts(campaign_id=campaign)
    with refused(department.log, NotFound, "unknown"):
        department.drafts(parent_id=uuid4())
    with refused(department.log, NotFound, "unknown"):
        department.drafts(reporting_units=(uuid4(),))


def test_the_departments_campaign_is_numbered_before_its_director_launches_it(department: Department) -> None:
    campaign = department.drafts()

    with refused(department.log, Forbidden, "not-competent"):
        department.launches(campaign, OFFICE)
    with refused(department.log, Conflict, "number-missing"):
        department.launches(campaign)
    department.numbers(campaign)
    department.launches(campaign)
    for again in (department.launches, department.numbers):
        with refused(department.log, Conflict, "already-launched"):
            again(campaign)


@pytest.mark.parametrize("level", [CampaignLevel.PRIME_MINISTER, CampaignLevel.MINISTRY, CampaignLevel.CLUSTER])
@pytest.mark.parametrize("who", [OFFICE, DIRECTOR], ids=["office", "director"])
def test_another_levels_campaign_is_entered_as_it_was_received(
    department: Department, level: CampaignLevel, who: Any
) -> None:
    campaign = department.drafts(level=level)
    department.launches(campaign, who)

    assert names(department.log) == ["campaign.Drafted", "CampaignLaunched"]


def test_a_plans_number_is_used_once_a_year(department: Department) -> None:
    first, second = department.drafts(), department.drafts()
    department.numbers(first)

    with refused(department.log, Conflict, "name-taken"):
        department.numbers(second)
    department.numbers(second, dated=date(2023, 1, 5))


def test_an_unknown_campaign_is_unknown(department: Department) -> None:
    unit = department.registers_unit()

    for step in (department.numbers, department.launches):
        with refused(department.log, NotFound, "unknown", id=unit):
            step(unit)


def test_what_is_launched_is_published_with_what_each_unit_owes(department: Department) -> None:
    units = [department.registers_unit("HCTP"), department.registers_unit("TTRA")]
    basis = LegalBasis(number="34-CT/TW", title="Tiếp tục đổi mới", issuer="Bộ Chính trị", issued_on=date(2014, 4, 7))
    due = (
        DueDate(kind=ObligationKind.REGISTRATION, due_on=LAST_DAY),
        DueDate(kind=ObligationKind.FINAL_REPORT, due_on=date(2022, 11, 15)),
    )
    campaign = department.drafts(
        reporting_units=tuple(units),
        due=due,
        legal_bases=(basis,),
        rounds=(FIRST_HALF,),
        recipients=("Như trên",),
        kind=CampaignKind.BY_ROUND,
    )
    department.numbers(campaign)
    department.log.launch_campaign(ask(LaunchCampaign, campaign_id=campaign, effective_on=date(2022, 1, 19)), DIRECTOR)

    assert published(department.log)[-1] == (
        "CampaignLaunched",
        {
            "campaign_id": str(campaign),
            "title": "Phong trào thi đua ngành Tư pháp năm 2022",
            "level": "department",
            "kind": "by_round",
            "year_from": 2022,
            "year_to": 2022,
            "theme": "",
            "launched_by": "Sở Tư pháp Ninh Bình",
            "number": "03/KH-STP",
            "dated": "2022-01-18",
            "launched_on": "2022-01-19",
            "parent_id": None,
            "legal_bases": [basis.dump()],
            "rounds": [FIRST_HALF.dump()],
            "obligations": [
                {"unit_id": str(unit), "kind": one.kind.value, "due_on": one.due_on.isoformat()}
                for unit in units
                for one in due
            ],
            "recipients": ["Như trên"],
        },
    )


def test_the_number_and_its_claim_are_one_save(department: Department) -> None:
    campaign = department.drafts()
    department.numbers(campaign)

    assert saves(department.log, 1) == ["campaign.Numbered", "claim.Made"]
    assert [one.by for one in department.log.public_events(1, 10).events] == [RECORDS.id] * 2
