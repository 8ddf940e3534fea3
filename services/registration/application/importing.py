"""The use cases of whole lists of people: entered in one commit as a report said, and handed out."""

import time
from collections.abc import Iterable
from uuid import UUID, uuid5

from services.registration.application.people import CLAIMED, People, identity_fields
from services.registration.domain.disclosures import Disclosure
from services.registration.domain.imports import PeopleImports
from services.registration.domain.people import Person
from services.registration.importing import IDENTITY, POSITION, TURN, Added, Changed, Report
from shared.contracts.registration.people import ExportPeople, ImportPeople, PeopleExported, PeopleImported
from shared.errors import Conflict
from shared.eventlog import Aggregate, Claim, Did
from shared.principals import Principal


class Lists(People):
    """What can be done with lists of people."""

    def import_people(
        self, command: ImportPeople, report: Report, imports: PeopleImports | None, who: Principal
    ) -> PeopleImported:
        """Enter what a report says, in one commit; nothing is recorded where nothing changes.

        ``imports`` are those before the report was made: another one since then is a lost race.
        """
        did = self.did(who, command)
        now = self.find(PeopleImports, PeopleImports.ID)
        if report.digest() != command.report_digest or (now and now.version) != (imports and imports.version):
            raise Conflict("report-outdated")
        added, changed, unchanged = len(report.added), len(report.changed), len(report.unchanged)
        answer = PeopleImported(id=command.request_id, added=added, changed=changed, unchanged=unchanged)
        if not report.added and not report.changed:
            return answer
        for unit_id in {one.unit_id for one in report.added} | {one.unit_id for one in report.changed}:
            self.unit_on(unit_id, did.effective_on)
        imports = imports or PeopleImports.open(did)
        imports.add(report.file_sha256, added, changed, unchanged, did)
        entered = [*self._entered(command, report.added, did), *self._updated(report.changed, did)]
        return self.record(imports, *entered, did=did, answer=answer)

    def export_people(self, command: ExportPeople, people: Iterable[UUID], who: Principal) -> None:
        """Record that people were handed out as a list; the answer that is kept holds none of them."""
        did = self.did(who, command)
        disclosure = Disclosure.make(
            self.new(command.disclosure_id), "list", [str(one) for one in people], command.purpose, did
        )
        self.record(disclosure, did=did, answer=PeopleExported(id=disclosure.id))

    def _entered(self, command: ImportPeople, added: list[Added], did: Did) -> Iterable[Aggregate]:
        """Ids follow from the request and the row: an import that is run again enters the same people."""
        rows = {uuid5(command.request_id, f"{one.row.sheet}:{one.row.row}"): one for one in added}
        digests = {id: self.digests_of(one.row) for id, one in rows.items()}
        sealed = self.sealer.seal_each(
            "identity", {id: identity_fields(one.row, one.row.position) for id, one in rows.items()}
        )
        for at, (id, one) in enumerate(rows.items()):
            row = one.row
            yield Person.register(
                id,
                one.unit_id,
                row.position_class,
                row.staff_kind,
                row.front_line,
                row.recruited_on,
                sealed[id],
                digests[id],
                did,
            )
            _let_others(at)
        for kind, name in CLAIMED.items():  # free in the report; whoever took one since then makes it outdated
            yield from (Claim.on(kind, one[name], id, did) for id, one in digests.items() if one[name])

    def _updated(self, changed: list[Changed], did: Did) -> Iterable[Aggregate]:
        described = {one.known.id: one.row for one in changed if {*IDENTITY, "recruited_on"} & {*one.fields}}
        moved = {one.known.id: one.row for one in changed if {*POSITION} & {*one.fields}}
        identities = self.sealer.seal_each("identity", {id: identity_fields(row, "") for id, row in described.items()})
        positions = self.sealer.seal_each("identity", {id: {"position": row.position} for id, row in moved.items()})
        for at, one in enumerate(changed):
            person, row = self.load(Person, one.known.id), one.row
            if person.id in described:
                digests = self.digests_of(row)
                recruited_on = row.recruited_on if "recruited_on" in one.fields else None
                person.describe(identities[person.id], digests, recruited_on, did)
                if {"external_code", "identity_number"} & {*one.fields}:
                    yield from self.codes(person.id, digests, did)
            if person.id in moved:
                position = positions[person.id]
                person.change_position(position, row.position_class, row.staff_kind, row.front_line, did)
            if "unit" in one.fields:
                person.transfer(one.unit_id, self.followed(did.effective_on), did)
            yield person
            _let_others(at)


def _let_others(at: int) -> None:
    """Thousands of rows without a pause would keep every other request waiting: greenlets yield only when asked."""
    if at % TURN == 0:
        time.sleep(0)
