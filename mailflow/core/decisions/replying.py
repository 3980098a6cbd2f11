"""A requester's mail, or a stranger's, that goes into an incident we have."""

from dataclasses import replace

from mailflow.core.article_effects import NoteHelp
from mailflow.core.article_trust import named_article
from mailflow.core.asking import asks_in_vain
from mailflow.core.authority import Outcome
from mailflow.core.commands import REQUESTER_RULES, Block, parse
from mailflow.core.decisions import rating
from mailflow.core.decisions.facts import Facts
from mailflow.core.decisions.opening import open_incident
from mailflow.core.effects import (
    AddEntry,
    ChangeIncident,
    Effect,
    FinishMail,
    LinkMail,
    RemoveParticipant,
    RevokeToken,
)
from mailflow.core.lifecycle import (
    Cause,
    Changes,
    closing,
    may_become,
    needs_follow_up,
    reopening,
    reopens,
    resuming,
)
from mailflow.core.records import Incident
from mailflow.core.relaying import StaysHome, own_files, stays_home, without_marker
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.thanking import says_only_thanks
from models.enums import EndState, EntryKind, IncidentState, NoticeKind, ParticipantRole

QUIET = frozenset({"close", "stop", "rate"})
"""What a requester commands without asking for anything."""
CLOSED_BY_REQUESTER = "Closed by the requester."
CLOSED_WITH_ARTICLE = "Solved with KB-{}."


def append_reply(facts: Facts) -> tuple[Effect, ...]:
    """Return the effects of a participant's proven reply; thanks alone open nothing."""
    window = facts.settings.reopen_window
    is_over = needs_follow_up(facts.incident, facts.now, window)
    block = requester_block(facts)
    names = {one.name for one in block.commands}
    asks = _asks(facts, block)
    if is_over and asks and not rating.is_content(facts) and not facts.around.keeps_finished:
        return (*_rated_before(facts), *open_incident(facts))
    text = without_marker(block.rest if block else facts.text)
    entry = facts.entry(EntryKind.REPLY, text=text, verified=True, public=True)
    changes, reason = _commanded(facts, block) if block else _answered(facts)
    return (
        AddEntry(facts.incident.id, entry),
        *_joined(facts),
        *_change(
            facts, (*changes, *_heard_again(facts, asks=asks), *_asked(facts, text, asks=asks))
        ),
        *_helped(facts, block, changes),
        *_left(facts, names),
        _tell_workers(facts, reason, changes),
        *rating.followed(facts, changes),
        FinishMail(EndState.APPENDED, facts.ruling.row, facts.incident.id),
    )


def _rated_before(facts: Facts) -> tuple[Effect, ...]:
    """Keep the rating of what ended long ago, though the words below it open a new incident."""
    digit, comment = rating.in_answer(facts)
    changes = rating.rated(digit, comment)[0] if digit else ()
    told = (one for one in rating.followed(facts, changes) if one.kind is not NoticeKind.RATING)
    return (*_change(facts, changes), *told)


def _is_requester(facts: Facts) -> bool:
    return facts.situation.role is ParticipantRole.REQUESTER


def _asks(facts: Facts, block: Block) -> bool:
    """Whether more is written than quiet commands; what stands below `#close` counts, but thanks.

    Below `#rate` stands its reason, below `#stop` why no more is wanted.
    """
    names = {one.name for one in block.commands}
    if names == {"close"}:
        known = (facts.situation.author.mailbox.display_name,)
        return bool(block.rest.strip()) and not says_only_thanks(block.rest, known)
    return not (names and names <= QUIET)


def _heard_again(facts: Facts, *, asks: bool) -> Changes:
    """A requester who wanted no more mail and writes again wants an answer."""
    writes = asks and not facts.around.only_thanks
    return (("muted", False),) if facts.incident.muted and writes and _is_requester(facts) else ()


def _asked(facts: Facts, text: str, *, asks: bool) -> Changes:
    """A requester who writes again and again without an answer: somebody above must hear."""
    incident, around = facts.incident, facts.around
    waits = not incident.is_finished and incident.asked_at is None and _is_requester(facts)
    if not (waits and asks) or around.only_thanks or rating.is_content(facts):
        return ()
    return (("asked_at", facts.now),) if asks_in_vain(text, around.unanswered) else ()


