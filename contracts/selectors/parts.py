"""Which kinds of rows an agreement has, so that its page reads no others."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from contracts.models import Agreement, Document, Lot, Variation


def with_parts(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """With `has_lots`, `has_variations`, `has_documents` and `has_call_offs`, whoever may read these."""
    own = {"agreement": OuterRef("pk")}
    return agreements.annotate(
        has_lots=Exists(Lot.objects.filter(**own)),
        has_variations=Exists(Variation.objects.filter(**own)),
        has_documents=Exists(Document.objects.filter(**own)),
        has_call_offs=Exists(Agreement.objects.filter(framework=OuterRef("pk"))),
    )
