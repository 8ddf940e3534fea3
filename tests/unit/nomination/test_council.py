"""The council by show of hands: counts and never names, two persons, and only what was on the table."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.nomination.domain.council import Session
from services.nomination.domain.dossiers import Nomination
from shared.contracts.base import Role
from shared.contracts.nomination import (
    Attendance,
    ConveneSession,
    DossierState,
    EnterCounts,
    LineCount,
    LineResult,
    RecordAttendance,
    Seat,
    SeatKind,
)
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.principals import Principal
from tests.unit.nomination.season import OFFICE, SECRETARY, SECRETARY_HIMSELF, STAFF, Season
from tests.unit.telling import ask, names, refused, saves, stored

A, B, C = uuid4(), uuid4(), uuid4()


@pytest.mark.parametrize(
    "seats",
    [
        [(A, SeatKind.MEMBER), (B, SeatKind.MEMBER), (C, SeatKind.MEMBER)],
        [(A, SeatKind.CHAIR), (B, SeatKind.CHAIR), (C, SeatKind.MEMBER)],
        [(A, SeatKind.CHAIR), (B, SeatKind.MEMBER), (B, SeatKind.DEPUTY_CHAIR)],
        [(A, SeatKind.CHAIR), (B, SeatKind.MEMBER), (A, SeatKind.SECRETARY)],
    ],
    ids=["no chair", "two chairs", "a member twice", "the chair keeps the minutes"],
)
def test_a_council_has_one_chair_and_a_person_one_seat(season: Season, seats: list[tuple[UUID, SeatKind]]) -> None:
    command = season.council_of(Seat(person_id=person, kind=kind) for person, kind in seats)

    with refused(season.log, Invalid, "seats-wrong"):
        season.log.establish_council(command, OFFICE)


def test_the_secretary_does_not_vote(season: Season) -> None:
    session = season.convenes(season.eligible(season.share()))

    assert season.log.load(Session, session).members == [str(one) for one in season.members]


def test_a_councils_and_a_sessions_id_are_used_once(season: Season) -> None:
    dossier = season.eligible(season.share())
    session = season.convenes(dossier)
    assert season.council is not None
    seats = [Seat(person_id=one, kind=kind) for one, kind in zip((A, B, C), SeatKind, strict=False)]
    council = replace(season.council_of(seats), council_id=season.council)
    again = ask(
        ConveneSession,
        session_id=session,
        council_id=season.council,
        held_on=season.today.day,
        place="Phòng họp",
        agenda=(dossier,),
    )

    with refused(season.log, Conflict, "id-taken", id=season.council):
        season.log.establish_council(council, OFFICE)
    with refused(season.log, Conflict, "id-taken", id=session):
        season.log.convene_session(again, SECRETARY)
    with refused(season.log, NotFound, "unknown", id=session):
        season.log.convene_session(replace(again, session_id=uuid4(), council_id=session), SECRETARY)


def test_only_eligible_dossiers_come_before_the_council(season: Season) -> None:
    share = season.share()
    ready, early = season.eligible(share, STAFF[0]), season.submits(share, STAFF[1])
    season.council = season.establishes()

    with refused(season.log, Conflict, "not-on-agenda", nomination_id=early):
        season.convenes(ready, early)
    with refused(season.log, NotFound, "unknown"):
        season.convenes(ready, uuid4())


def test_a_session_freezes_the_dossiers_by_their_digests(season: Season) -> None:
    share = season.share()
    dossiers = [season.eligible(share, one) for one in STAFF[:2]]

    agenda = season.log.load(Session, season.convenes(*dossiers)).agenda

    assert {id: line["digest"] for id, line in agenda.items()} == {
        str(one): season.dossier(one).digest for one in dossiers
    }


@pytest.mark.parametrize(("members", "quorum"), [(5, 4), (7, 5), (9, 6), (11, 8), (15, 10)])
def test_two_thirds_of_all_members_are_a_quorum(season: Season, members: int, quorum: int) -> None:
    season.members = [uuid4() for _ in range(members)]
    session = season.convenes(season.eligible(season.share()))

    heard = [season.attends(session, present) for present in range(1, members + 1)]

    assert heard == [
        Attendance(id=session, present=present, members=members, quorate=present >= quorum)
        for present in range(1, members + 1)
    ]


@pytest.mark.parametrize(("members", "needed"), [(5, 4), (7, 5), (9, 7), (11, 8), (15, 11)])
def test_seventy_percent_of_the_members_pass_a_dossier(season: Season, members: int, needed: int) -> None:
    season.members = [uuid4() for _ in range(members)]
    share = season.share(2)
    passes, fails = season.eligible(share, STAFF[0]), season.eligible(share, STAFF[1])

    closed = season.votes({passes: needed, fails: needed - 1})

    assert closed.lines == tuple(
        LineResult(nomination_id=one, voters=members, needed=needed, in_favour=count, passed=passed)
        for one, count, passed in ((passes, needed, True), (fails, needed - 1, False))
    )
    assert {type(one.needed) for one in closed.lines} == {int}
    assert (season.state(passes), season.state(fails)) == (DossierState.PASSED, DossierState.NOT_PASSED)


def test_absent_members_count_against(season: Season) -> None:
    dossier = season.eligible(season.share())
    session = season.convenes(dossier)
    season.attends(session, 6)

    closed = season.confirms(session, season.enters(session, {dossier: 6}, voters=6))

    assert closed.lines == (LineResult(nomination_id=dossier, voters=9, needed=7, in_favour=6, passed=False),)


def test_a_member_who_is_the_nominee_is_recused_from_that_line_only(season: Season) -> None:
    season.members[3] = STAFF[0]
    share = season.share()
    own, other = season.eligible(share, STAFF[0]), season.eligible(share, STAFF[1])
    session = season.convenes(own, other)
    season.attends(session)

    with refused(season.log, Invalid, "counts-wrong", nomination_id=str(own), voters=8):
        season.enters(session, {own: 9, other: 9})
    lines = [
        LineCount(nomination_id=own, in_favour=6, against=2, blank=0),
        LineCount(nomination_id=other, in_favour=6, against=2, blank=1),
    ]
    digest = season.log.enter_counts(ask(EnterCounts, session_id=session, lines=tuple(lines)), SECRETARY).digest

    assert season.confirms(session, digest).lines == (
        LineResult(nomination_id=own, voters=8, needed=6, in_favour=6, passed=True),
        LineResult(nomination_id=other, voters=9, needed=7, in_favour=6, passed=False),
    )


@pytest.mark.parametrize("outsider", [uuid4(), SECRETARY_HIMSELF])
def test_only_voting_members_are_present(season: Season, outsider: UUID) -> None:
    session = season.convenes(season.eligible(season.share()))
    there = ask(RecordAttendance, session_id=session, present=(*season.members, outsider))

    with refused(season.log, Invalid, "not-a-member"):
        season.log.record_attendance(there, SECRETARY)


def test_nobody_is_present_twice(season: Season) -> None:
    session = season.convenes(season.eligible(season.share()))
    there = ask(RecordAttendance, session_id=session, present=(season.members[0],) * 9)

    assert season.log.record_attendance(there, SECRETARY).present == 1


@pytest.mark.parametrize("present", [0, 5])
def test_without_a_quorum_nothing_is_counted(season: Season, present: int) -> None:
    dossier = season.eligible(season.share())
    session = season.convenes(dossier)
    if present:
        season.attends(session, present)

    with refused(season.log, Conflict, "no-quorum", present=present, members=9):
        season.enters(session, {dossier: present}, voters=present)


def test_the_attendance_is_corrected_until_counts_are_entered(season: Season) -> None:
    dossier = season.eligible(season.share())
    session = season.convenes(dossier)
    season.attends(session, 9)
    season.attends(session, 8)
    season.enters(session, {dossier: 8}, voters=8)

    with refused(season.log, Conflict, "wrong-state", state="counted"):
        season.attends(session, 9)


@pytest.mark.parametrize("count", [(9, 1, 0), (8, 0, 0), (0, 0, 0), (9, 0, 1)])
def test_the_hands_of_a_line_are_those_of_the_members_present(season: Season, count: tuple[int, int, int]) -> None:
    dossier = season.eligible(season.share())
    session = season.convenes(dossier)
    season.attends(session)
    line = LineCount(nomination_id=dossier, in_favour=count[0], against=count[1], blank=count[2])

    with refused(season.log, Invalid, "counts-wrong", voters=9):
        season.log.enter_counts(ask(EnterCounts, session_id=session, lines=(line,)), SECRETARY)


def test_every_line_of_the_agenda_is_counted_once_and_no_other(season: Season) -> None:
    share = season.share()
    first, second, other = (season.eligible(share, one) for one in STAFF[:3])
    session = season.convenes(first, second)
    season.attends(session)
    twice = tuple(LineCount(nomination_id=one, in_favour=9, against=0, blank=0) for one in (first, second, second))

    with refused(season.log, Invalid, "counts-missing"):
        season.enters(session, {first: 9})
    with refused(season.log, Invalid, "counts-missing"):
        season.log.enter_counts(ask(EnterCounts, session_id=session, lines=twice), SECRETARY)
    with refused(season.log, Invalid, "not-on-agenda", nomination_id=str(other)):
        season.enters(session, {first: 9, second: 9, other: 9})


@pytest.mark.parametrize(
    "who",
    [
        Principal("thu-ky", Role.MEMBER, person=A),
        Principal("nguoi-ngoai", Role.MEMBER, person=uuid4()),
        Principal("khong-ro", Role.CHAIR),
        Principal("thu-ky-2", Role.MEMBER, person=SECRETARY_HIMSELF),
    ],
    ids=["who entered them", "no member", "no person", "the secretary's seat"],
)
def test_a_second_person_confirms_who_is_a_member(season: Season, who: Principal) -> None:
    season.members[1] = A
    dossier = season.eligible(season.share())
    session = season.convenes(dossier)
    season.attends(session)
    digest = season.enters(session, {dossier: 9})

    with refused(season.log, Forbidden, "same-person"):
        season.confirms(session, digest, who)


def test_what_is_confirmed_is_what_was_entered_last(season: Season) -> None:
    dossier = season.eligible(season.share())
    session = season.convenes(dossier)
    season.attends(session)
    first = season.enters(session, {dossier: 6})
    season.enters(session, {dossier: 9})

    for digest in (first, sha256(b"").hexdigest()):
        with refused(season.log, Conflict, "digest-differs"):
            season.confirms(session, digest)
    assert season.state(dossier) is DossierState.ELIGIBLE


def test_a_session_is_closed_once(season: Season) -> None:
    dossier = season.eligible(season.share())
    session = season.convenes(dossier)
    season.attends(session)

    with refused(season.log, Conflict, "wrong-state", state="open"):
        season.confirms(session, sha256(b"").hexdigest())
    digest = season.enters(session, {dossier: 9})
    season.confirms(session, digest)
    with refused(season.log, Conflict, "wrong-state", state="closed"):
        season.confirms(session, digest)
    with refused(season.log, Conflict, "wrong-state", state="closed"):
        season.enters(session, {dossier: 9})


def test_the_results_of_a_session_are_one_save(season: Season) -> None:
    share = season.share()
    passes, fails = season.eligible(share, STAFF[0]), season.eligible(share, STAFF[1])
    session = season.convenes(passes, fails)
    season.attends(session)
    digest = season.enters(session, {passes: 9, fails: 0})
    before = season.log.length

    season.confirms(session, digest)

    assert saves(season.log, before) == [
        "session.Closed",
        "nomination.Judged",
        "nomination.Judged",
        "allocation.Released",
    ]


def test_a_dossier_that_changed_since_it_was_frozen_is_not_judged(season: Season) -> None:
    dossier = season.eligible(season.share())
    session = season.convenes(dossier)
    season.attends(session)
    digest = season.enters(session, {dossier: 9})
    tampers(season, dossier)

    with refused(season.log, Conflict, "digest-differs"):
        season.confirms(session, digest)


def tampers(season: Season, id: UUID) -> None:
    """A history that no use case writes: merits replaced behind the council's back."""
    dossier = season.dossier(id)
    did: Any = season.log.did(OFFICE, season.nomination(uuid4()))
    sealed = season.log.sealer.seal(id, "dossier", {"achievements": "Khác"})
    dossier.trigger_event(Nomination.Completed, achievements=sealed, **did)
    dossier.trigger_event(Nomination.Accepted, **did)
    dossier.trigger_event(Nomination.Appraised, appraisal="eligible", reason=sealed, rules=season.log.rules_used, **did)
    season.log.save(dossier)


