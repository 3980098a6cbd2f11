"""Trials on files: figures for data of every shape, never an exception."""

import json
import math
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from sklearn.metrics import f1_score, roc_auc_score

from classifiers.datasets import Dataset
from classifiers.errors import BadDatasetError
from classifiers.measures import area_under_curve, macro_f1, recall_at_false_alarms
from classifiers.trials import Trial, lines, run_trial
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.main import cli

SENTENCES = {
    "paper": ("the printer jams on every page", "toner is empty in the printer room"),
    "access": ("my password was refused at login", "please unlock my locked account login"),
    "network": ("no network in the whole office", "the wireless network drops every hour"),
}


def data(name: str, rows: list[tuple[str, str]]) -> Dataset:
    return Dataset(name, tuple(text for _, text in rows), tuple(label for label, _ in rows), {})


def corpus(name: str, times: int) -> Dataset:
    pairs = [(label, one) for label, texts in SENTENCES.items() for one in texts]
    many = islice(cycle(pairs), times)
    return data(name, [(label, f"{text} {at % 7} times") for at, (label, text) in enumerate(many)])


def check(trial: Trial) -> None:
    figures = trial.as_dict()
    for name, value in figures.items():
        assert not isinstance(value, float) or math.isfinite(value), name
    assert [name for name, _ in lines(figures)] == [one.replace("_", " ") for one in figures]


def test_a_trial_says_how_often_the_guesses_are_right_and_what_they_cost() -> None:
    trial = run_trial(corpus("train", 120), corpus("test", 30))
    check(trial)
    figures = trial.as_dict()
    assert (figures["accuracy"], figures["macro_f1"], figures["precision"]) == (1.0, 1.0, 1.0)
    assert figures["baseline_accuracy"] == pytest.approx(1 / 3)
    assert trial.costs.bytes > 1000
    assert trial.costs.predict_p99_ms is not None


def test_rows_out_of_scope_teach_nothing_and_are_asked_about_apart() -> None:
    strange = [("oos", f"sing a song about the sea {at}") for at in range(12)]
    train = data("train", [*zip(*_columns(corpus("x", 120)), strict=True), *strange])
    test = data("test", [*zip(*_columns(corpus("x", 30)), strict=True), *strange])
    trial = run_trial(train, test, outside_label="oos")
    check(trial)
    figures = trial.as_dict()
    assert (figures["labels"], figures["rows_test"], figures["rows_oos"]) == (3, 30, 12)
    assert figures["oos_auroc"] is not None
    assert any("teach no label" in note for note in trial.notes)


def _columns(part: Dataset) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return part.labels, part.texts


@pytest.mark.parametrize(
    "train",
    [
        data("train", [("a", "only one label")] * 40),
        data("train", [("a", "few"), ("b", "rows")]),
        data("train", [("a", ""), ("b", "")] * 30),
        data("train", [(f"label {at}", f"word{at} twice") for at in range(60)]),
        data("train", [*[("a", "same text")] * 40, ("b", "other words here")]),
    ],
    ids=["one label", "two rows", "no text", "a row for each label", "a label of one row"],
)
def test_odd_training_rows_give_figures(train: Dataset) -> None:
    test = data(
        "test", [("a", "only one label"), ("a", ""), ("never seen", "\x00\ud800"), ("b", "1")]
    )
    trial = run_trial(train, test)
    check(trial)
    assert any("that no training row has" in note for note in trial.notes)
    assert trial.as_dict()["rows_test"] == 4


def test_a_file_with_nothing_in_scope_is_refused() -> None:
    with pytest.raises(BadDatasetError, match="every row is labelled 'oos'"):
        run_trial(corpus("train", 60), data("test", [("oos", "text")]), outside_label="oos")


def test_the_command_prints_every_figure_and_refuses_by_file_and_row(tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.jsonl" for name in ("train", "test")}
    for (name, path), rows in zip(files.items(), (90, 12), strict=True):
        pairs = zip(*_columns(corpus(name, rows)), strict=True)
        lines_ = [json.dumps({"kind": label, "text": text}) for label, text in pairs]
        path.write_text("\n".join(lines_), encoding="utf-8")
    words = ["classifier", "evaluate", "--train", str(files["train"]), "--test", str(files["test"])]
    done = CliRunner().invoke(cli, [*words, "--label", "kind", "--oos", "none", "--json"])
    assert done.exit_code == 0
    figures = json.loads(done.stdout)
    assert figures["accuracy"] == 1.0
    assert figures["oos_auroc"] is None
    assert figures["fit_seconds"] > 0
    assert "accuracy " in CliRunner().invoke(cli, [*words, "--label", "kind"]).stdout
    model = ["--label", "kind", "--sentence-model", str(tmp_path)]
    refused = CliRunner().invoke(cli, [*words, *model])
    assert refused.exit_code == ExitCode.PERMANENT
    assert "no model.onnx" in refused.stderr
    with files["test"].open("a", encoding="utf-8") as file:
        file.write("\n{")
    refused = CliRunner().invoke(cli, [*words, "--label", "kind"])
    assert refused.exit_code == ExitCode.PERMANENT
    assert "mailflow: test.jsonl, row 13: not JSON" in refused.stderr
    assert CliRunner().invoke(cli, words).exit_code == ExitCode.USAGE


def test_figures_are_those_of_scikit_learn() -> None:
    chance = np.random.default_rng(1)
    truth, guesses = (list(map(str, chance.integers(0, 4, 200))) for _ in range(2))
    assert macro_f1(truth, guesses) == pytest.approx(f1_score(truth, guesses, average="macro"))
    inside, outside = chance.integers(3, 9, 300) / 9, chance.integers(0, 7, 100) / 9
    expected = roc_auc_score([1] * 300 + [0] * 100, np.concatenate([inside, outside]))
    assert area_under_curve(inside, outside) == pytest.approx(expected)


def test_the_recall_loses_no_more_of_the_rows_inside_than_allowed() -> None:
    inside, outside = np.arange(100) / 100, np.array([0.04, 0.049, 0.05, 0.9])
    assert recall_at_false_alarms(inside, outside, 0.05) == 0.5
    assert recall_at_false_alarms(inside, np.empty(0), 0.05) is None
