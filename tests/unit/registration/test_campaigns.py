"""A campaign: drafted from its plan, approved, numbered by the records office, launched by whoever may, changed."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration.application.campaigns import PARTS
from services.registration.domain import plans
from services.registration.domain.campaigns import Campaign
from services.registration.domain.plans import Plain
from shared.contracts.base import Role
from shared.contracts.registration.campaigns import (
    ContentItem,
    DueDate,
    LaunchCampaign,
    LegalBasis,
    Phase,
    RecipientGroup,
    ReturnCampaign,
    Review,
    Slice,
)
from shared.contracts.registration.kinds import (
    CampaignKind,
    CampaignLevel,
    CampaignState,
    ObligationKind,
    RecipientKind,
    ReviewKind,
    UnitKind,
)
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.principals import Principal
from tests.unit.registration.department import (
    DIRECTOR,
    LAST_DAY,
    OFFICE,
    RECORDS,
    RULES_2024_FROM,
    Department,
    criterion,
    round_of,
)
from tests.unit.telling import ask, names, published, refused, saves, stored

FIRST_HALF = round_of(date(2022, 1, 1), date(2022, 6, 30), "Đợt 1")
SECOND_HALF = round_of(date(2022, 7, 1), date(2022, 12, 31), "Đợt 2")


def head(unit: UUID) -> Principal:
    return Principal("truong-don-vi", Role.HEAD, unit)


def state(department: Department, campaign: UUID) -> CampaignState:
    return department.log.load(Campaign, campaign).state


# -- drafts -------------------------------------------------------------------------------------------


def test_a_draft_is_private_and_lists_what_is_wrong_with_its_text(department: Department) -> None:
    text = "KẾ HOẠCH\nphát động phong trào thi đua năm 2022\nSố:      /KH-STP"
    answer = department.log.draft_campaign(department.campaign(plan_text=text), OFFICE)

    assert {"number-blank", "theme-missing", "rounds-missing"} <= {one.code for one in answer.defects}
    assert published(department.log) == [("campaign.Drafted", None)]
    assert department.log.draft_campaign(department.campaign(), OFFICE).defects == ()


def test_what_was_recorded_before_plans_had_all_their_parts_is_a_whole_plan() -> None:
    unit = uuid4()
    basis: Plain = {"number": "34-CT/TW", "title": "Tiếp tục đổi mới", "issuer": "Bộ Chính trị", "issued_on": None}
    said: Plain = {
        "title": "Phong trào",
        "kind": "by_round",
        "year_from": 2022,
        "year_to": 2022,
        "legal_bases": [basis],
    }
    others: Plain = {"theme": "", "launched_by": "Sở", "parent_id": None, "rounds": [], "recipients": []}
    due = {"kind": "registration", "due_on": LAST_DAY}
    drafted: Plain = {**said, **others, "level": "department", "due": [due], "reporting_units": [unit], "plan_text": ""}
    launched: Plain = {
        "plan": {**said, **others, "level": "department", "number": "03/KH-STP", "dated": LAST_DAY},
        "obligations": [{"unit_id": unit, **due}],
    }
    Campaign.Drafted.upcast_v1_v2(drafted)
    Campaign.Launched.upcast_v1_v2(launched)

    assert drafted["plan"] == launched["plan"]
    assert drafted["plan"].keys() == plans.EMPTY.keys()
    assert (drafted["plan"]["due"], drafted["plan"]["reporting_units"]) == ([due], [unit])
    assert drafted["plan"]["legal_bases"] == [{**basis, "text_id": None}]
    assert (drafted["level"], launched["level"], launched["number"]) == ("department", "department", "03/KH-STP")


def test_a_plan_holds_every_part_that_can_be_said() -> None:
    assert list(plans.EMPTY) == PARTS


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"year_from": 2023}, "years-inverted"),
        ({"rounds": (round_of(date(2021, 12, 31), date(2022, 6, 30)),)}, "round-outside"),
        ({"rounds": (round_of(date(2022, 7, 1), date(2023, 1, 1)),)}, "round-outside"),
        ({"rounds": (round_of(date(2022, 6, 30), date(2022, 6, 29)),)}, "round-outside"),
        ({"rounds": (SECOND_HALF, round_of(date(2022, 1, 1), date(2022, 7, 1)))}, "rounds-overlap"),
        ({"rounds": (FIRST_HALF, FIRST_HALF)}, "rounds-overlap"),
        ({"phases": (Phase(name="Đăng ký", starts_on=date(2021, 12, 1), ends_on=LAST_DAY),)}, "phase-outside"),
        ({"phases": (Phase(name="Đăng ký", starts_on=LAST_DAY, ends_on=date(2022, 1, 1)),)}, "phase-outside"),
        ({"slices": (Slice(year=2023),)}, "slice-outside"),
        ({"slices": (Slice(year=2022), Slice(year=2022))}, "slice-outside"),
        ({"due": (DueDate(kind=ObligationKind.FINAL_REPORT, due_on=date(2023, 1, 1)),)}, "due-outside"),
        ({"reviews": (Review(kind=ReviewKind.INTERIM, on=date(2021, 12, 31)),)}, "review-outside"),
        ({"reviews": (Review(kind=ReviewKind.FINAL, on=date(2024, 1, 1)),)}, "review-outside"),
        ({"recipient_groups": (RecipientGroup(kind=RecipientKind.BODY, name="Sở Nội vụ"),)}, "recipient-not-whole"),
        ({"recipient_groups": (RecipientGroup(kind=RecipientKind.UNITS, name="Các phòng"),)}, "recipient-not-whole"),
        (
            {"recipient_groups": (RecipientGroup(kind=RecipientKind.CLUSTER_HEADS, name="Trưởng khối"),)},
            "recipient-not-whole",
        ),
        ({"due": (DueDate(kind=ObligationKind.FINAL_REPORT, due_on=LAST_DAY),) * 2}, "named-twice"),
        ({"content": (ContentItem(item_id=uuid4(), wording="Chuyển đổi số"),) * 2}, "named-twice"),
        ({"level": CampaignLevel.CLUSTER}, "level-needs-owner"),
        ({"cluster_id": None, "level": CampaignLevel.UNIT}, "level-needs-owner"),
    ],
)
def test_every_day_of_a_plan_lies_where_it_belongs(department: Department, fields: dict[str, Any], code: str) -> None:
    with refused(department.log, Invalid, code):
        department.drafts(**fields)


def test_a_unit_owes_what_it_owes_once(department: Department) -> None:
    unit = department.registers_unit()

    with refused(department.log, Invalid, "named-twice", what="đơn vị thực hiện"):
        department.drafts(reporting_units=(unit, unit))


def test_rounds_may_touch_and_come_in_any_order(department: Department) -> None:
    campaign = department.drafts(rounds=(SECOND_HALF, FIRST_HALF))

    plan = department.log.load(Campaign, campaign).plan
    assert [one["name"] for one in plan["rounds"]] == ["Đợt 2", "Đợt 1"]


def test_a_final_review_may_be_held_after_the_year(department: Department) -> None:
    department.drafts(reviews=(Review(kind=ReviewKind.FINAL, on=date(2023, 1, 12)), Review(kind=ReviewKind.INTERIM)))


def test_a_draft_names_what_is_known_and_its_id_is_used_once(department: Department) -> None:
    campaign = department.drafts()
    group = RecipientGroup(kind=RecipientKind.CLUSTER_HEADS, name="Trưởng khối", cluster_id=uuid4())

    with refused(department.log, Conflict, "id-taken", id=campaign):
        department.drafts(campaign_id=campaign)
    for named in (
        {"parent_id": uuid4()},
        {"upstream_ids": (uuid4(),)},
        {"reporting_units": (uuid4(),)},
        {"content": (ContentItem(item_id=uuid4(), wording="Cải cách hành chính", owner_id=uuid4()),)},
        {"recipient_groups": (group,)},
        {"level": CampaignLevel.CLUSTER, "cluster_id": uuid4()},
    ):
        with refused(department.log, NotFound, "unknown"):
            department.drafts(**named)


def test_only_units_that_there_are_report(department: Department) -> None:
    unit = department.registers_unit()
    campaign = department.campaign(reporting_units=(unit,))
    department.log.draft_campaign(campaign, OFFICE)
    department.dissolves_unit(unit)

    with refused(department.log, Conflict, "unit-ended"):
        department.drafts(reporting_units=(unit,))
    with refused(department.log, Conflict, "unit-ended"):
        department.hands_in(campaign.campaign_id)
    with refused(department.log, Conflict, "unit-ended"):
        department.revises_plan(campaign)


def test_a_campaign_answers_one_of_a_higher_level_or_its_own(department: Department) -> None:
    province = department.drafts(level=CampaignLevel.PROVINCE)
    own = department.campaign(parent_id=province, upstream_ids=(province,))
    department.log.draft_campaign(own, OFFICE)
    other = department.drafts(parent_id=own.campaign_id)

    for wrong in (
        {"level": CampaignLevel.MINISTRY, "parent_id": other},
        {"level": CampaignLevel.MINISTRY, "upstream_ids": (other,)},
        {
            "level": CampaignLevel.MINISTRY,
            "content": (ContentItem(item_id=uuid4(), wording="Hộ tịch", upstream_id=other),),
        },
    ):
        with refused(department.log, Invalid, "wrong-parent"):
            department.drafts(**wrong)
    for parent in (own.campaign_id, other):  # itself, and what answers it
        with refused(department.log, Invalid, "wrong-parent"):
            department.revises_plan(own, parent_id=parent)


def test_a_draft_is_written_anew_until_it_is_submitted(department: Department) -> None:
    draft = department.campaign(reporting_units=(department.registers_unit(),))
    department.log.draft_campaign(draft, OFFICE)
    answer = department.revises_plan(draft, title="Phong trào thi đua năm 2022", plan_text="KẾ HOẠCH")

    assert answer.defects
    assert department.log.load(Campaign, draft.campaign_id).plan["title"] == "Phong trào thi đua năm 2022"
    department.hands_in(draft.campaign_id)
    with refused(department.log, Conflict, "wrong-campaign-state", state="submitted"):
        department.revises_plan(draft)


def test_weights_that_are_not_a_whole_are_told(department: Department) -> None:
    several = (criterion("Đúng hạn", 5000), criterion("Sáng kiến", 2550))
    answer = department.log.draft_campaign(department.campaign(criteria=several), OFFICE)

    assert [(one.code, one.message) for one in answer.warnings] == [
        ("weights-not-whole", "Tổng trọng số của các tiêu chí là 75,5%, không phải 100%.")
    ]


def test_recipients_of_all_kinds_are_whole(department: Department) -> None:
    department.drafts(
        recipient_groups=(
            RecipientGroup(kind=RecipientKind.BODY, name="Vụ TĐKT, Bộ Tư pháp", mailbox="tdkt@botuphap.invalid"),
            RecipientGroup(kind=RecipientKind.UNITS, name="Các phòng thuộc Sở", unit_kind=UnitKind.ROOM),
            RecipientGroup(kind=RecipientKind.ARCHIVE, name="Lưu: VT, TĐKT"),
        )
    )


# -- approval, number, launch -------------------------------------------------------------------------


def test_what_a_plan_lacks_is_listed_when_it_is_submitted(department: Department) -> None:
    empty = {"theme": "", "content": (), "rounds": (), "due": (), "recipients": ()}
    campaign = department.drafts(**empty)

    missing = "mục đích hoặc chủ đề, nội dung thi đua, các đợt thi đua, thời hạn, đơn vị thực hiện, nơi nhận"
    with refused(department.log, Conflict, "plan-incomplete", missing=missing):
        department.hands_in(campaign)


def test_the_departments_campaign_is_approved_and_numbered_before_its_director_launches_it(
    department: Department,
) -> None:
    campaign = department.drafts(reporting_units=(department.registers_unit(),))

    with refused(department.log, Forbidden, "not-competent"):
        department.launches(campaign, OFFICE)
    for early in (department.launches, department.numbers):
        with refused(department.log, Conflict, "not-approved"):
            early(campaign)
    with refused(department.log, Conflict, "wrong-campaign-state", state="draft"):
        department.approves(campaign)
    department.hands_in(campaign)
    department.approves(campaign)
    with refused(department.log, Conflict, "number-missing"):
        department.launches(campaign)
    department.numbers(campaign)
    department.launches(campaign)
    for again in (department.launches, department.numbers):
        with refused(department.log, Conflict, "already-launched"):
            again(campaign)
    assert names(department.log) == [
        "UnitRegistered",
        "claim.Made",
        "campaign.Drafted",
        "campaign.Submitted",
        "campaign.Approved",
        "campaign.Numbered",
        "claim.Made",
        "CampaignLaunched",
    ]


def test_a_draft_comes_back_with_a_reason_that_nobody_else_reads(department: Department) -> None:
    campaign = department.drafts(reporting_units=(department.registers_unit(),))
    department.hands_in(campaign)
    reason = "Đồng chí Hà rà soát lại nội dung"
    department.log.return_campaign(ask(ReturnCampaign, campaign_id=campaign, reason=reason), DIRECTOR)

    assert state(department, campaign) is CampaignState.DRAFT
    assert published(department.log)[-1] == ("campaign.Returned", None)
    assert reason not in stored(department.log)
    department.hands_in(campaign)


@pytest.mark.parametrize("level", [CampaignLevel.PRIME_MINISTER, CampaignLevel.MINISTRY, CampaignLevel.PROVINCE])
@pytest.mark.parametrize("who", [OFFICE, DIRECTOR], ids=["office", "director"])
def test_another_levels_campaign_is_entered_as_it_was_received(
    department: Department, level: CampaignLevel, who: Any
) -> None:
    campaign = department.drafts(level=level, criteria=(), content=(), rounds=(), due=())
    with refused(department.log, Forbidden, "not-competent"):  # nobody here approves it
        department.hands_in(campaign)
    department.launches(campaign, who)

    assert names(department.log) == ["campaign.Drafted", "CampaignLaunched"]


def test_a_units_own_campaign_is_its_heads(department: Department) -> None:
    unit, elsewhere = department.registers_unit("HCTP"), department.registers_unit("TTRA")
    draft = department.campaign(level=CampaignLevel.UNIT, unit_id=unit)
    for other in (OFFICE, head(elsewhere)):
        with refused(department.log, Forbidden, "not-competent"):
            department.log.draft_campaign(draft, other)
    campaign = department.log.draft_campaign(draft, head(unit)).id
    with refused(department.log, Forbidden, "not-competent"):
        department.hands_in(campaign, head(elsewhere))
    department.hands_in(campaign, head(unit))
    with refused(department.log, Forbidden, "not-competent"):
        department.approves(campaign, head(elsewhere))
    department.approves(campaign, head(unit))
    with refused(department.log, Forbidden, "not-competent"):
        department.launches(campaign, OFFICE)
    department.launches(campaign, head(unit))

    assert names(department.log)[-1] == "CampaignLaunched"


def test_the_office_enters_a_units_campaign_for_a_unit_that_works_on_paper(department: Department) -> None:
    unit = department.registers_unit()
    draft = department.campaign(level=CampaignLevel.UNIT, unit_id=unit, on_behalf_of=unit)

    department.log.draft_campaign(draft, OFFICE)


def test_a_head_writes_no_plan_of_another_level(department: Department) -> None:
    unit = department.registers_unit()
    with refused(department.log, Forbidden, "not-competent"):
        department.log.draft_campaign(department.campaign(), head(unit))
    received = department.drafts(level=CampaignLevel.MINISTRY)
    with refused(department.log, Forbidden, "not-competent"):
        department.launches(received, head(unit))


def test_without_criteria_nothing_is_launched_unless_it_is_said_why(department: Department) -> None:
    campaign = department.approved(criteria=())
    department.numbers(campaign)
    with refused(department.log, Conflict, "criteria-missing"):
        department.launches(campaign)

    why = "Kế hoạch 2022 không nêu tiêu chí"
    command = ask(LaunchCampaign, campaign_id=campaign, no_criteria_reason=why)
    answer = department.log.launch_campaign(command, DIRECTOR)

    assert [one.code for one in answer.warnings] == ["no-criteria"]
    assert why not in stored(department.log)


def test_rules_may_ask_for_criteria_of_everybody(department: Department) -> None:
    department.today.day = RULES_2024_FROM
    campaign = department.approved(criteria=())
    department.numbers(campaign)

    with refused(department.log, Conflict, "criteria-required"):
        department.log.launch_campaign(
            ask(LaunchCampaign, campaign_id=campaign, no_criteria_reason="Chưa có"), DIRECTOR
        )


def test_a_plans_number_is_used_once_a_year(department: Department) -> None:
    first, second = department.approved(), department.approved()
    department.numbers(first)

    with refused(department.log, Conflict, "name-taken"):
        department.numbers(second)
    department.numbers(second, dated=date(2023, 1, 5))


def test_an_unknown_campaign_is_unknown(department: Department) -> None:
    unit = department.registers_unit()

    for step in (department.hands_in, department.approves, department.numbers, department.launches):
        with refused(department.log, NotFound, "unknown", id=unit):
            step(unit)


def test_what_is_launched_is_published_with_what_each_unit_owes(department: Department) -> None:
    units = [department.registers_unit("HCTP"), department.registers_unit("TTRA")]
    basis = LegalBasis(number="34-CT/TW", title="Tiếp tục đổi mới", issuer="Bộ Chính trị", issued_on=date(2014, 4, 7))
    due = (
        DueDate(kind=ObligationKind.REGISTRATION, due_on=LAST_DAY),
        DueDate(kind=ObligationKind.FINAL_REPORT, due_on=date(2022, 11, 15)),
    )
    content = ContentItem(item_id=uuid4(), wording="Số hóa hộ tịch", owner_id=units[0])
    campaign = department.approved(
        *units,
        due=due,
        legal_bases=(basis,),
        rounds=(FIRST_HALF,),
        recipients=("Như trên",),
        kind=CampaignKind.BY_ROUND,
        content=(content,),
        criteria=(measured := criterion(),),
        theme="Đoàn kết",
        priority_percent=60,
        plan_text="KẾ HOẠCH",
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
            "theme": "Đoàn kết",
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
            "phases": [],
            "criteria": [measured.dump()],
            "content": [content.dump()],
            "upstream_ids": [],
            "priority_percent": 60,
            "unit_id": None,
            "cluster_id": None,
        },
    )


def test_the_number_and_its_claim_are_one_save(department: Department) -> None:
    campaign = department.approved()
    before = department.log.length
    department.numbers(campaign)

    assert saves(department.log, before) == ["campaign.Numbered", "claim.Made"]
    assert [one.by for one in department.log.public_events(before, 10).events] == [RECORDS.id] * 2
