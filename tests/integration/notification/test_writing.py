"""Which events bring whom a letter: once, whatever queues and rebuilds do."""

import random
from datetime import date
from uuid import UUID

import pytest

from services.notification.letters import resolve
from services.notification.queries import count_letters
from shared.contracts.base import Envelope, Role
from shared.contracts.nomination import NominationApi, Notice
from shared.contracts.notification import CountLetters, LetterCount
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.campaigns import CampaignCancelled
from shared.contracts.registration.kinds import ObligationKind
from shared.contracts.registration.registrations import (
    RegistrationConfirmed,
    RegistrationReturned,
    RegistrationSubmitted,
)
from shared.database import Database
from shared.migration import rebuild
from shared.principals import Principal
from tests.integration.notification.world import (
    CAMPAIGN,
    PEOPLE,
    ROOMS,
    SERVICE_FOLDER,
    Nomination,
    World,
    amended,
    decision,
    id_of,
    launched,
    letters,
    rules,
    units,
)

OFFICE = Principal("office", Role.OFFICE)


def notice(template: str, unit: str | None = None, people: tuple[UUID, ...] = ()) -> Notice:
    """What nomination says about one of its private events."""
    return Notice(
        template=template,
        unit_id=id_of(unit) if unit else None,
        person_ids=people,
        award="Lao động tiên tiến",
        facts=("Thiếu biên bản bình xét.",),
    )


def test_a_launched_campaign_is_told_to_each_unit_that_owes(database: Database) -> None:
    world = World(database)

    world.happens(
        RegistrationApi, *units(*ROOMS, "Văn phòng"), launched(ObligationKind.REGISTRATION, ObligationKind.FINAL_REPORT)
    )

    assert letters(database) == {(f"unit:{id_of(room)}", "campaign_launched") for room in ROOMS}


def test_an_amended_campaign_is_told_to_each_unit_that_owes_now(database: Database) -> None:
    world = World(database)
    world.happens(RegistrationApi, *units(*ROOMS), launched(ObligationKind.INTERIM_REPORT))

    world.happens(RegistrationApi, amended(ObligationKind.INTERIM_REPORT, due_on=date(2022, 7, 10), rooms=ROOMS[:1]))

    told = {recipient for recipient, template in letters(database) if template == "campaign_amended"}
    assert told == {f"unit:{id_of(ROOMS[0])}"}


def test_a_cancelled_campaign_is_told_to_each_unit_that_owed(database: Database) -> None:
    world = World(database)
    world.happens(RegistrationApi, *units(*ROOMS), launched(ObligationKind.REGISTRATION, ObligationKind.FINAL_REPORT))

    world.happens(
        RegistrationApi,
        CampaignCancelled(campaign_id=CAMPAIGN, cancelled_on=date(2022, 3, 1), reason="Gộp vào phong trào của tỉnh."),
    )

    told = {recipient for recipient, template in letters(database) if template == "campaign_cancelled"}
    assert told == {f"unit:{id_of(room)}" for room in ROOMS}


def test_a_registration_brings_its_unit_a_letter_when_it_is_returned_and_when_confirmed(database: Database) -> None:
    world = World(database)
    registration = {"registration_id": id_of("registration"), "campaign_id": CAMPAIGN, "unit_id": id_of(ROOMS[0])}

    world.happens(
        RegistrationApi,
        *units(*ROOMS),
        launched(),
        RegistrationSubmitted(**registration, late=False),
        RegistrationReturned(**registration),
        RegistrationSubmitted(**registration, late=False),
        RegistrationConfirmed(**registration),
    )

    assert letters(database) == {
        (f"unit:{id_of(ROOMS[0])}", "registration_returned"),
        (f"unit:{id_of(ROOMS[0])}", "registration_confirmed"),
    }


def test_an_issued_decision_is_told_to_the_people_and_units_that_it_honours(database: Database) -> None:
    World(database).happens(NominationApi, rules(), decision())

    assert letters(database) == {
        *((f"person:{id_of(name)}", "award_granted") for name in PEOPLE),
        (f"unit:{id_of(ROOMS[0])}", "award_granted_unit"),
        (f"unit:{id_of(ROOMS[1])}", "award_granted_unit"),
    }
    with database.transaction() as sql:
        told = sql.execute("SELECT recipient, facts FROM letter WHERE template = 'award_granted_unit'").fetchall()
    assert {row.recipient: row.facts["counts"] for row in told} == {
        f"unit:{id_of(ROOMS[0])}": [
            {"award": "danh hiệu “Lao động tiên tiến”", "subject_kind": "individual", "count": 2}
        ],
        f"unit:{id_of(ROOMS[1])}": [
            {"award": "Giấy khen của Giám đốc Sở Tư pháp", "subject_kind": "collective", "count": 1}
        ],
    }


