"""`mailflow report`: for people, programs, spreadsheets and browsers."""

import csv
import io
import stat
from datetime import UTC, datetime
from pathlib import Path

import html5lib
import pytest
from support.program import Program, make_program, write_mail

from mailflow.cli.exit_codes import ExitCode
from mailflow.core.metrics.definitions import DEFINITIONS, page

TODAY = datetime.now(UTC).date().isoformat()
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A desk with one incident, whose category and cause look like formulas."""
    folder = tmp_path_factory.mktemp("program")
    made = make_program(folder / "desk")
    made.done("ingest", "--process", write_mail(folder, "printer"))
    made.done("agents", "add", "ann@example.com", "--handle", "ann")
    return made


def test_every_figure_stands_under_the_key_of_its_definition(program: Program) -> None:
    found = program.read("report")
    assert set(found["figures"]) == {one.key for one in DEFINITIONS}
    assert found["figures"]["volume"]["incidents"] == 1
    assert found["figures"]["backlog"]["open"] == 1
    assert found["figures"]["mttr"]["all"]["mean"] is None
    assert found["trends"]["volume"]["trend"] == "too_few"
    assert (found["period"]["days"], found["group"]) == (30, None)


@pytest.mark.parametrize(
    ("days", "problem"),
    [
        (("--from", "2026-12-31", "--to", "2026-01-01"), "is after --to"),
        (("--from", "9999-12-31", "--to", "9999-12-31"), "still to come"),
        (("--from", "9999-12-31"), "still to come"),
        (("--to", "2026-02-30"), "write one such as 2026-11-26"),
        (("--from", "0001-01-01"), "give a day since 1970"),
        (("--to", "0001-01-01"), "give a day since 1970"),
    ],
)
def test_days_of_which_nothing_can_be_told_are_refused(
    program: Program, days: tuple[str, ...], problem: str
) -> None:
    found = program.run("report", *days)
    assert (found.exit_code, problem in found.output) == (ExitCode.USAGE, True), found.output


def test_what_is_still_to_come_is_left_out_however_far_it_reaches(program: Program) -> None:
    days = ("--from", "2026-01-01", "--to")
    ahead, today = (program.read("report", *days, one)["period"] for one in ("9999-12-31", TODAY))
    assert ahead["days"] == today["days"]
    assert program.read("report", "--to", "9999-12-31")["period"]["days"] == 30


def test_a_report_of_nothing_that_there_is_says_what_is_wrong(
    program: Program, tmp_path: Path
) -> None:
    nowhere = program.run("report", "--html", str(tmp_path / "gone" / "report.html"))
    assert (nowhere.exit_code, "make it first" in nowhere.stderr) == (ExitCode.PERMANENT, True)
    assert program.run("report", "--group", "").exit_code == ExitCode.NOT_FOUND


def test_text_and_table_tell_the_same(program: Program) -> None:
    assert "Opened" in program.done("report")
    rows = list(csv.reader(io.StringIO(program.done("report", "--csv"))))
    assert rows[0] == ["figure", "what", "now", "before"]
    assert ["volume", "incidents", "1", "0"] in rows


def test_a_text_names_what_has_no_incident_instead_of_showing_noughts(program: Program) -> None:
    told = program.done("report").splitlines()
    (none,) = (line for line in told if line.startswith("None now and none before: "))
    assert "Resolved · Time to the first answer · Time to resolve" in none
    assert not any(line.startswith("Resolved") for line in told)
    (undrawn,) = (line for line in told if line.startswith("Nothing to show in this period: "))
    assert "Was it in time?" in undrawn
    assert "What is it about?" not in undrawn
    assert "Was it in time?" not in told
    assert sum(line.endswith("  0 | 0") for line in told) == 1  # all days before the first mail


def test_the_page_needs_no_network_and_is_its_owners_alone(
    program: Program, tmp_path: Path
) -> None:
    target = tmp_path / "report.html"
    program.done("report", "--html", str(target))
    written = target.read_text(encoding="utf-8")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    html5lib.HTMLParser(strict=True).parse(written)
    assert "default-src 'none'" in written
    assert "://" not in written
    assert written.count('role="img"') == 9
    assert written.count("<desc") == 9


def test_a_period_without_anything_says_so(program: Program) -> None:
    empty = program.done("report", "--from", "2020-01-01", "--to", "2020-01-31")
    assert "Nothing happened in this period" in empty


def test_a_report_is_mailed_to_people_of_the_directory_alone(program: Program) -> None:
    refused = program.run("report", "--mail", "stranger@example.org")
    assert refused.exit_code == ExitCode.PERMANENT
    program.done("report", "--mail", "ann@example.com")
    kinds = [one["kind"] for one in program.read("outbox", "list")["notices"]]
    assert kinds.count("digest") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ("--from", "2026-02-02", "--to", "2026-01-01"),
        ("--json", "--csv"),
        ("--from", "2999-01-01", "--to", "2999-01-02"),
    ],
)
def test_a_period_that_cannot_be_is_told(program: Program, wrong: tuple[str, ...]) -> None:
    assert program.run("report", *wrong).exit_code == ExitCode.USAGE


def test_the_page_of_definitions_is_the_one_that_the_program_prints(program: Program) -> None:
    """`mailflow report --definitions > docs/METRICS.md` writes it anew."""
    assert program.done("report", "--definitions") == page()
    assert (ROOT / "docs" / "METRICS.md").read_text(encoding="utf-8") == page()
