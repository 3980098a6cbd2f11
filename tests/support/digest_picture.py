"""The digest mail as it is shown: `python -m support.digest_picture FILE`."""

import base64
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from support.desk_report_picture import made
from support.desks import make_settings
from support.pictures import DESKTOP, PHONE, take
from support.small_png import smaller

from mailflow.adapters.renderer import Renderer
from mailflow.core.records import Contact
from mailflow.digesting import Press
from mailflow.memos import Memo
from models.enums import Role

VIEWS = ((DESKTOP, "light"), (PHONE, "dark"))
HEIGHT = 2400


def memo(language: str = "en") -> Memo:
    """Return the digest of a week."""
    desk: Any = SimpleNamespace(settings=make_settings(), renderer=Renderer())
    reader = Contact(1, "root@example.com", Role.ADMIN, "Root", language=language)
    return Press(desk, {0: made(7)}, is_weekly=True).memo(reader, (None,), None)


def page(told: Memo) -> str:
    """Return its HTML with the pictures in their places, as a mail program shows it."""
    html = told.rendered.html
    for one in told.pictures:
        data = base64.b64encode(one.content).decode("ascii")
        html = html.replace(f"cid:{one.content_id}", f"data:image/png;base64,{data}")
    return html


def main(target: Path) -> None:
    """Take the picture."""
    take(page(memo()), target, VIEWS, most=HEIGHT)
    target.write_bytes(smaller(target.read_bytes()))
    sys.stdout.write(f"{target} {target.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
