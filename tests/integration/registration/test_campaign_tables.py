"""Campaigns, legal texts, clusters and signatories as registration's own tables answer about them."""

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration import queries
from services.registration.projection import project
from services.registration.service import RegistrationService
from shared.contracts.base import Role
from shared.contracts.nomination import RulePackAdopted
from shared.contracts.registration.campaigns import (
    CampaignQuery,
    CampaignsOfYear,
    CancelCampaign,
    LegalTexts,
    OpenRegistrations,
    PlanQuery,
    RecipientsOf,
    StandingList,
)
from shared.contracts.registration.clusters import ClusterQuery, EndMembership, ListClusters, ListSignatories
from shared.contracts.registration.kinds import CampaignLevel, CampaignState, RecipientKind, RegistrationState
from shared.errors import NotFound
from shared.principals import Principal
from tests.integration.registration.world import Register
from tests.unit.registration.department import DIRECTOR, LAST_DAY, OFFICE, collective, round_of
from tests.unit.registration.season_2022 import NO_CRITERIA, SIX_GROUPS, Season2022
from tests.unit.registration.test_cloning import clones, settles
from tests.unit.registration.test_clusters import Cluster
from tests.unit.registration.test_legal_texts import NEW, OLD, cited, ends, registers
from tests.unit.registration.test_signatories import delegates
from tests.unit.registration.test_signatories import ends as ends_signing
from tests.unit.telling import ask


def read(register: Register, query: Any, *asked: Any) -> Any:
    """The answer of a query that is told the day."""
    register.catches_up()
    with register.database.transaction() as sql:
        return query(*asked, sql)


def view(register: Register, campaign: UUID) -> Any:
    return register.asks(queries.get_campaign, CampaignQuery(campaign_id=campaign))


@pytest.fixture
def season(register: Register) -> Season2022:
    season = Season2022(register)
    season.opens()
    return season


# -- the year 2022 ------------------------------------------------------------------------------------


def test_the_campaigns_of_a_year_are_listed_with_those_of_several_years(register: Register, season: Season2022) -> None:
    listed = register.asks(queries.list_campaigns, CampaignsOfYear(year=2022)).campaigns
    of_2019 = register.asks(queries.list_campaigns, CampaignsOfYear(year=2019)).campaigns

    assert len(listed) == 10
    assert {one.state for one in listed} == {CampaignState.LAUNCHED}
    assert [one.campaign_id for one in of_2019] == [season.culture]
    own = view(register, season.plan.campaign_id)
    assert (own.number, [one.code for one in own.warnings]) == ("03/KH-STP", ["no-criteria"])


def test_a_plan_is_read_back_with_what_is_open(register: Register, season: Season2022) -> None:
    campaign = season.plan.campaign_id
    plan = read(register, queries.plan_on, PlanQuery(campaign_id=campaign), date(2022, 6, 30))

    said = season.plan.dump()
    assert plan.plan == {name: said[name] for name in plan.plan}
    assert (plan.version, plan.versions, plan.reason, plan.changed) == (1, 1, "", ())
    assert plan.dated == date(2022, 1, 18)
    assert [one.stands for one in plan.rounds] == ["open", "upcoming"]
    assert [one.stands for one in plan.phases] == ["past"]
    six = read(register, queries.plan_on, PlanQuery(campaign_id=season.clusters_plan), date(2022, 1, 1))
    assert [one["wording"] for one in six.plan["content"]] == list(SIX_GROUPS)
    with pytest.raises(NotFound):
        read(register, queries.plan_on, PlanQuery(campaign_id=campaign, version=2), date(2022, 6, 30))


def test_every_version_stays_readable(register: Register, season: Season2022) -> None:
    campaign = season.plan.campaign_id
    later = (round_of(date(2022, 1, 1), date(2022, 7, 15)),)
    register.amends_plan(season.plan, rounds=later, title="Phong trào thi đua 2022")

    def version(number: int) -> Any:
        return read(register, queries.plan_on, PlanQuery(campaign_id=campaign, version=number), date(2022, 7, 10))

    newest, first = version(0), version(1)
    assert (newest.version, newest.versions, newest.reason) == (2, 2, "Theo chỉ đạo của Bộ")
    assert newest.changed == ("title", "rounds")
    assert ([one.stands for one in newest.rounds], [one.stands for one in first.rounds]) == (["open"], ["past", "open"])
    assert (first.plan["title"], view(register, campaign).title) == (season.plan.title, "Phong trào thi đua 2022")


