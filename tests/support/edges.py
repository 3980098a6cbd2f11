"""Notices with what strangers may put into them: names, subjects and texts of every shape."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

from support.gallery import COMMON, FULL, FULL_CASES, FURTHER, HISTORY, LANGUAGES, Picture
from support.notices import NOTICE, NOW, OF_THE_DESK, SUGGESTION, WRITTEN, rendered

from mailflow.core.explanations import because
from mailflow.core.notices import NO_INCIDENT, HeldMail, Quarantine, TranscriptLine
from mailflow.core.relaying import StaysHome, Withheld
from models.enums import NoticeKind

EDGES = {
    "long": "Maximiliane von und zu Hohenlohe " * 12,
    "one-word": "Donaudampfschifffahrt" * 15,
    "right-to-left": "الطابعة في الطابق 3 لا تعمل (HP-400) " * 4,
    "emoji": "👩‍👩‍👧‍👦🖨️🔥 printer 🇩🇪 ❤️ " * 8,
    "markup": "<b>&amp; \"'`{name} {{ 7*7 }}</td></table><!-- ]]> -- ",
    "empty": "",
}
MANY = 40


def edges() -> Iterator[Picture]:
    """Yield every kind of notice with each of these in all its places, in every language."""
    for edge, value in EDGES.items():
        for name, changes in _cases(value):
            notice = replace(NOTICE, **changes)
            for language in LANGUAGES:
                yield Picture(f"{name}-{edge}", language, notice, rendered(notice, language))


def _cases(value: str) -> Iterator[tuple[str, dict[str, Any]]]:
    strange = {**COMMON, **_strange(value)}
    for kind in NoticeKind:
        own = {name: one for name, one in FULL_CASES.get(kind, {}).items() if name not in strange}
        if kind in OF_THE_DESK:
            own["incident"] = NO_INCIDENT
        yield kind.value, {**strange, **own, "kind": kind}
    for name, changes in FURTHER.items():
        own = {field: one for field, one in changes.items() if field not in strange}
        yield name, {**strange, **own, "kind": changes["kind"], "reason": changes["reason"]}


def _strange(value: str) -> dict[str, Any]:
    """Return what a notice may show of strangers, all of it this value."""
    line = TranscriptLine(f"#note {value}", False, because("no_such_agent", person=value))
    names: dict[str, Any] = dict.fromkeys(("subject", "requester", "assignee", "group"), value)
    held = HeldMail("spam", NOW, value, value)
    return {
        "incident": replace(FULL, **names, category=value, resolution=value),
        "recipient_name": value,
        "author": value,
        "desk_name": value or "IT Service Desk",
        "text": value,
        "server": value,
        "conversation": (
            replace(WRITTEN, author=value, text=value, attachment_names=(value,)),
            replace(WRITTEN, author=value, address=value, verified=False, text=""),
        ),
        "suggestion": SUGGESTION,
        "transcript": (line,) * MANY,
        "report": tuple(replace(one, actor=value) for one in HISTORY),
        "withheld_attachments": (Withheld(value, StaysHome.FORBIDDEN),),
        "quarantine": Quarantine((("spam", 1), (value or "?", 2)), (held,) * 3),
        "zone": timezone(-timedelta(hours=3, minutes=30)),
        "now": NOW,
    }
