"""What was handed out of people's data: of whom, to whom, what for."""

from typing import Any
from uuid import UUID

from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as


@recorded_as("disclosure")
class Disclosure(Aggregate):
    """Data of people were handed out: of whom, to whom, what for."""

    class Made(Recorded, Aggregate.Created):
        person_ids: list[str]
        purpose: str
        what: str  # contacts, evaluations, list

        class_version = 2

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Version 1 knew of contacts only."""
            state["what"] = "contacts"

    @event(Made)
    def __init__(self, id: UUID) -> None:
        self._id = id

    @classmethod
    def make(cls, id: UUID, what: str, person_ids: list[str], purpose: str, did: Did) -> "Disclosure":
        """Record a disclosure."""
        return cls._create(cls.Made, id=id, person_ids=person_ids, purpose=purpose, what=what, **did)
