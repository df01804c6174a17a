"""Planted words in steers, market answers, prices, notes and first reasons appear to no councillor anywhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.http import QueryDict
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from approvals.models import Outcome, Submission
from approvals.presenters.sealed_pack import SealedPack
from approvals.services.submitting import withdraw
from checklists.selectors.publication import publication_of
from checklists.services.answering import AnswerInput, save_answer
from checklists.services.publishing import publish_answers, take_back_answers
from dashboard.services.figures import refresh
from exports.making import make_waiting
from exports.models import Export
from exports.services import request_export
from exports.tables import table_of
from notifications.models import Notification
from notifications.services.sweeping import sweep
from reminders.services.calendar import new_address
from tests.council import Council, found_council
from tests.councillors.planting import KEPT, LATER, NEVER, WHOLE, Planter, found, read_all, read_cycle, text_of

STAGES = ("analyse", "plan", "do")
Scene = tuple[Council, Planter]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def scene(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """A cycle in Review with planted words in the three stages before it."""
    own = override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("evidence"),
        EXPORTS_ROOT=tmp_path_factory.mktemp("exports"),
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    )
    logging.disable(logging.CRITICAL)  # each of hundreds of refusals would be told with its traceback
    with django_db_blocker.unblock(), own, transaction.atomic():
        council = found_council()
        planter = Planter(council, now())
        planter.pass_analyse()
        planter.pass_plan()
        planter.pass_do()
        planter.draft()
        refresh(timezone.now())
        yield council, planter
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture
def planter(scene: Scene, db: None) -> Planter:
    return scene[1]


def now() -> datetime:
    return timezone.now() - timedelta(days=3)


def client_of(council: Council, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(council[name])
    return client


def words(planter: Planter, stem: str) -> set[str]:
    return {word for word in planter.words if word.startswith(stem)}


def publish(planter: Planter) -> None:
    for stage in STAGES:
        publish_answers(planter.fresh, stage, actor=planter.cycle.lead, at=timezone.now())


def test_the_lead_finds_every_word(planter: Planter) -> None:
    """The control: without it pages that show nothing to anybody would pass."""
    texts = read_all(client_of(planter.council, "lead"), planter.fresh)
    assert words(planter, "") - found(texts, planter.words).keys() == set()


def test_a_councillor_reads_what_was_decided_and_no_answer(planter: Planter) -> None:
    texts = read_all(client_of(planter.council, "councillor"), planter.fresh)
    assert found(texts, [NEVER, LATER]) == {}
    assert found(texts, words(planter, WHOLE)).keys() == words(planter, WHOLE)
    assert "Not shown to councillors" in texts["/dashboard/promises/?which=made"]
    gate = f"/cycles/{planter.cycle.reference}/gates/analyse/submissions/1/"
    assert "The answers and evidence of this stage are not published to councillors." in texts[gate]


def test_once_published_a_councillor_reads_what_is_not_kept_from_them(planter: Planter) -> None:
    publish(planter)
    texts = read_all(client_of(planter.council, "councillor"), planter.fresh)
    assert found(texts, [NEVER]) == {}
    assert found(texts, words(planter, LATER)).keys() == words(planter, LATER)
    address = f"/cycles/{planter.cycle.reference}/analyse/questions/"
    assert "Councillors never read this answer" in texts[f"{address}an-local-1/"]
    assert "Executive Councillor&#x27;s steer" not in texts[f"/cycles/{planter.cycle.reference}/analyse/"]
    for stage in STAGES:
        take_back_answers(planter.fresh, stage, actor=planter.cycle.lead, at=timezone.now())
    texts = read_cycle(client_of(planter.council, "councillor"), planter.fresh)
    assert found(texts, [NEVER, LATER]) == {}


def test_a_councillor_who_is_an_officer_too_reads_as_an_officer(planter: Planter) -> None:
    planter.council["councillor"].roles.create(kind="auditor")
    texts = read_cycle(client_of(planter.council, "councillor"), planter.fresh)
    assert {f"{NEVER}anlocal1", f"{NEVER}dovalue1note", f"{LATER}anres1"} <= found(texts, planter.words).keys()


def test_no_message_file_or_calendar_brings_them(planter: Planter) -> None:
    """E-mails of a sweep, notifications, the calendar feed, and a file that is made in the background."""
    publish(planter)
    councillor = planter.council["councillor"]
    secret = new_address(councillor, at=timezone.now()).secret
    request_export("cycles", table_of("cycles", councillor, QueryDict()), actor=councillor, at=timezone.now())
    make_waiting(timezone.now)
    sweep(timezone.now())
    client = client_of(planter.council, "councillor")
    paths = [f"/exports/{Export.objects.get(asked_by=councillor).pk}/", f"/calendar/{secret}.ics"]
    texts = {path: text_of(client.get(path)) for path in paths}
    assert all(client.get(path).status_code == 200 for path in paths)
    assert "Sweeping" in texts[paths[0]]
    assert found(texts, [NEVER, LATER]) == {}
    told = Notification.objects.filter(person=councillor).values_list("subject", flat=True)
    assert told
    assert not [subject for subject in told if NEVER in subject]
    assert not [email for email in mail.outbox if councillor.email in email.to and NEVER in str(email.message())]


def test_findings_of_a_sealed_pack_follow_their_answer(planter: Planter) -> None:
    """Checks, their exceptions and what they looked at; in the order of weakness, among duties and proposals too."""
    pack = Submission.objects.get(cycle=planter.cycle, stage="analyse").pack
    findings = [
        {
            "question": code,
            "title": code,
            "check": "any",
            "result": "fails",
            "sentence": f"{NEVER}sentence",
            "looked_at": [f"{NEVER}record"],
            "exception": f"{NEVER}ground",
        }
        for code in ("AN-LOCAL-1", "AN-VALUE-1")
    ]
    pack |= {"findings": findings}
    published = publication_of(planter.fresh, "analyse")
    sealed = SealedPack(pack, officer=False, published=published)
    assert [finding.question for finding in sealed.findings + sealed.failing] == ["AN-VALUE-1"] * 2
    assert not {answer.code for answer in sealed.answers + sealed.weak} & set(KEPT)
    assert not {answer.code for duty in sealed.duties for answer in duty.answers} & set(KEPT)
    assert not [title for document, _ in sealed.documents for title in [document.title] if NEVER in title]
    assert sealed.proposed == []
    unpublished = SealedPack(pack, officer=False)
    assert (unpublished.answers, unpublished.findings, unpublished.documents, unpublished.weak) == ([], [], [], [])


def test_reasons_of_a_first_signature_wait_for_the_whole_decision(scene: Scene, db: None) -> None:
    council, _ = scene
    planter = Planter(council, now())
    planter.fill()
    councillor, lead = client_of(council, "councillor"), planter.cycle.lead

    def reads() -> set[str]:
        return set(found(read_cycle(councillor, planter.fresh), planter.words))

    first = planter.submit("first")
    planter.sign(first, planter.word(NEVER, "signed"))
    assert reads() == set()
    planter.sign(first, planter.word(NEVER, "returned"), Outcome.RETURN, reopened=["AN-RES-1"])
    assert reads() == set()
    row = planter.cycle.answers.get(question__code="AN-RES-1")
    said = AnswerInput(state="met", explanation=planter.word(LATER, "again"))
    save_answer(row, said, actor=lead, at=planter.at, seen_version=row.version)
    second = planter.submit("second")
    planter.sign(second, planter.word(NEVER, "signedagain"))
    withdraw(second, reason=planter.word(NEVER, "withdrawn"), actor=lead, at=planter.at)
    assert reads() == set()
    third = planter.submit("third")
    planter.sign(third, planter.word(WHOLE, "one"))
    assert reads() == set()
    planter.sign(third, planter.word(WHOLE, "two"))
    assert reads() == words(planter, WHOLE)
