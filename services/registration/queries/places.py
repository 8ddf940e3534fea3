"""The units of a day, as was known on a day: which goes on with which, and what is under what."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from services.registration.domain.facts import Plain
from services.registration.queries.units import Register
from shared.database import Sql


class Places(Register):
    """Units that there were by a day, and all that goes on with them or is above them."""

    @classmethod
    def all(cls, on: date | None, known_on: date | None, sql: Sql) -> Self:
        """All of them: a register has some hundreds."""
        return cls([row.id for row in sql.execute("SELECT id FROM unit").fetchall()], on, known_on, sql)

    @classmethod
    def of_people(cls, states: Iterable[Plain], on: date | None, known_on: date | None, sql: Sql) -> Self:
        """Those in which some people were entered."""
        return cls({UUID(state["unit_id"]) for state in states}, on, known_on, sql)

    @classmethod
    def gone_into(cls, unit_id: UUID, on: date | None, known_on: date | None, sql: Sql) -> Self:
        """A unit, and those that ever went on in it."""
        rows = sql.execute(
            "WITH RECURSIVE one AS (SELECT id FROM unit WHERE id = %s"
            " UNION SELECT from_id FROM unit_step JOIN one ON to_id = id WHERE ends) SELECT id FROM one",
            [unit_id],
        ).fetchall()
        return cls([row.id for row in rows], on, known_on, sql)

    def follow(self, unit_id: UUID | str) -> UUID:
        """The unit that goes on with a unit; itself where none or several do."""
        unit = UUID(str(unit_id))
        while len(successors := self.units.get(unit, {}).get("successors", [])) == 1:
            unit = UUID(successors[0])
        return unit

    def of_person(self, state: Plain) -> UUID:
        """The unit of a person, or of a collective, that stood so."""
        return self.follow(state["unit_id"])

    def code(self, unit_id: UUID) -> str:
        """The unit's code."""
        return str(self.units.get(unit_id, {}).get("code", ""))

    def origins(self, unit_ids: Iterable[UUID]) -> list[UUID]:
        """The units whose people are people of some units: themselves, and what went on in them."""
        wanted = set(unit_ids)
        return [one for one in self.units if self.follow(one) in wanted]

    def under(self, unit_id: UUID) -> set[UUID]:
        """A unit and all under it, however deep."""
        parents = {one.unit_id: one.parent_id for one in self.living(self.units)}
        found, new = {unit_id}, {unit_id}
        while new := {one for one, parent in parents.items() if parent in new} - found:
            found |= new
        return found
