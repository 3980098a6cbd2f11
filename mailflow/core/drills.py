"""Practice incidents: what a scenario file says, which of its mails are due, how it was handled.

A scenario is written in TOML; see docs/COACHING.md.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from mailflow.core.commands.durations import read_duration
from mailflow.core.headers import clean

MARK = "[PRACTICE]"
"""Stands in every subject, so that nobody takes it for real."""
DOMAIN = "practice.invalid"
"""Where simulated requesters live: nowhere (RFC 6761 section 6.4)."""
CHANNEL = "practice"
"""Outgoing mail of this channel is kept and never sent."""
SOURCE = "practice:"
LONGEST = timedelta(days=14)
"""A drill that nobody ended ends by itself; its scenario may say sooner."""
MOST_MAILS = 20
MOST_TEXT = 20_000
MOST_SCRIPT = 200_000
REACTIONS = frozenset({"taken", "answered", "resolved", "unanswered"})
LEVELS = frozenset({"high", "medium", "low"})


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A later mail of the simulated requester: `after` the start, or after what he reacts to.

    `unanswered` is his impatience: so long after the start nobody answered.
    """

    text: str = field(repr=False)
    after: timedelta = timedelta()
    on: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a good answer to the scenario looks like; what is empty is not looked at."""

    category: str = ""
    urgency: str = ""
    commands: tuple[str, ...] = ()
    take_within: timedelta | None = None
    answer_within: timedelta | None = None
    resolve_within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A practice incident as its file tells it."""

    title: str
    requester: str
    subject: str
    text: str = field(repr=False)
    follow_ups: tuple[FollowUp, ...] = ()
    expected: Expected = Expected()
    hints: tuple[str, ...] = ()
    ends_after: timedelta = LONGEST


@dataclass(frozen=True, slots=True)
class Drill:
    """One practice incident of one trainee; `sent` are the places of follow-ups that were."""

    id: int
    scenario: str
    script: str = field(repr=False)
    trainee_id: int
    mail_id: int
    started_at: datetime
    started_by_id: int | None = None
    incident_id: int | None = None
    ended_at: datetime | None = None
    sent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """When what happened in a practice incident: None where it has not."""

    started_at: datetime
    taken_at: datetime | None = None
    answered_at: datetime | None = None
    resolved_at: datetime | None = None


def address_of(scenario: Scenario) -> str:
    """Return where the simulated requester writes from."""
    letters = "".join(c if c.isascii() and c.isalnum() else "." for c in scenario.requester.lower())
    return f"{'.'.join(filter(None, letters.split('.'))) or 'somebody'}@{DOMAIN}"


def is_practice(source: str, address: str) -> bool:
    """Whether a mail was written here for a simulated requester: no mailbox has such a source."""
    return source.startswith(SOURCE) and address.endswith(f"@{DOMAIN}")


def marked(subject: str) -> str:
    """Return a subject that says that it is practice."""
    return subject if MARK in subject else f"{MARK} {subject}"


def due(
    scenario: Scenario, course: Course, sent: tuple[int, ...], now: datetime
) -> tuple[int, ...]:
    """Return the places of the follow-ups to send now, in their order."""
    return tuple(
        place
        for place, one in enumerate(scenario.follow_ups)
        if place not in sent and (at := moment(one, course)) is not None and at <= now
    )


def moment(one: FollowUp, course: Course) -> datetime | None:
    """Return when a follow-up is sent; None where what it reacts to has not happened."""
    after = {
        "": course.started_at,
        "taken": course.taken_at,
        "answered": course.answered_at,
        "resolved": course.resolved_at,
        "unanswered": course.started_at,
    }[one.on]
    if after is None:
        return None
    at, answered = after + one.after, course.answered_at
    is_moot = one.on == "unanswered" and answered is not None and answered <= at
    return None if is_moot else at


def is_over(scenario: Scenario, course: Course, sent: tuple[int, ...], now: datetime) -> bool:
    """Whether nothing more will happen: resolved and nothing to come, or its time is over."""
    if now >= course.started_at + scenario.ends_after:
        return True
    left = (one for place, one in enumerate(scenario.follow_ups) if place not in sent)
    to_come = any(moment(one, course) is not None for one in left)
    return course.resolved_at is not None and not to_come


