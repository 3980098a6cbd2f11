"""`#undo` restores what stands beside an incident too: names, blocks, links, moments."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.exchange_desk import BOB, CARL, EVE, NAMES, exchange_scene, found_exchange
from support.hostile import Scene, attack
from support.letters import reply_address
from support.standing import difference, standing


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    found_exchange(folder)
    return folder


@pytest.fixture
def one(template: Path, tmp_path: Path) -> Iterator[Scene]:
    with exchange_scene(template, tmp_path) as scene:
        say(scene, "Dear Ann, we look into it.")
        yield scene


def say(one: Scene, text: str) -> int:
    """Let Bob answer his newest notice about the first incident; return the mail's number."""
    one.desk.clock.skip(timedelta(minutes=1))
    rows = [row for row in one.desk.sent() if (row.recipient, row.incident_id) == (BOB, 1001)]
    return one.desk.take(attack(to=reply_address(rows[-1]), text=text))


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("#tag vpn", f"#requester {CARL}"),
        ("#tag vpn", f"#cc -{CARL}"),
        ("#spam", "#block"),
        ("#link 1003", "#link 1003\n#tag vpn"),
        ("#tag vpn", "#subject " + "Long " * 250),
        ("#tag vpn", "#requester dana@customer.example\n#block\n#kb new"),
    ],
)
def test_what_stands_beside_is_as_it_was(one: Scene, tmp_path: Path, first: str, text: str) -> None:
    """A name, who blocked whom and when and why, a link that was there before."""
    say(one, first)
    before = standing(tmp_path)
    number = say(one, text)
    assert difference(before, standing(tmp_path)) != []
    say(one, f"#undo {number}")
    assert difference(before, standing(tmp_path)) == []


def test_who_takes_part_no_more_is_still_known_by_name_where_he_is_erased(one: Scene) -> None:
    """Nobody ever wrote to Eve, and only the history says what she is called."""
    to = one.reply_to(BOB, 1002)
    one.desk.take(attack(to=to, subject="Re: Payroll", text=f"#cc -{EVE}"))
    with one.desk.store.read() as work:
        assert EVE not in {who.address for who in work.incidents.participants(1002)}
    with one.desk.store.surveying() as survey:
        assert survey.names_of([EVE]) == {NAMES[EVE]}


def test_what_is_done_again_happened_when_it_was_done(one: Scene, tmp_path: Path) -> None:
    """An undone undo brings back the moment of the response, too."""
    rows = [row for row in one.desk.sent() if (row.recipient, row.incident_id) == (BOB, 1004)]
    to = reply_address(rows[-1])
    first = one.desk.take(attack(to=to, subject="Re: New laptop", text="#resolve It is there."))
    after = standing(tmp_path)
    one.desk.clock.skip(timedelta(hours=1))
    undo = one.desk.take(attack(to=to, subject="Re: New laptop", text=f"#undo {first}"))
    assert difference(after, standing(tmp_path)) != []
    one.desk.take(attack(to=to, subject="Re: New laptop", text=f"#undo {undo}"))
    assert difference(after, standing(tmp_path)) == []
