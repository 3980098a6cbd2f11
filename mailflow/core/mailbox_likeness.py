"""The mails of one mailbox, parted into conversations by likeness as they are read."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import nlargest

from mailflow.core.fingerprints import Fingerprints, fingerprints_of, passing_fingerprints
from mailflow.core.likeness import COMMON, LIKELY, Evidence
from mailflow.core.mail import Mail
from mailflow.core.quoting import NewText
from mailflow.core.subject_lines import Part, SubjectLine, read_subject

MOST_WRITINGS = 2
"""So many mails may say the same; what more of them say is a footer or a form."""
FINGERPRINTS = 64
"""Of each kind for each mail."""
SERIES = timedelta(hours=12)
"""Within which the mails of a numbered series are sent."""
MOST_PEOPLE = 200
MOST_CANDIDATES = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Conversation:
    last: datetime
    senders: set[str] = field(default_factory=set)
    writers: set[str] = field(default_factory=set)
    addressed: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Series:
    number: int
    last: datetime
    parts: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Look:
    """One mail, read for comparison."""

    at: datetime
    sender: str
    writer: str
    addressed: frozenset[str]
    subject: SubjectLine
    prints: Fingerprints


class _Places:
    """In which conversations something stands: the newest few, or that it is common."""

    def __init__(self) -> None:
        self._by_key: dict[object, tuple[int, ...]] = {}

    def add(self, key: object, number: int) -> None:
        known = self._by_key.get(key, ())
        if number not in known:
            self._by_key[key] = (*known[1 - COMMON :], number)

    def of(self, key: object) -> tuple[int, ...]:
        return self._by_key.get(key, ())


class Conversations:
    """Numbers the conversations of a mailbox; mails come in the order of their dates."""

    def __init__(self) -> None:
        self._by_id: dict[str, int] = {}
        self._by_subject, self._by_words, self._by_record = _Places(), _Places(), _Places()
        self._own, self._quoted, self._by_series = _Places(), _Places(), _Places()
        self._writings: Counter[int] = Counter()
        self._series: dict[tuple[str, str], _Series] = {}
        self._all: list[_Conversation] = []
        self._latest = _EPOCH

    def place(self, mail: Mail, new: NewText) -> int:
        """Return the number of the conversation that this mail looks like a part of."""
        look = self._look(mail, new)
        known = next((self._by_id[one] for one in mail.ancestors if one in self._by_id), None)
        if known is None:
            known = self._in_series(look)
        if known is None:
            known = self._likeliest(look)
        if known is None:
            known = len(self._all)
            self._all.append(_Conversation(look.at))
        self._remember(mail, look, known)
        return known + 1

    def _look(self, mail: Mail, new: NewText) -> _Look:
        self._latest = mail.date or self._latest
        sender = mail.from_[0] if mail.from_ else None
        addressed = frozenset(one.address for one in (*mail.to, *mail.cc)[:MOST_PEOPLE])
        return _Look(
            at=self._latest,
            sender=sender.address if sender else "",
            writer=(sender.display_name.casefold() or sender.address) if sender else "",
            addressed=addressed,
            subject=read_subject(mail.subject),
            prints=fingerprints_of(new, FINGERPRINTS, FINGERPRINTS, of_text=passing_fingerprints),
        )

    def _in_series(self, look: _Look) -> int | None:
        """Return where the other parts are: sent by the same writer shortly before, no answers."""
        part = look.subject.part
        if part is None or look.subject.has_prefix or not look.writer:
            return None
        series = self._series.get((look.writer, part.series))
        if series is None or part.number in series.parts or look.at - series.last > SERIES:
            return None
        return series.number

    def _likeliest(self, look: _Look) -> int | None:
        written, shared = self._written(look), self._shared(look)
        subject = look.subject
        candidates = dict.fromkeys(
            (
                *self._by_subject.of(subject.exact),
                *self._by_words.of(subject.words),
                *self._by_words.of(subject.former or None),
                *self._by_record.of(subject.record or None),
                *self._by_series.of(subject.part and subject.part.series),
                *nlargest(MOST_CANDIDATES, written, key=written.__getitem__),
                *nlargest(MOST_CANDIDATES, shared, key=shared.__getitem__),
            )
        )
        weighed = [(self._weight(look, one, written[one], shared[one]), one) for one in candidates]
        weight, best = max(weighed, default=(0.0, 0))
        return best if weight >= LIKELY else None

    def _written(self, look: _Look) -> dict[int, float]:
        rare = (one for one in look.prints.quoted if self._writings[one] <= MOST_WRITINGS)
        return _weighed(self._own.of(one) for one in rare)

    def _shared(self, look: _Look) -> dict[int, float]:
        return _weighed(self._quoted.of(one) for one in look.prints.quoted)

    def _weight(self, look: _Look, number: int, written: float, shared: float) -> float:
        found, subject = self._all[number], look.subject
        others = found.senders - {look.sender}
        answers = look.prints.answers(found.writers)
        former = bool(subject.former) and number in self._by_words.of(subject.former)
        sibling = (
            subject.part is not None
            and (subject.has_prefix or answers)
            and number in self._by_series.of(subject.part.series)
        )
        return Evidence(
            written=written,
            shared=shared,
            quoted=len(look.prints.quoted),
            same_subject=number in self._by_subject.of(subject.exact),
            same_words=former or number in self._by_words.of(subject.words),
            same_series=sibling,
            same_record=bool(subject.record) and number in self._by_record.of(subject.record),
            is_answer=subject.has_prefix or former or answers,
            is_telling=subject.is_telling,
            in_touch=bool(others & look.addressed)
            or (bool(others) and look.sender in found.addressed)
            or answers,
            took_part=look.sender in found.senders,
            age=look.at - found.last,
        ).weight

    def _remember(self, mail: Mail, look: _Look, number: int) -> None:
        for one in (mail.message_id, *mail.ancestors[:100]):
            if one:
                self._by_id.setdefault(one, number)
        found, subject = self._all[number], look.subject
        found.last = look.at
        _extend(found.senders, [look.sender])
        _extend(found.writers, [look.sender, look.writer])
        _extend(found.addressed, look.addressed)
        if subject.words:
            self._by_subject.add(subject.exact, number)
            self._by_words.add(subject.words, number)
        if subject.record:
            self._by_record.add(subject.record, number)
        if subject.part is not None and not subject.has_prefix:
            self._remember_part(look, subject.part, number)
        for passage in look.prints.own:
            self._own.add(passage, number)
            self._writings[passage] += 1
        for passage in look.prints.quoted:
            self._quoted.add(passage, number)

    def _remember_part(self, look: _Look, part: Part, number: int) -> None:
        key = (look.writer, part.series)
        series = self._series.get(key)
        if series is None or series.number != number:
            series = self._series[key] = _Series(number, look.at)
        series.last = look.at
        series.parts.add(part.number)
        self._by_series.add(part.series, number)


def _extend(people: set[str], more: Iterable[str]) -> None:
    if len(people) < MOST_PEOPLE:
        people.update(more)


def _weighed(places: Iterable[tuple[int, ...]]) -> dict[int, float]:
    """Count for each conversation what stands in it; what is common counts nothing."""
    found: dict[int, float] = defaultdict(float)
    for homes in places:
        for number in homes if len(homes) < COMMON else ():
            found[number] += 1 / len(homes)
    return found
