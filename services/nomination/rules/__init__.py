"""Rule packs: dated data files that say what the law and the plan ask, and the arithmetic on them."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shared.contracts.nomination import Route
from shared.contracts.registration.kinds import SubjectKind, UnitKind
from shared.errors import Conflict, Invalid, NotFound

FOLDER = Path(__file__).parent
CURRENT = "2022"


@dataclass(frozen=True)
class Award:
    """An award of a pack: who can get it, and whose decision it is by whose staff somebody is."""

    code: str
    name: str
    kind: str
    subjects: tuple[SubjectKind, ...]
    decided_by: dict[str, Route]
    round_required: bool
    campaign: dict[str, str] | None
    pool_sentence: str
    status: str
    source: str


@dataclass(frozen=True)
class Ladder:
    """An award that needs another one before it: ``years`` of it in a row, up to the target's year or the one before.

    ``counts_target_year``: the last of them is the target's own year, in which it is enough to be a target too.
    """

    award: str
    needs: str
    years: int
    counts_target_year: bool
    status: str
    source: str

    def earlier_years(self, year: int) -> list[int]:
        """The years before a target's in which the other award is needed."""
        first = year - self.years + (1 if self.counts_target_year else 0)
        return list(range(first, year))


@dataclass(frozen=True)
class RulePack:
    """The rules of a period, as their file has them."""

    name: str
    valid_from: date
    valid_until: date | None
    digest: str
    owners: dict[str, str]
    deciders: dict[str, str]
    awards: dict[str, Award]
    quorum: tuple[int, int]
    pass_percent: int
    criteria_required: bool
    ladders: tuple[Ladder, ...] = ()

    def award(self, code: str, subject_kind: SubjectKind) -> Award:
        """The award of that code; ``unknown-award`` also when that kind of subject cannot get it."""
        found = self.awards.get(code)
        if found is None or subject_kind not in found.subjects:
            raise Invalid("unknown-award", award=code)
        return found

    def owner(self, kind: UnitKind) -> str:
        """Whose staff the people of such a unit are: ``own`` or ``district``."""
        return self.owners[kind.value]

    def check_campaign(self, award: Award, level: str, kind: str) -> None:
        """Some awards are for campaigns of one level and kind only."""
        if award.campaign and (award.campaign["level"], award.campaign["kind"]) != (level, kind):
            raise Conflict("campaign-not-suitable", rule=award.campaign["sentence"])

    def check_pool(self, award: Award, owner: str) -> None:
        """Some awards are for the department's own units only."""
        if owner not in award.decided_by:
            raise Conflict("outside-pool", rule=award.pool_sentence)

    def route(self, code: str, owner: str) -> Route:
        """Whose decision an award is, for somebody's staff."""
        return self.awards[code].decided_by[owner]

    def quorate(self, present: int, members: int) -> bool:
        """Whether enough members are there: in integers, never floats."""
        numerator, denominator = self.quorum
        return present * denominator >= members * numerator

    def needed(self, voters: int) -> int:
        """The least number in favour that passes, of the members who are not recused."""
        return -(-self.pass_percent * voters // 100)

    def passes(self, in_favour: int, voters: int) -> bool:
        """Whether a line passes."""
        return in_favour * 100 >= self.pass_percent * voters


@cache
def rule_pack(name: str) -> RulePack:
    """The pack of that name."""
    path = FOLDER / f"{name}.yml"
    if not name.isalnum() or not path.exists():
        raise NotFound("unknown", pack=name)
    raw = path.read_bytes()
    data: dict[str, Any] = yaml.safe_load(raw)
    council = data["council"]
    return RulePack(
        name=data["pack"],
        valid_from=data["valid_from"],
        valid_until=data["valid_until"],
        digest=hashlib.sha256(raw).hexdigest(),
        owners=data["owners"],
        deciders=data["deciders"],
        awards={one["code"]: _award(one) for one in data["awards"]},
        quorum=(council["quorum"]["numerator"], council["quorum"]["denominator"]),
        pass_percent=council["pass"]["percent"],
        ladders=tuple(Ladder(**one) for one in data["ladders"]),
        criteria_required=data["campaign"]["criteria"]["required"],
    )


def _award(data: dict[str, Any]) -> Award:
    return Award(
        code=data["code"],
        name=data["name"],
        kind=data["kind"],
        subjects=tuple(SubjectKind(one) for one in data["subjects"]),
        decided_by={owner: Route(route) for owner, route in data["decided_by"].items()},
        round_required=data.get("round_required", False),
        campaign=data.get("campaign"),
        pool_sentence=data.get("pool_sentence", ""),
        status=data["status"],
        source=data["source"],
    )
