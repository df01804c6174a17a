"""The part of the council that a page is of: an area and a directorate, as an address names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import slugify

from accounts.entry_fields import entry_label
from accounts.models import Directorate, Division
from accounts.selectors import open_entries
from contracts.models import Agreement
from cycles.selectors.visibility import unrestricted
from dashboard.selectors.area_groups import EVERYWHERE, district_key, division_key
from ui.sorting import sort_key

CACHE_SECONDS = 60  # districts, divisions and directorates come with an edition or from an administrator


@dataclass(frozen=True)
class ScopeChoice:
    """An area or a directorate: `slug` stands in addresses, `key` in the stored figures."""

    slug: str
    name: str
    key: str


COUNTY = ScopeChoice("", "All of the county", EVERYWHERE)
ALL_DIRECTORATES = ScopeChoice("", "All directorates", "")


@dataclass(frozen=True)
class ScopeChoices:
    """Everything that can be chosen."""

    districts: Sequence[ScopeChoice]
    divisions: Sequence[ScopeChoice]
    directorates: Sequence[ScopeChoice]
    division_slugs: Mapping[int, str]  # by the key of the division

    def area(self, slug: str) -> ScopeChoice:
        return next((area for area in (*self.districts, *self.divisions) if area.slug == slug), COUNTY)

    def directorate(self, slug: str) -> ScopeChoice:
        return next((choice for choice in self.directorates if choice.slug == slug), ALL_DIRECTORATES)


def scope_choices() -> ScopeChoices:
    """Cached for a minute in this process. A division with a district's name gets another slug.

    What has ended can be chosen as long as a cycle that exists for everybody, or a signed agreement, names it.
    """
    cached: ScopeChoices | None = cache.get("dashboard-scope-choices")
    if cached is not None:
        return cached
    today = timezone.localdate()
    cycles = unrestricted().order_by()
    divisions = list(open_entries(Division, today, Q(Exists(cycles.filter(divisions=OuterRef("pk"))))))
    names = sorted({division.district for division in divisions}, key=sort_key)
    districts = {slugify(name): name for name in names}
    slugs = {}
    for division in divisions:
        slug = slugify(division.name)
        slugs[division.pk] = f"{slug}-division" if slug in districts else slug
    agreements = Agreement.objects.order_by().filter(is_signed=True, directorate=OuterRef("pk"))
    named = Q(Exists(cycles.filter(directorate=OuterRef("pk")))) | Q(Exists(agreements))
    directorates = open_entries(Directorate, today, named)
    choices = ScopeChoices(
        districts=[ScopeChoice(slug, name, district_key(name)) for slug, name in districts.items()],
        divisions=[ScopeChoice(slugs[one.pk], one.name, division_key(one.name)) for one in divisions],
        directorates=[ScopeChoice(each.code, entry_label(each), each.code) for each in directorates],
        division_slugs=slugs,
    )
    cache.set("dashboard-scope-choices", choices, CACHE_SECONDS)
    return choices


@dataclass(frozen=True)
class Scope:
    area: ScopeChoice
    directorate: ScopeChoice

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Scope:
        """An unknown area or directorate in the address stands for all of them."""
        choices = scope_choices()
        return cls(choices.area(query.get("area", "")), choices.directorate(query.get("directorate", "")))

    @property
    def key(self) -> str:
        return f"{self.area.slug or 'all'}/{self.directorate.slug or 'all'}"

    @property
    def label(self) -> str:
        """For a heading or a printed page: "Boston, Place"."""
        directorate = self.directorate.name if self.directorate.slug else "all directorates"
        return f"{self.area.name}, {directorate}"

    def query(self, **params: str) -> str:
        """The query string of an address for the same scope; "" without parameters."""
        scope = {"area": self.area.slug, "directorate": self.directorate.slug}
        values = {name: value for name, value in (scope | params).items() if value}
        return f"?{urlencode(values)}" if values else ""
