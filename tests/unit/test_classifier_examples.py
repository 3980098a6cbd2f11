"""Reading labelled mails from JSON lines."""

from pathlib import Path

import pytest

from classifiers.errors import BadExampleError
from classifiers.examples import Example, read_examples


def test_a_folder_is_read_file_by_file_in_the_order_of_names(tmp_path: Path) -> None:
    """The order of rows decides the folds, so it must not depend on the file system."""
    (tmp_path / "b.jsonl").write_text('{"text": "later"}\n', encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(
        '{"id": "a-1", "text": "früh\\u2028er", "category": "email", "urgency": "low",'
        ' "language": "de"}\n\n',
        encoding="utf-8",
    )
    (tmp_path / "README.md").write_text("not an example", encoding="utf-8")
    assert read_examples(tmp_path) == (
        Example("früh\u2028er", "email", "low", "de", "a-1"),
        Example("later", None, None),
    )


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "'text' is missing"),
        (b'{"text": " "}', "'text' is not a text"),
        (b'{"text": "a", "category": 3}', "'category' is not a text"),
        (b'{"text": "a", "urgency": "asap"}', "'asap' is none of high, medium, low"),
        (b'{"text": "a", "urgence": "low"}', "unknown field 'urgence'"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_number(
    tmp_path: Path, line: bytes, complaint: str
) -> None:
    """Whoever edits a corpus by hand must find the line."""
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b'{"text": "good"}\n' + line)
    with pytest.raises(BadExampleError, match=rf"bad\.jsonl:2: .*{complaint}"):
        read_examples(str(path))


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    """A byte that is not UTF-8 must not become a wrong letter."""
    path = tmp_path / "latin.jsonl"
    path.write_bytes('{"text": "Gerät"}'.encode("latin-1"))
    with pytest.raises(BadExampleError, match=r"latin\.jsonl: not UTF-8 at byte 13"):
        read_examples(path)
