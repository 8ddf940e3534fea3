"""Vietnamese text: found without marks, listed by given name."""

from services.reporting.names import decider
from shared.vietnamese import by_given_name, words


def test_words_have_no_marks() -> None:
    assert words("Nguyễn Thị Hà, Phòng Đấu giá số 01/QĐ-STP") == [
        *("nguyen", "thi", "ha", "phong", "dau", "gia", "so", "01", "qd", "stp")
    ]


def test_decomposed_text_has_the_same_words() -> None:
    assert words("Ho\u0302\u0300 Đình Ư\u0309ng") == ["ho", "dinh", "ung"]


def test_people_are_listed_by_given_name_then_by_family_name() -> None:
    listed = sorted(
        ["Trần Văn Đức", "Lê Thị Ánh", "Phạm Văn An", "Nguyễn Thị Hà", "Bùi Văn Dũng", "Đinh Thị Hà", "Lê Thị Hạ"],
        key=by_given_name,
    )

    assert listed == [
        "Phạm Văn An",
        "Lê Thị Ánh",
        "Bùi Văn Dũng",
        "Trần Văn Đức",
        "Đinh Thị Hà",
        "Nguyễn Thị Hà",
        "Lê Thị Hạ",
    ]


def test_the_head_decides_also_where_a_deputy_signs() -> None:
    assert [
        decider("SỞ TƯ PHÁP", "GIÁM ĐỐC"),
        decider("SỞ TƯ PHÁP", "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC"),
        decider("Bộ Tư pháp", "Bộ trưởng Bộ Tư pháp"),
    ] == ["GIÁM ĐỐC SỞ TƯ PHÁP", "GIÁM ĐỐC SỞ TƯ PHÁP", "Bộ trưởng Bộ Tư pháp"]
