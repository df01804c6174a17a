"""What `make run` says when the machine lacks something, and that it leaves nothing running."""

from __future__ import annotations

import ast
import base64
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.services.fixtures import SiteFactory
from tests.services.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "scripts" / "house.py"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What the first start needs, in a folder where nothing is installed."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    for name in ("requirements.lock", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "static" / "scss", folder / "static" / "scss")
    return folder


def house(folder: Path, task: str = "run", **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(folder / "scripts" / "house.py"), task]
    more = {"PORT": str(free_port()), **environment}
    return subprocess.run(command, env={**os.environ, **more}, capture_output=True, text=True, check=False)


def test_it_can_be_read_by_a_python_that_is_too_old() -> None:
    ast.parse(HOUSE.read_text(), feature_version=(3, 6))


def test_a_python_too_old_is_named_with_the_remedy(clone: Path) -> None:
    script = str(clone / "scripts" / "house.py")
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); sys.argv[1:] = ['run']"
    code = f"{pretend}; runpy.run_path({script!r}, run_name='__main__')"
    environment = {**os.environ, "PATH": "/nowhere", "PORT": str(free_port())}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "Python 3.9 is too old: install Python 3.11 or newer (on Debian 12: apt install python3 python3-venv) and run"
        " the same command again."
    )


def test_a_python_without_venv_is_named_with_the_remedy(clone: Path, tmp_path: Path) -> None:
    done = house(clone, PYTHONPATH=str(broken_module(tmp_path, "ensurepip")))
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "This Python has no venv module: install it (on Debian: apt install python3-venv) and run the same"
        " command again."
    )


def broken_module(folder: Path, name: str) -> Path:
    """A folder whose module of that name can't be imported."""
    shadow = folder / "shadow"
    shadow.mkdir()
    (shadow / f"{name}.py").write_text("raise ImportError")
    return shadow


def test_a_first_start_without_network_is_named_with_the_remedy(clone: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/"
    nothing = {"PIP_INDEX_URL": nowhere, "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": os.devnull}
    done = house(clone, PIP_EXTRA_INDEX_URL="", PIP_FIND_LINKS="", **nothing)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "The Python packages of requirements.lock could not be downloaded: connect this machine to the internet, or to"
        " a mirror through PIP_INDEX_URL, and run the same command again."
    )


def make_wheel(folder: Path) -> Path:
    """A wheel with one empty module."""
    wheel = folder / "locked_sample-1.0-py3-none-any.whl"
    info = "locked_sample-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("locked_sample.py", "")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: locked-sample\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        digest = base64.urlsafe_b64encode(hashlib.sha256(b"").digest()).rstrip(b"=").decode()
        archive.writestr(f"{info}/RECORD", f"locked_sample.py,sha256={digest},0\n{info}/METADATA,,\n{info}/WHEEL,,\n")
    return wheel


def test_a_package_with_another_hash_or_none_is_not_installed(clone: Path, tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path)
    right, wrong = hashlib.sha256(wheel.read_bytes()).hexdigest(), "0" * 64
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": "/dev/null"}
    lock = clone / "requirements.lock"
    (clone / "scripts" / "styles.py").write_text("")

    for entry in (f"locked-sample==1.0 --hash=sha256:{wrong}\n", "locked-sample==1.0\n"):
        lock.write_text(entry)
        refused = house(clone, "ready", **offline)
        assert refused.returncode == 1
        assert refused.stderr.strip() == (
            "A Python package does not have the hash that requirements.lock asks for, so nothing was installed: check"
            " the mirror that packages come from, or renew the lock with make lock."
        )
    assert list(clone.glob(".venv/lib/*/site-packages/locked_sample.py")) == []

    lock.write_text(f"locked-sample==1.0 --hash=sha256:{right}\n")
    assert house(clone, "ready", **offline).returncode == 0
    assert len(list(clone.glob(".venv/lib/*/site-packages/locked_sample.py"))) == 1

    again = house(clone, "ready", PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_CONFIG_FILE="/dev/null")
    assert (again.returncode, again.stdout) == (0, "")


def test_a_taken_port_is_named_with_another(clone: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = house(clone, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"Port {port} is taken: stop the program that uses it, or choose another: PORT={port + 1} make run"
    )
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "web", "-1"])
def test_a_port_that_is_none_is_named(clone: Path, port: str) -> None:
    assert house(clone, PORT=port).stderr.strip() == (
        "PORT must be a number between 1 and 65535, for example: PORT=8001 make run"
    )


@pytest.mark.services
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_everything(make_site: SiteFactory, number: signal.Signals) -> None:
    site = make_site("sqlite")
    site.play("tests.project.test_start:somebody")  # so that the demo council is not played
    environment = {**site.environment, "PORT": str(site.port)}
    command = [sys.executable, str(ROOT / "scripts" / "serve.py")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as serving:
        try:
            said = read_until(serving, "Press Ctrl-C to stop")
            assert f"The site is at http://127.0.0.1:{site.port}" in said
            assert urlopen(f"{site.url}/sign-in/", timeout=10).status == 200
            children = descendants(serving.pid)
            assert len(children) >= 4  # a web server with two workers, and the background worker
            serving.send_signal(number)
            assert serving.wait(30) == 0
        finally:
            serving.kill()
    assert [child for child in children if is_running(child)] == []


def somebody() -> None:
    from accounts.models import User

    User.objects.create_user("ann@example.com", "Ann Hale", "a long password")


def read_until(process: subprocess.Popen[str], words: str) -> str:
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if words in line:
            break
    return said


def is_running(process: int) -> bool:
    """A process that has ended, but that nobody has asked about yet, runs no more."""
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def descendants(parent: int) -> list[int]:
    """Every process below one, by what Linux says."""
    tasks = Path(f"/proc/{parent}/task").iterdir()
    found = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return found + [below for child in found for below in descendants(child)]
