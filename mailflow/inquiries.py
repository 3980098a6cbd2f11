"""What an agent gets for `#show`, `#history`, `#why` and `#help`: the incident as it stands."""

from dataclasses import replace
from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.core.categorisation import NO_SUGGESTION, suggestion_of
from mailflow.core.commands import AGENT_RULES
from mailflow.core.commands.examples import EXAMPLES
from mailflow.core.notices import ReportLine, Value
from mailflow.core.priority import Ranking, why
from mailflow.core.records import Contact, Incident, IncidentEvent, SupportGroup
from mailflow.core.relations import RelatedView, relations_of
from mailflow.core.undoing import CHANGED, ELSEWHERE, MOMENTS, UNMERGED
from models.enums import EscalationCause

SHOWN_ENTRIES = 100
SHOWN_EVENTS = 200
MAXIMUM_VALUE = 200
MOST_NAMED = 20
CAUSES = frozenset(EscalationCause)
UNTOLD = frozenset(
    {
        "clock_stops",
        "response_warn_at",
        "resolution_warn_at",
        "response_warned_at",
        "resolution_warned_at",
        "untaken_escalated_at",
        "reopened_escalated_at",
        "asked_escalated_at",
    }
)
"""Fields that only follow from others, or of which an event of the clock tells more."""
TOLD_BY_FIELD = frozenset({CHANGED, ELSEWHERE, UNMERGED})

CommandsHelp = tuple[tuple[str, str], ...]
COMMON_COMMANDS: CommandsHelp = tuple(
    (f"#{name}", "")
    for name in ("take", "assign", "note", "pending", "resolve", "close", "reopen", "help")
)
EVERY_COMMAND = (("#take", ""), *((EXAMPLES[rule.name], "") for rule in AGENT_RULES))


def related(work: Work, incident: Incident) -> tuple[RelatedView, ...]:
    """Return how others stand to an incident: their references and states, none of their words."""
    ways = relations_of(work.incidents.links(incident.id), work.incidents.linked_from(incident.id))
    found = ((relation, work.incidents.get(number)) for relation, number in ways)
    return tuple(RelatedView(how, one.reference, one.state) for how, one in found if one)


def report_lines(work: Work, incident: Incident, inquiry: str) -> tuple[ReportLine, ...]:
    """Return the lines of a report; `show` and `help` have a form of their own."""
    if inquiry == "history":
        return _history(work, incident)
    return _reasons(work, incident) if inquiry == "why" else ()


def _history(work: Work, incident: Incident) -> tuple[ReportLine, ...]:
    events = [one for one in work.incidents.events(incident.id) if one.field not in UNTOLD]
    return tuple(_told(one, work) for one in events[-SHOWN_EVENTS:])


def _told(event: IncidentEvent, work: Work) -> ReportLine:
    line = ReportLine(event.name, at=event.at, actor=event.actor)
    if not event.field:
        return line
    if event.name not in TOLD_BY_FIELD:
        whom = _named(event.after, work)
        return replace(line, change=event.name, before=event.field, after=whom)
    before, after = (shown_value(event.field, one, work) for one in (event.before, event.after))
    return replace(line, change=event.field, before=before, after=after)


def shown_value(field: str, value: str | None, work: Work) -> Value:
    """Return a value as people know it: who it is instead of his number, a moment as such."""
    if not value:
        return None
    if field in MOMENTS:
        return datetime.fromisoformat(value)
    found: Contact | SupportGroup | None = None
    if field == "assignee_id":
        found = work.directory.get(int(value))
    elif field == "group_id":
        found = work.directory.group(int(value))
    if field in CAUSES:
        return _named(value, work)
    return found.name if found else _short(value)


def _named(value: str | None, work: Work) -> str:
    """Return whom an event of the clock means: `group 2` or `contact 4 7` by name."""
    kind, *numbers = (value or "").split()[:MOST_NAMED] or [""]
    if kind not in {"group", "contact"} or not all(one.isdecimal() for one in numbers):
        return _short(value)
    look = work.directory.group if kind == "group" else work.directory.get
    found = (look(int(one)) for one in numbers)
    return ", ".join(one.name for one in found if one is not None)


def _short(value: str | None) -> str:
    return " ".join((value or "").split())[:MAXIMUM_VALUE]


def _reasons(work: Work, incident: Incident) -> tuple[ReportLine, ...]:
    """Why it was labelled as it was, and how each mail was decided."""
    ranking = Ranking(incident.priority, incident.priority_source)
    lines = [ReportLine(why(ranking, incident.impact, incident.urgency), head="priority")]
    suggestion = suggestion_of(incident.suggestion) or NO_SUGGESTION
    for name, guess in (("category", suggestion.category), ("urgency", suggestion.urgency)):
        if guess.label:
            words = ", ".join(guess.reasons[:5])
            lines.append(ReportLine(f"{guess.label} ({guess.confidence:.0%}): {words}", head=name))
    for mail in work.mails.of_incident(incident.id):
        steps = "; ".join(f"{step}: {finding}" for step, finding in mail.decision_log)
        lines.append(ReportLine(steps, head=f"mail {mail.id}, {mail.rule}"))
    return tuple(lines)
