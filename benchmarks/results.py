"""What a benchmark found, and whether that is what was promised."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.latency import Latency
from benchmarks.machine import Run
from benchmarks.rounds import Figures
from benchmarks.stages import Stages

REFERENCE, SQLITE, POSTGRES = "reference", "worker, SQLite", "worker, PostgreSQL"
LEAST_SPEED, MOST_CPU, MOST_GROWTH = 0.4, 3.0, 1.25
MOST_MEGABYTES, MOST_MILLISECONDS = 250.0, 60.0
KINDS = (
    ("lost", r"stored 0 times|mails wait|: 0 of|missing': \w+\(\{|has lost|not arrived: \w+\(\{"),
    ("doubled", r"stored \d+ times|too many': \w+\(\{|[1-9] of |too often: \w+\(\{"),
    ("misthreaded", r"in another incident|belongs to incident|entries, must be"),
    ("answers to machines", r"to the machine|besides acknowledgements"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """One promise and what was measured; a few mails on a busy machine do not prove `is_close`."""

    name: str
    wanted: str
    measured: str
    holds: bool
    is_close: bool = False


@dataclass(frozen=True, slots=True)
class Growth:
    """What the same mails cost with few and with many incidents in the database."""

    few: int
    many: int
    with_few: tuple[Figures, ...]
    with_many: tuple[Figures, ...]

    @property
    def ratio(self) -> float:
        """CPU time with many by CPU time with few: the median of the pairs."""
        pairs = zip(self.with_many, self.with_few, strict=True)
        return median(many.cpu_per_mail / few.cpu_per_mail for many, few in pairs)


@dataclass
class Results:
    """Everything that was measured in one run."""

    seed: int
    mails: int
    machine: str
    load: Mapping[str, int] = field(default_factory=dict)
    bytes_median: float = 0.0
    bytes_largest: int = 0
    with_attachment: float = 0.0
    rounds: dict[str, list[Figures]] = field(default_factory=dict)
    starts: dict[str, Run] = field(default_factory=dict)
    syncs_per_second: list[float] = field(default_factory=list)
    stages: Stages | None = None
    growth: Growth | None = None
    latency: Latency | None = None
    skipped: list[str] = field(default_factory=list)

    def speed(self, name: str) -> list[float]:
        """Return mails per second by those of the reference in the same round."""
        pairs = zip(self.rounds[name], self.rounds[REFERENCE], strict=True)
        return [one.mails_per_second / bare.mails_per_second for one, bare in pairs]

    def cpu(self, name: str) -> list[float]:
        """Return CPU time per mail by that of the reference in the same round."""
        pairs = zip(self.rounds[name], self.rounds[REFERENCE], strict=True)
        return [one.cpu_per_mail / bare.cpu_per_mail for one, bare in pairs]

    def problems(self) -> list[tuple[str, str]]:
        """Return every difference from the truth, with the system that made it."""
        growth = (*self.growth.with_few, *self.growth.with_many) if self.growth else ()
        every = [*self.rounds.items(), ("many incidents", growth)]
        return [(name, what) for name, runs in every for one in runs for what in one.problems]

    def targets(self) -> Iterator[Target]:
        """Return each promise that was measured."""
        speed, cpu = median(self.speed(SQLITE)), median(self.cpu(SQLITE))
        peak = max(one.peak_megabytes for one in self.rounds[SQLITE])
        wanted = f">= {LEAST_SPEED} x reference"
        yield Target("speed on SQLite", wanted, f"{speed:.2f} x", speed >= LEAST_SPEED)
        wanted = f"<= {MOST_CPU:.0f} x reference"
        yield Target("CPU per mail on SQLite", wanted, f"{cpu:.1f} x", cpu <= MOST_CPU)
        wanted, fits = f"<= {MOST_MEGABYTES:.0f} MB", peak <= MOST_MEGABYTES
        yield Target("peak memory on SQLite", wanted, f"{peak:.0f} MB", fits)
        number = len(self.problems())
        yield Target("correctness", "0 differences", f"{number}", number == 0)
        if self.latency:
            p50, wanted = self.latency.p50, f"<= {MOST_MILLISECONDS:.0f} ms"
            fits = p50 <= MOST_MILLISECONDS and self.latency.idle
            yield Target("notice to acknowledgement, p50", wanted, f"{p50:.0f} ms", fits)
        if self.growth:
            ratio, wanted = self.growth.ratio, f"<= {MOST_GROWTH} x"
            name = f"CPU per mail with {self.growth.many} incidents by that with {self.growth.few}"
            yield Target(name, wanted, f"{ratio:.2f} x", ratio <= MOST_GROWTH)


def sorted_problems(problems: Sequence[str]) -> Counter[str]:
    """Count differences from the truth by what they mean."""
    found = Counter(dict.fromkeys([*(name for name, _ in KINDS), "other"], 0))
    for one in problems:
        found[next((name for name, pattern in KINDS if re.search(pattern, one)), "other")] += 1
    return found
