"""YAML with the line of every value, so that a fault can say where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

BROKEN = object()  # a value that could not be read; its fault is noted already


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong with a file."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.what}"


class Notes:
    """The faults found in one file so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def add(self, line: int, what: str) -> None:
        self.faults.append(Fault(self.file, line, what))


class Lined(dict[str, Any]):
    """A mapping that knows its line and each field's."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class LinedList(list[Any]):
    """A list that knows each item's line."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def parse(text: str, notes: Notes) -> Lined | None:
    """The mapping that a file holds. None when there is none: then the notes say why."""
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        found = _Builder(loader, notes).build(node) if node else None
    except yaml.YAMLError as error:
        notes.add(_line_of(error, text), f"this is not YAML: {_problem_of(error)}")
        return None
    except RecursionError:
        notes.add(1, "the values are nested too deeply")
        return None
    if isinstance(found, Lined):
        return found
    notes.add(1, "the file must hold fields with values, like title: …")
    return None


class _Builder:
    """Turns YAML nodes into values; a repeated field or an impossible value is noted and the building goes on."""

    def __init__(self, loader: yaml.SafeLoader, notes: Notes) -> None:
        self.loader = loader
        self.notes = notes
        self.built: set[int] = set()

    def build(self, node: yaml.Node) -> Any:
        """An alias gives the same node again: text said in two places from one is too easily changed in both."""
        if id(node) in self.built:
            self.notes.add(_line(node), "this is used again through an alias (*): write the text out in each place")
            return BROKEN
        self.built.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node)
        if isinstance(node, yaml.SequenceNode):
            return self._list(node)
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode) -> Lined:
        found = Lined(_line(node))
        for key_node, value_node in node.value:
            key, line = str(key_node.value), _line(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.notes.add(line, "the name of a field must be text")
            elif key in found:
                self.notes.add(line, f"{key} appears twice; the first is on line {found.lines[key]}")
            else:
                found[key] = value = self.build(value_node)
                found.lines[key] = line
                if isinstance(value, Lined):
                    value.line = line
        return found

    def _list(self, node: yaml.SequenceNode) -> LinedList:
        found = LinedList()
        for item in node.value:
            found.append(self.build(item))
            found.lines.append(_line(item))
        return found

    def _scalar(self, node: yaml.Node) -> Any:
        try:
            return self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            self.notes.add(_line(node), f"{node.value} can't be read as a value")
            return BROKEN


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _line_of(error: yaml.YAMLError, text: str) -> int:
    """A character that YAML does not allow comes with a place in the text, everything else with a mark."""
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return int(mark.line) + 1 if mark else 1


def _problem_of(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.reader.ReaderError):
        return "it has a character that is not text"
    return str(getattr(error, "problem", None) or getattr(error, "context", None) or error)
