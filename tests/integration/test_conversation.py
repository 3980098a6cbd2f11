"""Forty mails of one incident through Dovecot and SMTP, against what they must end in.

The files in tests/data/golden/conversation are to be read. Where they are meant to change,
`MAILFLOW_WRITE_GOLDEN=1 pytest tests/integration/test_conversation.py` writes them anew.
"""

import os
import re
from pathlib import Path

import pytest
from support.dovecot import Dovecot
from support.played_conversation import PEOPLE, Player, address_of, player, read_script

pytestmark = pytest.mark.dovecot
GOLDEN = Path(__file__).resolve().parents[1] / "data" / "golden" / "conversation"
OUTSIDE = ("ann", "dana")
PRIVATE = (
    "gateway in Hamburg",
    "about to leave us",
    "I know this one",
    "You know the packets",
    "nobody told them",
    "Well done",
    "erin@helpdesk.example",
    "bob@helpdesk.example",
)


@pytest.fixture(scope="module")
def played(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Player:
    """The desk after the last mail."""
    with player(tmp_path_factory.mktemp("conversation"), dovecot) as one:
        for step in read_script(GOLDEN / "script.toml"):
            one.play(step)
        one.results = {
            "incident.json": one.incident(),
            "timeline.txt": one.timeline(),
            "mails.txt": one.transcript(),
        }
    return one


@pytest.mark.parametrize("name", ["incident.json", "timeline.txt", "mails.txt"])
def test_forty_mails_end_in_exactly_this(played: Player, name: str) -> None:
    if os.environ.get("MAILFLOW_WRITE_GOLDEN") == "1":
        (GOLDEN / name).write_text(played.results[name], encoding="utf-8")
    assert played.number == 40
    assert played.results[name] == (GOLDEN / name).read_text(encoding="utf-8")


def test_nothing_private_has_left_the_desk(played: Player) -> None:
    outside = {address_of(name) for name in OUTSIDE}
    sent = [one for one in played.smtp.received if set(one.recipients) & outside]
    assert len(sent) > 20
    for one in sent:
        text = played.text_of(one)
        assert [word for word in PRIVATE if word in text] == []
        assert not re.search(r"^#(?!#-)(?!close|stop)\w+", text, re.MULTILINE)


def test_everybody_got_mail_and_nobody_else(played: Player) -> None:
    recipients = {one for mail in played.smtp.received for one in mail.recipients}
    assert recipients == {address_of(name) for name in PEOPLE}
