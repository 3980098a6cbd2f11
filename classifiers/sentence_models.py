"""Sentence models from a local folder: an ONNX encoder and its tokenizer (extra: semantic).

The folder holds ``model.onnx``, whole in one file, and ``tokenizer.json``. Nothing is downloaded
and nothing outside the folder is opened. A text's vector is the mean of its tokens' vectors under
the attention mask (Reimers and Gurevych, "Sentence-BERT", EMNLP 2019), at length 1.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifiers.dense import MOST_DIRECTIONS, scaled
from classifiers.errors import SentenceModelError
from classifiers.features import Floats
from classifiers.onnx_files import names_other_files

MODEL: Final = "model.onnx"
TOKENIZER: Final = "tokenizer.json"
MOST_BYTES: Final[Mapping[str, int]] = {MODEL: 600 * 2**20, TOKENIZER: 64 * 2**20}
MOST_CHARACTERS: Final = 2_000  # of a text
MOST_TOKENS: Final = 256  # of a text
AT_ONCE: Final = 16  # texts; with the tokens it bounds the memory
INPUTS: Final = ("input_ids", "attention_mask", "token_type_ids")
INSTALL: Final = "pip install 'mailflow[semantic]'"


@dataclass(frozen=True, slots=True, eq=False)
class SentenceModel:
    """Says where texts lie; ``name`` is a hash of both files, ``width`` the numbers of a vector."""

    name: str
    inputs: frozenset[str]
    output: str
    width: int | None
    _session: Any = field(repr=False)
    _tokenizer: Any = field(repr=False)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return a row of length 1 for each text, all zero where it holds no token."""
        parts = [
            self._some([text[:MOST_CHARACTERS] for text in texts[start : start + AT_ONCE]])
            for start in range(0, len(texts), AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, 0))

    def _some(self, texts: Sequence[str]) -> Floats:
        encoded = self._tokenizer.encode_batch([_storable(text) for text in texts])
        longest = max(1, *(len(one.ids) for one in encoded))
        given = {name: np.zeros((len(texts), longest), np.int64) for name in INPUTS}
        for row, one in enumerate(encoded):
            given["input_ids"][row, : len(one.ids)] = one.ids
            given["attention_mask"][row, : len(one.ids)] = one.attention_mask
            given["token_type_ids"][row, : len(one.ids)] = one.type_ids
        mask = given["attention_mask"]
        asked = {name: given[name] for name in self.inputs}
        return scaled(_mean(self._run(asked), mask))

    def _run(self, asked: Mapping[str, NDArray[np.int64]]) -> Any:
        try:
            (found,) = self._session.run([self.output], dict(asked))
        except Exception as error:  # the runtime's errors have no parent of their own
            raise SentenceModelError(f"{MODEL} cannot be run: {_first_line(error)}") from error
        shape = next(iter(asked.values())).shape
        if found.ndim != 3 or found.shape[:2] != shape or not self._is_width(found.shape[2]):
            wanted = f"({shape[0]}, {shape[1]}, {self.width or f'at most {MOST_DIRECTIONS}'})"
            raise SentenceModelError(
                f"{MODEL}: {self.output} has shape {found.shape}, not {wanted}"
            )
        if not np.isfinite(found).all():
            raise SentenceModelError(f"{MODEL}: {self.output} holds what is no number")
        return found

    def _is_width(self, found: int) -> bool:
        return 0 < found <= MOST_DIRECTIONS if self.width is None else found == self.width


def open_sentence_model(folder: Path) -> SentenceModel:
    """Return the model of a folder; SentenceModelError says why there is none that can be used."""
    content, tokens = (_read(folder, name) for name in (MODEL, TOKENIZER))
    try:
        import onnxruntime  # noqa: PLC0415 - an extra, and it takes its time
        import tokenizers  # noqa: PLC0415
    except ImportError as error:
        raise SentenceModelError(f"a sentence model needs more packages: {INSTALL}") from error
    session = _session(onnxruntime, content)
    inputs, output = _signature(session)
    name = hashlib.sha256(hashlib.sha256(content).digest() + hashlib.sha256(tokens).digest())
    tokenizer = _tokenizer(tokenizers, tokens)
    found = SentenceModel(name.hexdigest(), inputs, output, None, session, tokenizer)
    return replace(found, width=found.vectors(["Hello"]).shape[1])


def _read(folder: Path, name: str) -> bytes:
    """Return a file that lies in the folder itself and is not too large."""
    if not folder.is_dir():
        raise SentenceModelError(f"there is no folder {folder}")
    path = folder / name
    if not path.is_file():
        raise SentenceModelError(f"there is no {name} in {folder}")
    if path.resolve().parent != folder.resolve():
        raise SentenceModelError(f"{path} leads out of its folder; put the file itself there")
    if path.stat().st_size > MOST_BYTES[name]:
        raise SentenceModelError(f"{path} has more than {MOST_BYTES[name]} bytes")
    return path.read_bytes()


def _session(onnxruntime: Any, content: bytes) -> Any:
    try:
        outside = names_other_files(content)
    except ValueError as error:
        raise SentenceModelError(f"{MODEL} cannot be read: {error}") from error
    if outside:
        raise SentenceModelError(f"{MODEL} keeps weights in other files; save it as one file")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the same bits, one core
    options.enable_cpu_mem_arena = False  # what one long text took is given back
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's errors have no parent of their own
        raise SentenceModelError(f"{MODEL} cannot be loaded: {_first_line(error)}") from error


def _signature(session: Any) -> tuple[frozenset[str], str]:
    """Return what the model takes and which of its outputs has a vector for each token."""
    inputs = {one.name: one.type for one in session.get_inputs()}
    odd = sorted(name for name, kind in inputs.items() if name not in INPUTS or "int64" not in kind)
    if odd or "input_ids" not in inputs:
        named = ", ".join(odd) or "no input_ids"
        wanted = ", ".join(INPUTS)
        raise SentenceModelError(f"{MODEL} takes {named}; it may take {wanted} (int64) alone")
    for one in session.get_outputs():
        if one.type == "tensor(float)" and len(one.shape) == 3:
            return frozenset(inputs), str(one.name)
    raise SentenceModelError(f"{MODEL} has no output of floats, text by token by direction")


def _tokenizer(tokenizers: Any, content: bytes) -> Any:
    try:
        found = tokenizers.Tokenizer.from_str(content.decode())
        found.enable_truncation(max_length=MOST_TOKENS)
        found.no_padding()
    except Exception as error:  # that package raises nothing more special
        raise SentenceModelError(f"{TOKENIZER} cannot be used: {_first_line(error)}") from error
    return found


def _mean(tokens: Any, mask: NDArray[np.int64]) -> Floats:
    """Return the mean of each text's tokens that the mask lets through."""
    weights = mask[:, :, None].astype(np.float64)
    total = (tokens.astype(np.float64) * weights).sum(axis=1)
    return np.asarray(total / np.maximum(weights.sum(axis=1), 1.0))


def _storable(text: str) -> str:
    """Return a text without halves of surrogate pairs, which the tokenizer refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]
