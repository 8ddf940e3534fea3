"""Registration's published events and nomination's recorded ones onto nomination's tables."""

from functools import singledispatch
from typing import Any

from services.nomination.domain.council import Session
from services.nomination.domain.documents import Decision, ExternalDecision, Petition
from services.nomination.domain.dossiers import Nomination
from shared.contracts.base import Envelope
from shared.contracts.nomination import DossierState
from shared.contracts.registration.campaigns import CampaignAmended, CampaignCancelled, CampaignLaunched
from shared.contracts.registration.clusters import SignatoryAppointed, SignatoryEnded
from shared.contracts.registration.people import PersonCorrected, PersonRegistered, PersonReturned, PersonTransferred
from shared.contracts.registration.units import UnitCorrected, UnitMerged, UnitRegistered, UnitRenamed
from shared.database import Sql
from shared.sealing import Open


@singledispatch
def project(event: Any, envelope: Envelope, sql: Sql) -> None:
    """Events that no decision needs change nothing."""


@project.register
def unit_registered(event: UnitRegistered, envelope: Envelope, sql: Sql) -> None:
    sql.execute(
        "INSERT INTO unit (id, name, kind, named_on) VALUES (%s, %s, %s, %s)",
        [event.unit_id, event.name, event.kind, event.effective_on],
    )


@project.register
def unit_renamed(event: UnitRenamed, envelope: Envelope, sql: Sql) -> None:
    sql.execute(
        "UPDATE unit SET name = %s, named_on = %s WHERE id = %s AND (named_on IS NULL OR named_on <= %s)",
        [event.name, event.effective_on, event.unit_id, event.effective_on],
    )


@project.register
def unit_merged(event: UnitMerged, envelope: Envelope, sql: Sql) -> None:
    sql.execute("UPDATE unit SET into_id = %s WHERE id = %s", [event.into_id, event.unit_id])


@project.register
def unit_corrected(event: UnitCorrected, envelope: Envelope, sql: Sql) -> None:
    goes_on = event.successors[0] if event.ended_on and len(event.successors) == 1 else None
    sql.execute("UPDATE unit SET name = %s, into_id = %s WHERE id = %s", [event.name, goes_on, event.unit_id])


@project.register
def person_registered(event: PersonRegistered, envelope: Envelope, sql: Sql) -> None:
    sql.execute(
        "INSERT INTO person (id, unit_id, there_since) VALUES (%s, %s, %s)",
        [event.person_id, event.unit_id, event.effective_on],
    )


@project.register(PersonTransferred)
@project.register(PersonReturned)
def person_moved(event: PersonTransferred | PersonReturned, envelope: Envelope, sql: Sql) -> None:
    sql.execute(
        "UPDATE person SET unit_id = %s, there_since = %s WHERE id = %s AND (there_since IS NULL OR there_since <= %s)",
        [event.unit_id, event.effective_on, event.person_id, event.effective_on],
    )


@project.register
def person_corrected(event: PersonCorrected, envelope: Envelope, sql: Sql) -> None:
    sql.execute("UPDATE person SET unit_id = %s WHERE id = %s", [event.unit_id, event.person_id])


@project.register
def campaign_launched(event: CampaignLaunched, envelope: Envelope, sql: Sql) -> None:
    sql.execute(
        "INSERT INTO campaign VALUES (%s, %s, %s, %s)",
        [event.campaign_id, event.level, event.kind, [one.round_id for one in event.rounds]],
    )


@project.register
def campaign_amended(event: CampaignAmended, envelope: Envelope, sql: Sql) -> None:
    sql.execute(
        "UPDATE campaign SET kind = %s, rounds = %s WHERE id = %s",
        [event.kind, [one.round_id for one in event.rounds], event.campaign_id],
    )


@project.register
def campaign_cancelled(event: CampaignCancelled, envelope: Envelope, sql: Sql) -> None:
    sql.execute("DELETE FROM campaign WHERE id = %s", [event.campaign_id])


