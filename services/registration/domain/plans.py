"""What a plan says: whether its days fit together, what it lacks, what is other than before, and another year's."""

from calendar import isleap
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from shared.contracts.registration.kinds import CampaignLevel, RecipientKind
from shared.errors import Invalid

Plain = dict[str, Any]

WHOLE = 10_000  # the weights of all criteria together, in hundredths of a percent of the whole
REVIEWED_WITHIN = 365  # days after a campaign's last day, by which it has been reviewed
RANKS = {
    CampaignLevel.PRIME_MINISTER: 0,
    CampaignLevel.MINISTRY: 1,
    CampaignLevel.PROVINCE: 1,
    CampaignLevel.CLUSTER: 2,
    CampaignLevel.DEPARTMENT: 3,
    CampaignLevel.UNIT: 4,
}
WRITTEN_HERE = (CampaignLevel.DEPARTMENT, CampaignLevel.UNIT)  # another level's plan is as it was received
NEEDED: tuple[tuple[str, tuple[str, ...]], ...] = (  # any of these parts is enough
    ("mục đích hoặc chủ đề", ("objectives", "theme")),
    ("nội dung thi đua", ("content",)),
    ("các đợt thi đua", ("rounds",)),
    ("thời hạn", ("due",)),
    ("đơn vị thực hiện", ("reporting_units",)),
    ("nơi nhận", ("recipients", "recipient_groups")),
)


ONCE = {  # parts of a plan, by what none of theirs may share with another
    "rounds": ("round_id", "đợt thi đua"),
    "criteria": ("criterion_id", "tiêu chí"),
    "content": ("item_id", "nội dung"),
    "due": ("kind", "thời hạn của cùng một việc"),
    "reporting_units": (None, "đơn vị thực hiện"),
}


def answers_to(level: CampaignLevel, higher: CampaignLevel) -> bool:
    """Whether a campaign of a level may carry out one of another: of a higher level, or of its own."""
    return RANKS[higher] <= RANKS[level]


def last_day(plan: Plain) -> date:
    """The last day of a campaign."""
    return date(plan["year_to"], 12, 31)


def check(plan: Plain) -> None:
    """Every day of a plan lies where it belongs, rounds do not overlap, and nothing is named twice."""
    first, last = date(plan["year_from"], 1, 1), last_day(plan)
    if last < first:
        raise Invalid("years-inverted")

    def inside(one: Plain) -> bool:
        return bool(first <= one["starts_on"] <= one["ends_on"] <= last)

    before: date | None = None
    for one in sorted(plan["rounds"], key=lambda one: one["starts_on"]):
        if not inside(one):
            raise Invalid("round-outside", name=one["name"])
        if before and one["starts_on"] <= before:
            raise Invalid("rounds-overlap", name=one["name"])
        before = one["ends_on"]
    for one in plan["phases"]:
        if not inside(one):
            raise Invalid("phase-outside", name=one["name"])
    years = [one["year"] for one in plan["slices"]]
    for year in years:
        if not first.year <= year <= last.year or years.count(year) > 1:
            raise Invalid("slice-outside", year=year)
    for one in plan["due"]:
        if not first <= one["due_on"] <= last:
            raise Invalid("due-outside", due_on=one["due_on"])
    for one in plan["reviews"]:
        if one["on"] and not first <= one["on"] <= last + timedelta(REVIEWED_WITHIN):
            raise Invalid("review-outside", on=one["on"])
    for one in plan["recipient_groups"]:
        if not _is_whole(one):
            raise Invalid("recipient-not-whole", name=one["name"])
    for part, (key, what) in ONCE.items():
        named = [one[key] if key else one for one in plan[part]]
        if len(set(named)) < len(named):
            raise Invalid("named-twice", what=what)


def _is_whole(group: Plain) -> bool:
    needed = {
        RecipientKind.BODY: "mailbox",
        RecipientKind.UNITS: "unit_kind",
        RecipientKind.CLUSTER_HEADS: "cluster_id",
    }.get(RecipientKind(group["kind"]))
    return needed is None or bool(group[needed])


def missing(plan: Plain) -> list[str]:
    """What a plan lacks before it can be approved (domain: trình ký), in Vietnamese."""
    return [name for name, parts in NEEDED if not any(plan[part] for part in parts)]


