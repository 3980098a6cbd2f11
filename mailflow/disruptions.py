"""Whether what opens an incident is like a major incident that goes on; nothing is written here."""

from mailflow.adapters.store.contract import Work
from mailflow.core.wording import ALIKE, likeness_to, terms
from models.enums import LinkKind

MOST = 3
MOST_BELOW = 20
USUAL = 200
"""So many of the newest incidents say which words are usual."""


def open_major_like(work: Work, subject: str, text: str) -> int | None:
    """Return the major incident that this may be a part of: a hint for agents."""
    majors = work.recurrences.open_majors(MOST)
    if not majors:
        return None
    own, best = terms(subject, text), (ALIKE, 0)
    newest = work.recurrences.newest_words(USUAL)
    for number in majors:
        links = work.incidents.linked_from(number)
        below = [one.other_id for one in links if one.kind is LinkKind.PARENT][-MOST_BELOW:]
        known = {one.id: one for one in work.recurrences.reports_of([number, *below])}
        before = known[number].opened_at
        usual = [terms(one.subject, one.text) for one in newest if one.opened_at < before]
        texts = [terms(one.subject, one.text) for one in known.values()]
        best = max(best, (likeness_to(own, texts, usual), number))
    return best[1] or None
