"""What the recorded events of units look like to others."""

from services.registration.domain.units import Unit
from services.registration.publishing.public import public_event
from shared.contracts.registration.kinds import UnitKind
from shared.contracts.registration.units import (
    HeadAppointed,
    UnitCorrected,
    UnitDescribed,
    UnitDissolved,
    UnitMerged,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitSplit,
)
from shared.sealing import Open


@public_event.register
def unit_registered(recorded: Unit.Registered, open_sealed: Open) -> UnitRegistered:
    return UnitRegistered(
        unit_id=recorded.originator_id,
        code=recorded.code,
        name=recorded.name,
        kind=UnitKind(recorded.kind),
        parent_id=recorded.parent_id,
        mailbox=recorded.mailbox,
        external_code=recorded.external_code,
        small=recorded.small,
        effective_on=recorded.effective_on,
    )


@public_event.register
def unit_renamed(recorded: Unit.Renamed, open_sealed: Open) -> UnitRenamed:
    return UnitRenamed(
        unit_id=recorded.originator_id, code=recorded.code, name=recorded.name, effective_on=recorded.effective_on
    )


@public_event.register
def unit_moved(recorded: Unit.Moved, open_sealed: Open) -> UnitMoved:
    return UnitMoved(unit_id=recorded.originator_id, parent_id=recorded.parent_id, effective_on=recorded.effective_on)


@public_event.register
def unit_described(recorded: Unit.Described, open_sealed: Open) -> UnitDescribed:
    return UnitDescribed(
        unit_id=recorded.originator_id,
        mailbox=recorded.mailbox,
        small=recorded.small,
        effective_on=recorded.effective_on,
    )


@public_event.register
def head_appointed(recorded: Unit.HeadAppointed, open_sealed: Open) -> HeadAppointed:
    return HeadAppointed(
        unit_id=recorded.originator_id, person_id=recorded.person_id, effective_on=recorded.effective_on
    )


@public_event.register
def unit_merged(recorded: Unit.Merged, open_sealed: Open) -> UnitMerged:
    return UnitMerged(unit_id=recorded.originator_id, into_id=recorded.into_id, effective_on=recorded.effective_on)


@public_event.register
def unit_split(recorded: Unit.Split, open_sealed: Open) -> UnitSplit:
    return UnitSplit(
        unit_id=recorded.originator_id,
        into_ids=tuple(recorded.into_ids),
        continues=recorded.continues,
        effective_on=recorded.effective_on,
    )


@public_event.register
def unit_dissolved(recorded: Unit.Dissolved, open_sealed: Open) -> UnitDissolved:
    return UnitDissolved(unit_id=recorded.originator_id, effective_on=recorded.effective_on)


@public_event.register
def unit_corrected(recorded: Unit.Retracted, open_sealed: Open) -> UnitCorrected:
    return UnitCorrected(
        unit_id=recorded.originator_id,
        code=recorded.code,
        name=recorded.name,
        parent_id=recorded.parent_id,
        mailbox=recorded.mailbox,
        small=recorded.small,
        head_id=recorded.head_id,
        ended_on=recorded.ended_on,
        successors=tuple(recorded.successors),
    )
