"""The act of sending, against a real mail server: what an e-mail says, who sends it, and what becomes of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from accounts.models import User
from notifications.models import Email, Notification, Sweep
from notifications.selectors import delivery_health
from notifications.services.batching import batch
from notifications.services.sending import lease, retry, send_due
from tests.accounts.people import NOW, somebody
from tests.notifications.kinds import tell
from tests.notifications.post import Post
from tests.recording import digest
from tests.services.ports import free_port

pytestmark = pytest.mark.usefixtures("own_kinds")

ALL = {"now", "daily", "weekly"}
ANN, SAM = "ann.bell@council.test", "sam.whitby@council.test"
HOUR = timedelta(hours=1)


def send(at: datetime = NOW) -> int:
    return send_due(lambda: at)


def told(*people: User, what: str = "Decide: Home care", kind: str = "news") -> None:
    """Told, and in an e-mail that waits."""
    tell(*people, what=what, kind=kind)
    batch(NOW, ALL)


def states() -> dict[str, tuple[str, int]]:
    rows = Email.objects.values_list("person__email", "state", "attempts")
    return {email: (state, attempts) for email, state, attempts in rows}


def part(email: EmailMessage, kind: str) -> str:
    found = email.get_body((kind,))
    assert found is not None
    return str(found.get_content())


# What an e-mail says


def test_an_email_says_the_thing_and_the_ask_in_plain_text_and_in_html(
    post: Post, ann: User, settings: Settings
) -> None:
    settings.SITE_URL = "https://commissioning.test"
    told(ann, what="Decide by 24 November: Plan gate, Home care & more")

    assert send() == 1

    (email,) = post.taken
    assert (email["Subject"], email["To"]) == ("Decide by 24 November: Plan gate, Home care & more", ANN)
    assert email["Auto-Submitted"] == "auto-generated"
    assert email.get_content_type() == "multipart/alternative"
    link = "https://commissioning.test/cycles/C-0001/"
    assert part(email, "plain").startswith(f"Decide by 24 November: Plan gate, Home care & more\r\n\r\n{link}\r\n")
    anchor = f'<a href="{link}">Decide by 24 November: Plan gate, Home care &amp; more</a>'
    assert anchor in part(email, "html")


def test_a_note_is_below_the_link_of_an_email_about_one_thing(post: Post, ann: User) -> None:
    told(ann, what="Come in", kind="noted")
    send()
    for what in ("Come again", "Come once more"):
        tell(ann, what=what, kind="noted")
    batch(NOW + timedelta(days=1), ALL)
    send(NOW + timedelta(days=1))

    alone, several = post.taken
    assert "\r\n\r\nBring your pass.\r\n\r\nYou are told because" in part(alone, "plain")
    assert "<p>Bring your pass.</p>" in part(alone, "html")
    assert "Come again" in part(several, "plain")
    assert "Bring your pass." not in part(several, "plain")


def test_a_message_has_one_link_and_nothing_is_loaded_or_tracked(post: Post, ann: User, settings: Settings) -> None:
    settings.SITE_URL = "https://commissioning.test"
    told(ann, what="First")
    told(ann, what="Second")
    send()

    for kind in ("plain", "html"):
        body = part(post.taken[0], kind)
        assert body.count("https://commissioning.test/cycles/C-0001/") == 2
        assert body.count("http") == 3  # and where to choose what one is told
    assert not {"<img", "<script", "<style", "<link"} & set(part(post.taken[0], "html").split())
    assert post.subjects == ["First, and 1 more"]


def test_a_subject_stays_in_its_line(post: Post, ann: User) -> None:
    told(ann, what="Decide\r\nBcc: everybody@council.test")
    send()

    assert post.subjects == ["Decide Bcc: everybody@council.test"]
    assert post.taken[0]["Bcc"] is None


def test_what_was_sent_says_when(post: Post, ann: User) -> None:
    told(ann)
    send(NOW + HOUR)

    email = Email.objects.get()
    assert (email.state, email.sent_at, email.reason, email.lease) == ("sent", NOW + HOUR, "", "")
    assert send(NOW + 2 * HOUR) == 0


def test_an_email_has_the_same_message_id_in_every_attempt_and_no_other_has_it(
    post: Post, ann: User, sam: User, settings: Settings
) -> None:
    settings.MAIL_DOMAIN = "commissioning.test"
    told(ann, sam)
    post.answer = "451 Not now"
    send()
    post.answer = "250 Taken"
    send(NOW + HOUR)

    ids = [(str(email["To"]), str(email["Message-ID"])) for email in post.offered]
    assert (len(ids), len(set(ids)), len({one for _, one in ids})) == (4, 2, 2)
    assert all(one.endswith("@commissioning.test>") for _, one in ids)


# Who sends it


def test_an_email_is_leased_once(ann: User) -> None:
    told(ann)

    assert lease(NOW)
    assert lease(NOW) is None
    assert lease(NOW + timedelta(minutes=5)) is None


def test_each_sender_gets_another_email(ann: User, sam: User) -> None:
    told(ann, sam)
    found = [lease(NOW), lease(NOW)]

    assert {email.person for email in found if email} == {ann, sam}


def test_a_lease_that_ran_out_is_taken_over(ann: User) -> None:
    told(ann)
    first, second = lease(NOW), lease(NOW + timedelta(minutes=6))

    assert first
    assert second
    assert (second.pk, second.attempts) == (first.pk, 2)
    assert second.lease != first.lease


@pytest.mark.parametrize("answer", ["250 Taken", "451 Not now", "550 Never"])
def test_what_the_first_holder_says_afterwards_is_ignored(post: Post, ann: User, answer: str) -> None:
    post.answer = answer
    told(ann, kind="slow")
    send()

    email = Email.objects.get()
    assert len(post.offered) == 1
    assert (email.state, email.attempts, email.reason, email.sent_at) == ("sending", 2, "", None)


# What goes wrong


def test_a_passing_fault_is_put_off_with_growing_pauses_and_given_up_after_three_days(post: Post, ann: User) -> None:
    told(ann)
    post.answer = "451 Greylisted"
    send(at := Email.objects.get().next_attempt_at)
    first, pauses, wanted = at, [], []
    while (email := Email.objects.get()).state == "waiting":
        send(email.next_attempt_at - timedelta(seconds=1))
        pauses.append((email.next_attempt_at - at) / timedelta(minutes=1))
        wanted.append(min(max(2, 3 * (at - first) / timedelta(minutes=1)), 20))  # three times as long as so far
        send(at := email.next_attempt_at)

    assert pauses == [pytest.approx(minutes, rel=0.21) for minutes in wanted]
    assert len(pauses) > 100
    assert timedelta(days=3) <= at - NOW <= timedelta(days=3, minutes=24)
    assert Email.objects.get().state == "failed"
    assert "Greylisted" in Email.objects.get().reason
    assert send(at + 24 * HOUR) == 0
    assert retry(Email.objects.get(), at)
    post.answer = "250 Taken"
    assert send(at) == 1


def crowd(number: int) -> list[User]:
    people = [somebody(f"Person {one:02}") for one in range(number)]
    for person in people:
        told(person, what=f"Told to {person}")
    return people


@pytest.mark.parametrize("where", ["recipient", "message", "sender"])
def test_a_server_that_takes_none_for_four_hours_gets_each_once_and_in_order(post: Post, where: str) -> None:
    people = crowd(40)
    asked, deliver = 0, "450 4.3.2 Try again later"
    if where == "recipient":
        post.refusals = dict.fromkeys([person.email for person in people], deliver)
    elif where == "message":
        post.answer = deliver
    else:
        post.sender = deliver
    for minutes in range(240):
        assert send(NOW + timedelta(minutes=minutes)) == 0
    asked = post.asked
    assert states() == {person.email: ("waiting", Email.objects.get(person=person).attempts) for person in people}
    assert asked <= (240 if where == "sender" else 60)
    assert "450" in Email.objects.order_by("pk")[0].reason
    post.forget()

    for minutes in range(240, 251):
        send(NOW + timedelta(minutes=minutes))

    assert [str(email["To"]) for email in post.taken] == [person.email for person in people]
    assert len({str(email["Message-ID"]) for email in post.taken}) == 40
    assert set(Email.objects.values_list("state", "reason")) == {("sent", "")}
    assert not Sweep.objects.exclude(mail_fault="").exists()


def test_health_says_what_a_mail_server_says_that_takes_none(post: Post) -> None:
    crowd(3)
    post.answer = "450 Try again later"
    send()

    faults = delivery_health(NOW + timedelta(minutes=1)).faults
    assert any("The mail server takes no emails" in fault and "Try again later" in fault for fault in faults)
    post.answer = "250 Taken"
    send(NOW + timedelta(minutes=3))
    assert not any("mail server" in fault for fault in delivery_health(NOW + timedelta(minutes=3)).faults)


def test_three_full_mailboxes_keep_nobody_else_back(post: Post) -> None:
    people = crowd(6)
    full = people[:3]
    post.refusals = {person.email: "452 Mailbox full" for person in full}
    for minutes in range(5):
        send(NOW + timedelta(minutes=minutes))

    found = {person.email: states()[person.email][0] for person in people}
    assert found == {person.email: "waiting" if person in full else "sent" for person in people}
    assert Sweep.objects.get().mail_fault_since is None


def test_an_email_whose_senders_end_in_the_middle_is_given_up_after_five(ann: User) -> None:
    told(ann)
    for number in range(5):
        assert lease(NOW + number * timedelta(minutes=6))
    assert send(NOW + 5 * timedelta(minutes=6)) == 0

    assert states() == {ANN: ("failed", 5)}


def test_what_the_server_refuses_for_good_is_failed_at_once_and_the_others_are_sent(
    post: Post, ann: User, sam: User
) -> None:
    told(ann, sam)
    post.refusals = {ANN: "550 No such person"}

    assert send() == 1

    assert states() == {ANN: ("failed", 1), SAM: ("sent", 1)}
    assert "No such person" in Email.objects.get(person=ann).reason


def test_a_full_mailbox_is_tried_again(post: Post, ann: User, sam: User) -> None:
    told(ann, sam)
    post.refusals = {ANN: "450 Mailbox full"}
    send()
    post.refusals = {}

    assert states() == {ANN: ("waiting", 1), SAM: ("sent", 1)}
    assert send(NOW + HOUR) == 1


def test_a_sender_that_is_refused_costs_no_try_and_ends_the_run(post: Post, ann: User, sam: User) -> None:
    """It would be refused for every e-mail: nobody's is given up for it."""
    told(ann, sam)
    post.sender = "550 You may not send from here"

    assert [send(), send()] == [0, 0]

    assert states() == {ANN: ("waiting", 0), SAM: ("waiting", 0)}
    assert any("You may not send" in reason for reason in Email.objects.values_list("reason", flat=True))
    post.sender = ""
    assert send() == 2


