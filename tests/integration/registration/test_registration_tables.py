"""Registrations in registration's own tables, and two who act at the same moment."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from services.registration.queries import (
    locked_lists_of,
    registration,
    registration_of_unit,
    rolled_up,
    shown_to_units,
)
from shared.contracts.registration.campaigns import Phase
from shared.contracts.registration.kinds import PhaseSight, PositionClass, RegistrationState
from shared.contracts.registration.registrations import (
    RegistrationOfUnit,
    RegistrationRollUp,
    RegistrationsOf,
    UnitRegistration,
)
from shared.errors import Conflict, NotFound
from shared.principals import Principal
from tests.integration.registration.world import Register, Second
from tests.unit.registration.campaigning import UNITS, Campaigning
from tests.unit.registration.department import (
    LAST_DAY,
    OFFICE,
    SCAN,
    clerk,
    collective,
    commitment,
    individual,
)
from tests.unit.telling import refused

DAY_AFTER = LAST_DAY + timedelta(1)


def roll_up(register: Register, campaign: UUID, only: Principal | None = None) -> RegistrationRollUp:
    register.catches_up()
    with register.database.transaction() as sql:
        return rolled_up(RegistrationsOf(campaign_id=campaign), only, sql)


@pytest.fixture
def units(register: Register) -> list[UUID]:
    return [register.registers_unit(code) for code in ("BTTP", "HCTP", "TTRA")]


@pytest.fixture
def campaign(register: Register, units: list[UUID]) -> UUID:
    return register.launched(*units)


def test_the_roll_up_says_where_each_unit_stands(register: Register, units: list[UUID], campaign: UUID) -> None:
    head = register.registers_person(units[0], position_class=PositionClass.UNIT_LEADER)
    front = register.registers_person(units[0], front_line=True)
    register.plans(campaign, units[0])
    first = register.submits(campaign, units[0], collective(units[0]), individual(head), individual(front))
    register.returns(first)
    register.resubmits(first, individual(head), individual(front))
    register.confirms(first)
    second = register.submits(campaign, units[1], collective(units[1]), who=OFFICE, on_behalf_of=units[1], paper=SCAN)
    register.withdraws(second)
    register.today.day = DAY_AFTER
    digest = register.locks(campaign).digest
    register.amends(first, collective(units[0]), individual(front))
    third = register.submits(campaign, units[2], collective(units[2]), late_reason="Công tác")

    assert roll_up(register, campaign) == RegistrationRollUp(
        units=(
            UnitRegistration(
                unit_id=units[0],
                unit_code="BTTP",
                state=RegistrationState.WAITING,
                late=False,
                was_returned=True,
                targets=2,
                registration_id=first,
                unit_plan=True,
                locked=True,
                amended=True,
                leaders=0,
                front_line=1,
            ),
            UnitRegistration(
                unit_id=units[1],
                unit_code="HCTP",
                state=RegistrationState.WITHDRAWN,
                late=False,
                was_returned=False,
                targets=1,
                registration_id=second,
                locked=True,
                on_paper=True,
            ),
            UnitRegistration(
                unit_id=units[2],
                unit_code="TTRA",
                state=RegistrationState.WAITING,
                late=True,
                was_returned=False,
                targets=1,
                registration_id=third,
                locked=True,
            ),
        ),
        waiting=2,
        withdrawn=1,
        late=1,
        on_paper=1,
        digest=digest,
    )


def test_a_unit_that_sent_nothing_has_its_line(register: Register, units: list[UUID], campaign: UUID) -> None:
    found = roll_up(register, campaign)

    assert [(one.unit_code, one.state, one.registration_id) for one in found.units] == [
        (code, RegistrationState.NOT_SENT, None) for code in ("BTTP", "HCTP", "TTRA")
    ]
    assert (found.not_sent, found.digest) == (3, "")


def test_a_unit_sees_its_own_line_and_its_own_sums(register: Register, units: list[UUID], campaign: UUID) -> None:
    register.submits(campaign, units[1], collective(units[1]))

    assert [one.unit_id for one in roll_up(register, campaign, clerk(units[0])).units] == [units[0]]
    assert roll_up(register, campaign, clerk(units[0])).waiting == 0
    assert roll_up(register, campaign, clerk(units[1])).waiting == 1
    assert roll_up(register, campaign, clerk(uuid4())).units == ()


def test_in_a_phase_that_shows_them_units_see_each_other(register: Register, units: list[UUID]) -> None:
    phase = Phase(
        name="Công khai",
        starts_on=date(2022, 3, 1),
        ends_on=date(2022, 3, 31),
        may_see=(PhaseSight.ROLL_UP,),
    )
    campaign = register.launched(*units, phases=(phase,))
    days = [date(2022, 2, 28), date(2022, 3, 1), date(2022, 3, 31), date(2022, 4, 1)]

    assert [shown_to_units(campaign, PhaseSight.ROLL_UP, day, register.log) for day in days] == [
        False,
        True,
        True,
        False,
    ]
    assert shown_to_units(campaign, PhaseSight.RESULTS, date(2022, 3, 1), register.log) is False


def test_a_registration_is_read_with_its_reasons_and_its_plan(
    register: Register, units: list[UUID], campaign: UUID
) -> None:
    unit = units[0]
    person = register.registers_person(unit)
    task = commitment(10)
    register.today.day = DAY_AFTER
    id = register.submits(campaign, unit, collective(unit), late_reason="Công tác", commitments=(task,))
    register.returns(id, "Thiếu chỉ tiêu cá nhân")
    plan = register.plans(campaign, unit, number="05/KH-HCTP", dated=date(2022, 2, 1))
    entered = {"who": OFFICE, "on_behalf_of": unit}
    register.resubmits(id, individual(person), commitments=(task,), **entered)
    view = registration(id, clerk(unit), register.log)

    assert view == registration_of_unit(
        RegistrationOfUnit(campaign_id=campaign, unit_id=unit), clerk(unit), register.log
    )
    assert (view.state, view.late, view.version) == (RegistrationState.WAITING, True, 3)
    assert (view.late_reason, view.reason) == ("Công tác", "Thiếu chỉ tiêu cá nhân")
    assert [one.subject_id for one in view.added] == [person]
    assert [one.subject_id for one in view.removed] == [unit]
    assert view.unit_plan is not None
    assert (view.unit_plan.plan_id, view.unit_plan.number) == (plan, "05/KH-HCTP")
    assert (view.unit_plan.sha256, view.unit_plan.submitted_on) == (SCAN.sha256, DAY_AFTER)
    assert view.entered_for == unit


def test_another_units_registration_and_lists_that_are_not_locked_are_unknown(
    register: Register, units: list[UUID], campaign: UUID
) -> None:
    id = register.submits(campaign, units[0], collective(units[0]))

    for unit, who in ((units[0], clerk(units[1])), (units[1], clerk(units[1])), (units[2], OFFICE)):
        with pytest.raises(NotFound):
            registration_of_unit(RegistrationOfUnit(campaign_id=campaign, unit_id=unit), who, register.log)
    with pytest.raises(NotFound):
        registration(id, clerk(units[1]), register.log)
    with pytest.raises(NotFound):
        locked_lists_of(campaign, register.log)


# -- whatever happens ------------------------------------------------------------------------------------------


class RolledUp(Campaigning):
    """The same account, held against the roll-up."""

    department: Register

    @invariant()
    def the_roll_up_agrees(self) -> None:
        found = roll_up(self.department, self.campaign)
        lines = {one.unit_id: one for one in found.units}
        assert [lines[id].state for id in self.units] == [self.states[unit] for unit in range(UNITS)]
        assert [lines[id].locked for id in self.units] == [unit in self.fixed for unit in range(UNITS)]
        assert [lines[id].amended for id in self.units] == [unit in self.amended for unit in range(UNITS)]
        sums = (found.not_sent, found.waiting, found.returned, found.confirmed, found.withdrawn)
        assert sums == tuple(list(self.states.values()).count(state) for state in RegistrationState)
        assert (sum(sums), found.late, bool(found.digest)) == (UNITS, len(self.late), self.lists is not None)


def test_whatever_happens_the_roll_up_agrees(register: Register) -> None:
    run_state_machine_as_test(
        lambda: RolledUp(register),
        settings=settings(
            max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


# -- two at once -------------------------------------------------------------------------------------------------


def listed(register: Register, campaign: UUID) -> dict[UUID, RegistrationState]:
    return {one.unit_id: one.state for one in locked_lists_of(campaign, register.log).units}


def test_who_registers_while_the_lists_are_locked_is_in_them_or_late(
    register: Register, second: Second, units: list[UUID], campaign: UUID
) -> None:
    register.today.day = DAY_AFTER

    def submits(by: Register) -> UUID:
        return by.submits(campaign, units[0], collective(units[0]), late_reason="Công tác")

    second.loses(lambda: submits(second), meanwhile=lambda: register.locks(campaign))
    late = submits(second)

    assert listed(register, campaign)[units[0]] is RegistrationState.NOT_SENT
    found = register.log.registration_in(campaign, units[0])
    assert (found and found.id, found and found.locked) == (late, True)


def test_who_locks_the_lists_while_somebody_registers_has_him_to_decide(
    register: Register, second: Second, units: list[UUID], campaign: UUID
) -> None:
    register.today.day = DAY_AFTER
    second.loses(
        lambda: second.locks(campaign),
        meanwhile=lambda: register.submits(campaign, units[0], collective(units[0]), late_reason="Công tác"),
    )
    with refused(second.log, Conflict, "undecided", count=1):
        second.locks(campaign)
    found = register.log.registration_in(campaign, units[0])
    assert found is not None
    register.confirms(found.id)
    second.locks(campaign)

    assert listed(register, campaign)[units[0]] is RegistrationState.CONFIRMED


def test_who_takes_a_registration_back_while_the_lists_are_locked_comes_too_late_or_in_time(
    register: Register, second: Second, units: list[UUID], campaign: UUID
) -> None:
    ids = [register.submits(campaign, unit, collective(unit)) for unit in units[:2]]
    for id in ids:
        register.confirms(id)
    register.today.day = DAY_AFTER
    second.loses(lambda: second.locks(campaign), meanwhile=lambda: register.withdraws(ids[0]))
    second.loses(lambda: second.withdraws(ids[1]), meanwhile=lambda: register.locks(campaign))

    with refused(second.log, Conflict, "locked"):
        second.withdraws(ids[1])
    assert listed(register, campaign) == {
        units[0]: RegistrationState.WITHDRAWN,
        units[1]: RegistrationState.CONFIRMED,
        units[2]: RegistrationState.NOT_SENT,
    }


def test_of_two_who_lock_the_lists_one_does(
    register: Register, second: Second, units: list[UUID], campaign: UUID
) -> None:
    register.today.day = DAY_AFTER
    second.loses(lambda: second.locks(campaign), meanwhile=lambda: register.locks(campaign))

    with refused(second.log, Conflict, "already-locked"):
        second.locks(campaign)
