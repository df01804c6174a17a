from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from checklists.models import Evidence, EvidenceKind
from checklists.services.verifying import verify_evidence


class Command(BaseCommand):
    help = "Compare every evidence file with what was added; name the altered and missing, and tell their leads."

    def handle(self, *args: Any, **options: Any) -> None:
        damaged = list(verify_evidence(timezone.now()))
        for each in damaged:
            what, evidence = "missing" if each.is_missing else "altered", each.evidence
            where = f"{evidence.cycle.reference}, evidence {evidence.pk}, {evidence.file_name}"
            self.stderr.write(f"{what.capitalize()}: {where}, stored as {evidence.file_key}")
        if damaged:
            raise CommandError(f"Evidence files that are altered or missing: {len(damaged)}.")
        number = Evidence.objects.filter(kind=EvidenceKind.FILE).count()
        self.stdout.write(f"All evidence files are as they were added: {number}.")
