"""Every form of the site as somebody who may send it finds it, each in the state in which it can be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import resolve
from django.utils import timezone

from accounts.links import confirmation_path, sign_in_path
from accounts.services.credentials import make_first_link
from checklists.models import Confirmation
from checklists.selectors.answers import live_answers
from commissioning.access import ACCESS
from cycles.models import Cycle
from demo import play
from principles import edition_cache
from principles.models import Question
from stages.plan.models import Appraisal
from tests.access.forms import Data, Form, forms_of
from tests.access.walking import AT_THE_GATE, SENT, Cell, address
from tests.access.world import Situation, World
from tests.stages.plan.appraisal import appraised
from ui.widgets import PARTS


@dataclass
class Found:
    """One form: who sends it where, and the name of that address."""

    name: str
    person: str
    path: str
    form: Form

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(sorted(self.form.controls))[:60]})"


# Who may send what stands there, where it isn't the lead.
WHO = {
    "sign-in": "anonymous",
    "new-password": "anonymous",
    "sign-in-link-request": "anonymous",
    "sign-in-by-link": "anonymous",
    "confirm-credentials": "anonymous",
    "admin-login-redirect": "anonymous",
    "cover": "sponsor",
    "end-cover": "sponsor",
    "condition": "manager",
    "question-confirmation": "asked",
    "question-missing-part": "asked",
    "held-by-leavers": "admin",
    "correct": "sponsor",
    "dashboard-commentary": "owner",
} | dict.fromkeys(AT_THE_GATE - {"withdraw", "submission"}, "sponsor")
OF_ADMIN = (
    "manage-",
    "new-person",
    "add-role",
    "role-details",
    "take-role",
    "make-",
    "send-",
    "confirm-in-place",
    "emails",
    "email-retry",
    "council-day",
    "council-list",
    "security",
)


def sender(name: str) -> str:
    return WHO.get(name, "admin" if name.startswith(OF_ADMIN) else "lead")


def forms_at(name: str, world: World) -> list[Found]:
    """The forms that are sent to that address, from its own page or from the one that has its button."""
    if name in BEFORE:
        return BEFORE[name](world)
    person, row = sender(name), ACCESS[name]
    path = address(Cell(name, "POST", person, "own" if row.about == "cycle" else "there" if row.about else ""), world)
    if "GET" not in row.methods:
        return [Found(name, person, path, as_form(SENT.get(name, {})))]
    return on_page(name, person, path, world)


def on_page(name: str, person: str, path: str, world: World) -> list[Found]:
    html = world.client(person).get(path).content.decode()
    return [
        Found(name, person, path, form)
        for form in forms_of(html)
        if form.method == "post" and resolve(urlsplit(urljoin(path, form.action)).path).url_name == name
    ]


def as_form(data: Data) -> Form:
    form = Form("", "post")
    for name, values in data.items():
        form.control(name, "text").values += [(value, True) for value in values]
    return form


def send(found: Found, world: World) -> None:
    """Send it as it stands, to come to the next."""
    response = world.client(found.person).post(found.path, found.form.filled())
    assert response.status_code == 302, (found, response.status_code)


# A client forgets what a request did to its cookies, but the session of a signed-in person is one and the same.


def _new_password(world: World) -> list[Found]:
    """The link is followed first: it leaves its token in a session and leads to the form."""
    link = make_first_link(world.council["spare"], at=timezone.now())
    client = world.client("anonymous")
    path = client.get(link).headers["Location"]
    world.sessions["newcomer"] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return on_page("new-password", "newcomer", path, world)


def _sign_in_by_link(world: World) -> list[Found]:
    return on_page("sign-in-by-link", "anonymous", sign_in_path(world.council["spare"]), world)


def _confirm_credentials(world: World) -> list[Found]:
    return on_page("confirm-credentials", "anonymous", confirmation_path(world.council["spare"]), world)


def _new_cycle(world: World) -> list[Found]:
    found = []
    for page in ("what", "when", "money", "aims", "people"):
        found += on_page("cycle-new-page", "lead", f"/cycles/new/one/{page}/", world)
        if page == "what":
            place = str(world.council.place.pk)
            found[-1].form.controls["directorate"].values = [(place, True)]
        if page == "people":
            sponsor = str(world.council["sponsor"].pk)
            found[-1].form.controls["sponsor"].values.append((sponsor, True))
        send(found[-1], world)
    return found + on_page("cycle-new-page", "lead", "/cycles/new/one/check/", world)


def _more(world: World) -> list[Found]:
    """Both follow-ups of an answer: what is partly met, and what does not apply."""
    found = []
    path = _question(world, "PL-RES-1")
    for state in ("partly_met", "not_applicable"):
        page = next(one for one in on_page("question", "lead", path, world) if "explanation" in one.form.controls)
        data = page.form.filled() | {"state": [state], "explanation": ["Some of it is done."], "do": ["checklist"]}
        assert world.client("lead").post(path, data).status_code == 302
        found += on_page("question-more", "lead", f"{path}more/", world)
    return found


def _confirmations(world: World) -> list[Found]:
    """What an adviser sends who is asked, and who has confirmed; what a team sends to ask; an outside word."""
    name = "question-confirmation"
    found = on_page(name, "asked", f"{_question(world, 'PL-RES-3')}confirmation/", world)
    found += on_page(name, "lead", f"{_question(world, 'PL-RES-2')}confirmation/", world)
    outside = world.places["own"].open.cycle.answers.get(question__code="PL-RES-4")
    play.answer(outside, at=timezone.now())
    found += on_page(name, "lead", f"{_question(world, 'PL-RES-4')}confirmation/", world)
    sealed = world.places["own"].sealed.cycle.reference
    return found + on_page(name, "asked", f"/cycles/{sealed}/plan/questions/pl-res-2/confirmation/", world)


def _exception(world: World) -> list[Found]:
    """The form and its check page, of a hard-stop question whose check fails."""
    cycle = world.places["own"].open.cycle
    Question.objects.filter(edition=cycle.edition_id, code="PL-RES-2").update(check_name="decision_route_set")
    cycle.dates.filter(milestone="plan_gate").update(planned=timezone.localdate() - timedelta(days=1))
    edition_cache.clear()
    path = f"{_question(world, 'PL-RES-2')}exception/"
    found = on_page("question-exception", "lead", path, world)
    checked = world.client("lead").post(path, found[0].form.filled()).content.decode()
    forms = [form for form in forms_of(checked) if ("confirm", "1") in form.buttons]
    assert forms
    return [*found, *(Found("question-exception", "lead", path, form) for form in forms)]


def _question(world: World, code: str) -> str:
    return f"/cycles/{world.places['own'].open.cycle.reference}/plan/questions/{code.lower()}/"


def _entered_cover(world: World) -> list[Found]:
    """Of a manager without cover, and the check before it is given."""
    path = f"/manage/people/{world.council['elsewhere'].pk}/cover/"
    found = on_page("manage-cover", "admin", path, world)
    today, stand_in = timezone.localdate(), world.council["far_director"]
    boxes = {f"{name}_{part}": [str(getattr(today, part))] for name in ("starts", "ends") for part in PARTS}
    data = found[0].form.filled() | boxes | {"stand_in": [str(stand_in.pk)], "reason": ["Absent"]}
    checked = forms_of(world.client("admin").post(path, data).content.decode())
    forms = [form for form in checked if ("confirm", "1") in form.buttons]
    assert forms
    return [*found, *(Found("manage-cover", "admin", path, form) for form in forms)]


def _lead(world: World) -> list[Found]:
    """Of the cycles that were ticked in the list."""
    chosen = world.places["own"].open.cycle.reference
    return on_page("cycles-lead", "lead", f"/cycles/lead/?cycle={chosen}", world)


def _hand_over(world: World) -> list[Found]:
    """The people, and who takes what somebody holds who is taken off the team."""
    path = address(Cell("cycle-people", "POST", "manager", "own"), world)
    found = on_page("cycle-people", "manager", path, world)
    data = {name: values for name, values in found[0].form.filled().items() if name != "team"}
    checked = forms_of(world.client("manager").post(path, data).content.decode())
    forms = [form for form in checked if ("confirm", "1") in form.buttons]
    assert forms
    return [*found, *(Found("cycle-people", "manager", path, form) for form in forms)]


def _import(world: World) -> list[Found]:
    """The file, and the check before it is brought in."""
    path = address(Cell("council-list-import", "POST", "admin", "there"), world)
    found = on_page("council-list-import", "admin", path, world)
    page = world.client("admin").post(path, {"text": "name,district\nNew division,East Lindsey\n"})
    forms = [form for form in forms_of(page.content.decode()) if "digest" in form.controls and form.method == "post"]
    assert forms
    return [*found, *(Found("council-list-import", "admin", path, form) for form in forms)]


def _condition(world: World) -> list[Found]:
    """Claiming, handing over, and checking what was claimed."""
    cell = Cell("condition", "POST", "member", "own")
    path = address(cell, world)
    found = on_page("condition", "member", path, world)
    assert found
    send(found[0], world)
    return [*found, *on_page("condition", "checker", path, world), *on_page("condition", "manager", path, world)]


def _after_outcome(outcome: str, name: str) -> Callable[[World], list[Found]]:
    def reached(world: World) -> list[Found]:
        deciding = address(Cell("decide", "POST", "sponsor", "own"), world)
        page = on_page("decide", "sponsor", deciding, world)[0]
        ticks = {control: ["on"] for control in page.form.controls if control.startswith(("due_regard_", "accept_"))}
        said = {"outcome": [outcome], "interests": ["None"], "reasons": ["It is well made."]}
        data = {key: value for key, value in page.form.filled().items() if key != "later"}
        response = world.client("sponsor").post(deciding, data | ticks | said)
        assert response.status_code == 302, response.content.decode()[:2000]
        return on_page(name, "sponsor", address(Cell(name, "POST", "sponsor", "own"), world), world)

    return reached


def _submit(world: World) -> list[Found]:
    """Of a cycle that is ready, and not put to its gate yet."""
    found = on_page("submit", "lead", _ready(world), world)
    assert found
    return found


def _submit_check(world: World) -> list[Found]:
    path = _ready(world)
    first = on_page("submit", "lead", path, world)[0]
    form = {name: values for name, values in first.form.filled().items() if name not in ("add", "remove")}
    assert world.client("lead").post(path, form).status_code == 302
    return on_page("submit-check", "lead", f"{path}check/", world)


def _ready(world: World) -> str:
    situation: Situation = world.places["own"].open
    cycle = Cycle.objects.get(pk=situation.cycle.pk)
    cycle.conditions.update(state="met")
    superseded = {"state": "superseded", "superseded_because": "new_request"}
    Confirmation.objects.filter(answer__cycle=cycle, state="asked").update(**superseded)
    for row in live_answers(cycle, "plan"):
        if row.state != "met":
            play.answer(row, at=timezone.now())
        if not row.confirmations.exclude(state="superseded").exists():
            play.confirm(row, at=timezone.now())
    return f"/cycles/{cycle.reference}/gates/plan/submit/"


def _appraised(name: str, end: str) -> Callable[[World], list[Found]]:
    """The form of a page of the options appraisal, once every option is scored."""

    def found(world: World) -> list[Found]:
        cycle = world.places["own"].open.cycle
        if not Appraisal.objects.filter(cycle=cycle).exists():
            appraised(cycle)
        return on_page(name, "lead", f"/cycles/{cycle.reference}/plan/options/{end}/", world)

    return found


BEFORE: dict[str, Callable[[World], list[Found]]] = {
    "new-password": _new_password,
    "sign-in-by-link": _sign_in_by_link,
    "confirm-credentials": _confirm_credentials,
    "cycle-new-page": _new_cycle,
    "question-more": _more,
    "question-confirmation": _confirmations,
    "question-exception": _exception,
    "condition": _condition,
    "cycles-lead": _lead,
    "cycle-people": _hand_over,
    "council-list-import": _import,
    "manage-cover": _entered_cover,
    "option-scores": _appraised("option-scores", "scores"),
    "option-result": _appraised("option-result", "result"),
    "criteria-unlock": _appraised("criteria-unlock", "unlock"),
    "decide-conditions": _after_outcome("pass_with_conditions", "decide-conditions"),
    "decide-reopen": _after_outcome("return", "decide-reopen"),
    "decide-check": _after_outcome("pass", "decide-check"),
    "submit": _submit,
    "submit-check": _submit_check,
}
