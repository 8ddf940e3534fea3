"""Letters on their way: at least once, recognisably, and never by a slow server at the database's expense."""

import time
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from typing import Any

import psycopg
import pytest

from services.notification import delivery
from services.notification.delivery import TRIES, deliver
from services.notification.rendering import SANDBOX_NOTICE
from shared.contracts.nomination import NominationApi
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.kinds import ObligationKind
from shared.contracts.registration.units import UnitMerged
from shared.database import Database
from shared.errors import Fault
from tests.integration.notification.world import (
    PEOPLE,
    ROOMS,
    MailServer,
    Registration,
    World,
    decision,
    id_of,
    launched,
    rules,
    units,
)


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def world(database: Database) -> World:
    """Three rooms are told of a campaign."""
    world = World(database)
    world.happens(RegistrationApi, *units(*ROOMS), launched(ObligationKind.REGISTRATION))
    return world


def states(database: Database) -> list[tuple[str, int, str]]:
    """State, tries and trouble of all letters."""
    with database.transaction() as sql:
        rows = sql.execute("SELECT DISTINCT state, attempts, failed_with FROM letter ORDER BY 1, 2, 3").fetchall()
    return [(row.state, row.attempts, row.failed_with) for row in rows]


def time_passes(database: Database) -> None:
    """Every wait and every claim is over."""
    with database.transaction() as sql:
        sql.execute("UPDATE letter SET next_try = clock_timestamp()")


def ids(letters: list[EmailMessage]) -> list[str]:
    """The Message-IDs."""
    return [str(letter["Message-ID"]) for letter in letters]


def test_a_merged_units_letters_go_to_the_unit_that_goes_on_with_it(
    database: Database, world: World, mail: MailServer
) -> None:
    gone, goes_on = id_of(ROOMS[0]), id_of(ROOMS[1])

    world.happens(RegistrationApi, UnitMerged(unit_id=gone, into_id=goes_on, effective_on=date(2022, 2, 1)))
    deliver(database, Registration(), mail.settings)

    to = [f"{name} <{id_of(name).hex[:8]}@stp.invalid>" for name in (ROOMS[1], ROOMS[1], ROOMS[2])]
    assert sorted(str(letter["To"]) for letter in mail.received) == sorted(to)


def test_people_get_their_letters_under_their_names_and_units_at_their_mailboxes(
    database: Database, world: World, mail: MailServer
) -> None:
    world.happens(NominationApi, rules(), decision())
    registration = Registration()

    assert deliver(database, registration, mail.settings) == 7

    to_people = {str(letter["To"]): letter for letter in mail.received if "Ông (Bà) Nguyễn" in letter.get_content()}
    assert sorted(to_people) == [f"Nguyễn Thị Hà <{id_of('Nguyễn Thị Hà').hex[:8]}@stp.invalid>"]
    (letter,) = to_people.values()
    assert letter["Subject"] == f"{SANDBOX_NOTICE} - Thông báo khen thưởng theo Quyết định số 101/QĐ-STP"
    assert letter["From"] == "Vinh Danh <no-reply@vinhdanh.invalid>"
    assert letter.get_content().startswith("Kính gửi: Ông (Bà) Nguyễn Thị Hà, Chuyên viên")
    assert letter.get_content().rstrip().endswith(SANDBOX_NOTICE)
    assert {str(one["To"].addresses[0].addr_spec) for one in mail.received} == {
        f"{id_of(name).hex[:8]}@stp.invalid" for name in (*ROOMS, *PEOPLE)
    }
    assert [(len(request.person_ids), request.purpose) for request in registration.asked] == [(2, "letter")]
    assert states(database) == [("sent", 1, "")]


def test_what_is_sent_is_not_sent_again(database: Database, world: World, mail: MailServer) -> None:
    deliver(database, Registration(), mail.settings)
    time_passes(database)

    assert deliver(database, Registration(), mail.settings) == 0
    assert len(mail.received) == len(ROOMS)


