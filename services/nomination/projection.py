"""Registration's published events and nomination's recorded ones onto nomination's tables."""

from functools import singledispatch
from typing import Any

from services.nomination.domain.council import Session
from services.nomination.domain.documents import Decision, ExternalDecision, Petition
from services.nomination.domain.dossiers import Nomination
from shared.contracts.base import Envelope
from shared.contracts.nomination import DossierState
from shared.contracts.registration.campaigns import CampaignLaunched
from shared.contracts.registration.clusters import SignatoryAppointed
from shared.contracts.registration.people import PersonRegistered
from shared.contracts.registration.units import UnitRegistered
from shared.database import Sql
from shared.sealing import Open


@singledispatch
def project(event: Any, envelope: Envelope, sql: Sql) -> None:
    """Events that no decision needs change nothing."""


@project.register
def unit_registered(event: UnitRegistered, envelope: Envelope, sql: Sql) -> None:
    sql.execute("INSERT INTO unit VALUES (%s, %s, %s)", [event.unit_id, event.name, event.kind])


@project.register
def person_registered(event: PersonRegistered, envelope: Envelope, sql: Sql) -> None:
    sql.execute("INSERT INTO person VALUES (%s, %s)", [event.person_id, event.unit_id])


@project.register
def campaign_launched(event: CampaignLaunched, envelope: Envelope, sql: Sql) -> None:
    sql.execute(
        "INSERT INTO campaign VALUES (%s, %s, %s, %s)",
        [event.campaign_id, event.level, event.kind, [one.round_id for one in event.rounds]],
    )


@project.register
def signatory_appointed(event: SignatoryAppointed, envelope: Envelope, sql: Sql) -> None:
    sql.execute(
        "INSERT INTO signatory VALUES (%s, %s, %s, %s, %s)",
        [event.signatory_id, event.person_id, event.capacity, event.valid_from, event.valid_until],
    )


@singledispatch
def project_own(recorded: Any, sql: Sql, open_sealed: Open) -> None:
    """Events that no answer needs change nothing."""


@project_own.register
def submitted(recorded: Nomination.Submitted, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO dossier VALUES (%s, %s, %s, %s, %s)",
        [
            recorded.originator_id,
            recorded.unit_id,
            recorded.campaign_id,
            recorded.recorded_at.year,
            DossierState.SUBMITTED,
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
