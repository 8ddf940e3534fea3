"""The register of legal texts: what is in force when, and what is said of a plan that cites another."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.registration.campaigns import (
    CampaignWarning,
    EndLegalText,
    LaunchCampaign,
    LegalBasis,
    RegisterLegalText,
)
from shared.contracts.registration.kinds import CampaignLevel
from shared.errors import Conflict, NotFound
from tests.unit.registration.department import DIRECTOR, OFFICE, Department
from tests.unit.telling import ask, published, refused

OLD, NEW = "15/2003/QH11", "06/2022/QH15"


def registers(department: Department, number: str = OLD, **more: Any) -> UUID:
    fields = {
        "text_id": uuid4(),
        "number": number,
        "title": "Luật Thi đua, khen thưởng",
        "issuer": "Quốc hội",
        "in_force_from": date(2004, 7, 1),
    }
    return department.log.register_legal_text(ask(RegisterLegalText, **(fields | more)), OFFICE).id


def ends(department: Department, text: UUID, last_day: date, replaced_by: UUID | None = None) -> None:
    command = ask(EndLegalText, text_id=text, last_day=last_day, replaced_by=replaced_by)
    department.log.end_legal_text(command, OFFICE)


def cited(number: str = OLD, text_id: UUID | None = None) -> LegalBasis:
    return LegalBasis(number=number, title="Luật Thi đua, khen thưởng", issuer="Quốc hội", text_id=text_id)


def warned(department: Department, *bases: LegalBasis) -> list[tuple[str, str]]:
    answer = department.log.draft_campaign(department.campaign(legal_bases=bases), OFFICE)
    return [(one.code, one.message) for one in answer.warnings]


def test_a_text_is_entered_once_and_published(department: Department) -> None:
    text = registers(department, issued_on=date(2003, 11, 26), source="Công báo", verified=True)

    assert published(department.log)[0] == (
        "LegalTextRegistered",
        {
            "text_id": str(text),
            "number": OLD,
            "title": "Luật Thi đua, khen thưởng",
            "issuer": "Quốc hội",
            "issued_on": "2003-11-26",
            "in_force_from": "2004-07-01",
            "in_force_until": None,
        },
    )
    with refused(department.log, Conflict, "name-taken", name=OLD):
        registers(department)
    with refused(department.log, Conflict, "id-taken"):
        registers(department, "91/2017/NĐ-CP", text_id=text)
    with refused(department.log, Conflict, "inverted-dates"):
        registers(department, NEW, in_force_until=date(2004, 6, 30))


def test_a_text_ends_and_another_takes_its_place(department: Department) -> None:
    old, new = registers(department), registers(department, NEW, in_force_from=date(2024, 1, 1))

    with refused(department.log, Conflict, "inverted-dates"):
        ends(department, old, date(2004, 6, 30))
    with refused(department.log, NotFound, "unknown"):
        ends(department, old, date(2023, 12, 31), uuid4())
    ends(department, old, date(2023, 12, 31), new)
    assert published(department.log)[-1] == (
        "LegalTextEnded",
        {"text_id": str(old), "last_day": "2023-12-31", "replaced_by": str(new)},
    )
    with refused(department.log, Conflict, "text-ended"):
        ends(department, old, date(2023, 12, 31))


def test_a_last_day_that_was_known_is_not_put_off(department: Department) -> None:
    text = registers(department, in_force_until=date(2023, 12, 31))

    with refused(department.log, Conflict, "text-ended"):
        ends(department, text, date(2024, 12, 31))
    ends(department, text, date(2022, 12, 31))


def test_an_empty_register_says_nothing_of_what_is_cited(department: Department) -> None:
    assert warned(department, cited()) == []


def test_what_the_register_does_not_know_is_told(department: Department) -> None:
    registers(department, NEW)

    assert warned(department, cited()) == [("basis-unknown", f"Văn bản {OLD} chưa có trong sổ văn bản.")]
    assert warned(department, cited(NEW)) == []
    with refused(department.log, NotFound, "unknown"):
        warned(department, cited(NEW, uuid4()))


@pytest.mark.parametrize("by_id", [True, False], ids=["by id", "by number"])
def test_what_is_no_longer_in_force_is_told_with_what_took_its_place(department: Department, by_id: bool) -> None:
    text = registers(department)
    basis = cited(text_id=text if by_id else None)
    successor = registers(department, NEW, in_force_from=date(2024, 1, 1))
    ends(department, text, date(2023, 12, 31), successor)

    assert warned(department, basis) == []
    department.today.day = date(2023, 12, 31)
    assert warned(department, basis) == []
    department.today.day = date(2024, 1, 1)
    assert warned(department, basis) == [
        ("basis-expired", f"Văn bản {OLD} hết hiệu lực từ ngày 01/1/2024, được thay thế bằng {NEW}.")
    ]


def test_what_is_not_yet_in_force_is_told_too(department: Department) -> None:
    registers(department, NEW, in_force_from=date(2024, 1, 1))

    assert warned(department, cited(NEW)) == [
        ("basis-expired", f"Văn bản {NEW} chưa có hiệu lực trước ngày 01/1/2024.")
    ]


def test_a_launch_is_warned_for_its_own_day(department: Department) -> None:
    text = registers(department)
    campaign = department.drafts(level=CampaignLevel.PROVINCE, legal_bases=(cited(),))
    ends(department, text, date(2022, 1, 18))

    on_the_last_day = ask(LaunchCampaign, campaign_id=campaign, effective_on=date(2022, 1, 18))
    assert department.log.launch_campaign(on_the_last_day, DIRECTOR).warnings == ()
    other = department.drafts(level=CampaignLevel.PROVINCE, legal_bases=(cited(),))
    assert department.log.launch_campaign(ask(LaunchCampaign, campaign_id=other), DIRECTOR).warnings == (
        CampaignWarning(code="basis-expired", about=OLD, message=f"Văn bản {OLD} hết hiệu lực từ ngày 19/1/2022."),
    )
