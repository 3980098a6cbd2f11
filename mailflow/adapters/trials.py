"""Trials on labelled files, with the errors of the classifiers as mailflow's own."""

from classifiers.datasets import read_dataset
from classifiers.errors import BadDatasetError
from classifiers.trials import Trial, run_trial
from mailflow.errors import DatasetError


def try_files(
    train: str, test: str, *, label: str, outside_label: str | None, wanted_precision: float
) -> Trial:
    """Learn from one file and ask about another; DatasetError names file and row."""
    try:
        return run_trial(
            read_dataset(train, label),
            read_dataset(test, label),
            outside_label=outside_label,
            wanted_precision=wanted_precision,
        )
    except BadDatasetError as error:
        raise DatasetError(str(error)) from error
