"""Reporting on the wire: requests in, its own reports out, two logs followed, one portal."""

from functools import cache
from typing import Any

from services.reporting import queries
from services.reporting.application import ReportingLog
from services.reporting.pages import ReportingPages
from services.reporting.projection import project, project_own
from shared.contracts.nomination import NominationApi
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.people import FindPerson
from shared.contracts.reporting import AwardHistory, AwardsOfSubject, ReportingApi
from shared.following import Follower, OwnFollower
from shared.outbox import Outbox
from shared.principals import Principal
from shared.trust import believing
from shared.wire import Parts, Publisher, client, every, follow, provide, serves


@cache
def log_of(parts: Parts) -> ReportingLog:
    """The one log of a process."""
    return ReportingLog(parts.log_env, parts.tools, obligations=queries.FollowedObligations(parts.database))


@serves(ReportingApi, queries)
class ReportingService(Publisher):
    """Answers about issued awards, and takes the reports of units."""

    name = "reporting"
    pages = ReportingPages

    log = provide(log_of)
    outbox = provide(lambda parts: Outbox(parts.database, log_of(parts), parts.settings.amqp_uri))
    own = provide(lambda parts: OwnFollower(parts.database, log_of(parts), project_own))
    registrations = provide(lambda parts: Follower(parts.database, RegistrationApi, believing(project)))
    nominations = provide(lambda parts: Follower(parts.database, NominationApi, project))
    registration = client(RegistrationApi)
    nomination = client(NominationApi)

    def answer_award_history(self, request: AwardHistory, who: Principal) -> AwardsOfSubject:
        """A subject's awards; a person's code of another system is known to registration alone."""
        with self.parts.database.transaction() as sql:
            subject = queries.subject_of(request, sql)
        if subject is None:
            subject = self.registration.find_person(FindPerson(external_code=request.external_code)).person_id
        with self.parts.database.transaction() as sql:
            return queries.awards_of(subject, request.as_of, request.known_on, sql)

    @follow(RegistrationApi)
    def on_registration_events(self, batch: list[Any]) -> None:
        """Campaigns, units, people, and whom to believe."""
        self.registrations.receive(batch, self.registration)

    @follow(NominationApi)
    def on_nomination_events(self, batch: list[Any]) -> None:
        """Issued decisions, and nothing about other dossiers."""
        self.nominations.receive(batch, self.nomination)

    @every(seconds=2)
    def catch_up_with_registration(self) -> None:
        """Read on where the queue lost something."""
        self.registrations.catch_up(self.registration)

    @every(seconds=2)
    def catch_up_with_nomination(self) -> None:
        """Read on where the queue lost something."""
        self.nominations.catch_up(self.nomination)
