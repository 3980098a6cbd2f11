"""An agent's mail: text that is relayed, commands that run, blocks that are held."""

from collections.abc import Sequence

from mailflow.core.asking import answered
from mailflow.core.authority import Outcome, commands_forbidden
from mailflow.core.commands import Command, Problem, stray_commands
from mailflow.core.decisions import confirming
from mailflow.core.decisions.colleagues import note_for_assignee, overtaken
from mailflow.core.decisions.executing.doing import Doing, changed
from mailflow.core.decisions.executing.inquiries import PREVIEW
from mailflow.core.decisions.executing.replies import own_text
from mailflow.core.decisions.executing.states import public_text, resolution_of, state_command
from mailflow.core.decisions.executing.table import doing, objection
from mailflow.core.decisions.facts import Facts
from mailflow.core.decisions.lasting import NOTHING_LASTS, Lasting, lasting
from mailflow.core.decisions.updating import NO_UPDATE, Update, update_of, updates
from mailflow.core.effects import (
    AddEntry,
    AddParticipant,
    ChangeIncident,
    Effect,
    FieldValue,
    FinishMail,
    LinkMail,
    RemoveParticipant,
    SetParticipant,
    UseCommand,
)
from mailflow.core.explanations import Explanation, because
from mailflow.core.lifecycle import Changes, working
from mailflow.core.notices import TranscriptLine, Unheard
from mailflow.core.records import Contact, Entry, Participant
from mailflow.core.relaying import Withheld, cargo, own_files
from mailflow.core.sending import Addressee, SendNotice
from models.enums import EndState, EntryKind, NoticeKind, ParticipantRole, Protection

HELD_REASONS = {
    Outcome.FRESH_NOTICE: "token_expired",
    Outcome.CHALLENGE: "held_no_token",
    Outcome.HELD: "held_unknown_server",
}
NOBODY = "none"
SILENT = {Unheard.MUTED: "unheard", Unheard.UNREACHABLE: "unreachable"}
"""The reason of a transcript that tells of a text alone that its requester did not get."""
ALWAYS_TOLD = frozenset({"requester_address", "priority", "state"})
BESIDE = because("another_line_refused")


def relay(facts: Facts) -> tuple[Effect, ...]:
    """Return the effects of an agent's mail with his own valid token."""
    if confirming.answers(facts):
        return _answered(facts)
    forbidden = commands_forbidden(
        facts.situation,
        ruling=facts.ruling,
        is_machine_mail=facts.machine is not None,
        has_right=facts.commands.has_right,
    )
    if forbidden:
        return _refused(facts, (Problem("", because(forbidden)),))
    problems = refusals(facts)
    if problems:
        return _refused(facts, problems)
    return (
        _previewed(facts)
        if facts.commands.block.value_of(PREVIEW) is not None
        else _executed(facts)
    )


def _answered(facts: Facts) -> tuple[Effect, ...]:
    """An agent says whether a held mail was his: it is carried out, or recorded as forged."""
    held, reason = facts.held, confirming.objection(facts)
    if reason is not None or held is None:
        said = reason or because("no_challenge")
        problems = tuple(Problem(line, said) for line in facts.commands.block.lines)
        return (*confirming.failed(facts), *_refused(facts, problems))
    if facts.commands.block.commands[0].name == "no":
        lines = (TranscriptLine(facts.commands.block.lines[0], True, because("done_no")),)
        ended = confirming.refused(facts, held)
        return (*_commented(facts), *ended, *_transcript(facts, "executed", lines), _end(facts))
    proven = confirming.as_if_proven(facts, held)
    problems = refusals(proven)
    if not proven.commands.has_right:
        problems = (Problem("", because("no_right")),)
    done = _refused(proven, problems) if problems else _executed(proven)
    return (confirming.confirmed(held), *done)


def hold(facts: Facts) -> tuple[Effect, ...]:
    """Return the effects of an agent's mail that is not proven enough: a comment, and why."""
    if confirming.answers(facts):
        return _answered(facts)
    reason = HELD_REASONS[facts.ruling.outcome]
    asked = confirming.question(facts, _agent(facts), reason)
    if asked:
        return (*_commented(facts), *asked, _end(facts))
    lines = tuple(TranscriptLine(one, False, because(reason)) for one in facts.commands.block.lines)
    return (*_commented(facts), *_transcript(facts, reason, lines), _end(facts))


def refusals(facts: Facts) -> tuple[Problem, ...]:
    """Return every reason why the block is refused; none where it may run (all or nothing)."""
    block = facts.commands.block
    found = list(block.problems)
    if facts.mail.protection is Protection.ENCRYPTED:
        found.append(Problem("", because("encrypted")))
    found += [Problem(line, because("quoted_line")) for line in facts.commands.quoted]
    below = stray_commands(own_text(facts))
    found += [Problem(line, because("below_text")) for line in below]
    for command in block.commands:
        if reason := _objection(command, facts):
            found.append(Problem(command.line, reason))
    return tuple(found)


