"""Registration's tables to answers."""

from typing import Any
from uuid import UUID

from services.registration.application import RegistrationLog
from services.registration.domain.registrations import Registration
from shared.contracts.base import UNIT_ROLES
from shared.contracts.registration import (
    CampaignKind,
    CampaignLevel,
    CampaignList,
    CampaignQuery,
    CampaignsOfYear,
    CampaignView,
    FindUnit,
    PersonView,
    PlanDefect,
    PositionClass,
    RegisterCount,
    RegisterCounts,
    RegistrationRollUp,
    RegistrationsOf,
    RegistrationState,
    RegistrationView,
    SubjectKind,
    TargetView,
    UnitKind,
    UnitRegistration,
    UnitView,
)
from shared.database import Database, Sql
from shared.errors import Invalid, NotFound
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


def find_unit(request: FindUnit, who: Principal, sql: Sql) -> UnitView:
    """A unit by its id, its code, or the other system's code."""
    row = sql.execute(
        "SELECT * FROM unit WHERE id = %s OR code = NULLIF(%s, '') OR external_code = NULLIF(%s, '')",
        [request.unit_id, request.code, request.external_code],
    ).fetchone()
    if row is None:
        raise NotFound("unknown")
    return UnitView(
        unit_id=row.id,
        code=row.code,
        name=row.name,
        kind=UnitKind(row.kind),
        parent_id=row.parent_id,
        external_code=row.external_code,
    )


def person_by(sql: Sql, person_id: Any, external_digest: str) -> PersonView:
    """A person by id or by the digest of the other system's code."""
    if person_id is None and not external_digest:
        raise Invalid("invalid-request", fields={"person_id": ["cần mã định danh hoặc mã của hệ thống khác"]})
    row = sql.execute(
        "SELECT person.*, unit.code FROM person JOIN unit ON unit.id = unit_id"
        " WHERE person.id = %s OR external_digest = NULLIF(%s, '')",
        [person_id, external_digest],
    ).fetchone()
    if row is None:
        raise NotFound("unknown")
    return PersonView(
        person_id=row.id,
        unit_id=row.unit_id,
        unit_code=row.code,
        position_class=PositionClass(row.position_class),
    )


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


def roll_up(request: RegistrationsOf, who: Principal, sql: Sql) -> RegistrationRollUp:
    """Where each reporting unit stands with its registration."""
    rows = sql.execute(
        "SELECT unit.id, unit.code, registration.state, late, was_returned, targets"
        " FROM campaign JOIN unit ON unit.id = ANY(reporting_units)"
        " LEFT JOIN registration ON registration.campaign_id = campaign.id AND registration.unit_id = unit.id"
        " WHERE campaign.id = %s ORDER BY unit.code",
        [request.campaign_id],
    ).fetchall()
    return RegistrationRollUp(
        units=tuple(
            UnitRegistration(
                unit_id=row.id,
                unit_code=row.code,
                state=RegistrationState(row.state or "not_sent"),
                late=bool(row.late),
                was_returned=bool(row.was_returned),
                targets=row.targets or 0,
            )
            for row in rows
        )
    )


def registration(registration_id: UUID, who: Principal, log: RegistrationLog) -> RegistrationView:
    """A unit's targets and why they came back; another unit's answer as unknown."""
    found = log.load(Registration, registration_id)
    if who.role in UNIT_ROLES and who.unit != found.unit_id:
        raise NotFound("unknown", id=registration_id)
    reason = (log.sealer.open(found.reason) or {}) if found.reason else {}
    return RegistrationView(
        registration_id=found.id,
        campaign_id=found.campaign_id,
        unit_id=found.unit_id,
        state=found.state,
        late=found.late,
        reason=reason.get("reason", ""),
        targets=tuple(
            TargetView(subject_id=UUID(one["subject_id"]), subject_kind=one["subject_kind"], award=one["award"])
            for one in found.targets
        ),
    )


def count_register(request: RegisterCount, who: Principal, sql: Sql) -> RegisterCounts:
    """How many units, people, campaigns and registrations there are."""
    row = sql.execute(
        "SELECT (SELECT count(*) FROM unit) AS units, (SELECT count(*) FROM person) AS people,"
        " (SELECT count(*) FROM campaign) AS campaigns, (SELECT count(*) FROM registration) AS registrations"
    ).fetchone()
    assert row is not None
    return RegisterCounts(units=row.units, people=row.people, campaigns=row.campaigns, registrations=row.registrations)
