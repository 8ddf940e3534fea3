"""Campaigns (phong trào thi đua): drafted from a plan, numbered, launched."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.contracts.registration.kinds import CampaignLevel, ObligationKind
from shared.errors import Conflict, Forbidden, Invalid
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as

Plain = dict[str, Any]

OWN_LEVELS = (CampaignLevel.DEPARTMENT, CampaignLevel.UNIT)


@recorded_as("campaign")
class Campaign(Aggregate):
    """A campaign: what its plan says, what is wrong with the plan, and what units owe once it is launched."""

    class Drafted(Recorded, Aggregate.Created):
        title: str
        level: str
        kind: str
        year_from: int
        year_to: int
        theme: str
        launched_by: str
        parent_id: UUID | None
        legal_bases: list[Plain]
        rounds: list[Plain]
        due: list[Plain]
        reporting_units: list[UUID]
        recipients: list[str]
        plan_text: str
        defects: list[Plain]

    class Numbered(Recorded, Aggregate.Event):
        number: str
        dated: date

    class Launched(Recorded, Aggregate.Event):
        """Repeats what the draft said: what is published stands in one event."""

        launched_on: date
        plan: Plain
        obligations: list[Plain]

    @event(Drafted)
    def __init__(
        self,
        id: UUID,
        title: str,
        level: str,
        kind: str,
        year_from: int,
        year_to: int,
        theme: str,
        launched_by: str,
        parent_id: UUID | None,
        legal_bases: list[Plain],
        rounds: list[Plain],
        due: list[Plain],
        reporting_units: list[UUID],
        recipients: list[str],
    ) -> None:
        self._id = id
        self.level = CampaignLevel(level)
        self.plan: Plain = {
            "title": title,
            "level": level,
            "kind": kind,
            "year_from": year_from,
            "year_to": year_to,
            "theme": theme,
            "launched_by": launched_by,
            "parent_id": parent_id,
            "legal_bases": legal_bases,
            "rounds": rounds,
            "recipients": recipients,
            "number": "",
            "dated": None,
        }
        self.due = due
        self.reporting_units = reporting_units
        self.launched = False

    @classmethod
    def draft(
        cls,
        id: UUID,
        *,
        level: CampaignLevel,
        year_from: int,
        year_to: int,
        rounds: list[Plain],
        did: Did,
        **facts: Any,
    ) -> "Campaign":
        """Draft a campaign; its rounds lie inside its years and do not overlap."""
        if year_to < year_from:
            raise Invalid("years-inverted")
        ordered = sorted(rounds, key=lambda one: one["starts_on"])
        for number, one in enumerate(ordered):
            inside = date(year_from, 1, 1) <= one["starts_on"] <= one["ends_on"] <= date(year_to, 12, 31)
            if not inside:
                raise Invalid("round-outside", name=one["name"])
            if number and one["starts_on"] <= ordered[number - 1]["ends_on"]:
                raise Invalid("rounds-overlap", name=one["name"])
        return cls._create(
            cls.Drafted,
            id=id,
            level=level.value,
            year_from=year_from,
            year_to=year_to,
            rounds=rounds,
            **facts,
            **did,
        )

    def assign_number(self, number: str, dated: date, did: Did) -> None:
        """The plan's number and date, given by the records office before launch."""
        if self.launched:
            raise Conflict("already-launched")
        self.trigger_event(self.Numbered, number=number, dated=dated, **did)

    @event(Numbered)
    def _numbered(self, number: str, dated: date) -> None:
        self.plan["number"] = number
        self.plan["dated"] = dated

    def launch(self, *, by_director: bool, on: date, did: Did) -> None:
        """Launch: the department's own by its director and with a number, another level's as it was received."""
        if self.launched:
            raise Conflict("already-launched")
        if self.level in OWN_LEVELS:
            if not by_director:
                raise Forbidden("not-competent")
            if not self.plan["number"]:
                raise Conflict("number-missing")
        obligations = [
            {"unit_id": unit, "kind": due["kind"], "due_on": due["due_on"]}
            for unit in self.reporting_units
            for due in self.due
        ]
        self.trigger_event(self.Launched, launched_on=on, plan=self.plan, obligations=obligations, **did)

    @event(Launched)
    def _launched(self) -> None:
        self.launched = True

    def due_on(self, kind: ObligationKind) -> date | None:
        """Until when each reporting unit owes something, that day included."""
        return next((due["due_on"] for due in self.due if due["kind"] == kind.value), None)