def _objection(command: Command, facts: Facts) -> Explanation | None:
    used = command.canonical in facts.commands.used
    return because("used_before") if used else objection(command, facts)


def _executed(facts: Facts) -> tuple[Effect, ...]:
    block, contact = facts.commands.block, _agent(facts)
    done = [doing(command, facts, contact) for command in block.commands]
    changes, others = _changes(facts, done), [effect for one in done for effect in one.effects]
    entry = _answer_entry(facts)
    effects: list[Effect] = []
    if entry.text or entry.attachment_names:
        effects.append(AddEntry(facts.incident.id, entry))
    effects += _joined(facts, contact)
    effects += changed(facts.incident.id, contact.address, block, done, changes)
    effects += _uses(facts, done)
    others = [effect for one in done for effect in one.effects]
    told = [one for one in others if isinstance(one, SendNotice) and one.incident_id is not None]
    effects += (one for one in others if one not in told)  # who takes part now gets the answer
    answers = _public_notices(facts)
    update = update_of(facts, answers)
    effects += (*answers, *updates(facts, update, contact), *told)
    effects += note_for_assignee(facts, contact, told)
    effects += overtaken(facts, contact, answers=bool(answers))
    return (*effects, *_told_of_it(facts, done, changes, update), _end(facts))


def _told_of_it(
    facts: Facts, done: Sequence[Doing], changes: Changes, update: Update
) -> tuple[Effect, ...]:
    """Tell the agent what ran, line by line; of a bare text what he would not expect of it."""
    commands = facts.commands.block.commands
    if commands and (update.told or not _is_silent(facts, changes, done)):
        pairs = zip(commands, done, strict=True)
        lines = tuple(TranscriptLine(c.line, one.is_done, one.done) for c, one in pairs)
        left = lasting(facts, changes, [effect for one in done for effect in one.effects])
        return _transcript(facts, "executed", lines, left, update)
    if update.told:
        return _transcript(facts, "updated", (), update=update)
    if unheard := _unheard(facts):
        return _transcript(facts, SILENT[unheard], ())
    return _transcript(facts, "withheld", ()) if _withheld(facts) else ()


def _unheard(facts: Facts) -> Unheard:
    """Return why a text does not reach the requester whom it is for."""
    return facts.commands.unheard if _public_notices(facts) else Unheard.HEARD


def _is_silent(facts: Facts, changes: Changes, done: Sequence[Doing]) -> bool:
    """Whether the agent wants no word of what simply ran, and may be spared it.

    Changes of requester, Cc, priority and state, and every undo, are always told (design
    section 5): they would show him commands that are not his.
    """
    told = SetParticipant | RemoveParticipant | ChangeIncident  # the latter of other incidents
    takes_part = any(isinstance(one, told) for what in done for one in what.effects)
    is_told = (
        takes_part
        or not all(one.is_done for one in done)
        or bool(ALWAYS_TOLD & {name for name, _ in changes})
    )
    block = facts.commands.block
    asked = block.splits or block.value_of("undo") is not None  # a number that he has to know
    return _agent(facts).silent_success and not (is_told or asked or _unheard(facts))


def _withheld(facts: Facts) -> tuple[Withheld, ...]:
    """Return the files of an answer that do not go with it: too large, or of a forbidden kind."""
    if facts.commands.block.is_private or facts.commands.block.splits:
        return ()
    people = facts.situation.conversation.participants
    readers = sum(one.role is not ParticipantRole.AGENT for one in people)
    return cargo(own_files(facts.mail, facts.text), facts.settings.limits, readers).withheld


def _previewed(facts: Facts) -> tuple[Effect, ...]:
    """Say what a block would do; nothing of it is done, and no text is sent on."""
    contact = _agent(facts)
    commands = facts.commands.block.commands
    done = [doing(command, facts, contact) for command in commands]
    pairs = zip(commands, done, strict=True)
    lines = tuple(TranscriptLine(command.line, False, one.done) for command, one in pairs)
    left = Lasting(open_below=lasting(facts, _changes(facts, done), ()).open_below)
    update = update_of(facts, _public_notices(facts))
    told = _transcript(facts, PREVIEW, lines, left, update)
    return (*_commented(facts), *told, _end(facts))


