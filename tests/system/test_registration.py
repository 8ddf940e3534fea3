"""Registration as clerks and other systems use it: lists in and out, search, targets with warnings, locked lists."""

import base64
import hashlib
import io
import json
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import rfc8785
from openpyxl import Workbook

from shared.errors import Refusal
from shared.messages import Json
from tests.system.place import Caller, Place
from tests.system.world import World

HEADER = ("STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị công tác", "Số CCCD")


@pytest.fixture(scope="module")
def office(place: Place) -> Iterator[Caller]:
    with place.caller("office") as office:
        yield office


def workbook(*rows: tuple[object, ...]) -> bytes:
    """A list as a clerk keeps it: a title above, then the header, then people."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DANH SÁCH CÁN BỘ, CÔNG CHỨC"])
    sheet.append([])
    sheet.append(list(HEADER))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def people(unit: str, *names: str) -> bytes:
    """A list of one unit; the numbers follow from the unit's code."""
    start = int(hashlib.sha256(unit.encode()).hexdigest(), 16) % 10**11
    return workbook(
        *(
            (place, name, "05/7/1985", "Chuyên viên", unit, f"{start + place:012}")
            for place, name in enumerate(names, start=1)
        )
    )


def counted(place: Place) -> int:
    return int(place.call("registration", "count_register", {}, role="operator")["people"])


def test_a_list_goes_in_once_and_comes_out_as_it_went_in(place: Place, world: World, tmp_path: Path) -> None:
    world.unit(code="NHAP.1")
    given, first, second = (tmp_path / name for name in ("danh-sach.xlsx", "xuat-1.xlsx", "xuat-2.xlsx"))
    given.write_bytes(people("NHAP.1", "ĐỖ THỊ HẠ", "Nguyễn Văn Hà"))

    went_in = place.run("import", str(given), "--yes").stdout
    again = place.run("import", str(given), "--yes").stdout
    place.run("export", str(first), "--unit", "NHAP.1", "--purpose", "kiểm tra")
    back = place.run("import", str(first), "--yes").stdout
    place.run("export", str(second), "--unit", "NHAP.1", "--purpose", "kiểm tra")

    assert "thêm 2, thay đổi 0, giữ nguyên 0" in went_in
    assert "giữ nguyên 2" in again
    assert "giữ nguyên 2" in back
    assert "Không có gì để ghi nhận." in again
    assert first.read_bytes() == second.read_bytes()


def test_a_units_clerk_brings_in_the_units_own_people(place: Place, world: World, tmp_path: Path) -> None:
    world.unit(code="NHAP.5")
    given = tmp_path / "danh-sach.xlsx"
    given.write_bytes(people("NHAP.5", "Tô Thị Thóc"))

    said = place.run("import", str(given), "--yes", "--as", "clerk", "--unit", "NHAP.5").stdout

    assert "Đã ghi nhận: thêm 1" in said


def test_without_a_yes_nothing_is_written(place: Place, world: World, tmp_path: Path) -> None:
    world.unit(code="NHAP.2")
    given = tmp_path / "danh-sach.xlsx"
    given.write_bytes(people("NHAP.2", "Lê Thị Mơ"))
    before = counted(place)

    place.run("import", str(given), expect=1)

    assert counted(place) == before


def test_what_is_wrong_is_told_by_row_and_column_and_the_rest_can_go_in(
    place: Place, world: World, tmp_path: Path
) -> None:
    world.unit(code="NHAP.3")
    given = tmp_path / "danh-sach.xlsx"
    given.write_bytes(
        workbook(
            (1, "Trần Thị Lúa", "30/2/1990", "Chuyên viên", "NHAP.3", "012345670001"),
            (2, "Trần Văn Ngô", "28/2/1990", "Chuyên viên", "NHAP.3", "012345670002"),
            (3, "Trần Thị Khoai", "01/3/1990", "Chuyên viên", "Phòng không có", "012345670003"),
        )
    )

    said = place.run("import", str(given), "--yes", COLUMNS="200").stdout

    assert "30/2/1990" in said
    assert "thêm 1, thay đổi 0, giữ nguyên 0, lỗi 2" in said
    assert "Đã ghi nhận: thêm 1" in said


def test_a_workbook_with_a_formula_is_refused(place: Place, tmp_path: Path) -> None:
    given = tmp_path / "danh-sach.xlsx"
    given.write_bytes(workbook((1, "=A1", "05/7/1985", "Chuyên viên", "NHAP.1", "012345670009")))
    before = counted(place)

    refusal = json.loads(place.run("import", str(given), "--yes", expect=3).stdout)

    assert (refusal["kind"], counted(place)) == ("Invalid", before)
    assert "công thức" in refusal["message"]


