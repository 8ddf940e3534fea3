"""The use cases of registration, one method each, by what they are about."""

from services.registration.application.access import Access
from services.registration.application.base import Catalogue
from services.registration.application.campaigns import Campaigns
from services.registration.application.clusters import Clusters
from services.registration.application.people import People
from services.registration.application.registrations import Registrations
from services.registration.application.units import Units

__all__ = ["Catalogue", "RegistrationLog"]


class RegistrationLog(Units, People, Clusters, Campaigns, Registrations, Access):
    """Registration's log and use cases."""

    name = "registration"
