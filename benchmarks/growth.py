"""Whether the time for hostile mails grows no faster than the mails, and stays within bounds."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.hostile import SIZES, Cost
from benchmarks.hostile_mails import KINDS
from benchmarks.machine import ENVIRONMENT
from benchmarks.results import Target

MOST_GROWTH = 6.5  # for five times as much
COUNTED_AS_LEAST = 0.01  # CPU seconds a megabyte: what takes less is lost in the noise
MOST_SECONDS, MOST_MEGABYTES = 10.0, 400.0  # promise P15
SECONDS = 900
SHORT_SIZES = (1, 5)
SHORT_KINDS = ("quotes", "fields of a header", "addresses", "parts, nested", "one line of words")

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """What mails of one kind cost, by size; `failure` is why it could not be measured."""

    name: str
    costs: Sequence[Cost]
    failure: str = ""

    @property
    def growth(self) -> tuple[float, ...]:
        """CPU time by that of a fifth, at each step."""
        return tuple(
            large.reading / max(small.reading, COUNTED_AS_LEAST * small.megabytes)
            for small, large in pairwise(self.costs)
        )

    @property
    def holds(self) -> bool:
        """Whether everything is within bounds."""
        return not self.failure and all(
            (
                max(self.growth, default=0.0) <= MOST_GROWTH,
                self.processing <= MOST_SECONDS,
                self.peak <= MOST_MEGABYTES,
            )
        )

    @property
    def processing(self) -> float:
        """The most CPU seconds that a worker took."""
        return max((one.processing for one in self.costs), default=0.0)

    @property
    def peak(self) -> float:
        """The largest peak of memory."""
        return max((one.peak_megabytes for one in self.costs), default=0.0)

    def row(self) -> tuple[str, ...]:
        """Return it as a row of the table."""
        times = " / ".join(f"{one.reading:.2f}" for one in self.costs)
        growth = " / ".join(f"{one:.1f}" for one in self.growth)
        end = self.failure or (self.costs[-1].end if self.costs else "")
        spent, peak = f"{self.processing:.1f}", f"{self.peak:.0f}"
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        return self.name, times, growth, spent, peak, end, verdict


HEADS = ("kind", "CPU s to read", "growth", "worker, CPU s", "peak MB", "end", "")


def grown(folder: Path, tell: Tell, *, short: bool, only: Sequence[str] = ()) -> list[Kind]:
    """Measure every kind, each in a process of its own, on a desk as `init` makes it."""
    desk = folder / "desk"
    _run("mailflow", "init", "--support-address", "support@helpdesk.example", str(desk))
    wanted = only or (SHORT_KINDS if short else tuple(KINDS))
    found: list[Kind] = []
    for name in wanted:
        place = folder / "copy"
        shutil.copytree(desk, place)
        found.append(_measured(place / "mailflow.toml", name, SHORT_SIZES if short else SIZES))
        shutil.rmtree(place)
        tell(" ".join(found[-1].row()))
    return found


def _measured(config: Path, kind: str, sizes: Sequence[int]) -> Kind:
    try:
        lines = _run("benchmarks.hostile", str(config), kind, *map(str, sizes)).splitlines()
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        return Kind(kind, (), f"ended with {error.returncode}: {last}"[:200])
    except subprocess.TimeoutExpired:
        return Kind(kind, (), f"not done after {SECONDS} s")
    return Kind(kind, tuple(Cost(**json.loads(line)) for line in lines))


def _run(module: str, *arguments: str) -> bytes:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(
        command, check=True, capture_output=True, timeout=SECONDS, env=ENVIRONMENT
    )
    return done.stdout


def growth_targets(kinds: Sequence[Kind]) -> Iterator[Target]:
    """Return each promise, by the worst of all kinds."""
    sizes = [one.megabytes for one in kinds[0].costs]
    for step, (small, large) in enumerate(pairwise(sizes)):
        name = f"hostile mail, CPU({large} MB) by CPU({small} MB)"
        yield _worst(name, {one.name: one.growth[step] for one in kinds if one.costs}, MOST_GROWTH)
    spent = {one.name: one.processing for one in kinds}
    yield _worst("hostile mail, worker", spent, MOST_SECONDS, " s of CPU")
    peaks = {one.name: one.peak for one in kinds}
    yield _worst("hostile mail, peak of the worker", peaks, MOST_MEGABYTES, " MB")
    failed = [f"{one.name} ({one.failure})" for one in kinds if one.failure]
    yield Target("hostile mail, not measured", "0", ", ".join(failed) or "0", not failed)


def _worst(name: str, figures: Mapping[str, float], most: float, unit: str = " x") -> Target:
    worst = max(figures, key=lambda one: figures[one])
    over = [one for one in figures if figures[one] > most]
    measured = f"{figures[worst]:.1f}{unit}, {worst}; {len(figures)} kinds"
    if over:
        measured += f"; too much: {', '.join(over)}"
    return Target(name, f"<= {most:g}{unit}", measured, not over)
