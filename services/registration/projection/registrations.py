"""Recorded events of registrations, unit plans and rolls onto registration's tables."""

from services.registration.domain.registrations import Registration
from services.registration.domain.rolls import Roll
from services.registration.domain.unit_plans import UnitPlan
from services.registration.projection.own import project_own
from shared.database import Sql
from shared.sealing import Open


@project_own.register
def unit_plan_submitted(recorded: UnitPlan.Submitted, sql: Sql, open_sealed: Open) -> None:
    sql.execute("INSERT INTO unit_plan VALUES (%s, %s)", [recorded.campaign_id, recorded.unit_id])


@project_own.register
def registration_submitted(recorded: Registration.Submitted, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO registration (id, campaign_id, unit_id, late, locked) VALUES (%s, %s, %s, %s, %s)",
        [recorded.originator_id, recorded.campaign_id, recorded.unit_id, recorded.late, recorded.after_lock],
    )
    _handed_in(recorded, sql)


@project_own.register
def registration_returned(recorded: Registration.Returned, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "UPDATE registration SET state = 'returned', was_returned = true WHERE id = %s", [recorded.originator_id]
    )


@project_own.register
def registration_resubmitted(recorded: Registration.Resubmitted, sql: Sql, open_sealed: Open) -> None:
    _handed_in(recorded, sql)


@project_own.register
def registration_withdrawn(recorded: Registration.Withdrawn, sql: Sql, open_sealed: Open) -> None:
    sql.execute("UPDATE registration SET state = 'withdrawn' WHERE id = %s", [recorded.originator_id])


@project_own.register
def registration_confirmed(recorded: Registration.Confirmed, sql: Sql, open_sealed: Open) -> None:
    sql.execute("UPDATE registration SET state = 'confirmed' WHERE id = %s", [recorded.originator_id])


@project_own.register
def registration_locked(recorded: Registration.Locked, sql: Sql, open_sealed: Open) -> None:
    sql.execute("UPDATE registration SET locked = true WHERE id = %s", [recorded.originator_id])


@project_own.register
def registration_amended(recorded: Registration.Amended, sql: Sql, open_sealed: Open) -> None:
    sql.execute("UPDATE registration SET amended = true WHERE id = %s", [recorded.originator_id])
    _handed_in(recorded, sql)


@project_own.register
def registrations_locked(recorded: Roll.Locked, sql: Sql, open_sealed: Open) -> None:
    sql.execute("INSERT INTO roll VALUES (%s, %s)", [recorded.campaign_id, recorded.digest])


def _handed_in(recorded: Registration.Submitted | Registration.Resubmitted | Registration.Amended, sql: Sql) -> None:
    sql.execute(
        "UPDATE registration SET state = 'waiting', on_paper = %s, targets = %s, leaders = %s, front_line = %s"
        " WHERE id = %s",
        [
            recorded.on_behalf_of != "",
            len(recorded.targets),
            recorded.leaders,
            recorded.front_line,
            recorded.originator_id,
        ],
    )