def _answer_entry(facts: Facts) -> Entry:
    block = facts.commands.block
    text = public_text(facts)
    if block.is_private:
        text = "\n".join(part for part in (block.value_of("note") or "", text) if part)
    elif block.splits:  # the text is the request of the other incident; here it is a note of that
        text = "\n\n".join(part for part in (text, own_text(facts)) if part)
    elif {state_command(one) for one in block.commands} & {"resolve", "close"}:
        text = text or resolution_of(facts)
    inside = block.is_private or block.splits
    kind = EntryKind.NOTE if inside else EntryKind.ANSWER
    if inside and facts.answered is NoticeKind.REVIEW:
        kind = EntryKind.REVIEW
    return facts.entry(kind, text=text, verified=True, public=not inside)


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


def _changes(facts: Facts, done: Sequence[Doing]) -> Changes:
    changes: Changes = tuple(change for one in done for change in one.changes)
    fields = {name for name, _ in changes}
    work = _work(facts, done)
    answers = bool(public_text(facts)) and not facts.commands.block.is_private
    if "state" not in fields and (answers or work.get("assignee_id")):
        changes += working(facts.incident, facts.now)
    responds = answers or bool(work.get("resolved_at"))
    if facts.incident.responded_at is None and responds and "responded_at" not in fields:
        changes += (("responded_at", facts.now),)
    return changes + (answered(facts.incident) if answers else ())


def _work(facts: Facts, done: Sequence[Doing]) -> dict[str, FieldValue]:
    """Return what is changed now; what `#undo` brings back is no work, and no response."""
    pairs = zip(facts.commands.block.commands, done, strict=True)
    return {name: to for one, what in pairs if one.name != "undo" for name, to in what.changes}


def _uses(facts: Facts, done: Sequence[Doing]) -> list[Effect]:
    fields = facts.situation.conversation.token.fields
    notice = fields.outbox_id if fields else 0
    pairs = zip(facts.commands.block.commands, done, strict=True)
    return [UseCommand(facts.incident.id, notice, c.canonical) for c, one in pairs if one.is_done]


def _public_notices(facts: Facts) -> list[SendNotice]:
    block, text = facts.commands.block, public_text(facts)
    inside = block.is_private or block.splits
    attachments = () if inside else own_files(facts.mail, facts.text)
    names = {state_command(command) for command in block.commands}
    kind = NoticeKind.PUBLIC_ANSWER
    if names & {"resolve", "close"}:
        kind = NoticeKind.RESOLUTION if "resolve" in names else NoticeKind.CLOSURE
    elif block.is_private or not (text or attachments):
        return []
    elif not text and len(_withheld(facts)) == len(attachments):
        return []  # there is nothing left to send; the transcript says why
    agent = _agent(facts)
    return [
        SendNotice(
            kind,
            Addressee.PARTICIPANTS,
            facts.incident.id,
            text="" if block.is_private else text,
            author=agent.name,
            attachments=attachments,
            except_addresses=(facts.situation.author.address, agent.address),
        )
    ]


def _refused(facts: Facts, problems: tuple[Problem, ...]) -> tuple[Effect, ...]:
    """A refused block changes nothing and relays nothing; the agent hears why, line by line."""
    block = facts.commands.block
    reasons = {problem.line: problem.reason for problem in problems if problem.line}
    beside = next((p.reason for p in problems if not p.line), BESIDE)
    written = dict.fromkeys((*block.lines, *reasons))
    lines = tuple(TranscriptLine(one, False, reasons.get(one, beside)) for one in written)
    told = lines or tuple(TranscriptLine("", False, p.reason) for p in problems)
    return (*_commented(facts), *_transcript(facts, "refused", told), _end(facts))


def _commented(facts: Facts) -> tuple[Effect, ...]:
    kind = EntryKind.AUTOMATIC if facts.machine else EntryKind.COMMENT
    entry = facts.entry(kind, text=facts.text, verified=facts.situation.passes, public=False)
    message_id = facts.mail.message_id
    linked = (LinkMail(facts.incident.id, message_id),) if message_id else ()
    return (AddEntry(facts.incident.id, entry), *linked)


def _transcript(
    facts: Facts,
    reason: str,
    lines: tuple[TranscriptLine, ...],
    left: Lasting = NOTHING_LASTS,
    update: Update = NO_UPDATE,
) -> tuple[Effect, ...]:
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
            undo_number=left.undo_number,
            open_below=left.open_below,
            asks_cause=left.asks_cause,
            updated=update.references,
            update_withheld=update.withheld,
            unheard=_unheard(facts) if reason in {"executed", *SILENT.values()} else Unheard.HEARD,
            withheld=_withheld(facts) if reason in {"executed", "withheld"} else (),
        ),
    )


def _end(facts: Facts) -> Effect:
    return FinishMail(EndState.APPENDED, facts.ruling.row, facts.incident.id)
