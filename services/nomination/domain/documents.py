"""Documents with lines: decisions (quyết định khen thưởng) and petitions upward (tờ trình).

Both are drafted, get the names that they will print, are signed, and then leave the house with a number.
"""

from datetime import date
from typing import Any
from uuid import UUID

from services.nomination.domain.dossiers import Nomination, joint_digest
from services.nomination.rules import RulePack
from shared.contracts.nomination import Outcome, Route
from shared.contracts.registration.kinds import SubjectKind
from shared.errors import Conflict, Forbidden, Invalid
from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as
from shared.sealing import Sealed

Plain = dict[str, Any]

DRAFTED, SIGNED, ISSUED, PUBLISHED = "drafted", "signed", "issued", "published"


class _Document(Aggregate):
    """What decisions and petitions have in common; recorded under their own names."""

    state: str
    signatory: Plain
    lines: list[Plain]
    printed: dict[str, Sealed]
    signed_on: date | None

    def must_be(self, state: str) -> None:
        """Refuse what does not fit the document's state."""
        if self.state != state:
            raise Conflict("wrong-state", state=self.state)

    def check_signatory(self, person_id: UUID | None, on: date) -> None:
        """Only who is named may sign, and only while he may."""
        until = self.signatory["valid_until"]
        if str(person_id) != self.signatory["person_id"] or on < self.signatory["valid_from"] or (until and on > until):
            raise Forbidden("not-the-signatory")

    def check_lines(self, dossiers: list[Nomination], on: date) -> None:
        """Nobody signs a line on himself, nor before the council met, nor without the names that will be printed."""
        people = {str(one.subject_id) for one in dossiers if one.subject_kind is SubjectKind.INDIVIDUAL}
        if self.signatory["person_id"] in people:
            raise Forbidden("own-line")
        if any(on < one.days["passed_on"] for one in dossiers if "passed_on" in one.days):
            raise Invalid("date-order")
        if not {*people, self.signatory["person_id"]} <= set(self.printed):
            raise Conflict("names-missing")

    @property
    def voted_digest(self) -> str:
        """The digest of what the council voted on, for the lines of this document."""
        return joint_digest({line["nomination_id"]: line["voted_digest"] for line in self.lines})


def lines_of(dossiers: list[Nomination], outcomes: dict[UUID, Outcome]) -> list[Plain]:
    """The lines of a new document: each on a dossier that the council passed, and none twice."""
    if len({dossier.id for dossier in dossiers}) != len(dossiers):
        raise Invalid("lines-twice")
    for dossier in dossiers:
        if not dossier.voted_digest or dossier.state.value != "passed":
            raise Conflict("wrong-state", state=dossier.state.value)
    return [
        {
            "line": number,
            "nomination_id": str(dossier.id),
            "outcome": outcomes[dossier.id].value,
            "voted_digest": dossier.voted_digest,
        }
        for number, dossier in enumerate(dossiers, start=1)
    ]


