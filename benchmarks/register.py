"""How fast a list of ten thousand people comes in, and what a register of a hundred thousand answers how fast."""

import base64
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

from benchmarks import season
from benchmarks.stage import until_followed
from services.commands import place
from services.registration.domain.people import Person
from services.registration.spreadsheet import PersonRow, write_people
from shared import vietnamese
from shared.contracts.base import Role
from shared.contracts.registration.kinds import PositionClass, StaffKind
from shared.messages import Json
from shared.settings import Settings
from shared.wire.calling import RpcClient, rpc_client

UNITS = 400
MEASURED = 10_000  # people of the list whose import is measured
PEOPLE = 100_000
ASKED = 400  # questions of each kind
WITHIN = 300.0  # seconds for a list
BORN, ENTERED = date(1970, 1, 1), date(2015, 1, 1)
PEOPLE_OF = uuid4()  # whose ids follow from it
NO_DIGESTS = {"external_digest": "", "identity_digest": "", "named_digest": ""}
FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
MIDDLES = "Thị Văn Đức Minh Quang Ngọc Thu Hữu Xuân Thanh Bích Gia".split()
GIVEN = "Hà Hạ An Ánh Bình Châu Dung Đức Giang Hải Hiền Hoa Hùng Khánh Lan Linh Mai Nam Nga Phúc Sơn Tâm Tú".split()


@dataclass(frozen=True)
class Answers:
    """Seconds of each answer, as the 95th percentile and the median."""

    ninety_fifth: float
    median: float


@dataclass(frozen=True)
class Register:
    """What was measured: rows a second of a check and of an import, and the answers at the full size."""

    checked: float
    imported: float
    again: float
    people: int
    as_of: Answers
    of_unit: Answers
    search: Answers


class _Office:
    """The standing office at its client."""

    def __init__(self, settings: Settings, client: RpcClient) -> None:
        self._client = client
        self._token = place.sandbox_token(settings, Role.OFFICE)

    def ask(self, method: str, **data: object) -> Json:
        """One call of registration."""
        return self._client.call("registration", method, data, self._token)

    def bring_in(self, rows: list[PersonRow]) -> tuple[float, float]:
        """Check a list and import it; the seconds of both."""
        file = base64.b64encode(write_people(rows)).decode()
        began = time.monotonic()
        digest = self.ask("check_people", file=file)["digest"]
        checked = time.monotonic()
        done = self.ask(
            "import_people",
            request_id=str(uuid4()),
            file=file,
            report_digest=digest,
            effective_on=ENTERED.isoformat(),
        )
        assert done["added"] + done["unchanged"] == len(rows), done
        return checked - began, time.monotonic() - checked

    def answers(self, method: str, questions: list[Json]) -> Answers:
        """How long each of some questions takes, after a few to warm up."""
        for question in questions[:20]:
            self.ask(method, **question)
        taken = [_seconds(lambda question=question: self.ask(method, **question)) for question in questions]  # type: ignore[misc]
        return Answers(statistics.quantiles(taken, n=20)[18], statistics.median(taken))


def measure(settings: Settings) -> Register:
    """Fill a register and ask it."""
    chance = random.Random(2022)
    with rpc_client(settings.amqp_uri, WITHIN) as client:
        office = _Office(settings, client)
        units = [_unit(office, number) for number in range(UNITS)]
        rows = [_row(number, chance) for number in range(MEASURED)]
        checked, imported = office.bring_in(rows)
        until_followed(settings)
        _, again = office.bring_in(rows)
        with season.opened(settings, "registration") as log:
            log.save_all(_person(number, units, chance, log) for number in range(MEASURED, PEOPLE))
        until_followed(settings)
        return Register(
            checked=MEASURED / checked,
            imported=MEASURED / imported,
            again=MEASURED / again,
            people=office.ask("count_register")["people"],
            as_of=office.answers("find_person", [_as_of(chance) for _ in range(ASKED)]),
            of_unit=office.answers("list_people", [_of_unit(units, chance) for _ in range(ASKED // 4)]),
            search=office.answers("search_people", [_words(chance) for _ in range(ASKED)]),
        )


def _unit(office: _Office, number: int) -> str:
    id = str(uuid4())
    office.ask(
        "register_unit",
        request_id=str(uuid4()),
        unit_id=id,
        code=f"TK.{number:03}",
        name=f"Phòng thống kê số {number}",
        kind="room",
        effective_on=ENTERED.isoformat(),
    )
    return id


def _name(chance: random.Random) -> str:
    return " ".join(map(chance.choice, (FAMILIES, MIDDLES, MIDDLES, GIVEN)))


def _row(number: int, chance: random.Random) -> PersonRow:
    """Somebody as a list has him."""
    return PersonRow(
        sheet="",
        row=0,
        external_code=f"CB-{number:06}",
        name=_name(chance),
        birth=(BORN + timedelta(number)).isoformat(),
        gender=None,
        position="Chuyên viên",
        position_class=PositionClass.STAFF,
        staff_kind=StaffKind.OFFICIAL,
        front_line=True,
        unit=f"TK.{number % UNITS:03}",
        recruited_on=None,
        email=f"cb{number}@nhan-su.invalid",
        identity_number=f"{number:012}",
    )


def _person(number: int, units: list[str], chance: random.Random, log: season.Bulk) -> Person:
    """Somebody recorded in bulk, without numbers, in one of the units."""
    id, unit = uuid5(PEOPLE_OF, str(number)), UUID(units[number % UNITS])
    identity = {
        "name": _name(chance),
        "position": "Chuyên viên",
        "email": "",
        "external_code": "",
        "identity_number": "",
    }
    sealed = log.seal(id, "identity", identity)
    since = replace(log.did, effective_on=ENTERED)
    return Person.register(id, unit, PositionClass.STAFF, StaffKind.OFFICIAL, True, None, sealed, NO_DIGESTS, since)


def _as_of(chance: random.Random) -> Json:
    on = ENTERED + timedelta(chance.randrange(365 * 7))
    person = uuid5(PEOPLE_OF, str(chance.randrange(MEASURED, PEOPLE)))
    return {"person_id": str(person), "on": on.isoformat(), "known_on": "2099-12-31"}


def _of_unit(units: list[str], chance: random.Random) -> Json:
    return {"unit_id": chance.choice(units), "on": (ENTERED + timedelta(chance.randrange(2000))).isoformat()}


def _words(chance: random.Random) -> Json:
    words = [chance.choice(GIVEN), chance.choice(FAMILIES), chance.choice(MIDDLES)][: chance.randint(1, 3)]
    return {"words": " ".join(words if chance.random() < 0.5 else map(_bare, words))}


def _bare(word: str) -> str:
    return "".join(vietnamese.words(word))


def _seconds(do: Callable[[], object]) -> float:
    began = time.monotonic()
    do()
    return time.monotonic() - began
