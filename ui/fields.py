"""Fields of council forms: days in three boxes, sums of money, several rows."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from ui.widgets import PARTS, DayInput, MoneyInput, as_date
from ui.wording import listed

FIRST_YEAR, LAST_YEAR = 2000, 2100
MONTHS = {name.lower(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if name}
MONTHS["sept"] = 9
# Commas and spaces part thousands and nothing else: "1,5m" would be 15 million pounds without them.
DIGITS = r"(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
AMOUNT = re.compile(rf"(-?) ?£? ?(-?)({DIGITS}) ?(k|m|thousand|million|)")
MISPLACED = re.compile(r"-? ?£? ?-?[0-9][0-9., ]*[, ][0-9., ]* ?(?:k|m|thousand|million|)")
TIMES = {"": 1, "k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}


LONGEST_ID = 18  # digits: with more, SQLite and PostgreSQL raise an error instead of finding nothing


class SeveralField(forms.ModelMultipleChoiceField[Any]):
    """Several rows of a model. An id too long for a database is an invalid choice."""

    def clean(self, value: Any) -> Any:
        if any(len(str(pk)) > LONGEST_ID for pk in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""})
        return super().clean(value)


class DayField(forms.Field):
    """A date typed as day, month and year: 1 9 2028, 1st Sept. 2028. Its errors name the boxes at fault."""

    widget = DayInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "incomplete": "%(name)s must include a %(missing)s",
        "unreal": "%(name)s must be a real date",
        "short_year": "The year must have 4 numbers",
        "far": f"%(name)s must be between {FIRST_YEAR} and {LAST_YEAR}",
    }

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        texts = value.split("-")[::-1] if isinstance(value, str) else [str(part or "") for part in value]
        boxes = [*(text.strip() for text in texts[:3]), "", "", ""][:3]
        if not any(boxes):
            return None
        missing = [part for part, text in zip(PARTS, boxes, strict=True) if not text]
        if missing:
            raise self._error("incomplete", missing, missing=listed(missing))
        day = re.sub(r"(?<=[0-9])(?:st|nd|rd|th)$", "", boxes[0].rstrip(".").lower())
        month = boxes[1].rstrip(".").lower()
        return self._date(_number(day), _number(month) or MONTHS.get(month), _number(boxes[2]))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(as_date(initial), data)

    def _date(self, day: int | None, month: int | None, year: int | None) -> date:
        if year is None or year < 1000:
            raise self._error("short_year", ["year"])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self._error("far", ["year"])
        try:
            return date(year, month or 0, day or 0)
        except ValueError:
            raise self._error("unreal", ["day"] if month and month <= 12 else ["month"]) from None

    def _error(self, code: str, parts: list[str], **params: str) -> ValidationError:
        name = str(self.label or "The date")
        return ValidationError(self.error_messages[code], code=code, params={"name": name, "parts": parts, **params})


class MoneyField(forms.DecimalField):
    """A sum in pounds: £, commas and spaces are allowed, and 38.4m or 250k as people write them."""

    widget = MoneyInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "separators": "Write a point before a fraction, and commas only between thousands, like 1.5m or 1,500,000"
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, "min_value": Decimal(0), **options})

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, Decimal):
            return super().to_python(value)
        text = " ".join(str(value).lower().replace("\u2212", "-").split())
        match = AMOUNT.fullmatch(text)
        if not match or len(match[3]) > 20 or (match[1] and match[2]):
            code = "separators" if MISPLACED.fullmatch(text) else "invalid"
            raise ValidationError(self.error_messages[code], code=code)
        amount = Decimal(match[1] + match[2] + re.sub(r"[, ]", "", match[3])) * TIMES[match[4]]
        whole = amount.to_integral_value()  # 1.50m has no pence
        return super().to_python(whole if whole == amount else amount)

    def prepare_value(self, value: Any) -> Any:
        """A stored amount as people write it: 13,600,000."""
        return f"{value:,.2f}".removesuffix(".00") if isinstance(value, Decimal) else value


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None
