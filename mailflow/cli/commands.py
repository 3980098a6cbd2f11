"""`mailflow commands`: what agents and requesters may write into their mails."""

import click

from mailflow.adapters.catalogues import read_sentences, templates_directory
from mailflow.cli.documents import Document
from mailflow.cli.output import print_json, print_table
from mailflow.cli.session import json_option
from mailflow.core.commands import AGENT_RULES, REQUESTER_RULES, CommandRule
from mailflow.core.commands.examples import EXAMPLES, REQUESTER_EXAMPLES
from mailflow.core.commands.grammar import SHORTHANDS
from mailflow.core.commands.values import Value

COLUMNS = ("command", "also", "line form", "what it does", "example")
FORMS = {
    Value.NOTHING: "",
    Value.TEXT: "text",
    Value.PERSON: "@name|address|me|none",
    Value.ADDRESS: "address",
    Value.ADDRESSES: "+address -address",
    Value.STATE: "open|pending|resolved|closed|canceled",
    Value.HOLD: "customer|vendor|change|problem 2d",
    Value.DURATION: "2d|4h|30m",
    Value.TIME_WORKED: "15m",
    Value.MOMENT: "2026-12-01|monday 9:00|tomorrow|2d",
    Value.NAME: "name",
    Value.PRIORITY: "p1..p5",
    Value.LEVEL: "high|medium|low",
    Value.LIST: "+word -word",
    Value.INCIDENT: "INC-1001",
    Value.PROBLEM: "new|INC-1001",
    Value.SWITCH: "on|off +1002 -1003",
    Value.WORD: "word",
    Value.NUMBER: "number",
    Value.CHALLENGE: "123456",
    Value.ESCALATION: "team|manager reason",
    Value.ARTICLE: "new|[publish|withdraw] number",
    Value.ABSENCE: "until monday|2026-12-01|2d|off",
    Value.RATING: "1..5",
}
INTRODUCTION = """\
# Commands

Written by `mailflow commands --markdown`.

An agent answers a notice; the first lines of his answer, up to the first text that is none, are
commands, one on each line, with empty lines between them or not. A value in brackets may be left
out; an indented line goes on with the value above it. A long line that a mail program cut is whole
where the mail has its text in HTML, too; elsewhere an empty line has to stand below it, or the
block is refused. All of a mail's commands run, or none: a transcript says line by line what became
of them. What follows is the answer to the requester, who never sees a command.
"""
REQUESTERS = """
## Requesters

In the first lines of an answer to a mail of the desk; anything else is plain text.
"""


@click.command()
@click.option("--markdown", is_flag=True, help="Print the page docs/COMMANDS.md.")
@json_option
def commands(*, markdown: bool, as_json: bool) -> None:
    """List the commands that people may write into their mails."""
    agents, requesters = _documents(AGENT_RULES), _documents(REQUESTER_RULES)
    if as_json:
        print_json({"agents": agents, "requesters": requesters})
    elif markdown:
        click.echo(page(agents, requesters), nl=False)
    else:
        print_table(COLUMNS, [_row(one) for one in agents], empty="")


def page(agents: list[Document], requesters: list[Document]) -> str:
    """Return the commands as a Markdown page."""
    return INTRODUCTION + _markdown(agents) + REQUESTERS + _markdown(requesters)


def _documents(rules: tuple[CommandRule, ...]) -> list[Document]:
    sentences = read_sentences(templates_directory() / "messages" / "en.toml")
    examples = EXAMPLES if rules is AGENT_RULES else REQUESTER_EXAMPLES
    section = "commands" if rules is AGENT_RULES else "requester_commands"
    return [
        {
            "command": f"#{rule.name}",
            "value": _form(rule),
            "aliases": [f"#{one}" for one in rule.aliases] + _shorthands(rule, rules),
            "labels": [f"{label.capitalize()}:" for label in rule.labels],
            "does": sentences[f"{section}.{rule.name}"],
            "example": examples[rule.name],
        }
        for rule in rules
    ]


def _form(rule: CommandRule) -> str:
    form = FORMS[rule.value]
    return form if rule.needs_value or not form else f"[{form}]"


def _shorthands(rule: CommandRule, rules: tuple[CommandRule, ...]) -> list[str]:
    if rules is not AGENT_RULES:
        return []
    return [f"#{one.word} (= {one.value})" for one in SHORTHANDS if one.name == rule.name]


def _row(one: Document) -> list[str]:
    command = f"{one['command']} {one['value']}".strip()
    also, labels = " ".join(one["aliases"]), " ".join(one["labels"])
    return [command, also, labels, one["does"], one["example"]]


def _markdown(documents: list[Document]) -> str:
    rows = [[_code(row[0]), *row[1:-1], _code(row[-1])] for row in map(_row, documents)]
    lines = [" | ".join(COLUMNS), " | ".join("---" for _ in COLUMNS), *map(" | ".join, rows)]
    return "\n" + "".join(f"| {line} |\n" for line in lines)


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"
