"""One line of the table: a figure of the baseline and of ours, the aim, and what must hold."""

from dataclasses import asdict, dataclass

from classifiers.comparison import Interval

CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Row:
    """A figure on a data set; `must` says in words what has to hold, `holds` whether it does.

    `difference` is ours minus the baseline's with the range of 95 % of the paired resamples.
    """

    data: str
    figure: str
    ours: float
    must: str
    holds: bool
    baseline: float | None = None
    difference: Interval | None = None
    aim: str = ""
    reaches: bool | None = None
    digits: int = 3

    def document(self) -> dict[str, object]:
        """Return it for programs."""
        return asdict(self)

    def cells(self) -> tuple[str, ...]:
        """Return it for people."""
        return (
            self.data,
            self.figure,
            "" if self.baseline is None else self._shown(self.baseline),
            self._shown(self.ours),
            self._span(),
            self.aim and f"{self.aim} {'reached' if self.reaches else 'missed'}",
            f"{self.must}: {'holds' if self.holds else 'DOES NOT HOLD'}" if self.must else "",
        )

    def _span(self) -> str:
        if self.difference is None:
            return ""
        found = self.difference
        return f"{found.value:+.3f} ({found.low:+.3f} to {found.high:+.3f})"

    def _shown(self, value: float) -> str:
        return f"{value:.{self.digits}f}"


def at_least(
    data: str,
    figure: str,
    ours: float,
    *,
    baseline: float,
    margin: float,
    aim: float | None = None,
    difference: Interval | None = None,
) -> Row:
    """Return a row that may not be below the baseline by more than the margin."""
    return Row(
        data,
        figure,
        ours,
        must=f">= baseline - {margin:.2f}",
        holds=ours >= baseline - margin - CLOSE,
        baseline=baseline,
        difference=difference,
        aim="" if aim is None else f">= {aim:.2f}",
        reaches=None if aim is None else ours >= aim - CLOSE,
    )


def bounded(
    data: str,
    figure: str,
    ours: float,
    *,
    least: float | None = None,
    most: float | None = None,
    aim: str = "",
    reaches: bool | None = None,
    baseline: float | None = None,
    digits: int = 3,
) -> Row:
    """Return a row that has to stay within bounds."""
    must = f">= {least:g}" if least is not None else f"<= {most:g}" if most is not None else ""
    above = least is None or ours >= least - CLOSE
    below = most is None or ours <= most + CLOSE
    return Row(
        data,
        figure,
        ours,
        must,
        above and below,
        baseline=baseline,
        aim=aim,
        reaches=reaches,
        digits=digits,
    )


HEADS = ("data", "figure", "baseline", "ours", "difference (95 % range)", "aim", "must")
