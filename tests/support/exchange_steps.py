"""What people, programs and the clock do in a generated conversation."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st
from support.exchange_commands import REQUESTERS, CommandLine, blocks
from support.exchange_desk import (
    ALICE,
    ANN,
    BOB,
    CARL,
    DAN,
    DANA,
    DAVE,
    EVE,
    GONE,
    MALLORY,
    MIA,
    OPENED,
)

PEOPLE = (ANN, CARL, DANA, DAVE, EVE, MALLORY)
AGENTS = (BOB, BOB, ALICE, DAN, MIA, GONE)
WAYS = ("token", "token", "token", "reference", "tag", "new", "foreign token")
STYLES = ("", "", "gmail", "outlook", "outlook_german", "apple", "thunderbird", "interleaved")
PLACES = ("text", "html", "link", "percent", "subject", "name", "file", "file name", "mail")
FILES = ("", "", "text", "image", "program", "mail")
MACHINES = ("absence", "list", "bounce", "alert", "recovery", "loop", "receipt", "sign-up")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of a person: `pasted` says where it holds somebody else's token, and whose."""

    sender: str
    incident: int
    verdict: str
    way: str
    block: tuple[CommandLine, ...]
    lay_command: str
    style: str
    form: str
    pasted: tuple[str, ...]
    copies: bool
    file: str
    forwards: bool
    minutes: int
    again: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """One mail of a program: about the newest notice to somebody, or of a monitor."""

    kind: str
    person: str
    incident: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Nobody writes; the clock goes on and is looked at."""

    hours: int


Step = Letter | Machine | Hours

VERDICTS = ("pass", "pass", "pass", "pass", "none", "fail")
NUMBERS = st.sampled_from(sorted(OPENED))
_PASTED = st.lists(st.sampled_from(PLACES), max_size=2, unique=True).map(tuple)


def _letters(
    people: tuple[str, ...],
    drawn: st.SearchStrategy[tuple[CommandLine, ...]],
    verdicts: tuple[str, ...],
    ways: tuple[str, ...],
) -> st.SearchStrategy[Letter]:
    return st.builds(
        Letter,
        sender=st.sampled_from(people),
        incident=NUMBERS,
        verdict=st.sampled_from(verdicts),
        way=st.sampled_from(ways),
        block=drawn,
        lay_command=st.sampled_from(("", "", "", *REQUESTERS)),
        style=st.sampled_from(STYLES),
        form=st.sampled_from(("plain", "plain", "both", "html")),
        pasted=st.one_of(st.just(()), _PASTED),
        copies=st.booleans(),
        file=st.sampled_from(FILES),
        forwards=st.sampled_from((False, False, False, True)),
        minutes=st.sampled_from((0, 1, 15, 120)),
        again=st.sampled_from((False, False, True)),
    )


LAY = _letters(PEOPLE, st.one_of(st.just(()), st.just(()), blocks(1)), VERDICTS, WAYS)
AT_WORK = _letters(AGENTS[:-1], st.one_of(blocks(3, 1), blocks(2)), ("pass",), ("token",))
_INTO = {
    1001: CommandLine("merge", "merge", "#merge 1003"),
    1003: CommandLine("merge", "merge", "#merge 1001"),
}
MERGES = st.sampled_from(sorted(_INTO)).flatmap(
    lambda number: _letters((BOB, ALICE), st.just((_INTO[number],)), ("pass",), ("token",)).map(
        lambda letter: replace(letter, incident=number)
    )
)
"""Of the four incidents two have the same requester."""
ODD = _letters(AGENTS, st.one_of(st.just(()), blocks(2, 1)), VERDICTS, WAYS)
PROGRAMS = st.builds(
    Machine, kind=st.sampled_from(MACHINES), person=st.sampled_from(PEOPLE), incident=NUMBERS
)
TIMES = st.builds(Hours, hours=st.sampled_from((1, 5, 30, 100, 300)))
KINDS = {
    "lay": LAY,
    "at work": AT_WORK,
    "odd": ODD,
    "merge": MERGES,
    "program": PROGRAMS,
    "time": TIMES,
}
_KINDS = (*["lay"] * 3, *["at work"] * 4, "odd", "merge", "program", "time")
STEPS = st.sampled_from(_KINDS).flatmap(KINDS.__getitem__)
