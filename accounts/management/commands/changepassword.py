"""Django's command, through the service: it tells the person, and counts as somebody else's change."""

import getpass
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from accounts.services.credentials import set_password
from audit.models import SecurityKind
from audit.security import record_security
from ui.text import clean_text


class Command(BaseCommand):
    help = "Set a new password for a person. They are told, and confirm it by email before they decide again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> str:
        try:
            person = User.objects.get_by_natural_key(options["email"])
        except User.DoesNotExist as error:
            raise CommandError(f"There is nobody with the email address {options['email']}") from error
        password = clean_text(getpass.getpass())
        if password != clean_text(getpass.getpass("Password (again): ")):
            raise CommandError("The two passwords differ")
        try:
            password_validation.validate_password(password, person)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        set_password(person, password, actor=None, at=timezone.now())
        record_security(SecurityKind.PASSWORD_CHANGED, person=person, at=timezone.now(), means="command line")
        return f"{person} has a new password"
