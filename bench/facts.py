"""Where the pages of a filled council are, and sessions for those who open them. Each prints JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import cycle as endlessly
from itertools import islice
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
from approvals.services.drafting import EMPTY_DRAFT
from bench.council.copying import STRIDE
from bench.council.names import COMMON, RARE
from bench.council.sources import STOCK
from bench.council.stage_tables import fill_stage_tables
from contracts.models import Agreement, AgreementKind, Supplier
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from dashboard.services.figures import refresh
from stages.plan.models import OptionScore

PEOPLE = ("councillor", "commissioner", "manager", "head", "director")
MIX_READERS = ("manager", "commissioner", "head", "director")
CROWD = 50
CROWD_AT = "@crowd.example"
PAGES = 10  # cycles whose pages are opened in turn
FILTERS = "?stage=live&status=at_risk"  # which fills a page at every size
MIX_LISTS = 512
MIX_FILTERS = (
    "stage=live",
    "status=at_risk",
    "restricted=no",
    "q=care",
    "key=no",
    "tier=S",
    "turn=latest",
    "quiet=30",
    "value=unknown",
)  # every subset of them once
SORTS = ("name", "reference", "directorate", "stage", "slack", "ends", "yearly")


def print_pages() -> None:
    """Sessions by person, addresses by page, and how much there is to do in this council."""
    waiting = Submission.objects.filter(state=SubmissionState.PENDING)
    led = Cycle.objects.filter(stage__in=LIVE_STAGES, lead=_person("commissioner"))
    live, planned = _live(), _planned() or _spread(_live())
    questioned = [cycle for cycle in planned if cycle.lead_id == planned[0].lead_id]
    appraised = _appraised() or planned
    worked_on = [cycle for cycle in appraised if cycle.lead_id == appraised[0].lead_id]
    fill_stage_tables(worked_on)
    pages = {
        "dashboard": _address("dashboard"),
        "list": _address("cycles", FILTERS),
        "board": _address("cycles-board", FILTERS),
        "timeline": _address("cycles-timeline", FILTERS),
        "overview": [cycle.get_absolute_url() for cycle in _spread(live.filter(stage=CycleStage.DO))],
        "workspace": [reverse("stage", args=[cycle.reference, cycle.stage]) for cycle in planned],
        "question": [_question(cycle) for cycle in questioned],
        "table": [reverse("record-table", args=[cycle.reference, "plan", "risks"]) for cycle in worked_on],
        "grid": [reverse("record-fill", args=[cycle.reference, "plan", "risks"]) for cycle in worked_on],
        "short": [reverse("stage-short", args=[cycle.reference, "plan"]) for cycle in worked_on],
        "needs": [reverse("needs", args=[cycle.reference]) for cycle in worked_on],
        "options": [reverse("option-result", args=[cycle.reference]) for cycle in worked_on],
        "cost": [reverse("plan-cost", args=[cycle.reference]) for cycle in worked_on],
        "equality": [reverse("equality", args=[cycle.reference]) for cycle in worked_on],
        "gate": [reverse("decide", args=[cycle.reference, "plan"]) for cycle in _put_to_manager()],
        "search-common": _address("search", f"?q={COMMON}"),
        "search-rare": _address("search", f"?q={RARE}"),
        "dashboard-contracts": _address("dashboard-contracts"),
        "register": _address("contracts"),
        "register-filtered": _address("contracts", "?kind=contract&state=runs"),
        "register-search": _address("contracts", f"?q={COMMON}"),
        "agreement": [row.get_absolute_url() for row in _agreements()],
        "supplier": [_busiest_supplier().get_absolute_url()],
        "expiring": _address("contracts-expiring"),
        "my-work": _address("my-work"),
        "my-work-manager": _address("my-work"),
        "approvals": _address("approvals"),
        "approvals-decided": _address("approvals-decided"),
        "approvals-clock": _address("approvals-clock"),
    }
    sessions = {name: _session(_person(name)) for name in PEOPLE}
    sessions |= {"lead": _session(questioned[0].lead), "worker": _session(worked_on[0].lead)}
    council = {"cycles": Cycle.objects.count(), "waiting": waiting.count(), "led": led.count()}
    print(json.dumps({"sessions": sessions, "pages": pages, "council": council}))


def print_gates(count: str) -> None:
    """References of so many gates of the stock, each with a draft of its decider that is complete."""
    submissions = list(_stock()[: int(count)])
    _draft(submissions, [_person("head")])
    print(json.dumps([submission.cycle.reference for submission in submissions]))


def print_crowd() -> None:
    """A gate of the stock that a whole crowd of heads of service has open, and their sessions."""
    place, crowd = Directorate.objects.get(code="accw"), []
    for number in range(CROWD):
        values = {"name": f"Head {number}", "password": "!", "is_active": False}
        user, new = User.objects.get_or_create(email=f"head{number}{CROWD_AT}", defaults=values)
        if new:
            Role.objects.create(user=user, kind="manager", grade="head_of_service", directorate=place)
        crowd.append(user)
    [submission] = _stock().reverse()[:1]
    _draft([submission], crowd)
    print(json.dumps({"gate": submission.cycle.reference, "sessions": [_session(user) for user in crowd]}))


def let_crowd_in() -> None:
    """Until then the crowd holds no office, so that it weighs on no other page."""
    User.objects.filter(email__endswith=CROWD_AT).update(is_active=True)


def send_crowd_home() -> None:
    User.objects.filter(email__endswith=CROWD_AT).update(is_active=False)


def print_mix(count: str) -> None:
    """So many different addresses, each with the person who opens it."""
    addresses = islice(_mixed_addresses(), int(count))
    print(json.dumps(list(zip(endlessly(MIX_READERS), addresses, strict=False))))


def count_figures() -> None:
    """Print how many seconds the dashboard's figures take."""
    began = monotonic()
    refresh(timezone.now())
    print(monotonic() - began)


