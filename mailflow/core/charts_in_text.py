"""Charts in plain text, with bars of characters."""

from collections.abc import Iterator
from itertools import takewhile

from mailflow.core.charts import Chart, Grid, Ranking
from mailflow.core.wrapping import columns, padded

WIDEST = 20
MOST_ROWS = 31
NOUGHT = frozenset({"0"})
SHADES = " ░▒▓█"


def drawn(chart: Chart, *, since_first: bool = False) -> Iterator[str]:
    """Yield a chart: each row of its table with a bar of its first figure.

    With `since_first` the rows before anything happened are one.
    """
    yield from ("", chart.title, chart.description)
    values = [bar.value for bar in chart.bars if bar.look == "ours"]
    values = values or [high for line in chart.lines for _, high in line.places]
    if not any(values):
        return
    pairs = list(zip(chart.rows, values, strict=True))[-MOST_ROWS:]
    idle = sum(1 for _ in takewhile(lambda pair: set(pair[0][1:]) <= NOUGHT, pairs))
    if since_first and idle > 1:
        pairs = [(("…", *pairs[0][0][1:]), 0.0), *pairs[idle:]]
    most = max(value for _, value in pairs) or 1.0
    names = max(columns(row[0]) for row, _ in pairs)
    yield f"  {'':<{names}}  {'':<{WIDEST}}  {' | '.join(chart.heads[1:])}"
    for row, value in pairs:
        bar = "█" * round(WIDEST * value / most)
        yield f"  {padded(row[0], names)}  {bar:<{WIDEST}}  {' | '.join(row[1:])}"


def shaded(grid: Grid) -> Iterator[str]:
    """Yield a grid, darker where there is more."""
    yield from ("", grid.title, grid.description)
    if not grid.most:
        return
    names = max(3, *(columns(name) for name, _ in grid.rows)) + 1
    yield f"  {'':<{names}}{' '.join(grid.columns)}"
    for name, cells in grid.rows:
        shades = (SHADES[-(-number * (len(SHADES) - 1) // grid.most)] * 2 for number in cells)
        yield f"  {padded(name, names)}{' '.join(shades)}".rstrip()


def ranked(ranking: Ranking) -> Iterator[str]:
    """Yield a ranking."""
    yield from ("", ranking.title, ranking.description)
    names = max((columns(one.name) for one in ranking.ranks), default=0)
    for one in ranking.ranks:
        bar = "█" * round(WIDEST * one.length / 100)
        yield f"  {padded(one.name, names)}  {bar:<{WIDEST}}  {one.value}"
