"""A mail that opens a new incident."""

from mailflow.core.article_effects import SuggestArticles
from mailflow.core.article_trust import to_be_shown
from mailflow.core.authentication import Verdict
from mailflow.core.authority import Outcome
from mailflow.core.categorisation import categorise
from mailflow.core.commands import AGENT_RULES, Block, parse
from mailflow.core.conversations import without_tags
from mailflow.core.correspondents import is_own_address, writer_of
from mailflow.core.decisions.facts import Facts
from mailflow.core.decisions.speaking import opening_language
from mailflow.core.effects import (
    AddEntry,
    AddParticipant,
    Effect,
    FinishMail,
    LinkMail,
    OpenIncident,
)
from mailflow.core.explanations import because
from mailflow.core.mail import Mailbox, bare_subject
from mailflow.core.notices import TranscriptLine
from mailflow.core.priority import ranked
from mailflow.core.records import NO_SUBJECT, Participant
from mailflow.core.relaying import StaysHome, own_files, stays_home
from mailflow.core.sending import Addressee, SendNotice
from models.enums import EndState, EntryKind, NoticeKind, ParticipantRole

MAXIMUM_SUBJECT = 250


def open_incident(facts: Facts, *, acknowledge: bool = True) -> tuple[Effect, ...]:
    """Return the effects of a new incident, and who is told of it.

    The acknowledgement echoes what the sender wrote only when his domain is proven (P13).
    """
    proven = facts.situation.passes
    mentions = _mentioned(facts)
    requester = _requester(facts)
    effects: list[Effect] = [_opening(facts, requester, mentions)]
    effects += _participants(facts, requester)
    effects += [_request(facts), LinkMail(None, facts.mail.message_id, _unknown(facts))]
    echo = proven and mentions is None
    shown: tuple[int, ...] = ()
    if acknowledge and _answers(facts):
        shown = to_be_shown(facts.suggestion.articles) if echo else ()
        effects.append(_acknowledgement(echo=echo, articles=shown))
    effects += _suggested(facts, shown)
    effects.append(_news(facts))
    effects += _unexecuted_block(facts)
    return (*effects, FinishMail(EndState.INCIDENT, facts.ruling.row))


def open_alert(facts: Facts) -> tuple[Effect, ...]:
    """Return the effects of an alert that no open incident has; a monitor gets no answer."""
    alert, proven = facts.alert, facts.situation.passes
    key = alert.deduplication_key if alert else None
    return (
        _opening(facts, facts.situation.author.mailbox, None, key),
        *_participants(facts, facts.situation.author.mailbox),
        AddEntry(
            None, facts.entry(EntryKind.ALERT, text=facts.text, verified=proven, public=False)
        ),
        LinkMail(None, facts.mail.message_id),
        SendNotice(NoticeKind.AGENT_NOTICE, Addressee.WORKERS, None, reason="alert"),
        FinishMail(EndState.INCIDENT, "alert"),
    )


def _answers(facts: Facts) -> bool:
    """Whether the sender gets an acknowledgement: never where his domain is disproven."""
    policy = facts.settings.desk.answer_unverified
    is_welcome = facts.situation.passes or policy == "no_echo"
    disproven = facts.ruling.outcome is Outcome.NEW_UNVERIFIED or facts.situation.fails
    return facts.may_acknowledge and is_welcome and not disproven


def _mentioned(facts: Facts) -> int | None:
    """Return the incident that a new one is linked to: mentioned, or closed too long ago.

    Of one that was closed too long ago a token may tell alone.
    """
    mentioned = facts.ruling.outcome is not Outcome.NEW and facts.situation.by_reference
    linked = mentioned or not facts.opens
    incident = facts.situation.conversation.incident
    return incident.id if linked and incident else None


def _unknown(facts: Facts) -> tuple[str, ...]:
    return facts.mail.ancestors[:50] if not facts.situation.refers else ()


def _requester(facts: Facts) -> Mailbox:
    """The sender; for an agent's forward the original sender; for a web form its Reply-To."""
    author = facts.situation.author.mailbox
    if facts.ruling.outcome is Outcome.NEW_FROM_AGENT and facts.forwarded is not None:
        original = facts.forwarded.sender  # a name alone is nobody to write to
        return author if original is None or _ours(facts, original.address) else original
    forms, proven = facts.settings.desk.web_forms, facts.situation.passes
    return writer_of(facts.situation.author, facts.mail, forms, proven=proven)


