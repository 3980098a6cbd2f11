"""Damaged mails through the real processing on a real SQLite store, and what became of each.

Mails come in batches; number and seed of a batch decide every byte of it, so that any can be had
again. A batch has a desk of its own, with an agent and an incident whose notices are answered.
"""

import faulthandler
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from support.built_mails import built
from support.desks import TestDesk, make_settings, open_test_desk
from support.memory_growth import AT_REST, Growth
from support.mutations import mutated
from support.situations import BOB, NOW
from support.written_mail import Letter

from mailflow.adapters.store.contract import Work
from mailflow.auditing import audit_mail
from mailflow.cli.reading_keys import reading_keys
from mailflow.core.mailbox_likeness import Conversations
from mailflow.core.records import RawMail
from mailflow.processing import process, read
from models.enums import EndState, Role

GOLDENS = Path(__file__).resolve().parents[1] / "data" / "mail"
BATCH = 100
BUILT_SHARE = 4  # one in so many is built by hypothesis, the others are goldens with damage
ANSWER_SHARE = 5  # one in so many answers a notice of the desk
MOST_SECONDS, MOST_MEGABYTES = 10.0, 400.0
HANGING_SECONDS = 60
IN_WORK = "in-work.eml"
GENEROUS = {
    "acknowledgements_per_sender_hour": 1_000_000,
    "acknowledgements_per_domain_hour": 1_000_000,
    "acknowledgements_per_served_domain_hour": 1_000_000,
}
"""Else most mails of a batch would have no acknowledgement rendered."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One mail that did not do as promised: the batch, its place there, and what happened."""

    batch: int
    place: int
    what: str
    content: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """What its file is called."""
        return f"{self.batch:05}-{self.place:03}.eml"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one batch."""

    batch: int
    ends: Counter[str]
    slowest_seconds: float
    peak_megabytes: float
    findings: tuple[Finding, ...]


@cache
def _goldens() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(GOLDENS.rglob("*.eml")))


def batch_mails(seed: int, batch: int, size: int, answers: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the mails of a batch; `answers` are mails that answer notices of its desk."""
    random = Random(f"{seed} {batch}")
    of_hypothesis = iter(built(random.randrange(2**32), size // BUILT_SHARE))
    for place in range(size):
        content = next(of_hypothesis, None) if place % BUILT_SHARE == 0 else None
        seeds = answers if place % ANSWER_SHARE == 1 else _goldens()
        yield mutated(random, seeds, _goldens()) if content is None else content


def run_batch(seed: int, batch: int, size: int, folder: Path) -> Outcome:
    """Process one batch; `folder` holds its desk, and the mail in work until it has its end."""
    limits = make_settings(limits=GENEROUS)
    with open_test_desk(folder, limits) as desk:
        answers = _with_a_past(desk)
        run = _Run(batch, desk, folder / IN_WORK)
        for place, content in enumerate(batch_mails(seed, batch, size, answers)):
            run.take(place, content)
        return run.outcome()


def _with_a_past(desk: TestDesk) -> list[bytes]:
    """Open an incident; return mails that answer what the desk sent about it."""
    with desk.store.begin() as work:
        group = work.directory.add_group("Service Desk", is_default=True)
        bob = work.directory.add(BOB.address, role=Role.AGENT, at=NOW, handle="bob")
        work.directory.add_member(group.id, bob.id)
    asked = Letter(1, "carol@customer.example", "The lamp is dark.", "Lamp", "<1@customer.example>")
    desk.take(asked.content())
    return [
        Letter(
            number,
            row.recipient,
            f"{text}\n\nOn Tue, 24 Nov 2026 at 10:00, Desk <s@helpdesk.example> wrote:\n> text\n",
            "Re: [INC-1001] Lamp",
            f"<{number}@answers.example>",
            references=(row.message_id,),
            form=form,
        ).content()
        for row in desk.sent()
        for number, (text, form) in enumerate(
            (("#take", "plain"), ("#close\n\nDone.", "both"), ("Thank you!", "html")), start=2
        )
    ]


@dataclass
class _Run:
    """One batch in work."""

    batch: int
    desk: TestDesk
    in_work: Path
    ends: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    peak: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    conversations: Conversations = field(default_factory=Conversations)

    def take(self, place: int, content: bytes) -> None:
        """Process one mail to its end and note what is not as promised."""
        self.in_work.write_bytes(content)
        faulthandler.dump_traceback_later(HANGING_SECONDS, exit=True)
        memory = Growth.begin()
        begun = time.process_time()  # the machine may have other work
        problems = list(self._problems(content))
        seconds, peak = time.process_time() - begun, AT_REST + memory.grown()
        faulthandler.cancel_dump_traceback_later()
        self.in_work.unlink()
        self.seconds.append(seconds)
        self.peak = max(self.peak, peak)
        problems += [f"took {seconds:.1f} s of CPU"] if seconds > MOST_SECONDS else []
        problems += [f"took {peak:.0f} MB"] if peak > MOST_MEGABYTES else []
        self.findings += [Finding(self.batch, place, what, content) for what in problems]

    def _problems(self, content: bytes) -> Iterator[str]:
        with self.desk.store.begin() as work:
            mail_id, is_new = work.mails.keep(content, source="fuzz", received_at=NOW)
        if not is_new:
            self.ends["known already"] += 1
            return
        if error := error_of_reading(content, self.conversations):
            yield f"explain: {error}"
        if not self.desk.rounds.process_one(mail_id):
            while self.desk.rounds.has_waiting():
                self.desk.rounds.process()
            yield "processing raised; replay it to see where"
        with self.desk.store.read() as work:
            stored = work.mails.get(mail_id)
        self.ends[f"{stored.end_state}: {stored.rule}"] += 1
        if stored.end_state is None:
            yield "it has no end"

    def outcome(self) -> Outcome:
        """Return what became of all, the count of `audit mail` included."""
        with self.desk.store.read() as work:
            wrong = [*audit_mail(work).problems, *_without_end(work)]
        found = [Finding(self.batch, len(self.seconds), f"audit: {what}", b"") for what in wrong]
        findings = (*self.findings, *found)
        return Outcome(self.batch, self.ends, max(self.seconds), self.peak, findings)


def _without_end(work: Work) -> Iterator[str]:
    counts = work.mails.counts()
    ended = sum(counts[end.value] for end in EndState)
    if ended != counts["total"]:
        yield f"{counts['total']} mails are stored, {ended} have an end"


def error_of_reading(content: bytes, conversations: Conversations) -> str:
    """Read a mail as `explain` does; return what was raised, or nothing."""
    settings = make_settings()
    raw = RawMail(id=0, sha256="", content=content, source="fuzz", received_at=NOW)
    try:
        found = read(raw, settings)
        if found.mail is not None:
            reading_keys(found.mail, found.new, settings.desk.instance_id)
            conversations.place(found.mail, found.new)
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"{type(error).__name__}: {error}"[:200]
    return ""


def replay(content: bytes) -> str:
    """Process one mail on a new desk and return its end; what is raised comes out."""
    with TemporaryDirectory() as folder, open_test_desk(Path(folder)) as desk:
        _with_a_past(desk)
        with desk.store.begin() as work:
            mail_id, _ = work.mails.keep(content, source="fuzz", received_at=NOW)
        with desk.store.begin() as work:
            reading = read(work.mails.get(mail_id), desk.rounds.desk.settings)
            decision = process(work, desk.rounds.desk, reading, NOW)
        if reading.mail is not None:
            reading_keys(reading.mail, reading.new, "replay")
            Conversations().place(reading.mail, reading.new)
    return f"{decision.end.end_state}: {decision.end.rule}"
