"""RabbitMQ out of Debian's or Ubuntu's packages, unpacked into a folder without installing anything."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from deploy.local.memory import StackError

HARD_CODED = re.compile(r'\bROOTDIR="?/usr/lib/erlang"?')
RELOCATED = 'ROOTDIR=$(dirname "$(dirname "$(readlink -f "$0")")")'
LEFT_OUT = {"erlang-base-hipe", "erlang-nox"}  # the other way to get erlang-base, and a package without files


def unpack(root: Path, log_file: Path) -> None:
    """Fetch and unpack RabbitMQ with its Erlang; the folder gets its name last, when all is in it."""
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        raise StackError(
            "Không tìm thấy RabbitMQ: hãy cài rabbitmq-server, hoặc đặt VINHDANH_AMQP_URI "
            "(RabbitMQ not found: install rabbitmq-server, or set VINHDANH_AMQP_URI)."
        )
    draft, downloads = root.with_name(f"{root.name}.new"), root.with_name(f"{root.name}.download")
    for folder in (draft, downloads):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    try:
        with log_file.open("w") as log:
            _download(downloads, log)
            for package in sorted(downloads.glob("*.deb")):
                subprocess.run(["dpkg", "-x", package, draft], check=True, stdout=log, stderr=log)
    except subprocess.CalledProcessError as error:
        raise StackError(
            f"Không tải được RabbitMQ, xem {log_file}; có thể cài rabbitmq-server hoặc đặt VINHDANH_AMQP_URI "
            f"(RabbitMQ cannot be fetched, see {log_file}; or install it, or set VINHDANH_AMQP_URI)."
        ) from error
    launcher = draft / "usr/lib/erlang/bin/erl"
    launcher.write_text(HARD_CODED.sub(RELOCATED, launcher.read_text()))
    draft.replace(root)
    shutil.rmtree(downloads)


def _download(folder: Path, log: IO[str]) -> None:
    """Use the machine's package lists; where they are missing or too old, fresh lists of our own."""
    common = ["-o", f"Dir::Cache={folder}/cache", "-o", "APT::Sandbox::User=root"]
    own = [*common, "-o", f"Dir::State::lists={folder}/lists"]
    try:
        _download_with(common, folder, log)
    except subprocess.CalledProcessError:
        (folder / "lists" / "partial").mkdir(parents=True)
        subprocess.run(["apt-get", *own, "update"], check=True, stdout=log, stderr=log)
        _download_with(own, folder, log)


def _download_with(options: list[str], folder: Path, log: IO[str]) -> None:
    others = ("recommends", "suggests", "conflicts", "breaks", "replaces", "enhances")
    unwanted = [f"--no-{kind}" for kind in others]
    question = ["apt-cache", *options, "depends", "--recurse", *unwanted, "rabbitmq-server"]
    known = subprocess.run(question, check=True, stdout=subprocess.PIPE, stderr=log, text=True).stdout
    download = ["apt-get", *options, "download", *_needed(known.splitlines())]
    subprocess.run(download, cwd=folder, check=True, stdout=log, stderr=log)


def _needed(lines: Iterable[str]) -> list[str]:
    """RabbitMQ and the parts of Erlang, not the libraries that every system has."""
    names = {line for line in lines if line.startswith(("rabbitmq-server", "erlang-")) and ":" not in line}
    return sorted(names - LEFT_OUT)
