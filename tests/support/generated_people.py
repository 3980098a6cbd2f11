"""Generated mail of requesters and strangers, whole and damaged, once and again."""

from dataclasses import replace

from support.answers import Answer
from support.samples import Book, Conversation, Sample
from support.written_mail import (
    SUPPORT,
    TONGUES,
    Letter,
    damaged,
    delivered_again,
    reply_text,
    unusable,
)

from models.enums import EndState, IncidentState

FORMS = ("plain", "plain", "html", "both")
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


def new(book: Book, verdict: str = "pass", sender: str = "", *, exact: bool = False) -> Sample:
    """Write for the first time; who fails his domain's policy gets no acknowledgement."""
    number, tongue = book.number, book.random.choice(TONGUES)
    sender = sender or book.somebody()
    phrase = f"{tongue.text} ({number})"
    attachment = f"report-{number}.bin" if book.random.random() < 0.25 else ""
    letter = Letter(
        number,
        sender,
        phrase,
        f"{tongue.subject} {number}",
        f"<new-{number}@{sender.rpartition('@')[2]}>",
        charset=tongue.charset,
        form=book.random.choice(FORMS),
        attachment=attachment,
        verdict=verdict,
    )
    return book.add(
        "new mail",
        letter,
        EndState.INCIDENT,
        origin=number,
        acknowledged="" if verdict == "fail" else sender,
        phrase=phrase,
        attachments=(attachment,) if attachment else (),
        exact=exact,
    )


def large(book: Book, size: int) -> Sample:
    """Write for the first time, with a log of so many bytes below."""
    number, sender = book.number, book.somebody()
    phrase, message_id = f"All of the log follows ({number}).", f"<large-{number}@customer.example>"
    text = "\n".join([phrase, *("x" * 70 for _ in range(size // 71))])
    letter = Letter(number, sender, text, message_id=message_id)
    return book.add(
        "new mail",
        letter,
        EndState.INCIDENT,
        origin=number,
        acknowledged=sender,
        phrase=phrase,
        exact=True,
    )


def broken(book: Book, how: str) -> None:
    """Some program has damaged a person's mail; it is answered all the same."""
    number, sender = book.number, book.somebody()
    message_id, phrase = f"<damaged-{number}@odd.example>", f"It broke ({number})."
    content = damaged(number, sender, message_id, how, phrase)
    sample = Sample(number, how, sender, content, EndState.INCIDENT, origin=number, exact=True)
    readable = "" if how == "wrong base64" else phrase
    book.note(replace(sample, acknowledged=sender, message_id=message_id, phrase=readable))


def without_sender(book: Book, how: str) -> None:
    """Nobody can say who wrote this, or nobody should read it."""
    content = unusable(book.number, how)
    rule = UNUSABLE[how]
    book.note(Sample(book.number, how, "", content, EndState.QUARANTINED, rule, exact=True))


def more_of_his_own(book: Book) -> None:
    """Add something before the desk has said a word, by the own first Message-ID."""
    first = book.pick(
        lambda one: one.what == "new mail" and bool(one.acknowledged) and not one.exact
    )
    _reply(book, "reply to himself", first, (first.message_id,), "Re: Help", first.phrase)


def by_token(book: Book, thread: Conversation) -> None:
    """Press Reply on the acknowledgement in a program that drops Message-IDs."""
    to = thread.answer.reply_to
    _reply(book, "reply by token", thread.first, (), "Re: Help", _theirs(thread), to=to)


def by_parent(book: Book, thread: Conversation) -> None:
    """Press Reply, and write to the plain address: our Message-ID tells the conversation."""
    ids = (thread.first.message_id, thread.answer.message_id)
    _reply(book, "reply by Message-ID", thread.first, ids, "Re: Help", _theirs(thread))


def by_tag(book: Book, thread: Conversation) -> None:
    """Write a fresh mail with the reference in its subject."""
    subject = f"More about [{thread.answer.reference}]"
    _reply(book, "reply by subject tag", thread.first, (), subject, "")


def unproven(book: Book, thread: Conversation) -> None:
    """Whoever this is, it says it is the requester: a comment, marked."""
    subject = f"[{thread.answer.reference}] quick"
    _reply(book, "unproven reply", thread.first, (), subject, "", verdict="none")


def reopening(book: Book, thread: Conversation) -> None:
    """It is not resolved at all."""
    by_token(book, thread)
    book.states[thread.first.number] = IncidentState.IN_PROGRESS


def closing(book: Book, thread: Conversation) -> None:
    """Close it by the requester's own command."""
    first, to = thread.first, thread.answer.reply_to
    _reply(book, "requester closes", first, (), "Re: Help", _theirs(thread), to=to, block="#close")
    book.states[first.number] = IncidentState.CLOSED


def stranger(book: Book, answer: Answer) -> None:
    """Guess a reference: an incident of its own."""
    number, sender = book.number, f"stranger{book.number}@elsewhere.example"
    phrase = f"I have this too ({number})."
    message_id = f"<guess-{number}@elsewhere.example>"
    letter = Letter(number, sender, phrase, f"Re: [{answer.reference}] me too", message_id)
    book.add(
        "stranger", letter, EndState.INCIDENT, origin=number, acknowledged=sender, phrase=phrase
    )


def again(book: Book) -> None:
    """Come by another way too: same Message-ID and text, other trace fields."""
    first = book.pick(lambda one: not (one.exact or one.machine) and bool(one.phrase))
    content = delivered_again(book.number, first.content)
    sample = Sample(book.number, "again", first.sender, content, EndState.IGNORED, "duplicate")
    book.note(replace(sample, machine=first.machine))


def copy(book: Book) -> None:
    """Lie in the mailbox twice, the very same bytes."""
    first = book.pick(lambda one: one.exact and one.copy_of is None)
    book.note(replace(first, number=book.number, what="copy", copy_of=first.number))


def _reply(
    book: Book,
    what: str,
    first: Sample,
    references: tuple[str, ...],
    subject: str,
    quoted: str,
    *,
    block: str = "",
    to: str = SUPPORT,
    verdict: str = "pass",
) -> None:
    number = book.number
    phrase = f"I want to add this ({number})."
    text = reply_text(phrase, quoted) if quoted else phrase
    text = f"{block}\n\n{text}" if block else text
    message_id = f"<reply-{number}@{first.sender.rpartition('@')[2]}>"
    letter = Letter(number, first.sender, text, subject, message_id, to, references=references)
    letter = replace(letter, verdict=verdict)
    book.add(what, letter, EndState.APPENDED, origin=first.number, phrase=phrase)


def _theirs(thread: Conversation) -> str:
    return f"We have your request {thread.answer.reference}.\nSomebody will answer."
