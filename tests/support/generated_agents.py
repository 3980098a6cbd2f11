"""Generated mail of agents, and of those who would like to be taken for one."""

from collections.abc import Sequence
from dataclasses import replace

from support.answers import Answer
from support.samples import BOB, ERIN, IVAN, Book, Conversation
from support.written_mail import Letter, stamped

from models.enums import EndState, IncidentState

MALLORY = "mallory@evil.example"


def spoofed(book: Book) -> None:
    """Six mails that bear an agent's address, or look as if they did."""
    forged = ("Authentication-Results", stamped(BOB, "pass"))
    for sender, verdict, fields, rule in (
        (ERIN, "none", (), "agent_unauthenticated"),
        (BOB, "fail", (), "agent_unauthenticated"),
        (BOB, "none", (forged,), "agent_unauthenticated"),
        (BOB, "", (), "agent_unauthenticated"),
        (IVAN, "pass", (), "agent_inactive"),
    ):
        message_id = f"<spoof-{book.number}@evil.example>"
        text = f"#close\n\nPlease pay me ({book.number})."
        letter = Letter(book.number, sender, text, "Urgent", message_id)
        letter = replace(letter, verdict=verdict, fields=fields)
        book.add("spoofed agent", letter, EndState.QUARANTINED, rule=rule)
    number, phrase = book.number, f"I am Bob, believe me ({book.number})."
    letter = Letter(number, f'"{BOB}" <{MALLORY}>', phrase, "Hi", f"<hi-{number}@evil.example>")
    truth = {"origin": number, "acknowledged": MALLORY, "phrase": phrase}
    book.add("agent's name only", letter, EndState.INCIDENT, **truth)


def own_requests(book: Book) -> None:
    """Two agents ask for help themselves; a command block in such a mail is not executed."""
    for sender, text in ((BOB, "My own laptop is slow"), (ERIN, "#close\n\nMy phone is dead")):
        number = book.number
        phrase = f"{text.splitlines()[-1]} ({number})."
        message_id = f"<own-{number}@helpdesk.example>"
        letter = Letter(number, sender, f"{text} ({number}).", "My own", message_id)
        truth = {"origin": number, "acknowledged": sender, "phrase": phrase}
        book.add("agent's request", letter, EndState.INCIDENT, **truth)


class Desk:
    """Bob at work: he answers the notices that the desk sent him."""

    def __init__(self, book: Book, answers: Sequence[Answer]) -> None:
        self._book = book
        self._notices: dict[str, Answer] = {}
        for one in answers:
            if one.recipient == BOB:
                self._notices.setdefault(one.reference, one)

    def take(self, thread: Conversation) -> None:
        """Take the incident and answer its requester."""
        self._answer(thread, "#take", IncidentState.IN_PROGRESS, told=1)
        self._book.assignees[thread.first.number] = BOB

    def note(self, thread: Conversation) -> None:
        """Write for colleagues alone."""
        self._answer(thread, "#note for us", None, told=0)

    def resolve(self, thread: Conversation) -> None:
        """Resolve with words to the requester."""
        self._answer(thread, "#resolve", IncidentState.RESOLVED, told=1)

    def mistype(self, thread: Conversation) -> None:
        """Write a command that does not exist: nothing is executed or relayed."""
        self._answer(thread, "#frobnicate", None, told=0)

    def repeat(self, thread: Conversation) -> None:
        """Give the same command under the same notice again: refused."""
        self._answer(thread, "#take", None, told=0)

    def forget_token(self, thread: Conversation) -> None:
        """Refer by the subject alone: a comment, and nothing is done."""
        number, phrase = self._book.number, f"Looks fixed to me ({self._book.number})."
        message_id = f"<tagged-{number}@helpdesk.example>"
        subject = f"About [{thread.answer.reference}]"
        letter = Letter(number, BOB, f"#close\n\n{phrase}", subject, message_id)
        truth = {"origin": thread.first.number, "phrase": phrase}
        self._book.add("agent without token", letter, EndState.APPENDED, **truth)

    def stolen(self, thread: Conversation) -> None:
        """Two others have Bob's token: one bears his address too, both prove nothing."""
        self._misused(thread, BOB, "none", "agent_unauthenticated")

    def found(self, thread: Conversation) -> None:
        """A stranger has Bob's token and his own proven address."""
        self._misused(thread, MALLORY, "pass", "token_sender_mismatch")

    def _misused(self, thread: Conversation, sender: str, verdict: str, rule: str) -> None:
        number = self._book.number
        to = self._notices[thread.answer.reference].reply_to
        message_id = f"<misused-{number}@evil.example>"
        text = f"#close\n\nDone ({number})."
        letter = Letter(number, sender, text, "Re: Help", message_id, to=to, verdict=verdict)
        self._book.add("stolen token", letter, EndState.QUARANTINED, rule=rule)

    def _answer(
        self, thread: Conversation, block: str, state: IncidentState | None, *, told: int
    ) -> None:
        book, first = self._book, thread.first
        number, phrase = book.number, f"I looked into it ({book.number})."
        to, message_id = (
            self._notices[thread.answer.reference].reply_to,
            f"<bob-{number}@x.example>",
        )
        letter = Letter(number, BOB, f"{block}\n\n{phrase}", "Re: Help", message_id, to=to)
        truth = {"origin": first.number, "phrase": phrase}
        book.add(f"agent: {block}", letter, EndState.APPENDED, **truth)
        book.told[first.sender] += told
        if state is not None:
            book.states[first.number] = state
