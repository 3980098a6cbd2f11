"""Commands that move an incident through its life cycle."""

from datetime import datetime

from mailflow.core.closure import known_code
from mailflow.core.commands import Command
from mailflow.core.commands.durations import moment_after, read_moment
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.executing.replies import own_text, prepared_answer
from mailflow.core.decisions.facts import Facts
from mailflow.core.explanations import Explanation, because
from mailflow.core.lifecycle import (
    Changes,
    canceling,
    closing,
    going_on,
    holding,
    may_become,
    reopening,
    resolving,
)
from mailflow.core.moments import sortable
from mailflow.core.records import Contact
from mailflow.core.relaying import without_addresses, without_private_quotes
from models.enums import IncidentState

WANTED = {
    "resolve": IncidentState.RESOLVED,
    "close": IncidentState.CLOSED,
    "cancel": IncidentState.CANCELED,
    "pending": IncidentState.ON_HOLD,
    "snooze": IncidentState.ON_HOLD,
}
OF_STATUS = {
    "pending": "pending",
    "resolved": "resolve",
    "closed": "close",
    "canceled": "cancel",
}
SNOOZED = "snoozed"
CUSTOMER = "customer"


def state_command(command: Command) -> str:
    """Return the command that `#status X` stands for, `open` for an open state."""
    return OF_STATUS.get(command.value, "open") if command.name == "status" else command.name


def may_change_state(command: Command, facts: Facts) -> Explanation | None:
    """Object to a state that cannot follow, and to a resolution that nobody wrote."""
    name, incident = state_command(command), facts.incident
    if name == "reopen" and not incident.is_finished:
        return because("already_open", reference=incident.reference)
    if name in {"reopen", "open"}:
        return None
    if not may_become(incident, WANTED[name]) and WANTED[name] is not incident.state:
        return because("no_such_change", state=incident.state.value, reference=incident.reference)
    if incident.state is WANTED[name] and name not in {"pending", "snooze"}:
        return because(f"already_{incident.state.value}", reference=incident.reference)
    if name in {"resolve", "close"} and not resolution_of(facts):
        documented = name == "close" and incident.resolution
        return None if documented else because("resolution_needed")
    return None


def change_state(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Return the changes of a state command."""
    name = state_command(command)
    unheard = facts.commands.unheard and name in {"resolve", "close"}
    key = f"done_{name}_unheard" if unheard else f"done_{name}"
    return Doing(_told(key, name, command, facts), _changes(name, command, facts))


def _told(key: str, name: str, command: Command, facts: Facts) -> Explanation:
    until = _wakes(name, command, facts)
    shown = _shown(until, facts) if until else ""
    if name == "snooze":
        return because(key, until=shown)
    if name == "pending":
        value = _hold_of(command)
        return (
            because(f"{key}_until", value=value, until=shown)
            if until
            else because(key, value=value)
        )
    return because(key)


def _shown(moment: datetime, facts: Facts) -> str:
    return sortable(moment.astimezone(facts.zone))


def _wakes(name: str, command: Command, facts: Facts) -> datetime | None:
    """Return when a hold ends by itself."""
    if name == "snooze":
        return moment_after(command.value, facts.now, facts.calendar)
    length = _hold_of(command).partition(" ")[2] if name == "pending" else ""
    return moment_after(length, facts.now, facts.calendar) if length else None


def _hold_of(command: Command) -> str:
    """Return reason and length of a hold: for the customer where nothing is said."""
    return CUSTOMER if command.name == "status" else command.value or CUSTOMER


def _changes(name: str, command: Command, facts: Facts) -> Changes:
    incident, now = facts.incident, facts.now
    if name == "resolve":
        return resolving(incident, resolution_of(facts), now)
    if name == "close":
        code = facts.settings.closure.default_code
        return _unsaid(closing(incident, resolution_of(facts), now, code), facts)
    if name == "cancel":
        return canceling(incident, now)
    if name in {"pending", "snooze"}:
        return _held(name, command, facts)
    if incident.is_finished:
        return _unsaid(reopening(incident, now), facts)
    return going_on(incident, now) or (("state", IncidentState.IN_PROGRESS),)


def _unsaid(changes: Changes, facts: Facts) -> Changes:
    """Return the changes without what a line of its own says, wherever in the block it stands."""
    code = facts.commands.block.value_of("code")
    said = {"closure_code"} if code and known_code(code, facts.settings.closure.codes) else set()
    said |= {"resolution"} if facts.commands.block.value_of("resolution") else set()
    return tuple(one for one in changes if one[0] not in said)


def _held(name: str, command: Command, facts: Facts) -> Changes:
    reason = SNOOZED if name == "snooze" else _hold_of(command).partition(" ")[0]
    return holding(facts.incident, reason, facts.now, _wakes(name, command, facts))


def resolution_of(facts: Facts) -> str:
    """Return how it was resolved: said with the command, by `#resolution`, or by the text."""
    block = facts.commands.block
    for name in ("resolve", "close", "resolution"):
        if value := block.value_of(name):
            return from_the_desk(value, facts)
    return "" if block.is_private else public_text(facts)


def public_text(facts: Facts) -> str:
    """Return what the requester gets: a prepared answer, and the agent's text below it."""
    text = "" if facts.commands.block.splits else shared_text(facts)
    return "\n\n".join(part for part in (prepared_answer(facts), text) if part)


def shared_text(facts: Facts) -> str:
    """Return the agent's text without command lines, and without what others may not read."""
    written = own_text(facts)
    if facts.commands.block.is_private:
        return written
    return from_the_desk(without_private_quotes(written, facts.commands.public), facts)


def from_the_desk(text: str, facts: Facts) -> str:
    """Return a text without the agent's own address, which requesters do not get."""
    author = facts.situation.author
    own = (author.address, *(author.contact.addresses if author.contact else ()))
    written = (one for one in own if "@" in one)  # at the command line nobody has an address
    return without_addresses(text, written, facts.settings.desk.support_address)


def is_moment(command: Command, facts: Facts) -> Explanation | None:
    """Object to a moment that is none, or that is over."""
    found = read_moment(command.value, facts.now, facts.zone, calendar=facts.calendar)
    return None if found else because("no_moment", value=command.value)


def change_due(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Return the change of the resolution target, which is told of anew when it is missed.

    It is what was agreed: no hold moves it, and no other group.
    """
    moment = read_moment(command.value, facts.now, facts.zone, calendar=facts.calendar)
    told = _shown(moment, facts) if moment else command.value
    marks = (("resolution_escalated_at", None), ("resolution_warned_at", None))
    changes = (("agreed_due", moment), *marks)
    return Doing(because("done_due", value=told), changes)
