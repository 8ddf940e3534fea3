"""One campaign in which anything is tried in any order, against the simplest account of what then should be."""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import rfc8785
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.registration.queries import locked_lists_of
from shared.contracts.registration.kinds import RegistrationState
from shared.errors import NotFound, Refusal
from tests.unit.registration.department import LAST_DAY, Department, collective

NOT_SENT, WAITING, RETURNED, CONFIRMED, WITHDRAWN = RegistrationState
UNITS = 3
units = st.integers(0, UNITS - 1)


class Campaigning(RuleBasedStateMachine):
    """``states`` is where each unit stands, ``fixed`` who can only amend, ``late`` who was; ``lists`` what was locked.

    Whatever the account does not allow is refused with the code that it says, and records nothing.
    """

    def __init__(self, department: Department) -> None:
        super().__init__()
        self.department = department
        self.department.today.day = LAST_DAY.replace(day=1)
        self.units = [department.registers_unit(f"P{uuid4().hex[:8]}") for _ in range(UNITS)]
        self.campaign = department.approved(*self.units)
        department.numbers(self.campaign, f"{uuid4().hex[:8]}/KH-STP")
        department.launches(self.campaign)
        self.ids: dict[int, UUID] = {}
        self.states = dict.fromkeys(range(UNITS), NOT_SENT)
        self.versions = dict.fromkeys(range(UNITS), 0)
        self.fixed: set[int] = set()
        self.late: set[int] = set()
        self.amended: set[int] = set()
        self.lists: list[dict[str, Any]] | None = None

    @property
    def over(self) -> bool:
        """Whether the last day has passed."""
        return self.department.today.day > LAST_DAY

    def tries(self, step: Callable[[], Any], no: str | None) -> bool:
        """Whether a step was carried out; it is refused with exactly that code, or not at all."""
        before = self.department.log.length
        try:
            step()
        except Refusal as refusal:
            assert refusal.code == no
            assert self.department.log.length == before
            return False
        assert no is None
        return True

    def stands(self, unit: int, state: RegistrationState) -> None:
        """A unit's registration is one step further."""
        self.states[unit] = state
        self.versions[unit] += 1

    @rule()
    def the_last_day_passes(self) -> None:
        self.department.today.day = LAST_DAY.replace(month=LAST_DAY.month + 1)

    @rule(unit=units, reason=st.sampled_from(["", "Công tác"]))
    def submits(self, unit: int, reason: str) -> None:
        no = "deadline-passed" if self.over and not reason else None
        no = "already-registered" if self.states[unit] is not NOT_SENT else no
        id, subject = uuid4(), self.units[unit]
        if self.tries(
            lambda: self.department.submits(
                self.campaign, subject, collective(subject), registration_id=id, late_reason=reason
            ),
            no,
        ):
            self.ids[unit] = id
            self.stands(unit, WAITING)
            self.late |= {unit} if self.over else set()
            self.fixed |= {unit} if self.lists is not None else set()

    @rule(unit=units, to=st.sampled_from([RETURNED, CONFIRMED]))
    def is_decided(self, unit: int, to: RegistrationState) -> None:
        if unit in self.ids:
            step = self.department.returns if to is RETURNED else self.department.confirms
            if self.tries(lambda: step(self.ids[unit]), None if self.states[unit] is WAITING else "wrong-state"):
                self.stands(unit, to)

    @rule(unit=units)
    def withdraws(self, unit: int) -> None:
        if unit in self.ids:
            no = "wrong-state" if self.states[unit] is WITHDRAWN else None
            no = "locked" if unit in self.fixed else no
            if self.tries(lambda: self.department.withdraws(self.ids[unit]), no):
                self.stands(unit, WITHDRAWN)

    @rule(unit=units)
    def resubmits(self, unit: int) -> None:
        if unit in self.ids:
            no = None if self.states[unit] in (RETURNED, WITHDRAWN) else "wrong-state"
            no = "locked" if unit in self.fixed else no
            if self.tries(lambda: self.department.resubmits(self.ids[unit], collective(self.units[unit])), no):
                self.stands(unit, WAITING)

    @rule(unit=units)
    def amends(self, unit: int) -> None:
        if unit in self.ids:
            no = "wrong-state" if self.states[unit] is WAITING else None
            no = no if unit in self.fixed else "not-locked"
            if self.tries(lambda: self.department.amends(self.ids[unit], collective(self.units[unit])), no):
                self.stands(unit, WAITING)
                self.amended.add(unit)

    @rule()
    def is_locked(self) -> None:
        no = "undecided" if WAITING in self.states.values() else None
        no = no if self.over else "deadline-not-passed"
        no = "already-locked" if self.lists is not None else no
        if self.tries(lambda: self.department.locks(self.campaign), no):
            self.lists = sorted((self._as_it_is(unit) for unit in range(UNITS)), key=lambda one: str(one["unit_id"]))
            for unit in self.ids:
                self.fixed.add(unit)
                self.versions[unit] += 1

    def _as_it_is(self, unit: int) -> dict[str, Any]:
        sent = unit in self.ids
        return {
            "unit_id": str(self.units[unit]),
            "registration_id": str(self.ids[unit]) if sent else None,
            "state": self.states[unit].value,
            "version": self.versions[unit],
            "targets": [collective(self.units[unit]).dump()] if sent else [],
        }

    @invariant()
    def the_log_agrees(self) -> None:
        for unit, id in enumerate(self.units):
            found = self.department.log.registration_in(self.campaign, id)
            assert (found.state if found else NOT_SENT) is self.states[unit]
            if found:
                assert (found.id, found.version) == (self.ids[unit], self.versions[unit])
                assert (found.locked, found.late) == (unit in self.fixed, unit in self.late)

    @invariant()
    def the_lists_stay_as_they_were_locked(self) -> None:
        try:
            lists = locked_lists_of(self.campaign, self.department.log).dump()
        except NotFound:
            assert self.lists is None
            return
        assert lists["units"] == self.lists
        assert lists["digest"] == hashlib.sha256(rfc8785.dumps(lists["units"])).hexdigest()
