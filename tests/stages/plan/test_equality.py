"""Equality analysis: its versions, what its checks find, and the due regard that names the version that was read."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Refused, Stale
from approvals.models import Outcome, Submission
from approvals.packs import digest
from audit.models import Event
from audit.presenters import entries
from checklists.selectors.answers import live_answers
from cycles.models import Cycle
from demo import play
from stages.plan.equality_findings import equality_analysis_considered, equality_analysis_opened
from stages.plan.models import EqualityAnalysis, EqualityAssessment, EqualityVersion
from stages.plan.selectors.equality import equality_work, open_mitigations
from stages.plan.services.equality import extend_screening, save_description, save_mitigations
from stages.records.models import RecordText, StoredFinding
from stages.records.services.tables import RowInput
from tests.council import NOW, Council
from tests.stages.plan.analyses import (
    ABOUT,
    SCREENING,
    assess,
    assessed,
    complete,
    conclude,
    mitigate,
    open_analysis,
    seen_of,
    work_of,
)


def found(cycle: Cycle, name: str) -> tuple[str, str]:
    """As the checks read it, which must be what they would work out now."""
    row = StoredFinding.objects.get(cycle=cycle, check_name=name)
    now = {
        "equality_analysis_opened": equality_analysis_opened,
        "equality_analysis_considered": equality_analysis_considered,
    }
    finding = now[name](cycle)
    assert (row.result, row.sentence) == (finding.result, finding.sentence)
    return row.result, row.sentence


def considered(cycle: Cycle) -> tuple[str, str]:
    return found(cycle, "equality_analysis_considered")


def psed(submission: Submission) -> dict[str, object]:
    return next(duty for duty in submission.pack["duties"] if duty["duty"] == "PSED")


def sealed(cycle: Cycle) -> Submission:
    return play.put(play.ready(cycle, at=NOW), at=NOW)


def sealed_again(cycle: Cycle) -> Submission:
    """After a return: what it asked for again is answered and confirmed."""
    asked = next(row for row in live_answers(cycle, "plan") if row.question.code == "PL-PSED-1")
    play.complete(asked, at=NOW, evidence=cycle.evidence.first())
    return play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)


def returned(submission: Submission) -> None:
    play.sign(submission, at=NOW, ruled=play.ruling(submission, Outcome.RETURN, reopened=["PL-PSED-1"]))


def test_it_is_opened_with_data_and_groups(analyse: Cycle) -> None:
    assert equality_analysis_opened(analyse).result == "unknown"
    analysis = open_analysis(analyse, missing_groups="")
    assert found(analyse, "equality_analysis_opened") == (
        "fails",
        "The equality analysis does not name the groups that are missing from our evidence.",
    )
    save_description(analyse, ABOUT, is_screening=False, actor=analyse.lead, at=NOW, seen_version=analysis.version)
    assert found(analyse, "equality_analysis_opened") == (
        "holds",
        "The equality analysis is open, with service data of 31 March 2026 and the groups missing from our evidence.",
    )
    text = RecordText.objects.get(cycle=analyse, kind="equality")
    assert text.title == f"Equality analysis: {ABOUT['proposal']}"
    assert "liaison officer" in text.words
    told = [entry.sentence for entry in entries(Event.objects.filter(chain=analyse.chain))[-2:]]
    assert told == ["Opened the equality analysis, as a full analysis", "Changed what the equality analysis says"]


def test_it_is_considered_once_a_complete_version_exists(plan: Cycle) -> None:
    assert equality_analysis_considered(plan).result == "unknown"
    open_analysis(plan)
    result, sentence = considered(plan)
    assert (result, sentence) == (
        "fails",
        (
            "Version 1 of the equality analysis is not complete."
            " It says nothing about the evidence on age, disability, gender reassignment and 5 more."
        ),
    )
    EqualityAnalysis.objects.all().delete()
    complete(plan)
    assert considered(plan) == (
        "holds",
        (
            "Version 1 of 23 November 2026 is complete: 1 negative impact, with a mitigation, owner and date."
            " Not looked at, though the council considers it: care experience, rurality and armed forces community."
        ),
    )
    assess(plan, assessed(plan, "race", evidence="Census 2021"))
    assert considered(plan) == (
        "fails",
        "Version 1 of the equality analysis lacks nothing, but nobody has marked it complete.",
    )


def test_a_negative_impact_needs_a_mitigation_with_owner_and_date(plan: Cycle) -> None:
    complete(plan)
    (row,) = work_of(plan).mitigations
    save_mitigations(plan, [RowInput({"due": None}, row.pk)], actor=plan.lead, at=NOW)
    with pytest.raises(ValidationError) as refused:
        conclude(plan)
    assert refused.value.messages == ["“Extra visits in villages” has not a date."]
    save_mitigations(plan, [RowInput(None, row.pk)], actor=plan.lead, at=NOW)
    assert considered(plan) == (
        "fails",
        "Version 1 of the equality analysis is not complete. A negative impact has no mitigation: age.",
    )


def test_an_owner_who_has_left_is_named(plan: Cycle, council: Council) -> None:
    complete(plan)
    (row,) = work_of(plan).mitigations
    save_mitigations(plan, [RowInput({"owner": council["other"]}, row.pk)], actor=plan.lead, at=NOW)
    conclude(plan)
    User.objects.filter(pk=council["other"].pk).update(is_active=False)
    assert equality_analysis_considered(plan).sentence == "Tom Baines, who owns “Extra visits in villages”, has left."
    assert list(open_mitigations(User.objects.filter(name="Tom Baines"))) == [row]
    assert list(open_mitigations(User.objects.filter(pk=plan.lead_id))) == []


def test_a_screening_does_not_do_for_a_large_cycle(plan: Cycle) -> None:
    save_description(plan, SCREENING, is_screening=True, actor=plan.lead, at=NOW, complete=True)
    assert considered(plan) == (
        "fails",
        "There is a screening only: this tier needs a full equality analysis.",
    )


def test_a_screening_becomes_a_full_analysis_without_loss(council: Council) -> None:
    cycle = council.cycle_at("plan")
    values = SCREENING | {"affects": "yes", "affected": ["age"], "needs_full": True}
    with pytest.raises(ValidationError, match="a full analysis is needed, which has not begun"):
        save_description(cycle, values, is_screening=True, actor=cycle.lead, at=NOW, complete=True)
    assert equality_work(cycle) is None
    save_description(cycle, values, is_screening=True, actor=cycle.lead, at=NOW)
    before = work_of(cycle).content
    extend_screening(cycle, actor=cycle.lead, at=NOW)
    assert work_of(cycle).content == {**before, "is_screening": False}
    with pytest.raises(Stale):
        extend_screening(cycle, actor=cycle.lead, at=NOW)


def test_a_screening_is_enough_where_no_full_analysis_is_needed(council: Council) -> None:
    cycle = council.cycle_at("plan")
    save_description(cycle, SCREENING, is_screening=True, actor=cycle.lead, at=NOW, complete=True)
    assert considered(cycle) == (
        "holds",
        "Version 1 of 23 November 2026 is complete: a screening, after which no full analysis is needed.",
    )
    submission = sealed(cycle)
    (table,) = submission.pack["tables"]
    assert table["sentences"] == ["Version 1, complete on 23 November 2026."]
    assert ["Full analysis needed", "No"] in [row["cells"] for row in table["rows"]]
    assert [row["title"] for row in psed(submission)["documents"]][:1] == ["Equality screening, version 1"]  # type: ignore[attr-defined]


def test_due_regard_keeps_the_version_that_was_read(plan: Cycle) -> None:
    complete(plan)
    first = sealed(plan)
    (version,) = plan.equality_versions.all()
    document = {
        "title": "Equality analysis, version 1",
        "sha256": version.digest,
        "url": f"/cycles/{plan.reference}/plan/equality/versions/1/",
    }
    assert psed(first)["documents"][0] == document  # type: ignore[index]
    assert version.digest == digest(version.content)
    signature = play.sign(first, at=NOW)  # the first of the route passes, the last returns it
    returned(first)
    content = dict(version.content)

    plan = Cycle.objects.get(pk=plan.pk)
    assess(plan, assessed(plan, "race", evidence="Census 2021", foster=("negative", "Fewer meeting places.")))
    analysis = EqualityAnalysis.objects.get(cycle=plan)
    assert (analysis.number, analysis.is_frozen, analysis.completed_at) == (2, False, None)
    mitigate(plan, action="Open the hall on Sundays", characteristics=["race"])
    conclude(plan)
    second = sealed_again(plan)
    assert psed(second)["documents"][0]["title"] == "Equality analysis, version 2"  # type: ignore[index]

    signature.refresh_from_db()
    (regard,) = [duty for duty in signature.due_regard if duty["duty"] == "PSED"]
    assert regard["documents"][0] == document
    version.refresh_from_db()
    assert (version.content, version.digest) == (content, document["sha256"])
    assert [row.number for row in plan.equality_versions.all()] == [1, 2]
    rows = {table["code"]: table for table in second.pack["tables"]}
    assert rows["equality"]["sentences"] == ["Version 2, complete on 23 November 2026."]


def test_what_is_not_changed_after_a_return_stays_the_same_version(plan: Cycle) -> None:
    complete(plan)
    first = sealed(plan)
    returned(first)
    second = sealed_again(Cycle.objects.get(pk=plan.pk))
    assert psed(second)["documents"][0] == psed(first)["documents"][0]  # type: ignore[index]
    assert [row.number for row in plan.equality_versions.all()] == [1]


def test_each_version_is_kept_once_deciders_were_shown_it(analyse: Cycle) -> None:
    """Also one that is not complete: Analyse asks for a draft."""
    open_analysis(analyse)
    submission = sealed(analyse)
    assert psed(submission)["documents"][0]["title"] == "Equality analysis, version 1, not complete"  # type: ignore[index]
    assert [table["title"] for table in submission.pack["tables"]] == [
        "Equality analysis",
        "Equality analysis: impact on each group",
    ]
    told = [entry.sentence for entry in entries(Event.objects.filter(chain=analyse.chain))]
    assert told[-1] == "Kept version 1 of the equality analysis as the deciders are shown it"
    with pytest.raises(Refused, match="is waiting for a decision"):
        assess(analyse, assessed(analyse, "age"))
    with pytest.raises(Refused, match="is waiting for a decision"):
        mitigate(analyse)
    assert EqualityVersion.objects.get().content == work_of(analyse).content


def test_after_the_plan_gate_it_stays_as_it_is(plan: Cycle) -> None:
    complete(plan)
    cycle = play.pass_gate(plan, at=NOW)
    with pytest.raises(Refused, match="The Plan gate has been passed"):
        conclude(cycle, "Something else")


def test_two_people_at_two_characteristics_are_both_kept(plan: Cycle, council: Council) -> None:
    open_analysis(plan)
    plan.team.add(council["member"])
    seen = {code: seen_of(plan, code) for code in ("age", "race")}
    nothing = dict.fromkeys(("eliminate", "advance", "foster"), ("", ""))
    untouched = {code: assessed(plan, code, evidence="", seen=seen[code], **nothing) for code in seen}
    assert assess(plan, assessed(plan, "age", seen=seen["age"]), untouched["race"]) == 1
    theirs = assessed(plan, "race", seen=seen["race"], evidence="Census 2021")
    assert assess(plan, untouched["age"], theirs, actor=council["member"]) == 1
    stored = EqualityAssessment.objects.values_list("characteristic", "evidence")
    assert dict(stored) == {"age": "Survey of users, May 2026", "race": "Census 2021"}
    with pytest.raises(Stale):
        assess(plan, assessed(plan, "age", seen=seen["age"], evidence="Another survey"))
    assert dict(stored.all()) == {"age": "Survey of users, May 2026", "race": "Census 2021"}


def test_two_people_who_open_it_get_one_analysis(plan: Cycle) -> None:
    open_analysis(plan)
    with pytest.raises(Stale) as stale:
        open_analysis(plan, proposal="Something else")
    assert isinstance(stale.value.row, EqualityAnalysis)
    assert stale.value.row.proposal == ABOUT["proposal"]
    assert EqualityAnalysis.objects.count() == 1


def test_what_is_no_choice_is_refused(plan: Cycle) -> None:
    open_analysis(plan)
    with pytest.raises(ValidationError, match="Choose characteristics from the list"):
        assess(plan, assessed(plan, "height", seen=""))
    with pytest.raises(ValidationError, match="Choose an impact from the list"):
        assess(plan, assessed(plan, "age", advance=("huge", "")))
    with pytest.raises(ValidationError, match="Choose groups from the list"):
        save_description(
            plan, ABOUT | {"affected": ["height"]}, is_screening=False, actor=plan.lead, at=NOW, seen_version=0
        )
