"""The help page: complete, cheap, and honest about exit codes."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from mailflow.cli.exit_codes import MEANINGS, ExitCode, exit_code_of
from mailflow.cli.main import COMMANDS, cli
from mailflow.errors import (
    ConflictError,
    InstallationError,
    KeyMissingError,
    MailboxRefusedError,
    MailboxUnavailableError,
    NotFoundError,
    SchemaError,
    SettingsError,
    StoreUnavailableError,
)

HEAVY = ("sqlalchemy", "sklearn", "numpy", "imapclient", "jinja2", "pydantic", "rich", "alembic")
CPU_SECONDS = 0.4
ROOT = Path(__file__).parents[2]


def test_help_imports_nothing_that_takes_time() -> None:
    program = (
        "import sys\nfrom mailflow.cli.main import cli\n"
        "try:\n    cli(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "HEAVY []"


def test_help_costs_little(capsys: pytest.CaptureFixture[str]) -> None:
    """The least of three: another process may have taken the caches."""
    spent = min(_cpu_of_help() for _ in range(3))
    with capsys.disabled():
        sys.stderr.write(f"\n`mailflow --help`: {spent:.2f} s CPU\n")
    assert spent <= CPU_SECONDS


def _cpu_of_help() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "mailflow", "--help"]
    subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_lists_every_command_and_every_exit_code() -> None:
    page = CliRunner().invoke(cli, ["--help"]).output
    for name, entry in COMMANDS.items():
        assert name in page
        assert entry.short_help in page
    for code, meaning in MEANINGS.items():
        assert f"{code.value:>4}  {meaning}" in page


@pytest.mark.parametrize("name", COMMANDS)
def test_every_listed_command_exists_and_has_a_help_page(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert f"Usage: cli {name}" in result.output


def leaves(command: click.Command) -> Iterator[click.Command]:
    """Yield the commands below a group, those of groups in it too."""
    if not isinstance(command, click.Group):
        yield command
        return
    for one in command.commands.values():
        yield from leaves(one)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_reads_data_offers_json(name: str) -> None:
    context = click.Context(cli)
    command = cli.get_command(context, name)
    assert command is not None
    inner = list(leaves(command))
    silent = {"init", "work", "disable", "enable", "demo"}
    without = {
        one.name for one in inner if not any("--json" in p.opts for p in one.params)
    } - silent
    assert not without


def test_an_unknown_command_is_wrong_usage() -> None:
    result = CliRunner().invoke(cli, ["tickets"])
    assert result.exit_code == ExitCode.USAGE
    assert "No such command" in result.stderr
    assert "Did you mean 'incidents'?" in CliRunner().invoke(cli, ["incidnts"]).stderr


def test_the_version_is_told() -> None:
    assert "mailflow, version " in CliRunner().invoke(cli, ["--version"]).output


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsError(("x",)), ExitCode.SETTINGS),
        (InstallationError("x"), ExitCode.SETTINGS),
        (KeyMissingError("x"), ExitCode.SETTINGS),
        (SchemaError("x"), ExitCode.SETTINGS),
        (ModuleNotFoundError("x"), ExitCode.SETTINGS),
        (NotFoundError("x"), ExitCode.NOT_FOUND),
        (MailboxRefusedError("x"), ExitCode.PERMANENT),
        (PermissionError(13, "denied"), ExitCode.PERMANENT),
        (ValueError("a defect"), ExitCode.PERMANENT),
        (StoreUnavailableError("locked"), ExitCode.TEMPORARY),
        (ConflictError("x"), ExitCode.TEMPORARY),
        (MailboxUnavailableError("x"), ExitCode.TEMPORARY),
        (OSError(28, "No space left on device"), ExitCode.TEMPORARY),
        (TimeoutError(), ExitCode.TEMPORARY),
        (MemoryError(), ExitCode.TEMPORARY),
    ],
)
def test_each_error_has_its_exit_code(error: Exception, code: ExitCode) -> None:
    assert exit_code_of(error) is code
