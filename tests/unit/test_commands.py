"""The command grammar: blocks, all or nothing, did-you-mean."""

import pytest

from mailflow.core.commands import (
    AGENT_RULES,
    REQUESTER_RULES,
    Block,
    CommandRule,
    command_like_lines,
    parse,
    quoted_by_others,
    stray_commands,
)
from mailflow.core.commands.cutting import whole_lines
from mailflow.core.commands.examples import EXAMPLES, REQUESTER_EXAMPLES


def agent_block(text: str) -> Block:
    return parse(text, AGENT_RULES, maximum=10)


GOOD = [
    # as documented
    ("#take", [("assign", "me")], ""),
    ("#assign @alice\nI look at it.", [("assign", "@alice")], "I look at it."),
    ("#Assign me", [("assign", "me")], ""),
    ("# take", [("assign", "me")], ""),
    ("\n\n#resolve replaced the cable\n\nAll good now.", [("resolve", "replaced the cable")], None),
    # aliases
    ("#solved it was DNS", [("resolve", "it was DNS")], ""),
    ("#owner none\n#note only for us", [("assign", "none"), ("note", "only for us")], ""),
    ("#closed", [("close", "")], ""),
    ("\u200b#take\n\ufeff#tag vpn", [("assign", "me"), ("tag", "+vpn")], ""),
    # habits of RT and Redmine
    ("Owner: @bob\n\nhello", [("assign", "@bob")], "hello"),
    ("Status: resolved", [("status", "resolved")], ""),
    (
        "Queue: Network\nAddCc: a@x.org, b@x.org",
        [("group", "Network"), ("cc", "+a@x.org +b@x.org")],
        "",
    ),
]


@pytest.mark.parametrize(("text", "commands", "rest"), GOOD)
def test_a_block_is_read_under_canonical_names(
    text: str, commands: list[tuple[str, str]], rest: str | None
) -> None:
    block = agent_block(text)
    assert not block.problems
    assert [(c.name, c.value) for c in block.commands] == commands
    assert rest is None or block.rest == rest


GOOD += [
    ("#open", [("status", "open")], ""),
    ("#status on hold", [("status", "pending")], ""),
    ("#pending", [("pending", "")], ""),
    ("#wait vendor 2 days\nSorry.", [("pending", "vendor 2d")], "Sorry."),
    ("#hold 90m", [("pending", "customer 1h 30m")], ""),
    ("#snooze 1w", [("snooze", "1w")], ""),
    ("#priority 2\n#tag vpn -old,+new", [("priority", "P2"), ("tag", "+vpn -old +new")], ""),
    ("#impact h", [("impact", "high")], ""),
    ("#merge INC-1007", [("merge", "1007")], ""),
    ("#cc +Ann@Example.org", [("cc", "+ann@example.org")], ""),
    ("#time 15\n#time 1h", [("time", "15m"), ("time", "1h")], ""),
    ("#major yes", [("major", "on")], ""),
    ("#tag a\n#tag b", [("tag", "+a"), ("tag", "+b")], ""),
    # an indented line goes on with the value
    ("#cause a cable\n   was loose\nFixed.", [("cause", "a cable\nwas loose")], "Fixed."),
]

GOOD += [
    # blanks that do not break, and wide ones
    ("#assign\xa0@alice", [("assign", "@alice")], ""),
    ("#priority\u3000p1", [("priority", "P1")], ""),
    ("Root\xa0cause:\xa0a cable", [("cause", "a cable")], ""),
    # what HTML is indented by, and a blank line inside a program's list
    ("#cause a cable\n\xa0\xa0was loose", [("cause", "a cable\nwas loose")], ""),
    ("#escalate Team too  hard", [("escalate", "team too  hard")], ""),
    ("#kb KB-7", [("kb", "7")], ""),
    ("#kb New", [("kb", "new")], ""),
    ("#away until Monday 9:00", [("away", "monday 9:00")], ""),
    ("#away off", [("away", "off")], ""),
    ("#reply Remote  Help\nHello", [("reply", "Remote Help")], "Hello"),
    ("#split\n\nIt jams.", [("split", "")], None),
]
CUT = "#resolution The router on the third floor was replaced by a new one of another"
BAD = [
    ("#escalate boss why", "needs_escalation(command=#escalate)"),
    ("#escalate team", "needs_escalation"),
    ("#kb old", "no_article"),
    (f"{CUT}\nmanufacturer.", "maybe_cut"),  # nobody knows whether it is value or answer
    ("#priority urgent", "no_priority"),
    ("#snooze soon", "no_duration"),
    ("#snooze", "needs_duration"),
    ("#hold tomorrow", "no_duration"),
    ("#impact huge", "no_level"),
    ("#cc +ann", "no_address"),
    ("#merge it", "no_reference"),
    ("#major maybe", "no_switch"),
    ("#pirority p1", "near=#priority"),
    ("#resolve done\n#pending", "two_values"),
    ("#take\n#assign @bob", "two_values"),
    ("#clsoe", "near=#close"),
    ("##take", "dressed_command(near=#take)"),
    ("*#resolve it was DNS*", "dressed_command(near=#resolve)"),
    ("- #close", "dressed_command(near=#close)"),
    ("#take\n**#note** she was angry", "dressed_command(near=#note)"),
    ("#take\n\n- #note she was angry", "dressed_command(near=#note)"),
    ("#priority: p1", "near=#priority"),
    ("#resolve:done", "near=#resolve)"),
    ("#assign=me", "near=#assign"),
    ("#сlose", "unknown_command"),  # a Cyrillic letter
    ("#cl\u200bose", "unknown_command"),
    ("#clo\u017fe", "unknown_command"),  # a long s, which casefolds to an s
    ("\uff03take", "near=#take"),  # the wide sign of East Asian keyboards
    ("#ta\u212ae", "unknown_command"),  # the Kelvin sign
    ("#\u217dlose", "unknown_command"),  # a Roman numeral
    ("#\ufe0f\u20e3close", "unknown_command"),  # drawn as a key
    ("#status re\u017folved", "unknown_status"),
    ("#merge \u0661\u0660", "no_reference"),  # digits that are not ours
    ("#snooze \u0661d", "no_duration"),
    ("#assign", "needs_person"),
    ("#assign @alice; DROP TABLE agents", "one_person"),
    ("#close\n#reopen\n#close", "two_values"),
    ("#take now", "takes_no_value"),
    ("#take\n" * 11, "too_many_commands(limit=10)"),
    ("Status: exploded", "unknown_status"),
]


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_one_bad_line_refuses_the_block_and_says_why(text: str, reason: str) -> None:
    assert reason in " ".join(str(problem.reason) for problem in agent_block(text).problems)


