"""What the people of a cycle can do: each act tried on the services, and told to the model when it went through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Refused, Stale
from approvals.models import Decision, NextStep, Submission
from approvals.selectors.signing import signers_of
from approvals.services import conditions
from approvals.services.correcting import correct
from approvals.services.deciding import ConditionInput, DecisionInput, decide
from approvals.services.submitting import NotReady, SubmissionInput, submit, withdraw
from checklists.models import Answer, Evidence
from checklists.services import confirming
from checklists.services.answering import AnswerInput, attach_evidence, detach_evidence, save_answer
from cycles.services.editing import edit_cycle
from cycles.services.starting import start_next
from demo import play
from principles.models import DeliveryRoute, LegalRegime
from tests.council import LARGE, NOW, SMALL
from tests.cycles.machine.driver import Driver, Wrong
from tests.cycles.machine.model import SAID, Model

TODAY, NEXT = NOW.date(), date(2031, 4, 1)


class Hands(Driver):
    evidence: Evidence
    lead: User
    adviser: User
    words = 0
    goes_on = False  # what the pending submission of a Review says comes next

    def begin(self, large: bool) -> None:
        self.model = Model(large)
        self.cycle = self.council.cycle(LARGE if large else SMALL, team=[self.council["member"]])
        self.lead, self.adviser = self.council["lead"], self.council["adviser"]
        self.evidence, self.changed = play.add_evidence(self.cycle, "File", at=NOW), True

    def code(self, number: int) -> str:
        return str(self.row(self.model.stage, number).question.code)

    # Answers

    def say(self, stage: str, number: int, state: str) -> None:
        said, row = self.model.answer(number, stage), self.row(stage, number)
        wrong: Wrong = None if self.open(stage, number) else Refused
        if not wrong and ((state == "met" and not said.evidence) or (state == "not_applicable" and number != 1)):
            wrong = ValidationError
        if self.attempt(f"answer {state}", wrong, save_answer, row, self.new_words(state), **self.by_lead(row)):
            said.state, said.word, said.back = state, "", False

    def say_on_an_old_page(self, stage: str, number: int) -> None:
        row = self.row(stage, number)
        wrong = Stale if self.open(stage, number) else Refused
        row.version += 1
        self.attempt("answer on an old page", wrong, save_answer, row, self.new_words("not_met"), **self.by_lead(row))

    def by_lead(self, row: Answer) -> dict[str, object]:
        return {"actor": self.lead, "seen_version": row.version}

    def new_words(self, state: str) -> AnswerInput:
        """Never the same twice, so that each is a new version."""
        self.words += 1
        text, partly = f"Version {self.words}", state == "partly_met"
        return AnswerInput(state, text, text, owner=self.lead if partly else None, due=NEXT if partly else None)

    def rest_on_evidence(self, stage: str, number: int, on: bool) -> None:
        said, change = self.model.answer(number, stage), attach_evidence if on else detach_evidence
        wrong = None if self.open(stage, number) else Refused
        row, evidence = self.row(stage, number), self.evidence
        if self.attempt(change.__name__, wrong, change, row, evidence, actor=self.lead):
            said.word = said.word if said.evidence == on else ""
            said.evidence = on

    # The words of advisers and outsiders

    def ask(self, stage: str, number: int) -> None:
        said = self.model.answer(number, stage)
        able = number in (2, 3) and said.state in SAID and said.word in ("", "asked")
        wrong = None if able and self.open(stage, number) else Refused
        row = self.row(stage, number)
        if self.attempt("ask", wrong, confirming.ask_confirmation, row, self.adviser, actor=self.lead):
            said.word = "asked"

    def record_from_outside(self, stage: str, number: int) -> None:
        said = self.model.answer(number, stage)
        able = number == 4 and said.state in SAID and not said.word
        wrong = None if able and self.open(stage, number) else Refused
        service, row = confirming.record_outside_confirmation, self.row(stage, number)
        words = {"name": "Ann Webb", "on": TODAY, "evidence": self.evidence}
        if self.attempt("record a word from outside", wrong, service, row, actor=self.lead, **words):
            said.word = "given"

    def give(self, stage: str, number: int) -> None:
        wrong, word = None if self.heard(stage, number) else Refused, self.word(stage, number, "asked")
        if self.attempt("give", wrong, confirming.give_confirmation, word, actor=self.adviser):
            self.model.answer(number, stage).word = "given"

    def refuse(self, stage: str, number: int) -> None:
        wrong, word = None if self.heard(stage, number) else Refused, self.word(stage, number, "asked")
        if self.attempt("refuse", wrong, confirming.refuse_confirmation, word, reason="No", actor=self.adviser):
            self.lose_word(stage, number, "refused")

    def take_back(self, stage: str, number: int) -> None:
        wrong, word = None if self.ahead(stage) else Refused, self.word(stage, number, "given")
        if self.attempt("take back", wrong, confirming.withdraw_confirmation, word, reason="No", actor=self.adviser):
            self.lose_word(stage, number, "withdrawn")

    def lose_word(self, stage: str, number: int, word: str) -> None:
        """A submission that holds the answer is void."""
        self.model.answer(number, stage).word = word
        if self.model.sealed and stage == self.model.stage and number in self.model.asked():
            self.model.unseal()

    # The gate

    def decide_route_and_regime(self) -> None:
        cycle = self.fresh()
        values = {
            "delivery_route": DeliveryRoute.objects.get(edition=cycle.edition, code="in_house"),
            "legal_regime": LegalRegime.objects.get(edition=cycle.edition, code="not_a_procurement"),
        }
        wrong = None if self.model.open else Refused
        if self.attempt("edit", wrong, edit_cycle, cycle, values, actor=self.lead, seen_version=cycle.details_version):
            self.model.decided = True

    def submit(self, ends: bool) -> None:
        wrong: Wrong = (NotReady if self.model.gaps() else None) if self.model.open else Refused
        data = SubmissionInput(
            next_step=NextStep.STOP if ends else NextStep.EXTEND, next_need_by=None if ends else NEXT
        )
        if self.attempt("submit", wrong, submit, self.fresh(), data, actor=self.council["member"]):
            self.model.sealed, self.goes_on = True, not ends

    def withdraw(self) -> None:
        submission = self.cycle.submissions.order_by("pk").last()
        wrong = None if self.model.sealed else Refused
        if submission and self.attempt("withdraw", wrong, withdraw, submission, reason="No", actor=self.lead):
            self.model.unseal()

    def ruling(self, submission: Submission, outcome: str, number: int) -> DecisionInput:
        """A complete ruling; conditions for each partly met answer, and one more."""
        ruling = play.ruling(submission, outcome, reopened=[self.code(number)])
        partly = [
            row["code"] for row in submission.pack["answers"] if row["mandatory"] and row["state"] == "partly_met"
        ]
        promises = [ConditionInput("Do it", self.lead, NEXT, self.council["member"], code) for code in ["", *partly]]
        return replace(ruling, conditions=promises if outcome == "pass_with_conditions" else ())

    def decide(self, submission: Submission, ruling: DecisionInput, number: int, *, stale: bool = False) -> None:
        signer = signers_of(submission, TODAY)[0].user if self.model.sealed and not stale else self.council["head"]
        wrong: Wrong = None if self.model.offers(ruling.outcome) else ValidationError
        wrong = Stale if stale else wrong
        name = f"{ruling.outcome} on an old page" if stale else ruling.outcome
        if self.attempt(name, wrong, decide, submission, ruling, actor=signer):
            self.model.sign(ruling.outcome, number)
            if self.model.stage == "closed" and self.goes_on:
                self.follow()

    def decide_ones_own(self, submission: Submission, ruling: DecisionInput, who: str) -> None:
        self.attempt(f"{who} decides", Refused, decide, submission, ruling, actor=self.council[who])

    # After the gate

    def keep_promise(self, place: int, what: str) -> None:
        rows = self.conditions()
        place = place % len(rows)
        row, state = rows[place], self.model.binding[place]
        service, actor, needs, becomes = {
            "claim": (conditions.claim, self.lead, "open", "claimed"),
            "accept": (conditions.accept, self.council["member"], "claimed", "met"),
            "send back": (conditions.send_back, self.council["member"], "claimed", "open"),
        }[what]
        wrong = None if state == needs else Refused
        if self.attempt(what, wrong, service, row, note="Seen", actor=actor, seen_version=row.version):
            self.model.binding[place] = becomes

    def correct(self) -> None:
        """The newest decision becomes a return of its first question."""
        decision = Decision.objects.filter(submission__cycle=self.cycle).order_by("pk").last()
        if decision is None:
            return
        first = decision.submission.pack["answers"][0]["code"]
        passed = decision.outcome in ("pass", "pass_with_conditions")
        wrong = None if passed and self.model.correctable(decision.submission.visit) else Refused
        words = {"outcome": "return", "reasons": "Wrong", "interests": "None", "reopened": [first]}
        if self.attempt("correct", wrong, correct, decision, actor=decision.decider, **words):
            self.model.correct(int(first[-1]))

    def follow(self) -> None:
        """The cycle after this one takes its place."""
        self.reached["successors"] += 1
        self.cycle, self.model = self.fresh().successor, self.model.successor()
        self.evidence = play.add_evidence(self.cycle, "File", at=NOW)

    def start_next(self) -> None:
        wrong = Refused if self.model.stage == "analyse" else None
        if self.attempt("start the next", wrong, start_next, self.fresh(), need_by=NEXT, actor=self.lead):
            self.follow()
