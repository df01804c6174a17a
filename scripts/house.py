"""Prepare the virtual environment and the styles: `python3 scripts/house.py run`, `ready` or `ready-dev`.

Runs on any Python 3, so that an old one gets a message instead of a syntax error: no syntax newer than Python 3.6.
Packages come from the lock files, with their hashes checked. A stamp in .venv holds the digest of the lock that was
installed last; while it matches, nothing is installed and no network is needed.
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


class MissingRequirement(Exception):
    """Something is missing on this machine: the message is one sentence with the remedy."""


def main(command):
    try:
        if command == "run":
            check_port(port())
        install("requirements.lock")
        if command == "ready-dev":
            install("requirements-dev.lock")
        build_styles()
    except MissingRequirement as missing:
        print("\n" + str(missing), file=sys.stderr)
        return 1
    if command == "run":
        os.environ.setdefault("DEBUG", "1")
        os.execv(PYTHON, [PYTHON, os.path.join(ROOT, "scripts", "serve.py")])
    return 0


def install(lock):
    """Install the packages of a lock file into .venv, unless its stamp says that they are there."""
    stamp = os.path.join(VENV, "installed-" + lock)
    digest = fingerprint(lock)
    if os.path.exists(PYTHON) and read(stamp) == digest:
        return
    if not os.path.exists(PYTHON) or not succeeds(PYTHON, "import pip"):
        make_venv()
    print("Installing Python packages from " + lock, flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command = pip + ["--require-hashes", "-r", os.path.join(ROOT, lock)]
    done = subprocess.run(command, check=False, stderr=subprocess.PIPE, universal_newlines=True)
    if os.environ.get("VERBOSE"):
        sys.stderr.write(done.stderr)
    if "hashes" in done.stderr.lower():  # of a package that differs, and of one that the lock names without a hash
        raise MissingRequirement(
            f"A Python package does not have the hash that {lock} asks for, so nothing was installed: check the mirror"
            " that packages come from, or renew the lock with make lock."
        )
    if done.returncode != 0:
        raise MissingRequirement(
            f"The Python packages of {lock} could not be downloaded: connect this machine to the internet, or"
            " to a mirror through PIP_INDEX_URL, and run the same command again."
        )
    with open(stamp, "w") as file:
        file.write(digest)


def make_venv():
    found = list(pythons())
    if not found:
        raise MissingRequirement(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} is too old: install Python 3.11 or newer (on Debian"
            " 12: apt install python3 python3-venv) and run the same command again."
        )
    able = [python for python in found if succeeds(python, "import ensurepip, venv")]
    if not able:
        raise MissingRequirement(
            "This Python has no venv module: install it (on Debian: apt install python3-venv) and run the same"
            " command again."
        )
    shutil.rmtree(VENV, ignore_errors=True)
    print("Making .venv", flush=True)
    if subprocess.call([able[0], "-m", "venv", VENV]) != 0:
        raise MissingRequirement(
            "The folder .venv could not be made: check that this folder can be written to and is not full."
        )


def pythons():
    """Every Python of 3.11 or newer: the running one first, then others on the path."""
    if sys.version_info[:2] >= OLDEST:
        yield sys.executable
    for name in ("python3.14", "python3.13", "python3.12", "python3.11", "python3"):
        found = shutil.which(name)
        if found and succeeds(found, "import sys; sys.exit(sys.version_info[:2] < (3, 11))"):
            yield found


def build_styles():
    if subprocess.call([PYTHON, os.path.join(ROOT, "scripts", "styles.py")], stderr=quietly()) != 0:
        raise MissingRequirement(
            "The styles could not be built because their npm packages could not be downloaded: connect this machine to"
            " the internet and run the same command again."
        )


def port():
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise MissingRequirement("PORT must be a number between 1 and 65535, for example: PORT=8001 make run")
    return int(text)


def check_port(number):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            other = number + 1 if number < 65535 else 8000
            raise MissingRequirement(
                f"Port {number} is taken: stop the program that uses it, or choose another: PORT={other} make run"
            )


def succeeds(python, code):
    return subprocess.call([python, "-c", code], stderr=subprocess.DEVNULL) == 0


def fingerprint(lock):
    with open(os.path.join(ROOT, lock), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read()


def quietly():
    """Where the error output of the styles' build goes: shown only with VERBOSE."""
    return None if os.environ.get("VERBOSE") else subprocess.DEVNULL


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "ready"))
