"""The council that the walk goes round: everybody of the access table, and four cycles in two situations each."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import Cover, Division, Role, Specialism, User
from approvals.models import Condition, Decision, Outcome, Submission
from approvals.services.conditions import accept, claim
from approvals.services.deciding import ConditionInput
from calendars.models import CouncilDay
from checklists.models import Answer, Confirmation, Evidence
from checklists.selectors.answers import live_answers
from checklists.services.answering import AnswerInput, attach_evidence, save_answer, save_draft
from checklists.services.confirming import ask_confirmation, give_confirmation, record_outside_confirmation
from checklists.services.evidencing import add_file
from commissioning.access import AUDIENCES, RELATIONS, SEES_CYCLE, SEES_RESTRICTED
from contracts.models import Agreement, Document, Supplier, Variation, Waiver
from cycles.models import Cycle
from demo import play
from exports.making import make_waiting
from exports.models import Export
from exports.services import request_export
from exports.tables import table_of
from imports.models import RegisterImport
from notifications.models import Email, EmailState, Sweep
from portfolio.models import Audience
from portfolio.services.saved_views import SavedViewInput, save_view
from reminders.models import CalendarAddress
from reminders.services.calendar import new_address
from stages.analyse.models import DemandSeries
from stages.records.kinds import all_kinds
from stages.records.services.pasting import start_paste
from stages.records.services.tables import RowInput, change_table
from tests.access.register import found_register, plant_in_register
from tests.access.words import PLAIN, Words
from tests.council import AUTHORITY, LARGE, Council, found_council
from tests.cycles.edition import load_proving_edition
from tests.stages.analyse.demand import series as demand_series
from tests.stages.plan.analyses import complete

# Who has which of the relations to a cycle of Children: everybody else is the same to every cycle.
THERE = dict.fromkeys(("lead", "member", "checker", "stand_in"), "other") | {
    "advised": "unasked",
    "sponsor": "elsewhere",
    "manager": "elsewhere",
    "elsewhere": "sponsor",
    "asked": "unasked",
    "unasked": "asked",
    "far": "lead",
    "far_member": "member",
}
MISSING_PART = "PL-RES-1"  # the question whose answer lacks a part
FAR = ("far", "far_member")  # they are nobody of the table, but do there what lead and member do here
KNOWN_AS = {"sponsor": "assistant", "manager": "head", "asked": "adviser", "unasked": "adviser2"}


@dataclass
class Situation:
    """A cycle in Plan with what its addresses name, all of it its own."""

    cycle: Cycle
    row: Answer
    evidence: Evidence
    condition: Condition | None
    decision: Decision
    submission: Submission | None = None
    demand: DemandSeries | None = None


@dataclass
class Place:
    """Where an address may lead: the same kind of cycle, before its gate and at it."""

    name: str
    there: bool
    restricted: bool
    open: Situation
    sealed: Situation

    def relation(self, person: str) -> str:
        return THERE.get(person, person) if self.there else person

    def exists_for(self, relation: str) -> bool:
        return relation in AUDIENCES[SEES_RESTRICTED if self.restricted else SEES_CYCLE]


@dataclass
class World:
    council: Council
    at: datetime
    places: dict[str, Place] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    cover: Cover | None = None
    entered_cover: Cover | None = None  # by an administrator, of somebody whose absence is to come
    role: Role | None = None
    email: Email | None = None
    calendar: CalendarAddress | None = None
    council_day: CouncilDay | None = None
    division: Division | None = None
    view: str = ""  # the saved view's slug
    export: Export | None = None
    agreement: Agreement | None = None
    supplier: Supplier | None = None
    other_supplier: Supplier | None = None
    merged_supplier: Supplier | None = None
    waiver: Waiver | None = None
    register_import: RegisterImport | None = None
    done_import: RegisterImport | None = None  # one that was brought in
    unsigned: Agreement | None = None
    expired: Agreement | None = None
    ended: Agreement | None = None
    variation: Variation | None = None
    document: Document | None = None
    closed_agreement: Agreement | None = None  # not signed, of a restricted cycle

    def client(self, person: str) -> Client:
        """Their browser with nothing but their session: what one request did to its cookies, the next doesn't know."""
        if person not in self.clients:
            self.clients[person] = Client(raise_request_exception=False)
        client = self.clients[person]
        client.cookies.clear()
        if person != "anonymous":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return client


