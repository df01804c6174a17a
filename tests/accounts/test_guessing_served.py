"""Guesses at a running site, many at once, from addresses that its own proxy tells; the owner comes in meanwhile."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests.accounts.people import PASSWORD
from tests.services.fixtures import SiteFactory
from tests.services.server import Site

pytestmark = pytest.mark.services

LONG = os.environ.get("LONG") == "1"
ONE, TWENTY, SPRAY, FORGED = (180, 180, 150, 1_000) if LONG else (40, 60, 45, 60)
AT_ONCE = 8  # as many as the site serves at once
PER_ACCOUNT, PER_NETWORK = 10, 30
CHECKED, WRONG, REFUSED = 302, 200, 429


def found() -> None:
    """People with one password, in the site's own process."""
    from django.contrib.auth.hashers import make_password

    from accounts.models import User

    hashed = make_password(PASSWORD)
    User.objects.bulk_create(
        User(email=f"person{number}@council.test", name=f"Person {number}", password=hashed) for number in range(160)
    )


def print_link(number: str) -> None:
    """The path of the link that is e-mailed to somebody who asks for it."""
    from accounts.links import sign_in_path
    from accounts.models import User

    print(sign_in_path(User.objects.get(email=f"person{number}@council.test")))


def count_and_forget() -> None:
    """Print how many passwords were checked and wrong."""
    from accounts.models import SignInAttempt

    print(SignInAttempt.objects.count())
    SignInAttempt.objects.all().delete()


@dataclass
class Guess:
    account: int
    forwarded: str  # as the proxy hands it on: what the client sent, and then the client's own address
    password: str = "wrong"


class Attacked:
    """The site behind one proxy, which is the test."""

    def __init__(self, site: Site) -> None:
        site.settings["PROXIES"] = "1"
        site.play(f"{__name__}:found")
        self.site = site.start()
        self.token = secrets.token_hex(16)

    def send(self, guess: Guess, cookie: str = "") -> tuple[int, str]:
        """The status, and the cookie of a browser that is known from now on."""
        form = {"username": f"person{guess.account}@council.test", "password": guess.password}
        return self.post("/sign-in/", form, guess.forwarded, cookie)

    def post(self, path: str, form: dict[str, str], forwarded: str, cookie: str = "") -> tuple[int, str]:
        headers = {
            "Cookie": f"csrftoken={self.token}; {cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": forwarded,
        }
        connection = HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        try:
            connection.request("POST", path, urlencode({**form, "csrfmiddlewaretoken": self.token}), headers)
            answer = connection.getresponse()
            answer.read()
            cookies: SimpleCookie = SimpleCookie()
            for header in answer.headers.get_all("Set-Cookie") or []:
                cookies.load(header)
            known = cookies.get("known_browser")
            return answer.status, f"known_browser={known.value}" if known else ""
        finally:
            connection.close()

    def play(self, guesses: Sequence[Guess], owner: int) -> tuple[int, Counter[int], Counter[int]]:
        """How many were checked, the statuses of the guesses, and of the owner who signs in meanwhile."""
        status, browser = self.send(Guess(owner, "198.51.100.1", PASSWORD))
        assert status == CHECKED and browser
        with ThreadPoolExecutor(AT_ONCE) as pool:
            guessing = [pool.submit(self.send, guess) for guess in guesses]
            comings = Counter(self.send(Guess(owner, guesses[0].forwarded, PASSWORD), browser)[0] for _ in range(5))
            statuses = Counter(done.result()[0] for done in guessing)
        link = self.site.play(f"{__name__}:print_link", str(owner)).strip()
        by_link, browser = self.post(link, {}, "198.51.100.2")
        assert by_link == CHECKED and browser  # from elsewhere, in a new browser, while the account is still limited
        checked = int(self.site.play(f"{__name__}:count_and_forget"))
        return checked, statuses, comings


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def attacked(request: pytest.FixtureRequest, make_site: SiteFactory) -> Iterator[Attacked]:
    attacked = Attacked(make_site(request.param))
    yield attacked
    attacked.site.stop()


SCENES = {
    "one account from one address": ([Guess(0, "192.0.2.1") for _ in range(ONE)], PER_ACCOUNT),
    "one account from twenty addresses": ([Guess(0, f"192.0.2.{n % 20}") for n in range(TWENTY)], PER_ACCOUNT),
    "many accounts from one address": ([Guess(n, "192.0.2.1") for n in range(SPRAY)], PER_NETWORK),
    "one account with forged headers": (
        [Guess(0, f"203.0.113.{n % 250}, 192.0.2.1") for n in range(FORGED)],
        PER_ACCOUNT,
    ),
    "many accounts with forged headers": (
        [Guess(n % SPRAY, f"2001:db8:{n:x}::1, 192.0.2.1") for n in range(FORGED)],
        PER_NETWORK,
    ),
}


@pytest.mark.parametrize("scene", SCENES)
def test_no_more_are_checked_than_the_limit_and_the_owner_comes_in(attacked: Attacked, scene: str) -> None:
    guesses, limit = SCENES[scene]

    checked, statuses, comings = attacked.play(guesses, owner=0)

    print(
        f"{scene}: {len(guesses)} guesses, {checked} checked, {statuses[REFUSED]} refused; the owner: {dict(comings)}"
    )
    assert 0 < checked <= limit
    assert set(statuses) <= {WRONG, REFUSED}
    assert statuses[WRONG] <= checked
    assert comings == {CHECKED: 5}


def test_the_log_masks_the_address_of_a_calendar(attacked: Attacked) -> None:
    connection = HTTPConnection("127.0.0.1", attacked.site.port, timeout=60)
    connection.request("GET", "/calendar/s3cret-words.ics")
    assert connection.getresponse().status == 404
    connection.close()

    log = attacked.site.log("web")

    assert "Not Found: /calendar/…" in log
    assert "s3cret" not in log
