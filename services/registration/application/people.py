"""The use cases of people: who they are and where they are."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.registration.application.base import Base
from services.registration.domain.disclosures import Disclosure
from services.registration.domain.people import Person, check_birth
from shared.contracts.base import Done
from shared.contracts.registration.people import (
    ChangePosition,
    Contact,
    ContactsDisclosed,
    DescribePerson,
    DiscloseContacts,
    RecordDeparture,
    RecordReturn,
    RegisterPerson,
    RetractPersonFact,
    TransferPerson,
)
from shared.eventlog import Claim, Did
from shared.principals import Principal

CLAIMED = {"person-external": "external_digest", "person-identity": "identity_digest"}  # each code is of one person


def identity_fields(known: Any, position: str) -> dict[str, str]:
    """What is sealed of who somebody is; every identity has the same fields, so that their number tells nothing."""
    return {
        "name": known.name,
        "position": position,
        "email": known.email,
        "external_code": known.external_code,
        "identity_number": known.identity_number,
        "birth": known.birth,
        "gender": known.gender.value if known.gender else "",
    }


class People(Base):
    """What can be done with people."""

    def register_person(self, command: RegisterPerson, who: Principal) -> Done:
        """Enter a person; codes and identity numbers are taken once, by their keyed digests."""
        did = self.did(who, command)
        check_birth(command.birth, did.recorded_at.date())
        unit_id = self.unit_on(command.unit_id, did.effective_on)
        digests = self.digests_of(command)
        person = Person.register(
            self.new(command.person_id),
            unit_id,
            command.position_class,
            command.staff_kind,
            command.front_line,
            command.recruited_on,
            self.sealer.seal(command.person_id, "identity", identity_fields(command, command.position)),
            digests,
            did,
        )
        return self.record(person, *self.codes(person.id, digests, did), did=did, answer=Done(id=person.id))

    def describe_person(self, command: DescribePerson, who: Principal) -> Done:
        """Say who a person is; earlier codes stay taken."""
        did = self.did(who, command)
        check_birth(command.birth, did.recorded_at.date())
        person = self.load(Person, command.person_id)
        digests = self.digests_of(command)
        sealed = self.sealer.seal(person.id, "identity", identity_fields(command, ""))
        person.describe(sealed, digests, command.recruited_on, did)
        return self.record(person, *self.codes(person.id, digests, did), did=did, answer=Done(id=person.id))

    def change_position(self, command: ChangePosition, who: Principal) -> Done:
        """Give a person another position."""
        did = self.did(who, command)
        person = self.load(Person, command.person_id)
        sealed = self.sealer.seal(person.id, "identity", {"position": command.position})
        person.change_position(sealed, command.position_class, command.staff_kind, command.front_line, did)
        return self.record(person, did=did, answer=Done(id=person.id))

    def transfer_person(self, command: TransferPerson, who: Principal) -> Done:
        """Move a person to another unit."""
        did = self.did(who, command)
        person = self.load(Person, command.person_id)
        unit_id = self.unit_on(command.unit_id, did.effective_on)
        person.transfer(unit_id, self.followed(did.effective_on), did)
        return self.record(person, did=did, answer=Done(id=person.id))

    def record_departure(self, command: RecordDeparture, who: Principal) -> Done:
        """Somebody is no longer with us."""
        did = self.did(who, command)
        person = self.load(Person, command.person_id)
        person.depart(self.sealer.seal(person.id, "evaluation", {"reason": command.reason}), did)
        return self.record(person, did=did, answer=Done(id=person.id))

    def record_return(self, command: RecordReturn, who: Principal) -> Done:
        """Somebody is back."""
        did = self.did(who, command)
        person = self.load(Person, command.person_id)
        person.return_to(self.unit_on(command.unit_id, did.effective_on), did)
        return self.record(person, did=did, answer=Done(id=person.id))

    def retract_person_fact(self, command: RetractPersonFact, who: Principal) -> Done:
        """Take back what was entered wrongly; the document may be that of an evaluation, so it is sealed too."""
        did = self.did(who, command)
        person = self.load(Person, command.person_id)
        paper = command.paper.dump() if command.paper else {"title": "", "sha256": ""}
        said = {"reason": command.reason, "basis": command.basis, **{f"paper_{name}": paper[name] for name in paper}}
        without_document = replace(did, basis="", paper=None)
        sealed = self.sealer.seal(person.id, "evaluation", said)
        person.retract(command.version, sealed, self.followed(did.recorded_at.date()), without_document)
        return self.record(person, did=did, answer=Done(id=person.id))

    def disclose_contacts(self, command: DiscloseContacts, who: Principal) -> ContactsDisclosed:
        """Hand out names and addresses for a purpose; a repeat gets none: it asks anew."""
        did = self.did(who, command)
        people = [self.load(Person, id) for id in command.person_ids]
        disclosure = Disclosure.make(
            self.new(command.disclosure_id), "contacts", [str(one.id) for one in people], command.purpose, did
        )
        self.record(disclosure, did=did, answer=ContactsDisclosed(id=disclosure.id))
        states = [one.facts.on() for one in people]
        identities = self.sealer.open_each([one["identity"] for one in states])
        positions = self.sealer.open_each([one["position"] for one in states])
        contacts = tuple(
            Contact(person_id=one.id, name=known["name"], position=position["position"], email=known["email"])
            for one, known, position in zip(people, identities, positions, strict=True)
            if known and position
        )
        return ContactsDisclosed(id=disclosure.id, contacts=contacts)

    def digests_of(self, known: Any) -> dict[str, str]:
        """What a person's codes, and name with birth, are matched by; empty for what is not known."""
        return {
            "external_digest": known.external_code and self.sealer.match("external", known.external_code),
            "identity_digest": known.identity_number and self.sealer.match("identity", known.identity_number),
            "named_digest": known.birth and self.sealer.match("named", f"{known.name.lower()}|{known.birth}"),
        }

    def followed(self, day: date) -> Callable[[UUID], UUID]:
        """Gives the unit that goes on with a unit on a day; one that nobody goes on with stays itself."""
        return lambda unit_id: self.follow(unit_id, day).id

    def codes(self, person_id: UUID, digests: dict[str, str], did: Did) -> list[Claim]:
        """Take a person's codes; those that are the person's already stay."""
        return [
            claim
            for kind, name in CLAIMED.items()
            if digests[name]
            for claim in self.claim_own(kind, digests[name], person_id, did)
        ]
