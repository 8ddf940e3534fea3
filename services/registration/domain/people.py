"""People (cá nhân): where they are since when, and what is recorded of them under seal."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from services.registration.domain.facts import ALWAYS, Enters, Facts, Plain, Says
from shared.contracts.registration.kinds import PositionClass, StaffKind
from shared.errors import Conflict, Invalid
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as
from shared.sealing import Sealed

_BIRTH = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def check_birth(birth: str, today: date) -> None:
    """A birth is a year, a month or a day, none of them in the future; or it is not known."""
    if not birth:
        return
    try:
        day = date.fromisoformat(birth + "-01-01"[len(birth) - 4 :]) if _BIRTH.fullmatch(birth) else None
    except ValueError:
        day = None
    if day is None or day > today:
        raise Invalid("bad-birth")


@recorded_as("person")
class Person(Aggregate):
    """A person (cá nhân). Name, birth, position, address and numbers are sealed; codes are matched by keyed digests.

    The facts hold in which unit and class of position somebody is, the first day with us and the first day no
    longer with us, and what was sealed: ``identity``, ``position`` (whose text is in the identity at first), and
    each ``evaluation``.
    """

    class Registered(Says, Recorded, Aggregate.Created):
        unit_id: UUID
        position_class: str
        identity: Sealed
        external_digest: str
        identity_digest: str
        staff_kind: str | None
        front_line: bool
        recruited_on: date | None
        named_digest: str

        class_version = 2

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Version 1 knew no kind of staff, no day of recruitment, and matched nobody by name."""
            state.update(staff_kind=None, front_line=False, recruited_on=None, named_digest="")

        def says(self) -> Plain:
            """Where somebody is from the first day on."""
            return {
                "unit_id": self.unit_id,
                "position_class": self.position_class,
                "staff_kind": self.staff_kind,
                "front_line": self.front_line,
                "recruited_on": self.recruited_on,
                "since": self.effective_on,
                "departed_on": None,
                "identity": self.identity,
                "position": self.identity,
            }

    class Described(Enters):
        """``recruited_on`` counts where it is given."""

        identity: Sealed
        external_digest: str
        identity_digest: str
        named_digest: str
        recruited_on: date | None

        def says(self) -> Plain:
            """The identity, and the day of recruitment if it is given."""
            return {"identity": self.identity} | ({"recruited_on": self.recruited_on} if self.recruited_on else {})

    class PositionChanged(Enters):
        position: Sealed
        position_class: str
        staff_kind: str | None
        front_line: bool

    class Transferred(Enters):
        unit_id: UUID

    class Departed(Enters):
        reason: Sealed

        def says(self) -> Plain:
            """The first day on which somebody is no longer with us."""
            return {"departed_on": self.effective_on}

    class Returned(Enters):
        unit_id: UUID

        def says(self) -> Plain:
            """With us again."""
            return {"unit_id": self.unit_id, "departed_on": None}

    class EvaluationRecorded(Enters):
        """One name for every kind of record, so that a header tells no one who was disciplined."""

        evaluation: Sealed

    class Retracted(Recorded, Aggregate.Event):
        """``unit_id`` and what follows is where the person is on the day of recording, without what was retracted."""

        version: int
        reason: Sealed
        unit_id: UUID
        position_class: str
        staff_kind: str | None
        front_line: bool
        recruited_on: date | None
        departed_on: date | None

        def apply(self, aggregate: Any) -> None:
            """It counts no more."""
            aggregate.facts.retract(self.version, self.recorded_at.date())

    @event(Registered)
    def __init__(self, id: UUID) -> None:
        self._id = id
        self.facts = Facts()

    @classmethod
    def register(
        cls,
        id: UUID,
        unit_id: UUID,
        position_class: PositionClass,
        staff_kind: StaffKind | None,
        front_line: bool,
        recruited_on: date | None,
        identity: Sealed,
        digests: dict[str, str],
        did: Did,
    ) -> "Person":
        """Enter a person; ``digests`` are ``external_digest``, ``identity_digest`` and ``named_digest``."""
        if recruited_on and recruited_on > did.effective_on:
            raise Invalid("recruited-later", recruited_on=recruited_on, effective_on=did.effective_on)
        return cls._create(
            cls.Registered,
            id=id,
            unit_id=unit_id,
            position_class=position_class.value,
            staff_kind=staff_kind and staff_kind.value,
            front_line=front_line,
            recruited_on=recruited_on,
            identity=identity,
            **digests,
            **did,
        )

    # -- where somebody is ----------------------------------------------------------------------------

    @property
    def unit_id(self) -> UUID:
        """The unit in which the person was last entered, before any merger."""
        unit: UUID = self.facts.on()["unit_id"]
        return unit

    @property
    def position_class(self) -> PositionClass:
        """The class of the position today."""
        return PositionClass(self.facts.on()["position_class"])

    def at(self, day: date) -> Plain | None:
        """Where the person is on a day; ``None`` before the first day with us and from the first day after it."""
        state = self.facts.on(day)
        return state if "since" in state and not state["departed_on"] else None

    # -- what happens to somebody ---------------------------------------------------------------------

    def describe(self, identity: Sealed, digests: dict[str, str], recruited_on: date | None, did: Did) -> None:
        """Say who the person is; a day of recruitment that is not given stays."""
        if recruited_on and recruited_on > did.effective_on:
            raise Invalid("recruited-later", recruited_on=recruited_on, effective_on=did.effective_on)
        self.trigger_event(self.Described, identity=identity, recruited_on=recruited_on, **digests, **did)

    def change_position(
        self,
        position: Sealed,
        position_class: PositionClass,
        staff_kind: StaffKind | None,
        front_line: bool,
        did: Did,
    ) -> None:
        """Give the person another position."""
        self._present(did.effective_on)
        self.trigger_event(
            self.PositionChanged,
            position=position,
            position_class=position_class.value,
            staff_kind=staff_kind and staff_kind.value,
            front_line=front_line,
            **did,
        )

    def transfer(self, unit_id: UUID, follow: Callable[[UUID], UUID], did: Did) -> None:
        """Move the person to another unit; ``follow`` gives the unit that goes on with a unit on that day."""
        if follow(self._present(did.effective_on)["unit_id"]) == unit_id:
            raise Conflict("same-unit", unit_id=unit_id)
        self.trigger_event(self.Transferred, unit_id=unit_id, **did)

    def depart(self, reason: Sealed, did: Did) -> None:
        """The person is no longer with us."""
        self._present(did.effective_on)
        self.trigger_event(self.Departed, reason=reason, **did)

    def return_to(self, unit_id: UUID, did: Did) -> None:
        """The person is back."""
        if not self._known(did.effective_on)["departed_on"]:
            raise Conflict("not-departed", person_id=self.id)
        self.trigger_event(self.Returned, unit_id=unit_id, **did)

    def record(self, evaluation: Sealed, did: Did) -> None:
        """Record a classification, a measure, a case or an absence."""
        self.trigger_event(self.EvaluationRecorded, evaluation=evaluation, **did)

    def retract(self, version: int, reason: Sealed, follow: Callable[[UUID], UUID], did: Did) -> None:
        """What was entered under a version never was so; ``follow`` gives the unit that goes on with a unit today."""
        if version < 2 or not self.facts.stands(version):
            raise Conflict("not-a-fact", version=version)
        left = self.facts.without(version).on()
        self.trigger_event(
            self.Retracted,
            version=version,
            reason=reason,
            unit_id=follow(left["unit_id"]),
            **{name: left[name] for name in ("position_class", "staff_kind", "front_line")},
            **{name: left[name] for name in ("recruited_on", "departed_on")},
            **did,
        )

    def evaluations(self, known_on: date = ALWAYS) -> list[tuple[int, Sealed, date]]:
        """What stands recorded of the person, as was known on a day: version, seal, day of recording."""
        return [
            (one.version, one.values["evaluation"], one.recorded_on)
            for one in self.facts.entered
            if "evaluation" in one.values and one.counts(ALWAYS, known_on)
        ]

    def _known(self, day: date) -> Plain:
        state = self.facts.on(day)
        if "since" not in state:
            raise Conflict("not-yet-here", person_id=self.id, since=self.facts.on()["since"])
        return state

    def _present(self, day: date) -> Plain:
        state = self._known(day)
        if state["departed_on"]:
            raise Conflict("departed", person_id=self.id, departed_on=state["departed_on"])
        return state
