"""Rules, grants and allocations."""

from uuid import NAMESPACE_URL, uuid5

from services.nomination.application.base import Base
from services.nomination.domain.places import Allocation, Grant, Rules
from services.nomination.rules import rule_pack
from shared.contracts.base import Done
from shared.contracts.nomination import (
    AdoptRules,
    AllocatePlaces,
    GrantPlaces,
)
from shared.errors import Conflict
from shared.principals import Principal


class Places(Base):
    """Use cases about rules and places."""

    def adopt_rules(self, command: AdoptRules, who: Principal) -> Done:
        """Take a rule pack into use."""
        did = self.did(who, command)
        pack = rule_pack(command.pack)
        id = uuid5(NAMESPACE_URL, f"vinhdanh:rules:{pack.name}")
        if self.find(Rules, id):
            raise Conflict("name-taken", name=pack.name)
        awards = [
            {"code": one.code, "name": one.name, "kind": one.kind, "subject_kinds": [k.value for k in one.subjects]}
            for one in pack.awards.values()
        ]
        rules = Rules.adopt(
            id, pack.name, pack.valid_from, pack.valid_until, pack.digest, awards, pack.criteria_required, did
        )
        return self.record(rules, did=did, answer=Done(id=id))

    def grant_places(self, command: GrantPlaces, who: Principal) -> Done:
        """Record how many places an authority granted."""
        did = self.did(who, command)
        award = self.pack.award(command.award, command.subject_kind)
        campaign = self.register.campaign(command.campaign_id)
        self.pack.check_campaign(award, campaign.level, campaign.kind)
        grant = Grant.grant(
            self.new(command.grant_id), campaign.id, award.code, command.subject_kind, command.places, did
        )
        claim = self.claim("grant", f"{campaign.id}:{award.code}:{command.subject_kind.value}", grant.id, did)
        return self.record(grant, claim, did=did, answer=Done(id=grant.id))

    def allocate_places(self, command: AllocatePlaces, who: Principal) -> Done:
        """Give a unit its share: one a unit and grant."""
        did = self.did(who, command)
        grant = self.load(Grant, command.grant_id)
        unit = self.register.unit(command.unit_id)
        award = self.pack.award(grant.award, grant.subject_kind)
        self.pack.check_pool(award, self.pack.owner(unit.kind))
        grant.allocate(self.new(command.allocation_id), unit.id, command.places, did)
        allocation = Allocation.open(command.allocation_id, grant, unit.id, command.places, did)
        claim = self.claim("allocation", f"{grant.id}:{unit.id}", allocation.id, did)
        return self.record(grant, allocation, claim, did=did, answer=Done(id=allocation.id))
