"""Collectives within a unit (tập thể: tổ, nhóm) and their members, in two times."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from services.registration.domain.facts import Enters, Facts, Plain, Says
from shared.errors import Conflict
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as

MEMBER = "member:"  # each member is a value of its own, so that what is entered late for an earlier day counts


def members(state: Plain) -> list[UUID]:
    """The members that a state has."""
    return [UUID(name.removeprefix(MEMBER)) for name, is_one in state.items() if name.startswith(MEMBER) and is_one]


def _membership(ids: Iterable[UUID], is_one: bool) -> Plain:
    return {f"{MEMBER}{id}": is_one for id in ids}


@recorded_as("collective")
class Collective(Aggregate):
    """A collective within a unit, which can be honoured by itself."""

    class Formed(Says, Recorded, Aggregate.Created):
        unit_id: UUID
        name: str
        small: bool
        member_ids: list[UUID]

        def says(self) -> Plain:
            """What it is from its first day on."""
            first = {"unit_id": self.unit_id, "name": self.name, "small": self.small}
            return first | {"since": self.effective_on, "ended_on": None} | _membership(self.member_ids, True)

    class MembersChanged(Enters):
        joined: list[UUID]
        left: list[UUID]

        def says(self) -> Plain:
            """Who is a member from that day on, and who is none."""
            return _membership(self.joined, True) | _membership(self.left, False)

    class Dissolved(Enters):
        def says(self) -> Plain:
            """The first day on which it is no more."""
            return {"ended_on": self.effective_on}

    @event(Formed)
    def __init__(self, id: UUID) -> None:
        self._id = id
        self.facts = Facts()

    @classmethod
    def form(
        cls,
        id: UUID,
        unit_id: UUID,
        name: str,
        small: bool,
        member_ids: tuple[UUID, ...],
        belongs: Callable[[UUID], bool],
        did: Did,
    ) -> "Collective":
        """Form a collective; ``belongs`` says whether somebody is of its unit on that day."""
        _all_belong(member_ids, belongs)
        people = list(dict.fromkeys(member_ids))
        return cls._create(cls.Formed, id=id, unit_id=unit_id, name=name, small=small, member_ids=people, **did)

    @property
    def unit_id(self) -> UUID:
        """The unit in which it was formed, before any merger."""
        unit: UUID = self.facts.on()["unit_id"]
        return unit

    def members_on(self, day: date) -> list[UUID]:
        """Its members on a day; none before its first day and from its end on."""
        state = self.facts.on(day)
        return members(state) if "since" in state and not state["ended_on"] else []

    def change_members(
        self, joined: tuple[UUID, ...], left: tuple[UUID, ...], belongs: Callable[[UUID], bool], did: Did
    ) -> None:
        """Say who joined and who left; ``belongs`` says whether somebody is of its unit on that day."""
        self._alive(did.effective_on)
        now = set(self.members_on(did.effective_on))
        for person in (*(one for one in joined if one in now or one in left), *(one for one in left if one not in now)):
            raise Conflict("not-a-member", person_id=person)
        _all_belong(joined, belongs)
        self.trigger_event(
            self.MembersChanged, joined=list(dict.fromkeys(joined)), left=list(dict.fromkeys(left)), **did
        )

    def dissolve(self, did: Did) -> None:
        """End it."""
        self._alive(did.effective_on)
        self.trigger_event(self.Dissolved, **did)

    def _alive(self, day: date) -> None:
        state = self.facts.on(day)
        if "since" not in state:
            raise Conflict("collective-not-yet", since=self.facts.on()["since"])
        if state["ended_on"]:
            raise Conflict("collective-ended", ended_on=state["ended_on"])


def _all_belong(people: Iterable[UUID], belongs: Callable[[UUID], bool]) -> None:
    for person in people:
        if not belongs(person):
            raise Conflict("member-elsewhere", person_id=person)
