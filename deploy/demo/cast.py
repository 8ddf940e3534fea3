"""Who plays: the accounts of the year, each under a name that stays the same at every run."""

import hashlib
from typing import Any

from deploy.demo.calls import Who
from deploy.demo.year import Year, derived_id
from shared.contracts.base import Paper, Role


class Cast:
    """The people who ask the services for something."""

    def __init__(self, year: Year) -> None:
        self._year = year
        council, seats = year.data.council, year.data.council.seats
        chair = next(seat.person for seat in seats if seat.seat == "chair")
        standing = derived_id("unit", "STP.VP")  # the council's standing office is the department's office
        self.office = Who(Role.OFFICE, "office:STP.VP", unit_id=standing)
        self.records = Who(Role.RECORDS, "records:STP.VP", unit_id=standing)
        self.auditor = Who(Role.AUDITOR, "auditor:demo")
        self.secretary = _person(Role.SECRETARY, council.secretary.person)
        self.chair = _person(Role.CHAIR, chair)

    def signs(self, signatory: str) -> Who:
        """Who signs in the capacity of that name."""
        return _person(Role.DIRECTOR, self._year.signatories[signatory].person)

    def clerk(self, unit: str) -> Who:
        """Who enters a unit's targets and dossiers: its clerk, or the office where the unit sends paper."""
        if not self._year.has_account(unit):
            return self.office
        return Who(Role.CLERK, f"clerk:{unit}", unit_id=derived_id("unit", unit))

    def head(self, unit: str) -> Who:
        """Who hands in a unit's reports: its head, or the office where the unit sends paper."""
        if not self._year.has_account(unit):
            return self.office
        return Who(
            Role.HEAD,
            f"head:{unit}",
            unit_id=derived_id("unit", unit),
            person_id=derived_id("person", self._year.head(unit)),
        )

    def as_entered(self, unit: str, title: str) -> dict[str, Any]:
        """For which unit and from which paper something is entered; nothing where the unit enters it itself."""
        if self._year.has_account(unit):
            return {}
        return {"on_behalf_of": derived_id("unit", unit), "paper": paper(f"{title} - {self._year.units[unit].name}")}


def paper(title: str) -> Paper:
    """An invented scan: its title, and the digest of bytes that nobody ever scanned."""
    return Paper(title=title, sha256=hashlib.sha256(f"bản quét minh họa: {title}".encode()).hexdigest())


def _person(role: Role, key: str) -> Who:
    person = derived_id("person", key)
    return Who(role, f"{role.value}:{str(person)[:8]}", person_id=person)  # an actor's name tells nothing
