"""Load an edition of the framework from a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from principles.services import EditionRefused, FaultyFiles, LoadOutcome, load_folder

SENTENCES = {
    LoadOutcome.LOADED: "Loaded",
    LoadOutcome.REPLACED: "Replaced, as no cycle used it,",
    LoadOutcome.UNCHANGED: "Nothing to change in",
}


class Command(BaseCommand):
    help = "Load an edition from FOLDER's framework.yaml and checklist.yaml. Loading the same again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--check", action="store_true", help="name every fault and write nothing")

    def handle(self, *args: Any, folder: Path, check: bool, **options: Any) -> None:
        try:
            with transaction.atomic():
                loaded = load_folder(folder, at=timezone.now())
                transaction.set_rollback(check)
        except FaultyFiles as refused:
            count = len(refused.faults)
            raise CommandError(f"Not loaded: {count} fault{'s'[: count > 1]}.\n{refused}") from refused
        except EditionRefused as refused:
            raise CommandError(f"Not loaded: {refused}") from refused
        if check:
            self.stdout.write("No fault. Nothing was written. Without --check:")
        self.stdout.write(f"{SENTENCES[loaded.outcome]} the edition {loaded.edition.title}.")
