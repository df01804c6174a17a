from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.council_lists import LISTS
from accounts.list_files import UnreadableFile, text_of
from accounts.services.list_import import import_file, plan_file
from ui.wording import counted


class Command(BaseCommand):
    help = (
        "Bring the council's lists in from a CSV file: directorates, divisions, portfolios and committees. The column "
        "'list' names the list of each row, or --list that of all. With one fault nothing is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--list", choices=[*LISTS], help="the list that all rows belong to")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        at = timezone.now()
        try:
            wanted = plan_file(text_of(file.read_bytes()), timezone.localdate(at), LISTS.get(options["list"] or ""))
            import_file(wanted, actor=None, at=at)
        except OSError as error:
            raise CommandError(f"Nothing was brought in: {file} can't be read: {error.strerror}") from error
        except UnreadableFile as fault:
            raise CommandError(f"Nothing was brought in: {fault}") from fault
        except ValidationError as error:
            raise CommandError("\n".join(["Nothing was brought in.", *error.messages])) from error
        for plan in wanted.plans:
            self.stdout.write(
                f"{plan.council_list.title}: {counted(len(plan.added), 'entry', 'entries')} added, "
                f"{len(plan.changed)} changed, {len(plan.unchanged)} there already."
            )
