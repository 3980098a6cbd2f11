"""Drills: a practice incident for a trainee, its simulated requester, and how it went.

It takes the way of every mail. What would leave the house is kept and never sent; nothing of it
counts anywhere.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.adapters.practice_mails import practice_mail
from mailflow.adapters.scenarios import parsed
from mailflow.adapters.store.contract import Work
from mailflow.adapters.tokens import audit_mac
from mailflow.adapters.tombstoning import keep
from mailflow.applying import Applier
from mailflow.containing import Failing
from mailflow.core.drill_reviews import DrillReview, course_of, review_of
from mailflow.core.drills import SOURCE, Course, Drill, Scenario, due, is_over
from mailflow.core.effects import ChangeIncident, Decision
from mailflow.core.lifecycle import canceling
from mailflow.core.notices import NO_INCIDENT, NoticeContext
from mailflow.core.records import Contact, Incident
from mailflow.core.undoing import THE_CLOCK
from mailflow.desk import Desk
from mailflow.memos import Memo, is_reachable, send
from models.enums import EndState, NoticeKind


@dataclass(frozen=True, slots=True)
class Standing:
    """A drill as it stands now."""

    drill: Drill
    scenario: Scenario
    incident: Incident | None
    course: Course


def begin(
    work: Work,
    desk: Desk,
    script: tuple[str, str],
    people: tuple[Contact, Contact | None],
    now: datetime,
) -> Drill:
    """Write the first mail of a scenario; `people` are the trainee and whoever starts it."""
    (name, text), (trainee, starter) = script, people
    scenario = parsed(name, text)
    mail_id = _write(work, desk, scenario, scenario.text, now)
    drill = Drill(
        id=0,
        scenario=name,
        script=text,
        trainee_id=trainee.id,
        mail_id=mail_id,
        started_at=now,
        started_by_id=starter.id if starter else None,
    )
    drill = replace(drill, id=work.drills.add(drill))
    detail = {"drill": str(drill.id), "contact": str(trainee.id), "mail": str(mail_id)}
    work.audit.append(None, "drill_started", detail, now)
    return drill


def going_on(work: Work, now: datetime, failing: Failing) -> tuple[Drill, ...]:
    """Return the drills that are not over."""
    found = work.drills.open()
    return failing.left(found, lambda one: one.id, now, len(found))


def go_on(work: Work, desk: Desk, now: datetime, failing: Failing) -> int:
    """Send what simulated requesters write now, end what is over; return how many ended."""
    work.take_turn()
    ended = 0
    for one in going_on(work, now, failing):
        with failing.contained(work, one.id, now):
            ended += _go_on(work, desk, one, now)
    return ended


def standing(work: Work, drill: Drill) -> Standing:
    """Return how far a drill is."""
    incident = work.incidents.get(drill.incident_id) if drill.incident_id else None
    events = work.incidents.events(incident.id) if incident else ()
    scenario = parsed(drill.scenario, drill.script)
    return Standing(drill, scenario, incident, course_of(drill, incident, events))


def reviewed(work: Work, at: Standing) -> DrillReview:
    """Return how a drill was handled until now."""
    commands = work.drills.commands(at.incident.id) if at.incident else ()
    trainee = work.directory.get(at.drill.trainee_id)
    name = trainee.name if trainee else ""
    return review_of(at.scenario, at.course, at.incident, commands, name)


def end(work: Work, desk: Desk, drill: Drill, now: datetime) -> DrillReview:
    """End a drill and tell the trainee, and whoever started it, how it went."""
    at = standing(work, drill)
    review = reviewed(work, at)
    work.drills.update(replace(drill, ended_at=now))
    if at.incident is not None and not at.incident.is_finished:
        changes = ChangeIncident(at.incident.id, canceling(at.incident, now), THE_CLOCK)
        Applier(work, desk, None, None, now).apply(Decision((changes,), (("drill", "ended"),)))
    if at.incident is None:
        _never_open(work, drill, now)
    work.audit.append(drill.incident_id, "drill_ended", {"drill": str(drill.id)}, now)
    for number in dict.fromkeys((drill.trainee_id, drill.started_by_id)):
        contact = work.directory.get(number) if number else None
        if contact is not None and is_reachable(contact):
            send(work, desk, _memo(desk, drill, review, contact), now)
    return review


def _never_open(work: Work, drill: Drill, now: datetime) -> None:
    """Let the first mail of a drill that has ended open nothing any more."""
    if work.mails.get(drill.mail_id).end_state is None:
        work.mails.finish(
            drill.mail_id,
            end_state=EndState.IGNORED,
            rule="drill_ended",
            incident_id=None,
            at=now,
            log=(("drill", "ended before a worker came to it"),),
        )


def _go_on(work: Work, desk: Desk, drill: Drill, now: datetime) -> bool:
    at = standing(work, drill)
    places = due(at.scenario, at.course, drill.sent, now) if at.incident else ()
    if places:
        first = work.mails.get(drill.mail_id).message_id
        for place in places:
            _write(work, desk, at.scenario, at.scenario.follow_ups[place].text, now, first)
        drill = replace(drill, sent=(*drill.sent, *places))
        work.drills.update(drill)
        return False
    is_ended = is_over(at.scenario, at.course, drill.sent, now)
    if is_ended:
        end(work, desk, drill, now)
    return is_ended


def _write(
    work: Work, desk: Desk, scenario: Scenario, text: str, now: datetime, answers: str | None = None
) -> int:
    """Store a mail of the simulated requester as intake stores those of real ones."""
    content = practice_mail(scenario, text, desk.settings.desk.support_address, now, answers)
    mac = audit_mac(desk.keys.audit)
    number, _ = keep(work, mac, content, source=f"{SOURCE}drill", received_at=now)
    return number


def _memo(desk: Desk, drill: Drill, review: DrillReview, contact: Contact) -> Memo:
    settings = desk.settings.desk
    context = NoticeContext(
        kind=NoticeKind.DRILL,
        desk_name=settings.name,
        recipient_name=contact.name,
        incident=NO_INCIDENT,
        drill=review,
        zone=settings.zone_of(contact.time_zone),
    )
    rendered = desk.renderer.render(context, contact.language or settings.language)
    return Memo(contact, NoticeKind.DRILL, rendered, f"drill:{drill.id}:{contact.id}")
