"""What notification hears and whom it asks: logs of published events, contacts, notices, and a mail server."""

import email.policy
from collections.abc import Callable
from datetime import date, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as SmtpEnvelope

from services.notification.projection import project
from shared.clock import VIETNAM
from shared.contracts.base import Contract, Envelope, EventPage, EventsAfter
from shared.contracts.nomination import (
    AwardDefined,
    DecisionIssued,
    IssuedLine,
    NominationApi,
    Notice,
    NoticeQuery,
    RulePackAdopted,
)
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.campaigns import CampaignAmended, CampaignLaunched, Obligation
from shared.contracts.registration.kinds import CampaignKind, CampaignLevel, ObligationKind, SubjectKind, UnitKind
from shared.contracts.registration.people import Contact, ContactsDisclosed, DiscloseContacts
from shared.contracts.registration.units import UnitRegistered
from shared.contracts.reporting import ReportingApi, ReportKind, ReportSubmitted
from shared.database import Database
from shared.errors import NotFound
from shared.following import Follower
from shared.messages import Json, Message
from shared.settings import Settings

SERVICE_FOLDER = Path(__file__).parents[3] / "services" / "notification"


def id_of(name: str) -> UUID:
    """The id of whatever is called so."""
    return uuid5(UUID(int=0), name)


CAMPAIGN = id_of("campaign")
ROOMS = ("Phòng Hành chính tư pháp", "Phòng Xây dựng văn bản", "Thanh tra Sở")
DUE = date(2022, 6, 30)
PEOPLE = {"Nguyễn Thị Hà": "Chuyên viên", "Trần Văn Bình": "Trưởng phòng"}


class Log:
    """A service's log as others read it; positions have holes, as a real log's have."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    def add(self, event: Message | str, stream: UUID | None = None) -> Envelope:
        """Record a published event, or a private one by its name."""
        last = self.envelopes[-1].position if self.envelopes else 0
        envelope = Envelope(
            position=last + 1 + len(self.envelopes) % 2,
            previous=last,
            name=type(event).__name__ if isinstance(event, Message) else event,
            stream=stream or id_of(f"stream {last}"),
            stream_version=1,
            by="someone",
            recorded_at=datetime(2022, 1, 18, 8, tzinfo=VIETNAM),
            data=event.dump() if isinstance(event, Message) else None,
        )
        self.envelopes.append(envelope)
        return envelope

    def events_after(self, request: EventsAfter) -> EventPage:
        """The events that follow a position."""
        found = [one for one in self.envelopes if one.position > request.position][: request.limit]
        return EventPage(events=tuple(found), upto=found[-1].position if found else request.position)


class World:
    """The logs of the others, and this service's followers of them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.logs: dict[type[Contract], Log] = {one: Log() for one in (RegistrationApi, NominationApi, ReportingApi)}

    def happens(self, api: type[Contract], *events: Message | str) -> None:
        """Events are recorded somewhere and reach this service."""
        for event in events:
            self.logs[api].add(event)
        self.hear()

    def hear(self) -> None:
        """Read on in all logs."""
        for api, log in self.logs.items():
            Follower(self.database, api, project).catch_up(log)

    def receive(self, api: type[Contract], messages: list[Json]) -> None:
        """A queue's messages arrive, whatever it did to them."""
        follower = Follower(self.database, api, project)
        for message in messages:
            follower.receive([message], self.logs[api])


class Registration(RegistrationApi):
    """Registration, asked for names and addresses."""

    def __init__(self) -> None:
        self.asked: list[DiscloseContacts] = []

    def disclose_contacts(self, request: DiscloseContacts) -> ContactsDisclosed:
        """Names and addresses of the people of this world."""
        self.asked.append(request)
        known = {id_of(name): name for name in PEOPLE}
        return ContactsDisclosed(
            id=request.disclosure_id,
            contacts=tuple(
                Contact(person_id=id, name=known[id], position=PEOPLE[known[id]], email=f"{id.hex[:8]}@stp.invalid")
                for id in request.person_ids
                if id in known
            ),
        )


class Nomination(NominationApi):
    """Nomination, asked whom its private events concern."""

    def __init__(self, notices: dict[UUID, Notice]) -> None:
        self.notices = notices

    def notice_of(self, request: NoticeQuery) -> Notice:
        """The notice of a stream."""
        if request.stream not in self.notices:
            raise NotFound("unknown", id=request.stream)
        return self.notices[request.stream]


def units(*names: str, mailbox: str = "{code}@stp.invalid") -> list[UnitRegistered]:
    """Units enter the register."""
    return [
        UnitRegistered(
            unit_id=id_of(name),
            code=id_of(name).hex[:8],
            name=name,
            kind=UnitKind.ROOM,
            parent_id=None,
            mailbox=mailbox.format(code=id_of(name).hex[:8]),
            external_code="",
        )
        for name in names
    ]


