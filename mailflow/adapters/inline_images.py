"""Images where they stood in the text that they came with (RFC 2387, RFC 2392)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import escape

from mailflow.adapters.renderer import Rendered
from mailflow.core.headers import file_label
from mailflow.core.mail import Attachment
from mailflow.core.relaying import INLINE_IMAGES, UNNAMED, places_of

_DOMAIN = re.compile(r"[A-Za-z0-9.-]{1,200}")


def placed(
    rendered: Rendered, files: Sequence[Attachment], domain: str
) -> tuple[Rendered, tuple[Attachment, ...]]:
    """Return the notice with its images in their places, and the files as they go with it.

    An image whose place is known gets a Content-ID of ours, as the old one is text of a stranger;
    every other file is an attachment like any.
    """
    text, html, sent = rendered.text, rendered.html, list[Attachment]()
    for number, one in enumerate(files, start=1):
        mark = next((m for m in places_of(one) if str(escape(m)) in html), "")
        if not mark or one.content_type not in INLINE_IMAGES or not _DOMAIN.fullmatch(domain):
            sent.append(replace(one, inline=False, content_id=""))
            continue
        content_id = f"image{number}.{one.sha256[:16]}@{domain}"
        name = file_label(one.filename) or UNNAMED
        html = html.replace(str(escape(mark)), _image(content_id, name), 1)
        text = text.replace(mark, f"[{name}]", 1)
        sent.append(replace(one, inline=True, content_id=content_id))
    return Rendered(rendered.subject, text, html), tuple(sent)


def _image(content_id: str, name: str) -> str:
    style = "max-width:100%;height:auto"
    return f'<img src="cid:{content_id}" alt="{escape(name)}" style="{style}">'
