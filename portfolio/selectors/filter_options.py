"""What the filter can offer somebody, and the views that were saved for them: in one query, and one more a minute."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, Concat
from django.utils.text import slugify

from accounts.models import Directorate, Division, User
from accounts.standing import standing
from commissioning.prepared import prepared
from cycles.models import Cycle
from cycles.queries.visible import Sight, seen_by, sight_of
from portfolio.models import SavedView, Way
from principles.models import Ambition, DeliveryRoute, Edition

COUNCIL, A_MINUTE = "portfolio-council", 60
Row = tuple[str, str, str, str]  # kind, value, label, and what else belongs to it
Values = Mapping[str, tuple[str, tuple[int, ...]]]  # by value: the label, and the ids of its rows


@dataclass(frozen=True)
class View:
    """A saved view as a link."""

    name: str
    url: str
    mine: bool


@dataclass(frozen=True)
class Offered:
    """The values of each filter, in their order, and the saved views, one's own first."""

    values: Mapping[str, Values]
    views: list[View] = field(default_factory=list)

    @property
    def any_cycles(self) -> bool:
        """Every cycle has a lead, so without one there is no cycle to see."""
        return bool(self.values["lead"])


def offered_to(user: User, on: date) -> Offered:
    """People are offered where they lead or sponsor a cycle that `user` may see; the council's own lists are whole."""
    own = _by_kind(_own(user.pk, sight=sight_of(user, on), managed=_managed_by(user)))
    council = cast("dict[str, Values]", cache.get_or_set(COUNCIL, _of_council, A_MINUTE))
    return Offered({**council, "lead": _together(own["lead"]), "sponsor": _together(own["sponsor"])}, _links(own))


def _of_council() -> dict[str, Values]:
    """What is the same for everybody, and changes when an edition is loaded."""
    parts = (
        _part(Directorate.objects.all(), "directorate", "code", "name", "pk"),
        _part(Ambition.objects.all(), "ambition", "code", "name", "pk"),
        _part(DeliveryRoute.objects.all(), "route", "code", "name", "pk"),
        _part(Division.objects.all(), "area", "name", "district", "pk"),
        _part(Edition.objects.all(), "tier", "code", KeyTransform("tiers", "figures"), "pk"),
    )
    rows = _by_kind(_united(*parts))
    named = {kind: _together(rows[kind]) for kind in ("directorate", "ambition", "route")}
    return named | {"area": _areas(rows["area"]), "tier": _tier_names(rows["tier"])}


@prepared
def _own(user: int, *, sight: Sight, managed: frozenset[int]) -> QuerySet[Any, Row]:
    visible = seen_by(user, sight)
    return _united(_people(visible, "lead"), _people(visible, "sponsor"), _views(user, managed))


def _united(*parts: QuerySet[Any, Row]) -> QuerySet[Any, Row]:
    """Everything in one query."""
    return parts[0].union(*parts[1:], all=True)


def _by_kind(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _part(rows: QuerySet[Any], kind: Any, value: str, label: Any, more: Any) -> QuerySet[Any]:
    """Four columns of text under the same names, whatever they are made of."""
    columns = {
        "o_kind": Value(kind, output_field=CharField()) if isinstance(kind, str) else kind,
        "o_value": _text(value),
        "o_label": _text(label),
        "o_more": _text(more),
    }
    found: QuerySet[Any] = rows.order_by().annotate(**columns).values_list(*columns)
    return found


def _text(column: Any) -> Any:
    """A name is text as it is; a key is made text."""
    return F(column) if isinstance(column, str) and column != "pk" else Cast(column, TextField())


def _people(visible: QuerySet[Cycle], part: str) -> QuerySet[Any]:
    """Who has a first cycle in the order of an index: asked whether there is any, databases rather read them all."""
    first: Any = Subquery(visible.order_by("directorate_id").filter(**{part: OuterRef("pk")}).values("pk")[:1])
    return _part(User.objects.annotate(first=first).filter(first__isnull=False), part, "pk", "name", "pk")


def _views(user: int, managed: Collection[int]) -> QuerySet[Any]:
    kind = Case(When(owner=user, then=Value("mine")), default=Value("shared"), output_field=CharField())
    address = Concat("way", Value("?"), "query", output_field=CharField())
    return _part(_shown_to(user, managed), kind, "slug", "name", address)


def shown_to(user: User) -> QuerySet[SavedView]:
    """One's own, those for everyone, and those for a directorate that one manages or in which one works on a cycle."""
    return _shown_to(user.pk, _managed_by(user))


def _managed_by(user: User) -> frozenset[int]:
    return frozenset(directorate for directorate, _ in standing(user).grades)


def _shown_to(user: int, managed: Collection[int]) -> QuerySet[SavedView]:
    there = Cycle.objects.filter(directorate=OuterRef("directorate"))
    on_team = Cycle.team.through.objects.filter(user=user, cycle__directorate=OuterRef("directorate"))
    works = Exists(there.filter(lead=user)) | Exists(there.filter(sponsor=user)) | Exists(on_team)
    of_directorate = Q(audience="directorate") & (Q(directorate__in=managed) | works)
    return SavedView.objects.filter(Q(owner=user) | Q(audience="everyone") | of_directorate)


def _together(rows: Iterable[Row]) -> Values:
    """By label; the rows of several editions that have one value are one choice."""
    ids: dict[str, tuple[str, tuple[int, ...]]] = {}
    for _, value, label, pk in sorted(rows, key=lambda row: (row[2], row[1])):
        ids[value] = (ids.get(value, (label, ()))[0], (*ids.get(value, ("", ()))[1], int(pk)))
    return ids


def _areas(rows: Iterable[Row]) -> Values:
    """The districts, then the divisions, each by its name as an address has it."""
    divisions = sorted((name, district, int(pk)) for _, name, district, pk in rows)
    names = sorted({district for _, district, _ in divisions})
    districts = {slugify(name): (name, tuple(pk for _, of, pk in divisions if of == name)) for name in names}
    return districts | {_slug(name, districts): (name, (pk,)) for name, _, pk in divisions}


def _slug(name: str, districts: Collection[str]) -> str:
    """A division that is called like a district says that it is one."""
    slug = slugify(name)
    return f"{slug}-division" if slug in districts else slug


def _tier_names(rows: Iterable[Row]) -> Values:
    tiers = [tier for row in rows for tier in json.loads(row[2])]
    return {tier["code"]: (tier["name"], ()) for tier in tiers}


def _links(found: Mapping[str, list[Row]]) -> list[View]:
    rows = sorted(found["mine"], key=_name) + sorted(found["shared"], key=_name)
    return [View(label, _address(more), mine=kind == "mine") for kind, _, label, more in rows]


def _name(row: Row) -> str:
    return row[2].casefold()


def _address(more: str) -> str:
    way, _, query = more.partition("?")
    return f"{Way(way).page}?{query}".removesuffix("?")
