"""Twenty files of nearly 20 MB, the largest that are taken, are sent at the same moment: other pages stay quick.

Every day it is shown that each page and each file gets its answer; how quick pages are says nothing beside other tests.
"""

from __future__ import annotations

import json
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest

from tests.faults.strain import Took, percentile, timed
from tests.races.deciders import Manager
from tests.services.fixtures import SiteFactory
from tests.uploads import pdfs
from uploads.limits import MAX_BYTES

pytestmark = pytest.mark.services

LONG = os.environ.get("LONG") == "1"

UPLOADS, SIZE = 20, MAX_BYTES - 64 * 1024
READINGS = 100  # before the files, to compare with
PAGES = ("/my-work/", "/cycles/", "/approvals/", "/help/")
TIMES = 3


def people() -> None:
    """Print a cycle, the session of its lead and that of somebody who reads."""
    from django.utils import timezone

    from tests.council import LARGE, found_council
    from tests.races.scene import session_of

    council = found_council()
    cycle = council.cycle(LARGE, at=timezone.now())
    lead, reader = (session_of(council[name]) for name in ("lead", "head"))
    print(json.dumps({"cycle": cycle.reference, "lead": lead, "reader": reader}))


def test_pages_are_answered_meanwhile(make_site: SiteFactory) -> None:
    site = make_site("sqlite")
    scene = json.loads(site.play("tests.faults.test_uploads_at_once:people"))
    if not LONG:
        site.settings["FILE_CHECK_SECONDS"] = "30"  # other tests keep the processors busy
    site.start(workers=2)
    lead, reader = Manager(site.port, scene["lead"]), Manager(site.port, scene["reader"])
    address = f"/cycles/{scene['cycle']}/evidence/new/"
    forms = [lead.open(address) for _ in range(UPLOADS)]
    file = pdfs.pdf(b"<< /Length %d >>\nstream\n%s\nendstream" % (SIZE, secrets.token_bytes(SIZE)))

    for path in PAGES * 4:
        view(reader, path)  # what each process loads once
    alone = [view(reader, PAGES[number % len(PAGES)]) for number in range(READINGS)]
    with ThreadPoolExecutor(UPLOADS) as pool:
        sent = [pool.submit(send, lead, address, values, file) for values in forms]
        beside: list[Took] = []
        while not all(one.done() for one in sent) or len(beside) < len(PAGES):
            beside.append(view(reader, PAGES[len(beside) % len(PAGES)]))
        answers = [one.result() for one in sent]

    assert {took.status for took in alone + beside} == {200}
    taken = sum(status == 302 for status, _ in answers)
    assert taken >= 1
    for status, page in answers:
        assert status == 302 or "several others are being checked" in page, page
    before, meanwhile = percentile(alone, 95), percentile(beside, 95)
    print(
        f"{taken} of {UPLOADS} taken, the others asked to try again; 95 of 100 pages in {before:.3f} s alone and in"
        f" {meanwhile:.3f} s beside: {meanwhile / before:.1f} times ({len(beside)} pages)"
    )
    assert not LONG or meanwhile <= TIMES * before


def view(person: Manager, path: str) -> Took:
    return timed("view", lambda: person.ask("GET", path))


def send(person: Manager, address: str, values: dict[str, str], file: bytes) -> tuple[int, str]:
    """The form with a file and its title, as a browser sends it."""
    mark = secrets.token_hex(16)
    fields = values | {
        "csrfmiddlewaretoken": person.token,
        "title": f"Note {mark}",
        "dated_day": "2",
        "dated_month": "11",
        "dated_year": "2026",
        "good_for": "2",
        "do": "new",
    }
    body = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
        if name != "file"
    )
    body += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="note.pdf"\r\n'.encode()
    body += b"Content-Type: application/pdf\r\n\r\n" + file + f"\r\n--{mark}--\r\n".encode()
    connection = HTTPConnection("127.0.0.1", person.port, timeout=120)
    try:
        headers = {"Cookie": person.cookie, "Content-Type": f"multipart/form-data; boundary={mark}"}
        connection.request("POST", address, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
