"""What somebody finds when they sign in, and the drafts that they go on with."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from unsaved.addresses import with_parameter
from unsaved.models import KEPT, KeptDraft, UnsavedForm


def unseen_page(user: User) -> str | None:
    """The page with the last form that was kept for somebody and that they have not been shown since."""
    kept = UnsavedForm.objects.filter(person=user, shown_at=None, kept_at__gte=timezone.now() - KEPT)
    last = kept.order_by("-kept_at", "-pk").first()
    return with_parameter(last.page, last.key) if last else None


def draft_of(person: User, key: str) -> KeptDraft | None:
    return KeptDraft.objects.filter(person=person, key=key).first()
