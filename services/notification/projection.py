"""What followed events change: the tables that reminders need, notices of private events, letters about public ones."""

from collections import Counter, defaultdict
from functools import singledispatch
from typing import Any

from services.notification.letters import NOTICED, to_person, to_unit, write
from shared.contracts.base import Envelope
from shared.contracts.nomination import DecisionIssued, IssuedLine, NominationApi, RulePackAdopted
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.campaigns import CampaignAmended, CampaignCancelled, CampaignLaunched
from shared.contracts.registration.kinds import ObligationKind, SubjectKind
from shared.contracts.registration.registrations import (
    RegistrationConfirmed,
    RegistrationReturned,
    RegistrationSubmitted,
    RegistrationWithdrawn,
    UnitPlanSubmitted,
)
from shared.contracts.registration.units import UnitCorrected, UnitDescribed, UnitMerged, UnitRegistered, UnitRenamed
from shared.contracts.reporting import ReportSubmitted
from shared.database import Sql
from shared.following import Unpublished

HandedIn = UnitPlanSubmitted | RegistrationSubmitted | RegistrationConfirmed | ReportSubmitted


@singledispatch
def project(event: object, envelope: Envelope, sql: Sql) -> None:
    """Events that concern no letter change nothing."""


@project.register
def private(event: Unpublished, envelope: Envelope, sql: Sql) -> None:
    """A private event that somebody may get a letter about is noted by its header."""
    if envelope.name in NOTICED:
        sql.execute(
            "INSERT INTO notice (source, position, name, stream, stream_version) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [NominationApi.name, envelope.position, envelope.name, envelope.stream, envelope.stream_version],
        )


@project.register
def unit_registered(event: UnitRegistered, envelope: Envelope, sql: Sql) -> None:
    """A unit gets its letters at its mailbox."""
    sql.execute(
        "INSERT INTO unit (id, name, mailbox, named_on) VALUES (%s, %s, %s, %s)",
        [event.unit_id, event.name, event.mailbox, event.effective_on],
    )


@project.register
def unit_renamed(event: UnitRenamed, envelope: Envelope, sql: Sql) -> None:
    """Letters call a unit by its newest name, whenever they hear of an older one."""
    sql.execute(
        "UPDATE unit SET name = %s, named_on = %s WHERE id = %s AND (named_on IS NULL OR named_on <= %s)",
        [event.name, event.effective_on, event.unit_id, event.effective_on],
    )


@project.register
def unit_described(event: UnitDescribed, envelope: Envelope, sql: Sql) -> None:
    """Letters go where the unit now reads them."""
    sql.execute("UPDATE unit SET mailbox = %s WHERE id = %s", [event.mailbox, event.unit_id])


@project.register
def unit_merged(event: UnitMerged, envelope: Envelope, sql: Sql) -> None:
    """What a unit's letters are about, the unit that goes on with it has to know."""
    sql.execute("UPDATE unit SET into_id = %s WHERE id = %s", [event.into_id, event.unit_id])


@project.register
def unit_corrected(event: UnitCorrected, envelope: Envelope, sql: Sql) -> None:
    """What was known wrongly about a unit is put right."""
    goes_on = event.successors[0] if event.ended_on and len(event.successors) == 1 else None
    sql.execute(
        "UPDATE unit SET name = %s, mailbox = %s, into_id = %s WHERE id = %s",
        [event.name, event.mailbox, goes_on, event.unit_id],
    )


@project.register
def campaign_launched(event: CampaignLaunched, envelope: Envelope, sql: Sql) -> None:
    """From now on units owe what the campaign asks for; each is told what."""
    sql.execute(
        "INSERT INTO campaign (id, title, launched_on) VALUES (%s, %s, %s)",
        [event.campaign_id, event.title, event.launched_on],
    )
    for recipient, due in _owe(event, sql).items():
        write(
            sql,
            RegistrationApi.name,
            envelope.position,
            recipient,
            "campaign_launched",
            title=event.title,
            launched_by=event.launched_by,
            number=event.number,
            dated=event.dated.isoformat() if event.dated else "",
            due=due,
        )


@project.register
def campaign_amended(event: CampaignAmended, envelope: Envelope, sql: Sql) -> None:
    """Units owe what the campaign asks for now; each is told why it changed, and what is due when."""
    sql.execute("UPDATE campaign SET title = %s WHERE id = %s", [event.title, event.campaign_id])
    sql.execute("DELETE FROM obligation WHERE campaign_id = %s", [event.campaign_id])
    for recipient, due in _owe(event, sql).items():
        write(
            sql,
            RegistrationApi.name,
            envelope.position,
            recipient,
            "campaign_amended",
            title=event.title,
            reason=event.reason,
            due=due,
        )


@project.register
def campaign_cancelled(event: CampaignCancelled, envelope: Envelope, sql: Sql) -> None:
    """Nothing is owed any more; whoever owed something is told."""
    for one in sql.execute(
        "DELETE FROM obligation WHERE campaign_id = %s RETURNING unit_id", [event.campaign_id]
    ).fetchall():
        write(
            sql,
            RegistrationApi.name,
            envelope.position,
            to_unit(one.unit_id),
            "campaign_cancelled",
            campaign=_title(sql, event),
            reason=event.reason,
        )


