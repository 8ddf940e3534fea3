"""A unit's own plan for carrying out a campaign (kế hoạch của đơn vị; Kế hoạch 2022, V.2.b)."""

from datetime import date
from uuid import UUID

from shared.errors import Invalid
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as


@recorded_as("unit_plan")
class UnitPlan(Aggregate):
    """A unit's plan: its title, number and date, and the digest of its scan, which is the event's ``paper``."""

    class Submitted(Recorded, Aggregate.Created):
        campaign_id: UUID
        unit_id: UUID
        title: str
        number: str
        dated: date | None

    @event(Submitted)
    def __init__(
        self,
        id: UUID,
        campaign_id: UUID,
        unit_id: UUID,
        title: str,
        number: str,
        dated: date | None,
        paper: dict[str, str],
        effective_on: date,
    ) -> None:
        self._id = id
        self.campaign_id = campaign_id
        self.unit_id = unit_id
        self.title = title
        self.number = number
        self.dated = dated
        self.sha256 = paper["sha256"]
        self.submitted_on = effective_on

    @classmethod
    def submit(
        cls, id: UUID, campaign_id: UUID, unit_id: UUID, title: str, number: str, dated: date | None, did: Did
    ) -> "UnitPlan":
        """Hand in the plan, with its scan."""
        if did.paper is None:
            raise Invalid("document-required")
        return cls._create(
            cls.Submitted,
            id=id,
            campaign_id=campaign_id,
            unit_id=unit_id,
            title=title,
            number=number,
            dated=dated,
            **did,
        )
