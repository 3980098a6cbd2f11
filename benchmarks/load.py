"""The load: what happened before the measured time, and the mails that are measured; one seed."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle

from support import generated_agents as agents
from support import generated_machines as machines
from support import generated_people as people
from support.answers import Answer
from support.samples import Conversation, Sample

from benchmarks.alerts import Monitor
from benchmarks.letters import LoadBook

Write = Callable[[LoadBook], object]
FULL = 1000
ALONE = (
    (30, partial(people.new, exact=True)),
    (10, lambda book: people.new(book, "none", f"p{book.number}@partner.example")),
    (10, partial(people.new, verdict="fail")),
    (60, people.more_of_his_own),
    (50, machines.generated),
    (30, machines.unrelated_absence),
    (10, machines.spam),
    (10, machines.sign_up),
    (5, machines.read_receipt),
    (10, machines.unmatched_report),
    (2, agents.spoofed),
    (1, agents.own_requests),
    (1, partial(people.without_sender, how="zero bytes")),
    (25, people.again),
    (15, people.copy),
)
"""How many of 1000 mails are of each kind that needs no notice of ours."""
ANSWERING = (
    (110, people.by_token),
    (70, people.by_parent),
    (40, people.by_tag),
    (10, people.unproven),
    (10, machines.absence_of),
    (5, machines.looped),
)
"""How many answer what we sent; several may answer one notice."""
IN_WORK = (
    (25, "take"),
    (15, "note"),
    (20, "resolve"),
    (5, "mistype"),
    (5, "forget_token"),
    (3, "stolen"),
    (3, "found"),
)
"""How many an agent writes, or who stole from him; each in a conversation of its own."""
CHANGING = ((10, people.closing), (10, machines.report_on))
DAMAGED = (
    (15, people.broken, people.DAMAGES),
    (8, people.without_sender, [how for how in people.UNUSABLE if how != "zero bytes"]),
)
RESOLVED_BEFORE = 10


class Load:
    """Writes the mails into a `LoadBook`, which knows what must become of each."""

    def __init__(self, seed: int, mails: int, before: int = 200) -> None:
        self.mails = mails
        self.before = before
        self.book = LoadBook(seed, self.before + mails)
        self._monitor = Monitor(self.book)
        self._reopening: list[Conversation] = []

    def first_history(self) -> list[Sample]:
        """Return the requests that lie in the database before anything is measured."""
        for _ in range(self.before):
            people.new(self.book)
        people.new(self.book, exact=True)
        for _ in range(self._share(10)):
            self._monitor.raise_one(self.book)
        return list(self.book.samples)

    def second_history(self, answers: Sequence[Answer]) -> list[Sample]:
        """Return an agent's answers that resolve what will be opened again."""
        begun = len(self.book.samples)
        threads = self.book.conversations(answers)
        bob = agents.Desk(self.book, answers)
        self._reopening = self.book.fresh(threads, self._share(RESOLVED_BEFORE))
        for thread in self._reopening:
            bob.resolve(thread)
        return self.book.samples[begun:]

    def measured(self, answers: Sequence[Answer]) -> list[Sample]:
        """Return the first mail, with which everybody warms up, and then those measured."""
        begun = len(self.book.samples)
        people.new(self.book)
        writers = [*self._changing(answers), *self._answering(answers), *self._alone()]
        self.book.random.shuffle(writers)
        wanted = begun + self.mails
        for write in writers:
            write(self.book)
        while len(self.book.samples) <= wanted:
            people.new(self.book)  # the very last is answered: so everybody sees when it is over
        return self.book.samples[begun:]

    def _share(self, of_thousand: int) -> int:
        return round(of_thousand * self.mails / FULL)

    def _changing(self, answers: Sequence[Answer]) -> Iterator[Write]:
        """Return what changes conversations: one mail in each."""
        book, threads, bob = (
            self.book,
            self.book.conversations(answers),
            agents.Desk(self.book, answers),
        )
        for number, name in IN_WORK:
            for thread in book.fresh(threads, self._share(number)):
                yield _given(getattr(bob, name), thread)
        for number, write in CHANGING:
            for thread in book.fresh(threads, self._share(number)):
                yield partial(write, thread=thread)
        for thread in self._reopening:
            yield partial(people.reopening, thread=thread)

    def _answering(self, answers: Sequence[Answer]) -> Iterator[Write]:
        book = self.book
        quiet = [one for one in book.conversations(answers) if book.is_quiet(one.first)]
        for number, write in ANSWERING:
            for thread in book.random.choices(quiet, k=self._share(number)):
                yield partial(write, thread=thread)
        for thread in book.random.choices(quiet, k=self._share(5)):
            yield partial(people.stranger, answer=thread.answer)

    def _alone(self) -> Iterator[Write]:
        for number, write in ALONE:
            yield from [write] * self._share(number)
        monitor = self._monitor
        yield from [monitor.raise_one] * self._share(30)
        yield from [monitor.repeat_one] * self._share(20)
        yield from [monitor.clear_one] * self._share(10)
        for number, damage, ways in DAMAGED:
            for _, how in zip(range(self._share(number)), cycle(ways), strict=False):
                yield partial(damage, how=how)


def _given(act: Callable[[Conversation], None], thread: Conversation) -> Write:
    def write(_: LoadBook) -> None:
        act(thread)

    return write
