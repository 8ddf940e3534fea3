"""A recorded event onto registration's own tables: nothing, unless something is registered here."""

from functools import singledispatch
from typing import Any

from shared.database import Sql
from shared.sealing import Open


@singledispatch
def project_own(recorded: Any, sql: Sql, open_sealed: Open) -> None:
    """Events that no answer needs change nothing."""
