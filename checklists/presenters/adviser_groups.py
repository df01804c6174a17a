"""Whom a stage needs to ask: the answers that wait for a request, by the role and the people who may confirm them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.selectors import ROLES
from checklists.models import AnswerRevision, Confirmation
from checklists.presenters.checklist import ChecklistRow
from cycles.models import Cycle
from principles.models import Confirmer


@dataclass(frozen=True)
class AdviserGroup:
    """Answers that the same people may confirm; `offered` is the only one of them, or whom the cycle asked last."""

    confirmer: Confirmer
    rows: list[ChecklistRow]
    advisers: list[User]
    offered: User | None

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"adviser_{self.rows[0].answer.pk}"


def adviser_groups(cycle: Cycle, rows: Sequence[ChecklistRow]) -> list[AdviserGroup]:
    """In three statements and one for roles, however many answers there are; in the order of the checklist."""
    answers = [row.answer.pk for row in rows]
    authors: dict[int, set[int]] = defaultdict(set)
    for answer, author in AnswerRevision.objects.filter(answer__in=answers).values_list("answer", "author").order_by():
        authors[answer].add(author)
    codes = {row.question.confirmer.code for row in rows}
    people = User.objects.filter(is_active=True, roles__specialism__code__in=codes).exclude(pk=cycle.lead_id)
    by_role: dict[str, list[User]] = defaultdict(list)
    for person in people.distinct().prefetch_related(ROLES):
        for code in codes & {role.specialism.code for role in person.roles.all() if role.specialism}:
            by_role[code].append(person)
    asked = Confirmation.objects.filter(answer__cycle=cycle.pk, answer__question__confirmer__code__in=codes)
    last = dict(asked.order_by("pk").values_list("answer__question__confirmer__code", "asked_of"))
    groups: dict[tuple[str, tuple[int, ...]], AdviserGroup] = {}
    for row in rows:
        confirmer = row.question.confirmer
        advisers = [one for one in by_role[confirmer.code] if one.pk not in authors[row.answer.pk]]
        offered = advisers[0] if len(advisers) == 1 else None
        offered = offered or next((one for one in advisers if one.pk == last.get(confirmer.code)), None)
        key = confirmer.code, tuple(one.pk for one in advisers)
        groups.setdefault(key, AdviserGroup(confirmer, [], advisers, offered)).rows.append(row)
    return list(groups.values())
