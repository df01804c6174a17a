"""Scenes of Analyse and Plan for the browser, played by the real services in the site's own process."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from cycles.models import Cycle
from cycles.services.starting import start_next
from demo import play
from demo.stage_work import analyse_equality, fill_tables, stage_work
from stages.plan.selectors.appraisal import appraisal_records
from stages.plan.services.appraisal import ChoiceInput, choose_option
from stages.plan.services.equality import save_mitigations
from stages.records.kinds import all_kinds
from stages.records.services.tables import RowInput, change_table
from tests.council import COMPLEX, SMALL, found_council
from tests.stages.samples import samples

SERVICE = "Home care for adults"


def empty() -> None:
    """A complex cycle in Analyse with nothing in its tables; prints its reference."""
    council = found_council()
    print(council.cycle(COMPLEX, at=timezone.now(), service_name=SERVICE).reference)


def pass_analyse(reference: str) -> None:
    """Questions answered and confirmed, and the gate signed: the tables stay as people typed them."""
    play.pass_gate(Cycle.objects.get(reference=reference), at=timezone.now())


def ready(reference: str) -> None:
    """Questions answered and confirmed: only the submission is left."""
    play.ready(Cycle.objects.get(reference=reference), at=timezone.now())


def full() -> None:
    """A complex cycle in Plan with all its tables filled, and a small one that comes round, so that it has drafts.

    The equality analysis was changed after deciders saw it, and an option is chosen. Prints both references.
    """
    council = found_council()
    people = {"commissioner": council["lead"], "leanne.cooper": council["member"]}
    now, today = timezone.now(), timezone.localdate()
    cycle = council.cycle(COMPLEX, at=now, service_name=SERVICE)
    fill_tables(cycle, people, today, now)
    analyse_equality(cycle, stage_work()[f"{SERVICE}, cycle 1"]["equality"], people, today, now)
    cycle = play.pass_gate(cycle, at=now)
    fill_tables(cycle, people, today, now)
    told = {"action": "Carers are told a month before", "characteristics": ["age"], "owner": cycle.lead, "due": today}
    save_mitigations(cycle, [RowInput(told)], actor=cycle.lead, at=now)
    cycle = play.decide_route(cycle, at=now)
    records = appraisal_records(cycle)
    (option,) = (one for one in records.options if str(one) == "Open list with zones")
    choice = ChoiceInput(
        option.pk, "Choice where one provider struggles", {}, records.appraisal.version, cycle.details_version
    )
    choose_option(cycle, choice, actor=cycle.lead, at=now)
    small = council.cycle(SMALL, at=now, service_name="Advice grant")
    for kind in all_kinds().values():
        if kind.is_carried:
            change_table(small, kind, [RowInput(row) for row in samples(kind, small)], actor=small.lead, at=now)
    small = play.pass_gate(small, at=now)
    following = start_next(small, need_by=small.need_by + timedelta(days=1461), actor=small.lead, at=now)
    print(cycle.reference, following.reference)
