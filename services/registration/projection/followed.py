"""What registration follows from nomination: which awards there are, and what its rules ask of campaigns."""

from typing import Any

from shared.contracts.base import Envelope
from shared.contracts.nomination import RulePackAdopted
from shared.database import Sql


def project(event: Any, envelope: Envelope, sql: Sql) -> None:
    """Followed from nomination: which awards there are, and what its rules ask of campaigns."""
    if isinstance(event, RulePackAdopted):
        sql.execute(
            "INSERT INTO rule_pack VALUES (%s, %s, %s, %s, %s) ON CONFLICT (name) DO UPDATE SET"
            " valid_from = excluded.valid_from, valid_until = excluded.valid_until, digest = excluded.digest,"
            " criteria_required = excluded.criteria_required",
            [event.pack, event.valid_from, event.valid_until, event.digest, event.criteria_required],
        )
        for award in event.awards:
            for kind in award.subject_kinds:
                sql.execute("INSERT INTO award VALUES (%s, %s) ON CONFLICT DO NOTHING", [award.code, kind])
