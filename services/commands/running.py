"""Running: up, down, serve, migrate, status, env, clock, demo."""

import json
import shlex
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime
from functools import partial

import click
from rich.console import Console
from rich.table import Table

from deploy.local.memory import StackError
from services.catalogue import SERVICES
from services.commands import place
from services.founding import found as found_deployment
from shared.clock import VIETNAM
from shared.errors import Refusal
from shared.messages import Json
from shared.migration import Outdated, advance_clock
from shared.settings import Settings
from shared.wire.calling import RpcClient

READY_WITHIN = 60  # seconds


@click.command()
def up() -> None:
    """Bring up private servers and the four services; what runs already stays."""
    try:
        _up()
    except (StackError, Outdated) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Cổng công khai: {place.settings().portal_url}")


def _up() -> None:
    stack = place.stack()
    stack.servers_up()
    found = place.settings()
    for line in found_deployment(found):
        click.echo(line)
    environment = {
        "VINHDANH_MODE": found.mode,
        "VINHDANH_KEYS": found.keys,
        "VINHDANH_PORTAL_URL": found.portal_url,
        "VINHDANH_LOG_LEVEL": found.log_level,
        "PSYCOPG_WAIT_FUNC": "wait_selector",
    }
    stack.services_up(
        list(SERVICES), lambda name, ports: [sys.executable, "-m", "services", "serve", name], environment
    )
    _wait_ready()


def _wait_ready() -> None:
    until = time.monotonic() + READY_WITHIN
    waiting = {child.name: child.ops_port for child in place.stack().children() if child.ops_port}
    while waiting:
        for name, port in list(waiting.items()):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=3).close()
                del waiting[name]
            except (OSError, urllib.error.URLError):
                pass
        if waiting and time.monotonic() > until:
            logs = ", ".join(str(place.state_folder() / "log" / f"{name}.log") for name in waiting)
            raise click.ClickException(f"Chưa sẵn sàng sau {READY_WITHIN} giây (not ready), xem: {logs}")
        time.sleep(0.1)


@click.command()
def down() -> None:
    """End everything that 'up' started here; data stays."""
    place.stack().down()


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(SERVICES)))
def serve(names: tuple[str, ...]) -> None:
    """Serve some services, or all, in this process until SIGTERM."""
    from shared.logs import configure
    from shared.wire.running import run

    settings = Settings.read()
    configure(settings.log_level, ",".join(names or SERVICES))
    chosen = {SERVICES[name].service(): SERVICES[name].folder for name in names or SERVICES}
    try:
        run(chosen, settings)
    except Outdated as error:
        raise click.ClickException(str(error)) from None


@click.command()
def migrate() -> None:
    """Bring the database up to this code; a new one is born here, sandbox or production."""
    try:
        for line in found_deployment(place.connected()):
            click.echo(line)
    except Outdated as error:
        raise click.ClickException(str(error)) from None


@click.command()
@click.option("--json", "as_json", is_flag=True, help="for programs")
def status(as_json: bool) -> None:
    """What runs, and how far each follower is behind."""
    report = status_report()
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    table = Table(title="Tiến trình")
    for title in ("tên", "pid", "chạy", "khởi động lại"):
        table.add_column(title)
    for child in report["processes"]:
        table.add_row(child["name"], str(child["pid"]), "có" if child["alive"] else "KHÔNG", str(child["restarts"]))
    Console().print(table)
    table = Table(title="Nhật ký và bám theo")
    for title in ("dịch vụ", "nguồn", "vị trí", "còn chậm (sự kiện)", "dừng"):
        table.add_column(title)
    for one in report["followers"]:
        behind = "?" if one["behind"] is None else str(one["behind"])
        table.add_row(one["service"], one["stream"], str(one["position"]), behind, "DỪNG" if one["parked"] else "")
    Console().print(table)
    for name in report["silent"]:
        click.echo(f"{name}: không trả lời")
    click.echo(f"Đồng hồ: {report['clock']}  Chế độ: {report['mode']}  Thư chết: {report['dead_letters']}")


