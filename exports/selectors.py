"""The files of one person, and which of them may still be given out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commissioning.wording import counted, day
from exports.models import Export, ExportState
from exports.tables import table_of


@dataclass(frozen=True)
class File:
    """One line of the list; `may_have` while it is ready and holds nothing that its reader may not see today."""

    export: Export
    may_have: bool

    @property
    def page(self) -> str:
        """Where the table stands, filtered the same way."""
        return page_of(self.export.name, self.export.query)

    @property
    def mark(self) -> str:
        if self.export.state == ExportState.READY:
            return "ready" if self.may_have else "withdrawn"
        return "waiting" if self.export.is_open else "refused"

    @property
    def word(self) -> str:
        return "Withdrawn" if self.mark == "withdrawn" else self.export.get_state_display()

    @property
    def said(self) -> str:
        """How far it is, or what to do."""
        export = self.export
        match export.state:
            case ExportState.WAITING:
                return "It begins within a minute"
            case ExportState.MAKING:
                return f"{export.rows:,} of {counted(export.count, 'row')}"
            case ExportState.READY if self.may_have:
                return f"{counted(export.rows, 'row')}, kept until {day(timezone.localdate(export.kept_until))}"
            case ExportState.READY:
                return "What you may see has changed since. Ask for it again"
        return "Something went wrong each time it was tried. Ask for it again later"


def page_of(name: str, query: str) -> str:
    return f"{reverse(name)}?{query}" if query else reverse(name)


def exports_of(user: User) -> QuerySet[Export]:
    """Newest first. Nobody else's is ever among them."""
    return Export.objects.filter(asked_by=user)


def files_of(user: User, found: Iterable[Export]) -> list[File]:
    """The rights are asked again, once for each kind of table and not for each file."""
    exports = list(found)
    ready = {export.name for export in exports if export.state == ExportState.READY}
    today = {name: rights for name in ready if (rights := _as_of_today(name, user))}
    return [File(export, _may_have(export, today.get(export.name))) for export in exports]


@dataclass(frozen=True)
class _Rights:
    """What somebody may see of one kind of table today, and the rows that they may not, each since when it is there."""

    columns: frozenset[str]
    hidden: Mapping[int, datetime]


def _as_of_today(name: str, user: User) -> _Rights | None:
    try:
        table = table_of(name, user, QueryDict())
    except PermissionDenied:
        return None
    return _Rights(frozenset(column.key for column in table.columns), table.hidden())


def _may_have(export: Export, today: _Rights | None) -> bool:
    """No column that is theirs no longer, and no row that was there then and has been closed to them since."""
    made_at = export.made_at
    if today is None or made_at is None or export.state != ExportState.READY:
        return False
    hidden = {key for key, since in today.hidden.items() if since <= made_at}
    return today.columns.issuperset(export.columns) and hidden <= set(export.hidden)
