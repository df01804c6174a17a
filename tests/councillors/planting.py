"""Cycles of the real framework with planted words, and every page of them as one person reads it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from openpyxl import load_workbook

from accounts.models import Directorate
from approvals.models import Condition, Decision, Outcome, Submission
from approvals.services.conditions import accept, claim
from approvals.services.deciding import ConditionInput
from checklists.models import Answer, AnswerState, Evidence
from checklists.selectors.answers import live_answers
from checklists.services.answering import AnswerInput, attach_evidence, save_answer, save_draft
from checklists.services.confirming import ask_confirmation, give_confirmation, record_outside_confirmation
from checklists.services.evidencing import add_file
from commissioning.access import ACCESS
from cycles.models import LIVE_STAGES, Cycle
from demo import play
from exports.views import XLSX
from principles.models import Ambition, Principle
from tests.council import COMPLEX, Council

NEVER = "Neverwren"  # how the words begin that no councillor reads, whatever is published
LATER = "Laterwren"  # those that they read once their stage is published
WHOLE = "Wholewren"  # those of a decision, read once its gate is decided as a whole

STEER, MARKET, PRICE = "AN-LOCAL-1", ("AN-PART-2", "PL-PART-2"), ("DO-VALUE-1", "DO-ROB-1")
KEPT = (STEER, *MARKET, *PRICE)
DRAFTED = "RV-RES-1"
PUBLISHED = ("AN-RES-1", "PL-RES-1", "DO-RES-1")
SIGNS = ["covered", "moving", "evidenced", "decided"]
FIND_ME = "Zebrafile"  # in every planted title, so that a search that names none of them finds them


class Planter:
    """Answers and decides the gates of one cycle, each text with a word of its own."""

    def __init__(self, council: Council, at: datetime) -> None:
        self.council, self.at, self.words = council, at, set[str]()
        need_by = (at + timedelta(days=900)).date()
        self.cycle = council.cycle(COMPLEX, at=at, need_by=need_by, team=[council["member"]], service_name="Sweeping")

    @property
    def fresh(self) -> Cycle:
        return Cycle.objects.get(pk=self.cycle.pk)

    def word(self, stem: str, field: str) -> str:
        self.words.add(stem + field)
        return f"Plain {stem}{field}"

    def title(self, stem: str, field: str) -> str:
        return f"{FIND_ME} {self.word(stem, field)}"

    def file(self, stem: str, field: str, *, confidential: bool = False) -> Evidence:
        content, dated = io.BytesIO(self.word(stem, f"{field}content").encode()), (self.at - timedelta(days=9)).date()
        return add_file(
            self.cycle,
            content,
            f"{self.word(stem, f'{field}file')}.txt",
            title=self.title(stem, f"{field}title"),
            dated=dated,
            good_until=dated + timedelta(days=700),
            confidential=confidential,
            actor=self.cycle.lead,
            at=self.at,
        )

    def answer(self, code: str, *items: Evidence, state: str = AnswerState.MET) -> Answer:
        """The answer to one question with evidence and a note of its confirmer."""
        stem, field = NEVER if code in KEPT else LATER, code.replace("-", "").lower()
        row = self.cycle.answers.get(question__code=code)
        for item in (self.file(stem, field), *items):
            row = attach_evidence(row, item, actor=self.cycle.lead, at=self.at)
        partly = state == AnswerState.PARTLY_MET
        data = AnswerInput(
            state=state,
            explanation=self.word(stem, field),
            owner=self.cycle.lead if partly else None,
            due=(self.at + timedelta(days=20)).date() if partly else None,
        )
        row = save_answer(row, data, actor=self.cycle.lead, at=self.at, seen_version=row.version)
        confirmer = row.question.confirmer
        if not row.question.needs_confirmation(row.cycle.tier):
            return row
        if confirmer.outside:
            name, own = self.word(NEVER, f"{field}outside"), self.file(NEVER, f"{field}outside")
            on = self.at.date()
            record_outside_confirmation(row, name=name, on=on, evidence=own, actor=self.cycle.lead, at=self.at)
        else:
            asked = ask_confirmation(row, self.council["adviser"], actor=self.cycle.lead, at=self.at)
            note = self.word(NEVER, f"{field}note")
            give_confirmation(asked, actor=self.council["adviser"], at=self.at, note=note)
        return row

    def fill(self) -> None:
        """Whatever of the stage has no answer yet, in plain words."""
        shared = play.add_evidence(self.fresh, "Plain file", at=self.at)
        for row in live_answers(self.fresh, self.fresh.stage).filter(state=AnswerState.UNANSWERED):
            play.complete(row, at=self.at, evidence=shared)

    def submit(self, field: str) -> Submission:
        return play.put(self.fresh, at=self.at, note=self.word(NEVER, f"{field}submitted"))

    def sign(self, submission: Submission, reasons: str, outcome: str = Outcome.PASS, **more: Any) -> None:
        fresh = Submission.objects.get(pk=submission.pk)
        ruled = play.ruling(fresh, outcome, reasons=reasons, reopened=more.pop("reopened", ()))
        for name, value in more.items():
            object.__setattr__(ruled, name, value)
        play.sign(fresh, at=self.at, ruled=ruled)

    def pass_analyse(self) -> None:
        """With a condition of its own, and one that completes the answer about the market."""
        shared, secret = self.file(NEVER, "shared"), self.file(NEVER, "secret", confidential=True)
        self.file(NEVER, "unused")
        steered = self.answer(STEER).confirmations.get().outside_evidence
        assert steered
        self.answer("AN-PART-2", shared, state=AnswerState.PARTLY_MET)
        self.answer("AN-RES-1", shared, secret, steered)
        self.answer("AN-VALUE-1")
        self.fill()
        submission, lead, head = self.submit("analyse"), self.cycle.lead, self.council["head"]
        due = (self.at + timedelta(days=20)).date()
        kept = ConditionInput(self.word(NEVER, "condition"), lead, due, head, question="AN-PART-2")
        promise = ConditionInput(self.word(WHOLE, "condition"), lead, due, head)
        self.sign(submission, self.word(WHOLE, "analyseone"), Outcome.PASS_WITH_CONDITIONS, conditions=[kept, promise])
        self.sign(submission, self.word(WHOLE, "analysetwo"))
        for condition in Condition.objects.filter(cycle=self.cycle):
            note = self.word(NEVER, "claimed") if condition.question else "Plain note"
            claimed = claim(condition, note=note, actor=lead, at=self.at, seen_version=condition.version)
            accept(claimed, note="", actor=head, at=self.at, seen_version=claimed.version)

    def pass_plan(self) -> None:
        play.decide_route(self.fresh, at=self.at)
        for code in ("PL-PART-2", "PL-RES-1"):
            self.answer(code)
        self.pass_on("plan")

    def pass_do(self) -> None:
        for code in (*PRICE, "DO-RES-1"):
            self.answer(code)
        play.enter_agreement(self.fresh, at=self.at)
        self.pass_on("do")

    def draft(self) -> None:
        row, words = self.cycle.answers.get(question__code=DRAFTED), self.word(NEVER, "draft")
        save_draft(row, state="met", explanation=words, version=0, actor=self.cycle.lead, at=self.at)

    def pass_on(self, stage: str) -> None:
        self.fill()
        submission = self.submit(stage)
        self.sign(submission, self.word(WHOLE, f"{stage}one"))
        self.sign(submission, self.word(WHOLE, f"{stage}two"))


def paths_of(cycle: Cycle) -> Iterator[tuple[str, str]]:
    """The name and the path of every page of the cycle, for every stage, planted question, file and decision."""
    codes = [code.lower() for code in (*KEPT, *PUBLISHED, "AN-VALUE-1", DRAFTED)]
    numbers = {
        "evidence": Evidence.objects.filter(cycle=cycle, title__startswith=FIND_ME),
        "condition": Condition.objects.filter(cycle=cycle),
        "correct": Decision.objects.filter(submission__cycle=cycle),
    }
    values: dict[str, Iterable[Any]] = {
        "reference": [cycle.reference],
        "stage": LIVE_STAGES,
        "code": codes,
        "number": range(1, cycle.submissions.count() + 1),
        "milestone": ["plan-gate"],
    }
    for name, row in ACCESS.items():
        if row.about == "cycle":
            rows = next((rows for start, rows in numbers.items() if name.startswith(start)), None)
            pks = list(rows.values_list("pk", flat=True)) if rows is not None else []
            yield from ((name, path) for path in _paths(name, values | {"pk": pks}) if _is_asked(path))


def _is_asked(path: str) -> bool:
    """Whether the address names a question together with its own stage."""
    _, _, _, stage, kind, code, *_ = (path + "//////").split("/")
    return kind != "questions" or code[0] == stage[0]


def other_paths(cycle: Cycle) -> Iterator[tuple[str, str]]:
    """Every page about no cycle."""
    values: dict[str, Iterable[Any]] = {
        "principle": [slug.replace("_", "-") for slug in Principle.objects.values_list("code", flat=True)],
        "code": [row.code for model in (Ambition, Directorate) for row in model.objects.all()] + SIGNS,
        "stage": LIVE_STAGES,
        "edition": ["lincolnshire-2021"],
        "page": ["what"],
        "pk": [1, cycle.lead_id],
    }
    for name, row in ACCESS.items():
        if row.about != "cycle" and name != "admin":
            yield from ((name, path) for path in _paths(name, values))


def queries_about(cycle: Cycle) -> Iterator[tuple[str, str]]:
    """What may be asked of lists and searches that shows words of the cycle."""
    asked = {
        "search": [f"?q={word}" for word in (FIND_ME, "Plain", "Sweeping", "Residents")],
        "changes": ["?since=2020-01-01", f"?since=2020-01-01&cycle={cycle.reference}", "?which=mine&since=2020-01-01"],
        "cycles": ["?q=Plain", "?q=Sweeping"],
        "cycles-export-csv": ["?q=Sweeping"],
        "cycles-export-xlsx": ["?q=Sweeping"],
        "dashboard-promises": [f"?which={kind}" for kind in ("made", "kept", "late", "open")],
    }
    yield from ((name, reverse(name) + query) for name, queries in asked.items() for query in queries)
    history = reverse("history", args=[cycle.reference])
    yield from (("history", f"{history}?type={kind}") for kind in ("decisions", "answers", "documents", "dates"))
    yield "dashboard-sign", reverse("dashboard-sign", args=["decided"]) + "?which=1"


def _paths(name: str, values: dict[str, Iterable[Any]]) -> Iterator[str]:
    """The address with every combination of values that it takes."""
    for possible, *_ in get_resolver().reverse_dict.getlist(name):
        for _, arguments in possible:
            for chosen in product(*(values.get(argument, []) for argument in arguments)):
                with suppress(NoReverseMatch):
                    yield reverse(name, kwargs=dict(zip(arguments, chosen, strict=True)))


def read_cycle(client: Client, cycle: Cycle) -> dict[str, str]:
    """Every page of the cycle, and what lists and searches show of it."""
    paths = [path for name, path in (*paths_of(cycle), *queries_about(cycle)) if "GET" in ACCESS[name].methods]
    return {path: text_of(client.get(path)) for path in paths}


def read_all(client: Client, cycle: Cycle) -> dict[str, str]:
    """Every page there is, as it is read and as it answers what is sent there; nothing that is sent is kept."""
    texts = {}
    for name, path in (*paths_of(cycle), *queries_about(cycle), *other_paths(cycle)):
        methods, said = ACCESS[name].methods, ""
        if "GET" in methods:
            said += text_of(client.get(path))
        if "POST" in methods and name not in ("sign-out", "sign-in"):
            with transaction.atomic():
                said += text_of(client.post(path, {"do": "next", "state": "met", "explanation": "Plain"}))
                transaction.set_rollback(True)
        texts[path] = said
    return texts


def text_of(response: Any) -> str:
    assert response.status_code != 500, response.request["PATH_INFO"]
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type") == XLSX:
        return str([list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(io.BytesIO(body))])
    return str(body.decode(errors="replace")) + str(response.headers)


def found(texts: dict[str, str], words: Iterable[str]) -> dict[str, list[str]]:
    """The paths by which each word is read."""
    return {word: at for word in sorted(words) if (at := [path for path, text in texts.items() if word in text])}
