"""The values that each filter offers a person, and the saved views that they are offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from accounts.entry_fields import entry_label
from accounts.models import Directorate, Division, User
from accounts.roles import roles_of
from accounts.selectors import open_entries
from contracts.models import Agreement
from cycles.models import Cycle
from cycles.models.participants import CycleParticipant, ParticipantReason
from cycles.selectors.visibility import split_by_restriction, unrestricted
from portfolio.models import Audience, ListSubject, SavedView
from principles.models import Ambition, DeliveryRoute, Edition, LegalRegime
from ui.sorting import sort_key

WORKING = (ParticipantReason.LEAD, ParticipantReason.SPONSOR, ParticipantReason.TEAM)
CACHE_KEY, CACHE_SECONDS = "portfolio-council-options", 60

ONE_CYCLE = f"EXISTS (SELECT 1 FROM {Cycle._meta.db_table} WHERE {{role}}_id = person.id AND NOT restricted)"
LEADS, SPONSORS = (
    f"{ONE_CYCLE.format(role=role)} OR person.id IN (SELECT {role}_id FROM seen)" for role in ("lead", "sponsor")
)
PEOPLE = f"""
WITH seen (lead_id, sponsor_id) AS ({{restricted}})
SELECT person.id, person.name, person.job_title, {LEADS}, {SPONSORS}
FROM {User._meta.db_table} person
"""


@dataclass(frozen=True)
class FilterChoice:
    """One value of a filter: as it stands in the address, in words, and the ids or the day it stands for.

    `detail` is what a filter says beside it, `box` how it stands in a text box. `gone`: no filter offers it any
    more, so no row matches.
    """

    value: str
    label: str
    ids: tuple[int, ...] = ()
    day: date | None = None
    detail: str = ""
    box: str = ""
    gone: bool = False


Choices = tuple[FilterChoice, ...]


@dataclass(frozen=True)
class SavedViewLink:
    name: str
    url: str


@dataclass(frozen=True)
class FilterOptions:
    """The choices of each filter, in their order, and the links to saved views, one's own first."""

    choices: Mapping[str, Choices]
    views: list[SavedViewLink] = field(default_factory=list)

    @property
    def any_cycles(self) -> bool:
        """Every cycle has a lead, so without one there is no cycle to see."""
        return bool(self.choices["lead"])


def filter_options(user: User, today: date) -> FilterOptions:
    """People are offered where they lead or sponsor a cycle that `user` sees; the council's own lists are whole.

    One statement reads the people and one the views.
    """
    council: Mapping[str, Choices] = cache.get_or_set(CACHE_KEY, council_choices, CACHE_SECONDS) or {}
    people = sorted(_leads_and_sponsors(user, today), key=lambda row: (sort_key(row[1]), row[0]))
    leads = tuple(FilterChoice(str(pk), name, (pk,), detail=job) for pk, name, job, one, _ in people if one)
    sponsors = tuple(FilterChoice(str(pk), name, (pk,), detail=job) for pk, name, job, _, one in people if one)
    views = saved_view_links(user, ListSubject.CYCLES)
    return FilterOptions({**council, "lead": leads, "sponsor": sponsors}, views)


def _leads_and_sponsors(user: User, today: date) -> list[tuple[int, str, str, bool, bool]]:
    """Everybody's key, name and job, and whether they lead and sponsor one of the cycles that `user` sees.

    Finding one cycle of each person follows an index, while the distinct leads of all visible cycles would read them
    all. Every list asks, so the statement is written out but for the restricted cycles that its reader sees.
    """
    _, seen = split_by_restriction(user, today)
    restricted, values = seen.order_by().values("lead", "sponsor").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE.format(restricted=restricted), values)
        return [row for row in cursor.fetchall() if row[3] or row[4]]


