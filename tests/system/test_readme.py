"""README says only what is true: its snippet runs as it stands, and the files that it names are there."""

import re
import subprocess
import sys
from pathlib import Path

from tests.system.conftest import Season
from tests.system.place import ROOT

README = (ROOT / "README.md").read_text()


def test_the_snippet_for_other_systems_runs_as_it_stands(season: Season, tmp_path: Path) -> None:
    (snippet,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "snippet.py").write_text(snippet)
    addresses = season.place.stack.addresses()

    ran = subprocess.run(
        [sys.executable, str(tmp_path / "snippet.py")],
        cwd=ROOT,
        env=season.place.environment(VINHDANH_AMQP_URI=addresses["amqp_uri"], PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert "đã được dùng" in ran.stdout
    assert "'total': 37" in ran.stdout
    assert "STP.VP" in ran.stdout


def test_the_files_that_it_names_are_there() -> None:
    named = re.findall(r"\]\(([\w./-]+)\)", README)

    assert [name for name in named if not (ROOT / name).exists()] == []
    assert len(named) >= 7
