"""Links that write the likeliest command: valid, short, and only with the reader's own token."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, letter, reply_address, staff
from support.notices import Visible, rendered
from support.situations import agent, incident

from mailflow.core.commands import AGENT_RULES, parse
from mailflow.core.hints import Hint, likely_commands, mailto
from models.enums import IncidentState, LabelSource, NoticeKind

ANN = "ann@customer.example"
LINK = re.compile(r"mailto:\S+?(?=[\s\"])")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"state": IncidentState.NEW}, ("#take", "#pending customer 2d", "#show")),
        ({"assignee_id": 21}, ("#pending customer 2d", "#show", "#history")),
        ({"assignee_id": 7, "state": IncidentState.ON_HOLD}, ("#take", "#open", "#show")),
        (
            {"category": "vpn", "category_source": LabelSource.SUGGESTED},
            ("#take", "#confirm", "#pending customer 2d"),
        ),
        (
            {"state": IncidentState.RESOLVED, "resolution": "done"},
            ("#reopen", "#close", "#show"),
        ),
        ({"state": IncidentState.CLOSED}, ("#reopen", "#show", "#history")),
    ],
)
def test_three_commands_fit_where_the_incident_stands(
    fields: dict[str, Any], expected: tuple[str, ...]
) -> None:
    found = likely_commands(incident(**fields), agent(21))
    assert found == expected
    assert not any(parse(one, AGENT_RULES, 10).problems for one in found)


def test_a_link_says_all_of_its_mail_and_nothing_breaks_out_of_it() -> None:
    link = mailto("support+abc@reply.example", "INC-1001", "#pending customer 2d")
    parts = urlsplit(link)
    assert (parts.scheme, unquote(parts.path)) == ("mailto", "support+abc@reply.example")
    assert parse_qs(parts.query) == {
        "subject": ["Re: [INC-1001]"],
        "body": ["#pending customer 2d"],
    }
    assert not re.search(r"[\s#\"<>]", link)


@pytest.mark.parametrize("kind", [NoticeKind.AGENT_NOTICE, NoticeKind.ESCALATION])
def test_text_and_html_show_the_same_links(kind: NoticeKind) -> None:
    hint = Hint("#take", mailto("support+abc@reply.example", "INC-1003", "#take"))
    notice = rendered(kind=kind, hints=(hint,))
    assert f"  #take\n  {hint.link}\n" in notice.text
    assert f'<a href="{hint.link.replace("&", "&amp;")}"' in notice.html
    assert "#take" in Visible(notice.html).text
    assert "mailto:" not in rendered(kind=kind).text


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with Bob and Alice, who were told of an incident of Ann's."""
    with open_test_desk(tmp_path, make_settings()) as one:
        with one.store.begin() as work:
            staff(work, one)
        one.take(letter(ANN, "VPN drops", "The VPN drops."))
        yield one


def test_every_link_bears_the_token_of_its_reader_alone_and_works(desk: TestDesk) -> None:
    rows = {row.recipient: row for row in desk.sent()}
    assert "mailto:" not in rows[ANN].content.decode("utf-8", "replace")
    for name in ("bob", "alice"):
        row = rows[f"{name}@helpdesk.example"]
        links = LINK.findall(f"{body(row)}\n")
        assert len(links) == 3
        assert {unquote(urlsplit(one).path) for one in links} == {reply_address(row)}
    link = urlsplit(LINK.findall(body(rows["bob@helpdesk.example"]))[0])
    fields = parse_qs(link.query)
    text, subject = fields["body"][0], fields["subject"][0]
    desk.take(letter("bob@helpdesk.example", subject, text, to=unquote(link.path)))
    with desk.store.read() as work:
        found, bob = work.incidents.get(1001), work.directory.by_handle("bob")
    assert found is not None
    assert bob is not None
    assert found.assignee_id == bob.id


def test_where_plus_addresses_do_not_arrive_there_are_no_links(tmp_path: Path) -> None:
    settings = make_settings()
    plain = settings.desk.model_copy(update={"plus_addresses": False})
    with open_test_desk(tmp_path, settings.model_copy(update={"desk": plain})) as one:
        with one.store.begin() as work:
            staff(work, one)
        one.take(letter(ANN, "VPN drops", "The VPN drops."))
        assert all("mailto:" not in body(row) for row in one.sent())


def test_a_closed_incident_offers_nothing_that_would_be_refused() -> None:
    closed = replace(incident(state=IncidentState.CLOSED), assignee_id=21)
    assert "#close" not in likely_commands(closed, agent(21))
