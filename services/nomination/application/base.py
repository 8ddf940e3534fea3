"""What the use cases of nomination have in common: the register, the rules, and what they share of dossiers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services.nomination.domain.dossiers import Nomination
from services.nomination.domain.places import Allocation
from services.nomination.publishing import public_event
from services.nomination.rules import CURRENT, RulePack, rule_pack
from shared.contracts.base import UNIT_ROLES, Command
from shared.contracts.registration.kinds import UnitKind
from shared.errors import Forbidden
from shared.eventlog import Did, EventLog, Tools
from shared.messages import Message
from shared.principals import Principal
from shared.sealing import Open, Sealed


@dataclass(frozen=True)
class KnownUnit:
    """A unit as registration's events have it."""

    id: UUID
    name: str
    kind: UnitKind


@dataclass(frozen=True)
class KnownCampaign:
    """A launched campaign as registration's events have it."""

    id: UUID
    level: str
    kind: str
    rounds: tuple[UUID, ...]


@dataclass(frozen=True)
class KnownSignatory:
    """Who may sign, as registration's events have it."""

    id: UUID
    person_id: UUID
    capacity: str
    valid_from: date
    valid_until: date | None


class Register(Protocol):
    """Units, people, campaigns and signatories, as followed from registration."""

    def unit(self, id: UUID) -> KnownUnit:
        """The unit; ``NotFound`` if it is not known here."""

    def unit_of(self, person_id: UUID) -> UUID:
        """The unit that a person belongs to."""

    def campaign(self, id: UUID) -> KnownCampaign:
        """The launched campaign."""

    def signatory(self, id: UUID) -> KnownSignatory:
        """Who may sign."""


class Base(EventLog):
    """Nomination's log, with what every use case needs."""

    def __init__(
        self, env: Mapping[str, str] | None = None, tools: Tools | None = None, register: Register | None = None
    ) -> None:
        super().__init__(env, tools)
        self._register = register

    @property
    def register(self) -> Register:
        """What registration knows."""
        assert self._register is not None
        return self._register

    @property
    def pack(self) -> RulePack:
        """The rules in use."""
        return rule_pack(CURRENT)

    @property
    def rules_used(self) -> dict[str, str]:
        """Which rules a step was taken by."""
        return {"pack": self.pack.name, "digest": self.pack.digest}

    def public(self, recorded: Any, open_sealed: Open) -> Message | None:
        """Names leave the seal in an issued decision only."""
        return public_event(recorded, open_sealed)

    def _own_unit(self, who: Principal, unit_id: UUID, command: Command) -> None:
        mine = who.unit == unit_id if who.role in UNIT_ROLES else command.on_behalf_of == unit_id
        if not mine:
            raise Forbidden("not-your-unit")

    def _sealed(self, nomination_id: UUID, name: str, value: str) -> Sealed:
        return self.sealer.seal(nomination_id, "dossier", {name: value})

    def _dossiers(self, ids: Iterable[UUID]) -> list[Nomination]:
        return [self.load(Nomination, id) for id in ids]

    def _free(self, nomination: Nomination, freed: dict[UUID, Allocation], did: Did) -> None:
        id = nomination.allocation_id
        if id not in freed:
            freed[id] = self.load(Allocation, id)
        freed[id].release(nomination.id, did)

    def _freed(self, nomination: Nomination, did: Did) -> Allocation:
        freed: dict[UUID, Allocation] = {}
        self._free(nomination, freed, did)
        return freed[nomination.allocation_id]
