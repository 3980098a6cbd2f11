"""`mailflow classifier`: the versions there are, and which one is active."""

import click

from mailflow.cli.classifier_asking import explain, similar, suggest
from mailflow.cli.classifier_imports import imports
from mailflow.cli.classifier_learning import promote, retrain, rollback
from mailflow.cli.classifier_pages import version_document, version_lines, wanted_version
from mailflow.cli.classifier_report import report
from mailflow.cli.classifier_trials import evaluate
from mailflow.cli.classifier_watching import counts_document, counts_line, drift, review
from mailflow.cli.output import Cell, print_fields, print_json, print_table, say
from mailflow.cli.session import Session, json_option, limit_option, pass_session
from mailflow.core.classifier_versions import ClassifierVersion, verdict_of
from mailflow.core.corrections import corrections
from mailflow.finished import judged_by_agents
from mailflow.promoting import LATELY, MOST_ENDED

COLUMNS = ("id", "created", "origin", "mails", "accuracy", "macro-F1", "gate", "active")


@click.group()
def classifier() -> None:
    """See, train, promote and evaluate the classifier."""


@classifier.command("list")
@limit_option
@json_option
@pass_session
def list_(session: Session, limit: int, *, as_json: bool) -> None:
    """List the versions, newest first."""
    with session.reading() as work:
        found = work.classifiers.listed(limit=limit)
        there = frozenset(work.classifiers.with_content())
    if as_json:
        print_json(
            {"versions": [version_document(one, has_bytes=one.id in there) for one in found]}
        )
        return
    print_table(COLUMNS, [_row(one) for one in found], empty="no version; run `mailflow init`")


def _row(version: ClassifierVersion) -> tuple[Cell, ...]:
    category = version.metrics.get("category")
    figures = category if isinstance(category, dict) else {}
    verdict = verdict_of(version)
    gate = "" if verdict is None else "passed" if verdict.promoted else "refused"
    shown = (_rounded(figures.get(name)) for name in ("accuracy", "macro_f1"))
    mails = version.card.get("examples")
    return (
        version.id,
        version.created_at,
        version.origin,
        mails if isinstance(mails, int) else "",
        *shown,
        gate,
        "active" if version.active else "",
    )


def _rounded(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else ""


@classifier.command()
@click.argument("version", type=click.IntRange(min=1), required=False)
@json_option
@pass_session
def show(session: Session, version: int | None, *, as_json: bool) -> None:
    """Show a version, without VERSION the active one: its origin, figures, verdict and rights."""
    with session.reading() as work:
        found = wanted_version(work, version)
        document = version_document(found, has_bytes=bool(found.content))
        document["refused"] = session.desk.suggester.why_refused(found.content)
        document["unheard"] = session.desk.suggester.why_unheard(found.content)
        agreed = corrections(judged_by_agents(work, session.clock() - LATELY, MOST_ENDED))
    document["corrections"] = counts_document(agreed) if found.active else None
    if as_json:
        print_json(document)
        return
    names = ("id", "active", "origin", "created_at", "sha256", "champion")
    print_fields((name.replace("_", " "), document[name]) for name in names)
    for line in version_lines(found):
        say(line)
    if found.active:
        say(f"agents, last {LATELY.days} days: {counts_line(agreed)}")
    for name in ("refused", "unheard"):
        if document[name]:
            say(f"{name}: {document[name]}")


for one in (
    retrain,
    promote,
    rollback,
    evaluate,
    report,
    suggest,
    explain,
    similar,
    review,
    drift,
    imports,
):
    classifier.add_command(one)
