"""Storing a version and refusing everything that is not one we stored."""

import hashlib
import io
import json
import pickle
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from classifiers import sealing
from classifiers.errors import UnreadableVersionError, WeakKeyError
from classifiers.examples import seed_corpus
from classifiers.persistence import SMALL, Card, dump, fingerprint, load, read_card, write_array
from classifiers.prediction import Classifier
from classifiers.sealing import MANIFEST, MAX_CONTENT, MAX_MEMBER, pack, seal, sign
from classifiers.training import fit

KEY = b"sixteen bytes or more"
CARD: Card = {"rows": 420, "name": "seed", "macro_f1": 0.5}
EXAMPLES = seed_corpus()[::4]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    """Learn a quarter of the seed corpus once."""
    return fit(EXAMPLES)


@pytest.fixture(scope="module")
def stored(classifier: Classifier) -> bytes:
    """Store it once."""
    return dump(classifier, key=KEY, card=CARD)


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    del members[MANIFEST]
    return members


def _refusal(content: bytes, key: bytes = KEY) -> str:
    with pytest.raises(UnreadableVersionError) as caught:
        load(content, key=key)
    return str(caught.value)


def test_what_is_loaded_predicts_the_same_to_the_last_bit(
    classifier: Classifier, stored: bytes
) -> None:
    """Nothing is rounded on the way."""
    texts = [example.text for example in EXAMPLES]
    loaded = load(stored, key=KEY)
    assert loaded.predict(texts) == classifier.predict(texts)
    assert loaded.targets == classifier.targets
    assert loaded.labels("category") == classifier.labels("category")


def test_equal_classifiers_are_stored_as_equal_bytes(classifier: Classifier, stored: bytes) -> None:
    """A fingerprint names a classifier, not the moment it was stored."""
    again = dump(load(stored, key=KEY), key=KEY, card=dict(sorted(CARD.items())))
    assert fingerprint(again) == fingerprint(stored) == hashlib.sha256(stored).hexdigest()


def test_the_card_is_read_back(stored: bytes) -> None:
    """The card is as well guarded as the weights."""
    assert read_card(stored, key=KEY) == CARD
    with pytest.raises(UnreadableVersionError, match="another key"):
        read_card(stored, key=KEY[::-1])


def test_the_archive_holds_no_pickle_and_opens_with_any_zip_reader(stored: bytes) -> None:
    """People may look inside with ordinary tools."""
    members = _members(stored)
    assert {name.rsplit(".", 1)[1] for name in members} == {"json", "npy"}
    for name, content in members.items():
        if name.endswith(".npy"):
            assert np.load(io.BytesIO(content), allow_pickle=False).dtype.kind in "fi"


