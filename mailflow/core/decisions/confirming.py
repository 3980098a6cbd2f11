"""An agent's mail that was held, the question to him, and his answer (design section 4).

The question goes to the directory address; rights and state are checked again when he confirms.
"""

from dataclasses import replace

from mailflow.core.authority import Outcome
from mailflow.core.decisions.facts import Facts, Held
from mailflow.core.effects import AskChallenge, Effect, NoteWrongCode, SettleChallenge
from mailflow.core.explanations import Explanation, because
from mailflow.core.records import Contact
from models.enums import ChallengeState

ANSWERS = frozenset({"yes", "no"})
ASKED_FOR = frozenset({Outcome.CHALLENGE, Outcome.HELD})
MAXIMUM_SERVER = 120


def answers(facts: Facts) -> bool:
    """Whether the mail answers a challenge: with his own valid token, and no machine's."""
    names = {command.name for command in facts.commands.block.commands}
    return bool(names & ANSWERS) and facts.situation.valid_own_token and facts.machine is None


def objection(facts: Facts) -> Explanation | None:
    """Return why the answer counts for nothing, or None."""
    block, held = facts.commands.block, facts.held
    if block.problems:
        return block.problems[0].reason
    if len(block.commands) != 1:
        return because("answer_alone")
    if held is None:
        return because("no_challenge")
    refuses = block.commands[0].name == "no"
    return None if refuses or held.is_proven else because("wrong_code")


def failed(facts: Facts) -> tuple[Effect, ...]:
    """Count a wrong code, so that nobody tries them all."""
    block, held = facts.commands.block, facts.held
    wrong = held is not None and not held.is_proven and block.value_of("yes") is not None
    return (NoteWrongCode(held.challenge_id),) if held is not None and wrong else ()


def refused(facts: Facts, held: Held) -> tuple[Effect, ...]:
    """He did not write it: recorded for who guards the desk."""
    event = facts.security_event("challenge_refused", facts.incident.id)
    return (event, SettleChallenge(held.challenge_id, ChallengeState.REFUSED))


def confirmed(held: Held) -> Effect:
    """Return what ends the challenge."""
    return SettleChallenge(held.challenge_id, ChallengeState.CONFIRMED)


def as_if_proven(facts: Facts, held: Held) -> Facts:
    """Return the facts of the held mail, as if it had come with this one's token."""
    return replace(facts, mail=held.mail, text=held.text, commands=held.commands, held=None)


def question(facts: Facts, contact: Contact, reason: str) -> tuple[Effect, ...]:
    """Ask the agent, unless a machine wrote or he was asked too often."""
    asks = facts.ruling.outcome in ASKED_FOR and facts.may_challenge and facts.machine is None
    if not asks:
        return ()
    lines = tuple(one.canonical for one in facts.commands.block.commands)
    arrived, server = facts.received_at, _server(facts)
    return (AskChallenge(facts.incident.id, contact.id, lines, server, reason, arrived),)


def _server(facts: Facts) -> str:
    """Return from where our own server got the mail: its topmost Received field."""
    received = facts.mail.header("Received")
    return " ".join(received.partition(";")[0].split())[:MAXIMUM_SERVER]
