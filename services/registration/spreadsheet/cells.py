"""What one cell says: a value of the wanted kind, or the reason why it cannot be used."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from services.registration.spreadsheet import words
from services.registration.spreadsheet.workbook import Value
from shared import clock
from shared.contracts.registration.kinds import Gender, PositionClass, StaffKind

EARLIEST = date(1900, 1, 1)
SERIALS = range(3_653, 73_051)  # days 1910 to 2099 as Excel counts them; years are smaller numbers
YEARS = range(1900, 2101)

MESSAGES = {
    "missing": "chưa có họ và tên; đề nghị ghi họ và tên, hoặc xóa dòng này.",
    "not-a-name": "“{value}” không phải là họ và tên; đề nghị kiểm tra lại.",
    "too-long": "nội dung dài quá {limit} ký tự; đề nghị rút gọn.",
    "control-character": "ô có ký tự không đọc được; đề nghị gõ lại nội dung của ô.",
    "excel-error": "ô đang báo lỗi {value} của Excel; đề nghị ghi lại giá trị đúng.",
    "impossible-date": "ngày {value} không tồn tại; đề nghị kiểm tra ngày, tháng và ghi theo thứ tự ngày/tháng/năm.",
    "ambiguous-date": "“{value}” chỉ ghi hai chữ số của năm; đề nghị ghi đủ bốn chữ số, ví dụ 05/7/1982.",
    "unreadable-date": "“{value}” không đọc được là ngày; đề nghị ghi theo dạng ngày/tháng/năm, ví dụ 05/7/1982.",
    "incomplete-date": "“{value}” chưa đủ ngày, tháng, năm; đề nghị ghi đủ, hoặc để trống.",
    "birth-in-future": "ngày sinh {value} ở tương lai; đề nghị kiểm tra năm sinh.",
    "birth-before-1900": "ngày sinh {value} trước năm 1900; đề nghị kiểm tra năm sinh.",
    "recruited-before-birth": "ngày tuyển dụng {value} trước ngày sinh; đề nghị kiểm tra cả hai ngày.",
    "recruited-before-1900": "ngày tuyển dụng {value} trước năm 1900; đề nghị kiểm tra năm.",
    "not-an-email": "nội dung không phải là một địa chỉ thư điện tử; đề nghị ghi một địa chỉ dạng ten@coquan.gov.vn.",
    "bad-identity-number": "số căn cước phải có 12 chữ số (chứng minh nhân dân: 9); ô có {digits} chữ số; "
    "đề nghị kiểm tra và đặt ô ở định dạng văn bản.",
    "unknown-value": "không hiểu “{value}”; đề nghị ghi một trong: {wanted}.",
    "two-genders": "cả hai cột nam và nữ đều có nội dung; đề nghị chỉ ghi ở một cột.",
    "duplicate-in-file": "trùng với {where} (cùng {what}); đề nghị kiểm tra và chỉ giữ một dòng.",
}

EXCEL_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
LETTERS = re.compile(r"[^\W\d_]")
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
SEPARATOR = r"\s*[/.\-–\s]\s*"
DMY = re.compile(rf"(?:ngày\s*)?(\d{{1,2}}){SEPARATOR}(\d{{1,2}}){SEPARATOR}(\d{{4}})", re.IGNORECASE)
SPOKEN = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?")
MY = re.compile(rf"(?:tháng\s*)?(\d{{1,2}})(?:{SEPARATOR}|\s*năm\s*)(\d{{4}})", re.IGNORECASE)
YM = re.compile(r"(\d{4})[-/](\d{1,2})")
Y = re.compile(r"(?:năm\s*)?(\d{4})", re.IGNORECASE)
SHORT_YEAR = re.compile(rf"(?:ngày\s*)?(?:\d{{1,2}}{SEPARATOR}){{0,2}}\d{{1,2}}", re.IGNORECASE)
CLASSES = {
    PositionClass.DEPARTMENT_LEADER: "Lãnh đạo Sở",
    PositionClass.UNIT_LEADER: "Lãnh đạo cấp phòng",
    PositionClass.STAFF: "Không giữ chức vụ lãnh đạo",
}
KINDS = {
    StaffKind.OFFICIAL: "Công chức",
    StaffKind.PUBLIC_EMPLOYEE: "Viên chức",
    StaffKind.WORKER: "Người lao động",
}
GENDERS = {Gender.MALE: "Nam", Gender.FEMALE: "Nữ"}


class Wrong(Exception):
    """A cell cannot be used; ``message`` is the sentence for people."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = MESSAGES[code].format(**facts)


def shown(value: Value) -> str:
    """A cell's content as one clean line."""
    if isinstance(value, str):
        return words.clean(value)
    return clock.shown(value) if isinstance(value, date) else str(value)


