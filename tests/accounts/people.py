"""People for the tests of this folder: one call makes somebody with their roles."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Directorate, Grade, Role, RoleKind, Specialism, User

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


def somebody(name: str, *kinds: str, active: bool = True, password: str | None = None) -> User:
    """`kinds` are roles that need nothing besides, "manager" and "adviser" being of Place and of finance."""
    email = f"{name.lower().replace(' ', '.')}@council.test"
    person = User.objects.create_user(email, name, password, is_active=active)
    for kind in kinds:
        Role.objects.create(user=person, kind=kind, **_besides(kind))
    return person


def _besides(kind: str) -> dict[str, object]:
    if kind == RoleKind.MANAGER:
        return {"grade": Grade.ASSISTANT_DIRECTOR, "directorate": place()}
    if kind == RoleKind.ADVISER:
        return {"specialism": finance()}
    return {}


def queries(client: Client, address: str, table: str) -> int:
    """How many queries of a page read a table; what the frame around the page reads is its own matter."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum(f'FROM "{table}"' in one["sql"] for one in captured)


def place() -> Directorate:
    return Directorate.objects.get_or_create(code="place", defaults={"name": "Place"})[0]


def finance() -> Specialism:
    return Specialism.objects.get_or_create(code="finance", defaults={"name": "Finance"})[0]
