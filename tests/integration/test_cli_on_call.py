"""On-call rotas and quiet hours at the command line."""

from pathlib import Path

import pytest
from support.program import Program, copy_program, make_program

from mailflow.cli.exit_codes import ExitCode

EVE = "eve@helpdesk.example"
BOB = "bob@helpdesk.example"
ROTA = """
time_zone = "Europe/Berlin"
[[shifts]]
who = ["@bob", "@nobody", "@eve"]
start = 2026-12-24T12:00:00
end = 2026-12-25T12:00:00
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = make_program(tmp_path_factory.mktemp("template") / "desk")
    program.done("groups", "add", "Network", "--manager", BOB)
    return program


@pytest.fixture
def program(template: Program, tmp_path: Path) -> Program:
    return copy_program(template, tmp_path / "desk")


def settings(program: Program, text: str) -> None:
    """Add to the settings."""
    before = program.config.read_text(encoding="utf-8")
    program.config.write_text(f"{before}\n{text}\n", encoding="utf-8")


def test_who_is_on_call_is_told_with_what_is_wrong(program: Program) -> None:
    settings(program, '[groups."service desk"]\nrota = "rota.toml"')
    said = " ".join(program.read("doctor", "--offline")["warnings"])
    assert "rota.toml: No such file" in said
    (program.config.parent / "rota.toml").write_text(ROTA)
    program.done("agents", "add", "eve@helpdesk.example", "--group", "Network")
    at = ("groups", "on-call", "Service Desk", "--at")
    there = program.read(*at, "2026-12-24T11:00+00:00")
    assert [one["address"] for one in there["on_call"]] == [BOB, "eve@helpdesk.example"]
    assert "'@eve' is not in the group" in " ".join(there["problems"])
    assert "'@nobody' is no agent" in " ".join(there["problems"])
    program.done("agents", "change", BOB, "--away-until", "200d")
    there = program.read(*at, "2026-12-24T11:00+00:00")
    assert [one["address"] for one in there["on_call"]] == [BOB, "eve@helpdesk.example"]
    assert f"{BOB} is away until " in " ".join(there["problems"])
    assert program.read(*at, "2026-12-25T11:00+00:00")["on_call"] == []
    assert "the whole group" in program.done(*at, "2026-12-25T11:00+00:00")
    for odd in ("soon", "0001-01-01", "9999-12-31T23:59-14:00"):
        assert program.run(*at, odd).exit_code == ExitCode.USAGE
    said = " ".join(program.read("doctor", "--offline")["warnings"])
    assert "'@nobody' is no agent" in said


def test_doctor_names_what_the_settings_name_in_vain(program: Program) -> None:
    groups = '[groups.Cooks]\n[groups.Network]\nescalates_to = "Cooks"\n'
    settings(program, groups + 'managers_above = ["chief@corp.example"]')
    settings(program, f'[digest]\nto = ["admins", "kim@corp.example", "{BOB}", "{EVE}"]')
    program.done("agents", "add", EVE)
    program.done("agents", "disable", EVE)
    program.done("agents", "change", BOB, "--language", "xx")
    said = " ".join(program.read("doctor", "--offline")["warnings"])
    for expected in (
        f"agent {BOB}: no notices are written in 'xx'",
        "groups.Cooks: there is no such group",
        "groups.Network.escalates_to: there is no group 'Cooks'",
        "managers_above: nobody has the address chief@corp.example",
        "digest.to: kim@corp.example is no agent",
        f"digest.to: {EVE} is disabled",
    ):
        assert expected in said
    assert f"digest.to: {BOB}" not in said


def test_quiet_hours_are_checked_and_taken_back(program: Program) -> None:
    change = ("agents", "change", BOB, "--quiet-hours")
    assert program.read(*change, "22:00-06:00")["quiet_hours"] == "22:00-06:00"
    assert program.read("agents", "change", BOB, "--name", "Rob")["quiet_hours"] == "22:00-06:00"
    assert program.read(*change, "none")["quiet_hours"] == "none"
    assert program.read(*change, "")["quiet_hours"] is None
    assert program.run(*change, "22-6").exit_code == ExitCode.USAGE
