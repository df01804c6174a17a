"""Scenes for the browser, played by the real services in the site's own process."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Directorate, User
from checklists.models import AnswerState
from checklists.selectors.answers import live_answers
from checklists.services.answering import AnswerInput, attach_evidence, save_answer
from checklists.services.evidencing import add_link
from contracts.services.agreements import ExtensionInput, LotInput, SuppliedByInput
from contracts.services.documents import DocumentInput, add_document
from contracts.services.variations import VariationInput, record_variation
from cycles.models import Cycle, CycleStage, DecisionMaker
from dashboard.services.commentary import publish_commentary
from dashboard.services.figures import refresh
from demo import play
from portfolio.services.saved_views import SavedViewInput, save_view
from principles.models import Ambition
from tests.contracts.register import agreement, supplier
from tests.council import COMPLEX, Council, found_council
from tests.names import NAMES


def people() -> None:
    found_council()


def complex_at_plan() -> None:
    """A complex cycle in Plan, ready to be submitted; prints its reference."""
    council = found_council()
    cycle = council.cycle_at(CycleStage.PLAN, COMPLEX, at=timezone.now(), service_name="Highways maintenance")
    print(play.ready(cycle, at=timezone.now()).reference)


def enter_agreement(reference: str) -> None:
    """What the cycle puts in place comes into the register: its Do gate asks for it."""
    play.enter_agreement(Cycle.objects.get(reference=reference), at=timezone.now())


def counted() -> None:
    refresh(timezone.now())


def strategic() -> None:
    """Something on every page of the strategic picture, by the people of `people`, with figures of three months."""
    council = Council({user.email.split("@")[0]: user for user in User.objects.all()})
    at = timezone.now() - timedelta(days=70)
    about: dict[str, Any] = {"at": at, "ambitions": list(Ambition.objects.filter(code="environment"))}
    for number in range(3):
        council.cycle(service_name=f"Street cleansing {number}", yearly_value=Decimal(30_000), **about)
    play.pass_gate(Cycle.objects.earliest("pk"), at=at)
    council.cycle(service_name="Street lights", key_decision=True, **about)
    council.cycle(service_name="Street signs", need_by=timezone.localdate() + timedelta(days=60), **about)  # too late
    save_view(
        SavedViewInput("Ending soon"), way="list", query="sort=ends", actor=council["assistant"], at=timezone.now()
    )
    publish_commentary("Streets are swept in time.", actor=council["director"], at=timezone.now())
    for days in (70, 35, 0):
        refresh(timezone.now() - timedelta(days=days))


def hasty() -> None:
    """A service for £80m, each question answered "done, see the paper" with a link to nothing, and put to Analyse.

    It is too late for a complex cycle. Prints its reference.
    """
    council = found_council()
    at = timezone.now()
    values = {"key_decision": True, "decision_maker": DecisionMaker.EXECUTIVE}
    need_by = timezone.localdate() + timedelta(days=400)
    cycle = council.cycle(Decimal(80_000_000), at=at, service_name="Home care", need_by=need_by, **values)
    answer_hastily(cycle.reference)
    print(play.put(Cycle.objects.get(pk=cycle.pk), at=at).cycle.reference)


def answer_hastily(reference: str) -> None:
    """Every question of the present stage, in the same words, with one link, and confirmed without a word."""
    at, cycle = timezone.now(), play.decide_route(Cycle.objects.get(reference=reference), at=timezone.now())
    paper = add_link(
        cycle,
        "https://papers.example.org/",
        title=f"The {cycle.stage} paper",
        dated=timezone.localdate() - timedelta(days=400),
        good_until=timezone.localdate() + timedelta(days=400),
        confidential=False,
        actor=cycle.lead,
        at=at,
    )
    for row in live_answers(cycle, cycle.stage):
        answered = attach_evidence(row, paper, actor=cycle.lead, at=at)
        words = AnswerInput(state=AnswerState.MET, explanation=f"{row.question.title}: done, see the paper.")
        answered = save_answer(answered, words, actor=cycle.lead, at=at, seen_version=answered.version)
        play.confirm(answered, at=at)


def record_decision(reference: str) -> None:
    """Notice, agenda, decision and call-in happened on lawful days."""
    play.take_key_decision(Cycle.objects.get(reference=reference), at=timezone.now())


def crowded() -> None:
    """A cycle of the small council, which has forty commissioners more; prints its reference."""
    council = found_council()
    for number in range(40):
        directorate = Directorate.objects.get(code=("place", "childrens")[number % 2])
        name = f"{('Zoe', 'Yusuf', 'Una')[number % 3]} Number{number:02}"
        role = {"kind": "commissioner", "directorate": directorate}
        council.add(f"c{number}", name, role, job_title="Commissioning officer")
    council.add("marked", "Ann <i>O'Neil</i>", {"kind": "commissioner"})
    print(council.cycle(at=timezone.now(), team=[council["c3"]]).reference)


def register() -> None:
    """A framework with all that it may have, one past its end, and twenty suppliers; prints their references."""
    council, now = found_council(), timezone.now()
    ago = timezone.localdate() - timedelta(days=30)
    suppliers = [supplier(council, f"Fenland Homes {number:02} CIC", at=now) for number in range(20)]
    row = agreement(
        council,
        at=now,
        kind="framework",
        description="Care at home for adults.",
        notice_months=3,
        lots=[LotInput("1", "North"), LotInput("2", "South")],
        suppliers=[SuppliedByInput(suppliers[0], "1"), SuppliedByInput(suppliers[1], "2")],
        extensions=[ExtensionInput(months=12), ExtensionInput(months=12)],
    )
    more: dict[str, Any] = {"actor": council["lead"], "at": now}
    record_variation(row, VariationInput("More towns", ago, "Legal", ago, value=Decimal(30_000), months=2), **more)
    add_document(row, DocumentInput("Signed contract", "https://documents.example.org/contract"), **more)
    expired = agreement(council, at=now, start=ago - timedelta(days=700), first_end=ago)
    print(row.reference, expired.reference)


def many_scripts() -> None:
    """Three hundred commissioners whose names are in many scripts."""
    council = found_council()
    for number, name in enumerate(NAMES):
        council.add(f"n{number}", name, job_title=max(name.split(), key=len) * 6)
