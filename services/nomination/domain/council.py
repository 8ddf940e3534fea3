"""The council (Hội đồng Thi đua - Khen thưởng) and its sessions by show of hands: counts, never names."""

import hashlib
import json
from datetime import date
from typing import Any
from uuid import UUID

from services.nomination.domain.dossiers import Nomination
from services.nomination.rules import RulePack
from shared.contracts.nomination import SeatKind
from shared.contracts.registration.kinds import SubjectKind
from shared.errors import Conflict, Forbidden, Invalid
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as

Plain = dict[str, Any]


@recorded_as("council")
class Council(Aggregate):
    """The council as its decision set it up."""

    class Established(Recorded, Aggregate.Created):
        name: str
        decision_number: str
        decided_on: date
        seats: list[Plain]

    @event(Established)
    def __init__(self, id: UUID, name: str, seats: list[Plain]) -> None:
        self._id = id
        self.name = name
        self.seats = seats

    @classmethod
    def establish(
        cls, id: UUID, name: str, decision_number: str, decided_on: date, seats: list[Plain], did: Did
    ) -> "Council":
        """Record a council: one chair, and nobody in two seats."""
        people = [seat["person_id"] for seat in seats]
        chairs = [seat for seat in seats if seat["kind"] == SeatKind.CHAIR]
        if len(chairs) != 1 or len(set(people)) != len(people):
            raise Invalid("seats-wrong")
        return cls._create(
            cls.Established,
            id=id,
            name=name,
            decision_number=decision_number,
            decided_on=decided_on,
            seats=seats,
            **did,
        )

    @property
    def voters(self) -> list[str]:
        """The members who vote; the secretary does not."""
        return [seat["person_id"] for seat in self.seats if seat["kind"] != SeatKind.SECRETARY]


@recorded_as("session")
class Session(Aggregate):
    """A meeting of the council on frozen dossiers."""

    class Convened(Recorded, Aggregate.Created):
        """``agenda``: per line the dossier, its digest, and who is recused because he is the nominee."""

        council_id: UUID
        held_on: date
        place: str
        members: list[str]
        agenda: list[Plain]
        rules: Plain

    class AttendanceRecorded(Recorded, Aggregate.Event):
        present: list[str]
        quorate: bool

    class CountsEntered(Recorded, Aggregate.Event):
        counts: list[Plain]
        digest: str

    class Closed(Recorded, Aggregate.Event):
        """``moot``: lines whose dossier was withdrawn or judged elsewhere meanwhile; their counts mean nothing."""

        results: list[Plain]
        moot: list[str]

    @event(Convened)
    def __init__(self, id: UUID, held_on: date, members: list[str], agenda: list[Plain]) -> None:
        self._id = id
        self.held_on = held_on
        self.members = members
        self.agenda: dict[str, Plain] = {line["nomination_id"]: line for line in agenda}
        self.present: list[str] = []
        self.quorate = False
        self.counts: dict[str, Plain] = {}
        self.digest = ""
        self.entered_by = ""
        self.closed = False

    @classmethod
    def convene(
        cls,
        id: UUID,
        council: Council,
        held_on: date,
        place: str,
        dossiers: list[Nomination],
        rules: Plain,
        did: Did,
    ) -> "Session":
        """Call the council together; a member who is the nominee of a line is recused from it."""
        agenda = [
            {
                "nomination_id": str(dossier.id),
                "digest": dossier.digest,
                "recused": [
                    member
                    for member in council.voters
                    if dossier.subject_kind is SubjectKind.INDIVIDUAL and member == str(dossier.subject_id)
                ],
            }
            for dossier in dossiers
        ]
        return cls._create(
            cls.Convened,
            id=id,
            council_id=council.id,
            held_on=held_on,
            place=place,
            members=council.voters,
            agenda=agenda,
            rules=rules,
            **did,
        )

    def attend(self, present: list[str], pack: RulePack, did: Did) -> None:
        """Record who is there; may be corrected until counts are entered."""
        self._begun(did)
        if self.counts:
            raise Conflict("wrong-state", state="counted")
        if not set(present) <= set(self.members):
            raise Invalid("not-a-member")
        quorate = pack.quorate(len(set(present)), len(self.members))
        self.trigger_event(self.AttendanceRecorded, present=sorted(set(present)), quorate=quorate, **did)

    @event(AttendanceRecorded)
    def _attended(self, present: list[str], quorate: bool) -> None:
        self.present = present
        self.quorate = quorate

    def enter(self, counts: list[Plain], did: Did) -> str:
        """Enter the counts of every line; their digest is what a second person confirms."""
        self._begun(did)
        if self.closed:
            raise Conflict("wrong-state", state="closed")
        if not self.quorate:
            raise Conflict("no-quorum", present=len(self.present), members=len(self.members))
        for count in counts:
            line = self.agenda.get(count["nomination_id"])
            if line is None:
                raise Invalid("not-on-agenda", nomination_id=count["nomination_id"])
            voters = len(set(self.present) - set(line["recused"]))
            if count["in_favour"] + count["against"] + count["blank"] != voters:
                raise Invalid("counts-wrong", nomination_id=count["nomination_id"], voters=voters)
        if {count["nomination_id"] for count in counts} != set(self.agenda) or len(counts) != len(self.agenda):
            raise Invalid("counts-missing")
        digest = hashlib.sha256(json.dumps(counts, sort_keys=True).encode()).hexdigest()
        self.trigger_event(self.CountsEntered, counts=counts, digest=digest, **did)
        return digest

    @event(CountsEntered)
    def _entered(self, counts: list[Plain], digest: str, by: str) -> None:
        self.counts = {count["nomination_id"]: count for count in counts}
        self.digest = digest
        self.entered_by = by

    def confirm(self, digest: str, person_id: UUID | None, standing: set[str], pack: RulePack, did: Did) -> list[Plain]:
        """A member who was there, other than who entered them, confirms the counts; the results follow from the rule.

        ``standing``: the dossiers that may still be judged; the others' lines are moot.
        """
        if self.closed or not self.counts:
            raise Conflict("wrong-state", state="closed" if self.closed else "open")
        if str(person_id) not in self.present or did["by"] == self.entered_by:
            raise Forbidden("same-person")
        if digest != self.digest:
            raise Conflict("digest-differs")
        results = []
        for nomination_id, line in self.agenda.items():
            if nomination_id not in standing:
                continue
            voters = len(self.members) - len(line["recused"])
            in_favour = self.counts[nomination_id]["in_favour"]
            results.append(
                {
                    "nomination_id": nomination_id,
                    "digest": line["digest"],
                    "voters": voters,
                    "needed": pack.needed(voters),
                    "in_favour": in_favour,
                    "passed": in_favour > 0 and pack.passes(in_favour, voters),
                }
            )
        moot = [nomination_id for nomination_id in self.agenda if nomination_id not in standing]
        self.trigger_event(self.Closed, results=results, moot=moot, **did)
        return results

    @event(Closed)
    def _closed(self) -> None:
        self.closed = True

    def _begun(self, did: Did) -> None:
        if did["recorded_at"].date() < self.held_on:
            raise Conflict("session-not-yet", held_on=self.held_on)
