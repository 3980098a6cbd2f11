"""Compare what a desk did with what the generator knows: one sentence for each difference."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from support.answers import Answer, read_answer
from support.samples import Book, Sample
from support.written_mail import MARKER

from mailflow.adapters.store.contract import Store, Work
from mailflow.auditing import audit_mail
from mailflow.core.records import Incident, OutboxRow, RawMail
from models.enums import EndState, OutboxState

_MARK = re.compile(rf"(?m)^{MARKER}: (\d+)\r?$".encode())
EVERYTHING = 100_000


def stored_mails(work: Work) -> list[RawMail]:
    """Return every mail that has its end."""
    return [one for end in EndState for one in work.mails.listed(end, EVERYTHING)]


def complaints(
    book: Book,
    store: Store,
    answers: Sequence[Answer],
    *,
    ambiguous: bool = False,
    unsent: Sequence[OutboxState] = (),
) -> list[str]:
    """Return everything that is not as it must be; nothing where all is well.

    Where it is `ambiguous`, since a worker was killed, a notice may be `unknown`: such a one may
    have arrived once or not at all, every other exactly once. `unsent` are further states in which
    a notice may have ended without being sent.
    """
    with store.read() as work:
        audit = audit_mail(work)
        doubtful = (*unsent, *((OutboxState.UNKNOWN,) if ambiguous else ()))
        unknown = work.outbox.listed(doubtful, limit=EVERYTHING) if doubtful else ()
        found = chain(
            audit.problems,
            [f"{audit.counts['waiting']} mails wait"] if audit.counts["waiting"] else (),
            _Mails(book.samples, work).complaints(),
            _incidents(book, work),
            _acknowledgements(book.samples, answers, unknown),
            _people(book, answers),
            _outbox(work, answers, unknown),
        )
        return list(found)


class _Mails:
    """The mails of the store beside the samples."""

    def __init__(self, samples: Iterable[Sample], work: Work) -> None:
        self._samples = [one for one in samples if one.copy_of is None]
        self._work = work
        self._stored: dict[int | None, list[RawMail]] = defaultdict(list)
        for mail in stored_mails(work):
            self._stored[number_of(mail, self._samples)].append(mail)

    def complaints(self) -> Iterator[str]:
        for mail in self._stored.pop(None, []):
            yield f"mail {mail.id} was never delivered"
        for sample in self._samples:
            found = self._stored.get(sample.number, [])
            if len(found) != 1:
                yield f"{_name(sample)}: stored {len(found)} times"
            else:
                yield from self._compared(sample, found[0])

    def _compared(self, sample: Sample, mail: RawMail) -> Iterator[str]:
        if mail.end_state is not sample.end or (sample.rule and mail.rule != sample.rule):
            wanted = f"{sample.end} {sample.rule}".strip()
            yield f"{_name(sample)}: ended as {mail.end_state} {mail.rule}, must be {wanted}"
        if (mail.incident_id is None) != (sample.origin is None):
            yield f"{_name(sample)}: belongs to incident {mail.incident_id}"
        elif sample.origin is not None:
            yield from self._placed(sample, sample.origin, mail)

    def _placed(self, sample: Sample, origin: int, mail: RawMail) -> Iterator[str]:
        home = self._stored.get(origin, [])
        if not home or mail.incident_id != home[0].incident_id:
            yield f"{_name(sample)}: in another incident than mail {origin}"
        entries = self._work.incidents.entries(mail.incident_id or 0)
        own = [one for one in entries if one.mail_id == mail.id]
        if len(own) != 1:
            yield f"{_name(sample)}: {len(own)} entries"
        elif sample.phrase not in own[0].text:
            yield f"{_name(sample)}: its text is not in the conversation"
        elif not set(sample.attachments) <= set(own[0].attachment_names):
            yield f"{_name(sample)}: attachments {own[0].attachment_names}"


def marked(content: bytes) -> int | None:
    """Return the number that the generator wrote into a mail."""
    mark = _MARK.search(content)
    return int(mark[1]) if mark else None


def number_of(mail: RawMail, samples: Sequence[Sample] = ()) -> int | None:
    """Return which sample a stored mail is: by its mark, or by its very bytes."""
    number = marked(mail.content)
    if number is not None:
        return number
    return next((one.number for one in samples if one.content == mail.content), None)


def _name(sample: Sample) -> str:
    return f"sample {sample.number} ({sample.what})"


def _incidents(book: Book, work: Work) -> Iterator[str]:
    numbers = {mail.id: number_of(mail) for mail in stored_mails(work)}
    found = work.incidents.listed(limit=EVERYTHING)
    origins = Counter(numbers.get(one.origin_mail_id or 0) for one in found)
    wanted: Counter[int | None] = Counter(list(book.states))
    if origins != wanted:
        difference = {"too many": origins - wanted, "missing": wanted - origins}
        yield f"{len(found)} incidents, must be {len(book.states)}: {difference}"
    for incident in found:
        number = numbers.get(incident.origin_mail_id or 0)
        if number in book.states:
            yield from _standing(book, number or 0, incident, work)


def _standing(book: Book, number: int, incident: Incident, work: Work) -> Iterator[str]:
    if incident.state is not book.states[number]:
        yield f"incident of sample {number} is {incident.state}, must be {book.states[number]}"
    agent = work.directory.get(incident.assignee_id) if incident.assignee_id else None
    if (agent.address if agent else None) != book.assignees.get(number):
        yield f"incident of sample {number} is assigned to {agent}"
    joined = sum(one.origin == number and one.copy_of is None for one in book.samples)
    entries = len(work.incidents.entries(incident.id))
    if entries != joined:
        yield f"incident of sample {number} has {entries} entries, must be {joined}"


def _acknowledgements(
    samples: Iterable[Sample], answers: Iterable[Answer], unknown: Iterable[OutboxRow]
) -> Iterator[str]:
    """At the right address, about the right mail, once: read from the SMTP server alone."""
    new = (one for one in samples if one.acknowledged and one.copy_of is None)
    wanted = Counter((one.acknowledged, one.message_id) for one in new)
    sent = Counter((one.recipient, one.in_reply_to) for one in answers if one.acknowledges)
    doubtful = [read_answer(row.recipient, row.content) for row in unknown]
    excused = Counter((one.recipient, one.in_reply_to) for one in doubtful if one.acknowledges)
    for pair in sorted((sent - wanted) + (wanted - sent - excused)):
        yield f"acknowledgement to {pair[0]} for {pair[1]}: {sent[pair]} of {wanted[pair]}"


def _people(book: Book, answers: Sequence[Answer]) -> Iterator[str]:
    """Nobody outside the desk hears more than he must, and no machine anything."""
    told = Counter(one.recipient for one in answers if not one.acknowledges)
    outside = Counter({who: n for who, n in told.items() if not who.endswith("@helpdesk.example")})
    if outside != book.told:
        yield f"besides acknowledgements were sent {outside}, must be {book.told}"
    people = {one.acknowledged for one in book.samples}
    machines = {one.sender for one in book.samples if one.machine} - people
    for one in answers:
        if one.recipient in machines or "daemon" in one.recipient.lower():
            yield f"a mail to the machine {one.recipient}"


def _outbox(work: Work, answers: Iterable[Answer], unknown: Sequence[OutboxRow]) -> Iterator[str]:
    """Every row was sent, and each arrived once."""
    rows = work.outbox.listed(limit=EVERYTHING)
    for row in rows:
        if row.state is not OutboxState.SENT and row not in unknown:
            yield f"notice {row.id} is {row.state}"
    written = Counter((row.recipient, row.message_id) for row in rows)
    arrived = Counter((one.recipient, one.message_id) for one in answers)
    excused = Counter((row.recipient, row.message_id) for row in unknown)
    missing, needless = written - arrived - excused, arrived - written
    if missing or needless:
        yield f"written but not arrived: {missing}; arrived too often: {needless}"
