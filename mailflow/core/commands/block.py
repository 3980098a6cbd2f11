"""One pass over the first lines of the new text: the command block, or why it is refused."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mailflow.core.commands.cutting import NOWHERE, is_doubtful, may_be_cut, pieces_below
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
_STRAY = re.compile(r"[*_`~]{0,2}[#\uff03]{1,2}[A-Za-z]")
_DRESSED = re.compile(r"(?:[-+\u2022\u00b7][ \t]?|[*_`~\\]{0,2})[#\uff03]{1,2}([A-Za-z]{2,20})")
"""A command in bold, behind a bullet or a doubled sign; with a blank it is a Markdown heading."""
# Only the first is the sign; the others pass for it, and what passes for a command is no text.
_SIGNS = ("#", "\uff03", "\ufe5f")
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_UNSEEN = frozenset({"Cf", "Me", "Mn"})
MAXIMUM_UNSEEN = 20
Whole = frozenset[str]
MAYBE_CUT = "maybe_cut"


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
    """The command block of a mail, its lines as they were written, and the text behind it.

    `is_inside` says that the mail answers what is nobody's outside the desk.
    """

    commands: tuple[Command, ...] = ()
    problems: tuple[Problem, ...] = ()
    rest: str = ""
    lines: tuple[str, ...] = ()
    is_inside: bool = False

    def __bool__(self) -> bool:
        """Whether there is a block at all."""
        return bool(self.commands or self.problems)

    @property
    def is_private(self) -> bool:
        """Whether the rest of the mail is an internal note: by `#note`, and beside `#spam`."""
        names = {command.name for command in self.commands}
        return bool(names & {"note", "spam"}) or (self.is_inside and "public" not in names)

    @property
    def may_be_cut(self) -> bool:
        """Whether a program may have cut a line, so that its whole form is wanted."""
        return any(problem.reason.key == MAYBE_CUT for problem in self.problems)

    @property
    def splits(self) -> bool:
        """Whether `#split` makes the rest of the mail an incident of its own."""
        return any(command.name == "split" for command in self.commands)

    def value_of(self, name: str) -> str | None:
        """Return the value of the named command, or None where it is not given."""
        return next((c.value for c in self.commands if c.name == name), None)


NO_BLOCK = Block()


def parse(text: str, rules: tuple[CommandRule, ...], maximum: int, whole: Whole = NOWHERE) -> Block:
    """Read the command block at the start of the new text.

    `whole` are the long lines of the same text in a form in which no program cuts any.
    """
    lines = text.split("\n")
    first = _skip_blank(lines, 0)
    if first < len(lines) and _begins(lines[first], rules):
        return _command_block(lines, first, rules, maximum, whole)
    if rules is AGENT_RULES:
        return _field_block(lines, first, rules, maximum, whole)
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
    bare = (line.lstrip(UNSEEN).rstrip() for line in text.split("\n"))
    lines = (line for line in bare if _STRAY.match(line))
    found = (one for one in lines if _dressed(one) or isinstance(_of_agents(one), Command))
    return tuple(found)[:maximum]


def quoted_by_others(block: Block, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the block lines that also stand in what somebody else wrote into the incident."""
    foreign = {_folded(line) for text in texts for line in text.split("\n") if line.strip()}
    forms = ((line, (line, *line.split("\n"))) for line in block.lines)  # whole, and cut
    return tuple(line for line, ways in forms if any(_folded(one) in foreign for one in ways))


def _folded(line: str) -> str:
    return " ".join(line.casefold().replace(">", " ").split())


def _is_command(line: str) -> bool:
    """Whether a line is a command, or passes for one: then the block is refused, not sent on.

    What is looked at is what a reader sees: the first letter behind marks that show nothing.
    """
    stripped = _bare(line)
    if not stripped.startswith(_SIGNS):
        return False
    behind = stripped[1:].lstrip()[:MAXIMUM_UNSEEN]
    seen = next((one for one in behind if unicodedata.category(one) not in _UNSEEN), "")
    return unicodedata.normalize("NFKC", seen)[:1].isalpha()


def _bare(line: str) -> str:
    """Return the line without blanks around it, and without what nobody sees before it."""
    return line.strip().lstrip(UNSEEN).strip()


