"""What one notice says to one person, and its final bytes."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from mailflow import hearing, inquiries, lending, looking_back, merging
from mailflow.adapters.composer import Envelope, compose
from mailflow.adapters.inline_images import placed
from mailflow.adapters.renderer import Rendered
from mailflow.adapters.store.contract import Work
from mailflow.core.categorisation import Suggestion, suggestion_of, unanswered
from mailflow.core.commands.values import RATINGS
from mailflow.core.decisions.speaking import notice_language
from mailflow.core.drills import marked
from mailflow.core.guidance import NO_GUIDANCE, OCCASIONS, Guidance, guidance_of
from mailflow.core.headers import sweep, without_foreign_tokens, without_markup
from mailflow.core.hints import Hint, likely_commands, mailto
from mailflow.core.lateness import LateIncident
from mailflow.core.mail import Attachment, Mail
from mailflow.core.notices import (
    IncidentView,
    NoticeContext,
    ReportLine,
    TextView,
    Unheard,
    view_entry,
    view_incident,
    without_words,
)
from mailflow.core.records import Contact, Incident, reference
from mailflow.core.relaying import Cargo
from mailflow.core.reviews import Review
from mailflow.core.sending import SendNotice
from mailflow.core.service_levels import business_time_left, business_time_until
from mailflow.desk import Desk
from models.enums import EscalationCause, NoticeKind

SHOWN_ENTRIES = 5
INSIDE_KINDS = frozenset(
    {
        NoticeKind.AGENT_NOTICE,
        NoticeKind.COMMAND_TRANSCRIPT,
        NoticeKind.INCIDENT_REPORT,
        NoticeKind.CHALLENGE,
        NoticeKind.ESCALATION,
        NoticeKind.REVIEW,
        NoticeKind.PAGE,
        NoticeKind.ALIKE_INCIDENTS,
        NoticeKind.RECURRING_INCIDENTS,
    }
)
OFFERED_AGENTS = {
    NoticeKind.ALIKE_INCIDENTS: ("#major on", "#show"),
    NoticeKind.RECURRING_INCIDENTS: ("#problem new", "#show"),
}
BY_ITSELF = "by_itself"
"""The reason of a mail that says that the clock closed an incident."""
CAUSE_MISSING = "cause_missing"
"""The reason of a notice that asks an agent for the root cause."""
HINTED = frozenset({NoticeKind.AGENT_NOTICE, NoticeKind.ESCALATION, NoticeKind.PAGE})
CAUSE, ACTION = "#cause ", "#action "
"""What an agent goes on writing."""
OFFERED = {NoticeKind.RATING: ("#reopen",)}
"""What a requester may do with one click, beside rating."""
AUTO_SUBMITTED = {NoticeKind.ACKNOWLEDGEMENT: "auto-replied", NoticeKind.PUBLIC_ANSWER: ""}


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a notice is sent about: a mail, or the clock; nobody has heard of a new incident."""

    mail: Mail | None
    mail_id: int | None
    now: datetime
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """What notices are about: one incident, and the occasion."""

    work: Work
    desk: Desk
    incident: Incident
    occasion: Occasion

    def is_monitor(self, address: str) -> bool:
        """Whether a program of the settings has this address, which gets no mail."""
        return address in {one.lower() for one in self.desk.settings.desk.monitors}


