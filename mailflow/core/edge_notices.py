"""Notices with what strangers may put into them: names, subjects and texts of every shape."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

from mailflow.core.explanations import because
from mailflow.core.notices import NO_INCIDENT, HeldMail, NoticeContext, Quarantine, TranscriptLine
from mailflow.core.relaying import StaysHome, Withheld
from mailflow.core.sample_notices import (
    COMMON,
    FULL,
    FULL_CASES,
    FURTHER,
    HISTORY,
    NOTICE,
    NOW,
    SUGGESTION,
    WRITTEN,
    Sample,
)
from models.enums import MEMOS, NoticeKind

EDGES = {
    "long": "Maximiliane von und zu Hohenlohe " * 12,
    "one-word": "Donaudampfschifffahrt" * 15,
    "right-to-left": "الطابعة في الطابق 3 لا تعمل (HP-400) " * 4,
    "japanese": "三階の複合機で両面印刷をすると、必ず紙詰まりが起きて止まります（HP-400）。" * 6,
    "emoji": "👩‍👩‍👧‍👦🖨️🔥 printer 🇩🇪 ❤️ " * 8,
    "markup": "<b>&amp; \"'`{name} {{ 7*7 }}</td></table><!-- ]]> -- ",
    "empty": "",
}
MANY = 40


def edge_notices() -> Iterator[Sample]:
    """Yield every kind of notice with each of these in all its places."""
    for edge, value in EDGES.items():
        for name, changes in _cases(value):
            yield Sample(f"{name}-{edge}", replace(NOTICE, **changes))
    yield Sample("agent_notice-many-files", _with_many_files())


def _with_many_files() -> NoticeContext:
    names = tuple(f"Screenshot {number} of the error.png" for number in range(MANY))
    return replace(
        NOTICE,
        incident=FULL,
        conversation=(replace(WRITTEN, attachment_names=names),),
        withheld_attachments=tuple(Withheld(one, StaysHome.TOO_LARGE) for one in names),
    )


def _cases(value: str) -> Iterator[tuple[str, dict[str, Any]]]:
    strange = {**COMMON, **_strange(value)}
    for kind in NoticeKind:
        own = {name: one for name, one in FULL_CASES.get(kind, {}).items() if name not in strange}
        if kind in MEMOS:
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
