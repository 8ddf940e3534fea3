"""The words of clerks: texts made clean, folded for comparison, and what they say about somebody."""

import re
import unicodedata

from shared.contracts.registration.kinds import Gender, PositionClass, StaffKind

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
UNREADABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffd-\uffff\ud800-\udfff]")
NOT_WORD = re.compile(r"[\W_]+")
MARKS = re.compile("[\u0300-\u036f]")

# Text typed for a TCVN3 or VNI font: signs inside words, capitals between small letters, marks as vowels;
# it has none of the letters that only Unicode has.
LEGACY = re.compile(
    "[A-Za-zÀ-ÿ][µ¸¶·¹¨»¾¼½©®ª¬¦§Þþ×÷ßÆæ]|[µ¸¶·¹¨¾¼½©®ª¬§Þþ×÷ßÆæ][A-Za-zÀ-ÿ]|[a-z][À-ÖØ-Þ][a-z]"
    "|[aeAE][àáâãäåèéëùúûüøõïÀÁÂÃÄÅÈÉËÙÚÛÜØÕÏ]|[aA][êÊ][cmnptCMNPT]"
)
ONLY_UNICODE = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9\u0300-\u036f]")

GENDERS = {"nam": Gender.MALE, "male": Gender.MALE, "nu": Gender.FEMALE, "female": Gender.FEMALE}

OFFICIAL = re.compile(r"(can bo|cong chuc|cb|cc|cbcc|can bo cong chuc|official)")
PUBLIC_EMPLOYEE = re.compile(r"(vien chuc|vc|vien chuc quan ly|public employee)")
WORKER = re.compile(r"(nguoi lao dong|nld|lao dong|hdld|(lao dong |nguoi lao dong )?(hop dong|hd)( .*)?|worker)")

TOP_CLASS = re.compile(r"(lanh dao|cap) (so|uy ban( nhan dan)?|ubnd|co quan|ban|nganh)|department leader")
MIDDLE_CLASS = re.compile(r"(lanh dao|cap)( quan ly)?( cap)? (phong|don vi|trung tam)\b.*|unit leader")
LOWEST_CLASS = re.compile(
    r"(nguoi )?(truc tiep\b.*|lao dong truc tiep\b.*)|(khong giu|khong co) chuc vu.*|khong( phai)? lanh dao|khong"
    r"|chuyen vien|nhan vien|can su|chuyen mon( nghiep vu)?|(can bo )?(cong chuc|vien chuc|nguoi lao dong)|staff"
)

POSITION_PARTS = re.compile(r"[,;/+&–-]|\bkiêm\b|\bvà\b", re.IGNORECASE)
DEPUTY = r"(?:(?:q|quyen|pho|p) )*"
TOP = re.compile(rf"{DEPUTY}(?:giam doc|chu tich|bi thu (?:dang uy|huyen uy|thanh uy)|gd|pgd)\b(?P<of>.*)")
MIDDLE = re.compile(
    rf"{DEPUTY}(?:truong (?:phong|ban|trung tam|chi nhanh|khoa|van phong)|chanh (?:van phong|thanh tra)"
    r"|chi cuc truong|vien truong|hieu truong|doi truong|hat truong|phu trach|tp|ptp|pp|cvp|pcvp)\b"
    r"|pho (?:phong|ban)\b"
)
UNITS_BELOW = re.compile(r"\b(trung tam|chi nhanh|ban quan ly|quy|cong ty|chi cuc|van phong|nha khach|bao tang)\b")

MARKED = frozenset("x ✓ ✔ √ v có 1 true đúng yes".split())
UNMARKED = frozenset("- – 0 o không ko false no".split())


def clean(text: str) -> str:
    """One line in NFC with single spaces; invisible characters are dropped, unreadable ones stay."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    return " ".join(text.split())


def fold(text: str) -> str:
    """For comparison only: small letters without diacritics, words with single spaces between."""
    text = text.casefold()
    if not text.isascii():
        text = MARKS.sub("", unicodedata.normalize("NFD", text.replace("đ", "d")))
    return NOT_WORD.sub(" ", text).strip()


def is_legacy(text: str) -> bool:
    """Whether a text was typed for a font of before Unicode ("NguyÔn", "Nguyeãn")."""
    return not text.isascii() and LEGACY.search(text) is not None and not ONLY_UNICODE.search(text)


def staff_kind(text: str) -> StaffKind | None:
    """By which regime somebody is employed, if the text names one."""
    folded = fold(text)
    if OFFICIAL.fullmatch(folded):
        return StaffKind.OFFICIAL
    if PUBLIC_EMPLOYEE.fullmatch(folded):
        return StaffKind.PUBLIC_EMPLOYEE
    return StaffKind.WORKER if WORKER.fullmatch(folded) else None


def position_class(text: str) -> PositionClass | None:
    """The class that a column of classes names, if it names one."""
    folded = fold(text)
    if TOP_CLASS.fullmatch(folded):
        return PositionClass.DEPARTMENT_LEADER
    if MIDDLE_CLASS.fullmatch(folded):
        return PositionClass.UNIT_LEADER
    return PositionClass.STAFF if LOWEST_CLASS.fullmatch(folded) else None


def class_of(position: str, unit: str) -> PositionClass:
    """The class that follows from a position: the director of a centre leads a unit, that of a Sở the Sở."""
    classes = [_class_of_part(fold(part), fold(unit)) for part in POSITION_PARTS.split(position)]
    return next((one for one in PositionClass if one in classes), PositionClass.STAFF)


def _class_of_part(position: str, unit: str) -> PositionClass:
    top = TOP.match(position)
    if top:
        below = UNITS_BELOW.search(top["of"]) or (not top["of"] and UNITS_BELOW.search(unit))
        return PositionClass.UNIT_LEADER if below else PositionClass.DEPARTMENT_LEADER
    return PositionClass.UNIT_LEADER if MIDDLE.match(position) else PositionClass.STAFF


def mark(text: str) -> bool | None:
    """Whether a cell is ticked; nothing if it says something else."""
    word = text.casefold()
    if word in MARKED or fold(text).startswith("truc tiep"):
        return True
    return False if word in UNMARKED or fold(text).startswith("gian tiep") else None
