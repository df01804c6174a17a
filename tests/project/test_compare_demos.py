"""Two dumps of a demo council: what differs is printed once, with the pages that it differs on."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path

from tests.services.server import ROOT

SCRIPT = ROOT / "scripts" / "compare_demos.py"

TABLE = """<table><tr><th>Step</th><th>Planned</th></tr>
<tr><td><input type="checkbox"></td><td><a href="/cycles/C-0001/">Plan gate</a> <span>Next</span></td>
<td>1 June</td></tr></table>"""

DUMP = {
    "auditor": {"/dashboard/": ["Live cycles", "27"], "/cycles/": ["27 cycles"]},
    "councillor": {"/dashboard/": ["Live cycles", "27"]},
}


def diff(folder: Path, after: dict[str, dict[str, list[str]]]) -> tuple[int, list[str]]:
    files = [folder / "before.json", folder / "after.json"]
    for file, dump in zip(files, (DUMP, after), strict=True):
        file.write_text(json.dumps(dump))
    command = [sys.executable, str(SCRIPT), "diff", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


def test_a_row_is_a_line_and_markup_does_not_count() -> None:
    text = runpy.run_path(str(SCRIPT))["read"](
        f"<head><title>Unread</title></head><body><h1>Dates</h1>{TABLE}<p>Needed\n by <b>1 July</b></p></body>"
    )
    assert text.lines == ["Dates", "Step | Planned", "Plan gate Next | 1 June", "Needed by 1 July"]
    assert text.links == ["/cycles/C-0001/"]


def test_equal_dumps_have_no_difference(tmp_path: Path) -> None:
    assert diff(tmp_path, DUMP) == (0, ["No difference"])


def test_a_figure_that_changed_is_told_once_with_its_pages(tmp_path: Path) -> None:
    changed = {"/dashboard/": ["Live cycles", "28"]}
    assert diff(tmp_path, {"auditor": {**changed, "/help/": ["Help"]}, "councillor": changed}) == (
        1,
        [
            *("2 pages: auditor /dashboard/, councillor /dashboard/", "- 27", "+ 28", ""),
            *("1 pages: auditor /help/", "+ This page is new", ""),
            *("1 pages: auditor /cycles/", "- This page was there", ""),
            "3 differences",
        ],
    )
