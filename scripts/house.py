"""Get the machine ready and start something: `python3 scripts/house.py run`, `ready` or `ready-dev`.

Runs with whatever Python 3 the machine has, to be able to say that it is too old: no syntax newer than 3.6 here.
What is installed already is not installed again, so a second start needs no network.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)


class Missing(Exception):
    """Something that the machine lacks, in one sentence with the remedy."""


def main(command):
    try:
        if command == "run":
            check_port(port())
        ready("requirements.txt")
        if command == "ready-dev":
            ready("requirements-dev.txt")
        build_styles()
    except Missing as missing:
        print("\n" + str(missing), file=sys.stderr)
        return 1
    if command == "run":
        os.environ.setdefault("DEBUG", "1")
        os.execv(PYTHON, [PYTHON, os.path.join(ROOT, "scripts", "serve.py")])
    return 0


def ready(requirements):
    """The virtual environment with what `requirements` lists; nothing is done when it is there."""
    stamp = os.path.join(VENV, "installed-" + requirements)
    wanted = fingerprint("requirements.txt", requirements)
    if os.path.exists(PYTHON) and read(stamp) == wanted:
        return
    if not os.path.exists(PYTHON) or not succeeds(PYTHON, "import pip"):
        make_venv()
    print("Installing Python packages from " + requirements, flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if subprocess.call(pip + ["-r", os.path.join(ROOT, requirements)], stderr=quietly()) != 0:
        raise Missing(
            f"The Python packages of {requirements} could not be downloaded: connect this machine to the internet, or"
            " to a mirror through PIP_INDEX_URL, and run the same command again."
        )
    with open(stamp, "w") as file:
        file.write(wanted)


def make_venv():
    found = list(pythons())
    if not found:
        raise Missing(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} is too old: install Python 3.11 or newer (on Debian"
            " 12: apt install python3 python3-venv) and run the same command again."
        )
    able = [python for python in found if succeeds(python, "import ensurepip, venv")]
    if not able:
        raise Missing(
            "This Python has no venv module: install it (on Debian: apt install python3-venv) and run the same"
            " command again."
        )
    shutil.rmtree(VENV, ignore_errors=True)
    print("Making .venv", flush=True)
    if subprocess.call([able[0], "-m", "venv", VENV]) != 0:
        raise Missing("The folder .venv could not be made: check that this folder can be written to and is not full.")


def pythons():
    """Every Python of 3.11 or newer: the one that runs this, then others on the path."""
    if sys.version_info[:2] >= OLDEST:
        yield sys.executable
    for name in ("python3.14", "python3.13", "python3.12", "python3.11", "python3"):
        found = shutil.which(name)
        if found and succeeds(found, "import sys; sys.exit(sys.version_info[:2] < (3, 11))"):
            yield found


def build_styles():
    if subprocess.call([PYTHON, os.path.join(ROOT, "scripts", "styles.py")], stderr=quietly()) != 0:
        raise Missing(
            "The styles could not be built because their npm packages could not be downloaded: connect this machine to"
            " the internet and run the same command again."
        )


def port():
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Missing("PORT must be a number between 1 and 65535, for example: PORT=8001 make run")
    return int(text)


def check_port(number):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            other = number + 1 if number < 65535 else 8000
            raise Missing(
                f"Port {number} is taken: stop the program that uses it, or choose another: PORT={other} make run"
            )


def succeeds(python, code):
    return subprocess.call([python, "-c", code], stderr=subprocess.DEVNULL) == 0


def fingerprint(*names):
    digest = hashlib.sha256()
    for name in names:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read()


def quietly():
    """The tools' own complaints are shown only when asked for: the one sentence says what to do."""
    return None if os.environ.get("VERBOSE") else subprocess.DEVNULL


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "ready"))
