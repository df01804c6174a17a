"""What somebody's roles amount to, in a form that policies can ask without a query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import FilteredRelation, Q, QuerySet

from accounts.models import Cover, Grade, Role, RoleKind, User

GRADES: tuple[str, ...] = tuple(Grade.values)


@dataclass(frozen=True)
class Standing:
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


def standing(user: User) -> Standing:
    """The roles of one person, read once and kept on the object for the rest of the request."""
    known: Standing | None = user.__dict__.get("_standing")
    if known is None:
        known = user.__dict__["_standing"] = _standing_of(
            user.pk, user.is_active, user.roles.select_related("specialism")
        )
    return known


def forget_standing(user: User) -> None:
    """Read the roles again at the next question: they were just changed."""
    user.__dict__.pop("_standing", None)
    user.__dict__.pop("_covered", None)


def _standing_of(user_id: int, is_active: bool, roles: Iterable[Role]) -> Standing:
    held = list(roles) if is_active else []
    return Standing(
        user_id=user_id,
        kinds=frozenset(role.kind for role in held),
        grades=frozenset((role.directorate_id, role.grade) for role in held if role.directorate_id is not None),
        specialisms=frozenset(role.specialism.code for role in held if role.specialism is not None),
        division_ids=frozenset(role.division_id for role in held if role.division_id is not None),
    )


def with_standing(pk: int, on: date) -> User | None:
    """Somebody with their own roles and with whom they cover on that day and their roles, all in one statement."""
    me, covers = User.objects.filter(pk=pk).order_by().values("pk"), _covers_on(on).filter(stand_in=pk).values("person")
    found: dict[int, tuple[User, list[Role]]] = {}
    for row in _with_roles(User.objects.filter(pk__in=me.union(covers))):
        role: Role | None = getattr(row, "held", None)  # Django leaves it out where there is none
        found.setdefault(row.pk, (row, []))[1].extend([role] if role else [])
    for person, roles in found.values():
        person.__dict__["_standing"] = _standing_of(person.pk, person.is_active, roles)
    user, _ = found.pop(pk, (None, []))
    if user:
        user.__dict__["_covered"] = {on: [person for person, _ in found.values() if person.is_active]}
    return user


def _with_roles(people: QuerySet[User]) -> QuerySet[User]:
    """Each of them once for every role, and once without any."""
    return people.annotate(held=FilteredRelation("roles")).select_related("held__specialism").order_by("name", "pk")


def covered_by(user: User, on: date) -> list[User]:
    """The active people for whom `user` stands in on that day, read once for the rest of the request."""
    known: dict[date, list[User]] = user.__dict__.setdefault("_covered", {})
    if on not in known:
        known[on] = _covered_by(user, on)
    return known[on]


def _covered_by(user: User, on: date) -> list[User]:
    covers = _covers_on(on).filter(stand_in=user)
    return list(User.objects.filter(pk__in=covers.values("person"), is_active=True))


def _covers_on(on: date) -> QuerySet[Cover]:
    lasting = Q(ended_early_on__isnull=True) | Q(ended_early_on__gt=on)
    return Cover.objects.filter(lasting, starts__lte=on, ends__gte=on).order_by()


def stand_ins_of(person_ids: Iterable[int], on: date) -> list[tuple[int, User]]:
    """(covered person's id, stand-in) for each of the people who is covered on that day by somebody active."""
    covers = _covers_on(on).filter(person__in=list(person_ids), stand_in__is_active=True)
    return [(cover.person_id, cover.stand_in) for cover in covers.select_related("stand_in")]


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
