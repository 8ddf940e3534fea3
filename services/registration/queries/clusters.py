"""Registration's tables to answers about clusters and signatories."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shared.contracts.registration.clusters import (
    ClusterList,
    ClusterMember,
    ClusterRank,
    ClusterView,
    SignatoryList,
    SignatoryView,
)
from shared.contracts.registration.kinds import SigningForm
from shared.database import Sql
from shared.errors import NotFound


def cluster_on(cluster_id: UUID, on: date, sql: Sql) -> ClusterView:
    """A cluster as it is on a day, with heads, result and plans of that day's year."""
    row = sql.execute("SELECT * FROM cluster WHERE id = %s AND formed_on <= %s", [cluster_id, on]).fetchone()
    if row is None:
        raise NotFound("unknown")
    return _cluster(row, on, sql)


def clusters_on(on: date, sql: Sql) -> ClusterList:
    """All clusters as they are on a day."""
    rows = sql.execute("SELECT * FROM cluster WHERE formed_on <= %s ORDER BY name, id", [on]).fetchall()
    return ClusterList(clusters=tuple(_cluster(row, on, sql) for row in rows))


def signatories_on(on: date, sql: Sql) -> SignatoryList:
    """Who may sign on a day."""
    rows = sql.execute(
        "SELECT * FROM signatory WHERE valid_from <= %s AND (valid_until IS NULL OR valid_until >= %s)"
        " ORDER BY valid_from, capacity, id",
        [on, on],
    ).fetchall()
    return SignatoryList(
        signatories=tuple(
            SignatoryView(
                signatory_id=row.id,
                person_id=row.person_id,
                capacity=row.capacity,
                form=SigningForm(row.form),
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                delegated_by=row.delegated_by,
                basis=row.basis,
            )
            for row in rows
        )
    )


def _cluster(row: Any, on: date, sql: Sql) -> ClusterView:
    members = sql.execute(
        "SELECT * FROM cluster_member WHERE cluster_id = %s AND since <= %s AND (ended_on IS NULL OR ended_on > %s)"
        " ORDER BY name, id",
        [row.id, on, on],
    ).fetchall()
    heads = sql.execute("SELECT * FROM cluster_head WHERE cluster_id = %s AND year = %s", [row.id, on.year]).fetchone()
    result = sql.execute(
        "SELECT lines FROM cluster_result WHERE cluster_id = %s AND year = %s", [row.id, on.year]
    ).fetchone()
    plans = sql.execute(
        "SELECT id FROM campaign WHERE cluster_id = %s AND %s BETWEEN year_from AND year_to"
        " AND state IN ('launched', 'closed') ORDER BY launched_on, id",
        [row.id, on.year],
    ).fetchall()
    return ClusterView(
        cluster_id=row.id,
        name=row.name,
        year=on.year,
        members=tuple(_member(one) for one in members),
        head_id=heads and heads.head_id,
        deputy_ids=tuple(heads.deputy_ids) if heads else (),
        result=tuple(
            ClusterRank(**{**one, "member_id": UUID(one["member_id"])}) for one in (result.lines if result else ())
        ),
        plans=tuple(one.id for one in plans),
    )


def _member(row: Any) -> ClusterMember:
    return ClusterMember(
        member_id=row.id,
        name=row.name,
        mailbox=row.mailbox,
        unit_id=row.unit_id,
        since=row.since,
        until=row.ended_on and row.ended_on - timedelta(1),
    )
