"""Somebody whose sign-in details another person changed decides nothing until they have confirmed it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.links import confirmation_path
from accounts.models import Cover, User
from accounts.services.credentials import confirm_credentials
from accounts.services.people import change_person
from approvals.models import Decision, Submission
from approvals.services.conditions import accept
from approvals.services.correcting import correct
from checklists.services.confirming import give_confirmation
from demo import play
from tests.approvals.test_conditions import claimed, promised
from tests.approvals.test_deciding import LATER, rule, waiting
from tests.checklists.test_confirming import answered, asked
from tests.council import NOW, Council
from tests.cycles.assertions import refuses

REFUSAL = (
    "Your email address was changed by Nadia Khan on 23 November 2026."
    " Confirm it by the link sent to h...@council.example before you decide."
)


def readdress(council: Council, name: str, email: str = "elsewhere@evil.test") -> User:
    """The administrator changes where the e-mails of somebody go, and so who can come in as them."""
    person = council[name]
    values: dict[str, Any] = {"name": person.name, "job_title": person.job_title, "seen_version": person.version}
    return change_person(person, email=email, actor=council["admin"], at=NOW, **values)


def confirm(person: User) -> None:
    assert confirm_credentials(confirmation_path(person).split("/")[-2], at=timezone.now())


def test_no_gate_is_decided_until_then_by_service_and_page(bench: Council, client: Client) -> None:
    submission = waiting(bench)
    head = readdress(bench, "head")
    with refuses(REFUSAL):
        rule(bench, submission, play.ruling(submission))
    client.force_login(head)
    address = f"/cycles/{submission.cycle.reference}/gates/analyse/decide/"
    page = client.get(address)
    assert REFUSAL in page.content.decode()
    assert 'name="outcome"' not in page.content.decode()
    sent = {"digest": submission.digest, "step": "1", "outcome": "pass", "reasons": "It is clear.", "interests": "None"}
    assert client.post(address, sent).status_code == 403
    assert not Decision.objects.exists()

    confirm(head)

    assert rule(bench, submission, play.ruling(submission)).decider == head


def test_a_request_that_began_before_the_change_decides_nothing(bench: Council) -> None:
    submission, head = waiting(bench), bench["head"]
    readdress(bench, "head")

    with refuses(REFUSAL):
        play.sign(submission, at=LATER, by=head)


def test_nor_by_a_stand_in_whose_details_were_changed(bench: Council) -> None:
    """A stand-in whose own details stand decides, also for somebody who has to confirm: the cover was given before."""
    submission, today = waiting(bench), NOW.date()
    Cover.objects.create(
        person=bench["head"],
        stand_in=bench["other"],
        starts=today - timedelta(days=1),
        ends=today + timedelta(days=5),
        created_at=NOW,
    )
    readdress(bench, "other")
    with refuses(REFUSAL.replace("h...@", "o...@")):
        rule(bench, submission, play.ruling(submission), by="other")
    confirm(bench["other"])
    head = readdress(bench, "head", "third@evil.test")

    decision = rule(bench, submission, play.ruling(submission), by="other")

    assert (decision.decider, decision.cover_for) == (bench["other"], head)


def test_no_decision_is_corrected_until_then(bench: Council) -> None:
    submission = waiting(bench)
    decision = rule(bench, submission, play.ruling(submission))
    head = readdress(bench, "head")
    values: dict[str, Any] = {
        "outcome": "return",
        "reasons": "It was not.",
        "interests": "None",
        "reopened": ["AN-RES-2"],
    }

    with refuses(REFUSAL):
        correct(decision, **values, actor=head, at=LATER)

    assert Submission.objects.get().state == "passed"
    confirm(head)
    assert correct(decision, **values, actor=bench["head"], at=LATER).decider == head


def test_no_condition_is_found_met_until_then(bench: Council) -> None:
    """It is part of the promise on which the gate was passed."""
    condition = claimed(bench, promised(bench))
    head = readdress(bench, "head")
    with refuses(REFUSAL):
        accept(condition, note="", actor=head, at=LATER, seen_version=1)

    confirm(head)

    accept(condition, note="", actor=bench["head"], at=LATER, seen_version=1)


def test_no_adviser_confirms_until_then(bench: Council) -> None:
    """A gate is passed on an adviser's word."""
    request = asked(bench, answered(bench))
    adviser = readdress(bench, "adviser")
    with refuses(REFUSAL.replace("h...@", "a...@")):
        give_confirmation(request, actor=adviser, at=LATER)

    confirm(adviser)

    assert give_confirmation(request, actor=bench["adviser"], at=LATER).state == "given"
