"""The portal as a citizen sees it, in a real browser: on a desktop, on a phone, and with the keyboard alone."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.system.conftest import Season

SANDBOX = "DỮ LIỆU MINH HỌA - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as Debian has it."""
    assert CHROMIUM, "no Chromium here: run deploy/install-test-tools"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def portal(season: Season) -> str:
    """The portal of the year that was played."""
    return season.place.stack.addresses()["portal_url"]


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A window on a desktop and on a phone; whatever the console complains of fails the test."""
    context = browser.new_context(viewport=request.param, locale="vi-VN")
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def fits(page: Page) -> bool:
    """Nothing sticks out sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_citizen_goes_from_the_years_campaigns_to_an_award(page: Page, portal: str) -> None:
    page.goto(portal)
    assert page.get_by_text(SANDBOX).first.is_visible()
    assert page.get_by_role("link", name="Phong trào thi đua ngành Tư pháp năm 2022").is_visible()
    assert fits(page)

    page.get_by_role("link", name="Quyết định", exact=True).first.click()
    page.get_by_role("link", name="2022", exact=True).click()
    page.get_by_role("link", name="Về việc tặng Giấy khen của Giám đốc Sở Tư pháp").click()
    assert page.get_by_text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").is_visible()
    assert page.get_by_text("GIÁM ĐỐC", exact=True).is_visible()
    assert fits(page)

    page.get_by_role("link", name="Trần Vân Anh").click()
    steps = ["Tiếp nhận hồ sơ", "Thẩm định", "Hội đồng", "Quyết định khen thưởng", "Công bố"]
    text = page.get_by_role("main").inner_text()
    assert [step for step in steps if step not in text] == []
    assert [text.index(step) for step in steps] == sorted(text.index(step) for step in steps)
    assert fits(page)


def test_the_keyboard_alone_reaches_the_content(page: Page, portal: str) -> None:
    page.goto(f"{portal}/quyet-dinh")

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert skip.startswith("#")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_name_is_found_without_its_marks(page: Page, portal: str) -> None:
    page.goto(f"{portal}/quyet-dinh?nam=2022&tim=anh+tran+van")

    assert "Trần Vân Anh" in page.get_by_role("main").inner_text()


def test_an_unknown_page_says_so_politely(browser: Browser, portal: str) -> None:
    page = browser.new_page()

    answer = page.goto(f"{portal}/khen-thuong/00000000-0000-4000-8000-000000000000")

    assert answer is not None and answer.status == 404
    assert "Không" in page.get_by_role("main").inner_text()
    page.close()