def test_a_server_out_of_reach_costs_no_try_and_ends_the_run(
    post: Post, ann: User, sam: User, settings: Settings
) -> None:
    settings.EMAIL_PORT = free_port()
    told(ann, sam)

    assert [send(), send(), send()] == [0, 0, 0]

    assert states() == {ANN: ("waiting", 0), SAM: ("waiting", 0)}
    reasons = sorted(Email.objects.values_list("reason", flat=True))
    assert reasons[0] == ""
    assert reasons[1].startswith("The mail server takes no emails: ConnectionRefusedError")
    settings.EMAIL_PORT = post.port
    assert send() == 2
    assert not Email.objects.exclude(reason="").exists()


def test_a_locked_database_is_a_passing_fault_and_a_fault_of_ours_is_not(post: Post, ann: User, sam: User) -> None:
    told(ann, kind="locked")
    told(sam, kind="broken")
    send()

    assert states() == {ANN: ("waiting", 1), SAM: ("failed", 1)}
    assert Email.objects.get(person=sam).reason == "ValueError: no such word"


# What is no longer wanted


def test_an_email_of_nothing_wanted_is_dropped(post: Post, ann: User) -> None:
    told(ann, kind="overtaken")

    assert send() == 0

    email = Email.objects.get()
    assert (email.state, email.reason) == ("dropped", "Nothing in it was still to be told")
    assert Notification.objects.get().skipped == "Over by now"
    assert post.offered == []


