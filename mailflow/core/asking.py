"""A requester who has asked before and was not answered: "this is the third time I write"."""

from collections.abc import Collection, Iterable

from mailflow.core.absences import folded, says
from mailflow.core.lifecycle import Changes
from mailflow.core.phrases.asking import ASKING
from mailflow.core.records import Entry, Incident
from models.enums import EntryKind

ASKED_OFTEN = 3
MAXIMUM_TEXT = 4_000
_ASKED = frozenset({EntryKind.REQUEST, EntryKind.REPLY})


def unanswered(entries: Iterable[Entry], addresses: Collection[str]) -> int:
    """Count what these addresses wrote since the last public answer."""
    count = 0
    for one in entries:
        if one.kind is EntryKind.ANSWER and one.public:
            count = 0
        elif one.kind in _ASKED and one.author_address in addresses:
            count += 1
    return count


def asks_in_vain(text: str, before: int) -> bool:
    """Whether a mail is the third without an answer, or says as much; `before` others waited."""
    words = " ".join(folded(text[:MAXIMUM_TEXT]).split())
    return before + 1 >= ASKED_OFTEN or says(words, ASKING)


def answered(incident: Incident) -> Changes:
    """Return the changes of a public answer: whoever asks in vain after it is told of anew."""
    return (("asked_at", None),) if incident.asked_at is not None else ()
