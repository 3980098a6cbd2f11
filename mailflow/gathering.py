"""Gather every fact that the decision about one mail depends on; nothing is written here."""

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mailflow.adapters.markup import html_to_text
from mailflow.adapters.parser import read_mail
from mailflow.adapters.store.contract import Work
from mailflow.adapters.tokens import code_mac
from mailflow.circumstances import circumstances, proof_of, spoken
from mailflow.core.alert_groups import NOWHERE, AlertPlace, begun, is_open, takes_in
from mailflow.core.alerts import Alert, read_alert
from mailflow.core.authority import OPENING, Outcome, Ruling, Situation, rule
from mailflow.core.automatic import MachineMail, machine_mail
from mailflow.core.categorisation import NO_SUGGESTION, Suggestion, classified_text
from mailflow.core.commands import AGENT_RULES, Block, parse
from mailflow.core.commands.cutting import whole_lines
from mailflow.core.conversations import Conversation, correspondent_in_common, named_incidents
from mailflow.core.correspondents import Author, AuthorKind, author_of, writer_of
from mailflow.core.decisions.circumstances import Circumstances, Release
from mailflow.core.decisions.confirming import ANSWERS, ASKED_FOR
from mailflow.core.decisions.facts import CommandFacts, Facts, Held
from mailflow.core.decisions.rating import read_rating
from mailflow.core.forwarding import Forwarded, forwarded_mail
from mailflow.core.lifecycle import needs_follow_up
from mailflow.core.likeness import REACH
from mailflow.core.mail import Mail, bare_subject
from mailflow.core.quoting import NewText, new_text
from mailflow.core.records import AlertMember, Contact, Incident, OutboxRow, RawMail
from mailflow.core.reply_tokens import (
    OUR_MESSAGE_ID,
    TokenFields,
    TokenReading,
    decisive,
    weigh,
    written_tokens,
)
from mailflow.core.traces import NO_TRACES, Resemblance, Traces, resemblances
from mailflow.desk import Desk
from mailflow.gathering_commands import CommandGatherer
from mailflow.suggesting import suggested
from models.enums import NoticeKind

