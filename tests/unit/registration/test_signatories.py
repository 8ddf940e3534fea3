"""Who may sign: in his own place or in another's, whose days bound his, and who ends with whom."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.registration.clusters import EndSignatory
from shared.contracts.registration.kinds import SigningForm
from shared.errors import Conflict, Invalid, NotFound
from tests.unit.registration.department import OFFICE, Department
from tests.unit.telling import ask, names, published, refused, saves, stored

TERM = {"valid_from": date(2021, 1, 1), "valid_until": date(2025, 12, 31)}


@pytest.fixture
def person(department: Department) -> UUID:
    return department.registers_person(department.registers_unit())


@pytest.fixture
def director(department: Department, person: UUID) -> UUID:
    return department.appoints(person, **TERM)


def delegates(department: Department, person: UUID, by: UUID, **more: Any) -> UUID:
    fields = {
        "capacity": "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC",
        "form": SigningForm.FOR_HEAD,
        "delegated_by": by,
        "valid_from": date(2022, 1, 1),
        "valid_until": date(2022, 12, 31),
    }
    return department.appoints(person, **(fields | more))


def ends(department: Department, signatory: UUID, last_day: date, reason: str = "Nghỉ hưu") -> None:
    department.log.end_signatory(ask(EndSignatory, signatory_id=signatory, last_day=last_day, reason=reason), OFFICE)


def test_a_delegation_is_published_with_whose_place_it_is(department: Department, person: UUID, director: UUID) -> None:
    before = department.log.length
    deputy = delegates(department, person, director)

    assert published(department.log)[before] == (
        "SignatoryAppointed",
        {
            "signatory_id": str(deputy),
            "person_id": str(person),
            "capacity": "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC",
            "valid_from": "2022-01-01",
            "valid_until": "2022-12-31",
            "form": "KT",
            "delegated_by": str(director),
        },
    )
    assert saves(department.log, before) == ["signatory.Appointed", "signatory.Delegated"]


@pytest.mark.parametrize("form", [SigningForm.FOR_HEAD, SigningForm.BY_ORDER, SigningForm.BY_MANDATE])
def test_who_signs_in_anothers_place_says_in_whose(department: Department, person: UUID, form: SigningForm) -> None:
    with refused(department.log, Invalid, "delegation-missing"):
        department.appoints(person, form=form)
    with refused(department.log, NotFound, "unknown"):
        department.appoints(person, form=form, delegated_by=uuid4())


def test_a_capacity_is_only_words(department: Department, person: UUID) -> None:
    department.appoints(person, capacity="KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC")
    department.appoints(person, form=SigningForm.ACTING)


@pytest.mark.parametrize(
    "days",
    [
        {"valid_from": date(2020, 12, 31)},
        {"valid_until": date(2026, 1, 1)},
        {"valid_until": None},
    ],
)
def test_a_delegation_lies_within_the_delegators_days(
    department: Department, person: UUID, director: UUID, days: dict[str, Any]
) -> None:
    delegates(department, person, director, **TERM)
    with refused(department.log, Conflict, "outside-delegation"):
        delegates(department, person, director, **days)


def test_who_signs_in_anothers_place_delegates_to_nobody(department: Department, person: UUID, director: UUID) -> None:
    deputy = delegates(department, person, director)

    with refused(department.log, Conflict, "delegated-twice"):
        delegates(department, person, deputy, form=SigningForm.BY_MANDATE)


def test_whoever_rests_on_a_signatory_ends_with_him(department: Department, person: UUID, director: UUID) -> None:
    deputy = delegates(department, person, director)
    delegates(department, person, director, valid_until=date(2022, 3, 31))
    before = department.log.length
    ends(department, director, date(2022, 6, 30))

    assert [data for _, data in published(department.log)[before:]] == [
        {"signatory_id": str(one), "last_day": "2022-06-30"} for one in (director, deputy)
    ]
    assert names(department.log, before) == ["SignatoryEnded"] * 2
    with refused(department.log, Conflict, "outside-delegation"):
        delegates(department, person, director)


def test_a_signatory_ends_once_and_never_later(department: Department, person: UUID, director: UUID) -> None:
    with refused(department.log, Conflict, "inverted-dates"):
        ends(department, director, date(2020, 12, 31))
    ends(department, director, date(2022, 6, 30))
    with refused(department.log, Conflict, "signatory-ended"):
        ends(department, director, date(2022, 7, 1))
    delegated = delegates(department, person, department.appoints(person))
    with refused(department.log, Conflict, "signatory-ended"):
        ends(department, delegated, date(2023, 1, 1))


def test_why_somebody_signs_no_more_is_sealed(department: Department, director: UUID) -> None:
    ends(department, director, date(2022, 6, 30), "Nghỉ chữa bệnh")

    assert "Nghỉ chữa bệnh" not in stored(department.log)
