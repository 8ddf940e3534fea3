"""The nomination dossier (hồ sơ đề nghị khen thưởng) and the rules that govern it."""

import hashlib
import json
from datetime import date
from typing import Any
from uuid import UUID

from shared.contracts.nomination import Appraisal, DossierState, Outcome
from shared.contracts.registration.kinds import SubjectKind
from shared.errors import Conflict, Invalid
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as
from shared.sealing import Sealed

Plain = dict[str, Any]


@recorded_as("nomination")
class Nomination(Aggregate):
    """A dossier that asks for an award, and what became of it."""

    class Submitted(Recorded, Aggregate.Created):
        allocation_id: UUID
        campaign_id: UUID
        round_id: UUID | None
        unit_id: UUID
        owner: str
        subject_id: UUID
        subject_kind: str
        award: str
        minutes: Plain
        achievements: Sealed

    class Returned(Recorded, Aggregate.Event):
        missing: list[str]
        complete_by: date

    class Completed(Recorded, Aggregate.Event):
        achievements: Sealed

    class Accepted(Recorded, Aggregate.Event):
        pass

    class Appraised(Recorded, Aggregate.Event):
        appraisal: str
        reason: Sealed
        rules: Plain

    class Judged(Recorded, Aggregate.Event):
        """What the council's show of hands made of the dossier, as it was when it was frozen."""

        session_id: UUID
        held_on: date
        passed: bool
        digest: str

    class Settled(Recorded, Aggregate.Event):
        """A signed document holds the dossier; its outcome comes with the issued decision."""

        document_id: UUID

    class Forwarded(Recorded, Aggregate.Event):
        petition_id: UUID

    class Granted(Recorded, Aggregate.Event):
        decision_id: UUID

    class Refused(Recorded, Aggregate.Event):
        decision_id: UUID
        reason: Sealed
        by_higher: bool

    class Withdrawn(Recorded, Aggregate.Event):
        reason: Sealed

    @event(Submitted)
    def __init__(
        self,
        id: UUID,
        allocation_id: UUID,
        campaign_id: UUID,
        round_id: UUID | None,
        unit_id: UUID,
        owner: str,
        subject_id: UUID,
        subject_kind: str,
        award: str,
        minutes: Plain,
        achievements: Sealed,
    ) -> None:
        self._id = id
        self.allocation_id = allocation_id
        self.campaign_id = campaign_id
        self.round_id = round_id
        self.unit_id = unit_id
        self.owner = owner
        self.subject_id = subject_id
        self.subject_kind = SubjectKind(subject_kind)
        self.award = award
        self.minutes = minutes
        self.achievements = achievements
        self.state = DossierState.SUBMITTED
        self.missing: list[str] = []
        self.reason: Sealed | None = None
        self.appraisal: Plain | None = None
        self.voted_digest = ""
        self.document_id: UUID | None = None
        self.days: dict[str, date] = {}

    @classmethod
    def submit(cls, id: UUID, *, minutes: Plain, on: date, did: Did, **facts: Any) -> "Nomination":
        """Hand in a dossier with the counts of the unit's own meeting."""
        if not minutes["in_favour"] <= minutes["present"] <= minutes["members"]:
            raise Invalid("minutes-wrong")
        if minutes["held_on"] > on:
            raise Invalid("minutes-later")
        return cls._create(cls.Submitted, id=id, minutes=minutes, **facts, **did)

    @property
    def digest(self) -> str:
        """What members could open, in one number: equal digests are equal dossiers."""
        content = {
            "id": str(self.id),
            "award": self.award,
            "subject": str(self.subject_id),
            "unit": str(self.unit_id),
            "campaign": str(self.campaign_id),
            "round": str(self.round_id or ""),
            "minutes": {**self.minutes, "held_on": self.minutes["held_on"].isoformat()},
            "achievements": self.achievements["sd"],
            "appraisal": self.appraisal,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def send_back(self, missing: list[str], complete_by: date, did: Did) -> None:
        """Return once, with all that is missing."""
        if self.missing:
            raise Conflict("returned-before")
        self._must_be(DossierState.SUBMITTED)
        self.trigger_event(self.Returned, missing=missing, complete_by=complete_by, **did)

    @event(Returned)
    def _returned(self, missing: list[str]) -> None:
        self.missing = missing
        self.state = DossierState.RETURNED

    def complete(self, achievements: Sealed, did: Did) -> None:
        """Hand in again."""
        self._must_be(DossierState.RETURNED)
        self.trigger_event(self.Completed, achievements=achievements, **did)

    @event(Completed)
    def _completed(self, achievements: Sealed) -> None:
        self.achievements = achievements
        self.state = DossierState.SUBMITTED

    def accept(self, did: Did) -> None:
        """Take a complete dossier in."""
        self._must_be(DossierState.SUBMITTED)
        self.trigger_event(self.Accepted, **did)

    @event(Accepted)
    def _accepted(self, effective_on: date) -> None:
        self.state = DossierState.ACCEPTED
        self.days["received_on"] = effective_on

    def appraise(self, appraisal: Appraisal, reason: Sealed, rules: Plain, did: Did) -> None:
        """Conclude the appraisal."""
        self._must_be(DossierState.ACCEPTED)
        self.trigger_event(self.Appraised, appraisal=appraisal.value, reason=reason, rules=rules, **did)

    @event(Appraised)
    def _appraised(self, appraisal: str, reason: Sealed, rules: Plain, effective_on: date) -> None:
        self.state = DossierState(appraisal)
        self.reason = reason
        self.appraisal = {"appraisal": appraisal, "rules": rules}
        self.days["appraised_on"] = effective_on

    def judge(self, session_id: UUID, held_on: date, passed: bool, digest: str, did: Did) -> None:
        """Record the council's result on the dossier as it was frozen."""
        self._must_be(DossierState.ELIGIBLE)
        if digest != self.digest:
            raise Conflict("digest-differs")
        self.trigger_event(self.Judged, session_id=session_id, held_on=held_on, passed=passed, digest=digest, **did)

    @event(Judged)
    def _judged(self, held_on: date, passed: bool, digest: str) -> None:
        self.state = DossierState.PASSED if passed else DossierState.NOT_PASSED
        self.voted_digest = digest
        self.days["passed_on"] = held_on

    def settle(self, document_id: UUID, did: Did) -> None:
        """A signed document holds the dossier: what was voted on is what is signed, and only once."""
        self._free_and_as_voted()
        self.trigger_event(self.Settled, document_id=document_id, **did)

    @event(Settled)
    def _settled(self, document_id: UUID) -> None:
        self.document_id = document_id

    def forward(self, petition_id: UUID, did: Did) -> None:
        """A signed petition carries the dossier upward."""
        self._free_and_as_voted()
        self.trigger_event(self.Forwarded, petition_id=petition_id, **did)

    @event(Forwarded)
    def _forwarded(self, petition_id: UUID) -> None:
        self.document_id = petition_id
        self.state = DossierState.FORWARDED

    def conclude(self, decision_id: UUID, outcome: Outcome, reason: Sealed, by_higher: bool, did: Did) -> None:
        """The issued decision's word on the dossier."""
        if outcome is Outcome.GRANTED:
            self.trigger_event(self.Granted, decision_id=decision_id, **did)
        else:
            self.trigger_event(self.Refused, decision_id=decision_id, reason=reason, by_higher=by_higher, **did)

    @event(Granted)
    def _granted(self) -> None:
        self.state = DossierState.GRANTED

    @event(Refused)
    def _refused(self, reason: Sealed, by_higher: bool) -> None:
        self.state = DossierState.NOT_GRANTED if by_higher else DossierState.REFUSED
        self.reason = reason

    def withdraw(self, reason: Sealed, did: Did) -> None:
        """Take the dossier back, as long as no signed document holds it."""
        if self.state not in OPEN or self.document_id:
            raise Conflict("wrong-state", state=self.state.value)
        self.trigger_event(self.Withdrawn, reason=reason, **did)

    @event(Withdrawn)
    def _withdrawn(self, reason: Sealed) -> None:
        self.state = DossierState.WITHDRAWN
        self.reason = reason

    def _free_and_as_voted(self) -> None:
        if self.document_id:
            raise Conflict("already-decided", nomination_id=self.id)
        self._must_be(DossierState.PASSED)
        if self.voted_digest != self.digest:
            raise Conflict("digest-differs")

    def _must_be(self, state: DossierState) -> None:
        if self.state is not state:
            raise Conflict("wrong-state", state=self.state.value)


OPEN = (
    DossierState.SUBMITTED,
    DossierState.RETURNED,
    DossierState.ACCEPTED,
    DossierState.ELIGIBLE,
    DossierState.PASSED,
)


def joint_digest(digests: dict[str, str]) -> str:
    """One digest for the dossiers of a document, whatever their order."""
    return hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()
