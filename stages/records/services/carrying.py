"""The records of the cycle before in the next one: drafts, each to be confirmed, changed or dropped."""

from __future__ import annotations

from cycles.models import Cycle
from cycles.services.changing import Change
from principles.models import Part
from stages.records.kinds import RecordKind, all_kinds, is_person
from stages.records.models import RecordText, StageRecord
from stages.records.selectors.crossing import may_cross, source_of
from stages.records.selectors.tables import rows_of
from stages.records.services.tables import carry_over, drop_drafts

LIFTED = "the restriction of this cycle was lifted"


def carry_records(change: Change, previous: Cycle) -> None:
    """Follow-up of `next_cycle_started`: what was confirmed there, of the tables that are carried.

    Of a restricted cycle only into one that nobody else reads: stages/records/selectors/crossing.py.
    """
    texts = RecordText.objects.filter(cycle=previous, is_draft=False)
    filled = set(texts.values_list("kind", flat=True).order_by().distinct())
    kinds = [kind for kind in all_kinds().values() if kind.is_carried and kind.code in filled]
    if not kinds or not may_cross(previous, change.cycle, change.on):
        return
    for kind in kinds:
        rows = rows_of(kind, previous, confirmed=True)
        for row in rows:
            _fit(kind, row, change.cycle)
        carry_over(change, kind, rows, source_of(previous))


def drop_hidden_drafts(change: Change) -> None:
    """Follow-up of `restriction_lifted`: drafts from a cycle that is still restricted, which nobody has confirmed.

    What was confirmed is this cycle's own by then, as its purpose and values are.
    """
    previous = change.cycle.previous
    if previous is None or not previous.restricted:
        return
    texts = RecordText.objects.filter(cycle=change.cycle, is_draft=True)
    for code in sorted(set(texts.values_list("kind", flat=True))):
        kind = all_kinds()[code]
        drafts = kind.model._default_manager.filter(source=source_of(previous))
        drop_drafts(change, kind, drafts, LIFTED)


def _fit(kind: RecordKind, row: StageRecord, cycle: Cycle) -> None:
    """Make a row that is not saved fit another cycle: codes of its edition, and nobody who has left.

    What its edition lacks is left for the person who confirms the draft.
    """
    for name in kind.fields:
        column, value = kind.column(name), getattr(row, name)
        if value is None:
            continue
        if is_person(column) and not value.is_active:
            setattr(row, name, None)
        elif isinstance(value, Part):
            same = type(value)._default_manager.filter(edition=cycle.edition_id, code=value.code)
            setattr(row, name, same.first())
        elif name in kind.choices and not isinstance(value, list):
            offered = [code for code, _ in kind.choices[name](cycle)]
            setattr(row, name, value if value in offered else "")