def _ours(facts: Facts, address: str) -> bool:
    own = facts.settings.own_addresses
    return is_own_address(address, own, facts.settings.desk.support_address)


def _opening(
    facts: Facts, requester: Mailbox, mentions: int | None, key: str | None = None
) -> OpenIncident:
    forwarded = facts.forwarded if facts.ruling.outcome is Outcome.NEW_FROM_AGENT else None
    written = (forwarded.subject if forwarded else "") or facts.mail.subject
    subject = bare_subject(without_tags(written))
    labels = categorise(facts.suggestion, facts.settings.known_categories)
    return OpenIncident(
        subject=subject[:MAXIMUM_SUBJECT] or NO_SUBJECT,
        requester=requester,
        verified=facts.situation.passes,
        language=opening_language(facts, requester),
        categorisation=labels,
        ranking=ranked(
            labels.impact,
            labels.urgency,
            facts.settings.priority_matrix,
            vip=facts.situation.passes and requester.address in facts.around.vips,
        ),
        suggestion=facts.suggestion,
        deduplication_key=key,
        mentions=mentions,
        may_belong_to=facts.resemblance.incident_id if facts.resemblance else None,
    )


def _participants(facts: Facts, requester: Mailbox) -> list[Effect]:
    """The requester, and of the Cc those from his own domain when his domain is proven.

    Everybody else in Cc stays out: who is written to must not be chosen by strangers (P13).
    """
    people = [_participant(requester, ParticipantRole.REQUESTER)]
    if facts.situation.passes and facts.situation.verdict is Verdict.PASS:
        copied = (*facts.mail.to, *facts.mail.cc)
        people += [
            _participant(one, ParticipantRole.CC)
            for one in copied[:50]
            if one.domain == requester.domain
            and one.address != requester.address
            and not _ours(facts, one.address)
        ]
    return [AddParticipant(None, one) for one in people]


def _participant(mailbox: Mailbox, role: ParticipantRole) -> Participant:
    return Participant(mailbox.address, role, mailbox.display_name)


def _request(facts: Facts) -> Effect:
    """What was written; of a forward the forwarded mail, too, since it is what is asked about."""
    forwarded, text = facts.forwarded, facts.text
    if forwarded is not None:
        is_agents = facts.ruling.outcome is Outcome.NEW_FROM_AGENT
        original = forwarded.text if is_agents else forwarded.embedded
        parts = (forwarded.comment, original, forwarded.below)
        text = "\n\n".join(part for part in parts if part.strip())
    verified = facts.situation.passes
    entry = facts.entry(EntryKind.REQUEST, text=text, verified=verified, public=True)
    return AddEntry(None, entry)


def _news(facts: Facts) -> Effect:
    """Tell those who will work on it; files of a disproven sender stay where they are."""
    kind, files = NoticeKind.AGENT_NOTICE, own_files(facts.mail, facts.mail.text)
    proven = not facts.situation.fails
    return SendNotice(
        kind,
        Addressee.WORKERS,
        None,
        reason="new",
        like_major=facts.around.open_major,
        attachments=files if proven else (),
        withheld=() if proven else tuple(stays_home(one, StaysHome.UNPROVEN) for one in files),
    )


def _acknowledgement(*, echo: bool, articles: tuple[int, ...]) -> Effect:
    kind = NoticeKind.ACKNOWLEDGEMENT
    return SendNotice(kind, Addressee.REQUESTER, None, reason="new", echo=echo, articles=articles)


def _suggested(facts: Facts, shown: tuple[int, ...]) -> list[Effect]:
    """Remember the articles that agents see, and which of them the requester is shown."""
    found = facts.suggestion.articles
    return [SuggestArticles(found, shown)] if found else []


def _unexecuted_block(facts: Facts) -> list[Effect]:
    """An agent's commands in a mail of his own are not executed; he is told how to."""
    contact = facts.situation.author.contact
    block = _agent_block(facts)
    if not block or contact is None:
        return []
    lines = tuple(TranscriptLine(line, False, because("no_token")) for line in block.lines)
    return [
        SendNotice(
            NoticeKind.COMMAND_TRANSCRIPT,
            Addressee.CONTACT,
            None,
            reason="no_token",
            contact_id=contact.id,
            transcript=lines,
        )
    ]


def _agent_block(facts: Facts) -> Block:
    if facts.ruling.outcome is not Outcome.NEW_FROM_AGENT:
        return Block()
    return parse(facts.text, AGENT_RULES, facts.settings.limits.commands)
