"""Commands in a mail: the grammar as data, and one pass over the first lines of the new text.

A block is the first non-empty lines, one command each, up to the first line that is none. It is
all or nothing: one bad line refuses the whole block (design section 5).
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from mailflow.core.explanations import Explanation, because

MAXIMUM_VALUE = 2000
COMMAND_LINE = re.compile(r"^#[ \t]?(\S+)(?:[ \t]+(.*))?$", re.DOTALL)
FIELD_LINE = re.compile(r"^([A-Za-z][A-Za-z ]{1,20}):[ \t]*(.*)$", re.DOTALL)
INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")


class Value(StrEnum):
    """What a command takes."""

    NOTHING = "nothing"
    PERSON = "a person (@name, an address, me or none)"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class CommandRule:
    """One command of the grammar: `field` is what it sets; two values for one are refused."""

    name: str
    aliases: tuple[str, ...]
    field: str
    value: Value
    explanation: str
    value_required: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One parsed command line under its canonical name."""

    name: str
    field: str
    value: str
    line: str

    @property
    def canonical(self) -> str:
        """The form that is remembered as executed: name and value, folded."""
        return f"#{self.name} {' '.join(self.value.casefold().split())}".strip()[:300]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line, and with it the block, is refused."""

    line: str
    reason: Explanation


@dataclass(frozen=True, slots=True)
class Block:
    """The command block of a mail, its lines as they were written, and the text behind it."""

    commands: tuple[Command, ...] = ()
    problems: tuple[Problem, ...] = ()
    rest: str = ""
    lines: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is a block at all."""
        return bool(self.commands or self.problems)

    @property
    def is_private(self) -> bool:
        """Whether `#note` makes the rest of the mail an internal note."""
        return any(command.name == "note" for command in self.commands)

    def value_of(self, name: str) -> str | None:
        """Return the value of the named command, or None where it is not given."""
        return next((c.value for c in self.commands if c.name == name), None)


NO_BLOCK = Block()


def _rule(name: str, aliases: str, field: str, value: Value, explanation: str) -> CommandRule:
    return CommandRule(name, tuple(aliases.split()), field, value, explanation)


AGENT_RULES = (
    _rule("take", "", "assignee", Value.NOTHING, "assign the incident to yourself"),
    CommandRule(
        "assign",
        ("assignee", "owner"),
        "assignee",
        Value.PERSON,
        "assign it to @name, an address, me or none",
        value_required=True,
    ),
    _rule("note", "", "visibility", Value.TEXT, "keep the text of this mail inside the desk"),
    _rule("resolve", "resolved solved", "state", Value.TEXT, "resolve it; your text says how"),
    _rule("close", "closed", "state", Value.TEXT, "resolve it where needed, and close it"),
    _rule("reopen", "", "state", Value.NOTHING, "work on it again"),
)
"""What agents may command by mail."""

REQUESTER_RULES = (
    _rule("close", "", "state", Value.TEXT, "it is no longer needed"),
    _rule("reopen", "", "state", Value.TEXT, "it is not solved"),
    _rule("stop", "", "mail", Value.TEXT, "send me no more mail about it"),
)
"""What requesters may command, in the first line of an answer."""

FIELD_NAMES = {"owner": "assign", "assigned to": "assign", "resolution": "resolve"}
STATUS_VALUES = {
    "resolved": "resolve",
    "solved": "resolve",
    "closed": "close",
    "open": "reopen",
}


def parse(text: str, rules: tuple[CommandRule, ...], maximum: int) -> Block:
    """Read the command block at the start of the new text."""
    lines = text.split("\n")
    first = _skip_blank(lines, 0)
    if first < len(lines) and _is_command(lines[first]):
        return _command_block(lines, first, rules, maximum)
    if rules is AGENT_RULES:
        return _field_block(lines, first, rules)
    return Block(rest=text)


def command_like_lines(text: str, maximum: int = 20) -> tuple[str, ...]:
    """Return the lines of a text that have the form of a command (none of them is run)."""
    return tuple(line.strip() for line in text.split("\n") if _is_command(line))[:maximum]


