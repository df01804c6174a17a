"""Sixty days of the demo council in which people leave, fall ill, hand over, stand in and come back.

The sweep runs every morning. Nobody who has left is notified or e-mailed, nothing that comes due is lost, nothing is
sent twice, every gate waits for somebody who can sign it, and the record names every authority.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.db.models import Model
from django.utils import timezone

from accounts.models import Cover, Directorate, Role, RoleKind, User
from accounts.roles import GRADES
from accounts.services.cover import give_cover
from accounts.services.people import activate, change_person, deactivate
from accounts.services.roles import grant_role, revoke_role
from approvals.models import Condition, ConditionState
from approvals.selectors.conditions import binding_conditions
from approvals.selectors.pending_signers import open_steps
from approvals.services.handing_over import hand_over_cycle
from audit.models import Event
from calendars.days import is_working_day
from checklists.models import Answer
from checklists.selectors.answers import missing_parts
from checklists.selectors.confirmations import open_requests
from cycles.models import LIVE_STAGES, Cycle
from cycles.services.people_assignment import PeopleInput
from demo.management.commands.demo import Command, skip_old_notifications
from notifications.models import Email, EmailState, Notification
from notifications.services.sweeping import sweep
from tests.council import AUTHORITY, NOW

DAYS = 60
# Tell somebody what now comes to them in a cycle.
PASSED_ON = {"leaver_work", "lead_named", "lead_handed_over", "work_handed_over"}
LATE_EVERY = timedelta(days=18)  # a week, and the eleven days off at Christmas


@dataclass
class Days:
    """The council from day to day, with the address of everybody who has left and since when."""

    today: date
    left: dict[int, tuple[str, datetime]] = field(default_factory=dict)
    covers: dict[str, Cover] = field(default_factory=dict)
    late_of_leavers: set[Model] = field(default_factory=set)

    def __getitem__(self, name: str) -> User:
        return User.objects.get(email=f"{name}@example.org")

    @property
    def at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.today, time(8, 0)))

    def leave(self, name: str) -> None:
        person = deactivate(self[name], actor=self["admin"], at=self.at)
        self.left[person.pk] = person.email, self.at

    def come_back(self, name: str) -> None:
        del self.left[activate(self[name], actor=self["admin"], at=self.at).pk]

    def cover(self, name: str, stand_in: str, days: int, by: str = "", **basis: str) -> None:
        person, last = self[name], self.today + timedelta(days=days - 1)
        cover = give_cover(
            person, self[stand_in], starts=self.today, ends=last, actor=self[by or name], at=self.at, **basis
        )
        self.covers[name] = cover

    def hand_over(self, name: str, to: str) -> None:
        """Every cycle that is led by somebody and waits for no gate, by the lead or a manager."""
        for cycle in Cycle.objects.filter(lead=self[name], stage__in=LIVE_STAGES, sealed_at=None):
            manager = User.objects.filter(roles__directorate=cycle.directorate, roles__kind="manager", is_active=True)
            sponsor = cycle.sponsor if cycle.sponsor.is_active else manager.order_by("pk")[0]
            people = PeopleInput(lead=self[to], sponsor=sponsor, team=[], reason="Handed over")
            hand_over_cycle(
                cycle, people, actor=manager.order_by("pk")[0], at=self.at, seen_version=cycle.details_version
            )

    def move(self, name: str, directorate: str) -> None:
        """A commissioner works in another directorate from now on, and hands their cycles over."""
        for role in self[name].roles.filter(kind=RoleKind.COMMISSIONER):
            revoke_role(role, actor=self["admin"], at=self.at)
        place = Directorate.objects.get(code=directorate)
        grant_role(self[name], RoleKind.COMMISSIONER, directorate=place, actor=self["admin"], at=self.at)

    def revoke(self, name: str, **role: str) -> None:
        revoke_role(Role.objects.get(user=self[name], **role), actor=self["admin"], at=self.at)

    def change_address(self, name: str, address: str) -> None:
        person = self[name]
        change_person(
            person,
            name=person.name,
            email=address,
            job_title=person.job_title,
            seen_version=person.version,
            actor=self["admin"],
            at=self.at,
        )


def move_team(days: Days) -> None:
    for name in ("commissioner", "amit.patel", "tom.baines"):
        days.move(name, "resources")


EVENTS: dict[int, Callable[[Days], None]] = {
    1: lambda days: days.leave("finance"),  # an adviser with open requests
    4: lambda days: days.leave("leanne.cooper"),  # leads cycles in the middle of Plan
    7: lambda days: days.cover("carol.webb", "andrew.long", 14, by="admin", reason="Ill since Sunday"),
    9: lambda days: days.cover("manager", "head", 12, **AUTHORITY),  # away, and then the stand-in too
    11: lambda days: days.cover("head", "director", 6),
    16: lambda days: days.hand_over("amit.patel", "commissioner"),
    21: move_team,
    22: lambda days: days.hand_over("tom.baines", "amit.patel"),
    25: lambda days: days.revoke("procurement", specialism__code="procurement"),
    30: lambda days: days.cover("hannah.price", "rachel.moore", 20),
    33: lambda days: days.leave("rachel.moore"),  # while she stands in
    36: lambda days: days.come_back("finance"),
    40: lambda days: days.change_address("amit.patel", "amit.patel-shah@example.org"),
    44: lambda days: days.leave("head"),
    48: lambda days: days.leave("commissioner"),
}


@pytest.mark.django_db
def test_sixty_days_of_coming_and_going() -> None:
    start = timezone.localdate(NOW)
    days = Days(start)
    with time_machine.travel(NOW, tick=False) as clock:
        Command().play(NOW, start)
        skip_old_notifications(NOW)
        sweep(NOW)
        mail.outbox.clear()
        for number in range(DAYS):
            days.today = start + timedelta(days=number)
            clock.move_to(days.at)
            if number in EVENTS:
                EVENTS[number](days)
            sent_before = len(mail.outbox)
            sweep(days.at)
            addresses = {address for message in mail.outbox[sent_before:] for address in message.to}
            assert not addresses & {address for address, _ in days.left.values()}, days.today
            assert gates_without_signer() == [], days.today
            if is_working_day(days.today):
                assert lost(days) == [], days.today
    for pk, (_, since) in days.left.items():
        assert not Notification.objects.filter(person=pk, created_at__gt=since).exists()
    assert Email.objects.filter(state=EmailState.SENT).count() >= len(mail.outbox) > 0
    assert len(days.late_of_leavers) > 2
    assert max(Counter(message.extra_headers["Message-ID"] for message in mail.outbox).values()) == 1
    assert not Email.objects.filter(state=EmailState.FAILED).exists()
    assert authorities() == [
        ("cover_entered", "Ill since Sunday"),
        ("cover_given", AUTHORITY["reason"]),
        ("cover_given", ""),
        ("cover_given", ""),
    ]


def gates_without_signer() -> list[str]:
    return [str(step.submission) for step in open_steps() if not step.pending_signers.filter(user__is_active=True)]


def authorities() -> list[tuple[str, str]]:
    rows = Event.objects.filter(verb__in=("cover_given", "cover_entered")).order_by("seq")
    return [(row.verb, row.facts.get("reason", "")) for row in rows]


def asked_of(holder: User, cycle: Cycle, *, by_managers: bool) -> set[int]:
    """The rule in other words: the holder, the lead, the sponsor or the lowest grade of managers, whoever is there.

    Conditions are handed over by managers alone, so their leads are not asked.
    """
    manages = cycle.sponsor.roles.filter(kind="manager", directorate=cycle.directorate).exists()
    able = [(holder, True), (cycle.lead, not by_managers), (cycle.sponsor, manages)]
    for person, asked in able:
        if asked and person.is_active:
            return {person.pk}
    for grade in GRADES:
        people = User.objects.filter(
            is_active=True, roles__kind="manager", roles__grade=grade, roles__directorate=cycle.directorate
        )
        if people:
            return {person.pk for person in people}
    return set()


def due_things(today: date) -> Iterator[tuple[Model, User, Cycle, date]]:
    """Whatever somebody has to do by a day before today, with its holder."""
    for part in missing_parts().filter(missing_due__lt=today, missing_done_at=None, cycle__stage__in=LIVE_STAGES):
        assert part.missing_owner
        assert part.missing_due
        yield part, part.missing_owner, part.cycle, part.missing_due
    for condition in binding_conditions().filter(state=ConditionState.OPEN, due__lt=today):
        yield condition, condition.owner, condition.cycle, condition.due
    for request in open_requests().filter(due__lt=today):
        if not request.answer.cycle.has_passed(request.answer.question.stage):
            holder = request.asked_of if request.advises else request.answer.cycle.lead
            yield request, holder, request.answer.cycle, request.due
    for step in open_steps().filter(due__lt=today):
        first = step.pending_signers.get(position=0)
        assert step.due
        yield step, first.user, step.submission.cycle, step.due


def lost(days: Days) -> list[str]:
    """What came due and of which nobody has heard who is asked for it now; what is late again every week."""
    missing = []
    for row, holder, cycle, due in due_things(days.today):
        people = asked_of(holder, cycle, by_managers=isinstance(row, Condition))
        heard = Notification.objects.filter(person__in=people, subject_id=row.pk, subject_type=row._meta.model_name)
        passed_on = Notification.objects.filter(person__in=people, cycle_id=cycle.pk, kind__in=PASSED_ON)
        if isinstance(row, (Answer, Condition)) and days.today - due > LATE_EVERY:
            heard, passed_on = heard.filter(created_at__gt=days.at - LATE_EVERY), passed_on.none()
            if not holder.is_active:
                days.late_of_leavers.add(row)
        if not heard.exists() and not passed_on.exists():
            missing.append(f"{row._meta.model_name} {row.pk} of {cycle.reference}, due {due}, of {holder}")
    return missing
