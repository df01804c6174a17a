"""The files of one person as their page lists them, and which of them may still be downloaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from exports.models import Export, ExportState
from exports.tables import table_of
from ui.wording import counted, day


@dataclass(frozen=True)
class ExportedFile:
    """One line of the list. `may_download`: it is ready and holds nothing that its reader may not see today."""

    export: Export
    may_download: bool

    @property
    def page(self) -> str:
        """The address of the table, filtered the same way."""
        return address_of(self.export.name, self.export.query)

    @property
    def status(self) -> str:
        """The kind of its status tag."""
        if self.export.state == ExportState.READY:
            return "ready" if self.may_download else "withdrawn"
        return "waiting" if self.export.is_open else "refused"

    @property
    def status_label(self) -> str:
        return "Withdrawn" if self.status == "withdrawn" else self.export.get_state_display()

    @property
    def progress(self) -> str:
        """How far it is, or what to do."""
        export = self.export
        match export.state:
            case ExportState.WAITING:
                return "It begins within a minute"
            case ExportState.MAKING:
                return f"{export.rows:,} of {counted(export.count, 'row')}"
            case ExportState.READY if self.may_download:
                return f"{counted(export.rows, 'row')}, kept until {day(timezone.localdate(export.kept_until))}"
            case ExportState.READY:
                return "What you may see has changed since. Ask for it again"
        return "Something went wrong each time it was tried. Ask for it again later"


def address_of(name: str, query: str) -> str:
    """The address of the page of that name with that query string."""
    return f"{reverse(name)}?{query}" if query else reverse(name)


def exported_files(user: User, exports: Iterable[Export]) -> list[ExportedFile]:
    """What the person may see today is read once for each kind of table, not for each file.

    A file is withdrawn if it has a column that is no longer theirs, or may have a row that existed then and has been
    hidden from them since.
    """
    exports = list(exports)
    visible: dict[str, tuple[set[str], Mapping[int, datetime]]] = {}
    for name in {export.name for export in exports if export.state == ExportState.READY}:
        try:
            table = table_of(name, user, QueryDict())
        except PermissionDenied:
            continue
        visible[name] = ({column.key for column in table.columns}, table.hidden())
    files = []
    for export in exports:
        may_download = False
        if export.state == ExportState.READY and export.made_at is not None and export.name in visible:
            columns, hidden_since = visible[export.name]
            hidden = {key for key, since in hidden_since.items() if since <= export.made_at}
            may_download = columns.issuperset(export.columns) and hidden <= set(export.hidden)
        files.append(ExportedFile(export, may_download))
    return files
