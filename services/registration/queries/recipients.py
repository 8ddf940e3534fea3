"""Whom "Nơi nhận" names on a day: bodies, units of a kind, heads of a cluster, and the archive."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from services.registration.queries.facts import stood_on
from shared.contracts.registration.campaigns import RecipientBody, Recipients
from shared.contracts.registration.kinds import RecipientKind
from shared.database import Sql
from shared.errors import NotFound

ARCHIVE = "lưu"  # how the line of the archive begins


def recipients_on(campaign_id: UUID, on: date, sql: Sql) -> Recipients:
    """The bodies that a campaign's plan names on a day, in the order of its lines.

    Lines that were printed only, and not entered as groups, are bodies that get paper.
    """
    row = sql.execute(
        "SELECT plan FROM campaign JOIN campaign_plan ON campaign_id = id AND version = versions WHERE id = %s",
        [campaign_id],
    ).fetchone()
    if row is None:
        raise NotFound("unknown")
    groups = row.plan["recipient_groups"] or [_printed(line) for line in row.plan["recipients"]]
    bodies = tuple(body for group in groups for body in _bodies(group, on, sql))
    reached = {body.group for body in bodies}
    lines = dict.fromkeys(group["name"] for group in groups)  # one line may be several groups
    return Recipients(bodies=bodies, unresolved=tuple(line for line in lines if line not in reached))


def _printed(line: str) -> dict[str, Any]:
    kind = RecipientKind.ARCHIVE if line.strip().casefold().startswith(ARCHIVE) else RecipientKind.BODY
    return {"kind": kind.value, "name": line, "mailbox": ""}


def _bodies(group: dict[str, Any], on: date, sql: Sql) -> Iterator[RecipientBody]:
    kind = RecipientKind(group["kind"])
    if kind is RecipientKind.UNITS:
        found = _units(group["unit_kind"], on, sql)
    elif kind is RecipientKind.CLUSTER_HEADS:
        found = _heads(group["cluster_id"], on, sql)
    else:
        found = [(group["name"], group["mailbox"], None)]
    for name, mailbox, unit_id in found:
        yield RecipientBody(group=group["name"], kind=kind, name=name, mailbox=mailbox, unit_id=unit_id)


def _units(kind: str, on: date, sql: Sql) -> list[tuple[str, str, UUID | None]]:
    """The units of a kind that there are on a day, by their codes of that day."""
    ids = [row.id for row in sql.execute("SELECT id FROM unit WHERE kind = %s", [kind]).fetchall()]
    states = stood_on(ids, on, None, sql)
    living = {id: state for id, state in states.items() if not state.get("ended_on")}
    return [
        (state["name"], state["mailbox"], id) for id, state in sorted(living.items(), key=lambda one: one[1]["code"])
    ]


def _heads(cluster_id: str, on: date, sql: Sql) -> list[tuple[str, str, UUID | None]]:
    """Head and deputies of a cluster in the day's year, while they are members; a unit has a unit's mailbox."""
    rows = sql.execute(
        "SELECT member.* FROM cluster_head AS head"
        " JOIN cluster_member AS member ON member.cluster_id = head.cluster_id"
        " AND (member.id = head_id OR member.id = ANY(deputy_ids))"
        " WHERE head.cluster_id = %s AND year = %s AND since <= %s AND (ended_on IS NULL OR ended_on > %s)"
        " ORDER BY (member.id = head_id) DESC, array_position(deputy_ids, member.id)",
        [cluster_id, on.year, on, on],
    ).fetchall()
    states = stood_on([row.unit_id for row in rows if row.unit_id], on, None, sql)
    return [(row.name, row.mailbox or states.get(row.unit_id, {}).get("mailbox", ""), row.unit_id) for row in rows]
