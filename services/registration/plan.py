"""Reads the text of a campaign plan (kế hoạch) and lists its defects, with the raw text kept."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

GRACE = timedelta(days=7)  # what we suggest between the end of a round and its report
EXCERPT = 120  # characters of a heading that a defect quotes

# Abbreviations of official letters that every recipient reads; others must be explained.
KNOWN_ABBREVIATIONS = frozenset(
    "BTP CP ĐBBB HĐND HĐTĐKT KNC MTTQ QPPL STP TAND TĐKT TGPL THADS TP TT TU TW TX UBND VKSND VP VT".split()
)

MESSAGES = {
    "empty-text": "Văn bản chưa có nội dung; đề nghị chọn lại tệp kế hoạch.",
    "unreadable-characters": "Văn bản có ký tự không đọc được; đề nghị lưu lại tệp theo bảng mã UTF-8.",
    "number-blank": "Kế hoạch chưa có số; đề nghị văn thư cấp số trước khi phát động.",
    "date-blank": "Kế hoạch chưa ghi đủ ngày, tháng, năm ban hành; đề nghị điền khi ký.",
    "year-missing": "Không tìm thấy năm của kế hoạch; đề nghị ghi năm trong tên kế hoạch.",
    "theme-missing": "Không tìm thấy chủ đề thi đua; đề nghị ghi chủ đề trong dấu ngoặc kép.",
    "rounds-missing": "Không tìm thấy đợt thi đua nào; đề nghị ghi tên và thời gian từng đợt.",
    "interim-deadline-missing": "Không tìm thấy hạn gửi báo cáo sơ kết; đề nghị bổ sung.",
    "recipients-missing": "Không tìm thấy nơi nhận; đề nghị ghi các nơi nhận ở cuối văn bản.",
    "round-dates-unreadable": "Không đọc được thời gian của đợt; đề nghị ghi ngày bắt đầu và ngày kết thúc.",
    "impossible-date": "Không có ngày {raw} trong lịch; đề nghị kiểm tra và sửa lại.",
    "heading-out-of-order": "Mục {printed} không theo thứ tự; đề nghị đánh số lại thành {wanted}.",
    "count-differs-from-list": "Văn bản nêu {count} nhưng kể {names} tên; đề nghị sửa con số hoặc danh sách.",
    "council-under-two-names": "Hội đồng này còn được gọi là “{other}”; đề nghị dùng thống nhất một tên.",
    "unclear-cluster": "Chưa rõ “{raw}” gồm những đơn vị nào; đề nghị ghi rõ các phòng, đơn vị.",
    "unexplained-abbreviation": "Chữ viết tắt “{raw}” chưa được giải thích; đề nghị ghi đủ tên nơi nhận.",
    "basis-of-another-year": "Căn cứ này dành cho năm {of}; đề nghị thay bằng văn bản cho năm {year}.",
    "no-time-after-round": "Hạn báo cáo trùng ngày cuối của đợt; đề nghị lùi hạn để đơn vị kịp tổng hợp.",
}

DAY = r"(?:\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
DATE = re.compile(r"(?<![\d/])(?P<d>\d{1,2})(?:/|\s+tháng\s+)(?P<m>\d{1,2})(?:/|\s+năm\s+)(?P<y>\d{4})(?![\d/])")
ANNIVERSARY = re.compile(r"(?<![\d/])(\d{1,2}/\d{1,2})/\d{4}\s*[-–]\s*(\d{1,2}/\d{1,2})/\d{4}(?![\d/])")
BLANK = r"[\s.…_]{0,60}"
NUMBER = re.compile(rf"^[^\w\n]*Số:{BLANK}(?P<number>\d*){BLANK}(?:/\d{{4}})?/\s*KH\S*", re.MULTILINE)
DATED = re.compile(rf"ngày{BLANK}(?P<d>\d*){BLANK}tháng{BLANK}(?P<m>\d*){BLANK}năm{BLANK}(?P<y>\d*)")
TITLE_YEAR = re.compile(r"KẾ HOẠCH[\s\S]{0,300}?năm\s+(\d{4})")
ANY_YEAR = re.compile(r"năm\s+(\d{4})")
FOR_YEAR = re.compile(r"(?<!\d )năm\s+(\d{4})")  # not "tháng 7 năm 2017"
THEME = re.compile(r"chủ đề[\s*:]*[“\"]([^”\"]+)[”\"]")
ROUND = re.compile(
    r"(?P<name>Đợt (?:thi đua )?(?:thứ )?\w+)\s*:\s*(?P<time>(?:Thời gian\s+)?[Tt]ừ\s+"
    r"(?P<starts>[^,;]{1,40}?)\s+đến\s+(?P<ends>[^,;.]{1,40}))(?P<rest>.*)"
)
OCCASIONS = re.compile(r"lập thành tích\s+(.+?)(?:\.+(?=\s|$)|$)")
NEXT_OCCASION = re.compile(r";\s*|,\s*(?=\d+ năm)")
INTERIM = re.compile(rf"sơ kết[^.]{{0,400}}?(?P<raw>(?:chậm nhất|muộn nhất|trước)\s+(?:là\s+)?ngày\s+(?P<day>{DAY}))")
BASIS = re.compile(
    r"(?:Luật|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư|Thông tri|Kết luận|Kế hoạch)\s+số\s+"
    rf"(?P<number>[^\s,;.]+)(?:\s+ngày\s+(?P<day>{DAY}))?(?=(?P<about>[^,;.]{{0,400}}))"
)
RECIPIENTS = re.compile(r"^[^\w\n]*Nơi nhận[^\w\n]*$", re.MULTILINE)
ABBREVIATION = re.compile(r"(?:(?:TP|TX)\.\s*)?\b([A-ZĐ]{2,})\b")
ROMAN_HEADING = re.compile(r"[*\s]*[IVX]+\.\s")
HEADING = re.compile(r"[*\s]*(?P<raw>(?P<number>\d{1,2}(?:\.|(?:\.\d{1,2})+\.?))\s+(?=[^\W\d_]).*)")
COUNTED = re.compile(r"(?P<raw>\b(?P<count>\d{1,2})\s+[^\d.;:“”\"]{3,80}:)\s*[*]*(?=[“\"])(?P<list>.*)")
QUOTED = re.compile(r"[“\"][^”\"]+[”\"]")
SENTENCE = re.compile(r".*?(?:[.!?](?=\s|$)|$)")
COUNCIL = re.compile(
    r"(?P<council>Hội đồng\s+(?:thi đua\s*[-–,]\s*khen thưởng|TĐKT))\s+"
    r"(?P<kind>ngành|sở|bộ|ban|cục)\s+(?P<field>[^\W\d_]+\s+[^\W\d_]+)",
    re.IGNORECASE,
)
CLUSTER = re.compile(r"(?:Khối|Cụm) thi đua\s+(?:trực\s+)?thuộc\s+(?:Sở|Phòng|Ban)\s+[^\W\d_]+\s+[^\W\d_]+")
UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ud800-\udfff]+")


@dataclass(frozen=True)
class PlanRound:
    """A round (đợt) of the campaign, with its occasions as printed."""

    name: str
    starts: date
    ends: date
    occasions: tuple[str, ...]


@dataclass(frozen=True)
class LegalBasis:
    """An instrument that the plan cites."""

    number: str
    issued_on: date | None
    raw: str


@dataclass(frozen=True)
class Defect:
    """A place of the text that somebody has to look at before the plan is signed."""

    code: str
    raw: str
    line: int
    message: str
    suggestion: str | None = None


@dataclass(frozen=True)
class Plan:
    """What could be read from the text, and what is wrong with it."""

    theme: str
    rounds: tuple[PlanRound, ...]
    interim_report_due: date | None
    legal_bases: tuple[LegalBasis, ...]
    recipients: tuple[str, ...]
    defects: tuple[Defect, ...]


def read_plan(text: str) -> Plan:
    """Read a plan; whatever is missing or wrong becomes a defect, never an exception."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        return Plan("", (), None, (), (), (_defect("empty-text"),))
    year = _year(text)
    rounds = tuple(_rounds(text, year))
    interim = INTERIM.search(text)
    due = _date(interim["day"]) if interim else None
    theme = THEME.search(text)
    recipients = _recipients(text)
    plan = Plan(
        theme=theme[1].strip(" *") if theme else "",
        rounds=rounds,
        interim_report_due=due,
        legal_bases=tuple(_legal_bases(text)),
        recipients=tuple(raw for raw, _ in recipients),
        defects=(),
    )
    defects = [
        *_unreadable(text),
        *_blank_head(text),
        *_missing(plan, year),
        *_unread_rounds(text, year),
        *_impossible_dates(text),
        *_heading_order(text),
        *_counted_names(text),
        *_council_names(text),
        *_clusters(text),
        *_abbreviations(text, recipients),
        *_outdated_bases(text, year),
        *_no_grace(text, interim, due, rounds),
    ]
    return replace(plan, defects=tuple(sorted(defects, key=lambda defect: defect.line)))