def _dressed(line: str) -> str:
    """Return the command that a line names in another dress, or nothing."""
    found = _DRESSED.match(_bare(line))
    word = folded(found[1]) if found else ""
    short = any(one.word == word for one in SHORTHANDS)
    return word if short or _rule_of(word, AGENT_RULES) else ""


def _of_agents(line: str) -> Command | Problem:
    return _command(line, AGENT_RULES)


def _begins(line: str, rules: tuple[CommandRule, ...]) -> bool:
    """Whether a line is a command, or one of an agent's that misses its form by a little."""
    return _is_command(line) or (rules is AGENT_RULES and bool(_dressed(line)))


def _skip_blank(lines: list[str], start: int) -> int:
    while start < len(lines) and not lines[start].strip():
        start += 1
    return start


def _command_block(
    lines: list[str], start: int, rules: tuple[CommandRule, ...], maximum: int, whole: Whole
) -> Block:
    """Read one command after the other; `written` as they stand, `meant` without the cuts."""
    end, written, meant, sure = start, list[list[str]](), list[list[str]](), start
    while end < len(lines):
        if _begins(lines[end], rules):
            written.append([_bare(lines[end])])
            meant.append([_bare(lines[end])])
        elif _goes_on(lines[end]):
            written[-1].append(lines[end].strip())
            meant[-1] += ("\n", lines[end].strip())
        elif rest := lines[end : end + pieces_below(lines, end - 1, whole)]:
            written[-1] += rest
            meant[-1] += (" ", " ".join(rest))
            end = sure = end + len(rest)
            continue
        elif not _block_goes_on(lines, end, rules):
            break
        end += 1
    told = ["\n".join(one) for one in written]
    pairs = zip(map("".join, meant[: maximum + 1]), told, strict=False)
    parsed = [replace(_command(line, rules), line=one) for line, one in pairs]
    if rules is AGENT_RULES and sure != end and is_doubtful(lines, end - 1, whole):
        parsed[-1] = Problem(told[-1], because(MAYBE_CUT))
    return _block(parsed, told, lines[end:], maximum)


def _goes_on(line: str) -> bool:
    """Whether an indented line continues the value of the command before it.

    Text made from HTML is indented by blanks that do not break (U+00A0).
    """
    return line[:1] in {" ", "\t", "\xa0"} and bool(line.strip())


def _block_goes_on(lines: list[str], blank: int, rules: tuple[CommandRule, ...]) -> bool:
    """Whether a command, or a line that is indented in HTML, comes next below empty lines.

    Text made from HTML has an empty line between any two paragraphs.
    """
    below = _skip_blank(lines, blank)
    if below == blank or below >= len(lines):
        return False
    return _begins(lines[below], rules) or lines[below].startswith("\xa0")


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
    if dressed := _dressed(line) if match is None or match[1][:1] in _SIGNS else "":
        return Problem(line, because("dressed_command", near=f"#{dressed}"))
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
    bare = re.split(r"[^\w]", word)[0] or word  # `#priority: p1` and `#assign=me`
    close = [bare] if bare in names else difflib.get_close_matches(bare, names, n=1)
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
    lines: list[str], start: int, rules: tuple[CommandRule, ...], maximum: int, whole: Whole
) -> Block:
    """Read a block made only of `Field: value` lines of our names (RT and Redmine habits)."""
    end, parsed, written = start, list[Command | Problem](), list[str]()
    while end < len(lines):
        rest = lines[end + 1 : end + 1 + pieces_below(lines, end, whole)]
        one = _field(" ".join((lines[end].strip(), *rest)), rules)
        if one is None:
            break
        parsed.append(one)
        end += 1 + len(rest)
        written.append("\n".join((lines[end - 1 - len(rest)].strip(), *rest)))
    if _only_fields(lines, end):
        return _block(parsed, written, lines[end:], maximum)
    if parsed and may_be_cut(*lines[end - 1 : end + 1]):
        parsed[-1] = Problem(written[-1], because(MAYBE_CUT))
        return _block(parsed, written, lines[end:], maximum)
    return Block(rest="\n".join(lines))


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
