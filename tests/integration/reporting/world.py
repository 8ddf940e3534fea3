"""The year 2022 of a department as its two logs tell it, made up and small."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import services.reporting
from services.reporting.projection import project
from shared.clock import VIETNAM
from shared.contracts.base import Envelope, EventPage, EventsAfter, Role
from shared.contracts.nomination import (
    AwardDefined,
    DecisionIssued,
    DecisionPublished,
    IssuedLine,
    NominationApi,
    RulePackAdopted,
)
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.access import IssuerTrusted
from shared.contracts.registration.campaigns import CampaignLaunched, LegalBasisView, Obligation, RoundView
from shared.contracts.registration.kinds import (
    CampaignKind,
    CampaignLevel,
    ObligationKind,
    PositionClass,
    SubjectKind,
    UnitKind,
)
from shared.contracts.registration.people import PersonRegistered
from shared.contracts.registration.units import UnitRegistered
from shared.database import Database
from shared.following import Follower
from shared.messages import Message
from shared.principals import Principal
from shared.trust import believing

FOLDER = Path(services.reporting.__file__).parent
READER = Principal(id="quan-ly-can-bo", role=Role.READER)


def id_of(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(UUID(int=2022), name)


class FakeLog:
    """Another service's log: numbers with holes, some events private."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    def record(self, day: date, event: Message | None, name: str = "nomination.Submitted") -> None:
        """Record an event; without one, a private event of that name."""
        previous = self.envelopes[-1].position if self.envelopes else 0
        position = previous + 1 + previous % 3 // 2
        self.envelopes.append(
            Envelope(
                position=position,
                previous=previous,
                name=type(event).__name__ if event else name,
                stream=id_of(f"stream {position}"),
                stream_version=1,
                by="van-phong",
                recorded_at=datetime(day.year, day.month, day.day, 8, tzinfo=VIETNAM),
                data=event.dump() if event else None,
            )
        )

    def events_after(self, request: EventsAfter) -> EventPage:
        """A page of at most three events."""
        page = [one for one in self.envelopes if one.position > request.position][:3]
        return EventPage(events=tuple(page), upto=page[-1].position if page else request.position)


def followers(database: Database) -> tuple[Follower, Follower]:
    """What follows registration and nomination."""
    return (
        Follower(database, RegistrationApi, believing(project)),
        Follower(database, NominationApi, project),
    )


def unit(code: str, name: str, kind: UnitKind = UnitKind.ROOM) -> UnitRegistered:
    """A unit; its external code is its code in the other system."""
    return UnitRegistered(
        unit_id=id_of(code),
        code=code,
        name=name,
        kind=kind,
        parent_id=None if code == "STP" else id_of("STP"),
        mailbox="",
        external_code=f"QLCB-{code}",
    )


def person(name: str, unit_code: str) -> PersonRegistered:
    """Somebody at a unit."""
    return PersonRegistered(
        person_id=id_of(name),
        unit_id=id_of(unit_code),
        position_class=PositionClass.STAFF,
        name=name,
        external_digest=f"digest of {name}",
    )


def campaign(name: str, title: str, level: CampaignLevel, **more: Any) -> CampaignLaunched:
    """A campaign of 2022, unless told otherwise."""
    values: dict[str, Any] = {
        "campaign_id": id_of(name),
        "title": title,
        "level": level,
        "kind": CampaignKind.THEMATIC,
        "year_from": 2022,
        "year_to": 2022,
        "theme": "",
        "launched_by": "Bộ Tư pháp",
        "number": "",
        "dated": None,
        "launched_on": date(2022, 1, 20),
        "parent_id": None,
        "legal_bases": (),
        "rounds": (),
        "obligations": (),
        "recipients": (),
    }
    return CampaignLaunched(**{**values, **more})


