"""The commands as data: names, aliases, what each sets and takes (design section 5).

A new command is a new row here, a function in `core/decisions/executing` and a sentence in each
message catalogue.
"""

from dataclasses import dataclass

from mailflow.core.commands.values import Value


@dataclass(frozen=True, slots=True)
class CommandRule:
    """One command: two values for one `field` are refused where it is `single`.

    `labels` are the names of its line form (`Owner: @bob`); `sign` stands before such a value.
    `needs_value` refuses the bare word; NOTHING refuses a value.
    """

    name: str
    aliases: tuple[str, ...]
    field: str
    value: Value
    needs_value: bool = False
    single: bool = True
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shorthand:
    """A word that stands for a command with its value."""

    word: str
    name: str
    value: str


def _rule(name: str, aliases: str, field: str, value: Value, *labels: str) -> CommandRule:
    return CommandRule(name, tuple(aliases.split()), field, value, labels=labels)


def _needs(name: str, aliases: str, field: str, value: Value, *labels: str) -> CommandRule:
    return CommandRule(name, tuple(aliases.split()), field, value, needs_value=True, labels=labels)


def _adds(name: str, aliases: str, value: Value, *labels: str) -> CommandRule:
    """A command that may be given more than once."""
    names = tuple(aliases.split())
    return CommandRule(name, names, name, value, needs_value=True, single=False, labels=labels)


AGENT_RULES = (
    _needs("status", "", "state", Value.STATE, "status"),
    _rule("resolve", "resolved solved", "state", Value.TEXT),
    _rule("close", "closed", "state", Value.TEXT),
    _rule("reopen", "", "state", Value.NOTHING),
    _rule("cancel", "canceled cancelled", "state", Value.TEXT),
    _rule("pending", "wait hold", "state", Value.HOLD),
    _needs("snooze", "", "state", Value.DURATION),
    _needs("due", "", "due", Value.MOMENT, "due"),
    _needs("assign", "assignee owner", "assignee", Value.PERSON, "owner", "assigned to"),
    _needs("group", "team queue", "group", Value.NAME, "group", "queue"),
    _needs("escalate", "", "escalation", Value.ESCALATION),
    _needs("priority", "", "priority", Value.PRIORITY, "priority"),
    _needs("impact", "", "impact", Value.LEVEL, "impact"),
    _needs("urgency", "", "urgency", Value.LEVEL, "urgency"),
    _needs("category", "", "category", Value.NAME, "category"),
    _rule("confirm", "", "category", Value.NOTHING),
    _needs("wrong", "", "category", Value.NAME),
    _rule("note", "", "visibility", Value.TEXT),
    _rule("public", "", "visibility", Value.NOTHING),
    _needs("reply", "", "reply", Value.NAME),
    _adds("tag", "tags", Value.LIST, "tags"),
    _adds("cc", "", Value.ADDRESSES, "addcc", "delcc"),
    _needs("requester", "", "requester", Value.ADDRESS, "requestor", "requester"),
    _needs("subject", "", "subject", Value.TEXT, "subject"),
    _needs("merge", "", "merge", Value.INCIDENT),
    _rule("split", "", "split", Value.TEXT),
    _adds("action", "", Value.TEXT),
    _adds("link", "", Value.INCIDENT),
    _needs("parent", "", "parent", Value.INCIDENT),
    _needs("children", "", "children", Value.TEXT),
    _needs("problem", "", "problem", Value.PROBLEM),
    _needs("major", "", "major", Value.SWITCH),
    _needs("resolution", "", "resolution", Value.TEXT, "resolution"),
    _needs("cause", "", "root_cause", Value.TEXT, "root cause"),
    _rule("code", "", "closure_code", Value.WORD, "closure code"),
    _needs("kb", "", "kb", Value.ARTICLE),
    _adds("time", "", Value.TIME_WORKED, "timeworked"),
    _rule("spam", "", "state", Value.NOTHING),
    _rule("block", "", "block", Value.NOTHING),
    _needs("away", "", "away", Value.ABSENCE),
    _rule("show", "", "show", Value.NOTHING),
    _rule("history", "", "history", Value.NOTHING),
    _rule("why", "", "why", Value.NOTHING),
    _rule("help", "", "help", Value.NOTHING),
    _needs("undo", "", "undo", Value.NUMBER),
    _needs("yes", "", "yes", Value.CHALLENGE),
    _rule("no", "", "yes", Value.NOTHING),
    _rule("preview", "", "preview", Value.NOTHING),
)
"""What agents may command by mail."""

SHORTHANDS = (
    Shorthand("open", "status", "open"),
    Shorthand("take", "assign", "me"),
)
SIGNS = {"addcc": "+", "delcc": "-"}

REQUESTER_RULES = (
    _rule("close", "", "state", Value.TEXT),
    _rule("reopen", "", "state", Value.TEXT),
    _rule("stop", "", "mail", Value.TEXT),
    _needs("rate", "", "rating", Value.RATING),
)
"""What requesters may command, in the first line of an answer."""
