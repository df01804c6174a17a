"""The lock files: complete, hashed, in step with the direct lists and free of addresses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """Normalised package name -> version."""
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in PINNED.findall(text(name))}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("direct", "lock"),
    [
        ("requirements.txt", "requirements.lock"),
        ("requirements.txt", "requirements-dev.lock"),
        ("requirements-dev.txt", "requirements-dev.lock"),
    ],
)
def test_a_lock_holds_every_direct_requirement_in_its_version(direct: str, lock: str) -> None:
    assert pins(direct).items() <= pins(lock).items(), "run make lock"


def test_development_has_the_versions_of_the_site() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", text(lock))[1:]
    assert len(entries) == len(PINNED.findall(text(lock))) > 30  # one package may have a version for each Python
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", [*LOCKS, "requirements.txt", "requirements-dev.txt", ".npmrc"])
def test_no_list_of_packages_names_an_index(name: str) -> None:
    assert re.findall(r"://|--index|--extra-index|--find-links|registry *=", text(name)) == []


def test_npm_packages_are_hashed_and_name_no_registry() -> None:
    packages = json.loads(text("package-lock.json"))["packages"]
    del packages[""]
    assert packages
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_pillow_is_recent() -> None:
    assert int(pins("requirements.lock")["pillow"].split(".")[0]) >= 13
