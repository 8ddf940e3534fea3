"""The use cases of registration, one method each, by what they are about."""

from services.registration.application.access import Access
from services.registration.application.base import Catalogue
from services.registration.application.cloning import Cloning
from services.registration.application.clusters import Clusters
from services.registration.application.collectives import Collectives
from services.registration.application.evaluations import Evaluations
from services.registration.application.importing import Lists
from services.registration.application.registrations import Registrations
from services.registration.application.units import Units

__all__ = ["Catalogue", "RegistrationLog"]


class RegistrationLog(Units, Evaluations, Collectives, Lists, Clusters, Cloning, Registrations, Access):
    """Registration's log and use cases."""

    name = "registration"
