"""Tending: events, parked followers and dead letters, rebuilds, accounts and keys."""

import json
import time
from datetime import datetime
from typing import Any
from uuid import uuid4

import click
import psycopg
from kombu import Connection
from psycopg.rows import namedtuple_row

from services.catalogue import SERVICES
from services.commands import place
from services.commands.running import lags
from shared import following
from shared.contracts.base import Role
from shared.database import Database
from shared.errors import Refusal
from shared.messages import Json
from shared.migration import Outdated
from shared.migration import rebuild as rebuild_tables
from shared.principals import Issuer
from shared.settings import Settings
from shared.wire.guard import DEAD_LETTERS

WITH_LOG = [name for name, entry in SERVICES.items() if entry.has_log]
service_argument = click.argument("service", type=click.Choice(list(SERVICES)))


@click.command()
@click.argument("service", type=click.Choice(WITH_LOG), required=False)
@click.option("--after", default=0, help="only what follows this position")
@click.option("--json", "as_json", is_flag=True, help="one recorded event a line, sealed parts sealed")
def events(service: str | None, after: int, as_json: bool) -> None:
    """The recorded events of one log or all, in order."""
    found = place.connected()
    for name in [service] if service else WITH_LOG:
        with psycopg.connect(found.database_url, row_factory=namedtuple_row) as connection:
            rows = connection.cursor(name="events")
            rows.execute(
                f"SELECT * FROM {name}.{name}_events WHERE notification_id > %s ORDER BY notification_id",
                [after],
            )
            for row in rows:
                click.echo(_event_json(name, row) if as_json else _event_line(name, row))


def _event_json(service: str, row: Any) -> str:
    said = {
        "service": service,
        "position": row.notification_id,
        "stream": str(row.originator_id),
        "stream_version": row.originator_version,
        "name": row.topic,
        "stored_at": row.stored_at.isoformat(),
        "state": _plain(json.loads(bytes(row.state))),
    }
    return json.dumps(said, ensure_ascii=False)


def _event_line(service: str, row: Any) -> str:
    state = _plain(json.loads(bytes(row.state)))
    when = state.get("recorded_at", "")[:19]
    return f"{service:13} {row.notification_id:6} {when} {row.topic:26} {row.originator_id} {state.get('by', '')}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"_type_", "_data_"}:
            return value["_data_"]
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="for programs")
@click.pass_context
def parked(context: click.Context, as_json: bool) -> None:
    """Followers that stopped at an event, and how many messages could not be read; never their contents."""
    if context.invoked_subcommand:
        return
    found = place.connected()
    report: Json = {"followers": _parked(found), "dead_letters": dead_letter_count(found)}
    if as_json:
        click.echo(json.dumps(report))
        return
    for one in report["followers"]:
        click.echo(f"{one['service']} {one['stream']}: dừng tại {one['failed_at']} ({one['failed_with']})")
    click.echo(f"Thông điệp không đọc được (tự hết hạn sau 7 ngày): {report['dead_letters']}")


def _parked(found: Settings) -> list[Json]:
    stopped = []
    for name in SERVICES:
        database = Database(found.database_url, name)
        with database.transaction() as sql:
            for row in sql.execute("SELECT * FROM position WHERE parked").fetchall():
                stopped.append(
                    {
                        "service": name,
                        "stream": row.stream,
                        "position": row.position,
                        "failed_at": row.failed_at,
                        "failed_with": row.failed_with,
                    }
                )
        database.close()
    return stopped


def dead_letter_count(found: Settings) -> int:
    """How many messages could not be read or answered."""
    with Connection(found.amqp_uri, connect_timeout=5) as connection:
        try:
            said = connection.channel().queue_declare(DEAD_LETTERS, passive=True)
        except connection.channel_errors:
            return 0
        return int(said.message_count)


@parked.command("replay")
@service_argument
@click.argument("stream")
def replay(service: str, stream: str) -> None:
    """Let a stopped follower try its event again."""
    _tend(lambda database: following.replay(database, stream), service)


