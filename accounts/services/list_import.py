"""A whole list brought in from a file: compared with what is there first, then written whole or not at all."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.council_lists import LISTS, CouncilList
from accounts.list_files import FileRow, folded, read_table
from accounts.models import Committee, Directorate, Division, ListEntry, User
from accounts.policies.lists import may_change_lists, may_choose
from accounts.selectors import councillors
from accounts.services.lists import code_from, store_change, store_new
from accounts.verdict import require
from ui.wording import listed

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
LONGEST = 120  # characters of a name, and of a district


@dataclass
class ImportPlan:
    """What a file would do to a list. `faults` are numbers of rows with sentences: with one, nothing is written."""

    council_list: CouncilList
    added: list[ListEntry] = field(default_factory=list)
    changed: list[tuple[ListEntry, ListEntry]] = field(default_factory=list)  # before and after
    unchanged: list[ListEntry] = field(default_factory=list)
    left_out: list[ListEntry] = field(default_factory=list)  # entries without an end that the file does not name
    faults: list[tuple[int, str]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Differs as soon as the same file would do something else."""
        parts = [entry.in_words for entry in self.added]
        parts += [f"{before.pk} {before.version} {after.in_words}" for before, after in self.changed]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def plan_import(council_list: CouncilList, rows: Sequence[FileRow], today: date) -> ImportPlan:
    """What the rows would do. A row means the entry of its short name where it has one, else that of its name."""
    comparison, plan = _Comparison(council_list, today), ImportPlan(council_list)
    for row in rows:
        values = comparison.values_of(row)
        entry = comparison.entry_of(values)
        if faults := [*comparison.faults_of(row, values, entry)]:
            plan.faults += [(row.number, f"Row {row.number}: {fault}") for fault in faults]
        elif entry is None:
            plan.added.append(council_list.model(**values))
        else:
            after = copy(entry)
            for name, value in values.items():
                if name != "name" or folded(value) != folded(entry.name):  # capitals alone rename nothing
                    setattr(after, name, value)
            if after.in_words == entry.in_words:
                plan.unchanged.append(entry)
            else:
                plan.changed.append((entry, after))
    named = {entry.pk for entry in plan.unchanged} | {before.pk for before, _ in plan.changed}
    plan.left_out = [entry for entry in comparison.entries if entry.pk not in named and not entry.ended_on]
    return plan


@dataclass(frozen=True)
class ListFile:
    """A file compared with the lists that it names. `faults` are sentences by row, `ignored` columns without a use."""

    plans: list[ImportPlan]
    faults: list[str]
    ignored: list[str]


def plan_file(text: str, today: date, council_list: CouncilList | None = None) -> ListFile:
    """Without a list, the column "list" of each row names it. Raises UnreadableFile."""
    if council_list:
        table = read_table(text, council_list.columns, council_list.required_columns)
        rows_of = {council_list: table.rows}
    else:
        columns = {column: name for each in LISTS.values() for column, name in each.columns.items()}
        table = read_table(text, {**columns, "list": "list"}, ["list", "name"])
        names = {name: each for each in LISTS.values() for name in (each.slug, each.singular)}
        rows_of = {each: [] for each in LISTS.values()}
        for row in table.rows:
            named = folded(row.cells.get("list", ""))
            if named in names:
                cells = {name: text for name, text in row.cells.items() if name in names[named].columns.values()}
                rows_of[names[named]].append(FileRow(row.number, cells))
            else:
                table.faults.append((row.number, f"Row {row.number}: the list must be one of {listed([*LISTS], 'or')}"))
    plans = [plan_import(each, rows, today) for each, rows in rows_of.items() if rows]
    faults = [*table.faults, *(fault for plan in plans for fault in plan.faults)]
    return ListFile(plans, [sentence for _, sentence in sorted(faults, key=itemgetter(0))], table.ignored)


