"""What others may ask: in effect on a day, as known on a day; and nothing about what was not issued."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from services.reporting import queries
from services.reporting.service import ReportingService
from shared.contracts.registration.kinds import PositionClass, SubjectKind
from shared.contracts.registration.people import FindPerson, PersonView
from shared.contracts.reporting import (
    AwardCount,
    AwardHistory,
    AwardQuery,
    AwardStep,
    CountAwards,
    DecisionQuery,
    DecisionsOfYear,
    ReportKind,
    ReportsOf,
)
from shared.database import Database, Sql
from shared.errors import Invalid, NotFound
from tests.integration.reporting.world import READER, id_of

HA = id_of("Nguyễn Thị Hà")


@pytest.fixture
def sql(year: Database) -> Iterator[Sql]:
    with year.transaction() as asking:
        yield asking


@pytest.mark.parametrize(
    ("as_of", "known_on", "numbers"),
    [
        (None, None, ["101/QĐ-STP", "88/QĐ-BTP"]),
        (date(2022, 12, 26), None, []),  # signed, not yet issued
        (date(2022, 12, 27), None, ["101/QĐ-STP"]),
        (date(2023, 2, 9), None, ["101/QĐ-STP"]),
        (date(2023, 2, 10), None, ["101/QĐ-STP", "88/QĐ-BTP"]),  # from its signing
        (date(2023, 2, 12), date(2023, 2, 12), ["101/QĐ-STP"]),  # in effect, but nobody here knew
        (date(2023, 2, 12), date(2023, 2, 15), ["101/QĐ-STP", "88/QĐ-BTP"]),
    ],
)
def test_awards_have_two_clocks(sql: Sql, as_of: date | None, known_on: date | None, numbers: list[str]) -> None:
    awards = queries.awards_of(HA, as_of, known_on, sql).awards

    assert [one.decision_number for one in awards] == numbers


def test_a_unit_is_found_by_its_other_code(sql: Sql) -> None:
    unit = queries.subject_of(AwardHistory(external_code="QLCB-PTP.YK"), sql)

    assert unit == id_of("PTP.YK")
    assert [one.award for one in queries.awards_of(unit, None, None, sql).awards] == ["GK_SO"]


def test_a_code_that_is_no_units_is_left_to_registration(sql: Sql) -> None:
    assert queries.subject_of(AwardHistory(external_code="CB-0007"), sql) is None


@pytest.mark.parametrize("both", [{}, {"subject_id": HA, "external_code": "CB-0007"}])
def test_a_history_is_asked_by_exactly_one_key(sql: Sql, both: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="invalid-request"):
        queries.subject_of(AwardHistory(**both), sql)  # type: ignore[arg-type]


def test_nobody_is_unknown(sql: Sql) -> None:
    with pytest.raises(NotFound, match="unknown"):
        queries.awards_of(id_of("nobody"), None, None, sql)


def test_awards_are_counted_by_year_and_by_what_was_known(sql: Sql) -> None:
    counted = queries.count_awards(CountAwards(year=2022), READER, sql)

    assert counted.counts == (
        AwardCount(award="CSTDCS", subject_kind=SubjectKind.INDIVIDUAL, count=1),
        AwardCount(award="GK_SO", subject_kind=SubjectKind.COLLECTIVE, count=1),
        AwardCount(award="GK_SO", subject_kind=SubjectKind.INDIVIDUAL, count=3),
    )
    assert counted.total == 5
    assert queries.count_awards(CountAwards(year=2022, known_on=date(2022, 12, 26)), READER, sql).total == 0
    assert queries.count_awards(CountAwards(year=2023), READER, sql).total == 1


def test_a_decision_is_found_by_id_and_by_number_and_year(sql: Sql) -> None:
    by_id = queries.get_decision(DecisionQuery(decision_id=id_of("101/QĐ-STP")), READER, sql)
    by_number = queries.get_decision(DecisionQuery(number="101/QĐ-STP", year=2022), READER, sql)

    assert by_id == by_number
    assert [(one.line, one.name) for one in by_id.lines][:2] == [(1, "Nguyễn Thị Hà"), (2, "Trần Văn Đức")]
    assert by_id.published_on == date(2022, 12, 28)


@pytest.mark.parametrize("query", [DecisionQuery(), DecisionQuery(number="101/QĐ-STP", year=2021)])
def test_other_decisions_are_unknown(sql: Sql, query: DecisionQuery) -> None:
    with pytest.raises(NotFound, match="unknown"):
        queries.get_decision(query, READER, sql)


def test_decisions_are_listed_by_year(sql: Sql) -> None:
    listed = queries.list_decisions(DecisionsOfYear(year=2022), READER, sql).decisions

    assert [(one.number, one.lines) for one in listed] == [("101/QĐ-STP", 5)]


def test_an_issued_award_shows_its_public_steps(sql: Sql) -> None:
    award = queries.get_award(AwardQuery(award_id=id_of("GK_SO Trần Văn Đức")), READER, sql)

    assert award.steps == (
        AwardStep(step="received", on=date(2022, 11, 21)),
        AwardStep(step="appraised", on=date(2022, 12, 5)),
        AwardStep(step="passed", on=date(2022, 12, 20)),
        AwardStep(step="decided", on=date(2022, 12, 26)),
        AwardStep(step="published", on=date(2022, 12, 28)),
    )


def test_a_decision_that_is_not_published_has_no_such_step(sql: Sql) -> None:
    award = queries.get_award(AwardQuery(award_id=id_of("BK_BTP Nguyễn Thị Hà")), READER, sql)

    assert [one.step for one in award.steps] == ["received", "appraised", "passed", "decided"]


def test_reports_of_an_unknown_campaign_are_unknown(sql: Sql) -> None:
    with pytest.raises(NotFound, match="unknown"):
        queries.list_reports(ReportsOf(campaign_id=id_of("none"), kind=ReportKind.FINAL), READER, sql)


class FakeRegistration:
    """Registration, which alone can match a person's code of another system."""

    def find_person(self, request: FindPerson) -> PersonView:
        if request.external_code != "CB-0007":
            raise NotFound("unknown")
        return PersonView(
            person_id=HA, unit_id=id_of("STP.TTRA"), unit_code="STP.TTRA", position_class=PositionClass.STAFF
        )


def test_a_persons_other_code_is_asked_of_registration(year: Database) -> None:
    service: Any = SimpleNamespace(parts=SimpleNamespace(database=year), registration=FakeRegistration())

    found = ReportingService.answer_award_history(service, AwardHistory(external_code="CB-0007"), READER)

    assert (found.subject_id, [one.award for one in found.awards]) == (HA, ["CSTDCS", "BK_BTP"])
    with pytest.raises(NotFound, match="unknown"):
        ReportingService.answer_award_history(service, AwardHistory(external_code="CB-0008"), READER)
