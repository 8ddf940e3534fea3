"""The year as data: ``nam-2022.yml`` as plain objects, and the ids and days that follow from it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import yaml

from shared.clock import VIETNAM
from shared.contracts.registration.kinds import ObligationKind, SubjectKind

FOLDER = Path(__file__).parent
MORNING, AT_WORK, LATER = time(7), time(9), time(10)  # reminders; units hand in; the office and the leaders act
REMINDED_BEFORE = (15, 7, 3, 0)  # days before something is due; afterwards it is every day


class Row(SimpleNamespace):
    """A block of the file; what it leaves out is ``None``."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return None


@dataclass(frozen=True, order=True)
class Reminded:
    """A unit that still owes something on a morning on which reminders go out."""

    day: date
    kind: ObligationKind
    unit: str


def derived_id(kind: str, key: str) -> UUID:
    """The same id for the same thing at every run, in the form of a random one."""
    return UUID(bytes=hashlib.sha256(f"vinhdanh-2022:{kind}:{key}".encode()).digest()[:16], version=4)


def at(day: date, hour: time) -> datetime:
    """A moment in Vietnam."""
    return datetime.combine(day, hour, VIETNAM)


def _row(value: Any) -> Any:
    if isinstance(value, dict):
        return Row(**{str(key): _row(inner) for key, inner in value.items()})
    return [_row(inner) for inner in value] if isinstance(value, list) else value


