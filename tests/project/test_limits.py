"""The checks of sizes and names, run on small repositories made for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ENGINE = """
from contextlib import contextmanager

class Base:
    def start(self):
        return self._hook() + self._ignite()

    def _hook(self):
        raise NotImplementedError

    def _ignite(self):
        return registered()

    @property
    def shown(self):
        return twice(1) + twice(2)

    def summary(self):
        return self.shown

    def __str__(self):
        return self.name()

    def name(self):
        return "engine"

def twice(number):
    return number * 2

def by_size(number):
    return imported_once(number)

def imported_once(number):
    return sorted([number], key=weight)

def weight(number):
    return in_settings(number)

def in_settings(number):
    return number

@register
def registered():
    return recursive(1)

def recursive(number):
    def double():
        return number + number
    return recursive(number - 1) if number else double()

def checked(number):
    return refused(number)

def refused(number):
    return number
"""
GARAGE = """
from cars import rules
from cars.engine import Base, imported_once

class Diesel(Base):
    def _hook(self):
        return imported_once(rules.accept)

STEPS = ["cars.engine.in_settings"]
CHECKS = [rules]
"""
RULES = """
def accept(car):
    return judge(car) and _look(car)

def judge(car):
    return True

def _look(car):
    return True
"""
CARS = {"cars/__init__.py": "", "cars/engine.py": ENGINE, "cars/garage.py": GARAGE, "cars/rules.py": RULES}


def repository(folder: Path, files: Mapping[str, str]) -> Path:
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def run(script: str, folder: Path, *words: str) -> tuple[int, list[str]]:
    """Exit code and lines printed."""
    command = [sys.executable, str(ROOT / "scripts" / script), f"--root={folder}", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def helpers(folder: Path, files: Mapping[str, str]) -> list[str]:
    _, lines = run("limits.py", repository(folder, files), "--helpers")
    return sorted(line.split(": ")[1].split()[0] for line in lines if line.endswith("has a single caller"))


def test_helpers_with_a_single_caller(tmp_path: Path) -> None:
    assert helpers(tmp_path, CARS) == ["_ignite", "_look", "double", "name", "recursive", "refused", "shown"]


def test_what_a_template_reads_or_another_module_calls_is_no_helper(tmp_path: Path) -> None:
    page = {"templates/car.html": "{% if car.shown %}{{ car.engine.name }}{% endif %}"}
    user = {"bench/load.py": "from cars import engine\nengine.refused(1)._ignite()\n"}
    assert helpers(tmp_path, {**CARS, **page, **user}) == ["_look", "double", "recursive"]


def test_tests_and_migrations_are_no_users_and_are_not_counted(tmp_path: Path) -> None:
    test = {"tests/test_cars.py": "from cars.engine import refused\nrefused(1)\n"}
    migration = {"cars/migrations/0001_initial.py": "def one():\n    return 1\n\ndef two():\n    return one()\n"}
    script = {"scripts/go.py": "def one():\n    return 1\n\ndef two():\n    return one()\n"}
    assert helpers(tmp_path, {**CARS, **test, **migration, **script}) == [
        "_ignite",
        "_look",
        "double",
        "name",
        "recursive",
        "refused",
        "shown",
    ]


def test_too_many_helpers_and_too_large_an_app_are_faults(tmp_path: Path) -> None:
    pair = "def top():\n    return _below()\n\n\ndef _below():\n    return 1\n"
    code, lines = run("limits.py", repository(tmp_path, {"cars/engine.py": pair, "roads/map.py": "A = 1\n"}))
    assert code == 1
    assert lines[0] == "Lines: cars 85.7 %, roads 14.3 %"
    assert lines[1] == "Helpers with a single caller: 1 of 2 functions, 50.0 %: cars 1 of 2, roads 0 of 0"
    assert [line.partition(", more than")[0] for line in lines[2:]] == [
        "cars has 85.7 % of the lines of all apps",
        "50.0 % of all functions are helpers with a single caller",
    ]


def apps(count: int, text: str) -> dict[str, str]:
    """Equal apps, so that none is the largest."""
    return {f"app{number}/views.py": text for number in range(count)}


@pytest.mark.parametrize(("lines", "code"), [(60, 0), (61, 1)])
def test_a_function_has_sixty_lines_at_most(tmp_path: Path, lines: int, code: int) -> None:
    text = "def view():\n" + "    pass\n" * (lines - 1)
    faults = ["app0/views.py:1: view has 61 lines, more than 60"] if code else []
    found, said = run("limits.py", repository(tmp_path, {**apps(10, "A = 1\n" * 60), "app0/views.py": text}))
    assert (found, said[2:]) == (code, faults)


@pytest.mark.parametrize(("lines", "code"), [(400, 0), (401, 1)])
def test_a_file_has_four_hundred_lines_at_most(tmp_path: Path, lines: int, code: int) -> None:
    page = {"templates/page.html": "<p></p>\n" * lines}
    faults = ["templates/page.html: 401 lines, more than 400"] if code else []
    found, said = run("limits.py", repository(tmp_path, {**apps(10, "A = 1\n"), **page}))
    assert (found, said[1:]) == (code, faults)


def test_a_class_name_is_used_once_among_the_apps(tmp_path: Path) -> None:
    command = {f"{app}/management/commands/go.py": "class Command: ...\n" for app in ("cars", "roads")}
    test = {"tests/test_cars.py": "class Wheel: ...\n"}
    once = {
        "cars/parts.py": "class Wheel:\n    class Meta: ...\n",
        "roads/signs.py": "class Sign:\n    class Meta: ...\n",
    }
    assert run("names.py", repository(tmp_path / "once", {**once, **command, **test}))[0] == 0

    twice = {**once, "roads/signs.py": "class Sign: ...\n\n\nclass Wheel: ...\n"}
    code, lines = run("names.py", repository(tmp_path / "twice", twice))
    assert code == 1
    assert lines[-1] == "Wheel is the name of more than one class: cars/parts.py:1, roads/signs.py:4"


def test_a_module_is_called_by_a_noun(tmp_path: Path) -> None:
    assert run("names.py", repository(tmp_path / "nouns", {"cars/signing.py": "", "tests/utils.py": ""}))[0] == 0

    code, lines = run("names.py", repository(tmp_path / "others", {"cars/utils.py": "", "cars/kept/__init__.py": ""}))
    assert code == 1
    assert lines[-2:] == [
        "kept is no name for a module: cars/kept/__init__.py",
        "utils is no name for a module: cars/utils.py",
    ]
