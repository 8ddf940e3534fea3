"""``make bench``: what the architecture costs, side by side with what it is made of, in one run."""

import json
import os
import sys
import time

from rich.console import Console
from rich.table import Table

from benchmarks import calling, following, register, season, stage
from services.founding import found
from shared.settings import Settings

SUBMIT, PUBLISH, REBUILD, IMPORT = 0.6, 0.5, 5000, 1000  # the aims


def main() -> None:
    """Bring a stack up, measure, print, and leave nothing behind."""
    began = time.monotonic()
    table = Table(title=f"Vinh Danh, {_cores()} cores, Python {sys.version.split()[0]}")
    for column, side in (("measured", "left"), ("result", "right"), ("aim", "right")):
        table.add_column(column, justify="right" if side == "right" else "left")
    try:
        with stage.servers() as settings:
            _measure(settings, table)
    except KeyboardInterrupt:
        sys.exit(130)
    table.caption = f"tokens, sealing, quota, request row, outbox and followers on; {time.monotonic() - began:.0f} s"
    Console(width=110).print(table)


def _measure(settings: Settings, table: Table) -> None:
    units = season.invented()
    found(settings)
    season.record(settings, units)
    _say("publishing")
    published = json.loads(stage.command("benchmarks.publishing").stdout)
    for log, rate in published.items():
        many = f"{rate['events']:.0f} events of {log}"
        table.add_row(f"raw pipelined confirms, {many}", f"{rate['raw']:.0f}/s", "")
        table.add_row("the same from the log by the outbox", f"{rate['logged']:.0f}/s", "")
        table.add_row("  ratio", f"{rate['logged'] / rate['raw']:.2f}", f">= {PUBLISH}", end_section=True)
    _say("services")
    _without_letters(settings)
    stage.command("services", "up")
    stage.until_followed(settings)
    _say("calls")
    rates = calling.measure(settings, units)
    table.add_row(f"nameko echo, {rates.clients} clients", f"{rates.echo:.0f}/s", "")
    table.add_row("nomination.submit with its commit", f"{rates.submit:.0f}/s", "")
    table.add_row("  ratio", f"{rates.ratio:.2f}", f">= {SUBMIT}", end_section=True)
    _say("rebuilding")
    rebuilt = following.rebuild(settings)
    rate = rebuilt.events / rebuilt.seconds
    table.add_row(f"reporting rebuilt from {rebuilt.events} events", f"{rate:.0f}/s", f">= {REBUILD}")
    table.add_row("  of that, before the first page was applied", f"{rebuilt.idle:.2f} of {rebuilt.seconds:.2f} s", "")
    for log in following.LOGS:
        read = following.pages(settings, log)
        table.add_row(f"  {read.events} events of {log}: asked for alone, by page", f"{read.asked:.2f} s", "")
        table.add_row("    and read as messages", f"{read.loaded:.2f} s", "", end_section=log == following.LOGS[-1])
    _say("delay")
    delays = following.delays(settings)
    table.add_row(f"commit to reporting's table, median of {delays.many}", f"{1000 * delays.median:.0f} ms", "")
    table.add_row("  99th percentile", f"{1000 * delays.ninety_ninth:.0f} ms", "", end_section=True)
    _say("register")
    filled = register.measure(settings)
    rows = f"a list of {register.MEASURED} people"
    table.add_row(f"{rows}, checked", f"{filled.checked:.0f} rows/s", "")
    table.add_row(f"{rows}, imported", f"{filled.imported:.0f} rows/s", f">= {IMPORT}")
    table.add_row(f"{rows}, imported again: nothing changes", f"{filled.again:.0f} rows/s", "", end_section=True)
    for asked, answers in (
        ("somebody as of a day", filled.as_of),
        ("a unit's people as of a day", filled.of_unit),
        ("search by name", filled.search),
    ):
        said = f"{1000 * answers.ninety_fifth:.0f} ms, median {1000 * answers.median:.0f} ms"
        table.add_row(f"{asked} among {filled.people}, 95th percentile", said, "")


def _without_letters(settings: Settings) -> None:
    """Nobody waits for thousands of letters about dossiers that were recorded in bulk."""
    with stage.database(settings) as connection:
        connection.execute(
            "INSERT INTO notification.position (stream, position) VALUES ('nomination', %s)",
            [stage.length(connection, "nomination")],
        )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _say(what: str) -> None:
    print(f"{time.strftime('%X')} {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
