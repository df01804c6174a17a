"""The part of the council that somebody looks at: an area and a directorate, as an address says them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.cache import cache
from django.utils.text import slugify

from accounts.models import Directorate, Division
from dashboard.selectors.area_groups import EVERYWHERE, district, division

KEPT = 60  # seconds: districts, divisions and directorates come with an edition or from an administrator


@dataclass(frozen=True)
class Choice:
    """`slug` stands in addresses, `key` in the cells."""

    slug: str
    name: str
    key: str


COUNTY = Choice("", "All of the county", EVERYWHERE)
ALL_DIRECTORATES = Choice("", "All directorates", "")


@dataclass(frozen=True)
class Places:
    """Everything that can be chosen."""

    districts: Sequence[Choice]
    divisions: Sequence[Choice]
    directorates: Sequence[Choice]
    division_of: Mapping[int, str]  # the slug of each division

    def area(self, slug: str) -> Choice:
        return next((one for one in (*self.districts, *self.divisions) if one.slug == slug), COUNTY)

    def directorate(self, slug: str) -> Choice:
        return next((one for one in self.directorates if one.slug == slug), ALL_DIRECTORATES)


def places() -> Places:
    """Kept for a minute in this process."""
    found: Places | None = cache.get("dashboard-places")
    if found is None:
        found = _places()
        cache.set("dashboard-places", found, KEPT)
    return found


def _places() -> Places:
    divisions = list(Division.objects.all())
    names = sorted({one.district for one in divisions})
    districts = {slugify(name): name for name in names}
    slugs = {one.pk: _slug(one.name, districts) for one in divisions}
    return Places(
        districts=[Choice(slug, name, district(name)) for slug, name in districts.items()],
        divisions=[Choice(slugs[one.pk], one.name, division(one.name)) for one in divisions],
        directorates=[Choice(code, name, code) for code, name in Directorate.objects.values_list("code", "name")],
        division_of=slugs,
    )


def _slug(name: str, districts: Collection[str]) -> str:
    """A division that is called like a district gives way to it."""
    slug = slugify(name)
    return f"{slug}-division" if slug in districts else slug


@dataclass(frozen=True)
class Scope:
    area: Choice
    directorate: Choice

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Scope:
        """What is unknown in the address is left out of it."""
        known = places()
        return cls(known.area(query.get("area", "")), known.directorate(query.get("directorate", "")))

    @property
    def key(self) -> str:
        return f"{self.area.slug or 'all'}/{self.directorate.slug or 'all'}"

    @property
    def says(self) -> str:
        """For a heading or a printed page: "Boston, Place"."""
        who = self.directorate.name if self.directorate.slug else "all directorates"
        return f"{self.area.name}, {who}"

    @property
    def values(self) -> dict[str, str]:
        chosen = {"area": self.area.slug, "directorate": self.directorate.slug}
        return {name: slug for name, slug in chosen.items() if slug}

    def query(self, **more: str) -> str:
        """The query string of an address for the same place, "" where nothing is to be said."""
        values = self.values | {name: value for name, value in more.items() if value}
        return f"?{urlencode(values)}" if values else ""
