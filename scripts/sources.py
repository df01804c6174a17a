"""The project's own source files, as the checks of size and names read them."""

import ast
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

NOT_APPS = {"tests", "bench", "scripts"}
ENDINGS = (".py", ".html", ".scss", ".js")


@dataclass
class Module:
    """A Python file with its dotted name and its tree. `app` is its first folder."""

    path: Path
    name: str
    app: str
    lines: int
    tree: ast.Module = field(repr=False)


def list_files(root: Path) -> list[Path]:
    """Source files that git tracks or would track, without migrations, relative to the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.splitlines()
    paths = [Path(name) for name in names if name.endswith(ENDINGS)]
    return [path for path in paths if "migrations" not in path.parts and (root / path).exists()]


def read_modules(root: Path) -> list[Module]:
    """Every Python module in a folder, parsed, except tests and migrations."""
    modules = []
    for path in list_files(root):
        if path.suffix == ".py" and len(path.parts) > 1 and path.parts[0] != "tests":
            text = (root / path).read_text(encoding="utf-8")
            parts = path.parts[:-1] if path.name == "__init__.py" else path.with_suffix("").parts
            modules.append(Module(path, ".".join(parts), path.parts[0], len(text.splitlines()), ast.parse(text)))
    return modules


def is_app(module: Module) -> bool:
    """Whether the module belongs to an app of the site."""
    return module.app not in NOT_APPS