# --- reading


def _year(text: str) -> int | None:
    """The year that the plan is for: the title's, else the first one printed."""
    found = TITLE_YEAR.search(text) or ANY_YEAR.search(text)
    return int(found[1]) if found else None


def _date(raw: str) -> date | None:
    """A printed date, or nothing if the calendar has no such day."""
    found = DATE.search(raw)
    if not found:
        return None
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def _edge(raw: str, year: int | None) -> date | None:
    """The first or last day of a round, which may be said in words ("đầu năm", "kết thúc năm 2022")."""
    if DATE.search(raw):
        return _date(raw)
    named = ANY_YEAR.search(raw)
    in_year = int(named[1]) if named else year
    if not in_year or "năm" not in raw:
        return None
    if "đầu" in raw:
        return date(in_year, 1, 1)
    if any(word in raw for word in ("kết thúc", "hết", "cuối")):
        return date(in_year, 12, 31)
    return None


def _rounds(text: str, year: int | None) -> Iterator[PlanRound]:
    for found in ROUND.finditer(text):
        starts, ends = _edge(found["starts"], year), _edge(found["ends"], year)
        if starts and ends:
            occasions = OCCASIONS.search(found["rest"])
            printed = [part.strip() for part in NEXT_OCCASION.split(occasions[1])] if occasions else []
            yield PlanRound(found["name"], starts, ends, tuple(filter(None, printed)))


