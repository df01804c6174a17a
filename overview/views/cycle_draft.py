"""A cycle that somebody is starting: what they typed, page by page, kept under the key in its address until they do."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from contracts.models import Agreement
from contracts.selectors.visibility import visible_agreements
from cycles.forms.details import AimsForm, MoneyForm
from cycles.forms.people import PeopleForm
from cycles.models import Cycle, CycleStage
from cycles.policies import may
from cycles.selectors.arrangement_end import RunningArrangement, replaced_by_successor
from cycles.selectors.visibility import visible_to
from cycles.services.starting import NewCycleInput
from overview.forms.starting import StartWhenForm, WhatForm
from principles import figures
from principles.models import Edition
from principles.selectors import edition_in_force
from ui.form_marks import FIELD
from ui.forms import CouncilForm
from unsaved.models import KeptDraft
from unsaved.selectors import draft_of
from unsaved.services import save_draft

NOT_TYPED = ("csrfmiddlewaretoken", FIELD, "unsaved_form")
PAGES: dict[str, tuple[str, type[CouncilForm]]] = {
    "what": ("What is to be commissioned?", WhatForm),
    "when": ("When and how", StartWhenForm),
    "money": ("What it costs", MoneyForm),
    "aims": ("How it is decided, and what it is for", AimsForm),
    "people": ("Who works on it", PeopleForm),
}


@dataclass
class Draft:
    """The pages filled in so far, and what they amount to. Two tabs have two keys; nobody reads another's."""

    user: User
    key: str
    kept: KeptDraft | None = field(init=False)

    def __post_init__(self) -> None:
        self.kept = draft_of(self.user, self.name)

    @property
    def name(self) -> str:
        return f"new-cycle:{self.key}"

    @property
    def typed(self) -> dict[str, dict[str, list[str]]]:
        return self.kept.values if self.kept else {}

    @property
    def edition(self) -> Edition:
        return edition_in_force(timezone.localdate())

    def keep(self, page: str, posted: QueryDict) -> None:
        typed = {name: values for name, values in posted.lists() if name not in NOT_TYPED}
        self.kept = save_draft(self.user, self.name, {page: typed}, at=timezone.now())

    def form(self, page: str, posted: QueryDict | None = None) -> Any:
        """The form of one page: as posted, as kept, or empty."""
        data = posted
        if data is None and page in self.typed:
            data = QueryDict(mutable=True)
            for name, values in self.typed[page].items():
                data.setlist(name, values)
        if page == "people":
            return PeopleForm(data, directorate=self.values("what").get("directorate"), initial={"lead": self.user.pk})
        so_far: dict[str, Any] = {}
        if page == "what":
            so_far = {"services": self.services()}
        elif page == "when":
            so_far = {"running": self.replaced(), "agreements": self.agreements()}
        elif page == "aims":
            so_far = self.values("money")
        return PAGES[page][1](data, edition=self.edition, so_far=so_far)

    def replaced(self) -> RunningArrangement | None:
        """What the last cycle of the service that was chosen leaves for this one to replace."""
        service, today = self.values("what").get("service"), timezone.localdate()
        last = visible_to(self.user, today).filter(service=service).order_by("number").last() if service else None
        return replaced_by_successor(last, today) if last else None

    def agreements(self) -> list[Agreement]:
        """Those of the service that was chosen which somebody may replace, the first to end before the others."""
        service, today = self.values("what").get("service"), timezone.localdate()
        if service is None:
            return []
        rows = visible_agreements(self.user, today).filter(service=service, is_signed=True, ended_on__isnull=True)
        return list(rows.order_by(F("current_end").asc(nulls_last=True), "serial"))

    def agreement(self) -> Agreement | None:
        """The agreement that the new cycle replaces."""
        return self.values("when").get("replaces")

    def values(self, page: str) -> dict[str, Any]:
        """The clean values of a page that was filled in, or nothing."""
        if page not in self.typed:
            return {}
        form = self.form(page)
        return dict(form.cleaned_data) if form.is_valid() else {}

    def services(self) -> list[int]:
        """Services that this person can commission again: those whose last visible cycle may have a successor."""
        today, newest = timezone.localdate(), dict[int, Cycle]()
        for cycle in visible_to(self.user, today).select_related("service").order_by("service_id", "-number"):
            newest.setdefault(cycle.service_id, cycle)
        return [
            service
            for service, cycle in newest.items()
            if (
                not hasattr(cycle, "successor")
                if cycle.stage in (CycleStage.CLOSED, CycleStage.STOPPED)
                else may("start_next", self.user, cycle, today)
            )
        ]

    def first_unfinished(self) -> str | None:
        return next((page for page in PAGES if page not in self.typed or not self.form(page).is_valid()), None)

    def tier(self) -> figures.Tier:
        money, aims = self.values("money"), self.values("aims")
        return figures.tier_for(self.edition.figures, self.value_with_vat(), aims["key_decision"], money["tier_flags"])

    def value_with_vat(self) -> Decimal | None:
        money = self.values("money")
        return None if money["whole_life_value"] is None else money["whole_life_value"] + (money["vat"] or 0)

    def new_cycle(self) -> NewCycleInput:
        """Everything said, once every page is valid."""
        values: dict[str, Any] = {}
        for page in PAGES:
            values |= self.values(page)
        values.pop("replaces", None)
        return NewCycleInput(**values)
