"""A petition upward: signed, sent, and answered by the authority that decides; line by line."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.nomination.domain.documents import ExternalDecision, Petition
from shared.contracts.base import Role
from shared.contracts.nomination import DecidedLine, DossierState, Outcome, Route
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.principals import Principal
from tests.unit.nomination.season import (
    DEPUTY,
    DEPUTY_SIGNS,
    DIRECTOR_HIMSELF,
    DISTRICT_OFFICE,
    DISTRICT_STAFF,
    MINISTER,
    NAMES,
    ROUND,
    STAFF,
    THEMATIC,
    Season,
)
from tests.unit.nomination.test_decisions import forged
from tests.unit.telling import published, refused, saves, stored

REASON = "Không đủ thời gian công tác"


@pytest.fixture
def dossiers(season: Season) -> list[UUID]:
    """Two dossiers for the province's award, passed by the council."""
    return season.passed(season.share(award="BK_CTUBND"), STAFF[0], STAFF[1], round_id=ROUND)


def test_each_award_has_its_route(season: Season, dossiers: list[UUID]) -> None:
    (own,) = season.passed(season.share(), STAFF[0])
    (ministry,) = season.passed(season.share(award="BK_BTP", campaign_id=THEMATIC), STAFF[0])
    clerk = Principal("tu-phap-hoa-lu", Role.CLERK, unit=DISTRICT_OFFICE)
    (district,) = season.passed(season.share(unit=DISTRICT_OFFICE), DISTRICT_STAFF[0], who=clerk)
    routes = {Route.PROVINCE: dossiers[0], Route.MINISTRY: ministry, Route.DISTRICT: district, Route.DEPARTMENT: own}

    for route in Route:
        for right, dossier in routes.items():
            if right is route is not Route.DEPARTMENT:
                assert season.log.load(Petition, season.petitions(dossier, route=route)).route is route
                continue
            with refused(season.log, Conflict, "not-for-route", nomination_id=dossier):
                season.petitions(dossier, route=route)


def test_only_what_the_council_passed_goes_upward(season: Season) -> None:
    dossier = season.eligible(season.share(award="BK_CTUBND"), round_id=ROUND)

    with refused(season.log, Conflict, "wrong-state", state="eligible"):
        season.petitions(dossier)


def test_a_petition_and_all_its_lines_are_one_save(season: Season, dossiers: list[UUID]) -> None:
    petition = season.petitions(*dossiers)
    season.prints(petition, Petition)
    before = season.log.length

    season.signs_petition(petition)

    assert saves(season.log, before) == ["petition.Signed", "nomination.Forwarded", "nomination.Forwarded"]
    assert [season.state(one) for one in dossiers] == [DossierState.FORWARDED] * 2


def test_only_who_is_named_signs_and_while_he_may(season: Season, dossiers: list[UUID]) -> None:
    season.signatory_until(date(2022, 11, 1))
    petition = season.petitions(*dossiers)

    with refused(season.log, Forbidden, "not-the-signatory"):
        season.signs_petition(petition, DEPUTY)
    season.today.day = date(2022, 11, 2)
    with refused(season.log, Forbidden, "not-the-signatory"):
        season.prints(petition, Petition)
    with refused(season.log, Forbidden, "not-the-signatory"):
        season.signs_petition(petition)


def test_nobody_asks_for_himself(season: Season) -> None:
    own = season.passed(season.share(award="BK_CTUBND"), DIRECTOR_HIMSELF, round_id=ROUND)

    petition = season.petitions(*own)

    with refused(season.log, Forbidden, "own-line"):
        season.signs_petition(petition)
    season.signs_petition(season.petitions(*own, signatory_id=DEPUTY_SIGNS), DEPUTY)


def test_a_dossier_goes_upward_once(season: Season, dossiers: list[UUID]) -> None:
    first, second = season.petitions(*dossiers), season.petitions(dossiers[1])
    season.signs_petition(first)

    with refused(season.log, Conflict, "already-decided", nomination_id=dossiers[1]):
        season.signs_petition(second)
    with refused(season.log, Conflict, "wrong-state", state="signed"):
        season.signs_petition(first)
    with refused(season.log, Conflict, "wrong-state", state="forwarded"):
        season.petitions(dossiers[0])


@pytest.mark.parametrize("voted_again", [False, True])
def test_what_goes_upward_is_what_was_voted_on(season: Season, dossiers: list[UUID], voted_again: bool) -> None:
    petition = season.petitions(*dossiers)
    forged(season, dossiers[0], None if voted_again else season.dossier(dossiers[0]).voted_digest)

    with refused(season.log, Conflict, "digest-differs"):
        season.signs_petition(petition)


def test_a_petition_is_sent_once_after_it_was_signed(season: Season, dossiers: list[UUID]) -> None:
    petition = season.petitions(*dossiers)

    with refused(season.log, Conflict, "wrong-state", state="drafted"):
        season.sends(petition)
    season.signs_petition(petition)
    for day in (date(2022, 10, 31), date(2022, 11, 2)):
        with refused(season.log, Invalid, "date-order"):
            season.sends(petition, on=day)
    season.sends(petition)
    with refused(season.log, Conflict, "wrong-state", state="sent"):
        season.sends(petition, "08/TTr-STP")


def test_a_petitions_number_is_used_once_a_year(season: Season, dossiers: list[UUID]) -> None:
    first, second = season.petitions(dossiers[0]), season.petitions(dossiers[1])
    for petition in (first, second):
        season.signs_petition(petition)
    season.sends(first, "07/TTr-STP")

    with refused(season.log, Conflict, "name-taken"):
        season.sends(second, "07/TTr-STP")
    season.today.day = date(2023, 1, 3)
    season.sends(second, "07/TTr-STP")