def test_no_letter_keeps_a_name(database: Database) -> None:
    World(database).happens(NominationApi, rules(), decision())

    with database.transaction() as sql:
        rows = sql.execute("SELECT letter::text AS row FROM letter").fetchall()

    assert [name for name in (*PEOPLE, "Phạm Gia Tuệ") for row in rows if name in row.row] == []


def test_what_is_private_goes_to_the_submitting_unit_only(database: Database) -> None:
    world = World(database)
    returned = world.logs[NominationApi].add("nomination.Returned")
    world.hear()

    resolve(database, Nomination({returned.stream: notice("returned", ROOMS[0], (id_of("Nguyễn Thị Hà"),))}))

    assert letters(database) == {(f"unit:{id_of(ROOMS[0])}", "nomination_returned")}


def test_a_session_is_told_to_its_members(database: Database) -> None:
    world = World(database)
    convened = world.logs[NominationApi].add("session.Convened")
    world.hear()

    resolve(database, Nomination({convened.stream: notice("session_convened", None, tuple(map(id_of, PEOPLE)))}))

    assert letters(database) == {(f"person:{id_of(name)}", "session_convened") for name in PEOPLE}


def test_an_event_without_a_template_and_an_event_of_another_kind_bring_no_letter(database: Database) -> None:
    world = World(database)
    appraised = world.logs[NominationApi].add("nomination.Appraised")
    world.logs[NominationApi].add("nomination.Settled")
    world.hear()

    settled = resolve(database, Nomination({appraised.stream: notice("")}))

    assert (settled, letters(database)) == (1, set())


def test_a_notice_that_is_refused_waits_and_does_not_hold_up_the_next(database: Database) -> None:
    world = World(database)
    early = world.logs[NominationApi].add("nomination.Submitted")
    accepted = world.logs[NominationApi].add("nomination.Accepted")
    world.hear()
    nomination = Nomination({accepted.stream: notice("accepted", ROOMS[0])})

    resolve(database, nomination)
    with database.transaction() as sql:
        before = count_letters(CountLetters(), OFFICE, sql)
        sql.execute("UPDATE notice SET next_try = clock_timestamp()")
    nomination.notices[early.stream] = notice("submitted", ROOMS[0])
    resolve(database, nomination)
    with database.transaction() as sql:
        after = count_letters(CountLetters(), OFFICE, sql)

    accepted_letter = LetterCount(template="nomination_accepted", state="queued", count=1)
    submitted_letter = LetterCount(template="nomination_submitted", state="queued", count=1)
    assert (before.unresolved, before.counts) == (1, (accepted_letter,))
    assert (after.unresolved, after.counts) == (0, (accepted_letter, submitted_letter))


def disturbed(messages: list[Envelope], queue: str) -> list[Envelope]:
    """What a queue may do to messages."""
    chance = random.Random(2022)
    return {
        "in order": messages,
        "twice": [message for message in messages for _ in range(2)],
        "shuffled": chance.sample(messages, len(messages)),
        "half lost": [message for message in messages if chance.random() < 0.5] + messages[-1:],
    }[queue]


@pytest.mark.parametrize("queue", ["in order", "twice", "shuffled", "half lost"])
def test_the_letters_are_the_same_whatever_the_queue_does(queue: str, database: Database) -> None:
    world = World(database)
    log = world.logs[NominationApi]
    log.add(rules())
    private = [log.add(name) for name in ("nomination.Submitted", "nomination.Accepted", "nomination.Judged")]
    log.add(decision())

    world.receive(NominationApi, [one.dump() for one in disturbed(log.envelopes, queue)])
    resolve(database, Nomination({one.stream: notice("accepted", ROOMS[2]) for one in private}))

    with database.transaction() as sql:
        counts = count_letters(CountLetters(), OFFICE, sql).counts
    assert [(one.template, one.count) for one in counts] == [
        ("award_granted", 2),
        ("award_granted_unit", 2),
        ("nomination_accepted", 3),
    ]


def test_a_rebuild_writes_no_letter_again(database: Database) -> None:
    world = World(database)
    world.happens(RegistrationApi, *units(*ROOMS), launched(ObligationKind.REGISTRATION))
    returned = world.logs[NominationApi].add("nomination.Returned")
    world.happens(NominationApi, rules(), decision())
    nomination = Nomination({returned.stream: notice("returned", ROOMS[0])})
    resolve(database, nomination)
    with database.transaction() as sql:
        sql.execute("UPDATE letter SET state = 'sent'")
        before = sql.execute("SELECT * FROM letter ORDER BY id").fetchall()

    rebuild(database, SERVICE_FOLDER)
    world.hear()

    assert resolve(database, nomination) == 0
    with database.transaction() as sql:
        assert sql.execute("SELECT * FROM letter ORDER BY id").fetchall() == before
        assert sql.execute("SELECT count(*) AS units FROM unit").fetchone() == (len(ROOMS),)
