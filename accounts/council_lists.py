"""The lists that administrators keep, declared once for pages, files and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import Committee, Directorate, Division, ListEntry, Portfolio, User


@dataclass(frozen=True)
class ListField:
    """A value of an entry besides its name; `column` is what a file calls it.

    `fixed`: set when the entry is added, never changed.
    """

    name: str
    column: str
    required: bool = True
    fixed: bool = False


@dataclass(frozen=True)
class CouncilList:
    """`slug` stands in addresses; it is the plural, which stands in sentences as `singular` and `about` do."""

    slug: str
    singular: str
    about: str
    model: type[ListEntry]
    fields: tuple[ListField, ...]
    is_used: bool = False  # cycles name its entries

    @property
    def title(self) -> str:
        return self.slug.capitalize()

    @property
    def columns(self) -> Mapping[str, str]:
        """The field that each name of a column means; "division" is the name of one."""
        own = {name: field.name for field in self.fields for name in (field.column, field.name)}
        return {"name": "name", self.singular: "name", **own}

    @property
    def column_names(self) -> list[str]:
        return ["name", *(field.column for field in self.fields)]

    @property
    def required_columns(self) -> list[str]:
        return ["name", *(field.column for field in self.fields if field.required)]


LISTS: Mapping[str, CouncilList] = {
    council_list.slug: council_list
    for council_list in (
        CouncilList(
            slug="directorates",
            singular="directorate",
            about="Parts of the council that commission. Managers hold their grade in one; every cycle has one.",
            model=Directorate,
            fields=(ListField("code", "short name", required=False, fixed=True),),
            is_used=True,
        ),
        CouncilList(
            slug="divisions",
            singular="division",
            about="Electoral divisions of the county. A cycle names those that it affects, a councillor has one.",
            model=Division,
            fields=(ListField("district", "district"),),
            is_used=True,
        ),
        CouncilList(
            slug="portfolios",
            singular="portfolio",
            about="What each Executive Councillor answers for.",
            model=Portfolio,
            fields=(ListField("holder", "held by", required=False),),
        ),
        CouncilList(
            slug="committees",
            singular="committee",
            about="The Executive, and the committees that scrutinise or decide.",
            model=Committee,
            fields=(ListField("kind", "kind"),),
        ),
    )
}


def list_of(entry: ListEntry) -> CouncilList:
    return next(council_list for council_list in LISTS.values() if council_list.model is type(entry))


@dataclass(frozen=True)
class ListUse:
    """What names an entry: "12 live cycles", with the page that lists them."""

    text: str
    address: str


class ListUses(Protocol):
    """What uses an entry, as far as `user` may see it; nothing for lists that the app doesn't refer to."""

    def __call__(self, entry: ListEntry, user: User, today: date) -> list[ListUse]: ...


def uses_of(entry: ListEntry, user: User, today: date) -> list[ListUse]:
    """What `settings.LIST_USES` finds, in its order."""
    functions: list[ListUses] = [import_string(name) for name in settings.LIST_USES]
    return [use for uses in functions for use in uses(entry, user, today)]
