"""Commands that set one field: how urgent it is, what it is about, what was done."""

from mailflow.core.categorisation import NO_SUGGESTION, suggestion_of
from mailflow.core.closure import known_code, near_code
from mailflow.core.commands import Command
from mailflow.core.commands.durations import read_duration
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.facts import Facts
from mailflow.core.explanations import Explanation, because
from mailflow.core.lifecycle import Changes
from mailflow.core.priority import ranked
from mailflow.core.records import Contact
from models.enums import LabelSource, Level, Priority, PrioritySource

FIELDS = {
    "subject": "subject",
    "resolution": "resolution",
    "cause": "root_cause",
}
MAXIMUM_TAGS = 30
SETTING = frozenset({"priority", "impact", "urgency", "major"})
"""The commands that say themselves what the priority is."""


def set_field(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Return the new value of a field."""
    value = command.value
    if command.name == "subject":
        value = " ".join(value.split())
    return Doing(because(f"done_{command.name}"), ((FIELDS[command.name], value),))


def set_code(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Return the closure code; one that the desk has not is explained, and never stops a closure.

    Design section 5 refuses a block with an unknown value: no closure waits for a word (ADR 21).
    """
    codes, written = facts.settings.closure.codes, command.value
    if written and known_code(written, codes):
        return Doing(because("done_code"), (("closure_code", written),))
    names = ", ".join(codes) or facts.settings.closure.default_code
    near = near_code(written, codes)
    if not written:
        return Doing(because("no_closure_code", names=names), (), (), False)
    if near:
        return Doing(
            because("no_such_code_near", name=written, near=near, names=names), (), (), False
        )
    return Doing(because("no_such_code", name=written, names=names), (), (), False)


def set_priority(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Return a priority given by hand; its targets follow."""
    priority = Priority(command.value)
    by_hand = ("priority_source", PrioritySource.HAND)
    changes = (("priority", priority), by_hand, *agreed_before(facts))
    return Doing(because("done_priority", value=priority.value), changes)


def set_level(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Return impact or urgency, and the priority by the matrix."""
    level, block = Level(command.value), facts.commands.block
    impact = level if command.name == "impact" else _given(facts, "impact", facts.incident.impact)
    urgency = (
        level if command.name == "urgency" else _given(facts, "urgency", facts.incident.urgency)
    )
    changes: Changes = ((command.name, level),)
    if command.name == "urgency":
        changes += (("urgency_source", LabelSource.HUMAN),)
    if block.value_of("priority") is None:
        changes += by_the_matrix(facts, impact, urgency)
    return Doing(because(f"done_{command.name}", value=level.value), changes)


def by_the_matrix(facts: Facts, impact: Level, urgency: Level) -> Changes:
    """Return the priority by the rules of the desk, and what gives way to it."""
    matrix, is_vip = facts.settings.priority_matrix, facts.commands.is_vip
    marked = facts.commands.block.value_of("major")
    major = facts.incident.is_major if marked is None else marked.startswith("on")
    found = ranked(impact, urgency, matrix, vip=is_vip, major=major)
    return (
        ("priority", found.priority),
        ("priority_source", found.source),
        *agreed_before(facts),
    )


def by_requester(facts: Facts) -> Changes:
    """Return the priority as the rule of VIPs has it for a new requester.

    It is found anew where he is one, or where it had been raised for the one before; what an agent
    gave stays, and what this block says of it holds.
    """
    incident, names = facts.incident, {one.name for one in facts.commands.block.commands}
    is_given = incident.priority_source is PrioritySource.HAND or names & SETTING
    concerned = facts.commands.is_vip or incident.priority_source is PrioritySource.VIP
    if is_given or not concerned:
        return ()
    found = by_the_matrix(facts, incident.impact, incident.urgency)
    return found if dict(found)["priority"] is not incident.priority else found[1:2]


def _given(facts: Facts, name: str, now: Level) -> Level:
    value = facts.commands.block.value_of(name)
    return Level(value) if value else now


def agreed_before(facts: Facts) -> Changes:
    """Return what of the targets gives way: a moment agreed on before, unless it is said now."""
    agreed = facts.commands.block.value_of("due") is not None
    return () if agreed or facts.incident.agreed_due is None else (("agreed_due", None),)


def is_category(command: Command, facts: Facts) -> Explanation | None:
    """Object to a category that the desk has not, and to confirming none."""
    if command.name == "confirm":
        return None if _confirmed(facts) else because("nothing_to_confirm")
    if _category(command, facts) is None:
        names = ", ".join(sorted(facts.settings.known_categories))
        return because("no_such_category", name=command.value, names=names)
    return None


def _category(command: Command, facts: Facts) -> str | None:
    folded = _folded(command.value)
    return next((one for one in facts.settings.known_categories if _folded(one) == folded), None)


def _folded(name: str) -> str:
    return name.casefold().replace(" ", "_")


def _confirmed(facts: Facts) -> str:
    """Return the category there is, else the likeliest of those that were suggested."""
    suggestion = suggestion_of(facts.incident.suggestion) or NO_SUGGESTION
    first = suggestion.category.first
    return facts.incident.category or (first if first in facts.settings.known_categories else "")


def set_category(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Return what a person says the incident is about: training truth."""
    source = ("category_source", LabelSource.HUMAN)
    if command.name == "confirm":
        name = _confirmed(facts)
        return Doing(because("done_confirm", name=name), (("category", name), source))
    category = _category(command, facts)
    return Doing(because("done_category", name=category or ""), (("category", category), source))


def tag(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Return the tags after all commands of this kind before it."""
    tags = dict.fromkeys(facts.incident.tags.split())
    for other in facts.commands.block.commands:
        if other.name == "tag":
            _retag(tags, other.value)
        if other is command:
            break
    kept = " ".join(list(tags)[:MAXIMUM_TAGS])
    return Doing(because("done_tag", value=kept or "-"), (("tags", kept),))


def _retag(tags: dict[str, None], value: str) -> None:
    for item in value.split():
        if item[0] == "+":
            tags[item[1:]] = None
        else:
            tags.pop(item[1:], None)


def work_time(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Return the minutes worked in all, with those of the commands before it."""
    total = facts.incident.minutes_worked
    for other in facts.commands.block.commands:
        if other.name == "time":
            duration = read_duration(other.value)
            total += int(duration.total_seconds()) // 60 if duration else 0
        if other is command:
            break
    return Doing(because("done_time", value=command.value), (("minutes_worked", total),))


def set_visibility(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Change nothing: who reads the text is decided where it is relayed."""
    is_unheard = command.name == "public" and facts.commands.unheard
    return Doing(because("done_public_unheard" if is_unheard else f"done_{command.name}"))
