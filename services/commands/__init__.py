"""The command line, by what one does with it: run, ask, lists, tend."""

import os

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")

import warnings

warnings.filterwarnings("ignore", message=r"(?s).*Eventlet is deprecated.*")

import click

from services.commands import asking, lists, running, tending


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Vinh Danh: thi đua, khen thưởng công khai, minh bạch."""


for module in (running, asking, lists, tending):
    for command in module.COMMANDS:
        main.add_command(command)
