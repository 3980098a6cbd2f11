"""Mail about the desk itself, and guidance, as they are looked at in samples of notices."""

from datetime import timedelta
from typing import Any

from mailflow.core.drill_reviews import Choice, DrillReview, Step
from mailflow.core.guidance import Guidance
from mailflow.core.metrics.digests import Digest, DigestPart
from mailflow.core.metrics.measures import Share
from mailflow.core.metrics.wording import Line
from mailflow.core.notices import NO_INCIDENT
from mailflow.core.own_weeks import Correction, Example, Lesson, Week
from models.enums import NoticeKind

DIGEST = Digest(
    "2026-11-16 – 2026-11-22",
    "2026-11-09 – 2026-11-15",
    is_weekly=True,
    parts=(
        DigestPart(
            "IT Service Desk",
            is_empty=False,
            opened=31,
            open=7,
            lines=(Line("volume", "Opened", "31", "", "28", "↑", "+3", "same"),),
            remarks=("On hold: 2.",),
        ),
    ),
    helpless=("KB-4", "KB-9"),
)
GUIDANCE = Guidance(
    "Most print jobs wait on the server, not in the printer.",
    ("Does anybody else print on it?", "Clear the jobs that wait, then print a test page"),
    "https://wiki.example.com/printing",
)
DRILLED = DrillReview(
    title="A printer that nobody can use",
    trainee="Bob Brown",
    reference="INC-1044",
    steps=(
        Step("take", timedelta(minutes=4), timedelta(minutes=15)),
        Step("answer", timedelta(minutes=50), timedelta(minutes=30)),
        Step("resolve", None, timedelta(hours=4)),
    ),
    choices=(Choice("category", "hardware", "printing"), Choice("urgency", "high", "high")),
    commands=("#assign", "#category"),
    missed=("#resolve",),
    hints=("Look at the jobs that wait on the server.", "Say when you will write again."),
    wanted=2,
)
WEEK = Week(
    span="2026-11-16 – 2026-11-22",
    taken=14,
    resolved=11,
    median=timedelta(hours=3, minutes=20),
    group_median=timedelta(hours=4),
    response_sla=Share(12, 13),
    resolution_sla=Share(10, 11),
    reopened=1,
    ratings=4,
    mean_rating=4.25,
    corrected=(Correction("INC-1012", "software", "printing"),),
    corrected_by_others=(Correction("INC-1019", "email", "remote_access"),),
    examples=(Example("INC-1007", "printing", 5), Example("INC-1021", "", 4)),
    lesson=Lesson("reopened", "INC-1015", count=2),
)
QUIET_WEEK = Week(span="2026-11-16 – 2026-11-22", taken=1)
"""As little as a week may hold that is told."""
COACHED: dict[NoticeKind, dict[str, Any]] = {
    NoticeKind.COACHING: {"incident": NO_INCIDENT, "week": WEEK},
    NoticeKind.DRILL: {"incident": NO_INCIDENT, "drill": DRILLED},
}
HARDLY_COACHED: dict[NoticeKind, dict[str, Any]] = {
    NoticeKind.COACHING: {"incident": NO_INCIDENT, "week": QUIET_WEEK},
    NoticeKind.DRILL: {"incident": NO_INCIDENT, "drill": DrillReview("A printer", "Bob Brown")},
}
