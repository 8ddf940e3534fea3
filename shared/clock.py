"""The clock of business time: it stamps events and decides deadlines, in Vietnam's time zone.

In production it is the machine's. In a sandbox it is one row that all services read: it stands still until
somebody advances it, and never goes back. Tokens, retries and log lines use the machine's time instead.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Tells business time."""

    def now(self) -> datetime:
        """The moment, with Vietnam's offset."""

    def today(self) -> date:
        """The day in Vietnam."""


class MachineClock:
    """Business time in production."""

    def now(self) -> datetime:
        """The machine's moment."""
        return datetime.now(VIETNAM)

    def today(self) -> date:
        """The machine's day in Vietnam."""
        return self.now().date()


class ReadClock:
    """A clock that is read from somewhere, each time anew."""

    def __init__(self, read: Callable[[], datetime]) -> None:
        self._read = read

    def now(self) -> datetime:
        """The moment that was read."""
        return self._read().astimezone(VIETNAM)

    def today(self) -> date:
        """Its day in Vietnam."""
        return self.now().date()


def shown(day: date) -> str:
    """A date as Vietnamese documents print it: 05/7/2022 (ND 30/2020: days below 10 and months 1, 2 padded)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"
