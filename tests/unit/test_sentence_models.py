"""Sentence models from a folder, with a tiny one that is made here."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from support.onnx_models import TABLE, encoder, fill

from classifiers.errors import SentenceModelError
from classifiers.onnx_files import names_other_files
from classifiers.sentence_models import AT_ONCE, MODEL, MOST_TOKENS, TOKENIZER, open_sentence_model
from classifiers.sentences import Remembered
from mailflow.adapters.embedding import closest, packed_vectors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "model", encoder().SerializeToString())


def test_a_vector_is_the_mean_of_the_tokens_at_length_one(folder: Path) -> None:
    """What a shorter text is filled up with has no say."""
    found = open_sentence_model(folder).vectors(["paper", "printer paper password", ""])
    root = np.sqrt(6.0)
    assert found == pytest.approx(
        np.array([[1, 0, 0, 0], [2 / root, 1 / root, 1 / root, 0], [0, 0, 0, 0]])
    )


def test_texts_have_the_same_vectors_alone_and_among_many(folder: Path) -> None:
    """Long ones are cut, half characters replaced."""
    opened = open_sentence_model(folder)
    texts = ["paper " * 9000, "\ud800", *("printer " * n for n in range(AT_ONCE + 3))]
    together = opened.vectors(texts)
    assert together.shape == (len(texts), 4)
    assert all(
        opened.vectors([one])[0] == pytest.approx(together[n]) for n, one in enumerate(texts)
    )
    assert opened.vectors([]).shape[0] == 0


def test_the_name_is_that_of_both_files(folder: Path) -> None:
    first = open_sentence_model(folder).name
    assert open_sentence_model(folder).name == first
    (folder / TOKENIZER).write_text((folder / TOKENIZER).read_text().replace("paper", "toner"))
    second = open_sentence_model(folder).name
    other = encoder()
    other.doc_string = "another"
    (folder / MODEL).write_bytes(other.SerializeToString())
    assert len({first, second, open_sentence_model(folder).name}) == 3


WIDE = np.ones((4, 1_025), dtype=np.float32)


def _external(folder: Path) -> None:
    onnx.save_model(
        encoder(),
        str(folder / MODEL),
        save_as_external_data=True,
        location="weights.bin",
        size_threshold=0,
    )


def _outside(folder: Path) -> None:
    target = folder.parent / "elsewhere.onnx"
    (folder / MODEL).rename(target)
    (folder / MODEL).symlink_to(target)


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "no model": (lambda at: (at / MODEL).unlink(), "no model.onnx"),
    "no tokenizer": (lambda at: (at / TOKENIZER).unlink(), "no tokenizer.json"),
    "out of the folder": (_outside, "leads out"),
    "weights elsewhere": (_external, "other files"),
    "no model at all": (lambda at: (at / MODEL).write_bytes(b"\x0f\xffnonsense"), "cannot be"),
    "an empty model": (lambda at: (at / MODEL).write_bytes(b""), "cannot be loaded"),
    "cut short": (lambda at: (at / MODEL).write_bytes(encoder().SerializeToString()[:99]), "short"),
    "no tokens": (lambda at: (at / TOKENIZER).write_text("{}"), "cannot be used"),
    "no text": (lambda at: (at / TOKENIZER).write_bytes(b"\xff"), "cannot be used"),
    "other inputs": (
        lambda at: fill(at, encoder(inputs=("input_ids", "pixels")).SerializeToString()),
        "pixels",
    ),
    "no input_ids": (
        lambda at: fill(at, encoder(inputs=("attention_mask",)).SerializeToString()),
        "no input_ids",
    ),
    "small numbers": (lambda at: fill(at, encoder(kind=6).SerializeToString()), "int64"),
    "no numbers": (
        lambda at: fill(at, encoder(table=TABLE * np.float32("nan")).SerializeToString()),
        "no number",
    ),
    "too wide": (
        lambda at: fill(at, encoder(shape=("b", "s", "d"), table=WIDE).SerializeToString()),
        "at most 1024",
    ),
    "a vector for each text": (
        lambda at: fill(at, encoder(shape=("b", 4)).SerializeToString()),
        "no output",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_folder_that_cannot_be_used_says_why(folder: Path, what: str) -> None:
    spoil, said = BAD[what]
    spoil(folder)
    with pytest.raises(SentenceModelError, match=said):
        open_sentence_model(folder)


def test_more_words_than_the_model_has_are_an_error_of_the_folder(folder: Path) -> None:
    """The tokenizer of another model."""
    text = (
        (folder / TOKENIZER)
        .read_text()
        .replace('"[UNK]": 0', '"[UNK]": 70')
        .replace('"[UNK]":0', '"[UNK]":70')
    )
    (folder / TOKENIZER).write_text(text)
    with pytest.raises(SentenceModelError, match="cannot be run"):
        open_sentence_model(folder)


def test_vectors_of_another_width_than_the_first_are_an_error(folder: Path) -> None:
    """This model's are the wider the longer the text is."""
    made = encoder(shape=("b", "s", "d"))
    once = numpy_helper.from_array(np.array([1, 1]), "once")
    made.graph.initializer.append(once)
    made.graph.node[0].output[0] = "each"
    made.graph.node.extend(
        [
            helper.make_node("Shape", ["input_ids"], ["tokens"], start=1, end=2),
            helper.make_node("Concat", ["once", "tokens"], ["times"], axis=0),
            helper.make_node("Tile", ["each", "times"], ["found"]),
        ]
    )
    opened = open_sentence_model(fill(folder, made.SerializeToString()))
    assert opened.vectors(["paper"]).shape == (1, 4)
    with pytest.raises(SentenceModelError, match=r"shape \(1, 2, 8\), not \(1, 2, 4\)"):
        opened.vectors(["printer paper"])


