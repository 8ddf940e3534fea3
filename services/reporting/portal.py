"""What the pages of the portal show, read from the tables; nothing here needs to know who asks."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.database import Sql
from shared.errors import NotFound
from shared.vietnamese import words

FOUND_AT_MOST = 100

Row = Any


@dataclass(frozen=True)
class Plan:
    """What a campaign plans in time."""

    rounds: list[Row]
    due: list[Row]


def campaign_years(sql: Sql) -> list[int]:
    """The years in which a campaign runs, up to the last one in which one begins."""
    rows = sql.execute(
        "SELECT DISTINCT generate_series(year_from, least(year_to, (SELECT max(year_from) FROM campaign))) AS year"
        " FROM campaign ORDER BY year"
    ).fetchall()
    return [row.year for row in rows]


def campaigns(year: int, sql: Sql) -> list[Row]:
    """The campaigns that run in a year, those with rounds of their own first."""
    return sql.execute(
        "SELECT c.*, (SELECT count(*) FROM round r WHERE r.campaign_id = c.id) AS rounds FROM campaign c"
        " WHERE %s BETWEEN c.year_from AND c.year_to ORDER BY rounds DESC, c.launched_on, c.title",
        [year],
    ).fetchall()


def campaign(id: UUID, sql: Sql) -> Row:
    """One campaign, with the title of the one that it answers."""
    row = sql.execute(
        "SELECT c.*, p.title AS parent_title FROM campaign c LEFT JOIN campaign p ON p.id = c.parent_id"
        " WHERE c.id = %s",
        [id],
    ).fetchone()
    if row is None:
        raise NotFound("unknown")
    return row


def plans(campaign_ids: list[UUID], sql: Sql) -> dict[UUID, Plan]:
    """The rounds of campaigns, and what is due in them until when, in order of time."""
    found = {id: Plan([], []) for id in campaign_ids}
    for row in sql.execute("SELECT * FROM round WHERE campaign_id = ANY(%s) ORDER BY starts_on", [campaign_ids]):
        found[row.campaign_id].rounds.append(row)
    due = sql.execute(
        "SELECT campaign_id, kind, due_on, count(*) AS units FROM obligation WHERE campaign_id = ANY(%s)"
        " GROUP BY campaign_id, kind, due_on ORDER BY due_on, kind",
        [campaign_ids],
    )
    for row in due:
        found[row.campaign_id].due.append(row)
    return found


def legal_bases(campaign_id: UUID, sql: Sql) -> list[Row]:
    """What a campaign rests on, in the order of its plan."""
    return sql.execute("SELECT * FROM legal_basis WHERE campaign_id = %s ORDER BY place", [campaign_id]).fetchall()


def changes(campaign_id: UUID, sql: Sql) -> list[Row]:
    """What became of a campaign after its launch, in order."""
    return sql.execute("SELECT * FROM campaign_change WHERE campaign_id = %s ORDER BY place", [campaign_id]).fetchall()


def decision_years(sql: Sql) -> list[int]:
    """The years in which decisions took effect."""
    rows = sql.execute("SELECT DISTINCT extract(year FROM effective_on)::int AS year FROM decision ORDER BY year")
    return [row.year for row in rows]


def award_names(decision_id: UUID, sql: Sql) -> dict[str, str]:
    """What awards were called when a decision granted them."""
    rows = sql.execute("SELECT DISTINCT award, award_name FROM award WHERE decision_id = %s", [decision_id])
    return {row.award: row.award_name for row in rows}


def search(question: str, sql: Sql) -> list[Row]:
    """Issued awards that hold every word of the question, whatever their order and marks; the newest first."""
    asked = words(question)
    if not asked:
        return []
    return sql.execute(
        "SELECT a.id, a.name, a.position, a.unit_name, a.award_name, d.number, d.effective_on, d.id AS decision_id"
        " FROM award a JOIN decision d ON d.id = a.decision_id WHERE a.words @> %s"
        " ORDER BY d.effective_on DESC, d.number, a.line LIMIT %s",
        [asked, FOUND_AT_MOST],
    ).fetchall()
