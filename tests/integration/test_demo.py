"""The demonstration: played once into a folder, it must end as its story says and show it."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mailflow.core.records import OutboxRow, RawMail
from mailflow.demo.checking import differences, undue, untold
from mailflow.demo.mails import STORY
from mailflow.demo.people import CHEN
from mailflow.demo.playing import last_working_morning
from mailflow.demo.premises import ForeignFolderError, Premises
from mailflow.demo.script import Due, ScriptedMail
from mailflow.demo.writing import flowing, read, text_of
from models.enums import EndState, NoticeKind, OutboxState

pytestmark = pytest.mark.long

SECONDS = 110


@dataclass(frozen=True, slots=True)
class Played:
    """One demonstration that was run as a user runs it."""

    folder: Path
    exit_code: int
    output: str
    errors: str

    @property
    def page(self) -> str:
        return (self.folder / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("demo") / "output"
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run(
        [sys.executable, "-m", "mailflow", "demo", "--output", str(folder), "--no-open"],
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        env=environment | {"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    return Played(folder, done.returncode, done.stdout, done.stderr)


class Loads(HTMLParser):
    """Collects what a page would load, that of the mails inside it too."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.sandboxes: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"src", "href", "srcset", "data", "poster", "action"}:
                self.addresses.append(value or "")
            if name == "srcdoc":
                self.addresses += Loads(value or "").addresses
            if tag == "iframe" and name == "sandbox":
                self.sandboxes.append(value or "")


def test_the_story_ends_as_it_must(played: Played) -> None:
    assert played.exit_code == 0, played.output[-2000:] + played.errors
    assert "NOT AS THE STORY SAYS" not in played.output


def test_the_summary_accounts_for_every_mail(played: Played) -> None:
    numbers = {
        name.strip(): int(count)
        for name, count in re.findall(r"^  ([a-z ]+?)  +(\d+)$", played.output, re.MULTILINE)
    }
    ends = [scripted.expected.end for act in STORY.acts for scripted in act.mails]
    assert numbers["mails in"] == len(ends)
    assert numbers["became an incident"] == ends.count(EndState.INCIDENT)
    assert numbers["joined an incident"] == ends.count(EndState.APPENDED)
    assert numbers["quarantined"] == ends.count(EndState.QUARANTINED)
    assert numbers["ignored by a rule"] == ends.count(EndState.IGNORED)
    assert numbers["mails out"] == len(list((played.folder / "mails").glob("*.eml")))
    assert "audit               clean" in played.output


def test_without_a_terminal_the_output_is_plain(played: Played) -> None:
    assert "\x1b" not in played.output
    assert len(played.output.splitlines()) < 350


def test_the_page_loads_nothing_and_lets_no_mail_run_anything(played: Played) -> None:
    loads = Loads(played.page)
    elsewhere = {one for one in loads.addresses if not one.startswith(("#", "data:image/png;"))}
    assert elsewhere == {"report.html"}  # a link
    assert Loads((played.folder / "report.html").read_text(encoding="utf-8")).addresses == []
    assert set(loads.sandboxes) == {"allow-same-origin"}
    assert not re.search(r"url\(|@import", played.page.partition("<body")[0])


def test_the_page_shows_every_mail_and_every_incident(played: Played) -> None:
    count = sum(len(act.mails) for act in STORY.acts)
    assert played.page.count('<div class="came">') == count
    assert played.page.count('<details class="case">') == len(STORY.final_states)
    assert "Audit clean." in played.page
    assert "right in 40 of 40 incidents is invented" in played.page


def test_the_page_shows_what_the_clock_brought_and_the_figures_of_the_day(played: Played) -> None:
    due = [one for act in STORY.acts for one in act.due]
    assert played.page.count('class="card clockwork"') == len(due)
    assert played.page.count("data:image/png;base64,") == 2
    practice = sum(one.practice is not None for act in STORY.acts for one in act.mails)
    counted = len(STORY.final_states) - practice
    assert f"<dd>{counted}</dd>" in played.page.partition('id="figures"')[2]