def warnings_of(plan: Plain, *, criteria_expected: bool) -> list[Plain]:
    """What the standing office should know of a plan's criteria (Kế hoạch 2022, I.2.b)."""
    criteria = plan["criteria"]
    if not criteria:
        told = {
            "code": "no-criteria",
            "about": "criteria",
            "message": "Kế hoạch không có tiêu chí kiểm tra được.",
        }
        return [told] if criteria_expected else []
    weights = sum(one["weight"] for one in criteria)
    if weights == WHOLE:
        return []
    shown = f"{weights / 100:g}".replace(".", ",")
    message = f"Tổng trọng số của các tiêu chí là {shown}%, không phải 100%."
    return [{"code": "weights-not-whole", "about": "criteria", "message": message}]


def obligations_of(plan: Plain) -> list[Plain]:
    """What each reporting unit owes, and until when."""
    return [
        {"unit_id": unit, "kind": due["kind"], "due_on": due["due_on"]}
        for unit in plan["reporting_units"]
        for due in plan["due"]
    ]


def changed(before: Plain, after: Plain) -> list[str]:
    """The parts of a plan that are others than before, in the order of the plan."""
    return [name for name in after if after[name] != before[name]]


def affected(before: Plain, after: Plain) -> list[UUID]:
    """The units whose due dates, rounds or obligations are others than before."""
    units = list(dict.fromkeys([*before["reporting_units"], *after["reporting_units"]]))
    if before["rounds"] != after["rounds"]:
        return units

    def owed(plan: Plain, unit: UUID) -> list[Plain]:
        return [one for one in obligations_of(plan) if one["unit_id"] == unit]

    return [unit for unit in units if owed(before, unit) != owed(after, unit)]


# -- the plan of another year ---------------------------------------------------------------------------


def another_year(plan: Plain, year: int, title: str, campaign_id: UUID) -> Plain:
    """A plan with all its days in another year, and parts with ids of their own; what it cites stays as it is."""
    by = year - plan["year_from"]

    def fresh(old: UUID) -> UUID:
        return UUID(bytes=uuid5(campaign_id, str(old)).bytes, version=4)  # derived, in the form of a caller's id

    return plan | {
        "title": title,
        "year_from": year,
        "year_to": plan["year_to"] + by,
        "rounds": [one | {"round_id": fresh(one["round_id"])} for one in _moved_spans(plan["rounds"], by)],
        "phases": _moved_spans(plan["phases"], by),
        "due": [one | {"due_on": moved(one["due_on"], by)} for one in plan["due"]],
        "reviews": [one | {"on": one["on"] and moved(one["on"], by)} for one in plan["reviews"]],
        "slices": [one | {"year": one["year"] + by} for one in plan["slices"]],
        "anniversary": plan["anniversary"] and moved(plan["anniversary"], by),
        "criteria": [one | {"criterion_id": fresh(one["criterion_id"])} for one in plan["criteria"]],
        "content": [one | {"item_id": fresh(one["item_id"])} for one in plan["content"]],
        "plan_text": "",  # it is the other year's document
    }


def moved(day: date, by: int) -> date:
    """The same day of another year; 29/2 is 28/2 where there is none."""
    year = day.year + by
    leaps = (day.month, day.day) == (2, 29) and not isleap(year)
    return day.replace(year=year, day=28) if leaps else day.replace(year=year)


def _moved_spans(spans: list[Plain], by: int) -> list[Plain]:
    """Spans of another year; one that began on 29/2 begins on 01/3 where the one before it ends on 28/2."""
    ends = {moved(one["ends_on"], by) for one in spans if (one["ends_on"].month, one["ends_on"].day) == (2, 28)}

    def moved_span(one: Plain) -> Plain:
        starts_on = moved(one["starts_on"], by)
        if starts_on.day != one["starts_on"].day and starts_on in ends:
            starts_on += timedelta(1)
        return one | {"starts_on": starts_on, "ends_on": max(starts_on, moved(one["ends_on"], by))}

    return [moved_span(one) for one in spans]


# -- what was recorded before plans had all their parts --------------------------------------------------

EMPTY: Plain = {
    "title": "",
    "kind": "",
    "year_from": 0,
    "year_to": 0,
    "theme": "",
    "launched_by": "",
    "parent_id": None,
    "legal_bases": [],
    "rounds": [],
    "due": [],
    "reporting_units": [],
    "recipients": [],
    "plan_text": "",
    "document_type": "Kế hoạch",
    "upstream_ids": [],
    "audience": [],
    "objectives": [],
    "criteria": [],
    "content": [],
    "phases": [],
    "slices": [],
    "reviews": [],
    "budget": [],
    "recipient_groups": [],
    "anniversary": None,
    "priority_percent": 0,
}


def whole(said: Plain) -> Plain:
    """A plan from the parts that were recorded of it; its bases had no texts of the register."""
    plan = EMPTY | said
    return plan | {"legal_bases": [{"text_id": None} | one for one in plan["legal_bases"]]}