def test_every_changed_byte_is_noticed(stored: bytes) -> None:
    """Wherever it is, the zip directory and the signature included."""
    for at in (*range(0, len(stored), len(stored) // 40), len(stored) - 1):
        changed = bytearray(stored)
        changed[at] ^= 1
        assert _refusal(bytes(changed))
    assert "changed after it was signed" in _refusal(b"\0" + stored[1:])


def test_what_is_cut_short_is_refused(stored: bytes) -> None:
    """A partial write must not look like a version."""
    for length in (0, 1, 64, len(stored) // 2, len(stored) - 1):
        assert "cut short" in _refusal(stored[:length])


def test_another_key_is_refused_by_name(stored: bytes) -> None:
    """The remedy differs from that for damage."""
    assert _refusal(stored, b"quite another key") == "signed with another key"


def test_a_short_key_neither_signs_nor_reads(classifier: Classifier, stored: bytes) -> None:
    """An empty key would make every forgery valid."""
    with pytest.raises(WeakKeyError):
        dump(classifier, key=b"short", card=CARD)
    with pytest.raises(WeakKeyError):
        load(stored, key=b"")


def test_nothing_is_unpacked_before_the_signature_is_right(
    stored: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the zip reader the refusal is the same."""
    monkeypatch.delattr(sealing, "ZipFile")
    assert "another key" in _refusal(stored, b"quite another key")


def test_a_version_larger_than_any_is_refused() -> None:
    """The size is checked before anything is hashed."""
    assert "more than" in _refusal(b"\0" * (MAX_CONTENT + 1))


class _Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("unpickled",)


def test_a_pickle_in_an_array_is_refused_unread(stored: bytes) -> None:
    """Even from someone who has the key."""
    buffer = io.BytesIO()
    np.save(buffer, np.array([_Bomb()], dtype=object), allow_pickle=True)
    members = _members(stored) | {"category.bias.npy": buffer.getvalue()}
    assert "holds object" in _refusal(seal(members, KEY))
    members["category.bias.npy"] = pickle.dumps(_Bomb())
    assert "no .npy file" in _refusal(seal(members, KEY))


@pytest.mark.parametrize(
    ("array", "complaint"),
    [
        (np.zeros(2), "has shape"),
        (np.full(14, np.nan), "not finite"),
        (np.zeros(14, dtype=np.float32), "holds float32"),
    ],
)
def test_an_array_that_does_not_fit_is_refused(
    stored: bytes, array: NDArray[np.float64], complaint: str
) -> None:
    """It would fail, or lie, at the first mail instead."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    members = _members(stored) | {"category.bias.npy": buffer.getvalue()}
    assert complaint in _refusal(seal(members, KEY))


def test_an_array_shorter_than_it_says_is_refused(stored: bytes) -> None:
    """The header's word is not taken for the length."""
    members = _members(stored)
    members["category.bias.npy"] = members["category.bias.npy"][:-8]
    assert "has shape" in _refusal(seal(members, KEY))


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("heads.json", b"{", "not JSON"),
        ("heads.json", b"[" * 100_000, "not JSON"),
        ("heads.json", b'{"priority": {}}', "does not name the targets"),
        ("heads.json", b'{"category": 1}', "not an object"),
        (
            "heads.json",
            b'{"category": {"labels": ["one"], "features": "category"}}',
            "fewer than two labels",
        ),
        ("category.words.json", b'["vpn", "vpn"]', "occurs twice"),
        ("category.words.json", b'["vpn", 1]', "not a list of texts"),
        ("category.weights.npy", write_array(np.zeros((1, 1)), SMALL), "has shape"),
        ("category.weights.npy", write_array(np.zeros((1, 1))), "holds float64"),
        ("category.units.npy", write_array(np.zeros(2)), "do not ascend"),
    ],
)
def test_members_that_make_no_classifier_are_refused(
    stored: bytes, name: str, content: bytes, complaint: str
) -> None:
    """Signed nonsense is still nonsense."""
    assert complaint in _refusal(seal(_members(stored) | {name: content}, KEY))


def test_features_of_no_target_before_are_refused(stored: bytes) -> None:
    """A target may share the features of one before it, and of no other."""
    members = _members(stored)
    heads = json.loads(members["heads.json"])
    for owner in ("impact", "urgency/../category", 7, None):
        heads["category"]["features"] = owner
        changed = members | {"heads.json": json.dumps(heads).encode()}
        assert "features of no target" in _refusal(seal(changed, KEY))


def test_targets_share_their_features_stored_once(classifier: Classifier) -> None:
    """Of many mails the n-grams are most of what is stored."""
    first, second = classifier.heads
    width = (first.features.width, len(second.labels))
    shared = replace(second, features=first.features, weights=np.zeros(width))
    stored = dump(Classifier((first, shared)), key=KEY, card=CARD)
    assert "urgency.words.json" not in _members(stored)
    one, other = load(stored, key=KEY).heads
    assert one.features is other.features


def test_a_version_of_an_older_format_is_refused_with_what_to_do(stored: bytes) -> None:
    """Also when it was signed with this key."""
    older = stored.replace(b"mailflow-classifier 2 ", b"mailflow-classifier 1 ")
    assert "mailflow classifier retrain" in _refusal(older)


def test_a_missing_member_is_named(stored: bytes) -> None:
    """The message is what an operator has to go by."""
    members = _members(stored)
    del members["urgency.trust.npy"]
    assert _refusal(seal(members, KEY)) == "member urgency.trust.npy is missing"


def test_unexpected_and_too_many_members_are_refused(stored: bytes) -> None:
    """Only known names are ever unpacked."""
    assert "../evil" in _refusal(seal({"../evil": b"", "heads.json": b"{}"}, KEY))
    many = {f"{number}.json": b"" for number in range(100)}
    assert "members are more than" in _refusal(seal(_members(stored) | many, KEY))


def test_two_members_of_one_name_are_refused() -> None:
    """Zip readers differ in which of the two they give."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("card.json", b"{}")
        archive.writestr("cord.json", b"{}")
    doubled = buffer.getvalue().replace(b"cord.json", b"card.json")
    assert "same name" in _refusal(sign(doubled, KEY))


def test_what_unpacks_to_too_much_is_refused(stored: bytes) -> None:
    """Blanks pack a thousandfold: a few kilobytes could fill the memory."""
    bomb = b" " * (MAX_MEMBER + 1)
    assert "category.words.json unpacks to more" in _refusal(
        seal(_members(stored) | {"category.words.json": bomb}, KEY)
    )
    spread = dict.fromkeys(("card.json", "category.words.json", "heads.json"), bomb[:-1])
    assert "the members unpack to more" in _refusal(seal(_members(stored) | spread, KEY))


def test_a_member_longer_than_its_entry_says_is_refused(stored: bytes) -> None:
    """A directory that lies about sizes does not get round the limits."""
    members = _members(stored)
    packed = bytearray(pack({"heads.json": members["heads.json"]}))
    at = packed.index(b"PK\x01\x02") + 24  # the directory's word on the unpacked size
    packed[at : at + 4] = (5).to_bytes(4, "little")
    assert "damaged" in _refusal(sign(bytes(packed), KEY))


def test_an_unknown_way_of_packing_is_refused() -> None:
    """We write stored and deflated members only."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression=zipfile.ZIP_LZMA) as archive:
        archive.writestr("card.json", b"{}")
    assert "packed in an unknown way" in _refusal(sign(buffer.getvalue(), KEY))


@pytest.mark.parametrize(
    ("manifest", "complaint"),
    [
        (b"[]", "format 2"),
        (b'{"format": 1, "members": {}}', "format 2"),
        (b'{"format": 2, "members": {}}', "does not list"),
        (b'{"format": 2, "members": {"card.json": {}}}', "not the one in the manifest"),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(manifest: bytes, complaint: str) -> None:
    """It is what people check by hand."""
    assert complaint in _refusal(sign(pack({"card.json": b"{}", MANIFEST: manifest}), KEY))


def test_an_archive_without_manifest_is_refused() -> None:
    """Every version has had one."""
    assert "manifest.json is missing" in _refusal(sign(pack({"card.json": b"{}"}), KEY))