def text(limit: int) -> Callable[[Value], str]:
    """Read a line of at most so many characters."""

    def read(value: Value) -> str:
        line = shown(value)
        if words.UNREADABLE.search(line):
            raise Wrong("control-character")
        if EXCEL_ERROR.fullmatch(line):
            raise Wrong("excel-error", value=line)
        if len(line) > limit:
            raise Wrong("too-long", limit=limit)
        return line

    return read


def person_name(value: Value) -> str:
    """A name; one that is all capitals is written as names are."""
    name = text(100)(value)
    if len(LETTERS.findall(name)) < 2:
        raise Wrong("not-a-name", value=name)
    return name.title() if name.isupper() else name


def email(value: Value) -> str:
    """One address."""
    address = text(120)(value).removeprefix("mailto:")
    if not EMAIL.fullmatch(address):
        raise Wrong("not-an-email")
    return address


def identity_number(value: Value) -> str:
    """12 or 9 digits; a number that Excel keeps as a number has lost its leading zeros."""
    if isinstance(value, int):
        digits = str(value)
        digits = digits.zfill({8: 9, 10: 12, 11: 12}.get(len(digits), 0))
    else:
        digits = re.sub(r"[\s.'’-]", "", text(60)(value))
    if not re.fullmatch(r"[0-9]{9}|[0-9]{12}", digits):
        raise Wrong("bad-identity-number", digits=sum(one.isdigit() for one in digits))
    return digits


def gender(value: Value) -> Gender:
    """Nam or nữ."""
    line = text(60)(value)
    try:
        return words.GENDERS[words.fold(line)]
    except KeyError:
        raise _unknown(line, "Nam, Nữ") from None


def staff_kind(value: Value) -> StaffKind:
    """Công chức, viên chức or người lao động."""
    line = text(200)(value)
    kind = words.staff_kind(line)
    if kind is None:
        raise _unknown(line, ", ".join(KINDS.values()))
    return kind


def position_class(value: Value) -> PositionClass:
    """The class named in a column of classes."""
    line = text(200)(value)
    named = words.position_class(line)
    if named is None:
        raise _unknown(line, ", ".join(CLASSES.values()))
    return named


def mark(value: Value) -> bool:
    """Whether a cell is ticked."""
    line = text(200)(value)
    ticked = words.mark(line)
    if ticked is None:
        raise _unknown(line, "x, hoặc để trống")
    return ticked


def birth(value: Value, epoch: date, today: date) -> str:
    """A year, a month or a day of birth, in ISO; between 1900 and today."""
    if isinstance(value, date) and value.year == 1905 and (value - epoch).days in YEARS:
        value = (value - epoch).days  # a year typed into a cell that is formatted as a day
    parts = _parts(value, epoch)
    written = "-".join(f"{part:0{4 if index == 0 else 2}d}" for index, part in enumerate(parts))
    if parts < (EARLIEST.year,):
        raise Wrong("birth-before-1900", value=shown(value))
    if parts > (today.year, today.month, today.day)[: len(parts)]:
        raise Wrong("birth-in-future", value=shown(value))
    return written


def day(value: Value, epoch: date) -> date:
    """A full date, not before 1900."""
    parts = _parts(value, epoch)
    if len(parts) < 3:
        raise Wrong("incomplete-date", value=shown(value))
    if parts < (EARLIEST.year,):
        raise Wrong("recruited-before-1900", value=shown(value))
    return date(*parts)


def _parts(value: Value, epoch: date) -> tuple[int, ...]:
    """Year, month and day, as far as they are said."""
    if isinstance(value, int | float) and int(value) in SERIALS:
        value = epoch + timedelta(days=int(value))
    if isinstance(value, date):
        return value.year, value.month, value.day
    line = text(60)(value).strip(" .,;'")
    for pattern, order in (
        (DMY, (3, 2, 1)),
        (SPOKEN, (3, 2, 1)),
        (ISO, (1, 2, 3)),
        (MY, (2, 1)),
        (YM, (1, 2)),
        (Y, (1,)),
    ):
        if found := pattern.fullmatch(line):
            return _checked(line, tuple(int(found[part]) for part in order))
    raise Wrong("ambiguous-date" if SHORT_YEAR.fullmatch(line) else "unreadable-date", value=line)


def _checked(line: str, parts: tuple[int, ...]) -> tuple[int, ...]:
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError:
        raise Wrong("impossible-date", value=line) from None
    return parts


def _unknown(value: str, wanted: str) -> Wrong:
    return Wrong("unknown-value", value=value if len(value) <= 60 else f"{value[:60]}…", wanted=wanted)
