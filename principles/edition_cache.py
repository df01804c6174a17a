"""The rows of editions, read once in each process: they never change, an edition is only replaced as a whole."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

M = TypeVar("M", bound=models.Model)
Set = TypeVar("Set")
Get = TypeVar("Get")
_rows: dict[tuple[str, type[models.Model], int], models.Model] = {}
_parts: dict[tuple[str, type[models.Model], int], list[Any]] = {}


def parts_of(edition: models.Model | int, model: type[M]) -> list[M]:
    """The rows of one kind of an edition, which its primary key names too, in its order."""
    pk, using = (edition, None) if isinstance(edition, int) else (edition.pk, edition._state.db)
    using = using or "default"
    key = (using, model, pk)
    if key not in _parts:
        _parts[key] = list(model._default_manager.using(using).filter(edition=pk))
        _rows.update({(using, model, row.pk): row for row in _parts[key]})
    parts: list[M] = _parts[key]
    return parts


def clear() -> None:
    """For an edition that was deleted: its primary keys may be used again."""
    _rows.clear()
    _parts.clear()


class _CachedRow(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    def get_object(self, instance: models.Model) -> models.Model:
        """The row from the cache; without it, all rows of its kind in the same edition are read first."""
        model, using = self.field.remote_field.model, instance._state.db or "default"
        pk = getattr(instance, self.field.attname)
        if (using, model, pk) not in _rows:
            rows = model._default_manager.using(using)
            same = rows.filter(pk=pk)
            if "edition" in {field.name for field in model._meta.fields}:
                same = rows.filter(edition__in=same.order_by().values("edition"))
            _rows.update({(using, model, row.pk): row for row in same})
        try:
            return _rows[using, model, pk]
        except KeyError:
            raise model.DoesNotExist(f"{model.__name__} {pk} is in no edition") from None


class EditionKey(models.ForeignKey[Set, Get]):
    """A foreign key to an edition or to one of its rows. Following it costs no query, so nothing needs to join."""

    forward_related_accessor_class = _CachedRow

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """In migrations a plain foreign key: the database knows no difference."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", list(args), kwargs
