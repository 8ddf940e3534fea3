"""An invented season of realistic shape: units of twenty people, their shares of places, and their dossiers.

What a measurement reads is recorded in bulk by the domain's own rules, sealed under real keys; what it writes
goes through the services.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from services.catalogue import SERVICES
from services.nomination.domain.dossiers import Nomination
from services.nomination.domain.places import Allocation, Grant
from services.registration.domain.people import Person
from services.registration.domain.units import Unit
from shared.contracts.base import Role
from shared.contracts.registration.kinds import PositionClass, SubjectKind, UnitKind
from shared.database import Database
from shared.eventlog import Aggregate, Did, EventLog
from shared.messages import Json
from shared.sealing import MakeKey, MemoryKeys, Sealed, Sealer
from shared.settings import Settings
from shared.wire.parts import Parts

PEOPLE = 20  # of a unit
UNITS = 400
DOSSIERS = 6000  # recorded in bulk; one of a unit and person
OPEN_AWARDS = ("LDTT", "CSTDCS")  # what the services are asked for
BULK_AWARD = "GK_SO"
AT_ONCE = 500  # aggregates a commit
HELD_ON = date(2022, 1, 3)
MINUTES = {"members": PEOPLE, "present": PEOPLE - 1, "in_favour": PEOPLE - 2}
ACHIEVEMENTS = (
    "Hoàn thành xuất sắc nhiệm vụ được giao; chủ trì 3 cuộc kiểm tra văn bản; có 1 sáng kiến được công nhận. " * 3
)


@dataclass(frozen=True)
class UnitOfSeason:
    """A unit, its people, and its share of each award's places."""

    id: UUID
    people: tuple[UUID, ...]
    shares: dict[str, UUID]


def invented() -> list[UnitOfSeason]:
    """The units of a season, with new ids."""
    return [
        UnitOfSeason(
            uuid4(), tuple(uuid4() for _ in range(PEOPLE)), {code: uuid4() for code in (*OPEN_AWARDS, BULK_AWARD)}
        )
        for _ in range(UNITS)
    ]


def submissions(unit: UnitOfSeason) -> Iterator[Json]:
    """One request to submit for each of a unit's people and open awards, as a clerk would send it."""
    for award in OPEN_AWARDS:
        for person in unit.people:
            yield {
                "request_id": str(uuid4()),
                "nomination_id": str(uuid4()),
                "allocation_id": str(unit.shares[award]),
                "subject_id": str(person),
                "minutes": {"held_on": HELD_ON.isoformat(), **MINUTES},
                "achievements": ACHIEVEMENTS,
            }


def record(settings: Settings, units: list[UnitOfSeason]) -> None:
    """Record the season in the logs of registration and nomination."""
    with opened(settings, "registration") as log:
        log.save_all(one for unit in units for one in _registered(unit, log))
    with opened(settings, "nomination") as log:
        grants = {
            award: Grant.grant(uuid4(), uuid4(), award, SubjectKind.INDIVIDUAL, 100_000, log.did)
            for award in (*OPEN_AWARDS, BULK_AWARD)
        }
        log.save_all(one for unit in units for one in _shared_out(unit, grants, log))
        log.save_all(grants.values())


class NewKeys(MemoryKeys):
    """Keys of many new subjects, kept until they are written together."""

    def __init__(self) -> None:
        super().__init__()
        self._new: list[tuple[UUID, UUID, str, bytes]] = []

    def of(self, subjects: Iterable[UUID], purpose: str, make: MakeKey) -> dict[UUID, tuple[UUID, bytes]]:
        """New keys, for every subject is new; they are kept until ``write``."""
        made = {subject: make() for subject in subjects}
        self._new += [(key, subject, purpose, wrapped) for subject, (key, wrapped) in made.items()]
        return made

    def write(self, database: Database) -> None:
        """Put the keys where the service looks for them."""
        with (
            database.transaction() as sql,
            sql.copy("COPY sealing_key (id, subject, purpose, wrapped) FROM STDIN") as copy,
        ):
            for row in self._new:
                copy.write_row(row)
        self._new.clear()


class Bulk:
    """A service's log, opened to record much at once."""

    def __init__(self, parts: Parts, log: EventLog) -> None:
        now = parts.clock.now()
        self.did = Did(by="office", role=Role.OFFICE.value, recorded_at=now, effective_on=now.date())
        self._parts = parts
        self._log = log
        self._keys = NewKeys()
        master = bytes.fromhex((parts.settings.keys_folder / "master.key").read_text().strip())
        self._sealer = Sealer(master, self._keys)

    def seal(self, subject: UUID, purpose: str, fields: dict[str, str]) -> Sealed:
        """Seal under a new key."""
        return self._sealer.seal(subject, purpose, fields)

    def save_all(self, aggregates: Any) -> None:
        """Record, some hundreds in a commit; the keys come first."""
        batch: list[Aggregate] = []
        for aggregate in aggregates:
            batch.append(aggregate)
            if len(batch) >= AT_ONCE:
                self._save(batch)
        self._save(batch)

    def _save(self, batch: list[Aggregate]) -> None:
        self._keys.write(self._parts.database)
        self._log.save(*batch)
        batch.clear()

    def __enter__(self) -> "Bulk":
        return self

    def __exit__(self, *_: object) -> None:
        self._parts.database.close()
        self._log.close()


def opened(settings: Settings, service: str) -> Bulk:
    """A service's log, to record much at once."""
    parts = Parts(settings, service)
    return Bulk(parts, SERVICES[service].module().log_of(parts))


def _registered(unit: UnitOfSeason, log: Bulk) -> Iterator[Aggregate]:
    code = f"DV.{unit.id.hex[:12]}"
    name, mailbox = f"Phòng {code}", f"{unit.id.hex}@vinhdanh.invalid"
    yield Unit.register(unit.id, code, name, UnitKind.ROOM, None, mailbox, "", False, log.did)
    for id in unit.people:
        identity = {
            "name": f"Nguyễn Thị {id.hex[:8]}",
            "position": "Chuyên viên",
            "email": f"{id.hex}@vinhdanh.invalid",
            "external_code": id.hex[:10],
            "identity_number": str(id.int)[:12],
        }
        sealed = log.seal(id, "identity", identity)
        digests = {"external_digest": id.hex, "identity_digest": id.hex, "named_digest": ""}
        yield Person.register(id, unit.id, PositionClass.STAFF, None, True, None, sealed, digests, log.did)


def _shared_out(unit: UnitOfSeason, grants: dict[str, Grant], log: Bulk) -> Iterator[Aggregate]:
    for award, id in unit.shares.items():
        grants[award].allocate(id, unit.id, PEOPLE, log.did)
        share = Allocation.open(id, grants[award], unit.id, PEOPLE, log.did)
        if award == BULK_AWARD:
            for subject in unit.people[: DOSSIERS // UNITS]:
                yield _dossier(share, subject, log)
        yield share


def _dossier(share: Allocation, subject: UUID, log: Bulk) -> Nomination:
    id = uuid4()
    dossier = Nomination.submit(
        id,
        allocation_id=share.id,
        campaign_id=share.campaign_id,
        round_id=None,
        unit_id=share.unit_id,
        owner="own",
        subject_id=subject,
        subject_kind=share.subject_kind.value,
        award=share.award,
        minutes={"held_on": HELD_ON, **MINUTES},
        achievements=log.seal(id, "dossier", {"achievements": ACHIEVEMENTS}),
        on=HELD_ON,
        did=log.did,
    )
    share.reserve(id, subject, log.did)
    return dossier
