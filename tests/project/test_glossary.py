"""The glossary has a line for every app, model and state that exists, and names nothing that does not exist."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
DOCUMENTS = [GLOSSARY, ROOT / "docs" / "architecture.md", ROOT / "CONTRIBUTING.md", ROOT / "README.md"]
DOCUMENTS += sorted((ROOT / "docs" / "adr").iterdir())
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
APPS: list[str] = CONTRACTS["root_packages"]
OWN_MODELS = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]
CODE = re.compile(r"`([^`\n]+)`")
ROW = re.compile(r"\| (?P<word>.+?) \| (?P<meaning>.+?) \| (?P<where>.+?) \|")
FILE = re.compile(r"[\w.-]+(/[\w.-]+)*(\.(py|html|md|yaml|toml|txt|lock)|/)")
DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


def rows(section: str) -> list[tuple[str, str, str]]:
    """The table under a heading of the glossary: first column without back quotes, meaning, where."""
    text = GLOSSARY.read_text(encoding="utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    matches = [ROW.fullmatch(line) for line in lines]
    assert all(matches), [line for line, match in zip(lines, matches, strict=True) if not match]
    return [(match["word"].strip("`"), match["meaning"], match["where"].strip("`")) for match in matches if match]


def enumerations() -> Iterator[tuple[str, str]]:
    """Module and qualified name of every subclass of TextChoices in the sources."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            for name in _choices_in(ast.parse(path.read_text(encoding="utf-8")), ""):
                yield module, name


def _choices_in(node: ast.AST, within: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            name = f"{within}{child.name}"
            if any(ast.unparse(base).endswith("TextChoices") for base in child.bases):
                yield name
            yield from _choices_in(child, f"{name}.")


def test_every_app_has_a_line_in_the_order_of_the_contract() -> None:
    assert [word for word, _, _ in rows("Apps")] == APPS
    installed = {Path(config.path) for config in apps.get_app_configs()}
    assert {path.name for path in installed if path.parent == ROOT} <= set(APPS)


def test_the_floors_and_the_tree_list_every_app_in_the_order_of_the_contract() -> None:
    floors = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## The floors")[1]
    tree = (ROOT / "README.md").read_text(encoding="utf-8").split("## Where things are")[1]
    assert [name for name in re.findall(r"^\| `(\w+)` \|", floors, re.MULTILINE) if name in APPS] == APPS
    assert [name for name in re.findall(r"^(\w+)/ ", tree, re.MULTILINE) if name in APPS] == APPS


def test_every_model_has_a_line_and_every_line_a_model() -> None:
    expected = sorted((model._meta.app_label, model.__name__) for model in OWN_MODELS)
    assert sorted((where, word) for word, _, where in rows("Models")) == expected


def test_every_state_has_a_line_and_every_line_a_state() -> None:
    expected = [
        (module, f"{name}.{value}")
        for module, name in enumerations()
        for value in _attribute(import_module(module), name.split(".")).__members__
    ]
    assert sorted((where, word) for word, _, where in rows("States")) == sorted(expected)


@pytest.mark.parametrize("section", ["Words", "Apps", "Models", "States"])
def test_a_word_has_one_line_with_a_sentence(section: str) -> None:
    table = rows(section)
    assert len({(word, where) for word, _, where in table}) == len(table)
    assert [word for word, meaning, _ in table if not meaning.endswith((".", "..."))] == []


def test_words_are_in_alphabetical_order() -> None:
    words = [word.lower() for word, _, _ in rows("Words")]
    assert words == sorted(words)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_names_that_a_document_mentions_exist(path: Path) -> None:
    names = {name for name in CODE.findall(path.read_text(encoding="utf-8")) if "…" not in name}
    assert sorted(name for name in names if not exists(name.removesuffix("()"))) == []


@pytest.mark.parametrize("name", ["cycles/queries/", "cycles.turns", "Cycle.standing", "approvals/services/decide.py"])
def test_what_does_not_exist_is_found(name: str) -> None:
    assert not exists(name)


def test_settings_that_the_glossary_names_exist() -> None:
    named = set(re.findall(r"`([A-Z_]+)` in settings", GLOSSARY.read_text(encoding="utf-8")))
    assert sorted(name for name in named if not hasattr(settings, name)) == []


def test_a_name_is_defined_in_the_file_that_the_glossary_gives() -> None:
    named = re.findall(r"`(\w+)` in `([\w/]+\.py)`", GLOSSARY.read_text(encoding="utf-8"))
    assert named
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for _, path in named}
    missing = [
        (name, path)
        for name, path in named
        if not re.search(rf"(def|class) {name}\b|^{name}\b.* = ", texts[path], re.M)
    ]
    assert missing == []


def exists(name: str) -> bool:
    """Whether a file, a module or a name of this project exists. What is nothing of the kind counts as existing."""
    if FILE.fullmatch(name):
        return name.startswith(WRITTEN) or (ROOT / name).exists() or name in _file_names()
    if not DOTTED.fullmatch(name):
        return True
    first, *rest = name.split(".")
    if first in APPS:
        return _importable(name)
    owner = _classes().get(first)
    return owner is None or _has(owner, rest)


WRITTEN = ("var/",)  # folders that the program writes, and are in no checkout


@cache
def _file_names() -> set[str]:
    """Names that files of apps have, as a document mentions the same file of any app: `urls.py`."""
    return {path.name for app in APPS for path in (ROOT / app).rglob("*.*")}


def _importable(name: str) -> bool:
    """`app.module.name`, or a model as Django names it: `app.Model`."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            module = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        return _has(module, parts[length:]) or (len(parts) == 2 and parts[1] in _models_of(parts[0]))
    return False


def _models_of(app: str) -> set[str]:
    return {model.__name__ for model in OWN_MODELS if model._meta.app_label == app}


def _has(owner: Any, names: list[str]) -> bool:
    try:
        _attribute(owner, names)
    except AttributeError:
        return len(names) == 1 and _is_field(owner, names[0])
    return True


def _is_field(owner: Any, name: str) -> bool:
    if not (isinstance(owner, type) and issubclass(owner, models.Model)):
        return name in getattr(owner, "__dataclass_fields__", {})
    try:
        owner._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _attribute(owner: Any, names: list[str]) -> Any:
    for name in names:
        owner = getattr(owner, name)
    return owner


@cache
def _classes() -> dict[str, Any]:
    """Models and enumerations by their bare name, as the documents mention them: `Cycle.sealed_at`."""
    found: dict[str, Any] = {model.__name__: model for model in OWN_MODELS}
    for module, name in enumerations():
        if "." not in name:
            found[name] = _attribute(import_module(module), [name])
    return found
