"""What became of a desk whose workers were killed: in numbers, and what does not hold of P3."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from support.answers import Answer, read_answers
from support.kill_moments import EXACT
from support.killing import Killing
from support.truth import EVERYTHING, number_of, stored_mails

RECOVERY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class MomentCount:
    """How many workers were killed at one moment, and how many of them left mails in work."""

    moment: str
    kills: int
    in_work: int


@dataclass(frozen=True, slots=True)
class Recoveries:
    """How long it took until nothing was in work and new mail was answered."""

    number: int
    median_seconds: float
    longest_seconds: float


@dataclass(frozen=True, slots=True)
class KillSummary:
    """Everything that promise P3 is about, counted for one database."""

    database: str
    seed: int
    kills: int
    in_work: int
    while_recovering: int
    while_deciding: int
    while_transmitting: int
    moments: tuple[MomentCount, ...]
    mails: int
    distinct: int
    lost: int
    second_incidents: int
    acknowledgements_at_most: int
    unknown: int
    unknown_told: int
    recoveries: Recoveries
    audits: int
    audits_clean: int
    audit_commands: int
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def summarise(harness: Killing, database: str, failure: str = "") -> KillSummary:
    """Count after `harness.run()`; what should not be becomes a problem, a sentence each.

    `failure` is why the run ended before its time.
    """
    kills, answers = harness.kills, read_answers(harness.desk.smtp.received)
    distinct = [one for one in harness.book.samples if one.copy_of is None]
    lost, second = _lost_and_doubled(harness)
    return KillSummary(
        database=database,
        seed=harness.seed,
        kills=len(kills),
        in_work=sum(kill.left.in_work for kill in kills),
        while_recovering=sum(kill.was_recovering for kill in kills),
        while_deciding=sum(kill.was_deciding for kill in kills),
        while_transmitting=sum(kill.left.transmitting > 0 for kill in kills),
        moments=_moments(harness),
        mails=len(harness.book.samples),
        distinct=len(distinct),
        lost=lost,
        second_incidents=second,
        acknowledgements_at_most=_acknowledgements_at_most(answers),
        unknown=harness.unknown,
        unknown_told=harness.told_unknown(),
        recoveries=_recoveries(harness.recoveries),
        audits=harness.audits,
        audits_clean=harness.audits - len(harness.dirty),
        audit_commands=harness.audit_commands,
        problems=(*((failure,) if failure else ()), *_problems(harness)),
    )


def _lost_and_doubled(harness: Killing) -> tuple[int, int]:
    """Return how many mails are nowhere, and how many incidents no mail should have opened."""
    samples = [one for one in harness.book.samples if one.copy_of is None]
    with harness.desk.store() as store, store.read() as work:
        numbers = {mail.id: number_of(mail, samples) for mail in stored_mails(work)}
        found = work.incidents.listed(limit=EVERYTHING)
    opened = Counter(numbers.get(one.origin_mail_id or 0) for one in found)
    wanted: Counter[int | None] = Counter(list(harness.book.states))
    return len({one.number for one in samples} - set(numbers.values())), (opened - wanted).total()


def _acknowledgements_at_most(answers: Sequence[Answer]) -> int:
    sent = Counter((one.recipient, one.in_reply_to) for one in answers if one.acknowledges)
    return max(sent.values(), default=0)


def _recoveries(seconds: Sequence[float]) -> Recoveries:
    if not seconds:
        return Recoveries(0, 0.0, 0.0)
    return Recoveries(len(seconds), round(median(seconds), 1), round(max(seconds), 1))


def _moments(harness: Killing) -> tuple[MomentCount, ...]:
    kills = Counter(kill.moment for kill in harness.kills)
    in_work = Counter(kill.moment for kill in harness.kills if kill.left.in_work)
    return tuple(MomentCount(name, kills[name], in_work[name]) for name in kills)


def _problems(harness: Killing) -> Iterator[str]:
    yield from harness.complaints()
    yield from harness.dirty.values()
    for number, seconds in enumerate(harness.recoveries, start=1):
        if seconds > RECOVERY_SECONDS:
            yield f"recovery {number} took {seconds:.1f} s, must be {RECOVERY_SECONDS:.0f} at most"
    if harness.told_unknown() != harness.unknown:
        yield f"{harness.unknown} notices are unknown, {harness.told_unknown()} were told"
    for one in _moments(harness):
        if not one.in_work:
            yield f"none of the {one.kills} kills at the moment {one.moment!r} met mails in work"
    yield from _missed(harness)


def _missed(harness: Killing) -> Iterator[str]:
    """A moment of milliseconds may be over when the kill comes, so the state left is asked."""
    aimed = Counter(kill.moment for kill in harness.kills if kill.moment in EXACT)
    if aimed["deciding"] and not any(kill.was_deciding for kill in harness.kills):
        yield "no kill met a transaction that decides"
    if aimed["transmitting"] and not any(kill.left.transmitting for kill in harness.kills):
        yield "no kill fell between the mark before DATA and the outcome"


def as_text(summary: KillSummary) -> str:
    """Return it for people."""
    one, again = summary, summary.recoveries
    rows = [
        ("kills -9", f"{one.kills}, {one.in_work} with mails in work (seed {one.seed})"),
        *((f"  {at.moment}", f"{at.kills}, {at.in_work} with mails in work") for at in one.moments),
        ("  of these", f"{one.while_deciding} inside a transaction that decides"),
        ("", f"{one.while_transmitting} between the mark before DATA and the outcome"),
        ("", f"{one.while_recovering} while taking up what the one before had left"),
        ("mails", f"{one.mails}, {one.distinct} of them distinct"),
        ("lost", f"{one.lost}"),
        ("second incidents", f"{one.second_incidents}"),
        ("acknowledgements", f"{one.acknowledgements_at_most} at most for a mail"),
        ("unknown notices", f"{one.unknown}, told {one.unknown_told}"),
        ("recoveries", f"{again.number}, half in {again.median_seconds} s"),
        ("longest recovery", f"{again.longest_seconds} s"),
        ("audit mail", f"clean {one.audits_clean} of {one.audits} times"),
        ("", f"{one.audit_commands} of them as the command `mailflow audit mail`"),
    ]
    head = f"{one.database}: {'every promise holds' if one.holds else 'NOT EVERY PROMISE HOLDS'}"
    body = [f"  {name:<20}{value}" for name, value in rows]
    return "\n".join((head, *body, *(f"  PROBLEM: {problem}" for problem in one.problems)))
