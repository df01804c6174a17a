"""Two people changed one answer: both texts side by side, nothing lost, and three ways on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from checklists.models import Answer, AnswerState
from checklists.presenters.answer_history import changes_since
from checklists.views.question_page import QuestionPage, posted_id
from ui.text_comparison import compare_texts

NOT_TYPED = {"csrfmiddlewaretoken", "version"}


def conflict(request: HttpRequest, page: QuestionPage) -> HttpResponse:
    """409 with the present answer and what was typed; nothing is written."""
    fresh = Answer.objects.select_related("missing_owner").get(pk=page.answer.pk)
    mine = request.POST.get("explanation", page.draft.explanation if page.draft else "")
    state = request.POST.get("state", page.draft.state if page.draft else "")
    theirs_in_runs, mine_in_runs = compare_texts(fresh.explanation, mine)
    context: dict[str, Any] = {
        "theirs": fresh,
        "theirs_in_runs": theirs_in_runs,
        "mine_in_runs": mine_in_runs,
        "my_state": state,
        "my_state_in_words": dict(AnswerState.choices).get(state, ""),
        "my_reason": request.POST.get("because", ""),
        "typed": [  # sent again on top of the newer version
            (name, value) for name, values in request.POST.lists() if name not in NOT_TYPED for value in values
        ],
        "together": "\n\n".join(text for text in dict.fromkeys([fresh.explanation.strip(), mine.strip()]) if text),
        "changes": changes_since(fresh, posted_id(request, "version")),
        "newest": fresh.revisions.select_related("author").first(),
    }
    return render(request, "checklists/question_conflict.html", page.context() | context, status=409)
