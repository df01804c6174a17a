"""Chooses at random what the people of a cycle do next, right or wrong."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from approvals.models import Submission
from approvals.services.deciding import DecisionInput
from tests.cycles.machine.actions import Hands
from tests.cycles.machine.model import STAGES

ahead = st.sampled_from([0, 0, 0, 0, 1, 3])  # how many stages from the present one, round the loop
places = st.integers(0, 5)
states = st.sampled_from(["met", "met", "partly_met", "not_met", "not_applicable"])
passes = st.sampled_from(["pass", "pass", "pass_with_conditions"])
others = st.sampled_from(["return", "stop", "return"])
strangers = st.sampled_from(["lead", "member", "superuser", "elsewhere", "nobody"])


class CycleMachine(Hands):
    page: tuple[Submission, DecisionInput, int] | None = None

    @initialize(large=st.booleans(), gates=st.integers(0, 3))
    def begins(self, large: bool, gates: int) -> None:
        """Some games begin behind a few gates, so that each stage sees as many of them."""
        self.begin(large)
        for _ in range(gates):
            self.team_puts_everything_right("met", False, True)
            while self.model.sealed:
                self.rule_on_the_gate("pass", 0)

    def stage(self, ahead: int) -> str:
        here = STAGES.index(self.model.stage) if self.model.live else 3
        return STAGES[(here + ahead) % 4]

    # The team

    @rule(ahead=ahead, place=places, state=states)
    def lead_answers(self, ahead: int, place: int, state: str) -> None:
        stage = self.stage(ahead)
        self.say(stage, self.pick(stage, place), state)

    @rule(ahead=ahead, place=places)
    def lead_answers_on_an_old_page(self, ahead: int, place: int) -> None:
        stage = self.stage(ahead)
        self.say_on_an_old_page(stage, self.pick(stage, place))

    @rule(ahead=ahead, place=places, on=st.booleans())
    def lead_changes_evidence(self, ahead: int, place: int, on: bool) -> None:
        stage = self.stage(ahead)
        self.rest_on_evidence(stage, self.pick(stage, place), on)

    @rule(ahead=ahead, number=st.sampled_from([2, 2, 3, 3, 1]))
    def lead_asks_an_adviser(self, ahead: int, number: int) -> None:
        self.ask(self.stage(ahead), number if self.model.large else min(number, 2))

    @precondition(lambda self: self.model.large)
    @rule(ahead=ahead, number=st.sampled_from([4, 4, 2]))
    def lead_records_a_word(self, ahead: int, number: int) -> None:
        self.record_from_outside(self.stage(ahead), number)

    @rule(ahead=ahead, number=st.sampled_from([2, 3]), says=st.sampled_from(["yes", "no"]))
    def adviser_says(self, ahead: int, number: int, says: str) -> None:
        stage = self.stage(ahead)
        word = self.model.answer(number, stage).word
        if word == "asked":
            (self.give if says == "yes" else self.refuse)(stage, number)
        elif word == "given":
            self.take_back(stage, number)

    @precondition(lambda self: self.model.sealed or not self.model.decided)
    @rule()
    def lead_decides_route_and_regime(self) -> None:
        self.decide_route_and_regime()

    @precondition(lambda self: self.model.open)
    @rule(state=st.sampled_from(["met", "met", "partly_met"]), ends=st.booleans(), submits=st.booleans())
    def team_puts_everything_right(self, state: str, ends: bool, submits: bool) -> None:
        """A way to the gates, which chance alone would rarely take."""
        stage = self.model.stage
        if stage != "analyse" and not self.model.decided:
            self.decide_route_and_regime()
        for number in self.model.asked():
            if self.model.gap(number):
                self.put_right(stage, number, state if number == 1 else "met")
        for place, found in enumerate(self.model.binding):
            if found == "open":
                self.keep_promise(place, "claim")
            if found != "met":
                self.keep_promise(place, "accept")
        if submits:
            self.submit(ends)

    def put_right(self, stage: str, number: int, state: str) -> None:
        self.rest_on_evidence(stage, number, True)
        self.say(stage, number, state)
        if number == 4:
            self.record_from_outside(stage, number)
        if number == 2:
            self.ask(stage, number)
            self.give(stage, number)

    @rule(ends=st.booleans())
    def team_submits(self, ends: bool) -> None:
        self.submit(ends)

    @precondition(lambda self: self.model.visit > 1 or self.model.sealed)
    @rule()
    def team_withdraws(self) -> None:
        self.withdraw()

    # The managers

    @precondition(lambda self: self.model.sealed)
    @rule(outcome=passes)
    def manager_passes(self, outcome: str) -> None:
        self.rule_on_the_gate(outcome, 0)

    @precondition(lambda self: self.model.sealed)
    @rule(outcome=others, place=places)
    def manager_does_not_pass(self, outcome: str, place: int) -> None:
        self.rule_on_the_gate(outcome, place)

    def rule_on_the_gate(self, outcome: str, place: int) -> None:
        submission, number = self.put(), self.model.asked()[place % len(self.model.asked())]
        self.decide(submission, self.ruling(submission, outcome, number), number)

    def put(self) -> Submission:
        submission = self.pending()
        assert submission
        return submission

    @precondition(lambda self: self.model.sealed)
    @rule(who=strangers)
    def somebody_else_decides(self, who: str) -> None:
        self.decide_ones_own(self.put(), self.ruling(self.put(), "pass", 1), who)

    @precondition(lambda self: self.model.sealed and self.page is None)
    @rule(outcome=passes)
    def manager_opens_the_page(self, outcome: str) -> None:
        self.page = self.put(), self.ruling(self.put(), outcome, 1), self.model.signed

    @precondition(lambda self: self.page is not None)
    @rule(keeps=st.booleans())
    def manager_decides_on_the_page(self, keeps: bool) -> None:
        """The page may be from any time before, also from another visit or from the cycle before."""
        assert self.page
        submission, ruling, signed = self.page
        submission = Submission.objects.get(pk=submission.pk)
        self.decide(submission, ruling, 1, stale=self.pending() != submission or self.model.signed != signed)
        self.page = self.page if keeps else None

    @precondition(lambda self: self.model.binding)
    @rule(place=places, what=st.sampled_from(["claim", "accept", "send back"]))
    def somebody_keeps_a_promise(self, place: int, what: str) -> None:
        self.keep_promise(place, what)

    @precondition(lambda self: self.model.visit > 1 or self.model.signed)
    @rule()
    def manager_corrects(self) -> None:
        self.correct()

    @precondition(lambda self: not self.model.live)
    @rule()
    def lead_starts_the_next(self) -> None:
        self.start_next()
