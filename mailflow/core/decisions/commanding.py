"""An agent's mail: text that is relayed, commands that run, blocks that are held."""

from mailflow.core.authority import Outcome, commands_forbidden
from mailflow.core.commands import Command, Problem
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import (
    AddEntry,
    AddParticipant,
    Addressee,
    ChangeIncident,
    Effect,
    FinishMail,
    LinkMail,
    SendNotice,
    UseCommand,
)
from mailflow.core.explanations import Explanation, because
from mailflow.core.lifecycle import Changes, closing, may_become, reopening, resolving, working
from mailflow.core.notices import TranscriptLine
from mailflow.core.records import Contact, Entry, Participant
from models.enums import (
    EndState,
    EntryKind,
    IncidentState,
    NoticeKind,
    ParticipantRole,
    Protection,
)

HELD_REASONS = {
    Outcome.FRESH_NOTICE: "token_expired",
    Outcome.CHALLENGE: "held_no_token",
    Outcome.HELD: "held_unknown_server",
}
BESIDE = because("another_line_refused")


def relay(facts: Facts) -> tuple[Effect, ...]:
    """Return the effects of an agent's mail with his own valid token."""
    forbidden = commands_forbidden(
        facts.situation,
        ruling=facts.ruling,
        is_machine_mail=facts.machine is not None,
        has_right=facts.commands.has_right,
    )
    if forbidden:
        return _refused(facts, (Problem("", because(forbidden)),))
    problems = refusals(facts)
    return _refused(facts, problems) if problems else _executed(facts)


def hold(facts: Facts) -> tuple[Effect, ...]:
    """Return the effects of an agent's mail that is not proven enough: a comment, and why."""
    reason = HELD_REASONS[facts.ruling.outcome]
    lines = tuple(TranscriptLine(one, False, because(reason)) for one in facts.commands.block.lines)
    return (*_commented(facts), *_transcript(facts, reason, lines), _end(facts))


def refusals(facts: Facts) -> tuple[Problem, ...]:
    """Return every reason why the block is refused; none where it may run (all or nothing)."""
    block = facts.commands.block
    found = list(block.problems)
    if facts.mail.protection is Protection.ENCRYPTED:
        found.append(Problem("", because("encrypted")))
    found += [Problem(line, because("quoted_line")) for line in facts.commands.quoted]
    for command in block.commands:
        if reason := _objection(command, facts):
            found.append(Problem(command.line, reason))
    return tuple(found)


def _objection(command: Command, facts: Facts) -> Explanation | None:
    if command.canonical in facts.commands.used:
        return because("used_before")
    if command.name == "assign" and command.value.casefold() not in {"me", "none"}:
        known = facts.commands.people.get(command.value) is not None
        return None if known else because("no_such_agent", person=command.value)
    return _state_objection(command, facts)


def _state_objection(command: Command, facts: Facts) -> Explanation | None:
    incident = facts.incident
    if command.name in {"resolve", "close"}:
        state = IncidentState.RESOLVED if command.name == "resolve" else IncidentState.CLOSED
        if not may_become(incident, state):
            return because(f"already_{incident.state.value}", reference=incident.reference)
        if not _resolution(facts) and not (command.name == "close" and incident.resolution):
            return because("resolution_needed")
    if command.name == "reopen" and not incident.is_finished:
        return because("already_open", reference=incident.reference)
    return None


def _resolution(facts: Facts) -> str:
    block = facts.commands.block
    value = block.value_of("resolve") or block.value_of("close") or ""
    return value or ("" if block.is_private else public_text(facts))


def public_text(facts: Facts) -> str:
    """Return the agent's text without the command lines; they never reach a requester."""
    block = facts.commands.block
    return (block.rest if block else facts.text).strip()


def _executed(facts: Facts) -> tuple[Effect, ...]:
    block, contact = facts.commands.block, _agent(facts)
    changes = _changes(facts, contact)
    effects: list[Effect] = [AddEntry(facts.incident.id, _answer_entry(facts))]
    effects += _joined(facts, contact)
    if changes:
        effects.append(ChangeIncident(facts.incident.id, changes, contact.address))
    effects += _uses(facts)
    effects += _public_notices(facts)
    effects += _assignment_notice(facts, contact)
    if block:
        lines = tuple(TranscriptLine(c.line, True, _done(c)) for c in block.commands)
        effects += _transcript(facts, "executed", lines)
    return (*effects, _end(facts))


def _answer_entry(facts: Facts) -> Entry:
    block = facts.commands.block
    text = public_text(facts)
    if block.is_private:
        text = "\n".join(part for part in (block.value_of("note") or "", text) if part)
    kind = EntryKind.NOTE if block.is_private else EntryKind.ANSWER
    return facts.entry(kind, text=text, verified=True, public=not block.is_private)


def _agent(facts: Facts) -> Contact:
    contact = facts.situation.author.contact
    if contact is None:
        raise LookupError("this row needs an agent of the directory")
    return contact


