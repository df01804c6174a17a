"""A register brought in as people do it, by the services or by the pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from imports.models import RegisterImport
from imports.services.answers import confirm_columns, take_doubtful_rows
from imports.services.bringing_in import bring_in_waiting, request_bringing_in
from imports.services.files import start_import
from tests.council import NOW, Council

DATA = Path(__file__).parent / "data"
LANCASHIRE = DATA / "lancashire_notices.csv"
HEADINGS = "Reference,Title,Supplier,Value,Start date,End date,Extensions,Service,Department,Contract manager"


def checked(
    council: Council, data: bytes | str, name: str = "register.csv", *, by: str = "lead", at: datetime = NOW
) -> RegisterImport:
    """A file with its columns as they are proposed."""
    content = data.encode() if isinstance(data, str) else data
    started = start_import(content, name, actor=council[by], at=at)
    fields = {column["letters"]: column["field"] for column in started.columns}
    confirm_columns(started, fields, actor=council[by], at=at)
    return fresh(started)


def brought_in(
    council: Council, data: bytes | str, name: str = "register.csv", *, by: str = "lead", at: datetime = NOW
) -> RegisterImport:
    """The same, with all doubtful rows taken, and written."""
    started = checked(council, data, name, by=by, at=at)
    take_doubtful_rows(started, actor=council[by], at=at)
    request_bringing_in(started, actor=council[by], at=at)
    bring_in_waiting(lambda: at)
    return fresh(started)


def fresh(register_import: RegisterImport) -> RegisterImport:
    return RegisterImport.objects.get(pk=register_import.pk)


def rows(*lines: str) -> str:
    """A small register: lines under the headings above."""
    return "\n".join([HEADINGS, *lines]) + "\n"
