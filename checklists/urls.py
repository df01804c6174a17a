"""Addresses of a cycle's questions and evidence, and of publishing them to councillors."""

from django.urls import URLPattern, path

from checklists.views import ask_everybody, confirming, evidence, excepting, missing_parts, publishing, question
from cycles import converters

converters.register()

QUESTION = "cycles/<reference:reference>/<stage:stage>/questions/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("cycles/<reference:reference>/evidence/", evidence.evidence_list, name="evidence"),
    path("cycles/<reference:reference>/evidence/new/", evidence.new, name="evidence-new"),
    path("cycles/<reference:reference>/evidence/<int:pk>/", evidence.item, name="evidence-item"),
    path("cycles/<reference:reference>/evidence/<int:pk>/mend/", evidence.mend, name="evidence-mend"),
    path("cycles/<reference:reference>/evidence/<int:pk>/version/", evidence.version, name="evidence-version"),
    path("cycles/<reference:reference>/evidence/<int:pk>/use/", evidence.use, name="evidence-use"),
    path("cycles/<reference:reference>/evidence/<int:pk>/download/", evidence.download, name="evidence-download"),
    path("cycles/<reference:reference>/<stage:stage>/publish/", publishing.publish, name="publish"),
    path("cycles/<reference:reference>/<stage:stage>/ask/", ask_everybody.ask_everybody, name="ask-everybody"),
    path(QUESTION, question.question, name="question"),
    path(f"{QUESTION}more/", question.more, name="question-more"),
    path(f"{QUESTION}missing-part/", missing_parts.missing_part, name="question-missing-part"),
    path(f"{QUESTION}draft/", question.draft, name="question-draft"),
    path(f"{QUESTION}evidence/", evidence.attach, name="question-evidence"),
    path(f"{QUESTION}confirmation/", confirming.confirmation, name="question-confirmation"),
    path(f"{QUESTION}exception/", excepting.exception, name="question-exception"),
]
