"""Scenes in which people leave, fall ill or are moved, played through services and pages.

After each step nothing waits for somebody who can't act, everybody concerned has been notified once, and the record
names every authority.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accounts.models import Cover, Directorate
from accounts.services.roles import revoke_role
from approvals.models import Condition, Decision
from approvals.services.conditions import claim
from checklists.models import Confirmation, ConfirmationState
from checklists.services.confirming import ask_confirmation
from cycles.models import Cycle
from cycles.services.editing import restrict
from demo import play
from notifications.models import Notification
from tests.approvals.views.gates import at, press, record, seen
from tests.checklists.test_answering import row
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import nothing_written, watching
from tests.overview.conftest import SignedIn
from tests.overview.scene_parts import (
    TODAY,
    event,
    make_inactive,
    nothing_waits_for_nobody,
    on_day,
    once,
    part,
    promised,
    told,
    words,
)
from tests.overview.test_cover import boxes
from tests.overview.test_handing_over import address, people, takes
from tests.overview.texts import section, text_of


def test_a_lead_leaves_in_the_middle_of_plan(council: Council, as_: SignedIn) -> None:
    """With a missing part, a condition, a check that waits and requests to advisers; the sponsor names another lead."""
    submission = play.put(play.ready(council.cycle(LARGE), at=NOW), at=NOW)
    publish, towns = ("Publish", council["lead"], council["head"]), ("Towns", council["assistant2"], council["lead"])
    promised(submission, publish, towns)
    cycle = Cycle.objects.get()
    part(cycle, 1, council["lead"])
    ask_confirmation(part(cycle, 2, council["other"]), council["adviser2"], actor=council["lead"], at=NOW)
    condition = Condition.objects.get(text="Towns")
    claim(condition, note="Done", actor=council["assistant2"], at=NOW, seen_version=condition.version)
    nothing_waits_for_nobody()

    with watching(council) as written:
        page = make_inactive(as_, council, "lead")
    assert "Priya Nair can no longer sign in. Told at once: Daniel Okafor." in page
    assert (told(council, written), written.verbs) == (once(("leaver_work", "assistant")), ["person_made_inactive"])
    held = "the lead, 1 missing part, 1 condition and 1 condition to check"
    assert words(council["assistant"], "leaver_work") == [
        f"Priya Nair has left. Please see that somebody takes what they held in Street cleansing (C-0001): {held}"
    ]
    nothing_waits_for_nobody()
    page = text_of(as_("adviser2").get(cycle.get_absolute_url()))
    assert "Cycle led. Daniel Okafor has this now. A manager of the directorate names another lead." in page
    refused = as_("other").get(address(cycle))
    assert "Only managers of Place can do this, because Priya Nair has left." in text_of(refused)

    client, sent = as_("assistant"), people(council, cycle, "other")
    taking = takes(client.post(address(cycle), sent))
    with watching(council) as written:
        client.post(address(cycle), sent | taking)
    assert told(council, written) == once(
        ("lead_handed_over", "other"), ("condition_handed_over", "head"), ("condition_handed_over", "assistant2")
    )
    handed_over = ["missing_part_handed_over", "condition_handed_over", "condition_handed_over"]
    assert written.verbs == ["people_changed", *handed_over]
    assert {row.actor_id for row in written.events} == {council["assistant"].pk}
    work = "1 missing part, 1 condition and 1 condition to check"
    made = f"Daniel Okafor made you the lead of Street cleansing (C-0001), with {work}"
    assert words(council["other"], "lead_handed_over") == [made]
    nothing_waits_for_nobody()
    assert "has left" not in text_of(as_("other").get(cycle.get_absolute_url()))


def test_the_only_assistant_director_is_ill_for_two_weeks(council: Council, as_: SignedIn) -> None:
    """A gate waits for them; an administrator enters cover by authority, the stand-in signs, and it ends by itself."""
    revoke_role(council["assistant2"].roles.get(), actor=council["admin"], at=NOW)
    play.put(play.ready(council.cycle(LARGE), at=NOW), at=NOW)
    cycle, submission = Cycle.objects.get(), Cycle.objects.get().submissions.get()
    starts, ends = date(2026, 11, 25), date(2026, 12, 8)
    assert "waiting for Daniel Okafor" in text_of(as_("head").get(at(cycle, "decide")))
    enter_cover(council, as_, starts, ends)

    with on_day(starts - timedelta(days=1)) as now:  # before
        assert as_("head").post(at(cycle, "decide"), seen(submission)).status_code == 403
        nothing_waits_for_nobody(now.date())
    with on_day(starts) as now:
        assert words(council["head"], "cover_begins") == [
            "Your cover begins: you decide for Daniel Okafor from 25 November to 8 December 2026"
        ]
        assert len(words(council["head"], "gate_waiting")) == 1
        nothing_waits_for_nobody(now.date())
    with on_day(ends):  # on the last day
        stand_in = as_("head")
        assert "You decide for Daniel Okafor" in text_of(stand_in.get(at(cycle, "decide")))
        press(stand_in, cycle, submission, "pass")
        with watching(council) as written:
            record(stand_in, cycle)
    basis = "Stands in for the assistant director. By authority of Scheme of delegation, 4.2. Reason: Ill since Sunday"
    decision = Decision.objects.get()
    assert (decision.decider, decision.cover_for, decision.cover) == (
        council["head"],
        council["assistant"],
        Cover.objects.get(),
    )
    decided = event("decided_for")
    assert (decided.actor_id, decided.facts["cover_for_id"], decided.authority) == (
        council["head"].pk,
        council["assistant"].pk,
        basis,
    )
    assert told(council, written) == once(("gate_decided", "lead"), ("gate_decided", "assistant"))
    with on_day(ends + timedelta(days=1)) as now:  # after
        assert words(council["head"], "cover_over") == [
            "You no longer decide for Daniel Okafor: the last day was 8 December 2026"
        ]
        pack = text_of(as_("lead").get(f"/cycles/{cycle.reference}/gates/analyse/submissions/1/"))
        history = text_of(as_("lead").get(f"/cycles/{cycle.reference}/history/"))
        for page in (pack, history):
            assert "Daniel Okafor" in page
            assert "Grace Holland" in page
            assert "Scheme of delegation, 4.2" in page
            assert "Ill since Sunday" in page
        submission = play.put(play.ready(Cycle.objects.get(), at=now), at=now)
        cycle = Cycle.objects.get()
        assert as_("head").post(at(cycle, "decide"), seen(submission)).status_code == 403
        nothing_waits_for_nobody(now.date())


def enter_cover(council: Council, as_: SignedIn, starts: date, ends: date) -> None:
    """By the administrator, for the assistant director: refused without an authority, checked, and given once."""
    page = f"/manage/people/{council['assistant'].pk}/cover/"
    sent: dict[str, Any] = {"stand_in": council["head"].pk} | boxes("starts", starts) | boxes("ends", ends)
    client = as_("admin")
    sent |= {"reason": "Ill since Sunday"}
    refused = client.post(page, sent)
    why = "Enter what lets Grace Holland decide, who is not an assistant director or higher in Place"
    assert why in text_of(refused)
    sent |= {"authority": "Scheme of delegation, 4.2"}
    assert "Check the cover before you" in text_of(client.post(page, sent))
    with watching(council) as written:
        client.post(page, sent | {"confirm": "1"})
    assert (told(council, written), written.verbs) == (
        once(("cover_given", "head"), ("cover_entered", "assistant")),
        ["cover_entered"],
    )
    assert written.events[0].actor_id == council["admin"].pk
    assert (written.events[0].authority, written.events[0].facts["reason"]) == (
        "Scheme of delegation, 4.2",
        "Ill since Sunday",
    )


def test_an_adviser_leaves_with_six_requests(council: Council, as_: SignedIn) -> None:
    """In three cycles, of which one is restricted."""
    cycles = [council.cycle(LARGE, service_name=name, lead=council[lead]) for name, lead in LEADS.items()]
    for cycle in cycles:
        for number in (2, 3):
            answer = play.answer(row(cycle, number, "analyse"), at=NOW)
            ask_confirmation(answer, council["adviser2"], actor=cycle.lead, at=NOW)
    restrict(cycles[2], restricted=True, reason="Staff", actor=council["other"], at=NOW)
    assert Confirmation.objects.filter(state=ConfirmationState.ASKED).count() == 6

    assert "Hidden home" not in text_of(as_("admin").get(f"/manage/people/{council['adviser2'].pk}/make-inactive/"))
    with watching(council) as written:
        page = make_inactive(as_, council, "adviser2")
    assert "Told at once: Leanne Cooper and Priya Nair." in page
    assert "Hidden home" not in page
    expected = [("leaver_work", LEADS[name]) for name in LEADS]
    assert (told(council, written), written.verbs) == (once(*expected), ["person_made_inactive"])
    for cycle, lead in zip(cycles, LEADS.values(), strict=True):
        held = f"Please see that somebody takes what they held in {cycle.service} ({cycle.reference}): 2 confirmations"
        assert words(council[lead], "leaver_work") == [f"Sam Whitby has left. {held}"]
        page = text_of(as_(lead).get("/my-work/"))
        assert page.count("Ask another adviser: ") == 2
        assert page.count(f"{cycle.service}. Sam Whitby has left") == 2
    nothing_waits_for_nobody()
    for name in ("member", "adviser", "admin", "councillor"):
        assert "Hidden home" not in text_of(as_(name).get("/people/left/"), "body")
    late = max(row.due for row in Confirmation.objects.all() if row.due)
    with on_day(late + timedelta(days=1)):
        for lead in LEADS.values():
            assert len(words(council[lead], "confirmation_needs_adviser")) == 2
        assert not Notification.objects.filter(person=council["adviser2"], created_at__gt=NOW).exists()
    for request in Confirmation.objects.filter(state=ConfirmationState.ASKED).select_related("answer__cycle"):
        ask_confirmation(request.answer, council["adviser"], actor=request.answer.cycle.lead, at=NOW)
    for lead in LEADS.values():
        assert "has left" not in section(as_(lead).get("/my-work/"), "next")
    nothing_waits_for_nobody()


def test_a_manager_is_not_covered_by_somebody_away_the_same_days(council: Council, as_: SignedIn) -> None:
    days = boxes("starts", TODAY) | boxes("ends", date(2026, 12, 4))
    as_("assistant2").post("/account/cover/", {"stand_in": council["director"].pk, "confirm": "1"} | days)
    sent = {"stand_in": council["assistant2"].pk, "confirm": "1"} | days
    client = as_("assistant")
    with nothing_written():
        page = client.post("/account/cover/", sent)
    away = "Hannah Price is away from 23 November to 4 December 2026. Select somebody else, or other days"
    assert away in text_of(page)


def test_a_stand_in_falls_ill_later(council: Council, as_: SignedIn) -> None:
    """Whoever named them is told, and the gate goes at once to somebody who is there."""
    revoke_role(council["assistant2"].roles.get(), actor=council["admin"], at=NOW)
    council.add("admin2", "Omar Aziz", {"kind": "administrator"})
    play.put(play.ready(council.cycle(LARGE), at=NOW), at=NOW)
    cycle, submission = Cycle.objects.get(), Cycle.objects.get().submissions.get()
    page, days = f"/manage/people/{council['assistant'].pk}/cover/", boxes("starts", TODAY)
    sent = {"stand_in": council["head"].pk, "reason": "Ill", "authority": "Scheme 4.2", "confirm": "1"}
    as_("admin").post(page, sent | days | boxes("ends", date(2026, 12, 4)))
    cover = Cover.objects.get()
    with on_day(TODAY) as now:
        assert len(words(council["head"], "gate_waiting")) == 1
        nothing_waits_for_nobody(now.date())
    sent = {"stand_in": council["director"].pk, "confirm": "1"} | days | boxes("ends", date(2026, 11, 27))
    with watching(council) as written:
        as_("head").post("/account/cover/", sent)
    assert told(council, written) == once(
        ("cover_given", "director"), ("stand_in_away", "assistant"), ("stand_in_away", "admin")
    )
    until, away = "until 4 December 2026", "from 23 to 27 November 2026: name somebody else"
    assert words(council["admin"], "stand_in_away") == [
        f"Grace Holland decides for Daniel Okafor {until} but is away {away}"
    ]
    nothing_waits_for_nobody()
    with on_day(TODAY + timedelta(days=1)) as now:
        assert len(words(council["director"], "gate_waiting")) == 1
        nothing_waits_for_nobody(now.date())
        assert "waiting for Margaret Ellis" in text_of(as_("other").get(at(cycle, "decide")))
        decision_page = text_of(as_("director").get(at(cycle, "decide")))
        assert "You decide for" not in decision_page
        ended = as_("admin").post(f"{page}{cover.pk}/end/", follow=True)
        assert "Ended on 24 November 2026" in text_of(ended)
        sent = {"stand_in": council["elsewhere"].pk, "reason": "Ill", "authority": "Scheme 4.3", "confirm": "1"}
        as_("admin").post(page, sent | boxes("starts", now.date()) | boxes("ends", date(2026, 12, 4)))
        nothing_waits_for_nobody(now.date())
    with on_day(TODAY + timedelta(days=2)):
        press(as_("elsewhere"), cycle, submission, "pass")
        record(as_("elsewhere"), cycle)
        decision = Decision.objects.get()
        assert (decision.decider, decision.cover_for) == (council["elsewhere"], council["assistant"])
        assert event("decided_for").authority.endswith("By authority of Scheme 4.3. Reason: Ill")


def test_a_team_of_three_is_handed_to_another_directorate(council: Council, as_: SignedIn) -> None:
    """Their roles go along, their cycles stay: a new lead takes what they hold, and a restricted one is hidden then."""
    council.add("new", "Ines Costa", {"kind": "commissioner", "directorate": council.place})
    resources = Directorate.objects.exclude(pk__in=[council.place.pk, council["elsewhere"].roles.get().directorate_id])
    team = ["lead", "member", "other"]
    submission = play.put(play.ready(council.cycle(LARGE, team=[council["member"]]), at=NOW), at=NOW)
    promised(submission, ("Publish", council["member"], council["head"]), ("Towns", council["lead"], council["head"]))
    hidden = council.cycle(LARGE, service_name="Hidden home", lead=council["other"], team=[council["lead"]])
    part(Cycle.objects.get(reference="C-0001"), 1, council["member"])
    part(hidden, 1, council["lead"])
    part(hidden, 2, council["owner"])
    hidden = restrict(Cycle.objects.get(pk=hidden.pk), restricted=True, reason="Staff", actor=council["other"], at=NOW)
    nothing_waits_for_nobody()

    client = as_("admin")
    with watching(council) as written:
        for name in team:
            role = council[name].roles.get()
            client.post(f"/manage/people/{council[name].pk}/roles/{role.pk}/take/")
            page = f"/manage/people/{council[name].pk}/roles/add/commissioner/"
            client.post(page, {"directorate": resources[0].pk})
    assert written.verbs == ["role_taken", "role_given"] * 3
    assert not written.notifications
    nothing_waits_for_nobody()

    director = as_("director")
    for cycle in Cycle.objects.order_by("reference"):
        sent = people(council, cycle, "new")
        taking = takes(director.post(address(cycle), sent))
        with watching(council) as written:
            done = text_of(director.post(address(cycle), sent | taking, follow=True), "body")
        if cycle.restricted:
            assert "Priya Nair and Tom Baines can no longer see this cycle" in done
            assert told(council, written) == once(("lead_handed_over", "new"))
            assert written.verbs == ["people_changed", "missing_part_handed_over"]
        else:
            assert told(council, written) == once(
                ("lead_handed_over", "new"),
                ("lead_replaced", "lead"),
                ("team_left", "member"),
                ("condition_handed_over", "head"),
                ("condition_handed_over", "head"),  # of the other condition
            )
            handed_over = ["missing_part_handed_over", "condition_handed_over", "condition_handed_over"]
            assert written.verbs == ["people_changed", *handed_over]
        assert {row.actor_id for row in written.events} == {council["director"].pk}
    nothing_waits_for_nobody()
    for name in (*team, "owner", "admin", "councillor"):
        for page in ("/my-work/", "/notifications/", "/changes/", "/search/?q=Hidden", hidden.get_absolute_url()):
            assert "Hidden home" not in text_of(as_(name).get(page), "body"), (name, page)
    assert "Hidden home" in text_of(as_("new").get("/my-work/"))
    assert "Fiona Reid may not see it: name somebody else for the missing part" in text_of(as_("new").get("/my-work/"))


LEADS = {"Open one": "lead", "Open two": "member", "Hidden home": "other"}
