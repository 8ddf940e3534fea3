"""Questions of the contract, answered from the tables."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.contracts.registration.kinds import SubjectKind
from shared.contracts.reporting import (
    AwardCount,
    AwardCounts,
    AwardHistory,
    AwardQuery,
    AwardsOfSubject,
    AwardStep,
    AwardView,
    CountAwards,
    DecisionLineView,
    DecisionList,
    DecisionQuery,
    DecisionsOfYear,
    DecisionSummary,
    DecisionView,
    PublicAward,
    ReportKind,
    ReportList,
    ReportsOf,
    UnitReport,
)
from shared.database import Database, Sql
from shared.errors import Invalid, NotFound
from shared.principals import Principal

STEPS = {
    "received": "received_on",
    "appraised": "appraised_on",
    "passed": "passed_on",
    "decided": "decided_on",
    "published": "published_on",
}


class FollowedObligations:
    """What units owe, from the followed table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due_on(self, campaign_id: UUID, unit_id: UUID, kind: ReportKind) -> date | None:
        """The last day on which the unit's report is in time; ``None`` where it owes none."""
        with self._database.transaction() as sql:
            row = sql.execute(
                "SELECT due_on FROM obligation WHERE campaign_id = %s AND unit_id = %s AND kind = %s",
                [campaign_id, unit_id, kind.value],
            ).fetchone()
        return row.due_on if row else None


def count_awards(request: CountAwards, who: Principal, sql: Sql) -> AwardCounts:
    """Awards of a year by kind, as known on a day."""
    rows = sql.execute(
        "SELECT a.award, a.subject_kind, count(*) AS count FROM award a JOIN decision d ON d.id = a.decision_id"
        " WHERE extract(year FROM d.effective_on) = %(year)s"
        " AND (%(known_on)s::date IS NULL OR d.known_since <= %(known_on)s)"
        " GROUP BY a.award, a.subject_kind ORDER BY a.award, a.subject_kind",
        {"year": request.year, "known_on": request.known_on},
    ).fetchall()
    counts = tuple(
        AwardCount(award=row.award, subject_kind=SubjectKind(row.subject_kind), count=row.count) for row in rows
    )
    return AwardCounts(counts=counts, total=sum(one.count for one in counts))


def subject_of(request: AwardHistory, sql: Sql) -> UUID | None:
    """Whom a history is asked about; ``None`` if the code is no unit's, so that only registration can tell.

    :raises Invalid: unless exactly one of id and code is given.
    """
    if bool(request.subject_id) == bool(request.external_code):
        raise Invalid("invalid-request", fields={"subject_id": ["cần đúng một trong subject_id, external_code"]})
    if request.subject_id:
        return request.subject_id
    row = sql.execute("SELECT id FROM unit WHERE external_code = %s", [request.external_code]).fetchone()
    return row.id if row else None


def awards_of(subject_id: UUID, as_of: date | None, known_on: date | None, sql: Sql) -> AwardsOfSubject:
    """A subject's awards in effect on a day, as known on a day; without a day, all."""
    if not sql.execute(
        "SELECT 1 FROM unit WHERE id = %(id)s UNION ALL SELECT 1 FROM person WHERE id = %(id)s", {"id": subject_id}
    ).fetchone():
        raise NotFound("unknown", id=subject_id)
    rows = sql.execute(
        "SELECT a.id, a.award, a.decision_id, a.campaign_id, d.number, d.authority, d.effective_on, d.known_since"
        " FROM award a JOIN decision d ON d.id = a.decision_id WHERE a.subject_id = %(subject)s"
        " AND (%(as_of)s::date IS NULL OR d.effective_on <= %(as_of)s)"
        " AND (%(known_on)s::date IS NULL OR d.known_since <= %(known_on)s)"
        " ORDER BY d.effective_on, d.number, a.line",
        {"subject": subject_id, "as_of": as_of, "known_on": known_on},
    ).fetchall()
    awards = tuple(
        AwardView(
            award_id=row.id,
            award=row.award,
            decision_id=row.decision_id,
            decision_number=row.number,
            authority=row.authority,
            effective_on=row.effective_on,
            known_since=row.known_since,
            campaign_id=row.campaign_id,
        )
        for row in rows
    )
    return AwardsOfSubject(subject_id=subject_id, awards=awards)


