"""Addresses of a cycle's own work, and of what stands beside cycles.

Cycles are named by reference, never by a database id.
"""

from django.urls import URLPattern, URLResolver, include, path

from cycles import converters
from cycles.views import (
    calendar,
    conditions,
    confirming,
    correcting,
    council_days,
    dates,
    deciding,
    evidence,
    gate,
    history,
    nudging,
    people,
    question,
    stage,
    starting,
    submitting,
)

converters.register()

of_cycles: list[URLPattern] = [
    path("new/", starting.begin, name="cycle-new"),
    path("new/<slug:page>/", starting.page, name="cycle-new-page"),
    path("<reference:reference>/edit/", starting.edit, name="cycle-edit"),
    path("<reference:reference>/next/", starting.next_cycle, name="cycle-next"),
    path("<reference:reference>/people/", people.people, name="cycle-people"),
    path("<reference:reference>/restrict/", people.restrict, name="cycle-restrict"),
    path("<reference:reference>/evidence/", evidence.evidence_list, name="evidence"),
    path("<reference:reference>/evidence/new/", evidence.new, name="evidence-new"),
    path("<reference:reference>/evidence/<int:pk>/", evidence.item, name="evidence-item"),
    path("<reference:reference>/evidence/<int:pk>/download/", evidence.download, name="evidence-download"),
    path("<reference:reference>/conditions/", conditions.conditions, name="conditions"),
    path("<reference:reference>/conditions/<int:pk>/", conditions.condition, name="condition"),
    path("<reference:reference>/dates/", dates.dates, name="dates"),
    path("<reference:reference>/dates/<slug:milestone>/", dates.date, name="date"),
    path("<reference:reference>/nudge/", nudging.nudge, name="nudge"),
    path("<reference:reference>/history/", history.history, name="history"),
    path("<reference:reference>/history/export.csv", history.export, name="history-export"),
    path("<reference:reference>/gates/<stage:stage>/", gate.readiness, name="gate"),
    path("<reference:reference>/gates/<stage:stage>/submit/", submitting.submit, name="submit"),
    path("<reference:reference>/gates/<stage:stage>/submit/check/", submitting.submit_check, name="submit-check"),
    path("<reference:reference>/gates/<stage:stage>/withdraw/", gate.withdraw, name="withdraw"),
    path("<reference:reference>/gates/<stage:stage>/submissions/<int:number>/", gate.submission, name="submission"),
    path("<reference:reference>/gates/<stage:stage>/decide/", deciding.decide, name="decide"),
    path("<reference:reference>/gates/<stage:stage>/decide/conditions/", deciding.conditions, name="decide-conditions"),
    path("<reference:reference>/gates/<stage:stage>/decide/reopen/", deciding.reopen, name="decide-reopen"),
    path("<reference:reference>/gates/<stage:stage>/decide/check/", deciding.check, name="decide-check"),
    path("<reference:reference>/gates/<stage:stage>/decisions/<int:pk>/correct/", correcting.correct, name="correct"),
    path("<reference:reference>/<stage:stage>/", stage.workspace, name="stage"),
    path("<reference:reference>/<stage:stage>/questions/<slug:code>/", question.question, name="question"),
    path("<reference:reference>/<stage:stage>/questions/<slug:code>/more/", question.more, name="question-more"),
    path("<reference:reference>/<stage:stage>/questions/<slug:code>/draft/", question.draft, name="question-draft"),
    path(
        "<reference:reference>/<stage:stage>/questions/<slug:code>/evidence/", evidence.attach, name="question-evidence"
    ),
    path(
        "<reference:reference>/<stage:stage>/questions/<slug:code>/confirmation/",
        confirming.confirmation,
        name="question-confirmation",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("cycles/", include(of_cycles)),
    path("account/calendar/", calendar.calendar, name="calendar"),
    path("account/calendar/reset/", calendar.reset, name="calendar-reset"),
    path("calendar/<slug:secret>.ics", calendar.feed, name="calendar-feed"),
    path("manage/days/", council_days.council_days, name="council-days"),
    path("manage/days/<int:pk>/strike/", council_days.strike, name="council-day-strike"),
]
