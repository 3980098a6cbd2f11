"""Every notice as it is looked at: with all it can say, and with as little as it may.

Templates are previewed and checked with these; no name, mail or link in them is anybody's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from mailflow.core.categorisation import Guess, Similar, Suggestion
from mailflow.core.explanations import because
from mailflow.core.hints import Hint, mailto
from mailflow.core.invitations import Invitation, Moment
from mailflow.core.lateness import LateIncident, MissedTarget
from mailflow.core.notices import (
    NO_INCIDENT,
    HeldMail,
    IncidentView,
    NoticeContext,
    Quarantine,
    ReportLine,
    TextView,
    TranscriptLine,
    Unheard,
)
from mailflow.core.relaying import StaysHome, Withheld
from mailflow.core.reports import Evidence, Report
from mailflow.core.reviews import Action, Review, ReviewLine, Span
from mailflow.core.sample_articles import ALIKE, OFFERED
from mailflow.core.sample_memos import COACHED, DIGEST, GUIDANCE, HARDLY_COACHED
from models.enums import (
    EscalationCause,
    IncidentState,
    Level,
    NoticeKind,
    Priority,
    Protection,
    RecurrenceKind,
)

SAMPLE_TOKEN = "sample" + "a" * 34
"""Stands where a reply token would; no MAC fits it, so it opens nothing."""

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
INCIDENT = IncidentView(
    reference="INC-1003",
    subject="Printer on floor 3 jams",
    state=IncidentState.NEW,
    priority=Priority.P3,
    impact=Level.MEDIUM,
    urgency=Level.HIGH,
    category="printing",
    requester="Alice Adams",
    assignee="",
    group="Service Desk",
    response_due=NOW + timedelta(hours=4),
    resolution_due=NOW + timedelta(days=3),
    resolution="Cleaned the rollers.",
    verified=True,
)
WRITTEN = TextView(
    "Alice Adams",
    NOW,
    "It jams.\n\n  Again!",
    verified=True,
    public=True,
    address="alice@a.example",
)
SUGGESTION = Suggestion(
    category=Guess("printing", 0.873, (), ("printer", "jams", "rollers", "floor")),
    urgency=Guess("", 0.4, (("medium", 0.45), ("low", 0.41))),
    similar=(Similar("INC-1007", 0.914, "printing"), Similar("INC-1005", 0.62)),
)
NOTICE = NoticeContext(
    kind=NoticeKind.AGENT_NOTICE,
    desk_name="IT Service Desk",
    recipient_name="Alice Adams",
    incident=INCIDENT,
    reason="new",
    conversation=(WRITTEN,),
    commands_help=(("#take", "English help"), ("#frobnicate", "a new command")),
    now=NOW,
)
LONG_WORD = "https://intranet.example.com/" + "a-very-long-path/" * 6
FULL = replace(
    INCIDENT,
    subject="Printer on floor 3 jams whenever somebody prints on both sides of heavy paper",
    requester="Alice Adams",
    assignee="Bob Brown",
    category="printing",
    mentions="INC-998",
    may_belong_to="INC-1001",
)
BARE = IncidentView(
    reference="INC-1003",
    subject="",
    state=IncidentState.NEW,
    priority=Priority.P3,
    impact=INCIDENT.impact,
    urgency=INCIDENT.urgency,
    category="",
    requester="a@example.com",
    assignee="",
    group="",
    response_due=None,
    resolution_due=None,
    resolution="",
    verified=False,
)
TEXT = f"""\
Hello Alice,

please open the rear cover and take out the sheet that is stuck there.
  1. Switch it off.
  2. Lift the blue lever.

