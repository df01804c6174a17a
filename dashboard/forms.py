from __future__ import annotations

from django import forms

from dashboard.services.commentary import MAX_LINES
from ui.forms import CouncilForm


class CommentaryForm(CouncilForm):
    text = forms.CharField(
        label="What to know",
        help_text=f"Up to {MAX_LINES} lines, each a sentence or two."
        " A reference such as C-0147 becomes a link to its cycle.",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=2000,
        error_messages={"required": "Enter what councillors should know"},
    )