def read_scenario(text: str) -> tuple[Scenario | None, tuple[str, ...]]:
    """Return the scenario, or every problem of its file."""
    if len(text) > MOST_SCRIPT:
        return None, (f"is longer than {MOST_SCRIPT} characters",)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, (str(error),)
    problems = tuple(_problems(content))
    return (None if problems else _scenario(content)), problems


def _scenario(content: Mapping[str, Any]) -> Scenario:
    expected = content.get("expected", {})
    return Scenario(
        title=clean(content["title"]),
        requester=clean(content["requester"]),
        subject=clean(content["subject"]),
        text=content["text"],
        follow_ups=tuple(
            FollowUp(one["text"], _span(one.get("after", "")), one.get("on", ""))
            for one in content.get("follow_ups", ())
        ),
        expected=Expected(
            category=expected.get("category", ""),
            urgency=expected.get("urgency", ""),
            commands=tuple(one.lower().lstrip("#") for one in expected.get("commands", ())),
            **{one: _span(expected[one]) for one in SPANS if one in expected},
        ),
        hints=tuple(content.get("hints", ())),
        ends_after=min(_span(content.get("ends_after", "")) or LONGEST, LONGEST),
    )


SPANS = ("take_within", "answer_within", "resolve_within")
TEXTS = ("title", "requester", "subject", "text")
KEYS = frozenset({*TEXTS, "follow_ups", "expected", "hints", "ends_after"})


def _problems(content: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{one}: unknown key" for one in sorted(set(content) - KEYS))
    for name in TEXTS:
        value = content.get(name)
        if not isinstance(value, str) or not value.strip() or len(value) > MOST_TEXT:
            yield f"{name}: write a text of at most {MOST_TEXT} characters"
    yield from _not_texts("hints", content.get("hints", []))
    yield from _no_span("ends_after", content)
    follow_ups, expected = content.get("follow_ups", []), content.get("expected", {})
    if not isinstance(follow_ups, list) or len(follow_ups) > MOST_MAILS:
        yield f"follow_ups: write at most {MOST_MAILS} tables [[follow_ups]]"
        follow_ups = []
    for number, one in enumerate(follow_ups, start=1):
        yield from (f"follow_ups, {number}: {wrong}" for wrong in _wrong_follow_up(one))
    if isinstance(expected, dict):
        yield from (f"expected.{wrong}" for wrong in _wrong_expectation(expected))
    else:
        yield "expected: write a table [expected]"


def _wrong_follow_up(one: Any) -> Iterator[str]:
    if not isinstance(one, dict) or set(one) - {"text", "after", "on"}:
        yield "has the keys text, after and on"
        return
    if not isinstance(one.get("text"), str) or not one["text"].strip():
        yield "has no text"
    if one.get("on", "") not in ("", *REACTIONS):  # a list has no hash
        yield f"on is one of {', '.join(sorted(REACTIONS))}"
    yield from _no_span("after", one)


def _wrong_expectation(expected: Mapping[str, Any]) -> Iterator[str]:
    known = {one.name for one in fields(Expected)}
    yield from (f"{one}: unknown key" for one in sorted(set(expected) - known))
    if not isinstance(expected.get("category", ""), str):
        yield "category: write the name of a category"
    if expected.get("urgency", "") not in ("", *LEVELS):
        yield "urgency: high, medium or low"
    yield from _not_texts("commands", expected.get("commands", []))
    for name in SPANS:
        yield from _no_span(name, expected)


def _not_texts(name: str, value: Any) -> Iterator[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        yield f'{name}: write a list of texts, such as ["#take"]'


def _no_span(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    value = table.get(name)
    if value is not None and (not isinstance(value, str) or read_duration(value) is None):
        yield f'{name}: write a duration such as "30m" or "2h"'


def _span(text: str) -> timedelta:
    return read_duration(text) or timedelta()
