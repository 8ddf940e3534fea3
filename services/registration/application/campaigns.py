"""The use cases of campaigns."""

from datetime import date
from typing import Any
from uuid import UUID

from services.registration.application.legal import LegalTexts
from services.registration.domain import plans
from services.registration.domain.campaigns import Campaign
from services.registration.domain.clusters import Cluster
from services.registration.domain.units import Unit
from services.registration.plan import read_plan
from shared.contracts.base import BOARD_ROLES, Command, Done, Role
from shared.contracts.registration.campaigns import (
    AmendCampaign,
    ApproveCampaign,
    CampaignAmendedAnswer,
    CampaignDrafted,
    CampaignLaunchedAnswer,
    CampaignWarning,
    CancelCampaign,
    CloseCampaign,
    DraftCampaign,
    LaunchCampaign,
    NumberCampaign,
    PlanCommand,
    PlanDefect,
    ReturnCampaign,
    ReviseCampaign,
    SubmitCampaign,
)
from shared.contracts.registration.kinds import CampaignLevel
from shared.errors import Forbidden, Invalid
from shared.messages import Message, fields_of
from shared.principals import Principal
from shared.sealing import Sealed

Plain = dict[str, Any]
OF_A_REQUEST = {one.name for one in fields_of(Command)}
PARTS = [one.name for one in fields_of(PlanCommand) if one.name not in OF_A_REQUEST]


