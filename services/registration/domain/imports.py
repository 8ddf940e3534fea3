"""Lists of people that were imported: one after the other, so that each is compared with what stood before."""

from uuid import NAMESPACE_URL, UUID, uuid5

from shared.eventlog import Aggregate, Did, Recorded, event, recorded_as


@recorded_as("people_import")
class PeopleImports(Aggregate):
    """All imports of people: two at once meet here, and the later one is compared again."""

    ID = uuid5(NAMESPACE_URL, "vinhdanh:people_import")

    class Opened(Recorded, Aggregate.Created):
        """Before the first import."""

    class Imported(Recorded, Aggregate.Event):
        file_sha256: str
        added: int
        changed: int
        unchanged: int

    @event(Opened)
    def __init__(self, id: UUID) -> None:
        self._id = id
        self.imported = 0

    @classmethod
    def open(cls, did: Did) -> "PeopleImports":
        """Nothing was imported yet."""
        return cls._create(cls.Opened, id=cls.ID, **did)

    def add(self, file_sha256: str, added: int, changed: int, unchanged: int, did: Did) -> None:
        """Record that a list was imported, and what it did."""
        self.trigger_event(
            self.Imported, file_sha256=file_sha256, added=added, changed=changed, unchanged=unchanged, **did
        )

    @event(Imported)
    def _imported(self) -> None:
        self.imported += 1
