"""The use cases of people and collectives."""

from services.registration.application.base import Base
from services.registration.domain.people import Disclosure, Person
from services.registration.domain.units import Unit
from shared.contracts.base import Done
from shared.contracts.registration.people import Contact, ContactsDisclosed, DiscloseContacts, RegisterPerson
from shared.principals import Principal


class People(Base):
    """What can be done with people and collectives."""

    def register_person(self, command: RegisterPerson, who: Principal) -> Done:
        """Enter a person; codes and identity numbers are taken once, by their keyed digests."""
        did = self.did(who, command)
        self.load(Unit, command.unit_id)
        digests = {
            "person-external": command.external_code and self.sealer.match("external", command.external_code),
            "person-identity": command.identity_number and self.sealer.match("identity", command.identity_number),
        }
        person = Person.register(
            self.new(command.person_id),
            command.unit_id,
            command.position_class,
            self.sealer.seal(
                command.person_id,
                "identity",
                {
                    "name": command.name,
                    "position": command.position,
                    "email": command.email,
                    "external_code": command.external_code,
                    "identity_number": command.identity_number,
                },
            ),
            digests["person-external"],
            digests["person-identity"],
            did,
        )
        claims = [self.claim(kind, digest, person.id, did) for kind, digest in digests.items() if digest]
        return self.record(person, *claims, did=did, answer=Done(id=person.id))

    def disclose_contacts(self, command: DiscloseContacts, who: Principal) -> ContactsDisclosed:
        """Hand out names and addresses for a purpose; a repeat gets none: it asks anew."""
        did = self.did(who, command)
        people = [self.load(Person, id) for id in command.person_ids]
        disclosure = Disclosure.make(
            self.new(command.disclosure_id), [str(one.id) for one in people], command.purpose, did
        )
        self.record(disclosure, did=did, answer=ContactsDisclosed(id=disclosure.id))
        opened = [(one.id, self.sealer.open(one.identity)) for one in people]
        contacts = tuple(
            Contact(person_id=id, name=known["name"], position=known["position"], email=known["email"])
            for id, known in opened
            if known
        )
        return ContactsDisclosed(id=disclosure.id, contacts=contacts)
