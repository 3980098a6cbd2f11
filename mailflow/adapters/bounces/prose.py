"""Whom a bounce in prose names: our own rules, for every server that follows no format.

The surest kind of line that names anybody is believed, and the less sure ones are not asked.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from mailflow.adapters.bounces.known_formats import known_failures
from mailflow.adapters.bounces.returned_mail import ReturnedMail, header_of, value_of
from mailflow.adapters.bounces.status_fields import ADDRESS, recipients_in_lines
from mailflow.core.delivery_status import delayed, given_up
from mailflow.core.mail import Recipient
from mailflow.core.phrases.bounces import DELAYS, FINAL, FOLLOWING

MAXIMUM_NAMED = 100
DIAGNOSTIC_LINES = 4

# `Failed Recipient: a@b`, `RCPT TO:<a@b>`, `[Status: Error, Address: <a@b>`.
_LABELLED = re.compile(
    r"(?:recipient|undeliverable|failed|error-for|rcpt to|addressee?|forward-path|mailbox|user|"
    r"空|收件人|受信者|宛先|empf\w{0,4}nger|destinat\w{1,6})(?:\(?e?s\)?)?(?: address)?(?:\(es\))?"
    r"(?:[\"']?\s{0,4}[:=：]\s{0,4}[<\"\[(]{0,3}|\s?<)(?:smtp:|rfc822;|mailto:)?\s?$",
    re.IGNORECASE,
)
# The line starts with the address: `<a@b>: 550 no`, `554 <a@b>...`, `* a@b (not found)`.
_BEFORE = re.compile(
    r"[\s>*|#.\[<\"'(-]{0,40}(?:[45]\d\d[ -]{1,3})?(?:\(expanded from:\s?)?"
    r"(?:smtp:|rfc822;|mailto:|to:|\[smtp:|addr(?:ess)?:)?[\s<\"'(\[]{0,6}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?:deliver\w{0,5}|send\w{0,3}|sent|reach\w{0,3}|address\w{0,4}|recipient\w{0,3}|user|mailbox|"
    r"account|rcpt|message|mail|for|to|an|für|à|para|per|aan|do|dla|till|til)\b[^@]{0,60}$",
    re.IGNORECASE,
)
_NOT_FOR = re.compile(
    r"(?:(?<!generated )(?<!expanded )from|sender|by|contact|reply-to|postmaster|von|de):?\W{0,6}$",
    re.IGNORECASE,
)
_HELP = re.compile(r"(?:post ?master|mailer-daemon|abuse|help ?desk|support|hostmaster)@")
_X400 = re.compile(r"(?:dda:)?(?:smtp|rfc-?822)=")
_TO = re.compile(r"[ \t>]{0,8}(?:x-original-)?to:", re.IGNORECASE)

Rule = Callable[[str, "re.Match[str]"], bool]


def recipients_in_prose(mail: ReturnedMail, *, by_any_rule: bool) -> tuple[Recipient, ...]:
    """Return whom the text says was not reached; a person's prose needs `by_any_rule` False."""
    written = tuple(recipients_in_lines(mail.lines))
    if written:
        return written
    final = not is_delayed(mail)
    known = dict(known_failures(mail))
    if known:
        return tuple(_told(mail, one, fails and final) for one, fails in known.items())
    named = _named(mail) if by_any_rule else _named_by_machine(mail)
    return tuple(_told(mail, one, final) for one in named)


def is_delayed(mail: ReturnedMail) -> bool:
    """Whether the server says that it will go on trying."""
    lines = (mail.subject, *mail.notice)
    if any(FINAL.search(line) for line in lines):
        return False
    return any(DELAYS.search(line) for line in lines)


def _told(mail: ReturnedMail, address: str, final: bool) -> Recipient:
    judge = given_up if final else delayed
    return judge(address, _diagnostic(mail.notice, address))


def _diagnostic(lines: tuple[str, ...], address: str) -> str:
    """Return what stands behind the address, up to the next paragraph."""
    at = next((n for n, line in enumerate(lines) if address in line.lower()), None)
    if at is None:
        return ""
    said: list[str] = []
    for line in lines[at : at + DIAGNOSTIC_LINES + 1]:
        if not line.strip() and len(said) > 1:
            break
        said.append(line.strip())
    return value_of(" ".join(" ".join(said).split()))


def _named(mail: ReturnedMail) -> tuple[str, ...]:
    """Return whom the lines name; the desk's own address only where nobody else is named."""
    ours = _own_addresses(mail)
    for lines in _regions(mail.notice):
        for rule in RULES:
            if found := _by_rule(lines, rule, ours):
                return found
    failed = header_of(mail.message, "x-failed-recipients")
    ourselves = _by_rule(mail.notice, _starts_line, set())
    return tuple(_addresses((failed,))) or ourselves or _sent_to(mail)


def _named_by_machine(mail: ReturnedMail) -> tuple[str, ...]:
    """Return whom lines name that no person would write."""
    ours = _own_addresses(mail)
    found = (_by_rule(mail.notice, rule, ours) for rule in RULES[:2])
    return next(filter(None, found), ())


def _regions(lines: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the lines from where the addresses are announced on, and then all of them."""
    announced = (number for number, line in enumerate(lines) if FOLLOWING.search(line))
    at = next(announced, None)
    return (lines,) if at is None else (lines[at:], lines)


def _own_addresses(mail: ReturnedMail) -> set[str]:
    """Who got the report sent the mail; who wrote it is a program."""
    names = ("to", "from", "delivered-to", "x-original-to", "reply-to")
    values = (header_of(mail.message, name) for name in names)
    return {found[0].lower() for value in values for found in ADDRESS.finditer(value)}


def _by_rule(lines: Iterable[str], rule: Rule, excluded: set[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for line in lines:
        for match in ADDRESS.finditer(line):
            address = _X400.sub("", match[0].strip("'.*").lower())
            if address not in excluded and rule(line, match):
                found[address] = None
    return tuple(found)[:MAXIMUM_NAMED]


def _is_labelled(line: str, found: "re.Match[str]") -> bool:
    return _LABELLED.search(line[max(0, found.start() - 60) : found.start()]) is not None


def _starts_line(line: str, found: "re.Match[str]") -> bool:
    return _BEFORE.fullmatch(line[: found.start()]) is not None


def _in_sentence(line: str, found: "re.Match[str]") -> bool:
    before = line[max(0, found.start() - 70) : found.start()]
    return _anywhere(line, found) and _SENTENCE.search(before) is not None


def _anywhere(line: str, found: "re.Match[str]") -> bool:
    before = line[max(0, found.start() - 30) : found.start()]
    return not _NOT_FOR.search(before) and not _HELP.match(found[0].lower())


RULES: tuple[Rule, ...] = (_is_labelled, _starts_line, _in_sentence, _anywhere)


def _addresses(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        for found in ADDRESS.finditer(value):
            yield found[0].strip("'.").lower()


def _sent_to(mail: ReturnedMail) -> tuple[str, ...]:
    """Return to whom the returned mail went: the last resort."""
    if mail.returned is not None:
        named = tuple(_addresses((header_of(mail.returned, "to"),)))
    else:
        named = tuple(_addresses(line for line in mail.copied if _TO.match(line)))
    return tuple(dict.fromkeys(named))[:MAXIMUM_NAMED]
