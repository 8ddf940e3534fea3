"""What a unit hands in: by whom it is taken, in which campaign, and whom its targets may name."""

from datetime import date
from typing import Any
from uuid import UUID

from services.registration.application.base import Base
from services.registration.domain.campaigns import Campaign
from services.registration.domain.collectives import Collective
from services.registration.domain.people import Person
from services.registration.domain.registrations import HandedIn, Registration
from services.registration.domain.unit_plans import UnitPlan
from shared.contracts.registration.kinds import CampaignState, PositionClass, SubjectKind
from shared.contracts.registration.registrations import Commitment, Target, TargetWarning
from shared.errors import Conflict, Invalid
from shared.eventlog import Claim, Did

Plain = dict[str, Any]
Warnings = tuple[TargetWarning, ...] | None  # what nomination's rules say of the targets; None: could not be asked

AFTER_LOCK = ":late"  # ends the name that a unit takes which had sent nothing when the lists were locked


def name_of(campaign_id: UUID, unit_id: UUID) -> str:
    """The name that a unit takes in a campaign, once."""
    return f"{campaign_id}:{unit_id}"


class HandingIn(Base):
    """What the use cases of registrations have in common."""

    # -- found by the names that were taken ---------------------------------------------------------------

    def registration_in(self, campaign_id: UUID, unit_id: UUID) -> Registration | None:
        """A unit's registration in a campaign, if it sent one."""
        for ending in ("", AFTER_LOCK):
            claim = self.find(Claim, Claim.id_of("registration", name_of(campaign_id, unit_id) + ending))
            if claim and (registration := self.find(Registration, claim.owner)):
                return registration
        return None

    def unit_plan_in(self, campaign_id: UUID, unit_id: UUID) -> UnitPlan | None:
        """A unit's own plan for a campaign, if it sent one."""
        claim = self.find(Claim, Claim.id_of("unit-plan", name_of(campaign_id, unit_id)))
        return self.find(UnitPlan, claim.owner) if claim else None

    # -- what is handed in ----------------------------------------------------------------------------------

    def _running(self, campaign_id: UUID) -> Campaign:
        campaign = self.load(Campaign, campaign_id)
        if campaign.state in (CampaignState.CLOSED, CampaignState.CANCELLED):
            raise Conflict("campaign-over")
        if not campaign.launched:
            raise Conflict("not-launched")
        return campaign

    def _reporting(self, campaign: Campaign, unit_id: UUID) -> None:
        if unit_id not in campaign.reporting_units:
            raise Conflict("not-reporting")

    def _handed_in(
        self,
        campaign: Campaign,
        unit_id: UUID,
        targets: tuple[Target, ...],
        commitments: tuple[Commitment, ...],
        warnings: Warnings,
        did: Did,
    ) -> HandedIn:
        content = {one["item_id"] for one in campaign.plan["content"]}
        for number, commitment in enumerate(commitments):
            if any(commitment.commitment_id == one.commitment_id for one in commitments[:number]):
                raise Conflict("id-taken", id=commitment.commitment_id)
            if commitment.item_id and commitment.item_id not in content:
                raise Invalid("unknown-content", item_id=commitment.item_id)
        people = self._checked(campaign, unit_id, targets, did.effective_on)
        plan = self.unit_plan_in(campaign.id, unit_id)
        return HandedIn(
            targets=[one.dump() for one in targets],
            commitments=[one.dump() for one in commitments],
            warnings=[one.dump() for one in warnings or ()],
            assessed=warnings is not None,
            unit_plan=plan.sha256 if plan else "",
            leaders=sum(one["position_class"] != PositionClass.STAFF for one in people),
            front_line=sum(one["front_line"] for one in people),
        )

    def _checked(self, campaign: Campaign, unit_id: UUID, targets: tuple[Target, ...], on: date) -> list[Plain]:
        """The people of the individual targets as they stand on a day, one for each target."""
        seen: set[tuple[UUID, str]] = set()
        awards: set[tuple[str, SubjectKind]] = set()
        people = []
        for target in targets:
            if (target.subject_id, target.award) in seen:
                raise Invalid("subject-twice", subject_id=target.subject_id)
            seen.add((target.subject_id, target.award))
            if target.subject_kind is SubjectKind.COLLECTIVE:
                self._check_collective(unit_id, target.subject_id, on)
            else:
                people.append(self._person_of(campaign, unit_id, target.subject_id, on))
            awards.add((target.award, target.subject_kind))
        for award, kind in sorted(awards):
            if self.catalogue and not self.catalogue.has(award, kind):
                raise Invalid("unknown-award", award=award)
        return people

    def _check_collective(self, unit_id: UUID, subject_id: UUID, on: date) -> None:
        if subject_id == unit_id:
            return
        collective = self.find(Collective, subject_id)
        state = collective.facts.on(on) if collective else {}
        if state.get("ended_on") or not self._is_of(unit_id, state.get("unit_id"), on):
            raise Invalid("subject-elsewhere", subject_id=subject_id)

    def _person_of(self, campaign: Campaign, unit_id: UUID, person_id: UUID, on: date) -> Plain:
        state = self.load(Person, person_id).facts.on(on)
        if state.get("departed_on"):
            raise Conflict("departed", person_id=person_id, departed_on=state["departed_on"])
        if not self._is_of(unit_id, state.get("unit_id"), on):
            raise Invalid("subject-elsewhere", subject_id=person_id)
        audience = campaign.plan["audience"]
        if audience and state["staff_kind"] and state["staff_kind"] not in audience:
            raise Invalid("outside-audience", subject_id=person_id)
        return state

    def _is_of(self, unit_id: UUID, entered_in: UUID | None, on: date) -> bool:
        """Whether who was entered in a unit is of another one on a day: the same, or the one that goes on with it."""
        if entered_in is None or entered_in == unit_id:
            return entered_in == unit_id
        try:
            return self.unit_on(entered_in, on) == unit_id
        except Conflict:  # nobody goes on with it
            return False
