"""Views of the portfolio that people come back to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Directorate
from ui.sorting import COLLATION


class Audience(models.TextChoices):
    """Who is offered a saved view. It is a question, so each sees the cycles that they may see."""

    ME = "me", "Only me"
    DIRECTORATE = "directorate", "People of one directorate"
    EVERYONE = "everyone", "Everyone"


class Way(models.TextChoices):
    """How cycles are looked at; the value is the last part of the address's name."""

    LIST = "list", "List"
    BOARD = "board", "Board"
    TIMELINE = "timeline", "Timeline"

    @property
    def page(self) -> str:
        return reverse("cycles" if self == Way.LIST else f"cycles-{self.value}")


class ListSubject(models.TextChoices):
    """What a list shows; agreements are looked at in one way."""

    CYCLES = "cycles", "Cycles"
    AGREEMENTS = "agreements", "Contracts register"


class SavedView(models.Model):
    """What somebody asked of a list, with a name. `query` is a query string without its question mark."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=60, db_collation=COLLATION)
    slug = models.SlugField(max_length=70, unique=True)
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.ME)
    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, null=True, blank=True)
    subject = models.CharField(max_length=12, choices=ListSubject.choices, default=ListSubject.CYCLES)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.LIST)
    query = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("owner", "name"), name="view_named_once_an_owner"),
            models.CheckConstraint(name="way_is_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(
                name="list_of_the_view_is_known",
                condition=Q(subject=ListSubject.CYCLES) | Q(subject=ListSubject.AGREEMENTS, way=Way.LIST),
            ),
            models.CheckConstraint(
                name="directorate_where_it_is_for_one",
                condition=Q(audience="directorate", directorate__isnull=False)
                | Q(audience__in=["me", "everyone"], directorate__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        page = reverse("contracts") if self.subject == ListSubject.AGREEMENTS else Way(self.way).page
        return f"{page}?{self.query}".removesuffix("?")

    @property
    def shown_as(self) -> str:
        """In words: List, Board, Timeline, Contracts register."""
        return str(ListSubject(self.subject).label if self.subject == ListSubject.AGREEMENTS else Way(self.way).label)

    @property
    def seen_by(self) -> str:
        """In words: Only you; People of Place; Everyone."""
        if self.directorate is not None:
            return f"People of {self.directorate}"
        return "Everyone" if self.audience == Audience.EVERYONE else "Only you"


class StartView(models.Model):
    """The saved view with which somebody begins, in place of their role's page."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="start_view")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="starts")

    def __str__(self) -> str:
        return f"{self.person} starts with {self.view}"
