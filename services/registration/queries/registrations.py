"""Answers about registrations: the roll-up from registration's tables, a registration and locked lists from its log."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from services.registration.application import RegistrationLog
from services.registration.domain.campaigns import Campaign
from services.registration.domain.registrations import Registration
from services.registration.domain.rolls import Roll
from shared.contracts.base import UNIT_ROLES
from shared.contracts.registration.kinds import AmendmentKind, PhaseSight, RegistrationState
from shared.contracts.registration.registrations import (
    Commitment,
    CommitmentView,
    LockedLists,
    LockedUnit,
    RegistrationOfUnit,
    RegistrationRollUp,
    RegistrationsOf,
    RegistrationView,
    TargetView,
    TargetWarning,
    UnitPlanView,
    UnitRegistration,
)
from shared.database import Sql
from shared.errors import NotFound
from shared.principals import Principal


def shown_to_units(campaign_id: UUID, sight: PhaseSight, today: date, log: RegistrationLog) -> bool:
    """Whether a campaign is in a phase in which every unit sees it."""
    phases = log.load(Campaign, campaign_id).plan["phases"]
    return any(sight in one["may_see"] and one["starts_on"] <= today <= one["ends_on"] for one in phases)


def rolled_up(request: RegistrationsOf, only: Principal | None, sql: Sql) -> RegistrationRollUp:
    """Where each reporting unit stands, or the unit of ``only`` whom it concerns, and the sums of what is shown."""
    rows = sql.execute(
        "SELECT reporting.id, coalesce(unit.code, '') AS code, registration.id AS registration_id, state, late,"
        " was_returned, amended, locked, on_paper, targets, leaders, front_line, unit_plan.unit_id IS NOT NULL AS plan"
        " FROM (SELECT id AS campaign_id, unnest(reporting_units) AS id FROM campaign WHERE id = %s) AS reporting"
        " LEFT JOIN unit USING (id)"
        " LEFT JOIN registration ON registration.campaign_id = reporting.campaign_id"
        " AND registration.unit_id = reporting.id"
        " LEFT JOIN unit_plan ON unit_plan.campaign_id = reporting.campaign_id AND unit_plan.unit_id = reporting.id"
        " WHERE %s OR reporting.id = %s ORDER BY code, reporting.id",
        [request.campaign_id, only is None, only and only.unit],
    ).fetchall()
    roll = sql.execute("SELECT digest FROM roll WHERE campaign_id = %s", [request.campaign_id]).fetchone()
    units = tuple(_line(row) for row in rows)
    states = Counter(one.state for one in units)
    return RegistrationRollUp(
        units=units,
        not_sent=states[RegistrationState.NOT_SENT],
        waiting=states[RegistrationState.WAITING],
        returned=states[RegistrationState.RETURNED],
        confirmed=states[RegistrationState.CONFIRMED],
        withdrawn=states[RegistrationState.WITHDRAWN],
        late=sum(one.late for one in units),
        on_paper=sum(one.on_paper for one in units),
        digest=roll.digest if roll else "",
    )


def _line(row: Any) -> UnitRegistration:
    return UnitRegistration(
        unit_id=row.id,
        unit_code=row.code,
        state=RegistrationState(row.state or RegistrationState.NOT_SENT),
        late=bool(row.late),
        was_returned=bool(row.was_returned),
        targets=row.targets or 0,
        registration_id=row.registration_id,
        unit_plan=row.plan,
        locked=bool(row.locked),
        amended=bool(row.amended),
        on_paper=bool(row.on_paper),
        leaders=row.leaders or 0,
        front_line=row.front_line or 0,
    )


def registration(registration_id: UUID, who: Principal, log: RegistrationLog) -> RegistrationView:
    """A unit's registration with its reasons opened; another unit's answers as unknown."""
    found = log.load(Registration, registration_id)
    _check_own(who, found.unit_id, registration_id)
    return _view(found, log)


def registration_of_unit(request: RegistrationOfUnit, who: Principal, log: RegistrationLog) -> RegistrationView:
    """The registration of a unit in a campaign; another unit's answers as unknown."""
    _check_own(who, request.unit_id, request.unit_id)
    found = log.registration_in(request.campaign_id, request.unit_id)
    if found is None:
        raise NotFound("unknown", id=request.unit_id)
    return _view(found, log)


def locked_lists_of(campaign_id: UUID, log: RegistrationLog) -> LockedLists:
    """A campaign's lists as they were locked."""
    roll = log.load(Roll, Roll.id_of(campaign_id))
    return LockedLists(
        campaign_id=campaign_id,
        locked_on=roll.locked_on,
        digest=roll.digest,
        units=tuple(LockedUnit.load(one) for one in roll.units),
    )


def _check_own(who: Principal, unit_id: UUID, asked: UUID) -> None:
    if who.role in UNIT_ROLES and who.unit != unit_id:
        raise NotFound("unknown", id=asked)


def _view(found: Registration, log: RegistrationLog) -> RegistrationView:
    reasons: dict[str, str] = {}
    for opened in log.sealer.open_each(list(found.reasons.values())):
        reasons |= opened or {}
    return RegistrationView(
        registration_id=found.id,
        campaign_id=found.campaign_id,
        unit_id=found.unit_id,
        state=found.state,
        late=found.late,
        reason=reasons.get("reason", ""),
        targets=tuple(TargetView.load(one) for one in found.targets),
        added=tuple(TargetView.load(one) for one in found.added),
        removed=tuple(TargetView.load(one) for one in found.removed),
        commitments=tuple(_commitment(Commitment.load(one), found) for one in found.commitments),
        warnings=tuple(TargetWarning.load(one) for one in found.warnings),
        unit_plan=_unit_plan(found, log),
        locked=found.locked,
        amendment=AmendmentKind(reasons["amendment"]) if "amendment" in reasons else None,
        entered_for=found.entered_for,
        version=found.version,
        late_reason=reasons.get("late_reason", ""),
        withdrawal_reason=reasons.get("withdrawal_reason", ""),
        amendment_reason=reasons.get("amendment_reason", ""),
    )


def _commitment(made: Commitment, found: Registration) -> CommitmentView:
    progress = found.progress.get(made.commitment_id, {"done": 0, "achieved_on": None})
    achieved_on: date | None = progress["achieved_on"]
    return CommitmentView(
        commitment_id=made.commitment_id,
        wording=made.wording,
        measure=made.measure,
        planned=made.planned,
        due_on=made.due_on,
        item_id=made.item_id,
        assigned_by=made.assigned_by,
        done=progress["done"],
        percent=progress["done"] * 100 // made.planned,
        achieved_on=achieved_on,
        early=achieved_on is not None and made.due_on is not None and achieved_on < made.due_on,
    )


def _unit_plan(found: Registration, log: RegistrationLog) -> UnitPlanView | None:
    plan = log.unit_plan_in(found.campaign_id, found.unit_id)
    if plan is None:
        return None
    return UnitPlanView(
        plan_id=plan.id,
        title=plan.title,
        number=plan.number,
        dated=plan.dated,
        sha256=plan.sha256,
        submitted_on=plan.submitted_on,
    )
