"""The rules of 2022: whose decision an award is, and arithmetic in whole numbers."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.nomination.rules import CURRENT, RulePack, rule_pack
from shared.contracts.nomination import Route
from shared.contracts.registration.kinds import SubjectKind, UnitKind
from shared.errors import Conflict, Invalid, NotFound, Refusal

PACK = rule_pack(CURRENT)
INDIVIDUAL, COLLECTIVE = SubjectKind.INDIVIDUAL, SubjectKind.COLLECTIVE


def says(kind: type[Refusal], code: str, refusal: pytest.ExceptionInfo[Refusal]) -> bool:
    return (type(refusal.value), refusal.value.code) == (kind, code)


def test_whose_decision_an_award_is() -> None:
    routes = {
        code: {owner: route.value for owner, route in one.decided_by.items()} for code, one in PACK.awards.items()
    }

    assert routes == {
        "LDTT": {"own": "department", "district": "district"},
        "CSTDCS": {"own": "department", "district": "district"},
        "CSTD_TINH": {"own": "province", "district": "province"},
        "TTLDTT": {"own": "department", "district": "district"},
        "GK_SO": {"own": "department", "district": "department"},
        "BK_CTUBND": {"own": "province", "district": "province"},
        "BK_BTP": {"own": "ministry"},
    }


def test_who_can_get_an_award() -> None:
    assert {code: one.subjects for code, one in PACK.awards.items()} == {
        "LDTT": (INDIVIDUAL,),
        "CSTDCS": (INDIVIDUAL,),
        "CSTD_TINH": (INDIVIDUAL,),
        "TTLDTT": (COLLECTIVE,),
        "GK_SO": (INDIVIDUAL, COLLECTIVE),
        "BK_CTUBND": (INDIVIDUAL, COLLECTIVE),
        "BK_BTP": (INDIVIDUAL, COLLECTIVE),
    }


def test_every_unit_has_an_owner_and_every_route_a_decider() -> None:
    assert {kind: PACK.owner(kind) for kind in UnitKind} == {
        UnitKind.DEPARTMENT: "own",
        UnitKind.ROOM: "own",
        UnitKind.SERVICE_UNIT: "own",
        UnitKind.DISTRICT: "district",
        UnitKind.DISTRICT_OFFICE: "district",
    }
    assert list(PACK.deciders) == [route.value for route in Route]


def test_every_award_names_its_source_and_whether_it_was_checked() -> None:
    assert {bool(one.source) for one in PACK.awards.values()} == {True}
    assert {one.status for one in PACK.awards.values()} <= {"confirmed", "unverified"}
    assert {one.kind for one in PACK.awards.values()} == {"title", "commendation"}


def test_a_pack_holds_for_a_time_and_is_named_by_its_digest() -> None:
    assert (PACK.valid_from, PACK.valid_until) == (date(2017, 10, 1), date(2023, 12, 31))
    assert len(bytes.fromhex(PACK.digest)) == 32


@pytest.mark.parametrize(("code", "kind"), [("XYZ", INDIVIDUAL), ("LDTT", COLLECTIVE), ("TTLDTT", INDIVIDUAL)])
def test_an_award_that_is_none_for_that_subject_is_unknown(code: str, kind: SubjectKind) -> None:
    with pytest.raises(Invalid) as refusal:
        PACK.award(code, kind)
    assert says(Invalid, "unknown-award", refusal)


@pytest.mark.parametrize(
    ("level", "kind", "suits"),
    [("ministry", "thematic", True), ("ministry", "regular", False), ("department", "thematic", False)],
)
def test_the_ministers_award_is_for_his_thematic_campaigns(level: str, kind: str, suits: bool) -> None:
    award = PACK.awards["BK_BTP"]

    if suits:
        PACK.check_campaign(award, level, kind)
        return
    with pytest.raises(Conflict) as refusal:
        PACK.check_campaign(award, level, kind)
    assert says(Conflict, "campaign-not-suitable", refusal)
    assert refusal.value.details["rule"].startswith("Bằng khen của Bộ trưởng")


def test_only_the_provinces_award_is_for_a_round() -> None:
    assert [code for code, one in PACK.awards.items() if one.round_required] == ["BK_CTUBND"]


@pytest.mark.parametrize("name", ["", "1999", "../2022", "2022.yml", "2022\n"])
def test_another_pack_is_unknown(name: str) -> None:
    with pytest.raises(NotFound) as refusal:
        rule_pack(name)
    assert says(NotFound, "unknown", refusal)


@pytest.mark.parametrize(("members", "quorum", "needed"), [(5, 4, 4), (7, 5, 5), (9, 6, 7), (11, 8, 8), (15, 10, 11)])
def test_quorum_and_threshold_of_the_usual_councils(members: int, quorum: int, needed: int) -> None:
    assert [PACK.quorate(present, members) for present in (quorum - 1, quorum)] == [False, True]
    assert [PACK.passes(votes, members) for votes in (needed - 1, needed)] == [False, True]
    assert PACK.needed(members) == needed


def pack(percent: int, quorum: tuple[int, int]) -> RulePack:
    return RulePack("any", PACK.valid_from, None, "", {}, {}, {}, quorum, percent, False)


@given(percent=st.integers(1, 100), members=st.integers(1, 10**9), votes=st.integers(0, 10**9))
def test_the_threshold_is_exact_for_any_council(percent: int, members: int, votes: int) -> None:
    rules = pack(percent, (2, 3))
    needed = rules.needed(members)

    assert type(needed) is int
    assert rules.passes(needed, members) is True
    assert rules.passes(needed - 1, members) is False
    assert rules.passes(votes, members) is (Fraction(votes, members) >= Fraction(percent, 100)) is (votes >= needed)


@given(part=st.integers(1, 50), of=st.integers(1, 50), members=st.integers(1, 10**9), present=st.integers(0, 10**9))
def test_the_quorum_is_exact_for_any_council(part: int, of: int, members: int, present: int) -> None:
    assert pack(70, (part, of)).quorate(present, members) is (Fraction(present, members) >= Fraction(part, of))
