"""Reading a campaign plan: what it says, and every defect with its exact words."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from services.registration.plan import Defect, Plan, read_plan

PRINTED = Path(__file__).parents[3].joinpath("deploy/demo/ke-hoach-2022.txt").read_text(encoding="utf-8")

COUNCIL = "Hội đồng Thi đua - Khen thưởng"
BASIS = (
    "Nghị quyết số 100/NQ-HĐND ngày 09/12/2020 của Hội đồng nhân dân tỉnh "
    "về kế hoạch phát triển kinh tế - xã hội tỉnh Ninh Bình năm 2021"
)
FOUR = "05 phong trào thi đua trọng tâm là:"

DEFECTS = [  # code, exact words, line, suggestion
    ("number-blank", "Số: /KH-STP", 3, None),
    ("date-blank", "ngày tháng năm 2022", 5, None),
    (
        "heading-out-of-order",
        "1.2. Phong trào thi đua do tỉnh phát động",
        65,
        "2.2. Phong trào thi đua do tỉnh phát động",
    ),
    ("basis-of-another-year", BASIS, 73, None),
    ("count-differs-from-list", FOUR, 85, "04 phong trào thi đua trọng tâm là:"),
    ("unclear-cluster", "Khối thi đua trực thuộc Sở Tư pháp", 123, None),
    ("council-under-two-names", f"{COUNCIL} ngành Tư pháp", 127, f"{COUNCIL} Sở Tư pháp"),
    ("impossible-date", "30/2/2022", 141, "03/2/2022"),
    ("council-under-two-names", f"{COUNCIL} ngành Tư pháp", 155, f"{COUNCIL} Sở Tư pháp"),
    ("no-time-after-round", "chậm nhất là ngày 30/6/2022", 155, "chậm nhất là ngày 07/7/2022"),
    ("unexplained-abbreviation", "TP. NĐ", 170, None),
]

CORRECTIONS = [
    ("number-blank", "Số: /KH-STP", "Số: 03/KH-STP"),
    ("date-blank", "ngày tháng năm 2022", "ngày 18 tháng 01 năm 2022"),
    ("heading-out-of-order", "1.2. Phong trào thi đua do tỉnh", "2.2. Phong trào thi đua do tỉnh"),
    ("basis-of-another-year", BASIS, BASIS.replace("năm 2021", "năm 2022")),
    ("count-differs-from-list", FOUR, FOUR.replace("05", "04")),
    ("count-differs-from-list", FOUR, f"{FOUR} “Thi đua phòng, chống dịch”,"),
    ("unclear-cluster", "Khối thi đua trực thuộc Sở Tư pháp", "Sở Tư pháp"),
    ("council-under-two-names", f"{COUNCIL} ngành Tư pháp", f"{COUNCIL} Sở Tư pháp"),
    ("council-under-two-names", f"{COUNCIL} Sở Tư pháp", f"{COUNCIL} ngành Tư pháp"),
    ("impossible-date", "30/2/2022", "03/2/2022"),
    ("no-time-after-round", "chậm nhất là ngày 30/6/2022", "chậm nhất là ngày 07/7/2022"),
    ("unexplained-abbreviation", "TP. NĐ", "thành phố"),
]


def codes(plan: Plan) -> list[str]:
    return [defect.code for defect in plan.defects]


def test_every_defect_of_the_printed_plan_is_found_with_its_exact_words() -> None:
    found = [(defect.code, defect.raw, defect.line, defect.suggestion) for defect in read_plan(PRINTED).defects]

    assert found == DEFECTS


def test_the_quoted_words_stand_on_the_line_named() -> None:
    lines = PRINTED.split("\n")

    assert all(defect.raw in lines[defect.line - 1] for defect in read_plan(PRINTED).defects)


def test_every_defect_says_politely_what_to_do() -> None:
    assert all("đề nghị" in defect.message for defect in read_plan(PRINTED).defects)


@pytest.mark.parametrize(("code", "printed", "corrected"), CORRECTIONS)
def test_a_defect_goes_when_its_place_is_corrected(code: str, printed: str, corrected: str) -> None:
    assert printed in PRINTED

    plan = read_plan(PRINTED.replace(printed, corrected))

    assert sorted(codes(plan)) == sorted(code_ for code_, *_ in DEFECTS if code_ != code)


def test_a_corrected_plan_has_no_defect() -> None:
    text = PRINTED
    for _, printed, corrected in CORRECTIONS:
        if corrected != f"{COUNCIL} ngành Tư pháp":
            text = text.replace(printed, corrected)

    assert read_plan(text).defects == ()


def test_one_council_corrected_leaves_the_other_place() -> None:
    plan = read_plan(PRINTED.replace(f"{COUNCIL} ngành Tư pháp", f"{COUNCIL} Sở Tư pháp", 1))

    assert [defect.line for defect in plan.defects if defect.code == "council-under-two-names"] == [155]


def test_the_councils_of_two_bodies_are_two_councils() -> None:
    text = PRINTED.replace(f"{COUNCIL} ngành Tư pháp", f"{COUNCIL} Bộ Tư pháp")

    assert "council-under-two-names" not in codes(read_plan(text))


@pytest.mark.parametrize(
    ("form", "newline"), [("NFC", "\n"), ("NFD", "\n"), ("NFD", "\r\n")], ids=["nfc", "nfd", "nfd-crlf"]
)
def test_the_same_text_in_another_encoding_reads_the_same(form: str, newline: str) -> None:
    text = unicodedata.normalize(form, PRINTED).replace("\n", newline)  # type: ignore[arg-type]

    assert read_plan(text) == read_plan(PRINTED)


def test_the_theme() -> None:
    assert read_plan(PRINTED).theme == (
        "Đoàn kết, trách nhiệm, chủ động, sáng tạo, vượt khó, thi đua thực hiện thắng lợi nhiệm vụ chính trị được giao"
    )


def test_the_rounds_with_their_occasions() -> None:
    first, second = read_plan(PRINTED).rounds

    assert (first.name, first.starts, first.ends) == (
        "Đợt thi đua thứ nhất",
        date(2022, 1, 1),
        date(2022, 6, 30),
    )
    assert first.occasions == (
        "chào mừng kỷ niệm 92 năm Ngày thành lập Đảng Cộng sản Việt Nam (03/2/1930-30/2/2022)",
        "kỷ niệm 132 năm Ngày sinh Chủ tịch Hồ Chí Minh (19/5/1890-19/5/2022)",
        "kỷ niệm 74 năm Ngày Chủ tịch Hồ Chí Minh ra lời kêu gọi thi đua ái quốc (11/6/1948-11/6/2022)",
    )
    assert (second.name, second.starts, second.ends) == (
        "Đợt thi đua thứ hai",
        date(2022, 7, 1),
        date(2022, 12, 31),
    )
    assert second.occasions == (
        "chào mừng kỷ niệm 77 năm Ngày thành lập nước Cộng hòa xã hội chủ nghĩa Việt Nam (02/9/1945 - 02/9/2022)",
        "chào mừng 41 năm tái lập Bộ Tư pháp (7/1981- 7/2022)",
        "77 năm Ngày truyền thống ngành Tư pháp Việt Nam (28/8/1945 - 28/8/2022)",
        "10 năm Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa Việt Nam",
    )


def test_the_interim_report_is_due_on_the_last_day_of_the_first_round() -> None:
    assert read_plan(PRINTED).interim_report_due == date(2022, 6, 30)


def test_the_instruments_cited_each_once() -> None:
    cited = {basis.number: basis.issued_on for basis in read_plan(PRINTED).legal_bases}

    assert cited == {
        "2069/QĐ-TTg": date(2021, 12, 8),
        "2070/QĐ-TTg": date(2021, 12, 8),
        "100/NQ-HĐND": date(2020, 12, 9),
        "10/CT-UBND": date(2021, 8, 27),
        "01/KH-KNC": date(2021, 12, 31),
        "21-TT/TU": date(2014, 8, 4),
        "34-CT/TW": date(2014, 4, 7),
        "01-KL/TW": date(2021, 5, 18),
        "05-CT/TW": None,
    }
    assert all(basis.raw in PRINTED for basis in read_plan(PRINTED).legal_bases)


def test_six_groups_of_recipients_and_the_archive() -> None:
    assert read_plan(PRINTED).recipients == (
        "Vụ TĐKT, Bộ Tư pháp",
        "Sở Nội vụ (Ban thi đua - Khen thưởng)",
        "Trưởng, Phó Trưởng Khu vực thi đua ĐBBB",
        "Trưởng, Phó Khối thi đua Nội chính tỉnh",
        "Các đơn vị thuộc, trực thuộc Sở Tư pháp",
        "Phòng Tư pháp các huyện, TP. NĐ",
        "Lưu: VT, TĐKT",
    )


def test_the_beginning_of_the_year_is_the_titles_year() -> None:
    text = "Ninh Bình, ngày 30 tháng 12 năm 2022\n\nKẾ HOẠCH\nPhát động phong trào thi đua năm 2023\n"
    text += "Đợt thi đua thứ nhất: Thời gian từ đầu năm đến ngày 30/6/2023, lập thành tích."

    (only,) = read_plan(text).rounds

    assert (only.starts, only.ends) == (date(2023, 1, 1), date(2023, 6, 30))


def test_an_impossible_date_alone_has_no_suggestion() -> None:
    (defect,) = [defect for defect in read_plan("Gửi trước ngày 31/4/2022.").defects if defect.raw]

    assert defect == Defect(
        "impossible-date",
        "31/4/2022",
        1,
        "Không có ngày 31/4/2022 trong lịch; đề nghị kiểm tra và sửa lại.",
    )


@pytest.mark.parametrize(
    ("headings", "out_of_order"),
    [
        (["I. A", "1. A", "1.1. A", "1.2. A", "2. A", "II. A", "1. A"], []),
        (["1. A", "2. A", "4. A", "5. A"], ["4. A"]),
        (["1. A", "2. A", "2. B", "3. A"], ["2. B"]),
        (["1. A", "1.1 A", "2. A", "1.1 B"], ["1.1 B"]),
        (["1. A", "1.850 hồ sơ", "05 phong trào", "2. A"], []),
    ],
    ids=["in order", "gap", "repeat", "old parent", "numbers in the text"],
)
def test_headings_count_on(headings: list[str], out_of_order: list[str]) -> None:
    defects = read_plan("\n".join(headings)).defects

    assert [defect.raw for defect in defects if defect.code == "heading-out-of-order"] == out_of_order


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["empty-text"]),
        (" \n\t\n", ["empty-text"]),
        (
            "\x00\ufffd\ufffd PK\x03\x04",
            [
                "unreadable-characters",
                "number-blank",
                "date-blank",
                "year-missing",
                "theme-missing",
                "rounds-missing",
                "interim-deadline-missing",
                "recipients-missing",
            ],
        ),
    ],
    ids=["empty", "blank", "binary"],
)
def test_a_text_that_is_no_plan_is_answered_with_defects(text: str, expected: list[str]) -> None:
    assert codes(read_plan(text)) == expected


def test_a_round_whose_dates_cannot_be_read_is_named() -> None:
    plan = read_plan("năm 2022. Đợt thi đua thứ nhất: Thời gian từ Tết đến ngày 31/6/2022, lập thành tích.")

    assert plan.rounds == ()
    assert ("round-dates-unreadable", "Thời gian từ Tết đến ngày 31/6/2022") in [
        (defect.code, defect.raw) for defect in plan.defects
    ]
