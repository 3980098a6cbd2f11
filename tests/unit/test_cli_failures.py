"""How errors are told: one message, no traceback unless asked, nothing that moves the cursor."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.program import logging_restored

from mailflow.cli import main
from mailflow.cli.exit_codes import ExitCode
from mailflow.errors import InstallationError, NotFoundError
from mailflow.installation import check_installation, package_folder


def run_with(error: BaseException, monkeypatch: pytest.MonkeyPatch, *options: str) -> Result:
    """Run the program with a check that raises, as any command might."""

    def fail() -> None:
        raise error

    monkeypatch.setattr(main, "check_installation", fail)
    with logging_restored():
        return CliRunner().invoke(main.cli, [*options, "audit", "mail"])


def test_an_error_is_one_message_without_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_with(NotFoundError("INC-7 does not exist"), monkeypatch)
    assert result.stderr == "mailflow: INC-7 does not exist\n"
    assert result.exit_code == ExitCode.NOT_FOUND


def test_debug_shows_the_traceback_and_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_with(NotFoundError("INC-7 does not exist"), monkeypatch, "--debug")
    assert result.stderr.startswith("Traceback")
    assert result.stderr.endswith("mailflow: INC-7 does not exist\n")
    assert result.exit_code == ExitCode.NOT_FOUND


def test_a_defect_is_told_without_the_values_it_met(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_with(KeyError("carol@customer.example"), monkeypatch)
    assert "a defect of mailflow (KeyError)" in result.stderr
    assert "carol" not in result.stderr
    assert "--debug" in result.stderr
    assert result.exit_code == ExitCode.PERMANENT


def test_an_interrupted_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_with(KeyboardInterrupt(), monkeypatch)
    assert result.stderr == "mailflow: interrupted\n"
    assert result.exit_code == ExitCode.INTERRUPTED


def test_a_message_cannot_move_the_cursor_or_forge_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_with(NotFoundError("x\x1b[2J\nmailflow: all is well"), monkeypatch)
    assert result.stderr == "mailflow: x\\x1b[2J\\nmailflow: all is well\n"


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_with(PermissionError(13, "Permission denied", "/keys/audit.key"), monkeypatch)
    said = "Permission denied; name another place, or let mailflow in there"
    assert result.stderr == f"mailflow: /keys/audit.key: {said}\n"


def test_the_three_packages_come_from_one_installation() -> None:
    check_installation()
    assert package_folder("mailflow") == package_folder("models")


@pytest.mark.parametrize("stranger", ["classifiers", "models"])
def test_a_package_of_another_installation_is_refused(stranger: str) -> None:
    def find(name: str) -> Path:
        return Path("/elsewhere" if name == stranger else "/here")

    with pytest.raises(InstallationError, match=f"'{stranger}' comes from /elsewhere.*venv"):
        check_installation(find)


def test_a_missing_package_is_refused() -> None:
    with pytest.raises(InstallationError, match="'models' of mailflow is not installed"):
        check_installation(lambda name: None if name == "models" else Path("/here"))


def test_a_wrong_installation_ends_with_the_settings_code(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_with(InstallationError("two installations"), monkeypatch)
    assert result.exit_code == ExitCode.SETTINGS
