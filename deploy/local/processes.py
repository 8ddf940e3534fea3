"""Programs, the processes that run them, and how to end exactly those."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 45.0  # seconds that a process gets to end by itself
HAS_PROC = Path("/proc/self/stat").exists()  # Linux; elsewhere `ps` knows


@dataclass(frozen=True)
class Program:
    """Something to keep running; it gets the supervisor's environment and its own on top."""

    name: str
    command: list[str]
    folder: str
    environment: dict[str, str] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    user: int | None = None
    group: int | None = None
    stop_signal: int = signal.SIGTERM
    is_server: bool = True  # servers end after the services that use them


@dataclass(frozen=True)
class Process:
    """A process that we started, told apart by its birth from a stranger who got its number later."""

    pid: int
    birth: str
    stop_signal: int = signal.SIGTERM

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return birth_of(self.pid) == self.birth


def birth_of(pid: int) -> str | None:
    """When a process began, in the kernel's own words; none where it has ended, reaped or not."""
    if HAS_PROC:
        state, *fields = _proc(pid, "stat").rpartition(")")[2].split() or ["X"]
        birth = fields[18] if fields else ""
    else:
        state, _, birth = _ps(pid, "stat=,lstart=").partition(" ")
    return None if state[:1] in ("", "Z", "X") else birth.strip()


def command_of(pid: int) -> str:
    """The command line of a process, empty where it has ended."""
    return _proc(pid, "cmdline").replace("\0", " ") if HAS_PROC else _ps(pid, "command=")


def _proc(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _ps(pid: int, columns: str) -> str:
    return subprocess.run(
        ["ps", "-o", columns, "-p", str(pid)], check=False, capture_output=True, text=True
    ).stdout.strip()


def end(processes: Sequence[Process], patience: float = PATIENCE) -> None:
    """Ask the processes to end, wait, and kill what is left of them and of their groups."""
    asked = [process for process in processes if process.is_alive]
    for process in asked:
        _signal(os.kill, process.pid, process.stop_signal)
    deadline = time.monotonic() + patience
    while any(process.is_alive for process in asked) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in asked:
        if process.is_alive:
            _signal(os.kill, process.pid, signal.SIGKILL)
        kill_group(process.pid)


def kill_group(leader: int) -> None:
    """Kill what a process of ours left behind in the group that it led."""
    _signal(os.killpg, leader, signal.SIGKILL)


def _signal(send: Callable[[int, int], None], target: int, number: int) -> None:
    # It may be gone meanwhile; macOS says "not permitted" of a process that has ended.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        send(target, number)