@project.register
def signatory_appointed(event: SignatoryAppointed, envelope: Envelope, sql: Sql) -> None:
    sql.execute(
        "INSERT INTO signatory VALUES (%s, %s, %s, %s, %s)",
        [event.signatory_id, event.person_id, event.capacity, event.valid_from, event.valid_until],
    )


@project.register
def signatory_ended(event: SignatoryEnded, envelope: Envelope, sql: Sql) -> None:
    sql.execute("UPDATE signatory SET valid_until = %s WHERE id = %s", [event.last_day, event.signatory_id])


@singledispatch
def project_own(recorded: Any, sql: Sql, open_sealed: Open) -> None:
    """Events that no answer needs change nothing."""


@project_own.register
def submitted(recorded: Nomination.Submitted, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO dossier VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [
            recorded.originator_id,
            recorded.unit_id,
            recorded.campaign_id,
            recorded.recorded_at.year,
            DossierState.SUBMITTED,
            recorded.subject_id,
            recorded.award,
        ],
    )


@project_own.register
def returned(recorded: Nomination.Returned, sql: Sql, open_sealed: Open) -> None:
    _stands(recorded, DossierState.RETURNED, sql)


@project_own.register
def completed(recorded: Nomination.Completed, sql: Sql, open_sealed: Open) -> None:
    _stands(recorded, DossierState.SUBMITTED, sql)


@project_own.register
def accepted(recorded: Nomination.Accepted, sql: Sql, open_sealed: Open) -> None:
    _stands(recorded, DossierState.ACCEPTED, sql)


@project_own.register
def appraised(recorded: Nomination.Appraised, sql: Sql, open_sealed: Open) -> None:
    _stands(recorded, DossierState(recorded.appraisal), sql)


@project_own.register
def judged(recorded: Nomination.Judged, sql: Sql, open_sealed: Open) -> None:
    _stands(recorded, DossierState.PASSED if recorded.passed else DossierState.NOT_PASSED, sql)


@project_own.register
def forwarded(recorded: Nomination.Forwarded, sql: Sql, open_sealed: Open) -> None:
    _stands(recorded, DossierState.FORWARDED, sql)


@project_own.register
def granted(recorded: Nomination.Granted, sql: Sql, open_sealed: Open) -> None:
    _stands(recorded, DossierState.GRANTED, sql)


@project_own.register
def refused(recorded: Nomination.Refused, sql: Sql, open_sealed: Open) -> None:
    _stands(recorded, DossierState.NOT_GRANTED if recorded.by_higher else DossierState.REFUSED, sql)


@project_own.register
def withdrawn(recorded: Nomination.Withdrawn, sql: Sql, open_sealed: Open) -> None:
    _stands(recorded, DossierState.WITHDRAWN, sql)


@project_own.register
def convened(recorded: Session.Convened, sql: Sql, open_sealed: Open) -> None:
    _proceeding(recorded, "session", recorded.held_on.year, sql)


@project_own.register
def petition_signed(recorded: Petition.Signed, sql: Sql, open_sealed: Open) -> None:
    _proceeding(recorded, "petition", recorded.signed_on.year, sql)


@project_own.register
def decision_issued(recorded: Decision.Issued, sql: Sql, open_sealed: Open) -> None:
    _proceeding(recorded, "decision", recorded.document["signed_on"].year, sql)


@project_own.register
def decision_received(recorded: ExternalDecision.Received, sql: Sql, open_sealed: Open) -> None:
    _proceeding(recorded, "external_decision", recorded.issued_on.year, sql)


def _stands(recorded: Any, state: DossierState, sql: Sql) -> None:
    sql.execute("UPDATE dossier SET state = %s WHERE id = %s", [state, recorded.originator_id])


def _proceeding(recorded: Any, kind: str, year: int, sql: Sql) -> None:
    sql.execute("INSERT INTO proceeding VALUES (%s, %s, %s)", [recorded.originator_id, kind, year])
