"""Gather what was said, sent and blocked before a mail; nothing is written here."""

from collections.abc import Collection, Iterable
from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.core.asking import unanswered
from mailflow.core.authentication import Verdict, verdict
from mailflow.core.authentication_profiles import trust_of
from mailflow.core.authority import OPENING, Outcome, Ruling, Situation
from mailflow.core.commands.values import is_bare_rating
from mailflow.core.correspondents import Author, AuthorKind, writer_of
from mailflow.core.decisions.circumstances import Circumstances
from mailflow.core.drills import is_practice
from mailflow.core.forwarding import Forwarded
from mailflow.core.languages import language_of
from mailflow.core.mail import Mail
from mailflow.core.records import AddressBlock, Entry, Incident, IncidentEvent
from mailflow.core.reopenings import notice_moment, reopened_at
from mailflow.core.thanking import says_only_thanks
from mailflow.core.undoing import BLOCK
from mailflow.disruptions import open_major_like
from mailflow.identity import Desk
from models.enums import EntryKind, ParticipantRole, Protection

MOST_ANSWERS = 3
LAST_TEXTS = 30
ARTICLE, NAMED_WITHIN = "kb-", 1_000
PROVEN = frozenset({Outcome.APPEND, Outcome.APPEND_WITH_COMMANDS})
REPLIES = frozenset({EntryKind.REPLY, EntryKind.COMMENT})


def proof_of(desk: Desk, mail: Mail, source: str, author: Author) -> Verdict:
    """Return whether the sender is proven: by our server's word, and practice by its source."""
    if is_practice(source, author.address):
        return Verdict.PASS
    return verdict(mail.headers, trust=trust_of(desk), from_=author.mailbox)


def circumstances(
    work: Work,
    situation: Situation,
    ruling: Ruling,
    mail: Mail,
    text: str,
    web_forms: Collection[str],
    now: datetime,
) -> Circumstances:
    """Return what was said, sent and blocked before this mail."""
    incident = situation.conversation.incident
    is_finished = incident is not None and incident.is_finished
    thanks = is_finished and _is_bare(mail) and _asks_nothing(situation, ruling, text)
    return Circumstances(
        only_thanks=thanks,
        thanked_before=thanks
        and incident is not None
        and _thanked_before(work, situation, incident),
        reopen_notice_at=_notice_moment(work, situation, incident, now) if is_finished else None,
        overtaken_by=_overtaking(work, situation, ruling),
        unanswered=_unanswered(work, situation, ruling),
        block=_block(work, situation, mail, web_forms),
        shown_articles=_shown_articles(work, ruling, incident, text),
        open_major=_open_major(work, situation, ruling, mail, text),
    )


def spoken(
    situation: Situation, ruling: Ruling, mail: Mail, forwarded: Forwarded | None, text: str
) -> str | None:
    """Return the language of what is asked; the subject of an answer is not its writer's."""
    if situation.author.kind not in {AuthorKind.PERSON, AuthorKind.AGENT}:
        return None
    if forwarded is not None and ruling.outcome is Outcome.NEW_FROM_AGENT:
        return language_of(forwarded.text, forwarded.subject)
    return language_of(text, "" if mail.ancestors else mail.subject)


def _open_major(
    work: Work, situation: Situation, ruling: Ruling, mail: Mail, text: str
) -> int | None:
    """Return the major incident that goes on and that a new one is like: a hint for agents."""
    is_monitor = situation.author.kind is AuthorKind.MONITOR
    if is_monitor or ruling.outcome not in OPENING:
        return None
    return open_major_like(work, mail.subject, text)


def blocks_named(
    work: Work, events: Iterable[IncidentEvent], address: str
) -> dict[str, AddressBlock]:
    """Return how the address and all that events tell of stand in the block list."""
    fields = (one.field for one in events if one.field and one.field.startswith(BLOCK))
    patterns = {address, *(one.removeprefix(BLOCK) for one in fields)}
    found = {one: work.blocks.get(one) for one in patterns}
    return {pattern: block for pattern, block in found.items() if block is not None}


