"""Three rounds of generated mail for a desk, with the truth about each; the seed decides all.

    generator = Generator(seed=1)
    first = generator.first_round()
    ...  # the desk works, and its answers arrive at the SMTP server
    second = generator.second_round(read_answers(server.received))

Later rounds answer what the desk sent: by its reply tokens, its Message-IDs, its subject tags.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from support.generated_machines import MachineRounds
from support.samples import Answer, Sample
from support.written_mail import (
    TONGUES,
    Letter,
    damaged,
    delivered_again,
    reply_text,
    unusable,
)

from models.enums import EndState, IncidentState

SERVED = ("customer.example", "branch.example")
BOB, ERIN, IVAN = "bob@helpdesk.example", "erin@helpdesk.example", "ivan@helpdesk.example"
FORMS = ("plain", "plain", "html", "both")
NEW_MAILS_AN_HOUR = 3
DAMAGES = (
    "open multipart",
    "no boundary",
    "wrong base64",
    "NUL in the text",
    "NUL in the subject",
    "NUL in a field",
)
UNUSABLE = {
    "no From": "no_sender",
    "two Froms": "multiple_from",
    "unreadable From": "unparseable_from",
    "too deep": "limits",
    "zero bytes": "no_sender",
}


class Generator(MachineRounds):
    """Generates mails; knows the truth about every incident as it stands after each round."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.samples: list[Sample] = []
        self.states: dict[int, IncidentState] = {}
        self.assigned: dict[int, str] = {}
        self.answered: Counter[str] = Counter()
        self._people = [f"person{n}@{SERVED[n % 2]}" for n in range(60)]
        self._wrote: Counter[str] = Counter()
        self._agents_threads: dict[str, list[Sample]] = {}

    def first_round(self) -> list[Sample]:
        """Return 190 mails: requests, and what else lies in a support mailbox."""
        begun = len(self.samples)
        self._times(105, self.new)
        self._times(8, lambda: self.new(verdict="none"))
        self._times(4, lambda: self.new(verdict="fail"))
        self._each(DAMAGES, self._damaged)
        self._times(14, self._answer_to_himself)
        self.machines()
        self._spoofed()
        self._agents_own()
        self._times(6, self._again)
        self._each((*UNUSABLE, "no From", "two Froms"), self._unusable)
        self._times(8, lambda: self._copy(begun))
        return self.samples[begun:]

    def second_round(self, answers: Sequence[Answer]) -> list[Sample]:
        """Return 75 mails: most of them answer what the desk sent."""
        begun = len(self.samples)
        threads = self._threads(answers)
        self._replies(threads, tokens=15, parents=10, tags=10)
        self._each(self._taken(threads, 3), lambda pair: self._reply_by_tag(*pair, proven=False))
        self._each(self._taken(threads, 3), lambda pair: self._stranger(pair[1]))
        self._each(self._taken(threads, 6), lambda pair: self.absence_of(*pair))
        self._each(self._taken(threads, 3), lambda pair: self.report_on(*pair))
        self._each(self._taken(threads, 2), lambda pair: self.looped(pair[1]))
        self._commands(self._taken(threads, 8), answers)
        self._times(5, self.new)
        self._times(5, self._again)
        self._times(5, lambda: self._copy(begun))
        return self.samples[begun:]

    def third_round(self, answers: Sequence[Answer]) -> list[Sample]:
        """Return 35 mails: resolved incidents reopen, requesters close theirs."""
        begun = len(self.samples)
        threads = self._threads(answers)
        self._each(self._agents_threads["resolved"], lambda one: self._reopened(one, threads))
        self._each(self._taken(threads, 2), lambda pair: self._closed(*pair))
        self._replies(threads, tokens=6, parents=0, tags=0)
        self._used_command(answers)
        self._times(10, self.new)
        self._times(4, self.unrelated_absence)
        self._times(4, self._again)
        self._times(6, lambda: self._copy(begun))
        return self.samples[begun:]

    # what people write

    def new(self, verdict: str = "pass", **changes: Any) -> Sample:
        """Somebody writes for the first time; three times an hour at most."""
        number, tongue = self.number, self.random.choice(TONGUES)
        sender = changes.pop("sender", None) or self._somebody()
        phrase = f"{tongue.text} ({number})"
        named = f"report-{number}.bin" if self.random.random() < 0.25 else ""
        letter = Letter(
            number,
            sender,
            phrase,
            f"{tongue.subject} {number}",
            f"<new-{number}@{sender.rpartition('@')[2]}>",
            charset=tongue.charset,
            form=self.random.choice(FORMS),
            attachment=named,
            verdict=verdict,
        )
        told = "" if verdict == "fail" else sender
        truth = {"origin": number, "acknowledged": told, "phrase": phrase, **changes}
        end, files = EndState.INCIDENT, (named,) if named else ()
        return self.add("new mail", letter, end, attachments=files, **truth)

    def _damaged(self, how: str) -> None:
        number, sender = self.number, self._somebody()
        message_id, phrase = f"<damaged-{number}@odd.example>", f"It broke ({number})."
        self.append(
            Sample(
                number,
                how,
                sender,
                damaged(number, sender, message_id, how, phrase),
                EndState.INCIDENT,
                origin=number,
                acknowledged=sender,
                message_id=message_id,
                phrase="" if how == "wrong base64" else phrase,
                exact=True,
            )
        )

    def _unusable(self, how: str) -> None:
        content = unusable(self.number, how)
        known = next((one for one in self.samples if one.content == content), None)
        self.append(
            Sample(
                self.number,
                how,
                "",
                content,
                EndState.QUARANTINED,
                UNUSABLE[how],
                exact=True,
                copy_of=known.number if known else None,
            )
        )

    def _answer_to_himself(self) -> None:
        """The requester adds something before the desk has said a word."""
        first = self.random.choice([one for one in self.samples if self._is_plain(one)])
        phrase = f"I forgot to say ({self.number})."
        text = reply_text(phrase, first.phrase)
        letter = Letter(
            self.number,
            first.sender,
            text,
            "Re: Help",
            f"<more-{self.number}@customer.example>",
            references=(first.message_id,),
        )
        self.add("reply to himself", letter, EndState.APPENDED, origin=first.number, phrase=phrase)

    def _again(self) -> None:
        """A mail comes by another way too: same Message-ID, same text, other trace fields."""
        usable = {EndState.INCIDENT, EndState.APPENDED}
        fit = [one for one in self.samples if one.end in usable and not one.machine]
        first = self.random.choice([one for one in fit if not one.exact])
        content = delivered_again(self.number, first.content)
        end = EndState.IGNORED
        self.append(Sample(self.number, "again", first.sender, content, end, "duplicate"))

    def _copy(self, begun: int) -> None:
        """The very same bytes lie there twice: an earlier exact mail of this or another round."""
        fit = [one for one in self.samples if one.exact and one.copy_of is None]
        if not any(one.number >= begun for one in fit):
            fit = [self.new(sender=None)]
        first = self.random.choice(fit)
        position = self.samples.index(first)
        self.samples[position] = first = replace(first, exact=True)
        self.append(replace(first, number=self.number, what="copy", copy_of=first.number))

    def _stranger(self, answer: Answer) -> None:
        number, sender = self.number, f"stranger{self.number}@elsewhere.example"
        phrase = f"I have this too ({number})."
        letter = Letter(
            number, sender, phrase, f"Re: {answer.reference}", f"<guess-{number}@elsewhere.example>"
        )
        letter = replace(letter, subject=f"Re: [{answer.reference}] me too")
        truth = {"origin": number, "acknowledged": sender, "phrase": phrase}
        self.add("stranger", letter, EndState.INCIDENT, **truth)
