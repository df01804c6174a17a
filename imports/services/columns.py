"""What the columns of a file hold: proposed when it is read, confirmed by a person, remembered for the next file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from itertools import islice

from django.conf import settings

from imports.models import ColumnMapping, RegisterImport
from imports.register_files.cells import is_filled, plain_text, shortened
from imports.register_files.columns import propose_columns
from imports.register_files.dates import OpenEnd
from imports.register_files.faults import RegisterFault, RegisterRefused
from imports.register_files.fields import folded
from imports.register_files.headings import choose_table
from imports.register_files.money import Amount
from imports.register_files.results import NotKnown, ReadValue
from imports.register_files.sheets import RegisterFile
from imports.register_files.suppliers import SupplierInCell
from imports.register_files.terms import ContractTerm
from imports.register_files.values import ColumnFacts, NoticeInCell, read_value
from ui.wording import counted, day, listed, money

SAMPLES = 3  # cells of a column that the page shows
NOTICES = 20  # lines beside the table that it tells of


def propose(
    register_import: RegisterImport,
    file: RegisterFile,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> None:
    """Set what the file's sheet holds, as far as it can be told; the caller saves it.

    Raises RegisterRefused where the sheet holds no table, or one that is too long to be checked in a request.
    """
    remembered = dict(ColumnMapping.objects.values_list("heading", "field")) | dict(mapping or {})
    table = choose_table(file, sheet)
    if len(table.rows) > settings.IMPORT_ROWS:
        counts = {"rows": f"{len(table.rows):,}", "limit": f"{settings.IMPORT_ROWS:,}"}
        raise RegisterRefused(RegisterFault.TOO_MANY_TO_CHECK, sheet=table.sheet, **counts)
    register_import.sheet = table.sheet
    register_import.sheets = [each.name for each in file.sheets if each.rows]
    register_import.heading_row = table.heading_row
    register_import.columns = []
    for proposal in propose_columns(table, remembered):
        column, samples = proposal.column, []
        cells = (row[column.index] for _, row in table.rows if column.index < len(row))
        for cell in islice(filter(is_filled, cells), SAMPLES):
            result = read_value(cell, proposal.field, ColumnFacts(file.starts_1904))
            if isinstance(result, ReadValue):
                reading = _in_words(result.value)
            else:
                reading = "Not known" if isinstance(result, NotKnown) else "Can’t be read"
            samples.append([shortened(plain_text(cell)), reading])
        described = {
            "letters": column.letters,
            "heading": column.heading,
            "key": folded(column.heading)[:200],
            "field": proposal.field.code,
            "certainty": proposal.certainty.value,
            "reason": proposal.reason,
            "samples": samples,
        }
        register_import.columns.append(described)
    headings = "\n".join(sorted(folded(column.heading) for column in table.columns))
    register_import.source = hashlib.sha256(headings.encode()).hexdigest()
    register_import.notices = [
        f"Row {line.number} (“{line.text}”) was not read: {line.reason[:1].lower()}{line.reason[1:]}"
        for line in table.left_out[:NOTICES]
    ]


def mapping_of(register_import: RegisterImport) -> dict[str, str]:
    """The field of each column by its letters: two columns may have one heading, and some have none."""
    return {column["letters"]: column["field"] for column in register_import.columns}


def remember_columns(register_import: RegisterImport, at: datetime) -> None:
    """Keep what each heading was used for; the last use counts."""
    fields = {column["key"]: column["field"] for column in register_import.columns if column["key"]}
    rows = [ColumnMapping(heading=heading, field=field, used_at=at) for heading, field in fields.items()]
    ColumnMapping.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["heading"], update_fields=["field", "used_at"]
    )


def _in_words(value: object) -> str:
    """What was read of a cell, to be compared with the cell."""
    if isinstance(value, OpenEnd):
        text = "No end"
    elif isinstance(value, bool):
        text = "Yes" if value else "No"
    elif isinstance(value, date):
        text = day(value)
    elif isinstance(value, Amount):
        text = f"{money(value.pounds)} a year" if value.yearly else money(value.pounds)
    elif isinstance(value, NoticeInCell):
        text = f"{value.number} {value.unit}"
    elif isinstance(value, ContractTerm):
        options = [counted(months, "month") for months in value.extensions]
        options += [f"until {day(value.until)}"] if value.until else []
        initial = counted(value.initial, "month") if value.initial else ""
        text = "; ".join(filter(None, [initial, f"extensions: {listed(options)}" if options else "no extension"]))
    elif isinstance(value, tuple):
        text = "; ".join(each.name if isinstance(each, SupplierInCell) else str(each) for each in value)
    else:
        text = str(value)
    return shortened(text)