def saved_view_links(user: User, subject: str) -> list[SavedViewLink]:
    """The views of one list that somebody is offered, one's own first."""
    managed = {directorate for directorate, _ in roles_of(user).grades}
    views: list[SavedView] = []
    of_directorates: list[int] = []  # where the person may work: asked only if there are such views
    for view in SavedView.objects.filter(Q(owner=user) | ~Q(audience=Audience.ME), subject=subject):
        if view.owner_id == user.pk or view.audience == Audience.EVERYONE or view.directorate_id in managed:
            views.append(view)
        else:
            of_directorates.append(view.pk)
    if of_directorates:
        views += shown_to(user).filter(pk__in=of_directorates)
    views.sort(key=lambda view: (view.owner_id != user.pk, sort_key(view.name)))
    return [SavedViewLink(view.name, view.get_absolute_url()) for view in views]


def shown_to(user: User) -> QuerySet[SavedView]:
    """One's own, those for everyone, and those for a directorate that one manages or in which one works on a cycle."""
    managed = {directorate for directorate, _ in roles_of(user).grades}
    parts = CycleParticipant.objects.filter(user=user, reason__in=WORKING)
    works = Exists(parts.filter(cycle__directorate=OuterRef("directorate")))
    of_directorate = Q(audience="directorate") & (Q(directorate__in=managed) | works)
    return SavedView.objects.filter(Q(owner=user) | Q(audience="everyone") | of_directorate)


def council_choices() -> dict[str, Choices]:
    """What is the same for everybody, and changes with an edition or a list of the council.

    Directorates and divisions that have ended are offered as long as a cycle or a signed agreement, which exist for
    everybody, names them.
    """
    today = timezone.localdate()
    cycles = unrestricted().order_by()
    signed = Agreement.objects.filter(is_signed=True).order_by()
    in_use = Exists(cycles.filter(directorate=OuterRef("pk"))) | Exists(signed.filter(directorate=OuterRef("pk")))
    directorates = open_entries(Directorate, today, Q(in_use))
    divisions = open_entries(Division, today, Q(Exists(cycles.filter(divisions=OuterRef("pk")))))
    tiers = [tier for figures in Edition.objects.values_list("figures", flat=True) for tier in figures["tiers"]]
    return {
        "directorate": merged_choices((each.code, entry_label(each), each.pk) for each in directorates),
        "ambition": merged_choices(Ambition.objects.values_list("code", "name", "pk")),
        "route": merged_choices(DeliveryRoute.objects.values_list("code", "name", "pk")),
        "regime": merged_choices(LegalRegime.objects.values_list("code", "name", "pk")),
        "area": area_choices(divisions.order_by("name", "district").values_list("name", "district", "pk")),
        "tier": tuple(
            FilterChoice(code, name) for code, name in {tier["code"]: tier["name"] for tier in tiers}.items()
        ),
    }


def merged_choices(rows: Iterable[Any]) -> Choices:
    """Sorted by label. The rows of several editions that have one code are one choice."""
    ids: dict[str, list[int]] = {}
    labels: dict[str, str] = {}
    for code, label, pk in sorted(rows, key=lambda row: (sort_key(row[1]), row[0])):
        labels.setdefault(code, label)
        ids.setdefault(code, []).append(pk)
    return tuple(FilterChoice(code, label, tuple(ids[code])) for code, label in labels.items())


def area_choices(divisions: Iterable[Any]) -> Choices:
    """The districts, then the divisions, each by its slug. A division with a district's name says that it is one."""
    by_district: dict[str, list[int]] = {}
    rows = list(divisions)
    for _, district, pk in rows:
        by_district.setdefault(district, []).append(pk)
    districts = {
        slugify(name): FilterChoice(slugify(name), name, tuple(by_district[name]))
        for name in sorted(by_district, key=sort_key)
    }
    slugs = [(slugify(name), name, pk) for name, _, pk in rows]
    named = [(f"{slug}-division" if slug in districts else slug, name, pk) for slug, name, pk in slugs]
    areas = districts | {slug: FilterChoice(slug, name, (pk,)) for slug, name, pk in named}
    return tuple(areas.values())
