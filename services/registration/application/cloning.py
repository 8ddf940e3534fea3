"""The use cases of campaigns that are drafted from an earlier one."""

from datetime import date
from typing import Any

from services.registration.application.campaigns import Campaigns
from services.registration.domain import plans
from services.registration.domain.campaigns import RULES, Campaign, basis_key
from shared.contracts.base import Done
from shared.contracts.registration.campaigns import CampaignCloned, CloneCampaign, Difference, SettleDifference
from shared.principals import Principal

Plain = dict[str, Any]


class Cloning(Campaigns):
    """What can be done with last year's campaigns."""

    def clone_campaign(self, command: CloneCampaign, who: Principal) -> CampaignCloned:
        """Draft a campaign of another year from an earlier one, with what differs between the years."""
        did = self.did(who, command)
        source = self.load(Campaign, command.source_id)
        campaign_id = self.new(command.campaign_id)
        plan = plans.another_year(source.plan, command.year, command.title, campaign_id)
        differences = [
            *self._differing_bases(plan["legal_bases"], did.effective_on),
            *self._differing_rules(source, date(command.year, 1, 1)),
        ]
        warnings = self._warnings(plan, source.level, did.effective_on)
        campaign = source.clone(campaign_id, plan, differences, warnings, did)
        answer = CampaignCloned(id=campaign.id, differences=tuple(Difference(**one) for one in differences))
        return self.record(campaign, did=did, answer=answer)

    def settle_difference(self, command: SettleDifference, who: Principal) -> Done:
        """Accept or replace one difference of a cloned campaign; who did is recorded."""
        did = self.did(who, command)
        campaign = self.load(Campaign, command.campaign_id)
        replacement = _basis(command)
        bases = campaign.settled(command.key, command.settlement, replacement)
        plan = campaign.plan | {"legal_bases": bases}
        warnings = self._warnings(plan, campaign.level, did.effective_on)
        campaign.settle(command.key, command.settlement, replacement, warnings, did)
        return self.record(campaign, did=did, answer=Done(id=campaign.id))

    def _differing_bases(self, bases: list[Plain], on: date) -> list[Plain]:
        """The cited texts that are in force no more on a day, and what took their place."""
        found = {}
        for basis in bases:
            text = self._cited(basis)
            if text and text.out_of_force() and not text.in_force(on):
                now = self._number_of_successor(text) or text.out_of_force()
                found[basis["number"]] = _difference(basis_key(basis["number"]), "legal_basis", basis["number"], now)
        return list(found.values())

    def _differing_rules(self, source: Campaign, on: date) -> list[Plain]:
        """The rules of the source's time and those of a day, where they are others."""
        if self.catalogue is None:
            return []
        was = self.catalogue.pack(source.launched_on or date(source.plan["year_from"], 1, 1))
        now = self.catalogue.pack(on)
        if now is None or was == now:
            return []
        return [_difference(RULES, "rules", _pack(was) if was else "chưa có", _pack(now))]


def _difference(key: str, kind: str, was: str, now: str) -> Plain:
    return {"key": key, "kind": kind, "was": was, "now": now, "settled": False}


def _pack(pack: tuple[str, str]) -> str:
    name, digest = pack
    return f"{name} ({digest})"


def _basis(command: SettleDifference) -> Plain | None:
    if command.replacement is None:
        return None
    said = command.replacement
    return {
        "number": said.number,
        "title": said.title,
        "issuer": said.issuer,
        "issued_on": said.issued_on,
        "text_id": said.text_id,
    }
