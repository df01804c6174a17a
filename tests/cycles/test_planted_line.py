"""Planted words of a restricted cycle with an open one before and after it: whoever is outside at a moment finds none.

Inside and outside change with cover, advice, the restriction and its lifting. At each moment the same is read: every
page of all three cycles and beside them, notifications, the e-mails composed, calendar, files and searches.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import Settings

from accounts.models import Cover
from accounts.services.roles import grant_role, revoke_role
from approvals.models import Outcome
from approvals.services.deciding import ConditionInput
from checklists.models import Answer, Confirmation
from checklists.services.confirming import (
    ask_confirmation,
    give_confirmation,
    refuse_confirmation,
    withdraw_confirmation,
)
from commissioning.access import ACCESS
from cycles.models import Cycle
from cycles.services.editing import edit_cycle, restrict
from cycles.services.starting import start_next
from demo import play
from exports.making import make_waiting
from exports.models import Export
from exports.views import XLSX
from notifications.models import Notification
from notifications.selectors import notifications_of, unread_of
from notifications.services.batching import batch
from notifications.services.sending import send_due
from reminders.services.calendar import new_address
from stages.plan.models import Risk
from tests.access.words import STEM, Words, planted
from tests.council import NOW, Council
from tests.cycles.line import Line, name_team
from tests.stages.rows import add

WORDS, ADAY = Words(), timedelta(days=1)
FREQUENCIES = {"now", "daily", "weekly"}
QUESTIONS = {"analyse": "an-res-1", "plan": "pl-res-2"}
TABLES = {"analyse": "findings", "plan": "risks"}
WRITES = {"cycle-new", "export-file", "calendar-feed"}  # of those asked for by GET; the last two are asked below


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.EXPORTS_ROOT = tmp_path / "evidence", tmp_path / "exports"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Each of hundreds of refusals would be logged with its traceback."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def plant(council: Council) -> Line:
    """The secret cycle in Plan with planted words; Tom Baines is on the team of the open ones alone."""
    first = council.cycle_at("plan", team=[council["member"]])
    secret = start_next(first, need_by=date(2030, 4, 1), actor=council["lead"], at=NOW)
    secret = restrict(
        secret, restricted=True, reason=WORDS.of("reason", "Staff are named"), actor=council["lead"], at=NOW
    )
    secret = play.ready(secret, at=NOW)
    row = secret.answers.get(question__code="AN-RES-1")
    WORDS.answer(play.answer(row, at=NOW), at=NOW)
    submission = play.put(Cycle.objects.get(pk=secret.pk), at=NOW, note=WORDS.of("note", "As agreed."))
    made = ConditionInput(WORDS.of("condition", "Publish it"), council["member"], date(2027, 3, 1), council["head"])
    ruled = play.ruling(submission, Outcome.PASS_WITH_CONDITIONS, reasons=WORDS.of("reasons", "It is well made."))
    play.sign(submission, at=NOW, ruled=replace(ruled, conditions=[made]))
    last = start_next(secret, need_by=date(2032, 4, 1), actor=council["lead"], at=NOW)
    last = restrict(last, restricted=False, reason="Nobody is named", actor=council["lead"], at=NOW)
    secret = Cycle.objects.get(pk=secret.pk)
    values = {"purpose": WORDS.of("purpose", "Clean streets")}
    edit_cycle(secret, values, actor=council["lead"], at=NOW, seen_version=secret.details_version)
    add(secret, "risks", cause=WORDS.of("action", "Staff leave"), effect="Delay", likelihood=2, impact=3)
    for cycle in (first, last):
        name_team(council, cycle, "lead", ["member", "other"])
    return Line(first, secret, last)


@dataclass
class Reader:
    """One person, and all that they can read now."""

    council: Council
    line: Line
    name: str
    whole: bool  # with the pages of figures and of the framework, which hold no cycle's words but for everybody

    def read(self) -> str:
        client = Client(raise_request_exception=False)
        client.force_login(self.council[self.name])
        client.get("/help/")
        return "\n".join([*self._pages(client), *self._calendar(client), *self._emails()])

    def _pages(self, client: Client) -> Iterator[str]:
        for name, row in ACCESS.items():
            if "GET" not in row.methods or name in WRITES or name.startswith("admin"):
                continue
            if not self.whole and name.startswith(("dashboard", "framework")):
                continue
            if row.about == "cycle":
                for cycle in (self.line.first, self.line.secret, self.line.last):
                    for path in addresses(name, cycle):
                        yield f"{path if cycle != self.line.secret else ''} {_text(client.get(path))}"
            elif not row.about and not parameters_of(name):
                yield _text(client.get(reverse(name)))

    def _calendar(self, client: Client) -> Iterator[str]:
        address = new_address(self.council[self.name], at=timezone.now())
        yield _text(Client().get(reverse("calendar-feed", args=[address.secret])))

    def _emails(self) -> Iterator[str]:
        mail.outbox.clear()
        batch(timezone.now(), FREQUENCIES)
        send_due(timezone.now)
        for message in mail.outbox:
            if message.to == [self.council[self.name].email]:
                yield f"{message.subject} {message.body} {getattr(message, 'alternatives', '')}"


SEARCHES = ("/search/?q={}", "/cycles/?q={}", "/cycles/export.csv?q={}")
TOKEN = re.compile(
    r'name="(csrfmiddlewaretoken|form_mark)" value="[^"]*"|data-[a-z-]+="\d+"|signed in until [\d:]+[ap]m'
)


def search_finds(council: Council, name: str, word: str) -> bool:
    """Whether looking for the word differs from looking for one that is nowhere."""
    client = Client()
    client.force_login(council[name])
    for pattern in SEARCHES:
        texts = [
            TOKEN.sub("", _text(client.get(pattern.format(typed)))).replace(typed, "").replace(typed.lower(), "")
            for typed in (word, "Zxqvwkjhbnpd")  # as long as the word, as headers say how long a page is
        ]
        if texts[0] != texts[1]:
            return True
    return False


def _text(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.get("Content-Type") == XLSX:
        return str([list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(body))])
    return body.decode(errors="replace") + str(response.headers)


def addresses(name: str, cycle: Cycle) -> Iterator[str]:
    """The page of that name of one cycle, in both stages that it has been in, of all its rows."""
    codes = TABLES if name.startswith("record") else QUESTIONS
    rows: dict[str, list[Any]] = {
        "reference": [cycle.reference],
        "stage": ["analyse", "plan"],
        "code": list(codes.values()),
        "kind": ["population"],
        "milestone": ["plan-gate"],
        "number": [1],
        "older": [1],
        "newer": [1],
        "pk": _rows(name, cycle),
    }
    chosen: list[dict[str, Any]] = [{}]
    for parameter in parameters_of(name):
        chosen = [made | {parameter: value} for made in chosen for value in rows[parameter]]
    for kwargs in chosen:
        if "code" not in kwargs or kwargs["code"] == codes[kwargs["stage"]]:
            yield reverse(name, kwargs=kwargs)


def parameters_of(name: str) -> list[str]:
    """What the address of that name takes."""
    (_, parameters), *_ = get_resolver().reverse_dict.getlist(name)[0][0]
    return list(parameters)


def _rows(name: str, cycle: Cycle) -> list[int]:
    if name.startswith("evidence"):
        return list(cycle.evidence.values_list("pk", flat=True)[:2])
    if name.startswith("record"):
        return list(Risk.objects.filter(cycle=cycle).values_list("pk", flat=True))
    if name == "condition":
        return list(cycle.conditions.values_list("pk", flat=True))
    return list(cycle.submissions.filter(decisions__isnull=False).values_list("decisions", flat=True)[:1])


def finds_nothing(council: Council, line: Line, name: str, *, whole: bool = False) -> bool:
    """Neither a planted word nor the reference, wherever this person looks; and what is counted is what is listed."""
    text, user = Reader(council, line, name, whole).read(), council[name]
    listed = notifications_of(user)
    assert unread_of(user).count() == sum(row.read_at is None for row in listed)
    assert not any(row.cycle_id == line.secret.pk for row in listed)
    assert STEM not in text
    assert line.secret.reference not in text
    assert not search_finds(council, name, STEM)
    return True


def finds_words(council: Council, line: Line, name: str) -> bool:
    """The cycle's own pages are there, and what this person was told of it before."""
    client = Client()
    client.force_login(council[name])
    text = client.get(line.secret.get_absolute_url()).content.decode()
    assert search_finds(council, name, STEM)
    return STEM in text and any(row.cycle_id == line.secret.pk for row in notifications_of(council[name]))


