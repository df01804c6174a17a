"""YAML with the line of every value, so that a fault can say where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

BROKEN = object()  # stands for a value that could not be read; its fault is noted already


@dataclass(frozen=True, order=True)
class EditionFault:
    """One thing that is wrong with a file."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.what}"


class FaultList:
    """The faults of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[EditionFault] = []

    def add(self, line: int, what: str) -> None:
        self.faults.append(EditionFault(self.file, line, what))


class LinedDict(dict[str, Any]):
    """A mapping with its own line and the line of each field."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class LinedList(list[Any]):
    """A list with the line of each item."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def parse(text: str, faults: FaultList) -> LinedDict | None:
    """The mapping that a file holds; None, with a fault noted, if it holds none."""
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        value = _Builder(loader, faults).build(node) if node else None
    except yaml.reader.ReaderError as error:  # names a place in the text, the other errors a mark
        line = text.count("\n", 0, error.position) + 1
        faults.add(line, "this is not YAML: it has a character that is not text")
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "context", None) or error
        faults.add(int(mark.line) + 1 if mark else 1, f"this is not YAML: {problem}")
        return None
    except RecursionError:
        faults.add(1, "the values are nested too deeply")
        return None
    if isinstance(value, LinedDict):
        return value
    faults.add(1, "the file must hold fields with values, like title: …")
    return None


class _Builder:
    """Turns YAML nodes into values. A repeated field or an impossible value is noted, and the building goes on."""

    def __init__(self, loader: yaml.SafeLoader, faults: FaultList) -> None:
        self.loader = loader
        self.faults = faults
        self.built: set[int] = set()

    def build(self, node: yaml.Node) -> Any:
        """An alias gives the same node a second time and is refused: a change in one place would change both."""
        if id(node) in self.built:
            self.faults.add(_line(node), "this is used again through an alias (*): write the text out in each place")
            return BROKEN
        self.built.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node)
        if isinstance(node, yaml.SequenceNode):
            values = LinedList()
            for item in node.value:
                values.append(self.build(item))
                values.lines.append(_line(item))
            return values
        try:
            return self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            self.faults.add(_line(node), f"{node.value} can't be read as a value")
            return BROKEN

    def _mapping(self, node: yaml.MappingNode) -> LinedDict:
        values = LinedDict(_line(node))
        for key_node, value_node in node.value:
            key, line = str(key_node.value), _line(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.add(line, "the name of a field must be text")
            elif key in values:
                self.faults.add(line, f"{key} appears twice; the first is on line {values.lines[key]}")
            else:
                values[key] = value = self.build(value_node)
                values.lines[key] = line
                if isinstance(value, LinedDict):
                    value.line = line
        return values


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
