"""Who may cover for whom, and why not."""

from __future__ import annotations

from datetime import date

from accounts.models import Cover, Directorate, Grade, RoleKind, User
from accounts.roles import GRADES, roles_of
from accounts.verdict import YES, Verdict, no
from ui.wording import day_range


def may_have_cover(person: User) -> Verdict:
    """Nobody else decides gates."""
    if roles_of(person).has(RoleKind.MANAGER):
        return YES
    return no("Only managers decide gates, so only they need cover.")


def may_give_cover(actor: User, person: User) -> Verdict:
    """The person who will be away gives it, or an administrator enters it for somebody absent."""
    if actor == person or roles_of(actor).has(RoleKind.ADMINISTRATOR):
        return YES
    return no(f"Only {person} can say who covers for them.")


def may_stand_in(stand_in: User, person: User) -> Verdict:
    if stand_in == person:
        return no("Select somebody other than yourself")
    roles = roles_of(stand_in)
    if roles.has(RoleKind.MANAGER) or roles.has(RoleKind.COMMISSIONER):
        return YES
    return no("Select an active manager or commissioner")


def is_not_the_actor(stand_in: User, actor: User) -> Verdict:
    """An administrator gives nobody's authority to themselves."""
    if stand_in == actor:
        return no("Select somebody other than yourself, or ask another administrator to enter this")
    return YES


def holds_grades_of(stand_in: User, person: User) -> Verdict:
    """Whether the stand-in holds each grade of the person, or a higher one, in the same directorate."""
    held = roles_of(stand_in).grades
    for directorate, grade in sorted(roles_of(person).grades):
        if not any((directorate, enough) in held for enough in GRADES[GRADES.index(grade) :]):
            article = "a" if grade == Grade.HEAD_OF_SERVICE else "an"
            wanted = f"{article} {Grade(grade).label.lower()} or higher in {Directorate.objects.get(pk=directorate)}"
            return no(f"Enter what lets {stand_in} decide, who is not {wanted}, or select somebody else")
    return YES


def has_reason(stand_in: User, person: User, actor: User, authority: str, reason: str) -> Verdict:
    if reason:
        return YES
    if authority:
        return no(f"Enter why {stand_in} decides by this authority")
    return YES if actor == person else no(f"Enter why you enter cover for {person}")


def may_start(starts: date, today: date) -> Verdict:
    return YES if starts >= today else no("The first day must be today or later")


def may_end(starts: date, ends: date) -> Verdict:
    return YES if ends >= starts else no("The last day must be the first day or later")


def is_free(person: User, starts: date, ends: date, whom: str = "you") -> Verdict:
    """Whether no other cover of the person holds on any of those days."""
    other = person.cover_given.filter(Cover.holding_between(starts, ends)).select_related("stand_in").first()
    if other is None:
        return YES
    return no(f"{other.stand_in} covers for {whom} already on some of these days. End that cover first")


def is_there(stand_in: User, starts: date, ends: date) -> Verdict:
    """Whether the stand-in is not away on any of those days. So no ring of cover ever closes."""
    absence = stand_in.cover_given.filter(Cover.holding_between(starts, ends)).first()
    if absence is None:
        return YES
    days = day_range(absence.starts, absence.ends)
    return no(f"{stand_in} is away {days}. Select somebody else, or other days")


def may_end_cover(actor: User, cover: Cover, today: date) -> Verdict:
    """The person ends any cover of theirs; administrators what one of them entered, and what can't be used."""
    if cover.person_id != actor.pk:
        ended = not cover.lasts(today)
        if not roles_of(actor).has(RoleKind.ADMINISTRATOR) or not (cover.given_by_id or ended or is_idle(cover, today)):
            return no(f"Only {cover.person} can end this cover.")
    if not cover.lasts(today):
        return no("This cover has ended already.")
    return YES


def is_idle(cover: Cover, today: date) -> bool:
    """Whether the stand-in is inactive, or away on some of the days that are left."""
    stand_in = cover.stand_in
    return not stand_in.is_active or not is_there(stand_in, max(cover.starts, today), cover.ends)
