"""The use cases of units."""

from datetime import date

from services.registration.application.base import Base
from services.registration.domain.people import Person
from services.registration.domain.units import Structure, Unit
from shared.contracts.base import Done
from shared.contracts.registration.units import (
    AppointHead,
    DescribeUnit,
    DissolveUnit,
    MergeUnits,
    MoveUnit,
    RegisterUnit,
    RenameUnit,
    RetractUnitFact,
    SplitUnit,
)
from shared.errors import Conflict
from shared.eventlog import Did
from shared.principals import Principal


class Units(Base):
    """What can be done with units.

    What is entered counts from ``effective_on``: the unit, and every other one that it names, is there on that day.
    What is under a unit that ends goes on under the one unit that goes on with it, else under what that was under.
    """

    def register_unit(self, command: RegisterUnit, who: Principal) -> Done:
        """Enter a unit; its code is taken once."""
        did = self.did(who, command)
        if command.parent_id:
            self.load(Unit, command.parent_id).check_lives(did.effective_on)
        unit = Unit.register(
            self.new(command.unit_id),
            command.code,
            command.name,
            command.kind,
            command.parent_id,
            command.mailbox,
            command.external_code,
            command.small,
            did,
        )
        codes = [self.claim("unit", command.code, unit.id, did)]
        if command.external_code:
            codes.append(self.claim("unit-external", command.external_code, unit.id, did))
        return self.record(unit, *codes, did=did, answer=Done(id=unit.id))

    def rename_unit(self, command: RenameUnit, who: Principal) -> Done:
        """Give a unit another name; another code is taken besides those that it had."""
        did = self.did(who, command)
        unit = self.load(Unit, command.unit_id)
        unit.rename(command.name, command.code, did)
        codes = self.claim_own("unit", command.code, unit.id, did) if command.code else []  # it may be one that it had
        return self.record(unit, *codes, did=did, answer=Done(id=unit.id))

    def move_unit(self, command: MoveUnit, who: Principal) -> Done:
        """Put a unit under another one, never under itself or one below it."""
        did = self.did(who, command)
        unit = self.load(Unit, command.unit_id)
        self.load(Unit, command.parent_id).check_lives(did.effective_on)
        unit.move(command.parent_id, did)
        return self.record(unit, self._restructured(did, unit), did=did, answer=Done(id=unit.id))

    def describe_unit(self, command: DescribeUnit, who: Principal) -> Done:
        """Say where a unit's letters go, and whether it is a small collective."""
        did = self.did(who, command)
        unit = self.load(Unit, command.unit_id)
        unit.describe(command.mailbox, command.small, did)
        return self.record(unit, did=did, answer=Done(id=unit.id))

    def merge_units(self, command: MergeUnits, who: Principal) -> Done:
        """End units in another one, all in one commit."""
        did = self.did(who, command)
        self.load(Unit, command.into_id).check_lives(did.effective_on)
        units = [self.load(Unit, id) for id in dict.fromkeys(command.unit_ids)]
        for unit in units:
            unit.merge(command.into_id, did)
        return self.record(*units, self._restructured(did, *units), did=did, answer=Done(id=command.into_id))

    def split_unit(self, command: SplitUnit, who: Principal) -> Done:
        """Make parts of a unit units of their own."""
        did = self.did(who, command)
        unit = self.load(Unit, command.unit_id)
        parts = list(dict.fromkeys(command.into_ids))
        for part in parts:
            self.load(Unit, part).check_lives(did.effective_on)
        unit.split(parts, command.continues, did)
        return self.record(unit, self._restructured(did, unit), did=did, answer=Done(id=unit.id))

    def dissolve_unit(self, command: DissolveUnit, who: Principal) -> Done:
        """End a unit that nobody goes on with."""
        did = self.did(who, command)
        unit = self.load(Unit, command.unit_id)
        unit.dissolve(did)
        return self.record(unit, did=did, answer=Done(id=unit.id))

    def appoint_head(self, command: AppointHead, who: Principal) -> Done:
        """Say who heads a unit: somebody who is of it on that day."""
        did = self.did(who, command)
        unit = self.load(Unit, command.unit_id)
        person = self.load(Person, command.person_id).facts.on(did.effective_on)
        unit.appoint_head(command.person_id, did)
        gone = not person or person.get("departed_on")
        if gone or self.follow(person["unit_id"], did.effective_on).id != unit.id:
            raise Conflict("head-elsewhere", unit_id=unit.id)
        return self.record(unit, did=did, answer=Done(id=unit.id))

    def retract_unit_fact(self, command: RetractUnitFact, who: Principal) -> Done:
        """Take back what was entered wrongly; the reason is sealed, for it may name people."""
        did = self.did(who, command)
        unit = self.load(Unit, command.unit_id)
        unit.retract(command.version, self.sealer.seal(unit.id, "register", {"reason": command.reason}), did)
        return self.record(unit, self._restructured(did, unit), did=did, answer=Done(id=unit.id))

    def _restructured(self, did: Did, *changed: Unit) -> Structure:
        """The step that a change of the structure takes, if it puts no unit under itself."""
        self._check_no_circle(*changed)
        unit_ids = [unit.id for unit in changed]
        if structure := self.find(Structure, Structure.ID):
            structure.change(unit_ids, did)
        return structure or Structure.begin(unit_ids, did)

    def _check_no_circle(self, *changed: Unit) -> None:
        """Refuse what puts a unit under itself on any day, as is known now, whatever was entered for later days."""
        known = {unit.id: unit for unit in changed}
        days = {fact.effective_on for unit in changed for fact in unit.facts.entered}
        checked: set[date] = set()
        while left := days - checked:
            day = min(left)
            checked.add(day)
            for unit in changed:
                at, passed = unit, {unit.id}
                while (above := at.above(day)) is not None:
                    if above in passed:
                        raise Conflict("unit-under-itself", unit_id=above)
                    passed.add(above)
                    at = known[above] = known.get(above) or self.load(Unit, above)
                    days |= {fact.effective_on for fact in at.facts.entered}
