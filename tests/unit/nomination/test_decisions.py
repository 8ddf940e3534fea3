"""A decision: signed within one's authority and exactly as voted, numbered, and public only from then on."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.nomination.domain.documents import Decision
from services.nomination.domain.dossiers import Nomination
from services.nomination.queries import decision_draft
from shared.contracts.base import Role
from shared.contracts.nomination import (
    DecidedLine,
    DecisionDraft,
    DecisionIssued,
    DossierState,
    DraftDecision,
    Outcome,
    SignDecision,
)
from shared.contracts.registration.kinds import SubjectKind
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.principals import Principal
from tests.unit.nomination.season import (
    CAMPAIGN,
    DEPUTY,
    DEPUTY_SIGNS,
    DIRECTOR,
    DIRECTOR_HIMSELF,
    DIRECTOR_SIGNS,
    DISTRICT_OFFICE,
    DISTRICT_STAFF,
    NAMES,
    NOMINATION,
    OFFICE,
    ROOM,
    ROUND,
    STAFF,
    THEMATIC,
    Season,
)
from tests.unit.telling import ask, names, published, refused, saves, stored

DISTRICT_CLERK = Principal("tu-phap-hoa-lu", Role.CLERK, unit=DISTRICT_OFFICE)
REASON = "Đang bị xem xét kỷ luật"


def two(season: Season) -> list[UUID]:
    return season.passed(season.share(), STAFF[0], STAFF[1])


# -- drafting -----------------------------------------------------------------------------------------


def test_only_what_the_council_passed_can_be_decided(season: Season) -> None:
    share = season.share()
    dossier = season.eligible(share)

    with refused(season.log, Conflict, "wrong-state", state="eligible"):
        season.drafts(dossier)
    season.votes({dossier: 0})
    with refused(season.log, Conflict, "wrong-state", state="not_passed"):
        season.drafts(dossier)


def test_a_refusal_needs_its_reason(season: Season) -> None:
    (dossier,) = season.passed(season.share(), STAFF[0])
    command = season.decision(lines=(DecidedLine(nomination_id=dossier, outcome=Outcome.REFUSED),))

    with refused(season.log, Invalid, "reason-missing"):
        season.log.draft_decision(command, OFFICE)


def test_a_decision_without_grounds_articles_or_lines_is_none(season: Season) -> None:
    data = season.decision(uuid4()).dump()

    for field in ("bases", "articles", "lines"):
        with pytest.raises(Invalid) as caught:
            DraftDecision.load({**data, field: []})
        assert list(caught.value.details["fields"]) == [field]


def test_a_draft_names_what_is_known_and_its_id_is_used_once(season: Season) -> None:
    first, second = two(season)
    decision = season.drafts(first)

    with refused(season.log, Conflict, "id-taken", id=decision):
        season.drafts(second, decision_id=decision)
    with refused(season.log, NotFound, "unknown"):
        season.drafts(second, signatory_id=uuid4())
    with refused(season.log, NotFound, "unknown"):
        season.drafts(second, uuid4())
    with refused(season.log, NotFound, "unknown", id=first):
        season.signs(first)


# -- signing ------------------------------------------------------------------------------------------


def test_a_decision_and_all_its_lines_are_one_save(season: Season) -> None:
    dossiers = two(season)
    decision = season.drafts(*dossiers)
    season.prints(decision)
    before = season.log.length

    season.signs(decision)

    assert saves(season.log, before) == ["decision.Signed", "nomination.Settled", "nomination.Settled"]


def test_what_is_signed_is_what_was_voted_on(season: Season) -> None:
    dossiers = two(season)
    decision = season.signed(*dossiers)

    draft = decision_draft(decision, season.log)

    assert draft == DecisionDraft(
        decision_id=decision,
        state="signed",
        signatory_id=DIRECTOR_SIGNS,
        lines=2,
        voted_digest=draft.signed_digest,
        signed_digest=draft.signed_digest,
        number="",
    )
    assert len(draft.signed_digest) == 64


def test_only_who_is_named_signs(season: Season) -> None:
    decision = season.drafts(*two(season))
    nameless = Principal("giam-doc", Role.DIRECTOR)

    for who in (DEPUTY, nameless):
        with refused(season.log, Forbidden, "not-the-signatory"):
            season.prints(decision, who=who)
        with refused(season.log, Forbidden, "not-the-signatory"):
            season.signs(decision, who)


def test_the_deputy_signs_what_names_him(season: Season) -> None:
    decision = season.drafts(*two(season), signatory_id=DEPUTY_SIGNS)
    season.prints(decision, who=DEPUTY)
    season.signs(decision, DEPUTY)

    assert decision_draft(decision, season.log).state == "signed"
    with refused(season.log, Conflict, "wrong-state", state="signed"):
        season.signs(decision, DEPUTY)


@pytest.mark.parametrize(
    ("today", "signs"), [(date(2022, 11, 18), True), (date(2022, 11, 19), False), (date(2026, 1, 1), False)]
)
def test_after_his_last_day_nobody_signs(season: Season, today: date, signs: bool) -> None:
    season.signatory_until(date(2022, 11, 18))
    decision = season.drafts(*two(season))
    season.today.day = today

    if signs:
        season.prints(decision)
        season.signs(decision)
        return
    with refused(season.log, Forbidden, "not-the-signatory"):
        season.prints(decision)
    with refused(season.log, Forbidden, "not-the-signatory"):
        season.signs(decision)


def test_before_his_first_day_nobody_signs(season: Season) -> None:
    decision = season.drafts(*two(season))

    with refused(season.log, Forbidden, "not-the-signatory"):
        season.signs(decision, effective_on=date(2020, 12, 31))


def test_the_director_decides_on_his_own_people_only(season: Season) -> None:
    (district,) = season.passed(season.share(unit=DISTRICT_OFFICE), DISTRICT_STAFF[0], who=DISTRICT_CLERK)
    (own,) = season.passed(season.share(), STAFF[0])
    decision = season.drafts(own, district)

    with refused(season.log, Forbidden, "not-competent", award="LDTT", decider="Chủ tịch UBND cấp huyện"):
        season.signs(decision)
    assert season.dossier(own).document_id is None


@pytest.mark.parametrize(
    ("award", "campaign", "round_id", "decider"),
    [
        ("BK_CTUBND", CAMPAIGN, ROUND, "Chủ tịch UBND tỉnh"),
        ("BK_BTP", THEMATIC, None, "Bộ trưởng Bộ Tư pháp"),
    ],
)
def test_the_director_does_not_decide_for_a_higher_authority(
    season: Season, award: str, campaign: UUID, round_id: UUID | None, decider: str
) -> None:
    share = season.share(award=award, campaign_id=campaign)
    decision = season.drafts(*season.passed(share, STAFF[0], round_id=round_id))

    with refused(season.log, Forbidden, "not-competent", award=award, decider=decider):
        season.signs(decision)


def test_the_directors_own_commendation_goes_to_the_districts_people_too(season: Season) -> None:
    share = season.share(award="GK_SO", unit=DISTRICT_OFFICE)
    decision = season.drafts(*season.passed(share, DISTRICT_STAFF[0], who=DISTRICT_CLERK))

    season.signs(decision)

    assert decision_draft(decision, season.log).state == "signed"


def test_nobody_signs_a_line_on_himself(season: Season) -> None:
    share = season.share()
    dossiers = season.passed(share, STAFF[0], DIRECTOR_HIMSELF)

    own = season.drafts(*dossiers)

    with refused(season.log, Forbidden, "own-line"):
        season.signs(own)
    deputys = season.drafts(*dossiers, signatory_id=DEPUTY_SIGNS)
    season.signs(deputys, DEPUTY)


def test_a_dossier_is_decided_once(season: Season) -> None:
    first, second = two(season)
    early, late = season.drafts(first, second), season.drafts(second)
    season.prints(early)
    season.signs(early)

    with refused(season.log, Conflict, "already-decided", nomination_id=second):
        season.signs(late)


def test_a_withdrawn_dossier_is_not_signed(season: Season) -> None:
    first, second = two(season)
    decision = season.drafts(first, second)
    season.withdraws(second)

    with refused(season.log, Conflict, "wrong-state", state="withdrawn"):
        season.signs(decision)
    assert season.dossier(first).document_id is None


def forged(season: Season, id: UUID, digest: str | None = None) -> None:
    """A history that no use case writes: other merits than those that were voted on; judged anew, or not."""
    dossier = season.dossier(id)
    did: Any = season.log.did(OFFICE, season.nomination(uuid4()))
    sealed = season.log.sealer.seal(id, "dossier", {"achievements": "Khác hẳn"})
    dossier.trigger_event(Nomination.Completed, achievements=sealed, **did)
    judged = {"session_id": id, "held_on": did["effective_on"], "passed": True, "digest": digest or dossier.digest}
    dossier.trigger_event(Nomination.Judged, **judged, **did)
    season.log.save(dossier)


@pytest.mark.parametrize("voted_again", [False, True])
def test_a_dossier_that_differs_from_what_was_voted_on_is_not_signed(season: Season, voted_again: bool) -> None:
    first, second = two(season)
    decision = season.drafts(first, second)
    season.prints(decision)
    forged(season, second, None if voted_again else season.dossier(second).voted_digest)

    with refused(season.log, Conflict, "digest-differs"):
        season.signs(decision)
    assert [season.dossier(one).document_id for one in (first, second)] == [None, None]


def test_a_refused_signing_leaves_nothing_behind_in_a_cache_either() -> None:
    season = Season({"AGGREGATE_CACHE_MAXSIZE": "1000"})
    first, second = two(season)
    decision = season.drafts(first, second)
    forged(season, second)

    with refused(season.log, Conflict, "digest-differs"):
        season.signs(decision)

    assert [season.dossier(one).document_id for one in (first, second)] == [None, None]
    season.signs(season.drafts(first, second))


def test_names_are_printed_before_signing_and_not_after(season: Season) -> None:
    decision = season.log.draft_decision(season.decision(*two(season)), OFFICE).id

    with refused(season.log, Conflict, "names-missing"):
        season.signs(decision)
    assert set(season.log.people_to_print(Decision, decision, DIRECTOR)) == {DIRECTOR_HIMSELF, *STAFF[:2]}
    season.prints(decision)
    assert season.log.people_to_print(Decision, decision, DIRECTOR) == []
    season.signs(decision)
    with refused(season.log, Conflict, "wrong-state", state="signed"):
        season.log.print_names(Decision, decision, [], NOMINATION)


def test_nothing_is_signed_as_of_a_day_before_the_council_met(season: Season) -> None:
    decision = season.drafts(*two(season))

    with refused(season.log, Invalid, "date-order"):
        season.signs(decision, effective_on=season.today.day - timedelta(days=1))


def test_a_dossier_has_one_line_in_a_decision(season: Season) -> None:
    dossiers = two(season)

    with refused(season.log, Invalid, "lines-twice"):
        season.drafts(*dossiers, dossiers[0])


# -- issuing ------------------------------------------------------------------------------------------


def test_nothing_is_public_before_a_decision_is_issued(season: Season) -> None:
    dossiers = two(season)
    after = season.log.length
    season.signed(*dossiers, refused=dossiers[1:])

    assert published(season.log)[after:] == [
        ("decision.Drafted", None),
        ("decision.Printed", None),
        ("decision.Signed", None),
        ("nomination.Settled", None),
        ("nomination.Settled", None),
    ]


def test_what_is_issued_are_the_granted_lines_and_nothing_of_a_refused_one(season: Season) -> None:
    granted, not_granted = two(season)
    decision = season.signed(not_granted, granted, refused=[not_granted])
    season.today.day = date(2022, 11, 18)
    before = season.log.length

    season.issues(decision)

    (issued,) = [one for one in season.log.public_events(before, 100).events if one.data]
    assert DecisionIssued.load(issued.data).dump() == {
        "decision_id": str(decision),
        "authority": "SỞ TƯ PHÁP",
        "title": "Về việc tặng danh hiệu thi đua năm 2022",
        "number": "128/QĐ-STP",
        "signed_on": "2022-11-01",
        "issued_on": "2022-11-18",
        "signatory": NAMES[DIRECTOR_HIMSELF],
        "capacity": "GIÁM ĐỐC",
        "bases": ["Luật Thi đua, khen thưởng"],
        "articles": ["Tặng danh hiệu cho các cá nhân có tên sau."],
        "external": False,
        "lines": [
            {
                "line": 1,
                "award_id": str(granted),
                "award": "LDTT",
                "campaign_id": str(CAMPAIGN),
                "subject_id": str(STAFF[0]),
                "subject_kind": "individual",
                "name": NAMES[STAFF[0]],
                "position": "Chuyên viên",
                "unit_id": str(ROOM),
                "unit_name": "Phòng Hành chính tư pháp",
                "received_on": "2022-11-01",
                "appraised_on": "2022-11-01",
                "passed_on": "2022-11-01",
                "decided_on": "2022-11-01",
            }
        ],
    }
    said = str(issued.dump())
    assert [one for one in (str(not_granted), str(STAFF[1]), NAMES[STAFF[1]], REASON) if one in said] == []


def test_each_line_gets_its_outcome_in_the_save_that_issues(season: Season) -> None:
    granted, not_granted = two(season)
    decision = season.signed(granted, not_granted, refused=[not_granted])
    before = season.log.length

    season.issues(decision)

    assert saves(season.log, before) == [
        "decision.Issued",
        "claim.Made",
        "nomination.Granted",
        "nomination.Refused",
        "allocation.Released",
    ]
    assert (season.state(granted), season.state(not_granted)) == (DossierState.GRANTED, DossierState.REFUSED)
    reason = season.dossier(not_granted).reason
    assert reason is not None
    assert season.log.sealer.open(reason) == {"reason": REASON}


def test_a_decision_that_refuses_everything_publishes_no_line(season: Season) -> None:
    dossiers = two(season)
    season.issues(season.signed(*dossiers, refused=dossiers))

    assert [data["lines"] for name, data in published(season.log) if name == "DecisionIssued"] == [[]]


def test_a_unit_is_honoured_under_its_own_name(season: Season) -> None:
    share = season.share(award="TTLDTT", subject_kind=SubjectKind.COLLECTIVE)
    season.issues(season.signed(*season.passed(share, ROOM)))

    ((line,),) = [data["lines"] for name, data in published(season.log) if name == "DecisionIssued"]

    assert (line["name"], line["position"], line["subject_kind"]) == ("Phòng Hành chính tư pháp", "", "collective")


def test_only_a_signed_decision_is_issued_and_only_an_issued_one_published(season: Season) -> None:
    decision = season.drafts(*two(season))

    with refused(season.log, Conflict, "wrong-state", state="drafted"):
        season.issues(decision)
    season.prints(decision)
    season.signs(decision)
    with refused(season.log, Conflict, "wrong-state", state="signed"):
        season.publishes(decision)
    season.issues(decision)
    with refused(season.log, Conflict, "wrong-state", state="issued"):
        season.issues(decision, "129/QĐ-STP")
    season.publishes(decision)
    with refused(season.log, Conflict, "wrong-state", state="published"):
        season.publishes(decision)


@pytest.mark.parametrize("on", [date(2022, 10, 31), date(2022, 11, 2)])
def test_the_days_of_a_decision_are_in_order(season: Season, on: date) -> None:
    decision = season.signed(*two(season))

    with refused(season.log, Invalid, "date-order"):
        season.issues(decision, on=on)
    season.issues(decision)
    with refused(season.log, Invalid, "date-order"):
        season.publishes(decision, on=on)


def test_that_a_decision_was_made_public_is_published(season: Season) -> None:
    decision = season.signed(*two(season))
    season.issues(decision)
    season.publishes(decision)

    assert published(season.log)[-1] == (
        "DecisionPublished",
        {"decision_id": str(decision), "published_on": "2022-11-01"},
    )


def test_a_number_is_used_once_a_year(season: Season) -> None:
    share = season.share()
    first, second = (season.signed(*season.passed(share, one)) for one in STAFF[:2])
    season.issues(first, "128/QĐ-STP")

    with refused(season.log, Conflict, "name-taken"):
        season.issues(second, "128/QĐ-STP")
    season.today.day = date(2023, 1, 3)
    season.issues(second, "128/QĐ-STP")

    assert names(season.log).count("DecisionIssued") == 2


def test_a_decision_number_and_a_petition_number_do_not_meet(season: Season) -> None:
    (own,) = season.passed(season.share(), STAFF[0])
    (higher,) = season.passed(season.share(award="BK_CTUBND"), STAFF[0], round_id=ROUND)
    petition = season.petitions(higher)
    season.signs_petition(petition)

    season.issues(season.signed(own), "07")
    season.sends(petition, "07")

    assert saves(season.log, season.log.length - 2) == ["petition.Sent", "claim.Made"]


# -- what stays secret --------------------------------------------------------------------------------


def test_nobodys_name_is_recorded_in_clear(season: Season) -> None:
    granted, not_granted = two(season)
    decision = season.signed(granted, not_granted, refused=[not_granted])
    season.issues(decision)
    season.publishes(decision)

    kept = stored(season.log)

    assert [name for name in (*NAMES.values(), REASON, "Sáng kiến số hóa") if name in kept] == []
    assert {name for name in NAMES.values() if name in str(published(season.log))} == {
        NAMES[DIRECTOR_HIMSELF],
        NAMES[STAFF[0]],
    }


def test_an_erased_name_is_published_no_longer(season: Season) -> None:
    (dossier,) = season.passed(season.share(), STAFF[0])
    season.issues(season.signed(dossier))

    season.log.sealer.keys.delete(STAFF[0])

    ((line,),) = [data["lines"] for name, data in published(season.log) if name == "DecisionIssued"]
    assert (line["name"], line["position"]) == ("(đã xóa dữ liệu cá nhân)", "")


def test_an_unknown_decision_is_unknown(season: Season) -> None:
    with refused(season.log, NotFound, "unknown"):
        season.log.sign_decision(ask(SignDecision, decision_id=uuid4()), DIRECTOR)
    with refused(season.log, NotFound, "unknown"):
        season.issues(uuid4())
    with refused(season.log, NotFound, "unknown"):
        season.publishes(uuid4())
    with refused(season.log, NotFound, "unknown"):
        decision_draft(uuid4(), season.log)
