"""`mailflow classifier evaluate`: how good a version is, learning from any file, or the start."""

from dataclasses import dataclass
from pathlib import Path

import click

from mailflow.cli.classifier_pages import wanted_version
from mailflow.cli.output import busy, print_fields, print_json, print_table, say
from mailflow.cli.session import Session, json_option, pass_session

WANTED_PRECISION = 0.95
COLUMNS = ("target", "figure", "champion", "version", "difference in points (95 % range)")
file_option = click.Path(exists=True, dir_okay=False)


@dataclass(frozen=True, slots=True)
class _Files:
    """What to learn from, what to ask about, and by which column."""

    train: str
    test: str
    label: str
    oos: str | None
    precision: float
    model: Path | None


@click.command()
@click.argument("version", type=click.IntRange(min=1), required=False)
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
@click.option(
    "--sentence-model",
    "model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="With files: average this model's scores in where that helps.",
)
@json_option
@pass_session
def evaluate(
    session: Session,
    version: int | None,
    train: str | None,
    test: str | None,
    label: str | None,
    oos: str | None,
    precision: float,
    model: Path | None,
    *,
    as_json: bool,
) -> None:
    """Print how good suggestions are for texts that were not learned from.

    With VERSION: that version beside the active one, on the frozen rows of the last twelve
    months, and what the gate says. With --train, --test and --label: learn from the one file,
    ask about the other; each row has a `text` and a column of that name. With neither: the seed
    corpus, cross-validated, beside the majority baseline. Nothing is stored.
    """
    has_files = any((train, test, label, oos, model))
    if version is not None and has_files:
        raise click.UsageError("either a version or files")
    if version is not None:
        _beside_the_champion(session, version, as_json=as_json)
    elif train and test and label:
        _try_files(_Files(train, test, label, oos, precision, model), as_json=as_json)
    elif has_files:
        raise click.UsageError("--train, --test and --label go together (--oos may join them)")
    else:
        _cross_validate(as_json=as_json)


def _beside_the_champion(session: Session, number: int, *, as_json: bool) -> None:
    with busy("asking both versions about the frozen rows"):
        from mailflow.adapters.trials import Judge  # noqa: PLC0415 - takes seconds
        from mailflow.cli.report.page import changes_of, tested  # noqa: PLC0415
        from mailflow.core.training_data import recent  # noqa: PLC0415
        from mailflow.retraining import gather  # noqa: PLC0415

        settings = session.settings
        with session.reading() as work:
            champion, version = wanted_version(work, None), wanted_version(work, number)
            frozen = recent(gather(work, session.desk).rows.test, session.clock())
        wanted = settings.classifier.wanted_precision
        key, embedding = session.desk.keys.classifier, session.desk.suggester.embedding
        judge = Judge(frozen, settings.known_categories, wanted, key, embedding)
        duel = judge.compare(champion, version)
    if as_json:
        print_json({"champion": champion.id, "version": version.id, **duel.document()})
        return
    rows = [
        (target, one.name, one.champion, one.candidate, one.difference)
        for target, found in duel.comparisons.items()
        for one in changes_of(found)
    ]
    print_table(COLUMNS, rows, empty="")
    for target, found in duel.comparisons.items():
        say(f"{target}: {tested(found)}")
    say(f"gate: {'passed' if duel.verdict.promoted else 'refused'}")
    for reason in duel.verdict.reasons:
        say(f"  {reason}")


def _try_files(files: _Files, *, as_json: bool) -> None:
    with busy("learning from the one file and asking about the other"):
        from mailflow.adapters.trials import try_files  # noqa: PLC0415 - takes seconds

        found = try_files(
            files.train,
            files.test,
            label=files.label,
            outside_label=files.oos,
            wanted_precision=files.precision,
            sentence_model=files.model,
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
        from classifiers.records import as_plain  # noqa: PLC0415

        found = evaluation.evaluate(seed_corpus())
    if as_json:
        print_json({target: as_plain(one) for target, one in found.items()})
        return
    click.echo(evaluation.table(list(found.values())), nl=False)
