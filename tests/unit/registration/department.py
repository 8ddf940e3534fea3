"""A department in its first days: the world in which registration's stories are told."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from services.registration.application import RegistrationLog
from shared.clock import ReadClock
from shared.contracts.base import Role
from shared.contracts.registration.campaigns import DraftCampaign, DueDate, LaunchCampaign, NumberCampaign, RoundPlan
from shared.contracts.registration.clusters import AppointSignatory
from shared.contracts.registration.kinds import (
    CampaignKind,
    CampaignLevel,
    ObligationKind,
    PositionClass,
    SubjectKind,
    UnitKind,
)
from shared.contracts.registration.people import RegisterPerson
from shared.contracts.registration.registrations import SubmitRegistration, Target
from shared.contracts.registration.units import RegisterUnit
from shared.eventlog import Tools
from shared.principals import Principal
from tests.unit.telling import Today, ask

OFFICE = Principal("van-phong", Role.OFFICE)
RECORDS = Principal("van-thu", Role.RECORDS)
DIRECTOR = Principal("giam-doc", Role.DIRECTOR)
OPERATOR = Principal("quan-tri", Role.OPERATOR)
NOTIFICATION = Principal("notification", Role.SERVICE)
NAME, POSITION, EMAIL, IDENTITY = "Nguyễn Thị Hà", "Chuyên viên hộ tịch", "ha@stp.example", "037012345678"
LAST_DAY = date(2022, 2, 15)


class Awards:
    """The awards that nomination would have told about."""

    def has(self, award: str, subject_kind: SubjectKind) -> bool:
        return (award, subject_kind) in {
            ("LDTT", SubjectKind.INDIVIDUAL),
            ("TTLDTT", SubjectKind.COLLECTIVE),
        }


class Department:
    """A registration log with the steps of a season's first weeks; each step is one request."""

    def __init__(self) -> None:
        self.today = Today(date(2022, 1, 20))
        self.log = RegistrationLog(tools=Tools(clock=ReadClock(self.today.now)), catalogue=Awards())

    def registers_unit(self, code: str = "HCTP", **more: Any) -> UUID:
        fields = {"unit_id": uuid4(), "code": code, "name": "Phòng Hành chính tư pháp", "kind": UnitKind.ROOM} | more
        return self.log.register_unit(ask(RegisterUnit, **fields), OFFICE).id

    def registers_person(self, unit: UUID, **more: Any) -> UUID:
        fields = {
            "person_id": uuid4(),
            "name": NAME,
            "position": POSITION,
            "position_class": PositionClass.STAFF,
            "unit_id": unit,
            "email": EMAIL,
        }
        return self.log.register_person(ask(RegisterPerson, **(fields | more)), OFFICE).id

    def appoints(self, person: UUID, **more: Any) -> UUID:
        fields = {"signatory_id": uuid4(), "capacity": "GIÁM ĐỐC", "valid_from": date(2021, 1, 1)} | more
        return self.log.appoint_signatory(ask(AppointSignatory, person_id=person, **fields), OFFICE).id

    @staticmethod
    def campaign(**more: Any) -> DraftCampaign:
        fields = {
            "campaign_id": uuid4(),
            "title": "Phong trào thi đua ngành Tư pháp năm 2022",
            "level": CampaignLevel.DEPARTMENT,
            "kind": CampaignKind.BY_ROUND,
            "year_from": 2022,
            "year_to": 2022,
            "launched_by": "Sở Tư pháp Ninh Bình",
            "due": (DueDate(kind=ObligationKind.REGISTRATION, due_on=LAST_DAY),),
        }
        return ask(DraftCampaign, **(fields | more))

    def drafts(self, **more: Any) -> UUID:
        return self.log.draft_campaign(self.campaign(**more), OFFICE).id

    def numbers(self, campaign: UUID, number: str = "03/KH-STP", dated: date = date(2022, 1, 18)) -> None:
        self.log.number_campaign(ask(NumberCampaign, campaign_id=campaign, number=number, dated=dated), RECORDS)

    def launches(self, campaign: UUID, who: Principal = DIRECTOR) -> None:
        self.log.launch_campaign(ask(LaunchCampaign, campaign_id=campaign), who)

    def launched(self, *units: UUID, **more: Any) -> UUID:
        campaign = self.drafts(reporting_units=units, **more)
        self.numbers(campaign)
        self.launches(campaign)
        return campaign

    def submits(self, campaign: UUID, unit: UUID, *targets: Target, who: Principal | None = None, **more: Any) -> UUID:
        command = ask(
            SubmitRegistration,
            **{"registration_id": uuid4(), "campaign_id": campaign, "unit_id": unit, "targets": targets} | more,
        )
        return self.log.submit_registration(command, who or clerk(unit)).id


def clerk(unit: UUID) -> Principal:
    return Principal("chuyen-vien", Role.CLERK, unit)


def round_of(starts: date, ends: date, name: str = "Đợt 1") -> RoundPlan:
    return RoundPlan(round_id=uuid4(), name=name, starts_on=starts, ends_on=ends)


def collective(unit: UUID, award: str = "TTLDTT") -> Target:
    return Target(subject_id=unit, subject_kind=SubjectKind.COLLECTIVE, award=award)


def individual(person: UUID, award: str = "LDTT") -> Target:
    return Target(subject_id=person, subject_kind=SubjectKind.INDIVIDUAL, award=award)
