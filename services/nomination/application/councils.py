"""The council and its sessions."""

from typing import Any
from uuid import UUID

from services.nomination.application.base import Base
from services.nomination.domain.council import Council, Session
from services.nomination.domain.dossiers import Nomination
from services.nomination.domain.places import Allocation
from shared.contracts.base import Done
from shared.contracts.nomination import (
    Attendance,
    ConfirmCounts,
    ConveneSession,
    CountsEntered,
    DossierState,
    EnterCounts,
    EstablishCouncil,
    LineResult,
    RecordAttendance,
    SessionClosed,
)
from shared.errors import Conflict
from shared.principals import Principal


class Councils(Base):
    """Use cases about the council."""

    def establish_council(self, command: EstablishCouncil, who: Principal) -> Done:
        """Record the council and its seats."""
        did = self.did(who, command)
        council = Council.establish(
            self.new(command.council_id),
            command.name,
            command.decision_number,
            command.decided_on,
            [{"person_id": str(seat.person_id), "kind": seat.kind.value} for seat in command.seats],
            did,
        )
        return self.record(council, did=did, answer=Done(id=council.id))

    def convene_session(self, command: ConveneSession, who: Principal) -> Done:
        """Call the council together; an ineligible dossier cannot come before it."""
        did = self.did(who, command)
        council = self.load(Council, command.council_id)
        dossiers = self._dossiers(dict.fromkeys(command.agenda))
        for dossier in dossiers:
            if dossier.state is not DossierState.ELIGIBLE:
                raise Conflict("not-on-agenda", nomination_id=dossier.id)
        session = Session.convene(
            self.new(command.session_id),
            council,
            command.held_on,
            command.place,
            dossiers,
            self.rules_used,
            did,
        )
        return self.record(session, did=did, answer=Done(id=session.id))

    def record_attendance(self, command: RecordAttendance, who: Principal) -> Attendance:
        """Record who is present; tells whether there is a quorum."""
        did = self.did(who, command)
        session = self.load(Session, command.session_id)
        session.attend([str(one) for one in command.present], self.pack, did)
        answer = Attendance(
            id=session.id, present=len(session.present), members=len(session.members), quorate=session.quorate
        )
        return self.record(session, did=did, answer=answer)

    def enter_counts(self, command: EnterCounts, who: Principal) -> CountsEntered:
        """Enter the show of hands, counts only."""
        did = self.did(who, command)
        session = self.load(Session, command.session_id)
        digest = session.enter([line.dump() for line in command.lines], did)
        return self.record(session, did=did, answer=CountsEntered(id=session.id, digest=digest))

    def confirm_counts(self, command: ConfirmCounts, who: Principal) -> SessionClosed:
        """A second person confirms; every dossier of the agenda gets its result in the same commit."""
        did = self.did(who, command)
        session = self.load(Session, command.session_id)
        dossiers = {id: self.load(Nomination, UUID(id)) for id in session.agenda}
        standing = {id for id, one in dossiers.items() if one.state is DossierState.ELIGIBLE}
        results = session.confirm(command.digest, who.person, standing, self.pack, did)
        changed: list[Any] = []
        freed: dict[UUID, Allocation] = {}
        for result in results:
            dossier = dossiers[result["nomination_id"]]
            dossier.judge(session.id, session.held_on, result["passed"], result["digest"], did)
            changed.append(dossier)
            if not result["passed"]:
                self._free(dossier, freed, did)
        lines = tuple(
            LineResult(
                nomination_id=UUID(one["nomination_id"]),
                voters=one["voters"],
                needed=one["needed"],
                in_favour=one["in_favour"],
                passed=one["passed"],
            )
            for one in results
        )
        return self.record(
            session, *changed, *freed.values(), did=did, answer=SessionClosed(id=session.id, lines=lines)
        )
