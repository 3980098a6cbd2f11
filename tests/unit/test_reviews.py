"""The timeline of an incident that is over: what it tells, and what it keeps to itself."""

from dataclasses import replace
from datetime import timedelta, timezone

from support.situations import NOW, incident

from mailflow.core.explanations import because
from mailflow.core.records import Entry, IncidentEvent
from mailflow.core.reviews import MOST_LINES, History, Review, review_of
from models.enums import EntryKind, IncidentState, Priority

BOB, ANN = "bob@helpdesk.example", "ann@customer.example"
MINUTE = timedelta(minutes=1)
OVER = replace(
    incident(1001),
    opened_at=NOW,
    state=IncidentState.CLOSED,
    priority=Priority.P1,
    responded_at=NOW + 20 * MINUTE,
    response_due=NOW + 15 * MINUTE,
    resolved_at=NOW + 90 * MINUTE,
    resolution_due=NOW + 240 * MINUTE,
    root_cause="A disk was full.",
)


WATCH = replace(incident(1009), subject="Watch the disk")


def at(
    minutes: int,
    name: str,
    field: str | None = None,
    before: str | None = None,
    after: str | None = None,
    actor: str = BOB,
) -> IncidentEvent:
    """Return an event so many minutes after the opening."""
    return IncidentEvent(name, actor, NOW + minutes * MINUTE, field, before, after)


EVENTS = (
    at(0, "opened", actor=ANN),
    at(1, "changed", "category", "", "email"),
    at(2, "changed", "priority", "P3", "P1"),
    at(2, "changed", "assignee_id", "", "7"),
    at(2, "changed", "state", "new", "in_progress"),
    at(16, "changed", "response_escalated_at", "", "2026", actor="clock"),
    at(30, "changed", "state", "in_progress", "on_hold"),
    at(50, "changed", "state", "on_hold", "in_progress"),
    at(60, "escalated", "manager", "", "It is a secret."),
    at(90, "changed", "state", "in_progress", "resolved"),
    at(95, "changed", "state", "resolved", "in_progress", actor=ANN),
    at(99, "changed", "state", "in_progress", "closed"),
    at(100, "split", "action", "", "INC-1009"),
    at(100, "split", "related", "", "INC-1010"),
)
ENTRIES = (
    Entry(EntryKind.REQUEST, ANN, "Nobody can send.", NOW),
    Entry(EntryKind.ANSWER, BOB, "We look.", NOW + 20 * MINUTE, author_name="Bob Brown"),
    Entry(EntryKind.NOTE, BOB, "I see.", NOW + 21 * MINUTE),
    Entry(EntryKind.REPLY, ANN, "Private words.", NOW + 95 * MINUTE),
    Entry(EntryKind.REVIEW, BOB, "Nobody watched the disk.", NOW + 200 * MINUTE),
)
PEOPLE = {BOB: "Bob Brown", "7": "Bob Brown"}


def told(found: Review) -> list[str]:
    """Return what the timeline says, in its order."""
    return [one.what.key.removeprefix("review_") for one in found.lines]


def test_a_timeline_tells_what_happened_in_its_order_and_nobodys_words() -> None:
    found = review_of(History(OVER, EVENTS, ENTRIES, people=PEOPLE))
    assert told(found) == [
        *("opened", "priority", "assigned", "begun", "late_response", "answered", "held"),
        *("resumed", "escalated_manager", "resolved", "wrote", "reopened", "closed", "action"),
    ]
    assert found.lines[2].what == because("review_assigned", person="Bob Brown")
    assert [one.actor for one in found.lines[:5]] == [ANN, *["Bob Brown"] * 3, ""]
    assert found.held == 20 * MINUTE
    assert [one.text for one in found.notes] == ["Nobody watched the disk."]
    for words in ("Private words", "secret", "Nobody can send"):
        assert words not in str(found.lines)


def test_a_timeline_tells_whom_the_clock_called() -> None:
    events: tuple[IncidentEvent, ...] = (
        at(1, "paged", "page", "group 2", "contact 3", actor="clock"),
        at(15, "escalated", "response", "group 2", "contact 4", actor="clock"),
        at(240, "escalated", "resolution", "group 2", "group 5", actor="clock"),
    )
    events += (at(240, "changed", "resolution_escalated_at", "", "2026", actor="clock"),)
    found = review_of(History(OVER, events, ()))
    assert told(found) == ["paged", "late_resolution"], "what the clock escalated, once"


