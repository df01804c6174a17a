"""How a site comes to its first administrator. The command prints a link, since e-mail may not be set up yet."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import RoleKind
from accounts.services.credentials import make_first_link
from accounts.services.people import add_person
from accounts.services.roles import grant_role


class Command(BaseCommand):
    help = "Add an administrator, who adds everybody else in the browser. Prints the link to set a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            with transaction.atomic():
                person = add_person(name=options["name"], email=options["email"], actor=None, at=at)
                grant_role(person, RoleKind.ADMINISTRATOR, actor=None, at=at)
                link = make_first_link(person, at=at)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{person} was added. They set a password at the site's address followed by {link}")
