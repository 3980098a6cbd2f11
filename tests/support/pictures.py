"""Pictures of the notices, taken by a headless Chromium: `python -m support.pictures FOLDER`.

Each is one sheet: as on a desktop and on a phone, light and dark.
"""

import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from support.pictured import pictures
from support.small_png import smaller

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
View = tuple[int, str]
DESKTOP, PHONE = 620, 360
SHORT: tuple[View, ...] = ((DESKTOP, "light"), (PHONE, "dark"))
LONG: tuple[View, ...] = (*SHORT, (DESKTOP, "dark"), (PHONE, "light"))
MARGIN = 12
HEIGHT = re.compile(r'data-height="(\d+)"')
WIDE = re.compile(r'data-wide="[1-9]')
SECONDS = 60
SHOWN = {
    ("agent_notice", "en"),
    ("acknowledgement", "en"),
    ("acknowledgement", "fr"),
    ("acknowledgement", "ja"),
    ("public_answer", "de"),
    ("command_transcript", "en"),
    ("challenge", "en"),
    ("escalation", "de"),
    ("late_incidents", "en"),
    ("page", "en"),
    ("alike_incidents", "en"),
    ("review", "en"),
    ("coaching", "en"),
    ("resolution", "de"),
    ("incident_report-history", "en"),
    ("quarantine", "de"),
}
PAGE = """<!DOCTYPE html><meta charset="utf-8">
<style>body{{margin:0;background:#888;display:flex;gap:{gap}px;padding:{gap}px;width:{width}px;
align-items:flex-start}} iframe{{border:0;display:block}}</style>
{frames}
<script>
const grow = () => {{
  const frames = [...document.querySelectorAll("iframe")];
  for (const one of frames) {{
    one.style.height = one.contentDocument.documentElement.scrollHeight + "px";
  }}
  const most = Math.max(...frames.map(one => one.offsetHeight));
  document.documentElement.dataset.height = most + {gap} * 2;
  const wide = frames.filter(
    one => one.contentDocument.documentElement.scrollWidth > one.offsetWidth);
  document.documentElement.dataset.wide = wide.length;
}};
window.addEventListener("load", () => {{ grow(); setTimeout(grow, 50); }});
</script>
"""
FRAME = '<iframe style="width:{width}px;color-scheme:{scheme}" srcdoc="{content}"></iframe>'


def browser() -> str | None:
    """Return the browser of this machine."""
    return next((found for found in map(shutil.which, BROWSERS) if found), None)


def sheet(content: str, views: Sequence[View]) -> str:
    """Return a page that shows a notice in these widths and colours."""
    frames = [
        FRAME.format(width=width, scheme=scheme, content=html.escape(in_scheme(content, scheme)))
        for width, scheme in views
    ]
    return PAGE.format(gap=MARGIN, width=_width(views) - MARGIN, frames="\n".join(frames))


def in_scheme(content: str, scheme: str) -> str:
    """Return the notice as in a mail program of that colour, whatever the browser prefers."""
    query = "@media (prefers-color-scheme: dark)"
    return content.replace(query, "@media all" if scheme == "dark" else "@media not all").replace(
        ":root { color-scheme: light dark; }", f":root {{ color-scheme: {scheme}; }}"
    )


def take(content: str, target: Path, views: Sequence[View], *, most: int | None = None) -> None:
    """Write the sheet of one page as a PNG, at most so high."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "sheet.html"
        page.write_text(sheet(content, views), encoding="utf-8")
        laid_out = _run(page, folder, "--dump-dom", "--window-size=2200,1000")
        if WIDE.search(laid_out):
            sys.stderr.write(f"{target.name} is wider than its window\n")
        found = HEIGHT.search(laid_out)
        height = min(int(found[1]) if found else 1000, most or sys.maxsize)
        page.write_text(laid_out, encoding="utf-8")  # its frames have their height from the start
        size = f"--window-size={_width(views)},{height}"
        _run(page, folder, f"--screenshot={target.resolve()}", size)


def _width(views: Sequence[View]) -> int:
    return sum(width + MARGIN for width, _ in views) + MARGIN


def _run(page: Path, folder: str, *arguments: str) -> str:
    program = browser()
    if program is None:
        raise SystemExit("no Chromium on this machine (apt install chromium)")
    fixed = (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--disable-lcd-text",
    )
    own = (f"--user-data-dir={folder}/profile", "--virtual-time-budget=1000")
    command = [program, *fixed, *own, *arguments, page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    return done.stdout


def main(folder: Path, *, everything: bool) -> None:
    """Take the pictures of the documentation, or of every notice there is."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in pictures():
        if everything or (one.name, one.language) in SHOWN:
            target = folder / f"{one.name}.{one.language}.png"
            take(one.mail.html, target, LONG if everything else SHORT)
            if not everything:
                target.write_bytes(smaller(target.read_bytes()))
            sys.stdout.write(f"{target} {target.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), everything="--all" in sys.argv[2:])
