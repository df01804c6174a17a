"""Reading people, cover and the council's lists for their pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Count, Model, Prefetch, Q, QuerySet
from django.urls import reverse

from accounts.council_lists import CouncilList, ListUse
from accounts.models import Cover, Directorate, Division, ListEntry, Role, RoleKind, User, Visit
from audit.models import Event
from audit.services import SYSTEM
from ui.text_search import holds, words_of
from ui.wording import counted

E = TypeVar("E", bound=ListEntry)

ROLES = Prefetch("roles", Role.objects.select_related("directorate", "specialism", "division").order_by("kind", "pk"))


def people(q: str = "", role: str = "", directorate: Directorate | None = None) -> QuerySet[User]:
    """People by name with their roles, filtered by words of their name, post or email address and by a role."""
    users = User.objects.prefetch_related(ROLES)
    for word in words_of(q):
        users = users.filter(holds(word))
    roles = Q()
    if role:
        roles &= Q(kind=role)
    if directorate:
        roles &= Q(directorate=directorate)
    return users.filter(pk__in=Role.objects.filter(roles).values("user")) if roles else users


def person_with_roles(pk: int) -> User | None:
    return User.objects.prefetch_related(ROLES).filter(pk=pk).first()


def administrators() -> QuerySet[User]:
    """Active administrators, whom people without a role can ask for one."""
    return User.objects.filter(is_active=True, roles__kind=RoleKind.ADMINISTRATOR).distinct()


def possible_stand_ins(person: User) -> QuerySet[User]:
    kinds = [RoleKind.MANAGER, RoleKind.COMMISSIONER]
    users = User.objects.filter(is_active=True, roles__kind__in=kinds).exclude(pk=person.pk).distinct()
    return users.prefetch_related(ROLES)


def cover_given_by(person: User) -> QuerySet[Cover]:
    """Latest first."""
    return person.cover_given.select_related("person", "stand_in", "given_by")


def cover_taken_by(person: User, today: date) -> QuerySet[Cover]:
    """The covers of others by the person that hold today or later."""
    taken = person.cover_taken.filter(Cover.lasting(today), person__is_active=True)
    return taken.select_related("person", "stand_in", "given_by").order_by("starts")


def cover_now(person: User, today: date) -> Cover | None:
    """The cover of the person that holds today, if the stand-in can sign in."""
    given = person.cover_given.filter(Cover.holding_on(today), stand_in__is_active=True)
    return given.select_related("stand_in").first()


def last_visit(person: User) -> datetime | None:
    """When the visit before this one ended; None during the first visit."""
    return Visit.objects.filter(user=person).values_list("before", flat=True).first()


def load_people(*groups: tuple[Iterable[Model], Sequence[str]], also: Iterable[int] = ()) -> Mapping[int, User]:
    """Set these foreign keys to people on all rows, in one statement for everybody whom the rows name.

    A group is rows of one model and the names of its keys. Joining a whole user for each key costs a page far more.
    Returned are these people, and those whose ids are in `also`, by id.
    """
    keys = [(row, name, getattr(row, f"{name}_id")) for rows, names in groups for row in rows for name in names]
    people = User.objects.order_by().in_bulk({pk for _, _, pk in keys if pk is not None}.union(also))
    for row, name, pk in keys:
        setattr(row, name, people.get(pk))
    return people


def open_entries(model: type[E], day: date, keep: Q | None = None) -> QuerySet[E]:
    """The entries of a list that can be chosen on that day, and those that `keep` fits, which are chosen already."""
    return model._default_manager.filter(model.open_on(day) | keep if keep else model.open_on(day))


def list_entries(council_list: CouncilList) -> QuerySet[ListEntry]:
    """Every entry by name, with what it refers to."""
    keys = [field.name for field in council_list.fields if field.name == "holder"]
    entries: QuerySet[ListEntry] = council_list.model._default_manager.all()
    return entries.select_related(*keys) if keys else entries


def list_counts(council_list: CouncilList, today: date) -> tuple[int, int]:
    """How many entries are in use, and how many have ended."""
    entries = council_list.model._default_manager.aggregate(
        all=Count("pk"), open=Count("pk", filter=ListEntry.open_on(today))
    )
    return entries["open"], entries["all"] - entries["open"]


def entry_events(entry: ListEntry) -> QuerySet[Event]:
    """What happened to an entry, latest first."""
    about = {"object_type": entry._meta.model_name, "object_id": entry.pk}
    return Event.objects.filter(chain=SYSTEM, verb__startswith="list_entry_", **about).order_by("-seq")


def councillors() -> QuerySet[User]:
    """Active councillors, by name."""
    return User.objects.filter(is_active=True, roles__kind=RoleKind.COUNCILLOR).distinct()


def roles_in(entry: ListEntry, user: User, today: date) -> list[ListUse]:
    """The active people whose role names a directorate or a division (`settings.LIST_USES`)."""
    if isinstance(entry, Directorate):
        roles = Role.objects.filter(directorate=entry, user__is_active=True).order_by("kind")
        numbers = dict(roles.values_list("kind").annotate(Count("user", distinct=True)))
        address = f"{reverse('manage-people')}?{urlencode({'directorate': entry.code})}"
        return [ListUse(counted(number, RoleKind(kind).label.lower()), address) for kind, number in numbers.items()]
    if isinstance(entry, Division):
        holders = User.objects.filter(is_active=True, roles__division=entry).distinct()
        return [ListUse(f"Councillor {person}", reverse("manage-person", args=[person.pk])) for person in holders]
    return []
