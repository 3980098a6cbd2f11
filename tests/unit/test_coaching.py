"""What an agent reads of his week: his own figures, and nothing of anybody else's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from support.histories_told import AGENT, MONDAY, Told
from support.notices import Visible, flat, rendered

from mailflow.core.categorisation import Guess, Suggestion
from mailflow.core.coaching import Coach
from mailflow.core.guidance import NO_GUIDANCE, Guidance, guidance_of
from mailflow.core.metrics.periods import Period
from mailflow.core.metrics.service_time import always
from mailflow.core.metrics.timelines import timeline
from mailflow.core.own_weeks import Correction, Lesson, Week
from mailflow.core.records import Contact, SupportGroup
from mailflow.core.sample_memos import DRILLED
from mailflow.core.sample_notices import NOTICE
from mailflow.core.weekly import newest_day
from mailflow.sections import Category
from models.enums import IncidentState, LabelSource, NoticeKind, Role

PERIOD = Period(MONDAY - timedelta(hours=8), MONDAY + timedelta(days=7, hours=-8))
ANN = Contact(1, AGENT, Role.AGENT, addresses=(AGENT,))
BEN = Contact(2, "ben@example.com", Role.AGENT, addresses=("ben@example.com",))
GROUP = SupportGroup(1, "Desk", members=(ANN, BEN))
RESOLVED, OPEN = IncidentState.RESOLVED, IncidentState.IN_PROGRESS


def weeks(*told: Told) -> tuple[Week, Week]:
    """Return the weeks of Ann and of Ben."""
    coach = Coach(PERIOD, always, (ANN, BEN), (GROUP,))
    for one in told:
        coach.add(timeline(one.now, one.events, PERIOD.end), one.events)
    ann, ben = (week for _, week in coach.weeks())
    return ann, ben


def handled(number: int = 1001, **more: Any) -> Told:
    """Ann takes it, answers after an hour and resolves it after two."""
    told = Told()
    told.now = replace(told.now, id=number)
    told.change(0.5, assignee_id=1)
    told.change(1, state=OPEN, responded_at=told.at(1))
    told.change(2, state=RESOLVED, **more)
    return told


def test_figures_are_those_of_his_own_incidents() -> None:
    ann, ben = weeks(handled())
    assert (ann.taken, ann.resolved, ann.median) == (1, 1, timedelta(hours=2))
    assert (ann.response_sla.part, ann.resolution_sla.part) == (1, 1)
    assert (ben.is_empty, ann.is_empty) == (True, False)


def test_what_was_handed_on_is_taken_by_him_and_counts_for_the_other() -> None:
    told = Told()
    told.change(0.5, assignee_id=1)
    told.change(1, assignee_id=2)
    told.change(2, actor=BEN.address, state=RESOLVED, responded_at=told.at(2))
    ann, ben = weeks(told)
    assert (ann.taken, ann.resolved, ben.taken, ben.resolved) == (1, 0, 1, 1)


def test_the_median_of_a_group_is_told_only_of_enough() -> None:
    few, _ = weeks(*(handled(number) for number in range(4)))
    enough, _ = weeks(*(handled(number) for number in range(5)))
    assert (few.group_median, enough.group_median) == (None, timedelta(hours=2))


def test_a_correction_counts_for_whoever_made_it_and_whose_incident_it_was() -> None:
    told = handled()
    told.change(3, actor=BEN.address, category="printing", category_source=LabelSource.HUMAN)
    told.change(4, actor=AGENT, category="network")
    ann, ben = weeks(told)
    found = (Correction("INC-1001", "email", "printing"),)
    assert (ann.corrected, ann.corrected_by_others) == ((), found)
    assert (ben.corrected, ben.corrected_by_others) == (found, ())


def test_a_good_example_was_rated_in_time_and_never_reopened_with_its_cause() -> None:
    good = handled(1001, rating=5, root_cause="A worn roller.")
    other = handled(1002, rating=4, root_cause="A worn roller.")
    no_cause, badly_rated = handled(1003, rating=5), handled(1004, rating=3, root_cause="A")
    late = Told()
    late.now = replace(late.now, id=1005, rating=5, root_cause="A cable.")
    late.change(30, state=RESOLVED)
    again = handled(1006, rating=5, root_cause="A cable.")
    again.change(3, state=OPEN)
    again.change(4, state=RESOLVED)
    ann, ben = weeks(other, good, no_cause, badly_rated, late, again)
    assert [one.reference for one in ann.examples] == ["INC-1001", "INC-1002"]
    assert ben.is_empty, "what others did well makes no mail"


def test_the_gravest_is_to_learn_from() -> None:
    often = handled()
    for hour in (3, 5):
        often.change(hour, state=OPEN)
        often.change(hour + 1, state=RESOLVED)
    bad = handled(1002, rating=1)
    late = handled(1003)
    late.change(3, state=OPEN)
    late.change(30, state=RESOLVED)
    assert weeks(late, bad, often)[0].lesson == Lesson("reopened", "INC-1001", count=2)
    assert weeks(late, bad)[0].lesson == Lesson("rated", "INC-1002", rating=1)
    assert weeks(late)[0].lesson == Lesson("late", "INC-1003")
    assert weeks(handled())[0].lesson is None


def test_practice_and_what_was_merged_are_no_part_of_a_week() -> None:
    practice, merged = handled(), handled()
    practice.now = replace(practice.now, is_practice=True)
    merged.change(3, merged_into=1)
    assert [one.is_empty for one in weeks(practice, merged)] == [True, True]


@pytest.mark.parametrize(
    ("local", "day"),
    [
        ("2026-11-23T07:59", "2026-11-16"),
        ("2026-11-23T08:00", "2026-11-23"),
        ("2026-11-29T23:00", "2026-11-23"),
        ("2026-10-26T08:00", "2026-10-26"),
    ],
)
def test_the_newest_day_is_the_last_whose_hour_has_come(local: str, day: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    now = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)
    found = newest_day("monday", 8, zone, now)
    assert found is not None
    assert found[0].isoformat() == day
    assert newest_day("never", 8, zone, now) is None


def test_guidance_without_a_word_is_none() -> None:
    assert not NO_GUIDANCE
    assert Guidance(checklist=("Look.",))


KNOWN = {"printing": Category(advice="Look at the jobs."), "network": Category()}


def test_advice_is_of_the_category_else_of_what_is_likelier_than_not() -> None:
    unsure = Suggestion(category=Guess(alternatives=(("printing", 0.6), ("network", 0.4))))
    doubtful = Suggestion(category=Guess(alternatives=(("printing", 0.4), ("network", 0.3))))
    assert guidance_of("printing", None, KNOWN) == Guidance("Look at the jobs.")
    assert guidance_of(None, unsure, KNOWN) == Guidance("Look at the jobs.", suggested="printing")
    for category, said in (("network", unsure), (None, doubtful), (None, None), ("gone", None)):
        assert not guidance_of(category, said, KNOWN)


def test_a_long_advice_is_read_whole() -> None:
    words = "Look at the jobs that wait on the server before you walk to the printer. " * 2
    notice = replace(
        NOTICE,
        kind=NoticeKind.AGENT_NOTICE,
        guidance=Guidance(words.strip(), (words.strip(),), suggested="printing"),
    )
    shown = rendered(notice)
    for text in (flat(shown.text), Visible(shown.html).text):
        assert text.count(words.strip()) == 2
        assert "If it is about printing" in text
    drill = replace(DRILLED, hints=(words.strip(),))
    assert words.strip() in flat(rendered(kind=NoticeKind.DRILL, drill=drill).text)