def test_until_it_is_answered_others_see_headers_only(season: Season, dossiers: list[UUID]) -> None:
    after = season.log.length
    season.sent(*dossiers)

    assert published(season.log)[after:] == [
        ("petition.Drafted", None),
        ("petition.Printed", None),
        ("petition.Signed", None),
        ("nomination.Forwarded", None),
        ("nomination.Forwarded", None),
        ("petition.Sent", None),
        ("claim.Made", None),
    ]


# -- the answer ---------------------------------------------------------------------------------------


def test_the_answer_and_what_follows_from_it_are_one_save(season: Season, dossiers: list[UUID]) -> None:
    petition = season.sent(*dossiers)
    before = season.log.length

    decision = season.answers(petition, dossiers[:1], dossiers[1:])

    assert saves(season.log, before) == [
        "petition.Answered",
        "external_decision.Received",
        "claim.Made",
        "nomination.Granted",
        "nomination.Refused",
        "allocation.Released",
    ]
    assert [season.state(one) for one in dossiers] == [DossierState.GRANTED, DossierState.NOT_GRANTED]
    assert season.log.load(ExternalDecision, decision).number == "901/QĐ-UBND"


def test_of_an_answer_others_see_what_was_granted(season: Season, dossiers: list[UUID]) -> None:
    decision = season.answers(season.sent(*dossiers), dossiers[:1], dossiers[1:])

    (issued,) = [data for name, data in published(season.log) if name == "DecisionIssued"]

    assert {key: issued[key] for key in ("decision_id", "authority", "number", "signatory", "external")} == {
        "decision_id": str(decision),
        "authority": "CHỦ TỊCH UBND TỈNH",
        "number": "901/QĐ-UBND",
        "signatory": MINISTER,
        "external": True,
    }
    assert [(one["line"], one["award_id"], one["name"]) for one in issued["lines"]] == [
        (1, str(dossiers[0]), NAMES[STAFF[0]])
    ]
    assert [one for one in (str(dossiers[1]), NAMES[STAFF[1]], REASON) if one in str(published(season.log))] == []


@pytest.mark.parametrize("lines", ["missing", "one too many", "twice", "another"])
def test_the_answer_has_the_lines_of_the_petition(season: Season, dossiers: list[UUID], lines: str) -> None:
    (other,) = season.passed(season.dossier(dossiers[0]).allocation_id, STAFF[2], round_id=ROUND)
    petition = season.sent(*dossiers)
    granted = {
        "missing": dossiers[:1],
        "one too many": [*dossiers, other],
        "twice": [*dossiers, dossiers[0]],
        "another": [dossiers[0], other],
    }[lines]

    with refused(season.log, Invalid, "lines-differ"):
        season.answers(petition, granted)


def test_what_is_not_granted_needs_a_reason(season: Season, dossiers: list[UUID]) -> None:
    petition = season.sent(*dossiers)
    lines = tuple(DecidedLine(nomination_id=one, outcome=Outcome.REFUSED) for one in dossiers)

    with refused(season.log, Invalid, "reason-missing"):
        season.answers(petition, lines=lines)


@pytest.mark.parametrize("signed_on", [date(2022, 10, 31), date(2022, 11, 2)])
def test_an_answer_is_not_older_than_its_petition_nor_of_tomorrow(
    season: Season, dossiers: list[UUID], signed_on: date
) -> None:
    petition = season.sent(*dossiers)

    with refused(season.log, Invalid, "date-order"):
        season.answers(petition, dossiers, signed_on=signed_on)


def test_a_petition_is_answered_once_after_it_was_sent(season: Season, dossiers: list[UUID]) -> None:
    petition = season.petitions(*dossiers)
    season.prints(petition, Petition)
    season.signs_petition(petition)

    with refused(season.log, Conflict, "wrong-state", state="signed"):
        season.answers(petition, dossiers)
    season.sends(petition)
    season.answers(petition, dossiers)
    with refused(season.log, Conflict, "wrong-state", state="answered"):
        season.answers(petition, dossiers, number="902/QĐ-UBND")


def test_a_number_is_used_once_by_its_authority_and_year(season: Season, dossiers: list[UUID]) -> None:
    first, second = (season.sent(one, number=f"{one}/TTr") for one in dossiers)
    season.answers(first, dossiers[:1])

    with refused(season.log, Conflict, "name-taken"):
        season.answers(second, dossiers[1:])
    season.answers(second, dossiers[1:], authority="BỘ TRƯỞNG BỘ TƯ PHÁP")


def test_the_id_of_an_answer_is_used_once(season: Season, dossiers: list[UUID]) -> None:
    petition = season.sent(*dossiers)

    with refused(season.log, Conflict, "id-taken", id=petition):
        season.answers(petition, dossiers, decision_id=petition)


@pytest.mark.parametrize("step", ["signs", "sends", "answers"])
def test_an_unknown_petition_is_unknown(season: Season, step: str) -> None:
    steps: dict[str, Any] = {
        "signs": season.signs_petition,
        "sends": season.sends,
        "answers": lambda petition: season.answers(petition, [uuid4()]),
    }

    with refused(season.log, NotFound, "unknown", id=(unknown := uuid4())):
        steps[step](unknown)


def test_nobodys_name_is_recorded_in_clear(season: Season, dossiers: list[UUID]) -> None:
    season.answers(season.sent(*dossiers), dossiers[:1], dossiers[1:])

    kept = stored(season.log)

    assert [one for one in (*NAMES.values(), MINISTER, REASON) if one in kept] == []
