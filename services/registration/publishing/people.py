"""What the recorded events of people and collectives look like to others: where people are, never what is sealed."""

from services.registration.domain.collectives import Collective
from services.registration.domain.people import Person
from services.registration.publishing.public import public_event
from shared.contracts.registration.kinds import PositionClass, StaffKind
from shared.contracts.registration.people import (
    CollectiveDissolved,
    CollectiveFormed,
    MembersChanged,
    PersonCorrected,
    PersonDeparted,
    PersonDescribed,
    PersonRegistered,
    PersonReturned,
    PersonTransferred,
    PositionChanged,
)
from shared.sealing import Open

ERASED = "(đã xóa dữ liệu cá nhân)"


@public_event.register
def person_registered(recorded: Person.Registered, open_sealed: Open) -> PersonRegistered:
    known = open_sealed(recorded.identity)
    return PersonRegistered(
        person_id=recorded.originator_id,
        unit_id=recorded.unit_id,
        position_class=PositionClass(recorded.position_class),
        name=known["name"] if known else ERASED,
        external_digest=recorded.external_digest,
        staff_kind=_staff_kind(recorded.staff_kind),
        front_line=recorded.front_line,
        recruited_on=recorded.recruited_on,
        effective_on=recorded.effective_on,
    )


@public_event.register
def person_described(recorded: Person.Described, open_sealed: Open) -> PersonDescribed:
    return PersonDescribed(
        person_id=recorded.originator_id, recruited_on=recorded.recruited_on, effective_on=recorded.effective_on
    )


@public_event.register
def position_changed(recorded: Person.PositionChanged, open_sealed: Open) -> PositionChanged:
    return PositionChanged(
        person_id=recorded.originator_id,
        position_class=PositionClass(recorded.position_class),
        staff_kind=_staff_kind(recorded.staff_kind),
        front_line=recorded.front_line,
        effective_on=recorded.effective_on,
    )


@public_event.register
def person_transferred(recorded: Person.Transferred, open_sealed: Open) -> PersonTransferred:
    return PersonTransferred(
        person_id=recorded.originator_id, unit_id=recorded.unit_id, effective_on=recorded.effective_on
    )


@public_event.register
def person_departed(recorded: Person.Departed, open_sealed: Open) -> PersonDeparted:
    return PersonDeparted(person_id=recorded.originator_id, effective_on=recorded.effective_on)


@public_event.register
def person_returned(recorded: Person.Returned, open_sealed: Open) -> PersonReturned:
    return PersonReturned(
        person_id=recorded.originator_id, unit_id=recorded.unit_id, effective_on=recorded.effective_on
    )


@public_event.register
def person_corrected(recorded: Person.Retracted, open_sealed: Open) -> PersonCorrected:
    return PersonCorrected(
        person_id=recorded.originator_id,
        unit_id=recorded.unit_id,
        position_class=PositionClass(recorded.position_class),
        staff_kind=_staff_kind(recorded.staff_kind),
        front_line=recorded.front_line,
        recruited_on=recorded.recruited_on,
        departed_on=recorded.departed_on,
    )


@public_event.register
def collective_formed(recorded: Collective.Formed, open_sealed: Open) -> CollectiveFormed:
    return CollectiveFormed(
        collective_id=recorded.originator_id,
        unit_id=recorded.unit_id,
        name=recorded.name,
        small=recorded.small,
        member_ids=tuple(recorded.member_ids),
        effective_on=recorded.effective_on,
    )


@public_event.register
def members_changed(recorded: Collective.MembersChanged, open_sealed: Open) -> MembersChanged:
    return MembersChanged(
        collective_id=recorded.originator_id,
        joined=tuple(recorded.joined),
        left=tuple(recorded.left),
        effective_on=recorded.effective_on,
    )


@public_event.register
def collective_dissolved(recorded: Collective.Dissolved, open_sealed: Open) -> CollectiveDissolved:
    return CollectiveDissolved(collective_id=recorded.originator_id, effective_on=recorded.effective_on)


def _staff_kind(recorded: str | None) -> StaffKind | None:
    return StaffKind(recorded) if recorded else None