@dataclass(frozen=True, slots=True)
class Letter:
    """One notice to one person."""

    matter: Matter
    contact: Contact
    notice: SendNotice
    token: str = field(repr=False)
    cargo: Cargo

    @property
    def message_id(self) -> str:
        """The final Message-ID, which carries the token."""
        return f"<mf.{self.token}@{self.matter.desk.settings.reply_domain}>"

    @property
    def language(self) -> str:
        """The language that its reader is written to in."""
        settings, inside = self.matter.desk.settings, self.notice.kind in INSIDE_KINDS
        return notice_language(
            self.contact, self.matter.incident, settings.desk.language, inside=inside
        )

    def rendered(self) -> tuple[Rendered, tuple[Attachment, ...]]:
        """Return subject, text and HTML, swept of everybody else's tokens, and the files."""
        zone = self.matter.desk.settings.desk.zone_of(self.contact.time_zone)
        context = replace(self.context(), arrived=self.notice.arrived, zone=zone)
        rendered = self.matter.desk.renderer.render(context, self.language)
        swept = Rendered(
            subject=sweep(self._subject(rendered), self.token),
            text=sweep(rendered.text, self.token),
            html=sweep(rendered.html, self.token),
        )
        return placed(swept, self.cargo.sent, self.matter.desk.settings.reply_domain)

    def _subject(self, rendered: Rendered) -> str:
        """Nobody takes a practice incident for a real one."""
        is_practice = self.matter.incident.is_practice
        return marked(rendered.subject) if is_practice else rendered.subject

    def content(self, rendered: Rendered, files: tuple[Attachment, ...]) -> bytes:
        """Return the final bytes of the mail."""
        settings = self.matter.desk.settings
        desk = settings.desk
        parent, references = self._references()
        envelope = Envelope(
            message_id=self.message_id,
            from_name=desk.name,
            from_address=desk.support_address,
            to_name=sweep(self.contact.display_name, self.token) if self.notice.echo else "",
            to_address=self.contact.address,
            reply_to=self._reply_address if desk.plus_addresses else desk.support_address,
            date=self.matter.occasion.now,
            in_reply_to=parent,
            references=references,
            auto_submitted=AUTO_SUBMITTED.get(self.notice.kind, "auto-generated"),
            loop_id=desk.instance_id,
            incident=self.matter.incident.reference,
        )
        return compose(rendered, envelope, files)

    def _references(self) -> tuple[str, tuple[str, ...]]:
        """In-Reply-To and References without any id that carries another person's token."""
        number, mail = self.matter.incident.id, self.matter.occasion.mail
        sent: tuple[str, ...] = ()
        if not self.matter.occasion.is_new:
            sent = self.matter.work.outbox.message_ids_to(number, self.contact.id)
        own = tuple(one for one in sent if one != self.message_id)  # it may be written anew
        wrote_it = mail is not None and any(
            one.address in self.contact.addresses for one in mail.from_
        )
        if mail is None or not wrote_it:
            return (own[-1], own) if own else ("", ())
        kept = without_foreign_tokens((*mail.references, mail.message_id), frozenset(own))
        return (mail.message_id if mail.message_id in kept else ""), kept

    def context(self) -> NoticeContext:
        """Return what the notice tells, its moments in UTC yet."""
        notice, matter, desk = self.notice, self.matter, self.matter.desk
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
            suggestion=self._suggestion(),
            code=notice.code,
            server=notice.server,
            commands_help=self._commands_help(),
            report=self._report(),
            withheld_attachments=self.cargo.withheld,
            hints=self._hints(),
            late=notice.late,
            late_incidents=tuple(map(self._with_business_time, notice.late_incidents)),
            late_total=notice.telling.total if notice.telling else 0,
            alerts_total=notice.alerts_total,
            alerts_open=notice.alerts_open,
            requester_unheard=self._requester_unheard(),
            now=matter.occasion.now,
        )
        return self._with_knowledge(self._with_aftercare(self._with_transcript(context)))

    def _with_knowledge(self, context: NoticeContext) -> NoticeContext:
        """Add the articles that may help, and for agents what was alike."""
        work = self.matter.work
        if self.notice.kind is NoticeKind.ACKNOWLEDGEMENT and self.notice.articles:
            shown = lending.for_requester(work, self.notice.articles, self._closing_link)
            return replace(context, articles=shown)
        if self.notice.kind is not NoticeKind.AGENT_NOTICE:
            return context
        articles, alike = lending.for_agents(work, context.suggestion)
        return replace(context, articles=articles, alike=alike)

    def _closing_link(self, command: str) -> Hint | None:
        return next(iter(self._linked(command)), None)

    def _with_aftercare(self, context: NoticeContext) -> NoticeContext:
        """Add what is asked when the work is over: a rating, the cause, what was learnt."""
        notice, matter, asks_rating = self.notice, self.matter, self._asks_rating()
        rates = tuple(f"#rate {digit}" for digit in RATINGS) if asks_rating else ()
        is_review = notice.kind is NoticeKind.REVIEW
        is_asked_to_act = is_review and self.contact.is_agent
        asks_cause = notice.asks_cause or notice.reason == CAUSE_MISSING
        return replace(
            context,
            asks_rating=asks_rating,
            one_click=self._linked(*rates, *OFFERED.get(notice.kind, ())),
            asks_cause=asks_cause,
            cause_hint=next(iter(self._linked(CAUSE)), None) if asks_cause else None,
            action_hint=next(iter(self._linked(ACTION)), None) if is_asked_to_act else None,
            review=_reviewed(matter) if is_review else None,
        )

    def _linked(self, *commands: str) -> tuple[Hint, ...]:
        """Commands as links with this notice's own token, where an address can carry it."""
        if not self.matter.desk.settings.desk.plus_addresses:
            return ()
        address, about = self._reply_address, self.matter.incident.reference
        return tuple(Hint(one, mailto(address, about, one)) for one in commands)

    def _with_transcript(self, context: NoticeContext) -> NoticeContext:
        """Add what became of an agent's commands, and of the incident itself."""
        notice = self.notice
        return replace(
            context,
            guidance=self._guidance(),
            evidence=notice.evidence,
            transcript=notice.transcript,
            undo_number=notice.undo_number,
            open_below=notice.open_below,
            updated=notice.updated,
            update_withheld=notice.update_withheld,
            unheard=notice.unheard,
            merged=reference(notice.merged) if notice.merged else "",
            handed_on=notice.handed_on,
            page=notice.page,
            stays_inside=notice.kind in INSIDE_KINDS and not self.contact.is_agent,
            like_major=reference(notice.like_major) if notice.like_major else "",
        )

    @property
    def _is_inside(self) -> bool:
        """Whether only people of the desk read it, and it is about one incident."""
        return self.notice.kind in INSIDE_KINDS and not self.notice.late_incidents

    def _suggestion(self) -> Suggestion | None:
        """What the classifier says and no person has answered, for agents alone."""
        incident = self.matter.incident
        found = suggestion_of(incident.suggestion) if self._is_inside else None
        return unanswered(found, incident.category_source, incident.urgency_source)

    def _guidance(self) -> Guidance:
        """What the desk advises about the category, where somebody begins to work."""
        incident = self.matter.incident
        if not self._is_inside or self.notice.reason not in OCCASIONS:
            return NO_GUIDANCE
        known = self.matter.desk.settings.known_categories
        return guidance_of(incident.category, suggestion_of(incident.suggestion), known)

    def _asks_rating(self) -> bool:
        """Whether the work is over, and this is the person whom it was for."""
        notice, incident = self.notice, self.matter.incident
        is_over = notice.kind in {NoticeKind.RESOLUTION, NoticeKind.CLOSURE}
        is_asked = not (notice.reason == BY_ITSELF and incident.rating)  # he was, and answered
        is_asked = is_asked and not incident.is_record
        return is_over and is_asked and incident.requester_address in self.contact.addresses

    def _hints(self) -> tuple[Hint, ...]:
        """The likeliest commands, ready to send: with this notice's own token, to its agent."""
        incident = self.matter.incident
        is_one = self.notice.kind in HINTED and not self.notice.late_incidents
        offered = OFFERED_AGENTS.get(self.notice.kind, ())
        asked = is_one or offered or self.notice.open_below
        if not (asked and self.contact.is_agent):
            return ()
        commands: tuple[str, ...] = offered or (self._end_below(),)
        if is_one:
            commands = likely_commands(incident, self.contact, self.notice.reason)
        if self.notice.like_major:
            commands = (f"#parent {reference(self.notice.like_major)}", *commands[:2])
        return self._linked(*commands)

    def _requester_unheard(self) -> Unheard:
        """Why the requester gets no text of its reader, in what says where that goes."""
        matter = self.matter
        if matter.is_monitor(matter.incident.requester_address):
            return Unheard.MONITOR
        is_asked = self.notice.kind in HINTED
        return hearing.unheard(matter.work, matter.incident) if is_asked else Unheard.HEARD

    def _end_below(self) -> str:
        """The line that resolves what is open below, with words to begin with."""
        words = self.matter.desk.renderer.sentence("transcript.end_below_text", self.language)
        return f"#children {words}"

    @property
    def _reply_address(self) -> str:
        """The address that carries the token."""
        settings = self.matter.desk.settings
        local = settings.desk.support_address.partition("@")[0]
        return f"{local}+{self.token}@{settings.reply_domain}"

    def _incident_view(self) -> IncidentView:
        incident, work = self.matter.incident, self.matter.work
        assignee = work.directory.get(incident.assignee_id) if incident.assignee_id else None
        group = work.directory.group(incident.group_id) if incident.group_id else None
        view = view_incident(
            incident,
            assignee=assignee.name if assignee else "",
            group=group.name if group else "",
            mentions=f"INC-{incident.mentions}" if incident.mentions else "",
        )
        view = self._with_time_left(view)
        if self._is_inside and not self.matter.occasion.is_new:
            view = replace(view, related=inquiries.related(work, incident))
        if self.notice.kind is NoticeKind.AGENT_NOTICE and incident.may_belong_to:
            view = replace(view, may_belong_to=f"INC-{incident.may_belong_to}")  # for agents alone
        return without_words(view) if self.notice.late_incidents else view

    def _with_time_left(self, view: IncidentView) -> IncidentView:
        matter = self.matter
        settings, now = matter.desk.settings, matter.occasion.now
        left = business_time_left(matter.incident, settings, view.group, now)
        return replace(
            view,
            response_left=left.get(EscalationCause.RESPONSE),
            resolution_left=left.get(EscalationCause.RESOLUTION),
        )

    def _with_business_time(self, late: LateIncident) -> LateIncident:
        """One of a list as a notice about it alone would tell it."""
        matter, now = self.matter, self.matter.occasion.now
        incident = matter.work.incidents.get(late.id)
        if incident is None:
            return late
        settings, group = matter.desk.settings, late.group
        missed = (
            replace(o, left=business_time_until(o.due, incident, settings, group, now))
            for o in late.missed
        )
        return replace(late, missed=tuple(missed))

    def _conversation(self) -> tuple[TextView, ...]:
        """The newest texts for agents, in a report all; or what went out before his answer."""
        if self.notice.overtaken_by:
            return tuple(view_entry(one) for one in reversed(self.notice.overtaken_by))
        shown = {NoticeKind.AGENT_NOTICE: SHOWN_ENTRIES}
        if self.notice.reason == "show":
            shown[NoticeKind.INCIDENT_REPORT] = inquiries.SHOWN_ENTRIES
        if self.notice.kind not in shown:
            return ()
        work, incident = self.matter.work, self.matter.incident
        parts: tuple[int, ...] = (incident.id,)
        if not self.matter.occasion.is_new:
            parts = merging.readable(work, incident, self.contact, self.notice.merged)
        return merging.newest(work, incident, parts, shown[self.notice.kind])

    def _report(self) -> tuple[ReportLine, ...]:
        if self.notice.kind is not NoticeKind.INCIDENT_REPORT:
            return ()
        matter = self.matter
        return inquiries.report_lines(matter.work, matter.incident, self.notice.reason)

    def _commands_help(self) -> inquiries.CommandsHelp:
        """The commands, for who may give some."""
        if not (self._is_inside and self.contact.is_agent):
            return ()
        is_report = self.notice.kind is NoticeKind.INCIDENT_REPORT
        return inquiries.EVERY_COMMAND if is_report else inquiries.COMMON_COMMANDS


def _reviewed(matter: Matter) -> Review:
    """What is known of the incident, without a word of the others that it names (P13)."""
    return looking_back.review(matter.work, matter.incident).without_other_words()
