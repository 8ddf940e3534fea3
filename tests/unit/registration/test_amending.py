"""A campaign that was launched: amended with a reason, cancelled in public, closed when it is over."""

from datetime import date
from typing import Any
from uuid import UUID

from services.registration.domain.campaigns import Campaign
from shared.contracts.registration.campaigns import (
    CampaignAmendedAnswer,
    CancelCampaign,
    CloseCampaign,
    DraftCampaign,
    DueDate,
)
from shared.contracts.registration.kinds import CampaignState, ObligationKind
from shared.errors import Conflict, Forbidden, Invalid
from tests.unit.registration.department import DIRECTOR, OFFICE, Department, round_of
from tests.unit.registration.test_campaigns import FIRST_HALF, SECOND_HALF, state
from tests.unit.telling import ask, published, refused, stored


def launched(department: Department, *units: UUID, **more: Any) -> DraftCampaign:
    draft = department.campaign(reporting_units=units, **more)
    department.log.draft_campaign(draft, OFFICE)
    department.hands_in(draft.campaign_id)
    department.approves(draft.campaign_id)
    department.numbers(draft.campaign_id)
    department.launches(draft.campaign_id)
    return draft


def test_an_amendment_tells_what_changed_and_whom_it_affects(department: Department) -> None:
    first, second, third = (department.registers_unit(code) for code in ("HCTP", "TTRA", "TGPL"))
    plan = launched(department, first, second)
    later = DueDate(kind=ObligationKind.REGISTRATION, due_on=date(2022, 3, 15))

    joined = department.amends_plan(plan, reporting_units=(first, second, third))
    put_off = department.amends_plan(plan, reporting_units=(first, second, third), due=(later,), theme="Vượt khó")

    assert joined == CampaignAmendedAnswer(id=plan.campaign_id, affected=(third,))
    assert put_off.affected == (first, second, third)
    name, data = published(department.log)[-1]
    assert (name, data["reason"], data["changed"]) == ("CampaignAmended", "Theo chỉ đạo của Bộ", ["theme", "due"])
    assert {one["due_on"] for one in data["obligations"]} == {"2022-03-15"}
    assert department.log.load(Campaign, plan.campaign_id).due_on(ObligationKind.REGISTRATION) == date(2022, 3, 15)


def test_another_round_is_everybodys_business(department: Department) -> None:
    first, second = department.registers_unit("HCTP"), department.registers_unit("TTRA")
    plan = launched(department, first, second)

    assert department.amends_plan(plan, rounds=(FIRST_HALF, SECOND_HALF)).affected == (first, second)


def test_an_amendment_that_changes_nothing_is_none(department: Department) -> None:
    plan = launched(department, department.registers_unit())

    with refused(department.log, Conflict, "nothing-changed"):
        department.amends_plan(plan)
    with refused(department.log, Forbidden, "not-competent"):
        department.amends_plan(plan, who=OFFICE, theme="Vượt khó")
    with refused(department.log, Invalid, "rounds-overlap"):
        department.amends_plan(plan, rounds=(FIRST_HALF, FIRST_HALF))


def test_what_is_over_may_still_be_corrected_and_a_unit_that_ended_stays(department: Department) -> None:
    unit, ended = department.registers_unit("HCTP"), department.registers_unit("TTRA")
    plan = launched(department, unit, ended)
    department.today.day = date(2022, 12, 20)
    department.dissolves_unit(ended)

    corrected = department.amends_plan(plan, rounds=(round_of(date(2022, 1, 1), date(2022, 5, 31)),))

    assert corrected.affected == (unit, ended)
    department.amends_plan(plan, reporting_units=(unit,))
    with refused(department.log, Conflict, "unit-ended"):
        department.amends_plan(plan, reporting_units=(unit, ended))


def test_what_was_launched_is_cancelled_in_public_and_a_draft_is_not(department: Department) -> None:
    campaign = launched(department, department.registers_unit()).campaign_id
    reason = "Gộp vào phong trào của tỉnh"
    department.log.cancel_campaign(ask(CancelCampaign, campaign_id=campaign, reason=reason), DIRECTOR)

    assert published(department.log)[-1] == (
        "CampaignCancelled",
        {"campaign_id": str(campaign), "cancelled_on": "2022-01-20", "reason": reason},
    )
    draft = department.drafts()
    department.log.cancel_campaign(ask(CancelCampaign, campaign_id=draft, reason="Soạn nhầm"), DIRECTOR)
    assert published(department.log)[-1] == ("campaign.Dropped", None)
    assert "Soạn nhầm" not in stored(department.log)
    for over in (campaign, draft):
        with refused(department.log, Conflict, "wrong-campaign-state", state="cancelled"):
            department.log.cancel_campaign(ask(CancelCampaign, campaign_id=over, reason=reason), DIRECTOR)
        with refused(department.log, Conflict, "wrong-campaign-state", state="cancelled"):
            department.launches(over)


def test_a_campaign_is_closed_after_its_last_day(department: Department) -> None:
    campaign = launched(department, department.registers_unit()).campaign_id
    closing = {"campaign_id": campaign, "conclusion": "Báo cáo số 12/BC-STP"}
    department.today.day = date(2022, 12, 31)
    with refused(department.log, Conflict, "not-over", ends_on=date(2022, 12, 31)):
        department.log.close_campaign(ask(CloseCampaign, **closing), DIRECTOR)
    department.today.day = date(2023, 1, 1)
    department.log.close_campaign(ask(CloseCampaign, **closing), DIRECTOR)

    assert state(department, campaign) is CampaignState.CLOSED
    assert published(department.log)[-1] == (
        "CampaignClosed",
        {"campaign_id": str(campaign), "closed_on": "2023-01-01"},
    )
