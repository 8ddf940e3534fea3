"""Delivery: letters go out by SMTP, at least once, under an id that tells a repeat.

A claim leaves a letter to one process for a while, and no transaction is open while the mail server is slow.
Waits are in the machine's time.
"""

import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

import structlog
from jinja2 import TemplateError

from services.notification.letters import to_person, to_unit
from services.notification.rendering import render
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.people import DiscloseContacts
from shared.database import Database
from shared.errors import Refusal
from shared.settings import Settings

DOMAIN = "vinhdanh.invalid"
SENDER = Address("Vinh Danh", "no-reply", DOMAIN)
AT_ONCE = 50  # letters
SMTP_WITHIN = 10  # seconds, for each of the four answers that a letter takes
SENDING_FOR = 20  # seconds, before the last letter of a batch is begun
CLAIMED_FOR = 60  # seconds: a claim outlives the sending; then what is not marked goes to anybody
WAITS = (2, 10, 60, 300, 1800, 7200, 21600)  # seconds before each further try
TRIES = len(WAITS) + 1

log = structlog.get_logger(__name__)


class Undeliverable(Exception):
    """A letter that no further try would deliver; its text is a code, never an address."""


@dataclass(frozen=True)
class Addressee:
    """Who gets a letter, known only while it is being sent."""

    to: str
    name: str
    email: str


def deliver(database: Database, registration: RegistrationApi, settings: Settings) -> int:
    """Send the letters that are due, a batch over one connection; how many were dealt with."""
    waiting = _claim(database) if settings.smtp_url else []
    if not waiting:
        return 0
    taken, until = len(waiting), time.monotonic() + SENDING_FOR
    try:
        addressees = _addressees(waiting, database, registration)
        with _server(settings.smtp_url) as server:
            while waiting and time.monotonic() < until:
                _send(waiting[0], addressees, server, database, settings)
                del waiting[0]
    except (OSError, Refusal) as error:  # the mail server or registration is away
        for letter in waiting:
            _put_off(database, letter, error)
    return taken - len(waiting)


def _claim(database: Database) -> list[Any]:
    with database.transaction() as sql:
        return sorted(
            sql.execute(
                "UPDATE letter SET attempts = attempts + 1,"
                " next_try = clock_timestamp() + make_interval(secs => %s) WHERE id IN ("
                "SELECT id FROM letter WHERE state = 'queued' AND next_try <= clock_timestamp()"
                " ORDER BY written_at LIMIT %s FOR UPDATE SKIP LOCKED)"
                " RETURNING written_at, id, recipient, template, facts, attempts",
                [CLAIMED_FOR, AT_ONCE],
            ).fetchall(),
            key=lambda letter: letter.written_at,
        )


def _addressees(letters: list[Any], database: Database, registration: RegistrationApi) -> dict[str, Addressee]:
    units, people = _ids(letters, "unit"), _ids(letters, "person")
    with database.transaction() as sql:
        found = {
            to_unit(row.asked): Addressee(row.name, row.name, row.mailbox)
            for row in sql.execute(
                "WITH RECURSIVE here AS (SELECT id AS asked, id FROM unit WHERE id = ANY(%s)"
                " UNION SELECT here.asked, unit.into_id FROM here JOIN unit USING (id) WHERE into_id IS NOT NULL)"
                " SELECT asked, name, mailbox FROM here JOIN unit USING (id) WHERE into_id IS NULL",
                [units],
            ).fetchall()
        }
    if people:
        disclosed = registration.disclose_contacts(
            DiscloseContacts(request_id=uuid4(), disclosure_id=uuid4(), person_ids=tuple(people), purpose="letter")
        )
        with database.transaction() as sql:
            sql.execute("INSERT INTO asked (disclosure_id) VALUES (%s)", [disclosed.id])
        for one in disclosed.contacts:
            to = ", ".join(filter(None, [f"Ông (Bà) {one.name}", one.position]))
            found[to_person(one.person_id)] = Addressee(to, one.name, one.email)
    return found


def _ids(letters: list[Any], kind: str) -> list[UUID]:
    """The distinct units or people among the recipients."""
    recipients = {letter.recipient.partition(":")[::2] for letter in letters}
    return [UUID(id) for one, id in sorted(recipients) if one == kind]


@contextmanager
def _server(url: str) -> Iterator[smtplib.SMTP]:
    at = urlsplit(url)
    with smtplib.SMTP(at.hostname or "", at.port or 25, local_hostname="localhost", timeout=SMTP_WITHIN) as server:
        if at.username:
            server.starttls(context=ssl.create_default_context())
            server.login(unquote(at.username), unquote(at.password or ""))
        yield server


def _send(
    letter: Any, addressees: dict[str, Addressee], server: smtplib.SMTP, database: Database, settings: Settings
) -> None:
    """Send one letter and mark what became of it; raises only when the server itself is away."""
    try:
        server.send_message(_message(letter, addressees, settings))
    except Undeliverable as why:
        _fail(database, letter, str(why))
    except smtplib.SMTPServerDisconnected:
        raise
    except (smtplib.SMTPException, TemplateError, LookupError) as error:
        _put_off(database, letter, error)
    else:
        _mark_sent(database, letter)


def _message(letter: Any, addressees: dict[str, Addressee], settings: Settings) -> EmailMessage:
    sandbox = settings.mode == "sandbox"
    addressee = addressees[letter.recipient]
    if not addressee.email:
        raise Undeliverable("no-address")
    if sandbox and not addressee.email.lower().endswith(".invalid"):
        raise Undeliverable("outside-sandbox")
    subject, body = render(letter.template, letter.facts, addressee.to, portal_url=settings.portal_url, sandbox=sandbox)
    message = EmailMessage(policy=SMTP)
    try:
        message["To"] = Address(addressee.name, addr_spec=addressee.email)
    except (ValueError, IndexError, MessageError):
        raise Undeliverable("bad-address") from None
    message["From"] = SENDER
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = f"<{letter.id}@{DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, cte="base64")
    return message


def _mark_sent(database: Database, letter: Any) -> None:
    with database.transaction() as sql:
        sql.execute(
            "UPDATE letter SET state = 'sent', sent_at = clock_timestamp(), failed_with = '' WHERE id = %s",
            [letter.id],
        )


def _put_off(database: Database, letter: Any, error: Exception) -> None:
    if letter.attempts >= TRIES:
        _fail(database, letter, type(error).__name__)
        return
    with database.transaction() as sql:
        sql.execute(
            "UPDATE letter SET next_try = clock_timestamp() + make_interval(secs => %s), failed_with = %s"
            " WHERE id = %s",
            [WAITS[letter.attempts - 1], type(error).__name__, letter.id],
        )
    log.warning("letter-put-off", letter=str(letter.id), error=type(error).__name__, attempts=letter.attempts)


def _fail(database: Database, letter: Any, why: str) -> None:
    with database.transaction() as sql:
        sql.execute("UPDATE letter SET state = 'failed', failed_with = %s WHERE id = %s", [why, letter.id])
    log.error("letter-failed", letter=str(letter.id), error=why, attempts=letter.attempts)
