"""The public portal: campaigns, issued decisions and awards, for everybody, without login."""

from pathlib import Path
from typing import ClassVar
from uuid import UUID

from werkzeug.wrappers import Request, Response

from services.reporting import names, portal, queries
from shared.contracts.registration.kinds import CampaignLevel, SubjectKind
from shared.contracts.reporting import AwardQuery, DecisionLineView, DecisionQuery, DecisionsOfYear
from shared.vietnamese import by_given_name
from shared.web.pages import Pages, page
from shared.wire import Parts


class ReportingPages(Pages):
    """The portal's pages; what they show is in the tables of reporting, and everything they show is public."""

    templates = Path(__file__).parent / "templates"
    menu: ClassVar = {"/": "Phong trào", "/quyet-dinh": "Quyết định", "/gioi-thieu": "Giới thiệu"}

    def __init__(self, parts: Parts) -> None:
        sandbox = parts.settings.mode == "sandbox"
        super().__init__(sandbox=sandbox, kinds=names.KINDS, duties=names.DUTIES, steps=names.STEPS)
        self._database = parts.database

    @page("/")
    def campaigns(self, request: Request) -> Response:
        """The campaigns of a year by who launched them, with their rounds and deadlines."""
        with self._database.transaction() as sql:
            years = portal.campaign_years(sql)
            year = _chosen(request, years)
            found = portal.campaigns(year, sql)
            plans = portal.plans([one.id for one in found], sql)
        levels = [
            (names.LEVELS[level], [one for one in found if one.level == level])
            for level in reversed(CampaignLevel)
            if any(one.level == level for one in found)
        ]
        return self.render("campaigns.html", here="/", years=years, year=year, levels=levels, plans=plans)

    @page("/phong-trao/<uuid:id>")
    def campaign(self, request: Request, id: UUID) -> Response:
        """One campaign with what it rests on."""
        with self._database.transaction() as sql:
            found = portal.campaign(id, sql)
            bases = portal.legal_bases(id, sql)
            plans = portal.plans([id], sql)
            changes = portal.changes(id, sql)
        level = names.LEVELS[CampaignLevel(found.level)]
        return self.render(
            "campaign.html",
            campaign=found,
            level=level,
            bases=bases,
            plan=plans[id],
            changes=changes,
            called=names.CHANGES,
        )

    @page("/quyet-dinh")
    def decisions(self, request: Request) -> Response:
        """The decisions of a year, or the awards that a search finds."""
        asked = request.args.get("tim", "").strip()[:200]
        with self._database.transaction() as sql:
            years = portal.decision_years(sql)
            year = _chosen(request, years)
            awards = portal.search(asked, sql) if asked else []
            listed = queries.list_decisions(DecisionsOfYear(year=year), None, sql).decisions
        return self.render(
            "decisions.html",
            here="/quyet-dinh",
            years=years,
            year=year,
            decisions=listed,
            asked=asked,
            awards=awards,
            more=len(awards) == portal.FOUND_AT_MOST,
        )

    @page("/quyet-dinh/<uuid:id>")
    def decision(self, request: Request, id: UUID) -> Response:
        """One decision, laid out as a document."""
        with self._database.transaction() as sql:
            found = queries.get_decision(DecisionQuery(decision_id=id), None, sql)
            called = portal.award_names(id, sql)
        groups = [
            (f"{called[award]} - {names.SUBJECTS[kind]}", lines)
            for (award, kind), lines in _grouped(found.lines).items()
        ]
        return self.render(
            "decision.html", decision=found, decider=names.decider(found.authority, found.capacity), groups=groups
        )

    @page("/khen-thuong/<uuid:id>")
    def award(self, request: Request, id: UUID) -> Response:
        """The public history of an issued award; a dossier that is none is not there."""
        with self._database.transaction() as sql:
            found = queries.get_award(AwardQuery(award_id=id), None, sql)
            called = portal.award_names(found.decision_id, sql)[found.award]
        return self.render("award.html", award=found, called=called)

    @page("/gioi-thieu")
    def about(self, request: Request) -> Response:
        """What this is, and what it shows about people."""
        return self.render("about.html", here="/gioi-thieu")


def _chosen(request: Request, years: list[int]) -> int:
    """The year that is asked for, else the latest one with data."""
    asked = request.args.get("nam", type=int)
    return asked if asked in years else max(years, default=0)


def _grouped(lines: tuple[DecisionLineView, ...]) -> dict[tuple[str, SubjectKind], list[DecisionLineView]]:
    """The lines by award and kind in the decision's order; people by given name, collectives as they stand."""
    groups: dict[tuple[str, SubjectKind], list[DecisionLineView]] = {}
    for line in lines:
        groups.setdefault((line.award, line.subject_kind), []).append(line)
    for (_, kind), group in groups.items():
        if kind is SubjectKind.INDIVIDUAL:
            group.sort(key=lambda line: by_given_name(line.name))
    return groups
