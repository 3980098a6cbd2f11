"""Faults put into the surroundings of a real worker, each beside what is promised of it.

    outcome = inject(row, Servers(dovecot, lambda: postgres), SHORT, folder)
    assert outcome.broken == ()

A `Row` holds what is done; a `Scale` says how long and how much, so that the short form in the
tests and the long form of `make faults` are one.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from support import dovecot as imap
from support import postgres as postgresql
from support import small_disk
from support.fault_desk import FaultDesk, Findings, Scale
from support.line import Line
from support.requirements import VARIABLE
from support.smtp_server import Fault, SmtpServer

from mailflow.servers import Tls

SHORT = Scale(
    form="short",
    mails=2,
    down_seconds=0.5,
    locks=(2.5,),
    busy_seconds=1.0,
    patience=1.0,
    idle_seconds=1.0,
    quiet_seconds=0.0,
    turns_clock=True,
    every_variant=False,
)
LONG = Scale(
    form="long",
    mails=20,
    down_seconds=20.0,
    locks=(30.0, 45.0),
    busy_seconds=None,
    patience=5.0,
    idle_seconds=None,
    quiet_seconds=128.0,  # IDLE is taken in spells of 1, 2, 4 ... seconds: amid the longest
    turns_clock=False,
    every_variant=True,
)
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Need:
    """What a row needs of the machine."""

    is_met: Callable[[], bool]
    reason: str


DOVECOT = Need(imap.Dovecot.installed, imap.NEEDED)
POSTGRES = Need(postgresql.Postgres.installed, postgresql.NEEDED)
SMALL_DISK = Need(small_disk.SmallDisk.possible, small_disk.NEEDED)


@dataclass(frozen=True, slots=True)
class Servers:
    """What rows share; PostgreSQL is started when it is first asked for."""

    dovecot: imap.Dovecot
    postgres: Callable[[], postgresql.Postgres]


@dataclass(frozen=True)
class Stage:
    """What a row is handed to play on."""

    servers: Servers
    scale: Scale
    folder: Path
    findings: Findings = field(default_factory=Findings)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def desk(
        self, fault: Fault = Fault.NONE, *, tls: Tls = "none", **changes: Any
    ) -> Iterator[FaultDesk]:
        """Return a fresh desk, its worker ready, and an SMTP server of its own."""
        folder = self.folder / str(next(self._numbers))
        folder.mkdir()
        with SmtpServer(fault, tls=tls, hold_seconds=600) as smtp:
            dovecot, scale = self.servers.dovecot, self.scale
            desk = FaultDesk(folder, dovecot, smtp, scale, self.findings, **changes)
            with desk.running():
                yield desk

    @contextmanager
    def line(self) -> Iterator[Line]:
        """Return a line to the IMAP server that can be watched and cut."""
        with Line(self.servers.dovecot.ports["imap"]) as line:
            yield line

    def some(self, variants: Sequence[Item]) -> Sequence[Item]:
        """Return every variant of a fault, or the first alone where time is short."""
        return variants if self.scale.every_variant else variants[:1]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: the fault, what is promised, and how to see whether it holds."""

    fault: str
    promised: str
    act: Callable[[Stage], None]
    needs: tuple[Need, ...] = (DOVECOT,)

    def missing(self) -> str:
        """Return what this machine lacks for it, nothing where it can be played."""
        return "; ".join(need.reason for need in self.needs if not need.is_met())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row; `broken` is empty where all that is promised holds."""

    row: Row
    seen: tuple[str, ...]
    broken: tuple[str, ...]
    seconds: float = 0.0
    missing: str = ""
    log: str = ""

    @property
    def holds(self) -> bool:
        """Whether it holds; what was not played does, unless everything is required."""
        required = os.environ.get(VARIABLE) == "all"
        return not self.broken and not (self.missing and required)


def inject(row: Row, servers: Servers, scale: Scale, folder: Path) -> Outcome:
    """Play one row, whatever comes of it."""
    stage, began = Stage(servers, scale, folder), time.monotonic()
    findings = stage.findings
    try:
        row.act(stage)
    except Exception as error:  # noqa: BLE001 - a row that breaks off does not hold
        findings.broken.append(f"{type(error).__name__}: {error}")
    log = "\n".join(path.read_text(errors="replace") for path in folder.rglob("worker.log"))
    seconds = time.monotonic() - began
    return Outcome(row, tuple(findings.seen), tuple(findings.broken), seconds, log=log)
