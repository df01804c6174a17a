"""Addresses of questions, what their forms send, and what pages say."""

from __future__ import annotations

import re
from html import unescape
from typing import Any, Protocol

from django.urls import reverse

from checklists.models import Answer, AnswerState, Evidence
from checklists.services.answering import attach_evidence
from cycles.models import Cycle
from demo import play
from tests.council import NOW, Council


class Page(Protocol):
    """An answer of the test client."""

    @property
    def content(self) -> bytes: ...


def row(cycle: Cycle, number: int = 1, stage: str = "analyse") -> Answer:
    """The answer to one of the four questions of the proving edition."""
    return cycle.answers.get(question__stage=stage, question__code__endswith=f"-{number}")


def address(answer: Answer, name: str = "question") -> str:
    return reverse(name, args=[answer.cycle.reference, answer.question.stage, answer.question.code.lower()])


def sends(answer: Answer, state: str, explanation: str = "We asked 200 people.", **more: Any) -> dict[str, Any]:
    """What the form of a question sends when its first button is pressed."""
    return {"state": state, "explanation": explanation, "version": answer.version, "do": "next"} | more


def with_evidence(council: Council, answer: Answer, title: str = "Survey", by: str = "lead") -> Evidence:
    """A link that the answer rests on from now on."""
    evidence = play.add_evidence(answer.cycle, title, at=NOW)
    answer.version = attach_evidence(answer, evidence, actor=council[by], at=NOW).version
    return evidence


def met(council: Council, answer: Answer, by: str = "lead") -> Answer:
    """The answer as met, with evidence and not confirmed."""
    played = play.answer(answer, at=NOW, state=AnswerState.MET, by=council[by])
    played.cycle = answer.cycle
    return played


def text_of(response: Page, element: str = "main") -> str:
    """The text of one element of the page, spaces made one."""
    found = re.search(rf"<{element}\b.*?</{element}>", response.content.decode(), re.DOTALL)
    return plain(found[0] if found else response.content.decode())


def errors_of(response: Page) -> list[str]:
    """The messages of the error summary, which every page with errors shows first in its main part."""
    page = response.content.decode()
    summary = re.search(r'<ul class="govuk-list govuk-error-summary__list">.*?</ul>', page, re.DOTALL)
    assert "<title>Error: " in page
    assert summary is not None
    for target in re.findall(r'href="#([^"]*)"', summary[0]):
        assert f'id="{target}"' in page, f"the error points to {target}, which is not on the page"
    return [plain(item) for item in re.findall(r"<li>.*?</li>", summary[0], re.DOTALL)]


def fresh(answer: Answer) -> Answer:
    return Answer.objects.get(pk=answer.pk)


def plain(html: str) -> str:
    bare = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())
