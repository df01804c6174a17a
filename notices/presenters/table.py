"""The list of notices as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Directorate, User
from accounts.roles import roles_of
from contracts.selectors.visibility import hidden_subjects, subject_key
from exports.policies import may_download
from exports.tables import ColumnKind, ExportColumn, ExportTable, Row
from notices.facts import NoticeDueState
from notices.presenters.rows import NoticeRow, notice_rows
from notices.selectors.owed import NoticeFilter, law_in_force, owed_notices, subjects_of

COLUMNS = [
    ExportColumn("reference", "Reference"),
    ExportColumn("title", "Agreement or cycle"),
    ExportColumn("directorate", "Directorate"),
    ExportColumn("code", "Notice"),
    ExportColumn("name", "Name of the notice"),
    ExportColumn("turn", "Which time"),
    ExportColumn("due", "Due by", ColumnKind.DATE),
    ExportColumn("state", "State"),
    ExportColumn("published", "Published on", ColumnKind.DATE),
    ExportColumn("link", "Link"),
    ExportColumn("sentence", "In words"),
    ExportColumn("basis", "Basis in law"),
]


def filter_of(query: QueryDict) -> NoticeFilter:
    """What an address asks for; what it cannot ask for is left out."""
    state = query.get("state", "")
    return NoticeFilter(
        directorate=query.get("directorate", "")[:40],
        code=query.get("notice", "")[:40],
        state=state if state in set(NoticeDueState) else "",
        mine=query.get("mine") == "yes",
    )


def query_of(wanted: NoticeFilter) -> str:
    parts = {
        "directorate": wanted.directorate,
        "notice": wanted.code,
        "state": wanted.state,
        "mine": "yes" if wanted.mine else "",
    }
    return urlencode({name: value for name, value in parts.items() if value})


def notice_table(user: User, query: QueryDict) -> ExportTable:
    """The rows stand by what they are of, in the order of the list."""
    if not (verdict := may_download(user)):
        raise PermissionDenied(verdict.reason)
    today, wanted = timezone.localdate(), filter_of(query)
    figures = law_in_force(today)

    def rows() -> Mapping[int, list[NoticeRow]]:
        found: dict[int, list[NoticeRow]] = {}
        subjects, is_officer = subjects_of(user, today, mine=wanted.mine), roles_of(user).is_officer
        owed = owed_notices(subjects, wanted, figures, today, is_officer=is_officer)
        for row in notice_rows(owed, figures, lambda owed: False):
            found.setdefault(subject_key(row.owed.subject), []).append(row)
        return found

    def read(keys: Sequence[int]) -> Iterator[Row]:
        of_subjects = rows()
        for row in (row for key in keys for row in of_subjects.get(key, ())):
            notice = row.owed.notice
            yield (
                row.owed.reference,
                row.owed.title,
                str(row.owed.subject.directorate or ""),
                row.codes,
                notice.name,
                row.turn,
                notice.due_by,
                row.state,
                notice.published_on,
                notice.link,
                notice.sentence,
                row.basis,
            )

    filters = [
        ("Directorate", str(Directorate.objects.filter(code=wanted.directorate).first() or "")),
        ("Notice", wanted.code),
        ("State", wanted.state.replace("_", " ").capitalize()),
        ("Whose", "Mine" if wanted.mine else ""),
    ]
    return ExportTable(
        title="Notices",
        query=query_of(wanted),
        filters=[(label, value) for label, value in filters if value],
        columns=COLUMNS,
        find=lambda: list(rows()),
        read=read,
        hidden=lambda: hidden_subjects(user, today),
    )
