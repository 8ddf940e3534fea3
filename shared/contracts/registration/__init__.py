"""Registration (đăng ký thi đua): campaigns, units, people, targets; and whom to believe.

One module for each part of the promise: ``units``, ``people``, ``clusters``, ``campaigns``, ``registrations``,
``access``; ``kinds`` holds the words that are recorded.
"""

from shared.contracts.base import LogContract, StatusContract
from shared.contracts.registration import access, campaigns, clusters, people, registrations, units


class RegistrationApi(
    units.UnitPromises,
    people.PeoplePromises,
    clusters.ClusterPromises,
    campaigns.CampaignPromises,
    registrations.RegistrationPromises,
    access.AccessPromises,
    LogContract,
    StatusContract,
):
    """Registration's promises."""

    name = "registration"
    events = (
        *units.EVENTS,
        *people.EVENTS,
        *clusters.EVENTS,
        *campaigns.EVENTS,
        *registrations.EVENTS,
        *access.EVENTS,
    )
    sentences = {
        "id-taken": "Mã định danh {id} đã được dùng.",
        "name-taken": "{name} đã được dùng.",
        "effective-later": "Ngày hiệu lực {effective_on} ở sau ngày hôm nay ({today}).",
        **units.SENTENCES,
        **people.SENTENCES,
        **clusters.SENTENCES,
        **campaigns.SENTENCES,
        **registrations.SENTENCES,
        **access.SENTENCES,
    }
