"""Decisions and petitions: drafted, signed, issued, sent, answered."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from services.nomination.application.base import Base
from services.nomination.domain.documents import Decision, ExternalDecision, Petition, lines_of
from services.nomination.domain.dossiers import Nomination
from services.nomination.domain.places import Allocation
from shared.contracts.base import Done
from shared.contracts.nomination import (
    DraftDecision,
    DraftPetition,
    IssueDecision,
    Outcome,
    PublishDecision,
    RecordAnswer,
    SendPetition,
    SignDecision,
    SignPetition,
)
from shared.contracts.registration.kinds import SubjectKind
from shared.contracts.registration.people import Contact
from shared.errors import Invalid
from shared.eventlog import Did
from shared.principals import Principal
from shared.sealing import Sealed

AUTHORITY = "SỞ TƯ PHÁP"


class Documents(Base):
    """Use cases about documents with lines."""

    def draft_decision(self, command: DraftDecision, who: Principal) -> Done:
        """Draft a decision; a refused line has its reason."""
        did = self.did(who, command)
        if any(line.outcome is Outcome.REFUSED and not line.reason for line in command.lines):
            raise Invalid("reason-missing")
        dossiers = self._dossiers(line.nomination_id for line in command.lines)
        outcomes = {line.nomination_id: line.outcome for line in command.lines}
        decision = Decision.draft(
            self.new(command.decision_id),
            title=command.title,
            authority=AUTHORITY,
            bases=list(command.bases),
            articles=list(command.articles),
            signatory=self._signatory(command.signatory_id),
            lines=lines_of(dossiers, outcomes),
            reasons=self.sealer.seal(
                command.decision_id,
                "reason",
                {str(line.nomination_id): line.reason for line in command.lines if line.reason},
            ),
            did=did,
        )
        return self.record(decision, did=did, answer=Done(id=decision.id))

    def people_to_print(self, kind: type[Decision] | type[Petition], id: UUID, who: Principal) -> list[UUID]:
        """Whose names a document needs before it is signed: of its lines, and of its signatory."""
        document = self.load(kind, id)
        document.check_signatory(who.person, self.clock.today())
        people = {UUID(document.signatory["person_id"])}
        for line in document.lines:
            dossier = self.load(Nomination, UUID(line["nomination_id"]))
            if dossier.subject_kind is SubjectKind.INDIVIDUAL:
                people.add(dossier.subject_id)
        return sorted(one for one in people if str(one) not in document.printed)

    def print_names(
        self, kind: type[Decision] | type[Petition], id: UUID, contacts: Iterable[Contact], who: Principal
    ) -> None:
        """Keep names and positions as the document will print them, sealed as award records."""
        document = self.load(kind, id)
        now = self.clock.now()
        document.print(
            {
                str(one.person_id): self.sealer.seal(
                    one.person_id, "award-record", {"name": one.name, "position": one.position}
                )
                for one in contacts
            },
            Did(by=who.id, role=who.role.value, recorded_at=now, effective_on=now.date()),
        )
        self.save(document)

    def sign_decision(self, command: SignDecision, who: Principal) -> Done:
        """Sign: the decision and all its lines in one commit."""
        did = self.did(who, command)
        decision = self.load(Decision, command.decision_id)
        dossiers = self._dossiers(UUID(line["nomination_id"]) for line in decision.lines)
        decision.sign(dossiers, who.person, self.pack, did)
        return self.record(decision, *dossiers, did=did, answer=Done(id=decision.id))

    def issue_decision(self, command: IssueDecision, who: Principal) -> Done:
        """Number and date a signed decision; granted or refused, each line in the same commit."""
        did = self.did(who, command)
        decision = self.load(Decision, command.decision_id)
        decision.must_be("signed")
        number = self.claim("decision", f"{AUTHORITY}:QĐ:{command.issued_on.year}:{command.number}", decision.id, did)
        outcomes = {UUID(line["nomination_id"]): Outcome(line["outcome"]) for line in decision.lines}
        assert decision.signed_on is not None
        lines = self._issued_lines(decision.lines, outcomes, decision.printed, decision.signed_on)
        decision.issue(command.number, command.issued_on, lines, did)
        reasons = self.sealer.open(decision.reasons) or {}
        concluded = self._concluded(decision.id, outcomes, reasons, by_higher=False, did=did)
        return self.record(decision, number, *concluded, did=did, answer=Done(id=decision.id))

    def publish_decision(self, command: PublishDecision, who: Principal) -> Done:
        """Record that a decision was made public."""
        did = self.did(who, command)
        decision = self.load(Decision, command.decision_id)
        decision.publish(command.published_on, did)
        return self.record(decision, did=did, answer=Done(id=decision.id))

    def draft_petition(self, command: DraftPetition, who: Principal) -> Done:
        """Draft a petition for what another authority decides."""
        did = self.did(who, command)
        dossiers = self._dossiers(command.nominations)
        petition = Petition.draft(
            self.new(command.petition_id),
            route=command.route,
            dossiers=dossiers,
            lines=lines_of(dossiers, {one.id: Outcome.GRANTED for one in dossiers}),
            pack=self.pack,
            title=command.title,
            addressee=command.addressee,
            bases=list(command.bases),
            signatory=self._signatory(command.signatory_id),
            did=did,
        )
        return self.record(petition, did=did, answer=Done(id=petition.id))

    def sign_petition(self, command: SignPetition, who: Principal) -> Done:
        """Sign a petition; its dossiers go upward in the same commit."""
        did = self.did(who, command)
        petition = self.load(Petition, command.petition_id)
        dossiers = self._dossiers(UUID(line["nomination_id"]) for line in petition.lines)
        petition.sign(dossiers, who.person, did)
        return self.record(petition, *dossiers, did=did, answer=Done(id=petition.id))

    def send_petition(self, command: SendPetition, who: Principal) -> Done:
        """Number a signed petition and send it."""
        did = self.did(who, command)
        petition = self.load(Petition, command.petition_id)
        petition.send(command.number, command.sent_on, did)
        number = self.claim("petition", f"{AUTHORITY}:TTr:{command.sent_on.year}:{command.number}", petition.id, did)
        return self.record(petition, number, did=did, answer=Done(id=petition.id))

    def record_answer(self, command: RecordAnswer, who: Principal) -> Done:
        """Record the higher authority's decision, line by line, as its document has it."""
        did = self.did(who, command)
        petition = self.load(Petition, command.petition_id)
        asked = {UUID(line["nomination_id"]) for line in petition.lines}
        outcomes = {line.nomination_id: line.outcome for line in command.lines}
        if set(outcomes) != asked or len(command.lines) != len(asked):
            raise Invalid("lines-differ")
        if any(line.outcome is Outcome.REFUSED and not line.reason for line in command.lines):
            raise Invalid("reason-missing")
        petition.answer(command.decision_id, command.signed_on, did)
        signatory = self.sealer.seal(
            command.decision_id, "award-record", {"name": command.signatory, "position": command.capacity}
        )
        decision = ExternalDecision.receive(
            self.new(command.decision_id),
            petition.id,
            command.number,
            command.signed_on,
            {
                "authority": command.authority,
                "title": command.title,
                "signed_on": command.signed_on,
                "signatory": signatory,
                "capacity": command.capacity,
                "bases": [],
                "articles": [],
                "file": command.document.dump(),
            },
            self._issued_lines(petition.lines, outcomes, petition.printed, command.signed_on),
            did,
        )
        number = self.claim(
            "decision", f"{command.authority}:QĐ:{command.signed_on.year}:{command.number}", decision.id, did
        )
        reasons = {str(line.nomination_id): line.reason for line in command.lines}
        concluded = self._concluded(decision.id, outcomes, reasons, by_higher=True, did=did)
        return self.record(petition, decision, number, *concluded, did=did, answer=Done(id=decision.id))

    def _signatory(self, id: UUID) -> dict[str, Any]:
        known = self.register.signatory(id)
        return {
            "signatory_id": str(known.id),
            "person_id": str(known.person_id),
            "capacity": known.capacity,
            "valid_from": known.valid_from,
            "valid_until": known.valid_until,
        }

    def _issued_lines(
        self,
        lines: list[dict[str, Any]],
        outcomes: dict[UUID, Outcome],
        printed: dict[str, Sealed],
        decided_on: date,
    ) -> list[dict[str, Any]]:
        granted = [line for line in lines if outcomes[UUID(line["nomination_id"])] is Outcome.GRANTED]
        return [
            self._issued_line(number, self.load(Nomination, UUID(line["nomination_id"])), printed, decided_on)
            for number, line in enumerate(granted, start=1)
        ]

    def _issued_line(
        self, number: int, dossier: Nomination, printed: dict[str, Sealed], decided_on: date
    ) -> dict[str, Any]:
        return {
            "line": number,
            "award_id": dossier.id,
            "award": dossier.award,
            "campaign_id": dossier.campaign_id,
            "subject_id": dossier.subject_id,
            "subject_kind": dossier.subject_kind.value,
            "unit_id": dossier.unit_id,
            "unit_name": self.register.unit(dossier.unit_id).name,
            "record": printed.get(str(dossier.subject_id)),
            "decided_on": decided_on,
            **dossier.days,
        }

    def _concluded(
        self, decision_id: UUID, outcomes: dict[UUID, Outcome], reasons: dict[str, str], *, by_higher: bool, did: Did
    ) -> list[Any]:
        dossiers = []
        freed: dict[UUID, Allocation] = {}
        for id, outcome in outcomes.items():
            dossier = self.load(Nomination, id)
            reason = self._sealed(id, "reason", reasons.get(str(id), ""))
            dossier.conclude(decision_id, outcome, reason, by_higher, did)
            dossiers.append(dossier)
            if outcome is Outcome.REFUSED:
                self._free(dossier, freed, did)
        return [*dossiers, *freed.values()]
