"""Keeping a pasted table until its rows are brought in, and bringing them in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused
from cycles.models import Cycle
from cycles.policies import may
from cycles.selectors.one_cycle import lock_cycle
from cycles.services.changing import changing
from imports.register_files.faults import RegisterRefused
from imports.register_files.readers import read_file, read_text
from stages.records.kinds import RecordKind, all_kinds
from stages.records.models import PastedTable
from stages.records.pasted_cells import kept_text
from stages.records.pasted_headings import find_headings
from stages.records.services.tables import RowInput, write_rows

KEPT_DAYS = 7
MOST_BYTES = 1024 * 1024
# Characters in a cell that are kept: more than any field takes, so that its own sentence refuses it.
LONGEST_CELL = 5_000
ALREADY = "These rows were brought in already, or somebody gave them up."


class PasteRefused(Exception):
    """A table that can't be taken as a whole. The message is the sentence to show."""


def start_paste(
    cycle: Cycle, kind: RecordKind, source: bytes | str, name: str, *, actor: User, at: datetime
) -> PastedTable:
    """Read a file or a pasted text and keep its rows; nothing is written to the table.

    Raises PasteRefused with what to do, or Refused with the policy's sentence.
    """
    try:
        file = read_file(source, name) if isinstance(source, bytes) else read_text(source)
    except RegisterRefused as refused:
        reason = refused.reason
        if isinstance(source, str):
            reason = reason.replace("The selected file", "What you pasted", 1)
        raise PasteRefused(reason) from refused
    sheet = next((sheet for sheet in file.sheets if not sheet.hidden), file.sheets[0])
    cells = []  # the filled rows, each with its number
    for number, row in enumerate(sheet.rows, start=1):
        texts = [kept_text(cell)[:LONGEST_CELL] for cell in row]
        if any(texts):
            cells.append((number, texts))
    source_name = sheet.name if len(file.sheets) == 1 else f"{file.name}, sheet {sheet.name}"
    if not cells:
        raise PasteRefused("There is nothing to bring in: all cells are empty")
    labels = {name: kind.label(name) for name in kind.fields}
    headings = find_headings([texts for _, texts in cells], labels)
    width = max(len(texts) for _, texts in cells)
    required = [name for name in kind.fields if not kind.column(name).blank and not kind.column(name).has_default()]
    if width == 1 and len(required) > 1:
        raise PasteRefused(
            "Only one column was found. Put a tab, a comma or a semicolon between the columns, or copy the cells"
            " from the spreadsheet itself"
        )
    rows = len(cells) - (0 if headings.row is None else headings.row + 1)
    if not rows:
        raise PasteRefused("Only headings were found. Add a row under them")
    if rows > kind.most:
        raise PasteRefused(
            f"There are {rows:,} rows, and a table takes {kind.most} at most. Bring in the ones that matter most"
        )
    with _permitted(cycle.pk, kind.stage, actor=actor, at=at):
        return PastedTable.objects.create(
            cycle=cycle,
            kind=kind.code,
            by=actor,
            at=at,
            name="" if source_name == "Pasted text" else source_name[:200],
            cells=cells,
            heading_row=headings.row,
            columns=list(headings.fields),
        )


def choose_columns(
    pasted: PastedTable, columns: Sequence[str], *, has_headings: bool, actor: User, at: datetime
) -> None:
    """Say which field each column is. What was mended by hand starts anew. Raises Refused."""
    with _permitted(pasted.cycle_id, all_kinds()[pasted.kind].stage, actor=actor, at=at):
        fresh = _locked(pasted)
        if has_headings and fresh.heading_row is None:
            fresh.heading_row = 0
        elif not has_headings:
            fresh.heading_row = None
        fresh.columns, fresh.mended, fresh.left_out = list(columns), {}, []
        fresh.save()


def mend_rows(
    pasted: PastedTable,
    mended: Mapping[str, Mapping[str, str]],
    left_out: Sequence[int],
    *,
    is_updating: bool,
    actor: User,
    at: datetime,
) -> PastedTable:
    """Keep what was typed into boxes, which rows are left out, and what titles that exist mean. Raises Refused."""
    with _permitted(pasted.cycle_id, all_kinds()[pasted.kind].stage, actor=actor, at=at):
        fresh = _locked(pasted)
        fresh.mended = {**fresh.mended, **{number: dict(texts) for number, texts in mended.items()}}
        fresh.left_out, fresh.is_updating = sorted(set(left_out)), is_updating
        fresh.save()
        return fresh


def bring_in(pasted: PastedTable, kind: RecordKind, rows: Sequence[RowInput], *, actor: User, at: datetime) -> None:
    """Write all rows with one event, and forget what was pasted. Raises Refused, Stale or ValidationError."""
    with changing(pasted.cycle_id, actor=actor, action="change_records", at=at, to=kind.stage) as change:
        _locked(pasted).delete()
        write_rows(change, kind, rows, in_one_event=True)


def give_up(pasted: PastedTable, *, actor: User, at: datetime) -> None:
    """Forget what was pasted. Raises Refused."""
    with _permitted(pasted.cycle_id, all_kinds()[pasted.kind].stage, actor=actor, at=at):
        _locked(pasted).delete()


def delete_old_pasted_tables(today: date) -> None:
    """What nobody has brought in for KEPT_DAYS."""
    PastedTable.objects.filter(at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()


def _locked(pasted: PastedTable) -> PastedTable:
    """The row under the lock of its cycle."""
    fresh = PastedTable.objects.filter(pk=pasted.pk).first()
    if fresh is None:
        raise Refused(ALREADY)
    return fresh


@contextmanager
def _permitted(cycle_id: int, stage: str, *, actor: User, at: datetime) -> Iterator[None]:
    """The policy asked under the lock of the cycle, which itself does not change. Raises Refused."""
    with transaction.atomic():
        verdict = may("change_records", actor, lock_cycle(cycle_id), timezone.localdate(at), stage)
        if not verdict:
            raise Refused(verdict.reason)
        yield
