"""What the desk keeps of a mail to know its conversation again, and what it finds by that.

Kept are hashes alone: of a few passages, of the subject, of the number another program gave.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailflow.core.fingerprints import Fingerprints, fingerprint, fingerprints_of
from mailflow.core.likeness import COMMON, LIKELY, Evidence
from mailflow.core.quoting import NewText
from mailflow.core.records import reference
from mailflow.core.subject_lines import SubjectLine, read_subject

Homes = dict[int, set[int]]

KEPT_OWN = 8
KEPT_QUOTED = 4
ASKED_QUOTED = 24
CHARACTERS = 2_000
"""A row of the database each, so they are few; a quoted half still has some of the eight. What
people say comes first, before logs and legal words."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a fingerprint was seen, on what day, and whether as a quotation."""

    fingerprint: int
    incident_id: int
    at: datetime
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Traces:
    """The fingerprints of a mail's text, and its subject."""

    prints: Fingerprints
    subject: SubjectLine

    @property
    def own(self) -> tuple[int, ...]:
        """What is stored of the mail itself."""
        subject = (_of_subject(self.subject.exact), _of_subject(self.subject.words))
        return _each_once(*self.prints.own, *subject, _of_record(self.subject.record))

    @property
    def quoted(self) -> tuple[int, ...]:
        """What is stored of what it quotes."""
        return self.prints.quoted[:KEPT_QUOTED]

    @property
    def asked(self) -> tuple[int, ...]:
        """What is looked for among the mails of incidents."""
        words = (self.subject.exact, self.subject.words, self.subject.former)
        return _each_once(
            *self.prints.quoted, *map(_of_subject, words), _of_record(self.subject.record)
        )


NO_TRACES = Traces(Fingerprints(), SubjectLine("", ""))


@dataclass(frozen=True, slots=True)
class Resemblance:
    """An incident that a mail resembles, and why."""

    incident_id: int
    evidence: Evidence

    @property
    def is_worth_a_word(self) -> bool:
        """Whether agents are told; a subject alone, from people who share nothing, is not."""
        one = self.evidence
        known = one.quotes or one.same_record or one.in_touch or one.took_part
        return known and one.weight >= LIKELY

    def __str__(self) -> str:
        """Return it for a decision log."""
        one = self.evidence
        signs = (
            ("quotes what stands in it", one.quotes),
            ("same subject", one.same_subject or one.same_words),
            ("same number in the subject", one.same_record),
            ("people in common", one.in_touch or one.took_part),
        )
        found = ", ".join(sign for sign, holds in signs if holds)
        return f"may belong to {reference(self.incident_id)}: {found}"


def traces_of(subject: str, new: NewText) -> Traces:
    """Return what a mail is known by; the text of a mail that was read."""
    return Traces(fingerprints_of(new, KEPT_OWN, ASKED_QUOTED, CHARACTERS), read_subject(subject))


def resemblances(
    traces: Traces, sightings: Iterable[Sighting], now: datetime
) -> tuple[Resemblance, ...]:
    """Return the incidents a mail resembles, the likeliest first; of people nothing is known yet.

    What stands in many incidents tells nothing about one.
    """
    seen = tuple(sightings)
    written, shared = (_rare(one for one in seen if one.quoted is kind) for kind in (False, True))
    last: dict[int, datetime] = {}
    for one in seen:
        last[one.incident_id] = max(one.at, last.get(one.incident_id, one.at))
    found = (
        Resemblance(
            number,
            replace(
                _of_subjects(traces.subject, written, number),
                written=_count(traces.prints.quoted, written, number),
                shared=_count(traces.prints.quoted, shared, number),
                quoted=len(traces.prints.quoted),
                age=max(now - at, timedelta(0)),
            ),
        )
        for number, at in last.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.evidence.weight, -one.incident_id)))


def _rare(sightings: Iterable[Sighting]) -> Homes:
    homes: dict[int, set[int]] = defaultdict(set)
    for one in sightings:
        homes[one.fingerprint].add(one.incident_id)
    return {key: incidents for key, incidents in homes.items() if len(incidents) < COMMON}


def _count(quoted: Iterable[int], homes: Homes, number: int) -> float:
    found = (homes[one] for one in quoted if one in homes)
    return sum(1 / len(incidents) for incidents in found if number in incidents)


def _of_subjects(subject: SubjectLine, homes: Homes, number: int) -> Evidence:
    def seen(key: int | None) -> bool:
        return key is not None and number in homes.get(key, ())

    renamed = seen(_of_subject(subject.former))
    return Evidence(
        same_subject=seen(_of_subject(subject.exact)),
        same_words=renamed or seen(_of_subject(subject.words)),
        same_record=seen(_of_record(subject.record)),
        is_answer=subject.has_prefix or renamed,
        is_telling=subject.is_telling,
    )


def _of_subject(words: str) -> int | None:
    return fingerprint(f"subject\0{words}".encode("utf-8", "replace")) if words else None


def _of_record(number: str) -> int | None:
    return fingerprint(f"record\0{number}".encode("utf-8", "replace")) if number else None


def _each_once(*found: int | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(one for one in found if one is not None))
