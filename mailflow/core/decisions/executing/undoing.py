"""`#undo N`: what the mail N changed is as it was before it."""

from datetime import datetime

from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import (
    BlockAddress,
    Effect,
    LiftBlock,
    LinkIncidents,
    RemoveParticipant,
    SetAbsence,
    SetArticleState,
    SetParticipant,
    UnlinkIncidents,
)
from mailflow.core.explanations import Explanation, because
from mailflow.core.records import AddressBlock, Contact, IncidentLink
from mailflow.core.undoing import (
    ARTICLE,
    AWAY,
    BLOCK,
    PARTICIPANT,
    SPLIT,
    Change,
    before_it,
    changed_since,
    changes_of,
    is_as_left,
    read_block,
    read_participant,
    written,
    written_block,
    written_participant,
)
from models.enums import ArticleState, BlockKind, LinkKind


def may_undo(command: Command, facts: Facts) -> Explanation | None:
    """Object where the mail changed nothing here, or where something changed since."""
    changes = _changes(command, facts)
    if other := _split_off(command, facts):
        return because("split_stays", reference=other)
    if not changes:
        return because("nothing_to_undo", number=command.value)
    name = changed_since(facts.incident, changes)
    name = name or next((one.field for one in changes if _is_other_now(one, facts)), None)
    return because("changed_since", field=name.split(" ")[0]) if name else None


def undo(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Return the values of before, and take back what stands beside the incident."""
    changes = _changes(command, facts)
    beside = (_taken_back(one, facts, contact) for one in changes)
    done = because("done_undo", number=command.value)
    return Doing(done, before_it(changes), tuple(one for one in beside if one is not None))


def _changes(command: Command, facts: Facts) -> tuple[Change, ...]:
    return changes_of(facts.commands.events, int(command.value))


def _split_off(command: Command, facts: Facts) -> str:
    """Return the incident that the mail split off: it has a life, and mails, of its own."""
    own = (one for one in facts.commands.events if one.mail_id == int(command.value))
    return next((one.after or "" for one in own if one.name == SPLIT), "")


def _is_other_now(change: Change, facts: Facts) -> bool:
    if change.field.startswith(BLOCK):
        block = facts.commands.blocks.get(change.field.removeprefix(BLOCK))
        return not is_as_left(written_block(block), change.after)
    if change.field.startswith(ARTICLE):
        article = facts.commands.articles.get(change.field.removeprefix(ARTICLE))
        withdrawn = article is None or article.state is ArticleState.WITHDRAWN
        return ("" if withdrawn or article is None else article.state.value) != change.after
    if change.field.startswith(AWAY):
        own = facts.situation.author.contact  # an agent's absence is his own to take back
        is_own = own is not None and change.field == f"{AWAY}{own.id}"
        return not is_own or own is None or written(own.away_until) != change.after
    if not change.field.startswith(PARTICIPANT):
        return False
    who = facts.situation.conversation.participant(change.field.removeprefix(PARTICIPANT))
    return not is_as_left(written_participant(who), change.after)


def _taken_back(change: Change, facts: Facts, contact: Contact) -> Effect | None:
    number = facts.incident.id
    if change.field.startswith(BLOCK):
        return _block_of_before(change, facts, contact)
    if change.field.startswith(PARTICIPANT):
        address = change.field.removeprefix(PARTICIPANT)
        if not change.before:
            return RemoveParticipant(number, address, contact.address)
        who = read_participant(address, change.before)
        return SetParticipant(number, who, contact.address)
    if change.is_of_incident:
        return None
    if change.field.startswith(ARTICLE):
        state = ArticleState(change.before or ArticleState.WITHDRAWN)
        article_id = int(change.field.removeprefix(ARTICLE))
        return SetArticleState(number, article_id, state, contact.address)
    if change.field.startswith(AWAY):
        until = datetime.fromisoformat(change.before) if change.before else None
        return SetAbsence(number, contact.id, until, contact.address)
    named = change.before or change.after
    link = IncidentLink(int(named.partition("-")[2]), LinkKind(change.field))
    kind = LinkIncidents if change.before else UnlinkIncidents
    return kind(number, link, contact.address)


def _block_of_before(change: Change, facts: Facts, contact: Contact) -> Effect:
    number, pattern = facts.incident.id, change.field.removeprefix(BLOCK)
    if not change.before:
        return LiftBlock(number, pattern, contact.address)
    reason = facts.incident.reference
    ours = AddressBlock(pattern, BlockKind.MAIL, contact.address, reason, facts.now)
    return BlockAddress(number, read_block(change.before, ours), contact.address)
