"""What follows when an incident ends: its moments, and what the clock does when they come."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from support.desks import make_settings
from support.situations import NOW, incident

from mailflow.closing import Ended, decide
from mailflow.core.closure import cared_for, known_code, near_code, wants_cause
from mailflow.core.commands.values import lone_digit
from mailflow.core.effects import ChangeIncident
from mailflow.core.lifecycle import closing, reopening, resolving
from mailflow.core.records import Incident
from mailflow.core.sending import Addressee, SendNotice
from mailflow.sections import Closure
from models.enums import IncidentKind, IncidentState, NoticeKind, Priority

DAY = timedelta(days=1)  # five business days are a week
RULES = Closure()
OPEN = incident(1001, state=IncidentState.IN_PROGRESS)
GRAVE = replace(OPEN, priority=Priority.P1)
RESOLVED = replace(OPEN, state=IncidentState.RESOLVED, resolved_at=NOW - 6 * DAY, resolution="A.")


def after(before: Incident, *changes: tuple[str, Any], rules: Closure = RULES) -> dict[str, Any]:
    """Return the moments that an incident has once it was changed."""
    changed = replace(before, **dict(changes))
    left = cared_for(before, changed, make_settings(closure=rules), NOW)
    names = ("closes_at", "cause_due_at", "review_due_at")
    return {name: getattr(left, name) for name in names if getattr(left, name)}


def test_what_is_resolved_closes_later_and_what_is_closed_is_looked_back_on() -> None:
    assert after(OPEN, *resolving(OPEN, "A.", NOW)) == {"closes_at": NOW + 7 * DAY}
    asked = {"cause_due_at": NOW + 2 * DAY}
    assert after(GRAVE, *resolving(GRAVE, "A.", NOW)) == {"closes_at": NOW + 7 * DAY, **asked}
    closed = closing(GRAVE, "A.", NOW, "solved")
    assert after(GRAVE, *closed) == {**asked, "review_due_at": NOW}
    assert after(GRAVE, *closed, ("root_cause", "B.")) == {"review_due_at": NOW}
    major = replace(OPEN, is_major=True)
    assert after(major, *closed) == {**asked, "review_due_at": NOW}
    assert after(GRAVE, *closed, ("merged_into", 1000)) == {}
    canceled = (("state", IncidentState.CANCELED), ("closed_at", NOW))
    assert after(GRAVE, *canceled) == {}
    record = replace(GRAVE, is_major=True, kind=IncidentKind.PROBLEM)
    assert after(record, *closed) == {}, "a record of the desk is neither asked about nor reviewed"


def test_a_moment_goes_when_it_has_lost_its_sense() -> None:
    waiting = replace(
        GRAVE, state=IncidentState.RESOLVED, resolved_at=NOW - DAY, closes_at=NOW, cause_due_at=NOW
    )
    assert after(waiting, *reopening(waiting, NOW)) == {}
    assert after(waiting, ("root_cause", "B.")) == {"closes_at": NOW}
    assert after(waiting, ("priority", Priority.P3)) == {"closes_at": NOW}
    assert after(waiting, ("tags", "vpn")) == {"closes_at": NOW, "cause_due_at": NOW}


def test_who_wants_none_of_it_gets_none() -> None:
    never = Closure(auto_close_days=0, cause_days=0, reviews=False)
    assert after(GRAVE, *resolving(GRAVE, "A.", NOW), rules=never) == {}
    assert after(GRAVE, *closing(GRAVE, "A.", NOW, "solved"), rules=never) == {}


def test_what_an_undoing_brings_back_is_as_it_was() -> None:
    ended = (("state", IncidentState.CLOSED), ("resolved_at", NOW - DAY), ("closed_at", NOW - DAY))
    assert after(GRAVE, *ended) == {}


@pytest.mark.parametrize("cause", ["", " \n"])
def test_a_cause_of_blanks_is_none(cause: str) -> None:
    assert wants_cause(replace(GRAVE, state=IncidentState.CLOSED, root_cause=cause))


# The clock


def done(ended: Ended, rules: Closure = RULES) -> tuple[dict[str, Any], list[SendNotice]]:
    """Return what changes, and who is told."""
    effects = decide(ended, rules, NOW)
    (change,) = (one for one in effects if isinstance(one, ChangeIncident))
    return dict(change.changes), [one for one in effects if isinstance(one, SendNotice)]


@pytest.mark.parametrize(("acknowledged", "mails"), [(True, 1), (False, 0)])
def test_the_clock_closes_and_writes_to_whom_the_desk_acknowledged(
    acknowledged: bool, mails: int
) -> None:
    """Nothing else goes to whoever may be a machine (promise P11)."""
    waits = replace(RESOLVED, closes_at=NOW)
    changes, told = done(Ended(waits, acknowledged))
    assert changes["state"] is IncidentState.CLOSED
    assert (changes["closure_code"], changes["closed_at"]) == ("solved", NOW)
    assert "resolution" not in changes
    assert [(one.kind, one.addressee, one.echo) for one in told] == [
        (NoticeKind.CLOSURE, Addressee.REQUESTER, waits.verified)
    ] * mails


def test_a_desk_that_closes_nothing_by_itself_any_more_lets_it_be() -> None:
    waits = replace(RESOLVED, closes_at=NOW)
    assert done(Ended(waits, True), Closure(auto_close_days=0)) == ({"closes_at": None}, [])


def test_the_cause_is_asked_for_once_more_and_where_it_belongs() -> None:
    waits = replace(GRAVE, state=IncidentState.RESOLVED, cause_due_at=NOW, closes_at=NOW + DAY)
    changes, told = done(Ended(waits))
    assert changes == {"cause_due_at": None}
    assert [(one.addressee, one.reason) for one in told] == [(Addressee.WORKERS, "cause_missing")]
    assert done(Ended(waits, above=(OPEN,))) == ({"cause_due_at": None}, [])
    assert done(Ended(waits, by_agent=False)) == ({"cause_due_at": None}, []), "nobody knows it"


def test_what_a_grave_incident_above_covers_is_not_reviewed_itself() -> None:
    waits = replace(GRAVE, state=IncidentState.CLOSED, closed_at=NOW, review_due_at=NOW)
    (told,) = done(Ended(waits))[1]
    assert (told.kind, told.addressee) == (NoticeKind.REVIEW, Addressee.REVIEWERS)
    assert len(done(Ended(waits, above=(OPEN,)))[1]) == 1
    assert done(Ended(waits, above=(GRAVE,)))[1] == []


def test_what_is_not_due_brings_nothing() -> None:
    assert decide(Ended(replace(RESOLVED, closes_at=NOW + DAY)), RULES, NOW) == ()


# Words


def test_a_code_is_one_of_the_list_and_any_word_where_there_is_none() -> None:
    assert known_code("solved", RULES.codes)
    assert not known_code("solvd", RULES.codes)
    assert near_code("solvd", RULES.codes) == "solved"
    assert known_code("whatever", ())
    assert Closure(codes=("fixed", "other")).default_code == "fixed"


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("4", "4"),
        (" 4 ", "4"),
        ("\uff14", "4"),  # as a Japanese keyboard writes it
        ("5!", ""),
        ("5/5", ""),
        ("55", ""),
        ("\u2463", ""),  # a four in a circle
        ("\u0664", ""),  # Arabic-Indic: no form that people are asked for
        ("6", ""),
        ("0", ""),
        ("5 users still wait", ""),
        ("", ""),
    ],
)
def test_a_rating_is_a_digit_that_stands_alone(text: str, digit: str) -> None:
    assert lone_digit(text) == digit
