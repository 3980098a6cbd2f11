"""Which incidents are alike, who counts, and when agents are told of them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from support.outages import NEAR, SAME, Words
from support.situations import NOW

from mailflow.core.recurrence import LISTED, alike_now, as_told, recurring
from mailflow.core.reports import Bounds, Finding, Recurrence, Report, Told, Trust
from mailflow.core.wording import clusters, terms, weights, written_terms
from models.enums import RecurrenceKind

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HOUR_AGO = NOW - timedelta(hours=1)
SEED = Path(__file__).parents[2] / "classifiers" / "seed"
OURS = Trust(frozenset({"corp.example"}))
BOUNDS = Bounds(3, trust=OURS)
WEEKLY = Bounds(4, trust=OURS)
PHONES, DOOR = SAME["telephones"], SAME["badge reader"]


def report(number: int, words: Words, **fields: Any) -> Report:
    """Return an incident of a person of our own, opened a few minutes ago."""
    values: dict[str, Any] = {
        "opened_at": NOW - 30 * MINUTE + number % 1000 * MINUTE,
        "requester": f"p{number}@corp.example",
        "subject": words.subject,
        "text": words.text,
        **fields,
    }
    return Report(number, **values)


def reports(first: int, some: Sequence[Words], **fields: Any) -> list[Report]:
    """Return an incident for each of these texts."""
    return [report(first + at, words, **fields) for at, words in enumerate(some)]


def look(
    found: Sequence[Report],
    known: Sequence[Recurrence] = (),
    told: Told = Told(),  # noqa: B008 - frozen
    bounds: Bounds = BOUNDS,
) -> tuple[Finding, ...]:
    """Return what is alike of the last hour."""
    heads = {one.id: one for one in found}
    named = {one: heads[one.head_id] for one in known}
    return alike_now(found, HOUR_AGO, named, told, bounds, NOW)


# Likeness, measured


def seed_mails() -> list[Words]:
    """Return mails that have nothing to do with each other: our own corpus of examples."""
    files = (file.read_text(encoding="utf-8") for file in sorted(SEED.glob("*.jsonl")))
    lines = (line for file in files for line in file.splitlines())
    texts = (json.loads(line)["text"].partition("\n\n") for line in lines)
    return [Words(subject, text) for subject, _, text in texts]


def test_reports_of_one_fault_are_found_among_strange_mails_and_near_misses() -> None:
    """Eight faults, five windows each: a fault is found where three of its four are together."""
    known, random = seed_mails(), Random(1)
    faults = found = members = strangers = 0
    for words in SAME.values():
        for _ in range(5):
            others = random.sample(known, 320)
            window = [*words, *NEAR, *others[:20]]
            random.shuffle(window)
            texts = [terms(*one) for one in window]
            told = [
                [window[at] in words for at in places]
                for places in clusters(texts, weights(texts, [terms(*o) for o in others[20:]]))
                if len(places) >= 3
            ]
            faults += 1
            found += any(sum(one) >= 3 for one in told)
            members += sum(map(sum, told))
            strangers += sum(one.count(False) for one in told)
    recall, precision = members / (4 * faults), members / (members + strangers)
    print(f"\nfaults found {found}/{faults}, recall {recall:.2f}, precision {precision:.2f}")  # noqa: T201
    assert found >= 0.9 * faults
    assert recall >= 0.85
    assert precision >= 0.9


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Words("VPN error", "The vpn drops."), Words("", "My VPNs!")),
        (Words("印刷できません", ""), Words("プリンターで印刷", "")),
        (Words("Drucker", "Der Drucker klemmt"), Words("Druckerstau", "")),
    ],
)
def test_words_are_known_again_whatever_their_endings(one: Words, other: Words) -> None:
    assert terms(*one) & terms(*other)


def test_words_that_are_shown_stand_in_the_text_itself() -> None:
    assert written_terms(("regist", "phone", "absent"), *PHONES[0]) == ("registration", "phones")


def test_a_hostile_text_is_read_in_bounds() -> None:
    assert len(terms("a" * 10**6, " ".join(map(str, range(10**5, 10**5 + 10**5))))) <= 60


# At once


def test_three_people_are_told_of_once_and_again_when_they_doubled() -> None:
    first = reports(1001, PHONES[:3])
    (found,) = look(first)
    assert (found.tells, found.head.id, found.evidence.requesters) == (True, 1001, 3)
    kept = replace(as_told(found, NOW), id=7)
    assert kept.told_members == (1001, 1002, 1003)
    assert look(first, [kept]) == ()
    more = [*first, *reports(1004, PHONES[1:3])]
    (found,) = look(more, [kept])
    assert (found.tells, found.recurrence.id) == (False, 7)
    (found,) = look([*more, *reports(1006, PHONES[1:2])], [kept])
    assert (found.tells, sorted(found.evidence.new)) == (True, [1004, 1005, 1006])


def test_what_goes_on_for_hours_grows_under_the_head_that_it_had() -> None:
    """Also when that is older than all that are looked at."""
    first = reports(1001, PHONES[:3])
    kept = replace(as_told(look(first)[0], NOW), id=7)
    aged = replace(first[0], opened_at=HOUR_AGO - 5 * MINUTE)
    more = [*reports(1004, PHONES[1:3]), *reports(1006, PHONES[1:2])]
    (found,) = look([aged, *first[1:], *more], [kept])
    assert (found.tells, found.head.id, found.recurrence.id) == (True, 1001, 7)
    assert 1001 not in [one.id for one in found.reports]


def test_two_faults_at_once_are_two_findings() -> None:
    found = look([*reports(1001, PHONES), *reports(1005, DOOR)])
    assert [[one.id for one in each.reports] for each in found] == [
        [1001, 1002, 1003, 1004],
        [1005, 1006, 1007, 1008],
    ]


@pytest.mark.parametrize(
    ("fields", "bounds"),
    [
        ({"requester": "one@corp.example"}, BOUNDS),
        ({"opened_at": HOUR_AGO - MINUTE}, BOUNDS),
        ({"deduplication_key": "a/b"}, BOUNDS),
        ({}, Bounds(5, trust=OURS)),
        ({}, Bounds(3, trust=Trust(OURS.served, needs_proof=True))),
    ],
)
def test_one_persons_mails_old_ones_alerts_and_unproven_ones_tell_nobody(
    fields: dict[str, Any], bounds: Bounds
) -> None:
    assert look(reports(1001, PHONES, **fields), bounds=bounds) == ()


@pytest.mark.parametrize(
    ("domain", "verified", "known_days", "counted"),
    [
        ("corp.example", False, None, (9, 9)),
        ("flood.example", False, None, (0, 1)),
        ("flood.example", True, None, (0, 3)),
        ("flood.example", False, 2, (9, 9)),
        ("flood.example", True, 0, (0, 3)),
    ],
)
def test_people_made_up_today_count_little(
    domain: str, verified: bool, known_days: int | None, counted: tuple[int, int]
) -> None:
    since = None if known_days is None else NOW - known_days * DAY
    found = [
        report(1001 + at, PHONES[0], requester=f"x{at}@{domain}", verified=verified)
        for at in range(9)
    ]
    assert OURS.counted(replace(one, known_since=since) for one in found) == counted


def test_a_flood_of_strangers_is_told_of_twice_a_day_never_again_and_hides_nothing() -> None:
    strange = [
        report(1001 + at, PHONES[at % 4], requester=f"x@flood{at}.example") for at in range(9)
    ]
    (found,) = look(strange)
    assert (found.tells, found.recurrence.by_strangers) == (True, True)
    grown = [*strange, *(replace(one, id=one.id + 100) for one in strange)]
    (again,) = look(grown, [replace(as_told(found, NOW), id=1, told=2)])
    assert not again.tells
    spent = Told(of_ours=0, of_strangers=2)
    first, second = look([*strange, *reports(1020, DOOR)], told=spent)
    assert (first.tells, second.tells) == (False, True)


def test_the_day_has_so_many_mails_and_what_waited_is_told_when_there_is_room() -> None:
    (found,) = look(reports(1001, PHONES), told=Told(of_ours=10))
    assert not found.tells
    kept = replace(as_told(found, NOW), id=1)
    assert kept.told == 0
    (found,) = look(reports(1001, PHONES), [kept])
    assert found.tells


# Over weeks


def weekly(some: Sequence[Words], first: int = 1001, **fields: Any) -> list[Report]:
    """Return an incident every five days."""
    return [
        report(first + at, words, **{"opened_at": NOW - (30 - 5 * at) * DAY, **fields})
        for at, words in enumerate(some)
    ]


def test_what_comes_back_over_weeks_is_proposed_once_a_month_with_its_evidence() -> None:
    found = recurring(
        [*weekly(PHONES, closure_code="solved", root_cause="a switch"), *weekly(NEAR, 1100)],
        (),
        WEEKLY,
        NOW,
    )
    (one,) = found
    assert (one.tells, one.head.id, one.evidence.total, one.evidence.days) == (True, 1004, 4, 4)
    assert one.evidence.codes == (("solved", 4),)
    assert one.evidence.explained == ("INC-1001", "INC-1002", "INC-1003", "INC-1004")
    assert set(one.evidence.words) <= {"phones", "registration", "failed", "sales", "telephony"}
    kept = replace(as_told(one, NOW), id=1)
    (again,) = recurring(weekly(PHONES), [kept], WEEKLY, NOW + 20 * DAY)
    assert not again.tells
    (later,) = recurring(weekly(PHONES), [kept], WEEKLY, NOW + 31 * DAY)
    assert later.tells


def test_the_days_of_all_are_counted_also_of_those_that_the_mail_does_not_list() -> None:
    daily = {"deduplication_key": "srv1/disk"}
    often = [
        report(1001 + at, NEAR[0], opened_at=NOW - (41 - at) * DAY, **daily) for at in range(40)
    ]
    (one,) = recurring(often, (), WEEKLY, NOW)
    assert (one.evidence.total, one.evidence.days, len(one.evidence.listed)) == (40, 40, LISTED)


@pytest.mark.parametrize(
    "fields",
    [
        {"opened_at": NOW - DAY},
        {"problem_id": 900},
        {"parent_id": 900},
        {"requester": "x@flood.example"},
    ],
)
def test_one_bad_day_a_known_problem_children_and_strangers_are_not_proposed(
    fields: dict[str, Any],
) -> None:
    assert recurring(weekly(PHONES, **fields), (), WEEKLY, NOW) == ()


def test_categories_keep_apart_what_words_do_not() -> None:
    one, two = weekly(PHONES[:2], category="telephony"), weekly(PHONES[2:], 1010, category="access")
    assert recurring([*one, *two], (), WEEKLY, NOW) == ()


def test_a_monitor_that_raises_one_thing_again_and_again_is_a_problem() -> None:
    found = weekly(NEAR[:4], deduplication_key="srv1/disk", requester="monitor@corp.example")
    (one,) = recurring(found, (), WEEKLY, NOW)
    assert (one.evidence.key, one.recurrence.kind) == ("srv1/disk", RecurrenceKind.RECURRING)
