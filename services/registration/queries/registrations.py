"""Registration's tables to answers about registrations."""

from uuid import UUID

from services.registration.application import RegistrationLog
from services.registration.domain.registrations import Registration
from shared.contracts.base import UNIT_ROLES
from shared.contracts.registration.kinds import RegistrationState
from shared.contracts.registration.registrations import (
    RegistrationRollUp,
    RegistrationsOf,
    RegistrationView,
    TargetView,
    UnitRegistration,
)
from shared.database import Sql
from shared.errors import NotFound
from shared.principals import Principal


def roll_up(request: RegistrationsOf, who: Principal, sql: Sql) -> RegistrationRollUp:
    """Where each reporting unit stands with its registration."""
    rows = sql.execute(
        "SELECT unit.id, unit.code, registration.state, late, was_returned, targets"
        " FROM campaign JOIN unit ON unit.id = ANY(reporting_units)"
        " LEFT JOIN registration ON registration.campaign_id = campaign.id AND registration.unit_id = unit.id"
        " WHERE campaign.id = %s ORDER BY unit.code",
        [request.campaign_id],
    ).fetchall()
    return RegistrationRollUp(
        units=tuple(
            UnitRegistration(
                unit_id=row.id,
                unit_code=row.code,
                state=RegistrationState(row.state or "not_sent"),
                late=bool(row.late),
                was_returned=bool(row.was_returned),
                targets=row.targets or 0,
            )
            for row in rows
        )
    )


def registration(registration_id: UUID, who: Principal, log: RegistrationLog) -> RegistrationView:
    """A unit's targets and why they came back; another unit's answer as unknown."""
    found = log.load(Registration, registration_id)
    if who.role in UNIT_ROLES and who.unit != found.unit_id:
        raise NotFound("unknown", id=registration_id)
    reason = (log.sealer.open(found.reason) or {}) if found.reason else {}
    return RegistrationView(
        registration_id=found.id,
        campaign_id=found.campaign_id,
        unit_id=found.unit_id,
        state=found.state,
        late=found.late,
        reason=reason.get("reason", ""),
        targets=tuple(
            TargetView(subject_id=UUID(one["subject_id"]), subject_kind=one["subject_kind"], award=one["award"])
            for one in found.targets
        ),
    )
