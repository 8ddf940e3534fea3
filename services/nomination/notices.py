"""Whom a private event concerns: the facts of a letter, without names."""

from functools import singledispatch
from typing import Any
from uuid import UUID

from services.nomination.application import NominationLog
from services.nomination.domain.council import Session
from services.nomination.domain.dossiers import Nomination
from shared.clock import shown
from shared.contracts.nomination import Notice, NoticeQuery
from shared.errors import NotFound


def notice_of(request: NoticeQuery, log: NominationLog) -> Notice:
    """The notice of one recorded event; ``unknown`` where it concerns nobody outside."""
    stored = log.recorder.select_events(request.stream, gt=request.stream_version - 1, limit=1)
    if not stored or stored[0].originator_version != request.stream_version:
        raise NotFound("unknown")
    return _notice(log.mapper.to_domain_event(stored[0]), log)


@singledispatch
def _notice(recorded: Any, log: NominationLog) -> Notice:
    raise NotFound("unknown")


@_notice.register
def _convened(recorded: Session.Convened, log: NominationLog) -> Notice:
    return Notice(
        template="session_convened",
        unit_id=None,
        person_ids=tuple(UUID(member) for member in recorded.members),
        award="",
        facts=(
            f"Ngày họp: {shown(recorded.held_on)}",
            f"Địa điểm: {recorded.place}",
            f"Số hồ sơ trong chương trình: {len(recorded.agenda)}",
        ),
    )


@_notice.register
def _submitted(recorded: Nomination.Submitted, log: NominationLog) -> Notice:
    return _to_unit(recorded, log, "submitted", ())


@_notice.register
def _returned(recorded: Nomination.Returned, log: NominationLog) -> Notice:
    until = f"Bổ sung chậm nhất ngày {shown(recorded.complete_by)}"
    return _to_unit(recorded, log, "returned", (*recorded.missing, until))


@_notice.register
def _accepted(recorded: Nomination.Accepted, log: NominationLog) -> Notice:
    return _to_unit(recorded, log, "accepted", (f"Ngày tiếp nhận: {shown(recorded.effective_on)}",))


@_notice.register
def _appraised(recorded: Nomination.Appraised, log: NominationLog) -> Notice:
    return _to_unit(recorded, log, recorded.appraisal, _reason(recorded, log))


@_notice.register
def _judged(recorded: Nomination.Judged, log: NominationLog) -> Notice:
    held = f"Phiên họp ngày {shown(recorded.held_on)}"
    return _to_unit(recorded, log, "passed" if recorded.passed else "not_passed", (held,))


@_notice.register
def _forwarded(recorded: Nomination.Forwarded, log: NominationLog) -> Notice:
    return _to_unit(recorded, log, "forwarded", ())


@_notice.register
def _refused(recorded: Nomination.Refused, log: NominationLog) -> Notice:
    return _to_unit(recorded, log, "refused", _reason(recorded, log))


@_notice.register
def _withdrawn(recorded: Nomination.Withdrawn, log: NominationLog) -> Notice:
    return _to_unit(recorded, log, "withdrawn", ())


def _to_unit(recorded: Any, log: NominationLog, template: str, facts: tuple[str, ...]) -> Notice:
    dossier = log.load(Nomination, recorded.originator_id)
    name = log.pack.awards[dossier.award].name
    return Notice(template=template, unit_id=dossier.unit_id, person_ids=(), award=name, facts=facts)


def _reason(recorded: Any, log: NominationLog) -> tuple[str, ...]:
    reason = (log.sealer.open(recorded.reason) or {}).get("reason", "")
    return (f"Lý do: {reason}",) if reason else ()
