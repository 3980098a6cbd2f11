"""The written definition of every figure: what docs/METRICS.md, the report and its tests go by.

The names are those of ITIL 4's measurement practice where it has one; see design section 6.
"""

from collections.abc import Iterator
from dataclasses import dataclass

INTRODUCTION = """\
# Figures

What `mailflow report` and the digest tell, defined. This page is made of the definitions in
`mailflow/core/metrics/definitions.py` (`mailflow report --definitions`). In JSON durations are
seconds, and null stands for what cannot be told since nothing was measured.

![The page of a report](report.png)

On a phone it is [one column](report-phone.png); the [digest](digest.png) is a mail with the same.
"""


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure: one sentence, its formula, what counts and what does not.

    `key` is its name in JSON; `in_json` says what stands there. Durations are seconds.
    """

    key: str
    name: str
    sentence: str
    formula: str
    counts: str
    leaves_out: str
    in_json: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for every figure."""

    name: str
    text: str


RULES = (
    Rule(
        "Period",
        "From 00:00 of the first day to the end of the last one, in the time zone of the desk"
        " (`[desk] time_zone`): `start <= moment < end`. A last day that is not over ends now. The"
        " period before it has as many days of the calendar and lies just before.",
    ),
    Rule(
        "As it was known",
        "Everything is told as it stood at the end of the period. What happens later changes the"
        " figures of later periods, never of earlier ones. So a report can be made again.",
    ),
    Rule(
        "From the history",
        "State, group, priority, category, due moments and all else are read from the events of an"
        " incident (field, before, after), not from its columns of today. The first value of a"
        " field is what its first event says was before.",
    ),
    Rule(
        "Taken back",
        "What `#undo` took back did not happen, and its undoing neither: the act and the undoing"
        " are left out together. An undoing that was itself taken back takes back nothing. As"
        " everything, it counts from the moment it was done: an undoing after the end of the"
        " period does not change it.",
    ),
    Rule(
        "Act",
        "All events of one mail, of one command at the command line or of one look of the clock"
        " on an incident are one act. The state after it counts, none in between.",
    ),
    Rule(
        "Left out",
        "An incident counts nowhere if it is a practice incident, else a record of the desk (see"
        " there), else if at the end of the period it is merged into another (the other one"
        " counts), else canceled; canceled with the closure code `spam` is told as spam. How many"
        " there are of each is told beside the volume.",
    ),
    Rule(
        "Record of the desk",
        "A problem that `#problem new` opened, or an action that `#action` opened: since its"
        " opening, and for good, whatever is linked to it or not. Nobody outside waits for it, so"
        " it has no targets, nobody is paged, warned or told by the clock, and the classifier"
        " learns nothing from it. An incident that somebody reported, and that others name as"
        " their problem (`#problem INC-1001`), is none: it counts, since he waits for it.",
    ),
    Rule(
        "Group",
        "With `--group` the incidents that belong to the group at the end of the period.",
    ),
    Rule(
        "Opening",
        "`opened_at`: when the mail arrived that opened it.",
    ),
    Rule(
        "First answer",
        "The first act of a person that sets `responded_at`: a public answer to the requester, or"
        " a resolution. The clock and monitors answer nobody.",
    ),
    Rule(
        "Resolution",
        "An act that brings the incident from any other state to resolved or closed. Closing a"
        " resolved incident is none. `Resolved in the period` are the incidents that are resolved"
        " or closed at its end and whose last resolution lies in it.",
    ),
    Rule(
        "Reopening",
        "An act that brings a resolved or closed incident back to an open state (new, in progress,"
        " on hold). That of a canceled one is none.",
    ),
    Rule(
        "On hold",
        "From the act that sets the state on hold, or gives a hold another reason, to the act that"
        " ends it or gives it another reason.",
    ),
    Rule(
        "Service time",
        "The working time between two moments by the calendar of the service level that the"
        " incident was under at the second one (priority, group, category, requester), without the"
        " working time on hold between them. Where the level counts round the clock, every minute"
        " is working time. The time a resolved incident waited before it was reopened counts.",
    ),
    Rule(
        "Percentile",
        "By the nearest rank: p90 is the shortest of the measured times that at least 90 % of them"
        " do not exceed. p50 is the median so defined. A mean is the sum divided by the number,"
        " to the microsecond.",
    ),
    Rule(
        "Target met",
        "The moment is no later than the due moment recorded after the same act: a due moment that"
        " was recomputed before (another priority, a hold that ended, `#due`) counts as it was"
        " then. On hold the clock stands still, so what counts instead is when the hold began.",
    ),
    Rule(
        "Trend",
        "Difference to the period before. `too few` where one of the two rests on fewer than 5"
        " (for a number of incidents: where both are below 5).",
    ),
)

