"""An agreement that could lapse and its extension, in the site's own processes."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contracts.models import Agreement
from contracts.services.agreements import AgreementInput, ExtensionInput, record_agreement
from contracts.services.extensions import ExtensionDecisionInput, take_extension
from tests.council import found_council
from tests.races.scene import session_of


@transaction.atomic
def found() -> None:
    """Nobody prepares for its end in 60 days, so it could lapse. Prints a councillor's session."""
    council, at = found_council(), timezone.now()
    today = timezone.localdate(at)
    values = AgreementInput(
        title="Street cleansing",
        directorate=council.place,
        value=Decimal(600_000),
        start=today - timedelta(days=700),
        first_end=today + timedelta(days=60),
        extensions=[ExtensionInput(months=48)],
    )
    record_agreement(values, actor=council["lead"], at=at)
    print(json.dumps(session_of(council["councillor"])))


def extend() -> None:
    agreement, at = Agreement.objects.get(), timezone.now()
    decision = ExtensionDecisionInput("Assistant Director of Place", timezone.localdate(at), "It does well.")
    lead = User.objects.get(email="lead@council.example")
    take_extension(agreement, 1, decision, actor=lead, at=at)
