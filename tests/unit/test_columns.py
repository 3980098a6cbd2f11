"""What a column makes of text that no database can store."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.columns import REPLACEMENT, bounded_key, storable

ANY_TEXT = st.text(st.sampled_from("\0\ud800\udfff\ud7ff\ue000\uffffé\N{BUG} a") | st.characters())


@given(ANY_TEXT)
def test_only_nul_and_lone_surrogates_are_replaced(text: str) -> None:
    unstorable = {"\0", *map(chr, range(0xD800, 0xE000))}
    expected = "".join(REPLACEMENT if one in unstorable else one for one in text)
    assert storable(text) == expected
    assert bounded_key(text, 9999).startswith("sha256:") is (expected != text)


@pytest.mark.parametrize(
    ("key", "kept"),
    [("x" * 9, True), ("x" * 10, False), ("é" * 4, True), ("é" * 5, False), ("", True)],
)
def test_a_key_is_kept_up_to_its_length_in_bytes(key: str, kept: bool) -> None:
    assert (bounded_key(key, 9) == key) is kept