MAXIMUM_MERGES = 20
CHALLENGE_LIFETIME = timedelta(minutes=60)
CHALLENGES_PER_HOUR = 3
MOST_RESEMBLED = 3
NEVER_CLASSIFIED = frozenset(
    {MachineMail.AUTO_REPLY, MachineMail.READ_RECEIPT, MachineMail.DELIVERY_REPORT}
)


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Reads the store for one mail."""

    work: Work
    desk: Desk
    mail: Mail
    raw: RawMail
    now: datetime
    new: NewText
    suggestion: Suggestion | None = None
    release: Release | None = None
    traces: Traces = NO_TRACES
    is_head: bool = False
    rows: dict[int, OutboxRow | None] = field(default_factory=dict, repr=False)

    def facts(self) -> Facts:
        """Return everything known about the mail."""
        author = self._author()
        proof = proof_of(self.desk.settings.desk, self.mail, self.raw.source, author)
        conversation = self._conversation(author)
        common = conversation.quoting is not None and correspondent_in_common(
            self.mail, conversation.quoting_participants
        )
        situation = Situation(author, proof, conversation, common)
        return self._complete(situation, rule(situation))

    def _complete(self, situation: Situation, ruling: Ruling) -> Facts:
        text = self._text(situation)
        commands = self._commands(situation, ruling, text)
        machine, opens = self._machine(), self._may_open(situation, ruling)
        is_monitor = situation.author.kind is AuthorKind.MONITOR
        alert = read_alert(self.mail, self.desk.settings.alerts) if is_monitor else None
        return Facts(
            mail=self.mail,
            mail_id=self.raw.id,
            received_at=self.raw.received_at,
            now=self.now,
            settings=self.desk.settings,
            situation=situation,
            ruling=ruling,
            text=text,
            machine=None if is_monitor and machine is not MachineMail.OWN_LOOP else machine,
            alert=alert,
            alert_place=self._alert_place(situation, alert) if is_monitor else NOWHERE,
            bounced=self._bounced(),
            forwarded=self._forwarded(ruling),
            suggestion=self._suggestion(machine, text, opens=opens or commands.block.splits),
            may_acknowledge=self._acknowledges(situation, ruling, opens=opens),
            commands=commands,
            held=self._held(situation, commands),
            may_challenge=self._may_challenge(situation, ruling),
            traces=self.traces,
            resemblance=self._resemblance(situation, ruling, machine),
            around=self._around(situation, ruling, text),
            answered=self._answered(situation),
        )

    def _around(self, situation: Situation, ruling: Ruling, text: str) -> Circumstances:
        forms, now = self.desk.settings.desk.web_forms, self.now
        digit, comment = read_rating(text, self._answered(situation), situation, ruling)
        said = comment if digit else text
        known = circumstances(self.work, situation, ruling, self.mail, said, forms, now)
        tongue = spoken(situation, ruling, self.mail, self._forwarded(ruling), text)
        vips = self._vips(situation, ruling)
        return replace(known, release=self.release, vips=vips, spoken=tongue)

    def _vips(self, situation: Situation, ruling: Ruling) -> frozenset[str]:
        """Return the addresses of VIPs among those for whom the mail may open an incident."""
        if not self._may_open(situation, ruling):
            return frozenset()
        forwarded, author = self._forwarded(ruling), situation.author
        people = (author.mailbox, *self.mail.reply_to[:1], forwarded.sender if forwarded else None)
        known = {one.address: self.work.directory.by_address(one.address) for one in people if one}
        return frozenset(address for address, who in known.items() if who and who.vip)

    def _answered(self, situation: Situation) -> NoticeKind | None:
        """Return the kind of the notice whose token the mail bears."""
        fields = situation.conversation.token.fields
        row = self._row(fields)
        return row.kind if row else None

    def _alert_place(self, situation: Situation, alert: Alert | None) -> AlertPlace:
        """Where an alert belongs: by its key, else by what the monitor raised just before."""
        monitor, alerts = situation.author.address, self.work.alerts
        member = alerts.member(monitor, alert.deduplication_key) if alert else None
        incident = self._merged(member.incident_id) if member else None
        raises = alert is None or not (alert.recovery or alert.remark)
        if member and incident and (is_open(incident) or not raises):
            return self._known_place(incident, member)
        group = alerts.newest_group(monitor) if raises else None
        if group is None or not takes_in(group, self.now, self.desk.settings.limits):
            return NOWHERE
        incident = self._merged(group.incident_id)
        return AlertPlace(incident, group) if incident and is_open(incident) else NOWHERE

    def _known_place(self, incident: Incident, member: AlertMember) -> AlertPlace:
        """Where a known thing belongs; what its incident was merged into may be a person's."""
        is_counted = member.incident_id == incident.id and not member.recovered
        others = self.work.alerts.count_open(incident.id) > int(is_counted)
        group = self.work.alerts.group(incident.id) or replace(
            begun(member.monitor, incident.opened_at), incident_id=incident.id
        )
        is_persons = incident.requester_address != member.monitor
        return AlertPlace(incident, group, member, others or is_persons)

    def _text(self, situation: Situation) -> str:
        """The new text; of a mail that answers nothing all, if something in it looks quoted."""
        if situation.refers:
            return self.new.text
        mail = self.mail
        answers = mail.ancestors or bare_subject(mail.subject) != mail.subject.strip()
        tells = self.new.quoted and not answers
        return mail.text if tells or not self.new.text.strip() else self.new.text

    def _author(self) -> Author:
        sender = self.mail.sender
        settings = self.desk.settings
        return author_of(
            self.mail,
            self.work.directory.by_address(sender.address) if sender else None,
            own_addresses=settings.own_addresses,
            monitors=frozenset(address.lower() for address in settings.desk.monitors),
            support_address=settings.desk.support_address,
        )

    def _conversation(self, author: Author) -> Conversation:
        settings = self.desk.settings
        written = written_tokens(self.mail, settings.desk.support_address, settings.reply_domain)
        contact_id = author.contact.id if author.contact else None
        readings = tuple(self._weighed(text, contact_id) for text in written[:50])
        by_id = self.work.mails.incidents_by_message_id(self.mail.ancestors[:100])
        named = named_incidents(readings, by_id, self.mail)
        incident = self._merged(named.decisive)
        quoting = self._quoting() if incident is None else None
        return Conversation(
            token=decisive(readings),
            other_tokens=readings[1:],
            incident=incident,
            named=frozenset(self._merged_id(one) for one in named.every),
            by_reference=incident is not None and bool(named.by_reference),
            participants=self.work.incidents.participants(incident.id) if incident else (),
            quoting=quoting,
            quoting_participants=self.work.incidents.participants(quoting.id) if quoting else (),
        )

    def _weighed(self, text: str, author_contact_id: int | None) -> TokenReading:
        fields = self.desk.keys.reply_tokens.read(text)
        owner = self.work.directory.get(fields.contact_id) if fields else None
        return weigh(
            fields,
            self._row(fields),
            owner=owner,
            author_contact_id=author_contact_id,
            now=self.now,
            lifetime=self.desk.settings.token_lifetime,
        )

    def _merged(self, incident_id: int | None) -> Incident | None:
        """Return the incident, or the one it was merged into."""
        incident = self.work.incidents.get(incident_id) if incident_id else None
        for _ in range(MAXIMUM_MERGES):
            if incident is None or incident.merged_into is None:
                break
            incident = self.work.incidents.get(incident.merged_into)
        return incident

    def _merged_id(self, incident_id: int) -> int:
        incident = self._merged(incident_id)
        return incident.id if incident else incident_id

    def _quoting(self) -> Incident | None:
        found = self.work.mails.incidents_quoting(self.mail.ancestors[:50])
        return self._merged(found[0]) if found else None

    def _machine(self) -> MachineMail | None:
        return machine_mail(
            self.mail,
            instance_id=self.desk.settings.desk.instance_id,
            is_own_message_id=lambda one: self._own_row(one) is not None,
            released=self.release is not None,
        )

    def _own_row(self, message_id: str) -> OutboxRow | None:
        """Return the outbox row whose Message-ID this is, if its MAC holds."""
        match = OUR_MESSAGE_ID.fullmatch(message_id)
        fields = self.desk.keys.reply_tokens.read(match.group(1).lower()) if match else None
        return self._row(fields)

    def _row(self, fields: TokenFields | None) -> OutboxRow | None:
        """Return the notice that a token is of; its bytes are read once."""
        if fields is None:
            return None
        if fields.outbox_id not in self.rows:
            self.rows[fields.outbox_id] = self.work.outbox.get(fields.outbox_id)
        return self.rows[fields.outbox_id]

    def _bounced(self) -> tuple[OutboxRow, ...]:
        report = self.mail.delivery_report
        if report is None:
            return ()
        # Servers that return no header of our mail still answer it by its Message-ID.
        named = (*report.returned_message_ids[:20], *self.mail.ancestors[:20])
        found = (self._own_row(one) for one in named)
        lifetime = self.desk.settings.token_lifetime
        return tuple(row for row in found if row and row.created_at + lifetime >= self.now)

    def _forwarded(self, ruling: Ruling) -> Forwarded | None:
        return forwarded_mail(self.mail, self.mail.text) if ruling.outcome in OPENING else None

    def _suggestion(self, machine: MachineMail | None, text: str, *, opens: bool) -> Suggestion:
        """Classify only what may open an incident, and no receipt or automatic reply."""
        if machine in NEVER_CLASSIFIED or not opens:
            return NO_SUGGESTION
        if self.suggestion is not None:
            return self.suggestion
        asked = (self.mail, self.traces, classified_text(self.mail.subject, text))
        return suggested(self.work, self.desk, [asked], self.now)[0]

    def _resemblance(
        self, situation: Situation, ruling: Ruling, machine: MachineMail | None
    ) -> Resemblance | None:
        """Return the incident that a mail which opens another may belong to: a hint for agents.

        Monitors name their incidents by a key of their own.
        """
        is_monitor = situation.author.kind is AuthorKind.MONITOR
        if is_monitor or machine in NEVER_CLASSIFIED or ruling.outcome not in OPENING:
            return None
        seen = self.work.mails.sightings(self.traces.asked, self.now - REACH)
        known = resemblances(self.traces, seen, self.now)[:MOST_RESEMBLED]
        found = [self._with_people(one, situation.author.address) for one in known]
        best = max(found, key=lambda one: one.evidence.weight, default=None)
        is_mentioned = best is not None and best.incident_id in situation.conversation.named
        return best if best and best.is_worth_a_word and not is_mentioned else None

    def _with_people(self, found: Resemblance, sender: str) -> Resemblance:
        number = self._merged_id(found.incident_id)
        participants = self.work.incidents.participants(number)
        people = {one.address for one in participants}
        names = people.union(one.display_name for one in participants)
        written_to = {one.address for one in (*self.mail.to, *self.mail.cc)[:100]} - {sender}
        answers = self.traces.prints.answers(names)
        evidence = replace(
            found.evidence,
            is_answer=found.evidence.is_answer or answers,
            took_part=sender in people,
            in_touch=answers or bool(people & written_to),
        )
        return Resemblance(number, evidence)

    def _may_open(self, situation: Situation, ruling: Ruling) -> bool:
        """Whether the mail may open an incident: a new one, or one that follows up another."""
        incident, window = situation.conversation.incident, self.desk.settings.reopen_window
        follows_up = incident is not None and needs_follow_up(incident, self.now, window)
        return ruling.outcome in OPENING or follows_up

    def _acknowledges(self, situation: Situation, ruling: Ruling, *, opens: bool) -> bool:
        """Whether the limits allow the answer that this mail would get."""
        return not (self.is_head or opens) or self._may_acknowledge(self._writer(situation, ruling))

    def _writer(self, situation: Situation, ruling: Ruling) -> str:
        """Return who would be answered: the author, or whom an agent or a web form speaks for."""
        if ruling.outcome is Outcome.NEW_FROM_AGENT:
            forwarded = self._forwarded(ruling)
            if forwarded is not None and forwarded.sender is not None:
                return forwarded.sender.address
        forms = self.desk.settings.desk.web_forms
        return writer_of(situation.author, self.mail, forms, proven=situation.passes).address

    def _may_acknowledge(self, address: str) -> bool:
        """Whether the limits of promise P11 and the block list allow one more answer by itself."""
        if self.work.blocks.of(address) is not None:
            return False
        limits, desk = self.desk.settings.limits, self.desk.settings.desk
        domain = address.rpartition("@")[2]
        served = domain in {one.lower() for one in desk.served_domains}
        per_domain = (
            limits.acknowledgements_per_served_domain_hour
            if served
            else limits.acknowledgements_per_domain_hour
        )
        kind = NoticeKind.TOO_LARGE if self.is_head else NoticeKind.ACKNOWLEDGEMENT
        since = self.now - timedelta(hours=1)
        to_sender, to_domain = self.work.outbox.sent_since(
            kind, since, recipient=address, domain=domain
        )
        return to_sender < limits.acknowledgements_per_sender_hour and to_domain < per_domain

    def _commands(self, situation: Situation, ruling: Ruling, text: str) -> CommandFacts:
        contact, incident = situation.author.contact, situation.conversation.incident
        if situation.author.kind is not AuthorKind.AGENT or contact is None:
            return CommandFacts()
        block = self._block(text, self.mail)
        if incident is None or ruling.outcome is not Outcome.RELAY:
            return CommandFacts(block)
        is_inside = self._answered(situation) is NoticeKind.REVIEW
        return self.commanded(situation, contact, incident, replace(block, is_inside=is_inside))

    def _block(self, text: str, mail: Mail) -> Block:
        """Return the command block; where a line may be cut, the HTML shows it whole."""
        most = self.desk.settings.limits.commands
        block = parse(text, AGENT_RULES, most)
        if not (block.may_be_cut and mail.html):
            return block
        return parse(text, AGENT_RULES, most, whole_lines(html_to_text(mail.html)))

    def commanded(
        self, situation: Situation, contact: Contact, incident: Incident, block: Block
    ) -> CommandFacts:
        """Return what the database says of all that a block names."""
        fields = situation.conversation.token.fields
        own, ask = self.desk.settings.own_addresses, self._may_acknowledge
        return CommandGatherer(self.work, contact, incident, fields, ask, own).facts(block)

    def _held(self, situation: Situation, commands: CommandFacts) -> Held | None:
        """Return the mail whose challenge this one answers, and whether its code is right."""
        contact, incident = situation.author.contact, situation.conversation.incident
        names = {command.name for command in commands.block.commands}
        if contact is None or incident is None or not names & ANSWERS:
            return None
        challenge = self.work.challenges.open(contact.id, incident.id)
        if challenge is None or challenge.created_at + CHALLENGE_LIFETIME < self.now:
            return None
        mail = read_mail(self.work.mails.get(challenge.mail_id).content)
        text = new_text(mail.text).text
        code = commands.block.value_of("yes") or ""
        found = code_mac(self.desk.keys.audit, incident.id, contact.id, code)
        held = self.commanded(situation, contact, incident, self._block(text, mail))
        proven = hmac.compare_digest(found, challenge.code_hash)
        return Held(challenge.id, mail, text, held, proven)

    def _may_challenge(self, situation: Situation, ruling: Ruling) -> bool:
        contact = situation.author.contact
        if contact is None or ruling.outcome not in ASKED_FOR:
            return False
        asked = self.work.challenges.number_since(contact.id, self.now - timedelta(hours=1))
        return asked < CHALLENGES_PER_HOUR