def found_world() -> World:
    load_proving_edition()
    world = World(found_council(), timezone.now() - timedelta(days=3))
    _people(world)
    world.places = {
        "own": _place(world, "own", PLAIN, there=False, restricted=False),
        "foreign": _place(world, "foreign", PLAIN, there=True, restricted=False),
        "closed": _place(world, "closed", Words(), there=False, restricted=True),
        "foreign closed": _place(world, "foreign closed", PLAIN, there=True, restricted=True),
    }
    world.export = _export(world)
    found_register(world)
    plant_in_register(world)
    world.sessions = {person: _session(world.council[person]) for person in (*RELATIONS, *FAR) if person != "anonymous"}
    User.objects.filter(pk=world.council["inactive"].pk).update(is_active=False)
    waits = {"to_confirm_since": world.at, "to_confirm_at": "will@council.example"}
    User.objects.filter(pk=world.council["spare"].pk).update(**waits)
    return world


def _people(world: World) -> None:
    council, today = world.council, timezone.localdate()
    for name, known in KNOWN_AS.items():
        council.people[name] = council.people[known]
    council.add("inactive", "Ivy Long", {"kind": "auditor"})
    council.add("far", "Yusuf Ali", {"kind": "commissioner"})
    council.add("far_member", "Zoe Hart", {"kind": "commissioner"})
    council.add("checker", "Rosa Lind", {"kind": "commissioner"})
    council.add("advised", "Vera Cole", *({"kind": "adviser", "specialism": row} for row in Specialism.objects.all()))
    council.add("spare", "Will Stone", {"kind": "commissioner"})
    council.manager("far_director", "Xenia Ross", "executive_director", "childrens")
    stand_in = council.add("stand_in", "Una Ward", {"kind": "commissioner"})
    days = {"starts": today - timedelta(days=5), "ends": today + timedelta(days=5)}
    world.cover = Cover.objects.create(
        person=council["sponsor"], stand_in=stand_in, created_at=world.at, **days, **AUTHORITY
    )
    later = {"starts": today + timedelta(days=30), "ends": today + timedelta(days=40)}
    world.entered_cover = Cover.objects.create(
        person=council["far_director"],
        stand_in=council["director"],
        given_by=council["admin"],
        created_at=world.at,
        **later,
        **AUTHORITY,
    )
    world.role = council["spare"].roles.get()
    world.calendar = new_address(council["other"], at=world.at)
    world.council_day = CouncilDay.objects.create(
        kind=CouncilDay.Kind.MEETING, name="Executive", starts=today, ends=today
    )
    world.division = Division.objects.create(name="Sleaford", district="North Kesteven")
    kept = SavedViewInput("Late cycles", Audience.EVERYONE)
    world.view = save_view(kept, way="list", query="status=off_track", actor=council["lead"], at=world.at).slug
    world.email = Email.objects.create(
        person=council["spare"],
        occasion="daily:2026-11-20",
        message_id="<letter@example.org>",
        state=EmailState.FAILED,
        created_at=world.at,
        next_attempt_at=world.at,
        reason="No such address",
    )
    Sweep.objects.create(ran_at=timezone.now())


def _export(world: World) -> Export:
    """A file that the lead asked for, ready to be fetched."""
    lead = world.council["lead"]
    request_export("cycles", table_of("cycles", lead, QueryDict()), actor=lead, at=timezone.now())
    make_waiting(timezone.now)
    return Export.objects.get(asked_by=lead)


def _session(user: User) -> str:
    """Signed in, and past the first request, which writes when the session began."""
    client = Client()
    client.force_login(user)
    client.get("/help/")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@dataclass
class _Cast:
    """Who works on the cycles of one directorate."""

    lead: User
    member: User
    sponsor: User
    checker: User
    adviser: User
    advised: User  # confirmed the answers of Analyse


