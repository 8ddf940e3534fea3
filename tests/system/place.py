"""A place of its own: private servers, the four services, and the program as one calls it at a keyboard."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from kombu import Connection

from deploy.local.memory import annex
from deploy.local.stack import Child, Stack
from services.catalogue import SERVICES
from shared.contracts.base import Role
from shared.errors import Refusal
from shared.messages import Json
from shared.principals import Issuer
from shared.wire import RpcClient
from shared.wire.guard import DEAD_LETTERS

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0  # seconds: far more than anything here takes
WITH_LOG = [name for name, entry in SERVICES.items() if entry.has_log]
AGAIN = ("fault", "changed-meanwhile")  # refusals after which the same request is sent again


def until(so: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Wait until something is so, and give what it is."""
    deadline = time.monotonic() + patience
    while not (found := so()):
        assert time.monotonic() < deadline, f"not so after {patience:.0f} s: {what}"
        time.sleep(0.1)
    return found


class Place:
    """A folder with everything in it; nothing outside knows of it."""

    def __init__(self, folder: Path, mode: str = "sandbox") -> None:
        self.folder = folder
        self.mode = mode
        self.stack = Stack(folder)

    # -- the program ----------------------------------------------------------------------------------

    def command(self, *words: str) -> list[str]:
        """How the program is called."""
        return [sys.executable, "-m", "services", *words]

    def environment(self, **more: str) -> dict[str, str]:
        """What the program is told: this folder, this mode, and nothing that the tests' own shell knows."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VINHDANH_")}
        return {**kept, "VINHDANH_STATE": str(self.folder), "VINHDANH_MODE": self.mode, **more}

    def run(
        self, *words: str, expect: int | None = 0, patience: float = 300, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Call the program; it is expected to end with a status, 0 if none is named, any if it is ``None``."""
        done = subprocess.run(
            self.command(*words),
            cwd=ROOT,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=patience,
        )
        assert expect is None or done.returncode == expect, f"{words} ended with {done.returncode}:\n{done}"
        return done

    def run_json(self, *words: str) -> Any:
        """What the program prints, as data."""
        return json.loads(self.run(*words).stdout)

    def events(self, service: str) -> list[Json]:
        """The recorded events of a log, as they lie in the database."""
        rows = self.sql(
            "SELECT notification_id, originator_id, originator_version, topic, state"
            f" FROM {service}.{service}_events ORDER BY notification_id"
        )
        return [
            {
                "position": position,
                "stream": str(stream),
                "stream_version": version,
                "name": name,
                "state": plain(json.loads(bytes(state))),
            }
            for position, stream, version, name, state in rows
        ]

    def remove(self) -> None:
        """End everything and leave nothing behind."""
        self.run("down")
        shutil.rmtree(annex(self.folder), ignore_errors=True)

    # -- its processes --------------------------------------------------------------------------------

    def children(self) -> dict[str, Child]:
        """What runs, by name."""
        return {child.name: child for child in self.stack.children()}

    def kill(self, name: str, number: int = signal.SIGKILL) -> int:
        """Send a signal to the process of that name; its number."""
        pid = self.children()[name].pid
        assert pid is not None, f"{name} does not run"
        os.kill(pid, number)
        return pid

    def back(self, name: str, killed: int) -> None:
        """Wait until another process does the killed one's work, and all four services are ready."""

        def is_back() -> bool:
            child = self.children()[name]
            return child.alive and child.pid != killed

        until(is_back, f"{name} runs again")
        self.wait_ready()

    def supervisor(self) -> int:
        """The process that keeps the others running."""
        return int(json.loads((self.folder / "state.json").read_text())["supervisor"]["pid"])

    @contextmanager
    def away(self, name: str) -> Iterator[None]:
        """Kill a server and let nobody start it again for a while."""
        supervisor = self.supervisor()
        os.kill(supervisor, signal.SIGSTOP)
        try:
            self.kill(name)
            yield
        finally:
            os.kill(supervisor, signal.SIGCONT)

    def ops(self, service: str, path: str) -> tuple[int, str]:
        """What a service's ops port answers; status 0 when nobody does."""
        try:
            url = f"http://127.0.0.1:{self.children()[service].ops_port}{path}"
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def readiness(self) -> dict[str, int]:
        """The status of each service's ``/readyz``."""
        return {name: self.ops(name, "/readyz")[0] for name in SERVICES}

    def wait_ready(self) -> None:
        """Wait until all four services are ready."""
        until(lambda: set(self.readiness().values()) == {200}, "every service is ready")

    # -- its services ---------------------------------------------------------------------------------

    @property
    def amqp_uri(self) -> str:
        """The private broker."""
        return self.stack.addresses()["amqp_uri"]

    @property
    def portal_url(self) -> str:
        """The public portal."""
        return self.stack.addresses()["portal_url"]

    def token(
        self, role: str | None, unit: UUID | None = None, person: UUID | None = None, name: str = ""
    ) -> str | None:
        """A token of the sandbox, or of its operator; none for nobody."""
        if role is None:
            return None
        key = "operator" if role == "operator" else "sandbox"
        issuer = Issuer.from_file(self.folder / "keys" / f"{key}.pem")
        return issuer.token(name or f"{role}:test", Role(role), seconds=3600, unit=unit, person=person)

    @contextmanager
    def caller(
        self, role: str | None = "office", unit: UUID | None = None, person: UUID | None = None, name: str = ""
    ) -> Iterator["Caller"]:
        """Somebody with a connection of their own."""
        asking = Caller(self.amqp_uri, self.token(role, unit, person, name))
        try:
            yield asking
        finally:
            asking.close()

    def call(
        self,
        service: str,
        method: str,
        data: Json | None = None,
        role: str | None = "office",
        unit: UUID | None = None,
        person: UUID | None = None,
    ) -> Json:
        """Ask a service once; raises its refusal."""
        with self.caller(role, unit, person) as asking:
            return asking.ask(service, method, data or {})

    def statuses(self) -> dict[str, Json]:
        """What each service says about itself."""
        with self.caller("operator") as asking:
            return {name: asking.insist(name, "status", {}) for name in SERVICES}

    def wait_quiet(self) -> dict[str, int]:
        """Wait until everything is published and followed to its end; the lengths of the logs."""
        seen: list[dict[str, int]] = [{}]

        def is_quiet() -> dict[str, int] | None:
            statuses = self.statuses()
            lengths = {name: int(status["log_position"]) for name, status in statuses.items()}
            before, seen[0] = seen[0], lengths
            return lengths if lengths == before and not behind(statuses) else None

        found: dict[str, int] = until(is_quiet, "every log is followed to its end")
        return found

    def wait_followed(self, follower: str, source: str) -> None:
        """Wait until one service knows what another has recorded by now."""
        (length,) = self.sql(f"SELECT max(notification_id) FROM {source}.{source}_events")[0]
        read = f"SELECT position FROM {follower}.position WHERE stream = %s"
        until(lambda: self.sql(read, source)[0][0] >= length, f"{follower} has read {source}")

    def sql(self, statement: str, *values: Any) -> list[Any]:
        """Look into the database, or meddle with it, as its owner."""
        with psycopg.connect(self.stack.addresses()["database_url"], autocommit=True) as connection:
            done = connection.execute(statement.encode(), values or None)
            return done.fetchall() if done.description else []

    def dump(self, schema: str) -> dict[str, list[str]]:
        """Every row of every table of a schema, as text, sorted."""
        tables = self.sql(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s ORDER BY table_name", schema
        )
        return {
            table: sorted(row for (row,) in self.sql(f'SELECT t::text FROM {schema}."{table}" t'))
            for (table,) in tables
        }

    def dead_letters(self) -> int:
        """How many messages nobody could read."""
        with Connection(self.amqp_uri) as connection, connection.channel() as channel:
            return int(channel.queue_declare(DEAD_LETTERS, passive=True).message_count)

    def logs(self) -> dict[str, str]:
        """Everything that was written to log files."""
        return {path.name: path.read_text(errors="replace") for path in (self.folder / "log").iterdir()}


