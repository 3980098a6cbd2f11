"""What a notice says: plain facts that a template turns into sentences.

Templates see these dataclasses and nothing else, so no notice can show what was not put here.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from mailflow.core.categorisation import Suggestion
from mailflow.core.drill_reviews import NO_REVIEW, DrillReview
from mailflow.core.explanations import Explanation
from mailflow.core.guidance import NO_GUIDANCE, Guidance
from mailflow.core.hints import Hint
from mailflow.core.invitations import Invitation, invitation_of
from mailflow.core.lateness import TARGETS, LateIncident
from mailflow.core.metrics.digests import NO_DIGEST, Digest
from mailflow.core.own_weeks import NO_WEEK, Week
from mailflow.core.records import NO_SUBJECT, Entry, Incident
from mailflow.core.relations import RelatedView
from mailflow.core.relaying import Withheld
from mailflow.core.reports import NO_EVIDENCE, Evidence
from mailflow.core.reviews import Review
from models.enums import (
    IncidentState,
    LabelSource,
    Level,
    NoticeKind,
    Priority,
    PrioritySource,
    Protection,
)


class Unheard(StrEnum):
    """Why no mail goes to a requester; `unreachable`: mail came back, or he was disabled."""

    HEARD = ""
    MONITOR = "monitor"
    MUTED = "muted"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident as agents see it.

    What is left until it is due is business time, negative where it is over; None where all time
    counts, and where nothing is awaited.
    """

    reference: str
    subject: str
    state: IncidentState
    priority: Priority
    impact: Level
    urgency: Level
    category: str
    requester: str
    assignee: str
    group: str
    response_due: datetime | None
    resolution_due: datetime | None
    resolution: str
    verified: bool
    mentions: str = ""
    may_belong_to: str = ""
    rating: int | None = None
    closes_at: datetime | None = None
    related: tuple[RelatedView, ...] = ()
    muted: bool = False
    category_suggested: bool = False
    priority_source: PrioritySource = PrioritySource.MATRIX
    response_left: timedelta | None = None
    resolution_left: timedelta | None = None


@dataclass(frozen=True, slots=True)
class TextView:
    """One text of the conversation: who wrote it, when, and whether that is proven.

    `merged_from` is the reference of a merged incident that it was written in.
    """

    author: str
    at: datetime
    text: str
    verified: bool
    public: bool
    attachment_names: tuple[str, ...] = ()
    address: str = ""
    protection: Protection = Protection.NONE
    invitation: Invitation | None = None
    merged_from: str = ""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A published article: what it is called, what helps, and how alike it is to the mail.

    `hint` closes the incident with it, for the requester alone.
    """

    reference: str
    title: str
    text: str
    share: float = 0.0
    is_known_error: bool = False
    hint: Hint | None = None


@dataclass(frozen=True, slots=True)
class AlikeView:
    """A resolved incident as agents see it beside another one: none of its words (P13)."""

    reference: str
    share: float
    category: str = ""
    closure_code: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One command line, whether it was executed, and what came of it or why not."""

    command: str
    executed: bool
    explanation: Explanation


