"""Once a week admins and managers read how the desk does; and what happened by mail is counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from support.desks import DESK_SECTION, TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff

from mailflow import reporting
from mailflow.adapters.renderer import Renderer
from mailflow.containing import LOOK_FAILED
from mailflow.core.articles import Article
from mailflow.core.metrics.performance import Performance
from mailflow.core.metrics.periods import Period
from mailflow.core.records import OutboxRow
from models.enums import ArticleState, NoticeKind, Role

ROOT, BOB, CARL = "root@helpdesk.example", "bob@helpdesk.example", "carl@customer.example"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk in Berlin with an administrator and a manager of two groups; it is Monday."""
    settings = make_settings(desk={**DESK_SECTION, "time_zone": "Europe/Berlin"})
    with open_test_desk(tmp_path, settings) as one:
        one.clock.now = MONDAY
        with one.store.begin() as work:
            staff(work, one)
            work.directory.add(ROOT, role=Role.ADMIN, at=one.clock(), handle="root")
            maya = work.directory.add("maya@helpdesk.example", role=Role.AGENT, at=one.clock())
            bob = work.directory.by_address(BOB)
            assert bob is not None
            for name in ("Networks", "Printers"):
                group = work.directory.add_group(name, manager_id=maya.id)
                work.directory.add_member(group.id, bob.id)
        yield one


def digests(desk: TestDesk) -> list[OutboxRow]:
    return [row for row in desk.sent() if row.kind is NoticeKind.DIGEST]


def week(desk: TestDesk) -> Performance:
    """Return the figures from Monday on until now."""
    period = Period(MONDAY - 9 * HOUR, desk.clock.now + HOUR)
    with desk.store.read() as work:
        return reporting.report(work, desk.rounds.desk, period, [None])[0].now


def answer(desk: TestDesk, text: str) -> int:
    return desk.take(letter(BOB, "Re: it", text, to=reply_address(last_to(desk, BOB))))


def test_a_digest_that_fails_for_one_reader_reaches_the_others_and_is_told(
    desk: TestDesk, tmp_path: Path
) -> None:
    path = tmp_path / "templates" / "digest" / "body.txt.j2"
    path.parent.mkdir(parents=True)
    path.write_text('{% if notice.recipient_name == "root" %}{{ notice.nothing }}{% endif %}')
    broken = replace(desk.rounds.desk, renderer=Renderer(tmp_path / "templates"))
    desk.take(letter(CARL, "My printer", "It is broken."))
    desk.clock.skip(7 * DAY)
    replace(desk.rounds, desk=broken).tick("one")
    assert [row.recipient for row in digests(desk)] == ["maya@helpdesk.example"]
    with desk.store.read() as work:
        (event,) = work.audit.security_events(name=LOOK_FAILED)
    assert (event.incident_id, set(event.detail)) == (None, {"look", "error", "contact"})
    desk.clock.skip(HOUR)
    desk.rounds.tick("one")
    assert sorted(row.recipient for row in digests(desk)) == ["maya@helpdesk.example", ROOT]


def test_a_week_is_told_once_to_each_and_none_that_is_long_over(desk: TestDesk) -> None:
    desk.take(letter(CARL, "My secret printer", "Nobody may know of it."))
    desk.clock.skip(7 * DAY - 4 * HOUR)  # a quarter to seven in Berlin is not seven
    desk.clock.skip(-timedelta(minutes=15))
    desk.rounds.tick("one")
    assert digests(desk) == []
    desk.clock.skip(timedelta(minutes=75))
    for _ in range(3):
        desk.clock.skip(timedelta(minutes=20))
        desk.rounds.tick("one")
    by_reader = {row.recipient: row for row in digests(desk)}
    assert sorted(by_reader) == ["maya@helpdesk.example", ROOT]
    assert len(digests(desk)) == 2
    told = body(by_reader[ROOT])
    assert "Opened: 1" in told
    assert "secret" not in by_reader[ROOT].content.decode()
    assert "How Networks did" in body(by_reader["maya@helpdesk.example"])
    desk.clock.skip(17 * DAY)  # a Thursday: the week of the Monday before is old news
    desk.rounds.tick("one")
    assert len(digests(desk)) == 2