def test_recipients_are_those_of_the_day(register: Register, season: Season2022) -> None:
    register.today.day = date(2022, 5, 4)
    register.dissolves_unit(season.service, effective_on=date(2022, 5, 2))
    joined = register.registers_unit("STP.TTRA", name="Thanh tra Sở", effective_on=date(2022, 5, 3))

    def bodies(on: date) -> list[tuple[RecipientKind, str, str]]:
        found = read(register, queries.recipients_on, season.plan.campaign_id, on).bodies
        return [(one.kind, one.name, one.mailbox) for one in found]

    before, after = bodies(date(2022, 1, 20)), bodies(date(2022, 5, 4))
    heads = [
        (RecipientKind.CLUSTER_HEADS, "Sở Tư pháp Nam Định", "stp@namdinh.invalid"),
        (RecipientKind.CLUSTER_HEADS, "Sở Tư pháp Ninh Bình", "vanthu@stp.invalid"),
        (RecipientKind.CLUSTER_HEADS, "Công an tỉnh", "khoi@cat.invalid"),
        (RecipientKind.CLUSTER_HEADS, "Sở Tư pháp Ninh Bình", "vanthu@stp.invalid"),
    ]
    room = (RecipientKind.UNITS, "Phòng Hành chính tư pháp", "hctp@stp.invalid")
    service = (RecipientKind.UNITS, "Trung tâm Trợ giúp pháp lý", "tgpl@stp.invalid")
    district = (RecipientKind.UNITS, "Phòng Tư pháp huyện Gia Viễn", "")
    archive = (RecipientKind.ARCHIVE, "Lưu: VT, TĐKT", "")
    assert [one for one in before if one[0] is not RecipientKind.BODY] == [*heads, room, service, district, archive]
    added = (RecipientKind.UNITS, "Thanh tra Sở", "")
    assert [one for one in after if one[0] is not RecipientKind.BODY] == [*heads, room, added, district, archive]
    assert (
        len({one.group for one in read(register, queries.recipients_on, season.plan.campaign_id, LAST_DAY).bodies}) == 7
    )
    assert joined
    next_year = read(register, queries.recipients_on, season.plan.campaign_id, date(2023, 1, 1))
    assert [one for one in next_year.bodies if one.kind is RecipientKind.CLUSTER_HEADS] == []
    assert len(next_year.unresolved) == 2


def test_a_head_that_left_the_cluster_gets_nothing(register: Register, season: Season2022) -> None:
    register.today.day = date(2022, 5, 4)
    left = ask(EndMembership, cluster_id=season.cluster, member_id=season.police, effective_on=date(2022, 5, 1))
    register.log.end_membership(left, OFFICE)

    def heads(on: date) -> set[str]:
        found = read(register, queries.recipients_on, season.plan.campaign_id, on).bodies
        return {one.name for one in found if one.kind is RecipientKind.CLUSTER_HEADS}

    assert heads(date(2022, 4, 30)) - heads(date(2022, 5, 1)) == {"Công an tỉnh"}


def test_lines_that_are_only_printed_get_paper(register: Register) -> None:
    campaign = register.drafts(recipients=("Như trên", "Lưu: VT"))

    found = read(register, queries.recipients_on, campaign, LAST_DAY).bodies
    assert [(one.kind, one.name) for one in found] == [
        (RecipientKind.BODY, "Như trên"),
        (RecipientKind.ARCHIVE, "Lưu: VT"),
    ]


# -- what is open, and what has to be looked after ----------------------------------------------------


def open_on(register: Register, on: date, unit: UUID | None = None, who: Principal = OFFICE) -> list[Any]:
    found = read(register, queries.registrations_open_on, OpenRegistrations(unit_id=unit), who, on)
    return [(one.due_on, one.overdue, one.units, one.state) for one in found.campaigns]


