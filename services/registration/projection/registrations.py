"""Recorded events of registrations onto registration's tables."""

from services.registration.domain.registrations import Registration
from services.registration.projection.own import project_own
from shared.database import Sql
from shared.sealing import Open


@project_own.register
def registration_submitted(recorded: Registration.Submitted, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO registration (id, campaign_id, unit_id, state, late, targets)"
        " VALUES (%s, %s, %s, 'waiting', %s, %s)",
        [
            recorded.originator_id,
            recorded.campaign_id,
            recorded.unit_id,
            recorded.late,
            len(recorded.targets),
        ],
    )


@project_own.register
def registration_returned(recorded: Registration.Returned, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "UPDATE registration SET state = 'returned', was_returned = true WHERE id = %s", [recorded.originator_id]
    )


@project_own.register
def registration_resubmitted(recorded: Registration.Resubmitted, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "UPDATE registration SET state = 'waiting', targets = %s WHERE id = %s",
        [len(recorded.targets), recorded.originator_id],
    )


@project_own.register
def registration_confirmed(recorded: Registration.Confirmed, sql: Sql, open_sealed: Open) -> None:
    sql.execute("UPDATE registration SET state = 'confirmed' WHERE id = %s", [recorded.originator_id])