def status_report() -> Json:
    """The processes, logs and followers as data."""
    from services.commands.tending import dead_letter_count

    children = [
        {"name": one.name, "pid": one.pid, "alive": one.alive, "restarts": one.restarts, "ops_port": one.ops_port}
        for one in place.stack().children()
    ]
    found = place.connected()
    said, silent = {}, []
    with place.asking(found) as client:
        for name in SERVICES:
            try:
                said[name] = place.ask_as_operator(found, client, name, "status", {})
            except Exception:
                silent.append(name)
    return {
        "processes": children,
        "followers": [one for name in said for one in lags(name, said)],
        "silent": silent,
        "mode": found.mode,
        "clock": max((one["clock"] for one in said.values()), default=None),
        "dead_letters": dead_letter_count(found),
    }


def lags(name: str, said: dict[str, Json]) -> list[Json]:
    """How far the followers of one service are behind the logs that they read."""
    found = []
    for one in said[name]["followers"]:
        source = name if one["stream"] in ("own", "outbox") else one["stream"]
        length = said[source]["log_position"] if source in said else None
        behind = None if length is None else length - one["position"]
        found.append({"service": name, **one, "behind": behind})
    return found


@click.command()
def env() -> None:
    """The addresses of the private servers and of the portal, as shell variables."""
    found = place.connected()
    for name, value in (
        ("VINHDANH_DATABASE_URL", found.database_url),
        ("VINHDANH_AMQP_URI", found.amqp_uri),
        ("VINHDANH_SMTP_URL", found.smtp_url),
        ("VINHDANH_PORTAL_URL", found.portal_url),
    ):
        click.echo(f"export {name}={shlex.quote(value)}")


@click.command()
@click.argument("moment", required=False)
def clock(moment: str | None) -> None:
    """Show business time, or advance a sandbox's clock to MOMENT (2022-06-30T08:00)."""
    found = place.connected()
    with place.asking(found) as client:
        if moment:
            try:
                wanted = datetime.fromisoformat(moment)
            except ValueError:
                raise click.ClickException(f"'{moment}' không phải thời điểm, ví dụ 2022-06-30T08:00.") from None
            advance(found, client, wanted if wanted.tzinfo else wanted.replace(tzinfo=VIETNAM))
        click.echo(place.ask_as_operator(found, client, "registration", "status", {})["clock"])


def advance(found: Settings, client: RpcClient, moment: datetime) -> None:
    """Advance the sandbox's clock; returns when every worker has it."""
    if place.ask_as_operator(found, client, "registration", "status", {})["mode"] != "sandbox":
        raise click.ClickException("Chỉ đồng hồ của môi trường minh họa mới đặt được.")
    if not advance_clock(found.database_url, moment.isoformat()):
        raise click.ClickException("Đồng hồ không bao giờ quay lại.")
    until = time.monotonic() + READY_WITHIN
    while not _has(found, client, moment):
        if time.monotonic() > until:
            raise click.ClickException("Có dịch vụ chưa nhận giờ mới.")
        time.sleep(0.05)


def _has(found: Settings, client: RpcClient, moment: datetime) -> bool:
    told = (place.ask_as_operator(found, client, name, "status", {})["clock"] for name in SERVICES)
    return all(datetime.fromisoformat(clock) >= moment for clock in told)


@click.command()
def demo() -> None:
    """Bring everything up, play the year 2022 through the services, and compare the result with its data."""
    from deploy.demo.calls import Unsettled
    from deploy.demo.season import play
    from deploy.demo.verify import verify

    try:
        _up()
    except (StackError, Outdated) as error:
        raise click.ClickException(str(error)) from None
    found = place.settings()
    issue = partial(place.sandbox_token, found)
    try:
        with place.asking(found) as client:
            play(found.amqp_uri, issue, lambda moment: advance(found, client, moment))
    except (Refusal, Unsettled, TimeoutError) as error:
        raise click.ClickException(f"Không diễn được cả năm: {error}") from None
    raise SystemExit(verify(found.amqp_uri, issue, found.portal_url, place.state_folder() / "mail"))


COMMANDS = [up, down, serve, migrate, status, env, clock, demo]
