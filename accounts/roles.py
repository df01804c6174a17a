"""What somebody's roles add up to, in a form that policies can ask without a query."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

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


class RoleRow(NamedTuple):
    """What a RoleSet asks of one role."""

    kind: str
    grade: str
    directorate_id: int | None
    division_id: int | None
    specialism: str | None  # its code

    @classmethod
    def of(cls, role: Role) -> RoleRow:
        specialism = role.specialism.code if role.specialism else None
        return cls(role.kind, role.grade, role.directorate_id, role.division_id, specialism)


class ManagerRow(NamedTuple):
    """An active manager's role on a day, with an active person who stands in for them, if any.

    `is_away` is whether that person is away on the day as well.
    """

    user: User
    directorate_id: int
    grade: str
    stand_in: User | None = None
    is_away: bool = False


@dataclass
class _RoleCache:
    """What was read of a person's roles, kept on the object that a request or a change works with."""

    roles: RoleSet | None = None
    covered: dict[date, list[User]] = field(default_factory=dict)


def roles_of(user: User) -> RoleSet:
    """The roles of one person, read once for each object."""
    cache = _cache_of(user)
    if cache.roles is None:
        cache.roles = _role_set(user, map(RoleRow.of, user.roles.select_related("specialism")))
    return cache.roles


def forget_roles(user: User) -> None:
    """Read the roles again when they are next asked for."""
    user._role_cache = _RoleCache()  # type: ignore[attr-defined]


def _cache_of(user: User) -> _RoleCache:
    if not hasattr(user, "_role_cache"):  # not a class attribute: request.user is a lazy wrapper
        forget_roles(user)
    cache: _RoleCache = user._role_cache  # type: ignore[attr-defined]
    return cache


def _role_set(user: User, rows: Iterable[RoleRow]) -> RoleSet:
    roles = list(rows) if user.is_active else []
    return RoleSet(
        user_id=user.pk,
        kinds=frozenset(role.kind for role in roles),
        grades=frozenset(
            (role.directorate_id, role.grade)
            for role in roles
            if role.kind == RoleKind.MANAGER and role.directorate_id is not None
        ),
        specialisms=frozenset(role.specialism for role in roles if role.specialism is not None),
        division_ids=frozenset(role.division_id for role in roles if role.division_id is not None),
    )


def with_roles(pk: int, today: date) -> User | None:
    """A person with their roles, and whether they may stand in for somebody, in the one statement of every request.

    It is written out because putting a queryset together takes longer than the database does.
    """
    statement = """
        SELECT person.*, role.kind AS role_kind, role.grade AS role_grade, role.directorate_id AS role_directorate,
            role.division_id AS role_division, specialism.code AS role_specialism,
            EXISTS (
                SELECT 1 FROM accounts_cover cover WHERE cover.stand_in_id = person.id AND cover.ends >= %s
            ) AS has_cover
        FROM accounts_user person
            LEFT JOIN accounts_role role ON role.user_id = person.id
            LEFT JOIN accounts_specialism specialism ON specialism.id = role.specialism_id
        WHERE person.id = %s"""
    rows: list[Any] = list(User.objects.raw(statement, [today.isoformat(), pk]))  # one for each role
    if not rows:
        return None
    user: User = rows[0]
    roles = [
        RoleRow(row.role_kind, row.role_grade, row.role_directorate, row.role_division, row.role_specialism)
        for row in rows
        if row.role_kind is not None
    ]
    cache = _cache_of(user)
    cache.roles = _role_set(user, roles)
    if not rows[0].has_cover:
        cache.covered[today] = []
    return user


def load_roles(people: Collection[User]) -> None:
    """Read the roles of many people in one statement, for `roles_of`."""
    rows: dict[int, list[Role]] = {person.pk: [] for person in people}
    for role in Role.objects.filter(user__in=list(rows)).select_related("specialism"):
        rows[role.user_id].append(role)
    for person in people:
        _cache_of(person).roles = _role_set(person, map(RoleRow.of, rows[person.pk]))


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


def managers_on(day: date, directorates: Collection[int] | None = None) -> list[ManagerRow]:
    """Every active manager's role by name, once for each person who covers for them that day.

    One statement, written out because many pages ask, and another for stand-ins where there are any.
    """
    places = "" if directorates is None else f"AND role.directorate_id IN ({', '.join(['%s'] * len(directorates))})"
    statement = f"""
        SELECT person.*, role.id AS role_id, role.directorate_id AS role_directorate, role.grade AS role_grade,
            cover.stand_in_id AS stand_in_id, cover.starts AS cover_starts,
            EXISTS (
                SELECT 1 FROM accounts_cover absence
                WHERE absence.person_id = cover.stand_in_id AND {Cover.holding_on_sql("absence", day)}
            ) AS is_away
        FROM accounts_role role
            JOIN accounts_user person ON person.id = role.user_id AND person.is_active
            LEFT JOIN accounts_cover cover ON cover.person_id = person.id AND {Cover.holding_on_sql("cover", day)}
        WHERE role.kind = %s {places}"""
    if directorates is not None and not directorates:
        return []
    rows: list[Any] = list(User.objects.raw(statement, [RoleKind.MANAGER, *(directorates or ())]))
    rows.sort(key=lambda row: (sort_key(row.name), row.role_id, row.cover_starts))
    keys = {row.stand_in_id for row in rows if row.stand_in_id is not None}
    stand_ins = User.objects.order_by().in_bulk(keys) if keys else {}
    managers = []
    for row in rows:
        stand_in = stand_ins.get(row.stand_in_id)
        if stand_in and not stand_in.is_active:
            stand_in = None
        managers.append(ManagerRow(row, row.role_directorate, row.role_grade, stand_in, bool(row.is_away)))
    return managers


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