def _cast(world: World, *, there: bool) -> _Cast:
    names = ("far", "far_member", "elsewhere", "far_director", "unasked", "unasked")
    here = ("lead", "member", "sponsor", "checker", "asked", "advised")
    return _Cast(*(world.council[name] for name in (names if there else here)))


def _place(world: World, name: str, words: Words, *, there: bool, restricted: bool) -> Place:
    cast = _cast(world, there=there)
    situations = [_situation(world, cast, words, restricted, sealed=sealed) for sealed in (False, True)]
    return Place(name, there, restricted, *situations)


def _situation(world: World, cast: _Cast, words: Words, restricted: bool, *, sealed: bool) -> Situation:
    directorate = cast.sponsor.roles.get().directorate
    assert directorate is not None
    cycle = world.council.cycle(
        LARGE,
        at=world.at,
        lead=cast.lead,
        sponsor=cast.sponsor,
        team=[cast.member],
        directorate=directorate,
        service_name=words.of("service", f"Service of {directorate}"),
        purpose=words.of("purpose", "Safe roads for everybody."),
        restricted=restricted,
        need_by=timezone.localdate() + timedelta(days=600),
        tier_override="X",
        tier_override_reason=words.of("tier reason", "It is close to the next tier."),
    )
    if not words.planted:
        cycle = play.decide_route(cycle, at=world.at)
    complete(
        cycle,
        at=world.at,
        proposal=words.of("proposal", "Fewer visits, for longer."),
        action=words.of("mitigation", "Extra visits in villages"),
    )
    decision = _pass_analyse(world, cast, cycle, words)
    if sealed:
        _keep_promise(world, cast, cycle, words)
    cycle = Cycle.objects.get(pk=cycle.pk)
    text = f"What\tEffect\n{words.of('pasted', 'Walking groups')}\tFewer falls"
    start_paste(cycle, all_kinds()["demand-management"], text, "", actor=cast.lead, at=world.at)
    evidence = _answer_plan(world, cast, cycle, words)
    values = {"what": words.of("action", "Falls classes"), "effect": "Fewer falls", "owner": cast.lead}
    change_table(cycle, all_kinds()["demand-management"], [RowInput(values)], actor=cast.lead, at=world.at)
    demand = demand_series(Cycle.objects.get(pk=cycle.pk), name=words.of("demand", "People in need"), at=world.at)
    submission = _seal(world, cast, cycle, words) if sealed else None
    row = cycle.answers.select_related("question").get(question__code="PL-RES-3")
    return Situation(
        Cycle.objects.get(pk=cycle.pk), row, evidence, cycle.conditions.first(), decision, submission, demand
    )


def _pass_analyse(world: World, cast: _Cast, cycle: Cycle, words: Words) -> Decision:
    _confirm_all(world, cast, cycle, words)
    note = words.of("note", "It was seen by the board.")
    submission = play.put(cycle, at=world.at, note=note)
    due = timezone.localdate() + timedelta(days=30)
    promise = ConditionInput(words.of("condition", "Publish the summary"), cast.member, due, cast.checker)
    for decider in _deciders(world, submission):
        ruled = play.ruling(
            Submission.objects.get(pk=submission.pk), reasons=words.of("reasons", "It is well made and evidenced.")
        )
        last = ruled.step == submission.steps.count()
        if last:
            ruled = replace(ruled, outcome=Outcome.PASS_WITH_CONDITIONS, conditions=[promise])
        play.sign(submission, at=world.at, ruled=ruled, by=decider)
    return Decision.objects.filter(submission=submission).earliest("pk")


def _keep_promise(world: World, cast: _Cast, cycle: Cycle, words: Words) -> None:
    """The condition of Analyse is met, as it would block the Plan gate."""
    note = words.of("note", "It is published.")
    done = claim(cycle.conditions.get(), note=note, actor=cast.member, at=world.at, seen_version=0)
    accept(done, note="", actor=cast.checker, at=world.at, seen_version=done.version)


