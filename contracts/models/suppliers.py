"""With whom the council has agreements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ui.sorting import COLLATION

SUPPLIER_CHAIN = "supplier:"  # how the chains of suppliers begin, in the record


class Supplier(models.Model):
    """A company, charity or other body. NULL where a yes or no is not known.

    One that turned out to be another is kept, merged into it: nothing names it any more but the record.
    """

    name = models.CharField(max_length=200, db_collation=COLLATION)
    key = models.CharField(
        max_length=200, db_index=True
    )  # one for all spellings of the name: contracts/supplier_names.py
    words = models.TextField(default="", editable=False)  # for search: ui/text_search.py
    company_number = models.CharField(max_length=20, blank=True)  # of Companies House
    charity_number = models.CharField(max_length=20, blank=True)
    ppon = models.CharField(max_length=40, blank=True)  # public procurement organisation number (Procurement Act 2023)
    care_location = models.CharField(max_length=40, blank=True)  # of the Care Quality Commission, or Ofsted's URN
    is_local = models.BooleanField(null=True, blank=True)  # by `local_supplier` of the edition
    is_small = models.BooleanField(null=True, blank=True)  # a small or medium-sized enterprise
    is_voluntary = models.BooleanField(null=True, blank=True)  # voluntary, community or social enterprise
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    version = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(name="no_supplier_is_merged_into_itself", condition=~Q(merged_into=F("id"))),
        )
        indexes = (models.Index(fields=("name", "id")),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("supplier", args=[self.pk])

    @property
    def chain(self) -> str:
        """Its own chain of the record."""
        return f"{SUPPLIER_CHAIN}{self.pk}"


class SupplierName(models.Model):
    """Another name by which a supplier is or was known: a former name, a trading name, a spelling of some file."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=200, db_collation=COLLATION)
    key = models.CharField(max_length=200, db_index=True)
    until = models.DateField(null=True, blank=True)  # the last day of a former name, where it is known

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("supplier", "key"), name="supplier_has_a_name_once"),)

    def __str__(self) -> str:
        return self.name


class DistinctSuppliers(models.Model):
    """Two suppliers that look alike and that somebody said are not the same; the smaller key stands first."""

    first = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="suppliers_are_said_distinct_once"),
            models.CheckConstraint(name="distinct_suppliers_in_order", condition=Q(first__lt=F("second"))),
        )

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"
