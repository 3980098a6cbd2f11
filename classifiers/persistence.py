"""Storing a classifier as bytes and reading it back, without pickle.

A version is a signed archive (see sealing) of JSON and ``.npy`` members: ``card.json``,
``heads.json``, and for each target its weights and the numbers that make suggestions of them;
where the version knows how texts lie to each other, ``dense`` members with n-grams and directions.
Targets that share their features share the members with the n-grams and their idf, which bear
the name of the first of them. Where a sentence model has its say, ``sentence.json`` names it,
and a target's members of the same names with ``sentence`` in them are what its scores add.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from tokenize import TokenError
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from classifiers.dense import MOST_DIRECTIONS, MOST_GRAMS, Dense
from classifiers.errors import UnreadableVersionError
from classifiers.examples import TARGETS
from classifiers.features import KINDS, Block, Features, Floats
from classifiers.out_of_scope import KNOTS, Scope
from classifiers.prediction import Averaged, Classifier, Head
from classifiers.sealing import read_json, seal, unseal
from classifiers.signal_strengths import assumed

Card: TypeAlias = Mapping[str, str | int | float]

CARD: Final = "card.json"
HEADS: Final = "heads.json"
FLOATS: Final[np.dtype[Any]] = np.dtype("<f8")
SMALL: Final[np.dtype[Any]] = np.dtype("<f2")  # of what there is much of
TINY: Final[np.dtype[Any]] = np.dtype("i1")
SENTENCE: Final = "sentence.json"
_SENTENCE: Final = "sentence"
_DENSE: Final = "dense"
_STEPS: Final = f"{_DENSE}.steps.npy"
_SCALES: Final = f"{_DENSE}.scales.npy"
_BY_LABEL: Final = ("bias", "offset", "preferred", "thresholds")
_OTHER: Final = ("signals", "trust", "units", "knots")
_LONGEST_NAME: Final = 200


def dump(classifier: Classifier, *, key: bytes, card: Card) -> bytes:
    """Return the classifier as a signed archive; the same call gives the same bytes.

    ``card`` says whatever is worth knowing about the version. Raises WeakKeyError for a key of
    fewer than 16 bytes and ValueError for a card that holds infinity or no number.
    """
    owners = _owners(classifier)
    heads = {
        head.target: {"labels": head.labels, "features": owners[head.target]}
        for head in classifier.heads
    }
    members = {CARD: _json(dict(card)), HEADS: _json(heads)}
    for head in classifier.heads:
        members |= _head_members(head)
        if owners[head.target] == head.target:
            members |= _feature_members(head.target, head.features)
    if classifier.sentence_model:
        members[SENTENCE] = _json({"model": classifier.sentence_model})
    members |= _dense_members(classifier.dense)
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
    found: dict[str, Features] = {}
    learned = tuple(
        _head(members, target, heads[target], found) for target in TARGETS if target in heads
    )
    return Classifier(learned, _dense(members), _sentence_model(members, learned))


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
    parts = ["weights.npy", *(f"{name}.npy" for name in (*_BY_LABEL, *_OTHER))]
    parts += [f"{_SENTENCE}.{part}" for part in (*parts, "parts.npy")]
    parts += [f"{kind}.{suffix}" for kind in KINDS for suffix in ("json", "npy")]
    return {
        *(CARD, HEADS, SENTENCE, _STEPS, _SCALES),
        *(f"{target}.{part}" for target in TARGETS for part in parts),
        *(f"{_DENSE}.{kind}.{suffix}" for kind in KINDS for suffix in ("json", "npy")),
    }


def _owners(classifier: Classifier) -> dict[str, str]:
    """Return by target the first target that has the same features."""
    owners: dict[str, str] = {}
    for head in classifier.heads:
        same = (one.target for one in classifier.heads if one.features is head.features)
        owners[head.target] = next(same)
    return owners


def _head_members(head: Head) -> dict[str, bytes]:
    members = _number_members(head.target, head, head.bias)
    members[f"{head.target}.weights.npy"] = write_array(head.weights, SMALL)
    if head.averaged is None:
        return members
    place, said = f"{head.target}.{_SENTENCE}", head.averaged
    members |= _number_members(place, said.head, said.bias)
    members[f"{place}.weights.npy"] = write_array(said.weights, SMALL)
    members[f"{place}.parts.npy"] = write_array(np.array([said.linear, said.share]))
    return members


def _number_members(place: str, head: Head, bias: Floats) -> dict[str, bytes]:
    numbers = {
        "bias": bias,
        "offset": head.offset,
        "preferred": head.preferred,
        "thresholds": head.thresholds,
        "signals": head.signals,
        "trust": head.trust,
        "units": head.scope.units,
        "knots": head.scope.knots,
    }
    return {f"{place}.{name}.npy": write_array(one) for name, one in numbers.items()}


def _feature_members(owner: str, features: Features) -> dict[str, bytes]:
    members = {}
    for block in features.blocks:
        members[f"{owner}.{block.kind}.json"] = _json(block.grams)
        members[f"{owner}.{block.kind}.npy"] = write_array(block.idf, SMALL)
    return members


def _dense_members(dense: Dense | None) -> dict[str, bytes]:
    if dense is None:
        return {}
    members = {_STEPS: write_array(dense.steps, TINY), _SCALES: write_array(dense.scales)}
    return members | _feature_members(_DENSE, dense.features)


def _dense(members: Mapping[str, bytes]) -> Dense | None:
    """Read how texts lie to each other; a version of before knows nothing of it."""
    if not any(name.startswith(f"{_DENSE}.") for name in members):
        return None
    features = Features(tuple(_block(members, _DENSE, kind) for kind in KINDS))
    for block in features.blocks:
        if len(block.grams) > MOST_GRAMS[block.kind]:
            raise UnreadableVersionError(f"{_DENSE}: {len(block.grams)} {block.kind} are too many")
    wide = _length(members, _SCALES)
    return Dense(
        features,
        read_array(members, _STEPS, (wide, features.width), TINY).astype(np.int8),
        read_array(members, _SCALES, (wide,)),
    )


def _length(
    members: Mapping[str, bytes],
    name: str,
    kind: np.dtype[Any] = FLOATS,
    of_each: tuple[int, ...] = (),
) -> int:
    """Return how many directions there are, from the length of what has numbers for each."""
    if name not in members:
        raise UnreadableVersionError(f"member {name} is missing")
    shape = _read_header(BytesIO(members[name]), name, kind)
    if len(shape) != 1 + len(of_each) or not 0 < shape[0] <= MOST_DIRECTIONS:
        raise UnreadableVersionError(f"member {name} has shape {shape}")
    return shape[0]


def _head(
    members: Mapping[str, bytes], target: str, facts: object, found: dict[str, Features]
) -> Head:
    if not isinstance(facts, dict):
        raise UnreadableVersionError(f"{HEADS}: {target} is not an object")
    labels = _texts(facts.get("labels"), f"labels of {target}")
    if len(labels) < 2:
        raise UnreadableVersionError(f"{HEADS}: {target} has fewer than two labels")
    features = _features(members, target, facts.get("features"), found)
    head = Head(
        target=target,
        features=features,
        labels=labels,
        weights=read_array(members, f"{target}.weights.npy", (features.width, len(labels)), SMALL),
        scope=_scope(members, target),
        averaged=None,
        **_numbers(members, target, labels),
    )
    return replace(head, averaged=_averaged(members, head))


def _numbers(
    members: Mapping[str, bytes], place: str, labels: tuple[str, ...]
) -> dict[str, Floats]:
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(_BY_LABEL, (len(labels),))
    shapes |= {"signals": (len(assumed(labels)), len(labels)), "trust": (3,)}
    return {name: read_array(members, f"{place}.{name}.npy", one) for name, one in shapes.items()}


def _averaged(members: Mapping[str, bytes], head: Head) -> Averaged | None:
    """Read what a sentence model's scores add; most versions have none."""
    place, labels = f"{head.target}.{_SENTENCE}", head.labels
    if not any(name.startswith(f"{place}.") for name in members):
        return None
    numbers, name = _numbers(members, place, labels), f"{place}.weights.npy"
    wide = _length(members, name, SMALL, (len(labels),))
    linear, share = read_array(members, f"{place}.parts.npy", (2,)).tolist()
    settled = Head(
        target=head.target,
        features=head.features,
        labels=labels,
        weights=head.weights,
        scope=_scope(members, place),
        averaged=None,
        **{**numbers, "bias": head.bias},
    )
    weights = read_array(members, name, (wide, len(labels)), SMALL)
    return Averaged(linear, weights, numbers["bias"], share, settled)


