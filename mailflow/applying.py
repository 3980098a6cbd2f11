"""Do what a decision wants, in its order, inside the caller's unit of work."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from mailflow.adapters.store.contract import Work
from mailflow.adapters.tokens import code_mac, new_code
from mailflow.beginning import open_incident
from mailflow.core.article_effects import NoteHelp, SetArticleState, SuggestArticles, WriteArticle
from mailflow.core.closure import cared_for
from mailflow.core.effects import (
    OPENED,
    WRITTEN,
    AddEntry,
    AddParticipant,
    AskChallenge,
    BlockAddress,
    ChangeIncident,
    Decision,
    FinishMail,
    HearLanguage,
    KeepAlert,
    KeepFingerprints,
    LiftBlock,
    LiftSuppression,
    LinkIncidents,
    LinkMail,
    MarkBounced,
    NoteEvent,
    NoteWrongCode,
    OpenIncident,
    OpenProblem,
    RecordSecurityEvent,
    RemoveParticipant,
    RevokeToken,
    SetAbsence,
    SetParticipant,
    SettleChallenge,
    SplitOff,
    UnlinkIncidents,
    UseCommand,
    numbered,
)
from mailflow.core.explanations import because
from mailflow.core.mail import Mail, stored_attachments
from mailflow.core.notices import TranscriptLine
from mailflow.core.records import (
    Challenge,
    Incident,
    IncidentEvent,
    OutboxRow,
    RawMail,
)
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.undoing import (
    PARTICIPANT,
    THE_CLOCK,
    UNTOLD,
    changed_fields,
    written_participant,
)
from mailflow.desk import Desk
from mailflow.errors import NotFoundError
from mailflow.letters import Occasion
from mailflow.noticing import Noticer
from mailflow.recording import Recorder
from mailflow.timing import retimed
from models.enums import NoticeKind

SUPPRESS_AFTER_HARD_BOUNCES = 1
MAXIMUM_WRONG_CODES = 5


@dataclass(frozen=True, slots=True)
class Applier:
    """Applies the effects of one mail; `raw` and `mail` are None for effects of the clock.

    `seen` holds the incidents of this unit of work as they stand, so that none is read twice;
    `made` the numbers that were drawn here, by how a transcript names them.
    """

    work: Work
    desk: Desk
    raw: RawMail | None
    mail: Mail | None
    now: datetime
    seen: dict[int, Incident] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)

    def apply(self, decision: Decision) -> int | None:
        """Apply every effect; return the incident that was opened, if one was."""
        opened: int | None = None
        for effect in decision.effects:
            if isinstance(effect, OpenIncident):
                opened = self._open(effect)
            elif isinstance(effect, FinishMail):
                self._finish(effect, opened, decision.log)
            else:
                HANDLERS[type(effect)](self, effect, opened)
        return opened

    def _mail_id(self) -> int | None:
        return self.raw.id if self.raw else None

    def _open(self, effect: OpenIncident) -> int:
        incident = open_incident(self.work, self.desk, self.raw, effect, self.now)
        self.seen[incident.id] = incident
        self._happened(incident.id, "opened", effect.requester.address)
        return incident.id

    def _happened(self, incident_id: int, name: str, actor: str) -> None:
        event = IncidentEvent(name, actor, self.now, mail_id=self._mail_id())
        self.work.incidents.add_event(incident_id, event)
        detail = {"mail": str(self._mail_id() or "")}
        self.work.audit.append(incident_id, name, detail, self.now)

    def _change(self, effect: ChangeIncident, _: int | None) -> None:
        before = self._incident(effect.incident_id)
        wanted: dict[str, Any] = dict(effect.changes)
        after = replace(before, **wanted)
        if not effect.restored:
            after = retimed(self.work, self.desk.settings, before, after, self.now)
        after = cared_for(before, after, self.desk.settings, self.now)
        after = self.work.incidents.update(after)
        self.seen[after.id] = after
        fields = changed_fields(before, after)
        for name, old, new in fields:
            if effect.actor == THE_CLOCK and name in UNTOLD:
                continue
            event = IncidentEvent(
                "changed", effect.actor, self.now, name, old, new, self._mail_id()
            )
            self.work.incidents.add_event(before.id, event)
        detail = {"fields": ",".join(one[0] for one in fields), "mail": str(self._mail_id() or "")}
        self.work.audit.append(before.id, "changed", detail, self.now)
        if after.merged_into and after.merged_into != before.merged_into:
            self.work.alerts.move_members(after.id, after.merged_into)

    def _incident(self, incident_id: int | None) -> Incident:
        number = incident_id or 0
        incident = self.seen.get(number) or self.work.incidents.get(number)
        if incident is None:
            raise NotFoundError(f"incident {incident_id} does not exist")
        self.seen[number] = incident
        return incident

    def _add_entry(self, effect: AddEntry, opened: int | None) -> None:
        number = self._incident(effect.incident_id or opened).id
        self.work.incidents.add_entry(number, effect.entry)
        self.work.audit.append(
            number,
            "entry_added",
            {"kind": effect.entry.kind.value, "mail": str(self._mail_id() or "")},
            self.now,
        )

    def _add_participant(self, effect: AddParticipant, opened: int | None) -> None:
        number = self._incident(effect.incident_id or opened).id
        self.work.incidents.add_participant(number, effect.participant)

    def _set_participant(self, effect: SetParticipant, _: int | None) -> None:
        who, number = effect.participant, effect.incident_id
        before = self._participant(number, who.address)
        self.work.incidents.set_participant(number, who)
        field_name, after = f"{PARTICIPANT}{who.address}", written_participant(who)
        self._recorder.changed(number, effect.actor, field_name, before, after)

    def _remove_participant(self, effect: RemoveParticipant, _: int | None) -> None:
        number, address = effect.incident_id, effect.address
        before = self._participant(number, address)
        self.work.incidents.remove_participant(number, address)
        self._recorder.changed(number, effect.actor, f"{PARTICIPANT}{address}", before, "")

    def _participant(self, incident_id: int, address: str) -> str:
        everybody = self.work.incidents.participants(incident_id)
        return written_participant(next((one for one in everybody if one.address == address), None))

    def _link_incidents(self, effect: LinkIncidents, _: int | None) -> None:
        self._recorder.link(effect.incident_id, effect.link, effect.actor)

    def _unlink_incidents(self, effect: UnlinkIncidents, _: int | None) -> None:
        self._recorder.unlink(effect.incident_id, effect.link, effect.actor)

    def _split_off(self, effect: SplitOff, opened: int | None) -> None:
        part = self._incident(opened)
        self._recorder.split(effect, part.id)
        self.made[effect.name] = part.reference

    def _open_problem(self, effect: OpenProblem, opened: int | None) -> None:
        problem = self._incident(opened)
        held = (("assignee_id", effect.contact_id),)
        self._change(ChangeIncident(problem.id, held, effect.actor), None)
        self._recorder.problem(problem.id, effect)
        self.made[OPENED] = problem.reference

    def _write_article(self, effect: WriteArticle, _: int | None) -> None:
        number = self._recorder.article(effect.article, effect.actor)
        self.made[WRITTEN] = str(number)
        change = (("article_id", number),)
        self._change(ChangeIncident(effect.article.incident_id, change, effect.actor), None)

    @property
    def _recorder(self) -> Recorder:
        return Recorder(self.work, self._mail_id(), self.now)

    def _link(self, effect: LinkMail, opened: int | None) -> None:
        number = self._incident(effect.incident_id or opened).id
        if effect.message_id:
            self.work.mails.link_message_id(effect.message_id, number, self._mail_id())
        self.work.mails.link_quoted(effect.quoted, number)

    def _keep_fingerprints(self, effect: KeepFingerprints, opened: int | None) -> None:
        number, mail_id = effect.incident_id or opened, self._mail_id()
        if number is None or mail_id is None:
            raise NotFoundError("fingerprints are of a mail of an incident")
        if self._incident(number).is_practice:
            return  # no real mail is to be told that it may belong there
        self.work.mails.keep_fingerprints(effect.traces, number, mail_id, self.now)

    def _send(self, effect: SendNotice, opened: int | None) -> None:
        incident = self._incident(effect.incident_id or opened)
        is_new = effect.incident_id is None
        occasion = Occasion(self.mail, self._mail_id(), self.now, is_new=is_new)
        lines = numbered(effect.transcript, self.made)
        notice = replace(effect, transcript=lines) if lines else effect
        Noticer(self.work, self.desk, incident, occasion).send(notice)

    def _ask(self, effect: AskChallenge, _: int | None) -> None:
        """Draw a code; the database keeps its MAC alone, the mail to the agent the code."""
        incident = self._incident(effect.incident_id)
        code = new_code()
        kept = Challenge(
            id=0,
            contact_id=effect.contact_id,
            incident_id=incident.id,
            mail_id=self._mail_id() or 0,
            code_hash=code_mac(self.desk.keys.audit, incident.id, effect.contact_id, code),
            created_at=self.now,
        )
        self.work.challenges.add(kept)
        lines = tuple(TranscriptLine(one, False, because("held")) for one in effect.lines)
        notice = SendNotice(
            NoticeKind.CHALLENGE,
            Addressee.CONTACT,
            incident.id,
            reason=effect.reason,
            contact_id=effect.contact_id,
            transcript=lines,
            code=code,
            server=effect.server,
            arrived=effect.arrived,
        )
        self._send(notice, None)
        self.work.audit.append(incident.id, "challenged", {"mail": str(kept.mail_id)}, self.now)

    def _settle(self, effect: SettleChallenge, _: int | None) -> None:
        self.work.challenges.settle(effect.challenge_id, effect.state, self.now)
        detail = {"challenge": str(effect.challenge_id), "state": effect.state.value}
        self.work.audit.append(None, "challenge_settled", detail, self.now)

    def _wrong_code(self, effect: NoteWrongCode, _: int | None) -> None:
        self.work.challenges.note_wrong_code(effect.challenge_id, self.now, MAXIMUM_WRONG_CODES)

    def _keep_alert(self, effect: KeepAlert, opened: int | None) -> None:
        number = self._incident(opened).id if effect.incident_id is None else None
        group, member = effect.group, effect.member
        self.work.alerts.keep_group(replace(group, incident_id=number or group.incident_id))
        if member is not None:
            self.work.alerts.keep_member(replace(member, incident_id=number or member.incident_id))

    def _use_command(self, effect: UseCommand, _: int | None) -> None:
        number, mail_id = effect.incident_id, self._mail_id()
        self.work.incidents.add_command(effect.notice_id, effect.command, number, mail_id, self.now)
        detail = {"command": effect.command.split(" ")[0], "notice": str(effect.notice_id)}
        self.work.audit.append(number, "command_executed", detail, self.now)

    def _revoke(self, effect: RevokeToken, _: int | None) -> None:
        self.work.outbox.revoke(effect.outbox_id, self.now)
        self.work.audit.append(None, "token_revoked", {"notice": str(effect.outbox_id)}, self.now)

    def _bounced(self, effect: MarkBounced, _: int | None) -> None:
        row = self.work.outbox.get(effect.outbox_id)
        if row is None:
            raise NotFoundError(f"outbox row {effect.outbox_id} does not exist")
        self.work.outbox.mark_bounced(row.id, self.now)
        self.work.audit.append(row.incident_id, "bounced", {"notice": str(row.id)}, self.now)
        if effect.unreachable:
            self._suppress(row)

    def _suppress(self, row: OutboxRow) -> None:
        before = self.work.directory.by_address(row.recipient)
        after = SUPPRESS_AFTER_HARD_BOUNCES
        now_is = self.work.directory.note_hard_bounce(row.recipient, self.now, after)
        if now_is and before is not None and not before.suppressed:
            detail = {"contact": str(before.id), "notice": str(row.id)}
            self.work.audit.append(row.incident_id, "address_suppressed", detail, self.now)

    def _lift(self, effect: LiftSuppression, _: int | None) -> None:
        if self.work.directory.lift_suppression(effect.address):
            detail = {"contact": str(effect.contact_id), "mail": str(self._mail_id() or "")}
            self.work.audit.append(None, "suppression_lifted", detail, self.now)

    def _hear(self, effect: HearLanguage, _: int | None) -> None:
        self._recorder.language(effect)

    def _record(self, effect: RecordSecurityEvent, _: int | None) -> None:
        self.work.audit.add_security_event(effect.event)
        detail = {"event": effect.event.name, "mail": str(effect.event.mail_id or "")}
        self.work.audit.append(effect.event.incident_id, "security_event", detail, self.now)

    def _finish(
        self, effect: FinishMail, opened: int | None, log: tuple[tuple[str, str], ...]
    ) -> None:
        if self.raw is None:
            raise NotFoundError("effects of the clock finish no mail")
        if self.mail is not None and self.mail.attachments:
            self.work.mails.add_attachments(stored_attachments(self.raw.id, self.mail))
        self.work.mails.finish(
            self.raw.id,
            end_state=effect.end_state,
            rule=effect.rule,
            incident_id=effect.incident_id or opened,
            at=self.now,
            log=log,
            identity=self.mail.identity if self.mail else None,
        )


HANDLERS: dict[type, Callable[[Applier, Any, int | None], None]] = {
    ChangeIncident: Applier._change,  # noqa: SLF001 - the table of this class's own methods
    AddEntry: Applier._add_entry,  # noqa: SLF001
    AddParticipant: Applier._add_participant,  # noqa: SLF001
    SetParticipant: Applier._set_participant,  # noqa: SLF001
    RemoveParticipant: Applier._remove_participant,  # noqa: SLF001
    LinkIncidents: Applier._link_incidents,  # noqa: SLF001
    UnlinkIncidents: Applier._unlink_incidents,  # noqa: SLF001
    BlockAddress: lambda self, effect, _: self._recorder.block(effect),
    LiftBlock: lambda self, effect, _: self._recorder.lift_block(effect),
    SplitOff: Applier._split_off,  # noqa: SLF001
    OpenProblem: Applier._open_problem,  # noqa: SLF001
    NoteEvent: lambda self, effect, _: self._recorder.note(effect),
    WriteArticle: Applier._write_article,  # noqa: SLF001
    SetArticleState: lambda self, effect, _: self._recorder.article_state(effect),
    SuggestArticles: lambda self, effect, opened: self._recorder.suggested(effect, opened),
    NoteHelp: lambda self, effect, _: self._recorder.helped(effect),
    SetAbsence: lambda self, effect, _: self._recorder.absence(effect),
    LinkMail: Applier._link,  # noqa: SLF001
    KeepFingerprints: Applier._keep_fingerprints,  # noqa: SLF001
    SendNotice: Applier._send,  # noqa: SLF001
    AskChallenge: Applier._ask,  # noqa: SLF001
    SettleChallenge: Applier._settle,  # noqa: SLF001
    NoteWrongCode: Applier._wrong_code,  # noqa: SLF001
    KeepAlert: Applier._keep_alert,  # noqa: SLF001
    UseCommand: Applier._use_command,  # noqa: SLF001
    RevokeToken: Applier._revoke,  # noqa: SLF001
    MarkBounced: Applier._bounced,  # noqa: SLF001
    LiftSuppression: Applier._lift,  # noqa: SLF001
    HearLanguage: Applier._hear,  # noqa: SLF001
    RecordSecurityEvent: Applier._record,  # noqa: SLF001
}
