"""The local stack with real processes: it answers, comes back after a crash, and leaves nothing behind."""

import os
import shutil
import signal
import smtplib
import sys
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from amqp.exceptions import AMQPError  # type: ignore[import-untyped]
from kombu.connection import Connection
from kombu.exceptions import OperationalError

from deploy.local import postgres
from deploy.local.memory import Memory, annex
from deploy.local.processes import birth_of, end
from deploy.local.stack import Child, Stack
from deploy.local.supervisor import Keeper

# A service that says which port it got, takes its time to end, and says when it has ended.
SERVICE = """
import os, pathlib, signal, sys, time
said = pathlib.Path(sys.argv[1])
def end(*_):
    time.sleep(0.5)
    said.with_suffix(".ended").touch()
    sys.exit()
signal.signal(signal.SIGTERM, end)
said.write_text(os.environ["VINHDANH_OPS_PORT"] + " " + os.environ.get("VINHDANH_PORTAL_PORT", "-"))
while True:
    time.sleep(0.1)
"""
VARIABLES = {
    "VINHDANH_DATABASE_URL": "database_url",
    "VINHDANH_AMQP_URI": "amqp_uri",
    "VINHDANH_SMTP_URL": "smtp_url",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder whose path has a space and Vietnamese letters, as people's folders do."""
    return tmp_path_factory.mktemp("thi đua") / ".vinhdanh"


@pytest.fixture(scope="module")
def stack(folder: Path) -> Iterator[Stack]:
    """A stack that is up, with servers of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in VARIABLES:
            patch.delenv(variable, raising=False)
        stack = Stack(folder)
        stack.servers_up()
        yield stack
        stack.down()
        shutil.rmtree(annex(folder))


def child(stack: Stack, name: str) -> Child:
    """The child of that name."""
    return next(child for child in stack.children() if child.name == name)


def eventually(happens: Callable[[], bool]) -> None:
    """Wait, generously, until something is so."""
    deadline = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < deadline, "did not happen within a minute"
        time.sleep(0.1)


def talks(stack: Stack) -> bool:
    """Whether a statement and a message get through."""
    addresses = stack.addresses()
    try:
        with psycopg.connect(addresses["database_url"], connect_timeout=5) as connection:
            connection.execute("SELECT 1")
        with Connection(addresses["amqp_uri"], connect_timeout=5) as connection:  # type: ignore[no-untyped-call]
            queue = connection.SimpleQueue("greetings")
            queue.put("xin chào")
            message = queue.get(timeout=5)
            message.ack()
            queue.close()
            return bool(message.payload == "xin chào")
    except (psycopg.OperationalError, OperationalError, AMQPError, OSError):
        return False


def family(pid: int) -> dict[int, str]:
    """A process and all its descendants, with their births; whoever ended meanwhile is none of them."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    members = {pid}
    while grown := {each for each, parent in parents.items() if parent in members} - members:
        members |= grown
    return {each: birth for each in members if (birth := birth_of(each))}


def supervisor_of(stack: Stack) -> int:
    """The process number of the supervisor, as the parent of its children."""
    status = Path(f"/proc/{child(stack, 'mail').pid}/stat").read_text()
    return int(status.rpartition(")")[2].split()[1])


def send(stack: Stack, subject: str, body: str) -> None:
    """Hand a letter to the mail server."""
    letter = EmailMessage()
    letter["From"] = "Phòng Nội vụ <noivu@example.gov.vn>"
    letter["To"] = "Nguyễn Thị Hà <ha@example.gov.vn>"
    letter["Subject"] = subject
    letter["Message-ID"] = f"<{subject.encode().hex()}@example.gov.vn>"
    letter.set_content(body)
    address = urlsplit(stack.addresses()["smtp_url"])
    with smtplib.SMTP(address.hostname or "", address.port or 0) as connection:
        connection.send_message(letter)


def test_the_servers_answer_and_are_set_as_promised(stack: Stack) -> None:
    assert talks(stack)
    with psycopg.connect(stack.addresses()["database_url"]) as connection:
        settings = [
            "data_checksums",
            "server_encoding",
            "log_error_verbosity",
            "max_connections",
            "listen_addresses",
        ]
        found = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in settings]
    assert found == [("on",), ("UTF8",), ("terse",), ("200",), ("127.0.0.1",)]


def test_starting_again_changes_nothing(stack: Stack) -> None:
    before = stack.children(), stack.addresses()
    stack.servers_up()
    assert (stack.children(), stack.addresses()) == before


