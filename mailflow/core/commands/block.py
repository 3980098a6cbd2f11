"""One pass over the first lines of the new text: the command block, or why it is refused."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from mailflow.core.commands.cutting import may_be_cut
from mailflow.core.commands.folding import folded
from mailflow.core.commands.grammar import (
    AGENT_RULES,
    SHORTHANDS,
    SIGNS,
    CommandRule,
    Shorthand,
)
from mailflow.core.commands.values import Value, read_value
from mailflow.core.explanations import Explanation, because

MAXIMUM_VALUE = 2000
# Blanks of any width: HTML has some that do not break, Japanese keyboards a wide one.
COMMAND_LINE = re.compile(r"^#[^\S\n]?(\S+)(?:[^\S\n]+(.*))?$", re.DOTALL)
FIELD_LINE = re.compile(r"^([A-Za-z][A-Za-z \xa0]{1,20}):[^\S\n]*(.*)$", re.DOTALL)
_STRAY = re.compile(r"#[A-Za-z]")
# Only the first is the sign; the others pass for it, and what passes for a command is no text.
_SIGNS = ("#", "\uff03", "\ufe5f")
_UNSEEN = frozenset({"Cf", "Me", "Mn"})
MAXIMUM_UNSEEN = 20


@dataclass(frozen=True, slots=True)
class Command:
    """One parsed command line under its canonical name, with its canonical value."""

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
        """Whether the rest of the mail is an internal note: by `#note`, and beside `#spam`."""
        return any(command.name in {"note", "spam"} for command in self.commands)

    @property
    def splits(self) -> bool:
        """Whether `#split` makes the rest of the mail an incident of its own."""
        return any(command.name == "split" for command in self.commands)

    def value_of(self, name: str) -> str | None:
        """Return the value of the named command, or None where it is not given."""
        return next((c.value for c in self.commands if c.name == name), None)


NO_BLOCK = Block()


def parse(text: str, rules: tuple[CommandRule, ...], maximum: int) -> Block:
    """Read the command block at the start of the new text."""
    lines = text.split("\n")
    first = _skip_blank(lines, 0)
    if first < len(lines) and _is_command(lines[first]):
        return _command_block(lines, first, rules, maximum)
    if rules is AGENT_RULES:
        return _field_block(lines, first, rules, maximum)
    return Block(rest=text)


def block_of(given: Iterable[tuple[str, str]], rules: tuple[CommandRule, ...]) -> Block:
    """Return the block of commands that were given by name and value, not in a text."""
    parsed, written = list[Command | Problem](), list[str]()
    for name, value in given:
        written.append(f"#{name} {value}".strip())
        rule = _rule_of(name, rules)
        unknown = Problem(written[-1], _unknown(name, rules))
        parsed.append(_checked(rule, value.strip(), written[-1]) if rule else unknown)
    return _block(parsed, written, [], len(written))


def command_like_lines(text: str, maximum: int = 20) -> tuple[str, ...]:
    """Return the lines of a text that have the form of a command (none of them is run)."""
    return tuple(line.strip() for line in text.split("\n") if _is_command(line))[:maximum]


def stray_commands(text: str, maximum: int = 20) -> tuple[str, ...]:
    """Return the lines of an agent's text that are commands of ours in all but their place.

    Only what stands at the very start of a line, without a blank behind the sign: a heading or a
    comment of a program is none.
    """
    lines = (line.rstrip() for line in text.split("\n") if _STRAY.match(line))
    return tuple(one for one in lines if isinstance(_command(one, AGENT_RULES), Command))[:maximum]


def quoted_by_others(block: Block, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the block lines that also stand in what somebody else wrote into the incident."""
    foreign = {_folded(line) for text in texts for line in text.split("\n") if line.strip()}
    return tuple(
        line for line in block.lines if any(_folded(one) in foreign for one in line.split("\n"))
    )


def _folded(line: str) -> str:
    return " ".join(line.casefold().replace(">", " ").split())


def _is_command(line: str) -> bool:
    """Whether a line is a command, or passes for one: then the block is refused, not sent on.

    What is looked at is what a reader sees: the first letter behind marks that show nothing.
    """
    stripped = line.strip()
    if not stripped.startswith(_SIGNS):
        return False
    behind = stripped[1:].lstrip()[:MAXIMUM_UNSEEN]
    seen = next((one for one in behind if unicodedata.category(one) not in _UNSEEN), "")
    return unicodedata.normalize("NFKC", seen)[:1].isalpha()


def _skip_blank(lines: list[str], start: int) -> int:
    while start < len(lines) and not lines[start].strip():
        start += 1
    return start


def _command_block(
    lines: list[str], start: int, rules: tuple[CommandRule, ...], maximum: int
) -> Block:
    end, written = start, list[str]()
    while end < len(lines):
        if _is_command(lines[end]):
            written.append(lines[end].strip())
        elif _goes_on(lines[end]):
            written[-1] += f"\n{lines[end].strip()}"
        elif not _block_goes_on(lines, end):
            break
        end += 1
    parsed = [_command(line, rules) for line in written[: maximum + 1]]
    if rules is AGENT_RULES and may_be_cut(*lines[end - 1 : end + 1]):
        parsed[-1] = Problem(written[-1], because("maybe_cut"))
    return _block(parsed, written, lines[end:], maximum)


