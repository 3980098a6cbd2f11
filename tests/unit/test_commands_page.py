"""The page of the commands is what the grammar says."""

import json
from pathlib import Path

from click.testing import CliRunner

from mailflow.cli.main import cli
from mailflow.core.commands import AGENT_RULES
from mailflow.core.decisions.executing.table import EXECUTIONS

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_in_the_documents_is_the_one_that_the_program_prints() -> None:
    """`mailflow commands --markdown > docs/COMMANDS.md` writes it anew."""
    printed = CliRunner().invoke(cli, ["commands", "--markdown"]).stdout
    assert (ROOT / "docs" / "COMMANDS.md").read_text(encoding="utf-8") == printed


def test_every_command_is_executed_and_shown_with_all_its_names() -> None:
    shown = json.loads(CliRunner().invoke(cli, ["commands", "--json"]).stdout)["agents"]
    assert {one["command"] for one in shown} == {f"#{name}" for name in EXECUTIONS}
    for rule, one in zip(AGENT_RULES, shown, strict=True):
        assert {f"#{alias}" for alias in rule.aliases} <= set(one["aliases"])
        assert len(one["labels"]) == len(rule.labels)
