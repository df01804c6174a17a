"""The act of sending, against a real mail server: what a letter says, who sends it, and what becomes of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from accounts.models import User
from notifications.gathering import gather
from notifications.models import Letter, Message
from notifications.sending import lease, send_due, try_again
from tests.accounts.people import NOW
from tests.beds.ports import free_port
from tests.notifications.news import tell
from tests.notifications.post import Post
from tests.recording import digest

pytestmark = pytest.mark.usefixtures("own_news")

ALL = {"now", "daily", "weekly"}
ANN, SAM = "ann.bell@council.test", "sam.whitby@council.test"
HOUR = timedelta(hours=1)


def send(at: datetime = NOW) -> int:
    return send_due(lambda: at)


def told(*people: User, what: str = "Decide: Home care", kind: str = "news") -> None:
    """Told, and in a letter that waits."""
    tell(*people, what=what, kind=kind)
    gather(NOW, ALL)


def states() -> dict[str, tuple[str, int]]:
    rows = Letter.objects.values_list("person__email", "state", "attempts")
    return {email: (state, attempts) for email, state, attempts in rows}


def part(letter: EmailMessage, kind: str) -> str:
    found = letter.get_body((kind,))
    assert found is not None
    return str(found.get_content())


# What a letter says


def test_a_letter_says_the_thing_and_the_ask_in_plain_text_and_in_html(
    post: Post, ann: User, settings: Settings
) -> None:
    settings.SITE_URL = "https://commissioning.test"
    told(ann, what="Decide by 24 November: Plan gate, Home care & more")

    assert send() == 1

    (letter,) = post.taken
    assert (letter["Subject"], letter["To"]) == ("Decide by 24 November: Plan gate, Home care & more", ANN)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "multipart/alternative"
    link = "https://commissioning.test/cycles/C-0001/"
    assert part(letter, "plain").startswith(f"Decide by 24 November: Plan gate, Home care & more\r\n\r\n{link}\r\n")
    anchor = f'<a href="{link}">Decide by 24 November: Plan gate, Home care &amp; more</a>'
    assert anchor in part(letter, "html")


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

    letter = Letter.objects.get()
    assert (letter.state, letter.sent_at, letter.because, letter.lease) == ("sent", NOW + HOUR, "", "")
    assert send(NOW + 2 * HOUR) == 0


def test_a_letter_has_the_same_message_id_in_every_attempt_and_no_other_has_it(
    post: Post, ann: User, sam: User, settings: Settings
) -> None:
    settings.MAIL_DOMAIN = "commissioning.test"
    told(ann, sam)
    post.answer = "451 Not now"
    send()
    post.answer = "250 Taken"
    send(NOW + HOUR)

    ids = [(str(letter["To"]), str(letter["Message-ID"])) for letter in post.offered]
    assert (len(ids), len(set(ids)), len({one for _, one in ids})) == (4, 2, 2)
    assert all(one.endswith("@commissioning.test>") for _, one in ids)


# Who sends it


def test_a_letter_is_leased_once(ann: User) -> None:
    told(ann)

    assert lease(NOW)
    assert lease(NOW) is None
    assert lease(NOW + timedelta(minutes=5)) is None


def test_each_sender_gets_another_letter(ann: User, sam: User) -> None:
    told(ann, sam)
    found = [lease(NOW), lease(NOW)]

    assert {letter.person for letter in found if letter} == {ann, sam}


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

    letter = Letter.objects.get()
    assert len(post.offered) == 1
    assert (letter.state, letter.attempts, letter.because, letter.sent_at) == ("sending", 2, "", None)


# What goes wrong


def test_a_passing_fault_is_put_off_with_growing_pauses_and_five_tries_park(post: Post, ann: User) -> None:
    told(ann)
    post.answer = "451 Greylisted"
    at, pauses = NOW, []
    for _ in range(4):
        send(at)
        letter = Letter.objects.get()
        assert letter.state == "waiting"
        pauses.append((letter.next_attempt_at - at) / timedelta(minutes=1))
        send(letter.next_attempt_at - timedelta(seconds=1))
        at = letter.next_attempt_at
    send(at)

    assert pauses == [pytest.approx(minutes, rel=0.2) for minutes in (2, 8, 32, 120)]
    assert states() == {ANN: ("parked", 5)}
    assert len(post.offered) == 5
    assert "Greylisted" in Letter.objects.get().because
    assert send(at + 24 * HOUR) == 0


def test_what_the_server_refuses_for_good_is_parked_at_once_and_the_others_are_sent(
    post: Post, ann: User, sam: User
) -> None:
    told(ann, sam)
    post.refusals = {ANN: "550 No such person"}

    assert send() == 1

    assert states() == {ANN: ("parked", 1), SAM: ("sent", 1)}
    assert "No such person" in Letter.objects.get(person=ann).because


def test_a_full_mailbox_is_tried_again(post: Post, ann: User, sam: User) -> None:
    told(ann, sam)
    post.refusals = {ANN: "450 Mailbox full"}
    send()
    post.refusals = {}

    assert states() == {ANN: ("waiting", 1), SAM: ("sent", 1)}
    assert send(NOW + HOUR) == 1


def test_a_sender_that_is_refused_costs_no_try_and_ends_the_run(post: Post, ann: User, sam: User) -> None:
    """It would be refused for every letter: nobody's is given up for it."""
    told(ann, sam)
    post.sender = "550 You may not send from here"

    assert [send(), send()] == [0, 0]

    assert states() == {ANN: ("waiting", 0), SAM: ("waiting", 0)}
    assert any("You may not send" in because for because in Letter.objects.values_list("because", flat=True))
    post.sender = ""
    assert send() == 2


