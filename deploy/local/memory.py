"""What a stack remembers between two runs: its ports, its passwords and the addresses it has used."""

import hashlib
import json
import os
import random
import secrets
import socket
from pathlib import Path
from typing import Any

# Below the ports that the kernel deals to outgoing connections, above RabbitMQ's usual 25672.
PORTS = range(26000, 30000)


class StackError(Exception):
    """Why the stack cannot run, in a sentence for the person at the keyboard, Vietnamese first."""


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner only: a reader sees the old text or the new one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(draft, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def read_json(path: Path, default: Any) -> Any:
    """The content of a JSON file, or the default where there is none yet."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return default


def annex(folder: Path) -> Path:
    """The stack's place outside the project: its path has no spaces, and other users can enter it."""
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    place = Path("/var/tmp") / f"vinhdanh-{digest}"
    place.mkdir(exist_ok=True)
    if place.is_symlink() or place.lstat().st_uid != os.geteuid():
        raise StackError(f"{place} thuộc về người dùng khác ({place} belongs to somebody else).")
    place.chmod(0o755)
    return place


class Memory:
    """The remembered facts, written to disk at every change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        facts = read_json(path, {})
        self._ports: dict[str, int] = facts.get("ports", {})
        self._passwords: dict[str, str] = facts.get("passwords", {})
        self._given: dict[str, str] = facts.get("given", {})
        self._own: list[str] = facts.get("own", [])

    @property
    def given(self) -> dict[str, str]:
        """Addresses of servers that are not ours, by the variable that gave them, since the stack came up."""
        return dict(self._given)

    def remember_given(self, addresses: dict[str, str]) -> None:
        """Hold on to what the environment gave, so that another shell sees the same stack."""
        self._given = addresses
        self._save()

    def is_own(self, address: str) -> bool:
        """Whether this stack itself made the address, now or in an earlier run."""
        return address in self._own

    def remember_own(self, address: str) -> None:
        """Note an address that this stack made."""
        if address not in self._own:
            self._own.append(address)
            self._save()

    def knows_password(self, name: str) -> bool:
        """Whether a password was made: data without one were left by a stack that is gone."""
        return name in self._passwords

    def password(self, name: str) -> str:
        """The password of that name, made at first use."""
        if name not in self._passwords:
            self._passwords[name] = secrets.token_hex(16)
            self._save()
        return self._passwords[name]

    def port(self, name: str) -> int:
        """The port of that name, as last claimed."""
        return self._ports[name]

    def claim_port(self, name: str) -> int:
        """A free loopback port for something about to start, the same as last time if possible."""
        others = {port for other, port in self._ports.items() if other != name}
        last = [self._ports[name]] if name in self._ports else []
        wishes = [*last, *random.sample(PORTS, len(PORTS))]
        port = next((port for port in wishes if port not in others and _is_free(port)), None)
        if port is None:
            raise StackError("Không còn cổng trống từ 26000 đến 29999 (no free port from 26000 to 29999).")
        self._ports[name] = port
        self._save()
        return port

    def _save(self) -> None:
        facts = {"ports": self._ports, "passwords": self._passwords, "given": self._given, "own": self._own}
        write_private(self._path, json.dumps(facts, indent=1))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
