"""The whole of Vinh Danh on this machine, as the command line sees it: bring up, look at, bring down."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from deploy.local import postgres, rabbitmq
from deploy.local.memory import Memory, StackError, read_json, write_private
from deploy.local.processes import PATIENCE, Process, Program, end
from deploy.local.supervisor import as_wish

ROOT = Path(__file__).resolve().parents[2]
TIME_LIMIT = 90.0
DATABASE_URL, AMQP_URI, SMTP_URL = "VINHDANH_DATABASE_URL", "VINHDANH_AMQP_URI", "VINHDANH_SMTP_URL"
FOREIGN = ("PG", "RABBITMQ_", "ERL_", "NOTIFY_SOCKET")  # settings that other servers have left in the shell
NOT_UP = "Máy chủ chưa chạy, hãy chạy `vinhdanh up` (not up: run `vinhdanh up`)."


@dataclass(frozen=True)
class Child:
    """A program that the supervisor keeps running, as it is now."""

    name: str
    pid: int | None
    alive: bool
    restarts: int
    ops_port: int | None


@dataclass(frozen=True)
class Awaited:
    """Something that is coming up, and the log or variable to look at if it never does."""

    name: str
    look_at: str
    ready: Callable[[], bool]


class Stack:
    """Servers and services of one project folder, kept running by one supervisor."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def servers_up(self) -> None:
        """Start database, broker and mail server, unless they are given, and wait until all answer."""
        with self._alone() as memory:
            started = self._supervise(memory)
            try:
                # RabbitMQ takes longest: the others come up while it boots.
                starting = [self._broker_up(memory), self._database_up(memory), self._mail_up(memory)]
                for server in starting:
                    self._until(server)
            except BaseException:
                if started:
                    self._end(memory)
                raise

    def services_up(
        self,
        names: Sequence[str],
        command: Callable[[str, dict[str, int]], list[str]],
        environment: Mapping[str, str],
    ) -> None:
        """Start the services that do not run yet; their environment names their ports and the servers."""
        with self._alone() as memory:
            if not self._is_supervised():
                raise StackError(NOT_UP)
            for name in names:
                if name not in self._wished():
                    self._want(self._service(memory, name, command, environment))
            self._until(self._supervisor_awaited(lambda: set(names) <= {child.name for child in self.children()}))

    def down(self) -> None:
        """End every process of the stack; data, ports and passwords stay."""
        if self._folder.exists():
            with self._alone() as memory:
                self._end(memory)

    def addresses(self) -> dict[str, str]:
        """Where everything is: `database_url`, `amqp_uri`, `smtp_url`, `portal_url` and `mail_folder`."""
        if not self._is_supervised():
            raise StackError(NOT_UP)
        return self._addresses(Memory(self._folder / "settings.json"))

    def children(self) -> list[Child]:
        """The programs that run, in the order in which they were started."""
        return [
            Child(
                name=child["name"],
                pid=child["pid"],
                alive=child["pid"] is not None and Process(child["pid"], child["birth"]).is_alive,
                restarts=child["restarts"],
                ops_port=child["ports"].get("ops"),
            )
            for child in self._state()["children"]
        ]

    def _broker_up(self, memory: Memory) -> Awaited:
        if given := memory.given.get(AMQP_URI):
            return Awaited("RabbitMQ", AMQP_URI, lambda: _listens(given, 5672))
        if "rabbitmq" not in self._wished():
            self._want(*rabbitmq.prepare(memory, self._folder))
            memory.remember_own(rabbitmq.uri(memory))
        return Awaited("RabbitMQ", self._log("rabbitmq"), lambda: rabbitmq.answers(memory.port("rabbitmq")))

    def _database_up(self, memory: Memory) -> Awaited:
        if given := memory.given.get(DATABASE_URL):
            return Awaited("PostgreSQL", DATABASE_URL, lambda: _database_answers(given))
        if "postgres" not in self._wished():
            self._want(postgres.prepare(memory, self._folder))
            memory.remember_own(postgres.url(memory))
        return Awaited("PostgreSQL", self._log("postgres"), lambda: postgres.answers(memory))

    def _mail_up(self, memory: Memory) -> Awaited:
        if given := memory.given.get(SMTP_URL):
            return Awaited("SMTP", SMTP_URL, lambda: _listens(given, 25))
        if "mail" not in self._wished():
            port = memory.claim_port("mail")
            arguments = ["--port", str(port), "--folder", str(self._folder / "mail")]
            command = [sys.executable, "-m", "deploy.local.mail", *arguments]
            self._want(Program("mail", command, str(ROOT), ports={"mail": port}))
            memory.remember_own(_smtp_url(memory))
        return Awaited("SMTP", self._log("mail"), lambda: _listens(_smtp_url(memory), 25))

    def _service(
        self,
        memory: Memory,
        name: str,
        command: Callable[[str, dict[str, int]], list[str]],
        environment: Mapping[str, str],
    ) -> Program:
        ports = {"ops": memory.claim_port(f"{name}.ops")}
        if name == "reporting":
            ports["portal"] = memory.claim_port("portal")
        addresses = self._addresses(memory)
        return Program(
            name=name,
            command=command(name, ports),
            folder=str(ROOT),
            environment={
                DATABASE_URL: addresses["database_url"],
                AMQP_URI: addresses["amqp_uri"],
                SMTP_URL: addresses["smtp_url"],
                **environment,
                **{f"VINHDANH_{kind.upper()}_PORT": str(port) for kind, port in ports.items()},
            },
            ports=ports,
            is_server=False,
        )

    def _addresses(self, memory: Memory) -> dict[str, str]:
        given = memory.given
        return {
            "database_url": given.get(DATABASE_URL) or postgres.url(memory),
            "amqp_uri": given.get(AMQP_URI) or rabbitmq.uri(memory),
            "smtp_url": given.get(SMTP_URL) or _smtp_url(memory),
            "portal_url": f"http://127.0.0.1:{memory.port('portal')}",
            "mail_folder": str(self._folder / "mail"),
        }

    @contextmanager
    def _alone(self) -> Iterator[Memory]:
        """The stack's memory, while no other command changes the same stack."""
        for folder in (self._folder, self._folder / "log"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield Memory(self._folder / "settings.json")

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = read_json(self._folder / "state.json", {"supervisor": None, "children": []})
        return state

    def _is_supervised(self) -> bool:
        supervisor = self._state()["supervisor"]
        return supervisor is not None and Process(**supervisor).is_alive

    def _supervise(self, memory: Memory) -> bool:
        """Start the supervisor unless it runs; from here on the environment's addresses are settled."""
        if self._is_supervised():
            return False
        self._end(memory)
        variables = {name: os.environ.get(name, "") for name in (DATABASE_URL, AMQP_URI, SMTP_URL)}
        memory.remember_given({name: url for name, url in variables.items() if url and not memory.is_own(url)})
        memory.claim_port("portal")
        write_private(self._folder / "wanted.json", "[]")
        with (self._folder / "log" / "supervisor.log").open("ab") as log:
            subprocess.run(
                [sys.executable, "-m", "deploy.local.supervisor", str(self._folder)],
                check=False,
                cwd=ROOT,
                env={name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._until(self._supervisor_awaited(self._is_supervised))
        return True

    def _end(self, memory: Memory) -> None:
        """End the supervisor, which ends its children, and whatever a killed supervisor has left behind."""
        state = self._state()
        if state["supervisor"]:
            end([Process(**state["supervisor"])], patience=2 * PATIENCE + 10)
        children = [child for child in self._state()["children"] if child["pid"] is not None]
        end([Process(child["pid"], child["birth"], child["stop_signal"]) for child in children])
        (self._folder / "wanted.json").unlink(missing_ok=True)
        (self._folder / "state.json").unlink(missing_ok=True)
        memory.remember_given({})

    def _wished(self) -> set[str]:
        return {wish["name"] for wish in read_json(self._folder / "wanted.json", [])}

    def _want(self, *programs: Program) -> None:
        wanted = self._folder / "wanted.json"
        wishes = [*read_json(wanted, []), *map(as_wish, programs)]
        write_private(wanted, json.dumps(wishes, indent=1))

    def _log(self, name: str) -> str:
        return str(self._folder / "log" / f"{name}.log")

    def _supervisor_awaited(self, ready: Callable[[], bool]) -> Awaited:
        return Awaited("Bộ giám sát (supervisor)", self._log("supervisor"), ready)

    def _until(self, awaited: Awaited) -> None:
        deadline = time.monotonic() + TIME_LIMIT
        while not awaited.ready():
            if time.monotonic() > deadline:
                raise StackError(
                    f"{awaited.name} chưa sẵn sàng sau {TIME_LIMIT:.0f} giây, xem {awaited.look_at} "
                    f"({awaited.name} is not ready after {TIME_LIMIT:.0f} s, look at {awaited.look_at})."
                )
            time.sleep(0.1)


def _smtp_url(memory: Memory) -> str:
    return f"smtp://127.0.0.1:{memory.port('mail')}"


def _database_answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.ProgrammingError as error:
        raise StackError(f"{DATABASE_URL} không đúng dạng (is malformed): {str(error).strip()}") from error
    except psycopg.OperationalError:
        return False
    return True


def _listens(url: str, usual_port: int) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or usual_port), timeout=2).close()
    except OSError:
        return False
    return True
