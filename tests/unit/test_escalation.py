"""What is decided about missed targets: who is told of what, in which mail, and when it goes."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.situations import NOW, incident, only

from mailflow.core.effects import ChangeIncident, Decision
from mailflow.core.escalations import Audience, Circle, Step, causes_due, plan
from mailflow.core.lateness import LISTED, LateIncident, Telling, told_to
from mailflow.core.records import Incident, SupportGroup
from mailflow.core.sending import Addressee, SendNotice
from mailflow.escalation import (
    HOLD,
    MANY,
    NO_CATCH_UP,
    PATIENCE,
    CatchUp,
    Due,
    LateFacts,
    decide,
)
from models.enums import NoticeKind, Priority

BOSS, OTHER = 31, 32
MINUTE = timedelta(minutes=1)
P1, P2, P3 = Priority.P1, Priority.P2, Priority.P3


def late(number: int = 1001, minutes: int = 60, **fields: Any) -> Incident:
    """Return an incident whose answer is so many minutes late."""
    values = {"response_due": NOW - minutes * MINUTE, "assignee_id": 21, **fields}
    return incident(number, **values)


def line(one: Incident) -> LateIncident:
    """Return what a list says of it."""
    return LateIncident(one.id, one.priority, one.state, causes_due(one, NOW))


def due(one: Incident, *to: int) -> Due:
    """Return an incident with those who stand above it."""
    return Due(one, Circle(managers=to), plan(one, NOW, has_next=False))


def facts(
    *found: Incident,
    to: tuple[int, ...] = (BOSS,),
    before: CatchUp = NO_CATCH_UP,
    waiting: tuple[Telling, ...] = (),
    **more: Any,
) -> LateFacts:
    """Return facts of incidents that each of these people is told of."""
    step = [[due(one, who) for one in found] for who in to] or [[due(one) for one in found]]
    mails = {(NoticeKind.ESCALATION, one.contact_id): one for one in waiting}
    return LateFacts(tuple(o for some in step for o in some), before, mails, **more)


def told(notice: SendNotice) -> int:
    """Return of how many incidents a mail tells."""
    return notice.telling.total if notice.telling else 0


def notices(decision: Decision) -> list[SendNotice]:
    """Return what is sent."""
    return only(decision.effects, SendNotice)


def test_one_late_incident_is_told_as_it_always_was() -> None:
    """Its target, since when, and a key that lets it be told once."""
    decision, after = decide(facts(late()), NOW)
    (notice,) = notices(decision)
    assert (notice.kind, notice.addressee) == (NoticeKind.ESCALATION, Addressee.CONTACT)
    assert (notice.contact_id, notice.incident_id) == (BOSS, 1001)
    assert (notice.reason, notice.late) == ("response", NOW - 60 * MINUTE)
    assert (notice.once, notice.late_incidents) == ("escalation:1001:response", ())
    assert notice.held_until is None
    assert after is NO_CATCH_UP


@pytest.mark.parametrize(
    ("fields", "reason", "marks"),
    [
        ({}, "response", ["response_escalated_at"]),
        ({"responded_at": NOW, "resolution_due": NOW - MINUTE}, "resolution", None),
        ({"resolution_due": NOW - MINUTE}, "both", None),
        ({"resolution_due": NOW}, "response", ["response_escalated_at"]),  # due, but not late
    ],
)
def test_the_missed_targets_of_an_incident_are_marked_and_told_together(
    fields: dict[str, Any], reason: str, marks: list[str] | None
) -> None:
    """Both at once make one change of the incident and one mail."""
    decision, _ = decide(facts(late(**fields)), NOW)
    (change,) = only(decision.effects, ChangeIncident)
    if marks is None:
        marks = ["response_escalated_at"] * (reason == "both") + ["resolution_escalated_at"]
    assert change.changes == tuple((name, NOW) for name in marks)
    assert [one.reason for one in notices(decision)] == [reason]


def test_several_late_incidents_are_one_mail_the_most_urgent_first() -> None:
    """By priority, then by how long it is late; the mail belongs to the first."""
    found = (
        late(1001, 10, priority=P3),
        late(1002, 99, priority=P2),
        late(1003, 10, priority=P1),
        late(1004, 20, priority=P1),
        late(1005, 20, priority=P1),
    )
    decision, _ = decide(facts(*found), NOW)
    (notice,) = notices(decision)
    assert [one.id for one in notice.late_incidents] == [1004, 1005, 1003, 1002, 1001]
    assert (notice.incident_id, told(notice)) == (1004, 5)
    assert (notice.reason, notice.once) == ("several", "escalation:1004:response")
    assert len(only(decision.effects, ChangeIncident)) == 5


def test_everybody_is_told_of_his_own() -> None:
    """Who has one late incident gets the mail of one."""
    one, two, three = late(1001), late(1002), late(1003)
    both = LateFacts((due(one, BOSS), due(two, BOSS), due(three, OTHER)))
    first, second = notices(decide(both, NOW)[0])
    assert (first.contact_id, told(first), len(first.late_incidents)) == (BOSS, 2, 2)
    assert (second.contact_id, second.incident_id, second.late_incidents) == (OTHER, 1003, ())


def test_an_incident_that_nobody_can_be_told_of_is_marked_all_the_same() -> None:
    """Else it would be looked at for ever, before all others."""
    decision, _ = decide(facts(late(), to=()), NOW)
    assert len(only(decision.effects, ChangeIncident)) == 1
    assert notices(decision) == []


def test_a_mail_lists_the_first_and_counts_the_rest() -> None:
    """However many there are, the mail stays small."""
    found = [late(1000 + number, minutes=number) for number in range(1, LISTED + 11)]
    (notice,) = notices(decide(facts(*found), NOW)[0])
    assert told(notice) == LISTED + 10
    assert [one.id for one in notice.late_incidents] == list(range(1060, 1010, -1))


# Catching up


def waiting(*found: Incident) -> tuple[Telling]:
    """Return what a mail to the boss tells that still waits."""
    return (told_to(BOSS, [line(one) for one in found]),)


@pytest.mark.parametrize(
    ("found", "before", "goes_on"),
    [
        (MANY - 1, None, False),  # an ordinary look
        (MANY, None, True),  # something happened; more may follow
        (1, timedelta(0), True),
        (1, PATIENCE - MINUTE, True),
        (1, PATIENCE, False),  # nobody waits longer
        (MANY, PATIENCE, False),
        (MANY, -timedelta(days=1), False),  # the clock was turned back
        (0, timedelta(0), False),  # that was all
    ],
)
def test_mails_are_held_back_while_looks_find_more(
    found: int, before: timedelta | None, goes_on: bool
) -> None:
    """Then one mail tells of all of them."""
    known = NO_CATCH_UP if before is None else CatchUp(NOW - before)
    decision, after = decide(facts(*(late(1000 + n) for n in range(found)), before=known), NOW)
    held = {one.held_until for one in notices(decision)}
    assert held == ({NOW + HOLD if goes_on else None} if found else set())
    assert after.is_open == goes_on
    assert after.began_at == (known.began_at or NOW if goes_on else None)


def test_the_next_look_goes_on_at_once_where_the_last_found_all_it_may() -> None:
    """The limit is for the sake of others, who want to write too."""
    found = [late(1000 + number) for number in range(30)]
    assert decide(facts(*found), NOW, limit=30)[1].has_more
    assert not decide(facts(*found), NOW, limit=31)[1].has_more


def test_what_is_found_later_goes_into_the_same_mail() -> None:
    """Under its key and its incident, whatever is more urgent now."""
    before = waiting(late(1001, priority=P2))
    found = facts(late(1002, priority=P1), to=(BOSS, OTHER), waiting=before)
    decision, _ = decide(found, NOW)
    first, second = notices(decision)
    assert (first.once, first.incident_id) == ("escalation:1001:response", 1001)
    assert [one.id for one in first.late_incidents] == [1002, 1001]
    assert (second.contact_id, second.once) == (OTHER, "escalation:1002:response")


def test_the_other_target_of_a_listed_incident_is_no_further_incident() -> None:
    """It is missed while the mail waits."""
    before = waiting(late(1001))
    answered = late(1001, response_escalated_at=NOW, resolution_due=NOW - MINUTE)
    (notice,) = notices(decide(facts(answered, waiting=before), NOW)[0])
    assert (told(notice), notice.reason, notice.late) == (1, "both", NOW - 60 * MINUTE)


def test_counts_go_on_where_the_list_is_full() -> None:
    """What was counted before is not forgotten."""
    before = waiting(*(late(1000 + number) for number in range(LISTED + 5)))
    (notice,) = notices(decide(facts(late(2000), late(2001), waiting=before), NOW)[0])
    assert (told(notice), len(notice.late_incidents)) == (LISTED + 7, LISTED)


INCIDENTS: Any = st.lists(
    st.builds(
        dict,
        priority=st.sampled_from(Priority),
        assignee_id=st.sampled_from([None, 21, 22]),
        response_due=st.sampled_from([NOW - MINUTE, NOW + MINUTE]),
        resolution_due=st.sampled_from([NOW - MINUTE, NOW + MINUTE]),
        reopenings=st.sampled_from([0, 2]),
        asked_at=st.sampled_from([None, NOW]),
    ),
    max_size=12,
)
PEOPLE: Any = st.lists(st.integers(31, 35), max_size=3, unique=True).map(tuple)


@given(INCIDENTS, PEOPLE, PEOPLE, PEOPLE, PEOPLE)
def test_everybody_hears_of_all_that_is_his_in_one_mail_and_one_page(
    fields: list[dict[str, Any]], at_work: Any, newcomers: Any, managers: Any, on_call: Any
) -> None:
    """No cause is lost, none told twice, and nobody hears of what is not his."""
    following = SupportGroup(2, "Next", 2) if newcomers else None
    around = Circle("", "Desk", at_work, following, newcomers, managers, on_call)
    found = [late(1000 + number, **one) for number, one in enumerate(fields)]
    planned = [Due(o, around, plan(o, NOW, has_next=bool(newcomers))) for o in found]
    sent = notices(decide(LateFacts(tuple(planned)), NOW)[0])
    assert len({(one.kind, one.contact_id) for one in sent}) == len(sent)
    told = {
        (one.kind, one.contact_id, line.id, missed.cause)
        for one in sent
        if one.telling
        for line in one.telling.listed
        for missed in line.missed
    }
    meant = {
        (kind_of(step), contact_id, due_.incident.id, missed.cause)
        for due_ in planned
        for step in due_.plan.steps
        for contact_id in around.reached(step)
        for missed in step.causes
    }
    extra = {one for one in told - meant if one[1] not in at_work}
    assert meant <= told
    assert not extra, "beyond those, only who had it hears that it was handed on"


def kind_of(step: Step) -> NoticeKind:
    """Return in what kind of mail a step is told."""
    return NoticeKind.PAGE if step.audience is Audience.ON_CALL else NoticeKind.ESCALATION