def _left(facts: Facts, names: set[str]) -> tuple[Effect, ...]:
    """Who reads along and wants no more mail takes part no longer; the requester gets his."""
    if "stop" not in names or _is_requester(facts):
        return ()
    author, number = facts.situation.author, facts.incident.id
    here = [one for one in author.addresses if facts.situation.conversation.role_of(one)]
    return tuple(RemoveParticipant(number, one, author.address) for one in here)


def append_released(facts: Facts, incident: Incident) -> tuple[Effect, ...]:
    """Return the effects of a held mail that an administrator lets in as a private comment."""
    verified = facts.situation.passes
    entry = facts.entry(EntryKind.COMMENT, text=facts.text, verified=verified, public=False)
    return (
        AddEntry(incident.id, entry),
        SendNotice(NoticeKind.AGENT_NOTICE, Addressee.WORKERS, incident.id, reason="released"),
        FinishMail(EndState.APPENDED, "released", incident.id),
    )


def append_unverified(facts: Facts) -> tuple[Effect, ...]:
    """Return the effects of a comment whose sender is not proven: agents see it marked.

    It may reopen unless the sender is disproven or no participant (design section 4). A manager
    who is no agent takes no part, but is proven; he answers a review as agents do.
    """
    situation = facts.situation
    may_reopen = situation.participant and not situation.fails
    proven = situation.valid_own_token and situation.passes
    is_review = proven and facts.answered is NoticeKind.REVIEW
    kind = EntryKind.REVIEW if is_review else EntryKind.COMMENT
    entry = facts.entry(kind, text=facts.text, verified=proven, public=False)
    reopened = may_reopen and reopens(facts.incident, facts.now, facts.settings.reopen_window)
    changes = (
        reopening(facts.incident, facts.now) if reopened and not facts.around.keeps_finished else ()
    )
    return (
        AddEntry(facts.incident.id, entry),
        *_joined(facts),
        *_change(facts, changes),
        _tell_workers(facts, "reply" if proven else "unverified", changes),
        FinishMail(EndState.APPENDED, facts.ruling.row, facts.incident.id),
    )


def append_comment(facts: Facts) -> tuple[Effect, ...]:
    """Return the effects of a mail that quotes the same unknown parent as an incident does."""
    incident = facts.situation.conversation.quoting
    if incident is None:
        raise LookupError("this row needs an incident that quotes the same parent")
    verified = facts.situation.passes
    entry = facts.entry(EntryKind.COMMENT, text=facts.text, verified=verified, public=False)
    reason = "reply" if verified else "unverified"
    return (
        AddEntry(incident.id, entry),
        _tell_workers(facts, reason, (), incident.id),
        FinishMail(EndState.APPENDED, facts.ruling.row, incident.id),
    )


def append_misused(facts: Facts) -> tuple[Effect, ...]:
    """Return the effects of a mail that bears somebody else's token: it is worth nothing now."""
    fields = facts.situation.conversation.token.fields
    if fields is None:
        raise LookupError("this row needs a token that was read")
    entry = facts.entry(EntryKind.COMMENT, text=facts.text, verified=True, public=False)
    fresh = SendNotice(
        NoticeKind.AGENT_NOTICE,
        Addressee.CONTACT,
        facts.incident.id,
        reason="fresh_token",
        contact_id=fields.contact_id,
    )
    return (
        AddEntry(facts.incident.id, entry),
        RevokeToken(fields.outbox_id),
        *_told_of_misuse(facts, fresh),
        FinishMail(EndState.APPENDED, facts.ruling.row, facts.incident.id),
    )


def _told_of_misuse(facts: Facts, fresh: SendNotice) -> tuple[Effect, ...]:
    """An agent gets a fresh token; a requester's next mail bears one, his agents are told.

    What agents read holds their notes, so it never goes to a requester.
    """
    if facts.machine:
        return ()
    owner_is_agent = facts.situation.conversation.token.owner_is_agent
    return (fresh,) if owner_is_agent else (_tell_workers(facts, "reply", ()),)


