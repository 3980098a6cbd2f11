"""The outcome table (design section 4), row by row, through the real processing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from support.hostile import (
    ALICE,
    ANN,
    BOB,
    DAVE,
    GONE,
    MALLORY,
    Scene,
    attack,
    found_desk,
    proof,
    scene,
)
from support.redteam import visible

from models.enums import EndState, NoticeKind

QUARANTINED, APPENDED, OPENED = EndState.QUARANTINED, EndState.APPENDED, EndState.INCIDENT
TAG = "Re: [INC-1001] VPN drops"


@dataclass(frozen=True)
class Row:
    """Who writes, by what he reaches which incident, what our server says, what must follow."""

    sender: str
    ends: EndState
    verdict: str = "pass"
    to: Callable[[Scene], str] | None = None
    fields: Callable[[Scene], str] | None = None
    subject: str = "Re: VPN drops"
    text: str = "#close\nDone."
    executed: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    later: timedelta = timedelta()
    revoked: bool = False


def of(person: str) -> Callable[[Scene], str]:
    return lambda s: s.reply_to(person)


def known_parent(one: Scene) -> str:
    """Name the mail that opened the incident: a reference that holds no token."""
    with one.desk.store.read() as work:
        content = work.mails.get(1).content
    return f"In-Reply-To: {message_from_bytes(content)['Message-ID']}"


def invalid(_: Scene) -> str:
    return f"support+{'c' * 40}@helpdesk.example"


def agents(sender: str = BOB, **more: object) -> dict[str, Row]:
    """Every row of an active agent."""
    late = timedelta(days=91)
    return {
        "not proven, own token": Row(sender, QUARANTINED, "none", of(BOB)),
        "disproven, own token": Row(sender, QUARANTINED, "fail", of(BOB)),
        "not proven, no reference": Row(sender, QUARANTINED, "none", subject="Hello"),
        "invalid token": Row(sender, QUARANTINED, to=invalid),
        "another incident named": Row(sender, QUARANTINED, to=of(BOB), subject="[INC-1002] Pay"),
        "own token": Row(sender, APPENDED, to=of(BOB), executed=("#close",), told=(ANN, BOB)),
        "own token, no command": Row(sender, APPENDED, to=of(BOB), text="Hello.", told=(ANN,)),
        "own token, expired": Row(sender, APPENDED, to=of(BOB), later=late, told=(BOB,)),
        "own token, revoked": Row(sender, APPENDED, to=of(BOB), revoked=True, told=(BOB,)),
        "somebody else's token": Row(sender, APPENDED, to=of(ALICE), told=(ALICE,)),
        "a requester's token": Row(sender, APPENDED, to=of(ANN), told=(ALICE, BOB)),
        "tag alone": Row(sender, APPENDED, subject=TAG, told=(BOB,)),
        "known parent alone": Row(sender, APPENDED, fields=known_parent, told=(BOB,)),
        "no reference": Row(sender, OPENED, subject="Hello", told=(ALICE, BOB)),
    }


def others() -> dict[str, Row]:
    """Every row of anyone else."""
    hello, both = "Hello.", (ALICE, BOB)
    rows = {
        "inactive agent": Row(GONE, QUARANTINED, to=of(GONE)),
        "participant, an agent's token": Row(ANN, APPENDED, to=of(BOB), told=(BOB,)),
        "stranger, an agent's token": Row(MALLORY, QUARANTINED, to=of(BOB)),
        "stranger, a requester's token, fail": Row(MALLORY, APPENDED, "fail", of(ANN), told=both),
        "stranger, an invalid token": Row(MALLORY, OPENED, to=invalid, told=(*both, MALLORY)),
        "stranger, disproven": Row(MALLORY, OPENED, "fail", subject="Hi", text=hello, told=both),
        "stranger, disproven, tag": Row(MALLORY, OPENED, "fail", subject=TAG, told=both),
        "requester, disproven, own token": Row(ANN, APPENDED, "fail", of(ANN), told=both),
        "requester, disproven, tag": Row(ANN, APPENDED, "fail", subject=TAG, told=both),
    }
    for verdict in ("none", "fail"):
        rows[f"participant, an agent's token, {verdict}"] = Row(ANN, QUARANTINED, verdict, of(BOB))
        rows[f"participant, tag, {verdict}"] = Row(ANN, APPENDED, verdict, subject=TAG, told=both)
    rows["requester, known parent"] = Row(ANN, APPENDED, fields=known_parent, told=both)
    rows["stranger, known parent"] = Row(
        MALLORY, OPENED, fields=known_parent, subject="Re: VPN", told=(*both, MALLORY)
    )
    rows["requester, tag"] = Row(ANN, APPENDED, subject=TAG, told=both)
    return rows


def believed() -> dict[str, Row]:
    """Rows of anyone else that hold for a proven sender and for one of whom nothing is known."""
    rows, both = dict[str, Row](), (ALICE, BOB)
    for verdict in ("pass", "none"):
        rows |= {
            f"requester, own token, {verdict}": Row(
                ANN, APPENDED, verdict, of(ANN), executed=("#close",), told=both
            ),
            f"requester, old token, {verdict}": Row(
                ANN, APPENDED, verdict, of(ANN), later=timedelta(days=91), told=both
            ),
            f"stranger, a requester's token, {verdict}": Row(
                MALLORY, APPENDED, verdict, of(ANN), told=both
            ),
            f"another requester, her token, {verdict}": Row(
                DAVE, APPENDED, verdict, of(ANN), told=both
            ),
            f"stranger, tag, {verdict}": Row(
                MALLORY, OPENED, verdict, subject=TAG, told=(*both, MALLORY)
            ),
            f"stranger, {verdict}": Row(
                MALLORY, OPENED, verdict, subject="Hi", text="Hello.", told=(*both, MALLORY)
            ),
        }
    return rows


ROWS = {f"agent, {name}": row for name, row in agents().items()} | others() | believed()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    found_desk(folder)
    return folder


@pytest.fixture
def target(template: Path, tmp_path: Path) -> Iterator[Scene]:
    with scene(template, tmp_path) as one:
        yield one


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_mail_ends_as_its_row_of_the_table_says(target: Scene, row: Row) -> None:
    if row.revoked:
        target.take(attack(sender=ALICE, to=target.reply_to(BOB), text="Not mine."))
        target = target.afresh()
    to = row.to(target) if row.to else "support@helpdesk.example"
    target.desk.clock.skip(row.later)
    auth = proof(row.sender, row.verdict)
    fields = (row.fields(target),) if row.fields else ()
    made = attack(*fields, sender=row.sender, to=to, subject=row.subject, text=row.text, auth=auth)
    before = target.incident()
    ended = target.take(made)
    assert ended.end_state is row.ends, ended.decision_log
    assert tuple(target.executed) == row.executed, ended.decision_log
    assert {one.recipient for one in target.sent} == set(row.told)
    if not row.executed:
        after = target.incident()
        assert (after.assignee_id, after.priority) == (before.assignee_id, before.priority)
    echoes = [one for one in target.sent if one.recipient == MALLORY]
    if row.verdict != "pass" or row.subject == TAG or row.fields:
        assert all("VPN" not in visible(one, "text/plain", "text/html") for one in echoes)
    assert all(one.kind is NoticeKind.ACKNOWLEDGEMENT for one in echoes)