def test_an_article_helps_and_an_agent_reads_of_his_week_and_of_his_drill(played: Played) -> None:
    """A command that was refused would end as one that ran."""
    told = {
        "INC-1015-acknowledgement-nadia": "This may help at once",
        "INC-1001-command_transcript-maya": "article 1 is published",
        "coaching-bob": "These are your own figures",
        "drill-chen": "A card that opens no door",
    }
    for name, words in told.items():
        (mail,) = (played.folder / "mails").glob(f"*{name}*")
        assert words in text_of(read(mail.read_bytes()))
    assert not list((played.folder / "mails").glob("*petra*"))


def test_nobody_else_may_read_the_desk(played: Played) -> None:
    desk = played.folder / "desk"
    secrets = [*(desk / "keys").iterdir(), desk / "imap-password", desk / "mailflow.db"]
    assert {oct(path.stat().st_mode & 0o777) for path in secrets} == {"0o600"}


def test_a_folder_with_somebody_elses_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "precious.eml").write_text("keep me")
    with pytest.raises(ForeignFolderError, match="--output"):
        Premises(tmp_path).prepare()
    assert (tmp_path / "mails" / "precious.eml").read_text() == "keep me"


def first_mail() -> ScriptedMail:
    return STORY.acts[0].mails[0]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"end_state": EndState.QUARANTINED}, "it ended as 'quarantined: anyone else, new'"),
        ({"rule": "spam"}, "it ended as 'incident: spam'"),
        ({}, "it writes to ''"),
    ],
)
def test_a_mail_that_ends_otherwise_is_named(changes: dict[str, object], complaint: str) -> None:
    """The check has teeth: another end, another rule, a notice that is missing."""
    raw = RawMail(
        id=1,
        sha256="",
        content=b"",
        source="imap:support",
        received_at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        end_state=EndState.INCIDENT,
        rule="anyone else, new",
        incident_id=1001,
    )
    found = differences(first_mail(), replace(raw, **changes), (), {})  # type: ignore[arg-type]
    assert any(one.startswith(f"mail 'vpn': {complaint}") for one in found)


def test_a_mail_that_the_clock_wrote_and_nobody_expects_is_named() -> None:
    at, state = datetime(2026, 11, 23, 8, 30, tzinfo=UTC), OutboxState.SENT
    row = OutboxRow(7, NoticeKind.PAGE, 1001, 3, CHEN.address, "m", "s", b"", state, at, at)
    due = Due("vpn", "page:chen", "")
    assert undue(due, (row,), {"vpn": 1001}) == ((row,), "")
    assert undue(due, (row,), {"vpn": 1002})[1].endswith("'', the story says 'page:chen'")
    assert untold((row,), ()) == (f"notice 7, page to {CHEN.address}, is not due",)
    assert untold((row,), (row,)) == ()


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ((2026, 11, 25, 15, 0), "2026-11-23"),  # Wednesday: Monday
        ((2026, 11, 24, 15, 0), "2026-11-19"),  # Tuesday: Thursday, and its next morning
        ((2026, 11, 23, 7, 0), "2026-11-19"),  # Monday: Thursday
        ((2026, 11, 21, 7, 0), "2026-11-19"),  # Saturday: Thursday
    ],
)
def test_the_story_is_played_on_a_working_day_that_is_over_and_the_next_is_too(
    now: tuple[int, int, int, int, int], morning: str
) -> None:
    year, month, day, hour, minute = now
    found = last_working_morning(datetime(year, month, day, hour, minute, tzinfo=UTC))
    assert found.date().isoformat() == morning


def test_paragraphs_are_written_on_one_line_and_commands_keep_theirs() -> None:
    long = "x" * 70
    assert flowing(f"#take\n{long}\nmore\n\nBye\nBob") == f"#take\n{long} more\n\nBye\nBob"
    assert flowing(f"{long}\n#close") == f"{long}\n#close"
