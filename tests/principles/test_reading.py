"""What the reader takes from the files, and every fault that it names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from principles import content
from principles.models import Stage
from principles.reading import read_edition
from principles.reading.checklist import GATES
from principles.reading.framework import STAGES
from principles.reading.lines import EditionFault
from tests.principles.editions import CHECKLIST, FRAMEWORK, changed, read, real, small


def test_the_real_edition_asks_67_questions() -> None:
    questions = real().checklist.questions
    assert Counter(question.stage for question in questions) == {"analyse": 16, "plan": 23, "do": 13, "review": 15}
    assert {tier: sum(tier in question.tiers for question in questions) for tier in "SMLX"} == {
        "S": 24,
        "M": 56,
        "L": 65,
        "X": 65,
    }


def test_the_real_edition_says_what_the_council_said() -> None:
    frame = real().framework
    assert (frame.code, frame.valid_from, frame.valid_to) == ("lincolnshire-2021", date(2021, 7, 6), date(2024, 12, 31))
    assert Counter(principle.group for principle in frame.principles) == {"core": 6, "process": 4}
    assert [duty.code for duty in frame.duties if duty.due_regard] == ["PSED", "JSNA", "S17"]
    assert [regime.name for regime in frame.legal_regimes][1] == "Procurement Act 2023, light touch"
    assert [confirmer.code for confirmer in frame.confirmers if confirmer.outside] == [
        "executive_councillor",
        "provider",
        "partner",
    ]


def test_a_question_is_read_whole() -> None:
    question = next(each for each in real().checklist.questions if each.code == "PL-SOCV-1")
    assert (question.stage, question.principle, question.duty) == ("plan", "championing_lincolnshire", "SOCV")
    assert question.applies_when == {
        "delivery_route": ("procure", "call_off_framework", "direct_award", "grant", "partnership_s75")
    }
    assert (question.mandatory, question.na_allowed, question.conditional_pass) == (True, True, False)
    assert question.na_rule.startswith("Only where there is no services element")
    assert question.tiers == ("M", "L", "X")
    assert (question.evidence_in, question.confirmer_in) == (("M", "L", "X"), ("M", "L", "X"))
    assert question.duty_when == {
        "delivery_route": ("procure", "direct_award"),
        "legal_regime": ("pa2023_standard", "pa2023_light_touch"),
    }


def test_the_stages_are_the_program_s() -> None:
    assert list(STAGES) == Stage.values
    assert list(GATES.values()) == Stage.values


def test_layout_and_comments_do_not_change_the_digest() -> None:
    moved = FRAMEWORK.replace("code: fenland-2026\n", "") + "# a remark\ncode:   'fenland-2026'\n"
    assert small(framework=moved).digest == small().digest


@pytest.mark.parametrize("old", ["Know the need.", "Enjoy life", "key_decision_divisions: 2", "Place}"])
def test_every_word_and_figure_changes_the_digest(old: str) -> None:
    new = old.replace("2", "3") if "2" in old else f"Quite {old}"
    assert small(framework=changed(FRAMEWORK, old, new)).digest != small().digest


HERE = Path(__file__).parent


@dataclass(frozen=True)
class Broken:
    """A file with one text replaced, and all that may be said of it: a piece of a line -> what is wrong there."""

    file: str
    old: str
    new: str
    faults: dict[str, str | list[str]]

    def __str__(self) -> str:
        return (self.new or f"no {self.old}").strip()[:40]

    def text(self) -> str:
        return changed(FRAMEWORK if self.file == "framework" else CHECKLIST, self.old, self.new)

    def expected(self) -> list[EditionFault]:
        pairs = [
            (where, what) for where, some in self.faults.items() for what in ([some] if type(some) is str else some)
        ]
        return sorted(EditionFault(f"{self.file}.yaml", self._line(where), what) for where, what in pairs)

    def _line(self, where: str) -> int:
        if where.startswith("line "):
            return int(where.removeprefix("line "))
        return next(number for number, line in enumerate(self.text().splitlines(), start=1) if where in line)


def broken(file: str) -> list[Broken]:
    cases = yaml.safe_load((HERE / f"broken_{file}.yaml").read_text())
    return [Broken(file=file, **case) for case in cases]


@pytest.mark.parametrize("case", broken("framework"), ids=str)
def test_all_that_is_wrong_with_a_framework(case: Broken) -> None:
    assert read(framework=case.text()) == case.expected()


@pytest.mark.parametrize("case", broken("checklist"), ids=str)
def test_all_that_is_wrong_with_a_checklist(case: Broken) -> None:
    assert read(checklist=case.text()) == case.expected()


def test_the_faults_of_both_files_are_told_together() -> None:
    framework = changed(changed(FRAMEWORK, "aim: Spend well.\n", ""), "divisions: 30", "divisions: many")
    checklist = changed(
        changed(CHECKLIST, "confirmer: finance", "confirmer: nobody"), "mandatory: true", "mandatory: 1"
    )
    assert read(framework, checklist) == [
        EditionFault("framework.yaml", 1, "aim is missing"),
        EditionFault("framework.yaml", 38, "governance: divisions must be a whole number, not many"),
        EditionFault("checklist.yaml", 21, "question AN-RES-1: mandatory must be true or false, not 1"),
        EditionFault("checklist.yaml", 25, 'question AN-RES-1: there is no confirmer "nobody"'),
    ]


def test_a_framework_that_is_not_yaml_hides_no_fault_of_the_checklist() -> None:
    checklist = changed(CHECKLIST, "mandatory: true", "mandatory: 1")
    assert read("a: [", checklist) == [
        EditionFault("framework.yaml", 1, "this is not YAML: expected the node content, but found '<stream end>'"),
        EditionFault("checklist.yaml", 21, "question AN-RES-1: mandatory must be true or false, not 1"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "the file must hold fields with values, like title: …"),
        ("- one", 1, "the file must hold fields with values, like title: …"),
        ("a: 1\n\x07", 2, "this is not YAML: it has a character that is not text"),
        ("a: 1\n---\nb: 2", 2, "this is not YAML: but found another document"),
        ("[" * 900, 1, "the values are nested too deeply"),
    ],
)
def test_a_file_that_holds_no_fields(text: str, line: int, what: str) -> None:
    assert read(framework=text) == [EditionFault("framework.yaml", line, what)]


def test_a_fault_reads_as_a_sentence_with_its_place() -> None:
    assert str(EditionFault("framework.yaml", 9, "aim is missing")) == "framework.yaml, line 9: aim is missing"


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_at_all_breaks_the_reader(framework: str, checklist: str) -> None:
    found = read_edition(framework, checklist, grades=[])
    assert isinstance(found, list)
    assert {fault.file for fault in found} == {"framework.yaml", "checklist.yaml"}


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_no_line_left_out_breaks_the_reader(data: st.DataObject) -> None:
    """Whatever is cut out of a good edition, the reader gives an edition or faults, never an error."""
    lines = (FRAMEWORK if (of_framework := data.draw(st.booleans())) else CHECKLIST).splitlines(keepends=True)
    start = data.draw(st.integers(0, len(lines) - 1))
    text = "".join(lines[:start] + lines[start + data.draw(st.integers(1, 6)) :])
    found = read(framework=text) if of_framework else read(checklist=text)
    assert isinstance(found, content.EditionContent) or found


PHRASES = """\
phrases:
  vision:
    - {text: Services, at: [risks]}
    - {text: that fit., at: [risks, cost-lines]}
  resources:
    - {text: money, at: [resources]}
    - {text: people, at: [resources]}
"""


def test_a_statement_is_cut_into_phrases_with_pages() -> None:
    assert small(framework=FRAMEWORK + PHRASES).framework.phrases == (
        content.StatementPhrases(
            "vision", (content.Phrase("Services", ("risks",)), content.Phrase("that fit.", ("risks", "cost-lines")))
        ),
        content.StatementPhrases(
            "resources", (content.Phrase("money", ("resources",)), content.Phrase("people", ("resources",)))
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("that fit.", "that fits.", "phrases: the phrases of vision joined must be what it says"),
        ("text: Services, at: [risks]", "text: Services, at: []", "phrase of vision Services: at is empty"),
        ("text: money", "text: gold", "phrases: the phrases of resources must be its items, in their order"),
        ("  vision:", "  wish:", 'phrases: there is no statement "wish"'),
    ],
)
def test_phrases_joined_are_the_statement(old: str, new: str, fault: str) -> None:
    found = read(framework=FRAMEWORK + changed(PHRASES, old, new))
    assert isinstance(found, list)
    assert [each.what for each in found] == [fault]
