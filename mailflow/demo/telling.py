"""The live view: one paragraph for each mail; plain lines where there is no terminal."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from mailflow.core.records import OutboxRow, reference
from mailflow.demo.people import BY_ADDRESS
from mailflow.demo.script import Act, Due
from mailflow.demo.story import Happening, Story
from mailflow.logs import escaped
from models.enums import EndState

COLOURS = {
    EndState.INCIDENT: "green",
    EndState.APPENDED: "cyan",
    EndState.QUARANTINED: "red",
    EndState.IGNORED: "bright_black",
}
SUBJECT_WIDTH = 58
PLAIN_WIDTH = 110


class Teller(Protocol):
    """Hears of the story while it happens."""

    def act(self, number: int, act: Act) -> None:
        """Hear that an act begins."""

    def happened(self, happening: Happening) -> None:
        """Hear what became of a mail."""

    def reminded(self, due: Due, rows: Sequence[OutboxRow]) -> None:
        """Hear that time alone made the desk write."""


class ConsoleTeller:
    """Tells the story on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        if not console.is_terminal:
            console.width = PLAIN_WIDTH

    def preparing(self, what: str) -> None:
        """Say what takes some seconds before the story."""
        self._console.print(Text(f"{what} …", style="bright_black"))

    def act(self, number: int, act: Act) -> None:
        """Print the title of an act."""
        self._console.print()
        title = f"{number}  {act.title}  {act.when}"
        self._console.print(Rule(Text(title, style="bold"), align="left", style="bright_black"))
        self._console.print(Padding(Text(act.intro, style="italic"), (0, 0, 1, 2), expand=False))

    def happened(self, happening: Happening) -> None:
        """Print a mail, its end, and who was written to."""
        mail = Text.assemble(
            (happening.scripted.writer.name, "bold"), "  ", _shortened(happening.subject)
        )
        self._line("→", mail)
        self._line(" ", _end_of(happening))
        if happening.taken_for:
            self._line(" ", Text(happening.taken_for, style="bright_black"))
        for line in _told(sent.row for sent in happening.sent):
            self._line(" ", Text(line, style="bright_black"))
        for surprise in happening.surprises:
            self._line("!", Text(surprise, style="bold red"))

    def reminded(self, due: Due, rows: Sequence[OutboxRow]) -> None:
        """Print what the clock brought."""
        self._line("⏰", Text(due.shows, style="bold yellow"))
        for line in _told(rows):
            self._line(" ", Text(line, style="bright_black"))

    def summary(self, story: Story, folder: Path) -> None:
        """Print the numbers, and where to look."""
        command = f"{_program()} --config {folder / 'desk' / 'mailflow.toml'} incidents list"
        places = (
            ("the whole story", str(folder / "index.html")),
            ("the day in figures", str(folder / "report.html")),
            ("mails sent", f"{folder / 'mails'}/*.eml"),
            ("the desk itself", command),
        )
        self._console.print()
        self._console.print(Rule(style="bright_black"))
        for label, value in (*numbers(story), ("", ""), *places):
            line = Text.assemble((f"  {label:<20}", "bright_black"), value)
            line.rstrip()
            self._console.print(line, soft_wrap=True)
        for surprise in story.all_surprises:
            self._console.print(Text(f"NOT AS THE STORY SAYS: {surprise}", style="bold red"))

    def _line(self, mark: str, text: Text) -> None:
        self._console.print(
            Text.assemble(f"  {mark} ", text), overflow="ellipsis", no_wrap=True, crop=True
        )


def _program() -> str:
    """Return what to type for mailflow here: its folder may not be on the PATH."""
    return sys.argv[0] if Path(sys.argv[0]).name == "mailflow" else "mailflow"


def numbers(story: Story) -> tuple[tuple[str, str], ...]:
    """Return the numbers of a story, label and value."""
    counts = story.counts
    audit = "; ".join(story.audit_problems) or "clean: every mail has exactly one end"
    return (
        ("mails in", str(counts["total"])),
        ("became an incident", str(counts[EndState.INCIDENT.value])),
        ("joined an incident", str(counts[EndState.APPENDED.value])),
        ("quarantined", str(counts[EndState.QUARANTINED.value])),
        ("ignored by a rule", str(counts[EndState.IGNORED.value])),
        ("mails out", str(len(story.sent))),
        ("audit", audit),
        ("played in", f"{story.seconds:.1f} s"),
    )


def _shortened(subject: str) -> str:
    shown = escaped(subject)
    return shown if len(shown) <= SUBJECT_WIDTH else f"{shown[: SUBJECT_WIDTH - 1]}…"


def _end_of(happening: Happening) -> Text:
    number = f"{reference(happening.incident)}  " if happening.incident else ""
    word = {EndState.INCIDENT: "new incident", EndState.APPENDED: "appended"}
    end = word.get(happening.end, happening.end.value)
    return Text.assemble((f"{number}{end}", COLOURS[happening.end]), f"  {happening.rule}")


def _told(rows: Iterable[OutboxRow]) -> list[str]:
    """Return one line for each kind of notice, with everybody who gets it."""
    readers: dict[str, list[str]] = {}
    for row in rows:
        person = BY_ADDRESS.get(row.recipient)
        kind = row.kind.value.replace("_", " ")
        readers.setdefault(kind, []).append(person.name if person else row.recipient)
    return [f"← {kind} to {', '.join(names)}" for kind, names in readers.items()]
