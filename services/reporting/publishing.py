"""Recorded events of reporting as others see them."""

from functools import singledispatch

from services.reporting.domain import Report
from shared.contracts.reporting import ReportKind, ReportSubmitted
from shared.messages import Message


@singledispatch
def public_event(recorded: object) -> Message | None:
    """Events travel as a header only unless a function below gives them a public form."""
    return None


@public_event.register
def submitted(recorded: Report.Submitted) -> ReportSubmitted:
    """That a unit reported, and when; never what it wrote."""
    return ReportSubmitted(
        report_id=recorded.originator_id,
        campaign_id=recorded.campaign_id,
        unit_id=recorded.unit_id,
        kind=ReportKind(recorded.kind),
        submitted_on=recorded.submitted_on,
        late=recorded.late,
    )
