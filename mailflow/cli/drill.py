"""`mailflow drill`: practice incidents for trainees."""

from dataclasses import replace

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import Document
from mailflow.cli.output import print_fields, print_json, print_table, say
from mailflow.cli.people import known_agent
from mailflow.cli.session import Session, json_option, limit_option, pass_session
from mailflow.core.drill_reviews import DrillReview
from mailflow.core.drills import Drill
from mailflow.core.records import Contact, reference
from mailflow.errors import NotFoundError, PermanentError

COLUMNS = ("number", "scenario", "trainee", "incident", "started", "ended")
LISTED = ("number", "scenario", "trainee", "incident", "started_at", "ended_at")


@click.group()
def drill() -> None:
    """Send practice incidents to agents and see how they do; nothing of it counts anywhere."""


@drill.command()
@json_option
@pass_session
def scenarios(session: Session, *, as_json: bool) -> None:  # noqa: ARG001 - as every command
    """List the scenarios that come with mailflow."""
    from mailflow.adapters.scenarios import shipped  # noqa: PLC0415

    found = [
        {"name": name, "title": one.title, "requester": one.requester} for name, one in shipped()
    ]
    if as_json:
        print_json({"scenarios": found})
        return
    rows = [[one["name"], one["title"]] for one in found]
    print_table(("name", "title"), rows, empty="no scenarios")


@drill.command()
@click.argument("scenario")
@click.option("--agent", required=True, metavar="WHO", help="The trainee: an address or a handle.")
@click.option("--as", "acting", metavar="WHO", help="Who starts it, and reads how it went, too.")
@json_option
@pass_session
def start(
    session: Session, scenario: str, agent: str, acting: str | None, *, as_json: bool
) -> None:
    """Start SCENARIO, one of `drill scenarios` or a file of your own, for an agent."""
    from mailflow.adapters.scenarios import script_of  # noqa: PLC0415
    from mailflow.drilling import begin  # noqa: PLC0415

    script = script_of(scenario)
    with session.writing() as work:
        trainee = _agent(work, agent)
        if not trainee.active:
            raise PermanentError(f"{trainee.address} is disabled; a drill needs somebody at work")
        starter = _agent(work, acting) if acting else None
        begun = begin(work, session.desk, script, (trainee, starter), session.clock())
        document = drill_document(work, begun)
    if as_json:
        print_json(document)
        return
    say(f"drill {begun.id} is started: {trainee.address} gets it as soon as a worker runs")


@drill.command("list")
@limit_option
@json_option
@pass_session
def list_(session: Session, limit: int, *, as_json: bool) -> None:
    """List drills, the newest first."""
    with session.reading() as work:
        found = [drill_document(work, one) for one in work.drills.listed(limit=limit)]
    if as_json:
        print_json({"drills": found})
        return
    rows = [[one[name] for name in LISTED] for one in found]
    print_table(COLUMNS, rows, empty="no drills; `mailflow drill start` begins one")


@drill.command()
@click.argument("number", type=click.IntRange(1))
@json_option
@pass_session
def show(session: Session, number: int, *, as_json: bool) -> None:
    """Show how drill NUMBER was handled, or how it goes until now."""
    from mailflow.drilling import reviewed, standing  # noqa: PLC0415

    with session.reading() as work:
        found = known_drill(work, number)
        review = reviewed(work, standing(work, found))
        document = {**drill_document(work, found), **review_document(review)}
    _print(document, as_json=as_json)


@drill.command()
@click.argument("number", type=click.IntRange(1))
@json_option
@pass_session
def end(session: Session, number: int, *, as_json: bool) -> None:
    """End drill NUMBER now; the trainee, and whoever started it, read how it went."""
    from mailflow.drilling import end as end_drill  # noqa: PLC0415

    now = session.clock()
    with session.writing() as work:
        work.take_turn()
        found = known_drill(work, number)
        if found.ended_at is not None:
            raise PermanentError(f"drill {number} has ended already")
        review = end_drill(work, session.desk, found, now)
        ended = replace(found, ended_at=now)
        document = {**drill_document(work, ended), **review_document(review)}
    _print(document, as_json=as_json)


def known_drill(work: Work, number: int) -> Drill:
    """Return the drill of this number; NotFoundError where there is none."""
    found = work.drills.get(number)
    if found is None:
        raise NotFoundError(f"there is no drill {number}; see `mailflow drill list`")
    return found


def _agent(work: Work, who: str) -> Contact:
    """Return an agent by handle or address."""
    known = None if "@" in who.lstrip("@") else work.directory.by_handle(who.lstrip("@"))
    return known if known is not None and known.is_agent else known_agent(work, who)


def drill_document(work: Work, found: Drill) -> Document:
    """Return a drill as JSON."""
    people = (found.trainee_id, found.started_by_id)
    trainee, starter = (work.directory.get(one) if one else None for one in people)
    return {
        "number": found.id,
        "scenario": found.scenario,
        "trainee": trainee.address if trainee else "",
        "started_by": starter.address if starter else None,
        "incident": reference(found.incident_id) if found.incident_id else None,
        "started_at": found.started_at,
        "ended_at": found.ended_at,
        "follow_ups_sent": len(found.sent),
    }


def review_document(review: DrillReview) -> Document:
    """Return how a drill was handled as JSON; durations are seconds."""
    return {
        "title": review.title,
        "expected": review.expected,
        "met": review.done_well,
        "steps": [
            {
                "name": one.name,
                "took": one.took and one.took.total_seconds(),
                "within": one.within and one.within.total_seconds(),
                "missed": one.is_missed,
            }
            for one in review.steps
        ],
        "choices": [
            {"name": one.name, "chosen": one.chosen, "expected": one.expected}
            for one in review.choices
        ],
        "commands": list(review.commands),
        "missed": list(review.missed),
        "hints": list(review.hints),
    }


def _print(document: Document, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
        return
    say(f"drill {document['number']}: {document['title']}")
    print_fields((name.replace("_", " "), document[name]) for name in LISTED[1:])
    say(f"{document['met']} of {document['expected']} expectations met")
    for one in document["steps"]:
        took = "not done" if one["took"] is None else f"after {one['took'] / 60:.0f} min"
        say(f"  {one['name']}: {took}{'  (missed)' if one['missed'] else ''}")
    for one in document["choices"]:
        expected = f"  (expected: {one['expected']})" if one["expected"] else ""
        say(f"  {one['name']}: {one['chosen'] or 'none'}{expected}")
    say(f"  commands: {', '.join(document['commands']) or 'none'}")
    if document["missed"]:
        say(f"  not used: {', '.join(document['missed'])}")
    for hint in document["hints"]:
        say(f"  hint: {hint}")
