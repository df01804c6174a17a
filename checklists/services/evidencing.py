"""Evidence of a cycle: adding a file that was inspected and kept, or a link; newer versions; putting it right."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from checklists.models import Answer, Evidence, EvidenceKind
from checklists.presenters.evidence import size_text
from checklists.services.answering import rest_on
from cycles.models import Cycle
from cycles.policies import may
from cycles.selectors.one_cycle import lock_cycle
from cycles.services.changing import Change, changing
from ui.text import folded
from uploads import store
from uploads.checking import check_file
from uploads.limits import MEBIBYTE
from uploads.names import clean_name
from uploads.proposals import date_in, title_in
from uploads.results import FileRefused, Readable

log = logging.getLogger(__name__)

NO_ROOM = (
    "The selected file could not be kept, because the disk of this site is full or cannot be written to."
    " Nothing was saved. Try again later, and tell {contact}"
)
DATED_LATE = "The date of the evidence must be today or in the past"


@dataclass(frozen=True)
class Description:
    """What is said of a piece of evidence. A file says itself what is left empty: by its name or its properties."""

    title: str = ""
    dated: date | None = None
    good_until: date | None = None
    years: int = 2  # that it is good for, where no last day is given
    confidential: bool = False

    def complete(self) -> dict[str, Any]:
        """As fields of its row. Raises ValidationError for what is missing or does not fit together."""
        if not self.title:
            raise ValidationError({"title": "Enter a title for the evidence"})
        if self.dated is None:
            raise ValidationError({"dated": "Enter the date of the evidence"})
        good_until = self.good_until or years_after(self.dated, self.years)
        if good_until < self.dated:
            raise ValidationError({"good_until": "Good until must be the same as or after the date of the evidence"})
        fields = asdict(self) | {"good_until": good_until}
        del fields["years"]
        return fields


def years_after(start: date, years: int) -> date:
    """The same day in a later year; 28 February for a leap day."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


def add_file(
    cycle: Cycle,
    stream: Readable,
    name: str,
    *,
    title: str = "",
    dated: date | None = None,
    good_until: date | None = None,
    years: int = 2,
    confidential: bool = False,
    answers: Iterable[Answer] = (),
    replaces: Evidence | None = None,
    actor: User,
    at: datetime,
) -> Evidence:
    """Inspect, keep and record a file, and let these answers rest on it, or take the place of an earlier version.

    The file is on disk before the row that names it is committed. Raises ValidationError on `file` with what to do
    when the file is refused.
    """
    described = Description(title, dated, good_until, years, confidential)
    with (
        kept_file(stream, name, described, on=timezone.localdate(at)) as fields,
        changing(cycle.pk, actor=actor, action="add_evidence", at=at) as change,
    ):
        return _place(change, answers, replaces, fields)


@contextmanager
def kept_file(stream: Readable, name: str, described: Description, *, on: date) -> Iterator[dict[str, Any]]:
    """Inspect a file and keep it on disk; yield the fields of its evidence. What fails within discards it again.

    What the description leaves out is taken from the file, as a proposal that can be mended. Raises ValidationError,
    on `file` with what to do when the file is refused.
    """
    try:
        found = check_file(stream, name)
        proposed = found.remarks.dated if found.remarks.dated and found.remarks.dated <= on else None
        described = replace(
            described,
            title=described.title or (found.remarks.title or title_in(name))[:200],
            dated=described.dated or date_in(name, on) or proposed,
        )
        try:
            fields = described.complete()
        except ValidationError as unsaid:
            if "dated" not in unsaid.message_dict:
                raise
            raise ValidationError({"dated": "Enter the date of the evidence: the file does not say one"}) from unsaid
        key = store.keep(stream if found.cleaned is None else io.BytesIO(found.cleaned), settings.MEDIA_ROOT)
    except FileRefused as refused:
        raise ValidationError({"file": str(refused)}) from refused
    except OSError as unwritten:
        log.error("A file could not be kept: %s", unwritten.strerror)
        raise ValidationError({"file": NO_ROOM.format(contact=settings.SERVICE_CONTACT)}) from unwritten
    try:
        yield fields | {
            "kind": EvidenceKind.FILE,
            "file_key": key,
            "file_name": clean_name(name),
            "content_type": found.content_type,
            "size": found.size,
            "sha256": found.sha256,
            "notes": {note.name: names for note, names in found.remarks.notes.items()},
        }
    except BaseException:
        store.discard(settings.MEDIA_ROOT, key)
        raise


