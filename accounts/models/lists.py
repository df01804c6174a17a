"""The council's own lists: directorates, specialisms and electoral divisions."""

from __future__ import annotations

from django.db import models


class Directorate(models.Model):
    """A part of the council that commissions. Loaded with an edition of the framework."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Specialism(models.Model):
    """What an adviser is asked to confirm: the confirmers of the framework who sign in."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Division(models.Model):
    """An electoral division of the county, within a district."""

    name = models.CharField(max_length=120, unique=True)
    district = models.CharField(max_length=120)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
