"""The portal: what anybody sees without login, and that the rest looks like nothing."""

import re
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from werkzeug.test import Client, TestResponse

from services.reporting.pages import ReportingPages
from shared.contracts.registration.campaigns import CampaignAmended, CampaignCancelled, CampaignLaunched
from shared.database import Database
from shared.settings import Settings
from tests.integration.reporting.world import followers, id_of, registration_log

BANNER = "DỮ LIỆU MINH HỌA - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"


@dataclass
class FakeParts:
    """What the pages need of a service's parts."""

    database: Database
    settings: Settings


def browser(database: Database, mode: str = "sandbox") -> Client:
    return Client(ReportingPages(FakeParts(database, Settings(mode=mode))).wsgi_app)  # type: ignore[arg-type]


@pytest.fixture
def portal(year: Database) -> Client:
    return browser(year)


def said(answer: TestResponse) -> str:
    """The words of a page, as a reader sees them."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main.partition(">")[2]))).strip()


def at(text: str, *parts: str) -> list[int]:
    return [text.index(one) for one in parts]


def test_the_first_page_shows_the_campaigns_of_the_latest_year_by_level(portal: Client) -> None:
    text = said(portal.get("/"))

    order = at(
        text,
        "Phong trào thi đua năm 2022",
        "Sở phát động",
        "Phong trào thi đua ngành Tư pháp năm 2022",
        "Đợt thi đua thứ nhất 01/01/2022 - 30/6/2022",
        "Báo cáo sơ kết chậm nhất 07/7/2022",
        "Tỉnh phát động",
        "UBND tỉnh Ninh Bình · Theo chuyên đề · 2019-2025",
        "Bộ Tư pháp phát động",
    )
    assert order == sorted(order)


def test_another_year_is_one_click_away(portal: Client) -> None:
    text = said(portal.get("/?nam=2020"))

    assert "năm 2020" in text
    assert "văn hóa công sở" in text
    assert "ngành Tư pháp năm 2022" not in text


@pytest.mark.parametrize("asked", ["", "2150", "x", "9" * 30, "\x00"])
def test_a_year_without_data_is_the_latest_one(portal: Client, asked: str) -> None:
    assert said(portal.get("/", query_string={"nam": asked})) == said(portal.get("/"))


def test_an_empty_portal_says_so(database: Database) -> None:
    portal = browser(database)

    assert said(portal.get("/")).endswith("Chưa có phong trào nào được phát động.")
    assert said(portal.get("/quyet-dinh")).endswith("Chưa có quyết định nào được ban hành.")


def test_a_campaign_shows_what_it_rests_on(portal: Client) -> None:
    text = said(portal.get(f"/phong-trao/{id_of('stp-2022')}"))

    for part in (
        "Số 03/KH-STP, ngày 18/01/2022",
        "Hưởng ứng Đoàn kết, trách nhiệm, chủ động, sáng tạo, vượt khó",
        "Kỷ niệm 132 năm Ngày sinh Chủ tịch Hồ Chí Minh (19/5/1890-19/5/2022)",
        "Báo cáo tổng kết Chậm nhất 15/12/2022 (3 đơn vị)",
        "34-CT/TW ngày 07/4/2014 của Bộ Chính trị: Tiếp tục đổi mới công tác thi đua, khen thưởng",
    ):
        assert part in text


def test_a_decision_reads_like_the_document(portal: Client) -> None:
    text = said(portal.get(f"/quyet-dinh/{id_of('101/QĐ-STP')}"))

    order = at(
        text,
        "SỞ TƯ PHÁP",
        "Số: 101/QĐ-STP",
        "Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập - Tự do - Hạnh phúc",
        "Ngày 27 tháng 12 năm 2022",
        "Về việc tặng Giấy khen",
        "GIÁM ĐỐC SỞ TƯ PHÁP",
        "Căn cứ Luật Thi đua, khen thưởng ngày 26 tháng 11 năm 2003;",
        "của Chính phủ.",
        "Điều 1. Tặng Giấy khen",
        "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC",
        "Hoàng Minh Nguyệt",
        "Chiến sĩ thi đua cơ sở - Cá nhân (1)",
        "Nguyễn Thị Hà",
        "Giấy khen của Giám đốc Sở Tư pháp - Cá nhân (3)",
        "Lê Quang An",
        "Phạm Ngọc Ánh",
        "Trần Văn Đức",
        "Giấy khen của Giám đốc Sở Tư pháp - Tập thể (1)",
        "Công bố ngày 28/12/2022.",
    )
    assert order == sorted(order)


def test_decisions_are_listed_by_year(portal: Client) -> None:
    assert "88/QĐ-BTP" in said(portal.get("/quyet-dinh"))
    assert "101/QĐ-STP" in said(portal.get("/quyet-dinh?nam=2022"))


@pytest.mark.parametrize("asked", ["nguyen thi ha", "HÀ nguyễn", "Thanh tra viên hà", "so tu phap 2022 co so"])
def test_search_needs_neither_marks_nor_order(portal: Client, asked: str) -> None:
    text = said(portal.get("/quyet-dinh", query_string={"tim": asked}))

    assert "Nguyễn Thị Hà" in text
    assert "Trần Văn Đức" not in text


def test_search_knows_d_with_a_stroke(portal: Client) -> None:
    assert "Trần Văn Đức" in said(portal.get("/quyet-dinh", query_string={"tim": "duc tran"}))


@pytest.mark.parametrize("asked", ["nguyen van khong co", "%", "'; DROP TABLE award", "<script>", "\x00"])
def test_what_is_not_there_is_not_found(portal: Client, asked: str) -> None:
    answer = portal.get("/quyet-dinh", query_string={"tim": asked})

    assert answer.status_code == 200
    assert "Không có kết quả nào" in said(answer)
    assert "<script" not in answer.text


def test_an_issued_award_has_a_history(portal: Client) -> None:
    text = said(portal.get(f"/khen-thuong/{id_of('GK_SO Trần Văn Đức')}"))

    assert text.endswith(
        "Quá trình xét khen thưởng 21/11/2022 Tiếp nhận hồ sơ 05/12/2022 Thẩm định "
        "20/12/2022 Hội đồng Thi đua - Khen thưởng thông qua 26/12/2022 Quyết định khen thưởng: số 101/QĐ-STP "
        "28/12/2022 Công bố"
    )


def test_whatever_is_not_public_looks_like_nothing(portal: Client) -> None:
    """A dossier that is waiting, one that was refused, and an address that never was: the same answer."""
    paths = (
        f"/khen-thuong/{id_of('stream 5')}",
        f"/khen-thuong/{uuid4()}",
        "/khen-thuong/khong-phai-ma",
        f"/quyet-dinh/{uuid4()}",
        f"/phong-trao/{uuid4()}",
        "/khong-co-trang-nay",
        "/static/khong-co.css",
    )
    answers = [portal.get(path) for path in paths]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert len({tuple(answer.headers) for answer in answers}) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_portal_is_for_reading(portal: Client, method: str) -> None:
    answer = portal.open("/", method=method)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_head_has_no_body(portal: Client) -> None:
    answer = portal.head("/")

    assert (answer.status_code, answer.data) == (200, b"")


@pytest.mark.parametrize("path", ["/", "/quyet-dinh", "/gioi-thieu", "/khong-co"])
def test_every_page_is_safe_and_accessible(portal: Client, path: str) -> None:
    answer = portal.get(path)

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert not re.search(r"<script|<style| style=| on\w+=", answer.text)
    for part in ('<html lang="vi">', 'href="#noi-dung"', "<header", "<nav", '<main id="noi-dung"', "<footer"):
        assert part in answer.text
    assert len(re.findall("<h1", answer.text)) == 1


@pytest.mark.parametrize("path", ["/", "/quyet-dinh", "/gioi-thieu", "/khong-co"])
def test_only_a_sandbox_has_the_banner(year: Database, path: str) -> None:
    assert BANNER in browser(year, "sandbox").get(path).text
    assert BANNER not in browser(year, "production").get(path).text


def test_style_and_icon_may_be_kept_for_ever(portal: Client) -> None:
    addresses = re.findall(r'href="(/static/[^"]+)"', portal.get("/").text)

    assert len(addresses) == 2
    for address in addresses:
        answer = portal.get(address)
        assert (answer.status_code, "immutable" in answer.headers["Cache-Control"]) == (200, True)


def test_a_fault_tells_an_id_and_nothing_else(year: Database) -> None:
    portal = browser(year)
    with year.transaction() as sql:
        sql.execute("ALTER TABLE campaign RENAME COLUMN title TO secret_title")

    answer = portal.get("/")

    assert answer.status_code == 500
    assert "title" not in said(answer)
    assert re.search("[0-9a-f]{8}-", said(answer))


def test_what_became_of_a_campaign_after_its_launch_stands_on_its_page(year: Database) -> None:
    log = registration_log()
    launched = CampaignLaunched.load(log.envelopes[-1].data)
    same = {name: getattr(launched, name) for name in CampaignAmended.__dataclass_fields__ if hasattr(launched, name)}
    log.record(
        date(2022, 6, 1),
        CampaignAmended(
            **{
                **same,
                "title": "Phong trào thi đua ngành Tư pháp năm 2022 (điều chỉnh)",
                "obligations": tuple(replace(one, due_on=date(2022, 7, 15)) for one in launched.obligations),
                "amended_on": date(2022, 6, 1),
                "reason": "Hội nghị sơ kết chuyển sang tháng 7",
                "changed": ("title", "due"),
            }
        ),
    )
    log.record(
        date(2022, 8, 1),
        CampaignCancelled(campaign_id=launched.campaign_id, cancelled_on=date(2022, 8, 1), reason="Gộp phong trào"),
    )
    following, _ = followers(year)

    following.catch_up(log)

    text = said(browser(year).get(f"/phong-trao/{launched.campaign_id}"))
    order = at(
        text,
        "ngành Tư pháp năm 2022 (điều chỉnh)",
        "Điều chỉnh ngày 01/6/2022: Hội nghị sơ kết chuyển sang tháng 7",
        "Hủy ngày 01/8/2022: Gộp phong trào",
        "Đợt thi đua thứ nhất",
    )
    assert order == sorted(order)
    assert "Chậm nhất" not in text
