"""Extra rounds that are watched: time by stage, SQL statements by kind of mail, top functions."""

import json
import pstats
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import machine
from benchmarks.desks import BenchDesk, Prepared

REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Stages:
    """What the watched rounds found; times are of the whole round."""

    mails: int
    seconds: Mapping[str, float]
    cpu_seconds: Mapping[str, float]
    statements: tuple[tuple[str, int], ...]
    by_kind: Mapping[str, tuple[int, float]]
    """How many mails ended so, and how many statements each took before its commit."""
    top: tuple[tuple[str, int, float], ...]
    """Function, calls and seconds with all it called, under cProfile."""


def watched(timed: BenchDesk, profiled: BenchDesk, prepared: Prepared) -> Stages:
    """Drain the mails twice, watched in two ways, each on a desk that nobody has used."""
    figures = json.loads(_drained(timed, prepared).read_text(encoding="utf-8"))
    profile = profiled.folder / "profile"
    _drained(profiled, prepared, str(profile))
    return Stages(
        mails=len(prepared.mails),
        seconds=figures["seconds"],
        cpu_seconds=figures["cpu_seconds"],
        statements=tuple((str(kind), int(number)) for kind, number in figures["statements"]),
        by_kind={kind: (int(n), float(mean)) for kind, (n, mean) in figures["by_kind"].items()},
        top=tuple(_top(profile, 15)),
    )


def _drained(desk: BenchDesk, prepared: Prepared, *more: str) -> Path:
    desk.dovecot.drop(desk.user, *(one.content for one in prepared.mails))
    result = desk.folder / "stages.json"
    command = [sys.executable, "-m", "benchmarks.staged", str(desk.config), str(result), *more]
    subprocess.run(command, check=True, capture_output=True, timeout=1200, env=machine.ENVIRONMENT)
    return result


def _top(profile: Path, number: int) -> list[tuple[str, int, float]]:
    """Return the functions of ours and of libraries that take most, the drain itself left out."""
    found: list[tuple[str, int, float]] = []
    stats = pstats.Stats(str(profile)).get_stats_profile().func_profiles
    ranked = sorted(stats.items(), key=lambda one: -one[1].cumtime)
    for name, figures in ranked:
        place = f"{_short(figures.file_name)}:{figures.line_number} {name}"
        if figures.file_name != "~" and "worker.py" not in place and "staged" not in place:
            found.append((place, int(figures.ncalls.split("/")[0]), figures.cumtime))
    return found[:number]


def _short(path: str) -> str:
    return path.removeprefix(f"{REPOSITORY}/").rpartition("site-packages/")[2]