@recorded_as("decision")
class Decision(_Document):
    """The department's own decision on awards."""

    class Drafted(Recorded, Aggregate.Created):
        title: str
        authority: str
        bases: list[str]
        articles: list[str]
        signatory: Plain
        lines: list[Plain]
        reasons: Sealed

    class Printed(Recorded, Aggregate.Event):
        """The names that the document prints, sealed as award records; fetched before it is signed."""

        records: dict[str, Sealed]

    class Signed(Recorded, Aggregate.Event):
        signed_on: date
        capacity: str
        digest: str

    class Issued(Recorded, Aggregate.Event):
        """Everything that the public may read stands in this one event; names are sealed."""

        number: str
        issued_on: date
        document: Plain
        lines: list[Plain]

    class Published(Recorded, Aggregate.Event):
        published_on: date

    @event(Drafted)
    def __init__(
        self,
        id: UUID,
        title: str,
        authority: str,
        bases: list[str],
        articles: list[str],
        signatory: Plain,
        lines: list[Plain],
        reasons: Sealed,
    ) -> None:
        self._id = id
        self.title = title
        self.authority = authority
        self.bases = bases
        self.articles = articles
        self.signatory = signatory
        self.lines = lines
        self.reasons = reasons
        self.printed = {}
        self.state = DRAFTED
        self.number = ""
        self.signed_on = None
        self.issued_on: date | None = None
        self.signed_digest = ""

    @classmethod
    def draft(cls, id: UUID, *, lines: list[Plain], did: Did, **facts: Any) -> "Decision":
        """Draft a decision; its lines passed the council."""
        return cls._create(cls.Drafted, id=id, lines=lines, **facts, **did)

    def print(self, records: dict[str, Sealed], did: Did) -> None:
        """Keep the names that the document will print."""
        self.must_be(DRAFTED)
        self.trigger_event(self.Printed, records=records, **did)

    @event(Printed)
    def _printed(self, records: dict[str, Sealed]) -> None:
        self.printed.update(records)

    def sign(self, dossiers: list[Nomination], person_id: UUID | None, pack: RulePack, did: Did) -> None:
        """Sign: within one's authority, not on oneself, and exactly what the council voted on."""
        self.must_be(DRAFTED)
        on = did["effective_on"]
        self.check_signatory(person_id, on)
        self.check_lines(dossiers, on)
        for dossier in dossiers:
            route = pack.route(dossier.award, dossier.owner)
            if route is not Route.DEPARTMENT:
                raise Forbidden("not-competent", award=dossier.award, decider=pack.deciders[route.value])
        for dossier in dossiers:
            dossier.settle(self.id, did)
        digest = joint_digest({str(dossier.id): dossier.digest for dossier in dossiers})
        if digest != self.voted_digest:
            raise Conflict("digest-differs")
        self.trigger_event(self.Signed, signed_on=on, capacity=self.signatory["capacity"], digest=digest, **did)

    @event(Signed)
    def _signed(self, signed_on: date, digest: str) -> None:
        self.state = SIGNED
        self.signed_on = signed_on
        self.signed_digest = digest

    def issue(self, number: str, issued_on: date, lines: list[Plain], did: Did) -> None:
        """Give the signed decision its number and date; from now on it is public."""
        self.must_be(SIGNED)
        assert self.signed_on is not None
        if not self.signed_on <= issued_on <= did["recorded_at"].date():
            raise Invalid("date-order")
        document = {
            "authority": self.authority,
            "title": self.title,
            "signed_on": self.signed_on,
            "signatory": self.printed[self.signatory["person_id"]],
            "capacity": self.signatory["capacity"],
            "bases": self.bases,
            "articles": self.articles,
        }
        self.trigger_event(self.Issued, number=number, issued_on=issued_on, document=document, lines=lines, **did)

    @event(Issued)
    def _issued(self, number: str, issued_on: date) -> None:
        self.state = ISSUED
        self.number = number
        self.issued_on = issued_on

    def publish(self, published_on: date, did: Did) -> None:
        """Record that the decision was made public."""
        self.must_be(ISSUED)
        assert self.issued_on is not None
        if not self.issued_on <= published_on <= did["recorded_at"].date():
            raise Invalid("date-order")
        self.trigger_event(self.Published, published_on=published_on, **did)

    @event(Published)
    def _published(self) -> None:
        self.state = PUBLISHED


@recorded_as("external_decision")
class ExternalDecision(Aggregate):
    """A higher authority's decision on a petition, as its document has it."""

    class Received(Recorded, Aggregate.Created):
        petition_id: UUID
        number: str
        issued_on: date
        document: Plain
        lines: list[Plain]

    @event(Received)
    def __init__(self, id: UUID, number: str) -> None:
        self._id = id
        self.number = number

    @classmethod
    def receive(
        cls,
        id: UUID,
        petition_id: UUID,
        number: str,
        issued_on: date,
        document: Plain,
        lines: list[Plain],
        did: Did,
    ) -> "ExternalDecision":
        """Record it; its own date lies behind the day of recording."""
        if issued_on > did["recorded_at"].date():
            raise Invalid("date-order")
        return cls._create(
            cls.Received,
            id=id,
            petition_id=petition_id,
            number=number,
            issued_on=issued_on,
            document=document,
            lines=lines,
            **did,
        )


