"""Publishing an answer and asking an adviser to confirm it, in one step."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.refusals import Refused
from checklists.models import Answer
from checklists.services.answering import AnswerInput, save_answer
from checklists.services.confirming import ask_confirmation


@transaction.atomic
def save_and_ask(
    answer: Answer, data: AnswerInput, adviser: User, *, actor: User, at: datetime, seen_version: int
) -> Answer:
    """Both or neither: where the adviser can't be asked nothing is saved, and a ValidationError says why."""
    saved = save_answer(answer, data, actor=actor, at=at, seen_version=seen_version)
    try:
        ask_confirmation(saved, adviser, actor=actor, at=at)
    except Refused as refused:
        raise ValidationError(str(refused)) from refused
    return saved