def _shown_articles(
    work: Work, ruling: Ruling, incident: Incident | None, text: str
) -> frozenset[int]:
    """Return the articles that the acknowledgement showed, where the answer may name one."""
    may_name = incident is not None and ruling.outcome is Outcome.APPEND_WITH_COMMANDS
    names_one = may_name and ARTICLE in text[:NAMED_WITHIN].casefold()
    return work.knowledge.shown_in(incident.id) if incident and names_one else frozenset()


def _unanswered(work: Work, situation: Situation, ruling: Ruling) -> int:
    """Count what a requester wrote since the last answer; the last texts are enough."""
    incident, contact = situation.conversation.incident, situation.author.contact
    if ruling.outcome not in PROVEN or situation.role is not ParticipantRole.REQUESTER:
        return 0
    if incident is None or incident.is_finished or incident.asked_at is not None:
        return 0
    own = {situation.author.address, *(contact.addresses if contact else ())}
    last = work.incidents.last_entries([incident.id], LAST_TEXTS)
    return unanswered((entry for _, entry in last), own)


def _block(
    work: Work, situation: Situation, mail: Mail, web_forms: Collection[str]
) -> AddressBlock | None:
    """Return the block the writer falls under; agents, monitors and ourselves never do."""
    if situation.author.kind is not AuthorKind.PERSON:
        return None
    writer = writer_of(situation.author, mail, web_forms, proven=situation.passes)
    return work.blocks.of(writer.address)


def _is_bare(mail: Mail) -> bool:
    """Whether nothing but its text can say something: a picture may show that it is not solved."""
    files = [one for one in mail.attachments if not one.is_signature]
    hidden = mail.protection is Protection.ENCRYPTED or mail.invitation is not None
    return not (files or mail.forwarded or hidden)


def _names(situation: Situation) -> tuple[str, ...]:
    """Return the names of who takes part, and of the sender as he gives it."""
    people = situation.conversation.participants
    named = [one.display_name for one in people]
    local_parts = [one.address.partition("@")[0] for one in people]
    return (situation.author.mailbox.display_name, *named, *local_parts)


def _asks_nothing(situation: Situation, ruling: Ruling, text: str) -> bool:
    """Whether it only says thanks, or rates with a token that is of no use any more."""
    is_void = ruling.outcome is not Outcome.APPEND_WITH_COMMANDS and is_bare_rating(text)
    return is_void or says_only_thanks(text, _names(situation))


def _thanked_before(work: Work, situation: Situation, incident: Incident) -> bool:
    """Whether he said thanks since it ended: one more reply of his opens it. A rating is none."""
    ended = max(filter(None, (incident.resolved_at, incident.closed_at)), default=None)
    contact = situation.author.contact
    own = {situation.author.address, *(contact.addresses if contact else ())}
    texts = (
        one.text
        for one in work.incidents.entries(incident.id)
        if one.kind in REPLIES and one.author_address in own and ended and one.at > ended
    )
    return any(says_only_thanks(one, _names(situation)) for one in texts)


def _notice_moment(
    work: Work, situation: Situation, incident: Incident | None, now: datetime
) -> datetime | None:
    if incident is None:
        return None
    people = situation.conversation.participants
    agents = frozenset(one.address for one in people if one.role is ParticipantRole.AGENT)
    return notice_moment(reopened_at(work.incidents.events(incident.id), agents), now)


def _overtaking(work: Work, situation: Situation, ruling: Ruling) -> tuple[Entry, ...]:
    """Return the newest answers of other agents since the notice this one answers."""
    fields, contact = situation.conversation.token.fields, situation.author.contact
    incident = situation.conversation.incident
    if ruling.outcome is not Outcome.RELAY or not (fields and contact and incident):
        return ()
    later = set(work.outbox.answered_since(incident.id, fields.outbox_id))
    answers = work.incidents.entries(incident.id) if later else ()
    others = [one for one in answers if one.mail_id in later and one.kind is EntryKind.ANSWER]
    return tuple(o for o in others if o.author_address not in contact.addresses)[-MOST_ANSWERS:]
