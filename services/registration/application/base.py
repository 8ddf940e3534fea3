"""What the use cases of registration have in common."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services.registration.domain.units import Unit
from services.registration.publishing.public import public_event
from shared.contracts.base import UNIT_ROLES, Command
from shared.contracts.registration.kinds import SubjectKind
from shared.errors import Forbidden
from shared.eventlog import Claim, Did, EventLog, Tools
from shared.messages import Message
from shared.principals import Principal
from shared.sealing import Open


class Catalogue(Protocol):
    """Which awards there are, as followed from nomination's rule packs."""

    def has(self, award: str, subject_kind: SubjectKind) -> bool:
        """Whether the award exists for that kind of subject."""

    def criteria_required(self, on: date) -> bool:
        """Whether the rules of a day let no campaign be launched without criteria."""

    def pack(self, on: date) -> tuple[str, str] | None:
        """Name and digest of the rules of a day: of the newest pack that began by then."""


class Base(EventLog):
    """Registration's log, with what several use cases need."""

    def __init__(
        self, env: Mapping[str, str] | None = None, tools: Tools | None = None, catalogue: Catalogue | None = None
    ) -> None:
        super().__init__(env, tools)
        self.catalogue = catalogue

    def unit_on(self, unit_id: UUID, on: date) -> UUID:
        """The unit that goes on with a unit on a day: itself, or the one into which it was merged.

        :raises Conflict: ``unit-not-yet``; ``unit-ended`` where no single unit goes on with it.
        """
        unit = self.follow(unit_id, on)
        unit.check_lives(on)
        return unit.id

    def follow(self, unit_id: UUID, on: date) -> Unit:
        """What became of a unit up to a day by mergers, whether it is there on that day or not."""
        unit = self.load(Unit, unit_id)
        passed = {unit_id}
        while (
            successor := unit.successor(on)
        ) is not None and successor not in passed:  # two mergers, recorded at once
            passed.add(successor)
            unit = self.load(Unit, successor)
        return unit

    def claim_own(self, kind: str, name: str, owner: UUID, did: Did) -> list[Claim]:
        """Take a name, unless its owner has it already: the claim that is to be recorded, if any."""
        found = self.find(Claim, Claim.id_of(kind, name))
        return [] if found and found.owner == owner else [self.claim(kind, name, owner, did)]

    def _own_unit(self, who: Principal, unit_id: UUID, command: Command) -> None:
        if who.role in UNIT_ROLES and who.unit != unit_id:
            raise Forbidden("not-your-unit")
        if who.role not in UNIT_ROLES and command.on_behalf_of != unit_id:
            raise Forbidden("not-your-unit")

    def public(self, recorded: Any, open_sealed: Open) -> Message | None:
        """Names leave the seal in one event of registration only."""
        return public_event(recorded, open_sealed)
