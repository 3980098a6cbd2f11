"""Turn a wanted notice into outbox rows: who gets it, what it says, its token and its bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from mailflow import inquiries, merging
from mailflow.adapters.composer import Envelope, can_be_written_to, compose
from mailflow.adapters.enclosures import Enclosures, enclosures
from mailflow.adapters.inline_images import placed
from mailflow.adapters.parser import read_mail
from mailflow.adapters.renderer import Rendered
from mailflow.adapters.store.contract import Work
from mailflow.core.categorisation import suggestion_of
from mailflow.core.correspondents import is_own_address
from mailflow.core.effects import Addressee, SendNotice, undeliverable
from mailflow.core.headers import sweep, without_foreign_tokens, without_markup
from mailflow.core.hints import Hint, likely_commands, mailto
from mailflow.core.mail import Attachment, Mail
from mailflow.core.notices import (
    IncidentView,
    NoticeContext,
    ReportLine,
    TextView,
    view_entry,
    view_incident,
    without_words,
)
from mailflow.core.presence import present
from mailflow.core.records import Contact, Incident, OutboxRow, SupportGroup, reference
from mailflow.core.relaying import Cargo
from mailflow.desk import Desk
from mailflow.errors import RecipientError
from models.enums import ANSWERS, NoticeKind, OutboxState, ParticipantRole, Role

SHOWN_ENTRIES = 5
INSIDE_KINDS = frozenset(
    {
        NoticeKind.AGENT_NOTICE,
        NoticeKind.COMMAND_TRANSCRIPT,
        NoticeKind.INCIDENT_REPORT,
        NoticeKind.CHALLENGE,
        NoticeKind.ESCALATION,
    }
)
HINTED = frozenset({NoticeKind.AGENT_NOTICE, NoticeKind.ESCALATION})
AUTO_SUBMITTED = {NoticeKind.ACKNOWLEDGEMENT: "auto-replied", NoticeKind.PUBLIC_ANSWER: ""}


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a notice is sent about: a mail, or the clock; nobody has heard of a new incident."""

    mail: Mail | None
    mail_id: int | None
    now: datetime
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Noticer:
    """Writes the outbox rows of one incident's notices."""

    work: Work
    desk: Desk
    incident: Incident
    occasion: Occasion

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
        """What is written anew keeps the files that it brought."""
        if not notice.rewrites or self.occasion.is_new:
            return notice
        found: dict[str, Attachment] = {}
        for contact in written_to:
            once = self._once(contact, notice)
            row = self.work.outbox.by_once(once) if once else None
            if row is not None and row.content:
                found |= {one.sha256: one for one in read_mail(row.content).attachments}
        found |= {one.sha256: one for one in notice.attachments}
        return replace(notice, attachments=tuple(found.values()))

    def _reached(self, meant: list[Contact], notice: SendNotice) -> list[Contact]:
        """Leave out whom nothing may be sent, and by ourselves whoever is on the block list."""
        found = list(filter(self._may_write_to, meant))
        if notice.kind is not NoticeKind.ACKNOWLEDGEMENT:
            return found
        return [one for one in found if self.work.blocks.of(one.address) is None]

    def addressees(self, notice: SendNotice) -> list[Contact]:
        """Return whom the notice would be sent to."""
        return list(filter(self._may_write_to, self._meant(notice)))

    def _meant(self, notice: SendNotice) -> list[Contact]:
        if notice.addressee is Addressee.CONTACT:
            found = [self.work.directory.get(notice.contact_id or 0)]
        elif notice.addressee is Addressee.WORKERS:
            found = [o for o in self._workers() if o and not notice.leaves_out(o.addresses)]
        elif notice.addressee is Addressee.MANAGER:
            group = self._group()
            found = [group.manager] if group and group.manager else list(self._workers())
        else:
            found = list(self._participants(notice))
        return list({one.id: one for one in found if one is not None}.values())

    def _may_write_to(self, contact: Contact) -> bool:
        """Nobody inactive or suppressed, never ourselves or a monitor (P11), nobody in doubt."""
        desk = self.desk.settings.desk
        own = self.desk.settings.own_addresses
        excluded = self.is_monitor(contact.address) or is_own_address(
            contact.address, own, desk.support_address
        )
        reachable = contact.active and not contact.suppressed
        return reachable and not excluded and can_be_written_to(contact.address)

    def is_monitor(self, address: str) -> bool:
        """Whether a program of the settings has this address, which gets no mail."""
        return address in {one.lower() for one in self.desk.settings.desk.monitors}

    def _workers(self) -> Iterable[Contact | None]:
        """The assignee; while he is away, or there is none, who is there of the group."""
        assignee, now = self.incident.assignee_id, self.occasion.now
        if assignee is not None:
            person = self.work.directory.get(assignee)
            if person is not None and person.active and person.is_agent and not person.is_away(now):
                return [person]
        group = self._group()
        everybody = group.members if group else self.work.directory.agents()
        return present([one for one in everybody if one.is_agent], now)

    def _group(self) -> SupportGroup | None:
        group_id = self.incident.group_id
        return self.work.directory.group(group_id) if group_id else None

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
        once = self._once(contact, notice)
        known = None
        if once is not None and not self.occasion.is_new:
            known = self.work.outbox.by_once(once)
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
        )
        self._store(row, "notice_written" if known is None else "notice_rewritten")

    def _store(self, row: OutboxRow, happened: str) -> None:
        if happened == "notice_written":
            self.work.outbox.add(row)
            self.work.mails.link_message_id(row.message_id, self.incident.id, None)
        else:
            self.work.outbox.rewrite(row)
        detail = {"kind": row.kind.value, "notice": str(row.id), "contact": str(row.contact_id)}
        self.work.audit.append(self.incident.id, happened, detail, self.occasion.now)

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
        group = self._group()
        if group is not None and group.manager is not None and group.manager.id == contact.id:
            return
        raise RecipientError(f"contact {contact.id} takes no part in {self.incident.reference}")


