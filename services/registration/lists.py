"""Lists of people between workbooks and the register: checked, entered, handed out."""

import base64
import hashlib
from collections.abc import Callable
from datetime import date

from services.registration.application import RegistrationLog
from services.registration.domain.facts import Plain
from services.registration.domain.imports import PeopleImports
from services.registration.importing import Comparison, Digests, Known, Register, Report
from services.registration.queries.lists import Listed, candidates, listed_in
from services.registration.spreadsheet import PersonRow, read_people, write_people
from shared.contracts.base import UNIT_ROLES
from shared.contracts.registration.kinds import Gender, PositionClass, StaffKind
from shared.contracts.registration.people import (
    CheckPeople,
    ExportPeople,
    ImportPeople,
    PeopleChecked,
    PeopleExported,
    PeopleImported,
)
from shared.database import Database
from shared.errors import Forbidden, Invalid
from shared.principals import Principal


class PeopleLists:
    """Checks, enters and hands out lists; each first reads on to the end of the log, to compare with what stands.

    A unit's own people bring in people of their unit only.
    """

    def __init__(self, log: RegistrationLog, catch_up: Callable[[], int], database: Database) -> None:
        self._log = log
        self._catch_up = catch_up
        self._database = database

    def check(self, request: CheckPeople, who: Principal) -> PeopleChecked:
        """What importing would do."""
        return self._report(request, who).answer()

    def enter(self, command: ImportPeople, who: Principal) -> PeopleImported:
        """Compare again, and enter what the confirmed report said."""
        imports = self._log.find(PeopleImports, PeopleImports.ID)  # before the tables: whoever is faster collides
        return self._log.import_people(command, self._report(command, who), imports, who)

    def hand_out(self, command: ExportPeople, who: Principal) -> PeopleExported:
        """The people of a day as a workbook; whoever was erased is left out."""
        self._catch_up()
        with self._database.transaction() as sql:
            people, places = listed_in(command.unit_id, command.on, sql)
        known = self._opened(people)
        self._log.export_people(command, [one.id for one, _ in known], who)
        rows = [_row(one, *opened, places.code(one.unit_id)) for one, opened in known]
        packed = base64.b64encode(write_people(rows)).decode()
        return PeopleExported(id=command.disclosure_id, rows=len(rows), file=packed)

    def _report(self, request: CheckPeople | ImportPeople, who: Principal) -> Report:
        only = who.unit if who.role in UNIT_ROLES else None
        if who.role in UNIT_ROLES and (only is None or request.unit_id not in (None, only)):
            raise Forbidden("not-your-unit")
        try:
            data = base64.b64decode(request.file, validate=True)
        except ValueError:
            raise Invalid("file-not-base64") from None
        today = self._log.clock.now().date()
        sheet = read_people(data, today=today)
        digests = [self._digests(row) for row in sheet.rows]
        self._catch_up()
        with self._database.transaction() as sql:
            found = candidates(digests, [row.name for row in sheet.rows], sql)
        people = {
            one.id: Known(one.id, one.version, one.unit_id, one.state["departed_on"], _row(one, identity, position, ""))
            for one, (identity, position) in self._opened(found.people)
        }
        # whoever was erased is meant by no row, and keeps the codes
        erased = {code for codes in (found.external, found.identity) for code, id in codes.items() if id not in people}
        register = Register(
            units=found.units,
            people=people,
            external={code: id for code, id in found.external.items() if id in people},
            identity={code: id for code, id in found.identity.items() if id in people},
            named={name: ids & people.keys() for name, ids in found.named.items()},
            lowered={name: ids & people.keys() for name, ids in found.lowered.items()},
            taken=found.mistaken | erased,
        )
        comparison = Comparison(sheet, digests, register, request.unit_id or only, only)
        return comparison.report(hashlib.sha256(data).hexdigest(), today)

    def _digests(self, row: PersonRow) -> Digests:
        digests = self._log.digests_of(row)
        return Digests(digests["external_digest"], digests["identity_digest"], digests["named_digest"])

    def _opened(self, people: list[Listed]) -> list[tuple[Listed, tuple[Plain, Plain]]]:
        sealed = {one["box"]: one for person in people for one in (person.identity, person.position)}  # often the same
        opened = dict(zip(sealed, self._log.sealer.open_each(list(sealed.values())), strict=True))
        found = [(one, opened[one.identity["box"]], opened[one.position["box"]]) for one in people]
        return [(one, (identity, position)) for one, identity, position in found if identity and position]


def _row(one: Listed, identity: Plain, position: Plain, unit: str) -> PersonRow:
    state = one.state
    gender, kind, recruited_on = identity.get("gender"), state["staff_kind"], state["recruited_on"]
    return PersonRow(
        sheet="",
        row=0,
        external_code=identity["external_code"],
        name=identity["name"],
        birth=identity.get("birth", ""),  # what was sealed first knew neither birth nor gender
        gender=Gender(gender) if gender else None,
        position=position["position"],
        position_class=PositionClass(state["position_class"]),
        staff_kind=StaffKind(kind) if kind else None,
        front_line=state["front_line"],
        unit=unit,
        recruited_on=date.fromisoformat(recruited_on) if recruited_on else None,
        email=identity["email"],
        identity_number=identity["identity_number"],
    )