def _mixed_addresses() -> Iterator[str]:
    """Lists by many filters in many orders, each another SQL statement; words; then seven pages of each cycle."""
    views, orders = ("cycles", "cycles-board", "cycles-timeline"), [f"{way}{key}" for way in ("", "-") for key in SORTS]
    for number in range(MIX_LISTS):
        filters = [text for place, text in enumerate(MIX_FILTERS) if number >> place & 1]
        order = orders[number % len(orders)]
        yield reverse(views[number % len(views)]) + f"?{'&'.join([*filters, f'sort={order}'])}"
    for word in ("home", "support", "review", "school", "parks", "waste", "advice", "transport", COMMON, RARE):
        yield reverse("search") + f"?q={word}"
    yield from map(reverse, ("dashboard", "my-work", "approvals", "changes", "notifications", "framework"))
    for cycle in Cycle.objects.filter(pk__gt=STRIDE, stage__in=LIVE_STAGES, restricted=False).order_by("-pk"):
        yield from (reverse(page, args=[cycle.reference]) for page in ("cycle", "dates", "history", "evidence"))
        yield from (reverse(page, args=[cycle.reference, cycle.stage]) for page in ("stage", "gate"))
        yield _question(cycle)


def _address(name: str, query: str = "") -> list[str]:
    return [reverse(name) + query]


def _question(cycle: Cycle) -> str:
    """The first question of the present stage, one that is answered if there is one."""
    asked = cycle.answers.filter(question__stage=cycle.stage, set_aside_because="")
    answer = asked.select_related("question").order_by("-state", "question__position")[0]
    return reverse("question", args=[cycle.reference, cycle.stage, answer.question.code])


def _live() -> QuerySet[Cycle]:
    """Copies at work, without those whose gate waits."""
    live = Cycle.objects.filter(pk__gt=STRIDE, stage__in=LIVE_STAGES, restricted=False)
    return live.exclude(submissions__state=SubmissionState.PENDING)


def _planned() -> list[Cycle]:
    asked = Count("answers", filter=Q(answers__question__stage="plan", answers__set_aside_because=""))
    return _spread(_live().filter(stage=CycleStage.PLAN).annotate(asked=asked).filter(asked__gte=20))


def _appraised() -> list[Cycle]:
    return _spread(_live().filter(stage=CycleStage.PLAN, pk__in=OptionScore.objects.values("option__cycle")))


def _spread(cycles: QuerySet[Cycle]) -> list[Cycle]:
    """Copies of one played cycle from all over the table, so that their pages show the same at every size."""
    played = cycles.annotate(played=Mod(F("pk"), STRIDE))
    first = played.order_by("played").values_list("played", flat=True)[:1]
    ids = list(played.filter(played=first[0]).order_by("pk").values_list("pk", flat=True)) if first else []
    chosen = ids[:: max(len(ids) // PAGES, 1)][:PAGES]
    return list(Cycle.objects.filter(pk__in=chosen).order_by("pk").select_related("lead"))


def _agreements() -> list[Agreement]:
    """Contracts with a supplier, from all over the register: with options, if there are any."""
    rows = Agreement.objects.filter(kind=AgreementKind.CONTRACT, is_signed=True).order_by("serial")
    ids = list((rows.filter(extensions__number=1) or rows).values_list("pk", flat=True))
    return list(Agreement.objects.filter(pk__in=ids[:: max(len(ids) // PAGES, 1)][:PAGES]).order_by("serial"))


def _busiest_supplier() -> Supplier:
    """The one with the most agreements."""
    return Supplier.objects.annotate(held=Count("agreements_held")).order_by("-held", "pk")[0]


def _put_to_manager() -> list[Cycle]:
    """The largest of the played cycles whose Plan gate waits for a signature of the manager's directorates."""
    waiting = Cycle.objects.filter(submissions__state=SubmissionState.PENDING, stage=CycleStage.PLAN, pk__lt=STRIDE)
    mine = waiting.filter(directorate__role__user=_person("manager"))
    return list(mine.order_by(F("whole_life_value").desc(nulls_last=True), "pk")[:1])


def _stock() -> QuerySet[Submission]:
    """Gates that nobody has decided, of which no page is measured."""
    return (
        Submission.objects.filter(state=SubmissionState.PENDING, cycle__pk__gt=STRIDE, cycle__purpose__startswith=STOCK)
        .select_related("cycle")
        .order_by("pk")
    )


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
    return EMPTY_DRAFT | {
        "outcome": "pass",
        "interests": "None",
        "reasons": "Evidenced and confirmed, and the risks are owned.",
        "due_regard": [duty["duty"] for duty in submission.pack["duties"]],
    }


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@council.example")


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
