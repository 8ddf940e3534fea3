"""The use cases of campaigns and legal texts."""

from typing import Any

from services.registration.application.base import Base
from services.registration.domain.campaigns import Campaign
from services.registration.domain.units import Unit
from services.registration.plan import read_plan
from shared.contracts.base import Done, Role
from shared.contracts.registration.campaigns import (
    CampaignDrafted,
    DraftCampaign,
    LaunchCampaign,
    NumberCampaign,
    PlanDefect,
)
from shared.messages import Message
from shared.principals import Principal


class Campaigns(Base):
    """What can be done with campaigns and legal texts."""

    def draft_campaign(self, command: DraftCampaign, who: Principal) -> CampaignDrafted:
        """Draft a campaign and list what is wrong with its plan's text."""
        did = self.did(who, command)
        defects = [
            PlanDefect(code=one.code, line=one.line, raw=one.raw, message=one.message, suggestion=one.suggestion)
            for one in (read_plan(command.plan_text).defects if command.plan_text else ())
        ]
        for unit in command.reporting_units:
            self.load(Unit, unit)
        if command.parent_id:
            self.load(Campaign, command.parent_id)
        campaign = Campaign.draft(
            self.new(command.campaign_id),
            title=command.title,
            level=command.level,
            kind=command.kind.value,
            year_from=command.year_from,
            year_to=command.year_to,
            theme=command.theme,
            launched_by=command.launched_by,
            parent_id=command.parent_id,
            legal_bases=[_plain(one) for one in command.legal_bases],
            rounds=[_plain(one) for one in command.rounds],
            due=[_plain(one) for one in command.due],
            reporting_units=list(command.reporting_units),
            recipients=list(command.recipients),
            plan_text=command.plan_text,
            defects=[one.dump() for one in defects],
            did=did,
        )
        return self.record(campaign, did=did, answer=CampaignDrafted(id=campaign.id, defects=tuple(defects)))

    def number_campaign(self, command: NumberCampaign, who: Principal) -> Done:
        """Give the plan its number, unique in its year, and its date."""
        did = self.did(who, command)
        campaign = self.load(Campaign, command.campaign_id)
        campaign.assign_number(command.number, command.dated, did)
        number = self.claim("plan", f"{command.dated.year}:{command.number}", campaign.id, did)
        return self.record(campaign, number, did=did, answer=Done(id=campaign.id))

    def launch_campaign(self, command: LaunchCampaign, who: Principal) -> Done:
        """Launch a campaign."""
        did = self.did(who, command)
        campaign = self.load(Campaign, command.campaign_id)
        campaign.launch(by_director=who.role is Role.DIRECTOR, on=did.effective_on, did=did)
        return self.record(campaign, did=did, answer=Done(id=campaign.id))


def _plain(message: Message) -> dict[str, Any]:
    return {name: _value(getattr(message, name)) for name in message.__dataclass_fields__}  # type: ignore[attr-defined]


def _value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else getattr(value, "value", value)
