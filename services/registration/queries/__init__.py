"""Registration's tables to answers, by what they are about."""

from services.registration.queries.campaigns import AwardTable, get_campaign, list_campaigns
from services.registration.queries.people import count_register, person_by
from services.registration.queries.registrations import registration, roll_up
from services.registration.queries.units import find_unit

__all__ = [
    "AwardTable",
    "count_register",
    "find_unit",
    "get_campaign",
    "list_campaigns",
    "person_by",
    "registration",
    "roll_up",
]
