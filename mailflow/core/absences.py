"""Automatic replies known by their words: subjects and sentences in two dozen languages.

A person who writes about his absence is no program. What people write, too, counts only in an
answer, and sentences only together.
"""

import itertools
import unicodedata
from collections.abc import Iterable, Sequence

from mailflow.core.attributions import attribution_height, is_quote
from mailflow.core.header_blocks import is_forward_marker, is_separator, starts_block
from mailflow.core.mail import Mail, bare_subject
from mailflow.core.phrases.absences import ABSENCES, PROGRAMS_ALONE, TIMES
from mailflow.core.phrases.answering_programs import AUTOMATIC, AWAY, MEANWHILE, THANKS
from mailflow.core.phrases.receipts import RECEIPT_SENTENCES, RECEIPT_SUBJECTS

MAXIMUM_HEAD = 2_000
HEAD_LINES = 10

_SEPARATORS = (":", "：", "]", ")", "】")
_MARKS = " .!…"


def folded(text: str) -> str:
    """Return the text as phrases are compared: composed, without case, apostrophes alike."""
    return unicodedata.normalize("NFC", text.replace("’", "'").casefold())


def says(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether a folded text holds one of the phrases."""
    return any(phrase in text for phrase in phrases)


def head_of(mail: Mail) -> str:
    """Return the first lines, folded into one, up to where another mail is quoted or passed on.

    What a program wrote to somebody who asks about it is not what he writes.
    """
    lines = [line.rstrip() for line in mail.text[:MAXIMUM_HEAD].split("\n")]
    return _joined(itertools.takewhile(lambda at: not _quotes(lines, at), range(len(lines))), lines)


def _whole_head(mail: Mail) -> str:
    """Return the first lines up to a quotation; a receipt speaks behind fields of our mail."""
    lines = mail.text[:MAXIMUM_HEAD].split("\n")
    return _joined(
        itertools.takewhile(lambda at: not is_quote(lines[at]), range(len(lines))), lines
    )


def _joined(indices: Iterable[int], lines: Sequence[str]) -> str:
    spoken = (lines[at].strip() for at in indices)
    return folded(" ".join(itertools.islice(filter(None, spoken), HEAD_LINES)))


def _quotes(lines: Sequence[str], at: int) -> bool:
    line = lines[at]
    if is_quote(line) or is_forward_marker(line) or is_separator(line):
        return True
    return starts_block(lines, at) or attribution_height(lines, at) > 0


def is_absence_note(mail: Mail) -> bool:
    """Whether subject and text are those of an automatic reply (RFC 3834 section 3.1.5)."""
    subject = folded(mail.subject).strip()
    answers = bool(mail.ancestors)
    prefixed = bare_subject(subject) != subject
    label, rest = _labelled(subject)
    if label and not prefixed and (answers or (label in PROGRAMS_ALONE and "[" in rest)):
        return True
    if label or _ends_labelled(subject):
        head = head_of(mail)
        by_subject = not prefixed and _is_programs(label, rest) and _tells_of_return(head)
        return by_subject or _sounds_automatic(head)
    return (answers or prefixed) and _is_automatic_answer(mail)


def tells_of_absence(mail: Mail) -> bool:
    """Whether a mail that a program wrote says that somebody is away, and no other thing."""
    return bears_label(mail.subject) or says(head_of(mail), AWAY)


def may_be_absence_note(mail: Mail) -> bool:
    """Whether the subject alone is that of an automatic reply, and nothing else tells.

    "Out of office: how do I set it" may be a person's request, which must be seen.
    """
    return _is_programs(*_labelled(folded(mail.subject).strip()))


def _is_programs(label: str, rest: str) -> bool:
    """Whether programs put this label before the subject of a mail that they answer."""
    return label in PROGRAMS_ALONE and bool(rest) and not _tells_when(rest)


def _tells_when(text: str) -> bool:
    return says(text, TIMES) or any(map(str.isdigit, text))


def _tells_of_return(head: str) -> bool:
    """Whether a text says until when, and asks nothing: a person's request does the reverse."""
    return _tells_when(head) and "?" not in head and "？" not in head


def bears_label(subject: str) -> bool:
    """Whether a subject begins as that of an automatic reply."""
    return bool(_labelled(folded(subject).strip())[0])


def _labelled(subject: str) -> tuple[str, str]:
    """Return the label of an automatic reply before a subject, and the subject behind it."""
    start = subject.lstrip("[(【")
    for separator in _SEPARATORS:
        head, found, rest = start.partition(separator)
        if found and head.strip() in ABSENCES:
            return head.strip(), rest.strip(" :：-")
    bare = start.strip(_MARKS)
    return (bare, "") if bare in ABSENCES else ("", "")


def _ends_labelled(subject: str) -> bool:
    """Whether the label stands in brackets at the end; an answer to such a mail keeps it."""
    for opening, closing in ("()", "[]"):
        if subject.endswith(closing):
            return subject[:-1].rpartition(opening)[2].strip() in ABSENCES
    return False


def _sounds_automatic(head: str) -> bool:
    return says(head, AUTOMATIC) or (says(head, AWAY) and says(head, THANKS))


def _is_automatic_answer(mail: Mail) -> bool:
    """Whether an answer whose subject tells nothing reads like one of a program."""
    head = head_of(mail)
    if says(head, AUTOMATIC):
        return True
    quotes = "\n>" in mail.text[: 10 * MAXIMUM_HEAD]
    return not quotes and all(says(head, one) for one in (AWAY, THANKS, MEANWHILE))


def is_receipt_by_words(mail: Mail) -> bool:
    """Whether a program tells that a mail was opened, in words of its own (not RFC 8098)."""
    head, found, rest = folded(mail.subject).strip().replace("：", ":").partition(":")
    named = head.strip() in RECEIPT_SUBJECTS and (bool(rest.strip()) or not found)
    return named and says(_whole_head(mail), RECEIPT_SENTENCES)
