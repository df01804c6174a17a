"""What somebody's roles amount to, in a form that policies can ask without a query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import FilteredRelation, QuerySet

from accounts.models import Cover, Grade, Role, RoleKind, User

GRADES: tuple[str, ...] = tuple(Grade.values)


@dataclass(frozen=True)
class RoleSet:
    """One person's roles. Somebody inactive has none."""

    user_id: int
    kinds: frozenset[str] = frozenset()
    grades: frozenset[tuple[int, str]] = frozenset()  # (directorate id, grade)
    specialisms: frozenset[str] = frozenset()
    division_ids: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_officer(self) -> bool:
        """Officers read every cycle but restricted ones, with drafts and evidence; a councillor alone is none."""
        return bool(self.kinds - {"councillor"})

    def has(self, kind: str) -> bool:
        return kind in self.kinds

    def manages(self, directorate_id: int) -> bool:
        return any(held == directorate_id for held, _ in self.grades)

    def holds(self, grade: str, directorate_id: int) -> bool:
        return (directorate_id, grade) in self.grades


def roles_of(user: User) -> RoleSet:
    """The roles of one person, read once and kept on the object for the rest of the request."""
    kept = _kept(user)
    if kept.standing is None:
        kept.standing = _standing_of(user.pk, user.is_active, user.roles.select_related("specialism"))
    return kept.standing


def forget_roles(user: User) -> None:
    """Read the roles again at the next question: they were just changed."""
    user._kept = _Kept()  # type: ignore[attr-defined]


@dataclass
class _Kept:
    standing: RoleSet | None = None
    covered: dict[date, list[User]] = field(default_factory=dict)


def _kept(user: User) -> _Kept:
    """What was read of somebody; by getattr, because request.user only stands for the object."""
    if not hasattr(user, "_kept"):
        forget_roles(user)
    kept: _Kept = user._kept  # type: ignore[attr-defined]
    return kept


def _standing_of(user_id: int, is_active: bool, roles: Iterable[Role]) -> RoleSet:
    held = list(roles) if is_active else []
    return RoleSet(
        user_id=user_id,
        kinds=frozenset(role.kind for role in held),
        grades=frozenset((role.directorate_id, role.grade) for role in held if role.directorate_id is not None),
        specialisms=frozenset(role.specialism.code for role in held if role.specialism is not None),
        division_ids=frozenset(role.division_id for role in held if role.division_id is not None),
    )


def with_roles(pk: int, on: date) -> User | None:
    """Somebody with their own roles and with whom they cover on that day and their roles, all in one statement."""
    found: dict[int, tuple[User, list[Role]]] = {}
    for row in _with_roles(pk, on):
        role: Role | None = getattr(row, "held", None)  # Django leaves it out where there is none
        found.setdefault(row.pk, (row, []))[1].extend([role] if role else [])
    for person, roles in found.values():
        _kept(person).standing = _standing_of(person.pk, person.is_active, roles)
    user, _ = found.pop(pk, (None, []))
    if user:
        _kept(user).covered[on] = [person for person, _ in found.values() if person.is_active]
    return user


def _with_roles(pk: int, on: date) -> list[User]:
    """Each of them once for every role, and once without any."""
    me, covers = User.objects.filter(pk=pk).order_by().values("pk"), _covers_on(on).filter(stand_in=pk).values("person")
    people: QuerySet[Any] = User.objects.filter(pk__in=me.union(covers)).annotate(held=FilteredRelation("roles"))
    return list(people.select_related("held__specialism").order_by("name", "pk"))


def covered_by(user: User, on: date) -> list[User]:
    """The active people for whom `user` stands in on that day, read once for the rest of the request."""
    known = _kept(user).covered
    if on not in known:
        known[on] = _covered_by(user, on)
    return known[on]


def _covered_by(user: User, on: date) -> list[User]:
    covers = _covers_on(on).filter(stand_in=user)
    return list(User.objects.filter(pk__in=covers.values("person"), is_active=True))


def _covers_on(on: date) -> QuerySet[Cover]:
    return Cover.objects.filter(Cover.holding_on(on)).order_by()


def managers_on(day: date, directorates: Collection[int] | None = None) -> Iterator[tuple[Role, User | None]]:
    """Every active manager's role by name, once for each active person who covers for them that day."""
    for role in _managers(day, directorates or (), everywhere=directorates is None):
        cover: Cover | None = getattr(role, "cover", None)
        yield role, cover.stand_in if cover and cover.stand_in.is_active else None


def _managers(day: date, directorates: Collection[int], *, everywhere: bool) -> list[Role]:
    roles = Role.objects.filter(kind=RoleKind.MANAGER, user__is_active=True)
    if not everywhere:
        roles = roles.filter(directorate__in=directorates)
    today = Cover.holding_on(day, "user__cover_given__")
    covered: QuerySet[Any] = roles.annotate(cover=FilteredRelation("user__cover_given", condition=today))
    return list(covered.select_related("user", "cover__stand_in").order_by("user__name", "pk", "cover__starts"))


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