def test_an_email_leaves_out_what_is_no_longer_wanted(post: Post, ann: User) -> None:
    told(ann, what="Gone", kind="overtaken")
    told(ann, what="Stands")
    send()

    assert post.subjects == ["Stands"]
    assert "Gone" not in part(post.taken[0], "plain") + part(post.taken[0], "html")
    assert dict(Notification.objects.values_list("subject", "skipped")) == {"Gone": "Over by now", "Stands": ""}


def test_nobody_who_has_left_is_written_to(post: Post, ann: User) -> None:
    told(ann)
    User.objects.update(is_active=False)
    send()

    assert states() == {ANN: ("dropped", 1)}
    assert Notification.objects.get().skipped == "Not active"


def test_a_kind_that_no_longer_exists_says_so(post: Post, ann: User, settings: Settings) -> None:
    told(ann)
    settings.NOTIFICATION_KINDS = []
    send()

    assert Notification.objects.get().skipped == "No such kind of message any more"


# The second try


def test_what_was_failed_is_sent_again_when_asked(post: Post, ann: User) -> None:
    told(ann)
    post.answer = "550 Never"
    send()
    post.answer = "250 Taken"

    assert retry(Email.objects.get(), NOW + HOUR)

    assert states() == {ANN: ("waiting", 0)}
    assert send(NOW + HOUR) == 1


def test_only_what_was_failed_is_tried_again(post: Post, ann: User) -> None:
    told(ann)
    send()
    before = digest()

    assert not retry(Email.objects.get(), NOW)

    assert digest() == before