def test_the_words_are_there_for_whoever_is_inside(bench: Council) -> None:
    """The control: each planted word is read by the lead."""
    line = plant(bench)
    text = Reader(bench, line, "lead", whole=True).read()
    fields = ("explanation", "reason", "note", "condition", "reasons", "purpose", "action")
    assert [field for field in fields if planted(field) not in text] == []
    assert line.secret.reference in text


def test_before_during_and_after_a_restriction(bench: Council) -> None:
    line = plant(bench)
    assert finds_nothing(bench, line, "other")
    restrict(line.secret, restricted=False, reason="Nobody is named", actor=bench["lead"], at=NOW)
    name_team(bench, line.secret, "lead", ["member", "other"])
    name_team(bench, line.secret, "lead", ["member"])
    assert finds_words(bench, line, "other")
    file = file_of(bench, "other")
    assert fetched(bench, "other", file) == 200
    restrict(line.secret, restricted=True, reason="Staff are named", actor=bench["lead"], at=NOW)
    assert Notification.objects.filter(person=bench["other"], cycle_id=line.secret.pk).exists()
    assert finds_nothing(bench, line, "other", whole=True)
    assert fetched(bench, "other", file) == 404
    restrict(line.secret, restricted=False, reason="Nobody is named", actor=bench["lead"], at=NOW)
    assert fetched(bench, "other", file) == 200
    assert finds_words(bench, line, "other")


