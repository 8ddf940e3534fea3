"""The lists of a campaign are locked once, after the last day; from then on what changes is an amendment."""

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import settings

from services.registration.queries import locked_lists_of, registration
from shared.contracts.registration.campaigns import CloseCampaign, DueDate, Phase
from shared.contracts.registration.kinds import AmendmentKind, ObligationKind, PhaseAction, RegistrationState
from shared.errors import Conflict
from tests.unit.registration.campaigning import Campaigning
from tests.unit.registration.department import (
    DIRECTOR,
    LAST_DAY,
    OFFICE,
    Department,
    collective,
    individual,
)
from tests.unit.telling import ask, published, refused, saves

DAY_AFTER = LAST_DAY + timedelta(1)


def locked_lists(department: Department, campaign: UUID) -> list[dict[str, Any]]:
    """The lists as anybody reads them, after checking that their digest is theirs."""
    lists = locked_lists_of(campaign, department.log)
    units: list[dict[str, Any]] = lists.dump()["units"]
    assert hashlib.sha256(rfc8785.dumps(units)).hexdigest() == lists.digest
    return units


@pytest.fixture
def units(department: Department) -> list[UUID]:
    return sorted((department.registers_unit(code) for code in ("HCTP", "TTRA", "BTTP")), key=str)


@pytest.fixture
def campaign(department: Department, units: list[UUID]) -> UUID:
    return department.launched(*units)


def test_the_lists_have_every_unit_as_it_was(department: Department, units: list[UUID], campaign: UUID) -> None:
    confirmed, returned, missing = units
    person = department.registers_person(confirmed)
    targets = (individual(person), collective(confirmed))
    first = department.submits(campaign, confirmed, *targets)
    department.confirms(first)
    second = department.submits(campaign, returned, collective(returned))
    department.returns(second)
    department.today.day = DAY_AFTER

    answer = department.locks(campaign)

    assert locked_lists(department, campaign) == [
        {
            "unit_id": str(confirmed),
            "registration_id": str(first),
            "state": "confirmed",
            "version": 2,
            "targets": sorted((one.dump() for one in targets), key=lambda one: one["subject_id"]),
        },
        {
            "unit_id": str(returned),
            "registration_id": str(second),
            "state": "returned",
            "version": 2,
            "targets": [collective(returned).dump()],
        },
        {"unit_id": str(missing), "registration_id": None, "state": "not_sent", "version": 0, "targets": []},
    ]
    assert (answer.confirmed, answer.missing) == (1, (missing,))
    assert answer.digest == locked_lists_of(campaign, department.log).digest
    assert locked_lists_of(campaign, department.log).locked_on == DAY_AFTER


def test_the_locking_and_all_that_it_concerns_are_one_save(
    department: Department, units: list[UUID], campaign: UUID
) -> None:
    department.confirms(department.submits(campaign, units[0], collective(units[0])))
    department.today.day = DAY_AFTER
    before = department.log.length

    answer = department.locks(campaign)

    assert saves(department.log, before) == ["roll.Locked", "registration.Locked", "claim.Made", "claim.Made"]
    locked = {
        "campaign_id": str(campaign),
        "locked_on": "2022-02-16",
        "digest": answer.digest,
        "confirmed": 1,
        "missing": [str(one) for one in units[1:]],
    }
    assert published(department.log)[before] == ("RegistrationsLocked", locked)


def test_lists_are_locked_after_the_last_day_and_once(
    department: Department, units: list[UUID], campaign: UUID
) -> None:
    department.today.day = LAST_DAY
    with refused(department.log, Conflict, "deadline-not-passed", due_on=LAST_DAY):
        department.locks(campaign)
    department.today.day = DAY_AFTER
    department.locks(campaign)
    with refused(department.log, Conflict, "already-locked"):
        department.locks(campaign)


def test_nothing_may_wait_to_be_decided(department: Department, units: list[UUID], campaign: UUID) -> None:
    waiting = [department.submits(campaign, unit, collective(unit)) for unit in units[:2]]
    department.today.day = DAY_AFTER

    with refused(department.log, Conflict, "undecided", count=2):
        department.locks(campaign)
    department.confirms(waiting[0])
    department.returns(waiting[1])
    department.locks(campaign)


def test_a_campaign_without_a_last_day_is_locked_when_the_office_says_so(
    department: Department, units: list[UUID]
) -> None:
    due = DueDate(kind=ObligationKind.FINAL_REPORT, due_on=date(2022, 12, 31))
    campaign = department.launched(*units, due=(due,))
    department.locks(campaign)

    with refused(department.log, Conflict, "deadline-passed", due_on=department.today.day):
        department.submits(campaign, units[0], collective(units[0]))


