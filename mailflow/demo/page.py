"""The page that tells the whole story: one file that needs nothing beside it, and no network."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from mailflow.adapters.renderer import Renderer, render_page
from mailflow.core.headers import sweep
from mailflow.core.records import reference
from mailflow.demo.case_views import CaseView, view_case
from mailflow.demo.figures import NO_FIGURES, Figures, figures_of
from mailflow.demo.learning import INVENTED
from mailflow.demo.people import DESK_NAME
from mailflow.demo.premises import REPORT
from mailflow.demo.story import Case, Happening, PlayedAct, Sent, Story
from models.enums import EndState

TEMPLATE = Path(__file__).parent / "templates" / "page.html.j2"
LINK = re.compile(r'href="mailto:[^"]{0,2000}"')
"""What writes a mail with its reader's token: others read the page."""
ENDS = {
    EndState.INCIDENT: "new incident",
    EndState.APPENDED: "joined",
    EndState.QUARANTINED: "quarantined",
    EndState.IGNORED: "ignored",
}
NUMBERS = {
    EndState.INCIDENT: "became an incident",
    EndState.APPENDED: "joined an incident",
    EndState.QUARANTINED: "quarantined",
    EndState.IGNORED: "ignored by a rule",
}


@dataclass(frozen=True, slots=True)
class SentView:
    """One mail that went out, as the page shows it."""

    reference: str
    kind: str
    to: str
    subject: str
    file: str
    text: str = field(repr=False)
    html: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MailView:
    """One mail that came in, as the page shows it."""

    time: str
    writer: str
    address: str
    subject: str
    shows: str
    end: str
    word: str
    reference: str
    rule: str
    files: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    log: tuple[tuple[str, str], ...]
    sent: tuple[SentView, ...]
    surprises: tuple[str, ...]
    commands: tuple[str, ...]
    quoted_lines: int
    text: str = field(repr=False)
    source: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClockView:
    """What the clock alone made the desk write."""

    shows: str
    sent: tuple[SentView, ...]

    @property
    def references(self) -> str:
        """What it is about."""
        return ", ".join(dict.fromkeys(one.reference for one in self.sent if one.reference))


@dataclass(frozen=True, slots=True)
class ActView:
    """One act, as the page shows it."""

    number: int
    title: str
    time: str
    intro: str
    mails: tuple[MailView, ...]
    by_clock: tuple[ClockView, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """All that the page shows."""

    desk: str
    day: str
    total: int
    sent: int
    seconds: str
    numbers: tuple[tuple[str, str, int], ...]
    proof: Mapping[str, object]
    acts: tuple[ActView, ...]
    cases: tuple[CaseView, ...]
    quarantined: tuple[MailView, ...]
    problems: tuple[str, ...]
    report: str = REPORT
    figures: Figures = NO_FIGURES


def write_page(story: Story, path: Path) -> None:
    """Write the page of a story."""
    path.write_text(render_page(TEMPLATE, {"page": view_story(story)}), encoding="utf-8")


def view_story(story: Story) -> PageView:
    """Return the story in the words of the page."""
    cases = {case.incident.id: case for case in story.cases}
    acts = tuple(_act(number, act, cases) for number, act in enumerate(story.acts, 1))
    mails = [mail for act in acts for mail in act.mails]
    return PageView(
        desk=DESK_NAME,
        day=f"{story.happenings[0].at:%A, %-d %B %Y}",
        total=story.counts["total"],
        sent=len(story.sent),
        seconds=f"{story.seconds:.0f}",
        numbers=tuple((e.value, NUMBERS[e], story.counts[e.value]) for e in NUMBERS),
        proof=INVENTED,
        acts=acts,
        cases=tuple(view_case(case) for case in story.cases),
        quarantined=tuple(one for one in mails if one.end == EndState.QUARANTINED.value),
        problems=story.all_surprises,
        figures=figures_of(story.report, Renderer().say("en")) if story.report else NO_FIGURES,
    )


def _act(number: int, played: PlayedAct, cases: Mapping[int, Case]) -> ActView:
    return ActView(
        number=number,
        title=played.act.title,
        time=played.act.when,
        intro=played.act.intro,
        mails=tuple(_mail(one, cases.get(one.incident or 0)) for one in played.happenings),
        by_clock=tuple(
            ClockView(one.due.shows, tuple(map(_sent, one.sent))) for one in played.by_clock
        ),
    )


def _mail(happening: Happening, case: Case | None) -> MailView:
    scripted = happening.scripted
    commands, text = _parted(happening.text)
    return MailView(
        time=f"{happening.at:%H:%M}",
        writer=scripted.writer.name,
        address=scripted.writer.address,
        subject=happening.subject,
        shows=scripted.shows,
        end=happening.end.value,
        word=ENDS[happening.end],
        reference=reference(happening.incident) if happening.incident else "",
        rule=happening.rule.replace("_", " "),
        files=tuple(file.name for file in scripted.files),
        facts=_facts(happening, case),
        log=happening.log,
        sent=tuple(map(_sent, happening.sent)),
        surprises=happening.surprises,
        commands=commands,
        quoted_lines=happening.quoted_lines,
        text=text,
        source=happening.source,
    )


def _parted(text: str) -> tuple[tuple[str, ...], str]:
    """Return the lines above the text that have the form of commands, and the text."""
    lines = text.split("\n")
    commands = tuple(takewhile(lambda line: line.startswith("#"), lines))
    return commands, "\n".join(lines[len(commands) :]).strip()


def _facts(happening: Happening, case: Case | None) -> tuple[tuple[str, str], ...]:
    """Return what a new incident was taken for."""
    if case is None or happening.end is not EndState.INCIDENT:
        return ()
    return (
        ("Classifier", case.suggestion),
        ("Priority", happening.priority),
        ("Group", case.group),
    )


def _sent(sent: Sent) -> SentView:
    return SentView(
        reference=sent.row.reference,
        kind=sent.kind,
        to=sent.to,
        subject=sent.row.subject,
        file=sent.file,
        text=sweep(sent.text, own_token=""),
        html=sweep(LINK.sub('href="#"', sent.html), own_token=""),
    )
