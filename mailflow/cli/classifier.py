"""`mailflow classifier`: the active version, and how good learning from the seed corpus is."""

import click

from mailflow.cli.classifier_report import report
from mailflow.cli.classifier_trials import evaluate
from mailflow.cli.documents import Document
from mailflow.cli.output import print_fields, print_json, say
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.classifier_versions import ClassifierVersion
from mailflow.errors import NotFoundError


@click.group()
def classifier() -> None:
    """See and evaluate the classifier."""


@classifier.command()
@json_option
@pass_session
def show(session: Session, *, as_json: bool) -> None:
    """Show the active version: where it comes from and how good it was."""
    with session.reading() as work:
        version = work.classifiers.active()
    if version is None:
        raise NotFoundError("no classifier is active, so nothing is suggested; run `mailflow init`")
    if as_json:
        print_json(_document(version))
        return
    names = ("id", "origin", "created_at", "sha256")
    print_fields((name.replace("_", " "), getattr(version, name)) for name in names)
    for target, metrics in version.metrics.items():
        say(f"{target}: {metrics}")


classifier.add_command(evaluate)
classifier.add_command(report)


def _document(version: ClassifierVersion) -> Document:
    return {
        "id": version.id,
        "origin": version.origin,
        "created_at": version.created_at,
        "sha256": version.sha256,
        "card": version.card,
        "metrics": version.metrics,
    }
