"""Reading editions."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from principles.edition_cache import parts_of
from principles.models import Edition, Question


class NoEdition(LookupError):
    """No edition of the framework has come into force yet."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"No edition of the framework is in force on {on}. "
            "Load one with: manage.py load_framework principles/editions/lincolnshire-2021"
        )


def edition_in_force(on: date) -> Edition:
    """The latest edition whose day has come; it stays in force until a later one is. Raises NoEdition."""
    edition = in_force(on).first()
    if edition is None:
        raise NoEdition(on)
    return edition


def in_force(on: date) -> QuerySet[Edition]:
    """The editions whose day has come: the first is in force."""
    return Edition.objects.filter(valid_from__lte=on).order_by("-valid_from", "-id")


def questions_at(edition: Edition | int, stage: str) -> list[Question]:
    """What the gate of a stage asks, in its order: without a query once the process has read the edition."""
    return [question for question in parts_of(edition, Question) if question.stage == stage]


def questions_of(edition: Edition) -> QuerySet[Question]:
    """Everything that an edition asks, in its order, with what each question names."""
    return edition.questions.select_related("principle", "duty", "confirmer")
