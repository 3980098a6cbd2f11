"""`#undo N`: what the mail N changed is as it was before it."""

from datetime import datetime

from mailflow.core.article_effects import SetArticleState
from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.executing.telling import given_back, workers_told
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import (
    BlockAddress,
    ChangeIncident,
    Effect,
    LiftBlock,
    LinkIncidents,
    NoteEvent,
    RemoveParticipant,
    SetAbsence,
    SetParticipant,
    UnlinkIncidents,
)
from mailflow.core.explanations import Explanation, because
from mailflow.core.lifecycle import Changes, canceling
from mailflow.core.records import AddressBlock, Contact, IncidentLink
from mailflow.core.relations import Beside
from mailflow.core.undoing import (
    ARTICLE,
    AWAY,
    BLOCK,
    ELSEWHERE,
    LAST_BY_HAND,
    LINK_FIELDS,
    MERGED,
    PARTICIPANT,
    SPLIT,
    TAKEN_BACK,
    UNMERGED,
    Act,
    Change,
    act_of,
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
from models.enums import FINISHED, ArticleState, BlockKind, LinkKind

REQUESTER = "requester_address"


def may_undo(command: Command, facts: Facts) -> Explanation | None:
    """Object where the mail changed nothing here, or where something changed since."""
    changes, others = _changes(facts), facts.commands.elsewhere
    if part := _named_by(facts, SPLIT):
        return because("split_stays", reference=part)
    own = facts.incident.reference if _was_taken_out(changes) else ""
    if whole := own or _named_by(facts, UNMERGED):
        return because("merge_again", reference=whole)
    if not (changes or others):
        nothing = (
            "nothing_by_hand" if _act(facts).mail_id in {None, LAST_BY_HAND} else "nothing_to_undo"
        )
        return because(nothing, number=command.value)
    name = changed_since(facts.incident, changes)
    name = name or next((one.field for one in changes if _is_other_now(one, facts)), None)
    if name:
        return because("changed_since", field=name.split(" ")[0])
    above = facts.commands.above.get(facts.incident.id, frozenset())
    found = (_objection_there(one, _act(facts), above) for one in others)
    gone = (_removed_group(facts), _gone_assignee(facts))
    return next((one for one in (*found, *gone) if one is not None), None)


def _removed_group(facts: Facts) -> Explanation | None:
    """Object where an incident would go back to a group that was merged or removed since."""
    act, known = _act(facts), {str(one.id) for one in facts.commands.groups.values()}
    there = (one for other in facts.commands.elsewhere for one in changes_of(other.events, act))
    groups = {one.before for one in (*_changes(facts), *there) if one.field == "group_id"}
    return because("group_removed") if groups - known - {""} else None


def _gone_assignee(facts: Facts) -> Explanation | None:
    """Object where an incident would go back to somebody who works here no more."""
    before = {one.before for one in _changes(facts) if one.field == "assignee_id"}
    return because("assignee_gone") if before & facts.commands.gone else None


def undo(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Return the values of before, and take back what stands beside the incident."""
    changes = _changes(facts)
    beside = (_taken_back(one, facts, contact) for one in changes)
    effects = [one for one in beside if one is not None]
    effects.append(_marked(facts.incident.id, _act(facts), contact))
    for other in facts.commands.elsewhere:
        effects += _taken_back_there(other, facts, contact)
    effects += given_back(facts.incident, changes, facts, contact)
    return Doing(_done(command, facts), before_it(changes), tuple(effects))


def _done(command: Command, facts: Facts) -> Explanation:
    """Say what is as before; and where more than fields stays, which only an answer there finds."""
    act = _act(facts)
    for other in facts.commands.elsewhere:
        if _is_more_than_fields(changes_of(other.events, act)):
            return because("done_undo_fields", reference=other.incident.reference)
    if act.mail_id is None:
        return because("done_undo_by_hand")
    return because("done_undo", number=command.value)


def _is_more_than_fields(changes: tuple[Change, ...]) -> bool:
    return any(not (one.is_of_incident or one.field in LINK_FIELDS) for one in changes)


def _relinked_since(
    other: Beside, changes: tuple[Change, ...], above: frozenset[int]
) -> str | None:
    """Return a link of the other one that is not as the mail left it, or may not come back."""
    for change in changes:
        if change.field not in LINK_FIELDS:
            continue
        link = _link_of(change)
        parents = [one for one in other.links if one.kind is LinkKind.PARENT]
        blocked = link.kind is LinkKind.PARENT and (parents or other.incident.id in above)
        if (link in other.links) is not bool(change.after) or (change.before and blocked):
            return change.field
    return None


def _objection_there(other: Beside, act: Act, above: frozenset[int]) -> Explanation | None:
    """Object to taking back what the mail changed in another incident."""
    incident, changes = other.incident, changes_of(other.events, act)
    named = incident.reference
    if not other.has_right:
        return because("no_right_there", reference=named)
    if field := changed_since(incident, changes):
        return because("changed_since_there", field=field, reference=named)
    if field := _relinked_since(other, changes, above):
        return because("changed_since_there", field=field, reference=named)
    if _is_more_than_fields(changes) and any(one.field == REQUESTER for one in changes):
        return because("undo_there", reference=named)  # he is a participant, too
    if _was_taken_out(changes):
        return because("merge_again", reference=named)
    merged = any(one.field == MERGED for one in changes)
    return because("alerts_stay", reference=named) if merged and incident.alert_count else None


def _was_taken_out(changes: tuple[Change, ...]) -> bool:
    """Whether a merge was taken back: its target may have another requester by now (P13)."""
    return any(one.field == MERGED and one.before for one in changes)


def _taken_back_there(other: Beside, facts: Facts, contact: Contact) -> tuple[Effect, ...]:
    """Return the other incident to what it was; its mails find it again where it was merged."""
    number, changes = other.incident.id, changes_of(other.events, _act(facts))
    if not changes:
        return ()
    is_merge = any(one.field == MERGED for one in changes)
    name, about = (UNMERGED, UNMERGED) if is_merge else (ELSEWHERE, "undone")
    news = given_back(other.incident, changes, facts, contact)
    if is_merge and not news and _is_open_before(changes):
        news = (workers_told(number, UNMERGED, contact, None),)
    links = [_relinked(number, one, contact) for one in changes if one.field in LINK_FIELDS]
    fields = before_it(changes)
    if any(one.name == "opened" and _act(facts).did(one) for one in other.events):
        fields += canceling(other.incident, facts.now)  # what the mail opened was none
    return (
        *((_as_before(number, fields, contact),) if fields else ()),
        *links,
        _marked(number, _act(facts), contact),
        NoteEvent(facts.incident.id, name, about, other.incident.reference, contact.address),
        *news,
    )


def _as_before(number: int, fields: Changes, contact: Contact) -> Effect:
    return ChangeIncident(number, fields, contact.address, restored=True)


def _marked(number: int, act: Act, contact: Contact) -> NoteEvent:
    """Say in the history which act was taken back: its figures count as if it had not been."""
    moment = written(act.at) if act.mail_id is None else ""
    return NoteEvent(number, TAKEN_BACK, str(act.mail_id or LAST_BY_HAND), moment, contact.address)


def _is_open_before(changes: tuple[Change, ...]) -> bool:
    return any(one.field == "state" and one.before not in FINISHED for one in changes)


def _changes(facts: Facts) -> tuple[Change, ...]:
    return changes_of(facts.commands.events, _act(facts))


def _act(facts: Facts) -> Act:
    number = int(facts.commands.block.value_of("undo") or LAST_BY_HAND)
    return act_of(facts.commands.events, number)


def _named_by(facts: Facts, name: str) -> str:
    """Return the incident that the mail split off, which has mails of its own, or took out."""
    act = _act(facts)
    own = (one for one in facts.commands.events if act.did(one))
    return next((one.after or "" for one in own if one.name == name), "")


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
    if change.field in LINK_FIELDS:
        return _is_other_link(change, facts)
    if not change.field.startswith(PARTICIPANT):
        return False
    who = facts.situation.conversation.participant(change.field.removeprefix(PARTICIPANT))
    return not is_as_left(written_participant(who), change.after)


def _link_of(change: Change) -> IncidentLink:
    named = change.before or change.after
    return IncidentLink(int(named.partition("-")[2]), LinkKind(change.field))


def _is_other_link(change: Change, facts: Facts) -> bool:
    """Whether a link is not as the mail left it, or a parent would come back that may not."""
    link, known = _link_of(change), facts.commands.links
    if (link in known) is not bool(change.after):
        return True
    if link.kind is not LinkKind.PARENT or not change.before:
        return False
    added = [one for one in _changes(facts) if one.after and one.field == LinkKind.PARENT]
    own = {_link_of(one) for one in added}
    others = any(one.kind is LinkKind.PARENT and one not in own for one in known)
    return others or facts.incident.id in facts.commands.above.get(link.other_id, frozenset())


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
    return _relinked(number, change, contact)


def _relinked(number: int, change: Change, contact: Contact) -> LinkIncidents | UnlinkIncidents:
    kind = LinkIncidents if change.before else UnlinkIncidents
    return kind(number, _link_of(change), contact.address)


def _block_of_before(change: Change, facts: Facts, contact: Contact) -> Effect:
    number, pattern = facts.incident.id, change.field.removeprefix(BLOCK)
    if not change.before:
        return LiftBlock(number, pattern, contact.address)
    reason = facts.incident.reference
    ours = AddressBlock(pattern, BlockKind.MAIL, contact.address, reason, facts.now)
    return BlockAddress(number, read_block(change.before, ours), contact.address)
