"""Three rounds of generated mail for a desk, with the truth about each; the seed decides all.

    generator = Generator(seed=1)
    first = generator.first_round()
    ...  # the desk works, and its answers arrive at the SMTP server
    second = generator.second_round(read_answers(server.received))

Later rounds answer what the desk sent: by its reply tokens, its Message-IDs, its subject tags.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from support import generated_agents as agents
from support import generated_machines as machines
from support import generated_people as people
from support.answers import Answer
from support.samples import Book, Conversation, Sample

Thing = TypeVar("Thing")


class Generator:
    """Writes mails into a `Book` that knows the truth."""

    def __init__(self, seed: int) -> None:
        self.book = Book(seed)
        self._taken: list[Conversation] = []
        self._resolved: list[Conversation] = []

    @property
    def samples(self) -> list[Sample]:
        """Every mail so far."""
        return self.book.samples

    def first_round(self) -> list[Sample]:
        """Return 190 mails: requests, and what else lies in a support mailbox."""
        begun = len(self.samples)
        self._times(93, people.new)
        self._times(12, lambda book: people.new(book, exact=True))
        self._each(range(8), lambda book, n: people.new(book, "none", f"p{n}@partner.example"))
        self._times(4, lambda book: people.new(book, "fail"))
        self._each(people.DAMAGES, people.broken)
        self._each((*people.UNUSABLE, "no From", "two Froms"), people.without_sender)
        self._times(14, people.more_of_his_own)
        self._machines()
        agents.spoofed(self.book)
        agents.own_requests(self.book)
        self._times(6, people.again)
        self._times(8, people.copy)
        return self.samples[begun:]

    def _machines(self) -> None:
        self._times(6, machines.unrelated_absence)
        self._times(4, machines.unmatched_report)
        self._times(9, machines.generated)
        self._times(2, machines.spam)
        self._times(2, machines.sign_up)
        self._times(1, machines.read_receipt)

    def second_round(self, answers: Sequence[Answer]) -> list[Sample]:
        """Return 75 mails: most of them answer what the desk sent."""
        begun = len(self.samples)
        threads = self.book.conversations(answers)
        for number, write in (
            (15, people.by_token),
            (10, people.by_parent),
            (10, people.by_tag),
            (3, people.unproven),
            (6, machines.absence_of),
            (3, machines.report_on),
            (2, machines.looped),
        ):
            self._each(self.book.fresh(threads, number), write)
        for thread in self.book.fresh(threads, 3):
            people.stranger(self.book, thread.answer)
        self._bob_works(threads, answers)
        self._times(5, people.new)
        self._times(5, people.again)
        self._times(5, people.copy)
        return self.samples[begun:]

    def _bob_works(self, threads: Sequence[Conversation], answers: Sequence[Answer]) -> None:
        bob = agents.Desk(self.book, answers)
        self._taken = self.book.fresh(threads, 1)
        self._resolved = self.book.fresh(threads, 2)
        bob.take(self._taken[0])
        for thread in self._resolved:
            bob.resolve(thread)
        for act in (bob.note, bob.mistype, bob.forget_token, bob.stolen, bob.found):
            act(self.book.fresh(threads, 1)[0])

    def third_round(self, answers: Sequence[Answer]) -> list[Sample]:
        """Return 35 mails: what was resolved opens again, requesters close theirs."""
        begun = len(self.samples)
        threads = self.book.conversations(answers)
        self._each(self._resolved, people.reopening)
        self._each(self.book.fresh(threads, 2), people.closing)
        self._each(self.book.fresh(threads, 6), people.by_token)
        for thread in self._taken:
            agents.Desk(self.book, answers).repeat(thread)
        self._times(10, people.new)
        self._times(4, machines.unrelated_absence)
        self._times(4, people.again)
        self._times(6, people.copy)
        return self.samples[begun:]

    def _times(self, number: int, write: Callable[[Book], object]) -> None:
        for _ in range(number):
            write(self.book)

    def _each(self, things: Iterable[Thing], write: Callable[[Book, Thing], object]) -> None:
        for thing in things:
            write(self.book, thing)
