"""Write requirements.lock and requirements-dev.lock: every package, transitive ones too, with its hashes.

`make lock` keeps the versions already locked where they still fit requirements.txt and requirements-dev.txt;
`make lock UPGRADE=1` takes the newest transitive versions. A lock holds for Python 3.11 and newer on every platform:
a package that only some of them need carries a marker, and the hashes are those of all files of a release. Limits:
files that a project uploads after the lock was written (a wheel for a new Python, for example) are refused until the
lock is renewed, and where a release has no wheel for a platform pip builds the source archive, which needs a compiler.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = "uv==0.13.9"
OLDEST_PYTHON = "3.11"
COMPILE = [
    "--universal",
    f"--python-version={OLDEST_PYTHON}",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-strip-extras",
    "--custom-compile-command=make lock",
    "--quiet",
]


def main() -> int:
    """Compile both locks with a uv that is installed for this run only."""
    environment = dict(os.environ)
    if "PIP_INDEX_URL" in environment:
        environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python, uv = str(Path(folder, "bin", "python")), str(Path(folder, "bin", "uv"))
        subprocess.run([python, "-m", "pip", "install", "--quiet", UV], check=True)
        for name, constraints in (("requirements", []), ("requirements-dev", ["-c", "requirements.lock"])):
            command = [uv, "pip", "compile", *COMPILE, *upgrade, *constraints, f"{name}.txt", "-o", f"{name}.lock"]
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
