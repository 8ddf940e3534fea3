"""Emulation clusters (khối, cụm, khu vực thi đua): members, heads by year, and how they came out."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from shared.errors import Conflict, Invalid
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as

Plain = dict[str, Any]


@dataclass
class Membership:
    """A body in a cluster, from ``since`` to before ``ended_on``."""

    name: str
    unit_id: UUID | None
    since: date
    ended_on: date | None = None

    def within(self, first: date, last: date) -> bool:
        """Whether it was a member on some of the days, both included."""
        return self.since <= last and (self.ended_on is None or first < self.ended_on)


@recorded_as("cluster")
class Cluster(Aggregate):
    """Bodies that compete with each other (Kế hoạch 2022, II.2.3)."""

    class Formed(Recorded, Aggregate.Created):
        name: str

    class MemberAdmitted(Recorded, Aggregate.Event):
        member_id: UUID
        name: str
        mailbox: str
        unit_id: UUID | None

    class MembershipEnded(Recorded, Aggregate.Event):
        member_id: UUID

    class HeadsElected(Recorded, Aggregate.Event):
        year: int
        head_id: UUID
        deputy_ids: list[UUID]

    class ResultRecorded(Recorded, Aggregate.Event):
        year: int
        lines: list[Plain]

    @event(Formed)
    def __init__(self, id: UUID, name: str) -> None:
        self._id = id
        self.name = name
        self.members: dict[UUID, Membership] = {}
        self.recorded: list[int] = []

    @classmethod
    def form(cls, id: UUID, name: str, did: Did) -> "Cluster":
        """Form a cluster."""
        return cls._create(cls.Formed, id=id, name=name, **did)

    def admit(self, member_id: UUID, name: str, mailbox: str, unit_id: UUID | None, did: Did) -> None:
        """A body is a member from the effective day on; who comes again is a member anew."""
        day = did["effective_on"]
        if member_id in self.members:
            raise Conflict("id-taken", id=member_id)
        for one in self.members.values():
            same = one.unit_id == unit_id if unit_id else one.name == name
            if same and one.within(day, date.max):
                raise Conflict("already-in-cluster")
        self.trigger_event(self.MemberAdmitted, member_id=member_id, name=name, mailbox=mailbox, unit_id=unit_id, **did)

    @event(MemberAdmitted)
    def _admitted(self, member_id: UUID, name: str, unit_id: UUID | None, effective_on: date) -> None:
        self.members[member_id] = Membership(name, unit_id, effective_on)

    def end_membership(self, member_id: UUID, did: Did) -> None:
        """A body is no member from the effective day on."""
        member = self.members.get(member_id)
        if member is None or member.ended_on or did["effective_on"] <= member.since:
            raise Conflict("not-in-cluster", member_id=member_id)
        self.trigger_event(self.MembershipEnded, member_id=member_id, **did)

    @event(MembershipEnded)
    def _ended(self, member_id: UUID, effective_on: date) -> None:
        self.members[member_id].ended_on = effective_on

    def elect(self, year: int, head_id: UUID, deputy_ids: list[UUID], did: Did) -> None:
        """Who heads it in a year, and who deputises; members on some day of that year."""
        for one in (head_id, *deputy_ids):
            member = self.members.get(one)
            if member is None or not member.within(date(year, 1, 1), date(year, 12, 31)):
                raise Conflict("not-in-cluster", member_id=one)
        self.trigger_event(self.HeadsElected, year=year, head_id=head_id, deputy_ids=deputy_ids, **did)

    def record_result(self, year: int, lines: list[Plain], did: Did) -> None:
        """How the members came out: those of the year's last day, or of the minutes' day where that is earlier."""
        if not (did["basis"] or did["paper"]):
            raise Invalid("document-required")
        if year in self.recorded:
            raise Conflict("already-recorded", year=year)
        day = min(did["effective_on"], date(year, 12, 31))
        members = {id for id, one in self.members.items() if one.within(day, day)}
        ranked = [line["member_id"] for line in lines]
        if len(ranked) != len(members) or set(ranked) != members:
            raise Invalid("ranks-not-whole")
        self.trigger_event(self.ResultRecorded, year=year, lines=lines, **did)

    @event(ResultRecorded)
    def _recorded(self, year: int) -> None:
        self.recorded.append(year)
