"""What a mail changed is taken back exactly, row by row, or the answer says why it cannot be."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from support.exchange_commands import CommandLine, blocks
from support.exchange_desk import BOB, exchange_scene
from support.hostile import Scene, attack
from support.letters import body, reply_address
from support.standing import Rows, difference, standing

from mailflow.core.records import OutboxRow
from models.enums import NoticeKind

STAYS = frozenset({"action", "split"})
"""What gives mails and people a new home; its undo says that it stays."""
_MINUTE = timedelta(minutes=1)
FIRST = "Dear Ann, we look into it."


@dataclass(frozen=True, slots=True)
class Undone:
    """The blocks that came before, the block that is taken back, and the text below it."""

    earlier: tuple[tuple[CommandLine, ...], ...]
    block: tuple[CommandLine, ...]
    text: str
    repeats: bool = False

    @property
    def before(self) -> tuple[tuple[CommandLine, ...], ...]:
        """Return the blocks before it; what is done twice must not be undone twice."""
        return (*self.earlier, self.block) if self.repeats else self.earlier


EXAMPLES = st.builds(
    Undone,
    earlier=st.lists(blocks(3, 1), max_size=2).map(tuple),
    block=blocks(3, 1),
    text=st.sampled_from(["", "", "Dear Ann, it works."]),
    repeats=st.sampled_from((False, False, True)),
)


def check_undone(template: Path, folder: Path, example: Undone) -> str:
    """Let Bob do it, twice and back and forth; return what became of it, for the statistics."""
    with exchange_scene(template, folder) as one:
        teller = _Teller(one, folder)
        teller.say(FIRST)
        for block in example.before:
            teller.say(_text(block, teller.last, ""))
        before = standing(folder)
        number, executed = teller.say(_text(example.block, teller.last, example.text))
        after = standing(folder)
        teller.comes_again(after, executed)
        if not executed:
            assert difference(before, after) == [], "a refused block changes nothing"
            return "refused"
        return _taken_back(teller, example, number, before, after)


def _taken_back(teller: "_Teller", example: Undone, number: int, before: Rows, after: Rows) -> str:
    names = {one.name for one in example.block}
    undo, done = teller.say(f"#undo {number}")
    if not done:
        assert difference(after, standing(teller.folder)) == [], "a refused undo changes nothing"
        assert teller.reason(), "the transcript says why"
        changed = bool(difference(before, after))
        is_told = names & STAYS or {"merge", "requester"} <= names
        is_told = is_told or ("undo" in names and "once more" in teller.reason())
        back = {"merge", "undo"} <= names  # what is undone may have been another requester
        is_told = is_told or (back and "changed more in INC-" in " ".join(teller.reason().split()))
        assert is_told or not changed, f"not undone: {teller.reason()}"
        return "stays" if changed else "nothing to undo"
    assert not names & STAYS
    if "merge" in names and "the fields of" in " ".join(teller.reason().split()):
        return "undone, people and blocks stay"
    assert difference(before, standing(teller.folder)) == [], "undone is as it was"
    undone = standing(teller.folder)
    _, again = teller.say(f"#undo {undo}")
    if "merge" in names and not again:  # given there once more, where it is another's by now
        assert difference(undone, standing(teller.folder)) == [], "a refused undo changes nothing"
        return "undone, not redone"
    assert again, f"not done again: {teller.reason()}"
    assert difference(after, standing(teller.folder)) == [], "undone twice is as it was done"
    return "undone"


class _Teller:
    """Bob, who answers his newest notice about the first incident, or one kept for it."""

    def __init__(self, one: Scene, folder: Path) -> None:
        self.scene, self.folder, self.last = one, folder, 0
        self._mail = b""

    def say(self, text: str) -> tuple[int, tuple[str, ...]]:
        """Send a mail; return its number and what ran."""
        notice = self._notice()
        self._mail = attack(to=reply_address(notice), subject="Re: [INC-1001] VPN drops", text=text)
        self.scene.desk.clock.skip(_MINUTE)
        begun = len(self.scene.desk.decisions)
        self.last = self.scene.desk.take(self._mail)
        done = [name for one in self.scene.desk.decisions[begun:] for name in one.executed]
        return self.last, tuple(done)

    def comes_again(self, after: Rows, executed: tuple[str, ...]) -> None:
        """The same mail under another Message-ID runs no more: each command once per notice."""
        if not executed:
            return
        begun = len(self.scene.desk.decisions)
        self.scene.desk.take(self._mail.replace(b"Message-ID: <h", b"Message-ID: <again-h"))
        again = [name for one in self.scene.desk.decisions[begun:] for name in one.executed]
        assert again == [], "each command runs once under a notice"
        assert difference(after, standing(self.folder)) == [], "what comes twice is done once"

    def reason(self) -> str:
        """Return what the newest transcript says."""
        rows = [row for row in self.scene.desk.sent() if row.kind is NoticeKind.COMMAND_TRANSCRIPT]
        return body(rows[-1]) if rows else ""

    def _notice(self) -> OutboxRow:
        rows = self.scene.desk.sent()
        own = [row for row in rows if (row.recipient, row.incident_id) == (BOB, 1001)]
        return own[-1]


def _text(block: tuple[CommandLine, ...], last: int, below: str) -> str:
    lines = [
        one.text.replace("{word}", f"zq{place}x")
        .replace("{number}", "1003")
        .replace("{undo}", str(last))
        .replace("{code}", "123456")
        for place, one in enumerate(block)
    ]
    return "\n".join([*lines, "", below])
