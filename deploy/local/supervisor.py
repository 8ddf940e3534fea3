"""The stack's keeper: a process of its own that starts what is wanted and restarts what dies.

The command line and the supervisor talk through two files in the stack's folder. `wanted.json` lists the
programs that shall run; the supervisor looks at it ten times a second and takes up what is new. `state.json`
says what runs: the supervisor's and every child's process, restarts and ports. SIGTERM, or the loss of the
folder, ends everything.
"""

import contextlib
import dataclasses
import json
import logging
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from deploy.local.memory import read_json, write_private
from deploy.local.processes import Process, Program, birth_of, end, kill_group

BEAT = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
STEADY = 10.0  # a child that lived as long starts again with the first pause
FULL_LOG = 10_000_000

log = logging.getLogger("supervisor")


class Keeper:
    """Keeps one program running."""

    def __init__(self, program: Program, log_file: Path) -> None:
        self.program = program
        self._log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None
        self._birth = ""
        self._starts = 0
        self._since = ""
        self._started = 0.0
        self._pause = FIRST_PAUSE
        self._due = 0.0

    def tend(self) -> bool:
        """Start the program if it does not run and its pause is over; says whether anything changed."""
        if self._process is None:
            if time.monotonic() < self._due:
                return False
            self._start()
        elif self._process.poll() is None:
            return False
        else:
            log.warning("%s (%d) ended with %d", self.program.name, self._process.pid, self._process.returncode)
            kill_group(self._process.pid)
            self._process = None
            self._rest()
        return True

    def processes(self) -> list[Process]:
        """The process that runs the program now, if one does."""
        if self._process is None:
            return []
        return [Process(self._process.pid, self._birth, self.program.stop_signal)]

    def report(self) -> dict[str, Any]:
        """What others may know about this child."""
        return {
            "name": self.program.name,
            "pid": self._process.pid if self._process else None,
            "birth": self._birth,
            "stop_signal": self.program.stop_signal,
            "restarts": max(self._starts - 1, 0),
            "since": self._since,
            "command": self.program.command,
            "ports": self.program.ports,
        }

    def _start(self) -> None:
        program = self.program
        self._starts += 1
        self._started = time.monotonic()
        self._since = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            if self._log_file.exists() and self._log_file.stat().st_size > FULL_LOG:
                self._log_file.replace(self._log_file.with_suffix(".log.1"))
            with self._log_file.open("ab") as output:
                self._process = subprocess.Popen(
                    program.command,
                    cwd=program.folder,
                    env={**os.environ, **program.environment},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                    user=program.user,
                    group=program.group,
                    extra_groups=None if program.user is None else [],
                )
        except (OSError, subprocess.SubprocessError) as error:
            log.error("%s does not start: %s", program.name, error)
            self._rest()
        else:
            self._birth = birth_of(self._process.pid) or ""
            log.info("%s runs as %d", program.name, self._process.pid)

    def _rest(self) -> None:
        now = time.monotonic()
        if now - self._started >= STEADY:
            self._pause = FIRST_PAUSE
        self._due = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


class Supervisor:
    """Keeps all wanted programs running until it is told to end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._wanted = folder / "wanted.json"
        self._seen: tuple[int, int] | None = None
        self._keepers: dict[str, Keeper] = {}
        self._told_to_end = False

    def run(self) -> None:
        """Tend the children; whatever goes wrong is logged and tried again."""
        signal.signal(signal.SIGTERM, self._end_soon)
        signal.signal(signal.SIGHUP, lambda *_: None)
        unreported = True
        while not self._told_to_end:
            try:
                self._read_wanted()
                for keeper in self._keepers.values():
                    unreported |= keeper.tend()
                if unreported:
                    self._report()
                    unreported = False
            except Exception:
                log.exception("will try again")
            time.sleep(BEAT)
        self._end()

    def _end_soon(self, _number: int, _frame: FrameType | None) -> None:
        self._told_to_end = True

    def _read_wanted(self) -> None:
        try:
            status = self._wanted.stat()
        except FileNotFoundError:
            log.warning("%s is gone", self._wanted)
            self._told_to_end = True
            return
        if self._seen == (status.st_ino, status.st_mtime_ns):
            return
        for wish in read_json(self._wanted, []):
            program = Program(**wish)
            if program.name not in self._keepers:
                log_file = self._folder / "log" / f"{program.name}.log"
                self._keepers[program.name] = Keeper(program, log_file)
        self._seen = (status.st_ino, status.st_mtime_ns)

    def _report(self) -> None:
        state = {
            "supervisor": {"pid": os.getpid(), "birth": birth_of(os.getpid())},
            "children": [keeper.report() for keeper in self._keepers.values()],
        }
        write_private(self._folder / "state.json", json.dumps(state, indent=1))

    def _end(self) -> None:
        log.info("ending")
        for servers in (False, True):
            keepers = [keeper for keeper in self._keepers.values() if keeper.program.is_server is servers]
            end([process for keeper in keepers for process in keeper.processes()])
        log.info("ended")
        with contextlib.suppress(FileNotFoundError):  # somebody removed the folder
            write_private(self._folder / "state.json", json.dumps({"supervisor": None, "children": []}))


def as_wish(program: Program) -> dict[str, Any]:
    """A program as `wanted.json` names it."""
    return dataclasses.asdict(program)


def main(folder: Path) -> None:
    """Leave the caller's session and parents behind, and supervise."""
    os.umask(0o077)
    if os.fork():
        return
    os.setsid()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    Supervisor(folder).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