def test_a_process_killed_before_it_marked_a_letter_sends_it_again_under_the_same_id(
    database: Database, world: World, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(database: Database, letter: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(delivery, "_mark_sent", die)
        deliver(database, Registration(), mail.settings)
    assert deliver(database, Registration(), mail.settings) == 0  # still claimed by the dead process
    time_passes(database)
    deliver(database, Registration(), mail.settings)

    assert len(mail.received) == len(ROOMS) + 1
    assert len(set(ids(mail.received))) == len(ROOMS)
    assert ids(mail.received)[0] in ids(mail.received)[1:]
    assert states(database) == [("sent", 2, "")]


def test_a_mail_server_that_is_down_is_tried_again(database: Database, world: World, mail: MailServer) -> None:
    mail.stop()
    deliver(database, Registration(), mail.settings)
    down = states(database)
    mail.start()
    at_once = deliver(database, Registration(), mail.settings)
    time_passes(database)

    assert deliver(database, Registration(), mail.settings) == 3
    assert (down, at_once) == ([("queued", 1, "ConnectionRefusedError")], 0)
    assert states(database) == [("sent", 2, "")]


def test_the_last_try_fails_a_letter(database: Database, world: World, mail: MailServer) -> None:
    mail.stop()
    for _ in range(TRIES + 1):
        time_passes(database)
        deliver(database, Registration(), mail.settings)

    assert states(database) == [("failed", TRIES, "ConnectionRefusedError")]


def test_a_refused_letter_does_not_hold_up_the_others(database: Database, world: World, mail: MailServer) -> None:
    first = f"{id_of(ROOMS[0]).hex[:8]}@stp.invalid"
    mail.on_letter = lambda letter: "451 later" if first in str(letter["To"]) else "250 OK"

    deliver(database, Registration(), mail.settings)

    assert states(database) == [("queued", 1, "SMTPDataError"), ("sent", 1, "")]
    assert len(mail.received) == len(ROOMS) - 1


def test_without_registration_letters_wait(database: Database, mail: MailServer) -> None:
    class Away(Registration):
        def disclose_contacts(self, request: Any) -> Any:
            raise Fault("fault")

    World(database).happens(NominationApi, rules(), decision())

    deliver(database, Away(), mail.settings)

    assert states(database) == [("queued", 1, "Fault")]
    assert mail.received == []


@pytest.mark.parametrize(
    ("mailbox", "why"),
    [("", "no-address"), ("phong@stp.gov.vn", "outside-sandbox"), ("phong nọ@stp.invalid", "bad-address")],
)
def test_a_letter_that_cannot_be_delivered_fails_at_once(
    database: Database, mail: MailServer, mailbox: str, why: str
) -> None:
    World(database).happens(RegistrationApi, *units(*ROOMS, mailbox=mailbox), launched(ObligationKind.REGISTRATION))

    deliver(database, Registration(), mail.settings)

    assert states(database) == [("failed", 1, why)]
    assert mail.received == []


def test_outside_a_sandbox_letters_go_anywhere_without_the_notice(database: Database, mail: MailServer) -> None:
    World(database).happens(
        RegistrationApi, *units(*ROOMS, mailbox="phong@stp.gov.vn"), launched(ObligationKind.REGISTRATION)
    )

    deliver(database, Registration(), replace(mail.settings, mode="production"))

    assert {str(letter["Subject"]) for letter in mail.received} == {
        "Phát động thi đua: Phong trào thi đua ngành Tư pháp năm 2022"
    }


def test_no_transaction_is_open_while_the_mail_server_is_slow(
    database: Database, world: World, mail: MailServer
) -> None:
    open_transactions: list[int] = []

    def look(letter: EmailMessage) -> str:
        time.sleep(0.1)
        with psycopg.connect(database.url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND (backend_xid IS NOT NULL OR state = 'idle in transaction')"
            ).fetchone()
        assert row is not None
        open_transactions.append(row[0])
        return "250 OK"

    mail.on_letter = look
    deliver(database, Registration(), mail.settings)

    assert open_transactions == [0, 0, 0]
