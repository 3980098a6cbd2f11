"""Storing a classifier as bytes and reading it back, without pickle.

A version is a signed archive (see sealing) of JSON and ``.npy`` members: ``card.json``,
``heads.json``, and for each target its n-grams, their idf, its weights and its bias.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from io import BytesIO
from tokenize import TokenError
from typing import Final, TypeAlias

import numpy as np
from numpy.lib import format as npy

from classifiers.errors import UnreadableVersionError
from classifiers.examples import TARGETS
from classifiers.features import ANALYSERS, Block, Features, Floats
from classifiers.prediction import Classifier, Head
from classifiers.sealing import read_json, seal, unseal

Card: TypeAlias = Mapping[str, str | int | float]

CARD: Final = "card.json"
HEADS: Final = "heads.json"
_FLOATS: Final = np.dtype("<f8")


def dump(classifier: Classifier, *, key: bytes, card: Card) -> bytes:
    """Return the classifier as a signed archive; the same call gives the same bytes.

    ``card`` says whatever is worth knowing about the version. Raises WeakKeyError for a key of
    fewer than 16 bytes and ValueError for a card that holds infinity or no number.
    """
    heads = {
        head.target: {
            "labels": head.labels,
            "sharpness": head.sharpness,
            "threshold": head.threshold,
        }
        for head in classifier.heads
    }
    members = {CARD: _json(dict(card)), HEADS: _json(heads)}
    for head in classifier.heads:
        members |= _head_members(head)
    return seal(members, key)


def load(content: bytes, *, key: bytes) -> Classifier:
    """Return the classifier that ``dump`` stored, equal to the last bit.

    Raises UnreadableVersionError, saying what is wrong, for bytes that were cut short, changed,
    signed with another key or do not hold a classifier, and WeakKeyError for a key of fewer than
    16 bytes.
    """
    members = unseal(content, key, names=_names())
    heads = read_json(members, HEADS)
    if not isinstance(heads, dict) or not heads or not set(heads) <= set(TARGETS):
        raise UnreadableVersionError(f"{HEADS} does not name the targets")
    return Classifier(
        tuple(_head(members, target, heads[target]) for target in TARGETS if target in heads)
    )


def read_card(content: bytes, *, key: bytes) -> dict[str, str | int | float]:
    """Return the card of a stored version; errors as for ``load``."""
    card = read_json(unseal(content, key, names=_names()), CARD)
    if not isinstance(card, dict):
        raise UnreadableVersionError(f"{CARD} is not an object")
    for name, value in card.items():
        if not isinstance(value, str | int | float):
            raise UnreadableVersionError(f"{CARD}: {name} is neither text nor number")
    return card


def fingerprint(content: bytes) -> str:
    """Return the SHA-256 of a stored version as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _names() -> set[str]:
    parts = ["weights.npy", "bias.npy"]
    parts += [f"{kind}.{suffix}" for kind in ANALYSERS for suffix in ("json", "npy")]
    return {CARD, HEADS, *(f"{target}.{part}" for target in TARGETS for part in parts)}


def _head_members(head: Head) -> dict[str, bytes]:
    members = {
        f"{head.target}.weights.npy": write_array(head.weights),
        f"{head.target}.bias.npy": write_array(head.bias),
    }
    for block in head.features.blocks:
        members[f"{head.target}.{block.kind}.json"] = _json(block.grams)
        members[f"{head.target}.{block.kind}.npy"] = write_array(block.idf)
    return members


def _head(members: Mapping[str, bytes], target: str, facts: object) -> Head:
    if not isinstance(facts, dict):
        raise UnreadableVersionError(f"{HEADS}: {target} is not an object")
    labels = _texts(facts.get("labels"), f"labels of {target}")
    if len(labels) < 2:
        raise UnreadableVersionError(f"{HEADS}: {target} has fewer than two labels")
    features = Features(tuple(_block(members, target, kind) for kind in ANALYSERS))
    return Head(
        target=target,
        features=features,
        labels=labels,
        weights=read_array(members, f"{target}.weights.npy", (features.width, len(labels))),
        bias=read_array(members, f"{target}.bias.npy", (len(labels),)),
        sharpness=_positive(facts.get("sharpness"), f"sharpness of {target}"),
        threshold=_positive(facts.get("threshold"), f"threshold of {target}"),
    )


def _block(members: Mapping[str, bytes], target: str, kind: str) -> Block:
    grams = _texts(read_json(members, f"{target}.{kind}.json"), f"{target}.{kind}.json")
    return Block(kind, grams, read_array(members, f"{target}.{kind}.npy", (len(grams),)))


def _texts(value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise UnreadableVersionError(f"{place}: not a list of texts")
    if len(set(value)) < len(value):
        raise UnreadableVersionError(f"{place}: a text occurs twice")
    return tuple(value)


def _positive(value: object, place: str) -> float:
    if not isinstance(value, int | float) or not 0.0 < value < 1e6:
        raise UnreadableVersionError(f"{place}: not a number above 0 and below a million")
    return float(value)


def _json(value: object) -> bytes:
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def write_array(array: Floats) -> bytes:
    """Return the array as the content of a version 1.0 ``.npy`` file of 64-bit floats."""
    buffer = BytesIO()
    plain = np.ascontiguousarray(array, dtype=_FLOATS)
    npy.write_array(buffer, plain, version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def read_array(members: Mapping[str, bytes], name: str, shape: tuple[int, ...]) -> Floats:
    """Return a ``.npy`` member of that shape, read-only.

    Nothing is allocated or unpickled on the member's own word. Raises UnreadableVersionError for
    another type or shape, a length that does not fit, or a value that is not finite.
    """
    if name not in members:
        raise UnreadableVersionError(f"member {name} is missing")
    stream = BytesIO(members[name])
    try:
        version = npy.read_magic(stream)
        found, by_column, kind = npy.read_array_header_1_0(stream, max_header_size=1_000)
    except (ValueError, SyntaxError, TokenError) as error:
        raise UnreadableVersionError(f"member {name} is no .npy file: {error}") from error
    if kind != _FLOATS or by_column or version != (1, 0):
        raise UnreadableVersionError(f"member {name} holds {kind}, not plain 64-bit floats")
    data = stream.read()
    if found != shape or len(data) != math.prod(shape) * _FLOATS.itemsize:
        raise UnreadableVersionError(f"member {name} has shape {found}, not {shape}")
    array: Floats = np.frombuffer(data, dtype=_FLOATS).reshape(shape)
    if not np.isfinite(array).all():
        raise UnreadableVersionError(f"member {name} holds a value that is not finite")
    return array