@transaction.atomic
def import_file(file: ListFile, *, actor: User | None, at: datetime) -> None:
    """Write everything that a file says. Raises ValidationError, having written nothing."""
    require(may_change_lists(actor))
    if file.faults:
        raise ValidationError(file.faults)
    for plan in file.plans:
        rows = plan.council_list.model._default_manager.select_for_update(no_key=True)
        versions = dict(rows.filter(pk__in=[before.pk for before, _ in plan.changed]).values_list("pk", "version"))
        for before, after in plan.changed:
            if versions.get(before.pk) != before.version:
                raise ValidationError("The list has changed since the file was checked. Check it again")
            store_change(after, before, actor, at)
        for entry in plan.added:
            store_new(entry, actor, at)


class _Comparison:
    """A list as it is, and the rows of a file read so far."""

    def __init__(self, council_list: CouncilList, today: date) -> None:
        self.council_list, self.today = council_list, today
        self.entries: list[ListEntry] = list(council_list.model._default_manager.all())
        self.by_name = {folded(entry.name): entry for entry in self.entries}
        self.by_code = {entry.code: entry for entry in self.entries if isinstance(entry, Directorate)}
        self.districts = {folded(each.district): each.district for each in self.entries if isinstance(each, Division)}
        self.kinds = {folded(word): kind for kind in Committee.Kind for word in (kind.value, kind.label)}
        names = {field.name for field in council_list.fields}
        self.councillors = {person.email: person for person in councillors()} if "holder" in names else {}
        self.rows_of: dict[tuple[str, str], list[int]] = defaultdict(list)

    def values_of(self, row: FileRow) -> dict[str, Any]:
        """The cells that are not empty, each as the model keeps it; None where it means nothing there."""
        values: dict[str, Any] = dict(row.cells)
        if "district" in values:  # pages group by it, so it is written as it stands elsewhere
            values["district"] = self.districts.setdefault(folded(values["district"]), values["district"])
        if "kind" in values:
            values["kind"] = self.kinds.get(folded(values["kind"]))
        if "code" in values:
            values["code"] = values["code"].lower()
        if "holder" in values:
            values["holder"] = self.councillors.get(values["holder"].lower())
        if self.council_list.model is Directorate and "name" in values and "code" not in values:
            same = self.by_name.get(folded(values["name"]))
            values["code"] = same.code if isinstance(same, Directorate) else code_from(values["name"])
        return values

    def entry_of(self, values: dict[str, Any]) -> ListEntry | None:
        return self.by_code.get(values.get("code", "")) or self.by_name.get(folded(values.get("name", "")))

    def faults_of(self, row: FileRow, values: dict[str, Any], entry: ListEntry | None) -> Iterator[str]:
        labels = {"name": "name", **{field.name: field.column for field in self.council_list.fields}}
        for column in self.council_list.required_columns:
            if self.council_list.columns[column] not in values:
                yield f"the {column} is missing"
        for name, text in row.cells.items():
            if values[name] is None:
                known = "Executive, Overview and scrutiny, or Other"
                yield (
                    f"“{text}” is no kind of committee. Write {known}"
                    if name == "kind"
                    else f"no councillor here has the email address “{text}”"
                )
            elif name in ("name", "district") and len(text) > LONGEST:
                yield f"the {labels[name]} is longer than {LONGEST} characters"
            elif name == "code" and not CODE.fullmatch(text.lower()):
                yield f"“{text}” is no short name. Use small letters, numbers and hyphens, 40 at most"
        for name in ("name", "code"):
            numbers = self.rows_of[name, folded(values.get(name, ""))]
            numbers.append(row.number)
            if values.get(name) and len(numbers) > 1:
                yield f"“{values[name]}” is there twice (rows {listed([str(number) for number in numbers])})"
                break
        same_name = self.by_name.get(folded(values.get("name", "")))
        if same_name and entry != same_name:
            yield f"the short name “{values['code']}” is that of “{entry}”, but “{same_name}” is on the list too"
        elif isinstance(entry, Directorate) and entry.code != values["code"]:
            yield f"the short name of “{entry}” is “{entry.code}”, which can't be changed"
        if entry and not may_choose(entry, self.today):
            yield f"{may_choose(entry, self.today).reason}. Reopen it first, or leave the row out"
