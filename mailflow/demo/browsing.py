"""Showing the page in a browser, where there is a desktop to show it on."""

import os
import sys
import webbrowser
from pathlib import Path

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def show(page: Path, *, wanted: bool | None) -> None:
    """Open the page if that is wanted; None leaves it to whether there is a desktop."""
    if has_desktop() if wanted is None else wanted:
        webbrowser.open(page.resolve().as_uri())


def has_desktop() -> bool:
    """Whether a person sits before a screen here; a text browser would take the terminal."""
    if not sys.stdout.isatty():
        return False
    return sys.platform in {"darwin", "win32"} or any(os.environ.get(one) for one in DISPLAYS)
