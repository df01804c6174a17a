"""The demo council's history: every cycle through the real services, on its own dates.

The life of a cycle is an iterator that gives the moment of its next act before it does it, so that all lives can be
played together in the order of time (`demo.time`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import Directorate, Division, User
from approvals.models import Outcome, Submission
from approvals.selectors.stage_outcomes import pending_submission
from checklists.models import Answer, AnswerState
from checklists.policies.answering import advisers_for
from checklists.selectors.answers import live_answers
from checklists.services.answering import attach_evidence
from checklists.services.confirming import ask_confirmation, refuse_confirmation
from checklists.services.excepting import record_exception
from checklists.services.publishing import publish_answers
from contracts.services.replacing import start_cycle_replacing
from cycles.models import Cycle, Running, Service
from cycles.services.editing import edit_cycle
from cycles.services.starting import NewCycleInput, start_next
from demo import play
from demo.clock import day_of, office_hours, spread
from demo.dates import break_rule, keep_dates
from demo.published_notices import notices
from demo.register import life_of_own_agreements, recorded
from demo.stage_work import fill_tables
from demo.time import together
from principles.figures import is_key_by_value
from principles.models import Ambition, DeliveryRoute, LegalRegime, RegimeRoute
from principles.selectors import edition_in_force

Entry = Mapping[str, Any]
CONDITIONAL = {"analyse": "AN-PART-1", "plan": "PL-ONE-1", "do": "DO-PERF-1", "review": "RV-VALUE-1"}
# By stage: what a gate is returned for, and why.
SENT_BACK = {
    "analyse": (
        ["AN-RES-1", "AN-PSED-1"],
        "The views of residents and the missing groups are not answered for the whole county yet. Please add both.",
    ),
    "plan": (
        ["PL-VALUE-1", "PL-ROB-3"],
        "The fourth year has no budget yet, and the risks leave out what a fall of prices would do. Please add both.",
    ),
    "do": (["DO-PERF-1"], "The first return lacks the outcome measures. Please add them."),
}


@dataclass
class Player:
    """One cycle under way, with the clock of its history."""

    cycle: Cycle
    entry: Entry
    people: Mapping[str, User]
    today: date
    clock: datetime

    def reload(self) -> Cycle:
        self.cycle = Cycle.objects.get(pk=self.cycle.pk)
        return self.cycle

    @property
    def contract_manager(self) -> User:
        """Who manages the contract, from Plan on."""
        return self.people[self.entry.get("contract_manager", self.entry["lead"])]

    def now(self, until: datetime) -> datetime:
        """The clock never runs back."""
        self.clock = max(self.clock, until)
        return self.clock


Acts = Iterator[datetime]


def life(entry: Entry, people: Mapping[str, User], today: date) -> Acts:
    """One entry of services.yaml from its start to today, and beside it the agreements that it puts in place."""
    number = 2 if entry.get("follows") else 1
    own = life_of_own_agreements(entry["service"], number, people, today)
    return together([_cycle_life(entry, people, today), own])


def _cycle_life(entry: Entry, people: Mapping[str, User], today: date) -> Acts:
    started = office_hours(day_of(entry["started"], today), minutes=60 if entry.get("follows") else 0)
    yield started
    cycle = _follow(entry, today, started) if entry.get("follows") else _start(entry, people, today, started)
    player = Player(cycle, entry, people, today, started)
    acts: list[tuple[date, Callable[[], Acts]]] = []
    for day in entry["gates"].values():
        acts.append((day_of(day, today), partial(_pass, player, day_of(day, today))))
    if "next_started" in entry:
        acts.append((entry["next_started"], partial(_start_next, player)))
    for _, act in sorted(acts, key=lambda pair: pair[0]):
        yield from act()
    situation = entry.get("now")
    if situation:
        player.reload()
        yield from SITUATIONS[situation["like"]](player, situation)
    if player.reload().is_live and not entry.get("late"):
        at = player.now(office_hours(today - timedelta(days=1)))
        yield at
        keep_dates(player.cycle, at, today)
        if broken := entry.get("against_a_rule"):
            break_rule(player.reload(), broken, at)


def _start(entry: Entry, people: Mapping[str, User], today: date, started: datetime) -> Cycle:
    directorate = Directorate.objects.get(code=entry["directorate"])
    lead = people[entry["lead"]]
    new = NewCycleInput(
        service=Service.objects.filter(name=entry["service"]).first(),
        directorate=directorate,
        purpose=entry["purpose"],
        lead=lead,
        sponsor=User.objects.filter(roles__directorate=directorate, roles__grade="assistant_director")[0],
        team=[people[key] for key in entry.get("team", [])],
        need_by=day_of(entry["need_by"], today),
        service_name=entry["service"],
        restricted=entry.get("restricted", False),
        **_values(entry, started.date()),
        **_running(entry, today),
    )
    return start_cycle_replacing(new, recorded(entry.get("replaces", "")), actor=lead, at=started)


def _follow(entry: Entry, today: date, at: datetime) -> Cycle:
    """The successor that the entry before started, with the values of its own entry."""
    service = Service.objects.get(name=entry["service"])
    cycle = service.cycles.order_by("-number")[0]
    values = _values(entry, at.date())
    lists = {"ambitions": values.pop("ambitions"), "divisions": values.pop("divisions")}
    values |= {"purpose": entry["purpose"], "need_by": day_of(entry["need_by"], today)} | _running(entry, today)
    cycle = edit_cycle(cycle, values, actor=cycle.lead, at=at, seen_version=cycle.details_version, **lists)
    Cycle.objects.filter(pk=cycle.pk).update(assumptions=values["assumptions"])
    return cycle


def _running(entry: Entry, today: date) -> dict[str, Any]:
    """What runs when the cycle starts."""
    runs = entry["runs"]
    if isinstance(runs, str):
        return {"running": {"nothing": Running.NOTHING, "not known": ""}[runs]}
    notice_by = day_of(runs["notice_by"], today) if "notice_by" in runs else None
    until = day_of(runs["until"], today)
    return {"running": Running.ARRANGEMENT, "running_ends": until, "running_notice_by": notice_by}


def _values(entry: Entry, on: date) -> dict[str, Any]:
    """The values of an entry about money, law and the Corporate Plan; with a published notice its value is used."""
    edition = edition_in_force(on)
    notice = notices()[entry["notice"]] if "notice" in entry else None
    value = notice.value if notice else entry.get("value")
    route = entry.get("route", "procure")
    return {
        "whole_life_value": value,
        "vat": entry.get("vat"),
        "yearly_value": entry.get("yearly"),
        "key_decision": entry.get("key_decision", is_key_by_value(edition.figures, value)),
        "decision_maker": entry.get("decision_maker", ""),
        "decision_maker_title": entry.get("decision_maker_title", ""),
        "consulting": entry.get("consulting", ""),
        "tier_flags": entry.get("flags", []),
        "delivery_route": DeliveryRoute.objects.get(edition=edition, code=route),
        "other_routes": entry.get("other_routes", []),
        "legal_regime": LegalRegime.objects.get(edition=edition, code=entry["regime"]) if "regime" in entry else None,
        "regime_route": RegimeRoute.objects.filter(edition=edition, code=entry.get("regime_route")).first(),
        "ambitions": list(Ambition.objects.filter(edition=edition, code__in=entry["ambitions"])),
        "all_divisions": "divisions" not in entry,
        "divisions": list(Division.objects.filter(name__in=entry.get("divisions", []))),
        "assumptions": f"Demo assumption: {entry['assumed']}" if "assumed" in entry else "",
    }


def _start_next(player: Player) -> Acts:
    at = player.now(office_hours(player.entry["next_started"]))
    yield at
    cycle = player.reload()
    start_next(cycle, need_by=cycle.need_by + timedelta(days=730), actor=cycle.lead, at=at)


def _pass(player: Player, day: date, outcome: str = Outcome.PASS) -> Acts:
    """Answer, confirm, submit and sign one gate so that it is passed on that day; published a week later, if it is."""
    stage = player.reload().stage
    conditional = CONDITIONAL[stage] if outcome == Outcome.PASS_WITH_CONDITIONS else ""
    yield from _make_ready(player, day - timedelta(days=10), partly=conditional)
    at = player.now(office_hours(day - timedelta(days=6), 240))
    yield at
    submission, place = play.put(player.reload(), at=at), 0
    while pending_submission(player.cycle):
        at = player.now(office_hours(day, 60 * (place + 1)))
        yield at
        decision = play.ruling(submission, outcome)
        if outcome == Outcome.PASS_WITH_CONDITIONS and place == 0:
            decision = replace(decision, conditions=play.promises(submission, player.people["finance"]))
        play.sign(submission, at=at, ruled=decision)
        submission = Submission.objects.get(pk=submission.pk)
        place += 1
    if stage in player.entry.get("published", ()):
        yield player.now(office_hours(day + timedelta(days=7), 90))
        publish_answers(player.cycle, stage, actor=player.cycle.lead, at=player.clock)


def _make_ready(player: Player, by: date, partly: str = "") -> Acts:
    """Every question is answered and confirmed; of those that are not mandatory some stay unmet."""
    yield player.clock
    cycle = play.decide_route(player.reload(), at=player.clock, manager=player.contract_manager)
    fill_tables(cycle, player.people, player.today, player.clock)
    rows = list(live_answers(cycle, cycle.stage))
    for row, at in zip(rows, spread(player.clock, office_hours(by, 400), len(rows)), strict=True):
        yield player.now(at)
        state = AnswerState.MET
        if row.question.code == partly:
            state = AnswerState.PARTLY_MET
        elif not row.question.mandatory and (row.cycle.serial + row.question.position) % 3 == 0:
            state = AnswerState.NOT_MET
        play.complete(row, at=player.clock, state=state)
    play.take_key_decision(player.reload(), at=player.clock)
    agreed = player.entry.get("exception", {})
    if agreed.get("stage") == player.reload().stage:
        at = office_hours(day_of(agreed["agreed_on"], player.today), 300)
        yield player.now(at)
        values = {"ground": agreed["ground"], "agreed_by": agreed["agreed_by"], "agreed_on": at.date()}
        record_exception(player.cycle, agreed["check"], **values, actor=player.cycle.lead, at=player.clock)
        player.reload()


# The situations of the present stage, by their names in services.yaml


def _fresh(player: Player, now: Entry) -> Acts:
    """The stage has begun and nothing is answered yet."""
    return iter(())


def _working(player: Player, now: Entry) -> Acts:
    """A share of the questions is answered; the last ones are partly met, not met or with their adviser."""
    yield player.clock
    cycle = play.decide_route(player.reload(), at=player.clock, manager=player.contract_manager)
    fill_tables(cycle, player.people, player.today, player.clock)
    rows = list(live_answers(cycle, cycle.stage))
    rows = rows[: max(int(len(rows) * now["share"]), 1)]
    end = office_hours(player.today - timedelta(days=2), 300)
    moments = spread(player.clock, end, len(rows))
    for place, (row, moment) in enumerate(zip(rows, moments, strict=True)):
        yield player.now(moment)
        at, left = player.clock, len(rows) - place
        adviser_needed = row.question.needs_confirmation(row.cycle.tier) and not row.question.confirmer.outside
        if left == 1 and row.question.conditional_pass:
            play.answer(row, at=at, state=AnswerState.PARTLY_MET)
        elif left == 2:
            play.answer(row, at=at, state=AnswerState.NOT_MET)
        elif left <= 4 and adviser_needed:
            answered = play.answer(row, at=at)
            ask_confirmation(answered, advisers_for(answered)[0], actor=answered.cycle.lead, at=at)
        else:
            play.complete(row, at=at)


def _busy(player: Player, now: Entry) -> Acts:
    """As working, with a confirmation that has waited long and one that was refused."""
    yield from _working(player, now)
    at = player.now(office_hours(player.today - timedelta(days=1), 60))
    yield at
    asked = Answer.objects.filter(cycle=player.cycle, confirmations__state="asked").first()
    if asked:
        confirmation = asked.confirmations.filter(state="asked")[0]
        assert confirmation.asked_of
        reason = "The figures stop at March. Add the second half of the year, then I can confirm them."
        refuse_confirmation(confirmation, reason=reason, actor=confirmation.asked_of, at=at)


def _waiting(player: Player, now: Entry) -> Generator[datetime, None, Submission]:
    """Submitted, and waiting for the first signature."""
    day = player.today + timedelta(days=now["since"])
    yield from _make_ready(player, day - timedelta(days=1))
    yield player.now(office_hours(day, 415))
    note = (
        f"Everything asked of {player.cycle.service.name} at this gate is answered and confirmed."
        " Please start with the answers that rest on partners."
    )
    return play.put(player.reload(), at=player.clock, note=note)


def _returned(player: Player, now: Entry) -> Acts:
    submission = yield from _waiting(player, {"since": now["since"] - 6})
    yield player.now(office_hours(player.today + timedelta(days=now["since"]), 120))
    codes, reasons = SENT_BACK[player.cycle.stage]
    asked = {answer["code"] for answer in submission.pack["answers"]}
    reopened = [code for code in codes if code in asked]
    decision = play.ruling(submission, Outcome.RETURN, reasons=reasons, reopened=reopened)
    play.sign(submission, at=player.clock, ruled=decision)


def _resubmitted(player: Player, now: Entry) -> Acts:
    """Returned once, put right, and submitted again."""
    yield from _returned(player, {"since": now["since"] - 10})
    at = player.now(office_hours(player.today + timedelta(days=now["since"] - 3), 30))
    yield at
    for row in live_answers(player.reload(), player.cycle.stage).filter(sent_back_at__isnull=False):
        evidence = play.add_evidence(player.cycle, f"{row.question.title}, second version", at=at)
        with_evidence = attach_evidence(row, evidence, actor=player.cycle.lead, at=at)
        play.complete(with_evidence, at=at)
    day = player.today + timedelta(days=now["since"])
    yield player.now(office_hours(day, 425))
    play.put(player.reload(), at=player.clock, note="Both points of the return are answered.")


def _second_signature(player: Player, now: Entry) -> Acts:
    submission = yield from _waiting(player, now)
    yield player.now(office_hours(player.today + timedelta(days=now["since"] + 5), 90))
    play.sign(submission, at=player.clock)


def _conditional(player: Player, now: Entry) -> Acts:
    """The gate was passed with a condition that is still open; work goes on in the next stage."""
    yield from _pass(player, player.today + timedelta(days=now["since"]), Outcome.PASS_WITH_CONDITIONS)
    yield from _working(player, now)


def _stopped(player: Player, now: Entry) -> Acts:
    submission = yield from _waiting(player, {"since": now["since"] - 6})
    reasons = (
        "The vans cost more a visit than a home delivery would. The service continues inside the library contract."
    )
    while True:
        last = len(submission.steps.all()) == submission.decisions.count() + 1
        decision = play.ruling(submission, Outcome.STOP if last else Outcome.PASS, reasons=reasons)
        yield player.now(office_hours(player.today + timedelta(days=now["since"]), 200))
        play.sign(submission, at=player.clock, ruled=decision)
        if last:
            return


SITUATIONS: dict[str, Callable[[Player, Entry], Iterator[datetime]]] = {
    "fresh": _fresh,
    "working": _working,
    "busy": _busy,
    "waiting": _waiting,
    "returned": _returned,
    "resubmitted": _resubmitted,
    "second_signature": _second_signature,
    "conditional": _conditional,
    "stopped": _stopped,
}
