"""What the recorded events of campaigns and legal texts look like to others."""

from services.registration.domain.campaigns import Campaign
from services.registration.publishing.public import public_event
from shared.contracts.registration.campaigns import CampaignLaunched, LegalBasisView, Obligation, RoundView
from shared.contracts.registration.kinds import CampaignKind, CampaignLevel, ObligationKind
from shared.sealing import Open


@public_event.register
def campaign_launched(recorded: Campaign.Launched, open_sealed: Open) -> CampaignLaunched:
    plan = recorded.plan
    return CampaignLaunched(
        campaign_id=recorded.originator_id,
        title=plan["title"],
        level=CampaignLevel(plan["level"]),
        kind=CampaignKind(plan["kind"]),
        year_from=plan["year_from"],
        year_to=plan["year_to"],
        theme=plan["theme"],
        launched_by=plan["launched_by"],
        number=plan["number"],
        dated=plan["dated"],
        launched_on=recorded.launched_on,
        parent_id=plan["parent_id"],
        legal_bases=tuple(LegalBasisView(**one) for one in plan["legal_bases"]),
        rounds=tuple(RoundView(**{**one, "occasions": tuple(one["occasions"])}) for one in plan["rounds"]),
        obligations=tuple(
            Obligation(unit_id=one["unit_id"], kind=ObligationKind(one["kind"]), due_on=one["due_on"])
            for one in recorded.obligations
        ),
        recipients=tuple(plan["recipients"]),
    )
