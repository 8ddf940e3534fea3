"""Reads the year back when it is quiet, compares it with its data, and says in a table what there is."""

from collections import Counter
from functools import partial
from pathlib import Path

from deploy.demo.calls import OPERATOR, READER, Calls, Issue
from deploy.demo.expected import DISCLOSED, TRUSTED, events_of, log_defects
from deploy.demo.findings import Findings
from deploy.demo.honours import Honours
from deploy.demo.readback import Proceedings
from deploy.demo.screen import Screen
from deploy.demo.year import Year
from shared.contracts.base import Envelope, EventsAfter, LogContract
from shared.contracts.nomination import NominationApi
from shared.contracts.notification import CountLetters, NotificationApi
from shared.contracts.registration import RegistrationApi
from shared.contracts.reporting import ReportingApi

LOGS: tuple[type[LogContract], ...] = (RegistrationApi, NominationApi, ReportingApi)


def verify(
    amqp_uri: str,
    issue: Issue,
    portal_url: str,
    mail_folder: Path,
    screen: Screen | None = None,
    year: Year | None = None,
) -> int:
    """Compare what the services hold with the year's data; the exit status: 0 only if all of it is true."""
    screen, year = screen or Screen(), year or Year.read()
    findings, summary = Findings(), list[tuple[str, str]]()
    with Calls(amqp_uri, issue) as calls:
        findings.trying("Mọi dịch vụ đọc xong, mọi thư đã gửi", lambda: calls.until_followed(lambda: unsent(calls)))
        for contract in LOGS:
            findings.trying(f"Nhật ký {contract.name}", partial(check_log, contract, calls, findings, year))
        proceedings = Proceedings(year, calls, findings, summary)
        proceedings.check_all()

        def honours() -> None:
            read = Honours(year, calls, findings, summary, proceedings.winner)
            read.check_all(portal_url.rstrip("/"), mail_folder)

        findings.trying("Khen thưởng", honours)
    screen.table(f"Năm {year.data.meta.year} - {year.data.meta.notice}", ("", "Đọc lại được"), summary)
    findings.show(screen)
    if findings.differences:
        screen.say(f"KHÔNG KHỚP: {len(findings.differences)} chỗ khác, trong {findings.compared} phép so sánh.")
    else:
        screen.say(f"Khớp với dữ liệu: {findings.compared} phép so sánh.")
    screen.say(f"Cổng công khai: {portal_url}")
    return 1 if findings.differences else 0


def unsent(calls: Calls) -> str:
    """Letters that are still to be written or sent."""
    letters = calls.by(OPERATOR, NotificationApi).count_letters(CountLetters())
    queued = sum(one.count for one in letters.counts if one.state == "queued")
    return f"{letters.unresolved} thư chưa viết, {queued} thư chưa gửi" if letters.unresolved or queued else ""


def check_log(contract: type[LogContract], calls: Calls, findings: Findings, year: Year) -> None:
    """A log read from its beginning has no gap, and exactly the events that the data implies."""
    envelopes = log_of(contract, calls)
    findings.equal(f"Thứ tự của nhật ký {contract.name}", [], log_defects(envelopes))
    for_letters = [one for one in envelopes if one.name == DISCLOSED and one.by == NotificationApi.name]
    names = Counter(one.name for one in envelopes)
    names.subtract(Counter({DISCLOSED: len(for_letters)}))
    findings.equal(f"Sự kiện của nhật ký {contract.name}", dict(events_of(year)[contract.name]), dict(+names))
    if contract is RegistrationApi:
        asked = calls.by(READER, NotificationApi).count_letters(CountLetters()).disclosures
        kept = f"hỏi {asked} lần, ghi {len(for_letters)} lần"
        findings.that("Mỗi lần mở địa chỉ người nhận thư đều được ghi lại", 0 < asked <= len(for_letters), kept)
        trusted = {one.data["kid"] for one in envelopes if one.name == "IssuerTrusted" and one.data}
        findings.equal("Khóa được tin", TRUSTED, trusted)


def log_of(contract: type[LogContract], calls: Calls) -> list[Envelope]:
    """Every published event of a log, in order."""
    reading, envelopes, position = calls.by(READER, contract), list[Envelope](), 0
    while (page := reading.events_after(EventsAfter(position=position))).events:
        envelopes += page.events
        position = page.upto
    return envelopes