def launched(*kinds: ObligationKind, due_on: date = DUE, launched_on: date = date(2022, 1, 18)) -> CampaignLaunched:
    """The campaign, in which each room owes something."""
    return CampaignLaunched(
        campaign_id=CAMPAIGN,
        title="Phong trào thi đua ngành Tư pháp năm 2022",
        level=CampaignLevel.DEPARTMENT,
        kind=CampaignKind.BY_ROUND,
        year_from=2022,
        year_to=2022,
        theme="",
        launched_by="Sở Tư pháp Ninh Bình",
        number="03/KH-STP",
        dated=date(2022, 1, 18),
        launched_on=launched_on,
        parent_id=None,
        legal_bases=(),
        rounds=(),
        obligations=tuple(
            Obligation(unit_id=id_of(room), kind=kind, due_on=due_on) for room in ROOMS for kind in kinds
        ),
        recipients=(),
    )


def amended(*kinds: ObligationKind, due_on: date, rooms: tuple[str, ...] = ROOMS) -> CampaignAmended:
    """The campaign, in which rooms owe something else now."""
    plan = launched(*kinds, due_on=due_on)
    shared_fields = set(CampaignAmended.__dataclass_fields__) & set(CampaignLaunched.__dataclass_fields__)
    return CampaignAmended(
        **{
            **{name: getattr(plan, name) for name in shared_fields},
            "obligations": tuple(
                Obligation(unit_id=id_of(room), kind=kind, due_on=due_on) for room in rooms for kind in kinds
            ),
            "amended_on": date(2022, 6, 1),
            "reason": "Sở chuyển hội nghị sơ kết sang tháng 7.",
            "changed": ("due",),
        }
    )


def report_of(room: str) -> ReportSubmitted:
    """A room hands in its interim report."""
    return ReportSubmitted(
        report_id=id_of(f"report of {room}"),
        campaign_id=CAMPAIGN,
        unit_id=id_of(room),
        kind=ReportKind.INTERIM,
        submitted_on=date(2022, 6, 20),
        late=False,
    )


def rules() -> RulePackAdopted:
    """The awards that there are."""
    named = {"LDTT": ("Lao động tiên tiến", "title"), "GK_SO": ("Giấy khen của Giám đốc Sở Tư pháp", "commendation")}
    return RulePackAdopted(
        pack="2022",
        valid_from=date(2022, 1, 1),
        valid_until=None,
        digest="0" * 64,
        awards=tuple(
            AwardDefined(code=code, name=name, kind=kind, subject_kinds=(SubjectKind.INDIVIDUAL,))
            for code, (name, kind) in named.items()
        ),
    )


def decision() -> DecisionIssued:
    """A decision that honours two people of one room, and another room as a collective."""
    honoured: list[tuple[str, str, SubjectKind, str]] = [
        *((name, "LDTT", SubjectKind.INDIVIDUAL, ROOMS[0]) for name in PEOPLE),
        (ROOMS[1], "GK_SO", SubjectKind.COLLECTIVE, ROOMS[1]),
    ]
    day = date(2022, 12, 26)
    return DecisionIssued(
        decision_id=id_of("decision"),
        authority="Giám đốc Sở Tư pháp",
        title="Về việc khen thưởng năm 2022",
        number="101/QĐ-STP",
        signed_on=day,
        issued_on=day,
        signatory="Phạm Gia Tuệ",
        capacity="GIÁM ĐỐC",
        bases=(),
        articles=(),
        external=False,
        lines=tuple(
            IssuedLine(
                line=line,
                award_id=id_of(f"award {line}"),
                award=award,
                campaign_id=CAMPAIGN,
                subject_id=id_of(subject),
                subject_kind=kind,
                name=subject,
                position=PEOPLE.get(subject, ""),
                unit_id=id_of(room),
                unit_name=room,
                received_on=day,
                appraised_on=day,
                passed_on=day,
                decided_on=day,
            )
            for line, (subject, award, kind, room) in enumerate(honoured, start=1)
        ),
    )


def letters(database: Database) -> set[tuple[str, str]]:
    """The letters that there are: recipient and template."""
    with database.transaction() as sql:
        rows = sql.execute("SELECT recipient, template FROM letter").fetchall()
    assert len({(row.recipient, row.template) for row in rows}) == len(rows)
    return {(row.recipient, row.template) for row in rows}


class MailServer:
    """A real SMTP server in a thread; what it does with a letter can be replaced."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[EmailMessage] = []
        self.on_letter: Callable[[EmailMessage], str] = lambda letter: "250 OK"
        self._controller: Any = None

    @property
    def settings(self) -> Settings:
        """Settings of a sandbox whose mail server this is."""
        return Settings(smtp_url=f"smtp://127.0.0.1:{self.port}", mode="sandbox", portal_url="https://cong.invalid")

    def start(self) -> None:
        """Take letters."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, server_hostname="localhost")
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: SmtpEnvelope) -> str:
        """Take one letter: aiosmtpd calls this."""
        assert isinstance(envelope.content, bytes)
        letter = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(envelope.content)
        answer = self.on_letter(letter)
        if answer.startswith("250"):
            self.received.append(letter)
        return answer