DEFINITIONS = (
    Definition(
        "volume",
        "Volume",
        "How many incidents came in.",
        "number of incidents opened in the period",
        "Incidents of people and of monitors, split-off and follow-up incidents.",
        "Merged, canceled, spam, practice, records of the desk: each told by itself (`merged`,"
        " `canceled`, `spam`, `practice`, `problem`, `action`; opened in the period and in that"
        " condition at its end).",
        "`incidents` (the volume), `merged`, `canceled`, `spam`, `practice`, `problem`, `action`,"
        " `total` (the sum of these), `resolved` (resolved in the period)",
    ),
    Definition(
        "backlog",
        "Backlog and its age",
        "What is open at the end of the period, and for how long.",
        "number of incidents that are new, in progress or on hold; age = end of the period minus"
        " opening, by the clock on the wall",
        "On hold too (`on_hold`). `unassigned` has no assignee. `response_overdue` has no first"
        " answer and a due moment before the end of the period, `resolution_overdue` a due moment"
        " for the resolution before it; on hold, before the hold began.",
        "Resolved, closed.",
        "`open`, `on_hold`, `unassigned`, `response_overdue`, `resolution_overdue`, `age` (count,"
        " mean, p50, p90, longest), `by_age` (`under_1_day`, `1_to_3_days` …), `by_priority`",
    ),
    Definition(
        "mtta",
        "MTTA, mean time to answer",
        "How long a requester waits for the first answer of a person.",
        "mean of the service time from the opening to the first answer",
        "Incidents whose first answer lies in the period, at the priority they had then.",
        "Acknowledgements of the desk; incidents nobody has answered yet (see backlog).",
        "`all` and `by_priority.P1` …: `count`, `mean`, `p50`, `p90`, `longest`",
    ),
    Definition(
        "mttr",
        "MTTR, mean time to resolve",
        "How long it takes until an incident is resolved for good.",
        "mean of the service time from the opening to the last resolution",
        "Resolved in the period, at the priority it had at that resolution. One that was reopened"
        " runs from its opening to its last resolution, holds left out.",
        "Incidents that are open again at the end of the period.",
        "`all` and `by_priority.P1` …: `count`, `mean`, `p50`, `p90`, `longest`",
    ),
    Definition(
        "first_contact_resolution",
        "First-contact resolution",
        "How many incidents the first answer resolved.",
        "incidents whose first answer was their only resolution, divided by incidents that a"
        " person answered",
        "Resolved in the period; the first answer and the resolution are one act, there was no"
        " other resolution, and until the end of the period no person moved it to another group and"
        " it was not escalated, neither by hand nor by the clock.",
        "Alerts of monitors (with a deduplication key); incidents without a first answer.",
        "`part`, `whole`, `value`",
    ),
    Definition(
        "response_sla",
        "Service level of the response",
        "How many first answers came in time.",
        "first answers within their target divided by first answers that had one",
        "First answers in the period, at the priority of that moment.",
        "Incidents without a due moment; those nobody has answered yet are in the backlog.",
        "`all` and `by_priority.P1` …: `part`, `whole`, `value`",
    ),
    Definition(
        "resolution_sla",
        "Service level of the resolution",
        "How many resolutions came in time.",
        "last resolutions within their target divided by last resolutions that had one",
        "Resolved in the period, at the priority of that moment.",
        "Incidents without a due moment; what is open and late is in the backlog.",
        "`all` and `by_priority.P1` …: `part`, `whole`, `value`",
    ),
    Definition(
        "reopen_rate",
        "Reopen rate",
        "How many reopened incidents there are for the resolved ones.",
        "incidents with a reopening in the period divided by incidents with a resolution in it",
        "Each incident once in each of the two, whatever became of it after.",
        "Follow-up incidents: they are new ones.",
        "`part`, `whole`, `value`",
    ),
    Definition(
        "wrongly_assigned",
        "Wrongly assigned",
        "How many incidents were given to the wrong support group at first.",
        "incidents that a person moved from one group to another, divided by all that had a group"
        " when they were opened",
        "Resolved in the period; moved at any time before its end.",
        "Escalations to the next group; what the clock moves; groups that were merged.",
        "`part`, `whole`, `value`",
    ),
    Definition(
        "wrongly_categorised",
        "Wrongly categorised",
        "How often agents corrected the category that the classifier had applied.",
        "incidents whose category a person changed to another one, divided by incidents whose"
        " category the classifier had applied at the opening",
        "Incidents of people, resolved in the period by an agent of the directory (active or not)"
        " or at the command line. One that nobody touched, or that was confirmed, counts as right."
        " `mailflow classifier drift` counts by the same rule, as it stands now.",
        "Suggestions that were only shown; incidents that their requester or a monitor ended; those"
        " of monitors, and those that began with any other mail which a machine wrote.",
        "`part`, `whole`, `value`",
    ),
    Definition(
        "time_to_escalate",
        "Time to escalate",
        "How long it takes until somebody above hears of an incident.",
        "mean of the service time from the opening to the first escalation",
        "Incidents whose first escalation lies in the period: by `#escalate`, or by the clock for a"
        " missed target, because nobody takes it, it was reopened again, or its requester asks in"
        " vain. `functional` and `hierarchical` count all escalations of the period: to"
        " the next group, and to a manager; one act counts once for each.",
        "Warnings before a target is missed; pages of a P1 that nobody has taken.",
        "`count`, `mean`, `p50`, `p90`, `longest`, `functional`, `hierarchical`",
    ),
    Definition(
        "major_incidents",
        "Major incidents",
        "How many incidents were declared major.",
        "number of incidents that became major in the period",
        "Each once, even where it was taken off and declared again.",
        "A mark that was undone.",
        "`incidents`",
    ),
    Definition(
        "csat",
        "CSAT, satisfaction of requesters",
        "What requesters think of the work.",
        "mean of the ratings 1 to 5; share of 4 and 5; number of answers",
        "Incidents rated in the period, each by its last rating in it.",
        "Incidents without a rating; a rating that repeats the one before it.",
        "`answers`, `mean`, `content` (`part`, `whole`, `value`), `scores` (how many gave 1 to 5)",
    ),
    Definition(
        "time_on_hold",
        "Time on hold by reason",
        "What incidents wait for, and how long.",
        "sum of the working time on hold within the period, by reason",
        "All holds that lie in the period at least in part, with that part alone, by the calendar"
        " of the incident at the end of the period; `incidents` counts each once for each reason.",
        "Time before and after the period.",
        "a list of `reason`, `incidents`, `time`",
    ),
    Definition(
        "busiest_hours",
        "Busiest hours",
        "When incidents come in.",
        "number of incidents opened, by weekday and hour in the time zone of the desk",
        "The volume.",
        "What the volume leaves out.",
        "seven lists (Monday first) of 24 numbers",
    ),
    Definition(
        "top_categories",
        "Top categories",
        "What incidents are about.",
        "number of incidents opened in the period, by their category at its end",
        "The volume; an empty name is no category. At most 20, the most frequent first.",
        "What the volume leaves out.",
        "a list of `name`, `incidents`",
    ),
    Definition(
        "recurring_causes",
        "Recurring causes",
        "What breaks again and again.",
        "number of incidents by linked problem, and by root cause in the same words",
        "Resolved in the period; two incidents at least. Root causes are compared without regard"
        " to case and blanks, by their first 80 characters. Closure codes are told of all.",
        "Root causes of erased or expired incidents. Root causes are agents' words: they stand in"
        " the report, never in a mail.",
        "`problems`, `causes`, `closure_codes`: lists of `name`, `incidents`",
    ),
    Definition(
        "missing_causes",
        "Without a root cause",
        "How many grave incidents ended without a root cause.",
        "grave incidents without a root cause divided by grave incidents",
        "Resolved in the period, and at its end of P1 or P2 or major, also those below another"
        " incident; `references` names the first 20 of them. A cause told later, before the end of"
        " the period, counts.",
        "Causes of blanks. A cause that was erased or expired was told once, so none is missing.",
        "`part`, `whole`, `value`, `references`",
    ),
    Definition(
        "self_service",
        "Knowledge",
        "How many articles were made ready for others.",
        "number of times that an article was published in the period",
        "Publications told in the history of an incident that counts, or of a problem.",
        "Drafts, withdrawn articles.",
        "`published`",
    ),
)


def page() -> str:
    """Return docs/METRICS.md."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield INTRODUCTION
    yield "## Rules for all"
    yield ""
    yield "| rule | what it says |"
    yield "|---|---|"
    yield from (f"| {one.name} | {one.text} |" for one in RULES)
    for one in DEFINITIONS:
        yield ""
        yield f"## {one.name}"
        yield ""
        yield f"{one.sentence} In JSON `{one.key}`: {one.in_json}."
        yield ""
        yield f"- Formula: {one.formula}."
        yield f"- Counts: {one.counts}"
        yield f"- Does not count: {one.leaves_out}"
    yield ""
