"""What a real site must say in its environment before it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from commissioning.deployment import check_environment

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {
    "PROXIES": "1",
    "SITE_URL": "https://commissioning.example.gov.uk",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.gov.uk:587",
}
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def faults(
    monkeypatch: pytest.MonkeyPatch, debug: bool = False, backend: str = SMTP, **changed: str | None
) -> list[str]:
    environment = {**WHOLE, **changed}
    for name, value in environment.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    values = {
        "PROXIES": int(environment["PROXIES"] or 0),
        "SITE_URL": environment["SITE_URL"] or "http://127.0.0.1:8000",
        "EMAIL_BACKEND": backend,
    }
    with override_settings(DEBUG=debug, **values):
        return [str(fault.id) for fault in check_environment()]


def test_a_whole_environment_has_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(monkeypatch) == []
    assert faults(monkeypatch, PROXIES="0") == []


def test_each_that_is_missing_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(monkeypatch, PROXIES=None) == ["deployment.E001"]
    assert faults(monkeypatch, SITE_URL=None) == ["deployment.E002"]
    assert faults(monkeypatch, EMAIL_URL=None) == ["deployment.E003"]


def test_a_demonstration_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(monkeypatch, debug=True, PROXIES=None, SITE_URL=None, EMAIL_URL=None) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://commissioning.example.gov.uk",
        "https://localhost",
        "https://council.localhost:8000",
        "https://127.0.0.1",
        "https://[::1]",
        "https://0.0.0.0",
        "https://",
        "commissioning.example.gov.uk",
    ],
)
def test_an_address_that_nobody_else_reaches_is_a_fault(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert faults(monkeypatch, SITE_URL=url) == ["deployment.E002"]


@pytest.mark.parametrize("name", ["filebased", "console", "locmem", "dummy"])
def test_mail_that_reaches_nobody_is_a_fault(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert faults(monkeypatch, backend=f"django.core.mail.backends.{name}.EmailBackend") == ["deployment.E003"]


def test_a_real_site_does_not_start_without_them(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    live = {**kept, "DATA_DIR": str(tmp_path), "SECRET_KEY": "long and random " * 6, "ALLOWED_HOSTS": "a.example"}
    command = [sys.executable, str(ROOT / "scripts" / "serve.py"), "prepare"]
    done = subprocess.run(command, cwd=ROOT, env=live, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    for words in ("Set PROXIES to how many proxies", "Set SITE_URL to the address", "Set EMAIL_URL, for example"):
        assert words in done.stderr
    assert list(tmp_path.glob("*.sqlite3")) == []
