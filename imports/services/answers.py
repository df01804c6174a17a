"""What people say about rows and names before a file is brought in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Directorate, User
from contracts.models import Supplier
from imports.models import ImportState, NameAnswer, NameKind, RegisterImport, RowChoice, RowVerdict
from imports.register_files.fields import BY_CODE
from imports.selectors import services_known_to_all
from imports.services.checking import judge_rows, read_into_rows, working_on
from imports.services.columns import propose, remember_columns
from imports.services.files import kept_file

ALLOWED: Mapping[str, Collection[str]] = {
    NameKind.SUPPLIER: ("", NameAnswer.SAME, NameAnswer.NEW),
    NameKind.SERVICE: ("", *NameAnswer.values),
    NameKind.DIRECTORATE: ("", NameAnswer.SAME, NameAnswer.NONE),
    NameKind.MANAGER: ("", NameAnswer.SAME, NameAnswer.NONE),
}


def choose_sheet(register_import: RegisterImport, sheet: str, *, actor: User, at: datetime) -> None:
    """Propose the columns of another sheet. Raises Refused, or RegisterRefused where it holds no table."""
    with working_on(register_import, actor=actor) as fresh:
        propose(fresh, kept_file(fresh), sheet)
        fresh.state = ImportState.COLUMNS


def confirm_columns(register_import: RegisterImport, fields: Mapping[str, str], *, actor: User, at: datetime) -> None:
    """Read the rows by these fields, given by the letters of their columns.

    Raises Refused, or ValidationError that names a field used twice.
    """
    taken: dict[str, str] = {}
    for letters, code in fields.items():
        if code != "ignore" and code in taken:
            raise ValidationError(
                {letters: f"“{BY_CODE[code].label}” is chosen for column {taken[code]} too: choose it once"}
            )
        taken[code] = letters
    if not {"title", "suppliers"} & taken.keys():
        raise ValidationError("Choose the column that holds the titles, or the one that holds the suppliers")
    with working_on(register_import, actor=actor) as fresh:
        propose(fresh, kept_file(fresh), fresh.sheet, fields)
        remember_columns(fresh, at)
        fresh.error = ""
        read_into_rows(fresh, actor=actor, at=at)


def mend_row(
    register_import: RegisterImport, number: int, texts: Mapping[str, str], *, actor: User, at: datetime
) -> None:
    """Put other texts in place of cells of a row, by field, and read it again. Raises Refused."""
    with working_on(register_import, actor=actor) as fresh:
        row = fresh.rows.get(number=number)
        unmended = {field: text for field, text in texts.items() if row.cells.get(field, "") != text}
        row.mended |= unmended
        row.choice = ""
        row.save(update_fields=["mended", "choice"])
        read_into_rows(fresh, actor=actor, at=at)


def choose_row(register_import: RegisterImport, number: int, choice: str, *, actor: User, at: datetime) -> None:
    """Take a row as it is, leave it out, or with "" neither. Raises Refused."""
    with working_on(register_import, actor=actor) as fresh:
        fresh.rows.filter(number=number).update(choice=choice)
        judge_rows(fresh, actor=actor, at=at)


def take_doubtful_rows(register_import: RegisterImport, *, actor: User, at: datetime) -> None:
    """Take every doubtful row as it is; one that waits for an answer about the register stays doubtful."""
    with working_on(register_import, actor=actor) as fresh:
        fresh.rows.filter(verdict=RowVerdict.DOUBTFUL).update(choice=RowChoice.TAKE)
        judge_rows(fresh, actor=actor, at=at)


def answer_names(
    register_import: RegisterImport, answers: Mapping[int, tuple[str, int | None]], *, actor: User, at: datetime
) -> None:
    """Keep what the names stand for, by their ids: an answer, and the row of the council's that is meant.

    Raises Refused. A name that is sure, or of another import, is passed over.
    """
    with working_on(register_import, actor=actor) as fresh:
        for name in fresh.names.filter(pk__in=answers, is_sure=False):
            answer, object_id = answers[name.pk]
            if answer not in ALLOWED[name.kind]:
                continue
            name.answer = answer
            if answer == NameAnswer.SAME and object_id and object_id != name.object_id:
                meant = _offered(name.kind, timezone.localdate(at)).filter(pk=object_id).first()
                if meant is None:
                    continue
                name.object_id, name.like_key, name.proposed = meant.pk, "", str(meant)
            name.save(update_fields=["answer", "object_id", "like_key", "proposed"])
        judge_rows(fresh, actor=actor, at=at)


def _offered(kind: str, today: date) -> QuerySet[Any]:
    """What a name of this kind may stand for. Its own name is then shown to everybody who works on the import."""
    rows: Mapping[str, QuerySet[Any]] = {
        NameKind.SUPPLIER: Supplier.objects.filter(merged_into=None),
        NameKind.SERVICE: services_known_to_all(),
        NameKind.DIRECTORATE: Directorate.objects.filter(Directorate.open_on(today)),
        NameKind.MANAGER: User.objects.filter(is_active=True),
    }
    return rows[kind]
