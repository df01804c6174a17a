"""Who decides for somebody while they are away."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.models.people import User


class Cover(models.Model):
    """Between two dates, both included, `stand_in` decides for `person`. Decisions store both names.

    `authority` is what lets a stand-in decide who does not hold the person's grades, and `reason` why.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cover_given")
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cover_taken")
    starts = models.DateField()
    ends = models.DateField()
    authority = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # the administrator who entered it for somebody absent; empty where the person gave it
    ended_early_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-starts", "-id")
        constraints = (
            models.CheckConstraint(name="cover_ends_after_it_starts", condition=Q(ends__gte=F("starts"))),
            models.CheckConstraint(name="nobody_covers_for_themselves", condition=~Q(person=F("stand_in"))),
            models.CheckConstraint(
                name="cover_by_authority_or_of_somebody_absent_has_a_reason",
                condition=Q(authority="", given_by__isnull=True) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="nobody_enters_cover_for_or_by_themselves",
                condition=Q(given_by__isnull=True) | ~Q(given_by=F("person")) & ~Q(given_by=F("stand_in")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.stand_in} for {self.person}"

    @property
    def basis(self) -> str:
        """The authority and why, to follow both names; "" where the stand-in holds the grades."""
        return f"By authority of {self.authority}. Reason: {self.reason}" if self.authority else ""

    def holds_on(self, day: date) -> bool:
        return self.starts <= day <= self.ends and (self.ended_early_on is None or day < self.ended_early_on)

    @staticmethod
    def holding_on(day: date, path: str = "") -> Q:
        """The covers of which `holds_on` is true, seen along a path to them."""
        lasting = Q(**{f"{path}ended_early_on__isnull": True}) | Q(**{f"{path}ended_early_on__gt": day})
        return Q(lasting, **{f"{path}starts__lte": day, f"{path}ends__gte": day})

    @staticmethod
    def holding_on_sql(alias: str, day: date) -> str:
        """`holding_on` for statements that are written out; `alias` is their name of the table."""
        on = f"'{day.isoformat()}'"
        ended = f"({alias}.ended_early_on IS NULL OR {alias}.ended_early_on > {on})"
        return f"({alias}.starts <= {on} AND {alias}.ends >= {on} AND {ended})"

    @staticmethod
    def holding_between(first: date, last: date) -> Q:
        """The covers of which `holds_on` is true on at least one of these days, both included."""
        lasting = Q(ended_early_on__isnull=True) | Q(ended_early_on__gt=first) & Q(ended_early_on__gt=F("starts"))
        return Q(lasting, starts__lte=last, ends__gte=first)

    def lasts(self, today: date) -> bool:
        """Whether it holds on `today` or on a later day."""
        return self.ends >= today and self.ended_early_on is None

    @staticmethod
    def lasting(today: date) -> Q:
        """The covers of which `lasts` is true."""
        return Q(ends__gte=today, ended_early_on__isnull=True)
