"""The use cases of what is recorded about people: classifications, measures, cases, absences; and who saw them."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.registration.application.base import Base
from services.registration.domain.disclosures import Disclosure
from services.registration.domain.evaluations import Record, new_case, open_case
from services.registration.domain.facts import ALWAYS
from services.registration.domain.people import Person
from shared.contracts.base import Command, Done
from shared.contracts.registration.kinds import EvaluationKind
from shared.contracts.registration.people import (
    ClearCase,
    DiscloseEvaluations,
    Evaluation,
    EvaluationsDisclosed,
    FlagCase,
    RecordClassification,
    RecordDiscipline,
    RecordLeave,
)
from shared.eventlog import Did
from shared.principals import Principal


class Evaluations(Base):
    """What can be recorded about people, all of it under seal."""

    def record_classification(self, command: RecordClassification, who: Principal) -> Done:
        """Record an annual classification."""
        said = _said(EvaluationKind.CLASSIFICATION, command.classification, command, year=command.year)
        return self._enter(self.load(Person, command.person_id), said, self.did(who, command))

    def record_discipline(self, command: RecordDiscipline, who: Principal) -> Done:
        """Record a disciplinary measure."""
        days = {"from_on": command.from_on, "until_on": command.until_on}
        said = _said(EvaluationKind.DISCIPLINE, command.form, command, **days)
        return self._enter(self.load(Person, command.person_id), said, self.did(who, command))

    def record_leave(self, command: RecordLeave, who: Principal) -> Done:
        """Record an absence."""
        days = {"from_on": command.from_on, "until_on": command.until_on, "working_days": command.working_days}
        said = _said(EvaluationKind.LEAVE, command.kind, command, **days)
        return self._enter(self.load(Person, command.person_id), said, self.did(who, command))

    def flag_case(self, command: FlagCase, who: Principal) -> Done:
        """Record that a case is open from the effective day on."""
        did = self.did(who, command)
        person = self.load(Person, command.person_id)
        new_case(self._records(person), command.case_id)
        case = {"case_id": command.case_id, "from_on": did.effective_on}
        self._enter(person, _said(EvaluationKind.PENDING_CASE, command.matter, command, **case), did)
        return Done(id=command.case_id)

    def clear_case(self, command: ClearCase, who: Principal) -> Done:
        """Record that a case is over on the effective day."""
        did = self.did(who, command)
        person = self.load(Person, command.person_id)
        matter = open_case(self._records(person), command.case_id)
        case = {"case_id": command.case_id, "from_on": matter.from_on, "until_on": did.effective_on, "closes": True}
        return self._enter(person, _said(EvaluationKind.PENDING_CASE, command.conclusion, command, **case), did)

    def disclose_evaluations(self, command: DiscloseEvaluations, who: Principal) -> EvaluationsDisclosed:
        """Hand out what was recorded of some people; a repeat gets nothing: it asks anew."""
        did = self.did(who, command)
        people = [self.load(Person, id) for id in dict.fromkeys(command.person_ids)]
        disclosure = Disclosure.make(
            self.new(command.disclosure_id), "evaluations", [str(one.id) for one in people], command.purpose, did
        )
        self.record(disclosure, did=did, answer=EvaluationsDisclosed(id=disclosure.id))
        known_on = command.known_on or ALWAYS
        return EvaluationsDisclosed(
            id=disclosure.id, evaluations=tuple(one for person in people for one in self._known(person, known_on))
        )

    def _enter(self, person: Person, record: Record, did: Did) -> Done:
        # basis, paper and day stand in every event in clear: here they would tell, so they are sealed with the rest
        sealed = self.sealer.seal(person.id, "evaluation", record.sealed())
        person.record(sealed, replace(did, basis="", paper=None, effective_on=did.recorded_at.date()))
        return self.record(person, did=did, answer=Done(id=person.id))

    def _records(self, person: Person) -> list[Record]:
        opened = self.sealer.open_each([sealed for _, sealed, _ in person.evaluations()])
        return [Record.opened(said) for said in opened if said]

    def _known(self, person: Person, known_on: date) -> list[Evaluation]:
        stored = person.evaluations(known_on)
        opened = self.sealer.open_each([sealed for _, sealed, _ in stored])
        records = [(at, Record.opened(said), day) for (at, _, day), said in zip(stored, opened, strict=True) if said]
        ends = {one.case_id: one.until_on for _, one, _ in records if one.closes}
        return [
            Evaluation(
                person_id=person.id,
                stream_version=version,
                kind=one.kind,
                value=one.value,
                year=one.year,
                from_on=one.from_on,
                until_on=ends.get(one.case_id, one.until_on) if one.case_id else one.until_on,
                working_days=one.working_days,
                document=one.basis or one.paper_title,
                recorded_on=recorded_on,
            )
            for version, one, recorded_on in records
        ]


def _said(kind: EvaluationKind, value: str, command: Command, **more: Any) -> Record:
    paper = command.paper
    return Record(
        kind=kind,
        value=value,
        basis=command.basis,
        paper_title=paper.title if paper else "",
        paper_sha256=paper.sha256 if paper else "",
        **more,
    )