def _deciders(world: World, submission: Submission) -> list[User]:
    """Nobody of the walk but the sponsor signs; what stands above is signed by the executive director."""
    sponsor = submission.cycle.sponsor
    director = world.council["far_director" if sponsor == world.council["elsewhere"] else "director"]
    return [sponsor, director][: submission.steps.count()]


def _confirm_all(world: World, cast: _Cast, cycle: Cycle, words: Words) -> None:
    """Everything of the present stage answered and confirmed, each in these words."""
    cycle = play.decide_route(Cycle.objects.get(pk=cycle.pk), at=world.at)
    shared = play.add_evidence(cycle, words.of("evidence", "Needs assessment"), at=world.at)
    for row in live_answers(cycle, cycle.stage):
        said = words.answer(play.answer(row, at=world.at, evidence=shared), at=world.at)
        if row.question.confirmer.code in ("finance", "legal"):
            asked = ask_confirmation(said, cast.advised, actor=cast.lead, at=world.at)
            give_confirmation(asked, actor=cast.advised, at=world.at, note=words.of("comment", "Checked."))
        elif row.question.confirmer.outside:
            word: dict[str, Any] = {
                "name": words.of("outside", "Olga Brand"),
                "on": timezone.localdate(world.at),
                "evidence": shared,
            }
            record_outside_confirmation(said, **word, actor=cast.lead, at=world.at)


def _answer_plan(world: World, cast: _Cast, cycle: Cycle, words: Words) -> Evidence:
    """Three answers, one of them with the adviser, who owns the missing part of another; a file that one rests on."""
    cycle = play.decide_route(cycle, at=world.at)
    evidence = _file(world, cast, cycle, words)
    for code in ("PL-RES-1", "PL-RES-2", "PL-RES-3"):
        row = words.answer(play.answer(cycle.answers.get(question__code=code), at=world.at), at=world.at)
    row = attach_evidence(row, evidence, actor=cast.lead, at=world.at)
    ask_confirmation(row, cast.adviser, actor=cast.lead, at=world.at)
    part = cycle.answers.get(question__code=MISSING_PART)
    due, words_of_part = timezone.localdate() + timedelta(days=30), words.of("explanation", "Half of it is done.")
    said = AnswerInput("partly_met", words_of_part, owner=cast.adviser, due=due)
    save_answer(part, said, actor=cast.lead, at=world.at, seen_version=part.version)
    first = cycle.answers.get(question__code="PL-RES-1")
    drafted: dict[str, Any] = {"explanation": words.of("draft", "Not said yet."), "version": first.version}
    save_draft(first, state="met", **drafted, actor=cast.lead, at=world.at)
    return evidence


def _file(world: World, cast: _Cast, cycle: Cycle, words: Words) -> Evidence:
    dated = timezone.localdate() - timedelta(days=30)
    facts: dict[str, Any] = {"dated": dated, "good_until": dated + timedelta(days=700), "confidential": False}
    content = io.BytesIO(words.of("content", "What residents said").encode())
    title, name = words.of("file title", "Consultation"), words.of("file name", "consultation")
    return add_file(cycle, content, f"{name}.txt", title=title, **facts, actor=cast.lead, at=world.at)


def _seal(world: World, cast: _Cast, cycle: Cycle, words: Words) -> Submission:
    for confirmation in Confirmation.objects.filter(answer__cycle=cycle, state="asked"):
        give_confirmation(confirmation, actor=cast.adviser, at=world.at, note=words.of("comment", "Checked."))
    _confirm_rest(world, cast, cycle)
    return play.put(Cycle.objects.get(pk=cycle.pk), at=world.at, note=words.of("note", "It was seen by the board."))


def _confirm_rest(world: World, cast: _Cast, cycle: Cycle) -> None:
    for found in live_answers(cycle, "plan"):
        row = found if found.state == "met" else play.answer(found, at=world.at)
        if row.confirmations.exclude(state="superseded").exists():
            continue
        if row.question.confirmer.code in ("finance", "legal"):
            asked = ask_confirmation(row, cast.adviser, actor=cast.lead, at=world.at)
            give_confirmation(asked, actor=cast.adviser, at=world.at)
        else:
            play.confirm(row, at=world.at)
