"""The missing part of a partly met answer: its owner says that it is done, or another owner is named.

Neither changes the answer. It gets another version, so that a form made before is out of date, but no revision: nobody
becomes its author, and what was confirmed still counts. Only a paper that is added makes a revision, as always.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from checklists.models import Answer, AnswerDraft, EvidenceKind
from checklists.services.answering import publish
from checklists.services.confirming import address_of
from checklists.services.evidencing import Description, create_evidence, kept_file
from cycles.services.changing import Change, changing, require_version, team_to_notify
from uploads.results import Readable


@dataclass(frozen=True)
class Paper:
    """Evidence that the owner of a missing part adds: a file with its name, or a link."""

    described: Description
    file: Readable | None = None
    file_name: str = ""
    url: str = ""


def complete_missing_part(
    answer: Answer, *, note: str, paper: Paper | None = None, actor: User, at: datetime, seen_version: int
) -> Answer:
    """Record that the owner has done it, and notify lead and team, who then answer again.

    A paper becomes evidence of the answer and its owner an author of it, as with everybody who adds evidence.
    """
    if not note.strip():
        raise ValidationError({"note": "Say what was done and where it can be seen"})
    kept: AbstractContextManager[dict[str, Any]] = nullcontext({})
    if paper and paper.file:
        kept = kept_file(paper.file, paper.file_name, paper.described, on=timezone.localdate(at))
    elif paper:
        kept = nullcontext(paper.described.complete() | {"kind": EvidenceKind.LINK, "url": paper.url})
    with (
        kept as fields,
        changing(answer.cycle_id, actor=actor, action="complete_missing_part", at=at, row=answer) as change,
    ):
        fresh: Answer = change.row
        require_version(fresh, seen_version)
        title = fresh.question.title
        fresh.missing_done_at, fresh.missing_note = at, note.strip()
        if paper:
            evidence = create_evidence(change, **fields)
            fresh.evidence.add(evidence)
            publish(change, fresh, keep_date=True)
            change.record("evidence_attached", about=fresh, title=title, evidence=evidence.title)
        else:
            _save(fresh)
        change.record("missing_part_done", about=fresh, title=title, reason=fresh.missing_note)
        change.notify(
            "missing_part_done",
            team_to_notify(change.cycle),
            about=fresh,
            occasion=f"answer:{fresh.pk}:{fresh.version}",
            address=address_of(fresh),
            title=title,
        )
        return fresh


def hand_over_missing_part(change: Change, answer: Answer, owner: User) -> None:
    """Name another owner, in the transaction of a change of the cycle. What is missing and its day stay."""
    before = answer.missing_owner_id
    answer.missing_owner = owner
    _save(answer)
    change.record(
        "missing_part_handed_over",
        about=answer,
        title=answer.question.title,
        before={"owner_id": before},
        after={"owner_id": owner.pk},
    )


def _save(answer: Answer) -> None:
    """Save it as the next version. Drafts go with it: the words that they were made from are the same."""
    AnswerDraft.objects.filter(answer=answer, version=answer.version).update(version=F("version") + 1)
    answer.version += 1
    answer.save()
