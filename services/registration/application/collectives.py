"""The use cases of collectives within units."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from services.registration.application.people import People
from services.registration.domain.collectives import Collective
from services.registration.domain.people import Person
from shared.contracts.base import Done
from shared.contracts.registration.people import ChangeMembers, DissolveCollective, FormCollective
from shared.principals import Principal


class Collectives(People):
    """What can be done with collectives."""

    def form_collective(self, command: FormCollective, who: Principal) -> Done:
        """Form a collective of people of a unit."""
        did = self.did(who, command)
        unit_id = self.unit_on(command.unit_id, did.effective_on)
        collective = Collective.form(
            self.new(command.collective_id),
            unit_id,
            command.name,
            command.small,
            command.member_ids,
            self._of_unit(unit_id, did.effective_on),
            did,
        )
        return self.record(collective, did=did, answer=Done(id=collective.id))

    def change_members(self, command: ChangeMembers, who: Principal) -> Done:
        """Say who joined and who left."""
        did = self.did(who, command)
        collective = self.load(Collective, command.collective_id)
        unit_id = self.followed(did.effective_on)(collective.unit_id)
        belongs = self._of_unit(unit_id, did.effective_on)
        collective.change_members(command.joined, command.left, belongs, did)
        return self.record(collective, did=did, answer=Done(id=collective.id))

    def dissolve_collective(self, command: DissolveCollective, who: Principal) -> Done:
        """End a collective."""
        did = self.did(who, command)
        collective = self.load(Collective, command.collective_id)
        collective.dissolve(did)
        return self.record(collective, did=did, answer=Done(id=collective.id))

    def _of_unit(self, unit_id: UUID, day: date) -> Callable[[UUID], bool]:
        follow = self.followed(day)

        def belongs(person_id: UUID) -> bool:
            state = self.load(Person, person_id).at(day)
            return state is not None and follow(state["unit_id"]) == unit_id

        return belongs
