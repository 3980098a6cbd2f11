"""One generated mail and what must become of it, and the book that holds them all."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from support.answers import Answer
from support.written_mail import Letter

from models.enums import EndState, IncidentState

SERVED = ("customer.example", "branch.example")
BOB, ERIN, IVAN = "bob@helpdesk.example", "erin@helpdesk.example", "ivan@helpdesk.example"
"""An agent of the default group, an admin outside it, and an agent who has left."""
NEW_MAILS_AN_HOUR = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """A generated mail with the truth about it.

    `origin` is the number of the mail whose incident this one opens or joins. `phrase` and
    `attachments` must stand in that incident's conversation, `rule` beside the end. `exact` mails
    lie on the server without trace fields before them; one with `copy_of` has the very bytes of
    that other, so that it is no mail of its own.
    """

    number: int
    what: str
    sender: str
    content: bytes = field(repr=False)
    end: EndState
    rule: str = ""
    origin: int | None = None
    acknowledged: str = ""
    message_id: str = ""
    phrase: str = ""
    attachments: tuple[str, ...] = ()
    machine: bool = False
    exact: bool = False
    copy_of: int | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A mail that opened an incident, and the acknowledgement its sender got."""

    first: Sample
    answer: Answer


class Book:
    """Every mail so far, and the truth about the incidents as they stand after them."""

    def __init__(self, seed: int, people: int = 60) -> None:
        self.random = Random(seed)
        self.samples: list[Sample] = []
        self.states: dict[int, IncidentState] = {}
        self.assignees: dict[int, str] = {}
        self.told: Counter[str] = Counter()
        """How many mails besides acknowledgements each requester must get."""
        self._people = [f"person{n}@{SERVED[n % 2]}" for n in range(people)]
        self._wrote: Counter[str] = Counter()
        self._used: set[int] = set()

    @property
    def number(self) -> int:
        """The number of the next mail."""
        return len(self.samples) + 1

    def somebody(self) -> str:
        """Return somebody who may write a new mail this hour."""
        free = [one for one in self._people if self._wrote[one] < NEW_MAILS_AN_HOUR]
        sender = self.random.choice(free)
        self._wrote[sender] += 1
        return sender

    def add(self, what: str, letter: Letter, end: EndState, **truth: Any) -> Sample:
        """Note a mail under its number."""
        return self.note(
            Sample(
                letter.number,
                what,
                letter.sender,
                letter.content(),
                end,
                message_id=letter.message_id,
                **truth,
            )
        )

    def note(self, sample: Sample) -> Sample:
        """Note a mail that was built by hand."""
        if sample.number != self.number:
            raise ValueError(f"mail {sample.number} is noted as number {self.number}")
        self.samples.append(sample)
        if sample.end is EndState.INCIDENT and sample.copy_of is None:
            self.states[sample.number] = IncidentState.NEW
        return sample

    def pick(self, fits: Callable[[Sample], bool]) -> Sample:
        """Return one of the mails so far."""
        return self.random.choice([one for one in self.samples if fits(one)])

    def fresh(self, threads: Sequence[Conversation], number: int) -> list[Conversation]:
        """Return so many conversations that were not returned before."""
        free = [one for one in threads if one.first.number not in self._used]
        taken = self.random.sample(free, number)
        self._used.update(one.first.number for one in taken)
        return taken

    def conversations(self, answers: Iterable[Answer]) -> list[Conversation]:
        """Return the conversations of ordinary requesters, by the acknowledgement they got."""
        by_id = {one.in_reply_to: one for one in answers if one.acknowledges}
        ordinary = (one for one in self.samples if one.what == "new mail" and one.acknowledged)
        return [
            Conversation(one, by_id[one.message_id]) for one in ordinary if one.message_id in by_id
        ]
