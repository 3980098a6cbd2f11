"""`#away`: while an agent is away, others are told in his place."""

from datetime import datetime

from mailflow.core.commands import Command
from mailflow.core.commands.durations import MORNING, read_moment
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import SetAbsence
from mailflow.core.explanations import Explanation, because
from mailflow.core.moments import sortable
from mailflow.core.records import Contact

OFF = "off"


def is_absence(command: Command, facts: Facts) -> Explanation | None:
    """Object to a moment that is none, or that is over."""
    if command.value == OFF or _until(command, facts) is not None:
        return None
    return because("no_moment", value=command.value)


def go_away(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Return the agent's absence; a day without a time is the one he is back in the morning."""
    until = None if command.value == OFF else _until(command, facts)
    effect = SetAbsence(facts.incident.id, contact.id, until, contact.address)
    if until is None:
        return Doing(because("done_away_off"), (), (effect,))
    return Doing(because("done_away", until=shown(until, facts)), (), (effect,))


def shown(moment: datetime, facts: Facts) -> str:
    """Return a moment as agents write it, in their time zone."""
    return sortable(moment.astimezone(facts.zone))


def _until(command: Command, facts: Facts) -> datetime | None:
    return read_moment(command.value, facts.now, facts.zone, at=MORNING)
