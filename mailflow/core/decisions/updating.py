"""What an agent answers in a major incident goes to the requesters of those below it, too.

Each gets a mail of his own, about his own incident and with his own token (promise P13). Only the
agent's own words go: quoted lines are left out, and a text that repeats what somebody wrote in the
major incident, or names him, stays there; the agent is told either way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailflow.core.asking import answered
from mailflow.core.commands.folding import folded
from mailflow.core.decisions.executing.majors import children_after, is_major_after
from mailflow.core.decisions.executing.replies import prepared_answer
from mailflow.core.decisions.executing.states import shared_text
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import AddEntry, ChangeIncident, Effect
from mailflow.core.fingerprints import passing_fingerprints
from mailflow.core.lifecycle import Changes, working
from mailflow.core.records import Contact, Incident, Participant
from mailflow.core.sending import Addressee, SendNotice
from models.enums import EntryKind, NoticeKind, ParticipantRole

SHORTEST_NAME = 3
LONGEST_GREETING = 6
MOST_RUNS = 100_000


@dataclass(frozen=True, slots=True)
class Update:
    """Which requesters hear of it; with `withheld` none does, since the text is not the agent's."""

    told: tuple[Incident, ...] = ()
    withheld: str = ""

    @property
    def references(self) -> tuple[str, ...]:
        """The incidents whose requesters hear of it."""
        return tuple(one.reference for one in self.told)


NO_UPDATE = Update()


def update_of(facts: Facts, answers: Sequence[SendNotice]) -> Update:
    """Return who else hears of an answer; each requester once, and nobody twice."""
    kinds = {one.kind for one in answers}
    if kinds != {NoticeKind.PUBLIC_ANSWER} or not is_major_after(facts):
        return NO_UPDATE
    seen, told = {facts.incident.requester_address}, list[Incident]()
    for one in children_after(facts):
        address = one.incident.requester_address
        if address not in seen and not one.incident.muted:
            told.append(one.incident)
        seen.add(address)
    if not told or not _text(facts, told[0]):
        return NO_UPDATE
    return Update(tuple(told), _objection(_text(facts, told[0]), facts))


def updates(facts: Facts, update: Update, contact: Contact) -> tuple[Effect, ...]:
    """Return the mails to the requesters, and what stands in the conversations below."""
    if update.withheld:
        return ()
    return tuple(effect for one in update.told for effect in _update(one, facts, contact))


def _update(child: Incident, facts: Facts, contact: Contact) -> tuple[Effect, ...]:
    text = _text(facts, child)
    entry = facts.entry(EntryKind.ANSWER, text=text, verified=True, public=True)
    changes: Changes = (*working(child, facts.now), *answered(child))
    if child.responded_at is None:
        changes += (("responded_at", facts.now),)
    changed = (ChangeIncident(child.id, changes, contact.address),) if changes else ()
    return (
        AddEntry(child.id, replace(entry, mail_id=None, attachment_names=(), invitation=None)),
        *changed,
        SendNotice(
            NoticeKind.PUBLIC_ANSWER,
            Addressee.REQUESTER,
            child.id,
            text=text,
            author=contact.name,
            except_addresses=(facts.situation.author.address, contact.address),
        ),
    )


def _text(facts: Facts, child: Incident) -> str:
    """Return what goes to the requester of a child: without quotes, greeting, or reference."""
    lines = [line for line in shared_text(facts).split("\n") if not line.lstrip().startswith(">")]
    own = "\n".join(_without_greeting(lines, facts)).strip()
    whole = "\n\n".join(part for part in (prepared_answer(facts, child), own) if part)
    return whole.replace(facts.incident.reference, child.reference)


def _without_greeting(lines: list[str], facts: Facts) -> list[str]:
    """Leave out a first line that greets somebody of the major incident: a notice greets itself."""
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return lines
    words = _words(lines[first])
    greets = len(words) <= LONGEST_GREETING and bool(_names(facts) & set(words))
    return lines[first + 1 :] if greets else lines


def _objection(text: str, facts: Facts) -> str:
    """Return why a text goes to nobody else, as a word of the catalogue; empty where it may."""
    if _names(facts) & set(_words(text)):
        return "names"
    if any(one.address in text.casefold() for one in _people(facts)):
        return "names"
    runs = set(passing_fingerprints(text, MOST_RUNS))
    repeats = any(runs & set(passing_fingerprints(o, MOST_RUNS)) for o in facts.commands.foreign)
    return "repeats" if repeats else ""


def _names(facts: Facts) -> frozenset[str]:
    names = (word for one in _people(facts) for word in _words(one.display_name))
    return frozenset(word for word in names if len(word) >= SHORTEST_NAME)


def _people(facts: Facts) -> tuple[Participant, ...]:
    everybody = facts.situation.conversation.participants
    return tuple(one for one in everybody if one.role is not ParticipantRole.AGENT)


def _words(text: str) -> list[str]:
    letters = "".join(one if one.isalnum() else " " for one in folded(text))
    return letters.split()
