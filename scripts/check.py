"""Static checks: style, types, imports, templates, limits, names, migrations, reference pages, deployment settings."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("ruff", [str(BIN / "ruff"), "check", "."]),
    ("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("mypy", [str(BIN / "mypy"), "."]),
    ("imports", [str(BIN / "lint-imports"), "--no-cache"]),
    ("templates", [str(BIN / "djlint"), "templates", "tests", "--lint", "--quiet"]),
    ("limits", [PYTHON, "scripts/limits.py"]),
    ("names", [PYTHON, "scripts/names.py"]),
    ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("reference", [PYTHON, "scripts/reference.py", "--check"]),
    ("deploy", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
)
# Their figures are printed when they pass, too.
WITH_FIGURES = {"limits", "names"}
LIVE = {
    "DEBUG": "0",
    "SECRET_KEY": "a key of this check alone, made long with many letters",
    "ALLOWED_HOSTS": "localhost",
    "PROXIES": "1",
    "SITE_URL": "https://commissioning.example.gov.uk",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.gov.uk:587",
}


def main() -> int:
    """Run them all, so that one fault does not hide the next; 1 if there was any."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DEBUG": "1", "DATA_DIR": folder}
        failed = [name for name, command in CHECKS if not passes(name, command, environment)]
    print(f"Not clean: {', '.join(failed)}" if failed else "All clean")
    return 1 if failed else 0


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    began = time.monotonic()
    live = LIVE if name == "deploy" else {}
    done = subprocess.run(command, cwd=ROOT, env={**environment, **live}, capture_output=True, text=True, check=False)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - began:.1f}s)", flush=True)
    if done.returncode != 0 or name in WITH_FIGURES:
        print(done.stdout + done.stderr, end="", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
