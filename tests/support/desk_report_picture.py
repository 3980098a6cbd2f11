"""Pictures of a report of the desk and its digest: `python -m support.desk_report_picture FOLDER`.

As on a desktop and as on a phone.
"""

import base64
import sys
from collections.abc import Sequence
from pathlib import Path

from support.lived_report import made, memo
from support.pictures import DESKTOP, PHONE, View, take
from support.small_png import smaller

from mailflow.adapters.renderer import Renderer
from mailflow.cli.report.desk_page import page_of
from mailflow.memos import Memo

WIDE = ((1060, "light"),)
NARROW = ((390, "dark"), (390, "light"))
MAIL = ((DESKTOP, "light"), (PHONE, "dark"))
HEIGHT = 4100


def shown(told: Memo) -> str:
    """Return the HTML of a mail with its pictures in their places, as a mail program shows it."""
    html = told.rendered.html
    for one in told.pictures:
        data = base64.b64encode(one.content).decode("ascii")
        html = html.replace(f"cid:{one.content_id}", f"data:image/png;base64,{data}")
    return html


def main(folder: Path) -> None:
    """Take the pictures."""
    page = page_of(made(), Renderer().say("en"), "en")
    sheets: tuple[tuple[str, str, Sequence[View]], ...] = (
        ("report", page, WIDE),
        ("report-phone", page, NARROW),
        ("digest", shown(memo()), MAIL),
    )
    for name, content, views in sheets:
        target = folder / f"{name}.png"
        take(content, target, views, most=HEIGHT)
        target.write_bytes(smaller(target.read_bytes()))
        sys.stdout.write(f"{target} {target.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