def add_link(
    cycle: Cycle,
    url: str,
    *,
    title: str,
    dated: date | None,
    good_until: date | None = None,
    years: int = 2,
    confidential: bool = False,
    answers: Iterable[Answer] = (),
    replaces: Evidence | None = None,
    actor: User,
    at: datetime,
) -> Evidence:
    """The same with a link, for example into SharePoint."""
    fields = Description(title, dated, good_until, years, confidential).complete()
    with changing(cycle.pk, actor=actor, action="add_evidence", at=at) as change:
        return _place(change, answers, replaces, fields | {"kind": EvidenceKind.LINK, "url": url})


def _place(change: Change, answers: Iterable[Answer], replaces: Evidence | None, fields: dict[str, Any]) -> Evidence:
    """Create a piece of evidence where it belongs.

    A newer version takes the earlier one's place in every answer that can still be changed; answers that are before
    their deciders, or were decided, keep what they rested on.
    """
    if replaces is None:
        evidence = create_evidence(change, **fields)
        for answer in answers:
            rest_on(change, answer, evidence)
        return evidence
    earlier = Evidence.objects.select_related("replaced_by").get(pk=replaces.pk, cycle=change.cycle)
    if newer := getattr(earlier, "replaced_by", None):
        raise ValidationError(f"“{newer}” has taken its place already. Add your version to that one")
    evidence = create_evidence(change, replaces=earlier, **fields)
    for answer in earlier.answers.filter(set_aside_because="").select_related("question"):
        if may("answer", change.actor, change.cycle, change.on, answer):
            rest_on(change, answer, evidence)
    return evidence


def mend_evidence(evidence: Evidence, described: Description, *, actor: User, at: datetime) -> Evidence:
    """Put title and dates right, on record. What was sealed before keeps what it said."""
    fields = described.complete()
    with changing(evidence.cycle_id, actor=actor, action="add_evidence", at=at, row=evidence) as change:
        fresh: Evidence = change.row
        if fields["dated"] > change.on:
            raise ValidationError({"dated": DATED_LATE})
        before = {name: getattr(fresh, name) for name in fields}
        changed = {name: value for name, value in fields.items() if before[name] != value}
        if not changed:
            return fresh
        for name, value in changed.items():
            setattr(fresh, name, value)
        fresh.words = folded(fresh.title)
        fresh.save()
        change.record(
            "evidence_mended",
            about=fresh,
            evidence=before["title"],
            before={name: before[name] for name in changed},
            after=changed,
        )
        return fresh


def record_download(evidence: Evidence, *, actor: User, at: datetime) -> None:
    """Put on record who read which bytes. Reading changes nothing of the cycle, so whoever may read may be recorded."""
    with transaction.atomic():
        cycle = lock_cycle(evidence.cycle_id)
        facts = {"evidence": evidence.title, "sha256": evidence.sha256}
        Change(cycle, actor, at).record("evidence_downloaded", about=evidence, **facts)


def create_evidence(change: Change, **fields: Any) -> Evidence:
    """Add a row of evidence to the cycle that is being changed, and to its record.

    Raises ValidationError on `file` where the file is more than there is room for.
    """
    if size := fields.get("size"):
        _require_room(change, size)
    words = folded(fields["title"])
    row = Evidence.objects.create(cycle=change.cycle, words=words, added_by=change.actor, added_at=change.at, **fields)
    change.record("evidence_added", about=row, evidence=row.title, sha256=row.sha256)
    return row


def _require_room(change: Change, size: int) -> None:
    """Compare with what one person adds in a day, a cycle holds and the site holds; the sum of the site may lag."""
    today = timezone.make_aware(datetime.combine(change.on, time()))
    by_person = Evidence.objects.filter(added_by=change.actor, added_at__gte=today)
    limits = (
        ("You can add {limit} of files a day", by_person, settings.EVIDENCE_PERSON_DAY_MB, "Add it tomorrow, or ask"),
        ("A cycle can hold {limit} of files", change.cycle.evidence.all(), settings.EVIDENCE_CYCLE_MB, "Ask"),
        ("This site can hold {limit} of files", Evidence.objects.all(), settings.EVIDENCE_SITE_MB, "Ask"),
    )
    for rule, rows, limit, advice in limits:
        left = limit * MEBIBYTE - (rows.aggregate(total=Sum("size"))["total"] or 0)
        if size > left:
            said = rule.format(limit=size_text(limit * MEBIBYTE))
            remains = f"{size_text(left)} is left" if left > 0 else "nothing is left"
            raise ValidationError(
                {"file": f"{said}: {remains}, and this one has {size_text(size)}. {advice} {settings.SERVICE_CONTACT}"}
            )


def delete_unnamed_files(today: date) -> None:
    """Bytes that no evidence names: of a server that stopped between keeping a file and recording it."""
    store.discard_unnamed(settings.MEDIA_ROOT, Evidence.objects.exclude(file_key="").values_list("file_key", flat=True))
