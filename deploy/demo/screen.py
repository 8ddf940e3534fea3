"""What the demonstration shows: a progress bar on a terminal, plain lines everywhere else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from shared.clock import shown


class Screen:
    """Standard output, for people."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(soft_wrap=True, highlight=False)
        self._progress: Progress | None = None
        self._steps = 0
        self._step = 0

    @contextmanager
    def progress(self, steps: int) -> Iterator[None]:
        """A bar over so many steps."""
        self._steps, self._step = steps, 0
        if not self._console.is_terminal:
            yield
            return
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=self._console) as self._progress:
            self._progress.add_task("", total=steps)
            yield
        self._progress = None

    def begin(self, moment: datetime, about: str) -> None:
        """The next step begins."""
        line = f"{moment:%H:%M} {shown(moment.date())}  {about}"
        self._step += 1
        if self._progress:
            self._progress.update(self._progress.task_ids[0], description=escape(line), completed=self._step - 1)
        else:
            self.say(f"[{self._step}/{self._steps}] {line}")

    def end(self) -> None:
        """The step that was begun is done."""
        if self._progress:
            self._progress.advance(self._progress.task_ids[0])

    def say(self, line: str) -> None:
        """A line of its own."""
        self._console.print(escape(line))

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table; plain lines where there is no terminal."""
        if not self._console.is_terminal:
            self.say(title)
            for row in rows:
                self.say("  " + " | ".join(row))
            return
        table = Table(*columns, title=title, title_justify="left")
        for row in rows:
            table.add_row(*map(escape, row))
        self._console.print(table)