def behind(statuses: dict[str, Json]) -> list[str]:
    """What is not yet published or followed."""
    late = []
    for name, status in statuses.items():
        for lag in status["followers"]:
            source = name if lag["stream"] in ("own", "outbox") else lag["stream"]
            if lag["parked"] or lag["position"] != statuses[source]["log_position"]:
                late.append(f"{name} reads {lag['stream']}: {lag['position']}")
    return late


class Caller:
    """Somebody who asks over a connection of their own, and asks again when no answer came."""

    def __init__(self, amqp_uri: str, token: str | None) -> None:
        self._amqp_uri = amqp_uri
        self.token = token
        self._client: RpcClient | None = None

    def ask(self, service: str, method: str, data: Json, timeout: float = 20) -> Json:
        """Ask once; raises the refusal."""
        if self._client is None:
            self._client = RpcClient(self._amqp_uri, timeout)
        return self._client.call(service, method, with_id(service, method, data), self.token)

    def insist(self, service: str, method: str, data: Json, patience: float = PATIENCE) -> Json:
        """Ask until there is an answer: the same request each time, over a new connection after a failure."""
        request = with_id(service, method, data)
        deadline = time.monotonic() + patience
        while True:
            try:
                return self.ask(service, method, request, timeout=5)
            except Refusal as refusal:
                if refusal.code not in AGAIN or time.monotonic() > deadline:
                    raise
            except Exception:  # no answer, no broker, a broken connection: whatever it is, one asks again
                self.close()
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.1)

    def close(self) -> None:
        """Give the connection back, if it is still there."""
        client, self._client = self._client, None
        if client:
            try:
                client.close()
            except Exception as error:  # it broke before
                del error


def plain(value: Any) -> Any:
    """A recorded value without the marks of its type."""
    if isinstance(value, dict):
        return (
            value["_data_"] if set(value) == {"_type_", "_data_"} else {key: plain(one) for key, one in value.items()}
        )
    return [plain(one) for one in value] if isinstance(value, list) else value


def with_id(service: str, method: str, data: Json) -> Json:
    """A request that changes something has an id of its own."""
    if any(one.name == method and one.changes for one in SERVICES[service].contract.promises()):
        return {"request_id": str(uuid4()), **data}
    return data


def refusal_of(ask: Callable[[], Any]) -> Refusal:
    """The refusal that one gets for asking."""
    try:
        answer = ask()
    except Refusal as refusal:
        return refusal
    raise AssertionError(f"expected to be refused, got {answer}")
