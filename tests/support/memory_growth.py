"""How much memory something took at most, in a process that did other things before."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

AT_REST = 130.0
"""Megabytes of a worker that does nothing, with every library loaded."""

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Growth:
    """The resident size at the beginning, in megabytes; Linux alone can tell (proc(5))."""

    resident: float

    @classmethod
    def begin(cls) -> Self:
        """Forget the peak of before."""
        _RESET.write_text("5", encoding="ascii")
        return cls(_megabytes("VmRSS"))

    def grown(self) -> float:
        """Return by how many megabytes it grew at most since then."""
        return max(0.0, _megabytes("VmHWM") - self.resident)


def _megabytes(name: str) -> float:
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    (line,) = (one for one in lines if one.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024
