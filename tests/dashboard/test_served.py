"""On a running site the dashboard shows within a minute what was changed."""

from __future__ import annotations

import json
import re
import sys
import time

import pytest

from tests.races.deciders import Manager
from tests.services.fixtures import SiteFactory
from tests.services.server import ROOT

pytestmark = pytest.mark.services

LAPSE = re.compile(r"<dt>Contracts that could lapse</dt>\s*<dd>(?:<[^>]*>)*(\d+)")
MINUTE = 60  # seconds


def test_an_extension_is_on_the_dashboard_within_a_minute(make_site: SiteFactory) -> None:
    site = make_site("sqlite")
    councillor = Manager(site.port, json.loads(site.play("tests.dashboard.served_scene:found")))
    site.settings |= {"PORT": str(site.port)}
    site.process = site.beside("serve", sys.executable, str(ROOT / "scripts" / "serve.py"))
    site.wait()
    assert wait_for(councillor, 1) <= 2 * MINUTE  # the first figures are counted by the worker that has just started
    site.play("tests.dashboard.served_scene:extend")
    seconds = wait_for(councillor, 0)
    print(f"The dashboard showed the extension after {seconds:.1f} s")
    assert seconds <= MINUTE


def wait_for(person: Manager, number: int) -> float:
    """Seconds until the dashboard counts so many contracts that could lapse."""
    started, body = time.monotonic(), ""
    while time.monotonic() - started < 3 * MINUTE:
        status, body = person.ask("GET", "/dashboard/")
        if status == 200 and LAPSE.findall(body) == [str(number)]:
            return time.monotonic() - started
        time.sleep(1)
    raise TimeoutError(body[:4000])
