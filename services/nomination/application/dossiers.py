"""Dossiers, from the unit's hands to the end of their appraisal."""

from uuid import UUID

from services.nomination.application.base import Base
from services.nomination.domain.dossiers import Nomination
from services.nomination.domain.places import Allocation
from shared.contracts.base import Done
from shared.contracts.nomination import (
    AcceptNomination,
    Appraisal,
    AppraiseNomination,
    CompleteNomination,
    PlaceTaken,
    ReturnNomination,
    SubmitNomination,
    WithdrawNomination,
)
from shared.contracts.registration.kinds import SubjectKind
from shared.errors import Invalid
from shared.principals import Principal


class Dossiers(Base):
    """Use cases about dossiers."""

    def submit(self, command: SubmitNomination, who: Principal) -> PlaceTaken:
        """Hand in a dossier; the same commit takes a place of the unit's share."""
        allocation = self.load(Allocation, command.allocation_id)
        self._own_unit(who, allocation.unit_id, command)
        did = self.did(who, command)
        unit = self.register.unit(allocation.unit_id)
        self._subject_of(allocation, command.subject_id)
        self._round_of(allocation, command.round_id)
        nomination = Nomination.submit(
            self.new(command.nomination_id),
            allocation_id=allocation.id,
            campaign_id=allocation.campaign_id,
            round_id=command.round_id,
            unit_id=unit.id,
            owner=self.pack.owner(unit.kind),
            subject_id=command.subject_id,
            subject_kind=allocation.subject_kind.value,
            award=allocation.award,
            minutes={
                "held_on": command.minutes.held_on,
                "members": command.minutes.members,
                "present": command.minutes.present,
                "in_favour": command.minutes.in_favour,
            },
            achievements=self._sealed(command.nomination_id, "achievements", command.achievements),
            on=did.recorded_at.date(),
            did=did,
        )
        allocation.reserve(nomination.id, command.subject_id, did)
        answer = PlaceTaken(id=nomination.id, places=allocation.places, left=allocation.left)
        return self.record(nomination, allocation, did=did, answer=answer)

    def return_for_completion(self, command: ReturnNomination, who: Principal) -> Done:
        """Send a dossier back once, with all that is missing."""
        did = self.did(who, command)
        nomination = self.load(Nomination, command.nomination_id)
        nomination.send_back(list(command.missing), command.complete_by, did)
        return self.record(nomination, did=did, answer=Done(id=nomination.id))

    def complete(self, command: CompleteNomination, who: Principal) -> Done:
        """Hand a returned dossier in again."""
        nomination = self.load(Nomination, command.nomination_id)
        self._own_unit(who, nomination.unit_id, command)
        did = self.did(who, command)
        nomination.complete(self._sealed(nomination.id, "achievements", command.achievements), did)
        return self.record(nomination, did=did, answer=Done(id=nomination.id))

    def accept(self, command: AcceptNomination, who: Principal) -> Done:
        """Take a complete dossier in."""
        did = self.did(who, command)
        nomination = self.load(Nomination, command.nomination_id)
        nomination.accept(did)
        return self.record(nomination, did=did, answer=Done(id=nomination.id))

    def appraise(self, command: AppraiseNomination, who: Principal) -> Done:
        """Conclude the appraisal; an ineligible dossier gives its place back."""
        did = self.did(who, command)
        ineligible = command.appraisal is Appraisal.INELIGIBLE
        if ineligible and not command.reason:
            raise Invalid("reason-missing")
        nomination = self.load(Nomination, command.nomination_id)
        reason = self._sealed(nomination.id, "reason", command.reason)
        nomination.appraise(command.appraisal, reason, self.rules_used, did)
        freed = [self._freed(nomination, did)] if ineligible else []
        return self.record(nomination, *freed, did=did, answer=Done(id=nomination.id))

    def withdraw(self, command: WithdrawNomination, who: Principal) -> Done:
        """Withdraw a dossier; its place is free again."""
        nomination = self.load(Nomination, command.nomination_id)
        self._own_unit(who, nomination.unit_id, command)
        did = self.did(who, command)
        nomination.withdraw(self._sealed(nomination.id, "reason", command.reason), did)
        return self.record(nomination, self._freed(nomination, did), did=did, answer=Done(id=nomination.id))

    def _subject_of(self, allocation: Allocation, subject_id: UUID) -> None:
        collective = allocation.subject_kind is SubjectKind.COLLECTIVE
        unit = subject_id if collective else self.register.unit_of(subject_id)
        if unit != allocation.unit_id:
            raise Invalid("subject-elsewhere")

    def _round_of(self, allocation: Allocation, round_id: UUID | None) -> None:
        award = self.pack.award(allocation.award, allocation.subject_kind)
        if round_id is None and not award.round_required:
            return
        if round_id not in self.register.campaign(allocation.campaign_id).rounds:
            raise Invalid("round-missing")
