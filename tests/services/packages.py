"""The programs beside Python that tests start, installed with apt where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Collection, Mapping

from tests.services.chromium import program as chromium_program
from tests.services.postgres import BINARIES

PACKAGES: Mapping[str, Callable[[], object]] = {
    "postgresql": lambda: list(BINARIES.glob("*/bin/initdb")) or shutil.which("initdb"),
    "redis-server": lambda: shutil.which("redis-server"),
    "chromium-headless-shell": chromium_program,
    "calcurse": lambda: shutil.which("calcurse"),
    "wrk": lambda: shutil.which("wrk"),
}


def missing_packages(packages: Collection[str] = tuple(PACKAGES)) -> str:
    """Install what is wanted beside Python packages; what to do, where that is not possible."""
    wanted = _missing(packages)
    if wanted and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' '.join(wanted)}", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update"], ["install", "--yes", "--no-install-recommends", *wanted]):
            subprocess.run(["apt-get", "-qq", *words], env=quiet, check=False, stdout=subprocess.DEVNULL)
        wanted = _missing(packages)
    if not wanted:
        return ""
    return f"{', '.join(wanted)} must be there: run  sudo apt install {' '.join(wanted)}  and then this again."


def _missing(packages: Collection[str]) -> list[str]:
    return [package for package in packages if not PACKAGES[package]()]
