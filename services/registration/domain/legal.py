"""The register of legal texts: from when to when a text is in force, and what takes its place."""

from datetime import date, timedelta
from uuid import UUID

from shared.errors import Conflict
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as


@recorded_as("legal_text")
class LegalText(Aggregate):
    """A legal text and the days on which it is in force, both included."""

    class Registered(Recorded, Aggregate.Created):
        number: str
        title: str
        issuer: str
        issued_on: date | None
        in_force_from: date
        in_force_until: date | None
        source: str
        verified: bool

    class Ended(Recorded, Aggregate.Event):
        last_day: date
        replaced_by: UUID | None

    @event(Registered)
    def __init__(self, id: UUID, number: str, in_force_from: date, in_force_until: date | None) -> None:
        self._id = id
        self.number = number
        self.in_force_from = in_force_from
        self.in_force_until = in_force_until
        self.replaced_by: UUID | None = None

    @classmethod
    def register(
        cls,
        id: UUID,
        *,
        number: str,
        title: str,
        issuer: str,
        issued_on: date | None,
        in_force_from: date,
        in_force_until: date | None,
        source: str,
        verified: bool,
        did: Did,
    ) -> "LegalText":
        """Enter a text."""
        if in_force_until and in_force_until < in_force_from:
            raise Conflict("inverted-dates")
        return cls._create(
            cls.Registered,
            id=id,
            number=number,
            title=title,
            issuer=issuer,
            issued_on=issued_on,
            in_force_from=in_force_from,
            in_force_until=in_force_until,
            source=source,
            verified=verified,
            **did,
        )

    def end(self, last_day: date, replaced_by: UUID | None, did: Did) -> None:
        """Say until when it is in force; a day that was known from the start may be made earlier, or confirmed."""
        if self.in_force_until and (self.replaced_by or self.in_force_until < last_day):
            raise Conflict("text-ended")
        if last_day < self.in_force_from:
            raise Conflict("inverted-dates")
        self.trigger_event(self.Ended, last_day=last_day, replaced_by=replaced_by, **did)

    @event(Ended)
    def _ended(self, last_day: date, replaced_by: UUID | None) -> None:
        self.in_force_until = last_day
        self.replaced_by = replaced_by

    def in_force(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)

    def out_of_force(self) -> str:
        """When it ceased to be in force, in Vietnamese; its last day is the day before."""
        return f"hết hiệu lực từ ngày {_shown(self.in_force_until + timedelta(1))}" if self.in_force_until else ""

    def warning_on(self, on: date, successor: str) -> str:
        """What is wrong with citing it on a day, as a Vietnamese sentence; empty while it is in force."""
        if self.in_force(on):
            return ""
        if on < self.in_force_from:
            return f"Văn bản {self.number} chưa có hiệu lực trước ngày {_shown(self.in_force_from)}."
        instead = f", được thay thế bằng {successor}" if successor else ""
        return f"Văn bản {self.number} {self.out_of_force()}{instead}."


def _shown(day: date) -> str:
    return f"{day.day:02}/{day.month}/{day.year}"