def quoted_by_others(block: Block, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the block lines that also stand in what somebody else wrote into the incident."""
    foreign = {_folded(line) for text in texts for line in text.split("\n") if "#" in line}
    return tuple(c.line for c in block.commands if _folded(c.line) in foreign)


def _folded(line: str) -> str:
    return " ".join(line.casefold().replace(">", " ").split())


def _is_command(line: str) -> bool:
    stripped = line.strip()
    body = stripped[1:].lstrip(" \t")
    return stripped.startswith("#") and bool(body) and INVISIBLE.sub("", body)[:1].isalpha()


def _skip_blank(lines: list[str], start: int) -> int:
    while start < len(lines) and not lines[start].strip():
        start += 1
    return start


def _command_block(
    lines: list[str], start: int, rules: tuple[CommandRule, ...], maximum: int
) -> Block:
    end = start
    while end < len(lines) and _is_command(lines[end]):
        end += 1
    parsed = [_command(line.strip(), rules) for line in lines[start:end][: maximum + 1]]
    commands = tuple(one for one in parsed if isinstance(one, Command))
    problems = [one for one in parsed if isinstance(one, Problem)]
    if end - start > maximum:
        problems.append(Problem(lines[start].strip(), because("too_many_commands", limit=maximum)))
    problems += _contradictions(commands)
    written = tuple(line.strip() for line in lines[start:end])
    return Block(commands, tuple(problems), "\n".join(lines[end:]).strip("\n"), written)


def _command(line: str, rules: tuple[CommandRule, ...]) -> Command | Problem:
    match = COMMAND_LINE.match(line)
    if match is None:
        return Problem(line, because("not_a_command"))
    word, value = match.group(1).casefold(), (match.group(2) or "").strip()
    rule = next((r for r in rules if word == r.name or word in r.aliases), None)
    if rule is None:
        return Problem(line, _unknown(word[:40], rules))
    return _checked(rule, value, line)


def _checked(rule: CommandRule, value: str, line: str) -> Command | Problem:
    if rule.value is Value.NOTHING and value:
        return Problem(line, because("takes_no_value", command=f"#{rule.name}"))
    if rule.value_required and not value:
        return Problem(line, because("needs_person", command=f"#{rule.name}"))
    if rule.value is Value.PERSON and len(value.split()) != 1:
        return Problem(line, because("one_person", command=f"#{rule.name}"))
    if len(value) > MAXIMUM_VALUE:
        return Problem(line[:80], because("value_too_long", limit=MAXIMUM_VALUE))
    return Command(rule.name, rule.field, value, line)


def _unknown(word: str, rules: tuple[CommandRule, ...]) -> Explanation:
    """Say that there is no such command, and which one was probably meant."""
    names = [name for rule in rules for name in (rule.name, *rule.aliases)]
    close = difflib.get_close_matches(word, names, n=1)
    if not close:
        return because("unknown_command", command=f"#{word}")
    return because("unknown_command_near", command=f"#{word}", near=f"#{close[0]}")


def _contradictions(commands: tuple[Command, ...]) -> list[Problem]:
    problems, seen = [], dict[str, Command]()
    for command in commands:
        earlier = seen.setdefault(command.field, command)
        if earlier is not command:
            problems.append(Problem(command.line, because("two_values", line=earlier.line)))
    return problems


def _field_block(lines: list[str], start: int, rules: tuple[CommandRule, ...]) -> Block:
    """Read a block made only of `Field: value` lines of our names (RT and Redmine habits)."""
    end, parsed = start, list[Command | Problem]()
    while end < len(lines) and (one := _field(lines[end].strip(), rules)) is not None:
        parsed.append(one)
        end += 1
    commands = tuple(one for one in parsed if isinstance(one, Command))
    problems = [one for one in parsed if isinstance(one, Problem)] + _contradictions(commands)
    written = tuple(line.strip() for line in lines[start:end])
    return Block(commands, tuple(problems), "\n".join(lines[end:]).strip("\n"), written)


def _field(line: str, rules: tuple[CommandRule, ...]) -> Command | Problem | None:
    match = FIELD_LINE.match(line)
    if match is None:
        return None
    field, value = match.group(1).casefold().strip(), match.group(2).strip()
    if field == "status":
        name, value = STATUS_VALUES.get(value.casefold(), ""), ""
        if not name:
            return Problem(line, because("unknown_status"))
    else:
        name = FIELD_NAMES.get(field, "")
    rule = next((r for r in rules if r.name == name), None)
    return None if rule is None else _checked(rule, value, line)