class Campaigns(LegalTexts):
    """What can be done with campaigns."""

    def draft_campaign(self, command: DraftCampaign, who: Principal) -> CampaignDrafted:
        """Draft a campaign and list what is wrong with its plan's text."""
        did = self.did(who, command)
        _check_prepares(command.level, command.unit_id, command, who)
        if command.unit_id:
            self._check_live([command.unit_id])
        if command.cluster_id:
            self.load(Cluster, command.cluster_id)
        plan, defects = _plan(command), _defects(command)
        self._check_named(plan, command.campaign_id, command.level)
        self._check_live(plan["reporting_units"])
        warnings = self._warnings(plan, command.level, did.effective_on)
        campaign = Campaign.draft(
            self.new(command.campaign_id),
            level=command.level,
            unit_id=command.unit_id,
            cluster_id=command.cluster_id,
            plan=plan,
            defects=[one.dump() for one in defects],
            warnings=warnings,
            did=did,
        )
        answer = CampaignDrafted(id=campaign.id, defects=defects, warnings=_told(warnings))
        return self.record(campaign, did=did, answer=answer)

    def revise_campaign(self, command: ReviseCampaign, who: Principal) -> CampaignDrafted:
        """Write a draft anew."""
        did = self.did(who, command)
        campaign = self.load(Campaign, command.campaign_id)
        _check_prepares(campaign.level, campaign.unit_id, command, who)
        plan, defects = _plan(command), _defects(command)
        self._check_named(plan, campaign.id, campaign.level)
        self._check_live(plan["reporting_units"])
        warnings = self._warnings(plan, campaign.level, did.effective_on)
        campaign.revise(plan, [one.dump() for one in defects], warnings, did)
        answer = CampaignDrafted(id=campaign.id, defects=defects, warnings=_told(warnings))
        return self.record(campaign, did=did, answer=answer)

    def submit_campaign(self, command: SubmitCampaign, who: Principal) -> Done:
        """Hand a draft to whoever approves it; of another level there is nobody here who does."""
        did = self.did(who, command)
        campaign = self.load(Campaign, command.campaign_id)
        _check_prepares(campaign.level, campaign.unit_id, command, who)
        if not campaign.written_here:
            raise Forbidden("not-competent")
        campaign.submit(did)
        self._check_live(campaign.reporting_units)
        return self.record(campaign, did=did, answer=Done(id=campaign.id))

    def return_campaign(self, command: ReturnCampaign, who: Principal) -> Done:
        """Send a draft back with a reason."""
        did = self.did(who, command)
        campaign = self._decided_by(who, command.campaign_id)
        campaign.send_back(self._sealed_of(campaign, "reason", command.reason), did)
        return self.record(campaign, did=did, answer=Done(id=campaign.id))

    def approve_campaign(self, command: ApproveCampaign, who: Principal) -> Done:
        """Approve a plan."""
        did = self.did(who, command)
        campaign = self._decided_by(who, command.campaign_id)
        campaign.approve(did)
        return self.record(campaign, did=did, answer=Done(id=campaign.id))

    def number_campaign(self, command: NumberCampaign, who: Principal) -> Done:
        """Give the plan its number, unique in its year, and its date."""
        did = self.did(who, command)
        campaign = self.load(Campaign, command.campaign_id)
        campaign.assign_number(command.number, command.dated, did)
        number = self.claim("plan", f"{command.dated.year}:{command.number}", campaign.id, did)
        return self.record(campaign, number, did=did, answer=Done(id=campaign.id))

    def launch_campaign(self, command: LaunchCampaign, who: Principal) -> CampaignLaunchedAnswer:
        """Launch a campaign."""
        did = self.did(who, command)
        campaign = self._decided_by(who, command.campaign_id)
        on = did.effective_on
        reason = command.no_criteria_reason
        warnings = self._warnings(campaign.plan, campaign.level, on)
        campaign.launch(
            on=on,
            criteria_required=bool(self.catalogue and self.catalogue.criteria_required(on)),
            no_criteria_reason=self._sealed_of(campaign, "no_criteria_reason", reason) if reason else None,
            warnings=warnings,
            did=did,
        )
        answer = CampaignLaunchedAnswer(id=campaign.id, warnings=_told(warnings))
        return self.record(campaign, did=did, answer=answer)

    def amend_campaign(self, command: AmendCampaign, who: Principal) -> CampaignAmendedAnswer:
        """Change a launched campaign; a unit that reported already may have ended since."""
        did = self.did(who, command)
        campaign = self._decided_by(who, command.campaign_id)
        plan = _plan(command)
        self._check_named(plan, campaign.id, campaign.level)
        self._check_live([one for one in plan["reporting_units"] if one not in campaign.reporting_units])
        warnings = self._warnings(plan, campaign.level, did.effective_on)
        affected = campaign.amend(plan, command.reason, on=did.effective_on, warnings=warnings, did=did)
        answer = CampaignAmendedAnswer(id=campaign.id, affected=tuple(affected), warnings=_told(warnings))
        return self.record(campaign, did=did, answer=answer)

    def cancel_campaign(self, command: CancelCampaign, who: Principal) -> Done:
        """Cancel a campaign; what was launched is taken back in public, a draft is not."""
        did = self.did(who, command)
        campaign = self._decided_by(who, command.campaign_id)
        if campaign.launched:
            campaign.cancel(command.reason, on=did.effective_on, did=did)
        else:
            campaign.drop(self._sealed_of(campaign, "reason", command.reason), did)
        return self.record(campaign, did=did, answer=Done(id=campaign.id))

    def close_campaign(self, command: CloseCampaign, who: Principal) -> Done:
        """Close a campaign that is over."""
        did = self.did(who, command)
        campaign = self._decided_by(who, command.campaign_id)
        conclusion = self._sealed_of(campaign, "conclusion", command.conclusion)
        campaign.close(conclusion, on=did.effective_on, did=did)
        return self.record(campaign, did=did, answer=Done(id=campaign.id))

    # -- who may, and what is named --------------------------------------------------------------------

    def _decided_by(self, who: Principal, campaign_id: UUID) -> Campaign:
        """The campaign, if it is his: any is a director's, a unit's is its head's, what was received the office's."""
        campaign = self.load(Campaign, campaign_id)
        if who.role is Role.HEAD:
            competent = campaign.level is CampaignLevel.UNIT and who.unit == campaign.unit_id
        else:
            competent = who.role is Role.DIRECTOR or not campaign.written_here
        if not competent:
            raise Forbidden("not-competent")
        return campaign

    def _check_named(self, plan: Plain, campaign_id: UUID, level: CampaignLevel) -> None:
        """Whatever a plan names is known; what it carries out is of a higher level or its own, and not itself."""
        for item in plan["content"]:
            if item["owner_id"]:
                self.load(Unit, item["owner_id"])
        for group in plan["recipient_groups"]:
            if group["cluster_id"]:
                self.load(Cluster, group["cluster_id"])
        upstream = [*plan["upstream_ids"], *(item["upstream_id"] for item in plan["content"] if item["upstream_id"])]
        for higher in (*upstream, *([plan["parent_id"]] if plan["parent_id"] else ())):
            if higher == campaign_id or not plans.answers_to(level, self.load(Campaign, higher).level):
                raise Invalid("wrong-parent")
        ancestor = plan["parent_id"]
        while ancestor:
            ancestor = self.load(Campaign, ancestor).plan["parent_id"]
            if ancestor == campaign_id:
                raise Invalid("wrong-parent")

    def _check_live(self, units: list[UUID]) -> None:
        today: date = self.clock.now().date()
        for unit in units:
            self.load(Unit, unit).check_lives(today)

    def _warnings(self, plan: Plain, level: CampaignLevel, on: date) -> list[Plain]:
        own = plans.warnings_of(plan, criteria_expected=level in plans.WRITTEN_HERE)
        return [*own, *self._basis_warnings(plan["legal_bases"], on)]

    def _sealed_of(self, campaign: Campaign, name: str, value: str) -> Sealed:
        return self.sealer.seal(campaign.id, "campaign", {name: value})


def _check_prepares(level: CampaignLevel, unit_id: UUID | None, command: Command, who: Principal) -> None:
    """A head writes his unit's; the office everything else, and a unit's for the unit."""
    if level is CampaignLevel.UNIT:
        competent = unit_id is None or unit_id in ((who.unit,) if who.role is Role.HEAD else (command.on_behalf_of,))
    else:
        competent = who.role in BOARD_ROLES
    if not competent:
        raise Forbidden("not-competent")


def _plan(command: PlanCommand) -> Plain:
    return {name: _plain(getattr(command, name)) for name in PARTS}


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return {one.name: _plain(getattr(value, one.name)) for one in fields_of(type(value))}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return getattr(value, "value", value)


def _defects(command: PlanCommand) -> tuple[PlanDefect, ...]:
    return tuple(
        PlanDefect(code=one.code, line=one.line, raw=one.raw, message=one.message, suggestion=one.suggestion)
        for one in (read_plan(command.plan_text).defects if command.plan_text else ())
    )


def _told(warnings: list[Plain]) -> tuple[CampaignWarning, ...]:
    return tuple(CampaignWarning(**one) for one in warnings)
