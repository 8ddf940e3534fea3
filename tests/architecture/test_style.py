"""House rules that can be counted."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix() for folder in ("shared", "services") for path in (ROOT / folder).rglob("*.py")
)
LONGEST = 450  # lines
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError|NotImplemented)\b")


@pytest.mark.parametrize("file", [one for one in FILES if not one.startswith("shared/contracts/")])
def test_a_file_is_no_longer_than_a_reader_keeps_in_mind(file: str) -> None:
    assert len((ROOT / file).read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_left_unfinished(file: str) -> None:
    text = (ROOT / file).read_text()

    assert UNFINISHED.findall(text) == []


@pytest.mark.parametrize("file", FILES)
def test_every_module_says_what_it_is_for(file: str) -> None:
    said = ast.get_docstring(ast.parse((ROOT / file).read_text())) or ""

    assert said.splitlines()[:1] != []
    assert said.splitlines()[0].endswith((".", ":")), "a docstring is a sentence"
