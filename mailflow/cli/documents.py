"""The JSON form of what the desk remembers; the keys are documented in docs/CLI.md.

No reply token leaves the desk this way: texts are swept of them.
"""

from typing import Any

from mailflow.core.articles import Article
from mailflow.core.clock_stops import read_stops
from mailflow.core.headers import sweep
from mailflow.core.invitations import Invitation, invitation_of
from mailflow.core.records import (
    AddressBlock,
    Contact,
    Entry,
    Incident,
    IncidentEvent,
    OutboxRow,
    RawMail,
    StoredAttachment,
    SupportGroup,
    Suppression,
    reference,
)

Document = dict[str, Any]


def mail_document(mail: RawMail) -> Document:
    """Return a stored mail without its content."""
    return {
        "id": mail.id,
        "source": mail.source,
        "received_at": mail.received_at,
        "message_id": mail.message_id,
        "sha256": mail.sha256,
        "end_state": mail.end_state.value if mail.end_state else None,
        "rule": mail.rule,
        "incident": reference(mail.incident_id) if mail.incident_id else None,
        "attempts": mail.attempts,
        "finished_at": mail.finished_at,
    }


def log_document(log: tuple[tuple[str, str], ...]) -> list[Document]:
    """Return a decision log."""
    return [{"step": step, "finding": finding} for step, finding in log]


def incident_document(incident: Incident, assignee: Contact | None, group: str) -> Document:
    """Return the fields of an incident."""
    return {
        "reference": incident.reference,
        "id": incident.id,
        "subject": sweep(incident.subject, own_token=""),
        "state": incident.state.value,
        **_work(incident),
        "priority": incident.priority.value,
        "impact": incident.impact.value,
        "urgency": incident.urgency.value,
        "priority_source": incident.priority_source.value,
        "urgency_source": incident.urgency_source.value,
        "category": incident.category,
        "category_source": incident.category_source.value,
        "suggestion": incident.suggestion,
        "requester": incident.requester_address,
        "requester_name": incident.requester_name,
        "verified": incident.verified,
        "assignee": assignee.address if assignee else None,
        "group": group or None,
        "language": incident.language,
        "merged_into": reference(incident.merged_into) if incident.merged_into else None,
        "mentions": reference(incident.mentions) if incident.mentions else None,
        "may_belong_to": reference(incident.may_belong_to) if incident.may_belong_to else None,
        "alert_count": incident.alert_count,
        **_closure(incident),
        **_moments(incident),
    }


def _work(incident: Incident) -> Document:
    return {
        "hold_reason": incident.hold_reason,
        "held_since": incident.held_since,
        "clock_stops": [
            {"from": one.start, "to": one.end, "reason": one.reason}
            for one in read_stops(incident.clock_stops)
        ],
        "wake_at": incident.wake_at,
        "tags": incident.tags.split(),
        "is_major": incident.is_major,
        "kind": incident.kind.value,
        "minutes_worked": incident.minutes_worked,
    }


def _closure(incident: Incident) -> Document:
    return {
        "resolution": incident.resolution,
        "root_cause": incident.root_cause,
        "closure_code": incident.closure_code,
        "rating": incident.rating,
        "rating_comment": sweep(incident.rating_comment or "", own_token="") or None,
        "article": incident.article_id,
    }


def _moments(incident: Incident) -> Document:
    names = (
        "opened_at",
        "responded_at",
        "resolved_at",
        "closed_at",
        "closes_at",
        "response_due",
        "resolution_due",
        "agreed_due",
        "response_warn_at",
        "resolution_warn_at",
        "response_warned_at",
        "resolution_warned_at",
        "response_escalated_at",
        "resolution_escalated_at",
        "pages",
        "paged_at",
        "reopenings",
        "asked_at",
    )
    return {name: getattr(incident, name) for name in names}


