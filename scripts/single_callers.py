"""Helpers with a single caller: functions that are called once, in the module that defines them, and used nowhere else.

A function, method or nested function of an app counts when all of this holds:

- its module refers to it exactly once outside its own body, and that reference is a call (of a property: a read);
- no other module of the apps, bench or scripts uses it: a module-level function by import, through the imported
  module (any public one, where a module is itself a value), or as a dotted name in a string (settings); a method as an
  attribute or as its name in a string;
- a method is not read by a template, is no dunder method and is not overridden by a subclass;
- it is registered by no decorator: with any decorator but those of PLAIN_DECORATORS it does not count.

Tests are no users. The share is that of all functions and methods of the apps, without tests, bench and migrations.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sources import Module, is_app, list_files

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
PROPERTIES = {"property", "cached_property"}
PLAIN_DECORATORS = PROPERTIES | {
    "atomic",
    "cache",
    "classmethod",
    "contextmanager",
    "lru_cache",
    "override",
    "staticmethod",
}
IN_TEMPLATE = re.compile(r"[.\w]+")


@dataclass(frozen=True)
class Function:
    """A definition: `owner` is the class of a method, `scope` the function around a nested one."""

    module: Module
    node: FunctionNode
    owner: ast.ClassDef | None
    scope: FunctionNode | None

    @property
    def name(self) -> str:
        return self.node.name


@dataclass(frozen=True)
class Reference:
    """A name or an attribute that is read. `base` is the name before the dot; `is_base`: it stands before a dot."""

    name: str
    attribute: bool
    base: str
    is_base: bool
    called: bool
    inside: tuple[ast.AST, ...]


@dataclass
class Usage:
    """What modules use of each other, by the name of the using module.

    `functions` is keyed by defining module and name; `passed_on` are modules that are used as values.
    """

    functions: dict[tuple[str, str], set[str]]
    passed_on: set[str]
    words: dict[str, set[str]]
    dotted: set[str]
    in_templates: set[str]
    overridden: set[tuple[str, str]]


def functions_of(module: Module) -> list[Function]:
    """Every function of a module, nested ones and methods too."""
    return list(_functions(module, module.tree, None, None))


def _functions(
    module: Module, parent: ast.AST, owner: ast.ClassDef | None, scope: FunctionNode | None
) -> Iterator[Function]:
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, FunctionNode):
            yield Function(module, node, owner, scope)
            yield from _functions(module, node, None, node)
        elif isinstance(node, ast.ClassDef):
            yield from _functions(module, node, node, scope)
        else:
            yield from _functions(module, node, owner, scope)


def references_of(parent: ast.AST, inside: tuple[ast.AST, ...] = ()) -> Iterator[Reference]:
    """Every name and attribute that is read below a node, with the classes and functions around it."""
    called = parent.func if isinstance(parent, ast.Call) else None
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield Reference(node.id, False, "", isinstance(parent, ast.Attribute), node is called, inside)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            is_base = isinstance(parent, ast.Attribute)
            yield Reference(node.attr, True, _base(node.value), is_base, node is called, inside)
        around = (*inside, node) if isinstance(node, (FunctionNode, ast.ClassDef)) else inside
        yield from references_of(node, around)


def _base(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    is_super = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    return "super" if is_super else "other"


def read_usage(root: Path, modules: list[Module]) -> Usage:
    """Who uses what across modules, and which words templates hold."""
    usage = Usage(defaultdict(set), set(), defaultdict(set), set(), set(), set())
    names = {module.name for module in modules}
    for module in modules:
        _add_definitions_and_strings(usage, module)
        _add_imports(usage, module, names)
    for path in list_files(root):
        if path.suffix == ".html":
            for word in IN_TEMPLATE.findall((root / path).read_text(encoding="utf-8")):
                usage.in_templates.update(word.split(".")[1:])
    return usage


def _add_definitions_and_strings(usage: Usage, module: Module) -> None:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            usage.words[node.value].add(module.name)
            usage.dotted.add(node.value.replace(":", "."))
        elif isinstance(node, ast.ClassDef):
            methods = [each.name for each in node.body if isinstance(each, FunctionNode)]
            bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
            usage.overridden.update((base, method) for base in bases for method in methods)


def _add_imports(usage: Usage, module: Module, names: set[str]) -> None:
    """What the module imports, reads from an imported module, and reads as an attribute of anything."""
    imported: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            source = _import_source(module, node)
            for alias in node.names:
                usage.functions[source, alias.name].add(module.name)
                if f"{source}.{alias.name}" in names:
                    imported[alias.asname or alias.name] = f"{source}.{alias.name}"
        elif isinstance(node, ast.Import):
            imported.update({alias.asname: alias.name for alias in node.names if alias.asname})
    for reference in references_of(module.tree):
        if reference.attribute:
            usage.words[reference.name].add(module.name)
            usage.functions[imported.get(reference.base, ""), reference.name].add(module.name)
        elif reference.name in imported and not reference.is_base:
            usage.passed_on.add(imported[reference.name])


def _import_source(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.name.split(".") if module.path.name == "__init__.py" else module.name.split(".")[:-1]
    return ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])


def single_callers(module: Module, usage: Usage) -> list[Function]:
    """The module's functions that have a single caller in it and no other user."""
    functions = functions_of(module)
    owners = {id(function.owner): function.owner for function in functions if function.owner}
    methods = {key: {f.name for f in functions if f.owner is owner} for key, owner in owners.items()}
    references = defaultdict(list)
    for reference in references_of(module.tree):
        references[reference.name].append(reference)

    def is_of(function: Function, reference: Reference) -> bool:
        if function.node in reference.inside or reference.attribute != bool(function.owner):
            return False
        if function.scope and not function.owner:
            return function.scope in reference.inside
        if function.owner and reference.base in {"self", "cls"}:
            around = [node for node in reference.inside if isinstance(node, ast.ClassDef)]
            if around and function.name in methods.get(id(around[-1]), set()):
                return around[-1] is function.owner
        return reference.base != "super"

    return [
        function
        for function in functions
        if not _used_elsewhere(function, usage)
        and _is_single(function, [each for each in references[function.name] if is_of(function, each)])
    ]


def _is_single(function: Function, references: list[Reference]) -> bool:
    decorators = {_decorator(node) for node in function.node.decorator_list}
    is_property = bool(decorators & PROPERTIES)
    return decorators <= PLAIN_DECORATORS and len(references) == 1 and (is_property or references[0].called)


def _decorator(node: ast.expr) -> str:
    return ast.unparse(node.func if isinstance(node, ast.Call) else node).rpartition(".")[2]


def _used_elsewhere(function: Function, usage: Usage) -> bool:
    name, module = function.name, function.module.name
    if function.owner:
        dunder = name.startswith("__") and name.endswith("__")
        elsewhere = usage.words[name] - {module} or name in usage.in_templates
        return dunder or bool(elsewhere) or (function.owner.name, name) in usage.overridden
    if function.scope:
        return False
    imported = bool(usage.functions[module, name] - {module})
    return imported or f"{module}.{name}" in usage.dotted or (module in usage.passed_on and not name.startswith("_"))


def count_single_callers(root: Path, modules: Iterable[Module]) -> dict[str, tuple[list[Function], int]]:
    """For each app: its helpers with a single caller, and how many functions it has."""
    modules = list(modules)
    usage = read_usage(root, modules)
    counts: dict[str, tuple[list[Function], int]] = {}
    for module in filter(is_app, modules):
        helpers, total = counts.get(module.app, ([], 0))
        counts[module.app] = helpers + single_callers(module, usage), total + len(functions_of(module))
    return counts
