"""The strict reader of address lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.core.addresses import claimed_mailbox, is_ascii, parse_mailboxes, usable_mailboxes
from mailflow.core.mail import Mailbox
from mailflow.errors import AddressError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("bob@helpdesk.example", [("bob@helpdesk.example", "")]),
        ("Bob <BOB@Helpdesk.Example>", [("bob@helpdesk.example", "Bob")]),
        ('"Doe, Jane" <jane@x.example>', [("jane@x.example", "Doe, Jane")]),
        ('"bob@helpdesk.example" <m@evil.example>', [("m@evil.example", "bob@helpdesk.example")]),
        ("monitor@x.example (Nagios)", [("monitor@x.example", "Nagios")]),
        ("=?utf-8?Q?J=C3=B6rg?= <j@x.example>", [("j@x.example", "Jörg")]),
        ("Sandy M. <s@x.example>", [("s@x.example", "Sandy M.")]),
        ("a@x.example,, b@x.example", [("a@x.example", ""), ("b@x.example", "")]),
        ("Team: a@x.example, B <b@x.example>;", [("a@x.example", ""), ("b@x.example", "B")]),
        ("undisclosed-recipients:;", []),
        ('"john"@x.example', [("john@x.example", "")]),
        ("root@[192.0.2.1]", [("root@[192.0.2.1]", "")]),
        ("jörg@münchen.example", [("jörg@münchen.example", "")]),
        ("山田 <taro@x.example>", [("taro@x.example", "山田")]),
        ("(a (b) c) a@x.example", [("a@x.example", "a (b) c")]),
    ],
)
def test_address_lists_are_read(value: str, expected: list[tuple[str, str]]) -> None:
    assert parse_mailboxes(value) == tuple(Mailbox(*pair) for pair in expected)


@pytest.mark.parametrize(
    "value",
    [
        "bob@helpdesk.example <mallory@evil.example>",  # CVE-2023-27043
        "a@b@c.example",
        "a@",
        "@x.example",
        "bob",
        "<>",
        "<a@x.example",
        "a@x.example>",
        "<a@x.example> b",
        "<a@x.example, b@x.example>",
        "<@relay.example:a@x.example>",  # a route (RFC 5322 section 4.4)
        "a b@x.example",
        "a (c) @x.example",
        ".a@x.example",
        "a..b@x.example",
        "a@x..example",
        "a@x.example.",
        "a@-\u3000.example",
        '"a b"@x.example',
        '"a" b@x.example',
        "=?utf-8?q?bob?=@x.example",
        "=?utf-8?q?=3Cbob@helpdesk.example=3E?= <m@evil.example>, ",
        "a@x.example\r\nBcc: b@x.example",
        "a\0@x.example",
        "bo\u200bb@x.example",
        "bob@help\u212aesk.example",  # the Kelvin sign: lower() makes a k of it
        "ｂｏｂ@x.example",
        "bob＠x.example",
        "a@x.example; b@x.example",
        "Team: a@x.example",
        "((((((((((((a))))))))))))a@x.example",
        f"{'a' * 400}@x.example",
        '"never closed',
        "(never closed",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(value: str) -> None:
    with pytest.raises(AddressError):
        parse_mailboxes(value)


@pytest.mark.parametrize("unit", ["(", '"', "<", "a@b,", "a:;", "\\", " ", "=?a?q?", "(a)", "a."])
@pytest.mark.timeout(10)
def test_hostile_lists_take_no_time(unit: str) -> None:
    with pytest.raises(AddressError):
        parse_mailboxes(unit * (25_000_000 // len(unit)))
    usable_mailboxes(unit * (250_000 // len(unit)))


def test_entries_in_doubt_are_dropped_where_the_rest_is_of_use() -> None:
    value = "a@x.example, Bob [at] x, <c@x.example>, d@x.example e@x.example"
    assert [one.address for one in usable_mailboxes(value)] == ["a@x.example", "c@x.example"]


def test_an_address_beyond_ascii_is_told_from_one_within() -> None:
    assert is_ascii("bob@helpdesk.example")
    assert not is_ascii("bоb@helpdesk.example")  # a Cyrillic o


@given(st.text(max_size=60))
def test_whatever_is_read_is_one_plain_address(value: str) -> None:
    for mailbox in usable_mailboxes(value):
        assert mailbox.address.count("@") == 1
        assert not any(character.isspace() for character in mailbox.address)
        assert parse_mailboxes(f"<{mailbox.address}>") == (Mailbox(mailbox.address),)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Night Watch <operator>", Mailbox("operator", "Night Watch")),
        ("Ann ann@example.org", Mailbox("ann@example.org")),
        ("ann@example.org <bob@example.org>", Mailbox("bob@example.org", "ann@example.org")),
        ('"The Lottery"@example.org>', Mailbox('lottery"@example.org>')),
        ("=?utf-8?q?J=C3=B6rg?= <joerg @ example.org> (x)", Mailbox("joerg@example.org", "Jörg")),
        ("me (and nobody else)", Mailbox("me")),
        ("<>", None),
        ("", None),
    ],
)
def test_what_no_field_should_say_is_shown_as_a_claim(value: str, expected: Mailbox | None) -> None:
    assert claimed_mailbox(value) == expected


def test_who_is_named_by_his_own_address_is_that_address() -> None:
    for value in ("a@x.example <a@x.example>", "b@y.example, 'A@x.example' <a@X.example>"):
        assert usable_mailboxes(value)[-1].address == "a@x.example"
    assert usable_mailboxes("a@x.example <mallory@evil.example>") == ()
