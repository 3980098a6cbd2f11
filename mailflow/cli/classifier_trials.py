"""`mailflow classifier evaluate`: how good learning is, from the seed corpus or any two files."""

import click

from mailflow.cli.output import busy, print_fields, print_json
from mailflow.cli.session import json_option

WANTED_PRECISION = 0.95
file_option = click.Path(exists=True, dir_okay=False)


@click.command()
@click.option("--train", type=file_option, help="Learn from this file (JSONL, CSV; also .gz).")
@click.option("--test", type=file_option, help="Ask about the rows of this file.")
@click.option("--label", metavar="NAME", help="The column that holds the label.")
@click.option("--oos", metavar="LABEL", help="The label of rows that belong to no label.")
@click.option(
    "--precision",
    type=click.FloatRange(0.5, 1.0),
    default=WANTED_PRECISION,
    show_default=True,
    help="The share of suggestions that are to be right.",
)
@json_option
def evaluate(
    train: str | None,
    test: str | None,
    label: str | None,
    oos: str | None,
    precision: float,
    *,
    as_json: bool,
) -> None:
    """Print how good suggestions are for texts that were not learned from.

    Without files: the seed corpus, cross-validated, beside the majority baseline. With --train,
    --test and --label: learn from the one, ask about the other; each row has a `text` and a
    column of that name. Nothing is stored.
    """
    given = [train, test, label]
    if train and test and label:
        _try_files(train, test, label, oos, precision, as_json=as_json)
    elif any(given) or oos:
        raise click.UsageError("--train, --test and --label go together (--oos may join them)")
    else:
        _cross_validate(as_json=as_json)


def _try_files(
    train: str, test: str, label: str, oos: str | None, precision: float, *, as_json: bool
) -> None:
    with busy("learning from the one file and asking about the other"):
        from mailflow.adapters.trials import try_files  # noqa: PLC0415 - takes seconds

        found = try_files(
            train, test, label=label, outside_label=oos, wanted_precision=precision
        ).as_dict()
    if as_json:
        print_json(found)
        return
    from classifiers.trials import lines  # noqa: PLC0415

    print_fields(lines(found))


def _cross_validate(*, as_json: bool) -> None:
    with busy("learning and asking, fold by fold"):
        from classifiers import evaluation  # noqa: PLC0415 - scikit-learn takes seconds
        from classifiers.examples import seed_corpus  # noqa: PLC0415

        found = evaluation.evaluate(seed_corpus())
    if as_json:
        print_json({target: one.as_dict() for target, one in found.items()})
        return
    click.echo(evaluation.table(list(found.values())), nl=False)
