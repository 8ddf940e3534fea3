"""Refuses what cannot be a clerk's list before a library sees it, by the package (a zip) that a workbook is."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import Invalid

MEGABYTE = 2**20
MAX_FILE = 8 * MEGABYTE
MAX_UNPACKED = 150 * MEGABYTE  # of all parts together
MAX_RATIO = 200  # unpacked to packed; Excel's own files stay below 50
SMALL = 10 * MEGABYTE  # unpacked sizes below which the ratio says nothing
MAX_PARTS = 2_000
MAX_TAGS = 3_000_000  # of all parts together; the longest list with thirty columns has two and a half million
MAX_OTHER_TAGS = 500_000  # of what is neither a cell nor its text, and costs a library more: styles, merged cells
MAX_PEOPLE = 20_000
CHUNK = 2**16  # bytes unpacked before others get their turn

OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
CONTENT_TYPES = "[Content_Types].xml"
MACROS = ("vbaproject.bin", "xl/macrosheets/", "xl/dialogsheets/")
OTHER_TAG = re.compile(rb"<(?![/?!]|(?:\w+:)?(?:row|c|v|f|is|si|t|r)[\s/>])")
DOCTYPE = b"<!DOCTYPE"  # without which no entity can be declared
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"  # an edition of the format that openpyxl cannot read


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Whatever goes wrong inside while a file is taken apart means that the file is damaged (Invalid)."""
    try:
        yield
    except Invalid:
        raise
    except Exception as broken:  # the libraries do not say what they raise
        raise Invalid("file-damaged") from broken


def check(data: bytes) -> None:
    """Refuse other files, and packages too large or too dangerous to be parsed (Invalid ``file-…``)."""
    _refuse_other_files(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        declared = sum(part.file_size for part in parts)
        if len(parts) > MAX_PARTS or declared > min(MAX_UNPACKED, max(SMALL, MAX_RATIO * len(data))):
            raise _unpacks_too_large()
        if not {part.compress_type for part in parts} <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Invalid("file-damaged")
        _refuse_other_packages(package)
        tags = others = 0
        for part in parts:
            for text in _texts(package, part):
                tags += text.count(b"<")
                others += len(OTHER_TAG.findall(text))
                if tags > MAX_TAGS:
                    raise Invalid("file-too-many-rows", limit=MAX_PEOPLE)
                if others > MAX_OTHER_TAGS:
                    raise _unpacks_too_large()


def _unpacks_too_large() -> Invalid:
    return Invalid("file-unpacks-too-large", limit_mb=MAX_UNPACKED // MEGABYTE)


def _refuse_other_files(data: bytes) -> None:
    """Tell the other files that clerks send by their first bytes, not by their names."""
    if not data:
        raise Invalid("file-empty")
    if len(data) > MAX_FILE:
        raise Invalid("file-too-large", limit_mb=MAX_FILE // MEGABYTE)
    if data.startswith(OLE) and ENCRYPTED in data:
        raise Invalid("file-encrypted")
    if data.startswith(OLE):
        raise Invalid("file-old-excel")
    if not data.startswith(ZIP):
        raise Invalid("file-not-xlsx")


def _refuse_other_packages(package: zipfile.ZipFile) -> None:
    names = [name.lower() for name in package.namelist()]
    if CONTENT_TYPES not in package.namelist() or package.getinfo(CONTENT_TYPES).file_size > MEGABYTE:
        raise Invalid("file-not-xlsx")
    types = package.read(CONTENT_TYPES).lower()
    if b"macroenabled" in types or any(word in name for name in names for word in MACROS):
        raise Invalid("file-has-macros")
    if b"spreadsheetml" not in types or not any("workbook" in name and name.endswith(".xml") for name in names):
        raise Invalid("file-not-xlsx")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise Invalid("file-has-external-links")


def _texts(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part once, to the end, where zipfile refuses one that is larger than it declares or damaged."""
    end = b""
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            text = chunk.replace(b"\0", b"")  # UTF-16 is searched too
            end += text
            if DOCTYPE in end:
                raise Invalid("file-has-dtd")
            if STRICT in end:
                raise Invalid("file-not-xlsx")
            end = end[-len(STRICT) :]
            yield text
            time.sleep(0)  # in a service that gives other requests their turn
