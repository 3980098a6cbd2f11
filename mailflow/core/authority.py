"""Who may do what: the outcome table and the nine conditions (design section 4).

The table is a list of rows; the first row that fits decides. Each row is a question about a
`Situation` and an outcome, so the code can be read beside the table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mailflow.core.authentication import Verdict
from mailflow.core.conversations import Conversation
from mailflow.core.correspondents import Author, AuthorKind
from mailflow.core.records import Contact, Incident, SupportGroup
from mailflow.core.reply_tokens import TokenState
from models.enums import ParticipantRole, Role


class Outcome(StrEnum):
    """What a mail may do, by who sent it and what it bears."""

    QUARANTINE = "quarantine"
    RELAY = "text relayed, commands under the nine conditions"
    HELD = "comment; held until the agent is known"
    FRESH_NOTICE = "comment; one notice with a fresh token"
    TOKEN_MISUSED = "comment; token revoked, its owner gets a fresh notice"  # noqa: S105 - words
    CHALLENGE = "comment; nothing executed, the agent is asked"
    APPEND = "appended"
    APPEND_WITH_COMMANDS = "appended, requester's commands too"
    UNVERIFIED_COMMENT = "unverified comment"
    COMMENT = "comment; does not become a participant"
    NEW_FROM_AGENT = "new incident from an agent"
    NEW_MENTIONS = "new incident linked as mentions"
    NEW = "new incident"
    NEW_UNVERIFIED = "new incident marked unverified, no acknowledgement"


OPENING = frozenset(
    {Outcome.NEW_FROM_AGENT, Outcome.NEW_MENTIONS, Outcome.NEW, Outcome.NEW_UNVERIFIED}
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the outcome table asks about one mail."""

    author: Author
    verdict: Verdict
    conversation: Conversation
    quoting_in_common: bool = False

    @property
    def token(self) -> TokenState:
        """State of the decisive token."""
        return self.conversation.token.state

    @property
    def passes(self) -> bool:
        """Whether the sender's domain is proven."""
        return self.verdict is Verdict.PASS

    @property
    def fails(self) -> bool:
        """Whether the sender's domain is disproven."""
        return self.verdict is Verdict.FAIL

    @property
    def own_token(self) -> bool:
        """Whether the token was given to this very sender, whatever its age."""
        return self.conversation.token.owner_is_author

    @property
    def valid_own_token(self) -> bool:
        """Whether the sender bears a valid token of his own."""
        return self.own_token and self.token is TokenState.VALID

    @property
    def refers(self) -> bool:
        """Whether the mail refers to an incident we know."""
        return self.conversation.incident is not None

    @property
    def by_reference(self) -> bool:
        """Whether References, In-Reply-To or the subject tag name it, not a token alone."""
        return self.conversation.by_reference

    @property
    def participant(self) -> bool:
        """Whether the sender takes part in the incident the mail refers to."""
        return self.role is not None

    @property
    def role(self) -> ParticipantRole | None:
        """Why the sender takes part, by any of his addresses, or None.

        Who worked on it and is no agent any more takes part no longer.
        """
        roles = map(self.conversation.role_of, self.author.addresses)
        former = None if self.author.kind is AuthorKind.AGENT else ParticipantRole.AGENT
        return next((one for one in roles if one not in {None, former}), None)

    @property
    def proven_participant(self) -> bool:
        """Participant with a proven domain; where no verdict is configured, any (section 4)."""
        return self.participant and (self.passes or self.verdict is Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table."""

    name: str
    fits: Callable[[Situation], bool]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Ruling:
    """The row that fitted."""

    row: str
    outcome: Outcome


def _is(kind: AuthorKind) -> Callable[[Situation], bool]:
    return lambda s: s.author.kind is kind


def _agent_token_of_another(s: Situation) -> bool:
    owner = s.conversation.token
    return s.token is TokenState.VALID and owner.owner_is_agent and not s.own_token


def _requester_token_of_another(s: Situation) -> bool:
    owner = s.conversation.token
    return s.token is TokenState.VALID and not owner.owner_is_agent and not s.own_token


AGENT_ROWS = (
    Row(
        "active agent, sender not proven",
        lambda s: not s.passes and s.verdict is not Verdict.UNKNOWN,
        Outcome.QUARANTINE,
    ),
    Row(
        "active agent, token invalid or another incident named",
        lambda s: s.token is TokenState.INVALID or (s.own_token and s.conversation.conflicts),
        Outcome.QUARANTINE,
    ),
    Row(
        "active agent, no trusted server configured",
        lambda s: s.verdict is Verdict.UNKNOWN and s.refers,
        Outcome.HELD,
    ),
    Row("active agent, own valid token", lambda s: s.valid_own_token, Outcome.RELAY),
    Row("active agent, own token expired or revoked", lambda s: s.own_token, Outcome.FRESH_NOTICE),
    Row(
        "active agent, somebody else's token",
        lambda s: s.token is TokenState.VALID,
        Outcome.TOKEN_MISUSED,
    ),
    Row("active agent, refers without token", lambda s: s.refers, Outcome.CHALLENGE),
    Row("active agent, no reference", lambda _: True, Outcome.NEW_FROM_AGENT),
)

OTHER_ROWS = (
    Row(
        "agent's token from a proven participant",
        lambda s: _agent_token_of_another(s) and s.proven_participant,
        Outcome.TOKEN_MISUSED,
    ),
    Row("agent's token from anyone else", _agent_token_of_another, Outcome.QUARANTINE),
    Row(
        "participant, proven, own valid token",
        lambda s: s.valid_own_token and s.participant and not s.fails,
        Outcome.APPEND_WITH_COMMANDS,
    ),
    Row(
        "participant, proven, known reference",
        lambda s: s.proven_participant and (s.own_token or s.by_reference),
        Outcome.APPEND,
    ),
    Row(
        "participant, not proven",
        lambda s: s.participant and (s.own_token or s.by_reference),
        Outcome.UNVERIFIED_COMMENT,
    ),
    Row("own token, takes no part", lambda s: s.valid_own_token, Outcome.UNVERIFIED_COMMENT),
    Row("somebody's requester token", _requester_token_of_another, Outcome.UNVERIFIED_COMMENT),
    Row("anyone else, sender disproven", lambda s: s.fails, Outcome.NEW_UNVERIFIED),
    Row("anyone else, mentions an incident", lambda s: s.by_reference, Outcome.NEW_MENTIONS),
    Row(
        "anyone else, quotes the same unknown parent",
        lambda s: s.quoting_in_common,
        Outcome.COMMENT,
    ),
    Row("anyone else, new", lambda _: True, Outcome.NEW),
)


def rule(situation: Situation) -> Ruling:
    """Return the first row of the outcome table that fits."""
    if _is(AuthorKind.NOBODY)(situation):
        return Ruling("no usable sender", Outcome.QUARANTINE)
    if _is(AuthorKind.INACTIVE_AGENT)(situation):
        return Ruling("inactive agent", Outcome.QUARANTINE)
    rows = AGENT_ROWS if _is(AuthorKind.AGENT)(situation) else OTHER_ROWS
    row = next(row for row in rows if row.fits(situation))
    return Ruling(row.name, row.outcome)


def observations(situation: Situation) -> tuple[str, ...]:
    """Return every security-relevant fact of the mail, whatever row decides."""
    kind, token = situation.author.kind, situation.conversation.token
    tokens = (token, *situation.conversation.other_tokens)
    facts = {
        "agent_inactive": kind is AuthorKind.INACTIVE_AGENT,
        "agent_unauthenticated": kind is AuthorKind.AGENT and not situation.passes,
        "sender_disproven": situation.fails,
        "token_invalid": any(one.state is TokenState.INVALID for one in tokens),
        "token_expired": token.state is TokenState.EXPIRED,
        "token_revoked": token.state is TokenState.REVOKED,
        "token_sender_mismatch": any(one.fields and not one.owner_is_author for one in tokens),
        "incident_conflict": situation.conversation.conflicts,
        "unauthenticated_reply": situation.participant
        and kind is not AuthorKind.AGENT
        and not situation.passes
        and (situation.fails or not situation.valid_own_token),
    }
    return tuple(name for name, seen in facts.items() if seen)


def may_work_on(agent: Contact, incident: Incident, group: SupportGroup | None) -> bool:
    """Whether this agent has the right on the incident now (condition 6)."""
    if not (agent.is_agent and agent.active):
        return False
    if incident.is_practice:  # whoever has a token of it is its trainee
        return True
    if agent.role is Role.ADMIN or incident.assignee_id == agent.id or group is None:
        return True
    return any(member.id == agent.id for member in group.members)


def commands_forbidden(
    situation: Situation, *, ruling: Ruling, is_machine_mail: bool, has_right: bool
) -> str:
    """Return why no command of this mail may run (a key of explanations), or an empty string.

    The outcome table has checked conditions 1 to 4 and 9 when it says RELAY; conditions 7 and 8
    concern the block and are checked where it is read.
    """
    if ruling.outcome is not Outcome.RELAY:
        return "not_allowed"
    if is_machine_mail:
        return "automatic_mail"
    if not has_right:
        return "no_right"
    return "" if situation.valid_own_token and situation.passes else "not_allowed"
