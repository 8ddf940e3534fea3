"""Registration on the wire: requests in, events out."""

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from services.registration import feasibility, queries
from services.registration.application import RegistrationLog
from services.registration.domain.registrations import Registration
from services.registration.lists import PeopleLists
from services.registration.projection import project, project_own
from shared.contracts.base import UNIT_ROLES
from shared.contracts.nomination import NominationApi
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.campaigns import (
    LegalTextList,
    LegalTexts,
    OpenRegistrationList,
    OpenRegistrations,
    PlanQuery,
    PlanView,
    Recipients,
    RecipientsOf,
    StandingItems,
    StandingList,
)
from shared.contracts.registration.clusters import (
    ClusterList,
    ClusterQuery,
    ClusterView,
    ListClusters,
    ListSignatories,
    SignatoryList,
)
from shared.contracts.registration.kinds import PhaseSight
from shared.contracts.registration.people import (
    CheckPeople,
    ExportPeople,
    FindPerson,
    ImportPeople,
    PeopleChecked,
    PeopleExported,
    PeopleImported,
    PersonView,
)
from shared.contracts.registration.registrations import (
    AmendRegistration,
    LockedLists,
    LockedListsOf,
    RegistrationOfUnit,
    RegistrationQuery,
    RegistrationRollUp,
    RegistrationsOf,
    RegistrationTaken,
    RegistrationView,
    ResubmitRegistration,
    SubmitRegistration,
    Target,
    TargetWarning,
)
from shared.following import Follower, OwnFollower
from shared.outbox import Outbox
from shared.principals import Principal
from shared.wire import Parts, Publisher, client, every, follow, provide, serves

ASSESSED_WITHIN = 3  # seconds: a registration does not wait long for what is only a warning


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
    assessing = client(NominationApi, answer_within=ASSESSED_WITHIN)
    nominations = provide(lambda parts: Follower(parts.database, NominationApi, project))

    @follow(NominationApi)
    def on_nomination_events(self, data: list[Any]) -> None:
        """Hear which awards there are."""
        self.nominations.receive(data, self.nomination)

    @every(seconds=2)
    def catch_up(self) -> None:
        """Read on where something was missed."""
        self.nominations.catch_up(self.nomination)

    def answer_get_plan(self, request: PlanQuery, who: Principal) -> PlanView:
        """A plan, and where its rounds and phases stand today."""
        with self.parts.database.reading() as sql:
            return queries.plan_on(request, self._day(None), sql)

    def answer_open_registrations(self, request: OpenRegistrations, who: Principal) -> OpenRegistrationList:
        """Campaigns in which units can register on a day."""
        with self.parts.database.reading() as sql:
            return queries.registrations_open_on(request, who, self._day(request.on), sql)

    def answer_standing_list(self, request: StandingList, who: Principal) -> StandingItems:
        """What the standing office has to look after, with the reasons that were given."""

        def reason_of(sealed: dict[str, Any]) -> str:
            return (self.log.sealer.open(sealed) or {}).get("no_criteria_reason", "")

        with self.parts.database.reading() as sql:
            return queries.standing_items(reason_of, sql)

    def answer_resolve_recipients(self, request: RecipientsOf, who: Principal) -> Recipients:
        """The bodies that a campaign's "Nơi nhận" names on a day."""
        with self.parts.database.transaction() as sql:
            return queries.recipients_on(request.campaign_id, self._day(request.on), sql)

    def answer_list_legal_texts(self, request: LegalTexts, who: Principal) -> LegalTextList:
        """The register of legal texts on a day."""
        with self.parts.database.reading() as sql:
            return queries.legal_texts_on(self._day(request.on), sql)

    def answer_get_cluster(self, request: ClusterQuery, who: Principal) -> ClusterView:
        """A cluster on a day."""
        with self.parts.database.transaction() as sql:
            return queries.cluster_on(request.cluster_id, self._day(request.on), sql)

    def answer_list_clusters(self, request: ListClusters, who: Principal) -> ClusterList:
        """All clusters on a day."""
        with self.parts.database.transaction() as sql:
            return queries.clusters_on(self._day(request.on), sql)

    def answer_list_signatories(self, request: ListSignatories, who: Principal) -> SignatoryList:
        """Who may sign on a day."""
        with self.parts.database.reading() as sql:
            return queries.signatories_on(self._day(request.on), sql)

    def _day(self, asked: date | None) -> date:
        return asked or self.parts.clock.now().date()

    def answer_submit_registration(self, request: SubmitRegistration, who: Principal) -> RegistrationTaken:
        """Ask what the rules say of the targets, then decide on what the own log holds."""
        return self.log.submit_registration(request, who, self._warnings(request.campaign_id, request.targets))

    def answer_resubmit_registration(self, request: ResubmitRegistration, who: Principal) -> RegistrationTaken:
        """Ask what the rules say of the targets, then decide on what the own log holds."""
        campaign_id = self.log.load(Registration, request.registration_id).campaign_id
        return self.log.resubmit_registration(request, who, self._warnings(campaign_id, request.targets))

    def answer_amend_registration(self, request: AmendRegistration, who: Principal) -> RegistrationTaken:
        """Ask what the rules say of the targets, then decide on what the own log holds."""
        campaign_id = self.log.load(Registration, request.registration_id).campaign_id
        return self.log.amend_registration(request, who, self._warnings(campaign_id, request.targets))

    def _warnings(self, campaign_id: UUID, targets: tuple[Target, ...]) -> tuple[TargetWarning, ...] | None:
        return feasibility.warnings_of(campaign_id, targets, self.log, self.assessing)

    def answer_roll_up(self, request: RegistrationsOf, who: Principal) -> RegistrationRollUp:
        """Where each reporting unit stands; a unit sees the others in a phase that shows them."""
        today = self.parts.clock.now().date()
        apart = who.role in UNIT_ROLES and not queries.shown_to_units(
            request.campaign_id, PhaseSight.ROLL_UP, today, self.log
        )
        with self.parts.database.transaction() as sql:
            return queries.rolled_up(request, who if apart else None, sql)

    def answer_registration_of(self, request: RegistrationOfUnit, who: Principal) -> RegistrationView:
        """The registration of a unit in a campaign."""
        return queries.registration_of_unit(request, who, self.log)

    def answer_locked_lists(self, request: LockedListsOf, who: Principal) -> LockedLists:
        """A campaign's lists as they were locked."""
        return queries.locked_lists_of(request.campaign_id, self.log)

    def answer_get_registration(self, request: RegistrationQuery, who: Principal) -> RegistrationView:
        """A unit's targets and why they came back."""
        return queries.registration(request.registration_id, who, self.log)

    def answer_find_person(self, request: FindPerson, who: Principal) -> PersonView:
        """A person by id or the other system's code, which only this service can match."""
        digest = self.log.sealer.match("external", request.external_code) if request.external_code else ""
        with self.parts.database.transaction() as sql:
            return queries.person_by(request, digest, sql)

    def answer_check_people(self, request: CheckPeople, who: Principal) -> PeopleChecked:
        """What importing a workbook would do."""
        return self._lists.check(request, who)

    def answer_import_people(self, request: ImportPeople, who: Principal) -> PeopleImported:
        """Enter the people of a workbook as its report said."""
        return self._lists.enter(request, who)

    def answer_export_people(self, request: ExportPeople, who: Principal) -> PeopleExported:
        """People as a workbook."""
        return self._lists.hand_out(request, who)

    @property
    def _lists(self) -> PeopleLists:
        return PeopleLists(self.log, self.own.catch_up, self.parts.database)
