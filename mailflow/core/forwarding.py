"""Forwarded mails: who wrote the original, and what (inline, or attached: RFC 2046 5.2.1)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mailflow.core.embedded_blocks import (
    EmbeddedBlock,
    block_below,
    find_embedded,
    parted_lines,
    read_date,
    read_sender,
)
from mailflow.core.header_blocks import is_end_marker, is_rule, is_separator
from mailflow.core.header_text import clean_value
from mailflow.core.mail import Mail, Mailbox, bare_subject
from mailflow.core.phrases.subjects import FORWARD_PREFIXES, REPLY_PREFIXES
from mailflow.core.quoting import MAXIMUM_LINES, new_text

# Tags such as [EXT] stand before the prefix, or the whole subject stands in brackets.
_PREFIX = re.compile(
    r"\s*(?:\[[^\]:]{1,40}\]\s{0,3}){0,3}\[?\s{0,3}([^:：\[\]]{1,20}?)(?:\[\d{1,3}\])?\s*[:：]"
)
_FORWARD_SUFFIX = re.compile(r"[\[(]fwd?[\])]$", re.IGNORECASE)
_QUOTE_MARK = re.compile(r"^[ \t\u00a0]{0,3}>[ \t\u00a0]?", re.MULTILINE)
_BY_PROGRAM = ("auto-replied", "auto-generated", "auto-notified")
_DAEMONS = frozenset({"mailer-daemon", "postmaster", "mail-daemon"})
LONGEST_AUTHOR = 400


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail passed on: its original sender, date, subject and text, and the forwarder's comment.

    `sender` is None where the program wrote a name alone; `author` is what stands there. `date`
    is in RFC 3339 form where it is a date of RFC 5322, else as written. `below` is what the
    forwarder wrote below a quoted mail. `embedded` is the mail as it stands in the forward, its
    header block included. Without `is_forward` the mail was quoted in an answer.
    """

    sender: Mailbox | None
    subject: str
    text: str
    comment: str
    embedded: str = ""
    date: str = ""
    author: str = ""
    below: str = ""
    is_forward: bool = True


def forwarded_mail(mail: Mail, text: str) -> Forwarded | None:
    """Return the mail that this one forwards, inline or as its only attached mail, or None."""
    found = embedded_mail(mail, text)
    return found if found is not None and found.is_forward else None


def embedded_mail(mail: Mail, text: str) -> Forwarded | None:
    """Return the mail within this one, forwarded or quoted with its header block, or None."""
    if mail.delivery_report is not None or mail.content_type == "multipart/report":
        return None
    inline = _inline(mail, text)
    if inline is not None and inline.is_forward:
        return inline
    return _attached(mail, text) or inline


def _attached(mail: Mail, text: str) -> Forwarded | None:
    if len(mail.forwarded) != 1:
        return None
    original = mail.forwarded[0]
    if not original.from_ and not original.subject:
        return None  # whatever it is, it is no mail
    date = original.date.isoformat() if original.date else ""
    body = original.text.strip("\n")
    return Forwarded(
        original.sender,
        original.subject,
        body,
        new_text(text).text,
        f"{_header_lines(original, date)}\n\n{body}".strip("\n"),
        date,
        ", ".join(map(_written, original.from_))[:LONGEST_AUTHOR],
        is_forward=not (_says_answer(mail.subject) and mail.ancestors) and not _is_machine(mail),
    )


def _header_lines(mail: Mail, date: str) -> str:
    fields = (
        ("From", ", ".join(map(_written, mail.from_))),
        ("Date", date),
        ("To", ", ".join(map(_written, mail.to))),
        ("Cc", ", ".join(map(_written, mail.cc))),
        ("Subject", mail.subject),
    )
    return "\n".join(f"{name}: {value}" for name, value in fields if value)


def _written(mailbox: Mailbox) -> str:
    name = mailbox.display_name
    return f"{name} <{mailbox.address}>" if name else mailbox.address


