"""Units (đơn vị): what they are, since when, and what became of them."""

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.registration.domain.facts import Enters, Facts, Plain, Says
from shared.contracts.registration.kinds import UnitKind
from shared.errors import Conflict
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as
from shared.sealing import Sealed


@recorded_as("unit")
class Unit(Aggregate):
    """A unit (đơn vị): whoever registers, nominates and is honoured as a collective.

    ``facts`` say how it stood on a day: code, name, kind, parent_id, external_code, mailbox, small, head_id, since;
    from its end on also ended_on and successors. ``parts``: those that became units of their own while it went on.
    """

    class Registered(Says, Recorded, Aggregate.Created):
        class_version = 2

        code: str
        name: str
        kind: str
        parent_id: UUID | None
        mailbox: str
        external_code: str
        small: bool

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, no unit was called a small collective."""
            state["small"] = False

        def says(self) -> Plain:
            """A unit is there from the day on which its registration counts."""
            return super().says() | {"since": self.effective_on}

    class Renamed(Enters):
        """``code`` is the unit's from that day on; ``recoded`` where it came with the name, else it was kept."""

        name: str
        code: str
        recoded: bool

        def says(self) -> Plain:
            """A code that was kept says nothing: whichever is found to count on a day stays."""
            return {"name": self.name} | ({"code": self.code} if self.recoded else {})

    class Moved(Enters):
        parent_id: UUID

    class Described(Enters):
        mailbox: str
        small: bool

    class HeadAppointed(Enters):
        person_id: UUID

        def says(self) -> Plain:
            """From that day on the person heads the unit."""
            return {"head_id": self.person_id}

    class Merged(Enters):
        into_id: UUID

        def says(self) -> Plain:
            """The unit ends, and another goes on with it."""
            return _ended(self.effective_on, [self.into_id])

    class Split(Enters):
        into_ids: list[UUID]
        continues: bool

        def says(self) -> Plain:
            """Parts become units of their own; the unit ends in them, or goes on without them."""
            return {"parts": self.into_ids} if self.continues else _ended(self.effective_on, self.into_ids)

    class Dissolved(Enters):
        def says(self) -> Plain:
            """The unit ends."""
            return _ended(self.effective_on, [])

    class Retracted(Recorded, Aggregate.Event):
        """``version`` is known to be wrong; the other fields are how the unit stands today without it."""

        version: int
        reason: Sealed
        code: str
        name: str
        parent_id: UUID | None
        mailbox: str
        small: bool
        head_id: UUID | None
        ended_on: date | None
        successors: list[UUID]

    @event(Registered)
    def __init__(self, id: UUID) -> None:
        self._id = id
        self.facts = Facts()

    @classmethod
    def register(
        cls,
        id: UUID,
        code: str,
        name: str,
        kind: UnitKind,
        parent_id: UUID | None,
        mailbox: str,
        external_code: str,
        small: bool,
        did: Did,
    ) -> "Unit":
        """Enter a unit."""
        return cls._create(
            cls.Registered,
            id=id,
            code=code,
            name=name,
            kind=kind.value,
            parent_id=parent_id,
            mailbox=mailbox,
            external_code=external_code,
            small=small,
            **did,
        )

    def rename(self, name: str, code: str, did: Did) -> None:
        """Another name, and where it is not empty another code."""
        self.check_lives(did.effective_on)
        kept = self.facts.on(did.effective_on)["code"]
        self.trigger_event(self.Renamed, name=name, code=code or kept, recoded=bool(code), **did)

    def move(self, parent_id: UUID, did: Did) -> None:
        """Put it under another unit."""
        self.check_lives(did.effective_on)
        self.trigger_event(self.Moved, parent_id=parent_id, **did)

    def describe(self, mailbox: str, small: bool, did: Did) -> None:
        """Where its letters go, and whether it is a small collective."""
        self.check_lives(did.effective_on)
        self.trigger_event(self.Described, mailbox=mailbox, small=small, **did)

    def appoint_head(self, person_id: UUID, did: Did) -> None:
        """Who heads it."""
        self.check_lives(did.effective_on)
        self.trigger_event(self.HeadAppointed, person_id=person_id, **did)

    def merge(self, into_id: UUID, did: Did) -> None:
        """End it in another unit, whose people its people then are."""
        self._check_other(into_id)
        self._check_ends(did.effective_on)
        self.trigger_event(self.Merged, into_id=into_id, **did)

    def split(self, into_ids: list[UUID], continues: bool, did: Did) -> None:
        """Make parts units of their own; it ends in them, or ``continues`` without them."""
        for one in into_ids:
            self._check_other(one)
        if continues:
            self.check_lives(did.effective_on)
        else:
            self._check_ends(did.effective_on)
        self.trigger_event(self.Split, into_ids=into_ids, continues=continues, **did)

    def dissolve(self, did: Did) -> None:
        """End it; nobody goes on with it."""
        self._check_ends(did.effective_on)
        self.trigger_event(self.Dissolved, **did)

    def retract(self, version: int, reason: Sealed, did: Did) -> None:
        """What was entered under a version never was so."""
        if version < 2 or not self.facts.stands(version):
            raise Conflict("not-a-fact", version=version)
        kept = self.facts.without(version).on()
        self.trigger_event(
            self.Retracted,
            version=version,
            reason=reason,
            code=kept["code"],
            name=kept["name"],
            parent_id=kept["parent_id"],
            mailbox=kept["mailbox"],
            small=kept["small"],
            head_id=kept.get("head_id"),
            ended_on=kept.get("ended_on"),
            successors=kept.get("successors", []),
            **did,
        )

    @event(Retracted)
    def _retracted(self, version: int, recorded_at: Any) -> None:
        self.facts.retract(version, recorded_at.date())

    # -- what follows from the facts ------------------------------------------------------------------------

    def check_lives(self, on: date) -> None:
        """Refuse unless the unit is there on a day, as is known now."""
        then = self.facts.on(on)
        if not then:
            raise Conflict("unit-not-yet", unit_id=self.id, since=self.facts.on()["since"])
        if "ended_on" in then:
            raise Conflict("unit-ended", unit_id=self.id, ended_on=then["ended_on"])

    def successor(self, on: date) -> UUID | None:
        """The one unit that goes on with it on a day, if it has ended by then and there is a single one."""
        successors = self.facts.on(on).get("successors", [])
        return successors[0] if len(successors) == 1 else None

    def above(self, on: date) -> UUID | None:
        """The unit to which what is under it belongs on a day: what goes on with it, or what it is or was under."""
        return self.successor(on) or self.facts.on(on).get("parent_id")

    def _check_other(self, other: UUID) -> None:
        if other == self.id:
            raise Conflict("into-itself", unit_id=self.id)

    def _check_ends(self, on: date) -> None:
        self.check_lives(on)
        last = self.facts.on()
        if "ended_on" in last:
            raise Conflict("unit-ended", unit_id=self.id, ended_on=last["ended_on"])
        later = max(one.effective_on for one in self.facts.entered if one.retracted_on is None)
        if later > on:
            raise Conflict("unit-goes-on", unit_id=self.id, effective_on=later)


def _ended(on: date, successors: list[UUID]) -> Plain:
    return {"ended_on": on, "successors": successors}


@recorded_as("structure")
class Structure(Aggregate):
    """All units together: whoever changes what is under what takes a step here, or two at once could make a circle."""

    ID = uuid5(NAMESPACE_URL, "vinhdanh:structure")

    class Begun(Recorded, Aggregate.Created):
        unit_ids: list[UUID]

    class Changed(Recorded, Aggregate.Event):
        unit_ids: list[UUID]

        def apply(self, aggregate: Any) -> None:
            """The step is all."""

    @event(Begun)
    def __init__(self, id: UUID) -> None:
        self._id = id

    @classmethod
    def begin(cls, unit_ids: list[UUID], did: Did) -> "Structure":
        """The first time that something is moved, merged, split or corrected."""
        return cls._create(cls.Begun, id=cls.ID, unit_ids=unit_ids, **did)

    def change(self, unit_ids: list[UUID], did: Did) -> None:
        """Each time after that."""
        self.trigger_event(self.Changed, unit_ids=unit_ids, **did)