def get_decision(request: DecisionQuery, who: Principal | None, sql: Sql) -> DecisionView:
    """An issued decision with its lines."""
    if request.decision_id:
        found = sql.execute("SELECT * FROM decision WHERE id = %s", [request.decision_id]).fetchone()
    else:
        found = sql.execute(
            "SELECT * FROM decision WHERE number = %s AND extract(year FROM effective_on) = %s ORDER BY external, id",
            [request.number, request.year],
        ).fetchone()
    if found is None:
        raise NotFound("unknown")
    lines = sql.execute("SELECT * FROM award WHERE decision_id = %s ORDER BY line", [found.id]).fetchall()
    return DecisionView(
        decision_id=found.id,
        authority=found.authority,
        title=found.title,
        number=found.number,
        signed_on=found.signed_on,
        issued_on=found.issued_on,
        published_on=found.published_on,
        signatory=found.signatory,
        capacity=found.capacity,
        external=found.external,
        bases=tuple(found.bases),
        articles=tuple(found.articles),
        lines=tuple(_line(row) for row in lines),
    )


def _line(row: Any) -> DecisionLineView:
    return DecisionLineView(
        line=row.line,
        award_id=row.id,
        award=row.award,
        subject_id=row.subject_id,
        subject_kind=SubjectKind(row.subject_kind),
        name=row.name,
        position=row.position,
        unit_name=row.unit_name,
    )


def list_decisions(request: DecisionsOfYear, who: Principal | None, sql: Sql) -> DecisionList:
    """The decisions of a year, in the order of their days."""
    rows = sql.execute(
        "SELECT d.id, d.authority, d.title, d.number, d.issued_on, d.published_on, count(a.id) AS lines"
        " FROM decision d LEFT JOIN award a ON a.decision_id = d.id WHERE extract(year FROM d.effective_on) = %s"
        " GROUP BY d.id ORDER BY d.effective_on, d.external, d.number",
        [request.year],
    ).fetchall()
    return DecisionList(
        decisions=tuple(
            DecisionSummary(
                decision_id=row.id,
                authority=row.authority,
                title=row.title,
                number=row.number,
                issued_on=row.issued_on,
                published_on=row.published_on,
                lines=row.lines,
            )
            for row in rows
        )
    )


def get_award(request: AwardQuery, who: Principal | None, sql: Sql) -> PublicAward:
    """An issued award and its public steps; every other id answers alike."""
    row = sql.execute(
        "SELECT a.*, d.number, d.published_on FROM award a JOIN decision d ON d.id = a.decision_id WHERE a.id = %s",
        [request.award_id],
    ).fetchone()
    if row is None:
        raise NotFound("unknown")
    days = {step: getattr(row, column) for step, column in STEPS.items()}
    return PublicAward(
        award_id=row.id,
        award=row.award,
        name=row.name,
        position=row.position,
        unit_name=row.unit_name,
        decision_id=row.decision_id,
        decision_number=row.number,
        steps=tuple(AwardStep(step=step, on=day) for step, day in days.items() if day),
    )


def list_reports(request: ReportsOf, who: Principal, sql: Sql) -> ReportList:
    """Which units owe a report, and who handed it in when."""
    if not sql.execute("SELECT 1 FROM campaign WHERE id = %s", [request.campaign_id]).fetchone():
        raise NotFound("unknown", id=request.campaign_id)
    rows = sql.execute(
        "SELECT o.unit_id, o.due_on, r.submitted_on, coalesce(r.late, false) AS late"
        " FROM obligation o LEFT JOIN unit u ON u.id = o.unit_id"
        " LEFT JOIN report r ON (r.campaign_id, r.kind, r.unit_id) = (o.campaign_id, o.kind, o.unit_id)"
        " WHERE o.campaign_id = %s AND o.kind = %s ORDER BY u.code, o.unit_id",
        [request.campaign_id, request.kind.value],
    ).fetchall()
    return ReportList(
        reports=tuple(
            UnitReport(unit_id=row.unit_id, due_on=row.due_on, submitted_on=row.submitted_on, late=row.late)
            for row in rows
        )
    )
