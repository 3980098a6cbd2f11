"""`#reply NAME`: an answer that the settings hold ready; its placeholders are filled, not run."""

import difflib
import re

from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.facts import Facts
from mailflow.core.explanations import Explanation, because
from mailflow.core.headers import clean
from mailflow.core.records import Contact, Incident
from mailflow.settings import REPLY_PLACEHOLDERS

MAXIMUM_NAME = 100
_PLACEHOLDER = re.compile(r"\{(" + "|".join(REPLY_PLACEHOLDERS) + r")\}")


def is_known_reply(command: Command, facts: Facts) -> Explanation | None:
    """Object to a name that the settings have not, and to an answer that nobody would get."""
    block, known = facts.commands.block, facts.settings.replies
    if block.is_private:
        return because("reply_is_public")
    if _name(command.value, facts):
        return None
    names = ", ".join(sorted(known)) or "-"
    folded = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(command.value.casefold(), folded, n=1)
    if near:
        return because("no_such_reply_near", name=command.value, near=folded[near[0]], names=names)
    return because("no_such_reply", name=command.value, names=names)


def reply(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Change nothing: the text goes where the agent's own text goes, before it."""
    key = "done_reply_unheard" if facts.commands.unheard else "done_reply"
    return Doing(because(key, name=_name(command.value, facts)))


def prepared_answer(facts: Facts, incident: Incident | None = None) -> str:
    """Return the prepared answer that the block names; what it fills in is one line.

    It is filled in for the requester of this incident, or of the one given.
    """
    wanted = facts.commands.block.value_of("reply")
    name = _name(wanted, facts) if wanted else ""
    if not name:
        return ""
    incident, agent = incident or facts.incident, facts.situation.author.contact
    values = {
        "requester": incident.requester_name or incident.requester_address,
        "reference": incident.reference,
        "agent": agent.name if agent else "",
    }
    shown = {key: clean(value, MAXIMUM_NAME) for key, value in values.items()}
    text = facts.settings.replies[name].strip()
    return _PLACEHOLDER.sub(lambda found: shown[found[1]], text)


def own_text(facts: Facts) -> str:
    """Return the agent's text without the command lines; they never reach a requester."""
    block = facts.commands.block
    return (block.rest if block else facts.text).strip()


def _name(written: str, facts: Facts) -> str:
    """Return the name of the reply that is meant, whatever its case; nothing for none."""
    folded = written.casefold()
    return next((one for one in facts.settings.replies if one.casefold() == folded), "")
