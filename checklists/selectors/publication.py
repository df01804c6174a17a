"""What councillors read of a stage once its lead publishes it, and what they do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from checklists.models import Answer, Evidence
from checklists.policies.reading import evidence_for, publishable
from cycles.models import Cycle


@dataclass(frozen=True)
class Publication:
    """The answers and evidence of one stage. Councillors know of confidential evidence, but don't read it."""

    answers: list[Answer] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    confidential: list[Evidence] = field(default_factory=list)
    never_answers: list[Answer] = field(default_factory=list)
    never_evidence: list[Evidence] = field(default_factory=list)  # an answer rests on it that councillors never read


def publication_of(cycle: Cycle, stage: str) -> Publication:
    """Whether or not the stage is published, in two queries."""
    asked = Answer.objects.filter(cycle=cycle.pk, question__stage=stage, set_aside_because="")
    in_use: QuerySet[Any] = Evidence.objects.filter(answers__in=asked).distinct()
    serves = evidence_for(publishable() & Q(question__stage=stage))
    publication = Publication()
    for answer in asked.order_by("question__position"):
        never = answer.question.never_to_councillors
        (publication.never_answers if never else publication.answers).append(answer)
    for item in in_use.annotate(serves=Case(When(serves, then=True), default=False)):
        if not item.serves:
            publication.never_evidence.append(item)
        else:
            (publication.confidential if item.confidential else publication.evidence).append(item)
    return publication
