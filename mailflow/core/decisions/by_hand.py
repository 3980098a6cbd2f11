"""Commands from the command line, by the same rules as an agent's mail with his valid token.

What an agent's mail would do is decided first; what belongs to the mail alone is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mailflow.core.authentication import Verdict
from mailflow.core.authority import Outcome, Ruling, Situation
from mailflow.core.conversations import Conversation
from mailflow.core.correspondents import Author, AuthorKind
from mailflow.core.decisions.commanding import relay
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import AddEntry, AddParticipant, Effect, FinishMail, LinkMail, UseCommand
from mailflow.core.mail import Mailbox
from mailflow.core.notices import TranscriptLine
from mailflow.core.records import Contact, Incident, Participant
from mailflow.core.reply_tokens import TokenReading, TokenState
from mailflow.core.sending import SendNotice
from models.enums import NoticeKind, Role

THE_CLI = "cli"
NOBODY = 0
BY_HAND = Ruling("command line", Outcome.RELAY)
OF_THE_MAIL = (FinishMail, LinkMail, UseCommand)


@dataclass(frozen=True, slots=True)
class ByHand:
    """What is to be done, and line by line what that is or why nothing is done."""

    lines: tuple[TranscriptLine, ...]
    effects: tuple[Effect, ...]
    open_below: tuple[str, ...] = ()
    is_undoable: bool = False
    asks_cause: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether nothing may be done; a line that alone does nothing stops no other."""
        return bool(self.lines) and not any(line.executed for line in self.lines)


def administrator(desk_name: str) -> Contact:
    """Return who acts where no agent is named; he stands in no directory."""
    return Contact(NOBODY, THE_CLI, Role.ADMIN, desk_name)


def at_the_keyboard(
    contact: Contact, incident: Incident, participants: tuple[Participant, ...]
) -> Situation:
    """Return the situation of somebody who needs no token: he has the desk's own files."""
    author = Author(AuthorKind.AGENT, Mailbox(contact.address, contact.display_name), contact)
    token = TokenReading(TokenState.VALID, owner_is_agent=True, owner_is_author=True)
    named = frozenset({incident.id})
    conversation = Conversation(token, (), incident, named, participants=participants)
    return Situation(author, Verdict.PASS, conversation)


def decide_by_hand(facts: Facts, *, quiet: bool) -> ByHand:
    """Return what the commands do; `quiet` sends no mail to anybody."""
    found = relay(facts)
    told = [one for one in found if isinstance(one, SendNotice) and _is_transcript(one)]
    lines = tuple(line for notice in told for line in notice.transcript)
    below = tuple(one for notice in told for one in notice.open_below)
    undoable = any(notice.undo_number is not None for notice in told)
    asks = any(notice.asks_cause for notice in told)
    decided = ByHand(lines, tuple(_kept(facts, found, quiet=quiet)), below, undoable, asks)
    return replace(decided, effects=()) if decided.is_refused else decided


def _is_transcript(effect: Effect) -> bool:
    return isinstance(effect, SendNotice) and effect.kind is NoticeKind.COMMAND_TRANSCRIPT


def _kept(facts: Facts, effects: tuple[Effect, ...], *, quiet: bool) -> Iterator[Effect]:
    contact = facts.situation.author.contact
    is_nobody = contact is None or contact.id == NOBODY
    for one in effects:
        if isinstance(one, OF_THE_MAIL) or _is_transcript(one):
            continue
        if isinstance(one, AddEntry):
            if one.entry.text:
                yield replace(one, entry=replace(one.entry, mail_id=None))
        elif isinstance(one, SendNotice):
            if not quiet:
                yield one
        elif not (is_nobody and isinstance(one, AddParticipant)):
            yield one
