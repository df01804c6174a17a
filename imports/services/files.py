"""Receiving a file, keeping its bytes while it is worked on, and deleting what nobody went on with."""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused
from imports.models import OPEN_STATES, RegisterImport
from imports.policies import may_import, may_work_on
from imports.register_files.faults import RegisterFault, RegisterRefused
from imports.register_files.readers import read_file
from imports.register_files.sheets import RegisterFile
from imports.services.columns import propose
from uploads import store
from uploads.names import clean_name

PASTED = "Pasted rows"


def start_import(data: bytes, name: str, *, actor: User, at: datetime) -> RegisterImport:
    """Read a file and propose what its columns hold. Raises Refused, or RegisterRefused whose text says what to do.

    The reader inspects the bytes: what they are counts, not their name, and nothing in them is run.
    """
    if not (verdict := may_import(actor)):
        raise Refused(verdict.reason)
    name = clean_name(name)
    file = read_file(data, name)
    register_import = RegisterImport(by=actor, at=at, file_name=name, sha256=hashlib.sha256(data).hexdigest())
    propose(register_import, file)
    try:
        register_import.key = store.keep(io.BytesIO(data), settings.IMPORTS_ROOT)
    except OSError as unwritten:
        raise RegisterRefused(RegisterFault.NO_ROOM) from unwritten
    try:
        with transaction.atomic():
            register_import.save()
    except BaseException:
        store.discard(settings.IMPORTS_ROOT, register_import.key)
        raise
    return register_import


def start_pasted(text: str, *, actor: User, at: datetime) -> RegisterImport:
    """The same with rows that were copied from a spreadsheet."""
    return start_import(text.encode(), PASTED, actor=actor, at=at)


def kept_file(register_import: RegisterImport) -> RegisterFile:
    """The file, read again from its kept bytes. Raises store.Altered or store.Missing where they are damaged."""
    with store.open_kept(settings.IMPORTS_ROOT, register_import.key, register_import.sha256) as stream:
        return read_file(stream.read(), register_import.file_name)


def delete_import(register_import: RegisterImport, *, actor: User, at: datetime) -> None:
    """Give up an import that was not brought in. Raises Refused."""
    with transaction.atomic():
        fresh = RegisterImport.objects.select_for_update().get(pk=register_import.pk)
        if not (verdict := may_work_on(actor, fresh)):
            raise Refused(verdict.reason)
        _delete(fresh)


def delete_unfinished_imports(today: date) -> None:
    """Imports that nobody has gone on with for IMPORT_KEPT_DAYS, with their bytes; and bytes that no import names."""
    limit = timezone.now() - timedelta(days=kept_days())
    for old in RegisterImport.objects.filter(state__in=OPEN_STATES, at__lt=limit):
        with transaction.atomic():
            fresh = RegisterImport.objects.select_for_update().filter(pk=old.pk, state__in=OPEN_STATES).first()
            if fresh:
                _delete(fresh)
    store.discard_unnamed(settings.IMPORTS_ROOT, RegisterImport.objects.exclude(key="").values_list("key", flat=True))


def kept_days() -> int:
    """For how many days an import waits for somebody to go on."""
    return int(settings.IMPORT_KEPT_DAYS)


def discard_bytes(register_import: RegisterImport) -> None:
    """Forget the bytes once the transaction is committed: the rows say all that they said."""
    key, register_import.key = register_import.key, ""
    if key:
        transaction.on_commit(lambda: store.discard(settings.IMPORTS_ROOT, key))


def _delete(register_import: RegisterImport) -> None:
    discard_bytes(register_import)
    register_import.delete()
