"""Size limits of the sources: lines of files and functions, the largest app, helpers with a single caller.

`--helpers` lists every helper with a single caller; `--root=FOLDER` looks at another repository.
What a helper with a single caller is: scripts/single_callers.py. Complexity is limited in pyproject.toml.
"""

import argparse
import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from single_callers import Function, count_single_callers
from sources import Module, is_app, list_files, read_modules

ROOT = Path(__file__).resolve().parent.parent
FILE_LINES, FUNCTION_LINES = 400, 60
# In percent of all functions of the apps.
SINGLE_CALLERS = 10
# In percent of the lines of all apps.
LARGEST_APP = 20


def main() -> int:
    """Print the shares and every fault; 1 if there is a fault."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--helpers", action="store_true")
    parser.add_argument("--root", type=Path, default=ROOT)
    options = parser.parse_args()
    modules = read_modules(options.root)
    counts = count_single_callers(options.root, modules)
    if options.helpers:
        for helpers, _ in counts.values():
            for function in helpers:
                print(f"{function.module.path}:{function.node.lineno}: {function.name} has a single caller")
    faults = [fault for path in list_files(options.root) for fault in too_long(options.root, path)]
    faults += check_app_sizes(modules) + check_single_callers(counts)
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


def too_long(root: Path, path: Path) -> Iterator[str]:
    """A line of text for the file, and for each of its functions, that is over its limit."""
    text = (root / path).read_text(encoding="utf-8")
    lines = len(text.splitlines())
    if lines > FILE_LINES:
        yield f"{path}: {lines} lines, more than {FILE_LINES}"
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    yield f"{path}:{node.lineno}: {node.name} has {length} lines, more than {FUNCTION_LINES}"


def check_app_sizes(modules: list[Module]) -> list[str]:
    """Print each app's share of the lines; a fault where the largest has too many."""
    lines: Counter[str] = Counter()
    for module in filter(is_app, modules):
        lines[module.app] += module.lines
    if not lines:
        return []
    shares = {app: 100 * count / lines.total() for app, count in lines.most_common()}
    print("Lines:", ", ".join(f"{app} {share:.1f} %" for app, share in shares.items()))
    largest = next(iter(shares))
    if shares[largest] <= LARGEST_APP:
        return []
    return [f"{largest} has {shares[largest]:.1f} % of the lines of all apps, more than {LARGEST_APP} %"]


def check_single_callers(counts: dict[str, tuple[list[Function], int]]) -> list[str]:
    """Print the share of helpers with a single caller, by app and in all; a fault where it is too large in all."""
    helpers = sum(len(functions) for functions, _ in counts.values())
    total = sum(count for _, count in counts.values())
    if not total:
        return []
    by_app = ", ".join(f"{app} {len(functions)} of {count}" for app, (functions, count) in counts.items())
    share = 100 * helpers / total
    print(f"Helpers with a single caller: {helpers} of {total} functions, {share:.1f} %: {by_app}")
    if share <= SINGLE_CALLERS:
        return []
    return [f"{share:.1f} % of all functions are helpers with a single caller, more than {SINGLE_CALLERS} %"]


if __name__ == "__main__":
    sys.exit(main())
