"""Events onto tables: those of registration and nomination, and this service's own."""

from datetime import date
from functools import singledispatch

from services.reporting.domain import Report
from shared.contracts.base import Envelope
from shared.contracts.nomination import DecisionIssued, DecisionPublished, IssuedLine, RulePackAdopted
from shared.contracts.registration.campaigns import (
    CampaignAmended,
    CampaignCancelled,
    CampaignClosed,
    CampaignLaunched,
)
from shared.contracts.registration.people import PersonRegistered
from shared.contracts.registration.units import UnitRegistered, UnitRenamed
from shared.database import Sql
from shared.sealing import Open
from shared.vietnamese import words


@singledispatch
def project(event: object, envelope: Envelope, sql: Sql) -> None:
    """Events that nobody reads about here change nothing."""


@project.register
def unit_registered(event: UnitRegistered, envelope: Envelope, sql: Sql) -> None:
    """A unit, to be found by its other system's code."""
    sql.execute(
        "INSERT INTO unit (id, code, external_code, named_on) VALUES (%s, %s, %s, %s)",
        [event.unit_id, event.code, event.external_code, event.effective_on],
    )


@project.register
def unit_renamed(event: UnitRenamed, envelope: Envelope, sql: Sql) -> None:
    """Lists are in the order of the newest codes."""
    sql.execute(
        "UPDATE unit SET code = %s, named_on = %s WHERE id = %s AND (named_on IS NULL OR named_on <= %s)",
        [event.code, event.effective_on, event.unit_id, event.effective_on],
    )


@project.register
def person_registered(event: PersonRegistered, envelope: Envelope, sql: Sql) -> None:
    """That there is somebody; name and unit are not kept, because no report reads them."""
    sql.execute("INSERT INTO person (id) VALUES (%s)", [event.person_id])


@project.register
def campaign_launched(event: CampaignLaunched, envelope: Envelope, sql: Sql) -> None:
    """A campaign, what it rests on, its rounds, and what units owe."""
    sql.execute(
        "INSERT INTO campaign (id, title, level, kind, year_from, year_to, theme, launched_by, number, dated,"
        " launched_on, parent_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            event.campaign_id,
            event.title,
            event.level.value,
            event.kind.value,
            event.year_from,
            event.year_to,
            event.theme,
            event.launched_by,
            event.number,
            event.dated,
            event.launched_on,
            event.parent_id,
        ],
    )
    _plan(event, sql)


@project.register
def campaign_amended(event: CampaignAmended, envelope: Envelope, sql: Sql) -> None:
    """The plan as it is now, and that it was amended: when and why."""
    sql.execute(
        "UPDATE campaign SET title = %s, kind = %s, year_from = %s, year_to = %s, theme = %s, launched_by = %s,"
        " parent_id = %s WHERE id = %s",
        [
            event.title,
            event.kind.value,
            event.year_from,
            event.year_to,
            event.theme,
            event.launched_by,
            event.parent_id,
            event.campaign_id,
        ],
    )
    sql.execute(
        "INSERT INTO campaign_change (campaign_id, changed_on, kind, reason) VALUES (%s, %s, 'amended', %s)",
        [event.campaign_id, event.amended_on, event.reason],
    )
    for table in ("legal_basis", "round", "obligation"):
        sql.execute(f"DELETE FROM {table} WHERE campaign_id = %s", [event.campaign_id])
    _plan(event, sql)


@project.register
def campaign_cancelled(event: CampaignCancelled, envelope: Envelope, sql: Sql) -> None:
    """Nothing is owed in it any more; it stays readable, with the reason."""
    sql.execute("DELETE FROM obligation WHERE campaign_id = %s", [event.campaign_id])
    sql.execute(
        "INSERT INTO campaign_change (campaign_id, changed_on, kind, reason) VALUES (%s, %s, 'cancelled', %s)",
        [event.campaign_id, event.cancelled_on, event.reason],
    )


@project.register
def campaign_closed(event: CampaignClosed, envelope: Envelope, sql: Sql) -> None:
    """It is over."""
    sql.execute(
        "INSERT INTO campaign_change (campaign_id, changed_on, kind, reason) VALUES (%s, %s, 'closed', '')",
        [event.campaign_id, event.closed_on],
    )


