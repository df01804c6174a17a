"""Names that the apps may not use: a class name twice, and pronouns, participles or adverbs as names of modules.

Offenders that existed when a rule was made stand in the two baselines, with how many there may be. A baseline only
shrinks: an entry that is no longer needed is printed, to be removed. `--root=FOLDER` looks at another repository.
"""

import argparse
import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from sources import Module, is_app, read_modules

ROOT = Path(__file__).resolve().parent.parent
# Django looks a management command's class up by this name.
FREE_CLASSES = {"Command"}
PRONOUNS = (
    "all any here it mine one other others ours some that them theirs there these things this those what which who"
)
PARTICIPLES = (
    "asked became done found given held kept known made named offered overtaken said seen settled shown taken told"
)
ADVERBS = "again already apart behind besides instead many more now once soon still then"
PLACES_FOR_ANYTHING = "common core helpers misc stuff utils"
FORBIDDEN_MODULES = frozenset(f"{PRONOUNS} {PARTICIPLES} {ADVERBS} {PLACES_FOR_ANYTHING}".split())
DUPLICATE_CLASSES: Mapping[str, int] = {}
BAD_MODULES: Mapping[str, int] = {}


def main() -> int:
    """Print every offender and every entry of a baseline that is no longer needed; 1 if there is an offender."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=Path, default=ROOT)
    modules = [module for module in read_modules(parser.parse_args().root) if is_app(module)]
    faults = [
        *check("class", classes(modules), DUPLICATE_CLASSES, allowed=1),
        *check("module", forbidden_modules(modules), BAD_MODULES, allowed=0),
    ]
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


def classes(modules: list[Module]) -> dict[str, list[str]]:
    """Where each class at the top of a module is defined, by its name."""
    places = defaultdict(list)
    for module in modules:
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and node.name not in FREE_CLASSES:
                places[node.name].append(f"{module.path}:{node.lineno}")
    return places


def forbidden_modules(modules: list[Module]) -> dict[str, list[str]]:
    """The modules and packages whose own name is forbidden, by that name."""
    places = defaultdict(list)
    for module in modules:
        name = module.name.rpartition(".")[2]
        if name in FORBIDDEN_MODULES:
            places[name].append(str(module.path))
    return places


def check(kind: str, places: dict[str, list[str]], baseline: Mapping[str, int], allowed: int) -> Iterator[str]:
    """A line of text for each name that is used more often than allowed and than the baseline has it."""
    for name, where in sorted(places.items()):
        if len(where) > max(allowed, baseline.get(name, 0)):
            rule = "is the name of more than one class" if kind == "class" else "is no name for a module"
            yield f"{name} {rule}: {', '.join(where)}"
    for name, count in baseline.items():
        if max(len(places.get(name, [])), allowed) < count:
            print(f"{name}: the baseline of {kind} names allows {count}, there are {len(places.get(name, []))}")


if __name__ == "__main__":
    sys.exit(main())