def _owe(event: CampaignLaunched | CampaignAmended, sql: Sql) -> dict[str, list[dict[str, str]]]:
    owed: dict[str, list[dict[str, str]]] = defaultdict(list)
    for one in event.obligations:
        sql.execute(
            "INSERT INTO obligation (campaign_id, unit_id, kind, due_on) VALUES (%s, %s, %s, %s)",
            [event.campaign_id, one.unit_id, one.kind, one.due_on],
        )
        owed[to_unit(one.unit_id)].append({"kind": one.kind.value, "due_on": one.due_on.isoformat()})
    return owed


@project.register
def unit_plan_submitted(event: UnitPlanSubmitted, envelope: Envelope, sql: Sql) -> None:
    """A unit's own plan that is in is owed no longer."""
    _receive(sql, event, ObligationKind.UNIT_PLAN)


@project.register
def registration_submitted(event: RegistrationSubmitted, envelope: Envelope, sql: Sql) -> None:
    """A registration that is in is owed no longer."""
    _receive(sql, event, ObligationKind.REGISTRATION)


@project.register
def registration_withdrawn(event: RegistrationWithdrawn, envelope: Envelope, sql: Sql) -> None:
    """A registration that was taken back is owed again."""
    _owe_again(sql, event)


@project.register
def registration_returned(event: RegistrationReturned, envelope: Envelope, sql: Sql) -> None:
    """A returned registration is owed again; its unit is told so, and reads the reason where it is sealed."""
    _owe_again(sql, event)
    write(
        sql,
        RegistrationApi.name,
        envelope.position,
        to_unit(event.unit_id),
        "registration_returned",
        campaign=_title(sql, event),
        registration=str(event.registration_id),
    )


@project.register
def registration_confirmed(event: RegistrationConfirmed, envelope: Envelope, sql: Sql) -> None:
    """A unit learns that its targets were accepted."""
    _receive(sql, event, ObligationKind.REGISTRATION)
    write(
        sql,
        RegistrationApi.name,
        envelope.position,
        to_unit(event.unit_id),
        "registration_confirmed",
        campaign=_title(sql, event),
    )


@project.register
def report_submitted(event: ReportSubmitted, envelope: Envelope, sql: Sql) -> None:
    """A report that is in is owed no longer."""
    _receive(sql, event, ObligationKind(event.kind.value))


@project.register
def rules_adopted(event: RulePackAdopted, envelope: Envelope, sql: Sql) -> None:
    """Letters call awards by the names of the latest rule pack."""
    for award in event.awards:
        name = f"danh hiệu “{award.name}”" if award.kind == "title" else award.name
        sql.execute(
            "INSERT INTO award (code, name) VALUES (%s, %s) ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name",
            [award.code, name],
        )


@project.register
def decision_issued(event: DecisionIssued, envelope: Envelope, sql: Sql) -> None:
    """Each honoured person is told, and each unit how many of its people and collectives are honoured."""
    decision = {
        "number": event.number,
        "issued_on": event.issued_on.isoformat(),
        "authority": event.authority,
        "title": event.title,
    }
    people: dict[str, list[str]] = defaultdict(list)
    units: dict[str, list[IssuedLine]] = defaultdict(list)
    for line in event.lines:
        units[to_unit(line.unit_id)].append(line)
        if line.subject_kind is SubjectKind.INDIVIDUAL:
            people[to_person(line.subject_id)].append(_award(sql, line.award))
    for recipient, awards in people.items():
        write(sql, NominationApi.name, envelope.position, recipient, "award_granted", **decision, awards=awards)
    for recipient, lines in units.items():
        write(
            sql,
            NominationApi.name,
            envelope.position,
            recipient,
            "award_granted_unit",
            **decision,
            counts=_counts(sql, lines),
        )


def _counts(sql: Sql, lines: list[IssuedLine]) -> list[dict[str, Any]]:
    counted = Counter((line.award, line.subject_kind.value) for line in lines)
    return [
        {"award": _award(sql, award), "subject_kind": kind, "count": count} for (award, kind), count in counted.items()
    ]


def _owe_again(sql: Sql, event: RegistrationReturned | RegistrationWithdrawn) -> None:
    sql.execute(
        "DELETE FROM received WHERE campaign_id = %s AND unit_id = %s AND kind = %s",
        [event.campaign_id, event.unit_id, ObligationKind.REGISTRATION],
    )


def _receive(sql: Sql, event: HandedIn, kind: ObligationKind) -> None:
    sql.execute(
        "INSERT INTO received (campaign_id, unit_id, kind) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [event.campaign_id, event.unit_id, kind],
    )


def _title(sql: Sql, event: RegistrationReturned | RegistrationConfirmed | CampaignCancelled) -> str:
    row = sql.execute("SELECT title FROM campaign WHERE id = %s", [event.campaign_id]).fetchone()
    assert row is not None  # launched before anybody registered, in the same log
    return str(row.title)


def _award(sql: Sql, code: str) -> str:
    """What an award is called; a code that no rule pack names stays a code."""
    row = sql.execute("SELECT name FROM award WHERE code = %s", [code]).fetchone()
    return str(row.name) if row else code
