"""Registration's tables to answers, by what they are about."""

from services.registration.queries.campaigns import (
    AwardTable,
    get_campaign,
    list_campaigns,
    plan_on,
    registrations_open_on,
    standing_items,
)
from services.registration.queries.clusters import cluster_on, clusters_on, signatories_on
from services.registration.queries.legal import legal_texts_on
from services.registration.queries.people import (
    count_register,
    list_people,
    person_by,
    person_history,
    search_people,
)
from services.registration.queries.recipients import recipients_on
from services.registration.queries.registrations import (
    locked_lists_of,
    registration,
    registration_of_unit,
    rolled_up,
    shown_to_units,
)
from services.registration.queries.units import find_unit, list_units, search_units, trace_unit, unit_history

__all__ = [
    "AwardTable",
    "cluster_on",
    "clusters_on",
    "count_register",
    "find_unit",
    "get_campaign",
    "legal_texts_on",
    "list_campaigns",
    "list_people",
    "list_units",
    "locked_lists_of",
    "person_by",
    "person_history",
    "plan_on",
    "recipients_on",
    "registration",
    "registration_of_unit",
    "registrations_open_on",
    "rolled_up",
    "search_people",
    "search_units",
    "shown_to_units",
    "signatories_on",
    "standing_items",
    "trace_unit",
    "unit_history",
]