def _sentence_model(members: Mapping[str, bytes], heads: tuple[Head, ...]) -> str:
    """Read which sentence model was learned with; a version that has none has no member."""
    is_needed = any(head.averaged for head in heads)
    if not is_needed and SENTENCE not in members:
        return ""
    found = read_json(members, SENTENCE)
    name = found.get("model") if isinstance(found, dict) else None
    if not (is_needed and isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME):
        raise UnreadableVersionError(f"{SENTENCE} does not name the sentence model of a target")
    return name


def _features(
    members: Mapping[str, bytes], target: str, owner: object, found: dict[str, Features]
) -> Features:
    if owner == target:
        found[target] = Features(tuple(_block(members, target, kind) for kind in KINDS))
    if not isinstance(owner, str) or owner not in found:
        raise UnreadableVersionError(f"{HEADS}: {target} has the features of no target before it")
    return found[owner]


def _scope(members: Mapping[str, bytes], target: str) -> Scope:
    """Read the scope; without knots a mail is never out of it."""
    units = read_array(members, f"{target}.units.npy", (2,))
    knots = read_array(members, f"{target}.knots.npy", (KNOTS,), or_empty=True)
    if not (units > 0.0).all() or (np.diff(knots) < 0.0).any():
        raise UnreadableVersionError(f"scope of {target}: its quantiles do not ascend")
    return Scope(units, knots)


