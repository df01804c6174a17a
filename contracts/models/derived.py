"""From what the stored dates of agreements follow, besides the agreements."""

from __future__ import annotations

from django.db import models


class DatesBasis(models.Model):
    """One row: the edition and the council days by which the dates of all agreements were stored last."""

    code = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.code