def line(number: int, award: str, name: str, position: str, unit_code: str) -> IssuedLine:
    """A line of a decision; one without a position honours a collective."""
    return IssuedLine(
        line=number,
        award_id=id_of(f"{award} {name}"),
        award=award,
        campaign_id=id_of("stp-2022"),
        subject_id=id_of(name if position else unit_code),
        subject_kind=SubjectKind.INDIVIDUAL if position else SubjectKind.COLLECTIVE,
        name=name,
        position=position,
        unit_id=id_of(unit_code),
        unit_name=UNITS[unit_code],
        received_on=date(2022, 11, 21),
        appraised_on=date(2022, 12, 5),
        passed_on=date(2022, 12, 20),
        decided_on=date(2022, 12, 26),
    )


UNITS = {
    "STP": "Sở Tư pháp tỉnh Ninh Bình",
    "STP.TTRA": "Thanh tra Sở",
    "STP.PBGDPL": "Phòng Phổ biến, giáo dục pháp luật",
    "PTP.YK": "Phòng Tư pháp huyện Yên Khánh",
}

PEOPLE = {
    "Nguyễn Thị Hà": "STP.TTRA",
    "Trần Văn Đức": "STP.PBGDPL",
    "Phạm Ngọc Ánh": "STP.PBGDPL",
    "Lê Quang An": "PTP.YK",
}

BASES = (
    "Luật Thi đua, khen thưởng ngày 26 tháng 11 năm 2003",
    "Nghị định số 91/2017/NĐ-CP ngày 31 tháng 7 năm 2017 của Chính phủ",
)


def registration_log() -> FakeLog:
    """Units, people, three campaigns."""
    log = FakeLog()
    start = date(2022, 1, 4)
    log.record(start, IssuerTrusted(kid="sandbox", public_key="-", roles=("clerk",)))
    for code, name in UNITS.items():
        log.record(start, unit(code, name))
    for name, code in PEOPLE.items():
        log.record(start, person(name, code))
    log.record(start, None, "campaign.Drafted")
    log.record(
        date(2022, 1, 20),
        campaign(
            "btp-2022",
            "Đoàn kết, trách nhiệm, chủ động, sáng tạo, vượt khó",
            CampaignLevel.MINISTRY,
        ),
    )
    log.record(
        date(2022, 1, 20),
        campaign(
            "vhcs",
            "Cán bộ, công chức thi đua thực hiện văn hóa công sở giai đoạn 2019-2025",
            CampaignLevel.PROVINCE,
            launched_by="UBND tỉnh Ninh Bình",
            year_from=2019,
            year_to=2025,
        ),
    )
    reporting = ("STP.TTRA", "STP.PBGDPL", "PTP.YK")
    due = {ObligationKind.INTERIM_REPORT: date(2022, 7, 7), ObligationKind.FINAL_REPORT: date(2022, 12, 15)}
    log.record(
        date(2022, 1, 20),
        campaign(
            "stp-2022",
            "Phong trào thi đua ngành Tư pháp năm 2022",
            CampaignLevel.DEPARTMENT,
            kind=CampaignKind.BY_ROUND,
            launched_by="Sở Tư pháp Ninh Bình",
            number="03/KH-STP",
            dated=date(2022, 1, 18),
            parent_id=id_of("btp-2022"),
            legal_bases=(
                LegalBasisView(
                    number="34-CT/TW",
                    title="Tiếp tục đổi mới công tác thi đua, khen thưởng",
                    issuer="Bộ Chính trị",
                    issued_on=date(2014, 4, 7),
                ),
            ),
            rounds=(
                RoundView(
                    round_id=id_of("R1"),
                    name="Đợt thi đua thứ nhất",
                    starts_on=date(2022, 1, 1),
                    ends_on=date(2022, 6, 30),
                    occasions=("kỷ niệm 132 năm Ngày sinh Chủ tịch Hồ Chí Minh (19/5/1890-19/5/2022)",),
                ),
                RoundView(
                    round_id=id_of("R2"),
                    name="Đợt thi đua thứ hai",
                    starts_on=date(2022, 7, 1),
                    ends_on=date(2022, 12, 31),
                    occasions=(),
                ),
            ),
            obligations=tuple(
                Obligation(unit_id=id_of(code), kind=kind, due_on=day)
                for code in reporting
                for kind, day in due.items()
            ),
        ),
    )
    return log


