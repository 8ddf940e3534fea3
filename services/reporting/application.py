"""The use cases of reporting, one method each."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services.reporting.domain import Report
from services.reporting.publishing import public_event
from shared.contracts.base import UNIT_ROLES, Done, Role
from shared.contracts.reporting import ReportKind, SubmitReport
from shared.errors import Conflict, Forbidden
from shared.eventlog import Claim, Did, EventLog, Tools
from shared.messages import Message
from shared.principals import Principal
from shared.sealing import Open


class Obligations(Protocol):
    """What units owe, as registration recorded it."""

    def due_on(self, campaign_id: UUID, unit_id: UUID, kind: ReportKind) -> date | None:
        """The last day on which the unit's report is in time; ``None`` where it owes none."""


class ReportingLog(EventLog):
    """The log of the reports that units hand in."""

    name = "reporting"

    def __init__(
        self, env: Mapping[str, str] | None = None, tools: Tools | None = None, *, obligations: Obligations
    ) -> None:
        super().__init__(env, tools)
        self._obligations = obligations

    def submit_report(self, command: SubmitReport, who: Principal) -> Done:
        """Hand in a unit's report: its own people do, or the office on behalf of it."""
        speaks_for = who.unit if who.role in UNIT_ROLES else command.on_behalf_of
        if speaks_for != command.unit_id:
            raise Forbidden("not-your-unit")
        due_on = self._obligations.due_on(command.campaign_id, command.unit_id, command.kind)
        if due_on is None:
            raise Conflict("not-owed")
        did = self.did(who, command)
        only_one = self._only_one(command, did)
        report = Report.submit(
            self.new(command.report_id),
            command.campaign_id,
            command.unit_id,
            command.kind.value,
            self.sealer.seal(command.report_id, "report", {"content": command.content}),
            submitted_on=_came_in_on(who, did),
            due_on=due_on,
            did=did,
        )
        return self.record(report, only_one, did=did, answer=Done(id=report.id))

    def _only_one(self, command: SubmitReport, did: Did) -> Claim:
        place = f"{command.campaign_id}:{command.unit_id}:{command.kind.value}"
        try:
            return self.claim("report", place, command.report_id, did)
        except Conflict:
            raise Conflict("already-submitted") from None

    def public(self, recorded: Any, open_sealed: Open) -> Message | None:
        """The published form of a recorded event."""
        return public_event(recorded)


def _came_in_on(who: Principal, did: Did) -> date:
    """Only the office may say that a report came in before the day on which it is entered."""
    return did.effective_on if who.role is Role.OFFICE else did.recorded_at.date()
