"""Registration's tables to answers about campaigns and legal texts."""

from typing import Any

from shared.contracts.registration.campaigns import (
    CampaignList,
    CampaignQuery,
    CampaignsOfYear,
    CampaignView,
    PlanDefect,
)
from shared.contracts.registration.kinds import CampaignKind, CampaignLevel, SubjectKind
from shared.database import Database, Sql
from shared.errors import NotFound
from shared.principals import Principal


class AwardTable:
    """Which awards there are, as followed from nomination."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has(self, award: str, subject_kind: SubjectKind) -> bool:
        """Whether the award exists for that kind of subject."""
        with self._database.reading() as sql:
            found = sql.execute(
                "SELECT FROM award WHERE code = %s AND subject_kind = %s", [award, subject_kind.value]
            ).fetchone()
        return found is not None


def get_campaign(request: CampaignQuery, who: Principal, sql: Sql) -> CampaignView:
    """A campaign with the defects found in its plan."""
    row = sql.execute("SELECT * FROM campaign WHERE id = %s", [request.campaign_id]).fetchone()
    if row is None:
        raise NotFound("unknown")
    return _campaign(row)


def list_campaigns(request: CampaignsOfYear, who: Principal, sql: Sql) -> CampaignList:
    """The campaigns that run in a year."""
    rows = sql.execute(
        "SELECT * FROM campaign WHERE %s BETWEEN year_from AND year_to ORDER BY level, title", [request.year]
    ).fetchall()
    return CampaignList(campaigns=tuple(_campaign(row) for row in rows))


def _campaign(row: Any) -> CampaignView:
    return CampaignView(
        campaign_id=row.id,
        title=row.title,
        level=CampaignLevel(row.level),
        kind=CampaignKind(row.kind),
        year_from=row.year_from,
        year_to=row.year_to,
        state=row.state,
        number=row.number,
        defects=tuple(PlanDefect(**one) for one in row.defects),
    )
