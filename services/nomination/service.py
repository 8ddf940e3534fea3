"""Nomination on the wire: requests in, events out."""

from functools import cache
from typing import Any
from uuid import UUID, uuid4

from services.nomination import notices, queries
from services.nomination.application import NominationLog
from services.nomination.domain.documents import Decision, Petition
from services.nomination.projection import project, project_own
from shared.contracts.base import Done, Role
from shared.contracts.nomination import (
    AllocationQuery,
    AllocationView,
    DecisionDraft,
    DecisionDraftQuery,
    NominationApi,
    NominationList,
    NominationQuery,
    NominationsOf,
    NominationView,
    Notice,
    NoticeQuery,
    SignDecision,
    SignPetition,
)
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.people import DiscloseContacts
from shared.following import Follower, OwnFollower
from shared.outbox import Outbox
from shared.principals import Principal
from shared.trust import believing
from shared.wire import Parts, Publisher, client, every, follow, provide, serves

PEOPLE_AT_ONCE = 200


@cache
def log_of(parts: Parts) -> NominationLog:
    """Nomination's log in its database: one a process."""
    return NominationLog(parts.log_env, parts.tools, queries.RegisterTables(parts.database))


@serves(NominationApi, queries)
class NominationService(Publisher):
    """Nomination's process."""

    name = "nomination"
    log = provide(log_of)
    outbox = provide(lambda parts: Outbox(parts.database, log_of(parts), parts.settings.amqp_uri))
    own = provide(lambda parts: OwnFollower(parts.database, log_of(parts), project_own))
    registration = client(RegistrationApi)
    registrations = provide(lambda parts: Follower(parts.database, RegistrationApi, believing(project)))

    @follow(RegistrationApi)
    def on_registration_events(self, data: list[Any]) -> None:
        """Hear of units, people, campaigns, signatories, and whom to believe."""
        self.registrations.receive(data, self.registration)

    @every(seconds=2)
    def catch_up(self) -> None:
        """Read on where something was missed."""
        self.registrations.catch_up(self.registration)

    def answer_sign_decision(self, request: SignDecision, who: Principal) -> Done:
        """Fetch the names that the decision prints, then sign on what the own log holds."""
        self._print(Decision, request.decision_id, who)
        return self.log.sign_decision(request, who)

    def answer_sign_petition(self, request: SignPetition, who: Principal) -> Done:
        """Fetch the names that the petition prints, then sign on what the own log holds."""
        self._print(Petition, request.petition_id, who)
        return self.log.sign_petition(request, who)

    def _print(self, kind: type[Decision] | type[Petition], id: UUID, who: Principal) -> None:
        people = self.log.people_to_print(kind, id, who)
        for start in range(0, len(people), PEOPLE_AT_ONCE):
            asked = DiscloseContacts(
                request_id=uuid4(),
                disclosure_id=uuid4(),
                person_ids=tuple(people[start : start + PEOPLE_AT_ONCE]),
                purpose="award-record",
            )
            contacts = self.registration.disclose_contacts(asked).contacts
            self.log.print_names(kind, id, contacts, Principal(self.name, Role.SERVICE))

    def answer_get(self, request: NominationQuery, who: Principal) -> NominationView:
        """A dossier; another unit's answers as unknown."""
        return queries.dossier(request.nomination_id, who, self.log)

    def answer_list_nominations(self, request: NominationsOf, who: Principal) -> NominationList:
        """Dossiers, of one's own unit only for a unit's people."""
        with self.parts.database.transaction() as sql:
            ids = queries.ids_of(request, who, sql)
        return NominationList(nominations=tuple(queries.dossier(id, who, self.log) for id in ids))

    def answer_get_allocation(self, request: AllocationQuery, who: Principal) -> AllocationView:
        """A unit's share and what is left of it."""
        return queries.allocation(request.allocation_id, who, self.log)

    def answer_get_decision_draft(self, request: DecisionDraftQuery, who: Principal) -> DecisionDraft:
        """A decision's state and digests, before and after signing."""
        return queries.decision_draft(request.decision_id, self.log)

    def answer_notice_of(self, request: NoticeQuery, who: Principal) -> Notice:
        """Whom a private event concerns."""
        return notices.notice_of(request, self.log)
