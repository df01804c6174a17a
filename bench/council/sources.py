"""The council whose services are copied: the demo council, and services that ended long ago, all played for real."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.utils import timezone

from accounts.models import Directorate, User
from approvals.models import NextStep
from cycles.models import Cycle, CycleStage, Running
from cycles.services.scheduling import recalculate_all_dates
from cycles.services.starting import NewCycleInput, start_cycle
from demo import play
from demo.clock import office_hours
from demo.management.commands.demo import skip_old_notifications
from principles.models import Ambition

CYCLE_LENGTH = timedelta(days=720)  # from the start of one cycle to that of the next
STAGE_LENGTH = CYCLE_LENGTH / 4
STOCK = "Minibus hire"  # its gate waits, and copies of it are what the bench decides

# (service, directorate, whole-life value, how many cycles it had)
ENDED: tuple[tuple[str, str, int, int], ...] = (
    ("Lunch clubs", "accw", 60_000, 2),
    ("Grass cutting", "place", 80_000, 2),
    ("Holiday play schemes", "childrens", 70_000, 2),
    ("Window cleaning", "resources", 40_000, 2),
    ("Befriending", "accw", 90_000, 1),
    ("Bus shelters", "place", 50_000, 1),
    ("Mediation", "childrens", 300_000, 1),
    ("Vending machines", "resources", 250_000, 1),
    ("Intermediate care", "accw", 2_000_000, 1),
)


@transaction.atomic
def play_council() -> None:
    """The whole of it, in a database that holds the framework and nobody yet."""
    call_command("demo", verbosity=0)
    today = timezone.localdate()
    for service in ENDED:
        play_ended(*service, today=today)
    play_stock(timezone.now())
    finish()


def play_ended(name: str, directorate: str, value: int, count: int, *, today: date) -> None:
    """A service that went round so often and was then stopped by the Review of its last cycle."""
    began = today - CYCLE_LENGTH * count
    cycle = _started(name, directorate, value, office_hours(began))
    for number in range(count):
        last = number == count - 1
        cycle = _through(
            cycle, office_hours(began + CYCLE_LENGTH * number), NextStep.STOP if last else NextStep.RECOMMISSION
        )


def play_stock(at: datetime) -> None:
    """A small cycle whose Analyse gate waits for a head of service."""
    cycle = play.ready(_started(STOCK, "accw", 60_000, at - timedelta(days=60)), at=at - timedelta(days=9))
    play.put(cycle, at=at - timedelta(days=8))


def finish() -> None:
    """Today has come, and the demo council's people, who may not sign in on a real site, get other addresses."""
    skip_old_notifications(timezone.now())
    recalculate_all_dates(timezone.localdate())
    User.objects.update(email=Replace(F("email"), Value("@example.org"), Value("@council.example")))


def _started(name: str, directorate: str, value: int, at: datetime) -> Cycle:
    place = Directorate.objects.get(code=directorate)
    lead = _people(place)["lead"]
    new = NewCycleInput(
        directorate=place,
        purpose=f"{name} for everybody in the county who needs it, close to where they live.",
        lead=lead,
        sponsor=_people(place)["sponsor"],
        need_by=timezone.localdate(at) + timedelta(days=400),
        running=Running.ARRANGEMENT,
        running_ends=timezone.localdate(at) + timedelta(days=399),
        service_name=name,
        whole_life_value=Decimal(value),
        yearly_value=Decimal(value) / 4,
        ambitions=list(Ambition.objects.all()[:1]),
        all_divisions=True,
    )
    return start_cycle(new, actor=lead, at=at)


def _people(place: Directorate) -> Mapping[str, User]:
    leads = list(User.objects.filter(roles__kind="commissioner").order_by("pk"))
    return {
        "lead": leads[place.pk % len(leads)],
        "sponsor": User.objects.filter(roles__directorate=place, roles__grade="assistant_director")[0],
    }


def _through(cycle: Cycle, at: datetime, at_last: str) -> Cycle:
    """All four gates, one after another; the cycle that its Review opens, or itself where it opens none."""
    for gate in range(4):
        step = at_last if cycle.stage == CycleStage.REVIEW else ""
        cycle = play.pass_gate(cycle, at=at + STAGE_LENGTH * gate + timedelta(days=30), next_step=step)
    return getattr(cycle, "successor", cycle)
