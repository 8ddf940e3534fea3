"""The use cases of nomination, one method each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from services.nomination.domain.council import Council, Session
from services.nomination.domain.documents import Decision, ExternalDecision, Petition, lines_of
from services.nomination.domain.dossiers import Nomination
from services.nomination.domain.places import Allocation, Grant, Rules
from services.nomination.publishing import public_event
from services.nomination.rules import CURRENT, RulePack, rule_pack
from shared.contracts.base import UNIT_ROLES, Command, Done
from shared.contracts.nomination import (
    AcceptNomination,
    AdoptRules,
    AllocatePlaces,
    Appraisal,
    AppraiseNomination,
    Attendance,
    CompleteNomination,
    ConfirmCounts,
    ConveneSession,
    CountsEntered,
    DossierState,
    DraftDecision,
    DraftPetition,
    EnterCounts,
    EstablishCouncil,
    GrantPlaces,
    IssueDecision,
    LineResult,
    Outcome,
    PlaceTaken,
    PublishDecision,
    RecordAnswer,
    RecordAttendance,
    ReturnNomination,
    SendPetition,
    SessionClosed,
    SignDecision,
    SignPetition,
    SubmitNomination,
    WithdrawNomination,
)
from shared.contracts.registration import Contact, SubjectKind, UnitKind
from shared.errors import Conflict, Forbidden, Invalid
from shared.eventlog import Did, EventLog, Tools
from shared.messages import Message
from shared.principals import Principal
from shared.sealing import Sealed

AUTHORITY = "SỞ TƯ PHÁP"


@dataclass(frozen=True)
class KnownUnit:
    """A unit as registration's events have it."""

    id: UUID
    name: str
    kind: UnitKind


@dataclass(frozen=True)
class KnownCampaign:
    """A launched campaign as registration's events have it."""

    id: UUID
    level: str
    kind: str
    rounds: tuple[UUID, ...]


@dataclass(frozen=True)
class KnownSignatory:
    """Who may sign, as registration's events have it."""

    id: UUID
    person_id: UUID
    capacity: str
    valid_from: date
    valid_until: date | None


class Register(Protocol):
    """Units, people, campaigns and signatories, as followed from registration."""

    def unit(self, id: UUID) -> KnownUnit:
        """The unit; ``NotFound`` if it is not known here."""

    def unit_of(self, person_id: UUID) -> UUID:
        """The unit that a person belongs to."""

    def campaign(self, id: UUID) -> KnownCampaign:
        """The launched campaign."""

    def signatory(self, id: UUID) -> KnownSignatory:
        """Who may sign."""


class NominationLog(EventLog):
    """Nomination's log and use cases."""

    name = "nomination"

    def __init__(
        self, env: Mapping[str, str] | None = None, tools: Tools | None = None, register: Register | None = None
    ) -> None:
        super().__init__(env, tools)
        self._register = register

    @property
    def register(self) -> Register:
        """What registration knows."""
        assert self._register is not None
        return self._register

    @property
    def pack(self) -> RulePack:
        """The rules in use."""
        return rule_pack(CURRENT)

    @property
    def rules_used(self) -> dict[str, str]:
        """Which rules a step was taken by."""
        return {"pack": self.pack.name, "digest": self.pack.digest}

    def public(self, recorded: Any) -> Message | None:
        """Names leave the seal in an issued decision only."""
        return public_event(recorded, self.sealer)

    # -- rules and places -----------------------------------------------------------------------------

    def adopt_rules(self, command: AdoptRules, who: Principal) -> Done:
        """Take a rule pack into use."""
        did = self.did(who, command)
        pack = rule_pack(command.pack)
        id = uuid5(NAMESPACE_URL, f"vinhdanh:rules:{pack.name}")
        if self.find(Rules, id):
            raise Conflict("name-taken", name=pack.name)
        awards = [
            {"code": one.code, "name": one.name, "kind": one.kind, "subject_kinds": [k.value for k in one.subjects]}
            for one in pack.awards.values()
        ]
        rules = Rules.adopt(id, pack.name, pack.valid_from, pack.valid_until, pack.digest, awards, did)
        return self.record(rules, did=did, answer=Done(id=id))

    def grant_places(self, command: GrantPlaces, who: Principal) -> Done:
        """Record how many places an authority granted."""
        did = self.did(who, command)
        award = self.pack.award(command.award, command.subject_kind)
        campaign = self.register.campaign(command.campaign_id)
        self.pack.check_campaign(award, campaign.level, campaign.kind)
        grant = Grant.grant(
            self.new(command.grant_id), campaign.id, award.code, command.subject_kind, command.places, did
        )
        claim = self.claim("grant", f"{campaign.id}:{award.code}:{command.subject_kind.value}", grant.id, did)
        return self.record(grant, claim, did=did, answer=Done(id=grant.id))

    def allocate_places(self, command: AllocatePlaces, who: Principal) -> Done:
        """Give a unit its share: one a unit and grant."""
        did = self.did(who, command)
        grant = self.load(Grant, command.grant_id)
        unit = self.register.unit(command.unit_id)
        award = self.pack.award(grant.award, grant.subject_kind)
        self.pack.check_pool(award, self.pack.owner(unit.kind))
        grant.allocate(self.new(command.allocation_id), unit.id, command.places, did)
        allocation = Allocation.open(command.allocation_id, grant, unit.id, command.places, did)
        claim = self.claim("allocation", f"{grant.id}:{unit.id}", allocation.id, did)
        return self.record(grant, allocation, claim, did=did, answer=Done(id=allocation.id))

    # -- dossiers -------------------------------------------------------------------------------------

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

    # -- the council ----------------------------------------------------------------------------------

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

    # -- decisions ------------------------------------------------------------------------------------

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

    # -- petitions ------------------------------------------------------------------------------------

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

    # -- in common ------------------------------------------------------------------------------------

    def _own_unit(self, who: Principal, unit_id: UUID, command: Command) -> None:
        mine = who.unit == unit_id if who.role in UNIT_ROLES else command.on_behalf_of == unit_id
        if not mine:
            raise Forbidden("not-your-unit")

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

    def _sealed(self, nomination_id: UUID, name: str, value: str) -> Sealed:
        return self.sealer.seal(nomination_id, "dossier", {name: value})

    def _dossiers(self, ids: Iterable[UUID]) -> list[Nomination]:
        return [self.load(Nomination, id) for id in ids]

    def _free(self, nomination: Nomination, freed: dict[UUID, Allocation], did: Did) -> None:
        id = nomination.allocation_id
        if id not in freed:
            freed[id] = self.load(Allocation, id)
        freed[id].release(nomination.id, did)

    def _freed(self, nomination: Nomination, did: Did) -> Allocation:
        freed: dict[UUID, Allocation] = {}
        self._free(nomination, freed, did)
        return freed[nomination.allocation_id]

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