def _legal_bases(text: str) -> list[LegalBasis]:
    """Every instrument cited, once; the mention that has a date wins."""
    cited: dict[str, LegalBasis] = {}
    for found in BASIS.finditer(text):
        number = found["number"]
        if number not in cited or (found["day"] and cited[number].issued_on is None):
            issued_on = _date(found["day"]) if found["day"] else None
            cited[number] = LegalBasis(number, issued_on, found[0])
    return list(cited.values())


def _recipients(text: str) -> list[tuple[str, int]]:
    """The lines under "Nơi nhận", and where each begins in the text."""
    heading = RECIPIENTS.search(text)
    if not heading:
        return []
    recipients = []
    position = heading.end() + 1
    for line in text[position:].split("\n"):
        if line.lstrip().startswith("-"):
            recipients.append((line.strip().lstrip("- ").rstrip(";. "), position))
        elif line.strip():
            break
        position += len(line) + 1
    return recipients


# --- checking


def _defect(
    code: str, text: str = "", at: int = 0, raw: str = "", suggestion: str | None = None, **facts: object
) -> Defect:
    """A defect at a place of the text, with its message filled in."""
    line = text.count("\n", 0, at) + 1
    return Defect(code, raw, line, MESSAGES[code].format(raw=raw, **facts), suggestion)


def _unreadable(text: str) -> Iterator[Defect]:
    if found := UNREADABLE.search(text):
        yield _defect("unreadable-characters", text, found.start(), found[0])


def _blank_head(text: str) -> Iterator[Defect]:
    """The number and the date, which the records clerk fills in."""
    head = text[: text.find("KẾ HOẠCH")] if "KẾ HOẠCH" in text else text[:500]
    number, dated = NUMBER.search(head), DATED.search(head)
    if not number:
        yield _defect("number-blank")
    elif not number["number"]:
        yield _defect("number-blank", text, number.end(), number[0].strip())
    if not dated:
        yield _defect("date-blank")
    elif not (dated["d"] and dated["m"] and dated["y"]):
        yield _defect("date-blank", text, dated.start(), dated[0].strip())


def _missing(plan: Plan, year: int | None) -> Iterator[Defect]:
    """What a plan must say and this text does not."""
    required = {
        "year-missing": year,
        "theme-missing": plan.theme,
        "rounds-missing": plan.rounds,
        "interim-deadline-missing": plan.interim_report_due,
        "recipients-missing": plan.recipients,
    }
    yield from (_defect(code) for code, value in required.items() if not value)


def _unread_rounds(text: str, year: int | None) -> Iterator[Defect]:
    for found in ROUND.finditer(text):
        if not (_edge(found["starts"], year) and _edge(found["ends"], year)):
            yield _defect("round-dates-unreadable", text, found.start("time"), found["time"])


def _impossible_dates(text: str) -> Iterator[Defect]:
    """Days that no calendar has; an anniversary suggests the day and month of its other date."""
    for found in DATE.finditer(text):
        if not _date(found[0]):
            yield _defect("impossible-date", text, found.start(), found[0], _anniversary_day(text, found))


def _anniversary_day(text: str, impossible: re.Match[str]) -> str | None:
    for pair in ANNIVERSARY.finditer(text, max(0, impossible.start() - 20), impossible.end() + 20):
        if pair.start() <= impossible.start() < pair.end():
            other = pair[1] if impossible.start() > pair.start() else pair[2]
            suggestion = f"{other}/{impossible['y']}"
            return suggestion if _date(suggestion) else None
    return None