def test_units_register_where_they_owe_it(register: Register, season: Season2022) -> None:
    register.submits(season.plan.campaign_id, season.room, collective(season.room))
    clerk = Principal("chuyen-vien", Role.CLERK, season.service)

    assert open_on(register, date(2022, 1, 19)) == []
    assert open_on(register, LAST_DAY) == [(LAST_DAY, False, 3, None)]
    assert open_on(register, date(2022, 2, 16), season.room) == [(LAST_DAY, True, 3, RegistrationState.WAITING)]
    assert open_on(register, LAST_DAY, season.room, clerk) == [(LAST_DAY, False, 3, None)]
    assert open_on(register, LAST_DAY, None, clerk) == [(LAST_DAY, False, 3, RegistrationState.NOT_SENT)]
    assert open_on(register, LAST_DAY, uuid4()) == []
    register.log.cancel_campaign(
        ask(CancelCampaign, campaign_id=season.plan.campaign_id, reason="Gộp vào phong trào khác"), DIRECTOR
    )
    assert open_on(register, LAST_DAY) == []


def test_the_standing_office_sees_what_is_to_be_looked_after(register: Register, season: Season2022) -> None:
    text = registers(register)
    ends(register, text, date(2021, 12, 31))
    register.drafts(legal_bases=(cited(),), title="Bản thảo", plan_text="KẾ HOẠCH")

    def reason_of(sealed: dict[str, Any]) -> str:
        return (register.log.sealer.open(sealed) or {})["no_criteria_reason"]

    items = read(register, queries.standing_items, reason_of).items
    assert [(one.code, one.reason) for one in items if one.campaign_id == season.plan.campaign_id] == [
        ("no-criteria", NO_CRITERIA)
    ]
    draft = [one.code for one in items if one.title == "Bản thảo"]
    assert draft[0] == "basis-expired"
    assert len(draft) > 1


def test_a_clone_shows_its_differences_until_they_are_settled(register: Register) -> None:
    text = registers(register)
    source = register.drafts(level=CampaignLevel.PROVINCE, legal_bases=(cited(),))
    ends(register, text, date(2022, 1, 19), registers(register, NEW))
    campaign = clones(register, source).id

    (open_one,) = view(register, campaign).differences
    assert (open_one.was, open_one.now, open_one.settled) == (OLD, NEW, False)
    assert "difference-open" in {one.code for one in read(register, queries.standing_items, str).items}
    settles(register, campaign, open_one.key, cited(NEW))
    (settled,) = view(register, campaign).differences
    assert (settled.settled, view(register, campaign).warnings) == (True, ())
    plan = read(register, queries.plan_on, PlanQuery(campaign_id=campaign), LAST_DAY).plan
    assert [one["number"] for one in plan["legal_bases"]] == [NEW]


def test_a_campaign_is_followed_through_its_states(register: Register) -> None:
    unit = register.registers_unit()
    plan = register.campaign(reporting_units=(unit,), plan_text="KẾ HOẠCH")
    campaign = register.log.draft_campaign(plan, OFFICE).id
    seen = [view(register, campaign).state]
    register.revises_plan(plan, plan_text="", title="Phong trào thi đua 2022")
    for step in (register.hands_in, register.approves, register.numbers, register.launches):
        step(campaign)
        seen.append(view(register, campaign).state)
    register.log.cancel_campaign(ask(CancelCampaign, campaign_id=campaign, reason="Gộp"), DIRECTOR)
    seen.append(view(register, campaign).state)

    assert seen == ["draft", "submitted", "approved", "approved", "launched", "cancelled"]
    assert (view(register, campaign).title, view(register, campaign).defects) == ("Phong trào thi đua 2022", ())


def test_a_question_without_a_day_is_about_today(register: Register, season: Season2022) -> None:
    register.catches_up()
    service: Any = object.__new__(RegistrationService)
    service.parts = SimpleNamespace(clock=register.log.clock, database=register.database)
    service.log = register.log
    campaign = season.plan.campaign_id
    register.today.day = LAST_DAY

    answered = service.answer_get_plan(PlanQuery(campaign_id=campaign), OFFICE)
    assert [one.stands for one in answered.phases] == ["open"]
    assert [one.campaign_id for one in service.answer_open_registrations(OpenRegistrations(), OFFICE).campaigns] == [
        campaign
    ]
    assert [one.reason for one in service.answer_standing_list(StandingList(), OFFICE).items] == [NO_CRITERIA]
    assert len(service.answer_resolve_recipients(RecipientsOf(campaign_id=campaign), OFFICE).bodies) == 10
    assert service.answer_get_cluster(ClusterQuery(cluster_id=season.cluster), OFFICE).year == 2022
    assert len(service.answer_list_clusters(ListClusters(), OFFICE).clusters) == 2
    assert service.answer_list_signatories(ListSignatories(), OFFICE).signatories == ()
    assert service.answer_list_legal_texts(LegalTexts(), OFFICE).texts == ()


