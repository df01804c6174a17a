"""What an edition says, read once a process: a row of an edition never changes, it is only ever replaced by another."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

M = TypeVar("M", bound=models.Model)
Set = TypeVar("Set")
Get = TypeVar("Get")
_rows: dict[tuple[str, type[models.Model], int], models.Model] = {}
_parts: dict[tuple[str, type[models.Model], int], list[Any]] = {}


def parts_of(edition: models.Model, model: type[M]) -> list[M]:
    """Everything of one kind that an edition names, in its order."""
    using = edition._state.db or "default"
    key = (using, model, edition.pk)
    if key not in _parts:
        _parts[key] = list(model._default_manager.using(using).filter(edition=edition.pk))
        _rows.update({(using, model, row.pk): row for row in _parts[key]})
    found: list[M] = _parts[key]
    return found


def forget() -> None:
    """An edition was taken out: its numbers mean nothing any more."""
    _rows.clear()
    _parts.clear()


class _FromMemory(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    def get_object(self, instance: models.Model) -> models.Model:
        model, using = self.field.remote_field.model, instance._state.db or "default"
        return _held(model, getattr(instance, self.field.attname), using)


class EditionKey(models.ForeignKey[Set, Get]):
    """A key to an edition or to something that it says: what it leads to costs no query, so nothing joins for it."""

    forward_related_accessor_class = _FromMemory

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """For the database it is a foreign key like any other."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", list(args), kwargs


def _held(model: type[models.Model], pk: int, using: str) -> models.Model:
    if (using, model, pk) not in _rows:
        for row in _of_the_same_edition(model, pk, using):
            _rows[using, model, row.pk] = row
    try:
        return _rows[using, model, pk]
    except KeyError:
        raise model.DoesNotExist(f"{model.__name__} {pk} is in no edition") from None  # type: ignore[attr-defined]


def _of_the_same_edition(model: type[models.Model], pk: int, using: str) -> models.QuerySet[models.Model]:
    every = model._default_manager.using(using)
    if "edition" not in {field.name for field in model._meta.fields}:
        return every.filter(pk=pk)
    return every.filter(edition__in=every.filter(pk=pk).order_by().values("edition"))