def _block(members: Mapping[str, bytes], target: str, kind: str) -> Block:
    grams = _texts(read_json(members, f"{target}.{kind}.json"), f"{target}.{kind}.json")
    return Block(kind, grams, read_array(members, f"{target}.{kind}.npy", (len(grams),), SMALL))


def _texts(value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise UnreadableVersionError(f"{place}: not a list of texts")
    if len(set(value)) < len(value):
        raise UnreadableVersionError(f"{place}: a text occurs twice")
    return tuple(value)


def _json(value: object) -> bytes:
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def write_array(array: NDArray[Any], kind: np.dtype[Any] = FLOATS) -> bytes:
    """Return the array as the content of a version 1.0 ``.npy`` file of numbers of that kind."""
    buffer = BytesIO()
    plain = np.ascontiguousarray(array, dtype=kind)
    npy.write_array(buffer, plain, version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def read_array(
    members: Mapping[str, bytes],
    name: str,
    shape: tuple[int, ...],
    kind: np.dtype[Any] = FLOATS,
    *,
    or_empty: bool = False,
) -> Floats:
    """Return a ``.npy`` member of that shape, or with ``or_empty`` of none, as 64-bit floats.

    Nothing is allocated or unpickled on the member's own word. Raises UnreadableVersionError for
    another type or shape, a length that does not fit, or a value that is not finite.
    """
    if name not in members:
        raise UnreadableVersionError(f"member {name} is missing")
    stream = BytesIO(members[name])
    found = _read_header(stream, name, kind)
    data = stream.read()
    fits = found == shape or (or_empty and found == (0,))
    if not fits or len(data) != math.prod(found) * kind.itemsize:
        raise UnreadableVersionError(f"member {name} has shape {found}, not {shape}")
    array: Floats = np.frombuffer(data, dtype=kind).reshape(found).astype(np.float64)
    if not np.isfinite(array).all():
        raise UnreadableVersionError(f"member {name} holds a value that is not finite")
    return array


def _read_header(stream: BytesIO, name: str, kind: np.dtype[Any]) -> tuple[int, ...]:
    """Return the shape an array says it has; UnreadableVersionError where it is of another kind."""
    try:
        version = npy.read_magic(stream)
        shape, by_column, said = npy.read_array_header_1_0(stream, max_header_size=1_000)
    except (ValueError, SyntaxError, TokenError) as error:
        raise UnreadableVersionError(f"member {name} is no .npy file: {error}") from error
    if said != kind or by_column or version != (1, 0):
        raise UnreadableVersionError(f"member {name} holds {said}, not plain {kind}")
    return tuple(shape)
