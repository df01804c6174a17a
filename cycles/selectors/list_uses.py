"""The cycles that name an entry of the council's lists."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import slugify

from accounts.council_lists import ListUse
from accounts.models import Directorate, Division, ListEntry, User
from cycles.models.cycle import LIVE_STAGES
from cycles.selectors.visibility import visible_to
from ui.wording import counted


def cycles_in(entry: ListEntry, user: User, today: date) -> list[ListUse]:
    """The live cycles of a directorate or a division that `user` may see, and how many there are in all."""
    if isinstance(entry, Directorate):
        named = visible_to(user, today).filter(directorate=entry)
        query = {"directorate": entry.code}
    elif isinstance(entry, Division):
        districts = {slugify(name) for name in Division.objects.values_list("district", flat=True)}
        slug = slugify(entry.name)  # as the list of cycles names areas: districts first
        query = {"area": f"{slug}-division" if slug in districts else slug}
        named = visible_to(user, today).filter(divisions=entry)
    else:
        return []
    live = named.filter(stage__in=LIVE_STAGES).count()
    over = named.count() - live
    address = f"{reverse('cycles')}?{urlencode(query)}"
    texts = [counted(live, "live cycle")] if live else []
    texts += [counted(over, "cycle that is over", "cycles that are over")] if over else []
    return [ListUse(text, address) for text in texts]
