"""Campaigns (phong trào thi đua): drafted, submitted, approved, numbered, launched, amended, closed."""

from datetime import date
from typing import Any
from uuid import UUID

from services.registration.domain import plans
from services.registration.domain.plans import Plain
from shared.contracts.registration.kinds import CampaignLevel, CampaignState, ObligationKind, Settlement
from shared.errors import Conflict, Invalid
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as
from shared.sealing import Sealed

RULES = "rules"  # the key of the difference between the rules of two years


@recorded_as("campaign")
class Campaign(Aggregate):
    """A campaign: what its plan says, what is wrong with the plan, and what units owe once it is launched."""

    class Drafted(Recorded, Aggregate.Created):
        class_version = 2
        level: str
        unit_id: UUID | None
        cluster_id: UUID | None
        source_id: UUID | None
        plan: Plain
        defects: list[Plain]
        warnings: list[Plain]
        differences: list[Plain]

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """The plan's parts were fields of the event."""
            state["plan"] = plans.whole({name: state.pop(name) for name in plans.EMPTY if name in state})
            state |= {"unit_id": None, "cluster_id": None, "source_id": None, "warnings": [], "differences": []}

    class Revised(Recorded, Aggregate.Event):
        plan: Plain
        defects: list[Plain]
        warnings: list[Plain]
        differences: list[Plain]

    class Settled(Recorded, Aggregate.Event):
        """One difference to the source's year; all of them follow, and the bases as they are now."""

        key: str
        settlement: str
        replacement: Plain | None
        legal_bases: list[Plain]
        differences: list[Plain]
        warnings: list[Plain]

    class Submitted(Recorded, Aggregate.Event):
        pass

    class Returned(Recorded, Aggregate.Event):
        reason: Sealed

    class Approved(Recorded, Aggregate.Event):
        pass

    class Numbered(Recorded, Aggregate.Event):
        number: str
        dated: date

    class Launched(Recorded, Aggregate.Event):
        """Repeats what the draft said: what is published stands in one event."""

        class_version = 2
        launched_on: date
        level: str
        unit_id: UUID | None
        cluster_id: UUID | None
        number: str
        dated: date | None
        plan: Plain
        obligations: list[Plain]
        no_criteria_reason: Sealed | None
        warnings: list[Plain]

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Level, number and date stood in the plan; what units owe stood beside it only."""
            said, owed = state["plan"], state["obligations"]
            due = [{"kind": one["kind"], "due_on": one["due_on"]} for one in owed]
            state |= {name: said[name] for name in ("level", "number", "dated")}
            state |= {"unit_id": None, "cluster_id": None, "no_criteria_reason": None, "warnings": []}
            state["plan"] = plans.whole({name: said[name] for name in plans.EMPTY if name in said}) | {
                "reporting_units": list(dict.fromkeys(one["unit_id"] for one in owed)),
                "due": [one for number, one in enumerate(due) if one not in due[:number]],
            }

    class Amended(Recorded, Aggregate.Event):
        """The whole plan again; the reason is printed with it, so it is in clear."""

        amended_on: date
        plan: Plain
        reason: str
        changed: list[str]
        obligations: list[Plain]
        affected: list[UUID]
        warnings: list[Plain]

    class Cancelled(Recorded, Aggregate.Event):
        """Of what was launched; everybody who was told of it is told why it is no more."""

        cancelled_on: date
        reason: str

    class Dropped(Recorded, Aggregate.Event):
        """Cancelled before anybody was told of it: why is nobody else's business."""

        reason: Sealed

    class Closed(Recorded, Aggregate.Event):
        closed_on: date
        conclusion: Sealed

    @event(Drafted)
    def __init__(
        self,
        id: UUID,
        level: str,
        unit_id: UUID | None,
        cluster_id: UUID | None,
        plan: Plain,
        differences: list[Plain],
    ) -> None:
        self._id = id
        self.level = CampaignLevel(level)
        self.unit_id = unit_id
        self.cluster_id = cluster_id
        self.plan = plan
        self.differences = differences
        self.state = CampaignState.DRAFT
        self.number = ""
        self.dated: date | None = None
        self.launched_on: date | None = None

    @classmethod
    def draft(
        cls,
        id: UUID,
        *,
        level: CampaignLevel,
        unit_id: UUID | None,
        cluster_id: UUID | None,
        plan: Plain,
        defects: list[Plain],
        warnings: list[Plain],
        did: Did,
    ) -> "Campaign":
        """Draft a campaign; a unit's names the unit, a cluster's the cluster, and no other names one."""
        owned = (unit_id is not None, cluster_id is not None)
        if owned != (level is CampaignLevel.UNIT, level is CampaignLevel.CLUSTER):
            raise Invalid("level-needs-owner")
        plans.check(plan)
        return cls._create(
            cls.Drafted,
            id=id,
            level=level.value,
            unit_id=unit_id,
            cluster_id=cluster_id,
            source_id=None,
            plan=plan,
            defects=defects,
            warnings=warnings,
            differences=[],
            **did,
        )

    def clone(self, id: UUID, plan: Plain, differences: list[Plain], warnings: list[Plain], did: Did) -> "Campaign":
        """A draft of another year, of the same level and owner, with what has to be settled before it goes on."""
        return Campaign._create(
            Campaign.Drafted,
            id=id,
            level=self.level.value,
            unit_id=self.unit_id,
            cluster_id=self.cluster_id,
            source_id=self.id,
            plan=plan,
            defects=[],
            warnings=warnings,
            differences=differences,
            **did,
        )

    def revise(self, plan: Plain, defects: list[Plain], warnings: list[Plain], did: Did) -> None:
        """Write the draft anew; a difference in a basis that is cited no more is none."""
        self._must_be(CampaignState.DRAFT)
        plans.check(plan)
        cited = {RULES, *(basis_key(one["number"]) for one in plan["legal_bases"])}
        self.trigger_event(
            self.Revised,
            plan=plan,
            defects=defects,
            warnings=warnings,
            differences=[one for one in self.differences if one["key"] in cited],
            **did,
        )

    @event(Revised)
    def _revised(self, plan: Plain, differences: list[Plain]) -> None:
        self.plan = plan
        self.differences = differences

    def settled(self, key: str, settlement: Settlement, replacement: Plain | None) -> list[Plain]:
        """The bases of the plan once a difference is settled so; ``no-such-difference``, ``replacement-missing``."""
        self._must_be(CampaignState.DRAFT)
        found = next((one for one in self.differences if one["key"] == key and not one["settled"]), None)
        if found is None:
            raise Conflict("no-such-difference", key=key)
        if settlement is Settlement.ACCEPT:
            return list(self.plan["legal_bases"])
        if key == RULES or replacement is None:
            raise Invalid("replacement-missing")
        return [replacement if basis_key(one["number"]) == key else one for one in self.plan["legal_bases"]]

    def settle(
        self, key: str, settlement: Settlement, replacement: Plain | None, warnings: list[Plain], did: Did
    ) -> None:
        """Accept a difference to the source's year, or put another basis in the place of the old one."""
        self.trigger_event(
            self.Settled,
            key=key,
            settlement=settlement.value,
            replacement=replacement if settlement is Settlement.REPLACE else None,
            legal_bases=self.settled(key, settlement, replacement),
            differences=[one | {"settled": one["settled"] or one["key"] == key} for one in self.differences],
            warnings=warnings,
            **did,
        )

    @event(Settled)
    def _settled(self, legal_bases: list[Plain], differences: list[Plain]) -> None:
        self.plan = self.plan | {"legal_bases": legal_bases}
        self.differences = differences

    def submit(self, did: Did) -> None:
        """Hand the draft to whoever approves it; the department's own is complete by then."""
        self._must_be(CampaignState.DRAFT)
        if self.level is CampaignLevel.DEPARTMENT and (lacks := plans.missing(self.plan)):
            raise Conflict("plan-incomplete", missing=", ".join(lacks))
        self._must_be_settled()
        self.trigger_event(self.Submitted, **did)

    @event(Submitted)
    def _submitted(self) -> None:
        self.state = CampaignState.SUBMITTED

    def send_back(self, reason: Sealed, did: Did) -> None:
        """Return what was submitted, with a reason."""
        self._must_be(CampaignState.SUBMITTED)
        self.trigger_event(self.Returned, reason=reason, **did)

    @event(Returned)
    def _returned(self) -> None:
        self.state = CampaignState.DRAFT

    def approve(self, did: Did) -> None:
        """Approve what was submitted."""
        self._must_be(CampaignState.SUBMITTED)
        self.trigger_event(self.Approved, **did)

    @event(Approved)
    def _approved(self) -> None:
        self.state = CampaignState.APPROVED

    def assign_number(self, number: str, dated: date, did: Did) -> None:
        """The plan's number and date, given by the records office between approval and launch."""
        self._must_be_ready()
        self.trigger_event(self.Numbered, number=number, dated=dated, **did)

    @event(Numbered)
    def _numbered(self, number: str, dated: date) -> None:
        self.number = number
        self.dated = dated

    def launch(
        self,
        *,
        on: date,
        criteria_required: bool,
        no_criteria_reason: Sealed | None,
        warnings: list[Plain],
        did: Did,
    ) -> None:
        """Launch: the department's own with a number, another level's as it was received.

        What is launched here has criteria that can be checked (Kế hoạch 2022, I.2.b), or it is said why not.
        """
        self._must_be_ready()
        if self.level is CampaignLevel.DEPARTMENT and not self.number:
            raise Conflict("number-missing")
        self._must_be_settled()
        without = self.written_here and not self.plan["criteria"]
        if without and criteria_required:
            raise Conflict("criteria-required")
        if without and no_criteria_reason is None:
            raise Conflict("criteria-missing")
        self.trigger_event(
            self.Launched,
            launched_on=on,
            level=self.level.value,
            unit_id=self.unit_id,
            cluster_id=self.cluster_id,
            number=self.number,
            dated=self.dated,
            plan=self.plan | {"plan_text": ""},  # published is what was read in it, not the text
            obligations=plans.obligations_of(self.plan),
            no_criteria_reason=no_criteria_reason if without else None,
            warnings=warnings,
            **did,
        )

    @event(Launched)
    def _launched(self, launched_on: date) -> None:
        self.state = CampaignState.LAUNCHED
        self.launched_on = launched_on

    def amend(self, plan: Plain, reason: str, *, on: date, warnings: list[Plain], did: Did) -> list[UUID]:
        """Change what was launched; the units that it affects."""
        self._must_be(CampaignState.LAUNCHED)
        plans.check(plan)
        changed = plans.changed(self.plan, plan)
        if not changed:
            raise Conflict("nothing-changed")
        affected = plans.affected(self.plan, plan)
        self.trigger_event(
            self.Amended,
            amended_on=on,
            plan=plan,
            reason=reason,
            changed=changed,
            obligations=plans.obligations_of(plan),
            affected=affected,
            warnings=warnings,
            **did,
        )
        return affected

    @event(Amended)
    def _amended(self, plan: Plain) -> None:
        self.plan = plan

    def cancel(self, reason: str, *, on: date, did: Did) -> None:
        """Nothing is owed any more of what was launched."""
        self._must_be(CampaignState.LAUNCHED)
        self.trigger_event(self.Cancelled, cancelled_on=on, reason=reason, **did)

    def drop(self, reason: Sealed, did: Did) -> None:
        """It is not launched."""
        self._must_be(CampaignState.DRAFT, CampaignState.SUBMITTED, CampaignState.APPROVED)
        self.trigger_event(self.Dropped, reason=reason, **did)

    @event(Cancelled)
    def _cancelled(self) -> None:
        self.state = CampaignState.CANCELLED

    @event(Dropped)
    def _dropped(self) -> None:
        self.state = CampaignState.CANCELLED

    def close(self, conclusion: Sealed, *, on: date, did: Did) -> None:
        """It is over and concluded."""
        self._must_be(CampaignState.LAUNCHED)
        if on <= (ends_on := plans.last_day(self.plan)):
            raise Conflict("not-over", ends_on=ends_on)
        self.trigger_event(self.Closed, closed_on=on, conclusion=conclusion, **did)

    @event(Closed)
    def _closed(self) -> None:
        self.state = CampaignState.CLOSED

    @property
    def launched(self) -> bool:
        """Whether it runs: launched, and neither cancelled nor closed."""
        return self.state is CampaignState.LAUNCHED

    @property
    def written_here(self) -> bool:
        """Whether its plan is written and approved here; another level's is as it was received."""
        return self.level in plans.WRITTEN_HERE

    @property
    def reporting_units(self) -> list[UUID]:
        """The units that owe what the plan asks for."""
        return list(self.plan["reporting_units"])

    def due_on(self, kind: ObligationKind) -> date | None:
        """Until when each reporting unit owes something, that day included."""
        return next((due["due_on"] for due in self.plan["due"] if due["kind"] == kind.value), None)

    def _must_be(self, *states: CampaignState) -> None:
        if self.state not in states:
            raise Conflict("wrong-campaign-state", state=self.state.value)

    def _must_be_ready(self) -> None:
        if self.state is CampaignState.LAUNCHED:
            raise Conflict("already-launched")
        if not self.written_here:
            self._must_be(CampaignState.DRAFT)
        elif self.state in (CampaignState.DRAFT, CampaignState.SUBMITTED):
            raise Conflict("not-approved")
        else:
            self._must_be(CampaignState.APPROVED)

    def _must_be_settled(self) -> None:
        if count := sum(1 for one in self.differences if not one["settled"]):
            raise Conflict("differences-open", count=count)


def basis_key(number: str) -> str:
    """The key of the difference in a legal basis."""
    return f"basis:{number}"