class Year:
    """The year that is played: the file's blocks, and what follows from them."""

    def __init__(self, data: dict[str, Any], plan_text: str) -> None:
        self.data: Any = _row(data)
        self.plan_text = plan_text
        self.units: dict[str, Any] = {unit.code: unit for unit in self.data.units}
        self.people: dict[str, Any] = {person.key: person for person in self.data.people}
        self.campaigns: dict[str, Any] = {one.key: one for one in self.data.campaigns}
        self.grants: dict[str, Any] = {grant.key: grant for grant in self.data.grants}
        self.signatories: dict[str, Any] = {one.key: one for one in self.data.signatories}
        self.authorities: dict[str, Any] = {one.key: one for one in self.data.external_authorities}

    @classmethod
    def read(cls, folder: Path = FOLDER) -> "Year":
        """The year that lies in this folder, with the plan that it comes from."""
        data = yaml.safe_load((folder / "nam-2022.yml").read_text(encoding="utf-8"))
        return cls(data, (folder / "ke-hoach-2022.txt").read_text(encoding="utf-8"))

    # -- who and what ---------------------------------------------------------------------------------

    @property
    def department(self) -> Any:
        """The campaign that the department itself launches, with rounds and deadlines."""
        return self.campaigns["stp-2022"]

    @property
    def reporting(self) -> list[str]:
        """The units that register and report, in the order of the file."""
        return [code for code, unit in self.units.items() if unit.reports]

    def has_account(self, unit: str) -> bool:
        """Whether a unit works in the system itself; for the others the office enters what comes on paper."""
        return bool(self.units[unit].kind != "district_office")

    def head(self, unit: str) -> str:
        """Who leads a unit: the first of its leaders."""
        return next(key for key, one in self.people.items() if one.unit == unit and one.position_class == "unit_leader")

    def subject(self, key: str) -> tuple[UUID, SubjectKind]:
        """Who is to be honoured: a person, or a unit as a collective."""
        if key in self.people:
            return derived_id("person", key), SubjectKind.INDIVIDUAL
        return derived_id("unit", key), SubjectKind.COLLECTIVE

    def subject_as_printed(self, key: str) -> tuple[str, str, str]:
        """Name, position and unit of somebody honoured, as a decision prints them; a collective has no position."""
        if key in self.people:
            person = self.people[key]
            return person.name, person.position, self.units[person.unit].name
        return self.units[key].name, "", self.units[key].name

    def capacity(self, signatory: str) -> str:
        """The capacity in which somebody signs: ``KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC``."""
        row = self.signatories[signatory]
        return " / ".join(filter(None, [row.on_behalf_of, row.capacity]))

    def round_id(self, key: str | None) -> UUID | None:
        """The id of a round of the department's campaign."""
        return derived_id("round", f"{self.department.key}:{key}") if key else None

    # -- what is handed in, and when ------------------------------------------------------------------

    @cached_property
    def reports(self) -> dict[tuple[ObligationKind, str], Any]:
        """The interim and final reports, by kind and unit."""
        return {
            (kind, row.unit): row
            for kind, block in (
                (ObligationKind.INTERIM_REPORT, self.data.interim_reports),
                (ObligationKind.FINAL_REPORT, self.data.final_reports),
            )
            for row in block.reports
        }

    @property
    def owed_kinds(self) -> list[ObligationKind]:
        """What the department's campaign asks of units."""
        return [kind for kind in ObligationKind if getattr(self.department.deadlines, kind.value)]

    def due_on(self, kind: ObligationKind) -> date:
        """The last day on which something is in time."""
        day: date = getattr(self.department.deadlines, kind.value).due
        return day

    def handed_in(self, kind: ObligationKind, unit: str) -> datetime:
        """When a report came in."""
        return datetime.fromisoformat(self.reports[kind, unit].submitted_at)

    def plan_sent(self, unit: str) -> datetime:
        """When a unit's own plan came in."""
        plans = self.data.unit_plans
        return at(getattr(plans.late, unit) or plans.submitted_on, AT_WORK)

    @property
    def bases(self) -> dict[str, Any]:
        """The legal texts that the campaigns cite, by number."""
        return {basis.number: basis for campaign in self.data.campaigns for basis in campaign.legal_bases}

    def owes(self, kind: ObligationKind, unit: str, moment: datetime) -> bool:
        """Whether a unit owes something at a moment; what was returned to it, it owes again."""
        if kind is ObligationKind.UNIT_PLAN:
            return self.plan_sent(unit) > moment
        if kind is not ObligationKind.REGISTRATION:
            return self.handed_in(kind, unit) > moment
        row = next(one for one in self.data.registrations if one.unit == unit)
        if at(row.submitted_on, AT_WORK) > moment:
            return True
        returned = row.returned
        return bool(returned and at(returned.date, LATER) <= moment < at(returned.resubmitted_on, AT_WORK))

    def reminded(self) -> list[Reminded]:
        """Who has to be reminded of what on which morning, by the one rule for everything that is owed."""
        return sorted(
            Reminded(day, kind, unit)
            for kind in self.owed_kinds
            for day in self._reminder_days(kind)
            for unit in self.reporting
            if self.owes(kind, unit, at(day, MORNING))
        )

    def _reminder_days(self, kind: ObligationKind) -> Iterator[date]:
        due_on = self.due_on(kind)
        yield from (due_on - timedelta(days) for days in REMINDED_BEFORE)
        day = due_on + timedelta(1)
        while any(self.owes(kind, unit, at(day, MORNING)) for unit in self.reporting):
            yield day
            day += timedelta(1)

    # -- dossiers -------------------------------------------------------------------------------------

    @property
    def race_at(self) -> datetime:
        """The moment at which two dossiers come in for one place."""
        return datetime.fromisoformat(self.data.race.at)

    def nominations(self, winner: str) -> dict[str, Any]:
        """The dossiers that got a place; ``winner`` is the contender that the race let in."""
        race = self.data.race
        rows = {row.key: row for row in self.data.nominations}
        (won,) = [row for row in race.contenders if row.key == winner]
        return {**rows, winner: Row(**{**vars(won), "expected": race.expected})}

    def resolved(self, key: str, winner: str) -> str:
        """A dossier's key, where the file says only "whoever won"."""
        return winner if key == self.data.race.winner else key

    def allocations(self) -> Iterator[tuple[str, str, int]]:
        """Grant, unit and places of every share."""
        for grant, shares in vars(self.data.allocations).items():
            for unit, places in vars(shares).items():
                yield grant, unit, places
