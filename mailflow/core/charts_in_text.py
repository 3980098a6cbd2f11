"""Charts in plain text, with bars of characters."""

from collections.abc import Iterator

from mailflow.core.charts import Chart, Grid, Ranking

WIDEST = 20
MOST_ROWS = 31
SHADES = " ░▒▓█"


def drawn(chart: Chart) -> Iterator[str]:
    """Yield a chart: each row of its table with a bar of its first figure."""
    yield from ("", chart.title, chart.description)
    values = [bar.value for bar in chart.bars if bar.look == "ours"]
    values = values or [high for line in chart.lines for _, high in line.places]
    if not any(values):
        return
    pairs = list(zip(chart.rows, values, strict=True))[-MOST_ROWS:]
    most = max(value for _, value in pairs) or 1.0
    names = max(len(row[0]) for row, _ in pairs)
    yield f"  {'':<{names}}  {'':<{WIDEST}}  {' | '.join(chart.heads[1:])}"
    for row, value in pairs:
        bar = "█" * round(WIDEST * value / most)
        yield f"  {row[0]:<{names}}  {bar:<{WIDEST}}  {' | '.join(row[1:])}"


def shaded(grid: Grid) -> Iterator[str]:
    """Yield a grid, darker where there is more."""
    yield from ("", grid.title, grid.description)
    if not grid.most:
        return
    yield f"  {'':<4}{' '.join(grid.columns)}"
    for name, cells in grid.rows:
        shades = (SHADES[-(-number * (len(SHADES) - 1) // grid.most)] * 2 for number in cells)
        yield f"  {name:<4}{' '.join(shades)}".rstrip()


def ranked(ranking: Ranking) -> Iterator[str]:
    """Yield a ranking."""
    yield from ("", ranking.title, ranking.description)
    names = max((len(one.name) for one in ranking.ranks), default=0)
    for one in ranking.ranks:
        bar = "█" * round(WIDEST * one.length / 100)
        yield f"  {one.name:<{names}}  {bar:<{WIDEST}}  {one.value}"