def test_a_dossier_goes_before_the_council_once(season: Season) -> None:
    dossier = season.eligible(season.share())
    first, second = season.convenes(dossier), season.convenes(dossier)
    for session in (first, second):
        season.attends(session)
    digests = [season.enters(session, {dossier: 9}) for session in (first, second)]
    season.confirms(first, digests[0])

    assert season.confirms(second, digests[1]).lines == ()
    assert season.state(dossier) is DossierState.PASSED


def test_a_dossier_withdrawn_meanwhile_does_not_stop_the_others(season: Season) -> None:
    share = season.share()
    stays, goes = season.eligible(share, STAFF[0]), season.eligible(share, STAFF[1])
    session = season.convenes(stays, goes)
    season.attends(session)
    digest = season.enters(session, {stays: 9, goes: 9})
    season.withdraws(goes)

    closed = season.confirms(session, digest)

    assert [line.nomination_id for line in closed.lines] == [stays]
    assert (season.state(stays), season.state(goes)) == (DossierState.PASSED, DossierState.WITHDRAWN)


def test_a_session_is_not_held_before_its_day(season: Season) -> None:
    session = season.convenes(season.eligible(season.share()))
    season.today.day -= timedelta(days=1)

    with refused(season.log, Conflict, "session-not-yet"):
        season.attends(session)


