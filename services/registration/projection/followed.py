"""What registration follows from nomination: which awards there are, and what its rules ask of campaigns."""

from typing import Any

from shared.contracts.base import Envelope
from shared.contracts.nomination import RulePackAdopted
from shared.database import Sql


def project(event: Any, envelope: Envelope, sql: Sql) -> None:
    """Followed from nomination: which awards there are."""
    if isinstance(event, RulePackAdopted):
        for award in event.awards:
            for kind in award.subject_kinds:
                sql.execute("INSERT INTO award VALUES (%s, %s) ON CONFLICT DO NOTHING", [award.code, kind])
