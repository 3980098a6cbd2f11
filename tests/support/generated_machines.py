"""Generated mail that no person wrote: it must never be answered."""

from support.samples import Book, Conversation, Sample
from support.written_mail import AUTHSERV_ID, MARKER, SUPPORT, Letter, delivery_report

from models.enums import EndState

ABSENCES = (
    ("Automatic reply: hello", (("Auto-Submitted", "auto-replied"),)),
    ("Out of office: hello", ()),
    ("Away", (("X-Autoreply", "yes"),)),
    ("Away", (("Precedence", "auto_reply"),)),
    ("Abwesend", (("Auto-Submitted", "auto-replied (vacation)"), ("Precedence", "bulk"))),
    ("Away", (("X-Autorespond", "away"),)),
)
GENERATED = (
    (("List-Id", "<news.list.example>"), ("List-Unsubscribe", "<https://list.example/u>")),
    (("Precedence", "list"),),
    (("Precedence", "bulk"),),
    (("Auto-Submitted", "auto-generated"),),
    (("X-Auto-Response-Suppress", "All"),),
    (("Feedback-ID", "17:campaign"),),
)


def unrelated_absence(book: Book) -> None:
    """Somebody is away who never wrote to us."""
    number = book.number
    subject, fields = ABSENCES[number % len(ABSENCES)]
    letter = Letter(
        number,
        f"away{number}@{'customer' if number % 2 else 'far'}.example",
        f"I am back on Monday ({number}).",
        subject,
        f"<away-{number}@customer.example>",
        fields=fields,
    )
    book.add("absence", letter, EndState.IGNORED, rule="auto_reply", machine=True)


def generated(book: Book) -> None:
    """A list, a newsletter or a program: agents see it, the sender hears nothing."""
    number = book.number
    phrase = f"This week in the network ({number})"
    letter = Letter(
        number,
        f"program{number}@{'customer' if number % 2 else 'news'}.example",
        phrase,
        f"News {number}",
        f"<news-{number}@news.example>",
        fields=GENERATED[number % len(GENERATED)],
    )
    truth = {"origin": number, "phrase": phrase, "machine": True}
    book.add("generated", letter, EndState.INCIDENT, **truth)


def spam(book: Book) -> None:
    """Our own MX has marked it."""
    number = book.number
    sender, flag = f"rich{number}@spam.example", ("X-Spam-Flag", "YES")
    letter = Letter(number, sender, "Win!", "Win", f"<spam-{number}@x.example>", fields=(flag,))
    book.add("spam", letter, EndState.QUARANTINED, rule="spam", machine=True)


def sign_up(book: Book) -> None:
    """A third party would open an account in our name."""
    number = book.number
    sender, message_id = f"no-reply@service{number}.example", f"<sign-{number}@service.example>"
    text = f"Your code is 481516. Confirm your account (number {number})."
    letter = Letter(number, sender, text, "Confirm your account", message_id)
    rule = "verification_mail"
    book.add("sign-up", letter, EndState.QUARANTINED, rule=rule, machine=True)


def unmatched_report(book: Book) -> None:
    """Somebody used our address as sender: backscatter."""
    number = book.number
    returned = f"Message-ID: <forged-{number}@elsewhere.example>\r\n\r\n".encode()
    content = delivery_report(number, returned, "nobody@customer.example", status="5.1.1")
    _machine(book, "backscatter", content, EndState.IGNORED, "bounce_unmatched")


def read_receipt(book: Book) -> None:
    """A program says that something was displayed (RFC 8098)."""
    number = book.number
    lines = (
        f"{MARKER}: {number}",
        f"Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from=customer.example",
        "From: reader@customer.example",
        f"To: {SUPPORT}",
        "Subject: Read: hello",
        f"Message-ID: <read-{number}@customer.example>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        f"It was displayed ({number}).",
        "--b",
        "Content-Type: message/disposition-notification",
        "",
        "Final-Recipient: rfc822; reader@customer.example",
        "Disposition: manual-action/MDN-sent-manually; displayed",
        "--b--",
        "",
    )
    content = "\r\n".join(lines).encode("ascii")
    _machine(book, "read receipt", content, EndState.IGNORED, "auto_reply")


def absence_of(book: Book, thread: Conversation) -> None:
    """The requester's own program answers our acknowledgement: a note, no answer."""
    number, first = book.number, thread.first
    phrase = f"I am on holiday ({number})."
    letter = Letter(
        number,
        first.sender,
        phrase,
        "Automatic reply: Help",
        f"<holiday-{number}@customer.example>",
        references=(first.message_id, thread.answer.message_id),
        fields=(("Auto-Submitted", "auto-replied"),),
    )
    truth = {"origin": first.number, "phrase": phrase, "rule": "auto_reply", "machine": True}
    book.add("absence of a requester", letter, EndState.APPENDED, **truth)


def report_on(book: Book, thread: Conversation) -> None:
    """Our acknowledgement did not arrive, or is late."""
    number, answer = book.number, thread.answer
    status = book.random.choice(("5.1.1", "4.2.0"))
    content = delivery_report(number, answer.content, answer.recipient, status=status)
    origin = thread.first.number
    _machine(book, "report", content, EndState.APPENDED, "delivery_report", origin)


def looped(book: Book, thread: Conversation) -> None:
    """Our own mail comes back to us."""
    trace = f"{MARKER}: {book.number}\r\nReceived: by {AUTHSERV_ID}\r\n".encode("ascii")
    content = trace + thread.answer.content
    _machine(book, "own mail", content, EndState.IGNORED, "own_loop")


def _machine(
    book: Book, what: str, content: bytes, end: EndState, rule: str, origin: int | None = None
) -> None:
    sample = Sample(book.number, what, "", content, end, rule, origin=origin, machine=True)
    book.note(sample)