def _joined(facts: Facts, contact: Contact) -> list[Effect]:
    agent = Participant(contact.address, ParticipantRole.AGENT, contact.display_name)
    joined: list[Effect] = [AddParticipant(facts.incident.id, agent)]
    if facts.mail.message_id:
        joined.append(LinkMail(facts.incident.id, facts.mail.message_id))
    return joined


def _changes(facts: Facts, contact: Contact) -> Changes:
    changes: Changes = ()
    for command in facts.commands.block.commands:
        changes += _change(command, facts, contact)
    fields = {name for name, _ in changes}
    answers = bool(public_text(facts)) and not facts.commands.block.is_private
    if "state" not in fields and (answers or "assignee_id" in fields):
        changes += working(facts.incident)
    if facts.incident.responded_at is None and (answers or "resolved_at" in fields):
        changes += (("responded_at", facts.now),)
    return changes


def _change(command: Command, facts: Facts, contact: Contact) -> Changes:
    if command.name == "take":
        return (("assignee_id", contact.id),)
    if command.name == "assign":
        return (("assignee_id", _assignee_id(command, facts, contact)),)
    if command.name == "resolve":
        return resolving(_resolution(facts), facts.now)
    if command.name == "close":
        return closing(facts.incident, _resolution(facts), facts.now)
    return reopening() if command.name == "reopen" else ()


def _assignee_id(command: Command, facts: Facts, contact: Contact) -> int | None:
    who = command.value.casefold()
    if who in {"me", "none"}:
        return contact.id if who == "me" else None
    person = facts.commands.people[command.value]
    return person.id if person else None


def _uses(facts: Facts) -> list[Effect]:
    fields = facts.situation.conversation.token.fields
    notice = fields.outbox_id if fields else 0
    commands = facts.commands.block.commands
    return [UseCommand(facts.incident.id, notice, command.canonical) for command in commands]


def _public_notices(facts: Facts) -> list[Effect]:
    block, text = facts.commands.block, public_text(facts)
    # A signature holds the whole mail, commands included, and proves nothing about an answer.
    attachments = tuple(one for one in facts.mail.attachments if not one.is_signature)
    names = {command.name for command in block.commands}
    kind = NoticeKind.PUBLIC_ANSWER
    if names & {"resolve", "close"}:
        kind = NoticeKind.RESOLUTION if "resolve" in names else NoticeKind.CLOSURE
    elif block.is_private or not (text or attachments):
        return []
    agent = _agent(facts)
    return [
        SendNotice(
            kind,
            Addressee.PARTICIPANTS,
            facts.incident.id,
            text="" if block.is_private else text,
            author=agent.name,
            author_address=facts.situation.author.address,
            attachments=() if block.is_private else attachments,
            except_addresses=(facts.situation.author.address, agent.address),
        )
    ]


def _assignment_notice(facts: Facts, contact: Contact) -> list[Effect]:
    command = next((c for c in facts.commands.block.commands if c.name == "assign"), None)
    assignee = _assignee_id(command, facts, contact) if command else None
    if assignee is None or assignee == contact.id:
        return []
    notice = SendNotice(
        NoticeKind.AGENT_NOTICE,
        Addressee.CONTACT,
        facts.incident.id,
        reason="assigned",
        contact_id=assignee,
    )
    return [notice]


def _done(command: Command) -> Explanation:
    if command.name == "assign" and command.value.casefold() in {"me", "none"}:
        return because("done_take" if command.value.casefold() == "me" else "done_unassign")
    values = {"person": command.value} if command.name == "assign" else {}
    return because(f"done_{command.name}", **values)


def _refused(facts: Facts, problems: tuple[Problem, ...]) -> tuple[Effect, ...]:
    """A refused block changes nothing and relays nothing; the agent hears why, line by line."""
    block = facts.commands.block
    reasons = {problem.line: problem.reason for problem in problems if problem.line}
    beside = next((p.reason for p in problems if not p.line), BESIDE)
    lines = tuple(TranscriptLine(one, False, reasons.get(one, beside)) for one in block.lines)
    told = lines or tuple(TranscriptLine("", False, p.reason) for p in problems)
    return (*_commented(facts), *_transcript(facts, "refused", told), _end(facts))


def _commented(facts: Facts) -> tuple[Effect, ...]:
    kind = EntryKind.AUTOMATIC if facts.machine else EntryKind.COMMENT
    entry = facts.entry(kind, text=facts.text, verified=facts.situation.passes, public=False)
    message_id = facts.mail.message_id
    linked = (LinkMail(facts.incident.id, message_id),) if message_id else ()
    return (AddEntry(facts.incident.id, entry), *linked)


def _transcript(facts: Facts, reason: str, lines: tuple[TranscriptLine, ...]) -> tuple[Effect, ...]:
    """Tell the agent at his directory address; automatic mail is never answered (P11)."""
    if facts.machine is not None:
        return ()
    return (
        SendNotice(
            NoticeKind.COMMAND_TRANSCRIPT,
            Addressee.CONTACT,
            facts.incident.id,
            reason=reason,
            contact_id=_agent(facts).id,
            transcript=lines,
        ),
    )


def _end(facts: Facts) -> Effect:
    return FinishMail(EndState.APPENDED, facts.ruling.row, facts.incident.id)
