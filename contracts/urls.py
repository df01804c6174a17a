"""Addresses of the contracts register."""

from django.urls import URLPattern, path

from contracts import converters
from contracts.views import agreements, documents, ending, extensions, people, suppliers, variations

converters.register()

urlpatterns: list[URLPattern] = [
    path("contracts/new/", agreements.new, name="agreement-new"),
    path("contracts/<agreement:reference>/", agreements.agreement, name="agreement"),
    path("contracts/<agreement:reference>/edit/", agreements.edit, name="agreement-edit"),
    path("contracts/<agreement:reference>/history/", agreements.history, name="agreement-history"),
    path("contracts/<agreement:reference>/sign/", ending.sign, name="agreement-sign"),
    path("contracts/<agreement:reference>/end/", ending.end, name="agreement-end"),
    path("contracts/<agreement:reference>/still-running/", ending.still_running, name="agreement-still-running"),
    path("contracts/<agreement:reference>/reopen/", ending.reopen, name="agreement-reopen"),
    path("contracts/<agreement:reference>/people/", people.people, name="agreement-people"),
    path("contracts/<agreement:reference>/reorganisation/", people.reorganisation, name="agreement-reorganisation"),
    path("contracts/<agreement:reference>/extensions/<int:number>/", extensions.extension, name="agreement-extension"),
    path("contracts/<agreement:reference>/variations/new/", variations.new_variation, name="agreement-variation-new"),
    path("contracts/<agreement:reference>/variations/<int:pk>/", variations.variation, name="agreement-variation"),
    path("contracts/<agreement:reference>/documents/new/", documents.new_document, name="agreement-document-new"),
    path("contracts/<agreement:reference>/documents/<int:pk>/", documents.document, name="agreement-document"),
    path("suppliers/<int:pk>/", suppliers.supplier, name="supplier"),
]
