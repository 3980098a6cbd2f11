"""Administrators hear once a day what waits in quarantine, while anything does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from support.desks import DESK_SECTION, TestDesk, make_settings, open_test_desk
from support.letters import body, letter, staff

from mailflow.core.records import OutboxRow
from models.enums import EndState, NoticeKind, Role

ROOT, AWAY = "root@helpdesk.example", "away@helpdesk.example"
DAY = timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk in Berlin with agents, an administrator and one who is disabled."""
    settings = make_settings(desk={**DESK_SECTION, "time_zone": "Europe/Berlin"})
    with open_test_desk(tmp_path, settings) as one:
        with one.store.begin() as work:
            staff(work, one)
            work.directory.add(ROOT, role=Role.ADMIN, at=one.clock(), handle="root")
            away = work.directory.add(AWAY, role=Role.ADMIN, at=one.clock(), handle="away")
            work.directory.set_active(away.id, False)
        yield one


def told(desk: TestDesk) -> list[OutboxRow]:
    return [row for row in desk.sent() if row.kind is NoticeKind.QUARANTINE]


def spam(desk: TestDesk, number: int, subject: str = "Offer") -> int:
    mail = letter("eve@spam.example", f"{subject} {number}", "Secret words.")
    return desk.take(b"X-Spam-Flag: YES\r\n" + mail.replace(b"\n", b"\r\n"))


def test_nothing_is_told_while_nothing_waits(desk: TestDesk) -> None:
    desk.take(letter("ann@customer.example", "Printer", "It jams."))
    desk.rounds.tick("one")
    assert told(desk) == []


def test_an_administrator_hears_once_a_day_while_anything_waits(desk: TestDesk) -> None:
    mails = [spam(desk, number) for number in range(7)]
    for _ in range(3):
        desk.rounds.tick("one")
        replace(desk.rounds, memory=type(desk.rounds.memory)()).tick("another worker")
    (row,) = told(desk)
    assert (row.recipient, row.incident_id) == (ROOT, None)
    text = body(row)
    assert "7  marked as spam" in text
    assert text.count("eve@spam.example") == 5
    assert "Offer 6" in text
    assert "Offer 1" not in text
    assert "Secret" not in text
    desk.clock.skip(DAY)
    desk.rounds.tick("one")
    assert len(told(desk)) == 2
    with desk.store.begin() as work:
        for mail_id in mails:
            work.mails.reopen(mail_id)
            work.mails.finish(
                mail_id,
                end_state=EndState.IGNORED,
                rule="spam",
                incident_id=None,
                at=desk.clock(),
                log=(),
            )
    desk.clock.skip(DAY)
    desk.rounds.tick("one")
    assert len(told(desk)) == 2


def test_nobody_is_told_before_the_day_begins_at_the_desk(desk: TestDesk) -> None:
    spam(desk, 1)
    desk.clock.now = desk.clock.now.replace(hour=5, minute=59)
    desk.rounds.tick("one")
    assert told(desk) == []
    desk.clock.skip(timedelta(minutes=1))  # seven o'clock in Berlin
    desk.rounds.tick("one")
    assert len(told(desk)) == 1


def test_a_code_in_the_subject_of_anothers_mail_is_not_sent_around(desk: TestDesk) -> None:
    mail = letter("noreply@portal.example", "123456 is your verification code", "Enter 123456.")
    desk.take(mail)
    assert desk.decisions[-1].end.rule == "verification_mail"
    desk.rounds.tick("one")
    (row,) = told(desk)
    assert "123456" not in body(row)
    assert "noreply@portal.example" in body(row)


def test_an_answer_to_it_is_a_mail_like_any_other(desk: TestDesk) -> None:
    spam(desk, 1)
    desk.rounds.tick("one")
    (row,) = told(desk)
    sent = message_from_bytes(row.content, policy=default)
    assert sent["Reply-To"] == "support@helpdesk.example"
    answer = letter(ROOT, "Re: quarantine", "Who looks at this?", to=str(sent["Reply-To"]))
    desk.take(f"In-Reply-To: {row.message_id}\n".encode() + answer)
    assert desk.decisions[-1].end.end_state is EndState.INCIDENT
