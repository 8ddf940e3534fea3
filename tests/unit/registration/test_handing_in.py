"""What a unit may hand in: whom its targets name, when, with which plan, and by whom it is entered."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from services.registration.domain.registrations import Registration
from services.registration.feasibility import warnings_of
from shared.contracts.base import Paper
from shared.contracts.nomination import AssessTargets, NominationApi, TargetFinding, TargetsAssessed
from shared.contracts.registration.campaigns import CancelCampaign, Phase
from shared.contracts.registration.kinds import PhaseAction, PositionClass, StaffKind
from shared.contracts.registration.people import FormCollective, RecordDeparture, TransferPerson
from shared.contracts.registration.registrations import SubmitRegistration, TargetWarning
from shared.errors import Conflict, Fault, Forbidden, Invalid
from tests.unit.registration.department import (
    DIRECTOR,
    OFFICE,
    SCAN,
    Department,
    clerk,
    collective,
    individual,
)
from tests.unit.telling import ask, published, refused


@pytest.fixture
def unit(department: Department) -> UUID:
    return department.registers_unit()


@pytest.fixture
def campaign(department: Department, unit: UUID) -> UUID:
    return department.launched(unit)


# -- whom a target may name -------------------------------------------------------------------------------


def test_nobody_is_named_twice_for_the_same_award(department: Department, unit: UUID, campaign: UUID) -> None:
    person = department.registers_person(unit)

    with refused(department.log, Invalid, "subject-twice", subject_id=person):
        department.submits(campaign, unit, individual(person), collective(unit), individual(person))


def test_whoever_was_transferred_is_a_target_of_the_unit_of_that_day(
    department: Department, unit: UUID, campaign: UUID
) -> None:
    other = department.registers_unit("TTRA")
    person = department.registers_person(unit)
    department.today.day = date(2022, 2, 1)
    department.log.transfer_person(ask(TransferPerson, person_id=person, unit_id=other), OFFICE)

    with refused(department.log, Invalid, "subject-elsewhere", subject_id=person):
        department.submits(campaign, unit, individual(person))
    department.submits(campaign, unit, individual(person), effective_on=date(2022, 1, 31))


def test_whoever_left_is_no_target(department: Department, unit: UUID, campaign: UUID) -> None:
    person = department.registers_person(unit)
    department.today.day = date(2022, 2, 1)
    department.log.record_departure(ask(RecordDeparture, person_id=person, reason="Nghỉ hưu"), OFFICE)

    with refused(department.log, Conflict, "departed", departed_on=date(2022, 2, 1)):
        department.submits(campaign, unit, individual(person))


def test_the_people_of_a_merged_unit_are_those_of_the_one_that_goes_on(
    department: Department, unit: UUID, campaign: UUID
) -> None:
    merged, dissolved = department.registers_unit("TTRA"), department.registers_unit("BTTP")
    person, left_over = department.registers_person(merged), department.registers_person(dissolved)
    department.today.day = date(2022, 2, 1)
    department.merges_units(merged, into=unit)
    department.dissolves_unit(dissolved)

    with refused(department.log, Invalid, "subject-elsewhere", subject_id=left_over):
        department.submits(campaign, unit, individual(left_over))
    department.submits(campaign, unit, individual(person))


def test_a_unit_that_ended_registers_no_more(department: Department, unit: UUID) -> None:
    other = department.registers_unit("TTRA")
    campaign = department.launched(unit, other)
    department.today.day = date(2022, 2, 1)
    department.merges_units(unit, into=other)

    with refused(department.log, Conflict, "unit-ended", ended_on=date(2022, 2, 1)):
        department.submits(campaign, unit, collective(unit))


def test_the_audience_is_kept_where_somebodys_kind_is_known(department: Department, unit: UUID) -> None:
    campaign = department.launched(unit, audience=(StaffKind.OFFICIAL, StaffKind.PUBLIC_EMPLOYEE))
    worker = department.registers_person(unit, staff_kind=StaffKind.WORKER)
    official = department.registers_person(unit, staff_kind=StaffKind.OFFICIAL)
    unknown = department.registers_person(unit)

    with refused(department.log, Invalid, "outside-audience", subject_id=worker):
        department.submits(campaign, unit, individual(official), individual(worker))
    department.submits(campaign, unit, individual(official), individual(unknown), collective(unit))


def test_a_collective_within_the_unit_is_a_target_of_its_own(
    department: Department, unit: UUID, campaign: UUID
) -> None:
    other = department.registers_unit("TTRA")

    def formed(of: UUID) -> UUID:
        member = department.registers_person(of)
        command = ask(FormCollective, collective_id=uuid4(), unit_id=of, name="Tổ một cửa", member_ids=(member,))
        return department.log.form_collective(command, OFFICE).id

    for subject in (formed(other), department.registers_person(unit), uuid4()):
        with refused(department.log, Invalid, "subject-elsewhere", subject_id=subject):
            department.submits(campaign, unit, collective(subject))
    department.submits(campaign, unit, collective(formed(unit)))


def test_leaders_and_front_line_are_counted_as_they_are_on_that_day(
    department: Department, unit: UUID, campaign: UUID
) -> None:
    head = department.registers_person(unit, position_class=PositionClass.UNIT_LEADER)
    clerks = [department.registers_person(unit, front_line=True) for _ in range(2)]
    department.submits(campaign, unit, collective(unit), *map(individual, [head, *clerks]))

    recorded = department.log.recorded_events(department.log.length - 2, 1)[0][1]

    assert (recorded.leaders, recorded.front_line) == (1, 2)


# -- when -------------------------------------------------------------------------------------------------


def test_phases_say_when_units_may_register(department: Department, unit: UUID) -> None:
    phase = Phase(
        name="Đăng ký",
        starts_on=date(2022, 2, 1),
        ends_on=date(2022, 2, 10),
        may_do=(PhaseAction.REGISTER,),
    )
    campaign = department.launched(unit, phases=(phase,))

    for day in (date(2022, 1, 31), date(2022, 2, 11)):
        department.today.day = day
        with refused(department.log, Conflict, "phase-closed"):
            department.submits(campaign, unit, collective(unit), late_reason="Công tác")
    department.today.day = date(2022, 2, 10)
    department.submits(campaign, unit, collective(unit))


def test_a_cancelled_campaign_takes_nothing_more(department: Department, unit: UUID, campaign: UUID) -> None:
    registration = department.submits(campaign, unit, collective(unit))
    department.returns(registration)
    cancelled = ask(CancelCampaign, campaign_id=campaign, reason="Gộp vào phong trào khác")
    department.log.cancel_campaign(cancelled, DIRECTOR)

    with refused(department.log, Conflict, "campaign-over"):
        department.submits(campaign, unit, collective(unit))
    with refused(department.log, Conflict, "campaign-over"):
        department.resubmits(registration, collective(unit))
    with refused(department.log, Conflict, "campaign-over"):
        department.plans(campaign, unit)


# -- the unit's own plan ------------------------------------------------------------------------------------


def test_a_unit_hands_in_its_own_plan_with_its_scan_once(department: Department, unit: UUID, campaign: UUID) -> None:
    with refused(department.log, Invalid, "document-required"):
        department.plans(campaign, unit, paper=None)
    with refused(department.log, Forbidden, "not-your-unit"):
        department.plans(campaign, unit, who=OFFICE)
    before = department.log.length
    plan = department.plans(campaign, unit)

    assert published(department.log)[before:] == [
        ("UnitPlanSubmitted", {"plan_id": str(plan), "campaign_id": str(campaign), "unit_id": str(unit)}),
        ("claim.Made", None),
    ]
    with refused(department.log, Conflict, "plan-already-there"):
        department.plans(campaign, unit)


def test_a_registration_names_the_plan_that_there_was(department: Department, unit: UUID, campaign: UUID) -> None:
    registration = department.submits(campaign, unit, collective(unit))
    department.returns(registration)
    department.plans(campaign, unit)
    department.resubmits(registration, collective(unit))

    recorded = [one for _, one in department.log.recorded_events(0, 1000) if hasattr(one, "unit_plan")]
    assert [one.unit_plan for one in recorded] == ["", SCAN.sha256]


def test_a_unit_that_owes_nothing_hands_in_no_plan(department: Department, campaign: UUID) -> None:
    other = department.registers_unit("TTRA")

    with refused(department.log, Conflict, "not-reporting"):
        department.plans(campaign, other)


# -- by whom --------------------------------------------------------------------------------------------------


def test_the_office_enters_a_districts_registration_from_its_paper(department: Department) -> None:
    district_office = department.registers_unit("PTP-HL", name="Phòng Tư pháp Hoa Lư")
    campaign = department.launched(district_office)
    paper = Paper(title="Bản đăng ký thi đua của Phòng Tư pháp Hoa Lư", sha256="c0de" * 16)
    department.today.day = date(2022, 2, 14)
    department.submits(
        campaign,
        district_office,
        collective(district_office),
        who=OFFICE,
        on_behalf_of=district_office,
        basis="Công văn 12/TP-HL",
        paper=paper,
        effective_on=date(2022, 2, 10),
    )

    recorded = department.log.recorded_events(department.log.length - 2, 1)[0][1]

    assert (recorded.by, recorded.role) == ("van-phong", "office")
    assert (recorded.on_behalf_of, recorded.unit_id) == (str(district_office), district_office)
    assert (recorded.basis, recorded.paper) == ("Công văn 12/TP-HL", paper.dump())
    assert (recorded.effective_on, recorded.recorded_at.date()) == (date(2022, 2, 10), date(2022, 2, 14))
    entered = department.log.load(Registration, recorded.originator_id)
    assert entered.entered_for == district_office


# -- what nomination's rules say ------------------------------------------------------------------------------


class Nomination(NominationApi):
    """What nomination would answer, or how it fails to."""

    def __init__(self, answer: TargetsAssessed | Exception) -> None:
        self.answer = answer
        self.asked: list[AssessTargets] = []

    def assess_targets(self, request: AssessTargets) -> TargetsAssessed:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_warnings_are_kept_with_what_was_handed_in_and_forbid_nothing(
    department: Department, unit: UUID, campaign: UUID
) -> None:
    person = department.registers_person(unit)
    finding = TargetFinding(subject_id=person, award="LDTT", code="years-missing", message="Chưa thấy danh hiệu.")
    nomination = Nomination(TargetsAssessed(findings=(finding,)))
    command = ask(
        SubmitRegistration,
        registration_id=uuid4(),
        campaign_id=campaign,
        unit_id=unit,
        targets=(individual(person),),
    )

    warnings = warnings_of(campaign, command.targets, department.log, nomination)
    taken = department.log.submit_registration(command, clerk(unit), warnings)

    warning = TargetWarning(subject_id=person, award="LDTT", code="years-missing", message="Chưa thấy danh hiệu.")
    assert [(one.year, [target.award for target in one.targets]) for one in nomination.asked] == [(2022, ["LDTT"])]
    assert (taken.assessed, taken.warnings, taken.late) == (True, (warning,), False)
    assert department.log.load(Registration, taken.id).warnings == [warning.dump()]


@pytest.mark.parametrize("failure", [TimeoutError("away"), ConnectionError("away"), Fault("fault")])
def test_where_nomination_cannot_be_asked_there_are_no_warnings(
    department: Department, unit: UUID, campaign: UUID, failure: Exception
) -> None:
    assert warnings_of(campaign, (collective(unit),), department.log, Nomination(failure)) is None
    department.submits(campaign, unit, collective(unit))

    recorded = department.log.recorded_events(department.log.length - 2, 1)[0][1]
    assert (recorded.assessed, recorded.warnings) == (False, [])


def test_the_targets_of_a_campaign_of_several_years_are_for_the_present_one(department: Department, unit: UUID) -> None:
    campaign = department.launched(unit, year_from=2021, year_to=2023)
    nomination = Nomination(TargetsAssessed(findings=()))

    for year in (2022, 2025):
        department.today.day = date(year, 6, 1)
        warnings_of(campaign, (collective(unit),), department.log, nomination)

    assert [one.year for one in nomination.asked] == [2022, 2023]