def test_two_clerks_bring_the_same_list_in_at_once(place: Place, world: World, office: Caller) -> None:
    world.unit(code="NHAP.4")
    file = base64.b64encode(people("NHAP.4", "Mai Thị Sen", "Mai Văn Cúc", "Mai Thị Lan")).decode()
    digest = office.ask("registration", "check_people", {"file": file})["digest"]
    before, heard, together = counted(place), Counter[str](), threading.Barrier(2)

    def bring_in() -> None:
        with place.caller("office") as clerk:
            together.wait()
            try:
                done = clerk.ask("registration", "import_people", {"file": file, "report_digest": digest})
                heard[f"added {done['added']}"] += 1
            except Refusal as refusal:
                heard[refusal.code] += 1

    clerks = [threading.Thread(target=bring_in) for _ in range(2)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join(60)
    place.wait_quiet()

    assert heard == {"added 3": 1, "report-outdated": 1}
    assert counted(place) == before + 3


def test_a_name_is_found_without_its_marks_and_the_one_that_is_typed_comes_first(
    place: Place, world: World, office: Caller
) -> None:
    unit, _ = world.unit(code="TIM.1")
    file = base64.b64encode(people("TIM.1", "Hồ Thị Tìmthửa", "Hồ Thị Tìmthứa", "Đỗ Tìmthừa")).decode()
    digest = office.ask("registration", "check_people", {"file": file})["digest"]
    office.ask("registration", "import_people", {"file": file, "report_digest": digest})
    place.wait_quiet()

    def found(words: str) -> list[str]:
        answer = office.ask("registration", "search_people", {"words": words, "unit_id": str(unit)})
        return [one["name"] for one in answer["people"]]

    assert found("timthua thi ho") == ["Hồ Thị Tìmthửa", "Hồ Thị Tìmthứa"]
    assert found("Tìmthứa")[0] == "Hồ Thị Tìmthứa"
    assert found("do") == ["Đỗ Tìmthừa"]


def campaign(office: Caller, *units: UUID) -> str:
    """A campaign of the province whose last day of registration is over."""
    id = str(uuid4())
    office.ask(
        "registration",
        "draft_campaign",
        {
            "campaign_id": id,
            "title": "Phong trào thử đăng ký",
            "level": "province",
            "kind": "thematic",
            "year_from": 2022,
            "year_to": 2022,
            "launched_by": "UBND tỉnh",
            "due": [{"kind": "registration", "due_on": "2022-01-02"}],
            "reporting_units": [str(unit) for unit in units],
        },
    )
    office.ask("registration", "launch_campaign", {"campaign_id": id, "no_criteria_reason": "Phong trào của cấp trên."})
    return id


def registration(campaign_id: str, unit: UUID, person: UUID, award: str) -> Json:
    """A late registration of one target."""
    return {
        "registration_id": str(uuid4()),
        "campaign_id": campaign_id,
        "unit_id": str(unit),
        "targets": [{"subject_id": str(person), "subject_kind": "individual", "award": award}],
        "late_reason": "Chờ kế hoạch của tỉnh.",
        "on_behalf_of": str(unit),
    }


def test_a_target_that_can_hardly_be_met_is_warned_of_by_nominations_rules(
    place: Place, world: World, office: Caller
) -> None:
    unit, (person,) = world.unit(people=1)
    place.wait_followed("registration", "nomination")

    taken = office.ask(
        "registration", "submit_registration", registration(campaign(office, unit), unit, person, "CSTD_TINH")
    )

    assert (taken["late"], taken["assessed"]) == (True, True)
    assert {(one["subject_id"], one["award"]) for one in taken["warnings"]} == {(str(person), "CSTD_TINH")}
    assert [one["message"] for one in taken["warnings"]] == [
        "Chưa thấy danh hiệu Chiến sĩ thi đua cơ sở của các năm 2020, 2021 trong hệ thống;"
        " mục tiêu Chiến sĩ thi đua cấp tỉnh năm 2022 khó đạt.",
        "Mục tiêu Chiến sĩ thi đua cấp tỉnh năm 2022 cần đăng ký cùng danh hiệu Chiến sĩ thi đua cơ sở năm 2022.",
    ]


def test_a_registration_goes_in_without_warnings_while_nomination_is_away(
    place: Place, world: World, office: Caller
) -> None:
    unit, (person,) = world.unit(people=1)
    wanted = registration(campaign(office, unit), unit, person, "CSTD_TINH")

    with place.away("nomination"):
        taken = office.ask("registration", "submit_registration", wanted)
    place.wait_ready()

    assert (taken["id"], taken["assessed"], taken["warnings"]) == (wanted["registration_id"], False, [])


def test_locked_lists_are_what_their_digest_says(place: Place, world: World, office: Caller) -> None:
    sent, (person,) = world.unit(people=1)
    missing, _ = world.unit()
    season = campaign(office, sent, missing)
    wanted = registration(season, sent, person, "LDTT")
    office.ask("registration", "submit_registration", wanted)
    office.ask("registration", "confirm_registration", {"registration_id": wanted["registration_id"]})

    locked = office.ask("registration", "lock_registrations", {"campaign_id": season})
    place.wait_quiet()

    lists = place.call("registration", "locked_lists", {"campaign_id": season}, role="auditor")
    assert hashlib.sha256(rfc8785.dumps(lists["units"])).hexdigest() == lists["digest"] == locked["digest"]
    assert (locked["confirmed"], locked["missing"]) == (1, [str(missing)])
    rolled = place.call("registration", "roll_up", {"campaign_id": season}, role="auditor")
    assert (rolled["confirmed"], rolled["not_sent"], rolled["digest"]) == (1, 1, locked["digest"])
