"""What fails at a look of the clock: left out, tried again ever more seldom, told once an hour."""

from datetime import timedelta

import pytest
from support.memory_store import MemoryStore
from support.stores import NOW, open_incident

from mailflow.containing import FIRST_WAIT, LONGEST_WAIT, LOOK_FAILED, MOST_KNOWN, Failing
from mailflow.errors import ConflictError, RecipientError, StoreUnavailableError

DAY = timedelta(days=1)


def fail(failing: Failing, number: int = 1001, *, after: timedelta = timedelta()) -> None:
    """Let one incident fail."""
    with failing.noted(number, NOW + after):
        raise RecipientError("ann@example.org takes no part")


def taken(failing: Failing, *found: int, after: timedelta = timedelta(), limit: int = 8) -> object:
    """Return what a look takes."""
    return failing.left(found, int, NOW + after, limit)


def test_what_failed_waits_and_does_not_count_for_the_limit() -> None:
    failing = Failing("waking")
    for number in (1, 2, 3):
        fail(failing, number)
    assert failing.reach(2) == 5
    assert taken(failing, 1, 2, 3, 4, 5, 6, limit=2) == (4, 5)
    assert taken(failing, 1, 2, 4, after=FIRST_WAIT) == (1, 2, 4)


def test_a_look_gives_a_quarter_of_its_limit_to_what_failed_before() -> None:
    failing = Failing("waking")
    for number in range(1, 9):
        fail(failing, number)
    assert taken(failing, *range(1, 20), after=FIRST_WAIT) == (1, 2, 9, 10, 11, 12, 13, 14)


def test_waits_double_and_end_at_the_longest() -> None:
    failing, waits = Failing("waking"), []
    for _ in range(10):
        fail(failing)
        waits.append(failing.known[1001].again_at - NOW)
    assert waits[:5] == [FIRST_WAIT * one for one in (1, 1, 2, 4, 8)]
    assert waits[-1] == LONGEST_WAIT


def test_a_clock_that_is_set_back_lets_nothing_wait_for_days() -> None:
    failing = Failing("waking")
    fail(failing, after=DAY)
    assert taken(failing, 1001) == (1001,)


def test_what_goes_well_again_begins_anew() -> None:
    failing = Failing("waking")
    fail(failing)
    with failing.noted(1001, NOW):
        pass
    assert failing.known == {}


def test_no_more_is_remembered_and_told_than_a_thousand() -> None:
    """What is done by hand is forgotten, to make room."""
    failing = Failing("waking")
    for number in range(MOST_KNOWN + 5):
        fail(failing, number)
    assert (len(failing.known), len(failing.untold)) == (MOST_KNOWN, MOST_KNOWN)
    fail(failing, 7, after=DAY)
    fail(failing, MOST_KNOWN + 5, after=DAY)
    assert set(failing.known) == {7, MOST_KNOWN + 5}


def test_it_is_told_once_an_hour_without_words_whichever_worker_it_was() -> None:
    store, workers = MemoryStore(), (Failing("waking"), Failing("waking"))
    for minutes in range(0, 90, 10):
        for one in workers:
            fail(one, after=timedelta(minutes=minutes))
            with store.begin() as work:
                one.tell(work, NOW + timedelta(minutes=minutes))
    with store.read() as work:
        events = work.audit.security_events(name=LOOK_FAILED)
    assert [one.at - NOW for one in events] == [timedelta(hours=1), timedelta()]
    assert {one.incident_id for one in events} == {1001}
    assert events[0].detail == {"look": "waking", "error": "RecipientError"}


def test_a_conflict_is_told_where_it_comes_again() -> None:
    """Somebody changed the row meanwhile: at the next look that is over."""
    failing = Failing("waking")
    for after, told in ((timedelta(), 0), (DAY, 0), (DAY, 1)):  # what another worker did is over
        with failing.noted(1001, NOW + after):
            raise ConflictError("INC-1001 was changed since it was read")
        assert len(failing.untold) == told


def test_a_database_that_is_gone_is_no_matter_of_one_incident() -> None:
    failing = Failing("waking")
    with pytest.raises(StoreUnavailableError), failing.noted(1001, NOW):
        raise StoreUnavailableError("the disk is full")
    assert failing.known == {}


def test_a_failure_undoes_what_was_written_for_it_alone() -> None:
    store, failing = MemoryStore(), Failing("waking")
    with store.begin() as work:
        for number in (1, 2):
            with failing.contained(work, number, NOW):
                open_incident(work, subject=f"number {number}")
                assert number != 1
    with store.read() as work:
        assert [one.subject for one in work.incidents.listed()] == ["number 2"]