def _goes_on(line: str) -> bool:
    """Whether an indented line continues the value of the command before it.

    Text made from HTML is indented by blanks that do not break (U+00A0).
    """
    return line[:1] in {" ", "\t", "\xa0"} and bool(line.strip())


def _block_goes_on(lines: list[str], blank: int) -> bool:
    """Whether a command, or a line that is indented in HTML, comes next below empty lines.

    Text made from HTML has an empty line between any two paragraphs.
    """
    below = _skip_blank(lines, blank)
    if below == blank or below >= len(lines):
        return False
    return _is_command(lines[below]) or lines[below].startswith("\xa0")


def _block(
    parsed: list[Command | Problem], written: list[str], rest: list[str], maximum: int
) -> Block:
    commands = tuple(one for one in parsed if isinstance(one, Command))
    problems = [one for one in parsed if isinstance(one, Problem)]
    if len(written) > maximum:
        problems.append(Problem(written[0], because("too_many_commands", limit=maximum)))
    problems += _contradictions(commands)
    return Block(commands, tuple(problems), "\n".join(rest).strip("\n"), tuple(written))


def _command(line: str, rules: tuple[CommandRule, ...]) -> Command | Problem:
    match = COMMAND_LINE.match(line)
    if match is None:
        return Problem(line, because("not_a_command"))
    word, value = folded(match.group(1)), (match.group(2) or "").strip()
    shorthand = next((one for one in SHORTHANDS if one.word == word), None)
    rule = _rule_of(shorthand.name if shorthand else word, rules)
    if rule is None:
        return Problem(line, _unknown(word[:40], rules))
    if shorthand is not None:
        return _short(rule, shorthand, value, line)
    return _checked(rule, value, line)


def _rule_of(word: str, rules: tuple[CommandRule, ...]) -> CommandRule | None:
    return next((r for r in rules if word == r.name or word in r.aliases), None)


def _short(rule: CommandRule, shorthand: Shorthand, value: str, line: str) -> Command | Problem:
    if value:
        return Problem(line, because("takes_no_value", command=f"#{shorthand.word}"))
    return _checked(rule, shorthand.value, line)


def _checked(rule: CommandRule, value: str, line: str) -> Command | Problem:
    if rule.value is Value.NOTHING:
        if value:
            return Problem(line, because("takes_no_value", command=f"#{rule.name}"))
        return Command(rule.name, rule.field, "", line)
    if len(value) > MAXIMUM_VALUE:
        return Problem(line[:80], because("value_too_long", limit=MAXIMUM_VALUE))
    if not value:
        if rule.needs_value:
            return Problem(line, because(f"needs_{rule.value.value}", command=f"#{rule.name}"))
        return Command(rule.name, rule.field, "", line)
    read = read_value(rule.value, value)
    if isinstance(read, Explanation):
        values = {"command": f"#{rule.name}", **dict(read.values)}
        return Problem(line, because(read.key, **values))
    return Command(rule.name, rule.field, read, line)


def _unknown(word: str, rules: tuple[CommandRule, ...]) -> Explanation:
    """Say that there is no such command, and which one was probably meant."""
    names = [name for rule in rules for name in (rule.name, *rule.aliases)]
    names += [one.word for one in SHORTHANDS if _rule_of(one.name, rules)]
    close = difflib.get_close_matches(word, names, n=1)
    if not close:
        return because("unknown_command", command=f"#{word}")
    return because("unknown_command_near", command=f"#{word}", near=f"#{close[0]}")


def _contradictions(commands: tuple[Command, ...]) -> list[Problem]:
    """Find a second value for one field; commands that add to a list may come again."""
    adding = {rule.field for rule in AGENT_RULES if not rule.single}
    problems, seen = [], dict[str, Command]()
    for command in commands:
        if command.field in adding:
            continue
        earlier = seen.setdefault(command.field, command)
        if earlier is not command:
            problems.append(Problem(command.line, because("two_values", line=earlier.line)))
    return problems


def _field_block(
    lines: list[str], start: int, rules: tuple[CommandRule, ...], maximum: int
) -> Block:
    """Read a block made only of `Field: value` lines of our names (RT and Redmine habits)."""
    end, parsed = start, list[Command | Problem]()
    while end < len(lines) and (one := _field(lines[end].strip(), rules)) is not None:
        parsed.append(one)
        end += 1
    if not _only_fields(lines, end):
        return Block(rest="\n".join(lines))
    return _block(parsed, [line.strip() for line in lines[start:end]], lines[end:], maximum)


def _only_fields(lines: list[str], end: int) -> bool:
    """Whether the block ends at a blank line: a sentence right below makes it ordinary text."""
    return end >= len(lines) or not lines[end].strip()


def _field(line: str, rules: tuple[CommandRule, ...]) -> Command | Problem | None:
    match = FIELD_LINE.match(line)
    if match is None:
        return None
    label, value = " ".join(match.group(1).casefold().split()), match.group(2).strip()
    rule = next((r for r in rules if label in r.labels), None)
    if rule is None:
        return None
    sign = SIGNS.get(label)
    if sign:
        value = " ".join(f"{sign}{one.lstrip('+-')}" for one in value.replace(",", " ").split())
    return _checked(rule, value, line)
