"""What somebody's roles add up to, in a form that policies can ask without a query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, QuerySet

from accounts.abilities import ABILITIES, FRAMEWORK, MY_WORK, RoleAbilities
from accounts.models import Cover, Grade, Role, RoleKind, User
from ui.sorting import sort_key

GRADES: tuple[str, ...] = tuple(Grade.values)


@dataclass(frozen=True)
class RoleSet:
    """One person's roles. Somebody inactive has none."""

    user_id: int
    kinds: frozenset[str] = frozenset()
    grades: frozenset[tuple[int, str]] = frozenset()  # (directorate id, grade) of managers' roles
    specialisms: frozenset[str] = frozenset()
    division_ids: frozenset[int] = field(default_factory=frozenset)

    @property
    def abilities(self) -> list[RoleAbilities]:
        return [ABILITIES[kind] for kind in self.kinds]

    @property
    def is_officer(self) -> bool:
        """Officers read every cycle but restricted ones, with drafts and evidence."""
        return any(role.reads_drafts for role in self.abilities)

    @property
    def sees_restricted(self) -> bool:
        """Whether every restricted cycle is visible, without a part in it."""
        return any(role.sees_restricted for role in self.abilities)

    @property
    def start_page(self) -> str:
        """My work where the roles start on different pages: it has the parts of all of them."""
        pages = {role.start_page for role in self.abilities}
        return pages.pop() if len(pages) == 1 else MY_WORK

    @property
    def navigation(self) -> frozenset[str]:
        return frozenset({FRAMEWORK}).union(*(role.navigation for role in self.abilities))

    def has(self, kind: str) -> bool:
        return kind in self.kinds

    def manages(self, directorate_id: int) -> bool:
        return any(directorate == directorate_id for directorate, _ in self.grades)

    def holds(self, grade: str, directorate_id: int) -> bool:
        return (directorate_id, grade) in self.grades


@dataclass
class _RoleCache:
    """What was read of a person's roles, kept on the object that a request or a change works with."""

    roles: RoleSet | None = None
    covered: dict[date, list[User]] = field(default_factory=dict)


def roles_of(user: User) -> RoleSet:
    """The roles of one person, read once for each object."""
    cache = _cache_of(user)
    if cache.roles is None:
        cache.roles = _role_set(user, user.roles.select_related("specialism"))
    return cache.roles


def forget_roles(user: User) -> None:
    """Read the roles again when they are next asked for."""
    user._role_cache = _RoleCache()  # type: ignore[attr-defined]


def _cache_of(user: User) -> _RoleCache:
    if not hasattr(user, "_role_cache"):  # not a class attribute: request.user is a lazy wrapper
        forget_roles(user)
    cache: _RoleCache = user._role_cache  # type: ignore[attr-defined]
    return cache


def _role_set(user: User, rows: Iterable[Role]) -> RoleSet:
    roles = list(rows) if user.is_active else []
    return RoleSet(
        user_id=user.pk,
        kinds=frozenset(role.kind for role in roles),
        grades=frozenset(
            (role.directorate_id, role.grade)
            for role in roles
            if role.kind == RoleKind.MANAGER and role.directorate_id is not None
        ),
        specialisms=frozenset(role.specialism.code for role in roles if role.specialism is not None),
        division_ids=frozenset(role.division_id for role in roles if role.division_id is not None),
    )


def with_roles(pk: int) -> User | None:
    """A person with their roles, in one statement for everybody who has any."""
    roles = list(Role.objects.filter(user=pk).select_related("user", "specialism"))
    user = roles[0].user if roles else User.objects.filter(pk=pk).first()
    if user:
        _cache_of(user).roles = _role_set(user, roles)
    return user


def load_roles(people: Collection[User]) -> None:
    """Read the roles of many people in one statement, for `roles_of`."""
    rows: dict[int, list[Role]] = {person.pk: [] for person in people}
    for role in Role.objects.filter(user__in=list(rows)).select_related("specialism"):
        rows[role.user_id].append(role)
    for person in people:
        _cache_of(person).roles = _role_set(person, rows[person.pk])


def covered_people(user: User, today: date) -> list[User]:
    """The active people for whom `user` stands in today, with their roles, read once for each object."""
    covered = _cache_of(user).covered
    if today not in covered:
        covers = Cover.objects.filter(stand_in=user, starts__lte=today, ends__gte=today).select_related("person")
        holding = {cover.person for cover in covers if cover.holds_on(today)}
        active = (person for person in holding if person.is_active)
        people = sorted(active, key=lambda person: (sort_key(person.name), person.pk))
        if people:
            load_roles(people)
        covered[today] = people
    return covered[today]


def covers_are_read(user: User, today: date) -> bool:
    """Whether `covered_people` has its answer already, so that it costs no statement."""
    return today in _cache_of(user).covered


def managers_on(day: date, directorates: Collection[int] | None = None) -> Iterator[tuple[Role, User | None]]:
    """Every active manager's role by name, once for each active person who covers for them that day.

    `stand_in_is_away` on the role says whether that person is away on the day as well.
    """
    roles = Role.objects.filter(kind=RoleKind.MANAGER, user__is_active=True)
    if directorates is not None:
        roles = roles.filter(directorate__in=directorates)
    in_force = Cover.holding_on(day, "user__cover_given__")
    rows: QuerySet[Any] = roles.annotate(cover=FilteredRelation("user__cover_given", condition=in_force))
    absence = Cover.objects.filter(Cover.holding_on(day), person=OuterRef("cover__stand_in"))
    rows = rows.annotate(stand_in_is_away=Exists(absence))
    for role in rows.select_related("user", "cover__stand_in").order_by("user__name", "pk", "cover__starts"):
        cover: Cover | None = getattr(role, "cover", None)
        yield role, cover.stand_in if cover and cover.stand_in.is_active else None


def holders(grade: str, directorate_id: int) -> list[User]:
    """Active managers of that grade in that directorate, by name."""
    return list(
        User.objects.filter(
            is_active=True, roles__kind=RoleKind.MANAGER, roles__grade=grade, roles__directorate=directorate_id
        ).distinct()
    )


def advisers(specialism: str) -> list[User]:
    """Active advisers of that specialism, by name."""
    return list(User.objects.filter(is_active=True, roles__specialism__code=specialism).distinct())
