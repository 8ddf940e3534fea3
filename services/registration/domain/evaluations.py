"""What the standing office records about somebody, as it stands under seal: texts by name."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from shared.contracts.registration.kinds import EvaluationKind
from shared.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True)
class Record:
    """One record; the document that it rests on is sealed with it, for it may say by itself who was disciplined.

    A case is two records under one ``case_id``: the matter, and with ``closes`` the conclusion.
    """

    kind: EvaluationKind
    value: str
    year: int | None = None
    from_on: date | None = None
    until_on: date | None = None
    working_days: int | None = None
    case_id: UUID | None = None
    closes: bool = False
    basis: str = ""
    paper_title: str = ""
    paper_sha256: str = ""

    def __post_init__(self) -> None:
        """A record rests on a document, and does not end before it begins."""
        if not self.basis and not self.paper_sha256:
            raise Invalid("document-required")
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise Invalid("inverted-dates")

    def sealed(self) -> dict[str, str]:
        """As texts; every kind has the same fields, so that their number tells nothing."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: "" if value in (None, False) else str(value) for name, value in values.items()}

    @classmethod
    def opened(cls, said: dict[str, str]) -> "Record":
        """Read it back."""
        return cls(
            kind=EvaluationKind(said["kind"]),
            value=said["value"],
            year=int(said["year"]) if said["year"] else None,
            from_on=_day(said["from_on"]),
            until_on=_day(said["until_on"]),
            working_days=int(said["working_days"]) if said["working_days"] else None,
            case_id=UUID(said["case_id"]) if said["case_id"] else None,
            closes=bool(said["closes"]),
            basis=said["basis"],
            paper_title=said["paper_title"],
            paper_sha256=said["paper_sha256"],
        )


def new_case(records: Iterable[Record], case_id: UUID) -> None:
    """Refuse a case that the person has already."""
    if any(one.case_id == case_id for one in records):
        raise Conflict("id-taken", id=case_id)


def open_case(records: Iterable[Record], case_id: UUID) -> Record:
    """The matter of a case that is not yet over."""
    found = [one for one in records if one.case_id == case_id]
    matter = next((one for one in found if not one.closes), None)
    if matter is None:
        raise NotFound("unknown", id=case_id)
    if any(one.closes for one in found):
        raise Conflict("case-closed", case_id=case_id)
    return matter


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
