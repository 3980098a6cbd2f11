"""`mailflow agents`, `groups` and `contacts`: people and groups changed, merged and imported."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.program import Program, copy_program, make_program, write_mail

from mailflow.cli.exit_codes import ExitCode
from mailflow.opening import open_current_store
from mailflow.settings import load

BOB = "bob@helpdesk.example"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = make_program(tmp_path_factory.mktemp("template") / "desk")
    program.done("groups", "add", "Network", "--manager", BOB)
    return program


@pytest.fixture
def program(template: Program, tmp_path: Path) -> Program:
    return copy_program(template, tmp_path / "desk")


def shown(program: Program, address: str) -> dict[str, Any]:
    document: dict[str, Any] = program.read("contacts", "show", address)
    return document


def audited(program: Program) -> list[tuple[str, dict[str, str]]]:
    store = open_current_store(load(program.config))
    with store.read() as work:
        rows = [(row.name, dict(row.detail)) for row in work.audit.rows()]
    store.close()
    return rows


def group(program: Program, name: str) -> dict[str, Any]:
    every = program.read("groups", "list")["groups"]
    return next(one for one in every if one["name"] == name)


def imported(program: Program, content: bytes, *options: str) -> Any:
    path = program.folder / "people.csv"
    path.write_bytes(content)
    return program.read("contacts", "import", path, *options)


def refused(program: Program, content: bytes) -> list[tuple[int, str]]:
    """Import a list that is wrong; return every problem that was told."""
    path = program.folder / "people.csv"
    path.write_bytes(content)
    before = program.read("contacts", "list")
    result = program.run("contacts", "import", path)
    assert result.exit_code == ExitCode.PERMANENT, result.output
    assert "nothing is changed" in result.stderr
    assert program.read("contacts", "list") == before
    lines = [line.removeprefix("mailflow: line ") for line in result.stderr.splitlines()]
    parts = [line.partition(": ") for line in lines if line[0].isdigit()]
    return [(int(number), said) for number, _, said in parts]


# Agents


def test_what_is_known_of_an_agent_is_changed_and_the_rest_stays(program: Program) -> None:
    options = ("--time-zone", "Europe/Berlin", "--language", "de", "--silent", "--role", "admin")
    changed = program.read("agents", "change", BOB, *options)
    assert changed["time_zone"] == "Europe/Berlin"
    assert (changed["language"], changed["silent_success"], changed["role"]) == (
        "de",
        True,
        "admin",
    )
    assert (changed["name"], changed["handle"]) == ("Bob", "bob")
    again = program.read("agents", "change", BOB, "--time-zone", "", "--told", "--handle", "@Rob")
    assert (again["time_zone"], again["silent_success"], again["handle"]) == (None, False, "rob")
    assert again["language"] == "de"
    fields = [row["fields"] for name, row in audited(program) if name == "contact_changed"]
    assert fields == ["role,language,time_zone,silent_success", "handle,time_zone,silent_success"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--time-zone", "Europe/Nowhere"), "Europe/Berlin"),
        (("--time-zone", "../etc/passwd"), "Europe/Berlin"),
        (("--language", "klingon!"), "en or de"),
        (("--handle", "eve"), "@eve is eve@helpdesk.example"),
        (("--role", "requester"), "admin"),
    ],
)
def test_what_an_agent_cannot_be_is_wrong_usage(
    program: Program, options: tuple[str, ...], said: str
) -> None:
    program.done("agents", "add", "eve@helpdesk.example")
    result = program.run("agents", "change", BOB, *options)
    assert result.exit_code == ExitCode.USAGE
    assert said in result.stderr


def test_an_absence_is_written_in_the_agents_own_zone_and_ends_by_hand(program: Program) -> None:
    program.done("agents", "change", BOB, "--time-zone", "Asia/Tokyo")
    day = (datetime.now(UTC) + timedelta(days=30)).date()
    away = program.read("agents", "change", BOB, "--away-until", day.isoformat())
    assert away["away_until"] == f"{day - timedelta(days=1)}T23:00:00+00:00", "8 o'clock in Tokyo"
    assert f"{day - timedelta(days=1)} 23:00 UTC" in program.done("agents", "list")
    kept = program.read("agents", "change", BOB, "--name", "Robert")
    assert kept["away_until"] == away["away_until"], "what is not given stays"
    assert program.read("agents", "change", BOB, "--back")["away_until"] is None
    fields = [row["fields"] for name, row in audited(program) if name == "contact_changed"]
    assert fields[1:] == ["away_until", "display_name", "away_until"]
    for words in (("--away-until", "2001-01-01"), ("--away-until", "2d", "--back")):
        assert program.run("agents", "change", BOB, *words).exit_code == ExitCode.USAGE


@pytest.mark.parametrize("noun", ["agents", "contacts"])
def test_an_agent_is_disabled_by_either_noun_and_audited_as_one(
    program: Program, noun: str
) -> None:
    assert not program.read(noun, "disable", BOB)["active"]
    assert program.read(noun, "enable", BOB)["active"]
    assert [n for n, _ in audited(program)][-2:] == ["agent_disabled", "agent_enabled"]
    unknown = program.run(noun, "disable", "nobody@customer.example")
    assert unknown.exit_code == ExitCode.NOT_FOUND


# Groups


def test_a_group_is_merged_with_members_and_unfinished_incidents(
    program: Program, tmp_path: Path
) -> None:
    program.done("ingest", "--process", write_mail(tmp_path, "printer"))
    words = ("groups", "merge", "service desk", "Network")
    before = program.read("groups", "list")
    rehearsed = program.read(*words, "--dry-run")
    assert (rehearsed["merged"], rehearsed["incidents"]) == (False, 1)
    assert program.read("groups", "list") == before
    due = program.read("incidents", "show", "INC-1001")["resolution_due"]
    hurry = '[[service_levels]]\ngroup = "Network"\np3 = { response = "1m", resolution = "2m" }'
    with (program.config).open("a", encoding="utf-8") as settings:
        settings.write(hurry)
    merged = program.read(*words)["group"]
    assert (merged["members"], merged["default"], merged["manager"]) == ([BOB], True, BOB)
    shown_ = program.read("incidents", "show", "INC-1001")
    assert shown_["resolution_due"] < due, "by the targets of the group that has it now"
    assert shown_["group"] == "Network"
    assert {one["actor"] for one in shown_["timeline"] if one["name"] == "changed"} == {"cli"}
    assert program.run("incidents", "undo", "INC-1001").exit_code == ExitCode.PERMANENT
    assert program.read("incidents", "show", "INC-1001")["group"] == "Network"
    assert program.run(*words).exit_code == ExitCode.NOT_FOUND
    assert program.run("groups", "merge", "Network", "NETWORK").exit_code == ExitCode.PERMANENT
    assert program.run("audit").exit_code == 0


def test_a_group_changes_its_name_tier_manager_and_members(program: Program) -> None:
    program.done("agents", "add", "eve@helpdesk.example", "--group", "Network")
    options = ("--name", "Networks", "--tier", "2", "--manager", "", "--default")
    members = ("--add-member", BOB, "--remove-member", "eve@helpdesk.example")
    changed = program.read("groups", "change", "network", *options, *members)
    assert changed == group(program, "Networks")
    assert (changed["tier"], changed["manager"], changed["members"]) == (2, None, [BOB])
    assert changed["default"]
    assert not group(program, "Service Desk")["default"]


def test_a_group_is_renamed_to_none_that_there_is(program: Program) -> None:
    result = program.run("groups", "change", "Network", "--name", "service desk")
    assert result.exit_code == ExitCode.USAGE
    assert program.run("groups", "change", "Cooks").exit_code == ExitCode.NOT_FOUND
    assert program.done("groups", "change", "Network", "--name", "NETWORK")


def test_a_group_is_not_removed_while_it_has_unfinished_incidents(
    program: Program, tmp_path: Path
) -> None:
    default = program.run("groups", "remove", "Service Desk")
    assert default.exit_code == ExitCode.PERMANENT
    assert "is the default" in default.stderr
    program.done("ingest", "--process", write_mail(tmp_path, "printer"))
    program.done("groups", "change", "Network", "--default")
    busy = program.run("groups", "remove", "Service Desk")
    assert busy.exit_code == ExitCode.PERMANENT
    assert "1 unfinished incidents" in busy.stderr
    program.done("groups", "add", "Spare")
    rehearsed = program.read("groups", "remove", "Spare", "--dry-run")
    assert not rehearsed["removed"]
    assert group(program, "Spare") == rehearsed["group"]
    program.done("groups", "remove", "Spare")
    names = [one["name"] for one in program.read("groups", "list")["groups"]]
    assert names == ["Network", "Service Desk"]
    program.done("groups", "add", "Spare")
    assert [n for n, _ in audited(program)].count("group_removed") == 1


# Contacts


def test_a_person_has_several_addresses_of_which_one_is_preferred(program: Program) -> None:
    other = "bob@home.example"
    program.done("contacts", "change", BOB, "--add-address", other, "--prefer", other)
    assert shown(program, BOB)["addresses"] == [other, BOB]
    assert shown(program, other)["address"] == other
    only = program.run("contacts", "change", other, "--remove-address", BOB)
    assert only.exit_code == 0
    last = program.run("contacts", "change", other, "--remove-address", other)
    assert last.exit_code == ExitCode.PERMANENT
    assert shown(program, other)["addresses"] == [other]
    unknown = program.run("contacts", "change", other, "--prefer", "x@home.example")
    assert unknown.exit_code == ExitCode.NOT_FOUND
    assert program.run("contacts", "show", BOB).exit_code == ExitCode.NOT_FOUND


def test_somebody_is_added_by_hand_once(program: Program) -> None:
    added = program.read("contacts", "add", "Ann@customer.example", "--name", "Ann")
    assert added == shown(program, "ann@customer.example")
    assert (added["name"], added["role"], added["groups"]) == ("Ann", "requester", [])
    assert program.run("contacts", "add", BOB).exit_code == ExitCode.USAGE
    listed = program.read("contacts", "list", "ANN")["contacts"]
    assert [one["address"] for one in listed] == ["ann@customer.example"]


def test_an_address_of_somebody_else_is_not_taken_from_him(program: Program) -> None:
    imported(program, b"address\ncarol@customer.example\n")
    result = program.run("contacts", "change", BOB, "--add-address", "carol@customer.example")
    assert result.exit_code == ExitCode.PERMANENT
    assert f"contacts merge carol@customer.example {BOB}" in result.stderr


def test_two_entries_become_one_person_after_a_rehearsal(program: Program) -> None:
    imported(program, b"name,address,language\nCarol,carol@customer.example,fr\n")
    rehearsed = program.read("contacts", "merge", "carol@customer.example", BOB, "--dry-run")
    assert (rehearsed["merged"], rehearsed["moved"]) == (False, ["carol@customer.example"])
    assert shown(program, BOB)["addresses"] == [BOB]
    done = program.run("contacts", "merge", "carol@customer.example", BOB, "--json")
    assert "he commands from carol@customer.example, too" in done.stderr
    merged = json.loads(done.stdout)["contact"]
    assert merged["addresses"] == [BOB, "carol@customer.example"]
    assert (merged["name"], merged["language"], merged["role"]) == ("Bob", "fr", "agent")
    again = program.run("contacts", "merge", "carol@customer.example", BOB)
    assert again.exit_code == ExitCode.PERMANENT
    assert [n for n, _ in audited(program)].count("contact_merged") == 1


def test_an_agent_does_not_become_a_requester_and_a_disabled_one_gets_no_rights(
    program: Program,
) -> None:
    imported(program, b"address,role\ncarol@customer.example,\neve@helpdesk.example,agent\n")
    turned = program.run("contacts", "merge", BOB, "carol@customer.example")
    assert turned.exit_code == ExitCode.PERMANENT
    assert "the other way round" in turned.stderr
    program.done("agents", "disable", "eve@helpdesk.example")
    disabled = program.run("contacts", "merge", "eve@helpdesk.example", BOB)
    assert disabled.exit_code == ExitCode.PERMANENT
    assert "is disabled" in disabled.stderr


def test_who_is_disabled_gets_no_mail_though_his_own_is_taken(
    program: Program, tmp_path: Path
) -> None:
    carol = "carol@customer.example"
    proof = "mx.helpdesk.example; dmarc=pass header.from=customer.example"
    program.done("contacts", "add", carol)
    assert not program.read("contacts", "disable", carol)["active"]
    mail = write_mail(tmp_path, "printer", sender=carol, Authentication_Results=proof)
    program.done("ingest", "--process", mail)
    notices = program.read("incidents", "show", "INC-1001")["notices"]
    assert [one["recipient"] for one in notices] == [BOB]
    assert program.read("contacts", "enable", carol)["active"]
    names = [name for name, _ in audited(program)]
    assert names.count("contact_disabled") == names.count("contact_enabled") == 1


def test_all_addresses_of_a_person_are_blocked_at_once(program: Program) -> None:
    carol, other = "carol@customer.example", "carol@home.example"
    imported(program, f"address,more addresses\n{carol},{other}\n".encode())
    rehearsed = program.read("contacts", "block", other, "--dry-run")
    assert not rehearsed["added"]
    assert program.read("blocks", "list")["blocks"] == []
    done = program.read("contacts", "block", other, "--reason", "Threats")
    assert [one["pattern"] for one in done["blocks"]] == [carol, other]
    assert program.read("blocks", "list")["blocks"] == done["blocks"]
    assert program.run("contacts", "block", BOB).exit_code == ExitCode.PERMANENT
    assert program.read("contacts", "unblock", carol)["removed"]
    assert program.run("contacts", "unblock", carol).exit_code == ExitCode.NOT_FOUND
    assert [n for n, _ in audited(program)].count("address_unblocked") == 2


# Import

LIST = """\
Name;Address;More addresses;Role;Handle;Groups;Language;Time zone
Zoë Å;zoe@helpdesk.example;zoe@home.example|z@home.example;agent;zoe;Network;sv;Europe/Stockholm

