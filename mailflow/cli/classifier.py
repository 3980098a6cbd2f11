"""`mailflow classifier`: the active version, and how good learning from the seed corpus is."""

from collections.abc import Mapping

import click

from mailflow.cli.documents import Document
from mailflow.cli.output import busy, print_fields, print_json
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.records import ClassifierVersion
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
    for metrics in version.metrics.values():
        print_fields(_figures(metrics))


@classifier.command()
@json_option
def evaluate(*, as_json: bool) -> None:
    """Print cross-validated figures of the seed corpus beside the majority baseline's."""
    with busy("learning and asking, fold by fold"):
        from classifiers import evaluation  # noqa: PLC0415 - scikit-learn takes seconds
        from classifiers.examples import seed_corpus  # noqa: PLC0415

        found = evaluation.evaluate(seed_corpus())
    if as_json:
        print_json({target: one.as_dict() for target, one in found.items()})
        return
    click.echo(evaluation.table(list(found.values())), nl=False)


def _figures(metrics: object) -> list[tuple[str, str]]:
    found = metrics.items() if isinstance(metrics, Mapping) else [("metrics", metrics)]
    return [
        (str(name).replace("_", " "), f"{one:.3f}" if isinstance(one, float) else str(one))
        for name, one in found
    ]


def _document(version: ClassifierVersion) -> Document:
    return {
        "id": version.id,
        "origin": version.origin,
        "created_at": version.created_at,
        "sha256": version.sha256,
        "card": version.card,
        "metrics": version.metrics,
    }
