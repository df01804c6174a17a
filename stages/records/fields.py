"""Columns of records that bring their form field along."""

from __future__ import annotations

from typing import Any

from django.db import models

from ui.fields import DayField, MoneyField


class MoneyColumn(models.DecimalField[Any, Any]):
    """Pounds and pence, 0 or more."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_digits": 14, "decimal_places": 2, **options})

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": MoneyField, **options})


class DayColumn(models.DateField[Any, Any]):
    """A day, typed in three boxes."""

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": DayField, **options})
