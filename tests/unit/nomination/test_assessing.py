"""Targets that can hardly be met: what the rules need before them, and what is known to have been granted."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.nomination.assessing import Held, findings_of
from services.nomination.rules import CURRENT, Ladder, rule_pack
from shared.contracts.nomination import AssessedTarget, AssessTargets, TargetFinding
from shared.contracts.registration.kinds import SubjectKind

PACK = rule_pack(CURRENT)
HA, DUC = uuid4(), uuid4()


def target(award: str, subject: UUID = HA) -> AssessedTarget:
    return AssessedTarget(subject_id=subject, subject_kind=SubjectKind.INDIVIDUAL, award=award)


def assessed(*targets: AssessedTarget, held: Held = frozenset(), year: int = 2022) -> list[tuple[str, str]]:  # type: ignore[assignment]
    found = findings_of(AssessTargets(year=year, targets=targets), set(held), PACK)
    return [(one.award, one.code) for one in found]


def test_every_ladder_is_between_awards_that_there_are_and_names_its_source() -> None:
    assert {(one.award, one.needs, one.years) for one in PACK.ladders} == {
        ("CSTDCS", "LDTT", 1),
        ("CSTD_TINH", "CSTDCS", 3),
    }
    assert {one for ladder in PACK.ladders for one in (ladder.award, ladder.needs)} <= PACK.awards.keys()
    assert {(bool(one.source), one.status) for one in PACK.ladders} == {(True, "unverified")}


def test_the_years_that_are_not_known_are_named() -> None:
    request = AssessTargets(year=2022, targets=(target("CSTD_TINH"), target("CSTDCS"), target("LDTT")))

    assert findings_of(request, set(), PACK) == (
        TargetFinding(
            subject_id=HA,
            award="CSTD_TINH",
            code="years-missing",
            message="Chưa thấy danh hiệu Chiến sĩ thi đua cơ sở của các năm 2020, 2021 trong hệ thống;"
            " mục tiêu Chiến sĩ thi đua cấp tỉnh năm 2022 khó đạt.",
        ),
    )


def test_one_missing_year_is_one_year() -> None:
    request = AssessTargets(year=2022, targets=(target("CSTD_TINH"), target("CSTDCS"), target("LDTT")))

    (finding,) = findings_of(request, {(HA, "CSTDCS", 2020)}, PACK)

    assert "của năm 2021 trong hệ thống" in finding.message


@pytest.mark.parametrize(
    ("held", "together", "codes"),
    [
        ([2020, 2021], True, []),
        ([2020, 2021, 2022], False, []),
        ([2020, 2021], False, ["not-registered-with"]),
        ([2019, 2021], True, ["years-missing"]),
        ([], False, ["years-missing", "not-registered-with"]),
    ],
)
def test_the_years_are_in_a_row_and_the_last_is_a_target_or_already_granted(
    held: list[int], together: bool, codes: list[str]
) -> None:
    granted = {(HA, "CSTDCS", year) for year in held}
    targets = [target("CSTD_TINH"), *([target("CSTDCS")] if together else [])]

    found = findings_of(AssessTargets(year=2022, targets=tuple(targets)), granted, PACK)

    assert [one.code for one in found if one.award == "CSTD_TINH"] == codes


def test_what_somebody_else_holds_or_wants_does_not_count() -> None:
    held = {(DUC, "CSTDCS", 2020), (DUC, "CSTDCS", 2021), (HA, "LDTT", 2020), (HA, "LDTT", 2021)}

    assert assessed(target("CSTD_TINH"), target("CSTDCS", DUC), target("LDTT", DUC), held=held) == [
        ("CSTD_TINH", "years-missing"),
        ("CSTD_TINH", "not-registered-with"),
    ]


def test_the_base_title_goes_with_the_one_that_it_needs() -> None:
    assert assessed(target("CSTDCS")) == [("CSTDCS", "not-registered-with")]
    assert assessed(target("CSTDCS"), target("LDTT")) == []


def test_awards_without_a_ladder_and_unknown_ones_have_no_finding() -> None:
    assert assessed(target("LDTT"), target("GK_SO"), target("BK_CTUBND"), target("XYZ")) == []


@given(year=st.integers(1950, 2100), years=st.integers(1, 10), counts=st.booleans())
def test_a_ladder_needs_its_years_in_a_row_before_the_target(year: int, years: int, counts: bool) -> None:
    earlier = Ladder("A", "B", years, counts, "", "").earlier_years(year)

    assert len(earlier) + counts == years
    assert earlier == list(range(year - len(earlier), year))
