"""Many gates waiting for the same four managers, made in the site's own process: one is played, the others copied."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import models, transaction
from django.utils import timezone

from accounts.models import Grade, User
from approvals.models import Decision, DecisionDraft, Involved, Step, Submission
from approvals.services.drafting import EMPTY_DRAFT
from audit.models import Event
from checklists.models import Answer, Confirmation, Evidence
from cycles.models import Cycle, Service
from demo import play
from notifications.models import Notification
from tests.council import Council, found_council

MANAGERS = ("head", "head2", "head3", "head4")


@transaction.atomic
def gates(count: str) -> None:
    """`count` pending submissions, each with a draft of every manager; prints references and session keys."""
    council = found_council()
    for name in MANAGERS[1:]:
        council.manager(name, f"Manager {name}", Grade.HEAD_OF_SERVICE)
    at = timezone.now()
    first = play.put(play.ready(council.cycle(at=at), at=at), at=at)
    references = [first.cycle.reference, *(_copy(first, number) for number in range(2, int(count) + 1))]
    _draft(first, council)
    print(json.dumps({"references": references, "sessions": [session_of(council[name]) for name in MANAGERS]}))


def _draft(first: Submission, council: Council) -> None:
    values = EMPTY_DRAFT | {
        "outcome": "pass",
        "interests": "None",
        "reasons": "Evidenced and confirmed.",
        "due_regard": [duty["duty"] for duty in first.pack["duties"]],
    }
    DecisionDraft.objects.bulk_create(
        DecisionDraft(step=step, user=council[name], data=values, saved_at=timezone.now())
        for step in Step.objects.all()
        for name in MANAGERS
    )


def _copy(first: Submission, number: int) -> str:
    """The cycle with everything that its gate rests on, once more under another name."""
    source = Cycle.objects.get(pk=first.cycle_id)
    service = Service.objects.create(
        name=f"Service {number}", directorate=source.directorate, created_at=timezone.now()
    )
    reference = f"C-{number:04d}"
    cycle = _again(source, service=service, reference=reference, serial=number, number=1)
    evidence = {item.pk: _again(item, cycle=cycle) for item in Evidence.objects.filter(cycle=source)}
    for answer in Answer.objects.filter(cycle=source):
        copied = _again(answer, cycle=cycle)
        copied.evidence.set([evidence[item.pk] for item in answer.evidence.all()])
        for confirmation in Confirmation.objects.filter(answer=answer):
            _again(confirmation, answer=copied)
    submission = _again(first, cycle=cycle)
    for person in Involved.objects.filter(submission=first):
        _again(person, submission=submission)
    for step in Step.objects.filter(submission=first):
        _again(step, submission=submission)
    return reference


def _again(row: Any, **changed: Any) -> Any:
    fields = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    fields |= {
        row._meta.get_field(name).attname if isinstance(value, models.Model) else name: value.pk
        if isinstance(value, models.Model)
        else value
        for name, value in changed.items()
    }
    return type(row)._default_manager.create(**fields)


def session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["opened"] = secrets.token_hex(4)
    session.create()
    return str(session.session_key)


def ledger() -> None:
    """What the database holds after the race: decisions, record and messages, in all and at most for one gate."""
    decisions = Counter(Decision.objects.values_list("submission_id", flat=True))
    recorded = Event.objects.filter(verb="decided").count()
    told = Counter(Notification.objects.filter(kind="gate_decided").values_list("person_id", flat=True))
    stages = Counter(Cycle.objects.values_list("stage", flat=True))
    print(
        json.dumps(
            {
                "decisions": sum(decisions.values()),
                "most": max(decisions.values(), default=0),
                "recorded": recorded,
                "told": sorted(told.values()),
                "stages": dict(stages),
            }
        )
    )


def open_the_door() -> None:
    """For the control alone: take away what the database itself refuses."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX a_step_is_signed_once")
        cursor.execute("DROP INDEX a_gate_passes_once_a_visit")
