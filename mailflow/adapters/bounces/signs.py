"""Whether a mail is a bounce: its structure, envelope, sender, subject and first words.

A person's mail that counts as a bounce would be lost, so that no sign but a machine's own counts
alone: people pass bounces on and ask about them.
"""

import itertools
import re

from mailflow.adapters.bounces.returned_mail import (
    HEADER_TYPES,
    STATUS_TYPES,
    ReturnedMail,
    header_of,
    type_of,
)
from mailflow.core.absences import bears_label
from mailflow.core.phrases.bounces import DAEMONS, OPENINGS, PASSED_ON, REFUSALS, ROLES, SUBJECTS

FIRST_LINES = 25
ENOUGH, ALL = 2, 3

_NOT_WORDS = re.compile(r"[\W_]{0,500}")
_NULL_PATHS = frozenset({"<>", "<mailer-daemon>", "<#@[]>"})


def is_proven(mail: ReturnedMail) -> bool:
    """Whether it is a delivery status notification by its structure (RFC 3464 section 2)."""
    outermost = type_of(mail.message)
    is_report = outermost == "multipart/report" or outermost in STATUS_TYPES
    return is_report and bool(mail.parts_of(STATUS_TYPES))


def is_other_report(mail: ReturnedMail) -> bool:
    """Whether it reports something else: a reading (RFC 8098) or a complaint (RFC 5965).

    Some servers report a rejection in the form of a reading.
    """
    if mail.report_type == "disposition-notification":
        return not any("rejected" in line.lower() for line in mail.notice[:FIRST_LINES])
    return mail.report_type == "feedback-report"


def looks_returned(mail: ReturnedMail) -> bool:
    """Whether envelope and sender are those of a bounce, and what it says fits."""
    if is_from_daemon(mail) or header_of(mail.message, "x-failed-recipients"):
        return True
    has_no_sender = has_null_path(mail)
    if not (has_no_sender or is_from_role(mail)):  # which most mails end with
        return False
    if PASSED_ON.match(mail.subject) or bears_label(mail.subject):
        return False
    if has_no_sender:
        return has_subject(mail) or opens_like_one(mail, FIRST_LINES)
    return has_subject(mail) and evidence(mail) >= ENOUGH


def is_beyond_doubt(mail: ReturnedMail) -> bool:
    """Whether it needs no recipient to count as a bounce."""
    if is_from_daemon(mail):
        return True
    enough = ENOUGH if has_null_path(mail) else ALL
    return has_copy(mail) and evidence(mail) >= enough


def evidence(mail: ReturnedMail) -> int:
    """How many speak of a failed delivery: the subject, the first words, a returned copy."""
    return has_subject(mail) + has_copy(mail) + opens_like_one(mail, FIRST_LINES)


def has_null_path(mail: ReturnedMail) -> bool:
    """Whether the envelope names no sender (RFC 5321 section 4.5.5), or From names as little."""
    path = header_of(mail.message, "return-path").strip().lower()
    return path in _NULL_PATHS or mail.sender.endswith("<>")


def is_from_daemon(mail: ReturnedMail) -> bool:
    """Whether a program nobody writes mails with is the author."""
    sender = mail.sender
    return DAEMONS.search(sender) is not None or _is_list_server(mail)


def _is_list_server(mail: ReturnedMail) -> bool:
    """Whether a list server refuses a post; what it passes on bears its name as well."""
    server = header_of(mail.message, "x-mlserver")
    return bool(server) and has_copy(mail) and REFUSALS.search(mail.subject) is not None


def is_from_role(mail: ReturnedMail) -> bool:
    """Whether the author may be a program or whoever minds it."""
    return ROLES.search(mail.sender) is not None


def has_subject(mail: ReturnedMail) -> bool:
    """Whether the subject speaks of a failed delivery."""
    return SUBJECTS.search(mail.subject) is not None


def has_copy(mail: ReturnedMail) -> bool:
    """Whether the mail holds another: attached, as headers, or in its text."""
    attached = mail.returned is not None or bool(mail.parts_of(HEADER_TYPES))
    return attached or bool(mail.copied)


def opens_like_one(mail: ReturnedMail, lines: int) -> bool:
    """Whether its first words say that a mail was not delivered."""
    spoken = [line for line in mail.notice if not _NOT_WORDS.fullmatch(line)][:lines]
    # Programs break their lines where they like, so that neighbours are read together, too.
    pairs = itertools.pairwise(spoken)
    joined = (f"{one} {other.strip()}" for one, other in pairs)
    return any(OPENINGS.search(line) for line in (*spoken, *joined))
