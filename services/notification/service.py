"""Notification on the wire: events in, letters out."""

from typing import Any

from services.notification import delivery, letters, queries, reminders
from services.notification.projection import project
from shared.contracts.nomination import NominationApi
from shared.contracts.notification import NotificationApi
from shared.contracts.registration import RegistrationApi
from shared.contracts.reporting import ReportingApi
from shared.following import Follower
from shared.trust import believing
from shared.wire import Service, client, every, follow, provide, serves


@serves(NotificationApi, queries)
class NotificationService(Service):
    """Notification's process."""

    name = "notification"
    registration = client(RegistrationApi)
    nomination = client(NominationApi)
    reporting = client(ReportingApi)
    registrations = provide(lambda parts: Follower(parts.database, RegistrationApi, believing(project)))
    nominations = provide(lambda parts: Follower(parts.database, NominationApi, project))
    reports = provide(lambda parts: Follower(parts.database, ReportingApi, project))

    @follow(RegistrationApi)
    def on_registration_events(self, data: list[Any]) -> None:
        """Hear of units, campaigns and registrations."""
        self.registrations.receive(data, self.registration)

    @follow(NominationApi)
    def on_nomination_events(self, data: list[Any]) -> None:
        """Hear of dossiers, sessions and decisions."""
        self.nominations.receive(data, self.nomination)

    @follow(ReportingApi)
    def on_reporting_events(self, data: list[Any]) -> None:
        """Hear of reports that came in."""
        self.reports.receive(data, self.reporting)

    @every(seconds=2)
    def catch_up_registration(self) -> None:
        """Read on in registration's log where something was missed."""
        self.registrations.catch_up(self.registration)

    @every(seconds=2)
    def catch_up_nomination(self) -> None:
        """Read on in nomination's log where something was missed."""
        self.nominations.catch_up(self.nomination)

    @every(seconds=2)
    def catch_up_reporting(self) -> None:
        """Read on in reporting's log where something was missed."""
        self.reports.catch_up(self.reporting)

    @every(seconds=0.5)
    def resolve_notices(self) -> None:
        """Ask whom private events concern, and write the letters about them."""
        while letters.resolve(self.parts.database, self.nomination):
            pass

    @every(seconds=1)
    def remind(self) -> None:
        """Write today's reminders in the morning, knowing all that was handed in by then."""
        now = self.parts.clock.now()
        if reminders.is_time(self.parts.database, now):
            self.registrations.catch_up(self.registration)
            self.reports.catch_up(self.reporting)
            reminders.remind(self.parts.database, now.date())

    @every(seconds=0.5)
    def deliver(self) -> None:
        """Send the letters that are due."""
        while delivery.deliver(self.parts.database, self.registration, self.parts.settings):
            pass