def test_a_draft_and_a_closed_campaign_have_no_lists_to_lock(
    department: Department, units: list[UUID], campaign: UUID
) -> None:
    draft = department.drafts(reporting_units=units)
    with refused(department.log, Conflict, "not-launched"):
        department.locks(draft)
    department.today.day = date(2023, 1, 15)
    closed = ask(CloseCampaign, campaign_id=campaign, conclusion="Báo cáo tổng kết số 01/BC-STP")
    department.log.close_campaign(closed, DIRECTOR)
    with refused(department.log, Conflict, "campaign-over"):
        department.locks(campaign)


# -- after that -----------------------------------------------------------------------------------------------


@pytest.fixture
def locked(department: Department, units: list[UUID], campaign: UUID) -> UUID:
    """The confirmed registration of the first unit, after the lists were locked; the others sent nothing."""
    registration = department.submits(campaign, units[0], collective(units[0]))
    department.confirms(registration)
    department.today.day = DAY_AFTER
    department.locks(campaign)
    return registration


def test_what_is_locked_is_neither_taken_back_nor_sent_again(
    department: Department, units: list[UUID], locked: UUID
) -> None:
    with refused(department.log, Conflict, "locked"):
        department.withdraws(locked)
    with refused(department.log, Conflict, "locked"):
        department.resubmits(locked, collective(units[0]))


def test_an_amendment_waits_for_the_office_and_leaves_the_lists_as_they_were(
    department: Department, units: list[UUID], campaign: UUID, locked: UUID
) -> None:
    lists = locked_lists(department, campaign)
    before = department.log.length
    newcomer = department.registers_person(units[0])
    department.amends(locked, collective(units[0]), individual(newcomer), kind=AmendmentKind.RECRUITED)
    view = registration(locked, OFFICE, department.log)

    assert (view.state, view.amendment, view.locked) == (RegistrationState.WAITING, AmendmentKind.RECRUITED, True)
    assert view.amendment_reason == "Tuyển dụng thêm một công chức"
    assert ([one.subject_id for one in view.added], view.removed) == ([newcomer], ())
    about = {"registration_id": str(locked), "campaign_id": str(campaign), "unit_id": str(units[0])}
    assert published(department.log)[before + 1 :] == [("RegistrationAmended", about)]
    with refused(department.log, Conflict, "wrong-state", state="waiting"):
        department.amends(locked, collective(units[0]))
    department.confirms(locked)
    assert locked_lists(department, campaign) == lists


def test_what_was_returned_when_the_lists_were_locked_comes_back_as_an_amendment(
    department: Department, units: list[UUID], campaign: UUID
) -> None:
    registration = department.submits(campaign, units[0], collective(units[0]))
    department.returns(registration)
    department.today.day = DAY_AFTER
    department.locks(campaign)

    with refused(department.log, Conflict, "locked"):
        department.resubmits(registration, collective(units[0]))
    department.amends(registration, collective(units[0]), kind=AmendmentKind.OTHER)
    department.confirms(registration)


def test_nothing_is_amended_before_the_lists_are_locked(
    department: Department, units: list[UUID], campaign: UUID
) -> None:
    registration = department.submits(campaign, units[0], collective(units[0]))
    department.confirms(registration)

    with refused(department.log, Conflict, "not-locked"):
        department.amends(registration, collective(units[0]))


def test_a_unit_that_sent_nothing_still_registers_late_and_once(
    department: Department, units: list[UUID], campaign: UUID, locked: UUID
) -> None:
    lists = locked_lists(department, campaign)
    with refused(department.log, Conflict, "deadline-passed", due_on=LAST_DAY):
        department.submits(campaign, units[1], collective(units[1]))
    late = department.submits(campaign, units[1], collective(units[1]), late_reason="Mới thành lập")
    for unit in units[:2]:
        with refused(department.log, Conflict, "already-registered"):
            department.submits(campaign, unit, collective(unit), late_reason="Nộp lại")
    department.returns(late)
    department.amends(late, collective(units[1]), kind=AmendmentKind.OTHER)
    department.confirms(late)

    found = department.log.registration_in(campaign, units[1])
    assert (found and found.id, found and found.late) == (late, True)
    assert locked_lists(department, campaign) == lists


def test_phases_say_when_registrations_are_amended(department: Department, units: list[UUID]) -> None:
    phase = Phase(
        name="Điều chỉnh",
        starts_on=date(2022, 7, 1),
        ends_on=date(2022, 7, 31),
        may_do=(PhaseAction.AMEND,),
    )
    campaign = department.launched(*units, phases=(phase,))
    registration = department.submits(campaign, units[0], collective(units[0]))
    department.confirms(registration)
    department.today.day = DAY_AFTER
    department.locks(campaign)

    with refused(department.log, Conflict, "phase-closed"):
        department.amends(registration, collective(units[0]))
    department.today.day = date(2022, 7, 31)
    department.amends(registration, collective(units[0]))


class WhateverHappens(Campaigning):
    """A campaign of its own for each run."""

    def __init__(self) -> None:
        super().__init__(Department())


WhateverHappens.TestCase.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
TestWhateverHappens = WhateverHappens.TestCase