def test_a_server_out_of_reach_costs_no_try_and_ends_the_run(
    post: Post, ann: User, sam: User, settings: Settings
) -> None:
    settings.EMAIL_PORT = free_port()
    told(ann, sam)

    assert [send(), send(), send()] == [0, 0, 0]

    assert states() == {ANN: ("waiting", 0), SAM: ("waiting", 0)}
    reasons = sorted(Letter.objects.values_list("because", flat=True))
    assert reasons[0] == ""
    assert reasons[1].startswith("The mail server takes no e-mails: ConnectionRefusedError")
    settings.EMAIL_PORT = post.port
    assert send() == 2
    assert not Letter.objects.exclude(because="").exists()


def test_a_locked_database_is_a_passing_fault_and_a_fault_of_ours_is_not(post: Post, ann: User, sam: User) -> None:
    told(ann, kind="locked")
    told(sam, kind="broken")
    send()

    assert states() == {ANN: ("waiting", 1), SAM: ("parked", 1)}
    assert Letter.objects.get(person=sam).because == "ValueError: no such word"


# What is no longer wanted


def test_a_letter_of_nothing_wanted_is_dropped(post: Post, ann: User) -> None:
    told(ann, kind="overtaken")

    assert send() == 0

    letter = Letter.objects.get()
    assert (letter.state, letter.because) == ("dropped", "Nothing in it was still to be told")
    assert Message.objects.get().settled == "Over by now"
    assert post.offered == []


def test_a_letter_leaves_out_what_is_no_longer_wanted(post: Post, ann: User) -> None:
    told(ann, what="Gone", kind="overtaken")
    told(ann, what="Stands")
    send()

    assert post.subjects == ["Stands"]
    assert "Gone" not in part(post.taken[0], "plain") + part(post.taken[0], "html")
    assert dict(Message.objects.values_list("subject", "settled")) == {"Gone": "Over by now", "Stands": ""}


def test_nobody_who_has_left_is_written_to(post: Post, ann: User) -> None:
    told(ann)
    User.objects.update(is_active=False)
    send()

    assert states() == {ANN: ("dropped", 1)}
    assert Message.objects.get().settled == "Not active"


def test_a_kind_that_no_longer_exists_says_so(post: Post, ann: User, settings: Settings) -> None:
    told(ann)
    settings.MESSAGE_KINDS = []
    send()

    assert Message.objects.get().settled == "No such kind of message any more"


# The second try


def test_what_was_parked_is_sent_again_when_asked(post: Post, ann: User) -> None:
    told(ann)
    post.answer = "550 Never"
    send()
    post.answer = "250 Taken"

    assert try_again(Letter.objects.get(), NOW + HOUR)

    assert states() == {ANN: ("waiting", 0)}
    assert send(NOW + HOUR) == 1


def test_only_what_was_parked_is_tried_again(post: Post, ann: User) -> None:
    told(ann)
    send()
    before = digest()

    assert not try_again(Letter.objects.get(), NOW)

    assert digest() == before
