"""Charts as PNG for mails, which show no SVG: the only home of Pillow.

The font that Pillow brings knows ASCII alone; so a picture bears figures and short names, and the
words of a language stand beside it, where every mail program and every voice finds them.
"""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from mailflow.core.charts import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, Chart, Grid

SCALE = 2  # screens of today show two points for one
SMOOTH = 2  # drawn larger and made smaller, lines have no stairs
SIZE = 13
PAPER, SOFT, LINE = "#ffffff", "#5c666b", "#dfe3e1"
LOOKS = {"ours": "#0f6b5c", "other": "#8a949a", "ideal": "#8a949a"}
ACCENT = (15, 107, 92)
COLORS = 64
CELL_WIDTH, CELL_HEIGHT, GRID_LEFT, GRID_TOP = 17, 22, 40, 22

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class _Sheet:
    """A white sheet on which places are those of a chart."""

    def __init__(self, width: int, height: int) -> None:
        self._of = SCALE * SMOOTH
        self._size = (width * SCALE, height * SCALE)
        self._image = Image.new("RGB", (width * self._of, height * self._of), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def line(self, *places: tuple[float, float], color: str, width: float) -> None:
        """Draw a line through places."""
        scaled = [(x * self._of, y * self._of) for x, y in places]
        self._draw.line(scaled, fill=color, width=round(width * self._of), joint="curve")

    def box(self, left: float, top: float, right: float, bottom: float, color: object) -> None:
        """Draw a filled box; one without height is left out."""
        if bottom > top:
            corners = [one * self._of for one in (left, top, right, bottom)]
            self._draw.rectangle(corners, fill=color)  # type: ignore[arg-type]

    def dot(self, x: float, y: float, radius: float, color: str) -> None:
        """Draw a dot."""
        corners = [one * self._of for one in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.ellipse(corners, fill=color)

    def text(self, x: float, y: float, text: str, anchor: str, color: str = SOFT) -> None:
        """Write what the font can write; `anchor` is Pillow's."""
        known = text.replace("\u202f", " ").replace("…", "...").replace("–", "-")
        if known.isascii():
            place = (x * self._of, y * self._of)
            self._draw.text(place, known, fill=color, font=_font(self._of), anchor=anchor)

    def png(self) -> bytes:
        """Return the picture, with the few colours it needs."""
        small = self._image.resize(self._size, Image.Resampling.BOX)
        target = io.BytesIO()
        small.quantize(COLORS).save(target, "PNG", optimize=True)
        return target.getvalue()


@lru_cache(maxsize=4)
def _font(scale: int) -> Font:
    return ImageFont.load_default(SIZE * scale)


def picture_of(chart: Chart) -> bytes:
    """Return a chart as PNG."""
    sheet = _Sheet(WIDTH, HEIGHT - BOTTOM + 30)
    _draw_axes(sheet, chart)
    low = float(chart.up(chart.y.low))
    for bar in chart.bars:
        left, right = float(chart.at(bar.start)), float(chart.at(bar.end))
        sheet.box(left, float(chart.up(bar.value)), right, low, LOOKS[bar.look])
    for line in chart.lines:
        places = [(float(chart.at(x)), float(chart.up(y))) for x, y in line.places]
        if len(places) > 1:
            sheet.line(*places, color=LOOKS[line.look], width=2.5)
        for x, y in places if line.dotted else ():
            sheet.dot(x, y, 3.5, LOOKS[line.look])
    return sheet.png()


def _draw_axes(sheet: _Sheet, chart: Chart) -> None:
    for value, name in chart.y.marks:
        height = float(chart.up(value))
        sheet.line((LEFT, height), (WIDTH - RIGHT, height), color=LINE, width=1)
        sheet.text(LEFT - 7, height, name, "rm")
    base = float(chart.up(chart.y.low))
    sheet.line((LEFT, base), (WIDTH - RIGHT, base), color=LOOKS["other"], width=1)
    for value, name in chart.x.marks:
        sheet.text(float(chart.at(value)), base + 8, name, "mt")


def grid_picture(grid: Grid) -> bytes:
    """Return numbers by two names as PNG: the more, the darker."""
    width = GRID_LEFT + len(grid.columns) * CELL_WIDTH + 4
    sheet = _Sheet(width, GRID_TOP + len(grid.rows) * CELL_HEIGHT + 4)
    for at, name in enumerate(grid.columns):
        if at % 3 == 0:
            sheet.text(_left(at) + CELL_WIDTH / 2, GRID_TOP - 6, name, "mb")
    for place, (name, cells) in enumerate(grid.rows):
        top = GRID_TOP + place * CELL_HEIGHT
        label = name if name.isascii() else str(place + 1)
        sheet.text(GRID_LEFT - 7, top + CELL_HEIGHT / 2, label, "rm")
        for at, number in enumerate(cells):
            left = _left(at)
            color = _shade(grid.shade(number))
            sheet.box(left, top, left + CELL_WIDTH - 2, top + CELL_HEIGHT - 2, color)
    return sheet.png()


def _left(column: int) -> int:
    return GRID_LEFT + column * CELL_WIDTH


def _shade(percent: int) -> tuple[int, ...]:
    """Return the accent on a light ground, as strong as that."""
    share = 0.06 + 0.94 * percent / 100
    return tuple(round(255 + (one - 255) * share) for one in ACCENT)
