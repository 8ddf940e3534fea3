"""Requests that are safe to repeat: the first answer is remembered in the commit that carried the request out."""

from collections.abc import Callable
from uuid import UUID

from shared.database import Database
from shared.errors import Conflict
from shared.messages import Json


class Requests:
    """The remembered requests of one service."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answered(self, id: UUID, digest: Callable[[], bytes]) -> Json | None:
        """The first answer to this request, marked ``replayed``; ``None`` if it is new.

        :raises Conflict: ``request-reused`` when the id came before with another content or from another actor.
        """
        with self._database.reading() as sql:
            row = sql.execute("SELECT digest, answer FROM request WHERE id = %s", [id]).fetchone()
        if row is None:
            return None
        if bytes(row.digest) != digest():
            raise Conflict("request-reused", request_id=id)
        return {**row.answer, "replayed": True}
