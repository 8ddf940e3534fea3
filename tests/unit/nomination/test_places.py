"""Places: what an authority granted, each unit's share, and who holds which place; never one too many."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from services.nomination.application import KnownUnit
from services.nomination.domain.places import Allocation, Grant
from shared.contracts.base import Role
from shared.contracts.nomination import AdoptRules, AllocatePlaces, Appraisal, GrantPlaces, PlaceTaken
from shared.contracts.registration.kinds import SubjectKind, UnitKind
from shared.errors import Conflict, Invalid, NotFound, Refusal
from shared.principals import Principal
from tests.unit.nomination.season import (
    CAMPAIGN,
    CLERK,
    DISTRICT_OFFICE,
    OFFICE,
    OPERATOR,
    OTHER_ROOM,
    ROOM,
    STAFF,
    THEMATIC,
    Season,
)
from tests.unit.telling import ask, published, refused, saves


def test_rules_are_adopted_once_and_everybody_hears_which_awards_there_are(season: Season) -> None:
    season.adopts_rules()

    with refused(season.log, Conflict, "name-taken", name="2022"):
        season.adopts_rules()
    ((name, data),) = published(season.log)
    assert (name, data["pack"], data["digest"]) == ("RulePackAdopted", "2022", season.log.pack.digest)
    assert [one["code"] for one in data["awards"]] == list(season.log.pack.awards)
    assert data["criteria_required"] is False


@pytest.mark.parametrize("pack", ["2023", "../2022", "2022.yml", "/etc/passwd"])
def test_only_packs_that_come_with_the_program_can_be_adopted(season: Season, pack: str) -> None:
    with refused(season.log, NotFound, "unknown", pack=pack):
        season.log.adopt_rules(ask(AdoptRules, pack=pack), OPERATOR)


def test_a_grant_is_private_and_a_units_share_is_published(season: Season) -> None:
    grant = season.grants(5)
    share = season.allocates(grant, 3)

    assert published(season.log) == [
        ("grant.Granted", None),
        ("claim.Made", None),
        ("grant.Allocated", None),
        (
            "PlacesAllocated",
            {
                "allocation_id": str(share),
                "campaign_id": str(CAMPAIGN),
                "unit_id": str(ROOM),
                "award": "LDTT",
                "subject_kind": "individual",
                "places": 3,
            },
        ),
        ("claim.Made", None),
    ]


def test_an_award_has_one_grant_in_a_campaign(season: Season) -> None:
    season.grants(5)

    with refused(season.log, Conflict, "name-taken"):
        season.grants(7)


@pytest.mark.parametrize(
    ("fields", "kind", "code"),
    [
        ({"award": "XYZ"}, Invalid, "unknown-award"),
        ({"subject_kind": SubjectKind.COLLECTIVE}, Invalid, "unknown-award"),
        ({"campaign_id": uuid4()}, Conflict, "unknown-campaign"),
        ({"award": "BK_BTP"}, Conflict, "campaign-not-suitable"),
    ],
)
def test_places_are_granted_for_awards_that_the_campaign_can_have(
    season: Season, fields: dict[str, Any], kind: type[Refusal], code: str
) -> None:
    with refused(season.log, kind, code):
        season.grants(**fields)


def test_the_ministers_award_is_for_the_departments_own_people(season: Season) -> None:
    grant = season.grants(award="BK_BTP", campaign_id=THEMATIC)

    with refused(season.log, Conflict, "outside-pool", rule=season.log.pack.awards["BK_BTP"].pool_sentence):
        season.allocates(grant, 1, DISTRICT_OFFICE)

    assert season.log.load(Grant, grant).allocated == 0


def test_the_shares_never_exceed_the_grant(season: Season) -> None:
    grant = season.grants(5)
    season.allocates(grant, 3)

    with refused(season.log, Conflict, "grant-exhausted", left=2, places=5, wanted=3):
        season.allocates(grant, 3, OTHER_ROOM)

    season.allocates(grant, 2, OTHER_ROOM)
    assert season.log.load(Grant, grant).allocated == 5


def test_a_unit_has_one_share_of_a_grant(season: Season) -> None:
    grant = season.grants(5)
    season.allocates(grant, 1)

    with refused(season.log, Conflict, "name-taken"):
        season.allocates(grant, 1)


def test_what_is_unknown_cannot_be_shared(season: Season) -> None:
    grant = season.grants()

    with refused(season.log, NotFound, "unknown", id=(unknown := uuid4())):
        season.allocates(unknown)
    with refused(season.log, NotFound, "unknown", id=(unknown := uuid4())):
        season.allocates(grant, 1, unknown)


def test_ids_of_grants_and_shares_are_used_once(season: Season) -> None:
    grant = season.grants(5)
    share = season.allocates(grant, 1)

    with refused(season.log, Conflict, "id-taken", id=grant):
        season.grants(grant_id=grant)
    with refused(season.log, Conflict, "id-taken", id=share):
        command = ask(AllocatePlaces, allocation_id=share, grant_id=grant, unit_id=OTHER_ROOM, places=1)
        season.log.allocate_places(command, OFFICE)


@pytest.mark.parametrize("places", [0, -1, 2**31])
def test_a_grant_has_at_least_one_place(places: int) -> None:
    fields = {"request_id": str(uuid4()), "grant_id": str(uuid4()), "campaign_id": str(CAMPAIGN), "award": "LDTT"}

    with pytest.raises(Invalid):
        GrantPlaces.load({**fields, "subject_kind": "individual", "places": places})


def test_the_dossier_and_its_place_are_one_save(season: Season) -> None:
    share = season.share(2)
    before = season.log.length

    answer = season.log.submit(season.nomination(share), CLERK)

    assert (answer.places, answer.left) == (2, 1)
    assert saves(season.log, before) == ["nomination.Submitted", "allocation.Reserved"]


def test_the_last_place_is_taken_once(season: Season) -> None:
    share = season.share(1)
    season.submits(share, STAFF[0])

    with refused(season.log, Conflict, "quota-exhausted", taken=1, places=1):
        season.submits(share, STAFF[1])


def test_nobody_holds_two_places_for_the_same_award(season: Season) -> None:
    share = season.share(2)
    season.submits(share, STAFF[0])

    with refused(season.log, Conflict, "already-nominated"):
        season.submits(share, STAFF[0])


def ineligible(season: Season, dossier: UUID) -> None:
    season.accepts(dossier)
    season.appraises(dossier, Appraisal.INELIGIBLE, "Thời gian công tác chưa đủ")


def not_passed(season: Season, dossier: UUID) -> None:
    season.accepts(dossier)
    season.appraises(dossier)
    season.votes({dossier: 0})


def refused_by_decision(season: Season, dossier: UUID) -> None:
    season.accepts(dossier)
    season.appraises(dossier)
    season.votes({dossier: 9})
    season.issues(season.signed(dossier, refused=[dossier]), number=f"{season.log.length}/QĐ-STP")


@pytest.mark.parametrize(
    "ends", [lambda season, dossier: season.withdraws(dossier), ineligible, not_passed, refused_by_decision]
)
def test_a_dossier_that_ends_gives_its_place_back_in_the_same_save(
    season: Season, ends: Callable[[Season, UUID], None]
) -> None:
    share = season.share(1)
    dossier = season.submits(share, STAFF[0])

    ends(season, dossier)

    assert saves(season.log, season.log.length - 1) == ["allocation.Released"]
    assert season.left(share) == 1
    season.submits(share, STAFF[0])
    assert season.left(share) == 0


def test_a_granted_award_keeps_its_place(season: Season) -> None:
    share = season.share(1)
    season.issues(season.signed(*season.passed(share, STAFF[0])))

    assert season.left(share) == 0


def test_a_place_is_freed_once(season: Season) -> None:
    share = season.share(2)
    first, _ = season.submits(share, STAFF[0]), season.submits(share, STAFF[1])
    season.withdraws(first)

    with refused(season.log, Conflict, "wrong-state", state="withdrawn"):
        season.withdraws(first)

    assert season.left(share) == 1


def clerk_of(unit: UUID) -> Principal:
    return Principal("chuyen-vien", Role.CLERK, unit)


class Quota(RuleBasedStateMachine):
    """Whatever is done in whatever order, shares fit into the grant and dossiers into the shares.

    The model: places of the grant, places of each share, and the set of subjects that hold one.
    """

    shares = Bundle("shares")
    dossiers = Bundle("dossiers")

    @initialize(places=st.integers(1, 8), cached=st.booleans())
    def grant(self, places: int, cached: bool) -> None:
        self.season = Season({"AGGREGATE_CACHE_MAXSIZE": "1000"} if cached else None)
        self.granted = places
        self.grant_id = self.season.grants(places)
        self.places: dict[UUID, int] = {}
        self.holders: dict[UUID, set[UUID]] = {}
        self.about: dict[UUID, tuple[UUID, UUID]] = {}

    def tries(self, possible: bool, code: str, does: Callable[[], Any]) -> Any:
        if possible:
            return does()
        with refused(self.season.log, Conflict, code):
            does()
        return None

    @rule(target=shares, places=st.integers(1, 5))
    def allocate(self, places: int) -> UUID:
        unit = uuid4()
        self.season.register.units[unit] = KnownUnit(unit, "Phòng mới", UnitKind.ROOM)
        fits = sum(self.places.values()) + places <= self.granted
        share = self.tries(fits, "grant-exhausted", lambda: self.season.allocates(self.grant_id, places, unit))
        if share is None:
            return uuid4()
        self.places[share], self.holders[share] = places, set()
        return share

    @rule(target=dossiers, share=shares, who=st.integers(0, 5))
    def submit(self, share: UUID, who: int) -> UUID | None:
        if share not in self.places:
            return None
        unit = self.season.log.load(Allocation, share).unit_id
        subject = STAFF[who]
        self.season.register.people[subject] = unit
        holders = self.holders[share]
        code = "already-nominated" if subject in holders else "quota-exhausted"
        possible = subject not in holders and len(holders) < self.places[share]
        dossier = self.tries(possible, code, lambda: self.season.submits(share, subject, clerk_of(unit)))
        if dossier:
            holders.add(subject)
            self.about[dossier] = share, subject
        return dossier

    @rule(dossier=consumes(dossiers), end=st.sampled_from(["withdrawn", "ineligible", "not passed", "refused", "kept"]))
    def end(self, dossier: UUID | None, end: str) -> None:
        if dossier is None:
            return
        share, subject = self.about[dossier]
        match end:
            case "withdrawn":
                self.season.withdraws(dossier, clerk_of(self.season.log.load(Allocation, share).unit_id))
            case "ineligible":
                ineligible(self.season, dossier)
            case "not passed":
                not_passed(self.season, dossier)
            case "refused":
                refused_by_decision(self.season, dossier)
        if end != "kept":
            self.holders[share].discard(subject)

    @invariant()
    def nothing_is_given_twice(self) -> None:
        grant = self.season.log.load(Grant, self.grant_id)
        assert grant.allocated == sum(self.places.values()) <= self.granted
        for id, places in self.places.items():
            share = self.season.log.load(Allocation, id)
            assert set(share.holders.values()) == self.holders[id]
            assert len(share.holders) == len(self.holders[id]) <= places
            assert share.left == places - len(self.holders[id])


Quota.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
test_the_places_always_add_up = Quota.TestCase


def test_the_answer_names_what_is_left(season: Season) -> None:
    share = season.share(3)

    assert season.log.submit(season.nomination(share, STAFF[0]), CLERK) == PlaceTaken(
        id=next(iter(season.log.load(Allocation, share).holders)), places=3, left=2
    )
