"""Registration's recorded events, and what it follows from nomination, onto registration's tables."""

from services.registration.projection import access, campaigns, clusters, people, registrations, units
from services.registration.projection.followed import project
from services.registration.projection.own import project_own

__all__ = ["access", "campaigns", "clusters", "people", "project", "project_own", "registrations", "units"]
