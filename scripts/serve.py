"""Serve the site: bring the database up to date, then web server, worker and beat until Ctrl-C or SIGTERM."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PORT = os.environ.get("PORT", "8000")
ADDRESS = f"http://127.0.0.1:{PORT}"
EDITION = ROOT / "principles" / "editions" / "lincolnshire-2021"
PATIENCE = 20  # seconds for a child to stop by itself

SIGN_INS = """
  commissioner@  drives cycles                      manager@   assistant director, decides gates
  head@          head of service                    director@  executive director
  councillor@    reads the overviews                finance@   legal@  procurement@  equality@  advise and confirm
  framework@     owns the framework                 auditor@   admin@
"""


class Stopping(Exception):
    """Somebody asked for the end."""


def stop(number: int, frame: FrameType | None) -> None:
    raise Stopping


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    # glibc gives threads memory of their own, and keeps it: with two such areas less is kept
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    children: list[subprocess.Popen[bytes]] = []
    try:
        prepare()
        for words in (web(), background(), files()):
            children.append(start(*words))
        wait_for_page(children)
        welcome()
        return watch(children)
    except Stopping:
        print("\nStopping", flush=True)
        return 0
    except subprocess.CalledProcessError as failed:
        return failed.returncode or 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        end(children)


def prepare() -> None:
    """Tables, the framework and the demo council; in one process, because each start of Django costs seconds."""
    subprocess.run([sys.executable, __file__, "prepare"], check=True, cwd=ROOT, start_new_session=True)


def fill() -> None:
    """What `prepare` runs; each step changes nothing where it has been done."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commissioning.settings")
    import django
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError
    from django.db import transaction

    django.setup()
    from commissioning.older_database import check_database
    from commissioning.permissions import keep_from_others

    keep_from_others()
    if not settings.DEBUG:
        try:
            call_command("check", deploy=True, fail_level="ERROR")
        except SystemCheckError as refused:
            sys.exit(str(refused))
    for fault in check_database(databases=["default"]):
        sys.exit(fault.msg)
    call_command("migrate", verbosity=0)
    call_command("load_framework", str(EDITION), verbosity=0)
    if settings.DEBUG and not get_user_model().objects.exists():
        print("Playing the demo council, which takes a minute the first time", flush=True)
        with transaction.atomic():  # whole or not at all, also when somebody presses Ctrl-C
            call_command("demo")
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)


def web() -> list[str]:
    workers = os.environ.get("WEB_WORKERS", "2")
    words = ["--bind", f"127.0.0.1:{PORT}", "--workers", workers, "--no-control-socket"]
    return [str(BIN / "gunicorn"), *words, "commissioning.wsgi:application"]


def background() -> list[str]:
    """A worker with beat in it, for e-mails and figures."""
    schedule = ROOT / (os.environ.get("DATA_DIR") or "var") / "beat-schedule"
    return worker("celery", "-B", "-s", str(schedule))


def files() -> list[str]:
    """A worker for files, which take minutes."""
    return worker("files")


def worker(queue: str, *more: str) -> list[str]:
    words = ["--quiet", "-A", "commissioning", "worker", "-P", "solo", "--loglevel", "warning"]
    return [str(BIN / "celery"), *words, "-Q", queue, "-n", f"{queue}@%h", *more]


def start(*words: str) -> subprocess.Popen[bytes]:
    """A child in a session of its own: Ctrl-C reaches this program alone, which ends its children in order."""
    return subprocess.Popen(words, cwd=ROOT, start_new_session=True)


def wait_for_page(children: list[subprocess.Popen[bytes]]) -> None:
    """Until the web server answers a question as the proxy asks it, or a child has given up."""
    host = urlsplit(os.environ.get("SITE_URL", ADDRESS)).netloc
    headers = {"Host": host, "X-Forwarded-Proto": "https"}
    for _ in range(300):
        connection = HTTPConnection("127.0.0.1", int(PORT), timeout=5)
        try:
            connection.request("GET", "/healthz", headers=headers)
            connection.getresponse()
        except (HTTPException, OSError):
            if any(child.poll() is not None for child in children):
                return
            time.sleep(0.2)
        else:
            return
        finally:
            connection.close()


def welcome() -> None:
    print(f"\nThe site is at {ADDRESS}", flush=True)
    if os.environ.get("DEBUG") == "1":
        print(f"Sign in as one of these at example.org, with the password demo:{SIGN_INS}", flush=True)
    print("Press Ctrl-C to stop", flush=True)


def watch(children: list[subprocess.Popen[bytes]]) -> int:
    """Until a child ends by itself, which it should not."""
    while True:
        for child in children:
            if child.poll() is not None:
                print(f"{Path(str(child.args[0])).name} ended by itself, so the site stops", file=sys.stderr)  # type: ignore[index]
                return 1
        time.sleep(0.5)


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every child and its own children to stop, and make those stop that don't."""
    for child in children:
        signal_all(child, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(until - time.monotonic(), 0.1))
        signal_all(child, signal.SIGKILL)
        child.wait()


def signal_all(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, number)


if __name__ == "__main__":
    if sys.argv[1:] == ["prepare"]:
        fill()
    else:
        sys.exit(main())
