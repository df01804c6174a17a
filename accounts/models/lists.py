"""The council's own lists: directorates, divisions, portfolios, committees. Specialisms come with an edition."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.text import slugify

from accounts.models.people import User
from ui.fast_loading import FastLoadingModel
from ui.sorting import COLLATION


class ListEntry(FastLoadingModel):
    """An entry of a list that administrators keep. It is never deleted, because records name it: it ends on a day."""

    name = models.CharField(max_length=120, unique=True, db_collation=COLLATION)
    ended_on = models.DateField(null=True, blank=True)  # the last day; None while no end is known
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering: ClassVar[tuple[str, ...]] = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def in_words(self) -> str:
        """Everything that it says."""
        return self.name

    def is_open_on(self, day: date) -> bool:
        return self.ended_on is None or day <= self.ended_on

    @staticmethod
    def open_on(day: date) -> Q:
        """The entries of which `is_open_on` is true."""
        return Q(ended_on__isnull=True) | Q(ended_on__gte=day)


def short_directorate(name: str, code: str) -> str:
    """ACCW, where the short name is an abbreviation; else the name, which is short enough for a narrow column."""
    return name if slugify(name).startswith(code) else code.upper()


class Directorate(ListEntry):
    """A part of the council that commissions. Loading an edition adds those that it names and the list lacks."""

    code = models.SlugField(
        max_length=40,
        unique=True,
        error_messages={"unique": "Another directorate has this short name", "blank": "Enter a short name"},
    )

    @property
    def in_words(self) -> str:
        return f"{self.name} ({self.code})"


class Division(ListEntry):
    """An electoral division of the county, within a district."""

    district = models.CharField(max_length=120, db_collation=COLLATION)

    @property
    def in_words(self) -> str:
        return f"{self.name}, {self.district}"


class Portfolio(ListEntry):
    """What an Executive Councillor answers for."""

    holder = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="portfolios")

    @property
    def in_words(self) -> str:
        return f"{self.name}, held by {self.holder}" if self.holder else self.name


class Committee(ListEntry):
    """Members who meet to decide or to scrutinise."""

    class Kind(models.TextChoices):
        EXECUTIVE = "executive", "Executive"
        SCRUTINY = "scrutiny", "Overview and scrutiny"
        OTHER = "other", "Other"

    kind = models.CharField(max_length=20, choices=Kind.choices)

    @property
    def in_words(self) -> str:
        return f"{self.name}, {self.Kind(self.kind).label}"


class Specialism(models.Model):
    """What an adviser is asked to confirm: the confirmers of the framework who sign in."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120, db_collation=COLLATION)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
