"""Answers from the tables: letters by template and state, and who was reminded of what."""

from shared.contracts.notification import (
    CountLetters,
    LetterCount,
    LetterCounts,
    Reminder,
    ReminderList,
    RemindersOf,
)
from shared.database import Sql
from shared.principals import Principal


def count_letters(request: CountLetters, who: Principal, sql: Sql) -> LetterCounts:
    """How many letters were written and sent, and up to which day reminders are."""
    letters = sql.execute(
        "SELECT template, state, count(*) AS count FROM letter GROUP BY template, state ORDER BY template, state"
    ).fetchall()
    rest = sql.execute(
        "SELECT (SELECT count(*) FROM notice WHERE NOT resolved) AS unresolved,"
        " (SELECT max(day) FROM reminded) AS reminded_through,"
        " (SELECT count(*) FROM asked) AS disclosures"
    ).fetchone()
    assert rest is not None
    return LetterCounts(
        counts=tuple(LetterCount(template=row.template, state=row.state, count=row.count) for row in letters),
        unresolved=rest.unresolved,
        reminded_through=rest.reminded_through,
        disclosures=rest.disclosures,
    )


def list_reminders(request: RemindersOf, who: Principal, sql: Sql) -> ReminderList:
    """Which unit was reminded of what, when."""
    rows = sql.execute(
        "SELECT unit_id, kind, sent_for, due_on FROM reminder WHERE campaign_id = %s ORDER BY sent_for, kind, unit_id",
        [request.campaign_id],
    ).fetchall()
    return ReminderList(
        reminders=tuple(
            Reminder(unit_id=row.unit_id, kind=row.kind, sent_for=row.sent_for, due_on=row.due_on) for row in rows
        )
    )