The manual shows it: {LONG_WORD}"""
FILES = (
    Withheld("firmware-update.exe", StaysHome.FORBIDDEN),
    Withheld("recording of the whole afternoon.mp4", StaysHome.TOO_LARGE),
)
MEETING = Invitation(
    "request",
    "Look at the printer",
    location="Floor 3, room 12",
    organizer="Alice Adams",
    attendees=("Bob Brown", "Erin Evans"),
    start=Moment(NOW + timedelta(hours=2), "UTC"),
)
CONVERSATION = (
    replace(WRITTEN, text=f"It jams again.\n\n{LONG_WORD}", attachment_names=("jam.jpg",)),
    replace(WRITTEN, author="Bob Brown", text="She is in the office until noon.", public=False),
    replace(WRITTEN, author="The Boss", address="boss@example.org", verified=False),
    replace(WRITTEN, text="", protection=Protection.ENCRYPTED),
    replace(WRITTEN, invitation=MEETING),
)
HELP = tuple((f"#{name}", "") for name in ("take", "assign", "note", "pending", "resolve"))
DONE = (
    TranscriptLine("#take", executed=True, explanation=because("done_take")),
    TranscriptLine("#priority p2", executed=True, explanation=because("done_priority", value="P2")),
)
WOULD = tuple(replace(one, executed=False) for one in DONE)
REFUSED = (
    *(replace(one, explanation=because("another_line_refused")) for one in WOULD),
    TranscriptLine("#group Cooks", False, because("no_such_group", name="Cooks", names="Desk")),
)
REPLACED = tuple(replace(one, explanation=because("token_expired")) for one in WOULD)


def _links(*commands: str) -> tuple[Hint, ...]:
    address = f"support+{SAMPLE_TOKEN}@desk.example.com"
    return tuple(Hint(one, mailto(address, "INC-1003", one)) for one in commands)


HINTS = _links("#take", "#pending customer 2d", "#show")
RATES = _links(*(f"#rate {digit}" for digit in "12345"))
REVIEW = Review(
    reference="INC-1003",
    subject="Nobody can print",
    state=IncidentState.CLOSED,
    priority=Priority.P1,
    is_major=True,
    opened_at=NOW - timedelta(hours=6),
    lines=(
        ReviewLine(NOW - timedelta(hours=6), because("review_opened"), "Alice Adams"),
        ReviewLine(
            NOW - timedelta(hours=5),
            because("review_priority", before="P3", after="P1"),
            "Bob Brown",
        ),
        ReviewLine(NOW - timedelta(hours=4), because("review_late_response")),
        ReviewLine(NOW, because("review_resolved"), "Bob Brown"),
    ),
    left_out=3,
    spans=(
        Span("response", NOW - timedelta(hours=4), timedelta(hours=2), NOW - timedelta(hours=5)),
        Span("resolution", NOW, timedelta(hours=6), None),
    ),
    held=timedelta(minutes=40),
    below=12,
    open_below=2,
    actions=(Action("INC-1009", IncidentState.NEW),),
    resolution=TEXT,
    root_cause="A certificate had expired, and nobody was told.",
    closure_code="solved",
)
LATE = tuple(
    LateIncident(
        number,
        Priority.P2,
        IncidentState.IN_PROGRESS,
        (MissedTarget(EscalationCause.RESPONSE, NOW - timedelta(hours=3)),),
        assignee="Bob Brown",
        group="Service Desk",
    )
    for number in (1003, 1007)
)
HISTORY = (
    ReportLine("opened", at=NOW, actor="Alice Adams"),
    ReportLine("", at=NOW, actor="Bob Brown", change="state", before="new", after="in_progress"),
    ReportLine("", at=NOW, actor="Bob Brown", change="assignee_id", after="Bob Brown"),
    ReportLine("", at=NOW, actor="Bob Brown", change="wake_at", after=NOW + timedelta(days=2)),
)
REASONS = (
    ReportLine("P3: impact medium, urgency medium", head="priority"),
    ReportLine("read: a text of 4 lines; sender: anyone else", head="mail 1, anyone else, new"),
)
HELD = Quarantine(
    (("verification_mail", 12), ("spam", 3)),
    (HeldMail("spam", NOW, "offers@spam.example", "An offer"), HeldMail("verification_mail", NOW)),
)
AGAIN = tuple(
    Report(number, NOW - timedelta(hours=number - 1000), "a@example.com", "", category="printing")
    for number in (1003, 1007, 1008)
)
AT_ONCE = Evidence(
    RecurrenceKind.ALIKE, AGAIN, 9, 4, ("printer", "floor"), new=frozenset({1007, 1008})
)
OVER_WEEKS = Evidence(
    RecurrenceKind.RECURRING,
    tuple(replace(one, root_cause="a worn roller") for one in AGAIN),
    9,
    4,
    ("printer", "floor"),
    key="printers/p3",
    codes=(("solved", 5), ("workaround", 2)),
    days=6,
)
COMMON: dict[str, Any] = {
    "incident": FULL,
    "author": "Bob Brown",
    "commands_help": HELP,
    "now": NOW,
    "withheld_attachments": FILES,
}
FULL_CASES: dict[NoticeKind, dict[str, Any]] = {
    NoticeKind.AGENT_NOTICE: {
        "conversation": CONVERSATION,
        "guidance": GUIDANCE,
        "suggestion": SUGGESTION,
        "articles": OFFERED,
        "alike": ALIKE,
        "hints": HINTS,
        "like_major": "INC-1002",
    },
    NoticeKind.ACKNOWLEDGEMENT: {"articles": OFFERED},
    NoticeKind.PUBLIC_ANSWER: {"text": TEXT},
    NoticeKind.RESOLUTION: {
        "text": TEXT,
        "asks_rating": True,
        "one_click": RATES,
        "incident": replace(FULL, closes_at=NOW + timedelta(days=7)),
    },
    NoticeKind.CLOSURE: {"asks_rating": True, "one_click": RATES, "reason": "by_itself"},
    NoticeKind.RATING: {"one_click": _links("#reopen")},
    NoticeKind.REVIEW: {"review": REVIEW, "action_hint": _links("#action ")[0]},
    NoticeKind.COMMAND_TRANSCRIPT: {
        "reason": "refused",
        "transcript": REFUSED,
        "withheld_attachments": (),
    },
    NoticeKind.CHALLENGE: {
        "transcript": WOULD,
        "code": "204711",
        "server": "from mail.example.net by mx.example.org",
        "arrived": NOW,
    },
    NoticeKind.ESCALATION: {
        "reason": "response",
        "late": NOW - timedelta(hours=2),
        "hints": HINTS,
        "incident": replace(FULL, response_due=NOW - timedelta(hours=2)),
    },
    NoticeKind.PAGE: {
        "reason": "page",
        "page": (2, 8),
        "hints": HINTS,
        "incident": replace(FULL, assignee="", priority=Priority.P1, impact=Level.HIGH),
    },
    NoticeKind.INCIDENT_REPORT: {
        "reason": "show",
        "conversation": CONVERSATION[:2],
        "guidance": GUIDANCE,
    },
    NoticeKind.TOO_LARGE: {"echo": False},
    NoticeKind.QUARANTINE: {"incident": NO_INCIDENT, "quarantine": HELD},
    NoticeKind.DIGEST: {"incident": NO_INCIDENT, "digest": DIGEST},
    **COACHED,
    NoticeKind.ALIKE_INCIDENTS: {"evidence": AT_ONCE, "hints": HINTS},
    NoticeKind.RECURRING_INCIDENTS: {"evidence": OVER_WEEKS, "hints": HINTS},
}
EMPTY: dict[str, Any] = {
    "incident": BARE,
    "reason": "",
    "recipient_name": "",
    "conversation": (),
    "commands_help": (),
    "now": None,
    "code": "204711",
}
FURTHER: dict[str, dict[str, Any]] = {
    "late_incidents": {
        "late_incidents": LATE,
        "late_total": 9,
        "reason": "several",
        "kind": NoticeKind.ESCALATION,
    },
    "agent_notice-monitor": {
        "conversation": CONVERSATION[:1],
        "requester_unheard": Unheard.MONITOR,
        "reason": "alerts",
        "alerts_total": 12,
        "alerts_open": 1,
        "kind": NoticeKind.AGENT_NOTICE,
        "zone": timezone(timedelta(hours=5, minutes=30)),
    },
    "command_transcript-done": {
        "reason": "executed",
        "transcript": DONE,
        "undo_number": 42,
        "asks_cause": True,
        "cause_hint": _links("#cause ")[0],
        "kind": NoticeKind.COMMAND_TRANSCRIPT,
    },
    "command_transcript-preview": {
        "reason": "preview",
        "transcript": WOULD,
        "withheld_attachments": (),
        "kind": NoticeKind.COMMAND_TRANSCRIPT,
    },
    "command_transcript-updated": {
        "reason": "updated",
        "updated": ("INC-1004", "INC-1007"),
        "kind": NoticeKind.COMMAND_TRANSCRIPT,
    },
    "command_transcript-update-withheld": {
        "reason": "executed",
        "transcript": DONE,
        "updated": ("INC-1004", "INC-1007"),
        "update_withheld": "names",
        "kind": NoticeKind.COMMAND_TRANSCRIPT,
    },
    "command_transcript-replaced": {
        "reason": "token_expired",
        "transcript": REPLACED,
        "withheld_attachments": (),
        "kind": NoticeKind.COMMAND_TRANSCRIPT,
    },
    "escalation-manager": {
        "reason": "manager",
        "text": "The customer is waiting at the counter.",
        "kind": NoticeKind.ESCALATION,
    },
    "incident_report-history": {
        "reason": "history",
        "report": HISTORY,
        "kind": NoticeKind.INCIDENT_REPORT,
    },
    "incident_report-why": {
        "reason": "why",
        "report": REASONS,
        "kind": NoticeKind.INCIDENT_REPORT,
    },
    "incident_report-help": {"reason": "help", "kind": NoticeKind.INCIDENT_REPORT},
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A notice to look at, and what it is called."""

    name: str
    notice: NoticeContext


ONE_HELD = Quarantine((("no_sender", 1),), (HeldMail("no_sender", NOW),))
EMPTY_CASES: dict[NoticeKind, dict[str, Any]] = {
    NoticeKind.QUARANTINE: {"incident": NO_INCIDENT, "quarantine": ONE_HELD},
    NoticeKind.DIGEST: {"incident": NO_INCIDENT},
    **HARDLY_COACHED,
}


def samples() -> Iterator[Sample]:
    """Yield every kind of notice, full and empty, and its further forms."""
    for name, changes in _cases():
        yield Sample(name, replace(NOTICE, **changes))


def _cases() -> Iterator[tuple[str, dict[str, Any]]]:
    for kind in NoticeKind:
        yield kind.value, {**COMMON, **FULL_CASES.get(kind, {}), "kind": kind}
        yield f"{kind.value}-empty", {**EMPTY, **EMPTY_CASES.get(kind, {}), "kind": kind}
    yield from ((name, {**COMMON, **changes}) for name, changes in FURTHER.items())
