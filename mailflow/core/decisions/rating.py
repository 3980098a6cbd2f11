"""What the requester thinks of the work: one rating from 1 to 5 for each incident, replaceable."""

from mailflow.core.authority import Outcome, Ruling, Situation
from mailflow.core.commands.values import lone_digit
from mailflow.core.decisions.facts import Facts
from mailflow.core.lifecycle import Changes
from mailflow.core.relaying import without_marker
from mailflow.core.sending import Addressee, SendNotice
from models.enums import NoticeKind, ParticipantRole

ASKED_IN = frozenset({NoticeKind.RESOLUTION, NoticeKind.CLOSURE, NoticeKind.RATING})
CONTENT = frozenset({"4", "5"})
BAD = frozenset({1, 2})
MAXIMUM_COMMENT = 2000


def may_rate(situation: Situation, ruling: Ruling) -> bool:
    """Whether it is the requester himself, with his own valid token."""
    if ruling.outcome is not Outcome.APPEND_WITH_COMMANDS:
        return False
    role = situation.conversation.role_of(situation.author.address)
    return role is ParticipantRole.REQUESTER


def in_answer(facts: Facts) -> tuple[str, str]:
    """Return the rating that an answer holds, and what else was written."""
    return read_rating(facts.text, facts.answered, facts.situation, facts.ruling)


def read_rating(
    text: str, answered: NoticeKind | None, situation: Situation, ruling: Ruling
) -> tuple[str, str]:
    """Return the digit that stands alone in a line of an answer to a mail that asked for one.

    And what else was written; two such lines say nothing.
    """
    if answered not in ASKED_IN or not may_rate(situation, ruling):
        return "", ""
    lines = without_marker(text).split("\n")
    places = [place for place, line in enumerate(lines) if lone_digit(line)]
    if len(places) != 1:
        return "", ""
    (place,) = places
    return lone_digit(lines[place]), "\n".join((*lines[:place], *lines[place + 1 :])).strip()


def is_content(facts: Facts) -> bool:
    """Whether an answer is a rating and asks for nothing: a digit alone, or a good one with words.

    Below that the words may say that nothing is solved, so it is a reply as any other, too.
    """
    digit, comment = in_answer(facts)
    return bool(digit) and (not comment or digit in CONTENT)


def rated(value: str, comment: str = "") -> tuple[Changes, str]:
    """Return the changes, and why agents are told: an earlier rating is replaced."""
    kept = comment.strip()[:MAXIMUM_COMMENT] or None
    return (("rating", int(value)), ("rating_comment", kept)), "rated"


def followed(facts: Facts, changes: Changes) -> tuple[SendNotice, ...]:
    """Return what a bad rating brings: the manager hears of it, its giver may have it reopened.

    The rating itself reopens nothing. Each is told of once for each end of the incident, however
    often somebody clicks.
    """
    given, incident = dict(changes), facts.incident
    if given.get("rating") not in BAD:
        return ()
    ended = (incident.resolved_at or incident.opened_at).isoformat()
    manager = SendNotice(
        NoticeKind.AGENT_NOTICE,
        Addressee.MANAGER_ALONE,
        incident.id,
        reason="rated_badly",
        once=f"rated_badly:{incident.id}:{given['rating']}:{ended}",
    )
    once = f"rating:{incident.id}:{ended}"
    offer = SendNotice(NoticeKind.RATING, Addressee.REQUESTER, incident.id, once=once)
    stays = incident.is_finished and "state" not in given
    return (manager, offer) if stays else (manager,)
