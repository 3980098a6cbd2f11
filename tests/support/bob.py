"""Bob, an agent, answers by mail, and what the tests read of it."""

import re

from support.desks import TestDesk
from support.letters import body, letter, reply_address

from mailflow.core.records import Incident
from models.enums import NoticeKind

BOB = "bob@helpdesk.example"


def say(desk: TestDesk, text: str, number: int = 1001) -> Incident:
    """Let Bob answer his newest notice about an incident; return it afterwards."""
    rows = [row for row in desk.sent() if row.recipient == BOB and row.incident_id == number]
    desk.take(letter(BOB, f"Re: [INC-{number}]", text, to=reply_address(rows[-1])))
    return incident(desk, number)


def incident(desk: TestDesk, number: int = 1001) -> Incident:
    with desk.store.read() as work:
        found = work.incidents.get(number)
    assert found is not None
    return found


def told(desk: TestDesk) -> str:
    """Return the newest transcript to Bob on one line."""
    rows = [row for row in desk.sent() if row.kind is NoticeKind.COMMAND_TRANSCRIPT]
    return " ".join(body(rows[-1]).split())


def undo(desk: TestDesk) -> None:
    rows = [row for row in desk.sent() if row.kind is NoticeKind.COMMAND_TRANSCRIPT]
    say(desk, f"#undo {re.findall(r'#undo ([0-9]+)', body(rows[-1]))[-1]}")
