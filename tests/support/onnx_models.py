"""A tiny sentence model: every token of four words is looked up in a table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

from classifiers.sentence_models import MODEL, TOKENIZER

WORDS = ("[UNK]", "printer", "paper", "password")
TABLE = np.array([[0, 0, 0, 1], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0]], dtype=np.float32)
INPUTS = ("input_ids", "attention_mask")


def encoder(
    *,
    inputs: tuple[str, ...] = INPUTS,
    shape: tuple[Any, ...] = ("b", "s", 4),
    kind: int = 7,
    table: NDArray[np.float32] = TABLE,
) -> Any:
    """Return an encoder that looks every token up in a table."""
    if len(shape) == 3:
        nodes = [helper.make_node("Gather", ["table", inputs[0]], ["found"])]
    else:
        nodes = [
            helper.make_node("Gather", ["table", inputs[0]], ["each"]),
            helper.make_node("ReduceMean", ["each"], ["found"], axes=[1], keepdims=0),
        ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(one, kind, ["b", "s"]) for one in inputs],
        [helper.make_tensor_value_info("found", TensorProto.FLOAT, list(shape))],
        [numpy_helper.from_array(table, "table")],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    return made


def fill(folder: Path, content: bytes, words: Sequence[str] = WORDS) -> Path:
    """Put a model and a tokenizer of some words there, the first of them for all others."""
    folder.mkdir(exist_ok=True)
    (folder / MODEL).write_bytes(content)
    known = {word: at for at, word in enumerate(words)}
    made = Tokenizer(models.WordLevel(known, unk_token=words[0]))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.save(str(folder / TOKENIZER))
    return folder
