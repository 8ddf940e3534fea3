"""What the recorded events of campaigns and legal texts look like to others."""

from typing import Any

from services.registration.domain.campaigns import Campaign
from services.registration.domain.legal import LegalText
from services.registration.publishing.public import public_event
from shared.contracts.registration.campaigns import (
    CampaignAmended,
    CampaignCancelled,
    CampaignClosed,
    CampaignLaunched,
    ContentView,
    CriterionView,
    LegalBasisView,
    LegalTextEnded,
    LegalTextRegistered,
    Obligation,
    PhaseView,
    RoundView,
)
from shared.contracts.registration.kinds import (
    CampaignKind,
    CampaignLevel,
    EvidenceKind,
    ObligationKind,
    PhaseAction,
    PhaseSight,
)
from shared.sealing import Open


@public_event.register
def campaign_launched(recorded: Campaign.Launched, open_sealed: Open) -> CampaignLaunched:
    return CampaignLaunched(
        campaign_id=recorded.originator_id,
        level=CampaignLevel(recorded.level),
        unit_id=recorded.unit_id,
        cluster_id=recorded.cluster_id,
        number=recorded.number,
        dated=recorded.dated,
        launched_on=recorded.launched_on,
        obligations=_obligations(recorded.obligations),
        **_plan(recorded.plan),
    )


@public_event.register
def campaign_amended(recorded: Campaign.Amended, open_sealed: Open) -> CampaignAmended:
    return CampaignAmended(
        campaign_id=recorded.originator_id,
        amended_on=recorded.amended_on,
        reason=recorded.reason,
        changed=tuple(recorded.changed),
        obligations=_obligations(recorded.obligations),
        **_plan(recorded.plan),
    )


@public_event.register
def campaign_cancelled(recorded: Campaign.Cancelled, open_sealed: Open) -> CampaignCancelled:
    return CampaignCancelled(
        campaign_id=recorded.originator_id, cancelled_on=recorded.cancelled_on, reason=recorded.reason
    )


@public_event.register
def campaign_closed(recorded: Campaign.Closed, open_sealed: Open) -> CampaignClosed:
    return CampaignClosed(campaign_id=recorded.originator_id, closed_on=recorded.closed_on)


@public_event.register
def legal_text_registered(recorded: LegalText.Registered, open_sealed: Open) -> LegalTextRegistered:
    return LegalTextRegistered(
        text_id=recorded.originator_id,
        number=recorded.number,
        title=recorded.title,
        issuer=recorded.issuer,
        issued_on=recorded.issued_on,
        in_force_from=recorded.in_force_from,
        in_force_until=recorded.in_force_until,
    )


@public_event.register
def legal_text_ended(recorded: LegalText.Ended, open_sealed: Open) -> LegalTextEnded:
    return LegalTextEnded(text_id=recorded.originator_id, last_day=recorded.last_day, replaced_by=recorded.replaced_by)


def _obligations(recorded: list[dict[str, Any]]) -> tuple[Obligation, ...]:
    return tuple(
        Obligation(unit_id=one["unit_id"], kind=ObligationKind(one["kind"]), due_on=one["due_on"]) for one in recorded
    )


def _plan(plan: dict[str, Any]) -> dict[str, Any]:
    """What others read of a plan."""
    return {
        "title": plan["title"],
        "kind": CampaignKind(plan["kind"]),
        "year_from": plan["year_from"],
        "year_to": plan["year_to"],
        "theme": plan["theme"],
        "launched_by": plan["launched_by"],
        "parent_id": plan["parent_id"],
        "legal_bases": tuple(LegalBasisView(**one) for one in plan["legal_bases"]),
        "rounds": tuple(RoundView(**{**one, "occasions": tuple(one["occasions"])}) for one in plan["rounds"]),
        "recipients": tuple(plan["recipients"]),
        "phases": tuple(
            PhaseView(
                name=one["name"],
                starts_on=one["starts_on"],
                ends_on=one["ends_on"],
                may_do=tuple(PhaseAction(action) for action in one["may_do"]),
                may_see=tuple(PhaseSight(sight) for sight in one["may_see"]),
            )
            for one in plan["phases"]
        ),
        "criteria": tuple(
            CriterionView(**{**one, "evidence": EvidenceKind(one["evidence"])}) for one in plan["criteria"]
        ),
        "content": tuple(ContentView(**one) for one in plan["content"]),
        "upstream_ids": tuple(plan["upstream_ids"]),
        "priority_percent": plan["priority_percent"],
    }