def test_before_during_and_after_cover(bench: Council) -> None:
    line = plant(bench)
    bench.add("stand_in", "Una Ward", {"kind": "commissioner"})
    cover = {"starts": NOW.date() + ADAY, "ends": NOW.date() + ADAY, "created_at": NOW}
    Cover.objects.create(person=bench["head"], stand_in=bench["stand_in"], **cover)
    for days, outside in ((0, True), (1, False), (2, True)):
        with time_machine.travel(NOW + days * ADAY, tick=False):
            if days == 1:
                cycle = play.ready(line.secret, at=timezone.now())
                assert not cycle.sealed_at
                Notification.objects.filter(person=bench["head"], cycle_id=cycle.pk).update(person=bench["stand_in"])
            assert finds_nothing(bench, line, "stand_in") if outside else finds_words(bench, line, "stand_in"), days


def test_before_during_and_after_advice(bench: Council) -> None:
    line = plant(bench)
    by: dict[str, Any] = {"actor": bench["adviser2"], "at": NOW}
    assert finds_nothing(bench, line, "adviser2")
    asked = ask(bench, line)
    assert finds_words(bench, line, "adviser2")
    refuse_confirmation(asked, reason="No", **by)
    assert finds_nothing(bench, line, "adviser2")
    given = give_confirmation(ask(bench, line), note=WORDS.of("comment", "Checked."), **by)
    assert finds_words(bench, line, "adviser2")
    withdraw_confirmation(given, reason="It changed", **by)
    assert finds_nothing(bench, line, "adviser2")
    ask(bench, line)
    ask_confirmation(answer_of(line), bench["adviser"], actor=bench["lead"], at=NOW)
    assert finds_nothing(bench, line, "adviser2")
    give_confirmation(ask(bench, line), **by)
    assert finds_words(bench, line, "adviser2")
    play.answer(answer_of(line), at=NOW, state="not_met")
    assert finds_nothing(bench, line, "adviser2")


def test_before_and_after_the_role_of_an_adviser(bench: Council) -> None:
    line = plant(bench)
    ask(bench, line)
    role = bench["adviser2"].roles.get(specialism__code="finance")
    revoke_role(role, actor=bench["admin"], at=NOW)
    assert finds_nothing(bench, line, "adviser2")
    grant_role(bench["adviser2"], "adviser", specialism=role.specialism, actor=bench["admin"], at=NOW)
    assert finds_words(bench, line, "adviser2")


def test_an_adviser_on_whose_word_the_gate_was_passed_is_outside(bench: Council) -> None:
    line = plant(bench)
    assert Notification.objects.filter(person=bench["adviser"], cycle_id=line.secret.pk).exists()
    assert finds_nothing(bench, line, "adviser")


def test_an_email_that_waits_is_written_with_what_may_be_seen_when_it_is_sent(bench: Council) -> None:
    line = plant(bench)
    asked = ask(bench, line)
    batch(NOW, FREQUENCIES)
    refuse_confirmation(asked, reason="No", actor=bench["adviser2"], at=NOW)
    mail.outbox.clear()
    send_due(timezone.now)
    assert bench["adviser2"].email not in {address for message in mail.outbox for address in message.to}


def answer_of(line: Line) -> Answer:
    return Answer.objects.select_related("cycle", "question").get(cycle=line.secret, question__code="PL-RES-2")


def ask(council: Council, line: Line) -> Confirmation:
    """Write anew what Finance confirms, and ask the second adviser."""
    play.answer(answer_of(line), at=NOW, state="not_met")
    row = WORDS.answer(play.answer(answer_of(line), at=NOW), at=NOW)
    return ask_confirmation(row, council["adviser2"], actor=council["lead"], at=NOW)


def file_of(council: Council, name: str) -> Export:
    client = Client()
    client.force_login(council[name])
    client.post("/exports/ask/", {"table": "cycles", "query": ""})
    make_waiting(timezone.now)
    return Export.objects.get(asked_by=council[name])


def fetched(council: Council, name: str, file: Export) -> int:
    client = Client()
    client.force_login(council[name])
    return client.get(reverse("export-file", args=[file.pk])).status_code
