"""A dossier on its way: handed in by its unit, completed once, appraised, withdrawn while nothing is signed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.nomination.queries import allocation, dossier
from shared.contracts.base import Role
from shared.contracts.nomination import Appraisal, DossierState, NominationView, UnitMinutes
from shared.contracts.registration.kinds import SubjectKind
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.principals import Principal
from tests.unit.nomination.season import (
    CAMPAIGN,
    CLERK,
    DISTRICT_OFFICE,
    DISTRICT_STAFF,
    HEAD,
    MINUTES,
    OFFICE,
    OTHER_ROOM,
    ROOM,
    ROUND,
    STAFF,
    STRANGER,
    Season,
)
from tests.unit.telling import names, published, refused, stored

ELSEWHERE: dict[str, Callable[[Season], UUID]] = {
    "submitted": lambda season: season.submits(season.share()),
    "returned": lambda season: returned(season),
    "accepted": lambda season: accepted(season),
    "eligible": lambda season: season.eligible(season.share()),
    "ineligible": lambda season: ineligible(season),
    "passed": lambda season: season.passed(season.share(), STAFF[0])[0],
    "not_passed": lambda season: not_passed(season),
    "forwarded": lambda season: forwarded(season),
    "granted": lambda season: granted(season),
    "withdrawn": lambda season: withdrawn(season),
}
STEPS: dict[str, Callable[[Season, UUID], None]] = {
    "return": lambda season, dossier: season.returns(dossier),
    "complete": lambda season, dossier: season.completes(dossier),
    "accept": lambda season, dossier: season.accepts(dossier),
    "appraise": lambda season, dossier: season.appraises(dossier),
    "withdraw": lambda season, dossier: season.withdraws(dossier),
}
ALLOWED = {
    ("submitted", "return"),
    ("submitted", "accept"),
    ("returned", "complete"),
    ("accepted", "appraise"),
    *((state, "withdraw") for state in ("submitted", "returned", "accepted", "eligible", "passed")),
}


def returned(season: Season) -> UUID:
    dossier = season.submits(season.share())
    season.returns(dossier)
    return dossier


def accepted(season: Season) -> UUID:
    dossier = season.submits(season.share())
    season.accepts(dossier)
    return dossier


def ineligible(season: Season) -> UUID:
    dossier = accepted(season)
    season.appraises(dossier, Appraisal.INELIGIBLE, "Thời gian công tác chưa đủ")
    return dossier


def not_passed(season: Season) -> UUID:
    dossier = season.eligible(season.share())
    season.votes({dossier: 0})
    return dossier


def forwarded(season: Season) -> UUID:
    (dossier,) = season.passed(season.share(award="BK_CTUBND"), STAFF[0], round_id=ROUND)
    season.sent(dossier)
    return dossier


def granted(season: Season) -> UUID:
    (dossier,) = season.passed(season.share(), STAFF[0])
    season.issues(season.signed(dossier))
    return dossier


def withdrawn(season: Season) -> UUID:
    dossier = season.submits(season.share())
    season.withdraws(dossier)
    return dossier


@pytest.mark.parametrize("state", ELSEWHERE)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_for_one_state(season: Season, state: str, step: str) -> None:
    dossier = ELSEWHERE[state](season)
    assert season.state(dossier) == state

    if (state, step) in ALLOWED:
        STEPS[step](season, dossier)
        return
    code = "returned-before" if (state, step) == ("returned", "return") else "wrong-state"
    with refused(season.log, Conflict, code):
        STEPS[step](season, dossier)
    assert season.state(dossier) == state


def test_the_way_of_a_dossier(season: Season) -> None:
    dossier = season.submits(season.share())
    states = [season.state(dossier)]
    for step in (season.returns, season.completes, season.accepts, season.appraises):
        step(dossier)
        states.append(season.state(dossier))
    season.votes({dossier: 7})
    states.append(season.state(dossier))

    assert states == ["submitted", "returned", "submitted", "accepted", "eligible", "passed"]


def test_a_dossier_comes_back_once_with_all_that_is_missing(season: Season) -> None:
    dossier = season.submits(season.share())
    season.returns(dossier)
    season.completes(dossier)

    with refused(season.log, Conflict, "returned-before"):
        season.returns(dossier)


@pytest.mark.parametrize(
    ("minutes", "code"),
    [
        ({"present": 10}, "minutes-wrong"),
        ({"in_favour": 9}, "minutes-wrong"),
        ({"held_on": date(2022, 11, 2)}, "minutes-later"),
    ],
)
def test_the_minutes_of_the_units_meeting_add_up(season: Season, minutes: dict[str, Any], code: str) -> None:
    share = season.share()

    with refused(season.log, Invalid, code):
        season.submits(share, minutes=replace(MINUTES, **minutes))


def test_a_meeting_on_the_day_of_handing_in_where_all_agreed_is_fine(season: Season) -> None:
    minutes = UnitMinutes(held_on=season.today.day, members=1, present=1, in_favour=1)

    assert season.state(season.submits(season.share(), minutes=minutes)) is DossierState.SUBMITTED


def test_only_ones_own_people_and_unit_are_nominated(season: Season) -> None:
    people, unit = season.share(), season.share(award="TTLDTT", subject_kind=SubjectKind.COLLECTIVE)

    with refused(season.log, Invalid, "subject-elsewhere"):
        season.submits(people, DISTRICT_STAFF[0])
    with refused(season.log, Invalid, "subject-elsewhere"):
        season.submits(unit, OTHER_ROOM)
    with refused(season.log, NotFound, "unknown", id=ROOM):
        season.submits(people, ROOM)
    season.submits(unit, ROOM)


@pytest.mark.parametrize(
    ("who", "for_unit"),
    [(STRANGER, None), (STRANGER, ROOM), (OFFICE, None), (OFFICE, OTHER_ROOM), (replace(CLERK, unit=None), ROOM)],
)
def test_nobody_acts_for_a_unit_that_is_not_his(season: Season, who: Principal, for_unit: UUID | None) -> None:
    share = season.share()
    dossier = season.submits(share)
    season.returns(dossier)

    with refused(season.log, Forbidden, "not-your-unit"):
        season.submits(share, STAFF[1], who, on_behalf_of=for_unit)
    with refused(season.log, Forbidden, "not-your-unit"):
        season.completes(dossier, who=who)
    with refused(season.log, Forbidden, "not-your-unit"):
        season.withdraws(dossier, who=who)


def test_the_office_enters_a_paper_dossier_for_the_unit_and_says_so(season: Season) -> None:
    share = season.share()
    season.submits(share, who=OFFICE, on_behalf_of=ROOM, basis="Công văn số 15/HCTP")

    recorded = season.log.recorded_events(season.log.length - 2, 1)[0][1]

    assert (recorded.by, recorded.role, recorded.on_behalf_of) == (OFFICE.id, "office", str(ROOM))
    assert recorded.basis == "Công văn số 15/HCTP"


def test_the_head_of_the_unit_may_do_what_its_clerk_may(season: Season) -> None:
    dossier = season.submits(season.share(), who=HEAD)
    season.withdraws(dossier, HEAD)

    assert season.state(dossier) is DossierState.WITHDRAWN


@pytest.mark.parametrize("round_id", [None, uuid4()])
def test_the_provinces_award_is_for_a_round_of_the_campaign(season: Season, round_id: UUID | None) -> None:
    share = season.share(award="BK_CTUBND")

    with refused(season.log, Invalid, "round-missing"):
        season.submits(share, round_id=round_id)

    season.submits(share, round_id=ROUND)


def test_a_round_of_another_campaign_is_no_round(season: Season) -> None:
    share = season.share()

    with refused(season.log, Invalid, "round-missing"):
        season.submits(share, round_id=uuid4())


def test_an_ineligible_dossier_needs_a_reason(season: Season) -> None:
    dossier = accepted(season)

    with refused(season.log, Invalid, "reason-missing"):
        season.appraises(dossier, Appraisal.INELIGIBLE)


def test_an_id_is_used_once(season: Season) -> None:
    share = season.share()
    dossier = season.submits(share)

    with refused(season.log, Conflict, "id-taken", id=dossier):
        season.submits(share, STAFF[1], nomination_id=dossier)
    with refused(season.log, NotFound, "unknown", id=share):
        season.accepts(share)


def test_while_a_signed_document_holds_it_a_dossier_stays(season: Season) -> None:
    (dossier,) = season.passed(season.share(), STAFF[0])
    season.signed(dossier)

    with refused(season.log, Conflict, "wrong-state", state="passed"):
        season.withdraws(dossier)


def test_equal_dossiers_have_equal_digests_and_every_change_shows(season: Season) -> None:
    dossier = season.submits(season.share())
    seen = [season.dossier(dossier).digest]
    season.returns(dossier)
    assert season.dossier(dossier).digest == seen[0]  # nothing of its content changed
    for step in (season.completes, season.accepts, season.appraises):
        step(dossier)
        seen.append(season.dossier(dossier).digest)

    assert seen[1] == seen[2]  # taking it in changes no content
    assert len(set(seen)) == 3
    assert season.dossier(dossier).digest == seen[-1]


def test_the_days_of_a_dossier_are_those_on_which_it_happened(season: Season) -> None:
    (dossier,) = season.passed(season.share(), STAFF[0])

    assert season.dossier(dossier).days == {
        "received_on": date(2022, 11, 1),
        "appraised_on": date(2022, 11, 1),
        "passed_on": date(2022, 11, 1),
    }


def test_a_districts_people_are_told_apart_from_ones_own(season: Season) -> None:
    clerk = Principal("tu-phap-hoa-lu", Role.CLERK, unit=DISTRICT_OFFICE)
    own = season.submits(season.share())
    district = season.submits(season.share(unit=DISTRICT_OFFICE), DISTRICT_STAFF[0], clerk)

    assert (season.dossier(own).owner, season.dossier(district).owner) == ("own", "district")


def test_a_unit_sees_its_own_dossiers_and_shares_and_no_others(season: Season) -> None:
    share = season.share()
    id = season.submits(share)
    season.withdraws(id, reason="Chuyển công tác")

    assert dossier(id, CLERK, season.log) == NominationView(
        nomination_id=id,
        unit_id=ROOM,
        campaign_id=CAMPAIGN,
        subject_id=STAFF[0],
        subject_kind=SubjectKind.INDIVIDUAL,
        award="LDTT",
        state=DossierState.WITHDRAWN,
        reason="Chuyển công tác",
        missing=(),
        digest=season.dossier(id).digest,
    )
    assert dossier(id, OFFICE, season.log) == dossier(id, CLERK, season.log)
    assert allocation(share, CLERK, season.log).left == 10
    for asks in (lambda: dossier(id, STRANGER, season.log), lambda: allocation(share, STRANGER, season.log)):
        with refused(season.log, NotFound, "unknown"):
            asks()


def test_of_a_dossier_others_see_headers_only(season: Season) -> None:
    dossier = season.submits(season.share())
    after = season.log.length - 2
    season.returns(dossier)
    season.completes(dossier)
    season.accepts(dossier)
    season.appraises(dossier, Appraisal.INELIGIBLE, "Đang bị xem xét kỷ luật")

    assert published(season.log)[after:] == [
        ("nomination.Submitted", None),
        ("allocation.Reserved", None),
        ("nomination.Returned", None),
        ("nomination.Completed", None),
        ("nomination.Accepted", None),
        ("nomination.Appraised", None),
        ("allocation.Released", None),
    ]
    assert len(names(season.log)) == season.log.length


def test_merits_and_reasons_are_sealed(season: Season) -> None:
    dossier = season.submits(season.share(), achievements="Bà Lan có sáng kiến.")
    season.returns(dossier)
    season.completes(dossier, "Bà Lan có hai sáng kiến.")
    season.accepts(dossier)
    season.appraises(dossier, Appraisal.INELIGIBLE, "Bà Lan bị khiển trách")
    kept = season.dossier(dossier)

    assert "Lan" not in stored(season.log)
    assert season.log.sealer.open(kept.achievements) == {"achievements": "Bà Lan có hai sáng kiến."}
    assert kept.reason is not None
    assert season.log.sealer.open(kept.reason) == {"reason": "Bà Lan bị khiển trách"}
