"""Addresses of gates, decisions and conditions."""

from django.urls import URLPattern, path

from approvals.views import conditions, correcting, deciding, gate, submitting
from cycles import converters

converters.register()

GATE = "cycles/<reference:reference>/gates/<stage:stage>/"

urlpatterns: list[URLPattern] = [
    path("cycles/<reference:reference>/conditions/", conditions.conditions, name="conditions"),
    path("cycles/<reference:reference>/conditions/<int:pk>/", conditions.condition, name="condition"),
    path(GATE, gate.readiness, name="gate"),
    path(f"{GATE}submit/", submitting.submit, name="submit"),
    path(f"{GATE}submit/check/", submitting.submit_check, name="submit-check"),
    path(f"{GATE}withdraw/", gate.withdraw, name="withdraw"),
    path(f"{GATE}submissions/<int:number>/", gate.submission, name="submission"),
    path(f"{GATE}decide/", deciding.decide, name="decide"),
    path(f"{GATE}decide/conditions/", deciding.conditions, name="decide-conditions"),
    path(f"{GATE}decide/reopen/", deciding.reopen, name="decide-reopen"),
    path(f"{GATE}decide/check/", deciding.check, name="decide-check"),
    path(f"{GATE}decisions/<int:pk>/correct/", correcting.correct, name="correct"),
]