NO_BLOCKS = [
    "Please try again.\n#close",  # a command below the first text is text
    "#1 restart it\n#2 call us",  # numbered points
    "Note: the lift is out of order",  # a field that is none of ours
    "Subject: the lift\nis a long story",  # a sentence that begins like a field
    "> #close",
    "## Note\nIt is down.",  # a heading of Markdown
    "- #12 and #13 are down",
    "",
]


@pytest.mark.parametrize("text", NO_BLOCKS)
def test_ordinary_text_is_no_block(text: str) -> None:
    block = agent_block(text)
    assert not block
    assert block.rest == text


def test_requesters_have_their_own_few_commands() -> None:
    block = parse("#close it works again", REQUESTER_RULES, maximum=10)
    assert [(c.name, c.value) for c in block.commands] == [("close", "it works again")]
    assert parse("#assign @bob", REQUESTER_RULES, maximum=10).problems


def test_a_line_that_somebody_else_wrote_is_found_whatever_its_quoting() -> None:
    block = agent_block("#close\n#assign @alice")
    assert quoted_by_others(block, ["please\n>  #CLOSE\nthanks"]) == ("#close",)
    assert quoted_by_others(block, ["please close it"]) == ()


def test_lines_in_the_form_of_commands_are_reported_wherever_they_stand() -> None:
    assert command_like_lines("hello\n#priority P1\n#2\n# x") == ("#priority P1", "# x")


def test_the_canonical_form_is_the_same_for_every_spelling() -> None:
    first, second = agent_block("#Assign  @Bob"), agent_block("Owner: @bob")
    assert first.commands[0].canonical == second.commands[0].canonical == "#assign @bob"


def test_a_command_below_the_text_is_found_and_a_heading_is_none() -> None:
    text = "Please wait.\n#close\n# Note\n#include <stdio.h>\n> #cancel\n  #take\n#note done by us"
    assert stray_commands(text) == ("#close", "#note done by us")
    dressed = "Please wait.\n*#note she was angry*\n##take\n\u200b#cancel\n- #close closes it"
    assert stray_commands(dressed) == ("*#note she was angry*", "##take", "#cancel")


def test_a_long_line_is_whole_where_a_blank_line_or_an_indented_one_follows() -> None:
    for below in ("\n\nHello.", "\n  manufacturer.\n\nHello.", "\n#take\n\nHello."):
        block = agent_block(CUT + below)
        assert not block.problems
        assert block.rest == "Hello."
    short = agent_block("#resolution a new router\nHello Ann, it runs again.")
    assert short.rest == "Hello Ann, it runs again."


def test_a_line_that_a_program_cut_is_whole_where_its_html_shows_it_so() -> None:
    whole = whole_lines(CUT + " manufacturer of it all\nHello Ann, it runs.")
    for text in (
        f"{CUT}\nmanufacturer of\nit all\nHello Ann, it runs.",
        f"{CUT}\nmanufacturer of it all",
    ):
        block = parse(text, AGENT_RULES, 10, whole)
        assert [one.value.split()[-4:] for one in block.commands] == [
            ["manufacturer", "of", "it", "all"]
        ]
        assert block.rest in {"Hello Ann, it runs.", ""}
    labelled = parse(f"Status: resolved\nResolution: {CUT[12:]}\nmanufacturer", AGENT_RULES, 10)
    assert labelled.may_be_cut
    answer = parse(f"{CUT}\nmanufacturer of", AGENT_RULES, 10, whole_lines(CUT))
    assert (answer.problems, answer.rest) == ((), "manufacturer of")


def test_a_cut_line_of_somebody_else_is_found_whole_and_in_pieces() -> None:
    whole = whole_lines(CUT + " manufacturer")
    block = parse(f"{CUT}\nmanufacturer", AGENT_RULES, 10, whole)
    for written in (f"{CUT}\nmanufacturer", f"{CUT} manufacturer"):
        assert quoted_by_others(block, [written]) == block.lines


@pytest.mark.parametrize(
    ("rules", "examples"),
    [(AGENT_RULES, EXAMPLES), (REQUESTER_RULES, REQUESTER_EXAMPLES)],
)
def test_every_command_has_an_example_that_is_understood(
    rules: tuple[CommandRule, ...], examples: dict[str, str]
) -> None:
    assert list(examples) == [rule.name for rule in rules]
    for name, line in examples.items():
        block = parse(line, rules, 10)
        assert [(one.name, one.line) for one in block.commands] == [(name, line)]
        assert not block.problems
