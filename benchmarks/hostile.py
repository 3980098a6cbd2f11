"""What hostile mails cost, in a process of their own: CPU time to read, then all of a worker.

    python -m benchmarks.hostile CONFIG KIND [MEGABYTES...]

Prints one JSON object for each size. The desk is a real one with its classifier, since the peak
of memory that is promised is that of a worker (promise P15).
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.hostile_mails import KINDS
from benchmarks.machine import peak_megabytes
from mailflow.cli.looking import look
from mailflow.cli.session import Session
from mailflow.cli.sources import Source
from mailflow.core.effects import Decision
from mailflow.core.mailbox_likeness import Conversations
from mailflow.rounds import Rounds

MEGABYTE = 1_000_000
SIZES = (1, 5, 25)
WARMING_BYTES = 20_000
ENOUGH_SECONDS, MOST_READINGS = 0.3, 5


@dataclass(frozen=True, slots=True)
class Cost:
    """One mail: CPU seconds to read it; CPU seconds and peak of a worker that processes it."""

    kind: str
    megabytes: int
    reading: float
    processing: float
    peak_megabytes: float
    end: str


def costs(config: Path, kind: str, sizes: Sequence[int]) -> Iterator[Cost]:
    """Yield what mails of this kind cost, smallest first, in a process that is warm."""
    session = Session(config)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mail.eml"
        _written(path, kind, WARMING_BYTES)
        _read(session, path)
        _processed(session, path)
        for size in sizes:
            _written(path, kind, size * MEGABYTE)
            cpu = _read(session, path)
            begun = time.process_time()
            end = _processed(session, path)
            spent = time.process_time() - begun
            yield Cost(kind, size, cpu, spent, peak_megabytes(os.getpid()), end)


def _written(path: Path, kind: str, size: int) -> None:
    path.write_bytes(KINDS[kind](size))


def _read(session: Session, path: Path) -> float:
    """Read and decide as `explain` does; return the CPU seconds, the best of some for short ones.

    Each size lies in one file whose pages are in memory, so that the disk is not measured.
    """
    taken: list[float] = []
    with session.reading() as work:
        while len(taken) < MOST_READINGS and sum(taken) < ENOUGH_SECONDS:
            begun = time.process_time()
            looked = look(session, work, Source(path))
            if looked.mail is not None:
                Conversations().place(looked.mail, looked.reading.new)
            del looked
            taken.append(time.process_time() - begun)
    return min(taken)


def _processed(session: Session, path: Path) -> str:
    """Keep and process it as a worker does; return its end."""
    ends: list[Decision] = []
    with session.store() as store:
        with store.begin() as work:
            work.mails.keep(path.read_bytes(), source="benchmark", received_at=session.clock())
        rounds = Rounds(store, session.desk, session.clock, lambda _, found: ends.append(found))
        while rounds.has_waiting():
            rounds.process()
    return f"{ends[-1].end.end_state.value} {ends[-1].end.rule}" if ends else "failed"


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (300, 300))
    wanted = tuple(map(int, sys.argv[3:])) or SIZES
    for cost in costs(Path(sys.argv[1]), sys.argv[2], wanted):
        print(json.dumps(asdict(cost)), flush=True)
