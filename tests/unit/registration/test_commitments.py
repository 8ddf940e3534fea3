"""What a unit sets out to do, and how much of it is done."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.queries import registration
from shared.contracts.registration.campaigns import CancelCampaign, ContentItem
from shared.contracts.registration.registrations import Commitment, CommitmentView, RegistrationView
from shared.errors import Conflict, Forbidden, Invalid
from tests.unit.registration.department import (
    DIRECTOR,
    OFFICE,
    Department,
    collective,
    commitment,
)
from tests.unit.telling import ask, names, refused

ITEM = ContentItem(item_id=uuid4(), wording="Cải cách hành chính, ứng dụng công nghệ thông tin")
HALF_YEAR = date(2022, 6, 30)


@pytest.fixture
def unit(department: Department) -> UUID:
    return department.registers_unit()


@pytest.fixture
def campaign(department: Department, unit: UUID) -> UUID:
    return department.launched(unit, content=(ITEM,))


def confirmed(department: Department, campaign: UUID, unit: UUID, *commitments: Commitment) -> UUID:
    registration = department.submits(campaign, unit, collective(unit), commitments=commitments)
    department.confirms(registration)
    return registration


def shown(department: Department, id: UUID) -> RegistrationView:
    return registration(id, OFFICE, department.log)


def test_a_commitment_carries_out_a_content_of_the_campaign_or_is_the_units_own(
    department: Department, unit: UUID, campaign: UUID
) -> None:
    task = commitment(1200, item_id=ITEM.item_id, due_on=HALF_YEAR, assigned_by="Quyết định 05/QĐ-STP ngày 10/01/2022")
    own = commitment(12, wording="Tổ chức đọc sách hằng tháng", measure="buổi")

    view = shown(department, confirmed(department, campaign, unit, task, own))

    assert view.commitments == (
        CommitmentView(
            commitment_id=task.commitment_id,
            wording="Giải quyết hồ sơ hộ tịch đúng hạn",
            measure="hồ sơ",
            planned=1200,
            due_on=HALF_YEAR,
            item_id=ITEM.item_id,
            assigned_by="Quyết định 05/QĐ-STP ngày 10/01/2022",
            done=0,
            percent=0,
            achieved_on=None,
            early=False,
        ),
        CommitmentView(
            commitment_id=own.commitment_id,
            wording="Tổ chức đọc sách hằng tháng",
            measure="buổi",
            planned=12,
            due_on=None,
            item_id=None,
            assigned_by="",
            done=0,
            percent=0,
            achieved_on=None,
            early=False,
        ),
    )


def test_content_that_the_campaign_does_not_have_is_refused(department: Department, unit: UUID, campaign: UUID) -> None:
    item = uuid4()

    with refused(department.log, Invalid, "unknown-content", item_id=item):
        department.submits(campaign, unit, collective(unit), commitments=(commitment(item_id=item),))


def test_two_commitments_are_two(department: Department, unit: UUID, campaign: UUID) -> None:
    twice = commitment()

    with refused(department.log, Conflict, "id-taken", id=twice.commitment_id):
        department.submits(campaign, unit, collective(unit), commitments=(twice, twice))


@pytest.mark.parametrize(
    ("done", "achieved_on", "percent", "early"),
    [
        (33, None, 33, False),
        (99, None, 99, False),
        (100, date(2022, 6, 29), 100, True),
        (100, date(2022, 6, 30), 100, False),
        (100, date(2022, 7, 1), 100, False),
        (112, date(2022, 3, 1), 112, True),
    ],
)
def test_what_is_done_is_measured_by_what_was_planned(
    department: Department,
    unit: UUID,
    campaign: UUID,
    done: int,
    achieved_on: date | None,
    percent: int,
    early: bool,
) -> None:
    task = commitment(100, due_on=HALF_YEAR)
    registration = confirmed(department, campaign, unit, task)
    department.today.day = date(2022, 7, 2)

    department.reports(registration, task.commitment_id, done, achieved_on)

    (view,) = shown(department, registration).commitments
    assert (view.done, view.percent, view.achieved_on, view.early) == (done, percent, achieved_on, early)


@given(planned=st.integers(1, 2**31 - 1), done=st.integers(0, 2**31 - 1))
def test_percents_are_rounded_down(planned: int, done: int) -> None:
    department = Department()
    unit = department.registers_unit()
    task = commitment(planned)
    registration = confirmed(department, department.launched(unit), unit, task)
    department.reports(registration, task.commitment_id, done)

    (view,) = shown(department, registration).commitments

    assert view.percent * planned <= done * 100 < (view.percent + 1) * planned


def test_the_last_report_counts(department: Department, unit: UUID, campaign: UUID) -> None:
    task = commitment(100)
    registration = confirmed(department, campaign, unit, task)
    before = department.log.length
    for done in (50, 80, 70):
        department.reports(registration, task.commitment_id, done)

    assert shown(department, registration).commitments[0].done == 70
    assert names(department.log, before) == ["registration.ProgressReported"] * 3


def test_nothing_is_achieved_before_all_is_done_or_tomorrow(department: Department, unit: UUID, campaign: UUID) -> None:
    task = commitment(100)
    registration = confirmed(department, campaign, unit, task)

    with refused(department.log, Invalid, "not-achieved", done=99, planned=100):
        department.reports(registration, task.commitment_id, 99, department.today.day)
    with refused(department.log, Invalid, "effective-later"):
        department.reports(registration, task.commitment_id, 100, HALF_YEAR)


def test_progress_is_of_a_commitment_that_was_confirmed(department: Department, unit: UUID, campaign: UUID) -> None:
    task, other = commitment(), uuid4()
    registration = department.submits(campaign, unit, collective(unit), commitments=(task,))

    with refused(department.log, Conflict, "wrong-state", state="waiting"):
        department.reports(registration, task.commitment_id, 1)
    department.confirms(registration)
    with refused(department.log, Invalid, "unknown-commitment", commitment_id=other):
        department.reports(registration, other, 1)


def test_nobody_reports_for_another_unit_or_when_the_campaign_is_over(
    department: Department, unit: UUID, campaign: UUID
) -> None:
    task = commitment()
    registration = confirmed(department, campaign, unit, task)

    with refused(department.log, Forbidden, "not-your-unit"):
        department.reports(registration, task.commitment_id, 1, who=OFFICE)
    department.log.cancel_campaign(ask(CancelCampaign, campaign_id=campaign, reason="Gộp phong trào"), DIRECTOR)
    with refused(department.log, Conflict, "campaign-over"):
        department.reports(registration, task.commitment_id, 1)


def test_what_was_done_stays_with_a_commitment_that_is_kept_when_the_registration_is_amended(
    department: Department, unit: UUID, campaign: UUID
) -> None:
    kept, dropped, added = commitment(100), commitment(50), commitment(10)
    registration = confirmed(department, campaign, unit, kept, dropped)
    for one in (kept, dropped):
        department.reports(registration, one.commitment_id, 25)
    department.today.day = date(2022, 2, 16)
    department.locks(campaign)

    department.amends(registration, collective(unit), commitments=(kept, added))

    assert [one.done for one in shown(department, registration).commitments] == [25, 0]
