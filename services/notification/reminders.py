"""Reminders: who still owes hears of it some days before the due date, on it, and each day after it."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.notification.letters import to_unit, write
from shared.contracts.registration import RegistrationApi
from shared.contracts.reporting import ReportingApi
from shared.database import Database

SOURCE = "reminder"  # of its letters; their position is the reminder's id


@cache
def rules() -> dict[str, Any]:
    """When reminders go out, as ``reminders.yml`` says."""
    read: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "reminders.yml").read_text(encoding="utf-8"))
    return read


def is_reminded(due_on: date, today: date) -> bool:
    """Whether what is due on a day is reminded of today; never after the year in which it was due."""
    left = (due_on - today).days
    if left >= 0:
        return left in rules()["days_before"]
    return today.year == due_on.year and -left % rules()["overdue_every"] == 0


def is_time(database: Database, now: datetime) -> bool:
    """Whether it is late enough in the morning for today's reminders, and they are not yet written."""
    if now.hour < rules()["hour"]:
        return False
    with database.transaction() as sql:
        return sql.execute("SELECT 1 FROM reminded WHERE day = %s", [now.date()]).fetchone() is None


def remind(database: Database, today: date) -> int:
    """Write today's reminders, once; how many. Days that the clock passed over are not made up.

    While one of the followers is stuck nobody is reminded: what was handed in may not be known yet.
    """
    with database.transaction() as sql:
        stuck = sql.execute(
            "SELECT 1 FROM position WHERE stream = ANY(%s) AND (parked OR failures > 0)",
            [[RegistrationApi.name, ReportingApi.name]],
        ).fetchone()
        if stuck or not sql.execute("INSERT INTO reminded (day) VALUES (%s) ON CONFLICT DO NOTHING", [today]).rowcount:
            return 0
        owed = [
            one
            for one in sql.execute(
                "SELECT campaign_id, unit_id, kind, due_on, title FROM obligation"
                " JOIN campaign ON campaign.id = campaign_id"
                " WHERE launched_on <= %s AND NOT EXISTS (SELECT FROM received WHERE"
                " (received.campaign_id, received.unit_id, received.kind)"
                " = (obligation.campaign_id, obligation.unit_id, obligation.kind))"
                " ORDER BY due_on, unit_id",
                [today],
            ).fetchall()
            if is_reminded(one.due_on, today)
        ]
        for one in owed:
            row = sql.execute(
                "INSERT INTO reminder (campaign_id, unit_id, kind, sent_for, due_on)"
                " VALUES (%s, %s, %s, %s, %s) RETURNING id",
                [one.campaign_id, one.unit_id, one.kind, today, one.due_on],
            ).fetchone()
            assert row is not None
            write(
                sql,
                SOURCE,
                row.id,
                to_unit(one.unit_id),
                "reminder",
                campaign=one.title,
                kind=one.kind,
                due_on=one.due_on.isoformat(),
                days_left=(one.due_on - today).days,
            )
        return len(owed)
