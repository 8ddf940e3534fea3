"""Letters: one row per event and recipient, with the facts that it will tell and nobody's name."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from psycopg.types.json import Jsonb

from shared.contracts.nomination import NominationApi, Notice, NoticeQuery
from shared.database import Database, Sql
from shared.errors import Refusal

# Private events of nomination about which somebody may get a letter.
NOTICED = frozenset(
    {
        "nomination.Submitted",
        "nomination.Returned",
        "nomination.Accepted",
        "nomination.Appraised",
        "nomination.Judged",
        "nomination.Withdrawn",
        "nomination.Forwarded",
        "nomination.Refused",
        "session.Convened",
    }
)
TO_PEOPLE = frozenset({"session_convened"})  # whatever else is private goes to the submitting unit only
AT_ONCE = 50  # notices
LONGEST_WAIT = 60  # seconds, before a refused notice is asked again

log = structlog.get_logger(__name__)


def to_unit(id: UUID) -> str:
    """A unit as the recipient of a letter."""
    return f"unit:{id}"


def to_person(id: UUID) -> str:
    """A person as the recipient of a letter."""
    return f"person:{id}"


def write(sql: Sql, source: str, position: int, recipient: str, template: str, **facts: Any) -> None:
    """Write a letter, unless this event already brought this recipient one."""
    sql.execute(
        "INSERT INTO letter (id, source, position, recipient, template, facts) VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [
            uuid5(NAMESPACE_URL, f"vinhdanh:letter:{source}:{position}:{recipient}"),
            source,
            position,
            recipient,
            template,
            Jsonb(facts),
        ],
    )


def resolve(database: Database, nomination: NominationApi) -> int:
    """Ask whom each noticed event concerns and write the letters; how many notices were settled."""
    with database.transaction() as sql:
        notices = sql.execute(
            "SELECT source, position, stream, stream_version FROM notice"
            " WHERE NOT resolved AND next_try <= clock_timestamp() ORDER BY source, position LIMIT %s",
            [AT_ONCE],
        ).fetchall()
    settled = 0
    for notice in notices:
        try:
            answer = nomination.notice_of(NoticeQuery(stream=notice.stream, stream_version=notice.stream_version))
        except Refusal as refusal:
            _put_off(database, notice, refusal)
            continue
        with database.transaction() as sql:
            _answered(sql, notice, answer)
        settled += 1
    return settled


def _answered(sql: Sql, notice: Any, answer: Notice) -> None:
    template = answer.template if answer.template in TO_PEOPLE else f"nomination_{answer.template}"
    for recipient in _recipients(answer) if answer.template else ():
        write(
            sql,
            notice.source,
            notice.position,
            recipient,
            template,
            reference=str(notice.stream),
            award=answer.award,
            facts=list(answer.facts),
        )
    sql.execute(
        "UPDATE notice SET resolved = true WHERE source = %s AND position = %s", [notice.source, notice.position]
    )


def _recipients(answer: Notice) -> list[str]:
    if answer.template in TO_PEOPLE:
        return [to_person(id) for id in answer.person_ids]
    return [to_unit(answer.unit_id)] if answer.unit_id else []


def _put_off(database: Database, notice: Any, refusal: Refusal) -> None:
    with database.transaction() as sql:
        row = sql.execute(
            "UPDATE notice SET attempts = attempts + 1,"
            " next_try = clock_timestamp() + make_interval(secs => least(power(2, attempts), %s))"
            " WHERE source = %s AND position = %s RETURNING attempts",
            [LONGEST_WAIT, notice.source, notice.position],
        ).fetchone()
    assert row is not None
    log.warning("notice-refused", position=notice.position, code=refusal.code, attempts=row.attempts)
