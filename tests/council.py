"""A small council for tests: the real edition loaded once, its people, and cycles played through the real services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from accounts.models import Directorate, Grade, Role, Specialism, User
from cycles.models import Cycle
from cycles.services.participants import renew_restriction
from cycles.services.starting import NewCycleInput, start_cycle
from demo import play

EDITION = Path(__file__).parent.parent / "principles" / "editions" / "lincolnshire-2021"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AUTHORITY: dict[str, Any] = {
    "authority": "Scheme of delegation, paragraph 4.2",
    "reason": "Nobody of the grade is free",
}
SMALL, MEDIUM, LARGE, COMPLEX = Decimal(90_000), Decimal(300_000), Decimal(2_000_000), Decimal(9_000_000)


@cache
def hashed(password: str) -> str:
    """Hashing is slow by design, so it is done once for everybody."""
    return make_password(password)


def load_edition() -> None:
    call_command("load_framework", str(EDITION), verbosity=0)


@dataclass
class Council:
    """Everybody by a short name: `council["lead"]`. Managers are of the directorate Place unless told otherwise."""

    people: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, name: str) -> User:
        return User.objects.get(pk=self.people[name].pk)

    @property
    def place(self) -> Directorate:
        return Directorate.objects.get(code="place")

    def add(self, name: str, full_name: str, *roles: dict[str, Any], **more: Any) -> User:
        user = User.objects.create(email=f"{name}@council.example", name=full_name, password=hashed("demo"), **more)
        for role in roles:
            Role.objects.create(user=user, **role)
        self.people[name] = user
        return user

    def manager(self, name: str, full_name: str, grade: str, directorate: str = "place") -> User:
        place = Directorate.objects.get(code=directorate)
        return self.add(name, full_name, {"kind": "manager", "grade": grade, "directorate": place})

    def cycle(self, value: Decimal | None = SMALL, *, at: datetime = NOW, **more: Any) -> Cycle:
        """A new cycle of Place in Analyse, led by `lead`, sponsored by `assistant`.

        What runs today ends the day before the need-by date, unless `more` has an entry for what runs.
        """
        new: dict[str, Any] = {
            "directorate": self.place,
            "purpose": "Clean streets for everybody who lives in or visits the county.",
            "lead": self["lead"],
            "sponsor": self["assistant"],
            "need_by": date(2028, 4, 1),
            "service_name": "Street cleansing",
            "whole_life_value": value,
            "all_divisions": True,
        } | more
        new = {"running": "arrangement", "running_ends": new["need_by"] - timedelta(days=1)} | new
        if new["running"] != "arrangement":
            new["running_ends"] = None
        return start_cycle(NewCycleInput(**new), actor=new["lead"], at=at)

    def cycle_at(self, stage: str, value: Decimal | None = SMALL, *, at: datetime = NOW, **more: Any) -> Cycle:
        """A cycle played through its gates up to `stage`; "closed" passes all four."""
        cycle = self.cycle(value, at=at, **more)
        while cycle.stage != stage:
            cycle = play.pass_gate(cycle, at=at)
        return cycle


def make_restricted(pk: int) -> None:
    """As the service `restrict` does, of cycles that have ended too, and without an event."""
    Cycle.objects.filter(pk=pk).update(restricted=True)
    renew_restriction(Cycle.objects.get(pk=pk))


def found_council() -> Council:
    """The people of a small council. The edition must be loaded."""
    council = Council()
    council.add("lead", "Priya Nair", {"kind": "commissioner"})
    council.add("member", "Leanne Cooper", {"kind": "commissioner"})
    council.add("other", "Tom Baines", {"kind": "commissioner"})
    council.manager("head", "Grace Holland", Grade.HEAD_OF_SERVICE)
    council.manager("assistant", "Daniel Okafor", Grade.ASSISTANT_DIRECTOR)
    council.manager("assistant2", "Hannah Price", Grade.ASSISTANT_DIRECTOR)
    council.manager("director", "Margaret Ellis", Grade.EXECUTIVE_DIRECTOR)
    council.manager("elsewhere", "Oliver Grant", Grade.ASSISTANT_DIRECTOR, "childrens")
    every = [{"kind": "adviser", "specialism": specialism} for specialism in Specialism.objects.all()]
    council.add("adviser", "Ruth Adeyemi", *every)
    council.add("adviser2", "Sam Whitby", *every)
    council.add("councillor", "Helen Marsh", {"kind": "councillor"})
    council.add("owner", "Fiona Reid", {"kind": "framework_owner"})
    council.add("auditor", "Alan Burke", {"kind": "auditor"})
    council.add("admin", "Nadia Khan", {"kind": "administrator"})
    council.add("superuser", "Simon Root", is_staff=True, is_superuser=True)
    council.add("nobody", "Nora Bell")
    return council
