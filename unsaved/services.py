"""Keeping what was sent and not recorded, its files, and what came of a form; and deleting all of it after a day."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Sum
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from ui.form_marks import FIELD, FormMark
from unsaved.models import DRAFTS_KEPT, KEPT, Because, KeptDraft, SentForm, UnsavedFile, UnsavedForm, keys_of
from uploads import store
from uploads.limits import CHUNK
from uploads.names import clean_name
from uploads.results import FileRefused

FILE_FIELD, REMOVE_FIELD, FORM_FIELD = "unsaved_file", "remove_unsaved_file", "unsaved_form"
NEVER_KEPT = re.compile(r"csrf|passw|secret|token", re.IGNORECASE)
OWN_FIELDS = {FIELD, FILE_FIELD, REMOVE_FIELD, FORM_FIELD}
FORMS_OF_A_PERSON = 20
MOST_CHARACTERS = 1_000_000
log = logging.getLogger(__name__)

Upload = UploadedFile[Any]
Files = MultiValueDict[str, Upload]


def keep_form(
    mark: FormMark, posted: QueryDict, files: Files, *, sent_to: str, because: Because, at: datetime
) -> UnsavedForm:
    """Keep what somebody sent. Passwords and tokens are left out; the oldest of more than twenty forms makes room."""
    values, room = list[tuple[str, list[str]]](), MOST_CHARACTERS
    for name, sent in posted.lists():
        room -= sum(len(value) for value in sent)
        if name not in OWN_FIELDS and not NEVER_KEPT.search(name) and room >= 0:
            values.append((name, [value.replace("\x00", "") for value in sent]))
    with transaction.atomic():
        form = UnsavedForm.objects.create(
            person_id=mark.person, page=mark.page, sent_to=sent_to, values=values, because=because, kept_at=at
        )
        older = UnsavedForm.objects.filter(person_id=mark.person).order_by("-kept_at", "-pk")[FORMS_OF_A_PERSON:]
        for old in older:
            delete_form(old)
    chosen = UnsavedFile.objects.filter(person_id=mark.person, key__in=keys_of(posted.getlist(FILE_FIELD)))
    chosen.exclude(field__in=files).update(form=form)
    for field, uploads in files.lists():
        for upload in uploads:
            if keep_file(mark.person, field, upload, form=form, at=at) is None:
                form.without.append(clean_name(upload.name or ""))
    form.save(update_fields=["without"])
    return form


def keep_file(person: int, field: str, upload: Upload, *, form: UnsavedForm | None, at: datetime) -> UnsavedFile | None:
    """Keep a chosen file for a day; None where it is over what a person or the site may keep, or the disk is full.

    Nobody is given these bytes: they are inspected, as ever, when the form is sent again.
    """
    size = upload.size or 0
    held = UnsavedFile.objects.aggregate(total=Sum("size"))["total"] or 0
    own = UnsavedFile.objects.filter(person_id=person).aggregate(total=Sum("size"))["total"] or 0
    if own + size > settings.UNSAVED_OF_A_PERSON or held + size > settings.UNSAVED_OF_ALL:
        return None
    digest = hashlib.sha256()
    upload.seek(0)
    while piece := upload.read(CHUNK):
        digest.update(piece)
    try:
        stored = store.keep(upload, settings.UNSAVED_ROOT)
    except (FileRefused, OSError) as fault:
        log.warning("A chosen file could not be kept: %s", fault)
        return None
    try:
        with transaction.atomic():
            return UnsavedFile.objects.create(
                person_id=person,
                form=form,
                field=field[:200],
                name=clean_name(upload.name or ""),
                content_type=(upload.content_type or "")[:200],
                size=size,
                sha256=digest.hexdigest(),
                stored=stored,
                kept_at=at,
            )
    except BaseException:
        store.discard(settings.UNSAVED_ROOT, stored)
        raise


def delete_files(files: Iterable[UnsavedFile]) -> None:
    for file in files:
        file.delete()
        transaction.on_commit(lambda key=file.stored: store.discard(settings.UNSAVED_ROOT, key))  # type: ignore[misc]


def delete_form(form: UnsavedForm) -> None:
    with transaction.atomic():
        delete_files(form.files.all())
        form.delete()


# Each is a transaction of its own, whose commit does not wait for PostgreSQL's disk (docs/adr/0050).
NOT_WAITING = {"postgresql": "FROM set_config('synchronous_commit', 'off', true)"}
ADD_SENT_FORM = f"""
INSERT INTO {SentForm._meta.db_table} (digest, person_id, leads_to, sent_at)
SELECT %s, %s, '', %s {{not_waiting}} WHERE 1 = 1 ON CONFLICT (digest) DO NOTHING RETURNING id
"""
END_SENT_FORM = f"UPDATE {SentForm._meta.db_table} SET leads_to = %s {{not_waiting}} WHERE id = %s"


def begin_sending(digest: str, person: int, *, at: datetime) -> tuple[SentForm, bool]:
    """The one row of a sending, and whether it is new: otherwise the same was sent before.

    A row without an answer after two minutes is of a process that has ended: the form may be sent again. Every form
    that is sent begins here, so that the first time takes one statement.
    """
    row = SentForm(digest=digest, person_id=person, sent_at=at)
    with connection.cursor() as cursor:
        statement = ADD_SENT_FORM.format(not_waiting=NOT_WAITING.get(connection.vendor, ""))
        cursor.execute(statement, [digest, person, connection.ops.adapt_datetimefield_value(at)])
        if added := cursor.fetchone():
            row.pk = added[0]
            return row, True
    sent, is_new = SentForm.objects.filter(digest=digest).first(), False
    if sent is None:  # what came of it was an error, just now
        return begin_sending(digest, person, at=at)
    if not sent.leads_to and sent.sent_at < at - timedelta(minutes=2):
        is_new = SentForm.objects.filter(pk=sent.pk, sent_at=sent.sent_at).update(sent_at=at) == 1
    return sent, is_new


def end_sending(sent: SentForm, leads_to: str) -> None:
    """Note what came of it, for the same press again."""
    with connection.cursor() as cursor:
        cursor.execute(END_SENT_FORM.format(not_waiting=NOT_WAITING.get(connection.vendor, "")), [leads_to, sent.pk])


def save_draft(person: User, key: str, values: dict[str, Any], *, at: datetime) -> KeptDraft:
    """Keep some of the values of a draft; the others stay as they are. NUL, which no database keeps, is left out."""
    plain = json.loads(json.dumps(values).replace("\\u0000", ""))
    with transaction.atomic():
        draft, _ = KeptDraft.objects.get_or_create(person=person, key=key, defaults={"saved_at": at})
        draft = KeptDraft.objects.select_for_update().get(pk=draft.pk)
        draft.values, draft.version, draft.saved_at = draft.values | plain, draft.version + 1, at
        draft.save()
    return draft


def delete_draft(person: User, key: str) -> None:
    KeptDraft.objects.filter(person=person, key=key).delete()


def delete_expired(today: date) -> None:
    """What was kept for a day, its bytes, and bytes that nothing names; and drafts that nobody went on with."""
    limit = timezone.now() - KEPT
    for form in UnsavedForm.objects.filter(kept_at__lt=limit):
        delete_form(form)
    delete_files(UnsavedFile.objects.filter(kept_at__lt=limit))
    SentForm.objects.filter(sent_at__lt=limit).delete()
    KeptDraft.objects.filter(saved_at__lt=timezone.now() - DRAFTS_KEPT).delete()
    named = set(UnsavedFile.objects.values_list("stored", flat=True))
    root: Any = settings.UNSAVED_ROOT
    for path in root.glob("*/*") if root.exists() else ():
        if f"{path.parent.name}/{path.name}" not in named and path.stat().st_mtime < limit.timestamp():
            path.unlink(missing_ok=True)