def _plan(event: CampaignLaunched | CampaignAmended, sql: Sql) -> None:
    sql.executemany(
        "INSERT INTO legal_basis (campaign_id, place, number, title, issuer, issued_on)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [
            (event.campaign_id, place, basis.number, basis.title, basis.issuer, basis.issued_on)
            for place, basis in enumerate(event.legal_bases)
        ],
    )
    sql.executemany(
        "INSERT INTO round (id, campaign_id, name, starts_on, ends_on, occasions) VALUES (%s, %s, %s, %s, %s, %s)",
        [
            (one.round_id, event.campaign_id, one.name, one.starts_on, one.ends_on, list(one.occasions))
            for one in event.rounds
        ],
    )
    sql.executemany(
        "INSERT INTO obligation (campaign_id, unit_id, kind, due_on) VALUES (%s, %s, %s, %s)",
        [(event.campaign_id, owed.unit_id, owed.kind.value, owed.due_on) for owed in event.obligations],
    )


@project.register
def rule_pack_adopted(event: RulePackAdopted, envelope: Envelope, sql: Sql) -> None:
    """What awards are called from the pack's first day on."""
    sql.executemany(
        "INSERT INTO award_name (code, valid_from, name) VALUES (%s, %s, %s)"
        " ON CONFLICT (code, valid_from) DO UPDATE SET name = EXCLUDED.name",
        [(award.code, event.valid_from, award.name) for award in event.awards],
    )


@project.register
def decision_issued(event: DecisionIssued, envelope: Envelope, sql: Sql) -> None:
    """A decision with its awards: ours counts from its issue, another authority's from its signing."""
    effective_on = event.signed_on if event.external else event.issued_on
    sql.execute(
        "INSERT INTO decision (id, authority, title, number, signed_on, issued_on, effective_on, known_since,"
        " signatory, capacity, external, bases, articles) VALUES (%s, %s, %s, %s, %s, %s, %s,"
        " (%s::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, %s, %s, %s, %s, %s)",
        [
            event.decision_id,
            event.authority,
            event.title,
            event.number,
            event.signed_on,
            event.issued_on,
            effective_on,
            envelope.recorded_at,
            event.signatory,
            event.capacity,
            event.external,
            list(event.bases),
            list(event.articles),
        ],
    )
    called = _names_on(effective_on, sql)
    sql.executemany(
        "INSERT INTO award (id, decision_id, line, award, award_name, campaign_id, subject_id, subject_kind, name,"
        " position, unit_id, unit_name, received_on, appraised_on, passed_on, decided_on, words)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [_award(event, line, called.get(line.award, line.award)) for line in event.lines],
    )


def _names_on(day: date, sql: Sql) -> dict[str, str]:
    rows = sql.execute(
        "SELECT DISTINCT ON (code) code, name FROM award_name WHERE valid_from <= %s ORDER BY code, valid_from DESC",
        [day],
    )
    return {row.code: row.name for row in rows}


def _award(event: DecisionIssued, line: IssuedLine, called: str) -> tuple[object, ...]:
    found_by = (line.name, line.position, line.unit_name, called, event.number, event.authority)
    return (
        line.award_id,
        event.decision_id,
        line.line,
        line.award,
        called,
        line.campaign_id,
        line.subject_id,
        line.subject_kind.value,
        line.name,
        line.position,
        line.unit_id,
        line.unit_name,
        line.received_on,
        line.appraised_on,
        line.passed_on,
        line.decided_on,
        sorted({str(event.issued_on.year), *words(" ".join(found_by))}),
    )


@project.register
def decision_published(event: DecisionPublished, envelope: Envelope, sql: Sql) -> None:
    """The day on which a decision was made public."""
    sql.execute("UPDATE decision SET published_on = %s WHERE id = %s", [event.published_on, event.decision_id])


@singledispatch
def project_own(recorded: object, sql: Sql, open_sealed: Open) -> None:
    """Other recorded events change nothing."""


@project_own.register
def report_submitted(recorded: Report.Submitted, sql: Sql, open_sealed: Open) -> None:
    """Who handed in which report, and when."""
    sql.execute(
        "INSERT INTO report (id, campaign_id, unit_id, kind, submitted_on, late) VALUES (%s, %s, %s, %s, %s, %s)",
        [
            recorded.originator_id,
            recorded.campaign_id,
            recorded.unit_id,
            recorded.kind,
            recorded.submitted_on,
            recorded.late,
        ],
    )
