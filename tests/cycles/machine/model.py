"""The rules of a cycle, told once more and as shortly as they can be: what the services are compared with.

One question a number (tests/cycles/edition.py): 1 may not apply, 2 is a hard stop that Finance confirms, 3 is optional
and Legal confirms it, 4 is confirmed from outside, 5 and 6 are asked in Plan until route and regime are decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field

STAGES = ("analyse", "plan", "do", "review")
SAID = ("met", "partly_met")


@dataclass
class AnswerInput:
    state: str = "unanswered"
    evidence: bool = False
    word: str = ""  # of whoever confirms it: asked, given, refused or withdrawn
    back: bool = False  # sent back by a decider


@dataclass
class Model:
    large: bool
    stage: str = "analyse"
    visit: int = 1
    sealed: bool = False
    signed: int = 0
    decided: bool = False  # route and regime
    said: dict[tuple[str, int], AnswerInput] = field(default_factory=dict)
    promised: list[str] = field(default_factory=list)  # conditions of the gate that is being signed
    binding: list[str] = field(default_factory=list)  # conditions of gates passed: open, claimed or met
    newest: int = 0  # how many of `binding` the last gate set
    inherited: int = 0  # how many of `binding` the cycle before left

    @property
    def live(self) -> bool:
        return self.stage in STAGES

    @property
    def steps(self) -> int:
        return 2 if self.large and self.stage == "plan" else 1

    def answer(self, number: int, stage: str = "") -> AnswerInput:
        return self.said.setdefault((stage or self.stage, number), AnswerInput())

    def asked(self, stage: str = "") -> list[int]:
        more = [3, 4] if self.large else []
        return [1, 2, *more, *([5, 6] if (stage or self.stage) == "plan" and not self.decided else [])]

    @property
    def open(self) -> bool:
        """Whether the team can change the cycle."""
        return self.live and not self.sealed

    def gaps(self) -> list[str]:
        """What blocks the gate, a word each, in the order of the page."""
        undecided = ["undecided"] * 2 if self.stage != "analyse" and not self.decided else []
        promises = ["condition"] * sum(state != "met" for state in self.binding)
        return undecided + promises + [gap for number in self.asked() if (gap := self.gap(number))]

    def gap(self, number: int) -> str:
        said = self.answer(number)
        if said.back:
            return "sent_back"
        if number == 3 or said.state == "not_applicable":
            return ""
        if said.state == "partly_met" and number == 2:
            return "hard_stop"
        if said.state not in SAID:
            return said.state
        if said.state == "met" and not said.evidence:
            return "no_evidence"
        return {"": "not_asked", "given": ""}.get(said.word, said.word) if number in (2, 4) else ""

    def met(self, stage: str) -> list[int]:
        """The numbers of the stage's answers that are met."""
        answers = {number: self.answer(number, stage) for number in self.asked(stage)}
        return [
            number
            for number, said in answers.items()
            if said.state == "met"
            and said.evidence
            and not said.back
            and (said.word == "given" or number not in (2, 3, 4))
        ]

    def partly(self) -> int:
        """How many mandatory answers a pass has to put a condition on."""
        return sum(self.answer(number).state == "partly_met" for number in self.asked() if number != 3)

    def offers(self, outcome: str) -> bool:
        if outcome == "pass":
            return not self.partly() or bool(self.promised)
        return outcome != "stop" or self.signed + 1 == self.steps

    def sign(self, outcome: str, number: int) -> None:
        """Conditions are one for each partly met answer, and one more."""
        if outcome == "return":
            self.take_back(number)
        elif outcome == "stop":
            self.enter("stopped")
        else:
            self.promised += ["open"] * (1 + self.partly()) if outcome == "pass_with_conditions" else []
            self.signed += 1
            if self.signed == self.steps:
                self.pass_gate()

    def pass_gate(self) -> None:
        self.newest = len(self.promised)
        self.binding += self.promised
        self.enter([*STAGES[1:], "closed"][STAGES.index(self.stage)])

    def enter(self, stage: str) -> None:
        self.stage, self.visit = stage, self.visit + 1
        self.unseal()

    def unseal(self) -> None:
        self.sealed, self.signed, self.promised = False, 0, []

    def take_back(self, number: int) -> None:
        self.unseal()
        self.answer(number).back = True

    def successor(self) -> Model:
        """The next cycle: what the last gate of a closed one was promised binds on."""
        left = self.binding[self.inherited :] if self.stage == "closed" else []
        return Model(self.large, binding=left, inherited=len(left))

    def correctable(self, visit: int) -> bool:
        """Whether a pass of that visit can be corrected: under way, or the newest with nothing put to a gate since."""
        return visit == self.visit if self.sealed else visit + 1 == self.visit and self.stage != "analyse"

    def correct(self, number: int) -> None:
        """The last pass becomes a return."""
        if not self.sealed:
            self.enter(STAGES[[*STAGES[1:], "closed"].index(self.stage)])
            self.binding = self.binding[: len(self.binding) - self.newest]
        self.take_back(number)