"Carol; of sales";carol@customer.example;;;;;;
Robert;bob@helpdesk.example;;;;network|Service Desk;;
"""


def test_a_list_is_imported_whatever_a_spreadsheet_makes_of_it(program: Program) -> None:
    content = ("\ufeff" + LIST.replace("\n", "\r\n")).encode()
    rehearsed = imported(program, content, "--dry-run")
    assert not rehearsed["changed"]
    assert [(one["line"], one["action"]) for one in rehearsed["rows"]] == [
        (2, "add"),
        (4, "add"),
        (5, "change"),
    ]
    assert rehearsed["rows"][2]["fields"] == ["display_name", "groups"]
    assert len(program.read("contacts", "list")["contacts"]) == 1
    assert imported(program, content)["changed"]
    zoe = shown(program, "z@home.example")
    assert zoe["addresses"] == ["zoe@helpdesk.example", "z@home.example", "zoe@home.example"]
    assert (zoe["name"], zoe["handle"], zoe["role"]) == ("Zoë Å", "zoe", "agent")
    assert (zoe["language"], zoe["time_zone"], zoe["groups"]) == (
        "sv",
        "Europe/Stockholm",
        ["Network"],
    )
    assert shown(program, "carol@customer.example")["name"] == "Carol; of sales"
    assert shown(program, BOB)["groups"] == ["Network", "Service Desk"]
    again = imported(program, LIST.replace(";", ",").replace("l,", "l;").encode(), "--dry-run")
    assert {one["action"] for one in again["rows"]} == {"same"}


def test_a_new_agent_of_a_list_joins_the_default_group(program: Program) -> None:
    imported(program, b"address,role\neve@helpdesk.example,Agent\n")
    eve = shown(program, "eve@helpdesk.example")
    assert (eve["groups"], eve["handle"]) == (["Service Desk"], "eve")


def test_every_problem_of_a_list_is_told_at_once_with_its_line(program: Program) -> None:
    rows = (
        "name,address,more addresses,role,handle,groups,language,time_zone",
        "Good,good@customer.example,,,,,,",
        "No address,,,,,,,",
        "Bad,nobody,,,,,,",
        "Twice,good@customer.example,,,,,,",
        "Role,r@customer.example,,boss,,,,",
        "Handle,h@helpdesk.example,,agent,bob,,,",
        "Group,g@helpdesk.example,,agent,g,Cooks,,",
        "Zone,z@customer.example,,,,,,Europe/Nowhere",
        "Lower,bob@helpdesk.example,,requester,,,,",
        "Member,m@customer.example,,,,Network,,",
        "Wide,w@customer.example,,,,,,,,more",
        '"=HYPERLINK(""http://evil.example"")",f@customer.example,,,,,,',
        "Own,support@helpdesk.example,,,,,,",
        "Much,u@helpdesk.example,,agent,u,Cooks,klingon!,Europe/Nowhere",
    )
    found = refused(program, "\n".join(rows).encode())
    said = dict(found)
    assert [line for line, _ in found] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, *[15] * 3]
    assert "stands in line 2, too" in said[5]
    assert "@bob is bob@helpdesk.example" in said[7]
    assert "'Cooks'" in said[8]
    assert "begins with =" in said[13]


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", 1, "empty"),
        (b"name,phone\nBob,1\n", 1, "unknown column 'phone'"),
        (b"name\nBob\n", 1, "no column `address`"),
        (b"address\nz\xf6e@customer.example\n", 2, "UTF-8"),
        (b'address,name\na@b.example,"x" y\n', 2, "no row"),
    ],
)
def test_what_is_no_list_is_refused(program: Program, content: bytes, line: int, said: str) -> None:
    found = refused(program, content)
    assert [number for number, _ in found][:1] == [line]
    assert any(said in one for _, one in found)


def test_addresses_of_two_people_in_one_row_are_not_joined_silently(program: Program) -> None:
    imported(program, b"address\ncarol@customer.example\n")
    content = f"address,more addresses\ncarol@customer.example,{BOB}\n".encode()
    ((line, said),) = refused(program, content)
    assert line == 2
    assert f"of several people (carol@customer.example, {BOB}): merge them first" in said
