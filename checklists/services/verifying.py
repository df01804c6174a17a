"""Evidence whose stored bytes are not what was added: noted, told to people, and forgotten once it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.selectors import administrators
from checklists.models import DamagedFile, Evidence, EvidenceKind
from cycles.selectors.replacements import holder_or_replacements
from notifications.services.notifying import notify
from uploads.store import Altered, Missing, open_kept


def verify_evidence(at: datetime) -> Iterator[DamagedFile]:
    """Compare every stored file with its digest; those that differ. Running it twice tells nobody twice."""
    files = Evidence.objects.filter(kind=EvidenceKind.FILE).select_related("cycle__service", "cycle__lead")
    for evidence in files.order_by("pk").iterator(chunk_size=200):
        try:
            open_kept(settings.MEDIA_ROOT, evidence.file_key, evidence.sha256).close()
        except (Altered, ValueError) as error:
            yield note_damage(evidence, error, at=at)
        else:
            DamagedFile.objects.filter(evidence=evidence).delete()


def note_damage(evidence: Evidence, error: Exception, *, at: datetime) -> DamagedFile:
    """Store what is wrong with the file, and tell the lead and the administrators the first time."""
    is_missing, cycle = isinstance(error, Missing), evidence.cycle
    with transaction.atomic():
        values = {"is_missing": is_missing}
        damage, is_new = DamagedFile.objects.update_or_create(
            evidence=evidence, defaults=values, create_defaults={**values, "found_at": at}
        )
        if is_new:
            notify(
                "evidence_damaged",
                holder_or_replacements(cycle.lead, cycle),
                occasion=f"{evidence.pk}:{at.isoformat()}",
                address=reverse("evidence-item", args=[cycle.reference, evidence.pk]),
                at=at,
                about=evidence,
                cycle_id=cycle.pk,
                cycle=cycle,
                reference=cycle.reference,
                evidence=evidence,
                damage="missing" if is_missing else "not what was added",
            )
            notify(
                "evidence_files_damaged",
                administrators(),
                occasion=f"{evidence.pk}:{at.isoformat()}",
                address=reverse("healthz-deep"),
                at=at,
            )
    return damage
