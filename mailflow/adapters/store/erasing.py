"""Taking a person, or what is too old, out of the database (promise P17)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, or_, select, update

from mailflow.adapters.store.audit import SqlAudit
from mailflow.adapters.store.contract.erasing import Expiring, RuleOf
from mailflow.adapters.store.rewriting import mentions, rewrite_rows
from mailflow.adapters.store.statements import chunks
from mailflow.adapters.store.surveying import SqlSurvey, by_them, is_same
from mailflow.adapters.store.unlearning import unlearn
from mailflow.core.erasing import ERASED, ERASED_DOMAIN, Rule
from models.enums import (
    ArticleState,
    ChallengeState,
    EndState,
    IncidentState,
    MailStage,
    OutboxState,
)
from models.tables import (
    attachments,
    audit_rows,
    challenges,
    contact_addresses,
    contacts,
    entries,
    failures,
    fingerprints,
    group_members,
    incident_vectors,
    incidents,
    knowledge_articles,
    locations,
    message_ids,
    outbox,
    outbox_contents,
    quoted_ids,
    raw_contents,
    raw_mails,
    security_events,
    support_groups,
)

EXPIRED = "[expired]"
_UNSENT = (
    OutboxState.PENDING,
    OutboxState.CLAIMED,
    OutboxState.FAILED,
    OutboxState.UNKNOWN,
)

_NOBODY: dict[str, Any] = {
    "display_name": "",
    "handle": None,
    "active": False,
    "away_until": None,
    "quiet_hours": None,
    "language": None,
    "time_zone": None,
    "silent_success": False,
    "vip": False,
    "written_language": None,
    "written_times": 0,
}
"""What is left of a contact beside his number."""


class SqlErasures(SqlSurvey):
    """Keeps the contract `Erasures`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._trail = SqlAudit(connection)

    def write(self) -> None:
        """Write what waits; the end of the unit of work."""
        self._trail.write()

    def audit(self, name: str, detail: dict[str, str], at: datetime) -> None:
        """Add an audit row that belongs to no incident."""
        self._trail.append(None, name, detail, at)

    def forget_mail(self, mail_id: int, mac: str, at: datetime) -> None:
        """Take everything of a mail but its number, its size, its end and its incident."""
        self._run(update(raw_mails).where(raw_mails.c.id == mail_id, _waits()).values(_ended(at)))
        self._run(
            update(raw_mails)
            .where(raw_mails.c.id == mail_id)
            .values(
                sha256=mac,
                source=ERASED,
                message_id=None,
                body_hash=None,
                last_error=None,
                decision_log=[["end", "erased"]],
            )
        )
        self._set_content(mail_id, b"")
        said = select(message_ids.c.message_id).where(message_ids.c.mail_id == mail_id)
        self._run(delete(quoted_ids).where(quoted_ids.c.message_id.in_(said)))
        for table in (attachments, fingerprints, message_ids, failures):
            self._run(delete(table).where(table.c.mail_id == mail_id))
        self._run(
            update(security_events).where(security_events.c.mail_id == mail_id).values(detail={})
        )
        self._void_challenges(challenges.c.mail_id == mail_id)

    def rewrite_mail(self, mail_id: int, mac: str, content: bytes) -> None:
        """Give a mail other bytes; it is known by the hash of the former ones."""
        self._run(update(raw_mails).where(raw_mails.c.id == mail_id).values(sha256=mac))
        self._set_content(mail_id, content)
        self._run(delete(fingerprints).where(fingerprints.c.mail_id == mail_id))
        if not content:
            self._run(delete(attachments).where(attachments.c.mail_id == mail_id))

    def forget_entries(self, addresses: Iterable[str], mail_ids: Sequence[int]) -> int:
        """Take text and names of what they wrote; return how many."""
        gone: dict[str, Any] = {
            "text": ERASED,
            "author_name": "",
            "attachment_names": [],
            "invitation": None,
        }
        found = set(self._connection.scalars(select(entries.c.id).where(by_them(addresses))))
        for some in chunks(mail_ids):
            by_mail = select(entries.c.id).where(entries.c.mail_id.in_(some))
            found |= set(self._connection.scalars(by_mail))
        for some in chunks(found):
            self._run(update(entries).where(entries.c.id.in_(some)).values(gone))
        return len(found)

    def forget_outbox(self, outbox_id: int, alias: str, at: datetime) -> None:
        """Take the bytes of an outgoing mail, and let it not be sent any more."""
        whole = update(outbox).where(outbox.c.id == outbox_id)
        self._run(whole.where(outbox.c.state.in_(_UNSENT)).values(state=OutboxState.CANCELED))
        self._run(
            whole.values(
                recipient=alias,
                recipient_domain=ERASED_DOMAIN,
                subject=ERASED,
                reply_text=None,
                revoked_at=func.coalesce(outbox.c.revoked_at, at),
            )
        )
        self.rewrite_outbox(outbox_id, b"")

    def rewrite_outbox(self, outbox_id: int, content: bytes) -> None:
        """Give an outgoing mail other bytes."""
        which = outbox_contents.c.outbox_id == outbox_id
        self._run(update(outbox_contents).where(which).values(content=content))

    def forget_requester(self, addresses: Iterable[str]) -> int:
        """Take name, subject and what was guessed from the text of their incidents."""
        own = incidents.c.requester_address.in_(list(addresses))
        gone = {
            "requester_name": "",
            "subject": ERASED,
            "suggestion": None,
            "rating_comment": None,
            "muted": True,
        }
        statement = update(incidents).where(own)
        return self._run(statement.values(**gone, version=incidents.c.version + 1))

    def forget_contact(self, contact_id: int, aliases: dict[str, str], at: datetime) -> None:
        """Leave of a contact his number alone; his reply tokens are worth nothing any more."""
        who = is_same(contact_id)
        self._run(update(contacts).where(who).values(_NOBODY))
        everyone = select(contacts.c.id).where(who)
        for address, alias in aliases.items():
            row = contact_addresses.c.address == address
            fresh = {"address": alias, "suppressed_at": None, "hard_bounces": 0}
            self._run(update(contact_addresses).where(row).values(fresh))
        self._run(
            update(outbox)
            .where(outbox.c.contact_id.in_(everyone), outbox.c.revoked_at.is_(None))
            .values(revoked_at=at)
        )
        self._run(delete(group_members).where(group_members.c.contact_id.in_(everyone)))
        managed = support_groups.c.manager_id.in_(everyone)
        self._run(update(support_groups).where(managed).values(manager_id=None))
        self._void_challenges(challenges.c.contact_id.in_(everyone))

    def unlearn(self, addresses: Iterable[str], incidents: Iterable[int]) -> tuple[int, int]:
        """Forget what they taught the classifier; return how many rows and versions."""
        return unlearn(self._connection, addresses, incidents)

    def rewrite_rows(self, rule_of: RuleOf) -> dict[str, int]:
        """Rewrite the texts of all other rows; return how many by table."""
        return rewrite_rows(self._connection, rule_of)

    def audit_mentions(self, rule: Rule) -> int:
        """Count the audit rows that a rule would change; there should be none."""
        return mentions(self._connection, audit_rows, rule)

    def forget_copy(self, location_id: int) -> None:
        """Remember that a copy is gone."""
        self._run(delete(locations).where(locations.c.id == location_id))

    def expiring(
        self, closed: datetime | None, quarantined: datetime | None, ignored: datetime | None
    ) -> Expiring:
        """Return what ended before these moments and has texts yet."""
        over = incidents.c.state.in_([IncidentState.CLOSED, IncidentState.CANCELED])
        ended = func.coalesce(incidents.c.closed_at, incidents.c.resolved_at)
        old = (
            tuple(self._connection.scalars(select(incidents.c.id).where(over, ended < closed)))
            if closed
            else ()
        )
        mails = (
            *self._bytes_of(raw_mails.c.incident_id, old),
            *self._older(EndState.QUARANTINED, quarantined),
            *self._older(EndState.IGNORED, ignored),
        )
        return Expiring(self._with_texts(old), mails, self._bytes_out(old))

    def expire(self, found: Expiring) -> None:
        """Take the texts and bytes of it."""
        for some in chunks(found.incidents):
            texts = {"text": EXPIRED, "invitation": None}
            self._run(update(entries).where(entries.c.incident_id.in_(some)).values(texts))
            rated = incidents.c.id.in_(some), incidents.c.rating_comment.is_not(None)
            self._run(update(incidents).where(*rated).values(rating_comment=None))
            self._run(delete(incident_vectors).where(incident_vectors.c.incident_id.in_(some)))
            begun = knowledge_articles.c  # whose symptoms are what was asked, as it was written
            drafts = begun.incident_id.in_(some), begun.state != ArticleState.PUBLISHED
            self._run(update(knowledge_articles).where(*drafts).values(symptoms=EXPIRED))
        for some in chunks(found.mails):
            self._run(
                update(raw_contents).where(raw_contents.c.mail_id.in_(some)).values(content=b"")
            )
            for table in (attachments, fingerprints):
                self._run(delete(table).where(table.c.mail_id.in_(some)))
        for some in chunks(found.outbox):
            which = outbox_contents.c.outbox_id.in_(some)
            self._run(update(outbox_contents).where(which).values(content=b""))

    def _with_texts(self, incident_ids: Sequence[int]) -> tuple[int, ...]:
        found: set[int] = set()
        for some in chunks(incident_ids):
            table = entries.c
            told = and_(table.incident_id.in_(some), table.text != EXPIRED)
            found |= set(self._connection.scalars(select(table.incident_id).where(told)))
        return tuple(sorted(found))

    def _bytes_of(self, column: Any, numbers: Sequence[int]) -> list[int]:
        found: list[int] = []
        for some in chunks(numbers):
            found += self._connection.scalars(_with_bytes().where(column.in_(some)))
        return found

    def _older(self, end: EndState, before: datetime | None) -> tuple[int, ...]:
        if before is None:
            return ()
        ended = and_(raw_mails.c.end_state == end, raw_mails.c.finished_at < before)
        return tuple(self._connection.scalars(_with_bytes().where(ended)))

    def _bytes_out(self, incident_ids: Sequence[int]) -> tuple[int, ...]:
        found: list[int] = []
        joined = select(outbox.c.id).join_from(
            outbox, outbox_contents, outbox_contents.c.outbox_id == outbox.c.id
        )
        ended = or_(outbox.c.state == OutboxState.SENT, outbox.c.state == OutboxState.CANCELED)
        there = joined.where(ended, func.length(outbox_contents.c.content) > 0)
        for some in chunks(incident_ids):
            found += self._connection.scalars(there.where(outbox.c.incident_id.in_(some)))
        return tuple(found)

    def _void_challenges(self, condition: Any) -> None:
        is_open = challenges.c.state == ChallengeState.OPEN
        voided = update(challenges).where(condition)
        self._run(voided.where(is_open).values(state=ChallengeState.REFUSED))
        self._run(voided.values(code_hash=""))

    def _set_content(self, mail_id: int, content: bytes) -> None:
        which = raw_contents.c.mail_id == mail_id
        self._run(update(raw_contents).where(which).values(content=content))

    def _run(self, statement: Any) -> int:
        return int(self._connection.execute(statement).rowcount)


def _waits() -> Any:
    return raw_mails.c.stage == MailStage.RECEIVED


def _ended(at: datetime) -> dict[str, Any]:
    """A mail that waited will not be read any more."""
    return {
        "stage": MailStage.FINISHED,
        "end_state": EndState.IGNORED,
        "rule": "erased",
        "finished_at": at,
    }


def _with_bytes() -> Select[tuple[int]]:
    joined = select(raw_mails.c.id).join_from(
        raw_mails, raw_contents, raw_contents.c.mail_id == raw_mails.c.id
    )
    return joined.where(func.length(raw_contents.c.content) > 0)
