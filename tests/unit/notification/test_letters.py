"""The words of letters: every template says all that it has to say, in the manner of Vietnamese documents."""

import pytest

from services.notification.rendering import SANDBOX_NOTICE, TEMPLATES, render
from shared.messages import Json

CAMPAIGN: Json = {
    "title": "Phong trào thi đua ngành Tư pháp năm 2022",
    "launched_by": "Sở Tư pháp Ninh Bình",
    "number": "03/KH-STP",
    "dated": "2022-01-18",
    "due": [
        {"kind": "registration", "due_on": "2022-02-28"},
        {"kind": "interim_report", "due_on": "2022-06-30"},
        {"kind": "final_report", "due_on": "2022-12-15"},
    ],
}
REMINDER: Json = {"campaign": CAMPAIGN["title"], "kind": "interim_report", "due_on": "2022-07-05", "days_left": 3}
DOSSIER: Json = {
    "reference": "5f0c2ad4-4a52-4b0c-9d0b-3c5a0f9f7a11",
    "award": "Lao động tiên tiến",
    "facts": ["Biên bản bình xét", "Hạn bổ sung: 05/7/2022"],
}
DECISION: Json = {
    "number": "103/QĐ-STP",
    "issued_on": "2022-12-27",
    "authority": "Giám đốc Sở Tư pháp",
    "title": "Về việc công nhận danh hiệu Lao động tiên tiến năm 2022",
}
FACTS: dict[str, Json] = {
    "campaign_launched": CAMPAIGN,
    "campaign_amended": {
        "title": CAMPAIGN["title"],
        "reason": "Hội nghị sơ kết chuyển sang tháng 7.",
        "due": [{"kind": "unit_plan", "due_on": "2022-02-15"}, {"kind": "interim_report", "due_on": "2022-07-10"}],
    },
    "campaign_cancelled": {"campaign": CAMPAIGN["title"], "reason": "Gộp vào phong trào của tỉnh."},
    "registration_returned": {"campaign": CAMPAIGN["title"], "registration": "9b2f1c1e-2f4e-4f6a-8d0a-6f1f4f0e3c11"},
    "registration_confirmed": {"campaign": CAMPAIGN["title"]},
    "reminder": REMINDER,
    "session_convened": DOSSIER,
    "award_granted": {**DECISION, "awards": ["danh hiệu “Lao động tiên tiến”"]},
    "award_granted_unit": {
        **DECISION,
        "counts": [
            {"award": "danh hiệu “Lao động tiên tiến”", "subject_kind": "individual", "count": 5},
            {"award": "Giấy khen của Giám đốc Sở Tư pháp", "subject_kind": "collective", "count": 1},
        ],
    },
}


def names_of_templates() -> list[str]:
    """Every folder of templates."""
    return sorted(folder.name for folder in TEMPLATES.iterdir() if folder.is_dir())


def words(template: str, facts: Json, sandbox: bool = False) -> tuple[str, str]:
    """A letter to a unit."""
    return render(template, facts, "Phòng Tư pháp", portal_url="https://cong.invalid", sandbox=sandbox)


@pytest.mark.parametrize("template", names_of_templates())
def test_a_letter_says_all_of_its_facts_to_whom_it_concerns(template: str) -> None:
    subject, body = words(template, FACTS.get(template, DOSSIER))

    assert subject and "\n" not in subject
    assert body.startswith("Kính gửi: Phòng Tư pháp\n")
    assert "\n\n\n" not in body
    assert "Trân trọng./.\n" in body


@pytest.mark.parametrize("template", names_of_templates())
def test_a_letter_of_the_sandbox_says_that_nothing_in_it_is_real(template: str) -> None:
    plain_subject, plain_body = words(template, FACTS.get(template, DOSSIER))

    subject, body = words(template, FACTS.get(template, DOSSIER), sandbox=True)

    assert subject == f"{SANDBOX_NOTICE} - {plain_subject}"
    assert body == f"{plain_body}\n{SANDBOX_NOTICE}\n"


def test_the_launch_of_a_campaign_says_what_is_due_when() -> None:
    _, body = words("campaign_launched", CAMPAIGN)

    assert body.split("\n\n")[1:4] == [
        "Sở Tư pháp Ninh Bình phát động phong trào thi đua “Phong trào thi đua ngành Tư pháp năm 2022”"
        " theo Kế hoạch số 03/KH-STP ngày 18/01/2022.",
        "Đề nghị đơn vị tổ chức thực hiện và gửi về cơ quan Thường trực Hội đồng Thi đua - Khen thưởng:",
        "- đăng ký thi đua: chậm nhất là ngày 28/02/2022;\n"
        "- báo cáo sơ kết phong trào thi đua: chậm nhất là ngày 30/6/2022;\n"
        "- báo cáo tổng kết phong trào thi đua: chậm nhất là ngày 15/12/2022.",
    ]


@pytest.mark.parametrize(
    ("days_left", "subject"),
    [
        (15, "Nhắc hạn: còn 15 ngày - báo cáo sơ kết phong trào thi đua"),
        (3, "Nhắc hạn: còn 03 ngày - báo cáo sơ kết phong trào thi đua"),
        (0, "Nhắc hạn: hôm nay là hạn cuối - báo cáo sơ kết phong trào thi đua"),
        (-2, "Đã quá hạn 02 ngày - báo cáo sơ kết phong trào thi đua"),
    ],
)
def test_a_reminder_says_how_much_time_there_is(days_left: int, subject: str) -> None:
    assert words("reminder", {**REMINDER, "days_left": days_left})[0] == subject


def test_every_letter_of_the_code_has_its_words() -> None:
    code = TEMPLATES.parent
    written_by = (code / "projection.py").read_text() + (code / "reminders.py").read_text()
    from_nomination = {
        "submitted",
        "returned",
        "accepted",
        "eligible",
        "ineligible",
        "passed",
        "not_passed",
        "forwarded",
        "refused",
        "withdrawn",
    }

    direct = {name for name in names_of_templates() if f'"{name}"' in written_by}

    assert direct == set(FACTS) - {"session_convened"}
    assert set(names_of_templates()) - direct - {"session_convened"} == {f"nomination_{one}" for one in from_nomination}