Value = str | datetime | None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of a report: what it says, under a heading or as somebody's deed at a time.

    `change` is the field whose value became another; `text` then is empty.
    """

    text: str
    head: str = ""
    at: datetime | None = None
    actor: str = ""
    change: str = ""
    before: Value = None
    after: Value = None


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail that waits in quarantine; nothing of its text."""

    rule: str
    at: datetime
    sender: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What waits there: how many by each rule, the most first, and the newest."""

    by_rule: tuple[tuple[str, int], ...]
    newest: tuple[HeldMail, ...]

    @property
    def total(self) -> int:
        """How many wait."""
        return sum(number for _, number in self.by_rule)


NOTHING_HELD = Quarantine((), ())
LATE_INCIDENTS = "late_incidents"
NO_INCIDENT = IncidentView(
    reference="",
    subject="",
    state=IncidentState.NEW,
    priority=Priority.P3,
    impact=Level.MEDIUM,
    urgency=Level.MEDIUM,
    category="",
    requester="",
    assignee="",
    group="",
    response_due=None,
    resolution_due=None,
    resolution="",
    verified=False,
)
"""What stands in a notice about the desk itself."""


@dataclass(frozen=True, slots=True)
class NoticeContext:
    """Everything a template may use.

    `reason` names in one word why the notice is sent (`new`, `reply`, `assigned`, `reopened`,
    `held`, ...: a key of the message catalogue); `echo` is false where nothing the sender wrote
    may be repeated (promise P13); `conversation` is newest first and for agents alone; with `now`
    a notice can say "within 4 hours" beside the moment itself. `late_incidents` are the first of
    `late_total` in a mail about several; it shows nothing else of any incident but its reference.
    `hints` are links with the recipient's own token, for agents alone, `one_click` such links for
    the requester; with `asks_cause` the root cause is missing, `cause_hint` is the link to give it,
    `action_hint` that to an action; `open_below` the incidents below one that was finished that are
    not; `unheard` says why the requester did not get a text, `requester_unheard` why he would get
    none; `merged` is the incident that became a part of this one; `page` says which page it is, of
    how many at most. `updated` are the incidents whose requesters got the answer too, or would
    have: `update_withheld` says why they did not. `evidence` tells of incidents that are alike.
    Every moment is shown in his `zone`.
    """

    kind: NoticeKind
    desk_name: str
    recipient_name: str
    incident: IncidentView
    reason: str = ""
    echo: bool = True
    text: str = field(default="", repr=False)
    author: str = ""
    conversation: tuple[TextView, ...] = ()
    suggestion: Suggestion | None = None
    articles: tuple[ArticleView, ...] = ()
    alike: tuple[AlikeView, ...] = ()
    transcript: tuple[TranscriptLine, ...] = ()
    commands_help: tuple[tuple[str, str], ...] = ()
    report: tuple[ReportLine, ...] = ()
    undo_number: int | None = None
    open_below: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    update_withheld: str = ""
    unheard: Unheard = Unheard.HEARD
    merged: str = ""
    like_major: str = ""
    code: str = field(default="", repr=False)
    server: str = ""
    arrived: datetime | None = None
    withheld_attachments: tuple[Withheld, ...] = ()
    hints: tuple[Hint, ...] = ()
    asks_rating: bool = False
    one_click: tuple[Hint, ...] = ()
    asks_cause: bool = False
    cause_hint: Hint | None = None
    action_hint: Hint | None = None
    review: Review | None = None
    late: datetime | None = None
    late_incidents: tuple[LateIncident, ...] = ()
    late_total: int = 0
    handed_on: bool = False
    page: tuple[int, int] = (0, 0)
    evidence: Evidence = NO_EVIDENCE
    alerts_total: int = 0
    alerts_open: int = 0
    requester_unheard: Unheard = Unheard.HEARD
    stays_inside: bool = False  # what its reader answers: he is a manager, and no agent
    quarantine: Quarantine = NOTHING_HELD
    digest: Digest = NO_DIGEST
    guidance: Guidance = NO_GUIDANCE
    week: Week = NO_WEEK
    drill: DrillReview = NO_REVIEW
    now: datetime | None = None
    zone: tzinfo = UTC

    @property
    def requester_is_monitor(self) -> bool:
        """Whether a program opened the incident."""
        return self.requester_unheard is Unheard.MONITOR

    @property
    def all_overdue(self) -> bool:
        """Whether a list is of missed targets alone."""
        return all(one.cause in TARGETS for late in self.late_incidents for one in late.missed)

    @property
    def template(self) -> str:
        """The folder of its templates.

        A list has one of its own: an administrator's template for one late incident, written
        before there were lists, would name one of many.
        """
        return LATE_INCIDENTS if self.late_incidents else self.kind.value


def view_incident(
    incident: Incident, *, assignee: str, group: str, mentions: str = ""
) -> IncidentView:
    """Return the incident with the names of its assignee and group filled in."""
    return IncidentView(
        reference=incident.reference,
        subject="" if incident.subject == NO_SUBJECT else incident.subject,
        state=incident.state,
        priority=incident.priority,
        impact=incident.impact,
        urgency=incident.urgency,
        category=incident.category or "",
        requester=incident.requester_name or incident.requester_address,
        assignee=assignee,
        group=group,
        response_due=incident.response_due,
        resolution_due=incident.resolution_due,
        resolution=incident.resolution or "",
        verified=incident.verified,
        mentions=mentions,
        rating=incident.rating,
        closes_at=incident.closes_at,
        muted=incident.muted,
        category_suggested=incident.category_source is LabelSource.SUGGESTED,
        priority_source=incident.priority_source,
    )


def without_words(view: IncidentView) -> IncidentView:
    """Return the view without anything that somebody wrote (promise P13)."""
    return replace(view, subject="", requester="", resolution="", mentions="", may_belong_to="")


def view_entry(entry: Entry, merged_from: str = "") -> TextView:
    """Return an entry of the conversation as a template shows it."""
    return TextView(
        author=entry.author_name or entry.author_address,
        at=entry.at,
        text=entry.text,
        verified=entry.verified,
        public=entry.public,
        attachment_names=entry.attachment_names,
        address=entry.author_address,
        protection=entry.protection,
        invitation=invitation_of(entry.invitation),
        merged_from=merged_from,
    )
