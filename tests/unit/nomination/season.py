"""A small department, its register and its council: the world in which nomination's stories are told."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from services.nomination.application import KnownCampaign, KnownSignatory, KnownUnit, NominationLog
from services.nomination.domain.documents import Decision, Petition
from services.nomination.domain.dossiers import Nomination
from services.nomination.domain.places import Allocation
from shared.clock import ReadClock
from shared.contracts.base import Paper, Role
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
    DecidedLine,
    DossierState,
    DraftDecision,
    DraftPetition,
    EnterCounts,
    EstablishCouncil,
    GrantPlaces,
    IssueDecision,
    LineCount,
    Outcome,
    PublishDecision,
    RecordAnswer,
    RecordAttendance,
    ReturnNomination,
    Route,
    Seat,
    SeatKind,
    SendPetition,
    SessionClosed,
    SignDecision,
    SignPetition,
    SubmitNomination,
    UnitMinutes,
    WithdrawNomination,
)
from shared.contracts.registration.kinds import SubjectKind, UnitKind
from shared.contracts.registration.people import Contact
from shared.errors import Conflict, Forbidden, NotFound
from shared.eventlog import Tools
from shared.principals import Principal
from tests.unit.telling import Today, ask

ROOM, OTHER_ROOM, DISTRICT_OFFICE = uuid4(), uuid4(), uuid4()
CAMPAIGN, THEMATIC, ROUND = uuid4(), uuid4(), uuid4()
DIRECTOR_HIMSELF, DEPUTY_HIMSELF = uuid4(), uuid4()
STAFF = [uuid4() for _ in range(30)]  # of the room
DISTRICT_STAFF = [uuid4() for _ in range(5)]
DIRECTOR_SIGNS, DEPUTY_SIGNS = uuid4(), uuid4()
SECRETARY_HIMSELF = uuid4()

CLERK = Principal("chuyen-vien", Role.CLERK, unit=ROOM)
HEAD = Principal("truong-phong", Role.HEAD, unit=ROOM)
STRANGER = Principal("phong-khac", Role.CLERK, unit=OTHER_ROOM)
OFFICE = Principal("van-phong", Role.OFFICE)
SECRETARY = Principal("thu-ky", Role.SECRETARY, person=SECRETARY_HIMSELF)
DIRECTOR = Principal("giam-doc", Role.DIRECTOR, person=DIRECTOR_HIMSELF)
DEPUTY = Principal("pho-giam-doc", Role.DIRECTOR, person=DEPUTY_HIMSELF)
RECORDS = Principal("van-thu", Role.RECORDS)
OPERATOR = Principal("quan-tri", Role.OPERATOR)
NOMINATION = Principal("nomination", Role.SERVICE)

NAMES = {DIRECTOR_HIMSELF: "Đinh Thị Tuệ", DEPUTY_HIMSELF: "Phạm Minh Nguyệt"} | {
    one: f"Nguyễn Văn {name}"
    for one, name in zip(STAFF + DISTRICT_STAFF, (f"Lương{n:02}" for n in range(35)), strict=True)
}
MINISTER = "Trần Quốc Khánh"


class FakeRegister:
    """What registration would have told."""

    def __init__(self) -> None:
        self.units = {
            ROOM: KnownUnit(ROOM, "Phòng Hành chính tư pháp", UnitKind.ROOM),
            OTHER_ROOM: KnownUnit(OTHER_ROOM, "Thanh tra", UnitKind.ROOM),
            DISTRICT_OFFICE: KnownUnit(DISTRICT_OFFICE, "Phòng Tư pháp Hoa Lư", UnitKind.DISTRICT_OFFICE),
        }
        self.people = dict.fromkeys((DIRECTOR_HIMSELF, DEPUTY_HIMSELF, *STAFF), ROOM)
        self.people |= dict.fromkeys(DISTRICT_STAFF, DISTRICT_OFFICE)
        self.campaigns = {
            CAMPAIGN: KnownCampaign(CAMPAIGN, "department", "by_round", (ROUND,)),
            THEMATIC: KnownCampaign(THEMATIC, "ministry", "thematic", ()),
        }
        self.signatories = {
            DIRECTOR_SIGNS: KnownSignatory(
                DIRECTOR_SIGNS, DIRECTOR_HIMSELF, "GIÁM ĐỐC", date(2021, 1, 1), date(2025, 12, 31)
            ),
            DEPUTY_SIGNS: KnownSignatory(
                DEPUTY_SIGNS, DEPUTY_HIMSELF, "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC", date(2021, 1, 1), None
            ),
        }

    def unit(self, id: UUID) -> KnownUnit:
        if id not in self.units:
            raise NotFound("unknown", id=id)
        return self.units[id]

    def unit_of(self, person_id: UUID) -> UUID:
        if person_id not in self.people:
            raise NotFound("unknown", id=person_id)
        return self.people[person_id]

    def campaign(self, id: UUID) -> KnownCampaign:
        if id not in self.campaigns:
            raise Conflict("unknown-campaign")
        return self.campaigns[id]

    def signatory(self, id: UUID) -> KnownSignatory:
        if id not in self.signatories:
            raise NotFound("unknown", id=id)
        return self.signatories[id]


MINUTES = UnitMinutes(held_on=date(2022, 10, 20), members=9, present=8, in_favour=8)


class Season:
    """A nomination log with the steps of a season; each step is one request."""

    def __init__(self, env: dict[str, str] | None = None) -> None:
        self.today = Today(date(2022, 11, 1))
        self.register = FakeRegister()
        self.log = NominationLog(env, Tools(clock=ReadClock(self.today.now)), self.register)
        self.members = [uuid4() for _ in range(9)]
        self.council: UUID | None = None
        self.granted: dict[tuple[UUID, str, SubjectKind], UUID] = {}

    # -- places ---------------------------------------------------------------------------------------

    def adopts_rules(self) -> UUID:
        return self.log.adopt_rules(ask(AdoptRules, pack="2022"), OPERATOR).id

    def grants(self, places: int = 20, award: str = "LDTT", **more: Any) -> UUID:
        fields = {"grant_id": uuid4(), "campaign_id": CAMPAIGN, "subject_kind": SubjectKind.INDIVIDUAL} | more
        return self.log.grant_places(ask(GrantPlaces, award=award, places=places, **fields), OFFICE).id

    def allocates(self, grant: UUID, places: int = 10, unit: UUID = ROOM) -> UUID:
        command = ask(AllocatePlaces, allocation_id=uuid4(), grant_id=grant, unit_id=unit, places=places)
        return self.log.allocate_places(command, OFFICE).id

    def share(self, places: int = 10, award: str = "LDTT", unit: UUID = ROOM, **more: Any) -> UUID:
        """A unit's share of the award's one grant in the campaign."""
        granted = (more.get("campaign_id", CAMPAIGN), award, more.get("subject_kind", SubjectKind.INDIVIDUAL))
        if granted not in self.granted:
            self.granted[granted] = self.grants(places + 40, award, **more)
        return self.allocates(self.granted[granted], places, unit)

    def left(self, share: UUID) -> int:
        return self.log.load(Allocation, share).left

    # -- dossiers -------------------------------------------------------------------------------------

    def nomination(self, share: UUID, subject: UUID = STAFF[0], **more: Any) -> SubmitNomination:
        fields = {"nomination_id": uuid4(), "minutes": MINUTES, "achievements": "Sáng kiến số hóa hộ tịch."} | more
        return ask(SubmitNomination, allocation_id=share, subject_id=subject, **fields)

    def submits(self, share: UUID, subject: UUID = STAFF[0], who: Principal = CLERK, **more: Any) -> UUID:
        return self.log.submit(self.nomination(share, subject, **more), who).id

    def returns(self, dossier: UUID) -> None:
        command = ask(
            ReturnNomination, nomination_id=dossier, missing=("Bản tự nhận xét",), complete_by=date(2022, 11, 10)
        )
        self.log.return_for_completion(command, OFFICE)

    def completes(self, dossier: UUID, achievements: str = "Sáng kiến, có xác nhận.", who: Principal = CLERK) -> None:
        self.log.complete(ask(CompleteNomination, nomination_id=dossier, achievements=achievements), who)

    def accepts(self, dossier: UUID) -> None:
        self.log.accept(ask(AcceptNomination, nomination_id=dossier), OFFICE)

    def appraises(self, dossier: UUID, appraisal: Appraisal = Appraisal.ELIGIBLE, reason: str = "") -> None:
        command = ask(AppraiseNomination, nomination_id=dossier, appraisal=appraisal, reason=reason)
        self.log.appraise(command, OFFICE)

    def withdraws(self, dossier: UUID, who: Principal = CLERK, reason: str = "Chuyển công tác") -> None:
        self.log.withdraw(ask(WithdrawNomination, nomination_id=dossier, reason=reason), who)

    def eligible(self, share: UUID, subject: UUID = STAFF[0], who: Principal = CLERK, **more: Any) -> UUID:
        dossier = self.submits(share, subject, who, **more)
        self.accepts(dossier)
        self.appraises(dossier)
        return dossier

    def dossier(self, id: UUID) -> Nomination:
        return self.log.load(Nomination, id)

    def state(self, id: UUID) -> DossierState:
        return self.dossier(id).state

    # -- the council ----------------------------------------------------------------------------------

    def establishes(self) -> UUID:
        seats = [Seat(person_id=self.members[0], kind=SeatKind.CHAIR)]
        seats += [Seat(person_id=one, kind=SeatKind.MEMBER) for one in self.members[1:]]
        seats += [Seat(person_id=SECRETARY_HIMSELF, kind=SeatKind.SECRETARY)]
        return self.log.establish_council(self.council_of(seats), OFFICE).id

    @staticmethod
    def council_of(seats: Iterable[Seat]) -> EstablishCouncil:
        return ask(
            EstablishCouncil,
            council_id=uuid4(),
            name="Hội đồng Thi đua - Khen thưởng Sở Tư pháp",
            decision_number="05/QĐ-STP",
            decided_on=date(2022, 1, 20),
            seats=tuple(seats),
        )

    def convenes(self, *dossiers: UUID) -> UUID:
        self.council = self.council or self.establishes()
        command = ask(
            ConveneSession,
            session_id=uuid4(),
            council_id=self.council,
            held_on=self.today.day,
            place="Phòng họp tầng 2",
            agenda=dossiers,
        )
        return self.log.convene_session(command, SECRETARY).id

    def attends(self, session: UUID, present: int | None = None) -> Attendance:
        there = tuple(self.members[: len(self.members) if present is None else present])
        return self.log.record_attendance(ask(RecordAttendance, session_id=session, present=there), SECRETARY)

    def enters(self, session: UUID, counts: dict[UUID, int], voters: int | None = None) -> str:
        """Counts in favour; who is not in favour is against."""
        voters = len(self.members) if voters is None else voters
        lines = tuple(
            LineCount(nomination_id=one, in_favour=count, against=voters - count, blank=0)
            for one, count in counts.items()
        )
        return self.log.enter_counts(ask(EnterCounts, session_id=session, lines=lines), SECRETARY).digest

    @property
    def chair(self) -> Principal:
        return Principal("chu-tich", Role.CHAIR, person=self.members[0])

    def confirms(self, session: UUID, digest: str, who: Principal | None = None) -> SessionClosed:
        command = ask(ConfirmCounts, session_id=session, digest=digest)
        return self.log.confirm_counts(command, who or self.chair)

    def votes(self, counts: dict[UUID, int]) -> SessionClosed:
        """A whole session with everybody there."""
        session = self.convenes(*counts)
        self.attends(session)
        return self.confirms(session, self.enters(session, counts))

    def passed(self, share: UUID, *subjects: UUID, who: Principal = CLERK, **more: Any) -> list[UUID]:
        """Dossiers that the council passed by all votes."""
        dossiers = [self.eligible(share, subject, who, **more) for subject in subjects]
        self.votes(dict.fromkeys(dossiers, len(self.members)))
        return dossiers

    # -- decisions ------------------------------------------------------------------------------------

    def decision(self, *dossiers: UUID, refused: Iterable[UUID] = (), **more: Any) -> DraftDecision:
        refused = set(refused)
        lines = tuple(
            DecidedLine(nomination_id=one, outcome=Outcome.REFUSED, reason="Đang bị xem xét kỷ luật")
            if one in refused
            else DecidedLine(nomination_id=one, outcome=Outcome.GRANTED)
            for one in dossiers
        )
        fields = {
            "decision_id": uuid4(),
            "title": "Về việc tặng danh hiệu thi đua năm 2022",
            "bases": ("Luật Thi đua, khen thưởng",),
            "articles": ("Tặng danh hiệu cho các cá nhân có tên sau.",),
            "signatory_id": DIRECTOR_SIGNS,
            "lines": lines,
        }
        return ask(DraftDecision, **(fields | more))

    def drafts(self, *dossiers: UUID, **more: Any) -> UUID:
        decision = self.log.draft_decision(self.decision(*dossiers, **more), OFFICE).id
        self._prints_as_its_signatory(decision, Decision)
        return decision

    def prints(
        self, document: UUID, kind: type[Decision] | type[Petition] = Decision, who: Principal = DIRECTOR
    ) -> None:
        contacts = [
            Contact(person_id=one, name=NAMES[one], position="Chuyên viên", email="")
            for one in self.log.people_to_print(kind, document, who)
        ]
        if contacts:
            self.log.print_names(kind, document, contacts, NOMINATION)

    def _prints_as_its_signatory(self, document: UUID, kind: type[Decision] | type[Petition]) -> None:
        """As the service does before it signs; whoever may no longer sign gets no names either."""
        signatory = UUID(self.log.load(kind, document).signatory["person_id"])
        with suppress(Forbidden):
            self.prints(document, kind, Principal("signatory", Role.DIRECTOR, person=signatory))

    def signs(self, decision: UUID, who: Principal = DIRECTOR, **more: Any) -> None:
        self.log.sign_decision(ask(SignDecision, decision_id=decision, **more), who)

    def signed(self, *dossiers: UUID, **more: Any) -> UUID:
        decision = self.drafts(*dossiers, **more)
        self.signs(decision)
        return decision

    def issues(self, decision: UUID, number: str = "128/QĐ-STP", on: date | None = None) -> None:
        command = ask(IssueDecision, decision_id=decision, number=number, issued_on=on or self.today.day)
        self.log.issue_decision(command, RECORDS)

    def publishes(self, decision: UUID, on: date | None = None) -> None:
        command = ask(PublishDecision, decision_id=decision, published_on=on or self.today.day)
        self.log.publish_decision(command, RECORDS)

    # -- petitions ------------------------------------------------------------------------------------

    def petitions(self, *dossiers: UUID, route: Route = Route.PROVINCE, **more: Any) -> UUID:
        fields = {
            "petition_id": uuid4(),
            "title": "Đề nghị tặng Bằng khen của Chủ tịch UBND tỉnh",
            "addressee": "Chủ tịch UBND tỉnh",
            "bases": ("Luật Thi đua, khen thưởng",),
            "signatory_id": DIRECTOR_SIGNS,
        }
        command = ask(DraftPetition, route=route, nominations=dossiers, **(fields | more))
        petition = self.log.draft_petition(command, OFFICE).id
        self._prints_as_its_signatory(petition, Petition)
        return petition

    def signs_petition(self, petition: UUID, who: Principal = DIRECTOR, **more: Any) -> None:
        self.log.sign_petition(ask(SignPetition, petition_id=petition, **more), who)

    def sends(self, petition: UUID, number: str = "07/TTr-STP", on: date | None = None) -> None:
        command = ask(SendPetition, petition_id=petition, number=number, sent_on=on or self.today.day)
        self.log.send_petition(command, RECORDS)

    def sent(self, *dossiers: UUID, number: str = "07/TTr-STP") -> UUID:
        petition = self.petitions(*dossiers)
        self.prints(petition, Petition)
        self.signs_petition(petition)
        self.sends(petition, number)
        return petition

    def answer(self, petition: UUID, granted: Iterable[UUID] = (), refused: Iterable[UUID] = (), **more: Any) -> Any:
        lines = [DecidedLine(nomination_id=one, outcome=Outcome.GRANTED) for one in granted]
        lines += [
            DecidedLine(nomination_id=one, outcome=Outcome.REFUSED, reason="Không đủ thời gian công tác")
            for one in refused
        ]
        fields = {
            "decision_id": uuid4(),
            "authority": "CHỦ TỊCH UBND TỈNH",
            "title": "Về việc tặng Bằng khen",
            "number": "901/QĐ-UBND",
            "signed_on": self.today.day,
            "signatory": MINISTER,
            "capacity": "CHỦ TỊCH",
            "document": Paper(title="901/QĐ-UBND", sha256=sha256(b"scan").hexdigest()),
            "lines": tuple(lines),
        }
        return ask(RecordAnswer, petition_id=petition, **(fields | more))

    def answers(self, petition: UUID, granted: Iterable[UUID] = (), refused: Iterable[UUID] = (), **more: Any) -> UUID:
        return self.log.record_answer(self.answer(petition, granted, refused, **more), OFFICE).id

    def signatory_until(self, last_day: date) -> None:
        known = self.register.signatories[DIRECTOR_SIGNS]
        self.register.signatories[DIRECTOR_SIGNS] = replace(known, valid_until=last_day)
