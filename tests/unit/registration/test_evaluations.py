"""What is recorded of people, all of it under seal: to whom it is opened, and what stays closed."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.base import Paper, Role
from shared.contracts.registration.kinds import Classification, DisciplineForm, EvaluationKind, LeaveKind
from shared.contracts.registration.people import DiscloseEvaluations, Evaluation, EvaluationsDisclosed
from shared.errors import Conflict, Invalid, NotFound
from shared.principals import Principal
from tests.unit.registration.department import DOCUMENT, Department
from tests.unit.telling import ask, names, published, refused, stored

TODAY = date(2022, 1, 20)
NOMINATION = Principal("nomination", Role.SERVICE)
SCAN = Paper(title="Quyết định kỷ luật số 45", sha256="ab" * 32)


@pytest.fixture
def person(department: Department) -> UUID:
    """Somebody, since 2020."""
    since = {"effective_on": date(2020, 1, 1)}
    return department.registers_person(department.registers_unit(**since), **since)


def one(person: UUID, version: int, kind: EvaluationKind, value: str, **more: Any) -> Evaluation:
    """A record of today, on the usual document."""
    empty = dict.fromkeys(("year", "from_on", "until_on", "working_days"))
    fields = {"document": DOCUMENT, "recorded_on": TODAY} | empty | more
    return Evaluation(person_id=person, stream_version=version, kind=kind, value=value, **fields)


def test_every_kind_of_record_is_opened_with_its_document(department: Department, person: UUID) -> None:
    department.classifies(person, Classification.EXCELLENT)
    department.disciplines(person, DisciplineForm.REPRIMAND, basis="", paper=SCAN)
    department.notes_leave(person, LeaveKind.MATERNITY)
    case = department.flags(person, effective_on=date(2021, 11, 1))

    expected = [
        one(person, 2, EvaluationKind.CLASSIFICATION, "excellent", year=2021),
        one(
            person,
            3,
            EvaluationKind.DISCIPLINE,
            "reprimand",
            from_on=date(2021, 3, 1),
            document="Quyết định kỷ luật số 45",
        ),
        one(
            person,
            4,
            EvaluationKind.LEAVE,
            "maternity",
            from_on=date(2021, 5, 3),
            until_on=date(2021, 10, 29),
            working_days=128,
        ),
    ]
    opened = date(2021, 11, 1)
    matter = one(person, 5, EvaluationKind.PENDING_CASE, "Đang xác minh đơn tố cáo", from_on=opened)
    assert department.evaluations(person) == (*expected, matter)

    department.clears(person, case, effective_on=date(2021, 12, 20))
    days = {"from_on": opened, "until_on": date(2021, 12, 20)}
    assert department.evaluations(person) == (
        *expected,
        one(person, 5, EvaluationKind.PENDING_CASE, "Đang xác minh đơn tố cáo", **days),
        one(person, 6, EvaluationKind.PENDING_CASE, "Tố cáo sai", **days),
    )


def test_every_record_rests_on_a_document(department: Department, person: UUID) -> None:
    case = department.flags(person)
    for step in (
        lambda: department.classifies(person, Classification.GOOD, basis=""),
        lambda: department.disciplines(person, DisciplineForm.WARNING, basis=""),
        lambda: department.notes_leave(person, LeaveKind.STUDY, basis=""),
        lambda: department.flags(person, basis=""),
        lambda: department.clears(person, case, basis=""),
    ):
        with refused(department.log, Invalid, "document-required"):
            step()


def test_no_measure_and_no_absence_ends_before_it_begins(department: Department, person: UUID) -> None:
    day = {"from_on": date(2021, 3, 2), "until_on": date(2021, 3, 1)}
    with refused(department.log, Invalid, "inverted-dates"):
        department.disciplines(person, DisciplineForm.WARNING, **day)
    with refused(department.log, Invalid, "inverted-dates"):
        department.notes_leave(person, LeaveKind.OTHER, **day)
    department.disciplines(person, DisciplineForm.WARNING, from_on=date(2021, 3, 2), until_on=date(2021, 3, 2))


def test_a_case_is_opened_once_and_closed_once(department: Department, person: UUID) -> None:
    with refused(department.log, NotFound, "unknown"):
        department.clears(person, uuid4())
    case = department.flags(person)
    with refused(department.log, Conflict, "id-taken", id=case):
        department.flags(person, case_id=case)
    department.clears(person, case)
    with refused(department.log, Conflict, "case-closed", case_id=case):
        department.clears(person, case)
    department.clears(person, department.flags(person))


def test_a_closing_that_is_taken_back_leaves_the_case_open(department: Department, person: UUID) -> None:
    case = department.flags(person)
    department.clears(person, case)

    department.retracts_person_fact(person, 3)

    assert [(one.value, one.until_on) for one in department.evaluations(person)] == [("Đang xác minh đơn tố cáo", None)]
    department.clears(person, case, "Đúng một phần")


def test_what_was_taken_back_is_opened_to_whoever_asks_what_was_known(department: Department, person: UUID) -> None:
    department.classifies(person, Classification.GOOD)
    department.today.day = date(2022, 2, 1)
    department.classifies(person, Classification.FULFILLED)
    department.retracts_person_fact(person, 2)

    def values(known_on: date | None) -> list[str]:
        return [one.value for one in department.evaluations(person, known_on=known_on)]

    assert values(None) == ["fulfilled"]
    assert values(date(2022, 1, 31)) == ["good"]
    assert values(date(2022, 1, 19)) == []


def test_that_it_was_handed_out_is_recorded(department: Department, person: UUID) -> None:
    department.classifies(person, Classification.GOOD)
    command = ask(DiscloseEvaluations, disclosure_id=uuid4(), person_ids=(person,), purpose="Thẩm định hồ sơ")

    answer = department.log.disclose_evaluations(command, NOMINATION)

    assert [one.value for one in answer.evaluations] == ["good"]
    recorded: Any = department.log.recorded_events(department.log.length - 1, 1)[0][1]
    said = (recorded.by, recorded.what, recorded.purpose, recorded.person_ids)
    assert said == ("nomination", "evaluations", "Thẩm định hồ sơ", [str(person)])
    assert names(department.log)[-1] == "disclosure.Made"
    again = ask(DiscloseEvaluations, disclosure_id=command.disclosure_id, person_ids=(person,), purpose="Thẩm định")
    with refused(department.log, Conflict, "id-taken"):
        department.log.disclose_evaluations(again, NOMINATION)


def test_the_answer_that_is_remembered_for_a_repeat_holds_nothing(department: Department, person: UUID) -> None:
    department.classifies(person, Classification.GOOD)
    kept: list[Any] = []
    record = department.log.record
    department.log.record = lambda *what, did, answer: kept.append(answer) or record(*what, did=did, answer=answer)  # type: ignore[method-assign, func-returns-value]
    department.evaluations(person)

    assert kept == [EvaluationsDisclosed(id=kept[0].id)]


def test_of_whoever_was_erased_nothing_is_handed_out(department: Department, person: UUID) -> None:
    department.classifies(person, Classification.GOOD)
    case = department.flags(person)
    department.log.sealer.keys.delete(person)

    assert department.evaluations(person) == ()
    with refused(department.log, NotFound, "unknown"):
        department.clears(person, case)


def test_the_log_does_not_tell_what_was_recorded(department: Department, person: UUID) -> None:
    before = department.log.length
    department.disciplines(person, DisciplineForm.REMOVAL, paper=SCAN, effective_on=date(2021, 3, 2))
    department.clears(person, department.flags(person, effective_on=date(2021, 3, 3)), effective_on=date(2021, 3, 4))
    department.classifies(person, Classification.NOT_FULFILLED, 2019)
    department.notes_leave(person, LeaveKind.SICKNESS)
    department.retracts_person_fact(person, 2, "Kỷ luật nhầm người", basis="Quyết định hủy kỷ luật", paper=SCAN)

    kept = "\n".join(one.state.decode() for one in department.log.recorder.select_notifications(before + 1, 100))
    secrets = ("removal", "not_fulfilled", '"2019"', "2021-03", "sickness", "tố cáo", "Tố cáo", "12/QĐ-STP", "số 45")
    secrets += ("discipline", "classification", "leave", "pending_case", "nhầm", "hủy kỷ luật", SCAN.sha256)
    assert [one for one in secrets if one in kept] == []
    assert published(department.log)[before:] == [
        *[("person.EvaluationRecorded", None)] * 5,
        published(department.log)[-1],
    ]
    assert "removal" not in stored(department.log)