def _heading_order(text: str) -> Iterator[Defect]:
    """Numbered headings must count on: 1, 1.1, 1.2, 2, 2.1 …, from 1 again under each Roman numeral."""
    for headings in _sections(text):
        current: tuple[int, ...] = ()
        for index, (number, raw, position) in enumerate(headings):
            depth = len(number)
            last = current[depth - 1] if len(current) >= depth else 0
            expected = (*(current + (1,) * depth)[: depth - 1], last + 1)
            current = expected
            if number != expected:
                following = (later for later, _, _ in headings[index + 1 :] if len(later) == depth)
                if next(following, None) == (*number[:-1], number[-1] + 1):
                    current = number  # a gap or a repeat: count on from what is printed
                printed, wanted = ".".join(map(str, number)), ".".join(map(str, expected))
                facts = {"printed": printed, "wanted": wanted}
                suggestion = wanted + raw[len(printed) :]
                yield _defect("heading-out-of-order", text, position, raw, suggestion, **facts)


def _sections(text: str) -> list[list[tuple[tuple[int, ...], str, int]]]:
    """The numbered headings (number, excerpt, position) under each Roman numeral."""
    sections: list[list[tuple[tuple[int, ...], str, int]]] = [[]]
    position = 0
    for line in text.split("\n"):
        if ROMAN_HEADING.match(line):
            sections.append([])
        elif found := HEADING.match(line):
            number = tuple(int(part) for part in found["number"].rstrip(".").split("."))
            sections[-1].append((number, _excerpt(found["raw"].rstrip()), position))
        position += len(line) + 1
    return sections


def _excerpt(raw: str) -> str:
    return raw if len(raw) <= EXCERPT else raw[:EXCERPT].rsplit(" ", 1)[0]


def _counted_names(text: str) -> Iterator[Defect]:
    """What is counted before a colon ("05 phong trào … là:") must be listed after it."""
    for found in COUNTED.finditer(text):
        count, sentence = found["count"], SENTENCE.match(found["list"])
        names = len(QUOTED.findall(sentence[0] if sentence else ""))
        if names and names != int(count):
            suggestion = f"{names:0{len(count)}d}" + found["raw"][len(count) :]
            facts = {"count": count, "names": names}
            yield _defect("count-differs-from-list", text, found.start(), found["raw"], suggestion, **facts)


def _council_names(text: str) -> Iterator[Defect]:
    """A council named after a sector ("ngành") where the same text names it after its body ("Sở")."""
    mentions = list(COUNCIL.finditer(text))
    bodies = {found["field"].lower(): found[0] for found in mentions if found["kind"].lower() != "ngành"}
    for found in mentions:
        other = bodies.get(found["field"].lower())
        if other and found["kind"].lower() == "ngành":
            yield _defect("council-under-two-names", text, found.start(), found[0], other, other=other)


def _clusters(text: str) -> Iterator[Defect]:
    """An emulation cluster has members; it is not a part of one of them."""
    for found in CLUSTER.finditer(text):
        yield _defect("unclear-cluster", text, found.start(), found[0])


def _abbreviations(text: str, recipients: list[tuple[str, int]]) -> Iterator[Defect]:
    """Whoever sends the plan must find each recipient: no abbreviation that nothing explains."""
    for raw, position in recipients:
        for found in ABBREVIATION.finditer(raw):
            if found[1] not in KNOWN_ABBREVIATIONS and f"({found[1]})" not in text:
                yield _defect("unexplained-abbreviation", text, position, found[0])


def _outdated_bases(text: str, year: int | None) -> Iterator[Defect]:
    """An instrument for an earlier year is no basis for this year's tasks."""
    for found in BASIS.finditer(text):
        about = list(FOR_YEAR.finditer(found["about"]))
        if year and about and int(about[-1][1]) < year:
            raw = found[0] + found["about"][: about[-1].end()]
            yield _defect("basis-of-another-year", text, found.start(), raw, of=about[-1][1], year=year)


def _no_grace(
    text: str, interim: re.Match[str] | None, due: date | None, rounds: tuple[PlanRound, ...]
) -> Iterator[Defect]:
    """A report about a round cannot be finished on the day that the round ends."""
    if interim and due and due in {ended.ends for ended in rounds} and due <= date.max - GRACE:
        later = due + GRACE
        suggestion = interim["raw"].replace(interim["day"], f"{later.day:02d}/{later.month}/{later.year}")
        yield _defect("no-time-after-round", text, interim.start("raw"), interim["raw"], suggestion)