def test_its_charts_are_pictures_of_the_mail_itself(desk: TestDesk) -> None:
    desk.take(letter(CARL, "Printer", "It jams."))
    desk.clock.skip(7 * DAY)
    desk.rounds.tick("one")
    (row,) = (one for one in digests(desk) if one.recipient == ROOT)
    mail = message_from_bytes(row.content, policy=default)
    page = mail.get_body(("html",))
    assert page is not None
    pictures = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert len(pictures) == 5
    for part in pictures:
        assert f'src="cid:{str(part["Content-ID"]).strip("<>")}"' in page.get_content()
        assert part.get_content().startswith(b"\x89PNG")
    assert "://" not in page.get_content()


def test_what_was_undone_by_mail_counts_as_if_it_had_not_been(desk: TestDesk) -> None:
    desk.take(letter(CARL, "Printer", "It jams."))
    desk.clock.skip(HOUR)
    mail_id = answer(desk, "#group Networks\n#resolve Rollers are new.")
    desk.clock.skip(HOUR)
    assert (week(desk).volume.resolved, week(desk).wrongly_assigned.part) == (1, 1)
    assert week(desk).mttr.all.mean == HOUR
    answer(desk, f"#undo {mail_id}")
    undone = week(desk)
    assert (undone.volume.resolved, undone.reopen_rate.part) == (0, 0)
    assert (undone.mtta.all.count, undone.backlog.open) == (0, 1)
    desk.clock.skip(HOUR)
    answer(desk, "#resolve Rollers are new.")
    again = week(desk)
    assert (again.mttr.all.mean, again.first_contact_resolution.part) == (3 * HOUR, 1)
    assert again.wrongly_assigned.part == 0


def test_a_hold_a_reopening_and_a_merge_are_told_as_the_mails_tell_them(desk: TestDesk) -> None:
    desk.take(letter(CARL, "Printer", "It jams."))
    desk.clock.skip(HOUR)
    answer(desk, "#pending vendor\n\nWe ask the vendor.")
    desk.clock.skip(5 * HOUR)
    answer(desk, "#resolve A new roller.")
    desk.clock.skip(HOUR)
    desk.take(letter(CARL, "Re: Printer", "Still jams.", to=_own(desk)))
    desk.clock.skip(HOUR)
    answer(desk, "#resolve Another roller.")
    desk.take(letter(CARL, "Copier", "It smells."))
    desk.take(letter(CARL, "Copier again", "It really does."))
    answer(desk, "#merge 1002")
    found = week(desk)
    assert (found.volume.incidents, found.volume.merged) == (2, 1)
    assert (found.mtta.all.mean, found.mttr.all.mean) == (HOUR, 3 * HOUR)
    assert (found.reopen_rate.part, found.reopen_rate.whole) == (1, 1)
    assert [(one.reason, one.time) for one in found.time_on_hold] == [("vendor", 5 * HOUR)]


def _own(desk: TestDesk) -> str:
    """Return where the requester's answer goes."""
    return reply_address(last_to(desk, CARL))


def test_who_reads_of_the_desk_hears_of_articles_that_help_no_more(desk: TestDesk) -> None:
    text = "The ribbon plotter of hall nine jams with error quokka 77."
    desk.take(letter(CARL, "Plotter jams", text))
    with desk.store.begin() as work:
        article = Article(0, 1001, "Plotter: error 77", desk.clock(), text, resolution="Turn it.")
        work.knowledge.set_state(work.knowledge.add(article), ArticleState.PUBLISHED)
    desk.clock.skip(HOUR)
    for number in range(10):
        desk.take(letter(f"p{number}@customer.example", "Plotter jams", text))
    desk.clock.skip(7 * DAY - 2 * HOUR)
    desk.rounds.tick("one")
    by_reader = {row.recipient: body(row) for row in digests(desk)}
    assert "Published articles that help no more: KB-1." in by_reader[ROOT]
    assert "KB-1" not in by_reader["maya@helpdesk.example"]