@parked.command("skip")
@service_argument
@click.argument("stream")
@click.option("--reason", required=True, help="why; it is kept")
def skip(service: str, stream: str, reason: str) -> None:
    """Let a stopped follower pass over its event, with a reason that is kept."""
    _tend(lambda database: following.skip(database, stream, "operator", reason), service)


def _tend(act: Any, service: str) -> None:
    database = Database(place.connected().database_url, service)
    try:
        act(database)
    except Refusal as refusal:
        raise click.ClickException(f"Không có gì đang dừng ở đó ({refusal.code}).") from None
    finally:
        database.close()


@click.command()
@service_argument
def rebuild(service: str) -> None:
    """Empty the read tables of SERVICE and wait until its workers have filled them from the logs."""
    found = place.connected()
    database = Database(found.database_url, service)
    started = time.monotonic()
    try:
        rebuild_tables(database, SERVICES[service].folder)
    except Outdated as error:
        raise click.ClickException(str(error)) from None
    finally:
        database.close()
    with place.asking(found) as client:
        while (lagging := [one for one in _lags(found, client, service) if one["behind"] != 0]) and not all(
            one["parked"] for one in lagging
        ):
            time.sleep(0.2)
    if lagging:
        raise click.ClickException(f"{service}: có nguồn đang dừng, xem 'vinhdanh parked'.")
    click.echo(f"{service}: {time.monotonic() - started:.1f} s")


def _lags(found: Settings, client: Any, service: str) -> list[Json]:
    said = {name: place.ask_as_operator(found, client, name, "status", {}) for name in SERVICES}
    return lags(service, said)


@click.group()
def account() -> None:
    """Accounts of other systems and of people in production."""


@account.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--until", required=True, help="the last day, YYYY-MM-DD")
@click.option("--key", default="", help="the issuer key that signs; the newest by default")
def account_add(name: str, role: str, until: str, key: str) -> None:
    """Open an account and print its token, once."""
    found = place.connected()
    try:
        last = datetime.fromisoformat(until)
    except ValueError:
        raise click.ClickException(f"'{until}' không phải ngày.") from None
    issuer = Issuer.from_file(_issuer_file(found, key))
    _operate(found, "open_account", {"name": name, "role": role, "until": until})
    seconds = int(last.timestamp() - time.time()) + 24 * 3600
    click.echo(issuer.token(name, Role(role), seconds=seconds))


@account.command("revoke")
@click.argument("name")
def account_revoke(name: str) -> None:
    """Close an account at once."""
    _operate(place.connected(), "revoke_account", {"name": name})


@click.group()
def key() -> None:
    """The keys that sign tokens: several at a time, so that they can be changed one after the other."""


@key.command("add")
@click.argument("kid")
def key_add(kid: str) -> None:
    """Make an issuer key and trust it."""
    found = place.connected()
    path = found.keys_folder / f"{kid}.pem"
    if path.exists() or not kid.startswith("issuer-"):
        raise click.ClickException("Tên khóa phải bắt đầu bằng 'issuer-' và chưa được dùng.")
    issuer = Issuer.create(path)
    roles = [role.value for role in Role if role not in (Role.SERVICE, Role.OPERATOR)]
    _operate(found, "trust_issuer", {"kid": kid, "public_key": issuer.public_key, "roles": roles})


@key.command("withdraw")
@click.argument("kid")
def key_withdraw(kid: str) -> None:
    """Believe a key no longer; tokens that it signed are refused."""
    _operate(place.connected(), "withdraw_issuer", {"kid": kid})


def _issuer_file(found: Settings, key: str) -> Any:
    files = sorted(found.keys_folder.glob("issuer-*.pem"), key=lambda path: path.stat().st_mtime)
    if key:
        return found.keys_folder / f"{key}.pem"
    if not files:
        raise click.ClickException("Không có khóa cấp thẻ; hãy chạy 'vinhdanh key add issuer-1'.")
    return files[-1]


def _operate(found: Settings, method: str, data: Json) -> None:
    with place.asking(found) as client:
        try:
            place.ask_as_operator(found, client, "registration", method, {"request_id": str(uuid4()), **data})
        except Refusal as refusal:
            raise click.ClickException(refusal.message or refusal.code) from None


COMMANDS = [events, parked, rebuild, account, key]
