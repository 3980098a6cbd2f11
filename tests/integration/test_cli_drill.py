"""Drills at the command line."""

from pathlib import Path

import pytest
from support.program import Program, make_program

from mailflow.cli.exit_codes import ExitCode

BOB = "bob@helpdesk.example"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return make_program(tmp_path / "desk")


def test_a_drill_is_started_looked_at_and_ended(program: Program) -> None:
    named = [one["name"] for one in program.read("drill", "scenarios")["scenarios"]]
    assert "printer" in named
    started = program.read("drill", "start", "printer", "--agent", "bob", "--as", BOB)
    assert (started["number"], started["trainee"], started["started_by"]) == (1, BOB, BOB)
    assert started["incident"] is None
    assert len(program.read("drill", "list")["drills"]) == 1
    shown = program.read("drill", "show", "1")
    assert (shown["met"], shown["expected"]) == (0, 7)
    assert shown["missed"] == ["#take", "#resolve"]
    assert "not done  (missed)" in program.done("drill", "end", "1")
    kept = program.read("outbox", "list")["notices"]
    assert [one["kind"] for one in kept] == ["drill"]
    assert program.read("mails", "show", "1")["rule"] == "drill_ended"
    assert program.run("drill", "end", "1").exit_code == ExitCode.PERMANENT
    assert program.run("drill", "show", "2").exit_code == ExitCode.NOT_FOUND


def test_a_file_that_is_no_scenario_and_a_trainee_who_is_nobody_are_refused(
    program: Program, tmp_path: Path
) -> None:
    (tmp_path / "odd.toml").write_text('title = "A"\ncolour = 1\n')
    for scenario, who in ((str(tmp_path / "odd.toml"), "bob"), ("none", "bob"), ("printer", "eve")):
        assert program.run("drill", "start", scenario, "--agent", who).exit_code != 0
    assert program.read("drill", "list")["drills"] == []


def test_an_agent_may_be_spared_his_weekly_mail(program: Program) -> None:
    change = ("agents", "change", BOB)
    assert program.read(*change, "--no-coaching")["coached"] is False
    assert program.read(*change, "--name", "Rob")["coached"] is False
    assert program.read(*change, "--coaching")["coached"] is True
