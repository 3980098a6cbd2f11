"""Tell agents what became theirs, and what is theirs no longer; never who did it himself."""

from collections.abc import Iterable

from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import Effect
from mailflow.core.presence import present
from mailflow.core.records import Contact, Incident, SupportGroup
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.undoing import Change
from models.enums import NoticeKind

NOTHING = Change("", "", "")


def told(incident_id: int, contact_id: int | None, reason: str) -> Effect:
    """Tell one agent about an incident."""
    kind, one = NoticeKind.AGENT_NOTICE, Addressee.CONTACT
    return SendNotice(kind, one, incident_id, reason=reason, contact_id=contact_id)


def workers_told(incident_id: int, reason: str, contact: Contact, part: int | None) -> Effect:
    """Tell who works on an incident; `part` is the one that was merged into it."""
    kind, but = NoticeKind.AGENT_NOTICE, (contact.address,)
    workers = Addressee.WORKERS
    return SendNotice(kind, workers, incident_id, reason=reason, merged=part, except_addresses=but)


def relieved(facts: Facts, contact: Contact, new: int | None) -> tuple[Effect, ...]:
    """Tell an assignee that it is his no longer, so that no two work on one incident unawares."""
    number, before = facts.incident.id, facts.incident.assignee_id
    return () if before in {None, new, contact.id} else (told(number, before, "relieved"),)


def given_back(
    incident: Incident, changes: Iterable[Change], facts: Facts, contact: Contact
) -> tuple[Effect, ...]:
    """Tell who has an incident again, and who has it no longer, when changes are taken back.

    A group hears of it where nobody of it has, or had, the incident for himself.
    """
    found = {one.field: one for one in changes if one.before != one.after}
    person, group = found.get("assignee_id", NOTHING), found.get("group_id", NOTHING)
    standing = str(incident.assignee_id or "")
    owner, former = (person.before, person.after) if person.field else (standing, standing)
    back = () if owner else _members(group.before, facts)
    gone = () if former else _members(group.after, facts)
    news = [(person.before, "assigned"), (person.after, "relieved")]
    news += [(one, "regrouped") for one in back]
    news += [(one, "ungrouped") for one in gone if one not in _members(group.before, facts)]
    reasons = {who: reason for who, reason in reversed(news) if who not in {"", str(contact.id)}}
    return tuple(told(incident.id, int(who), reason) for who, reason in reasons.items())


def _members(group_id: str, facts: Facts) -> tuple[str, ...]:
    groups = facts.commands.groups.values()
    group: SupportGroup | None = next((one for one in groups if str(one.id) == group_id), None)
    return tuple(str(one.id) for one in present(group.members, facts.now)) if group else ()
