"""No file longer than 400 lines, no function longer than 50: what is longer does more than one thing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES_OF_FILE, MOST_LINES_OF_FUNCTION = 400, 50
ENDINGS = (".py", ".html", ".scss", ".js")
FREE = ("/migrations/",)


def main() -> int:
    """Print every file and function that is too long; 1 if there is one."""
    faults = [fault for path in our_files() for fault in too_long(path)]
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


def our_files() -> list[Path]:
    """Everything in the repository or about to be."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    ours = [name for name in names if name.endswith(ENDINGS) and not any(part in f"/{name}" for part in FREE)]
    return [ROOT / name for name in ours if (ROOT / name).exists()]


def too_long(path: Path) -> Iterator[str]:
    """One line of text for each fault of the file."""
    name, text = path.relative_to(ROOT), path.read_text()
    lines = len(text.splitlines())
    if lines > MOST_LINES_OF_FILE:
        yield f"{name}: {lines} lines, more than {MOST_LINES_OF_FILE}"
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MOST_LINES_OF_FUNCTION:
                    yield f"{name}:{node.lineno}: {node.name} has {length} lines, more than {MOST_LINES_OF_FUNCTION}"


if __name__ == "__main__":
    sys.exit(main())