def test_it_says_how_long_it_took_against_the_targets() -> None:
    response, resolution = review_of(History(OVER, (), ())).spans
    assert (response.took, response.is_met) == (20 * MINUTE, False)
    assert (resolution.took, resolution.is_met) == (90 * MINUTE, True)
    unanswered = replace(OVER, responded_at=None, resolution_due=None)
    response, resolution = review_of(History(unanswered, (), ())).spans
    assert (response.took, response.is_met, resolution.is_met) == (None, None, None)


def test_of_what_stands_below_it_tells_numbers_alone() -> None:
    below = [replace(incident(n), subject=f"Word {n}", opened_at=NOW + n * MINUTE) for n in (3, 2)]
    below.append(replace(OVER, id=4, subject="Word 4"))
    found = review_of(History(OVER, (), (), below=below))
    assert (found.below, found.open_below) == (3, 2)
    assert [(one.at, one.what) for one in found.lines] == [(NOW, because("review_below", count=3))]
    assert "Word" not in str(found.lines)


def test_a_mail_about_it_holds_no_word_of_its_actions() -> None:
    found = review_of(History(OVER, (), (), actions=[WATCH]))
    assert found.actions[0].subject == "Watch the disk"
    (action,) = found.without_other_words().actions
    assert (action.reference, action.subject) == ("INC-1009", "")


def test_a_long_timeline_leaves_out_its_middle_and_says_so() -> None:
    events = [at(n, "changed", "priority", "P2", "P1") for n in range(MOST_LINES + 7)]
    found = review_of(History(OVER, events, ()))
    assert (len(found.lines), found.left_out) == (MOST_LINES, 7)
    assert (found.lines[0].at, found.lines[-1].at) == (events[0].at, events[-1].at)


def test_every_moment_is_shown_as_its_readers_clock_shows_it() -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    found = review_of(History(OVER, EVENTS, ENTRIES)).in_zone(zone)
    moments = [found.opened_at, found.lines[0].at, found.notes[0].at]
    moments += [one for span in found.spans for one in (span.due, span.ended_at) if one]
    assert {one.tzinfo for one in moments} == {zone}


TOKEN = "support+abcdefghijklmnopqrstuvwxyz234567abcdefgh@helpdesk.example"


def test_a_review_holds_no_reply_token_whoever_wrote_one_down() -> None:
    """It is a page and a document, too, and a token is its recipient's alone (promise P13)."""
    over = replace(OVER, subject=TOKEN, resolution=f"Told {TOKEN}.", root_cause=TOKEN)
    action = replace(WATCH, subject=TOKEN)
    notes = (Entry(EntryKind.REVIEW, BOB, TOKEN, NOW, author_name=TOKEN),)
    replies = (Entry(EntryKind.REPLY, ANN, "Hello.", NOW, author_name=TOKEN),)
    found = review_of(History(over, EVENTS, (*notes, *replies), actions=(action,)))
    assert "support+" not in "".join(map(repr, (found, found.actions, found.notes)))
    words = (found.subject, found.resolution, found.root_cause, found.notes[0].text)
    texts = (*words, found.notes[0].author, found.actions[0].subject)
    assert not any("support+" in one for one in texts)
    assert all("removed" in one for one in texts)


def test_what_one_mail_did_is_told_with_the_end_last() -> None:
    """It was taken, its cause was recorded, then it was resolved, in whatever order it was kept."""
    at_once = (
        at(9, "changed", "state", "new", "resolved"),
        at(9, "changed", "assignee_id", "", "7"),
        at(9, "changed", "root_cause", "", "A disk was full."),
    )
    found = review_of(History(OVER, at_once, (), people=PEOPLE))
    assert [one.what.key for one in found.lines] == [
        "review_assigned",
        "review_cause",
        "review_resolved",
    ]


def test_it_was_opened_when_its_mail_came() -> None:
    """The first line and the fact above it name the same moment, however late the mail was read."""
    found = review_of(History(OVER, (at(2, "opened", actor=ANN),), (), people=PEOPLE))
    assert [(one.what.key, one.at) for one in found.lines] == [("review_opened", OVER.opened_at)]