def entry_document(entry: Entry, merged_from: int | None) -> Document:
    """Return a text of the conversation as a line of the timeline."""
    return {
        "at": entry.at,
        "type": "entry",
        "name": entry.kind.value,
        "actor": entry.author_address,
        "text": sweep(entry.text, own_token=""),
        "attachments": list(entry.attachment_names),
        "verified": entry.verified,
        "public": entry.public,
        "mail_id": entry.mail_id,
        "merged_from": reference(merged_from) if merged_from else None,
        "protection": entry.protection.value,
        "invitation": invitation_document(invitation_of(entry.invitation)),
    }


def invitation_document(invitation: Invitation | None) -> Document | None:
    """Return what an invitation says; its times are text, as they were written."""
    if invitation is None:
        return None
    texts = {
        "method": invitation.method,
        "kind": invitation.kind,
        "summary": invitation.summary,
        "when": invitation.when,
        "location": invitation.location,
        "organizer": invitation.organizer,
        "attendees": invitation.people,
    }
    swept = {name: sweep(text, own_token="") for name, text in texts.items()}
    return {**swept, "recurring": invitation.recurring}


def attachment_document(number: int, attachment: StoredAttachment) -> Document:
    """Return what is remembered of a file; `number` is its place in the list."""
    return {
        "number": number,
        "mail_id": attachment.mail_id,
        "position": attachment.position,
        "label": sweep(attachment.label, own_token=""),
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "inline": attachment.inline,
        "content_id": sweep(attachment.content_id, own_token=""),
    }


def event_document(event: IncidentEvent) -> Document:
    """Return an event as a line of the timeline."""
    return {
        "at": event.at,
        "type": "event",
        "name": event.name,
        "actor": event.actor,
        "field": event.field,
        "before": event.before,
        "after": event.after,
        "mail_id": event.mail_id,
    }


def article_document(article: Article) -> Document:
    """Return a knowledge article."""
    texts = ("title", "symptoms", "cause", "workaround", "resolution")
    return {
        "number": article.id,
        "incident": reference(article.incident_id),
        "state": article.state.value,
        "created_at": article.created_at,
        "changed_at": article.changed_at,
        **{name: sweep(getattr(article, name), own_token="") for name in texts},
    }


def outbox_document(row: OutboxRow) -> Document:
    """Return an outgoing mail without its content and without the token it carries."""
    return {
        "id": row.id,
        "incident": row.reference or None,
        "kind": row.kind.value,
        "recipient": row.recipient,
        "subject": row.subject,
        "state": row.state.value,
        "attempts": row.attempts,
        "reply_code": row.reply_code,
        "reply_text": row.reply_text,
        "created_at": row.created_at,
        "next_attempt_at": row.next_attempt_at,
        "sent_at": row.sent_at,
        "bounced_at": row.bounced_at,
        "revoked_at": row.revoked_at,
    }


def block_document(block: AddressBlock) -> Document:
    """Return a line of the block list."""
    return {
        "pattern": block.pattern,
        "kind": block.kind.value,
        "by": block.by,
        "reason": block.reason,
        "at": block.at,
    }


def contact_document(contact: Contact, groups: tuple[str, ...]) -> Document:
    """Return a person of the directory, agent or not."""
    return {
        "id": contact.id,
        "address": contact.address,
        "addresses": list(contact.addresses),
        "name": contact.display_name,
        "handle": contact.handle,
        "role": contact.role.value,
        "active": contact.active,
        "suppressed": contact.suppressed,
        "language": contact.language,
        "written_language": contact.written_language,
        "time_zone": contact.time_zone,
        "silent_success": contact.silent_success,
        "vip": contact.vip,
        "away_until": contact.away_until,
        "quiet_hours": contact.quiet_hours,
        "coached": contact.coached,
        "groups": list(groups),
    }


def group_document(group: SupportGroup) -> Document:
    """Return a support group."""
    return {
        "id": group.id,
        "name": group.name,
        "tier": group.tier,
        "manager": group.manager.address if group.manager else None,
        "default": group.is_default,
        "members": [member.address for member in group.members],
    }


def suppression_document(one: Suppression) -> Document:
    """Return an address that gets no mail."""
    return {
        "address": one.address,
        "name": one.name,
        "since": one.since,
        "hard_bounces": one.hard_bounces,
    }
