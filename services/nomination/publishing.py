"""What nomination's recorded events look like to others: almost nothing, until a decision is issued."""

from functools import singledispatch
from typing import Any

from services.nomination.domain.documents import Decision, ExternalDecision
from services.nomination.domain.places import Allocation, Rules
from shared.contracts.nomination import (
    AwardDefined,
    DecisionIssued,
    DecisionPublished,
    IssuedLine,
    PlacesAllocated,
    RulePackAdopted,
)
from shared.contracts.registration.kinds import SubjectKind
from shared.messages import Message
from shared.sealing import Open, Sealed

ERASED = "(đã xóa dữ liệu cá nhân)"


@singledispatch
def public_event(recorded: Any, open_sealed: Open) -> Message | None:
    """Events travel as a header only unless a function below gives them a public form."""
    return None


@public_event.register
def rules_adopted(recorded: Rules.Adopted, open_sealed: Open) -> RulePackAdopted:
    return RulePackAdopted(
        pack=recorded.pack,
        valid_from=recorded.valid_from,
        valid_until=recorded.valid_until,
        digest=recorded.digest,
        awards=tuple(
            AwardDefined(
                code=one["code"],
                name=one["name"],
                kind=one["kind"],
                subject_kinds=tuple(SubjectKind(kind) for kind in one["subject_kinds"]),
            )
            for one in recorded.awards
        ),
        criteria_required=recorded.criteria_required,
    )


@public_event.register
def places_allocated(recorded: Allocation.Opened, open_sealed: Open) -> PlacesAllocated:
    return PlacesAllocated(
        allocation_id=recorded.originator_id,
        campaign_id=recorded.campaign_id,
        unit_id=recorded.unit_id,
        award=recorded.award,
        subject_kind=SubjectKind(recorded.subject_kind),
        places=recorded.places,
    )


@public_event.register
def decision_issued(recorded: Decision.Issued, open_sealed: Open) -> DecisionIssued:
    return _issued(recorded, open_sealed, external=False)


@public_event.register
def decision_received(recorded: ExternalDecision.Received, open_sealed: Open) -> DecisionIssued:
    return _issued(recorded, open_sealed, external=True)


@public_event.register
def decision_published(recorded: Decision.Published, open_sealed: Open) -> DecisionPublished:
    return DecisionPublished(decision_id=recorded.originator_id, published_on=recorded.published_on)


def _issued(recorded: Any, open_sealed: Open, external: bool) -> DecisionIssued:
    document = recorded.document
    return DecisionIssued(
        decision_id=recorded.originator_id,
        authority=document["authority"],
        title=document["title"],
        number=recorded.number,
        signed_on=document["signed_on"],
        issued_on=recorded.issued_on,
        signatory=_opened(document["signatory"], open_sealed)["name"],
        capacity=document["capacity"],
        bases=tuple(document["bases"]),
        articles=tuple(document["articles"]),
        external=external,
        lines=tuple(_line(line, open_sealed) for line in recorded.lines),
    )


def _line(line: dict[str, Any], open_sealed: Open) -> IssuedLine:
    if line["subject_kind"] == SubjectKind.COLLECTIVE:
        printed = {"name": line["unit_name"], "position": ""}
    else:
        printed = _opened(line["record"], open_sealed)
    return IssuedLine(
        line=line["line"],
        award_id=line["award_id"],
        award=line["award"],
        campaign_id=line["campaign_id"],
        subject_id=line["subject_id"],
        subject_kind=SubjectKind(line["subject_kind"]),
        name=printed["name"],
        position=printed["position"],
        unit_id=line["unit_id"],
        unit_name=line["unit_name"],
        received_on=line["received_on"],
        appraised_on=line["appraised_on"],
        passed_on=line["passed_on"],
        decided_on=line["decided_on"],
    )


def _opened(record: Sealed, open_sealed: Open) -> dict[str, str]:
    return open_sealed(record) or {"name": ERASED, "position": ""}