def test_letters_are_kept_as_readable_text(stack: Stack) -> None:
    body = "Kính gửi bà Hà,\n\nQuyết định số 128/QĐ-UBND đã được ban hành.\n"
    send(stack, "Kết quả bình xét thi đua", body)
    letter = (Path(stack.addresses()["mail_folder"]) / "0001.txt").read_text(encoding="utf-8")
    headings, _, text = letter.partition("\n\n")
    assert text == body
    assert headings.splitlines()[:3] == [
        "Từ: Phòng Nội vụ <noivu@example.gov.vn>",
        "Đến: Nguyễn Thị Hà <ha@example.gov.vn>",
        "Tiêu đề: Kết quả bình xét thi đua",
    ]


@pytest.mark.parametrize("name", ["postgres", "epmd", "rabbitmq", "mail"])
def test_a_killed_server_comes_back(stack: Stack, name: str) -> None:
    killed = child(stack, name)
    assert killed.pid
    os.kill(killed.pid, signal.SIGKILL)
    eventually(lambda: child(stack, name).restarts > killed.restarts and child(stack, name).alive)
    eventually(lambda: talks(stack))


def test_letters_are_numbered_on_after_a_restart(stack: Stack) -> None:
    eventually(lambda: child(stack, "mail").alive)
    stack.servers_up()
    send(stack, "Nhắc hạn nộp hồ sơ", "Còn ba ngày.")
    assert sorted(file.name for file in Path(stack.addresses()["mail_folder"]).iterdir()) == [
        "0001.txt",
        "0002.txt",
    ]


def test_services_get_ports_and_come_back(stack: Stack, tmp_path: Path) -> None:
    names = ["nomination", "reporting"]

    def command(name: str, ports: dict[str, int]) -> list[str]:
        return [sys.executable, "-c", SERVICE, str(tmp_path / name)]

    stack.services_up(names, command, {})
    eventually(lambda: all((tmp_path / name).exists() for name in names))
    portal = urlsplit(stack.addresses()["portal_url"]).port
    said = [(tmp_path / name).read_text() for name in names]
    assert said == [
        f"{child(stack, 'nomination').ops_port} -",
        f"{child(stack, 'reporting').ops_port} {portal}",
    ]

    before = stack.children()
    stack.services_up(names, command, {})
    assert stack.children() == before

    killed = child(stack, "nomination")
    assert killed.pid
    os.kill(killed.pid, signal.SIGKILL)
    eventually(lambda: child(stack, "nomination").restarts == 1 and child(stack, "nomination").alive)
    assert child(stack, "nomination").ops_port == killed.ops_port

    (tmp_path / "nomination").unlink(missing_ok=True)
    eventually(lambda: child(stack, "reporting").alive)
    stack.down()
    assert (tmp_path / "reporting.ended").exists()
    assert stack.children() == []


def test_down_leaves_no_process_and_the_next_start_keeps_the_addresses(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack.servers_up()
    addresses, processes = stack.addresses(), family(supervisor_of(stack))
    assert len(processes) > 8
    for variable, name in VARIABLES.items():  # as `eval $(vinhdanh env)` does
        monkeypatch.setenv(variable, addresses[name])

    stack.down()
    assert [pid for pid, birth in processes.items() if birth_of(pid) == birth] == []

    stack.servers_up()
    assert stack.addresses() == addresses
    assert {"postgres", "rabbitmq", "mail"} <= {child.name for child in stack.children()}
    assert talks(stack)


def test_a_killed_supervisor_leaves_nothing_that_down_would_not_end(stack: Stack) -> None:
    supervisor = supervisor_of(stack)
    processes = family(supervisor)
    os.kill(supervisor, signal.SIGKILL)
    stack.down()
    # helpers of RabbitMQ's node notice its end a moment later
    eventually(lambda: not any(birth_of(pid) == birth for pid, birth in processes.items()))


def test_given_servers_are_used_and_not_started(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack.servers_up()
    addresses = stack.addresses()
    for variable, name in VARIABLES.items():
        monkeypatch.setenv(variable, addresses[name])
    guest = Stack(tmp_path / ".vinhdanh")
    guest.servers_up()
    assert guest.children() == []
    assert {**guest.addresses(), "mail_folder": "", "portal_url": ""} == {
        **addresses,
        "mail_folder": "",
        "portal_url": "",
    }
    guest.down()
    assert talks(stack)


@pytest.mark.parametrize("binaries", postgres.installations(), ids=lambda place: str(place.parent.name))
def test_every_postgresql_on_this_machine_serves(tmp_path: Path, binaries: Path) -> None:
    (tmp_path / "log").mkdir()
    memory = Memory(tmp_path / "settings.json")
    keeper = Keeper(postgres.prepare(memory, tmp_path, [binaries]), tmp_path / "log" / "postgres.log")
    keeper.tend()
    eventually(lambda: postgres.answers(memory))
    end(keeper.processes())
    assert keeper.tend()
    assert keeper.processes() == []
    shutil.rmtree(annex(tmp_path))
