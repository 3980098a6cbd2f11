"""What a store remembers of mails to see that one resembles an incident."""

from datetime import timedelta

from support.stores import NOW, keep, open_incident

from mailflow.adapters.store.contract import Work
from mailflow.core.fingerprints import Fingerprints
from mailflow.core.likeness import COMMON
from mailflow.core.subject_lines import SubjectLine
from mailflow.core.traces import Sighting, Traces

LARGEST, SMALLEST = 2**63 - 1, -(2**63)
DAY = timedelta(days=1)
TODAY = NOW.replace(hour=0, minute=0)


def traces(*own: int, quoted: tuple[int, ...] = ()) -> Traces:
    """Return what a mail with these passages is known by."""
    return Traces(Fingerprints(own, quoted), SubjectLine("", ""))


def test_a_fingerprint_is_seen_where_and_when_it_was_kept(work: Work) -> None:
    one, two = open_incident(work).id, open_incident(work).id
    work.mails.keep_fingerprints(traces(LARGEST, 5), one, keep(work), NOW)
    work.mails.keep_fingerprints(traces(SMALLEST, quoted=(5,)), two, keep(work), NOW + DAY)
    assert set(work.mails.sightings([LARGEST, SMALLEST, 5, 6], NOW)) == {
        Sighting(LARGEST, one, TODAY),
        Sighting(SMALLEST, two, TODAY + DAY),
        Sighting(5, one, TODAY),
        Sighting(5, two, TODAY + DAY, quoted=True),
    }
    assert work.mails.sightings([], NOW) == ()
    assert {seen.incident_id for seen in work.mails.sightings([5], NOW + DAY)} == {two}


def test_the_same_passage_again_counts_as_seen_later(work: Work) -> None:
    number = open_incident(work).id
    for days in (0, 3):
        work.mails.keep_fingerprints(traces(5), number, keep(work), NOW + days * DAY)
    assert work.mails.sightings([5], NOW) == (Sighting(5, number, TODAY + 3 * DAY),)


def test_what_stands_in_every_mail_takes_the_room_of_a_few(work: Work) -> None:
    """The newest stay; so many homes are enough to know it as common."""
    numbers = [open_incident(work).id for _ in range(3 * COMMON)]
    for number in numbers:
        work.mails.keep_fingerprints(traces(5), number, keep(work), NOW)
    seen = work.mails.sightings([5], NOW)
    assert {one.incident_id for one in seen} == set(numbers[-COMMON:])
