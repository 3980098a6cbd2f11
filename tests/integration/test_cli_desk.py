"""`mailflow init`, agents, groups, upgrade, classifier and doctor on a real desk."""

import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.program import (
    SUPPORT,
    Program,
    logging_restored,
    write_mail,
)
from support.smtp_server import Fault, SmtpServer

from mailflow.adapters.clock import ShiftedClock
from mailflow.adapters.worker_lock import hold_worker_lock
from mailflow.cli import init as initialising
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.main import cli
from mailflow.opening import open_current_store, open_desk
from mailflow.rounds import Rounds
from mailflow.settings import load


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_init_makes_a_desk_that_nobody_else_can_read(program: Program) -> None:
    keys = list((program.folder / "keys").iterdir())
    assert len(keys) == 3
    for path in (*keys, program.config, program.folder / "mailflow.db"):
        assert mode(path) == 0o600, path
    assert mode(program.folder / "keys") == 0o700


def test_init_takes_a_folder_and_says_what_to_do_next(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "desk"
    words = ["init", str(folder), "--support-address", SUPPORT, "--no-classifier"]
    with logging_restored():
        result = CliRunner().invoke(cli, words)
    assert result.exit_code == 0
    assert f"mailflow --config {folder / 'mailflow.toml'} work" in result.stdout
    assert "reply.helpdesk.example" in result.stderr  # the caution about the reply domain


def test_init_again_changes_nothing_and_says_so(program: Program) -> None:
    before = {path: path.read_bytes() for path in program.folder.rglob("*") if path.is_file()}
    result = program.run("init", "--support-address", "other@else.example", "--no-classifier")
    assert result.exit_code == 0
    assert result.stdout.count("kept ") == 4
    assert "written" not in result.stdout
    assert "not changed; edit" in result.stderr
    for path in (program.config, *(program.folder / "keys").iterdir()):
        assert path.read_bytes() == before[path]


def test_init_completes_what_is_missing(program: Program) -> None:
    (program.folder / "keys" / "audit.key").unlink()
    assert program.run("doctor", "--offline").exit_code == ExitCode.SETTINGS
    assert "written   1 keys" in program.done("init", "--no-classifier")
    assert program.run("doctor", "--offline").exit_code == 0


def test_init_refuses_a_wrong_address_before_it_writes_anything(tmp_path: Path) -> None:
    program = Program(tmp_path / "desk")
    result = program.run("init", "--support-address", "nobody")
    assert result.exit_code == ExitCode.USAGE
    assert "support@example.com" in result.stderr
    assert not program.folder.exists()


def test_init_trains_the_first_classifier_and_prints_it_beside_the_baseline(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a third of the seed corpus, since learning takes seconds; it applies nothing yet."""
    from mailflow.adapters import learning  # noqa: PLC0415 - scikit-learn takes seconds

    few = [one for one in learning.seed_rows() if one.category in {"printing", "network", "email"}]
    monkeypatch.setattr(learning, "seed_rows", lambda: few)
    written = program.done("init")
    assert "classifier version 1" in written
    assert written.count("majority macro-F1") == 2
    assert written.count("only suggested") == 2
    shown = program.read("classifier", "show")
    assert (shown["id"], shown["origin"]) == (1, "seed")
    figures = shown["metrics"]["category"]
    assert figures["macro_f1"] > figures["baseline_macro_f1"]
    assert "kept      classifier version 1" in program.done("init")
    _check_report(program)


def _check_report(program: Program) -> None:
    page = program.folder / "report.html"
    assert "written" in program.done("classifier", "report", "--output", page)
    assert "Classifier version 1" in page.read_text(encoding="utf-8")
    assert page.stat().st_mode & 0o777 == 0o600
    assert "Category: learned from" in program.done("classifier", "report", "1", "--text")
    found = program.read("classifier", "report")
    assert "printer" in found["words"]["category"]["printing"]
    assert found["metrics"] == program.read("classifier", "show")["metrics"]
    result = program.run("classifier", "report", "2")
    assert result.exit_code == ExitCode.NOT_FOUND
    result = program.run("classifier", "report", "--text", "--json")
    assert result.exit_code == ExitCode.USAGE


def test_init_names_the_manager_of_the_first_group(tmp_path: Path) -> None:
    program = Program(tmp_path / "desk")
    manager = ("--manager", "boss@corp.example")
    program.done("init", "--support-address", SUPPORT, "--no-classifier", *manager)
    (group,) = program.read("groups", "list")["groups"]
    assert (group["name"], group["manager"]) == (initialising.DEFAULT_GROUP, "boss@corp.example")


def test_an_agent_joins_the_default_group_and_gets_a_handle(program: Program) -> None:
    (bob,) = program.read("agents", "list")["agents"]
    assert bob == {
        "id": bob["id"],
        "address": "bob@helpdesk.example",
        "addresses": ["bob@helpdesk.example"],
        "name": "Bob",
        "handle": "bob",
        "role": "agent",
        "active": True,
        "suppressed": False,
        "language": None,
        "written_language": None,
        "time_zone": None,
        "silent_success": False,
        "vip": False,
        "away_until": None,
        "quiet_hours": None,
        "coached": True,
        "groups": ["Service Desk"],
    }


def test_adding_an_agent_again_changes_only_what_is_given(program: Program) -> None:
    program.done("groups", "add", "Network", "--tier", "2")
    program.done("agents", "add", "Bob@helpdesk.example", "--group", "network", "--admin")
    (bob,) = program.read("agents", "list")["agents"]
    assert (bob["name"], bob["handle"], bob["role"]) == ("Bob", "bob", "admin")
    assert bob["groups"] == ["Network", "Service Desk"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody",), "nobody"),
        (("a@b.example, c@d.example",), "one address"),
        (("bøb@helpdesk.example",), "ASCII"),
        ((SUPPORT,), "own address"),
        (("support+x@helpdesk.example",), "own address"),
        (("bob@other.example",), "taken"),
        (("eve@other.example", "--handle", "bob"), "@bob is bob@helpdesk.example"),
        (("eve@other.example", "--handle", "e v e"), "letters"),
    ],
)
def test_an_agent_who_cannot_work_is_refused_as_wrong_usage(
    program: Program, arguments: tuple[str, ...], said: str
) -> None:
    result = program.run("agents", "add", *arguments)
    assert result.exit_code == ExitCode.USAGE, result.output
    assert said in result.stderr
    assert len(program.read("agents", "list")["agents"]) == 1


def test_an_unknown_group_is_not_found_and_nobody_is_added(program: Program) -> None:
    result = program.run("agents", "add", "eve@helpdesk.example", "--group", "Nowhere")
    assert result.exit_code == ExitCode.NOT_FOUND
    assert "mailflow groups list" in result.stderr
    assert len(program.read("agents", "list")["agents"]) == 1


def test_an_agent_is_disabled_and_enabled(program: Program) -> None:
    program.done("agents", "disable", "BOB@helpdesk.example")
    assert not program.read("agents", "list")["agents"][0]["active"]
    assert "is disabled" in program.run("agents", "add", "bob@helpdesk.example").stderr
    program.done("agents", "enable", "bob@helpdesk.example")
    assert program.read("agents", "list")["agents"][0]["active"]
    assert program.run("agents", "disable", "eve@x.example").exit_code == ExitCode.NOT_FOUND


def test_there_is_one_default_group_and_no_name_twice(program: Program) -> None:
    program.done("groups", "add", "Second", "--manager", "boss@corp.example", "--default")
    found = {one["name"]: one for one in program.read("groups", "list")["groups"]}
    assert [name for name, one in found.items() if one["default"]] == ["Second"]
    again = program.run("groups", "add", "second")
    assert again.exit_code == ExitCode.USAGE
    assert "already" in again.stderr


def test_a_manager_who_is_no_agent_is_told_of_a_missed_target(
    tmp_path: Path,
) -> None:
    program = Program(tmp_path / "desk")
    manager = ("--manager", "boss@corp.example")
    program.done("init", "--support-address", SUPPORT, "--no-classifier", *manager)
    program.done("ingest", "--process", write_mail(tmp_path, "printer"))
    settings = load(program.config)
    store = open_current_store(settings)
    late = ShiftedClock(timedelta(days=30))
    Rounds(store, open_desk(settings), late).tick("test")
    store.close()
    kinds = {(one["kind"], one["recipient"]) for one in program.read("outbox", "list")["notices"]}
    assert ("escalation", "boss@corp.example") in kinds


def test_upgrade_says_that_the_schema_is_current(program: Program) -> None:
    document = program.read("upgrade")
    assert document["from"] == document["to"]
    assert document["changed"] is False


def test_upgrade_rehearses_and_then_makes_a_database(program: Program) -> None:
    database = program.folder / "mailflow.db"
    for path in program.folder.glob("mailflow.db*"):
        path.unlink()
    assert "would become" in program.done("upgrade", "--dry-run")
    assert not database.exists()
    assert program.read("upgrade")["changed"] is True
    assert mode(database) == 0o600
    assert program.read("agents", "list") == {"agents": []}


def test_upgrade_waits_for_the_worker_to_stop(program: Program) -> None:
    database = program.folder / "mailflow.db"
    for path in program.folder.glob("mailflow.db*"):
        path.unlink()
    with hold_worker_lock(database):
        result = program.run("upgrade")
    assert result.exit_code == ExitCode.TEMPORARY
    assert "another worker runs" in result.stderr


def test_a_database_of_another_schema_is_refused_with_the_remedy(program: Program) -> None:
    with sqlite3.connect(program.folder / "mailflow.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    result = program.run("incidents", "list")
    assert result.exit_code == ExitCode.SETTINGS
    assert "install the version of mailflow" in result.stderr


def test_a_database_that_is_gone_is_a_temporary_failure(program: Program) -> None:
    for path in program.folder.glob("mailflow.db*"):
        path.unlink()
    result = program.run("incidents", "list")
    assert result.exit_code == ExitCode.TEMPORARY
    assert "mailflow upgrade" in result.stderr
    assert not (program.folder / "mailflow.db").exists()


def test_doctor_finds_files_that_let_others_in(program: Program) -> None:
    key = program.folder / "keys" / "audit.key"
    key.chmod(0o644)
    result = program.run("doctor", "--offline", "--json")
    assert result.exit_code == ExitCode.FOUND_PROBLEMS
    assert f"chmod 600 {key}" in result.stdout


def test_doctor_names_a_server_that_cannot_be_reached(program: Program) -> None:
    text = program.config.read_text(encoding="utf-8")
    smtp = '\n[smtp]\nhost = "127.0.0.1"\nport = 1\n'
    box = '\n[[mailboxes]]\nname = "support"\nhost = "127.0.0.1"\nport = 1\nusername = "x"\n'
    program.config.write_text(text + box + smtp, encoding="utf-8")
    result = program.run("doctor")
    assert result.exit_code == ExitCode.FOUND_PROBLEMS
    assert "smtp: 127.0.0.1:1 cannot be reached" in result.stdout
    assert "mailbox 'support'" in result.stdout


def test_doctor_warns_of_people_and_groups_who_cannot_do_their_work(program: Program) -> None:
    program.done("groups", "add", "Night shift", "--manager", "boss@corp.example")
    text = program.config.read_text(encoding="utf-8")
    category = '\n[categories.plotters]\ngroup = "Printers"\n[groups."night shft"]\n'
    level = '[[service_levels]]\ncategory = "ploters"\np1 = { response = "1h", resolution = "2h" }'
    program.config.write_text(text + category + level, encoding="utf-8")
    said = " ".join(program.read("doctor", "--offline")["warnings"])
    for expected in (
        "no mailboxes",
        "'Service Desk' has no manager",
        "manager boss@corp.example is no agent",
        "'Night shift' has no active members",
        "groups change 'Night shift' --add-member",
        "there is no group 'Printers'",
        "groups.night shft: there is no such group",
        "there is no category 'ploters'",
    ):
        assert expected in said
    program.done("agents", "disable", "bob@helpdesk.example")
    said = " ".join(program.read("doctor", "--offline")["warnings"])
    assert "no agents" in said
    assert "'Service Desk' has no active members" in said


def test_doctor_says_whose_word_proves_a_sender_and_what_stands_against_it(
    program: Program,
) -> None:
    found = program.read("doctor", "--offline")
    assert found["sender_proof"].endswith("Authentication-Results of mx.helpdesk.example")
    field = "mx.other.example; dmarc=pass header.from=customer.example"
    mail = write_mail(program.folder, "one", Authentication_Results=field)
    program.done("ingest", str(mail))
    (warning,) = [w for w in program.read("doctor", "--offline")["warnings"] if "results by" in w]
    assert "mx.other.example (1)" in warning
    text = program.config.read_text(encoding="utf-8")
    text = text.replace('authserv_id = "mx.helpdesk.example"', 'authentication_profile = "google"')
    program.config.write_text(text, encoding="utf-8")
    found = program.read("doctor", "--offline")
    assert "profile google" in found["sender_proof"]
    assert any("every customer" in one for one in found["warnings"])
    text = text.replace('authentication_profile = "google"', 'authserv_id = ""')
    program.config.write_text(text, encoding="utf-8")
    found = program.read("doctor", "--offline")
    assert "not proven" in found["sender_proof"]
    assert any("authserv_id is empty" in w and "mx.other" in w for w in found["warnings"])


@pytest.mark.parametrize(
    ("fault", "told"), [(Fault.REFUSED_RECIPIENT, 1), (Fault.NONE, 0), (Fault.REFUSED_SENDER, 0)]
)
def test_doctor_warns_where_the_server_refuses_plus_addresses(
    program: Program, fault: Fault, told: int
) -> None:
    with SmtpServer(fault) as server:
        smtp = f'\n[smtp]\nhost = "127.0.0.1"\nport = {server.settings().port}\ntls = "none"\n'
        text = program.config.read_text(encoding="utf-8")
        program.config.write_text(text + smtp, encoding="utf-8")
        warnings = program.read("doctor")["warnings"]
        assert server.received == []
    assert sum("plus addresses" in one for one in warnings) == told
