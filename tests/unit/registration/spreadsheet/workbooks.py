"""Builds workbooks as clerks send them, with a library of its own, and takes their packages apart."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADER = ("STT", "Mã CB", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ", "Đơn vị công tác")


def workbook(*sheets: Callable[[Worksheet], None] | Sequence[Sequence[Any]]) -> bytes:
    """A workbook with a sheet for each list of rows or for each function that fills one."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for place, content in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Trang {place}")
        if callable(content):
            content(sheet)
        else:
            fill(sheet, content)
    return saved(book)


def fill(sheet: Worksheet, rows: Iterable[Sequence[Any]], row: int = 1, column: int = 1) -> None:
    """Write rows of values from a cell on; None leaves a cell alone."""
    for down, values in enumerate(rows):
        for right, value in enumerate(values):
            if value is not None:
                sheet.cell(row + down, column + right, value)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(contents: dict[str, bytes]) -> bytes:
    """A package of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in contents.items():
            package.writestr(name, content)
    return data.getvalue()


def changed(data: bytes, **texts: tuple[str, str]) -> bytes:
    """A workbook in which a text is replaced by another in the parts whose names contain the key."""
    contents = parts(data)
    for key, (old, new) in texts.items():
        for name in [name for name in contents if key in name]:
            contents[name] = contents[name].replace(old.encode(), new.encode())
    return packed(contents)
