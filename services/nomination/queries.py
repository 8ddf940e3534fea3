"""Nomination's tables and dossiers to answers."""

from typing import Any
from uuid import UUID

from services.nomination.application import (
    KnownCampaign,
    KnownSignatory,
    KnownUnit,
    NominationLog,
)
from services.nomination.assessing import findings_of
from services.nomination.domain.documents import Decision
from services.nomination.domain.dossiers import Nomination
from services.nomination.domain.places import Allocation
from services.nomination.rules import CURRENT, rule_pack
from shared.contracts.base import UNIT_ROLES
from shared.contracts.nomination import (
    AllocationView,
    AssessTargets,
    CountNominations,
    DecisionDraft,
    DossierState,
    NominationCounts,
    NominationsOf,
    NominationView,
    StateCount,
    TargetsAssessed,
)
from shared.contracts.registration.kinds import UnitKind
from shared.database import Database, Sql
from shared.errors import Conflict, NotFound
from shared.principals import Principal


class RegisterTables:
    """Units, people, campaigns and signatories, as followed from registration."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _row(self, statement: Any, id: UUID) -> Any:
        with self._database.reading() as sql:
            return sql.execute(statement, [id]).fetchone()

    def unit(self, id: UUID) -> KnownUnit:
        """The unit."""
        row = self._row("SELECT * FROM unit WHERE id = %s", id)
        if row is None:
            raise NotFound("unknown", id=id)
        return KnownUnit(row.id, row.name, UnitKind(row.kind))

    def unit_of(self, person_id: UUID) -> UUID:
        """The unit that a person belongs to, after mergers the one that goes on."""
        row = self._row(
            "WITH RECURSIVE here AS (SELECT unit_id AS id FROM person WHERE id = %s"
            " UNION SELECT unit.into_id FROM here JOIN unit USING (id) WHERE unit.into_id IS NOT NULL)"
            " SELECT here.id FROM here LEFT JOIN unit USING (id) WHERE unit.into_id IS NULL",
            person_id,
        )
        if row is None:
            raise NotFound("unknown", id=person_id)
        unit: UUID = row.id
        return unit

    def campaign(self, id: UUID) -> KnownCampaign:
        """The launched campaign."""
        row = self._row("SELECT * FROM campaign WHERE id = %s", id)
        if row is None:
            raise Conflict("unknown-campaign")
        return KnownCampaign(row.id, row.level, row.kind, tuple(row.rounds))

    def signatory(self, id: UUID) -> KnownSignatory:
        """Who may sign."""
        row = self._row("SELECT * FROM signatory WHERE id = %s", id)
        if row is None:
            raise NotFound("unknown", id=id)
        return KnownSignatory(row.id, row.person_id, row.capacity, row.valid_from, row.valid_until)


def dossier(nomination_id: UUID, who: Principal, log: NominationLog) -> NominationView:
    """A dossier; another unit's answers as unknown."""
    found = log.load(Nomination, nomination_id)
    if who.role in UNIT_ROLES and who.unit != found.unit_id:
        raise NotFound("unknown", id=nomination_id)
    reason = (log.sealer.open(found.reason) or {}) if found.reason else {}
    return NominationView(
        nomination_id=found.id,
        unit_id=found.unit_id,
        campaign_id=found.campaign_id,
        subject_id=found.subject_id,
        subject_kind=found.subject_kind,
        award=found.award,
        state=found.state,
        reason=reason.get("reason", ""),
        missing=tuple(found.missing),
        digest=found.digest,
    )


def ids_of(request: NominationsOf, who: Principal, sql: Sql) -> list[UUID]:
    """The ids of a page of dossiers, of one's own unit only for a unit's people."""
    rows = sql.execute(
        "SELECT id FROM dossier WHERE id > %s AND (%s::uuid IS NULL OR campaign_id = %s)"
        " AND (%s::text IS NULL OR state = %s) AND (%s::uuid IS NULL OR unit_id = %s) ORDER BY id LIMIT %s",
        [
            request.after or UUID(int=0),
            request.campaign_id,
            request.campaign_id,
            request.state,
            request.state,
            who.unit if who.role in UNIT_ROLES else None,
            who.unit if who.role in UNIT_ROLES else None,
            request.limit,
        ],
    ).fetchall()
    return [row.id for row in rows]


def allocation(allocation_id: UUID, who: Principal, log: NominationLog) -> AllocationView:
    """A unit's share and what is left of it; another unit's answers as unknown."""
    found = log.load(Allocation, allocation_id)
    if who.role in UNIT_ROLES and who.unit != found.unit_id:
        raise NotFound("unknown", id=allocation_id)
    return AllocationView(
        allocation_id=found.id,
        unit_id=found.unit_id,
        award=found.award,
        subject_kind=found.subject_kind,
        places=found.places,
        left=found.left,
    )


def decision_draft(decision_id: UUID, log: NominationLog) -> DecisionDraft:
    """A decision's state and digests."""
    found = log.load(Decision, decision_id)
    signatory = found.signatory.get("signatory_id")
    return DecisionDraft(
        decision_id=found.id,
        state=found.state,
        signatory_id=UUID(signatory) if signatory else None,
        lines=len(found.lines),
        voted_digest=found.voted_digest if signatory else "",
        signed_digest=found.signed_digest,
        number=found.number,
    )


def count_nominations(request: CountNominations, who: Principal, sql: Sql) -> NominationCounts:
    """How many dossiers of a year stand where; sessions, petitions and decisions that belong to it."""
    states = sql.execute(
        "SELECT state, count(*) AS n FROM dossier WHERE year = %s GROUP BY state ORDER BY state", [request.year]
    ).fetchall()
    kinds = {
        row.kind: row.n
        for row in sql.execute(
            "SELECT kind, count(*) AS n FROM proceeding WHERE year = %s OR kind = 'external_decision' GROUP BY kind",
            [request.year],
        ).fetchall()
    }
    return NominationCounts(
        by_state=tuple(StateCount(state=DossierState(row.state), count=row.n) for row in states),
        sessions=kinds.get("session", 0),
        petitions=kinds.get("petition", 0),
        decisions=kinds.get("decision", 0) + kinds.get("external_decision", 0),
    )


def assess_targets(request: AssessTargets, who: Principal, sql: Sql) -> TargetsAssessed:
    """Which targets can hardly be met, by the rules in use and what was granted; the year is the dossier's."""
    rows = sql.execute(
        "SELECT DISTINCT subject_id, award, year FROM dossier WHERE state = 'granted' AND subject_id = ANY(%s)",
        [[one.subject_id for one in request.targets]],
    ).fetchall()
    pack = rule_pack(CURRENT)
    held = {(row.subject_id, row.award, row.year) for row in rows}
    return TargetsAssessed(findings=findings_of(request, held, pack), rules=pack.name)
