"""Pictures of the page of a demonstration: `python -m support.demo_picture FOLDER TO`.

As on a desktop and as on a phone, from its top; FOLDER is what `mailflow demo` wrote.
"""

import sys
from pathlib import Path

from PIL import Image
from support.pictures import MARGIN, View, take
from support.small_png import smaller

SHEETS: tuple[tuple[str, View, int], ...] = (
    ("demo", (1280, "light"), 1440),
    ("demo-phone", (390, "light"), 1100),
)


def main(folder: Path, to: Path) -> None:
    """Take the pictures."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    for name, view, most in SHEETS:
        target = to / f"{name}.png"
        take(page, target, (view,), most=most + MARGIN)
        with Image.open(target) as whole:
            whole.crop((MARGIN, MARGIN, MARGIN + view[0], MARGIN + most)).save(target)
        target.write_bytes(smaller(target.read_bytes()))
        sys.stdout.write(f"{target} {target.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
