"""Registration on the wire: requests in, events out."""

from functools import cache
from typing import Any

from services.registration import queries
from services.registration.application import RegistrationLog
from services.registration.projection import project, project_own
from shared.contracts.nomination import NominationApi
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.people import FindPerson, PersonView
from shared.contracts.registration.registrations import RegistrationQuery, RegistrationView
from shared.following import Follower, OwnFollower
from shared.outbox import Outbox
from shared.principals import Principal
from shared.wire import Parts, Publisher, client, every, follow, provide, serves


@cache
def log_of(parts: Parts) -> RegistrationLog:
    """Registration's log in its database: one a process."""
    return RegistrationLog(parts.log_env, parts.tools, queries.AwardTable(parts.database))


@serves(RegistrationApi, queries)
class RegistrationService(Publisher):
    """Registration's process."""

    name = "registration"
    log = provide(log_of)
    outbox = provide(lambda parts: Outbox(parts.database, log_of(parts), parts.settings.amqp_uri))
    own = provide(lambda parts: OwnFollower(parts.database, log_of(parts), project_own))
    nomination = client(NominationApi)
    nominations = provide(lambda parts: Follower(parts.database, NominationApi, project))

    @follow(NominationApi)
    def on_nomination_events(self, data: list[Any]) -> None:
        """Hear which awards there are."""
        self.nominations.receive(data, self.nomination)

    @every(seconds=2)
    def catch_up(self) -> None:
        """Read on where something was missed."""
        self.nominations.catch_up(self.nomination)

    def answer_get_registration(self, request: RegistrationQuery, who: Principal) -> RegistrationView:
        """A unit's targets and why they came back."""
        return queries.registration(request.registration_id, who, self.log)

    def answer_find_person(self, request: FindPerson, who: Principal) -> PersonView:
        """A person by id or the other system's code, which only this service can match."""
        digest = self.log.sealer.match("external", request.external_code) if request.external_code else ""
        with self.parts.database.transaction() as sql:
            return queries.person_by(sql, request.person_id, digest)
