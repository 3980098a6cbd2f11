"""`#escalate`: to a group of a higher tier, or to the manager of the group (ITIL 4)."""

from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import NoteEvent
from mailflow.core.escalations import handed_on
from mailflow.core.explanations import Explanation, because
from mailflow.core.ladders import can_be_told, next_group
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
        return (
            None if _managers(facts) else because("no_manager", name=group.name if group else "-")
        )
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
    return Doing(done, handed_on(facts.incident, group), (noted, *notices))


def _whom(command: Command) -> str:
    return command.value.partition(" ")[0]


def _told(number: int, contact: Contact, reason: str) -> SendNotice:
    kind, one = NoticeKind.AGENT_NOTICE, Addressee.CONTACT
    return SendNotice(kind, one, number, reason=ESCALATED, text=reason, contact_id=contact.id)


def _group(facts: Facts) -> SupportGroup | None:
    """Return the group that has the incident when the block has run."""
    named = facts.commands.block.value_of("group")
    if named is not None:
        return facts.commands.groups.get(named.casefold())
    groups = facts.commands.groups.values()
    return next((one for one in groups if one.id == facts.incident.group_id), None)


def _next(facts: Facts) -> SupportGroup | None:
    """Return the group that comes next: by the settings, else of the next tier."""
    group = _group(facts)
    named = facts.settings.group_of(group.name if group else None).escalates_to
    return next_group(group, facts.commands.groups.values(), named)


def _managers(facts: Facts) -> bool:
    """Whether somebody above the group can be told."""
    group = _group(facts)
    if group is None:
        return False
    manager = group.manager is not None and can_be_told(group.manager)
    return manager or bool(facts.settings.group_of(group.name).managers_above)


def _name_of(group: SupportGroup | None) -> str:
    return group.name if group else "-"
