"""The plan of 2022 can be entered whole, and is launched with the warning that it has no criteria."""

from datetime import date

from services.registration.domain.campaigns import Campaign
from tests.unit.registration.department import Department
from tests.unit.registration.season_2022 import OF_THE_PRIME_MINISTER, THEME, Season2022
from tests.unit.telling import published


def test_the_plan_of_2022_is_launched(department: Department) -> None:
    season = Season2022(department)
    answer = season.opens()
    name, data = published(department.log)[-1]

    assert [(one.code, one.message) for one in answer.warnings] == [
        ("no-criteria", "Kế hoạch không có tiêu chí kiểm tra được.")
    ]
    assert (name, data["theme"], data["parent_id"]) == ("CampaignLaunched", THEME, str(season.ministry))
    assert [(one["starts_on"], one["ends_on"], len(one["occasions"])) for one in data["rounds"]] == [
        ("2022-01-01", "2022-06-30", 3),
        ("2022-07-01", "2022-12-31", 4),
    ]
    assert len(data["upstream_ids"]) == len(OF_THE_PRIME_MINISTER) + 3
    assert {one["due_on"] for one in data["obligations"] if one["kind"] == "interim_report"} == {"2022-06-30"}
    assert len(data["obligations"]) == 3 * 2


def test_what_the_plan_answers_is_entered_as_it_was_received(department: Department) -> None:
    season = Season2022(department)

    culture = department.log.load(Campaign, season.culture).plan
    assert (culture["year_from"], culture["year_to"]) == (2019, 2025)
    assert [(one["year"], one["review"]) for one in culture["slices"]] == [(2022, "interim"), (2023, "none")]
    assert department.log.load(Campaign, season.peak).plan["anniversary"] == date(2022, 4, 1)
    cluster = department.log.load(Campaign, season.clusters_plan)
    assert (cluster.cluster_id, len(cluster.plan["content"])) == (season.cluster, 6)
    assert cluster.plan["legal_bases"][0]["number"] == "01/KH-KNC"
