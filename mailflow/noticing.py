"""Turn a wanted notice into outbox rows: who gets it, what it says, its token and its bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mailflow.adapters.enclosures import Enclosures, enclosures
from mailflow.adapters.parser import read_mail
from mailflow.circles import group_of, managers, reachable, stands_above, workers
from mailflow.core.drills import CHANNEL
from mailflow.core.lateness import as_listing
from mailflow.core.mail import Attachment
from mailflow.core.records import Contact, OutboxRow
from mailflow.core.sending import Addressee, SendNotice, undeliverable
from mailflow.errors import RecipientError
from mailflow.letters import BY_ITSELF, INSIDE_KINDS, Letter, Matter
from models.enums import ANSWERS, NoticeKind, OutboxState, ParticipantRole, Role

UNASKED = frozenset({NoticeKind.ACKNOWLEDGEMENT, NoticeKind.RATING})
"""What the desk writes by itself to somebody outside."""


@dataclass(frozen=True, slots=True)
class Noticer(Matter):
    """Writes the outbox rows of one incident's notices."""

    def send(self, notice: SendNotice) -> None:
        """Write one row for each addressee; one mail and one token for each person."""
        meant = self._meant(notice)
        written_to = list(self._reached(meant, notice))
        whole = self._with_files(notice, written_to)
        enclosed = enclosures(whole, self.desk.settings.limits, len(written_to))
        for contact in written_to:
            self._send_to(contact, notice, enclosed)
        if notice.kind in ANSWERS and any(one.suppressed for one in meant):
            self.send(undeliverable(self.incident.id))

    def _with_files(self, notice: SendNotice, written_to: list[Contact]) -> SendNotice:
        """What is written anew keeps the files that it brought; a list never brings any."""
        if not notice.rewrites or self.occasion.is_new or notice.telling is not None:
            return notice
        found: dict[str, Attachment] = {}
        for contact in written_to:
            _, row = self._place(contact, notice)
            if row is not None and row.content:
                found |= {one.sha256: one for one in read_mail(row.content).attachments}
        found |= {one.sha256: one for one in notice.attachments}
        return replace(notice, attachments=tuple(found.values()))

    def _reached(self, meant: list[Contact], notice: SendNotice) -> list[Contact]:
        """Leave out whom nothing may be sent, and by ourselves whoever is on the block list."""
        found = list(filter(self._may_write_to, meant))
        if not (notice.kind in UNASKED or notice.reason == BY_ITSELF):
            return found
        return [one for one in found if self.work.blocks.of(one.address) is None]

    def _meant(self, notice: SendNotice) -> list[Contact]:
        if notice.addressee is Addressee.CONTACT:
            found = [self.work.directory.get(notice.contact_id or 0)]
        elif notice.addressee is Addressee.WORKERS:
            found = [o for o in self._workers() if not notice.leaves_out(o.addresses)]
        elif notice.addressee is Addressee.MANAGER:
            found = [*self._managers()] or list(self._workers())
        elif notice.addressee is Addressee.MANAGER_ALONE:
            told = {one.id for one in self._workers()}
            found = [one for one in self._managers() if one.id not in told]
        elif notice.addressee is Addressee.REVIEWERS:
            found = [*self._assignee(), *self._managers()] or list(self._workers())
        else:
            found = list(self._participants(notice))
        return list({one.id: one for one in found if one is not None}.values())

    def _may_write_to(self, contact: Contact) -> bool:
        return reachable(self.desk, contact)

    def _managers(self) -> tuple[Contact, ...]:
        """The manager who is to be told, if there is one; of practice nobody."""
        if self.incident.is_practice:
            return ()
        group = group_of(self.work, self.incident)
        return managers(self.work, self.desk, group, self.occasion.now)[:1]

    def _assignee(self) -> tuple[Contact, ...]:
        """The assignee, if he still works here."""
        number = self.incident.assignee_id
        person = self.work.directory.get(number) if number is not None else None
        return (person,) if person and person.active and person.is_agent else ()

    def _workers(self) -> list[Contact]:
        return workers(self.work, self.incident, self.occasion.now)

    def _participants(self, notice: SendNotice) -> Iterable[Contact]:
        only_requester = notice.addressee is Addressee.REQUESTER
        for one in self.work.incidents.participants(self.incident.id):
            is_requester = one.role is ParticipantRole.REQUESTER
            if one.role is ParticipantRole.AGENT or notice.leaves_out((one.address,)):
                continue
            if (only_requester and not is_requester) or (is_requester and self.incident.muted):
                continue
            yield self._contact(one.address, one.display_name)

    def _contact(self, address: str, name: str) -> Contact:
        """Only people we write to become principals, so this is where they do."""
        known = self.work.directory.by_address(address)
        return known or self.work.directory.add(
            address, role=Role.REQUESTER, at=self.occasion.now, display_name=name
        )

    def _send_to(self, contact: Contact, notice: SendNotice, enclosed: Enclosures) -> None:
        once, known = self._place(contact, notice)
        if known is not None and not (notice.rewrites and known.state is not OutboxState.CANCELED):
            return
        self.check_recipient(contact, notice.kind)
        number = known.id if known is not None else self.work.outbox.draw_id()
        token = self.desk.keys.reply_tokens.mint(self.incident.id, contact.id, number)
        letter = Letter(self, contact, notice, token, enclosed.to(token))
        rendered, files = letter.rendered()
        row = OutboxRow(
            id=number,
            kind=notice.kind,
            incident_id=self.incident.id,
            contact_id=contact.id,
            recipient=contact.address,
            message_id=letter.message_id,
            subject=rendered.subject,
            content=letter.content(rendered, files),
            state=OutboxState.PENDING,
            created_at=self.occasion.now,
            next_attempt_at=notice.held_until or self.occasion.now,
            once=once,
            mail_id=self.occasion.mail_id,
            listing=as_listing(notice.telling) if notice.telling else None,
        )
        self._store(self._kept_back(row), "notice_written" if known is None else "notice_rewritten")

    def _kept_back(self, row: OutboxRow) -> OutboxRow:
        """Of a practice incident the trainee alone gets mail; what others would get is kept."""
        is_sent = not self.incident.is_practice
        if is_sent or row.contact_id in {one.id for one in self._workers()}:
            return row
        now = self.occasion.now
        return replace(row, channel=CHANNEL, state=OutboxState.SENT, sent_at=now)

    def _store(self, row: OutboxRow, happened: str) -> None:
        if happened == "notice_written":
            self.work.outbox.add(row)
            self.work.mails.link_message_id(row.message_id, self.incident.id, None)
        else:
            self.work.outbox.rewrite(row)
        detail = {"kind": row.kind.value, "notice": str(row.id), "contact": str(row.contact_id)}
        self.work.audit.append(self.incident.id, happened, detail, self.occasion.now)

    def _place(self, contact: Contact, notice: SendNotice) -> tuple[str | None, OutboxRow | None]:
        """Return the key of a mail, and the one that bears it already.

        One that would be written anew and was taken, as after a clock was put back, stays as it
        is, and what is to be told now is a mail of its own. Of several incidents that would tell
        again what is being sent: it is refused, and the clock finds another mail for the news.
        """
        once = self._once(contact, notice)
        if once is None or self.occasion.is_new:
            return once, None
        known = self.work.outbox.by_once(once)
        writes_more = notice.rewrites and notice.telling is None
        if known is None or not writes_more or _is_as_it_was(known):
            return once, known
        once = f"{once}:{self.occasion.mail_id or self.occasion.now.isoformat()}"
        return once, self.work.outbox.by_once(once)

    def _once(self, contact: Contact, notice: SendNotice) -> str | None:
        if notice.kind is NoticeKind.ACKNOWLEDGEMENT:
            return f"acknowledgement:{self.incident.id}"
        return f"{notice.once}:{contact.id}" if notice.once else None

    def check_recipient(self, contact: Contact, kind: NoticeKind) -> None:
        """Promise P13: of the desk's own directory, or of this incident where it is for people.

        What agents read holds their notes, so that no participant may get it.
        """
        people = () if kind in INSIDE_KINDS else self.work.incidents.participants(self.incident.id)
        if contact.is_agent or any(one.address in contact.addresses for one in people):
            return
        if stands_above(self.work, self.desk, contact):
            return
        raise RecipientError(f"contact {contact.id} takes no part in {self.incident.reference}")


def _is_as_it_was(known: OutboxRow) -> bool:
    """Whether a mail waits untried still, or an administrator took it back."""
    is_untried = known.state is OutboxState.PENDING and known.attempts == 0
    return is_untried or known.state is OutboxState.CANCELED
