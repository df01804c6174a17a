"""The editions of the framework, and how many live cycles use each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from django.db.models import Count

from cycles.models.cycle import LIVE_STAGES
from cycles.selectors.visibility import unrestricted
from principles.models import Edition


@dataclass(frozen=True)
class EditionRow:
    """An edition with its state on a day; `before` is the edition that it follows, if any."""

    edition: Edition
    state: str
    cycles: int
    before: Edition | None


def edition_rows(today: date) -> list[EditionRow]:
    """Latest first, in two statements. As everywhere, figures leave restricted cycles out."""
    editions = list(Edition.objects.all())
    live = unrestricted().filter(stage__in=LIVE_STAGES).order_by()
    counts = dict(live.values_list("edition").annotate(cycles=Count("pk")))
    in_force = next((edition for edition in editions if edition.valid_from <= today), None)
    rows = []
    for edition, before in zip_longest(editions, editions[1:]):
        state = "in_force" if edition == in_force else "to_come" if edition.valid_from > today else "superseded"
        rows.append(EditionRow(edition, state, counts.get(edition.pk, 0), before))
    return rows
