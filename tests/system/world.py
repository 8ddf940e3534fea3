"""A small world to try things in: units, people, a campaign, places, and dossiers that want them."""

from typing import Any
from uuid import UUID, uuid4

from shared.messages import Json
from tests.system.place import Caller, Place


class World:
    """What an office enters, each thing under ids of its own."""

    def __init__(self, place: Place, office: Caller) -> None:
        self._place = place
        self._office = office

    def campaign(self) -> UUID:
        """A campaign that was launched."""
        campaign = uuid4()
        self._office.ask(
            "registration",
            "draft_campaign",
            {
                "campaign_id": str(campaign),
                "title": f"Phong trào thử {campaign}",
                "level": "province",
                "kind": "thematic",
                "year_from": 2022,
                "year_to": 2022,
                "launched_by": "UBND tỉnh",
            },
        )
        self._office.ask("registration", "launch_campaign", {"campaign_id": str(campaign)})
        return campaign

    def unit(self, people: int = 0, code: str = "") -> tuple[UUID, list[UUID]]:
        """A unit and its people, known to everybody who follows the register."""
        unit, ids = uuid4(), [uuid4() for _ in range(people)]
        self._office.ask("registration", "register_unit", unit_data(unit, code))
        for id in ids:
            self._office.ask("registration", "register_person", person_data(id, unit))
        self._place.wait_quiet()
        return unit, ids

    def places(self, unit: UUID, places: int) -> UUID:
        """A unit's share of places for a certificate of merit, in a campaign of its own."""
        grant, allocation, campaign = uuid4(), uuid4(), self.campaign()
        self._place.wait_followed("nomination", "registration")
        self._office.ask(
            "nomination",
            "grant_places",
            {
                "grant_id": str(grant),
                "campaign_id": str(campaign),
                "award": "GK_SO",
                "subject_kind": "individual",
                "places": places,
            },
        )
        self._office.ask(
            "nomination",
            "allocate_places",
            {"allocation_id": str(allocation), "grant_id": str(grant), "unit_id": str(unit), "places": places},
        )
        return allocation


def unit_data(unit: UUID, code: str = "", **more: Any) -> Json:
    """The request to register a unit."""
    return {"unit_id": str(unit), "code": code or unit.hex[:20], "name": "Phòng Thử nghiệm", "kind": "room", **more}


def person_data(person: UUID, unit: UUID, **more: Any) -> Json:
    """The request to register a person."""
    return {
        "person_id": str(person),
        "name": "Người Thử",
        "position": "Chuyên viên",
        "position_class": "staff",
        "unit_id": str(unit),
        "email": f"{person.hex}@thu.invalid",
        **more,
    }


def dossier_data(allocation: UUID, subject: UUID, dossier: UUID | None = None, **more: Any) -> Json:
    """The request to hand a dossier in."""
    return {
        "nomination_id": str(dossier or uuid4()),
        "allocation_id": str(allocation),
        "subject_id": str(subject),
        "minutes": {"held_on": "2022-01-02", "members": 9, "present": 9, "in_favour": 8},
        "achievements": "Hoàn thành tốt nhiệm vụ.",
        **more,
    }
