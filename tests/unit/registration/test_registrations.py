"""A unit's targets: handed in once and in time, returned with a reason, confirmed."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration.domain.registrations import Registration
from shared.contracts.base import Role
from shared.contracts.registration.campaigns import DueDate
from shared.contracts.registration.kinds import ObligationKind, RegistrationState
from shared.contracts.registration.registrations import WithdrawRegistration
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.principals import Principal
from tests.unit.registration.department import (
    LAST_DAY,
    OFFICE,
    Department,
    clerk,
    collective,
    individual,
)
from tests.unit.telling import ask, published, refused, saves, stored


@pytest.fixture
def unit(department: Department) -> UUID:
    return department.registers_unit()


@pytest.fixture
def campaign(department: Department, unit: UUID) -> UUID:
    return department.launched(unit)


def test_a_registration_and_its_claim_are_one_save(department: Department, unit: UUID, campaign: UUID) -> None:
    before = department.log.length
    department.submits(campaign, unit, collective(unit), individual(department.registers_person(unit)))

    assert saves(department.log, before)[-2:] == ["registration.Submitted", "claim.Made"]


def test_a_unit_registers_once(department: Department, unit: UUID, campaign: UUID) -> None:
    registration = department.submits(campaign, unit, collective(unit))

    with refused(department.log, Conflict, "already-registered"):
        department.submits(campaign, unit, collective(unit))
    with refused(department.log, NotFound, "unknown", id=unit):
        department.confirms(unit)
    assert department.log.load(Registration, registration).state is RegistrationState.WAITING


def test_an_id_is_used_once(department: Department, unit: UUID, campaign: UUID) -> None:
    with refused(department.log, Conflict, "id-taken", id=unit):
        department.submits(campaign, unit, collective(unit), registration_id=unit)


def test_only_a_launched_campaign_takes_registrations(department: Department, unit: UUID) -> None:
    draft = department.drafts(reporting_units=(unit,))

    with refused(department.log, Conflict, "not-launched"):
        department.submits(draft, unit, collective(unit))
    with refused(department.log, NotFound, "unknown"):
        department.submits(uuid4(), unit, collective(unit))


def test_only_units_of_the_campaign_register(department: Department, campaign: UUID) -> None:
    other = department.registers_unit("TTRA")

    with refused(department.log, Conflict, "not-reporting"):
        department.submits(campaign, other, collective(other))


def test_nobody_registers_for_a_unit_that_is_not_his(department: Department, unit: UUID, campaign: UUID) -> None:
    other = department.registers_unit("TTRA")
    head = Principal("truong-phong", Role.HEAD, other)
    registration = department.submits(campaign, unit, collective(unit))
    department.returns(registration)

    for who, on_behalf_of in ((clerk(other), unit), (head, None), (OFFICE, None), (OFFICE, other)):
        with refused(department.log, Forbidden, "not-your-unit"):
            department.submits(campaign, unit, collective(unit), who=who, on_behalf_of=on_behalf_of)
        with refused(department.log, Forbidden, "not-your-unit"):
            department.resubmits(registration, collective(unit), who=who, on_behalf_of=on_behalf_of)
    department.resubmits(registration, collective(unit), who=OFFICE, on_behalf_of=unit)


def test_targets_are_ones_own(department: Department, unit: UUID, campaign: UUID) -> None:
    other = department.registers_unit("TTRA")
    stranger = department.registers_person(other)

    with refused(department.log, Invalid, "subject-elsewhere", subject_id=stranger):
        department.submits(campaign, unit, individual(stranger))
    with refused(department.log, Invalid, "subject-elsewhere", subject_id=other):
        department.submits(campaign, unit, collective(other))
    with refused(department.log, NotFound, "unknown"):
        department.submits(campaign, unit, individual(uuid4()))


def test_targets_are_awards_that_there_are(department: Department, unit: UUID, campaign: UUID) -> None:
    for target in (collective(unit, "LDTT"), collective(unit, "XYZ")):
        with refused(department.log, Invalid, "unknown-award", award=target.award):
            department.submits(campaign, unit, target)


@pytest.mark.parametrize(
    ("day", "reason", "late"),
    [(LAST_DAY, "", False), (LAST_DAY, "Công tác", False), (date(2022, 2, 16), "Công tác", True)],
)
def test_the_last_day_is_in_time_and_later_needs_a_reason(
    department: Department, unit: UUID, campaign: UUID, day: date, reason: str, late: bool
) -> None:
    department.today.day = day
    registration = department.submits(campaign, unit, collective(unit), late_reason=reason)

    submitted = {"registration_id": str(registration), "campaign_id": str(campaign), "unit_id": str(unit)}
    assert published(department.log)[-2] == ("RegistrationSubmitted", {**submitted, "late": late})


def test_late_without_a_reason_is_refused_whatever_day_is_claimed(
    department: Department, unit: UUID, campaign: UUID
) -> None:
    department.today.day = date(2022, 2, 16)

    for effective_on in (None, LAST_DAY):
        with refused(department.log, Conflict, "deadline-passed", due_on=LAST_DAY):
            department.submits(campaign, unit, collective(unit), effective_on=effective_on)


def test_a_campaign_without_a_last_day_is_never_late(department: Department, unit: UUID) -> None:
    campaign = department.launched(unit, due=(DueDate(kind=ObligationKind.FINAL_REPORT, due_on=date(2022, 12, 15)),))
    department.today.day = date(2022, 12, 31)

    department.submits(campaign, unit, collective(unit))

    assert published(department.log)[-2][1]["late"] is False


STEPS: dict[str, Any] = {
    "return": Department.returns,
    "confirm": Department.confirms,
    "withdraw": Department.withdraws,
    "resubmit": lambda department, registration: department.resubmits(
        registration, collective(department.log.load(Registration, registration).unit_id)
    ),
}


@pytest.mark.parametrize(
    ("before", "step", "allowed"),
    [
        ([], "return", True),
        ([], "confirm", True),
        ([], "withdraw", True),
        ([], "resubmit", False),
        (["return"], "return", False),
        (["return"], "confirm", False),
        (["return"], "resubmit", True),
        (["return"], "withdraw", True),
        (["confirm"], "return", False),
        (["confirm"], "confirm", False),
        (["confirm"], "resubmit", False),
        (["confirm"], "withdraw", True),
        (["withdraw"], "return", False),
        (["withdraw"], "confirm", False),
        (["withdraw"], "withdraw", False),
        (["withdraw"], "resubmit", True),
        (["return", "resubmit"], "return", True),
        (["return", "resubmit"], "confirm", True),
    ],
)
def test_each_step_is_for_one_state(
    department: Department, unit: UUID, campaign: UUID, before: list[str], step: str, allowed: bool
) -> None:
    registration = department.submits(campaign, unit, collective(unit))
    for one in before:
        STEPS[one](department, registration)

    if allowed:
        STEPS[step](department, registration)
        return
    state = department.log.load(Registration, registration).state
    with refused(department.log, Conflict, "wrong-state", state=state.value):
        STEPS[step](department, registration)


def test_what_changed_between_two_versions_is_recorded(department: Department, unit: UUID, campaign: UUID) -> None:
    person = department.registers_person(unit)
    registration = department.submits(campaign, unit, collective(unit))
    department.returns(registration)
    department.resubmits(registration, individual(person), who=clerk(unit))

    recorded = department.log.recorded_events(department.log.length - 1, 1)[0][1]

    assert (recorded.added, recorded.removed) == ([individual(person).dump()], [collective(unit).dump()])
    assert department.log.load(Registration, registration).targets == [individual(person).dump()]


def test_others_hear_of_each_step_and_of_no_target(department: Department, unit: UUID, campaign: UUID) -> None:
    before = department.log.length
    registration = department.submits(campaign, unit, collective(unit))
    department.returns(registration)
    department.resubmits(registration, collective(unit), who=clerk(unit))
    department.confirms(registration)

    about = {"registration_id": str(registration), "campaign_id": str(campaign), "unit_id": str(unit)}
    assert published(department.log)[before:] == [
        ("RegistrationSubmitted", {**about, "late": False}),
        ("claim.Made", None),
        ("RegistrationReturned", about),
        ("RegistrationSubmitted", {**about, "late": False}),
        ("RegistrationConfirmed", about),
    ]


def test_resubmitted_targets_are_checked_like_the_first(department: Department, unit: UUID, campaign: UUID) -> None:
    stranger = department.registers_person(department.registers_unit("TTRA"))
    registration = department.submits(campaign, unit, collective(unit))
    department.returns(registration)

    with refused(department.log, Invalid, "subject-elsewhere", subject_id=stranger):
        department.resubmits(registration, individual(stranger), who=clerk(unit))
    with refused(department.log, Invalid, "unknown-award"):
        department.resubmits(registration, replace(collective(unit), award="XYZ"), who=clerk(unit))


def test_only_the_unit_or_who_enters_for_it_takes_a_registration_back(
    department: Department, unit: UUID, campaign: UUID
) -> None:
    registration = department.submits(campaign, unit, collective(unit))

    for who in (OFFICE, clerk(department.registers_unit("TTRA"))):
        with refused(department.log, Forbidden, "not-your-unit"):
            department.withdraws(registration, who=who)
    entered = ask(WithdrawRegistration, registration_id=registration, reason="Theo công văn", on_behalf_of=unit)
    department.log.withdraw_registration(entered, OFFICE)
    assert department.log.load(Registration, registration).state is RegistrationState.WITHDRAWN


def test_why_it_came_back_or_was_taken_back_is_sealed(department: Department, unit: UUID, campaign: UUID) -> None:
    department.today.day = date(2022, 2, 16)
    registration = department.submits(campaign, unit, collective(unit), late_reason="Bận tập huấn ở Hoa Lư")
    department.returns(registration, "Hà đang nghỉ")
    department.withdraws(registration, "Chờ ý kiến của Đức")

    kept = stored(department.log)
    assert [word for word in ("Hoa Lư", "Hà đang", "Đức") if word in kept or ascii(word).strip("'") in kept] == []
