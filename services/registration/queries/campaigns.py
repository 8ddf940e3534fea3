"""Registration's tables to answers about campaigns."""

from collections.abc import Callable
from datetime import date
from typing import Any

from shared.contracts.base import UNIT_ROLES
from shared.contracts.registration.campaigns import (
    CampaignList,
    CampaignQuery,
    CampaignsOfYear,
    CampaignView,
    CampaignWarning,
    Difference,
    OpenPhase,
    OpenRegistration,
    OpenRegistrationList,
    OpenRegistrations,
    PlanDefect,
    PlanQuery,
    PlanView,
    StandingItem,
    StandingItems,
)
from shared.contracts.registration.kinds import (
    CampaignKind,
    CampaignLevel,
    CampaignState,
    ObligationKind,
    PhaseAction,
    RegistrationState,
    SubjectKind,
)
from shared.database import Database, Sql
from shared.errors import NotFound
from shared.principals import Principal

Reason = Callable[[dict[str, Any]], str]


class AwardTable:
    """Which awards there are and what the rules ask of campaigns, as followed from nomination."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has(self, award: str, subject_kind: SubjectKind) -> bool:
        """Whether the award exists for that kind of subject."""
        with self._database.reading() as sql:
            found = sql.execute(
                "SELECT FROM award WHERE code = %s AND subject_kind = %s", [award, subject_kind.value]
            ).fetchone()
        return found is not None

    def criteria_required(self, on: date) -> bool:
        """Whether the rules in force on a day let no campaign be launched without criteria."""
        with self._database.reading() as sql:
            found = sql.execute(
                "SELECT FROM rule_pack WHERE criteria_required AND valid_from <= %s"
                " AND (valid_until IS NULL OR valid_until >= %s)",
                [on, on],
            ).fetchone()
        return found is not None

    def pack(self, on: date) -> tuple[str, str] | None:
        """Name and digest of the rules of a day: of the newest pack that began by then."""
        with self._database.reading() as sql:
            row = sql.execute(
                "SELECT name, digest FROM rule_pack WHERE valid_from <= %s ORDER BY valid_from DESC, name DESC LIMIT 1",
                [on],
            ).fetchone()
        return (row.name, row.digest) if row else None


def get_campaign(request: CampaignQuery, who: Principal, sql: Sql) -> CampaignView:
    """A campaign with the defects found in its plan, warnings, and what is to be settled."""
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


def plan_on(request: PlanQuery, today: date, sql: Sql) -> PlanView:
    """A version of a campaign's plan, and where its rounds and phases stand today."""
    row = sql.execute(
        "SELECT campaign.*, version, plan, reason, changed FROM campaign JOIN campaign_plan ON campaign_id = id"
        " WHERE id = %s AND version = COALESCE(NULLIF(%s, 0), versions)",
        [request.campaign_id, request.version],
    ).fetchone()
    if row is None:
        raise NotFound("unknown")
    return PlanView(
        campaign_id=row.id,
        level=CampaignLevel(row.level),
        unit_id=row.unit_id,
        cluster_id=row.cluster_id,
        version=row.version,
        versions=row.versions,
        reason=row.reason,
        changed=tuple(row.changed),
        dated=row.dated,
        plan=row.plan,
        rounds=tuple(_stands(one, today) for one in row.plan["rounds"]),
        phases=tuple(_stands(one, today) for one in row.plan["phases"]),
    )


def registrations_open_on(request: OpenRegistrations, who: Principal, on: date, sql: Sql) -> OpenRegistrationList:
    """Campaigns in which units can register on a day: in a phase for it, or because they owe it.

    Who belongs to a unit is told of that unit's registration only.
    """
    unit_id = request.unit_id or (who.unit if who.role in UNIT_ROLES else None)
    told = unit_id if who.role not in UNIT_ROLES or who.unit == unit_id else None
    rows = sql.execute(
        "SELECT campaign.*, plan, registration.state AS handed_in FROM campaign"
        " JOIN campaign_plan ON campaign_plan.campaign_id = campaign.id AND version = versions"
        " LEFT JOIN registration ON registration.campaign_id = campaign.id AND registration.unit_id = %s"
        " WHERE campaign.state = 'launched' AND launched_on <= %s AND year_to >= %s"
        " AND (%s::uuid IS NULL OR %s = ANY(reporting_units)) ORDER BY title, campaign.id",
        [told, on, on.year, unit_id, unit_id],
    ).fetchall()
    return OpenRegistrationList(
        campaigns=tuple(
            OpenRegistration(
                campaign_id=row.id,
                title=row.title,
                due_on=(due_on := _registration_due(row.plan)),
                overdue=due_on is not None and on > due_on,
                units=len(row.reporting_units),
                state=RegistrationState(row.handed_in or "not_sent") if told else None,
            )
            for row in rows
            if _registration_due(row.plan) or _registers_on(row.plan, on)
        )
    )


BLANKS = ("number-blank", "date-blank")  # of the printed plan: mended when it is numbered


def standing_items(reason_of: Reason, sql: Sql) -> StandingItems:
    """What the standing office has to look after; a reason that is sealed is opened for it."""
    rows = sql.execute(
        "SELECT * FROM campaign WHERE state NOT IN ('closed', 'cancelled') ORDER BY title, id"
    ).fetchall()
    return StandingItems(items=tuple(item for row in rows for item in _items(row, reason_of)))


def _items(row: Any, reason_of: Reason) -> list[StandingItem]:
    def item(code: str, message: str, reason: str = "") -> StandingItem:
        return StandingItem(campaign_id=row.id, title=row.title, code=code, message=message, reason=reason)

    why = reason_of(row.no_criteria_reason) if row.no_criteria_reason else ""
    return [
        *(item(one["code"], one["message"], why if one["code"] == "no-criteria" else "") for one in row.warnings),
        *(item(one["code"], one["message"]) for one in row.defects if not (row.number and one["code"] in BLANKS)),
        *(
            item("difference-open", f"Khác năm trước: {one['was']} → {one['now']}.")
            for one in row.differences
            if not one["settled"]
        ),
    ]


def _registration_due(plan: dict[str, Any]) -> date | None:
    days = [one["due_on"] for one in plan["due"] if one["kind"] == ObligationKind.REGISTRATION]
    return date.fromisoformat(days[0]) if days else None


def _registers_on(plan: dict[str, Any], on: date) -> bool:
    return any(
        PhaseAction.REGISTER in one["may_do"] and one["starts_on"] <= on.isoformat() <= one["ends_on"]
        for one in plan["phases"]
    )


def _stands(one: dict[str, Any], today: date) -> OpenPhase:
    starts_on, ends_on = date.fromisoformat(one["starts_on"]), date.fromisoformat(one["ends_on"])
    stands = "upcoming" if today < starts_on else "past" if today > ends_on else "open"
    return OpenPhase(name=one["name"], starts_on=starts_on, ends_on=ends_on, stands=stands)


def _campaign(row: Any) -> CampaignView:
    return CampaignView(
        campaign_id=row.id,
        title=row.title,
        level=CampaignLevel(row.level),
        kind=CampaignKind(row.kind),
        year_from=row.year_from,
        year_to=row.year_to,
        state=CampaignState(row.state),
        number=row.number,
        defects=tuple(PlanDefect(**one) for one in row.defects),
        warnings=tuple(CampaignWarning(**one) for one in row.warnings),
        differences=tuple(Difference(**one) for one in row.differences),
    )