def requester_block(facts: Facts) -> Block:
    """Return the commands a requester gave: only with his own valid token, only known ones."""
    if facts.ruling.outcome is not Outcome.APPEND_WITH_COMMANDS:
        return Block()
    block = parse(facts.text, REQUESTER_RULES, facts.settings.limits.commands)
    rates = block.value_of("rate") is not None and not rating.may_rate(
        facts.situation, facts.ruling
    )
    return Block() if block.problems or rates else block


def _may_close(facts: Facts) -> bool:
    return may_become(facts.incident, IncidentState.CLOSED, Cause.REQUESTER)


def _joined(facts: Facts) -> tuple[Effect, ...]:
    message_id = facts.mail.message_id
    return (LinkMail(facts.incident.id, message_id),) if message_id else ()


def _change(facts: Facts, changes: Changes) -> tuple[Effect, ...]:
    actor = facts.situation.author.address
    return (ChangeIncident(facts.incident.id, changes, actor),) if changes else ()


def _tell_workers(
    facts: Facts, reason: str, changes: Changes, incident_id: int | None = None
) -> Effect:
    """Tell who works on it; files that come with no proof of their sender stay home.

    Of reopenings they are told once in ten minutes, then of all that was written.
    """
    files, proven = own_files(facts.mail, facts.text), reason != "unverified"
    told = SendNotice(
        NoticeKind.AGENT_NOTICE,
        Addressee.WORKERS,
        incident_id or facts.incident.id,
        reason=reason,
        attachments=files if proven else (),
        withheld=() if proven else tuple(stays_home(one, StaysHome.UNPROVEN) for one in files),
    )
    due = facts.around.reopen_notice_at
    if due is None or ("state", IncidentState.IN_PROGRESS) not in changes:
        return told
    once = f"reopened:{facts.incident.id}:{due.isoformat()}"
    held_until = due if due > facts.now else None
    return replace(told, once=once, held_until=held_until, rewrites=True)


def _answered(facts: Facts) -> tuple[Changes, str]:
    """A reply; one with a rating in it reopens only where it does not sound content."""
    digit, comment = rating.in_answer(facts)
    rated, told = rating.rated(digit, comment) if digit else ((), "")
    if rating.is_content(facts):
        return rated, told
    changes, reason = _said(facts)
    return (*rated, *changes), told if digit and reason in {"reply", "thanks"} else reason


def _said(facts: Facts) -> tuple[Changes, str]:
    if facts.incident.is_finished and facts.around.keeps_finished:
        return (), "thanks"
    if facts.incident.is_finished:
        return reopening(facts.incident, facts.now), "reopened"
    return resuming(facts.incident, facts.now), "reply"


def _closed(facts: Facts, article: int | None) -> Changes:
    """Close it; with an article that solved it, where he says so, as what solved it."""
    said = CLOSED_WITH_ARTICLE.format(article) if article else CLOSED_BY_REQUESTER
    code = facts.settings.closure.default_code
    linked = (("article_id", article),) if article else ()
    return (*closing(facts.incident, facts.incident.resolution or said, facts.now, code), *linked)


def _helped(facts: Facts, block: Block, changes: Changes) -> tuple[Effect, ...]:
    """Remember which of the articles that he was shown solved it."""
    closed = any(name == "closed_at" for name, _ in changes)
    article = named_article(block.value_of("close") or "", facts.around.shown_articles)
    return (NoteHelp(facts.incident.id, article),) if closed and article else ()


def _commanded(facts: Facts, block: Block) -> tuple[Changes, str]:
    changes: Changes = ()
    reason = "reply"
    for command in block.commands:
        if command.name == "close" and _may_close(facts):
            changes += _closed(facts, named_article(command.value, facts.around.shown_articles))
            reason = "closed_by_requester"
        elif command.name == "reopen" and facts.incident.is_finished:
            changes += reopening(facts.incident, facts.now)
            reason = "reopened"
        elif command.name == "stop":
            changes += (("muted", True),) if _is_requester(facts) else ()
            reason = "stopped" if reason == "reply" else reason
        elif command.name == "rate":
            rated, why = rating.rated(command.value, block.rest)
            changes += rated
            reason = why if reason == "reply" else reason
    return changes, reason