# -- legal texts, clusters, signatories ---------------------------------------------------------------


def test_texts_are_listed_with_what_is_in_force(register: Register) -> None:
    old, new = registers(register), registers(register, NEW, in_force_from=date(2024, 1, 1))
    ends(register, old, date(2023, 12, 31), new)

    def in_force(on: date) -> list[tuple[str, bool]]:
        return [(one.number, one.in_force) for one in read(register, queries.legal_texts_on, on).texts]

    assert in_force(date(2023, 12, 31)) == [(OLD, True), (NEW, False)]
    assert in_force(date(2024, 1, 1)) == [(OLD, False), (NEW, True)]
    assert read(register, queries.legal_texts_on, LAST_DAY).texts[0].replaced_by == new


def test_a_cluster_is_what_it_was_on_the_day(register: Register) -> None:
    register.today.day = date(2022, 12, 20)
    cluster = Cluster(register)
    police, justice = cluster.admits("Công an tỉnh"), cluster.admits("Sở Tư pháp", date(2021, 1, 1))
    cluster.elects(2021, police)
    cluster.elects(2022, justice, police)
    cluster.came_out(2022, justice, police)
    register.log.end_membership(ask(EndMembership, cluster_id=cluster.id, member_id=police), OFFICE)
    plan = register.drafts(level=CampaignLevel.CLUSTER, cluster_id=cluster.id)
    register.launches(plan, OFFICE)

    now = read(register, queries.cluster_on, cluster.id, date(2022, 12, 20))
    assert [one.name for one in now.members] == ["Sở Tư pháp"]
    assert (now.year, now.head_id, now.deputy_ids, now.plans) == (2022, justice, (police,), (plan,))
    assert [(one.member_id, one.rank) for one in now.result] == [(justice, 1), (police, 2)]
    then = read(register, queries.cluster_on, cluster.id, date(2020, 6, 1))
    assert [(one.name, one.until) for one in then.members] == [("Công an tỉnh", date(2022, 12, 19))]
    assert (then.head_id, then.result, then.plans) == (None, (), ())
    assert [one.cluster_id for one in read(register, queries.clusters_on, LAST_DAY).clusters] == [cluster.id]
    assert read(register, queries.clusters_on, date(2019, 12, 31)).clusters == ()
    with pytest.raises(NotFound):
        read(register, queries.cluster_on, uuid4(), LAST_DAY)


def test_who_may_sign_on_a_day(register: Register) -> None:
    person = register.registers_person(register.registers_unit())
    director = register.appoints(person, valid_until=date(2025, 12, 31), basis="Quyết định 12/QĐ-UBND")
    deputy = delegates(register, person, director)

    def signing(on: date) -> list[UUID]:
        return [one.signatory_id for one in read(register, queries.signatories_on, on).signatories]

    assert [signing(day) for day in (date(2020, 12, 31), date(2021, 1, 1), date(2022, 6, 30))] == [
        [],
        [director],
        [director, deputy],
    ]
    assert read(register, queries.signatories_on, LAST_DAY).signatories[0].basis == "Quyết định 12/QĐ-UBND"
    ends_signing(register, director, date(2022, 6, 30))
    assert (signing(date(2022, 6, 30)), signing(date(2022, 7, 1))) == ([director, deputy], [])


def test_rules_are_followed_from_nomination(register: Register) -> None:
    packs = queries.AwardTable(register.database)
    assert (packs.pack(LAST_DAY), packs.criteria_required(LAST_DAY)) == (None, False)
    for name, start, end, required in (("2022", 2017, 2023, False), ("2024", 2024, None, True)):
        adopted = RulePackAdopted(
            pack=name,
            valid_from=date(start, 1, 1),
            valid_until=date(end, 12, 31) if end else None,
            digest=name * 16,
            awards=(),
            criteria_required=required,
        )
        with register.database.transaction() as sql:
            project(adopted, None, sql)  # type: ignore[arg-type]

    assert [packs.pack(date(year, 1, 1)) for year in (2016, 2023, 2030)] == [
        None,
        ("2022", "2022" * 16),
        ("2024", "2024" * 16),
    ]
    assert [packs.criteria_required(date(year, 1, 1)) for year in (2016, 2023, 2030)] == [False, False, True]
