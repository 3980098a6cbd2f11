"""`mailflow incidents assign|resolve|close|reopen|merge`: by the rules of commands by mail."""

from pathlib import Path
from typing import Any

import pytest
from support.program import Program, copy_program, make_program, write_mail

from mailflow.cli.exit_codes import ExitCode
from mailflow.core.records import IncidentLink
from mailflow.opening import open_current_store
from mailflow.settings import load
from models.enums import LinkKind

BOB = "bob@helpdesk.example"
EVE = "eve@helpdesk.example"
CAROL = "carol@customer.example"
ONE, TWO, OTHERS = "INC-1001", "INC-1002", "INC-1003"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Return a desk with two incidents of Carol's and one of Dan's; Eve works elsewhere."""
    folder = tmp_path_factory.mktemp("template")
    program = make_program(folder / "desk")
    program.done("groups", "add", "Network")
    program.done("agents", "add", EVE, "--group", "Network")
    for name, sender in (("one", CAROL), ("two", CAROL), ("three", "dan@else.example")):
        mail = write_mail(folder, name, sender=sender, Authentication_Results=_proof(sender))
        program.done("ingest", "--process", mail)
    return program


def _proof(sender: str) -> str:
    return f"mx.helpdesk.example; dmarc=pass header.from={sender.rpartition('@')[2]}"


@pytest.fixture
def program(template: Program, tmp_path: Path) -> Program:
    return copy_program(template, tmp_path / "desk")


def whole(program: Program, ref: str = ONE) -> dict[str, Any]:
    document: dict[str, Any] = program.read("incidents", "show", ref)
    return document


def sent(program: Program, ref: str = ONE) -> set[tuple[str, str]]:
    """Return kind and recipient of what went out after the first notices."""
    found = [(one["kind"], one["recipient"]) for one in whole(program, ref)["notices"]]
    return set(found) - {("acknowledgement", CAROL), ("agent_notice", BOB)}


def refused(program: Program, *words: str) -> str:
    """Run a change that must be refused with nothing changed; return what was said."""
    before = [whole(program, ref) for ref in (ONE, TWO, OTHERS)]
    result = program.run("incidents", *words)
    assert result.exit_code == ExitCode.PERMANENT, result.output
    assert [whole(program, ref) for ref in (ONE, TWO, OTHERS)] == before
    return result.stderr


def test_an_incident_is_given_to_somebody_who_is_told(program: Program) -> None:
    said = program.done("incidents", "assign", ONE, "@eve")
    assert "assigned to @eve" in said
    after = whole(program)
    assert (after["assignee"], after["state"]) == (EVE, "in_progress")
    assert sent(program) == {("agent_notice", EVE)}
    program.done("incidents", "assign", ONE, "none")
    assert whole(program)["assignee"] is None
    program.done("incidents", "assign", ONE, "bob", "--quiet")
    assert whole(program)["assignee"] == BOB


def test_a_resolution_goes_to_the_requester_and_says_who_did_it_nowhere(program: Program) -> None:
    program.done(
        "incidents", "resolve", ONE, "A new cable, by cli;\n#close it was the click of the plug."
    )
    after = whole(program)
    assert after["state"] == "resolved"
    assert after["resolution"].startswith("A new cable, by cli;\n#close it was")
    assert sent(program) == {("resolution", CAROL)}
    (notice,) = (one for one in after["notices"] if one["kind"] == "resolution")
    text = program.read("outbox", "show", str(notice["id"]))["text"]
    assert "by cli;" in text
    assert "the click of the plug" in text
    changed = [one for one in after["timeline"] if one["name"] == "changed"]
    assert {one["actor"] for one in changed} == {"cli"}
    assert BOB not in {one["address"] for one in after["participants"]}


def test_a_change_in_an_agents_name_is_his_and_audited_as_made_here(program: Program) -> None:
    program.done("incidents", "close", ONE, "Rebooted.", "--as", BOB, "--note", "It was the cat.")
    after = whole(program)
    assert (after["state"], after["closure_code"]) == ("closed", "solved")
    changed = [one for one in after["timeline"] if one["name"] == "changed"]
    assert {one["actor"] for one in changed} == {BOB}
    (note,) = (one for one in after["timeline"] if one["name"] == "note")
    assert (note["text"], note["public"], note["actor"]) == ("It was the cat.", False, BOB)
    assert sent(program) == {("closure", CAROL)}
    store = open_current_store(load(program.config))
    with store.read() as work:
        rows = [dict(row.detail) for row in work.audit.rows() if row.name == "command_executed"]
        bob = work.directory.by_address(BOB)
    store.close()
    assert bob
    who = {"by": "cli", "contact": str(bob.id)}
    assert rows == [{"command": "#close", **who}, {"command": "#note", **who}]
    assert program.run("audit").exit_code == 0


def test_a_finished_incident_is_opened_again_and_the_target_of_a_merge_is_found(
    program: Program,
) -> None:
    program.done("incidents", "resolve", ONE, "Done.", "--quiet")
    assert sent(program) == set()
    program.done("incidents", "reopen", ONE)
    assert whole(program)["state"] == "in_progress"
    program.done("incidents", "merge", TWO, ONE)
    merged = whole(program, TWO)
    assert (merged["state"], merged["merged_into"]) == ("closed", ONE)
    assert "is a part of INC-1001 now" in refused(program, "reopen", TWO)


def test_what_the_rules_of_mail_refuse_is_refused_with_their_sentences(program: Program) -> None:
    assert "@nobody is no active agent" in refused(program, "assign", ONE, "nobody")
    assert "resolution" in refused(program, "close", ONE)
    assert "mailflow: not done: INC-1001 is open already" in refused(program, "reopen", ONE)
    assert "requester" in refused(program, "merge", ONE, OTHERS)
    assert "INC-1009" in refused(program, "merge", ONE, "1009")
    assert "another group" in refused(program, "close", ONE, "Done.", "--as", EVE)
    said = refused(program, "resolve", ONE, "", "--note", "kept nowhere")
    assert "resolution" in said
    assert "another line" not in said
    program.done("agents", "disable", EVE)
    assert "is disabled" in refused(program, "close", ONE, "Done.", "--as", EVE)


def test_what_is_asked_of_nobody_or_nothing_has_its_own_exit_code(program: Program) -> None:
    assert program.run("incidents", "close", "1009").exit_code == ExitCode.NOT_FOUND
    assert program.run("incidents", "assign", ONE, "me").exit_code == ExitCode.USAGE
    stranger = program.run("incidents", "close", ONE, "x", "--as", CAROL)
    assert stranger.exit_code == ExitCode.NOT_FOUND
    program.done("incidents", "assign", ONE, "me", "--as", BOB)
    assert whole(program)["assignee"] == BOB


def test_a_rehearsal_says_what_would_be_done_and_changes_nothing(program: Program) -> None:
    before = whole(program)
    found = program.read("incidents", "resolve", ONE, "Done.", "--dry-run")
    assert not found["changed"]
    assert [one["command"] for one in found["lines"]] == ["#resolve Done."]
    assert any("send resolution to participants" in one for one in found["effects"])
    assert whole(program) == before
    assert "would do" in program.done("incidents", "resolve", ONE, "Done.", "--dry-run")
    assert "already" in refused_after(program)


def refused_after(program: Program) -> str:
    program.done("incidents", "resolve", ONE, "Done.")
    return refused(program, "resolve", ONE, "Again.", "--dry-run")


def test_the_last_change_made_here_is_taken_back_and_done_again(program: Program) -> None:
    program.done("incidents", "assign", ONE, "bob", "--quiet")
    before = whole(program)
    said = program.done("incidents", "resolve", ONE, "A new cable.", "--as", BOB)
    assert "mailflow incidents undo INC-1001" in said
    program.done("incidents", "undo", ONE)
    fields = ("state", "resolution", "resolved_at", "responded_at", "assignee")
    assert [whole(program)[one] for one in fields] == [before[one] for one in fields]
    program.done("incidents", "undo", ONE)
    assert whole(program)["state"] == "resolved"
    nothing = program.run("incidents", "undo", OTHERS)
    assert nothing.exit_code == ExitCode.PERMANENT
    assert "nothing was changed in this incident at the command line" in nothing.stderr
    assert "mail 99 changed nothing" in program.run("incidents", "undo", ONE, "99").stderr


def origins(program: Program) -> set[str | None]:
    """Return in which incidents the texts stand that the timeline of the first one shows."""
    timeline = whole(program)["timeline"]
    return {one["merged_from"] for one in timeline if one["type"] == "entry"}


def test_a_merge_made_here_is_taken_back_where_it_went(program: Program) -> None:
    before = whole(program, TWO)
    assert "undo INC-1001" in program.done("incidents", "merge", TWO, ONE)
    assert {TWO, None} == origins(program)
    assert f"in {TWO}" in program.done("incidents", "show", ONE)
    program.done("incidents", "undo", ONE)
    assert {None} == origins(program)
    after = whole(program, TWO)
    fields = ("state", "merged_into", "closed_at", "closure_code", "resolution")
    assert [after[one] for one in fields] == [before[one] for one in fields]
    assert program.run("audit").exit_code == 0


def test_who_ends_a_parent_here_hears_what_is_open_below_it(program: Program) -> None:
    store = open_current_store(load(program.config))
    with store.begin() as work:
        work.incidents.add_link(1002, IncidentLink(1001, LinkKind.PARENT))
    store.close()
    assert "still open below it: INC-1002" in program.done("incidents", "close", ONE, "Done.")
    related = {"relation": "child", "incident": TWO, "state": "new"}
    assert whole(program)["related"] == [related]
    assert "parent INC-1001 (closed)" in program.done("incidents", "show", TWO)


def test_an_incident_is_looked_back_on_in_every_form(program: Program) -> None:
    """The closure record is given beside it, and an unknown code stops nothing."""
    said = program.done(
        "incidents", "close", ONE, "By <hand>.", "--code", "fixd", "--cause", "Dust|y"
    )
    assert "did you mean fixed?" in said
    found = program.read("incidents", "review", ONE)
    assert (found["closure_code"], found["root_cause"]) == ("solved", "Dust|y")
    assert [line["event"] for line in found["timeline"]] == [
        *("review_opened", "review_answered", "review_cause", "review_closed"),
    ]
    assert (found["first_answer"]["met"], found["end"]["met"]) == (True, True)
    assert "first answer" in program.done("incidents", "review", ONE)
    assert "> Dust\\|y" in program.done("incidents", "review", ONE, "--markdown")
    page = program.done("incidents", "review", ONE, "--html")
    assert "By &lt;hand&gt;." in page
    assert "://" not in page
    assert program.run("incidents", "review", ONE, "--html", "--json").exit_code == ExitCode.USAGE
