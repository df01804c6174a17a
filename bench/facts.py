"""Where the pages of a filled council are, and sessions for those who open them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Mod
from django.urls import reverse
from django.utils import timezone

from accounts.models import Directorate, Role, User
from approvals.models import DecisionDraft, Step, Submission, SubmissionState
from approvals.services.drafting import NOTHING
from bench.council.copying import STRIDE
from bench.council.names import COMMON, RARE
from bench.council.sources import STOCK
from cycles.models import LIVE_STAGES, Cycle
from dashboard.services.figures import refresh

PEOPLE = ("councillor", "manager", "head")
CROWD = 50
CROWD_AT = "@crowd.example"
PAGES = 10  # cycles whose pages are opened in turn
FILTERS = "?stage=live&status=at_risk"  # which fills a page at every size


def tell(gates: str) -> None:
    """Print all of it as JSON; `gates` of the stock get a draft of their decider, and one more of a whole crowd."""
    waiting = list(_stock().order_by("pk")[: int(gates) + 1])
    crowd = _crowd()
    head = User.objects.get(email="head@council.example")
    _draft(waiting, [head])
    _draft(waiting[-1:], crowd)
    references = [submission.cycle.reference for submission in waiting]
    print(
        json.dumps(
            {
                "sessions": {name: _session(User.objects.get(email=f"{name}@council.example")) for name in PEOPLE},
                "crowd": [_session(user) for user in crowd],
                "pages": _pages(),
                "gates": references[:-1],
                "crowded_gate": references[-1],
            }
        )
    )


def let_crowd_in() -> None:
    """Until then the crowd holds no office, so that it weighs on no other page."""
    User.objects.filter(email__endswith=CROWD_AT).update(is_active=True)


def send_crowd_home() -> None:
    User.objects.filter(email__endswith=CROWD_AT).update(is_active=False)


def count_again() -> None:
    """Print how many seconds the dashboard's figures take."""
    began = monotonic()
    refresh(timezone.now())
    print(monotonic() - began)


def _pages() -> dict[str, list[str]]:
    """The addresses of each page."""
    live = Cycle.objects.filter(pk__gt=STRIDE, stage__in=LIVE_STAGES, restricted=False)
    live = live.exclude(submissions__state=SubmissionState.PENDING)
    planned = live.filter(stage="plan").annotate(asked=_asked("plan")).filter(asked__gte=20)
    return {
        "dashboard": _named("dashboard"),
        "list": _named("cycles", FILTERS),
        "board": _named("cycles-board", FILTERS),
        "timeline": _named("cycles-timeline", FILTERS),
        "overview": [cycle.get_absolute_url() for cycle in _spread(live.filter(stage="do"))],
        "workspace": [reverse("stage", args=[cycle.reference, "plan"]) for cycle in _spread(planned)],
        "common": _named("search", f"?q={COMMON}"),
        "rare": _named("search", f"?q={RARE}"),
    }


def _asked(stage: str) -> Count:
    return Count("answers", filter=Q(answers__question__stage=stage, answers__set_aside_because=""))


def _spread(cycles: QuerySet[Cycle]) -> list[Cycle]:
    """Copies of one played cycle from all over the table, so that their pages show the same at every size."""
    played = cycles.annotate(played=Mod(F("pk"), STRIDE))
    first = played.order_by("played").values_list("played", flat=True)[:1]
    ids = list(played.filter(played=first[0]).order_by("pk").values_list("pk", flat=True)) if first else []
    chosen = ids[:: max(len(ids) // PAGES, 1)][:PAGES]
    return list(Cycle.objects.filter(pk__in=chosen).order_by("pk"))


def _named(name: str, query: str = "") -> list[str]:
    return [reverse(name) + query]


def _stock() -> QuerySet[Submission]:
    """Gates that nobody has decided, of which no page is measured."""
    return Submission.objects.filter(
        state=SubmissionState.PENDING, cycle__pk__gt=STRIDE, cycle__purpose__startswith=STOCK
    ).select_related("cycle")


def _crowd() -> list[User]:
    """Heads of service who press at once."""
    place = Directorate.objects.get(code="accw")
    crowd = []
    for number in range(CROWD):
        user, new = User.objects.get_or_create(
            email=f"head{number}{CROWD_AT}",
            defaults={"name": f"Head {number}", "password": "!", "is_active": False},
        )
        if new:
            Role.objects.create(user=user, kind="manager", grade="head_of_service", directorate=place)
        crowd.append(user)
    return crowd


def _draft(submissions: Iterable[Submission], deciders: Iterable[User]) -> None:
    """What each of them has filled in, complete but for the last press."""
    deciders = list(deciders)
    DecisionDraft.objects.bulk_create(
        [
            DecisionDraft(step=step, user=user, data=_filled_in(step.submission), saved_at=timezone.now())
            for step in Step.objects.filter(submission__in=list(submissions)).select_related("submission")
            for user in deciders
        ],
        update_conflicts=True,
        unique_fields=["step", "user"],
        update_fields=["data", "saved_at"],
    )


def _filled_in(submission: Submission) -> dict[str, Any]:
    return NOTHING | {
        "outcome": "pass",
        "reasons": "Evidenced and confirmed, and the risks are owned.",
        "due_regard": [duty["duty"] for duty in submission.pack["duties"]],
    }


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
