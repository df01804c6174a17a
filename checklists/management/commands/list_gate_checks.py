"""Print each computed check that the edition in force names, and the function that answers it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from principles.models import Question
from principles.selectors import NoEdition, edition_in_force


class Command(BaseCommand):
    help = "Print each check that the questions of the edition in force name, and who answers it, or unknown."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = edition_in_force(timezone.localdate())
        except NoEdition as missing:
            raise CommandError(str(missing)) from None
        for question in Question.objects.filter(edition=edition).exclude(check_name=""):
            answered_by = settings.GATE_CHECKS.get(question.check_name, "unknown")
            self.stdout.write(f"{question.code} {question.check_name}: {answered_by}")
