"""What registration's recorded events look like to others, by what they are about."""

from services.registration.publishing import access, campaigns, clusters, people, registrations, units
from services.registration.publishing.public import public_event

__all__ = ["access", "campaigns", "clusters", "people", "public_event", "registrations", "units"]