@dataclass(frozen=True, slots=True)
class Letter:
    """One notice to one person."""

    noticer: Noticer
    contact: Contact
    notice: SendNotice
    token: str = field(repr=False)
    cargo: Cargo

    @property
    def message_id(self) -> str:
        """The final Message-ID, which carries the token."""
        return f"<mf.{self.token}@{self.noticer.desk.settings.reply_domain}>"

    def rendered(self) -> tuple[Rendered, tuple[Attachment, ...]]:
        """Return subject, text and HTML, swept of everybody else's tokens, and the files."""
        language = self.contact.language or self.noticer.incident.language
        zone = self.noticer.desk.settings.desk.zone_of(self.contact.time_zone)
        context = replace(self._context(), arrived=self.notice.arrived, zone=zone)
        rendered = self.noticer.desk.renderer.render(context, language)
        swept = Rendered(
            subject=sweep(rendered.subject, self.token),
            text=sweep(rendered.text, self.token),
            html=sweep(rendered.html, self.token),
        )
        return placed(swept, self.cargo.sent, self.noticer.desk.settings.reply_domain)

    def content(self, rendered: Rendered, files: tuple[Attachment, ...]) -> bytes:
        """Return the final bytes of the mail."""
        settings = self.noticer.desk.settings
        desk = settings.desk
        parent, references = self._references()
        envelope = Envelope(
            message_id=self.message_id,
            from_name=desk.name,
            from_address=desk.support_address,
            to_name=sweep(self.contact.display_name, self.token) if self.notice.echo else "",
            to_address=self.contact.address,
            reply_to=self._reply_address if desk.plus_addresses else desk.support_address,
            date=self.noticer.occasion.now,
            in_reply_to=parent,
            references=references,
            auto_submitted=AUTO_SUBMITTED.get(self.notice.kind, "auto-generated"),
            loop_id=desk.instance_id,
            incident=self.noticer.incident.reference,
        )
        return compose(rendered, envelope, files)

    def _references(self) -> tuple[str, tuple[str, ...]]:
        """In-Reply-To and References without any id that carries another person's token."""
        number, mail = self.noticer.incident.id, self.noticer.occasion.mail
        sent: tuple[str, ...] = ()
        if not self.noticer.occasion.is_new:
            sent = self.noticer.work.outbox.message_ids_to(number, self.contact.id)
        own = tuple(one for one in sent if one != self.message_id)  # it may be written anew
        wrote_it = mail is not None and any(
            one.address in self.contact.addresses for one in mail.from_
        )
        if mail is None or not wrote_it:
            return (own[-1], own) if own else ("", ())
        kept = without_foreign_tokens((*mail.references, mail.message_id), frozenset(own))
        return (mail.message_id if mail.message_id in kept else ""), kept

    def _context(self) -> NoticeContext:
        notice, noticer, desk = self.notice, self.noticer, self.noticer.desk
        context = NoticeContext(
            kind=notice.kind,
            desk_name=desk.settings.desk.name,
            recipient_name=without_markup(self.contact.name),
            incident=self._incident_view(),
            reason=notice.reason,
            echo=notice.echo,
            text=notice.text,
            author=notice.author,
            conversation=self._conversation(),
            suggestion=suggestion_of(noticer.incident.suggestion) if self._is_inside else None,
            code=notice.code,
            server=notice.server,
            commands_help=self._commands_help() if self._is_inside else (),
            report=self._report(),
            withheld_attachments=self.cargo.withheld,
            hints=self._hints(),
            asks_rating=self._asks_rating(),
            late=notice.late,
            late_incidents=notice.late_incidents,
            late_total=notice.late_total,
            alerts_total=notice.alerts_total,
            alerts_open=notice.alerts_open,
            requester_is_monitor=noticer.is_monitor(noticer.incident.requester_address),
            now=noticer.occasion.now,
        )
        return self._with_transcript(context)

    def _with_transcript(self, context: NoticeContext) -> NoticeContext:
        """Add what became of an agent's commands."""
        notice = self.notice
        return replace(
            context,
            transcript=notice.transcript,
            undo_number=notice.undo_number,
            open_below=notice.open_below,
            unheard=notice.unheard,
            merged=reference(notice.merged) if notice.merged else "",
        )

    @property
    def _is_inside(self) -> bool:
        """Whether only people of the desk read it, and it is about one incident."""
        return self.notice.kind in INSIDE_KINDS and not self.notice.late_incidents

    def _asks_rating(self) -> bool:
        """Whether the work is over, and this is the person whom it was for."""
        is_over = self.notice.kind in {NoticeKind.RESOLUTION, NoticeKind.CLOSURE}
        return is_over and self.noticer.incident.requester_address in self.contact.addresses

    def _hints(self) -> tuple[Hint, ...]:
        """The likeliest commands, ready to send: with this notice's own token, to its agent."""
        desk, incident = self.noticer.desk.settings.desk, self.noticer.incident
        is_one = self.notice.kind in HINTED and not self.notice.late_incidents
        asked = is_one or self.notice.open_below
        if not (asked and self.contact.is_agent and desk.plus_addresses):
            return ()
        commands: tuple[str, ...] = (self._end_below(),)
        if is_one:
            commands = likely_commands(incident, self.contact, self.notice.reason)
        address = self._reply_address
        return tuple(Hint(one, mailto(address, incident.reference, one)) for one in commands)

    def _end_below(self) -> str:
        """The line that resolves what is open below, with words to begin with."""
        language = self.contact.language or self.noticer.incident.language
        words = self.noticer.desk.renderer.sentence("transcript.end_below_text", language)
        return f"#children {words}"

    @property
    def _reply_address(self) -> str:
        """The address that carries the token."""
        settings = self.noticer.desk.settings
        local = settings.desk.support_address.partition("@")[0]
        return f"{local}+{self.token}@{settings.reply_domain}"

    def _incident_view(self) -> IncidentView:
        incident, work = self.noticer.incident, self.noticer.work
        assignee = work.directory.get(incident.assignee_id) if incident.assignee_id else None
        group = work.directory.group(incident.group_id) if incident.group_id else None
        view = view_incident(
            incident,
            assignee=assignee.name if assignee else "",
            group=group.name if group else "",
            mentions=f"INC-{incident.mentions}" if incident.mentions else "",
        )
        if self._is_inside and not self.noticer.occasion.is_new:
            view = replace(view, related=inquiries.related(work, incident))
        if self.notice.kind is NoticeKind.AGENT_NOTICE and incident.may_belong_to:
            view = replace(view, may_belong_to=f"INC-{incident.may_belong_to}")  # for agents alone
        return without_words(view) if self.notice.late_incidents else view

    def _conversation(self) -> tuple[TextView, ...]:
        """The newest texts for agents, in a report all; or what went out before his answer."""
        if self.notice.overtaken_by:
            return tuple(view_entry(one) for one in reversed(self.notice.overtaken_by))
        shown = {NoticeKind.AGENT_NOTICE: SHOWN_ENTRIES}
        if self.notice.reason == "show":
            shown[NoticeKind.INCIDENT_REPORT] = inquiries.SHOWN_ENTRIES
        if self.notice.kind not in shown:
            return ()
        work, incident = self.noticer.work, self.noticer.incident
        parts: tuple[int, ...] = (incident.id,)
        if not self.noticer.occasion.is_new:
            parts = merging.readable(work, incident, self.contact, self.notice.merged)
        return merging.newest(work, incident, parts, shown[self.notice.kind])

    def _report(self) -> tuple[ReportLine, ...]:
        if self.notice.kind is not NoticeKind.INCIDENT_REPORT:
            return ()
        noticer = self.noticer
        return inquiries.report_lines(noticer.work, noticer.incident, self.notice.reason)

    def _commands_help(self) -> inquiries.CommandsHelp:
        is_report = self.notice.kind is NoticeKind.INCIDENT_REPORT
        return inquiries.EVERY_COMMAND if is_report else inquiries.COMMON_COMMANDS
