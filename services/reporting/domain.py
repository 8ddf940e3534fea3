"""The report of a unit on a campaign (sơ kết, tổng kết)."""

from datetime import date
from uuid import UUID

from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as
from shared.sealing import Sealed


@recorded_as("report")
class Report(Aggregate):
    """What a unit reports about a campaign: handed in once, never rewritten."""

    class Submitted(Recorded, Aggregate.Created):
        campaign_id: UUID
        unit_id: UUID
        kind: str
        submitted_on: date
        late: bool
        content: Sealed  # free text may name people

    @event(Submitted)
    def __init__(
        self,
        id: UUID,
        campaign_id: UUID,
        unit_id: UUID,
        kind: str,
        submitted_on: date,
        late: bool,
        content: Sealed,
    ) -> None:
        self._id = id
        self.campaign_id = campaign_id
        self.unit_id = unit_id
        self.kind = kind
        self.submitted_on = submitted_on
        self.late = late
        self.content = content

    @classmethod
    def submit(
        cls,
        id: UUID,
        campaign_id: UUID,
        unit_id: UUID,
        kind: str,
        content: Sealed,
        *,
        submitted_on: date,
        due_on: date,
        did: Did,
    ) -> "Report":
        """Hand a report in; it is late after the day on which it was due."""
        return cls._create(
            cls.Submitted,
            id=id,
            campaign_id=campaign_id,
            unit_id=unit_id,
            kind=kind,
            submitted_on=submitted_on,
            late=submitted_on > due_on,
            content=content,
            **did,
        )