def test_without_a_folder_or_the_extra_it_says_what_to_do(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SentenceModelError, match="no folder"):
        open_sentence_model(tmp_path / "nowhere")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(SentenceModelError, match=r"mailflow\[semantic\]"):
        open_sentence_model(folder)


def test_weights_elsewhere_are_found_in_inner_graphs_too() -> None:
    """An If has a graph in each of its branches; a constant is an attribute."""
    tensor = numpy_helper.from_array(TABLE, "inner")
    plain = encoder()
    assert not names_other_files(plain.SerializeToString())
    tensor.data_location = TensorProto.EXTERNAL
    branch = helper.make_graph([helper.make_node("Constant", [], ["x"], value=tensor)], "b", [], [])
    plain.graph.node.append(helper.make_node("If", ["c"], ["x"], then_branch=branch))
    assert names_other_files(plain.SerializeToString())
    for _ in range(30):
        branch = helper.make_graph(
            [helper.make_node("If", ["c"], [], then_branch=branch)], "b", [], []
        )
    plain.graph.node[-1].CopyFrom(helper.make_node("If", ["c"], [], then_branch=branch))
    with pytest.raises(ValueError, match="too deep"):
        names_other_files(plain.SerializeToString())


def test_no_text_makes_more_tokens_than_the_bound(folder: Path) -> None:
    opened = open_sentence_model(folder)
    assert len(opened._tokenizer.encode("a " * 5000).ids) == MOST_TOKENS


def test_a_text_that_the_model_fails_on_is_left_out_alone(folder: Path) -> None:
    """One word has a number that the model's table has not."""
    tokens = folder / TOKENIZER
    tokens.write_text(tokens.read_text().replace('"paper": 2', '"paper": 70').replace(":2", ":70"))
    opened = open_sentence_model(folder)
    with pytest.raises(SentenceModelError, match="cannot be run"):
        opened.vectors(["paper"])
    model = Remembered(opened)
    kept = packed_vectors(model, ["printer", "paper", "password"])
    assert [bool(one) for one in kept] == [True, False, True]
    assert [len(one) for one in closest(model, ["paper", "printer"], kept, 3)] == [0, 1]
    assert model.failed == 1
