"""Command lines of every row of the grammar, with values that this desk knows."""

from dataclasses import dataclass

from hypothesis import strategies as st
from support.exchange_desk import ALICE, CARL, DANA, EVE

from mailflow.core.commands import AGENT_RULES
from mailflow.core.commands.grammar import SHORTHANDS, SIGNS, CommandRule

WORD = "{word}"
"""Stands for a word that is nowhere else; `{number}`, `{undo}` and `{code}` for what there is."""
PEOPLE = f"+{DANA} +{CARL} -{EVE}"
VALUES: dict[str, tuple[str, ...]] = {
    "status": ("open", "pending", "resolved", "closed", "canceled", "in progress"),
    "resolve": ("", "Solved: {word}."),
    "close": ("", "Solved: {word}.", "Solved: {word}.\n  and more of it."),
    "reopen": ("",),
    "cancel": ("", "A mistake {word}."),
    "pending": ("", "customer", "vendor 2d", "change", "problem 4h"),
    "snooze": ("30m", "4h", "2d"),
    "due": ("2030-12-01", "tomorrow", "monday 9:00", "2d"),
    "assign": ("@bob", "@alice", ALICE, "@dan", "me", "none"),
    "group": ("Desk", "network"),
    "escalate": ("team {word}", "manager {word} at last"),
    "priority": ("p1", "P2", "3", "p5"),
    "impact": ("high", "medium", "low"),
    "urgency": ("high", "medium", "low"),
    "category": ("printing", "network"),
    "confirm": ("",),
    "wrong": ("printing",),
    "note": ("", "Inside {word}.", "Inside {word}.\n  and more."),
    "public": ("",),
    "reply": ("password",),
    "tag": ("+{word}", "+vpn", "vpn home", "-vpn"),
    "cc": (f"+{DANA}", f"+{CARL}", f"+{ALICE}", f"-{CARL}", f"-{EVE}", PEOPLE),
    "requester": (CARL, DANA, EVE, ALICE),
    "subject": ("Another {number}", "Long " * 250),
    "merge": ("{number}", "INC-{number}"),
    "split": ("", "A part"),
    "action": ("Watch {word}.", "Ask the vendor for {word}."),
    "link": ("{number}", "INC-{number}"),
    "parent": ("{number}",),
    "children": ("Below, too: {word}.",),
    "problem": ("{number}", "new"),
    "major": ("on", "off", "on +{number}", "on -{number}"),
    "resolution": ("By hand.",),
    "cause": ("Cause {word}.",),
    "code": ("fixed", "{word}"),
    "kb": ("new", "1", "publish 1", "withdraw 1"),
    "time": ("15m", "20", "1h 30m"),
    "spam": ("",),
    "block": ("",),
    "away": ("until monday", "2030-12-01", "2d", "off"),
    "show": ("",),
    "history": ("",),
    "why": ("",),
    "help": ("",),
    "undo": ("{undo}",),
    "yes": ("{code}",),
    "no": ("",),
    "preview": ("",),
}
LABELLED = {"addcc": (DANA, CARL), "delcc": (CARL, EVE)}
"""What stands behind a label that brings the sign itself."""
REQUESTERS = ("#close", "#close It runs {word}.", "#reopen", "#stop", "#rate 1", "#rate 5")


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One line of a block: which row of the grammar it is of, and the field it sets."""

    name: str
    field: str
    text: str


def _lines(rule: CommandRule) -> list[CommandLine]:
    names = (rule.name, *rule.aliases)
    texts = [f"#{name} {value}".strip() for name in names for value in VALUES[rule.name]]
    texts += [f"# {rule.name} {value}".strip() for value in VALUES[rule.name][:1]]
    texts += [f"#{rule.name.upper()} {value}".strip() for value in VALUES[rule.name][-1:]]
    texts += [f"#{one.word}" for one in SHORTHANDS if one.name == rule.name]
    return [CommandLine(rule.name, rule.field, text) for text in texts]


def _fields(rule: CommandRule) -> list[CommandLine]:
    return [
        CommandLine(rule.name, rule.field, f"{label.capitalize()}: {value}")
        for label in rule.labels
        for value in (LABELLED[label] if label in SIGNS else VALUES[rule.name])
        if "\n" not in value
    ]


BY_RULE = {rule.name: _lines(rule) for rule in AGENT_RULES}
FIELDS_BY_RULE = {rule.name: found for rule in AGENT_RULES if (found := _fields(rule))}
ENDLESS = frozenset({"yes", "no", "preview", "undo", "merge", "split", "action"})
"""Rows that end a block's usual way; seldom drawn, so that the others have a chance."""


def line_of(names: list[str]) -> st.SearchStrategy[CommandLine]:
    """Draw a row of the grammar first, so that one with many forms is no likelier."""
    return st.sampled_from(names).flatmap(lambda name: st.sampled_from(BY_RULE[name]))


_USUAL = [name for name in BY_RULE if name not in ENDLESS]
LINES = st.one_of(line_of(_USUAL), line_of(_USUAL), line_of(_USUAL), line_of(sorted(ENDLESS)))
_FIELD_LINES = st.sampled_from(sorted(FIELDS_BY_RULE)).flatmap(
    lambda name: st.sampled_from(FIELDS_BY_RULE[name])
)


def blocks(most: int = 3, least: int = 0) -> st.SearchStrategy[tuple[CommandLine, ...]]:
    """Draw a block, of hash commands or of line forms; no field has two values."""
    marked = st.lists(LINES, min_size=least, max_size=most, unique_by=lambda one: one.field)
    labelled = st.lists(
        _FIELD_LINES, min_size=max(least, 1), max_size=most, unique_by=lambda one: one.field
    )
    noted = st.builds(_with, marked, st.sampled_from(BY_RULE["note"]))
    ended = st.builds(_with, noted, st.sampled_from([*BY_RULE["resolve"], *BY_RULE["close"]]))
    return st.one_of(marked, marked, marked, labelled, noted, ended).map(tuple)


def _with(lines: list[CommandLine], one: CommandLine) -> list[CommandLine]:
    """Return the block with one more line, in place of what sets the same field."""
    return [*(other for other in lines if other.field != one.field), one]
