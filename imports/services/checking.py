"""What each row would do to the register as it stands, worked out anew whenever an answer or the register changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused
from contracts.models import Supplier, SupplierName
from contracts.supplier_names import supplier_key
from imports.models import ImportRow, ImportState, NameKind, RegisterImport, RowChoice, RowVerdict
from imports.policies import may_work_on
from imports.register_files.cells import plain_text
from imports.register_files.fields import RegisterField
from imports.register_files.rows import read_rows
from imports.services.columns import mapping_of
from imports.services.files import kept_file
from imports.services.meaning import Wanted, changes_of, wanted_of
from imports.services.names import NameBook, match_names
from imports.services.reading import CouncilWords, rows_of
from imports.services.register import KnownRegister, doubt_of_match
from principles.models import DeliveryRoute, LegalRegime
from ui.wording import listed

BATCH = 500
JUDGED = ("verdict", "doubts", "changes", "agreement")


@dataclass
class JudgedRow:
    """A row with what it wants, for whoever brings it in."""

    row: ImportRow
    wanted: Wanted


@contextmanager
def working_on(register_import: RegisterImport, *, actor: User) -> Iterator[RegisterImport]:
    """The import's row, locked and fresh, if the person may change what it would do. Raises Refused."""
    with transaction.atomic():
        fresh = RegisterImport.objects.select_for_update().get(pk=register_import.pk)
        if not (verdict := may_work_on(actor, fresh)):
            raise Refused(verdict.reason)
        yield fresh
        fresh.save()


def read_into_rows(register_import: RegisterImport, *, actor: User, at: datetime) -> None:
    """Read the file by its columns and keep its rows; what people mended or chose for a row before stays."""
    earlier = {row.number: row for row in register_import.rows.all()}
    mended = {(row.number, field): text for row in earlier.values() for field, text in row.mended.items()}
    today = timezone.localdate(at)
    file = kept_file(register_import)
    table = read_rows(file, mapping_of(register_import), register_import.sheet, mended, today)
    coded = {
        RegisterField.ROUTE: DeliveryRoute.objects.order_by("edition").values_list("name", "code"),
        RegisterField.REGIME: LegalRegime.objects.order_by("edition").values_list("name", "code"),
    }
    codes = {of: {plain_text(name).casefold(): code for name, code in pairs} for of, pairs in coded.items()}
    names = [*Supplier.objects.values_list("name", flat=True), *SupplierName.objects.values_list("name", flat=True)]
    words = CouncilWords(codes, {supplier_key(name) for name in names})
    rows = []
    for facts in rows_of(table, today, words):
        kept = earlier.get(facts.number)
        rows.append(
            ImportRow(
                register_import=register_import,
                number=facts.number,
                cells=facts.cells,
                mended=kept.mended if kept else {},
                values=facts.values,
                problems=facts.problems,
                left_out_because=facts.left_out_because,
                choice=kept.choice if kept else "",
                verdict=RowVerdict.NEW,
            )
        )
    _judge_all(register_import, rows, actor, today)
    register_import.rows.all().delete()
    ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    register_import.state = ImportState.TO_CHECK


def judge_rows(register_import: RegisterImport, *, actor: User, at: datetime) -> tuple[list[JudgedRow], int]:
    """Work out what every row would do to the register as it is now, and store it; the caller saves the import.

    Returns the rows that would be written, and how many would do something else than before.
    """
    rows = list(register_import.rows.all())
    before = {row.number: _outcome(row) for row in rows}
    judged = _judge_all(register_import, rows, actor, timezone.localdate(at))
    moved = [row for row in rows if before[row.number] != _outcome(row)]
    ImportRow.objects.bulk_update(moved, JUDGED, batch_size=BATCH)
    written = (RowVerdict.NEW, RowVerdict.CHANGED)
    return [each for each in judged if each.row.verdict in written], len(moved)


def _judge_all(register_import: RegisterImport, rows: list[ImportRow], actor: User, today: date) -> list[JudgedRow]:
    register = KnownRegister(actor, today)
    considered = [row.values for row in rows if not _is_left_out(row)]
    match_names(register_import, considered, register, today)
    names = NameBook(register_import)
    judged = [_judge(row, register, names) for row in rows]
    firsts: dict[int, int] = {}
    for row in rows:  # a second row about one agreement stays out whatever is chosen: the first would be overwritten
        if row.agreement is None or row.verdict not in (RowVerdict.CHANGED, RowVerdict.DOUBTFUL):
            continue
        first = firsts.setdefault(row.agreement.pk, row.number)
        if first != row.number:
            row.verdict = RowVerdict.DOUBTFUL
            row.doubts.append(f"Row {first} is about {row.agreement.reference} too: leave one of them out")
    counts = Counter(row.verdict for row in rows)
    register_import.counts = {verdict: counts[verdict] for verdict in RowVerdict.values}
    return judged


def _is_left_out(row: ImportRow) -> bool:
    if row.choice == RowChoice.LEAVE_OUT:
        return True
    return bool(row.left_out_because) and row.choice != RowChoice.TAKE


def _outcome(row: ImportRow) -> tuple[Any, ...]:
    changes = [list(change) for change in row.changes]
    return row.verdict, row.agreement_id, changes, row.doubts


def _judge(row: ImportRow, register: KnownRegister, names: NameBook) -> JudgedRow:
    wanted = wanted_of(row.values, names)
    row.changes, row.doubts, row.agreement = [], [], None
    levels = {problem["level"] for problem in row.problems}
    if _is_left_out(row):
        row.verdict = RowVerdict.LEFT_OUT
    elif "wrong" in levels:
        row.verdict = RowVerdict.WRONG
    else:
        _match(row, wanted, register, names)
        doubts = [problem["field"] for problem in row.problems if problem["level"] == "doubt"]
        if row.agreement_id and wanted.made_up_title:
            doubts = [field for field in doubts if field != "title"]  # the entry has a title, which stays
        unsure = bool(doubts) and row.choice != RowChoice.TAKE
        changed = row.agreement_id is None or bool(row.changes)
        if not changed:
            row.verdict = RowVerdict.UNCHANGED
            row.doubts = []
        elif row.doubts or unsure:
            row.verdict = RowVerdict.DOUBTFUL
        else:
            row.verdict = RowVerdict.CHANGED if row.agreement_id else RowVerdict.NEW
    return JudgedRow(row, wanted)


def _match(row: ImportRow, wanted: Wanted, register: KnownRegister, names: NameBook) -> None:
    """The agreement that the row is about, what it changes there, and what only a person can tell."""
    suppliers = {meant.pk for meant, _ in wanted.suppliers if meant.pk}
    found = register.find(row.values, suppliers)
    for meant in dict.fromkeys(meant for meant, _ in wanted.suppliers if meant.waits):
        like = names.names[NameKind.SUPPLIER, meant.key]
        sentence = f"“{meant.name}” may be the same supplier as “{like.proposed}”"
        row.doubts.append(f"{sentence}: say so under “What the names stand for”")
    if len(found) > 1:
        several = listed([f"{each.reference} ({each.title})" for each in found[:5]], last="or")
        row.doubts.append(f"It may be about {several}: enter which as its reference, such as {found[0].reference}")
        return
    for agreement in found:
        row.agreement = agreement
        row.changes = [list(change) for change in changes_of(agreement, wanted)]
        if row.choice != RowChoice.TAKE and (doubt := doubt_of_match(agreement, row.values, suppliers)):
            row.doubts.append(doubt)
