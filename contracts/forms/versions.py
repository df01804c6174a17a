"""The version of the record that a page showed, sent back with its form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

UNKNOWN = -1  # no record has it, so that a form without a version is shown again beside what is saved


class VersionField(forms.IntegerField):
    """Nothing that a person typed, so it is never at fault."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        try:
            version = super().clean(value)
        except ValidationError:
            return UNKNOWN
        return UNKNOWN if version is None else int(version)
