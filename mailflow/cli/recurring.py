"""`mailflow incidents recurring`: what comes back, with its evidence."""

from collections import Counter
from collections.abc import Iterable

import click

from mailflow.cli.documents import Document
from mailflow.cli.output import Cell, print_json, print_table
from mailflow.cli.session import Session, json_option, limit_option, pass_session
from mailflow.core.records import reference
from mailflow.core.reports import Finding, Report
from mailflow.recurring import look_at_weeks

COLUMNS = ("newest", "incidents", "days", "requesters", "category", "first", "last", "words")
MOST_TEXTS = 5


@click.command()
@limit_option
@json_option
@pass_session
def recurring(session: Session, limit: int, *, as_json: bool) -> None:
    """List what came back over the last weeks and has no problem yet, the most frequent first.

    The agents are told of the same by mail, once a month; `#problem new` in an answer opens one.
    """
    with session.reading() as work:
        found = look_at_weeks(work, session.desk, session.clock())[:limit]
    documents = [_document(one) for one in found]
    if as_json:
        print_json({"recurring": documents})
        return
    print_table(COLUMNS, [_row(one) for one in found], empty="nothing came back often enough")


def _document(one: Finding) -> Document:
    reports, evidence = one.reports, one.evidence
    return {
        "newest": reference(one.recurrence.head_id),
        "category": reports[-1].category,
        "monitor_key": evidence.key or None,
        "words": list(evidence.words),
        "first_at": reports[0].opened_at,
        "last_at": reports[-1].opened_at,
        "days": evidence.days,
        "requesters": sorted({report.requester for report in reports}),
        "closure_codes": dict(evidence.codes),
        "root_causes": _most_frequent(report.root_cause for report in reports),
        "resolutions": _most_frequent(report.resolution for report in reports),
        "incidents": [_incident(report) for report in reports],
    }


def _incident(report: Report) -> Document:
    return {
        "reference": report.reference,
        "opened_at": report.opened_at,
        "state": report.state.value,
        "subject": report.subject,
        "requester": report.requester,
    }


def _most_frequent(texts: Iterable[str | None]) -> list[str]:
    counted = Counter(text for text in texts if text)
    return [text for text, _ in counted.most_common(MOST_TEXTS)]


def _row(one: Finding) -> list[Cell]:
    reports, evidence = one.reports, one.evidence
    return [
        reference(one.recurrence.head_id),
        len(reports),
        evidence.days,
        len({report.requester for report in reports}),
        reports[-1].category,
        reports[0].opened_at,
        reports[-1].opened_at,
        evidence.key or ", ".join(evidence.words),
    ]
