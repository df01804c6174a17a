"""What the owner of a missing part says when it is done, with a paper that shows it if there is one."""

from __future__ import annotations

from typing import Any

from django import forms

from checklists.forms.answering import SeenVersion
from checklists.forms.evidencing import NewEvidenceForm
from checklists.services.missing_parts import Paper

MAX_NOTE = 2_000


class MissingPartForm(NewEvidenceForm):
    """A note, and the fields of evidence, which are asked for only with a file or a link."""

    field_order = ("note",)
    needs_document = False
    note = forms.CharField(
        label="What was done, and where can it be seen?",
        help_text="The team reads this and then changes the answer.",
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Say what was done and where it can be seen",
            "max_length": f"What you say must be {MAX_NOTE:,} characters or fewer",
        },
    )
    version = SeenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["good_for"].required = False

    @property
    def paper(self) -> Paper | None:
        upload, link = self.upload, self.cleaned_data["link"]
        if not upload and not link:
            return None
        return Paper(self.described, file=upload, file_name=(upload.name or "") if upload else "", url=link)