@recorded_as("petition")
class Petition(_Document):
    """A petition to a higher authority, and its answer."""

    class Drafted(Recorded, Aggregate.Created):
        title: str
        route: str
        addressee: str
        bases: list[str]
        signatory: Plain
        lines: list[Plain]

    class Printed(Recorded, Aggregate.Event):
        records: dict[str, Sealed]

    class Signed(Recorded, Aggregate.Event):
        signed_on: date
        capacity: str
        digest: str

    class Sent(Recorded, Aggregate.Event):
        number: str
        sent_on: date

    class Answered(Recorded, Aggregate.Event):
        decision_id: UUID

    @event(Drafted)
    def __init__(self, id: UUID, route: str, signatory: Plain, lines: list[Plain]) -> None:
        self._id = id
        self.route = Route(route)
        self.signatory = signatory
        self.lines = lines
        self.printed = {}
        self.state = DRAFTED
        self.signed_on = None
        self.sent_on: date | None = None

    @classmethod
    def draft(
        cls,
        id: UUID,
        *,
        route: Route,
        dossiers: list[Nomination],
        lines: list[Plain],
        pack: RulePack,
        did: Did,
        **facts: Any,
    ) -> "Petition":
        """Draft a petition: each line is that authority's to decide."""
        for dossier in dossiers:
            if pack.route(dossier.award, dossier.owner) is not route or route is Route.DEPARTMENT:
                raise Conflict("not-for-route", nomination_id=dossier.id)
        return cls._create(cls.Drafted, id=id, route=route.value, lines=lines, **facts, **did)

    def print(self, records: dict[str, Sealed], did: Did) -> None:
        """Keep the names that the petition prints, and the decision on it will."""
        self.must_be(DRAFTED)
        self.trigger_event(self.Printed, records=records, **did)

    @event(Printed)
    def _printed(self, records: dict[str, Sealed]) -> None:
        self.printed.update(records)

    def sign(self, dossiers: list[Nomination], person_id: UUID | None, did: Did) -> None:
        """Sign the petition; its dossiers are on their way."""
        self.must_be(DRAFTED)
        on = did["effective_on"]
        self.check_signatory(person_id, on)
        self.check_lines(dossiers, on)
        for dossier in dossiers:
            dossier.forward(self.id, did)
        digest = joint_digest({str(dossier.id): dossier.digest for dossier in dossiers})
        if digest != self.voted_digest:
            raise Conflict("digest-differs")
        self.trigger_event(self.Signed, signed_on=on, capacity=self.signatory["capacity"], digest=digest, **did)

    @event(Signed)
    def _signed(self, signed_on: date) -> None:
        self.state = SIGNED
        self.signed_on = signed_on

    def send(self, number: str, sent_on: date, did: Did) -> None:
        """Number it and send it."""
        self.must_be(SIGNED)
        assert self.signed_on is not None
        if not self.signed_on <= sent_on <= did["recorded_at"].date():
            raise Invalid("date-order")
        self.trigger_event(self.Sent, number=number, sent_on=sent_on, **did)

    @event(Sent)
    def _sent(self, sent_on: date) -> None:
        self.state = "sent"
        self.sent_on = sent_on

    def answer(self, decision_id: UUID, signed_on: date, did: Did) -> None:
        """The higher authority decided."""
        self.must_be("sent")
        assert self.sent_on is not None
        if signed_on < self.sent_on:
            raise Invalid("date-order")
        self.trigger_event(self.Answered, decision_id=decision_id, **did)

    @event(Answered)
    def _answered(self) -> None:
        self.state = "answered"
