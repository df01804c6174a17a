"""Static files of a real site: named by their content, each naming the others rightly, nothing from elsewhere."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

KIB = 1024


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    hashed = {"staticfiles": {"BACKEND": "commissioning.statics.HashedStatics"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=hashed):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def the(folder: Path, pattern: str) -> Path:
    (found,) = [path for path in folder.glob(pattern) if re.search(r"\.[0-9a-f]{12}\.", path.name)]
    return found


def test_the_script_imports_the_module_by_its_new_name(collected: Path) -> None:
    imported = re.findall(r'from "(.*?)"', the(collected, "js/app.*.js").read_text())
    assert [(collected / "js" / name).resolve().exists() for name in imported] == [True]
    assert re.search(r"\.[0-9a-f]{12}\.", imported[0])


def test_the_style_sheet_names_only_what_is_served(collected: Path) -> None:
    styles = the(collected, "build/app.*.css").read_text()
    named = re.findall(r"url\([\"']?(.*?)[\"']?\)", styles)
    assert [(collected / "build" / name).exists() for name in named] == [True]
    assert "GDS Transport" not in styles


@pytest.mark.parametrize(("pattern", "most"), [("build/app.*.css", 25), ("build/govuk-frontend.min.*.js", 15)])
def test_the_first_visit_is_light(collected: Path, pattern: str, most: int) -> None:
    assert len(gzip.compress(the(collected, pattern).read_bytes())) <= most * KIB


def test_the_font_is_light(collected: Path) -> None:
    assert the(collected, "build/fonts/*.woff2").stat().st_size <= 35 * KIB