def _inline(mail: Mail, text: str) -> Forwarded | None:
    # What follows the lines that are looked through stays in one piece.
    lines = parted_lines([line.rstrip() for line in text.split("\n", MAXIMUM_LINES)])
    found = find_embedded(lines, by_subject=_says_forward(mail.subject))
    if found is None or not (author := clean_value(found.block.value("from"))):
        return None
    comment = new_text("\n".join(lines[: found.start]).strip("\n"))
    body, below = _body(lines[found.block.end :])
    subject = clean_value(found.block.value("subject"))
    header = _without_quote_marks(lines[found.block.start : found.block.end])
    own_subject = _FORWARD_SUFFIX.sub("", bare_subject(mail.subject)).strip()
    return Forwarded(
        read_sender(found.block.value("from")),
        subject or ("" if "subject" in dict(found.block.values) else own_subject),
        body,
        comment.text,
        f"{header}\n\n{body}".strip("\n"),
        read_date(found.block.value("date")),
        author[:LONGEST_AUTHOR],
        new_text(below).text,
        is_forward=_is_forward(mail, lines, found, answers=_attributes(comment.quoted)),
    )


def _attributes(quoted: str) -> bool:
    """Whether more than quoted lines were taken away above the block, as an attribution."""
    return any(line.strip() and not line.lstrip().startswith(">") for line in quoted.split("\n"))


def _is_forward(mail: Mail, lines: Sequence[str], found: EmbeddedBlock, *, answers: bool) -> bool:
    """Whether the block belongs to a forward: answers quote their mail with a block, too.

    Outlook marks a forward in the subject alone. What bears no sign of an answer, neither in the
    subject nor in the header fields (RFC 5322 section 3.6.4), is somebody else's mail passed on.
    """
    if _says_forward(mail.subject):
        # "VS" is a forward in Danish and Norwegian, and an answer in Finnish.
        is_vs = _subject_prefix(mail.subject) == "vs"
        return found.marked or not is_vs or not _is_finnish(lines[found.block.start])
    if answers or found.marked:
        return not answers
    return not _says_answer(mail.subject) and not mail.ancestors and not _is_machine(mail)


def _says_answer(subject: str) -> bool:
    prefixed = bare_subject(subject) != subject.strip() and not _says_forward(subject)
    return prefixed or _subject_prefix(subject) in REPLY_PREFIXES


def _is_machine(mail: Mail) -> bool:
    """Whether a program wrote it (RFC 3834 section 5); what it quotes is not passed on."""
    written_by_program = mail.header("auto-submitted").casefold().startswith(_BY_PROGRAM)
    names = {one.address.partition("@")[0] for one in mail.from_}
    return written_by_program or not names.isdisjoint(_DAEMONS)


def _says_forward(subject: str) -> bool:
    suffixed = _FORWARD_SUFFIX.search(subject[-20:].rstrip())
    return _subject_prefix(subject) in FORWARD_PREFIXES or suffixed is not None


def _subject_prefix(subject: str) -> str:
    """Return the first prefix of a subject such as `fwd` (RFC 5322 section 3.6.5), folded."""
    match = _PREFIX.match(subject[:200])
    return match[1].strip().casefold() if match else ""


def _is_finnish(line: str) -> bool:
    return line.strip(" >*").casefold().startswith(("lähettäjä", "lähetetty"))


def _body(lines: Sequence[str]) -> tuple[str, str]:
    """Part the forwarded text from what stands below its end, or below its last quoted line."""
    end = _last(lines, is_end_marker, len(lines))
    body, below = lines[:end], lines[end + 1 :]
    first = next((later for later, line in enumerate(body) if line), 0)
    if body and _closes_block(body, first):
        body = body[first + 1 :]
    elif body and _is_quoted(body[first]):
        last = _last(body, _is_quoted, first)
        if last + 1 < len(body) and not body[last + 1]:
            body, below = body[: last + 1], [*body[last + 1 :], *below]
    return _without_quote_marks(body), "\n".join(below).strip("\n")


def _last(lines: Sequence[str], holds: Callable[[str], bool], default: int) -> int:
    """Return the index of the last line of which it holds, looked for in bounds."""
    bound = max(len(lines) - MAXIMUM_LINES, 0)
    return next((k for k in range(len(lines) - 1, bound - 1, -1) if holds(lines[k])), default)


def _closes_block(lines: Sequence[str], index: int) -> bool:
    """Whether a header block ends with this rule, or with its marker once more."""
    if is_separator(lines[index]):
        return block_below(lines, index + 1, fields=2) is None
    return is_rule(lines[index])


def _is_quoted(line: str) -> bool:
    return _QUOTE_MARK.match(line) is not None


def _without_quote_marks(lines: Sequence[str]) -> str:
    """Take one `>` off each line, if the forwarded text came quoted as a whole."""
    first = next(filter(None, lines), "")
    text = "\n".join(lines)
    return (_QUOTE_MARK.sub("", text) if _is_quoted(first) else text).strip("\n")
