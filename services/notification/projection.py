"""What followed events change: the tables that reminders need, notices of private events, letters about public ones."""

from collections import Counter, defaultdict
from functools import singledispatch
from typing import Any

from services.notification.letters import NOTICED, to_person, to_unit, write
from shared.contracts.base import Envelope
from shared.contracts.nomination import DecisionIssued, IssuedLine, NominationApi, RulePackAdopted
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.campaigns import CampaignLaunched
from shared.contracts.registration.kinds import ObligationKind, SubjectKind
from shared.contracts.registration.registrations import (
    RegistrationConfirmed,
    RegistrationReturned,
    RegistrationSubmitted,
)
from shared.contracts.registration.units import UnitRegistered
from shared.contracts.reporting import ReportSubmitted
from shared.database import Sql
from shared.following import Unpublished


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
    sql.execute("INSERT INTO unit (id, name, mailbox) VALUES (%s, %s, %s)", [event.unit_id, event.name, event.mailbox])


@project.register
def campaign_launched(event: CampaignLaunched, envelope: Envelope, sql: Sql) -> None:
    """From now on units owe what the campaign asks for; each is told what."""
    sql.execute(
        "INSERT INTO campaign (id, title, launched_on) VALUES (%s, %s, %s)",
        [event.campaign_id, event.title, event.launched_on],
    )
    owed: dict[str, list[dict[str, str]]] = defaultdict(list)
    for one in event.obligations:
        sql.execute(
            "INSERT INTO obligation (campaign_id, unit_id, kind, due_on) VALUES (%s, %s, %s, %s)",
            [event.campaign_id, one.unit_id, one.kind, one.due_on],
        )
        owed[to_unit(one.unit_id)].append({"kind": one.kind.value, "due_on": one.due_on.isoformat()})
    for recipient, due in owed.items():
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
def registration_submitted(event: RegistrationSubmitted, envelope: Envelope, sql: Sql) -> None:
    """A registration that is in is owed no longer."""
    _receive(sql, event, ObligationKind.REGISTRATION)


@project.register
def registration_returned(event: RegistrationReturned, envelope: Envelope, sql: Sql) -> None:
    """A returned registration is owed again; its unit is told so, and reads the reason where it is sealed."""
    sql.execute(
        "DELETE FROM received WHERE campaign_id = %s AND unit_id = %s AND kind = %s",
        [event.campaign_id, event.unit_id, ObligationKind.REGISTRATION],
    )
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


def _receive(
    sql: Sql, event: RegistrationSubmitted | RegistrationConfirmed | ReportSubmitted, kind: ObligationKind
) -> None:
    sql.execute(
        "INSERT INTO received (campaign_id, unit_id, kind) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [event.campaign_id, event.unit_id, kind],
    )


def _title(sql: Sql, event: RegistrationReturned | RegistrationConfirmed) -> str:
    row = sql.execute("SELECT title FROM campaign WHERE id = %s", [event.campaign_id]).fetchone()
    assert row is not None  # launched before anybody registered, in the same log
    return str(row.title)


def _award(sql: Sql, code: str) -> str:
    """What an award is called; a code that no rule pack names stays a code."""
    row = sql.execute("SELECT name FROM award WHERE code = %s", [code]).fetchone()
    return str(row.name) if row else code
