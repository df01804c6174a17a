"""Gates brought to where a page is about, the addresses of their pages, and what their forms send."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from approvals.models import Submission
from approvals.packs import failing_findings
from approvals.selectors.signing import current_step
from cycles.models import Cycle
from demo import play
from tests.checklists.views.asking import errors_of
from tests.council import NOW, SMALL, Council


def at(cycle: Cycle, name: str, *rest: object) -> str:
    """The address of a page of the present stage's gate."""
    return reverse(name, args=[cycle.reference, cycle.stage, *rest])


def submitted(
    council: Council,
    value: Decimal = SMALL,
    *,
    partly: Collection[str] = (),
    not_applicable: Collection[str] = (),
    cycle: Cycle | None = None,
    note: str = "",
) -> tuple[Cycle, Submission]:
    """A gate that waits for its first signature; of a cycle that is given, the one that it is ready for."""
    ready = cycle or play.ready(council.cycle(value), at=NOW, partly=partly, not_applicable=not_applicable)
    ready = Cycle.objects.get(pk=ready.pk)
    submission = play.put(ready, at=NOW, note=note)
    return Cycle.objects.get(pk=ready.pk), submission


def seen(submission: Submission) -> dict[str, Any]:
    """What every page of a decision sends back: which pack and which step it showed."""
    step = current_step(submission)
    return {"digest": submission.digest, "step": step.position if step else 1}


def decides(submission: Submission, outcome: str, reasons: str = "It is sound.", **more: Any) -> dict[str, Any]:
    """What the decision page sends when everything is ticked."""
    duties = {f"due_regard_{duty['duty']}": "on" for duty in submission.pack["duties"]}
    accepted = {f"accept_{row['code']}": "on" for row in submission.pack["answers"] if row["state"] == "not_applicable"}
    accepted |= {f"accept_check_{row['question']}": "on" for row in failing_findings(submission.pack)}
    said = {"outcome": outcome, "reasons": reasons, "interests": "None"}
    return seen(submission) | duties | accepted | said | more


def condition_row(place: int, owner: User, verifier: User, /, **more: Any) -> dict[str, Any]:
    """One row of conditions as it is sent."""
    sent = {
        "question": "",
        "text": f"Do thing {place}",
        "owner": owner.pk,
        "verifier": verifier.pk,
        "due_day": "1",
        "due_month": "3",
        "due_year": "2027",
    } | more
    return {f"conditions-{place}-{name}": value for name, value in sent.items()}


def counted(rows: int, initial: int = 0) -> dict[str, Any]:
    return {"conditions-TOTAL_FORMS": rows, "conditions-INITIAL_FORMS": initial}


def hidden(response: Any) -> dict[str, str]:
    """The hidden fields of the page's own form, as a browser would send them back."""
    main = response.content.decode().split("<main", 1)[1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def record(client: Client, cycle: Cycle, **changed: Any) -> Any:
    """Open the check page and press Record decision."""
    page = client.get(at(cycle, "decide-check"))
    assert page.status_code == 200, page.headers.get("Location")
    return client.post(at(cycle, "decide-check"), hidden(page) | changed)


def press(client: Client, cycle: Cycle, submission: Submission, outcome: str, **more: Any) -> str:
    """Continue on the decision page; where it leads."""
    response = client.post(at(cycle, "decide"), decides(submission, outcome, **more))
    assert response.status_code == 302, errors_of(response)
    return str(response["Location"])
