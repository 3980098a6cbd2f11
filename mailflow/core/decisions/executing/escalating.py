"""`#escalate`: to a group of a higher tier, or to the manager of the group (ITIL 4)."""

from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import NoteEvent
from mailflow.core.explanations import Explanation, because
from mailflow.core.lifecycle import Changes
from mailflow.core.presence import present
from mailflow.core.records import Contact, SupportGroup
from mailflow.core.sending import Addressee, SendNotice
from models.enums import NoticeKind

ESCALATED = "escalated"
TEAM = "team"
MANAGER = "manager"


def may_escalate(command: Command, facts: Facts) -> Explanation | None:
    """Object where there is nobody above."""
    block = facts.commands.block
    if facts.incident.is_finished:
        return because("already_finished", reference=facts.incident.reference)
    if _whom(command) == MANAGER:
        group = _group(facts)
        known = group is not None and _can_be_told(group.manager)
        return None if known else because("no_manager", name=group.name if group else "-")
    if any(one.name in {"group", "assign"} for one in block.commands):
        return because("escalated_elsewhere")
    if _next(facts) is None:
        return because("no_higher_group", name=_name_of(_group(facts)))
    return None


def escalate(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Hand it to the next group, or tell the manager; the history says why."""
    whom, reason = _whom(command), command.value.partition(" ")[2]
    number = facts.incident.id
    noted = NoteEvent(number, ESCALATED, about=whom, reason=reason, actor=contact.address)
    if whom == MANAGER:
        kind, one = NoticeKind.ESCALATION, Addressee.MANAGER
        notice = SendNotice(kind, one, number, reason=MANAGER, text=reason, author=contact.name)
        return Doing(because("done_escalate_manager"), (), (noted, notice))
    group = _next(facts)
    if group is None:
        raise LookupError("an escalation that was objected to is not carried out")
    told = (one for one in present(group.members, facts.now) if one.id != contact.id)
    notices = (_told(number, one, reason) for one in told)
    done = because("done_escalate_team", name=group.name)
    return Doing(done, _handed(facts, group), (noted, *notices))


def _whom(command: Command) -> str:
    return command.value.partition(" ")[0]


def _told(number: int, contact: Contact, reason: str) -> SendNotice:
    kind, one = NoticeKind.AGENT_NOTICE, Addressee.CONTACT
    return SendNotice(kind, one, number, reason=ESCALATED, text=reason, contact_id=contact.id)


def _handed(facts: Facts, group: SupportGroup) -> Changes:
    changes: Changes = (("group_id", group.id),)
    assignee = facts.incident.assignee_id
    keeps = assignee is None or assignee in {one.id for one in group.members}
    return changes if keeps else (*changes, ("assignee_id", None))


def _group(facts: Facts) -> SupportGroup | None:
    """Return the group that has the incident when the block has run."""
    named = facts.commands.block.value_of("group")
    if named is not None:
        return facts.commands.groups.get(named.casefold())
    groups = facts.commands.groups.values()
    return next((one for one in groups if one.id == facts.incident.group_id), None)


def _next(facts: Facts) -> SupportGroup | None:
    """Return the first group, by name, of the next tier that has one with somebody in it."""
    group = _group(facts)
    tier = group.tier if group else 0
    above = (one for one in facts.commands.groups.values() if one.tier > tier)
    staffed = [one for one in above if any(member.active for member in one.members)]
    return min(staffed, key=lambda one: (one.tier, one.name), default=None)


def _can_be_told(manager: Contact | None) -> bool:
    return manager is not None and manager.active and not manager.suppressed


def _name_of(group: SupportGroup | None) -> str:
    return group.name if group else "-"
