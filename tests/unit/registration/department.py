"""A department in its first days: the world in which registration's stories are told."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from services.registration.application import RegistrationLog
from services.registration.application.campaigns import PARTS
from services.registration.domain.registrations import Registration
from shared.clock import ReadClock
from shared.contracts.base import Paper, Role
from shared.contracts.registration.campaigns import (
    AmendCampaign,
    ApproveCampaign,
    CampaignAmendedAnswer,
    CampaignDrafted,
    ContentItem,
    Criterion,
    DraftCampaign,
    DueDate,
    LaunchCampaign,
    NumberCampaign,
    ReviseCampaign,
    RoundPlan,
    SubmitCampaign,
)
from shared.contracts.registration.clusters import AppointSignatory
from shared.contracts.registration.kinds import (
    AmendmentKind,
    CampaignKind,
    CampaignLevel,
    Classification,
    DisciplineForm,
    EvidenceKind,
    LeaveKind,
    ObligationKind,
    PositionClass,
    SubjectKind,
    UnitKind,
)
from shared.contracts.registration.people import (
    ChangeMembers,
    ChangePosition,
    ClearCase,
    DescribePerson,
    DiscloseEvaluations,
    DissolveCollective,
    Evaluation,
    FlagCase,
    FormCollective,
    RecordClassification,
    RecordDeparture,
    RecordDiscipline,
    RecordLeave,
    RecordReturn,
    RegisterPerson,
    RetractPersonFact,
    TransferPerson,
)
from shared.contracts.registration.registrations import (
    AmendRegistration,
    Commitment,
    ConfirmRegistration,
    LockRegistrations,
    RegistrationsLockedAnswer,
    ReportProgress,
    ResubmitRegistration,
    ReturnRegistration,
    SubmitRegistration,
    SubmitUnitPlan,
    Target,
    WithdrawRegistration,
)
from shared.contracts.registration.units import (
    AppointHead,
    DescribeUnit,
    DissolveUnit,
    MergeUnits,
    MoveUnit,
    RegisterUnit,
    RenameUnit,
    RetractUnitFact,
    SplitUnit,
)
from shared.eventlog import Tools
from shared.principals import Principal
from tests.unit.telling import Today, ask

OFFICE = Principal("van-phong", Role.OFFICE)
RECORDS = Principal("van-thu", Role.RECORDS)
DIRECTOR = Principal("giam-doc", Role.DIRECTOR)
OPERATOR = Principal("quan-tri", Role.OPERATOR)
NOTIFICATION = Principal("notification", Role.SERVICE)
NAME, POSITION, EMAIL, IDENTITY = "Nguyễn Thị Hà", "Chuyên viên hộ tịch", "ha@stp.example", "037012345678"
DOCUMENT = "Quyết định số 12/QĐ-STP ngày 15/01/2022"
LAST_DAY = date(2022, 2, 15)
SCAN = Paper(title="Kế hoạch thi đua của đơn vị", sha256="5ca4" * 16)
RULES_2024_FROM = date(2024, 1, 1)  # from then on no campaign is launched without criteria


class Awards:
    """The awards that nomination would have told about."""

    def has(self, award: str, subject_kind: SubjectKind) -> bool:
        return (award, subject_kind) in {
            ("LDTT", SubjectKind.INDIVIDUAL),
            ("TTLDTT", SubjectKind.COLLECTIVE),
        }

    def criteria_required(self, on: date) -> bool:
        return on >= RULES_2024_FROM

    def pack(self, on: date) -> tuple[str, str] | None:
        return ("2024", "b" * 64) if on >= RULES_2024_FROM else ("2022", "a" * 64)


class Department:
    """A registration log with the steps of a season's first weeks; each step is one request."""

    def __init__(self) -> None:
        self.today = Today(date(2022, 1, 20))
        self.log = RegistrationLog(tools=Tools(clock=ReadClock(self.today.now)), catalogue=Awards())

    def registers_unit(self, code: str = "HCTP", **more: Any) -> UUID:
        fields = {"unit_id": uuid4(), "code": code, "name": "Phòng Hành chính tư pháp", "kind": UnitKind.ROOM} | more
        return self.log.register_unit(ask(RegisterUnit, **fields), OFFICE).id

    def renames_unit(self, unit: UUID, name: str, code: str = "", **more: Any) -> None:
        self.log.rename_unit(ask(RenameUnit, unit_id=unit, name=name, code=code, **more), OFFICE)

    def moves_unit(self, unit: UUID, parent: UUID, **more: Any) -> None:
        self.log.move_unit(ask(MoveUnit, unit_id=unit, parent_id=parent, **more), OFFICE)

    def describes_unit(self, unit: UUID, **more: Any) -> None:
        self.log.describe_unit(ask(DescribeUnit, unit_id=unit, **more), OFFICE)

    def merges_units(self, *units: UUID, into: UUID, **more: Any) -> None:
        self.log.merge_units(ask(MergeUnits, unit_ids=units, into_id=into, **more), OFFICE)

    def splits_unit(self, unit: UUID, *parts: UUID, continues: bool, **more: Any) -> None:
        self.log.split_unit(ask(SplitUnit, unit_id=unit, into_ids=parts, continues=continues, **more), OFFICE)

    def dissolves_unit(self, unit: UUID, **more: Any) -> None:
        self.log.dissolve_unit(ask(DissolveUnit, unit_id=unit, **more), OFFICE)

    def appoints_head(self, unit: UUID, person: UUID, **more: Any) -> None:
        self.log.appoint_head(ask(AppointHead, unit_id=unit, person_id=person, **more), OFFICE)

    def retracts_unit_fact(self, unit: UUID, version: int, reason: str = "Nhập nhầm đơn vị", **more: Any) -> None:
        self.log.retract_unit_fact(ask(RetractUnitFact, unit_id=unit, version=version, reason=reason, **more), OFFICE)

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

    def describes_person(self, person: UUID, **more: Any) -> None:
        self.log.describe_person(ask(DescribePerson, **{"person_id": person, "name": NAME} | more), OFFICE)

    def changes_position(self, person: UUID, position: str = "Phó Trưởng phòng", **more: Any) -> None:
        fields = {"position": position, "position_class": PositionClass.UNIT_LEADER} | more
        self.log.change_position(ask(ChangePosition, person_id=person, **fields), OFFICE)

    def transfers(self, person: UUID, unit: UUID, **more: Any) -> None:
        self.log.transfer_person(ask(TransferPerson, person_id=person, unit_id=unit, **more), OFFICE)

    def lets_go(self, person: UUID, reason: str = "Nghỉ hưu", **more: Any) -> None:
        self.log.record_departure(ask(RecordDeparture, person_id=person, reason=reason, **more), OFFICE)

    def takes_back(self, person: UUID, unit: UUID, **more: Any) -> None:
        self.log.record_return(ask(RecordReturn, person_id=person, unit_id=unit, **more), OFFICE)

    def retracts_person_fact(self, person: UUID, version: int, reason: str = "Nhập nhầm người", **more: Any) -> None:
        command = ask(RetractPersonFact, person_id=person, version=version, reason=reason, **more)
        self.log.retract_person_fact(command, OFFICE)

    def classifies(self, person: UUID, classification: Classification, year: int = 2021, **more: Any) -> None:
        fields = {"person_id": person, "year": year, "classification": classification, "basis": DOCUMENT} | more
        self.log.record_classification(ask(RecordClassification, **fields), OFFICE)

    def disciplines(self, person: UUID, form: DisciplineForm, **more: Any) -> None:
        fields = {"person_id": person, "form": form, "from_on": date(2021, 3, 1), "basis": DOCUMENT} | more
        self.log.record_discipline(ask(RecordDiscipline, **fields), OFFICE)

    def notes_leave(self, person: UUID, kind: LeaveKind, **more: Any) -> None:
        days = {"from_on": date(2021, 5, 3), "until_on": date(2021, 10, 29), "working_days": 128}
        command = ask(RecordLeave, **{"person_id": person, "kind": kind, "basis": DOCUMENT} | days | more)
        self.log.record_leave(command, OFFICE)

    def flags(self, person: UUID, matter: str = "Đang xác minh đơn tố cáo", **more: Any) -> UUID:
        fields = {"case_id": uuid4(), "person_id": person, "matter": matter, "basis": DOCUMENT} | more
        return self.log.flag_case(ask(FlagCase, **fields), OFFICE).id

    def clears(self, person: UUID, case: UUID, conclusion: str = "Tố cáo sai", **more: Any) -> None:
        fields = {"person_id": person, "case_id": case, "conclusion": conclusion, "basis": DOCUMENT} | more
        self.log.clear_case(ask(ClearCase, **fields), OFFICE)

    def evaluations(self, *people: UUID, who: Principal = OFFICE, **more: Any) -> tuple[Evaluation, ...]:
        command = ask(DiscloseEvaluations, disclosure_id=uuid4(), person_ids=people, purpose="Xét khen thưởng", **more)
        return self.log.disclose_evaluations(command, who).evaluations

    def forms(self, unit: UUID, *members: UUID, name: str = "Tổ hộ tịch", **more: Any) -> UUID:
        fields = {"collective_id": uuid4(), "unit_id": unit, "name": name, "member_ids": members} | more
        return self.log.form_collective(ask(FormCollective, **fields), OFFICE).id

    def changes_members(self, collective: UUID, **more: Any) -> None:
        self.log.change_members(ask(ChangeMembers, collective_id=collective, **more), OFFICE)

    def dissolves_collective(self, collective: UUID, **more: Any) -> None:
        self.log.dissolve_collective(ask(DissolveCollective, collective_id=collective, **more), OFFICE)

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
            "theme": "Đoàn kết, trách nhiệm, chủ động, sáng tạo, vượt khó",
            "content": (ContentItem(item_id=uuid4(), wording="Hoàn thành vượt mức nhiệm vụ được giao"),),
            "criteria": (criterion(),),
            "rounds": (round_of(date(2022, 1, 1), date(2022, 6, 30)),),
            "due": (DueDate(kind=ObligationKind.REGISTRATION, due_on=LAST_DAY),),
            "recipients": ("Các đơn vị thuộc, trực thuộc Sở Tư pháp",),
        }
        return ask(DraftCampaign, **(fields | more))

    def drafts(self, **more: Any) -> UUID:
        return self.log.draft_campaign(self.campaign(**more), OFFICE).id

    def hands_in(self, campaign: UUID, who: Principal = OFFICE) -> None:
        self.log.submit_campaign(ask(SubmitCampaign, campaign_id=campaign), who)

    def approves(self, campaign: UUID, who: Principal = DIRECTOR) -> None:
        self.log.approve_campaign(ask(ApproveCampaign, campaign_id=campaign), who)

    def approved(self, *units: UUID, **more: Any) -> UUID:
        campaign = self.drafts(reporting_units=units or (self.registers_unit(f"P{uuid4().hex[:8]}"),), **more)
        self.hands_in(campaign)
        self.approves(campaign)
        return campaign

    def numbers(self, campaign: UUID, number: str = "03/KH-STP", dated: date = date(2022, 1, 18)) -> None:
        self.log.number_campaign(ask(NumberCampaign, campaign_id=campaign, number=number, dated=dated), RECORDS)

    def launches(self, campaign: UUID, who: Principal = DIRECTOR) -> None:
        self.log.launch_campaign(ask(LaunchCampaign, campaign_id=campaign), who)

    def revises_plan(self, drafted: DraftCampaign, who: Principal = OFFICE, **more: Any) -> CampaignDrafted:
        """The plan again, with what is other now."""
        parts = {name: getattr(drafted, name) for name in PARTS} | more
        return self.log.revise_campaign(ask(ReviseCampaign, campaign_id=drafted.campaign_id, **parts), who)

    def amends_plan(self, drafted: DraftCampaign, who: Principal = DIRECTOR, **more: Any) -> CampaignAmendedAnswer:
        """The plan again, with what is other now."""
        parts = {name: getattr(drafted, name) for name in PARTS} | {"reason": "Theo chỉ đạo của Bộ"} | more
        return self.log.amend_campaign(ask(AmendCampaign, campaign_id=drafted.campaign_id, **parts), who)

    def launched(self, *units: UUID, **more: Any) -> UUID:
        campaign = self.approved(*units, **more)
        self.numbers(campaign)
        self.launches(campaign)
        return campaign

    def submits(self, campaign: UUID, unit: UUID, *targets: Target, who: Principal | None = None, **more: Any) -> UUID:
        command = ask(
            SubmitRegistration,
            **{"registration_id": uuid4(), "campaign_id": campaign, "unit_id": unit, "targets": targets} | more,
        )
        return self.log.submit_registration(command, who or clerk(unit)).id

    def clerk_of(self, registration: UUID) -> Principal:
        return clerk(self.log.load(Registration, registration).unit_id)

    def returns(self, registration: UUID, reason: str = "Thiếu chỉ tiêu tập thể") -> None:
        command = ask(ReturnRegistration, registration_id=registration, reason=reason)
        self.log.return_registration(command, OFFICE)

    def resubmits(self, registration: UUID, *targets: Target, who: Principal | None = None, **more: Any) -> None:
        command = ask(ResubmitRegistration, registration_id=registration, targets=targets, **more)
        self.log.resubmit_registration(command, who or self.clerk_of(registration))

    def withdraws(self, registration: UUID, reason: str = "Nhầm phong trào", who: Principal | None = None) -> None:
        command = ask(WithdrawRegistration, registration_id=registration, reason=reason)
        self.log.withdraw_registration(command, who or self.clerk_of(registration))

    def confirms(self, registration: UUID) -> None:
        self.log.confirm_registration(ask(ConfirmRegistration, registration_id=registration), OFFICE)

    def locks(self, campaign: UUID) -> RegistrationsLockedAnswer:
        return self.log.lock_registrations(ask(LockRegistrations, campaign_id=campaign), OFFICE)

    def amends(self, registration: UUID, *targets: Target, who: Principal | None = None, **more: Any) -> None:
        fields = {"kind": AmendmentKind.RECRUITED, "reason": "Tuyển dụng thêm một công chức"} | more
        command = ask(AmendRegistration, registration_id=registration, targets=targets, **fields)
        self.log.amend_registration(command, who or self.clerk_of(registration))

    def reports(
        self,
        registration: UUID,
        commitment: UUID,
        done: int,
        achieved_on: date | None = None,
        who: Principal | None = None,
    ) -> None:
        command = ask(
            ReportProgress,
            registration_id=registration,
            commitment_id=commitment,
            done=done,
            achieved_on=achieved_on,
        )
        self.log.report_progress(command, who or self.clerk_of(registration))

    def plans(self, campaign: UUID, unit: UUID, who: Principal | None = None, **more: Any) -> UUID:
        fields = {"plan_id": uuid4(), "title": "Kế hoạch thi đua của đơn vị", "paper": SCAN} | more
        command = ask(SubmitUnitPlan, campaign_id=campaign, unit_id=unit, **fields)
        return self.log.submit_unit_plan(command, who or clerk(unit)).id


def clerk(unit: UUID) -> Principal:
    return Principal("chuyen-vien", Role.CLERK, unit)


def round_of(starts: date, ends: date, name: str = "Đợt 1") -> RoundPlan:
    return RoundPlan(round_id=uuid4(), name=name, starts_on=starts, ends_on=ends)


def criterion(wording: str = "Hoàn thành nhiệm vụ đúng và trước hạn", weight: int = 10_000) -> Criterion:
    return Criterion(
        criterion_id=uuid4(), wording=wording, measure="Tỷ lệ đúng hạn", evidence=EvidenceKind.REPORT, weight=weight
    )


def collective(unit: UUID, award: str = "TTLDTT") -> Target:
    return Target(subject_id=unit, subject_kind=SubjectKind.COLLECTIVE, award=award)


def commitment(planned: int = 100, **more: Any) -> Commitment:
    fields = {"commitment_id": uuid4(), "wording": "Giải quyết hồ sơ hộ tịch đúng hạn", "measure": "hồ sơ"} | more
    return Commitment(planned=planned, **fields)


def individual(person: UUID, award: str = "LDTT") -> Target:
    return Target(subject_id=person, subject_kind=SubjectKind.INDIVIDUAL, award=award)
