"""What the machine says: of a process its CPU time and peak memory, of the disk how fast it is."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = os.environ | {"PYTHONPATH": f"{_ROOT}:{_ROOT / 'tests'}"}
"""With which processes of ours find this package and the tests' support."""
_TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Return user and system time of a process and its threads (proc(5), stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def peak_megabytes(pid: int) -> float:
    """Return the largest resident size so far (VmHWM)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    (line,) = (one for one in lines if one.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def syncs_per_second(folder: Path, seconds: float = 1.0) -> float:
    """Return how often 4 KiB are appended and made durable in a second."""
    with tempfile.TemporaryFile(dir=folder) as file:
        number, begun = 0, time.monotonic()
        while (passed := time.monotonic() - begun) < seconds:
            os.write(file.fileno(), b"x" * 4096)
            os.fdatasync(file.fileno())
            number += 1
    return number / passed


@dataclass(frozen=True, slots=True)
class Run:
    """How long a command took, and how much CPU time."""

    seconds: float
    cpu_seconds: float


def run(*arguments: str) -> Run:
    """Run Python with these arguments to its end."""
    return run_command([sys.executable, *arguments])


def run_command(command: Sequence[str]) -> Run:
    """Run a command to its end; CalledProcessError where it fails."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True, capture_output=True, timeout=300, env=ENVIRONMENT)
    passed, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Run(passed, cpu)
