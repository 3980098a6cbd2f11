"""What notices say of guidance, monitors, lists and figures: whole, and true of each."""

from dataclasses import replace

import pytest
from support.notices import Visible, flat, rendered

from mailflow.core.drill_reviews import DrillReview
from mailflow.core.guidance import Guidance
from mailflow.core.notices import NO_INCIDENT, Unheard
from mailflow.core.own_weeks import Week
from mailflow.core.phrases.tongues import SPOKEN
from mailflow.core.reports import Evidence
from mailflow.core.sample_notices import AGAIN, NOW
from models.enums import NoticeKind, RecurrenceKind

LONG = "Look whether the whole floor is off before you look at one computer; " * 2 + "then ask."


def test_advice_steps_and_hints_are_shown_to_their_last_word() -> None:
    """An advice is a sentence or two: what is kept of a name would cut it in its middle."""
    guided = rendered(guidance=Guidance(LONG, (LONG,)))
    drill = DrillReview("A printer", "Bob Brown", hints=(LONG,))
    practised = rendered(kind=NoticeKind.DRILL, incident=NO_INCIDENT, drill=drill)
    for one, times in ((guided, 2), (practised, 1)):
        assert flat(one.text).count(LONG) == times
        assert Visible(one.html).text.count(LONG) == times


@pytest.mark.parametrize("reason", ["response", "both", "response_warning"])
def test_nobody_is_asked_to_answer_a_monitor(reason: str) -> None:
    """It reads no mail: what is wanted is an answer that stays with its alert."""
    asked = rendered(
        kind=NoticeKind.ESCALATION,
        reason=reason,
        requester_unheard=Unheard.MONITOR,
        late=NOW,
        now=NOW,
    )
    for said in (flat(asked.text), Visible(asked.html).text):
        assert "nobody has answered the alert yet" in said
        assert "answer the requester" not in said
        assert "send the requester" not in said


def test_in_the_first_mail_about_what_is_alike_nothing_is_called_added() -> None:
    """All of it is new to the reader; later the mark tells what joined."""
    plain = tuple(replace(one, category=None) for one in AGAIN)
    everything = frozenset(one.id for one in plain)
    for new, marks in ((everything, 0), (everything - {1003}, 2)):
        evidence = Evidence(RecurrenceKind.ALIKE, plain, 3, 3, new=new)
        told = rendered(kind=NoticeKind.ALIKE_INCIDENTS, evidence=evidence)
        for said in (told.text, Visible(told.html).text):
            assert said.count("(added)") == marks
            assert said.count("new, no category") == len(plain)


@pytest.mark.parametrize("language", SPOKEN)
def test_figures_of_a_week_are_written_as_the_language_writes_them(language: str) -> None:
    """Its decimal sign, and its sign between a label and what it labels."""
    week = Week(span="", taken=3, ratings=4, mean_rating=4.25)
    told = rendered(kind=NoticeKind.COACHING, language=language, incident=NO_INCIDENT, week=week)
    decimal = "4.2" if language in ("en", "ja") else "4,2"
    colon = {"fr": " : ", "ja": "："}.get(language, ": ")
    for said in (flat(told.text), Visible(told.html).text):
        assert decimal in said
        assert f"{colon}3" in said