def nomination_log() -> FakeLog:
    """A rule pack, a decision of the department, and one of the ministry that came in later."""
    log = FakeLog()
    both = (SubjectKind.INDIVIDUAL, SubjectKind.COLLECTIVE)
    log.record(
        date(2022, 1, 4),
        RulePackAdopted(
            pack="2022",
            valid_from=date(2017, 10, 1),
            valid_until=None,
            digest="0" * 64,
            awards=(
                AwardDefined(
                    code="GK_SO", name="Giấy khen của Giám đốc Sở Tư pháp", kind="commendation", subject_kinds=both
                ),
                AwardDefined(code="CSTDCS", name="Chiến sĩ thi đua cơ sở", kind="title", subject_kinds=both[:1]),
                AwardDefined(
                    code="BK_BTP", name="Bằng khen của Bộ trưởng Bộ Tư pháp", kind="commendation", subject_kinds=both
                ),
            ),
        ),
    )
    for _ in range(4):
        log.record(date(2022, 11, 21), None)
    log.record(
        date(2022, 12, 27),
        DecisionIssued(
            decision_id=id_of("101/QĐ-STP"),
            authority="SỞ TƯ PHÁP",
            title="Về việc tặng Giấy khen và công nhận danh hiệu Chiến sĩ thi đua cơ sở năm 2022",
            number="101/QĐ-STP",
            signed_on=date(2022, 12, 26),
            issued_on=date(2022, 12, 27),
            signatory="Hoàng Minh Nguyệt",
            capacity="KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC",
            bases=BASES,
            articles=("Điều 1. Tặng Giấy khen cho các tập thể, cá nhân có tên trong danh sách.", "Điều 2. Hiệu lực."),
            external=False,
            lines=(
                line(1, "CSTDCS", "Nguyễn Thị Hà", "Thanh tra viên", "STP.TTRA"),
                line(2, "GK_SO", "Trần Văn Đức", "Chuyên viên", "STP.PBGDPL"),
                line(3, "GK_SO", "Phạm Ngọc Ánh", "Phó Trưởng phòng", "STP.PBGDPL"),
                line(4, "GK_SO", "Lê Quang An", "Trưởng phòng", "PTP.YK"),
                line(5, "GK_SO", "Phòng Tư pháp huyện Yên Khánh", "", "PTP.YK"),
            ),
        ),
    )
    log.record(date(2022, 12, 28), DecisionPublished(decision_id=id_of("101/QĐ-STP"), published_on=date(2022, 12, 28)))
    log.record(
        date(2023, 2, 15),
        DecisionIssued(
            decision_id=id_of("88/QĐ-BTP"),
            authority="Bộ Tư pháp",
            title="Về việc tặng Bằng khen của Bộ trưởng Bộ Tư pháp",
            number="88/QĐ-BTP",
            signed_on=date(2023, 2, 10),
            issued_on=date(2023, 2, 10),
            signatory="Nguyễn Hải Triều",
            capacity="Bộ trưởng Bộ Tư pháp",
            bases=(),
            articles=(),
            external=True,
            lines=(line(1, "BK_BTP", "Nguyễn Thị Hà", "Thanh tra viên", "STP.TTRA"),),
        ),
    )
    return log


def through(queue: str, envelopes: Iterable[Envelope]) -> list[list[Any]]:
    """What a queue makes of events: in order, repeated, out of order, or with every other one lost."""
    messages = [one.dump() for one in envelopes]
    match queue:
        case "twice":
            messages = [one for message in messages for one in (message, message)]
        case "shuffled":
            messages = sorted(messages, key=lambda one: str(uuid5(UUID(int=7), str(one["position"]))))
        case "half lost":
            messages = messages[::2]
        case "at once":
            return [messages]
    return [[one] for one in messages]