def test_who_was_not_there_does_not_confirm(season: Season) -> None:
    dossier = season.eligible(season.share())
    session = season.convenes(dossier)
    season.attends(session, 8)
    digest = season.enters(session, {dossier: 8}, 8)
    absent = Principal("vang-mat", Role.MEMBER, person=season.members[8])

    with refused(season.log, Forbidden, "same-person"):
        season.confirms(session, digest, absent)


def test_a_line_that_nobody_may_vote_on_does_not_pass(season: Season) -> None:
    dossier = season.eligible(season.share())
    session = season.convenes(dossier)
    season.attends(session)
    digest = season.enters(session, {dossier: 0})

    assert [line.passed for line in season.confirms(session, digest).lines] == [False]


@pytest.mark.parametrize("step", ["attends", "enters", "confirms"])
def test_an_unknown_session_is_unknown(season: Season, step: str) -> None:
    dossier = season.eligible(season.share())
    steps: dict[str, Any] = {
        "attends": lambda: season.attends(dossier),
        "enters": lambda: season.enters(dossier, {dossier: 9}),
        "confirms": lambda: season.confirms(dossier, sha256(b"").hexdigest()),
    }

    with refused(season.log, NotFound, "unknown", id=dossier):
        steps[step]()


def test_of_a_session_others_see_headers_only(season: Season) -> None:
    dossier = season.eligible(season.share())
    after = season.log.length
    season.votes({dossier: 9})

    page = season.log.public_events(after, 100).events

    assert [(one.name, one.data) for one in page] == [
        ("council.Established", None),
        ("session.Convened", None),
        ("session.AttendanceRecorded", None),
        ("session.CountsEntered", None),
        ("session.Closed", None),
        ("nomination.Judged", None),
    ]
    assert names(season.log, after) == saves(season.log, after)


def test_counts_are_kept_and_never_who_raised_a_hand(season: Season) -> None:
    dossier = season.eligible(season.share())
    season.votes({dossier: 7})

    entered = [one for one in stored(season.log).splitlines() if '"counts"' in one]

    assert len(entered) == 1
    assert [one for one in season.members if str(one) in entered[0] or one.hex in entered[0]] == []


def test_the_rules_of_a_session_are_named_in_it(season: Season) -> None:
    season.convenes(season.eligible(season.share()))

    convened = season.log.recorded_events(season.log.length - 1, 1)[0][1]

    assert convened.rules == {"pack": "2022", "digest": season.log.pack.digest}
