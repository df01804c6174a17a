"""Nobody decides their own gate: not its lead, not who submitted it, not an author of a mandatory answer.

Neither as a superuser, nor as cover for somebody else; and nobody covers for any of them. Every entrance is tried: a
call of the service, the pages, the admin, and the database itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Cover, Grade, Role, User
from accounts.refusals import Refused
from approvals import packs
from approvals.models import Decision, DecisionDraft, Submission
from approvals.services.deciding import decide
from approvals.services.drafting import draft_values, save_decision_draft
from demo import play
from tests.checklists.test_answering import row
from tests.council import NOW, Council
from tests.cycles.assertions import nothing_written

TODAY = NOW.date()

INVOLVED = {
    "lead": "Priya Nair leads this cycle",
    "member": "Leanne Cooper submitted this gate",
    "other": "Tom Baines wrote the answer to “Residents AN”",
}
WAYS = ("holder", "superuser", "cover for somebody else", "covered by somebody else")


@dataclass
class Attempt:
    """Somebody who had a part and who would otherwise be entitled to sign, in one of the WAYS."""

    submission: Submission
    actor: User
    involved: User
    expected: User
    says: str


def gate(council: Council) -> Submission:
    """Led by `lead`, submitted by `member`, its first mandatory answer written by `other`."""
    cycle = council.cycle(team=[council["member"], council["other"]])
    play.answer(row(cycle), at=NOW, by=council["other"])
    return play.put(play.ready(cycle, at=NOW), at=NOW, by=council["member"])


def attempt(council: Council, name: str, way: str) -> Attempt:
    submission, involved = gate(council), council[name]
    actor, says = involved, f"{INVOLVED[name]}, so may not decide this gate."
    if way in ("holder", "superuser", "covered by somebody else"):
        _make_head(council, involved)
    if way == "superuser":
        User.objects.filter(pk=involved.pk).update(is_superuser=True, is_staff=True)
    if way == "cover for somebody else":
        _cover(council["head"], involved)
    if way == "covered by somebody else":
        actor, says = council["elsewhere"], f"{INVOLVED[name]}, so nobody may decide this gate for them."
        _cover(involved, actor)
    return Attempt(submission, User.objects.get(pk=actor.pk), involved, council["head"], says)


def _make_head(council: Council, user: User) -> None:
    Role.objects.create(user=user, kind="manager", grade=Grade.HEAD_OF_SERVICE, directorate=council.place)


def _cover(person: User, stand_in: User) -> None:
    Cover.objects.create(person=person, stand_in=stand_in, starts=TODAY, ends=TODAY, created_at=NOW)


every_way = pytest.mark.parametrize("way", WAYS)
everybody = pytest.mark.parametrize("name", INVOLVED)


@everybody
@every_way
def test_by_a_call_of_the_service(name: str, way: str, bench: Council) -> None:
    case = attempt(bench, name, way)
    ruling = play.ruling(case.submission)
    with nothing_written(), pytest.raises(Refused) as raised:
        decide(case.submission, ruling, actor=case.actor, at=NOW)
    assert str(raised.value) == case.says
    assert decide(case.submission, ruling, actor=case.expected, at=NOW).decider == case.expected


@everybody
@every_way
def test_by_keeping_a_draft(name: str, way: str, bench: Council) -> None:
    case = attempt(bench, name, way)
    with nothing_written(), pytest.raises(Refused):
        save_decision_draft(case.submission, case.submission.steps.get(), {}, actor=case.actor, at=NOW)


@everybody
@every_way
def test_by_the_pages(name: str, way: str, bench: Council, time_stands: None) -> None:
    case = attempt(bench, name, way)
    client = Client()
    client.force_login(case.actor)
    step = case.submission.steps.get()
    values = {"outcome": "pass", "reasons": "Mine", "interests": "None", "due_regard": ["PSED"]}
    DecisionDraft.objects.create(step=step, user=case.actor, data=values, saved_at=NOW)
    sent = {
        "digest": case.submission.digest,
        "step": step.position,
        "outcome": "pass",
        "reasons": "Mine",
        "interests": "None",
        "duty_PSED": "on",
        "draft": packs.digest(draft_values(step, case.actor)),
    }
    with nothing_written():
        for page in ("decide", "decide-conditions", "decide-reopen", "decide-check"):
            response = client.post(reverse(page, args=[case.submission.cycle.reference, "analyse"]), sent)
            assert response.status_code == 403, page
            assert case.says in response.content.decode()


def test_by_the_admin(bench: Council) -> None:
    """No page of the admin makes or changes a decision, a stage or anything else of a cycle, for whoever it is."""
    case = attempt(bench, "lead", "superuser")
    case.actor.user_permissions.set(Permission.objects.filter(content_type__app_label="cycles"))
    client = Client()
    client.force_login(case.actor)
    assert client.get("/admin/").status_code == 200
    assert [model for model in admin.site._registry if model._meta.app_label == "cycles"] == []
    with nothing_written():
        for model in apps.get_app_config("cycles").get_models():
            for page in ("", "add/", f"{case.submission.pk}/change/", f"{case.submission.pk}/delete/"):
                response = client.post(f"/admin/cycles/{model._meta.model_name}/{page}", {"stage": "plan"})
                assert response.status_code == 404


@everybody
@every_way
def test_by_writing_the_row_itself(name: str, way: str, bench: Council) -> None:
    """The database refuses a decider, or a person decided for, who had a part."""
    case = attempt(bench, name, way)
    covered = case.involved if way == "covered by somebody else" else None
    covered = case.expected if way == "cover for somebody else" else covered
    with pytest.raises(IntegrityError, match="Nobody decides a gate"), transaction.atomic():
        Decision.objects.create(
            submission=case.submission,
            step=case.submission.steps.get(),
            decider=case.actor,
            cover_for=covered,
            grade=Grade.HEAD_OF_SERVICE,
            outcome="pass",
            reasons="Mine",
            interests="None",
            digest=case.submission.digest,
            at=NOW,
        )
    assert not Decision.objects.exists()
